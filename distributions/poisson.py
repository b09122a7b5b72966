"""The Poisson distribution: how often something happens that happens by itself and at a steady rate.

The share at or below k is the regularised incomplete gamma function Q(k + 1, mean) (DLMF 8.4.10), which `special` has.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from distributions import normal
from distributions.arithmetic import scalar, special
from distributions.arithmetic.arrays import checked_shares, elementwise
from distributions.arithmetic.whole_numbers import jumps, smallest_whole
from distributions.jit import inline, kernel

MOST_MEAN = 1e6

_SOME_LIMIT = 1e15  # far above any count that a float below 1 leads to


@inline
def ppf_scalar(u, mean):
    """Return the smallest count at or below which a share of at least u of draws lies; infinity at 1.

    Examples
    --------
    >>> float(ppf_scalar(0.5, 2.5))
    2.0
    """
    if mean <= 0.0 or u <= 0.0:
        return 0.0
    if u >= 1.0:
        return np.inf
    skew = 1.0 / math.sqrt(mean)
    return smallest_whole(u, mean, mean, skew, _SOME_LIMIT, cdf_scalar, mean)


@inline
def cdf_scalar(x, mean):
    """Return the share of draws at or below x.

    Examples
    --------
    >>> round(float(cdf_scalar(0.0, 2.5)), 6)  # exp(-2.5)
    0.082085
    """
    if x < 0.0:
        return 0.0
    if mean <= 0.0 or x >= _SOME_LIMIT:
        return 1.0
    return special.gamma_tails(mean, np.floor(x) + 1.0)[1]


@inline
def _pdf_scalar(x, mean):
    if x < 0.0 or x >= _SOME_LIMIT or x != np.floor(x):
        return 0.0
    if mean < normal.SMALLEST:  # the logarithm wants a normal number
        return 1.0 if x == 0.0 else 0.0
    return scalar.exp(special.log_gamma_weight(mean, x + 1.0) - scalar.log(mean))


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
    """Refuse a parameter that makes no Poisson distribution.

    Raises
    ------
    ValueError
        Mean is outside 0 to MOST_MEAN.

    Examples
    --------
    >>> check(-1.0)
    Traceback (most recent call last):
    ValueError: mean must be from 0 to 1e+06, not -1.0
    """
    if not 0.0 <= mean <= MOST_MEAN:
        raise ValueError(f"mean must be from 0 to {MOST_MEAN:g}, not {mean}")


def ppf(u: ArrayLike, mean: float) -> np.ndarray:
    """Return the values below which shares u of draws lie; the shape is that of u.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0.1, 0.5, 0.9], 2.5).tolist()
    [1.0, 2.0, 5.0]
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
    >>> cdf([0, 1], 2.5).round(4).tolist()
    [0.0821, 0.2873]
    """
    check(mean)
    return elementwise(_cdf_loop, x, float(mean))


def pdf(x: ArrayLike, mean: float) -> np.ndarray:
    """Return the chances of exactly x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([0, 0.5, 1], 2.5).round(4).tolist()
    [0.0821, 0.0, 0.2052]
    """
    check(mean)
    return elementwise(_pdf_loop, x, float(mean))


def mean(mean: float) -> float:
    """Return the mean: the parameter.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> mean(2.5)
    2.5
    """
    check(mean)
    return float(mean)


def variance(mean: float) -> float:
    """Return the variance: the mean again.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> variance(2.5)
    2.5
    """
    check(mean)
    return float(mean)


def support(mean: float) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support(2.5)
    (0.0, inf)
    """
    check(mean)
    return 0.0, (math.inf if mean > 0.0 else 0.0)


def breaks(mean: float) -> tuple[float, ...]:
    """Return the shares inside (0, 1), in order, at which the ppf jumps: of those between 2**-53 and 1 - 2**-53.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> [round(share, 4) for share in breaks(2.5)][:3]
    [0.0821, 0.2873, 0.5438]
    """
    check(mean)
    return jumps(ppf, cdf, float(mean))
