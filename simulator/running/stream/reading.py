"""Percentiles out of counts: which bin the trial of a rank is in, and how far off that can be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.running.stream.bins import RowBins
from simulator.running.stream.kernel import ABOVE, APPROVED, BELOW, DECLINED, MISSING, SQUARES, SUM
from simulator.running.stream.tally import ViewTally

Floats = npt.NDArray[np.float64]


class Statistics(NamedTuple):
    """Order statistics of one outcome.

    Attributes
    ----------
    values : float64[...]
    bounds : float64[...]
        How far at most each may be from that of the trials themselves; 0 where it is exact.
    """

    values: Floats
    bounds: Floats


class Moments(NamedTuple):
    """Sums over the finite trials: how many, their mean, and the sum of squared deviations from it."""

    trials: int
    mean: float
    squares: float


@dataclass(frozen=True)
class Row:
    """One outcome's trials of one population.

    Attributes
    ----------
    bins : RowBins
        The narrowest that it was counted in.
    counts : int64[COUNT]
    below, above, missing : int
        Trials that are minus infinite, infinite, NaN.
    ends : tuple of float
        Least and greatest finite value, of any population.
    sums : float64[2]
    everyone : int
        Trials of the population.
    """

    bins: RowBins
    counts: npt.NDArray[np.int64]
    below: int
    above: int
    missing: int
    ends: tuple[float, float]
    sums: Floats
    everyone: int

    @property
    def trials(self) -> int:
        """Trials that are not missing."""
        return self.everyone - self.missing

    @property
    def moments(self) -> Moments:
        """Of the finite trials."""
        finite = self.trials - self.above - self.below
        if not finite:
            return Moments(0, np.nan, np.nan)
        total, squares = float(self.sums[SUM]), float(self.sums[SQUARES])
        return Moments(finite, self.bins.pivot + total / finite, max(squares - total * total / finite, 0.0))

    @cached_property
    def _split(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Finite trials of each bin: with the value that it is marked with, and all others."""
        same, other = self.bins.split(self.counts)
        # What is not finite was put in the first bin or the last.
        other[0] -= self.missing + self.below
        other[-1] -= self.above
        return same, other

    @cached_property
    def _edges(self) -> tuple[Floats, Floats]:
        """Between which values the trials of each bin lie."""
        edges = self.bins.edges
        if self.ends[0] > self.ends[1]:  # no trial is finite
            return edges[:-1], edges[1:]
        low, high = np.maximum(edges[:-1], self.ends[0]), np.minimum(edges[1:], self.ends[1])
        low[0], high[-1] = self.ends
        return np.minimum(low, high), np.maximum(low, high)

    @cached_property
    def _up_to(self) -> npt.NDArray[np.int64]:
        """Trials up to the end of each bin, those that are minus infinite among them."""
        same, other = self._split
        return self.below + np.cumsum(same + other)

    def at(self, ranks: npt.NDArray[np.int64]) -> Statistics:
        """The order statistics of these ranks, from 1 to `trials`.

        Within a bin trials are taken to be spread evenly, a marked value in the middle of the others.
        """
        ranks = np.asarray(ranks, dtype=np.int64)
        up_to = self._up_to
        place = np.minimum(np.searchsorted(up_to, ranks, side="left"), len(up_to) - 1)
        same, other = (counts[place] for counts in self._split)
        low, high = (ends[place] for ends in self._edges)
        inside = ranks - (up_to[place] - same - other)
        # Marked, whatever the others are; and marked if as many of them are below as above.
        surely = (inside > other) & (inside <= same)
        likely = (2 * inside > other) & (2 * inside <= other + 2 * same)
        later = np.where(2 * inside > other, np.maximum(inside - same, 1), inside)
        values = low + (high - low) * ((later - 0.5) / np.maximum(other, 1))
        if len(self.bins.atoms):
            values = np.where(surely | likely, self.bins.marks[place], values)
        bounds = np.where(surely, 0.0, np.maximum(high - values, values - low))
        values = np.where(ranks <= self.below, -np.inf, np.where(ranks > up_to[-1], np.inf, values))
        return Statistics(values + 0.0, np.where(np.isfinite(values), bounds, 0.0))

    def bin_of(self, rank: int) -> tuple[float, float]:
        """Between which values the trial of this rank, which is finite, lies."""
        place = int(np.searchsorted(self._up_to, rank, side="left"))
        low, high = self._edges
        return float(low[place]), float(high[place])


class Reading:
    """A view's tallies, asked for one outcome at a time.

    Parameters
    ----------
    names : tuple of str
    tally : ViewTally
        Of the first pass.
    """

    def __init__(self, names: tuple[str, ...], tally: ViewTally) -> None:
        self.names, self.tally, self.sums = names, tally, tally.sums
        self._of = {name: (tally, row) for row, name in enumerate(names)}
        self._first = {name: row for row, name in enumerate(names)}

    def refine(self, names: tuple[str, ...], tally: ViewTally) -> None:
        """Take the counts of a later pass for some outcomes."""
        self._of |= {name: (tally, row) for row, name in enumerate(names)}

    def trials(self, approved: bool) -> int:
        """Trials of a population: those approved, or all."""
        return int(self.sums.trials[APPROVED] if approved else self.sums.trials.sum())

    def row(self, name: str, approved: bool) -> Row:
        """An outcome's trials: those approved, or all."""
        tally, place = self._of[name]
        counts = tally.counts.of_row(place, False)
        if approved:
            counts -= tally.counts.of_row(place, True)
        first = self._first[name]
        people = slice(APPROVED, APPROVED + 1) if approved else slice(APPROVED, DECLINED + 1)
        others = self.sums.others[first, people].sum(axis=0)
        return Row(
            bins=tally.rows[place],
            counts=counts,
            below=int(others[BELOW]),
            above=int(others[ABOVE]),
            missing=int(others[MISSING]),
            ends=(float(self.sums.ends[first, 0]), float(self.sums.ends[first, 1])),
            sums=self.sums.moments[first, people].sum(axis=0),
            everyone=self.trials(approved),
        )
