"""Where values are counted: bins that are narrow where a percentile is wanted and wide elsewhere.

A row's range is cut into `CELLS` cells of equal width, and a cell either is one bin or is cut into 2, 4, 8, … fine
ones. Which are cut is read off a pilot, the first trials of the run: around each percentile wanted, as far as the pilot
may be mistaken about it. Values that many trials share are marked, and counted by themselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Rank = Callable[[int, int], int]

CELLS = 2048
"""Cells of a row."""

RESOLUTION = 0.9e-4
"""Width of a fine bin, of the row's spread: under the 1e-4 that percentiles are held to, by more than the pilot's own
error of that spread."""

DEVIATIONS = 5.0
"""Standard errors by which the pilot's percentiles may be mistaken: one in two million lies farther out."""

MOST_BINS = 1 << 15
"""Bins of a row; where more would be needed they are wider, and a later pass narrows them down."""

_LEAST_BITS, _WHOLE_BITS, _MOST_BITS = 4, 8, 20
"""Fine bins of a cell, as powers of two: the fewest; the most with which the whole range is covered and not only what
lies about the percentiles; the most."""

_ATOM = 4
"""Trials of the pilot with the very same value that make it one which many share."""

SHIFT_BITS = 5
"""Of a cell's code: its first bin, then so many bits for how many fine bins, as a power of two, one bin takes in."""


class Bins(NamedTuple):
    """The bins of some rows, as the kernel takes them.

    Attributes
    ----------
    low, scale : float64[ROW]
        Where the first cell begins, and fine bins in one unit of the outcome.
    bits : int64[ROW]
        Fine bins of a cell, as a power of two.
    cells : int32[ROW, CELL]
        Code of each cell (`SHIFT_BITS`).
    first : int64[ROW]
        Where the row's counts begin.
    atom : float64[ROW]
        The one value that many trials share; NaN where none is, or more are. It has the row's last count.
    marked : int64[ROW]
        Where the row's marks begin, where several values are shared by many trials; else −1. It then has two counts a
        bin.
    marks : float64[BIN of marked ROWs]
        The value of a bin's second count; NaN for none.
    pivot : float64[ROW]
        What sums are taken about.
    constant : bool[ROW]
        Whether all trials of the pilot have the pivot's value.
    middle : int64[ROW]
        Place of the pivot among the row's counts, in a row that is constant.
    """

    low: Floats
    scale: Floats
    bits: npt.NDArray[np.int64]
    cells: npt.NDArray[np.int32]
    first: npt.NDArray[np.int64]
    atom: Floats
    marked: npt.NDArray[np.int64]
    marks: Floats
    pivot: Floats
    constant: npt.NDArray[np.bool_]
    middle: npt.NDArray[np.int64]

    @property
    def size(self) -> int:
        """Counts of all rows together."""
        return int(self.first[-1])


@dataclass(frozen=True)
class RowBins:
    """The bins of one row.

    Attributes
    ----------
    low, scale, bits, cells, pivot, constant
        As in `Bins`.
    atoms : float64[VALUE]
        Values that many trials share, no two in one bin.
    """

    low: float
    scale: float
    bits: int
    cells: npt.NDArray[np.int32]
    atoms: Floats
    pivot: float
    constant: bool

    @property
    def bins(self) -> int:
        """How many there are."""
        last = int(self.cells[-1])
        return (last >> SHIFT_BITS) + (1 << self.bits >> (last & (1 << SHIFT_BITS) - 1))

    @property
    def counts(self) -> int:
        """How many counts they take."""
        return 2 * self.bins if len(self.atoms) > 1 else self.bins + len(self.atoms)

    @property
    def marks(self) -> Floats:
        """The shared value in each bin, float64[BIN]; NaN for none."""
        marks = np.full(self.bins, math.nan)
        marks[self.place(self.atoms)] = self.atoms
        return marks

    def split(self, counts: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The row's counts as those of the shared value of each bin and those of all others, int64[BIN] each."""
        if len(self.atoms) > 1:
            return counts[1::2].copy(), counts[0::2].copy()
        same = np.zeros(self.bins, dtype=np.int64)
        same[self.place(self.atoms)] = counts[self.bins :]
        return same, counts[: self.bins].copy()

    @property
    def edges(self) -> Floats:
        """Where each bin begins, and where the last ends: float64[BIN + 1]."""
        widths = np.left_shift(1, self.cells.astype(np.int64) & (1 << SHIFT_BITS) - 1)
        fine = np.concatenate([[0], np.cumsum(np.repeat(widths, (1 << self.bits) // widths))])
        return self.low + fine / self.scale

    def place(self, values: Floats) -> npt.NDArray[np.int64]:
        """The bin of each of some finite values, by the arithmetic of the kernel."""
        fine = np.clip((values - self.low) * self.scale, 0.0, float((CELLS << self.bits) - 1)).astype(np.int64)
        codes = self.cells[fine >> self.bits].astype(np.int64)
        return (codes >> SHIFT_BITS) + ((fine & (1 << self.bits) - 1) >> (codes & (1 << SHIFT_BITS) - 1))


def together(rows: Sequence[RowBins]) -> Bins:
    """The bins of rows one after the other."""
    first = np.concatenate([[0], np.cumsum([row.counts for row in rows])]).astype(np.int64)
    several = [len(row.atoms) > 1 for row in rows]
    begins = np.concatenate(
        [[0], np.cumsum([row.bins if many else 0 for row, many in zip(rows, several, strict=True)])]
    )
    return Bins(
        low=np.array([row.low for row in rows]),
        scale=np.array([row.scale for row in rows]),
        bits=np.array([row.bits for row in rows], dtype=np.int64),
        cells=np.array([row.cells for row in rows], dtype=np.int32).reshape(len(rows), CELLS),
        first=first,
        atom=np.array([row.atoms[0] if len(row.atoms) == 1 else math.nan for row in rows]),
        marked=np.where(several, begins[:-1], -1).astype(np.int64),
        marks=np.concatenate([*(row.marks for row in rows if len(row.atoms) > 1), [math.nan]]),
        pivot=np.array([row.pivot for row in rows]),
        constant=np.array([row.constant for row in rows], dtype=np.bool_),
        middle=np.array([row.bins if row.constant else 0 for row in rows], dtype=np.int64),
    )


def spread_of(at: Callable[[int], float], percents: Sequence[int], ends: tuple[float, float]) -> float:
    """What precision is measured by: P90 − P10; where that is nought or infinite, the distance of the outermost finite
    percentiles, or of all that is finite; 0 where nothing differs.

    Parameters
    ----------
    at : callable
        Percent to value.
    percents : sequence of int
        Those that are reported.
    ends : tuple of float
        Least and greatest finite value.
    """
    finite = [value for value in map(at, percents) if math.isfinite(value)]
    for low, high in ((at(10), at(90)), (min(finite, default=0.0), max(finite, default=0.0)), ends):
        if math.isfinite(high - low) and high > low:
            return high - low
    return 0.0


def pilot_bins(
    row: Floats, populations: Sequence[npt.NDArray[np.bool_]], percents: Sequence[int], rank: Rank
) -> RowBins:
    """The bins of a row by the trials of a pilot.

    Parameters
    ----------
    row : float64[TRIAL]
    populations : sequence of bool[TRIAL]
        The trials that percentiles are wanted of.
    percents : sequence of int
    rank : callable
        The rank, from 1, of a percentile among so many trials.
    """
    finite = np.sort(row[np.isfinite(row)])
    values, shared = np.unique(finite, return_counts=True)
    pivot = _first_finite(row, populations)
    if not len(values):
        return row_bins((0.0, 1.0), [], 0.0, np.empty(0), pivot, False)
    ends = float(values[0]), float(values[-1])
    bands: list[tuple[float, float]] = []
    spreads = []
    for chosen in populations:
        ordered = np.sort(row[chosen & ~np.isnan(row)])
        if len(ordered):
            bands += _bands(ordered, percents, rank)
            asked = sorted({10, 90, *percents})
            values_at = {percent: float(ordered[rank(percent, len(ordered)) - 1]) for percent in asked}
            spread = spread_of(values_at.__getitem__, percents, ends)
            spreads += [spread] if spread else []
    often = shared >= _ATOM
    atoms = values[often][np.argsort(shared[often], kind="stable")]
    width = RESOLUTION * min(spreads, default=0.0)
    return row_bins(ends, bands, width, atoms, pivot, len(values) == 1 and len(finite) == len(row))


def _first_finite(row: Floats, populations: Sequence[npt.NDArray[np.bool_]]) -> float:
    """The first finite value of the last population that has one: a constant outcome then has no spread at all."""
    for chosen in reversed(populations):
        places = np.flatnonzero(chosen & np.isfinite(row))
        if len(places):
            return float(row[places[0]])
    return 0.0


def _bands(ordered: Floats, percents: Sequence[int], rank: Rank) -> list[tuple[float, float]]:
    """Between which finite values of a pilot, sorted, the percentiles of many more trials will lie."""
    trials = len(ordered)
    found = []
    for percent in percents:
        share = percent / 100
        away = math.ceil(DEVIATIONS * math.sqrt(trials * share * (1 - share))) + 1
        middle = rank(percent, trials)
        within = ordered[max(middle - away, 1) - 1 : min(middle + away, trials)]
        within = within[np.isfinite(within)]
        if len(within):
            found.append((float(within[0]), float(within[-1])))
    return found


def row_bins(
    ends: tuple[float, float],
    bands: Sequence[tuple[float, float]],
    width: float,
    atoms: Floats,
    pivot: float,
    constant: bool,
) -> RowBins:
    """The bins of a row.

    Parameters
    ----------
    ends : tuple of float
        Least and greatest value expected; others are counted in the first and last cell.
    bands : sequence of (float, float)
        Where they are to be fine.
    width : float
        Of a fine bin, 0 for any. They are wider where too many would be needed.
    atoms : float64[VALUE]
        Values to mark; of two in a bin the later.
    pivot : float
    constant : bool
    """
    hull = (min((low for low, _ in bands), default=ends[0]), max((high for _, high in bands), default=ends[1]))
    # No narrower than the numbers themselves can tell apart.
    finest = 4 * float(np.spacing(max(abs(ends[0]), abs(ends[1]), np.finfo(float).tiny)))
    width = max(width, finest)
    inner = CELLS - 2
    bits, (low, high) = _bits(ends, width, inner), ends
    if bits > _WHOLE_BITS:
        low, high = hull
        bits = min(_bits(hull, width, inner), _MOST_BITS)
        width = max(width, (high - low) / (inner << bits))
    scale = 1.0 / width
    # The first and the last cell take what lies beyond.
    low -= (1 << bits) * width
    at = [(_cell(first, low, scale, bits), _cell(last, low, scale, bits)) for first, last in bands]
    cut = np.zeros(CELLS, dtype=np.bool_)
    for begins, last in at:
        cut[begins : last + 1] = True
    spare = max(MOST_BINS - CELLS, CELLS)
    shift = 0
    while int(cut.sum()) << bits >> shift > spare and shift < bits:
        shift += 1
    shifts = np.where(cut, shift, bits)
    sizes = np.left_shift(1, bits - shifts)
    codes = (np.cumsum(sizes) - sizes << SHIFT_BITS | shifts).astype(np.int32)
    made = RowBins(low, scale, bits, codes, np.empty(0), pivot, constant)
    last_of = dict(zip(made.place(atoms).tolist(), atoms.tolist(), strict=True))
    return replace(made, atoms=np.array(sorted(last_of.values())))


def _bits(ends: tuple[float, float], width: float, cells: int) -> int:
    """How many fine bins, as a power of two, so many cells need to cover a range."""
    needed = (ends[1] - ends[0]) / width / cells
    return max(_LEAST_BITS, math.ceil(math.log2(needed))) if needed > 0 else _LEAST_BITS


def _cell(value: float, low: float, scale: float, bits: int) -> int:
    return int(min(max((value - low) * scale, 0.0), float((CELLS << bits) - 1))) >> bits
