"""The exponential distribution: the wait for something that is as likely today as any other day.

The share above x is exp(-x / mean); its standard deviation is its mean.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from distributions import normal
from distributions.arithmetic import scalar
from distributions.arithmetic.arrays import check_finite, checked_shares, elementwise
from distributions.jit import inline, kernel


@inline
def ppf_scalar(u, mean):
    """Return the value below which a share u of draws lies.

    Examples
    --------
    >>> round(float(ppf_scalar(0.5, 2.0)), 6)  # twice the logarithm of 2
    1.386294
    """
    if mean <= 0.0 or u <= 0.0:
        return 0.0
    if u >= 1.0:
        return np.inf
    return -mean * scalar.log1p(-max(u, normal.SMALLEST))


@inline
def cdf_scalar(x, mean):
    """Return the share of draws at or below x.

    Examples
    --------
    >>> round(float(cdf_scalar(2.0, 2.0)), 6)  # 1 - 1/e
    0.632121
    """
    if mean <= 0.0:
        return 1.0 if x >= 0.0 else 0.0
    return -scalar.expm1(-x / mean) if x > 0.0 else 0.0


@inline
def _pdf_scalar(x, mean):
    if mean <= 0.0:
        return np.inf if x == 0.0 else 0.0
    return scalar.exp(-x / mean) / mean if x >= 0.0 else 0.0


@kernel
def _ppf_loop(u, out, mean):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], mean)


@kernel
def _cdf_loop(x, out, mean):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], mean)


@kernel
def _pdf_loop(x, out, mean):
    for i in range(x.size):
        out[i] = _pdf_scalar(x[i], mean)


def check(mean: float) -> None:
    """Refuse a parameter that makes no exponential distribution.

    Raises
    ------
    ValueError
        Mean is not finite, or negative.

    Examples
    --------
    >>> check(-1.0)
    Traceback (most recent call last):
    ValueError: mean must be at least 0, not -1.0
    """
    check_finite(mean=mean)
    if mean < 0.0:
        raise ValueError(f"mean must be at least 0, not {mean}")


def ppf(u: ArrayLike, mean: float) -> np.ndarray:
    """Return the values below which shares u of draws lie; the shape is that of u.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0.1, 0.9], 10).round(3).tolist()
    [1.054, 23.026]
    """
    check(mean)
    return elementwise(_ppf_loop, checked_shares(u), float(mean))


def cdf(x: ArrayLike, mean: float) -> np.ndarray:
    """Return the shares of draws at or below x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([0, 10], 10).round(3).tolist()
    [0.0, 0.632]
    """
    check(mean)
    return elementwise(_cdf_loop, x, float(mean))


def pdf(x: ArrayLike, mean: float) -> np.ndarray:
    """Return the densities at x, per unit of x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([-1, 0], 10).tolist()
    [0.0, 0.1]
    """
    check(mean)
    return elementwise(_pdf_loop, x, float(mean))


def mean(mean: float) -> float:
    """Return the mean, in the unit of the parameter.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> mean(10)
    10.0
    """
    check(mean)
    return float(mean)


def variance(mean: float) -> float:
    """Return the variance, the square of the mean, in the square of its unit.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> variance(10)
    100.0
    """
    check(mean)
    return float(mean) * float(mean)


def support(mean: float) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support(10)
    (0.0, inf)
    """
    check(mean)
    return 0.0, (math.inf if mean > 0.0 else 0.0)
