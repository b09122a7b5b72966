"""A straight climb from low to the mode and a straight fall to high: cruder than PERT, with more in the tails."""

import math

import numpy as np
from numpy.typing import ArrayLike

from distributions.arithmetic.arrays import check_order, checked_shares, elementwise
from distributions.jit import inline, kernel


@inline
def ppf_scalar(u, low, mode, high):
    """Return the value below which a share u of draws lies.

    Examples
    --------
    >>> float(ppf_scalar(0.5, 5.0, 6.5, 8.0))
    6.5
    """
    width = high - low
    # The mode bounds both sides: rounding must not carry a value over it.
    climb = min(low + math.sqrt(u * width * (mode - low)), mode)
    fall = max(high - math.sqrt((1.0 - u) * width * (high - mode)), mode)
    return climb if u * width < mode - low else fall


@inline
def cdf_scalar(x, low, mode, high):
    """Return the share of draws at or below x.

    Examples
    --------
    >>> float(cdf_scalar(6.5, 5.0, 6.5, 8.0))
    0.5
    """
    if x >= high:
        return 1.0
    if x <= low:
        return 0.0
    if x < mode:
        return (x - low) * (x - low) / ((high - low) * (mode - low))
    return 1.0 - (high - x) * (high - x) / ((high - low) * (high - mode))


@kernel
def _ppf_loop(u, out, low, mode, high):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], low, mode, high)


@inline
def _pdf_scalar(x, low, mode, high):
    if high <= low:
        return np.inf if x == low else 0.0
    if x < low or x > high:
        return 0.0
    top = 2.0 / (high - low)
    if x < mode:
        return top * ((x - low) / (mode - low))
    return top * ((high - x) / (high - mode)) if high > mode else top


@kernel
def _cdf_loop(x, out, low, mode, high):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], low, mode, high)


@kernel
def _pdf_loop(x, out, low, mode, high):
    for i in range(x.size):
        out[i] = _pdf_scalar(x[i], low, mode, high)


def check(low: float, mode: float, high: float) -> None:
    """Refuse parameters that make no triangle.

    Raises
    ------
    ValueError
        Not low <= mode <= high, all finite; the message names the parameter and its limits.

    Examples
    --------
    >>> check(1.0, 3.5, 3.0)
    Traceback (most recent call last):
    ValueError: mode must be from low (1.0) to high (3.0), not 3.5
    """
    check_order(low, mode, high)


def ppf(u: ArrayLike, low: float, mode: float, high: float) -> np.ndarray:
    """Return the values below which shares u of draws lie.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0, 0.5, 1], 5, 6.5, 8).tolist()
    [5.0, 6.5, 8.0]
    """
    check(low, mode, high)
    return elementwise(_ppf_loop, checked_shares(u), float(low), float(mode), float(high))


def cdf(x: ArrayLike, low: float, mode: float, high: float) -> np.ndarray:
    """Return the shares of draws at or below x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([5, 6.5, 9], 5, 6.5, 8).tolist()
    [0.0, 0.5, 1.0]
    """
    check(low, mode, high)
    return elementwise(_cdf_loop, x, float(low), float(mode), float(high))


def pdf(x: ArrayLike, low: float, mode: float, high: float) -> np.ndarray:
    """Return the densities at x, per unit of x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([4, 5, 6], 4, 6, 8).tolist()
    [0.0, 0.25, 0.5]
    """
    check(low, mode, high)
    return elementwise(_pdf_loop, x, float(low), float(mode), float(high))


def mean(low: float, mode: float, high: float) -> float:
    """Return the mean: (low + mode + high) / 3.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> mean(1, 2, 6)
    3.0
    """
    check(low, mode, high)
    return low + ((mode - low) + (high - low)) / 3.0


def variance(low: float, mode: float, high: float) -> float:
    """Return the variance, in the square of the unit of the values.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> variance(0, 3, 6)
    1.5
    """
    check(low, mode, high)
    return ((mode - low) * (mode - low) + (high - mode) * (high - mode) + (mode - low) * (high - mode)) / 18.0


def support(low: float, mode: float, high: float) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support(5, 6.5, 8)
    (5.0, 8.0)
    """
    check(low, mode, high)
    return float(low), float(high)


def breaks(low: float, mode: float, high: float) -> tuple[float, ...]:
    """Return the share inside (0, 1) at which the ppf bends, the mode's, if there is one.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> breaks(5, 6, 8)
    (0.3333333333333333,)
    """
    check(low, mode, high)
    return ((mode - low) / (high - low),) if low < mode < high else ()
