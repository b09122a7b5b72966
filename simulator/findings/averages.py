"""Means and spreads with their errors, summed in a fixed order: the same bits on every machine, at any chunking."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from distributions.jit import kernel
from simulator.findings import intervals
from simulator.findings.intervals import Interval

LEAF = 4096
"""Trials summed together before sums are combined in trial order, so that a mean has the same bits at any chunking."""


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
    away = [float(count) * (moments(part, kept, LEAF)[0] - mean) if count else 0.0 for part, kept, count in parts]
    return float(intervals.scatter(np.array(away), counts))


def mean_of(
    row: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_], randomisations: int = 1
) -> tuple[float, float | None, float | None, Interval | None]:
    """Mean, standard deviation, standard error of the mean and its 95% interval, of the chosen finite values.

    Parameters
    ----------
    row : float64[TRIAL]
    chosen : bool[TRIAL]
        At least one chosen value is finite.
    randomisations : int
        See `measure_outcomes`.
    """
    mean, sd, error = centre_and_spread(row, chosen)
    freedom = int(np.count_nonzero(chosen & np.isfinite(row))) - 1
    if randomisations > 1:
        error = mean_error_of_randomisations(row, chosen, mean, randomisations)
        freedom = randomisations - 1
    return mean, sd, error, None if error is None else intervals.mean_interval(mean, error, freedom)
