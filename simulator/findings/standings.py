"""How groups of councils stand to each other: what is told of each, ranks, and which differences are no more than luck.

The figures of a group are one row of numbers, in the order of `figure_names`; what is not there is NaN.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.findings.averages import mean_of
from simulator.findings.intervals import Z
from simulator.findings.percentiles import percentiles
from simulator.findings.probabilities import SAME_MOMENT, chance

PERCENTS = (10, 50, 90)
RANK_BY = ("payback", "gap")

APPROVED, PAYBACK, NEVER, RESERVES = "approved", "payback_within", "never_pays_back", "within_reserves"
"""Chances: of approval among all trials, of the others among those in which the councils approve."""

GAP = "gap_closed"
"""Share of the gap year's gap that the saving delivered in that year closes."""

MEASURES = ("payback_years", GAP, "full_year_gap_share", "annual_saving", "implementation_cost", "peak_funding", "npv")
"""What has percentiles and a mean, given that the councils approve."""

_CHANCES = (APPROVED, PAYBACK, NEVER, RESERVES)


@dataclass(frozen=True)
class Kept:
    """The outcomes of a group's trials that its figures are worked out from.

    Attributes
    ----------
    names : tuple of str
        Of outcomes, in the order of the rows; those for `MEASURES` come first after ``approved``.
    present : tuple of bool
        For each of `MEASURES`, whether the group's case has it.
    reserves : int
        How many of the last rows are reserves' headroom, one for each council; 0 where one council states none.
    """

    names: tuple[str, ...]
    present: tuple[bool, ...]
    reserves: int


def kept_of(outcomes: Sequence[str], councils: Sequence[str], gap_year: str | None) -> Kept:
    """The outcomes to keep of a case that has these."""
    called = {measure: measure for measure in MEASURES} | {GAP: f"deficit_reduction.{gap_year}"}
    known = set(outcomes)
    present = tuple(called[measure] in known for measure in MEASURES)
    headroom = [f"reserves_headroom.{council}" for council in councils]
    headroom = headroom if all(name in known for name in headroom) else []
    names = [called[measure] for measure, there in zip(MEASURES, present, strict=True) if there]
    return Kept((APPROVED, *names, *headroom), present, len(headroom))


def figure_names() -> tuple[str, ...]:
    """Names of the figures of a group: each chance and its error; percentiles, mean and errors of each measure."""
    names = [part for name in _CHANCES for part in (name, f"{name}.error")]
    for measure in MEASURES:
        names += [part for p in PERCENTS for part in (f"{measure}.p{p}", f"{measure}.p{p}.error")]
        names += [f"{measure}.mean", f"{measure}.mean.error"]
    return tuple(names)


def figures(values: npt.NDArray[np.float64], kept: Kept, within: float) -> npt.NDArray[np.float64]:
    """What the trials say of a group.

    Parameters
    ----------
    values : float64[OUTCOME, TRIAL]
        In the order of ``kept.names``; independent trials.
    kept : Kept
    within : float
        Years from the start by which payback counts.

    Returns
    -------
    float64[FIGURE]
        In the order of `figure_names`; NaN where there is none. Percentiles of paybacks may be infinite.
    """
    approved = values[0] == 1.0
    trials = int(np.count_nonzero(approved))
    rows = dict(zip([m for m, there in zip(MEASURES, kept.present, strict=True) if there], values[1:], strict=False))
    payback = rows["payback_years"]
    hits = {
        APPROVED: (trials, values.shape[1]),
        PAYBACK: (int(np.count_nonzero((payback <= within + SAME_MOMENT) & approved)), trials),
        NEVER: (int(np.count_nonzero(np.isposinf(payback) & approved)), trials),
    }
    if kept.reserves:
        enough = (values[-kept.reserves :] >= 0.0).all(axis=0)
        hits[RESERVES] = (int(np.count_nonzero(enough & approved)), trials)
    found: list[float] = []
    for name in _CHANCES:
        seen = chance(*hits[name]) if name in hits else None
        share, error = (None, None) if seen is None else (seen.share, seen.error)
        found += [math.nan if share is None else share, math.nan if error is None else error]
    everybody = trials == values.shape[1]
    for measure in MEASURES:
        found += _measured(rows[measure], approved, everybody) if measure in rows and trials else _NOTHING
    return np.array(found)


_NOTHING = [math.nan] * (2 * len(PERCENTS) + 2)


def _measured(row: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_], everybody: bool) -> list[float]:
    """Percentiles, mean and their errors of the chosen trials, missing ones left out."""
    ascending = np.sort(row if everybody else row[chosen])
    count = int(np.searchsorted(ascending, np.inf, side="right"))
    if not count:
        return _NOTHING
    told = percentiles(ascending[:count], PERCENTS)
    found = [part for p in PERCENTS for part in (told.values[p], told.errors[p])]
    if math.isinf(ascending[0]) or math.isinf(ascending[count - 1]):
        return [*found, math.nan, math.nan]
    mean, _, error, _ = mean_of(row, chosen)
    return [*found, mean, math.nan if error is None else error]


class Standing(NamedTuple):
    """Where groups stand.

    Attributes
    ----------
    order : int64[PLACE]
        Numbers of the groups, the best first; those without figures last, in the order of their numbers.
    rank : int64[GROUP]
        From 1; the same for groups that the trials cannot tell apart. 0 for those without figures.
    tied : bool[GROUP]
        Whether another has the same rank.
    """

    order: npt.NDArray[np.int64]
    rank: npt.NDArray[np.int64]
    tied: npt.NDArray[np.bool_]


def stand(
    first: npt.NDArray[np.float64],
    first_error: npt.NDArray[np.float64],
    second: npt.NDArray[np.float64],
    second_error: npt.NDArray[np.float64],
) -> Standing:
    """Rank groups by one figure, and by another where the first cannot tell them apart; more is better.

    From the best down, a group is a tie with the best of those before it until the two differ by more than 1.96
    standard errors of a difference, taken as if the two had been drawn apart. Every group has the same draws, which
    makes true differences surer than that: what is told apart here is apart.

    Parameters
    ----------
    first, first_error, second, second_error : float64[GROUP]
        NaN where a group has none; without the first a group has no rank, without the second it comes after those that
        have it.
    """
    groups = len(first)
    ranked = np.flatnonzero(~np.isnan(first))
    # Stable sorts of what has been negated: equal figures stay in the order of their numbers.
    ordered = ranked[np.argsort(-first[ranked], kind="stable")]
    order: list[npt.NDArray[np.int64]] = []
    rank, tied = np.zeros(groups, dtype=np.int64), np.zeros(groups, dtype=np.bool_)
    place = 1
    for start, stop in _ties(first[ordered], first_error[ordered]):
        alike = ordered[start:stop]
        by_second = np.where(np.isnan(second[alike]), -np.inf, second[alike])
        alike = alike[np.argsort(-by_second, kind="stable")]
        by_second = np.where(np.isnan(second[alike]), -np.inf, second[alike])
        for low, high in _ties(by_second, second_error[alike]):
            rank[alike[low:high]] = place
            tied[alike[low:high]] = high - low > 1
            place += high - low
        order.append(alike)
    rest = np.flatnonzero(np.isnan(first))
    return Standing(np.concatenate([*order, rest]).astype(np.int64), rank, tied)


def _ties(falling: npt.NDArray[np.float64], errors: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
    """Where runs of ties begin and end in figures that fall."""
    found, start = [], 0
    while start < len(falling):
        stop, ahead = start, 64
        while stop - start in (0, ahead // 4) and stop < len(falling):
            # Looked at in growing pieces, so that many small runs cost no more than few large ones.
            near = slice(start, start + ahead)
            with np.errstate(invalid="ignore"):
                distance = falling[start] - falling[near]
            limit = Z * np.sqrt(_square(errors[start]) + _square(errors[near]))
            apart = (distance > limit) | (np.isinf(falling[start]) != np.isinf(falling[near]))
            stop = start + (int(np.argmax(apart)) if apart.any() else len(apart))
            ahead *= 4
        found.append((start, stop))
        start = stop
    return found


def _square(error: npt.NDArray[np.float64] | float) -> npt.NDArray[np.float64]:
    # An error that is not known makes nothing a tie that is not equal.
    return np.square(np.where(np.isfinite(error), error, 0.0))
