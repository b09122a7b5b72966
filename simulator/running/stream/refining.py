"""Which percentiles a pass has not told well enough, and the bins of the pass that will."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from simulator.running.stream.bins import RESOLUTION, Rank, RowBins, row_bins, spread_of
from simulator.running.stream.reading import Reading, Row

TOLERANCE = 1e-4
"""How far a percentile may be from that of the trials themselves, of the row's spread."""

MOST_PASSES = 6
"""Passes over all trials; each narrows a bin down some thousandfold."""


def refined_bins(
    reading: Reading, percents: Callable[[str], Sequence[int]], populations: Sequence[bool], rank: Rank
) -> dict[str, RowBins]:
    """Bins for another pass, of the outcomes that need one.

    Parameters
    ----------
    reading : Reading
    percents : callable
        Name of an outcome to the percentiles wanted of it.
    populations : sequence of bool
        Of all trials (False), of those approved (True).
    rank : callable
        The rank, from 1, of a percentile among so many trials.
    """
    found = {}
    for name in reading.names:
        bands: list[tuple[float, float]] = []
        spreads, needed = [], False
        for approved in populations:
            row = reading.row(name, approved)
            if row.trials:
                more, spread, wide = _placed(row, percents(name), rank)
                bands += more
                spreads += [spread] if spread else []
                needed |= wide
        if needed:
            found[name] = _narrowed(row, bands, RESOLUTION * min(spreads, default=0.0))
    return found


def _spread(row: Row, percents: Sequence[int], rank: Rank) -> float:
    asked = sorted({10, 90, *percents})
    values = row.at(np.array([rank(percent, row.trials) for percent in asked])).values.tolist()
    return spread_of(dict(zip(asked, values, strict=True)).__getitem__, percents, row.ends)


def _placed(row: Row, percents: Sequence[int], rank: Rank) -> tuple[list[tuple[float, float]], float, bool]:
    """The bins that hold a finite percentile, the row's spread, and whether one of the bins is too wide."""
    ranks = np.array([rank(percent, row.trials) for percent in percents])
    spread = _spread(row, percents, rank)
    values, bounds = row.at(ranks)
    held, wide = [], False
    for one, value, bound in zip(ranks.tolist(), values.tolist(), bounds.tolist(), strict=True):
        if not math.isfinite(value):
            continue
        low, high = row.bin_of(one)
        held.append((low, high))
        # Numbers that are next to each other cannot be told apart by any bin.
        wide |= bound > max(TOLERANCE * spread, 8 * float(np.spacing(max(abs(low), abs(high)))))
    return held, spread, wide


def _narrowed(row: Row, bands: Sequence[tuple[float, float]], width: float) -> RowBins:
    """Bins that are fine inside some bins of the pass before, and nowhere else."""
    # A bin's ends are known but for rounding.
    bands = [(low - width, high + width) for low, high in bands]
    hull = min(low for low, _ in bands), max(high for _, high in bands)
    return row_bins(hull, bands, width, row.bins.atoms, row.bins.pivot, False)
