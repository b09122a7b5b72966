"""A few values, each with a weight of its own: a list of outcomes and how likely each is.

Weights need not add up to 1: what counts is each one's share of their sum. The same value may come more than once.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from distributions.arithmetic.arrays import checked_shares, elementwise
from distributions.arithmetic.weights import check_numbers, check_weights, count_upto, first_reaching, running_shares
from distributions.jit import inline, kernel


@inline
def ppf_scalar(u, values, upto):
    """Return the smallest value at or below which a share u of draws lies.

    Parameters
    ----------
    u
        The share.
    values, upto
        float64[VALUE], ascending, and the share of draws up to each, from `ordered`.

    Examples
    --------
    >>> float(ppf_scalar(0.3, *ordered((1.0, 2.0), (1.0, 3.0))))
    2.0
    """
    return values[first_reaching(upto, u)]


@inline
def cdf_scalar(x, values, upto):
    """Return the share of draws at or below x; `values` and `upto` as in `ppf_scalar`.

    Examples
    --------
    >>> float(cdf_scalar(1.5, *ordered((1.0, 2.0), (1.0, 3.0))))
    0.25
    """
    count = count_upto(values, x)
    return upto[count - 1] if count > 0 else 0.0


@kernel
def _ppf_loop(u, out, values, upto):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], values, upto)


@kernel
def _cdf_loop(x, out, values, upto):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], values, upto)


@kernel
def _pdf_loop(x, out, values, chances):
    for i in range(x.size):
        count = count_upto(values, x[i])
        out[i] = chances[count - 1] if count > 0 and values[count - 1] == x[i] else 0.0


def check(values: Sequence[float], weights: Sequence[float]) -> None:
    """Refuse lists that make no distribution.

    Raises
    ------
    ValueError
        A list is empty or not all finite, they differ in length, a weight is negative, or all are 0.

    Examples
    --------
    >>> check([1, 2], [0, 0])
    Traceback (most recent call last):
    ValueError: weights must not all be 0
    """
    check_numbers("values", values)
    check_weights(weights, len(values), "value")


@lru_cache(maxsize=256)
def _merged(values: tuple[float, ...], weights: tuple[float, ...]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the different values that can be drawn, ascending, and the weight of each."""
    check(values, weights)
    together: dict[float, list[float]] = {}
    for value, weight in zip(values, weights, strict=True):
        if weight > 0.0:
            together.setdefault(value + 0.0, []).append(weight)
    different = tuple(sorted(together))
    return different, tuple(math.fsum(together[value]) for value in different)


@lru_cache(maxsize=256)
def _ordered(values: tuple[float, ...], weights: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    different, merged = _merged(values, weights)
    return np.array(different), running_shares(merged)


def ordered(values: Sequence[float], weights: Sequence[float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the different values that can be drawn, ascending, and the share of draws up to each.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> [array.tolist() for array in ordered([7, 5, 6], [1, 1, 0])]
    [[5.0, 7.0], [0.5, 1.0]]
    """
    return _ordered(tuple(map(float, values)), tuple(map(float, weights)))


def _chances(values: Sequence[float], weights: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    different, merged = _merged(tuple(map(float, values)), tuple(map(float, weights)))
    return np.array(different), np.array(merged) / math.fsum(merged)


def ppf(u: ArrayLike, values: Sequence[float], weights: Sequence[float]) -> np.ndarray:
    """Return the smallest values at or below which shares u of draws lie; the shape is that of u.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0, 0.25, 0.3, 1], [10, 20], [1, 3]).tolist()
    [10.0, 10.0, 20.0, 20.0]
    """
    return elementwise(_ppf_loop, checked_shares(u), *ordered(values, weights))


def cdf(x: ArrayLike, values: Sequence[float], weights: Sequence[float]) -> np.ndarray:
    """Return the shares of draws at or below x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([9, 10, 20], [10, 20], [1, 3]).tolist()
    [0.0, 0.25, 1.0]
    """
    return elementwise(_cdf_loop, x, *ordered(values, weights))


def pdf(x: ArrayLike, values: Sequence[float], weights: Sequence[float]) -> np.ndarray:
    """Return the chances of exactly x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([9, 10, 20], [10, 20], [1, 3]).tolist()
    [0.0, 0.25, 0.75]
    """
    return elementwise(_pdf_loop, x, *_chances(values, weights))


def mean(values: Sequence[float], weights: Sequence[float]) -> float:
    """Return the mean, in the unit of the values.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> mean([10, 20], [1, 3])
    17.5
    """
    different, chances = _chances(values, weights)
    return math.fsum((different * chances).tolist())


def variance(values: Sequence[float], weights: Sequence[float]) -> float:
    """Return the variance, in the square of the unit of the values.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> variance([10, 20], [1, 3])
    18.75
    """
    different, chances = _chances(values, weights)
    if different.size == 1:
        return 0.0
    off = different - mean(values, weights)
    return math.fsum((off * off * chances).tolist())


def support(values: Sequence[float], weights: Sequence[float]) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support([10, 20, 30], [1, 3, 0])
    (10.0, 20.0)
    """
    different, _ = ordered(values, weights)
    return float(different[0]), float(different[-1])


def breaks(values: Sequence[float], weights: Sequence[float]) -> tuple[float, ...]:
    """Return the shares at which the value changes.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> breaks([10, 20], [1, 3])
    (0.25,)
    """
    upto = ordered(values, weights)[1]
    return tuple(sorted({share for share in upto.tolist() if 0.0 < share < 1.0}))
