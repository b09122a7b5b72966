"""A straight climb from low to the mode and a straight fall to high: cruder than PERT, with more in the tails."""

import math

import numpy as np
from numpy.typing import ArrayLike

from distributions.arrays import check_order, checked_shares, elementwise
from distributions.jit import inline, kernel


@inline
def ppf_scalar(u, low, mode, high):
    """Return the value below which a share u of draws lies."""
    width = high - low
    # The mode bounds both sides: rounding must not carry a value over it.
    climb = min(low + math.sqrt(u * width * (mode - low)), mode)
    fall = max(high - math.sqrt((1.0 - u) * width * (high - mode)), mode)
    return climb if u * width < mode - low else fall


@inline
def cdf_scalar(x, low, mode, high):
    """Return the share of draws at or below x."""
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


@kernel
def _cdf_loop(x, out, low, mode, high):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], low, mode, high)


def check(low: float, mode: float, high: float) -> None:
    """Refuse parameters that make no triangle.

    Raises
    ------
    ValueError
        Not low <= mode <= high, all finite; the message names the parameter and its limits.
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
    """
    check(low, mode, high)
    return elementwise(_cdf_loop, x, float(low), float(mode), float(high))


def mean(low: float, mode: float, high: float) -> float:
    """Return the mean: (low + mode + high) / 3."""
    check(low, mode, high)
    return low + ((mode - low) + (high - low)) / 3.0


def variance(low: float, mode: float, high: float) -> float:
    """Return the variance, in the square of the unit of the values."""
    check(low, mode, high)
    return ((mode - low) * (mode - low) + (high - mode) * (high - mode) + (mode - low) * (high - mode)) / 18.0


def support(low: float, mode: float, high: float) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn."""
    check(low, mode, high)
    return float(low), float(high)
