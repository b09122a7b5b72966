"""Any value from low to high, all equally likely: for when nothing is known but the limits."""

import numpy as np
from numpy.typing import ArrayLike

from distributions.arithmetic.arrays import check_order, checked_shares, elementwise
from distributions.jit import inline, kernel


@inline
def ppf_scalar(u, low, high):
    """Return the value below which a share u of draws lies.

    Examples
    --------
    >>> float(ppf_scalar(0.25, 5.0, 8.0))
    5.75
    """
    return min(low + (high - low) * u, high)


@inline
def cdf_scalar(x, low, high):
    """Return the share of draws at or below x.

    Examples
    --------
    >>> float(cdf_scalar(5.75, 5.0, 8.0))
    0.25
    """
    if x >= high:
        return 1.0
    return (x - low) / (high - low) if x > low else 0.0


@kernel
def _ppf_loop(u, out, low, high):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], low, high)


@inline
def _pdf_scalar(x, low, high):
    if high <= low:
        return np.inf if x == low else 0.0
    return 1.0 / (high - low) if low <= x <= high else 0.0


@kernel
def _cdf_loop(x, out, low, high):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], low, high)


@kernel
def _pdf_loop(x, out, low, high):
    for i in range(x.size):
        out[i] = _pdf_scalar(x[i], low, high)


def check(low: float, high: float) -> None:
    """Refuse parameters that make no uniform.

    Raises
    ------
    ValueError
        Not low <= high, both finite; the message names the parameter and its limits.

    Examples
    --------
    >>> check(2.0, 1.0)
    Traceback (most recent call last):
    ValueError: low must be at most high (1.0), not 2.0
    """
    check_order(low, low, high)


def ppf(u: ArrayLike, low: float, high: float) -> np.ndarray:
    """Return the values below which shares u of draws lie.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0, 0.25, 1], 5, 8).tolist()
    [5.0, 5.75, 8.0]
    """
    check(low, high)
    return elementwise(_ppf_loop, checked_shares(u), float(low), float(high))


def cdf(x: ArrayLike, low: float, high: float) -> np.ndarray:
    """Return the shares of draws at or below x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([4, 5.75, 9], 5, 8).tolist()
    [0.0, 0.25, 1.0]
    """
    check(low, high)
    return elementwise(_cdf_loop, x, float(low), float(high))


def pdf(x: ArrayLike, low: float, high: float) -> np.ndarray:
    """Return the densities at x, per unit of x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([4, 6], 5, 9).tolist()
    [0.0, 0.25]
    """
    check(low, high)
    return elementwise(_pdf_loop, x, float(low), float(high))


def mean(low: float, high: float) -> float:
    """Return the mean: the middle.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> mean(5, 8)
    6.5
    """
    check(low, high)
    return 0.5 * low + 0.5 * high


def variance(low: float, high: float) -> float:
    """Return the variance, in the square of the unit of the values.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> variance(5, 8)
    0.75
    """
    check(low, high)
    return (high - low) * (high - low) / 12.0


def support(low: float, high: float) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support(5, 8)
    (5.0, 8.0)
    """
    check(low, high)
    return float(low), float(high)
