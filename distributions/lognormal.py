"""The lognormal distribution: never below nothing, as likely half its middle as twice it. For costs and ratios.

Its parameters are the mean and the standard deviation of the value itself. The logarithm of the value is normal with

    variance = log(1 + (sd / mean)**2),   mean = log(mean) - variance / 2

(Johnson, Kotz and Balakrishnan, *Continuous univariate distributions* 1, chapter 14).
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from distributions import normal
from distributions.arithmetic import scalar
from distributions.arithmetic.arrays import check_finite, checked_shares, elementwise
from distributions.jit import inline, kernel

MOST_SPREAD = 1e6
"""The largest standard deviation, in means."""

_ROOT_TWO_PI = 2.5066282746310002


@inline
def log_sd(mean, sd):
    """Return the standard deviation of the value's logarithm.

    Examples
    --------
    >>> round(float(log_sd(2.0, 1.0)) ** 2, 9)  # log of 1.25
    0.223143551
    """
    ratio = sd / mean
    return math.sqrt(scalar.log1p(ratio * ratio))


@inline
def _score(x, mean, sd, width):
    """Return the standard normal value of the same rank as x."""
    off = (x - mean) / mean
    # Near the mean the difference holds digits that the quotient has lost.
    log_ratio = scalar.log1p(off) if abs(off) < 0.5 else scalar.log(max(x / mean, normal.SMALLEST))
    return log_ratio / width + 0.5 * width


@inline
def ppf_scalar(u, mean, sd):
    """Return the value below which a share u of draws lies.

    Examples
    --------
    >>> round(float(ppf_scalar(0.5, 5.0, 3.0)), 6)  # the median: 5 / sqrt(1 + 0.36)
    4.287465
    """
    if sd <= 0.0:
        return mean
    if u <= 0.0:
        return 0.0
    if u >= 1.0:
        return np.inf
    width = log_sd(mean, sd)
    return mean * scalar.exp(width * (normal.standard_ppf(u) - 0.5 * width))


@inline
def cdf_scalar(x, mean, sd):
    """Return the share of draws at or below x.

    Examples
    --------
    >>> float(cdf_scalar(0.0, 5.0, 3.0))
    0.0
    """
    if sd <= 0.0:
        return 1.0 if x >= mean else 0.0
    if x <= 0.0:
        return 0.0
    return normal.standard_cdf(_score(x, mean, sd, log_sd(mean, sd)))


@inline
def _pdf_scalar(x, mean, sd):
    if sd <= 0.0:
        return np.inf if x == mean else 0.0
    if x <= 0.0 or x > 1e300:
        return 0.0
    width = log_sd(mean, sd)
    return normal.standard_pdf(_score(x, mean, sd, width)) / (width * x)


@kernel
def _ppf_loop(u, out, mean, sd):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], mean, sd)


@kernel
def _cdf_loop(x, out, mean, sd):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], mean, sd)


@kernel
def _pdf_loop(x, out, mean, sd):
    for i in range(x.size):
        out[i] = _pdf_scalar(x[i], mean, sd)


def check(mean: float, sd: float) -> None:
    """Refuse parameters that make no lognormal distribution.

    Raises
    ------
    ValueError
        A parameter is not finite, mean is not above 0, or sd is outside 0 to MOST_SPREAD means.

    Examples
    --------
    >>> check(0.0, 1.0)
    Traceback (most recent call last):
    ValueError: mean must be above 0, not 0.0
    """
    check_finite(mean=mean, sd=sd)
    if mean <= 0.0:
        raise ValueError(f"mean must be above 0, not {mean}")
    if not 0.0 <= sd <= MOST_SPREAD * mean:
        raise ValueError(f"sd must be from 0 to a million times the mean ({mean}), not {sd}")


def ppf(u: ArrayLike, mean: float, sd: float) -> np.ndarray:
    """Return the values below which shares u of draws lie; the shape is that of u.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0.1, 0.9], 5, 3).round(3).tolist()
    [2.107, 8.726]
    """
    check(mean, sd)
    return elementwise(_ppf_loop, checked_shares(u), float(mean), float(sd))


def cdf(x: ArrayLike, mean: float, sd: float) -> np.ndarray:
    """Return the shares of draws at or below x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([0, 5], 5, 3).round(3).tolist()
    [0.0, 0.609]
    """
    check(mean, sd)
    return elementwise(_cdf_loop, x, float(mean), float(sd))


def pdf(x: ArrayLike, mean: float, sd: float) -> np.ndarray:
    """Return the densities at x, per unit of x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([-1, 5], 5, 3).round(4).tolist()
    [0.0, 0.1385]
    """
    check(mean, sd)
    return elementwise(_pdf_loop, x, float(mean), float(sd))


def mean(mean: float, sd: float) -> float:
    """Return the mean, in the unit of the values.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> mean(5, 3)
    5.0
    """
    check(mean, sd)
    return float(mean)


def variance(mean: float, sd: float) -> float:
    """Return the variance, in the square of the unit of the values.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> variance(5, 3)
    9.0
    """
    check(mean, sd)
    return float(sd) * float(sd)


def support(mean: float, sd: float) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support(5, 3)
    (0.0, inf)
    """
    check(mean, sd)
    return (0.0, math.inf) if sd > 0.0 else (float(mean), float(mean))
