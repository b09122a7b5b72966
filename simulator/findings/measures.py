"""What the trials say of each outcome: mean, spread, percentiles and their Monte Carlo error.

The definitions are those of docs/model.md section 8. Percentile *p* of *n* trials is the ⌈pn⌉-th smallest and never
interpolated, infinity last; missing values are left out and counted.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from distributions.jit import kernel
from simulator.plan.outcomes import OutcomeInfo

LEAF = 4096
"""Trials summed together before sums are combined in trial order, so that a mean has the same bits at any chunking."""

REPORTED = (5, 10, 20, 25, 50, 75, 80, 90, 95)
"""Percentiles that every table of measures gives."""

DRAWN = (30, 40, 60, 70)
"""Further percentiles that only the bands of a fan chart need."""

PERCENTILES = tuple(sorted(REPORTED + DRAWN))

_ROWS_AT_ONCE = 8
"""Outcomes sorted together: bounds the memory of the sorted copies, and is the unit of work of a thread."""


@dataclass(frozen=True)
class Measure:
    """One outcome over one population of trials.

    Attributes
    ----------
    unit, price_base, denominator : str or None
        As in the catalogue of outcomes; ``price_base`` is "real", "nominal" or None.
    trials : int
        Trials counted, missing ones left out.
    mean, sd : float or None
        None where a trial is infinite, or where too few trials are there (none; for sd, fewer than two).
    percentiles : dict of int to float
        Percent (5, 10, … 95) to value, infinite where it is; empty when no trial counts.
    mean_error : float or None
    percentile_errors : dict of int to float
        Standard errors; infinite where an order statistic that bounds the percentile is.
    infinite, missing : float or None
        Shares: of the trials counted, and of all trials. None where there is no trial to count.
    """

    unit: str
    price_base: str | None
    denominator: str | None
    trials: int
    mean: float | None
    sd: float | None
    percentiles: dict[int, float]
    mean_error: float | None
    percentile_errors: dict[int, float]
    infinite: float | None
    missing: float | None

    def at(self, percent: int) -> float:
        """The percentile, infinite where it is; NaN when no trial counts."""
        return self.percentiles.get(percent, math.nan)

    def error_at(self, percent: int) -> float:
        """Standard error of the percentile; infinite or NaN where it has none."""
        return self.percentile_errors.get(percent, math.nan)

    @property
    def median(self) -> float:
        """Percentile 50."""
        return self.at(50)


@kernel
def moments(row: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_], leaf: int) -> tuple[float, float]:
    """Mean and sum of squared deviations of the chosen finite values, summed by leaf and combined in trial order.

    Scalar sums in a fixed order: NumPy's own pairwise sums depend on the width of the machine's registers. Values are
    taken as differences from the first, so that a constant outcome has exactly its own value as mean and a spread of 0.

    Parameters
    ----------
    row : float64[TRIAL]
    chosen : bool[TRIAL]
    leaf : int
        Trials a leaf.

    Returns
    -------
    tuple of float
        Mean, and sum of squared deviations from it; both NaN when nothing is chosen.
    """
    trials = row.shape[0]
    pivot = np.nan
    count = 0
    total = 0.0
    for first in range(0, trials, leaf):
        subtotal = 0.0
        for i in range(first, min(first + leaf, trials)):
            value = row[i]
            if chosen[i] and np.isfinite(value):
                if count == 0:
                    pivot = value
                subtotal += value - pivot
                count += 1
        total += subtotal
    if count == 0:
        return np.nan, np.nan
    offset = total / count
    squares = 0.0
    for first in range(0, trials, leaf):
        subtotal = 0.0
        for i in range(first, min(first + leaf, trials)):
            value = row[i]
            if chosen[i] and np.isfinite(value):
                deviation = (value - pivot) - offset
                subtotal += deviation * deviation
        squares += subtotal
    return pivot + offset, squares


def percentile_rank(percent: int, trials: int) -> int:
    """Rank ⌈pn⌉, from 1, of the percentile among the sorted trials; exact in integers."""
    return max(1, -(-percent * trials // 100))


def error_ranks(percent: int, trials: int) -> tuple[int, int]:
    """Ranks, from 1, of the order statistics one standard error either side: ⌈np ± √(np(1 − p))⌉.

    For the median these are n/2 ± √n/2.
    """
    share = percent / 100
    spread = math.sqrt(trials * share * (1 - share))
    low = math.ceil(trials * share - spread)
    high = math.ceil(trials * share + spread)
    return min(max(low, 1), trials), min(max(high, 1), trials)


@cache
def _places(percents: tuple[int, ...], trials: int) -> npt.NDArray[np.int64]:
    """Places, from 0, of the order statistics of percentiles: int64[PERCENTILE, 3], itself and the two of its error."""
    return np.array([(percentile_rank(p, trials), *error_ranks(p, trials)) for p in percents], dtype=np.int64) - 1


def percentiles(
    ascending: npt.NDArray[np.float64], percents: tuple[int, ...] = PERCENTILES
) -> tuple[dict[int, float], dict[int, float]]:
    """Percentiles, and their standard errors: half the distance between the order statistics at np ± √(np(1 − p)).

    Parameters
    ----------
    ascending : float64[TRIAL]
        Sorted, at least one, none missing.
    percents : tuple of int

    Returns
    -------
    tuple of dict of int to float
        An error is infinite where either order statistic is.
    """
    values, errors = {}, {}
    # Adding zero turns −0 into 0: which of the two is sorted first would be the machine's choice.
    statistics = (ascending[_places(percents, len(ascending))] + 0.0).tolist()
    for percent, (value, low, high) in zip(percents, statistics, strict=True):
        values[percent] = value
        errors[percent] = (high - low) / 2 if math.isfinite(low) and math.isfinite(high) else math.inf
    return values, errors


def centre_and_spread(
    row: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_]
) -> tuple[float, float | None, float | None]:
    """Mean, standard deviation and standard error of the mean, s ÷ √n, of the chosen finite values.

    The last two are None for a single value.

    Parameters
    ----------
    row : float64[TRIAL]
    chosen : bool[TRIAL]
        At least one chosen value is finite.
    """
    mean, squares = moments(row, chosen, LEAF)
    count = int(np.count_nonzero(chosen & np.isfinite(row)))
    if count < 2:
        return mean + 0.0, None, None
    sd = math.sqrt(squares / (count - 1))
    return mean + 0.0, sd, sd / math.sqrt(count)


def measure_outcomes(
    infos: Iterable[OutcomeInfo],
    values: npt.NDArray[np.float64],
    chosen: npt.NDArray[np.bool_] | None = None,
) -> dict[str, Measure]:
    """Measures of every outcome over the chosen trials.

    Parameters
    ----------
    infos : iterable of OutcomeInfo
        What each row is, in the order of the rows.
    values : float64[OUTCOME, TRIAL]
    chosen : bool[TRIAL], optional
        Trials that count; all when not given.

    Returns
    -------
    dict of str to Measure
        In the order of the rows.
    """
    infos = tuple(infos)
    if chosen is None:
        chosen = np.ones(values.shape[1], dtype=np.bool_)
    everything = bool(chosen.all())
    blocks = [slice(first, first + _ROWS_AT_ONCE) for first in range(0, len(infos), _ROWS_AT_ONCE)]

    def measure_block(block: slice) -> list[Measure]:
        rows = values[block]
        ordered = np.sort(rows if everything else rows[:, chosen], axis=1)
        return [
            _measure(info, row, chosen, ascending)
            for info, row, ascending in zip(infos[block], rows, ordered, strict=True)
        ]

    # Sorting lets go of the interpreter's lock, so threads share it; their number moves no figure.
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        found = [measure for block in threads.map(measure_block, blocks) for measure in block]
    return {info.name: measure for info, measure in zip(infos, found, strict=True)}


def _measure(
    info: OutcomeInfo,
    row: npt.NDArray[np.float64],
    chosen: npt.NDArray[np.bool_],
    ascending: npt.NDArray[np.float64],
) -> Measure:
    """One measure, from the outcome in trial order and the chosen trials in ascending order, missing (NaN) last."""
    everyone = len(ascending)
    trials = int(np.searchsorted(ascending, np.inf, side="right"))
    infinite = trials - int(np.searchsorted(ascending, np.inf, side="left"))
    infinite += int(np.searchsorted(ascending, -np.inf, side="right"))
    mean = sd = mean_error = None
    if trials and not infinite:
        mean, sd, mean_error = centre_and_spread(row, chosen)
    values, errors = percentiles(ascending[:trials]) if trials else ({}, {})
    return Measure(
        unit=info.unit,
        price_base=info.price_base,
        denominator=info.denominator,
        trials=trials,
        mean=mean,
        sd=sd,
        percentiles=values,
        mean_error=mean_error,
        percentile_errors=errors,
        infinite=infinite / trials if trials else None,
        missing=(everyone - trials) / everyone if everyone else None,
    )
