"""Means and spreads with their errors, summed in a fixed order: the same bits on every machine, at any chunking."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from distributions.jit import kernel, stage
from simulator.findings import intervals
from simulator.findings.intervals import Interval

Floats = npt.NDArray[np.float64]

LEAF = 4096
"""Trials summed together before sums are combined in trial order, so that a mean has the same bits at any chunking."""

ROWS_TOGETHER = 8
"""Rows summed side by side: each sum waits for its last addition, so that several take hardly longer than one."""


@kernel
def _moments(rows: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_], leaf: int, found: npt.NDArray) -> None:
    """Into ``found`` [ROW, 3] what `moments` returns; ``rows`` is [ROW, TRIAL]."""
    pivots, totals, subtotals = np.empty(ROWS_TOGETHER), np.empty(ROWS_TOGETHER), np.empty(ROWS_TOGETHER)
    for top in range(0, rows.shape[0], ROWS_TOGETHER):
        block = rows[top : top + ROWS_TOGETHER]
        counts, means, squares = found[top:, 0], found[top:, 1], found[top:, 2]
        _add(block, chosen, leaf, pivots, counts, totals, subtotals)
        for k in range(block.shape[0]):
            means[k] = totals[k] / counts[k] if counts[k] > 0.0 else np.nan
        _add_squares(block, chosen, leaf, pivots, means, squares, subtotals)
        for k in range(block.shape[0]):
            means[k] += pivots[k]


@stage
def _add(
    rows: Floats,
    chosen: npt.NDArray[np.bool_],
    leaf: int,
    pivots: Floats,
    counts: Floats,
    totals: Floats,
    subtotals: Floats,
) -> None:
    """The first chosen finite value of each row, how many there are, and the sum of their differences from it."""
    pivots[:] = np.nan
    totals[:] = 0.0
    for k in range(rows.shape[0]):
        counts[k] = 0.0
    for first in range(0, rows.shape[1], leaf):
        subtotals[:] = 0.0
        for i in range(first, min(first + leaf, rows.shape[1])):
            if chosen[i]:
                for k in range(rows.shape[0]):
                    value = rows[k, i]
                    if np.isfinite(value):
                        if counts[k] == 0.0:
                            pivots[k] = value
                        subtotals[k] += value - pivots[k]
                        counts[k] += 1.0
        for k in range(rows.shape[0]):
            totals[k] += subtotals[k]


@stage
def _add_squares(
    rows: Floats,
    chosen: npt.NDArray[np.bool_],
    leaf: int,
    pivots: Floats,
    offsets: Floats,
    squares: Floats,
    subtotals: Floats,
) -> None:
    """The sum of squared deviations of each row's chosen finite values from its pivot and offset."""
    for k in range(rows.shape[0]):
        squares[k] = 0.0 if np.isfinite(pivots[k]) else np.nan
    for first in range(0, rows.shape[1], leaf):
        subtotals[:] = 0.0
        for i in range(first, min(first + leaf, rows.shape[1])):
            if chosen[i]:
                for k in range(rows.shape[0]):
                    value = rows[k, i]
                    if np.isfinite(value):
                        deviation = (value - pivots[k]) - offsets[k]
                        subtotals[k] += deviation * deviation
        for k in range(rows.shape[0]):
            squares[k] += subtotals[k]


def moments(rows: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_]) -> list[list[float]]:
    """Count, mean and sum of squared deviations of every row's chosen finite values, by leaf and in trial order.

    Scalar sums in a fixed order: NumPy's own pairwise sums depend on the width of the machine's registers. Values are
    taken as differences from the first, so that a constant outcome has exactly its own value as mean and a spread of 0.

    Parameters
    ----------
    rows : float64[ROW, TRIAL]
    chosen : bool[TRIAL]

    Returns
    -------
    list of [float, float, float]
        For each row; mean and sum are NaN when nothing is chosen.
    """
    found = np.empty((len(rows), 3))
    _moments(rows, chosen, LEAF, found)
    told: list[list[float]] = found.tolist()
    return told


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
    return _spread(*moments(row[np.newaxis], chosen)[0])


def _spread(count: float, mean: float, squares: float) -> tuple[float, float | None, float | None]:
    """What `centre_and_spread` returns, from `moments`."""
    if count < 2:
        return mean + 0.0, None, None
    sd = math.sqrt(squares / (count - 1))
    return mean + 0.0, sd, sd / math.sqrt(count)


def mean_error_of_randomisations(
    row: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_], mean: float, randomisations: int
) -> float | None:
    """Standard error of a mean of the chosen finite values, from the scatter of the means of the randomisations.

    Parameters
    ----------
    row : float64[TRIAL]
        Randomisation after randomisation.
    chosen : bool[TRIAL]
    mean : float
        Of all of them.
    randomisations : int

    Returns
    -------
    float or None
        None where fewer than two randomisations have a value.
    """
    counts = np.count_nonzero((chosen & np.isfinite(row)).reshape(randomisations, -1), axis=1)
    if np.count_nonzero(counts) < 2:
        return None
    parts = zip(row.reshape(randomisations, -1), chosen.reshape(randomisations, -1), counts, strict=True)
    # As differences from the whole mean, so that a constant outcome has no error at all.
    away = [
        float(count) * (moments(part[np.newaxis], kept)[0][1] - mean) if count else 0.0 for part, kept, count in parts
    ]
    return float(intervals.scatter(np.array(away), counts))


class Mean(NamedTuple):
    """A mean with its standard deviation, standard error and 95% interval; None where there are too few values."""

    value: float
    sd: float | None
    error: float | None
    interval: Interval | None


def mean_of(row: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_], randomisations: int = 1) -> Mean:
    """Mean, standard deviation, standard error of the mean and its 95% interval, of the chosen finite values.

    Parameters
    ----------
    row : float64[TRIAL]
    chosen : bool[TRIAL]
        At least one chosen value is finite.
    randomisations : int
        See `measure_outcomes`.
    """
    return means_of(row[np.newaxis], chosen, randomisations)[0]


def means_of(rows: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_], randomisations: int = 1) -> list[Mean]:
    """`mean_of` every row, float64[ROW, TRIAL]; NaN, with nothing beside it, where no chosen value is finite."""
    found = []
    for row, (count, *centre) in zip(rows, moments(rows, chosen), strict=True):
        mean, sd, error = _spread(count, *centre)
        freedom = int(count) - 1
        if randomisations > 1 and count:
            error = mean_error_of_randomisations(row, chosen, mean, randomisations)
            freedom = randomisations - 1
        interval = None if error is None else intervals.mean_interval(mean, error, freedom)
        found.append(Mean(mean, sd, error, interval))
    return found
