"""Values that were seen, each as likely as the others: resampling, the bootstrap's distribution.

The value at a share p of n values is the one at place p * n, rounded up, from the smallest (the inverse of the
empirical distribution function: definition 1 of Hyndman and Fan, *Sample quantiles in statistical packages*, The
American Statistician 50, 1996). Nothing between the values is ever drawn, nor anything beyond them.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from distributions.arithmetic.arrays import checked_shares, elementwise
from distributions.arithmetic.weights import check_numbers, count_upto
from distributions.jit import inline, kernel


@inline
def ppf_scalar(u, values):
    """Return the value at place u * n, rounded up, of n values in ascending order.

    Examples
    --------
    >>> float(ppf_scalar(0.5, np.array([3.0, 4.0, 7.0])))
    4.0
    """
    n = values.size
    place = min(max(int(math.ceil(u * n)), 1), n)
    # u * n is rounded: the shares where the value changes are place / n, as they are in `breaks`.
    while place > 1 and u <= (place - 1) / n:
        place -= 1
    while place < n and u > place / n:
        place += 1
    return values[place - 1]


@inline
def cdf_scalar(x, values):
    """Return the share of the values, in ascending order, at or below x.

    Examples
    --------
    >>> float(cdf_scalar(4.0, np.array([3.0, 4.0, 7.0, 8.0])))
    0.5
    """
    return count_upto(values, x) / values.size


@kernel
def _ppf_loop(u, out, values):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], values)


@kernel
def _cdf_loop(x, out, values):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], values)


@kernel
def _pdf_loop(x, out, values):
    for i in range(x.size):
        count = count_upto(values, x[i])
        below = count
        while below > 0 and values[below - 1] == x[i]:
            below -= 1
        out[i] = (count - below) / values.size


def check(values: Sequence[float]) -> None:
    """Refuse a list that makes no distribution.

    Raises
    ------
    ValueError
        It is empty, or not all of it is finite.

    Examples
    --------
    >>> check([])
    Traceback (most recent call last):
    ValueError: values must be a list of at least one number
    """
    check_numbers("values", values)


@lru_cache(maxsize=64)
def _ordered(values: tuple[float, ...]) -> np.ndarray:
    check(values)
    return np.sort(np.array(values, dtype=np.float64) + 0.0)


def ordered(values: Sequence[float]) -> NDArray[np.float64]:
    """Return the values in ascending order, as the scalar functions take them.

    Raises
    ------
    ValueError
        The list is empty, or not all of it is finite.

    Examples
    --------
    >>> ordered([3, 1, 2]).tolist()
    [1.0, 2.0, 3.0]
    """
    return _ordered(tuple(values))


def ppf(u: ArrayLike, values: Sequence[float]) -> np.ndarray:
    """Return the values at places u * n, rounded up, from the smallest; the shape is that of u.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0, 0.25, 0.26, 1], [40, 10, 20, 30]).tolist()
    [10.0, 10.0, 20.0, 40.0]
    """
    return elementwise(_ppf_loop, checked_shares(u), ordered(values))


def cdf(x: ArrayLike, values: Sequence[float]) -> np.ndarray:
    """Return the shares of the values at or below x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([9, 10, 35], [40, 10, 20, 30]).tolist()
    [0.0, 0.25, 0.75]
    """
    return elementwise(_cdf_loop, x, ordered(values))


def pdf(x: ArrayLike, values: Sequence[float]) -> np.ndarray:
    """Return the chances of exactly x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([10, 11, 20], [10, 20, 20, 40]).tolist()
    [0.25, 0.0, 0.5]
    """
    return elementwise(_pdf_loop, x, ordered(values))


def mean(values: Sequence[float]) -> float:
    """Return the mean of the values.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> mean([10, 20, 60])
    30.0
    """
    array = ordered(values)
    return float(array[0]) if array[0] == array[-1] else math.fsum(array.tolist()) / array.size


def variance(values: Sequence[float]) -> float:
    """Return the variance of a draw from the values: with n, not n - 1, in the square of their unit.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> variance([10, 20])
    25.0
    """
    off = ordered(values) - mean(values)
    return math.fsum((off * off).tolist()) / off.size


def support(values: Sequence[float]) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support([10, 20, 5])
    (5.0, 20.0)
    """
    array = ordered(values)
    return float(array[0]), float(array[-1])


def breaks(values: Sequence[float]) -> tuple[float, ...]:
    """Return the shares at which the value changes.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> breaks([10, 20, 20, 40])
    (0.25, 0.75)
    """
    array = ordered(values)
    return tuple(((np.flatnonzero(array[1:] > array[:-1]) + 1) / array.size).tolist())
