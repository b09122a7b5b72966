"""Percentiles with their errors and intervals.

Percentile *p* of *n* trials is the ⌈pn⌉-th smallest and never interpolated, infinity last; missing values are left out.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.findings import intervals
from simulator.findings.intervals import Interval

REPORTED = (5, 10, 20, 25, 50, 75, 80, 90, 95)
"""Percentiles that every table of measures gives."""

DRAWN = (30, 40, 60, 70)
"""Further percentiles that only the bands of a fan chart need."""

PERCENTILES = tuple(sorted(REPORTED + DRAWN))


def percentile_rank(percent: int, trials: int) -> int:
    """Rank ⌈pn⌉, from 1, of the percentile among the sorted trials; exact in integers."""
    return max(1, -(-percent * trials // 100))


def error_ranks(percent: int, trials: int) -> tuple[int, int]:
    """Ranks, from 1, of the order statistics one standard error either side: ⌈np ± √(np(1 − p))⌉.

    For the median these are n/2 ± √n/2. They are at least one rank away, so that a few trials never look certain.
    """
    share = percent / 100
    spread = math.sqrt(trials * share * (1 - share))
    return _either_side(percent, trials, spread, spread)


def _either_side(percent: int, trials: int, below: float, above: float) -> tuple[int, int]:
    """Ranks so many trials below and above a percentile, at least one away from it, among those there are."""
    own = percentile_rank(percent, trials)
    low = min(math.ceil(trials * (percent / 100) - below), own - 1)
    high = max(math.ceil(trials * (percent / 100) + above), own + 1)
    return max(low, 1), min(high, trials)


class Percentiles(NamedTuple):
    """Percentiles of one outcome with their standard errors and 95% intervals, each by its percent."""

    values: dict[int, float]
    errors: dict[int, float]
    intervals: dict[int, Interval]


@cache
def order_ranks(percents: tuple[int, ...], trials: int) -> npt.NDArray[np.int64]:
    """Ranks of order statistics, int64[PERCENTILE, 5]: the percentile's own, two of its error, two of its interval."""
    return np.array(
        [(percentile_rank(p, trials), *error_ranks(p, trials), *intervals.binomial_ranks(p, trials)) for p in percents],
        dtype=np.int64,
    )


def percentiles(ascending: npt.NDArray[np.float64], percents: tuple[int, ...] = PERCENTILES) -> Percentiles:
    """Percentiles of independent trials; errors are half the distance of the order statistics at np ± √(np(1 − p)).

    Parameters
    ----------
    ascending : float64[TRIAL]
        Sorted, at least one, none missing.
    percents : tuple of int

    Returns
    -------
    Percentiles
        An error is infinite where either order statistic is.
    """
    trials = len(ascending)
    ranks = order_ranks(percents, trials)
    return from_statistics(percents, trials, ranks, ascending[_places(percents, trials)] + 0.0)


@cache
def _places(percents: tuple[int, ...], trials: int) -> npt.NDArray[np.int64]:
    """Where the order statistics of `order_ranks` stand among sorted trials, from 0."""
    return np.clip(order_ranks(percents, trials), 1, trials) - 1


def randomised_percentiles(
    parts: npt.NDArray[np.float64], ascending: npt.NDArray[np.float64], percents: tuple[int, ...] = PERCENTILES
) -> Percentiles:
    """Percentiles of a design's trials; their errors come from the scatter of independent randomisations.

    The share of trials up to a percentile has a standard error over the randomisations; the order statistics that far
    to either side bound the percentile (`intervals.randomised_ranks`).

    Parameters
    ----------
    parts : float64[RANDOMISATION, POINT]
        Each row sorted; missing (NaN) last, and so are trials that do not count.
    ascending : float64[TRIAL]
        All of them together, sorted, at least one, none missing.
    percents : tuple of int
    """
    trials, randomisations = len(ascending), len(parts)
    own = [percentile_rank(p, trials) for p in percents]
    values = ascending[np.array(own) - 1]
    counts = np.array([np.searchsorted(part, np.inf, "right") for part in parts])
    under = np.array([[np.searchsorted(part, values, side) for part in parts] for side in ("left", "right")])
    errors = intervals.scatter(under.transpose(0, 2, 1), counts).T.tolist()
    ranks = []
    for percent, rank, (below, up_to) in zip(percents, own, errors, strict=True):
        either_side = _either_side(percent, trials, trials * below, trials * up_to)
        ends = intervals.randomised_ranks(percent, trials, below, up_to, randomisations)
        ranks.append((rank, *either_side, *ends))
    return _at_ranks(ascending, percents, np.array(ranks, dtype=np.int64))


def _at_ranks(
    ascending: npt.NDArray[np.float64], percents: tuple[int, ...], ranks: npt.NDArray[np.int64]
) -> Percentiles:
    """What the order statistics of these ranks, int64[PERCENTILE, 5], say; see `order_ranks`."""
    trials = len(ascending)
    # Adding zero turns −0 into 0: which of the two is sorted first would be the machine's choice.
    return from_statistics(percents, trials, ranks, ascending[np.clip(ranks, 1, trials) - 1] + 0.0)


def from_statistics(
    percents: tuple[int, ...], trials: int, ranks: npt.NDArray[np.int64], statistics: npt.NDArray[np.float64]
) -> Percentiles:
    """Percentiles with errors and intervals from the order statistics that make them.

    Parameters
    ----------
    percents : tuple of int
    trials : int
    ranks : int64[PERCENTILE, 5]
        From `order_ranks`; those under 1 or over ``trials`` bound nothing.
    statistics : float64[PERCENTILE, 5]
        The order statistics of these ranks, taken as at least 1 and at most ``trials``.
    """
    found = Percentiles({}, {}, {})
    ends = ranks[:, 3:].tolist()
    for percent, (value, low, high, least, most), (first, last) in zip(
        percents, statistics.tolist(), ends, strict=True
    ):
        found.values[percent] = value
        found.errors[percent] = (high - low) / 2 if math.isfinite(low) and math.isfinite(high) else math.inf
        found.intervals[percent] = Interval(least if first >= 1 else -math.inf, most if last <= trials else math.inf)
    return found


def percentiles_of(
    row: npt.NDArray[np.float64],
    chosen: npt.NDArray[np.bool_],
    ascending: npt.NDArray[np.float64],
    randomisations: int = 1,
    percents: tuple[int, ...] = PERCENTILES,
) -> Percentiles:
    """Percentiles with their errors, by how the trials were drawn; nothing where no trial counts.

    Parameters
    ----------
    row : float64[TRIAL]
        In trial order.
    chosen : bool[TRIAL]
    ascending : float64[TRIAL]
        The chosen trials in ascending order, missing ones left out.
    randomisations : int
        See `measure_outcomes`.
    percents : tuple of int
    """
    if not len(ascending):
        return Percentiles({}, {}, {})
    if randomisations == 1:
        return percentiles(ascending, percents)
    parts = np.sort(np.where(chosen, row, np.nan).reshape(randomisations, -1), axis=1)
    return randomised_percentiles(parts, ascending, percents)
