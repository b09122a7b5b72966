"""What the trials say of each outcome: mean, spread, percentiles and their Monte Carlo error.

The definitions are those of docs/model.md section 8. Percentile *p* of *n* trials is the ⌈pn⌉-th smallest and never
interpolated, infinity last; missing values are left out and counted.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.findings.intervals import Interval
from simulator.findings.percentiles import Percentiles, percentiles_of

if TYPE_CHECKING:
    from simulator.findings.averages import Mean
    from simulator.plan.outcomes import OutcomeInfo

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
    mean_interval : Interval or None
        95% interval (`simulator.findings.intervals`); None where the mean is, or its error.
    percentile_intervals : dict of int to Interval
        95% intervals; an end is infinite where the trials are too few to bound it, or the outcome is infinite there.
    percentile_bounds : dict of int to float
        How far at most each may be from that of the very trials, where these were counted and not kept; else empty.
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
    mean_interval: Interval | None
    percentile_intervals: dict[int, Interval]
    percentile_bounds: dict[int, float] = field(default_factory=dict)

    def at(self, percent: int) -> float:
        """The percentile, infinite where it is; NaN when no trial counts."""
        return self.percentiles.get(percent, math.nan)

    def error_at(self, percent: int) -> float:
        """Standard error of the percentile; infinite or NaN where it has none."""
        return self.percentile_errors.get(percent, math.nan)

    def interval_at(self, percent: int) -> Interval | None:
        """95% interval of the percentile; None when no trial counts."""
        return self.percentile_intervals.get(percent)

    @property
    def median(self) -> float:
        """Percentile 50."""
        return self.at(50)


def measure_outcomes(
    infos: Iterable[OutcomeInfo],
    values: npt.NDArray[np.float64],
    chosen: npt.NDArray[np.bool_] | None = None,
    randomisations: int = 1,
) -> dict[str, Measure]:
    """Measures of every outcome over the chosen trials.

    Parameters
    ----------
    infos : iterable of OutcomeInfo
        What each row is, in the order of the rows.
    values : float64[OUTCOME, TRIAL]
    chosen : bool[TRIAL], optional
        Trials that count; all when not given.
    randomisations : int
        1 when the trials are independent of each other; else the number of independent randomisations of a design that
        they are, one after the other, from whose scatter errors then come.

    Returns
    -------
    dict of str to Measure
        In the order of the rows.
    """
    # Kernels are loaded here, so that whoever only reads what was found need not load them.
    from simulator.findings.averages import means_of

    infos = tuple(infos)
    if chosen is None:
        chosen = np.ones(values.shape[1], dtype=np.bool_)
    counted = None if chosen.all() else np.flatnonzero(chosen)
    blocks = [slice(first, first + _ROWS_AT_ONCE) for first in range(0, len(infos), _ROWS_AT_ONCE)]

    def measure_block(block: slice) -> list[Measure]:
        rows = values[block]
        # Taken by number: a mask would lay the trials out column by column, which takes twice as long to sort.
        ordered = np.sort(rows if counted is None else rows.take(counted, axis=1), axis=1)
        found = []
        for info, row, mean, ascending in zip(
            infos[block], rows, means_of(rows, chosen, randomisations), ordered, strict=True
        ):
            trials = _present(ascending)
            told = percentiles_of(row, chosen, ascending[:trials], randomisations)
            found.append(_measure(info, len(ascending), ascending[:trials], mean, told))
        return found

    # Sorting lets go of the interpreter's lock, so threads share it; their number moves no figure.
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        found = [measure for block in threads.map(measure_block, blocks) for measure in block]
    return {info.name: measure for info, measure in zip(infos, found, strict=True)}


def _present(ascending: npt.NDArray[np.float64]) -> int:
    """How many of these trials, in ascending order, are not missing (NaN), which come last."""
    if len(ascending) and not np.isnan(ascending[-1]):
        return len(ascending)
    return int(np.searchsorted(ascending, np.inf, side="right"))


def _infinite(ascending: npt.NDArray[np.float64]) -> int:
    """How many of these trials, in ascending order and none missing, are infinite."""
    if not len(ascending) or (np.isfinite(ascending[0]) and np.isfinite(ascending[-1])):
        return 0
    above = len(ascending) - int(np.searchsorted(ascending, np.inf, side="left"))
    return above + int(np.searchsorted(ascending, -np.inf, side="right"))


def _measure(
    info: OutcomeInfo, everyone: int, ascending: npt.NDArray[np.float64], mean: Mean, found: Percentiles
) -> Measure:
    """One measure: of so many trials, those not missing in ascending order, and what was worked out of them."""
    trials, infinite = len(ascending), _infinite(ascending)
    centre = mean if trials and not infinite else None
    return Measure(
        unit=info.unit,
        price_base=info.price_base,
        denominator=info.denominator,
        trials=trials,
        mean=centre and centre.value,
        sd=centre and centre.sd,
        percentiles=found.values,
        mean_error=centre and centre.error,
        percentile_errors=found.errors,
        infinite=infinite / trials if trials else None,
        missing=(everyone - trials) / everyone if everyone else None,
        mean_interval=centre and centre.interval,
        percentile_intervals=found.intervals,
    )
