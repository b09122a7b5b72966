"""Bars side by side, each with a weight, all values within one equally likely: data known by classes, or a chart.

A bar's weight is its area, not its height, and is counted as its share of the sum of weights. Bars without weight leave
a gap in which nothing is drawn.
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
def ppf_scalar(u, edges, upto):
    """Return the value below which a share u of draws lies.

    Parameters
    ----------
    u
        The share.
    edges, upto
        float64[BAR + 1], where bars begin and end, and float64[BAR], the share of draws up to each one's end: from
        `trimmed`.

    Examples
    --------
    >>> float(ppf_scalar(0.125, *trimmed((0.0, 1.0, 2.0), (1.0, 3.0))))
    0.5
    """
    bar = first_reaching(upto, u)
    start, stop = edges[bar], edges[bar + 1]
    before = upto[bar - 1] if bar > 0 else 0.0
    share = upto[bar] - before
    if share <= 0.0:
        return stop
    # From the nearer end: 1 - u has all its digits at the top.
    if u - before <= upto[bar] - u:
        return min(start + (stop - start) * ((u - before) / share), stop)
    return max(stop - (stop - start) * ((upto[bar] - u) / share), start)


@inline
def cdf_scalar(x, edges, upto):
    """Return the share of draws at or below x; `edges` and `upto` as in `ppf_scalar`.

    Examples
    --------
    >>> float(cdf_scalar(0.5, *trimmed((0.0, 1.0, 2.0), (1.0, 3.0))))
    0.125
    """
    if x >= edges[edges.size - 1]:
        return 1.0
    if not x > edges[0]:
        return 0.0
    bar = count_upto(edges, x) - 1
    before = upto[bar - 1] if bar > 0 else 0.0
    return min(before + (upto[bar] - before) * ((x - edges[bar]) / (edges[bar + 1] - edges[bar])), upto[bar])


@inline
def _density(x, edges, chances):
    if not edges[0] <= x <= edges[edges.size - 1]:
        return 0.0
    bar = min(count_upto(edges, x), chances.size) - 1
    return chances[bar] / (edges[bar + 1] - edges[bar])


@kernel
def _ppf_loop(u, out, edges, upto):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], edges, upto)


@kernel
def _cdf_loop(x, out, edges, upto):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], edges, upto)


@kernel
def _pdf_loop(x, out, edges, chances):
    for i in range(x.size):
        out[i] = _density(x[i], edges, chances)


def check(edges: Sequence[float], weights: Sequence[float]) -> None:
    """Refuse lists that make no histogram.

    Raises
    ------
    ValueError
        A list is empty or not all finite, there is not one edge more than weights, an edge is not above the one before
        it (all may be the same: that is a constant), a weight is negative, or all are 0.

    Examples
    --------
    >>> check([0, 2, 1], [1, 1])
    Traceback (most recent call last):
    ValueError: edges must ascend: number 3 is 1.0, after 2.0
    """
    check_numbers("edges", edges)
    array = np.asarray(edges, dtype=np.float64)
    if array.size < 2:
        raise ValueError("edges must be at least two")
    check_weights(weights, array.size - 1, "pair of edges")
    wrong = np.flatnonzero(array[1:] <= array[:-1])
    if wrong.size and array.min() < array.max():
        raise ValueError(f"edges must ascend: number {wrong[0] + 2} is {array[wrong[0] + 1]}, after {array[wrong[0]]}")


@lru_cache(maxsize=256)
def _trimmed(edges: tuple[float, ...], weights: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return edges, running shares and shares without the bars of no weight at either end."""
    check(edges, weights)
    if edges[0] == edges[-1]:
        return np.array([edges[0], edges[0]]), np.ones(1), np.ones(1)
    weighted = np.flatnonzero(np.array(weights))
    first, last = int(weighted[0]), int(weighted[-1])
    kept = weights[first : last + 1]
    return np.array(edges[first : last + 2]), running_shares(kept), np.array(kept) / math.fsum(kept)


def trimmed(edges: Sequence[float], weights: Sequence[float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the edges and the share of draws up to each bar's end, as the scalar functions take them.

    Bars of no weight at either end are left out.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> [array.tolist() for array in trimmed([0, 1, 2, 4], [0, 1, 3])]
    [[1.0, 2.0, 4.0], [0.25, 1.0]]
    """
    return _trimmed(tuple(map(float, edges)), tuple(map(float, weights)))[:2]


def _bars(edges: Sequence[float], weights: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    trim, _, chances = _trimmed(tuple(map(float, edges)), tuple(map(float, weights)))
    return trim, chances


def ppf(u: ArrayLike, edges: Sequence[float], weights: Sequence[float]) -> np.ndarray:
    """Return the values below which shares u of draws lie; the shape is that of u.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0, 0.125, 0.25, 1], [0, 1, 2, 4], [1, 0, 3]).tolist()
    [0.0, 0.5, 1.0, 4.0]
    """
    return elementwise(_ppf_loop, checked_shares(u), *trimmed(edges, weights))


def cdf(x: ArrayLike, edges: Sequence[float], weights: Sequence[float]) -> np.ndarray:
    """Return the shares of draws at or below x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([0, 0.5, 1.5, 4], [0, 1, 2, 4], [1, 0, 3]).tolist()
    [0.0, 0.125, 0.25, 1.0]
    """
    return elementwise(_cdf_loop, x, *trimmed(edges, weights))


def pdf(x: ArrayLike, edges: Sequence[float], weights: Sequence[float]) -> np.ndarray:
    """Return the densities at x, per unit of x: at an edge between bars that of the upper one.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([0.5, 1.5, 3], [0, 1, 2, 4], [1, 0, 3]).tolist()
    [0.25, 0.0, 0.375]
    """
    trim, chances = _bars(edges, weights)
    if trim[0] == trim[-1]:
        given = np.asarray(x, dtype=np.float64)
        return np.where(np.isnan(given), given, np.where(given == trim[0], np.inf, 0.0))
    return elementwise(_pdf_loop, x, trim, chances)


def mean(edges: Sequence[float], weights: Sequence[float]) -> float:
    """Return the mean, in the unit of the edges.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> mean([0, 1, 3], [1, 1])
    1.25
    """
    trim, chances = _bars(edges, weights)
    return math.fsum((chances * (0.5 * trim[:-1] + 0.5 * trim[1:])).tolist())


def variance(edges: Sequence[float], weights: Sequence[float]) -> float:
    """Return the variance, in the square of the unit of the edges.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> variance([0, 6], [1])
    3.0
    """
    trim, chances = _bars(edges, weights)
    widths, off = trim[1:] - trim[:-1], 0.5 * trim[:-1] + 0.5 * trim[1:] - mean(edges, weights)
    return math.fsum((chances * (off * off + widths * widths / 12.0)).tolist())


def support(edges: Sequence[float], weights: Sequence[float]) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support([0, 1, 2, 4], [0, 1, 3])
    (1.0, 4.0)
    """
    trim, _ = trimmed(edges, weights)
    return float(trim[0]), float(trim[-1])


def breaks(edges: Sequence[float], weights: Sequence[float]) -> tuple[float, ...]:
    """Return the shares at the ends of bars.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> breaks([0, 1, 2, 4], [1, 0, 3])
    (0.25,)
    """
    upto = trimmed(edges, weights)[1]
    return tuple(sorted({share for share in upto.tolist() if 0.0 < share < 1.0}))
