"""The gamma distribution: a wait for several things in turn, or a cost that cannot be negative and has a moderate tail.

Its mean is shape * scale and its standard deviation scale * sqrt(shape). The share below x is the regularised
incomplete gamma function P(shape, x / scale) (DLMF 8.2.4), which `special` has.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from distributions.arithmetic import scalar, special
from distributions.arithmetic.arrays import check_finite, checked_shares, elementwise
from distributions.jit import inline, kernel

MIN_SHAPE = 1e-3
MAX_SHAPE = 1e6


@inline
def ppf_scalar(u, shape, scale):
    """Return the value below which a share u of draws lies.

    Examples
    --------
    >>> round(float(ppf_scalar(0.5, 1.0, 2.0)), 6)  # twice the logarithm of 2
    1.386294
    """
    if scale <= 0.0:
        return 0.0
    return scale * special.gamma_ppf(u, shape)


@inline
def cdf_scalar(x, shape, scale):
    """Return the share of draws at or below x.

    Examples
    --------
    >>> round(float(cdf_scalar(2.0, 1.0, 2.0)), 6)  # 1 - 1/e
    0.632121
    """
    if scale <= 0.0:
        return 1.0 if x >= 0.0 else 0.0
    return special.gamma_tails(x / scale, shape)[0]


@inline
def _pdf_scalar(x, shape, scale):
    if scale <= 0.0:
        return np.inf if x == 0.0 else 0.0
    y = x / scale
    if y <= 0.0 or y > 1e300:
        if y != 0.0 or shape > 1.0:
            return 0.0
        return 1.0 / scale if shape == 1.0 else np.inf
    return scalar.exp(special.log_gamma_weight(y, shape)) / y / scale


@kernel
def _ppf_loop(u, out, shape, scale):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], shape, scale)


@kernel
def _cdf_loop(x, out, shape, scale):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], shape, scale)


@kernel
def _pdf_loop(x, out, shape, scale):
    for i in range(x.size):
        out[i] = _pdf_scalar(x[i], shape, scale)


def check(shape: float, scale: float) -> None:
    """Refuse parameters that make no gamma distribution.

    Raises
    ------
    ValueError
        A parameter is not finite, shape is outside MIN_SHAPE to MAX_SHAPE, or scale is negative.

    Examples
    --------
    >>> check(2.0, -1.0)
    Traceback (most recent call last):
    ValueError: scale must be at least 0, not -1.0
    """
    check_finite(shape=shape, scale=scale)
    if not MIN_SHAPE <= shape <= MAX_SHAPE:
        raise ValueError(f"shape must be from {MIN_SHAPE:g} to {MAX_SHAPE:g}, not {shape}")
    if scale < 0.0:
        raise ValueError(f"scale must be at least 0, not {scale}")


def ppf(u: ArrayLike, shape: float, scale: float) -> np.ndarray:
    """Return the values below which shares u of draws lie; the shape is that of u.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0.1, 0.9], 4, 0.5).round(3).tolist()
    [0.872, 3.34]
    """
    check(shape, scale)
    return elementwise(_ppf_loop, checked_shares(u), float(shape), float(scale))


def cdf(x: ArrayLike, shape: float, scale: float) -> np.ndarray:
    """Return the shares of draws at or below x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([0, 2], 4, 0.5).round(3).tolist()
    [0.0, 0.567]
    """
    check(shape, scale)
    return elementwise(_cdf_loop, x, float(shape), float(scale))


def pdf(x: ArrayLike, shape: float, scale: float) -> np.ndarray:
    """Return the densities at x, per unit of x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([-1, 2], 4, 0.5).round(4).tolist()
    [0.0, 0.3907]
    """
    check(shape, scale)
    return elementwise(_pdf_loop, x, float(shape), float(scale))


def mean(shape: float, scale: float) -> float:
    """Return the mean, shape * scale, in the unit of the values.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> mean(4, 0.5)
    2.0
    """
    check(shape, scale)
    return float(shape) * float(scale)


def variance(shape: float, scale: float) -> float:
    """Return the variance, in the square of the unit of the values.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> variance(4, 0.5)
    1.0
    """
    check(shape, scale)
    return float(shape) * float(scale) * float(scale)


def support(shape: float, scale: float) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support(4, 0.5)
    (0.0, inf)
    """
    check(shape, scale)
    return 0.0, (math.inf if scale > 0.0 else 0.0)
