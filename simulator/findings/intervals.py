"""Intervals for what finitely many trials cannot settle: where another seed would put the figure, 95 times in 100.

Two ways, by how the trials were drawn. Independent trials: binomial ranks for a percentile, Wilson's interval for a
chance, Student's t for a mean. Independent randomisations of a design (Latin hypercube, Sobol), whose trials are not
independent of each other: the scatter of the randomisations takes the place of the formula. Everything is `+ - * /`
and square roots in a fixed order, since a run that goes on until it is precise must stop at the same trial everywhere.

An end that the trials cannot bound is infinite. docs/model.md section 8 has the definitions.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

CONFIDENCE = 0.95
"""How often an interval covers what infinitely many trials would give. Stated in the names of files' columns too."""

TAIL = 0.025
"""Chance of a miss on either side."""

Z = 1.959963984540054
"""The normal distribution's 97.5% point."""

# Student's 97.5% points for 1, 2, … degrees of freedom, to twelve digits; from 10 on the series is within 4e-6.
_T_TABLE = (
    *(12.7062047362, 4.30265272975, 3.18244630528, 2.7764451052, 2.57058183664),
    *(2.44691185114, 2.36462425159, 2.30600413520, 2.26215716280),
)

_FAR = 9.0
"""Standard deviations from its middle beyond which a binomial's chance is lost in rounding (below 1e-18)."""


class Interval(NamedTuple):
    """The ends of an interval; infinite where the trials cannot bound it."""

    low: float
    high: float


@cache
def student_t(freedom: int) -> float:
    """Student's 97.5% point for whole degrees of freedom, within 4e-6 of its size.

    Source: a table up to 9; above, the expansion about the normal's in Abramowitz and Stegun (1964), 26.7.5.

    >>> [round(student_t(n), 4) for n in (1, 19, 1_000_000)]
    [12.7062, 2.093, 1.96]
    """
    if freedom < 1:
        return math.inf
    if freedom <= len(_T_TABLE):
        return _T_TABLE[freedom - 1]
    y, n = Z * Z, float(freedom)
    terms = (
        Z * (y + 1) / 4,
        Z * ((5 * y + 16) * y + 3) / 96,
        Z * (((3 * y + 19) * y + 17) * y - 15) / 384,
        Z * ((((79 * y + 776) * y + 1482) * y - 1920) * y - 945) / 92160,
    )
    total = 0.0
    for term in reversed(terms):
        total = (total + term) / n
    return Z + total


@cache
def binomial_ranks(percent: int, trials: int) -> tuple[int, int]:
    """Ranks of the order statistics between which a percentile lies with a chance of at least 95%, whatever the shape.

    Of ``trials`` independent ones the number below the true percentile is binomial. The lower rank is the highest, and
    the upper the lowest, that the percentile passes with a chance of at most 2.5% (David and Nagaraja 2003, Order
    Statistics, section 7.1). No approximation is made: the chances are products of the exact ratios of neighbours.

    Returns
    -------
    tuple of int
        From 1; 0 and ``trials`` + 1 where the trials are too few to bound that side.

    >>> binomial_ranks(50, 100), binomial_ranks(95, 50)
    ((40, 61), (44, 51))
    """
    share = percent / 100
    odds = percent / (100 - percent)
    mode = min((trials + 1) * percent // 100, trials)
    reach = math.ceil(_FAR * math.sqrt(trials * share * (1 - share))) + 40
    first, last = max(mode - reach, 0), min(mode + reach, trials)
    above = np.arange(mode + 1, last + 1, dtype=np.float64)
    below = np.arange(mode, first, -1, dtype=np.float64)
    # Chances relative to the middle one, by the ratio of each to its neighbour; cumprod and cumsum go term by term.
    rising = np.cumprod((trials - above + 1) / above * odds)
    falling = np.cumprod(below / (trials - below + 1) / odds)
    chances = np.concatenate([falling[::-1], [1.0], rising])
    up_to = np.cumsum(chances)
    from_here = np.cumsum(chances[::-1])[::-1]
    total = up_to[-1]
    # The number below is under the lower rank, or at least the upper one, with a chance of at most 2.5%.
    low = first + int(np.count_nonzero(up_to <= TAIL * total))
    # What lies beyond the reach has no chance at all, so the rank after the last one is always far enough out.
    high = last + 1 - int(np.count_nonzero(from_here <= TAIL * total))
    return low, high


def wilson(share: float, trials: float, deviations: float = Z) -> Interval:
    """Wilson's interval for a chance, inside 0 and 1 and never of no width (Wilson 1927).

    Parameters
    ----------
    share : float
        Seen among the trials.
    trials : float
        Independent ones; of a design, as many as would scatter as much.
    deviations : float
        Standard deviations either side: the normal's 97.5% point, or Student's.

    >>> [round(end, 4) for end in wilson(0.0, 100)], [round(end, 4) for end in wilson(0.5, 100)]
    ([0.0, 0.037], [0.4038, 0.5962])
    """
    square = deviations * deviations
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = deviations * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials)) / (1 + square / trials)
    # At the ends rounding could leave a hair; there the interval is one-sided by definition.
    low = 0.0 if share == 0 else max(0.0, middle - half)
    high = 1.0 if share == 1 else min(1.0, middle + half)
    return Interval(low, high)


def mean_interval(mean: float, error: float, freedom: int) -> Interval:
    """Student's interval for a mean: its standard error times the t of these degrees of freedom either side."""
    half = student_t(freedom) * error if error > 0 else 0.0
    return Interval(mean - half, mean + half)


def least_half_width(trials: int) -> float:
    """The least that a share is uncertain by, however little the randomisations scatter: Wilson's upper end at nought.

    Randomisations that all agree cannot tell a share from another that lies between two of its possible values.
    """
    return Z * Z / (trials + Z * Z)


def scatter(sums: npt.NDArray[Any], counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Standard error of a ratio of sums over independent randomisations, from how far each is from the whole.

    Parameters
    ----------
    sums : float64 or int64 [..., RANDOMISATION]
        What is averaged, summed over the trials that count.
    counts : int64[RANDOMISATION]
        Trials that count. They may differ, as when only approved trials do; the ratio is then linearised (Cochran,
        Sampling Techniques, 1977, section 2.11).

    Returns
    -------
    float64[...]
        NaN for fewer than two randomisations, or where no trial counts.
    """
    randomisations, trials = len(counts), int(counts.sum())
    if randomisations < 2 or not trials:
        return np.full(sums.shape[:-1], math.nan)
    # cumsum goes from first to last; NumPy's own sums go as the machine's registers are wide.
    ratio = np.cumsum(sums, axis=-1)[..., -1:] / trials
    away = (sums - ratio * counts) / (trials / randomisations)
    squares = np.cumsum(away * away, axis=-1)[..., -1]
    return np.sqrt(squares / (randomisations - 1) / randomisations)


def randomised_wilson(share: float, error: float, trials: int, randomisations: int) -> Interval:
    """Interval for a share from its standard error over randomisations.

    Wilson's, for as many independent trials as would have that error and with Student's t (Korn and Graubard 1998).
    Where the share is 0 or 1 the trials count as independent, and it is never narrower than `least_half_width`.
    """
    if share in (0.0, 1.0):
        return wilson(share, trials)
    least = least_half_width(trials)
    low, high = share, share
    if error > 0:
        low, high = wilson(share, share * (1 - share) / (error * error), student_t(randomisations - 1))
    return Interval(max(0.0, min(low, share - least)), min(1.0, max(high, share + least)))


def randomised_ranks(percent: int, trials: int, below: float, up_to: float, randomisations: int) -> tuple[int, int]:
    """Ranks between which a percentile lies, from the scatter of the share under it (Woodruff 1952).

    Parameters
    ----------
    percent, trials : int
    below, up_to : float
        Standard errors, over the randomisations, of the share of trials below the percentile, and up to it. They differ
        only where many trials share its value.
    randomisations : int

    Returns
    -------
    tuple of int
        As from `binomial_ranks`.
    """
    share, t, least = percent / 100, student_t(randomisations - 1), least_half_width(trials)
    # The number of trials up to the true percentile is whole: as few as this, or as many.
    low = math.ceil(trials * (share - max(t * below, least)))
    high = math.floor(trials * (share + max(t * up_to, least))) + 1
    return max(low, 0), min(high, trials + 1)
