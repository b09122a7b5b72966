"""Any distribution as cubic pieces in **z**, the normal value of the same rank: the one way in which the engine draws
from every family that it has no formula for.

In z most quantile functions are smooth right into both tails (in u they are not), so one cubic in each step of 1/62
is enough. Where the quantile function jumps, bends or is steep, a step is cut: first at the distribution's own
`breaks`, then in halves until the cubic fits. A cubic goes through four exact values, two of them near the ends of its
piece, and is held between the values that it shares with its neighbours, so that a higher z never gives a lower value
(but for the last place).

Shares next to 1 are coarse: there a double can hold only every 1.1e-16. So a value is always asked for at a share that
can be held, and laid at that share's own z; between such shares the cubic is all there is.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from distributions import normal
from distributions.arithmetic import gauss
from distributions.arithmetic.arrays import elementwise
from distributions.catalogue import Distribution
from distributions.jit import inline, kernel

CELLS = 1024
"""Steps of z in a table."""

COLUMNS = 8
"""Numbers in a piece: where it starts, its origin, coefficients of 1, t, t**2 and t**3, its lowest and highest."""

TOLERANCE = 2.5e-10
"""A piece is halved while it is further than this from the exact value, as a share of max(|x|, P90 - P10)."""

LARGEST = 1e150
"""Values beyond this, either side, are refused: coefficients of pieces between them would overflow."""

HIGHEST_SHARE = 1.0 - 2.0**-53
FURTHEST = float(normal.ppf(HIGHEST_SHARE))
"""Draws lie within this of 0, about 8.21: uniforms are from 2**-53 to 1 - 2**-53."""

_STEPS_A_UNIT = 62.0
_CENTRE = CELLS / 2.0 + 0.5  # the half keeps z = 0, where a fair coin's values change, away from the steps' ends
_INNER = np.sqrt(2.0) - 1.0  # with +-1 the four places whose cubic has the smallest largest error
_NODES = np.array([-1.0, -_INNER, _INNER, 1.0])
_WORST = np.sqrt((1.0 + _INNER * _INNER) / 2.0)  # where that error is largest, with 0
_CHECKS = np.array([-_WORST, 0.0, _WORST])

_MOST_HALVINGS = 48
_MOST_EXTRA_PIECES = 1 << 16
_NEXT_TO_BREAK = 2.0**-50  # a break's own share is rounded: values are taken this far off, relative to it
_NARROW = 2.0**-48  # pieces that span less of u (relative) and
_SHORT = 1e-4  # less of z are not cut;
_STRAIGHT = 2.0**-44  # with less of u than this they are straight, since four z would be told apart by their rounding
_NEXT_TO_NARROW = 2.0**-48  # in those no error is counted that so small a change of u (relative) would make,
_ROUNDING = 2.0**-50  # and elsewhere none that so small a change would make, relative to the smaller tail
_FLAT = 1e-12  # of max(|x|, P90 - P10): pieces that rise by less are straight


class QuantileTable(NamedTuple):
    """A distribution as cubic pieces in z.

    Attributes
    ----------
    first
        int64[CELLS + 1], the first piece of each step of z, and the number of pieces.
    pieces
        float64[PIECE, COLUMNS], in the order of z. Both arrays are read-only, since they are kept.
    lowest, highest
        What a draw can be at the least and at the most.
    error
        The largest difference from the exact value found at three places within every piece, as a share of
        max(\\|x\\|, P90 - P10). What a change of the share by 2**-50 of the smaller tail would make is not counted
        (2**-48 of the share itself right beside a break): where the curve is so steep, its own values are rounding.
    """

    first: NDArray[np.int64]
    pieces: NDArray[np.float64]
    lowest: float
    highest: float
    error: float


class _Spans(NamedTuple):
    """Pieces still without coefficients: from z `start` to `stop`, shares strictly between two breaks, their step."""

    start: np.ndarray
    stop: np.ndarray
    least: np.ndarray
    most: np.ndarray
    cell: np.ndarray

    def where(self, chosen: np.ndarray) -> "_Spans":
        return _Spans(*(column[chosen] for column in self))

    def halved(self) -> "_Spans":
        middle = 0.5 * (self.start + self.stop)
        return _Spans(
            np.concatenate([self.start, middle]),
            np.concatenate([middle, self.stop]),
            *(np.concatenate([column, column]) for column in self[2:]),
        )


def _first_spans(breaks: np.ndarray) -> _Spans:
    """Cut the whole of z at the ends of the steps and at the breaks."""
    breaks = np.unique(breaks[(breaks > 2.0**-53) & (breaks < HIGHEST_SHARE)])
    ends = (np.arange(CELLS + 1) - _CENTRE) / _STEPS_A_UNIT
    ends = ends[(ends > -FURTHEST) & (ends < FURTHEST)]
    places = np.unique(normal.ppf(breaks))
    cuts = np.unique(np.concatenate([[-FURTHEST], ends, places, [FURTHEST]]))
    start, stop = cuts[:-1], cuts[1:]
    cell = np.searchsorted(ends, start, side="right") + int(_CENTRE - FURTHEST * _STEPS_A_UNIT)
    # Shares of a piece: breaks that share one z (nothing lies between them) count as the last of them.
    upper = np.append(breaks[np.searchsorted(normal.ppf(breaks), places, side="right") - 1], 1.0)
    lower = np.append(0.0, upper[:-1])
    between = np.searchsorted(places, start, side="right")
    least = np.maximum(lower[between] * (1.0 + _NEXT_TO_BREAK), 2.0**-53)
    last = np.minimum(upper[between], HIGHEST_SHARE)
    most = np.where(upper[between] < 1.0, last * (1.0 - _NEXT_TO_BREAK), last)
    # Between breaks that are too close for that, what counts is the value at the upper one.
    most = np.where(most > least, most, last)
    return _Spans(start, stop, np.minimum(least, most), most, cell)


def _fit(dist: Distribution, spans: _Spans, width: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the pieces [PIECE, COLUMNS] (last two columns empty), their errors and whether each never falls."""
    middle, half = 0.5 * (spans.start + spans.stop), 0.5 * (spans.stop - spans.start)
    u = np.clip(normal.cdf(middle[:, None] + half[:, None] * _NODES), spans.least[:, None], spans.most[:, None])
    for i in (2, 1, 0):
        u[:, i] = np.minimum(u[:, i], np.nextafter(u[:, i + 1], 0.0))
    flat = (spans.most - spans.least <= 2.0 * _NEXT_TO_BREAK * spans.most) | (u[:, 0] < 0.5 * spans.least)
    u[flat] = spans.most[flat, None]
    z, x = normal.ppf(u), dist.ppf(u)
    if not (np.abs(x) <= LARGEST).all():
        raise ValueError(f"{dist.family} gives values beyond {LARGEST:g}")
    pieces = np.zeros((middle.size, COLUMNS))
    pieces[:, 0], pieces[:, 1] = spans.start, middle
    scale = np.maximum(np.abs(x).max(axis=1), width)
    straight = flat | (x[:, 3] - x[:, 0] <= _FLAT * scale) | ~_wider(spans, _STRAIGHT)
    pieces[:, 2:6] = _cubic(z - middle[:, None], x, straight)
    return pieces, _errors(dist, spans, pieces, width), _lowest_slope(pieces, half) >= 0.0


def _lowest_slope(pieces: np.ndarray, half: np.ndarray) -> np.ndarray:
    """Return the lowest slope of each piece within `half` of its origin."""
    slope, bend, twist = pieces[:, 3], pieces[:, 4], pieces[:, 5]
    ends = slope + half * (3.0 * twist * half - 2.0 * np.abs(bend))
    bottom = np.divide(-bend, 3.0 * twist, out=np.zeros_like(bend), where=twist > 0.0)
    inside = np.abs(bottom) < half
    return np.where(inside, np.minimum(slope + bottom * bend, ends), ends)


def _cubic(t: np.ndarray, x: np.ndarray, straight: np.ndarray) -> np.ndarray:
    """Return coefficients [PIECE, 4] of the cubics (or straight lines) through the values x [PIECE, 4] at t."""
    distance = np.where(t[:, 3] > t[:, 0], t[:, 3] - t[:, 0], 1.0)
    rise = np.maximum(x[:, 3] - x[:, 0], 0.0) / distance
    line = np.stack([x[:, 0] - rise * t[:, 0], rise, np.zeros_like(rise), np.zeros_like(rise)], axis=1)
    through = np.where(straight[:, None], _NODES, t)
    # Newton's divided differences, then the powers of t.
    d = np.diff(x, axis=1) / np.diff(through, axis=1)
    e = np.diff(d, axis=1) / (through[:, 2:] - through[:, :-2])
    f = (e[:, 1] - e[:, 0]) / (through[:, 3] - through[:, 0])
    a, b, c = through[:, 0], through[:, 1], through[:, 2]
    cubic = np.stack([
        x[:, 0] - a * (d[:, 0] - b * (e[:, 0] - c * f)),
        d[:, 0] - e[:, 0] * (a + b) + f * (a * b + c * (a + b)),
        e[:, 0] - f * (a + b + c),
        f,
    ], axis=1)  # fmt: skip
    return np.where(straight[:, None], line, cubic)


def _at(pieces: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Return the pieces' values at z [PIECE, PLACE]."""
    t = z - pieces[:, 1, None]
    return pieces[:, 2, None] + t * (pieces[:, 3, None] + t * (pieces[:, 4, None] + t * pieces[:, 5, None]))


def _wider(spans: _Spans, share: float) -> np.ndarray:
    low, high = normal.cdf(spans.start), normal.cdf(spans.stop)
    return (high - low > share * high) | (spans.stop - spans.start > _SHORT)


def _errors(dist: Distribution, spans: _Spans, pieces: np.ndarray, width: float) -> np.ndarray:
    """Return the largest difference from the exact value in each piece, as a share of max(|x|, P90 - P10)."""
    middle, half = 0.5 * (spans.start + spans.stop), 0.5 * (spans.stop - spans.start)
    u = np.clip(normal.cdf(middle[:, None] + half[:, None] * _CHECKS), spans.least[:, None], spans.most[:, None])
    exact, found = dist.ppf(u), _at(pieces, normal.ppf(u))
    scale = np.maximum(np.abs(exact), width)
    scale = np.where(scale > 0.0, scale, 1.0)
    off = np.abs(found - exact) / scale
    narrow = ~_wider(spans, _NARROW)[:, None] & np.ones_like(u, dtype=bool)
    steep = off > TOLERANCE
    if steep.any():
        share = u[steep]
        slack = np.where(narrow[steep], _NEXT_TO_NARROW * share, _ROUNDING * np.minimum(share, 1.0 - share))
        below = dist.ppf(np.maximum(share - slack, 2.0**-53))
        above = dist.ppf(np.minimum(share + slack, HIGHEST_SHARE))
        off[steep] = np.maximum(np.maximum(below - found[steep], found[steep] - above), 0.0) / scale[steep]
    return off.max(axis=1)


def _joined(pieces: np.ndarray, stop: np.ndarray, broken: np.ndarray, support: tuple[float, float]) -> None:
    """Fill the lowest and highest of pieces in order: neighbours share a value, save where a break lies between."""
    left = _at(pieces, pieces[:, :1])[:, 0]
    right = _at(pieces, stop[:, None])[:, 0]
    shared = 0.5 * left[1:] + 0.5 * right[:-1]
    left[1:] = np.where(broken, left[1:], shared)
    right[:-1] = np.where(broken, right[:-1], shared)
    ends = np.maximum.accumulate(np.stack([left, right], axis=1).ravel())
    pieces[:, 6:] = np.clip(ends, *support).reshape(-1, 2)


@lru_cache(maxsize=256)
def quantile_table(dist: Distribution) -> QuantileTable:
    """Return a distribution as cubic pieces in z, built from its ppf and its breaks. Tables are kept.

    Raises
    ------
    ValueError
        Some of its values are beyond LARGEST.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> table = quantile_table(distribution("pert", low=5, mode=6.5, high=8))
    >>> len(table.pieces), table.error < 1e-10
    (1019, True)
    """
    p10, p90 = dist.ppf([0.1, 0.9])
    width = float(p90 - p10)
    spans = _first_spans(np.asarray(dist.breaks(), dtype=np.float64))
    room = _MOST_EXTRA_PIECES
    done: list[tuple[_Spans, np.ndarray]] = []
    error = 0.0
    for halving in range(_MOST_HALVINGS + 1):
        pieces, off, rising = _fit(dist, spans, width)
        cut = ((off > TOLERANCE) | ~rising) & _wider(spans, _NARROW)
        if halving == _MOST_HALVINGS or cut.sum() > room:
            cut[:] = False
        kept = ~cut
        done.append((spans.where(kept), pieces[kept]))
        error = max(error, float(off[kept].max(initial=0.0)))
        if not cut.any():
            break
        room -= int(cut.sum())
        spans = spans.where(cut).halved()
    return _assembled(done, dist, error)


def _assembled(done: list[tuple[_Spans, np.ndarray]], dist: Distribution, error: float) -> QuantileTable:
    spans = _Spans(*(np.concatenate(columns) for columns in zip(*(one for one, _ in done), strict=True)))
    order = np.argsort(spans.start, kind="stable")
    spans, pieces = spans.where(order), np.concatenate([fitted for _, fitted in done])[order]
    _joined(pieces, spans.stop, spans.least[1:] != spans.least[:-1], dist.support())
    first = np.searchsorted(spans.cell, np.arange(CELLS + 1)).astype(np.int64)
    first.flags.writeable = pieces.flags.writeable = False
    return QuantileTable(first, pieces, float(pieces[0, 6]), float(pieces[-1, 7]), error)


def moments(dist: Distribution) -> tuple[float, float]:
    """Return mean and variance of a distribution, by integrals of its exact values over the pieces of its table.

    The shares below 2**-53 and above 1 - 2**-53 are left out: what they would add to heavy tails is missed.

    Raises
    ------
    ValueError
        Some of its values are beyond LARGEST.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> [round(moment, 12) for moment in moments(distribution("uniform", low=0, high=6))]
    [3.0, 3.0]
    """
    start = quantile_table(dist).pieces[:, 0]
    stop = np.append(start[1:], FURTHEST)
    half = 0.5 * (stop - start)
    z = (0.5 * (start + stop))[:, None] + half[:, None] * gauss.POINTS
    x = dist.ppf(np.clip(normal.cdf(z), 2.0**-53, HIGHEST_SHARE))
    weights = (normal.pdf(z) * gauss.WEIGHTS * half[:, None]).ravel().tolist()
    total, values = math.fsum(weights), x.ravel().tolist()
    mean = math.fsum(weight * value for weight, value in zip(weights, values, strict=True)) / total
    squares = (weight * ((value - mean) * (value - mean)) for weight, value in zip(weights, values, strict=True))
    return mean, math.fsum(squares) / total


def stacked(tables: list[QuantileTable]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return (first, pieces) of several tables as `value_from_z` reads them.

    Returns
    -------
    first
        int64[TABLE, CELLS + 1], numbers of rows of `pieces`.
    pieces
        float64[PIECE, COLUMNS], those of all tables, one after the other.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> one = quantile_table(distribution("pert", low=5, mode=6.5, high=8))
    >>> first, pieces = stacked([one, one])
    >>> first.shape, pieces.shape
    ((2, 1025), (2038, 8))
    """
    sizes = np.cumsum([0] + [len(table.pieces) for table in tables])
    first = np.zeros((len(tables), CELLS + 1), dtype=np.int64)
    for k, table in enumerate(tables):
        first[k] = table.first + sizes[k]
    return first, np.concatenate([np.zeros((0, COLUMNS))] + [table.pieces for table in tables])


@inline
def value_from_z(first, pieces, k, z):
    """Return the value of table number k at the rank of the standard normal value z.

    Parameters
    ----------
    first, pieces
        int64[TABLE, CELLS + 1] and float64[PIECE, COLUMNS], from `stacked`.
    k
        Which table.
    z
        Standard normal value. Beyond FURTHEST either side the value there is given.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> coin = stacked([quantile_table(distribution("bernoulli", probability=0.5))])
    >>> float(value_from_z(*coin, 0, -0.01)), float(value_from_z(*coin, 0, 0.01))
    (0.0, 1.0)
    """
    z = z if z > -FURTHEST else -FURTHEST
    z = z if z < FURTHEST else FURTHEST
    cell = np.int64(z * _STEPS_A_UNIT + _CENTRE)
    piece = first[k, cell]
    end = first[k, cell + 1]
    while end - piece > 1:
        middle = (piece + end) >> 1
        if z > pieces[middle, 0]:
            piece = middle
        else:
            end = middle
    t = z - pieces[piece, 1]
    value = pieces[piece, 2] + t * (pieces[piece, 3] + t * (pieces[piece, 4] + t * pieces[piece, 5]))
    return min(max(value, pieces[piece, 6]), pieces[piece, 7])


@kernel
def _ppf_from_z_loop(z, out, first, pieces):
    for i in range(z.size):
        out[i] = value_from_z(first, pieces, 0, z[i])


def ppf_from_z(z: ArrayLike, dist: Distribution) -> np.ndarray:
    """Return the values of a distribution at the ranks of standard normal values z, as the engine does.

    The shape is that of z; within `quantile_table(dist).error` of `dist.ppf`.

    Raises
    ------
    ValueError
        Some of the distribution's values are beyond LARGEST.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> ppf_from_z([-1, 0, 1], distribution("normal", mean=10, sd=2)).round(9).tolist()
    [8.0, 10.0, 12.0]
    """
    return elementwise(_ppf_from_z_loop, z, *stacked([quantile_table(dist)]))
