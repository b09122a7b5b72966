"""When each cluster goes live and has its full effect: planned, and where the trials put it."""

from __future__ import annotations

import math
from calendar import month_name
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.case.names import PROGRAMME
from simulator.case.plain_words import said_date
from simulator.findings import wording
from simulator.findings.facts import CaseFacts
from simulator.findings.percentiles import percentiles_of
from simulator.findings.redrawn import Redrawn, Trials

if TYPE_CHECKING:
    from simulator.case import Case

_ENDS = (10, 50, 90)


@dataclass(frozen=True)
class Spread:
    """Where the trials put a moment, or a length of time.

    Attributes
    ----------
    p10, p50, p90 : float
        Months, from the start or long; infinite where so many trials never get there.
    words : str
    """

    p10: float
    p50: float
    p90: float
    words: str


@dataclass(frozen=True)
class ClusterTiming:
    """One cluster's timetable, or that of the programme: its first go-live and its last full effect.

    Attributes
    ----------
    id, name, wave : str
        The name of the wave, empty for the programme.
    planned_go_live, planned_full_effect : float
        Months from the start. The full effect is the end of the ramp, less what a contract holds back.
    go_live, full_effect : Spread
        Months from the start.
    slip : Spread
        Months by which the go-live is later than planned; for the programme, the full effect.
    locked : tuple of str
        A sentence for each contract that holds back a share.
    cancelled : float
        Share of the trials in which it never goes live.
    """

    id: str
    name: str
    wave: str
    planned_go_live: float
    planned_full_effect: float
    go_live: Spread
    full_effect: Spread
    slip: Spread
    locked: tuple[str, ...]
    cancelled: float


@dataclass(frozen=True)
class Timing:
    """The timetable.

    Attributes
    ----------
    condition : str
        What the trials are given.
    rows : tuple of ClusterTiming
        The clusters in the order of the case, then the programme.
    """

    condition: str
    rows: tuple[ClusterTiming, ...]

    @property
    def programme(self) -> ClusterTiming:
        """The whole programme's row."""
        return self.rows[-1]


@dataclass(frozen=True)
class _Course:
    """The course of a cluster, or of the programme, in every trial: months from the start."""

    planned_go_live: Trials
    planned_full_effect: Trials
    go_live: Trials
    full_effect: Trials
    slip: Trials


def find_timing(case: Case, facts: CaseFacts, redrawn: Redrawn, submitted: Redrawn, condition: str) -> Timing:
    """The timetable of a run, over the trials that headlines speak of.

    Parameters
    ----------
    case : Case
    facts : CaseFacts
    redrawn, submitted : Redrawn
        Of the tested view and of the case as submitted, whose go-lives are the planned ones.
    condition : str
        Words for what the tested trials are given.
    """
    courses = {cluster.id: _course(redrawn, submitted, cluster.id) for cluster in facts.clusters}
    rows = []
    for cluster in facts.clusters:
        wave = case.wave[case.cluster[cluster.id].wave].name
        told = (cluster.id, wording.plain(cluster.name, 120), wording.plain(wave, 120))
        rows.append(_row(facts, redrawn, told, courses[cluster.id], _locks(case, cluster.id)))
    told = (PROGRAMME, "The whole programme", "")
    rows.append(_row(facts, redrawn, told, _whole(list(courses.values())), ()))
    return Timing(condition, tuple(rows))


def _course(redrawn: Redrawn, submitted: Redrawn, cluster: str) -> _Course:
    planned = submitted.outcomes[f"go_live.{cluster}"]
    actual = redrawn.outcomes[f"go_live.{cluster}"]
    return _Course(
        planned_go_live=planned,
        planned_full_effect=planned + _ramp(submitted, cluster),
        go_live=actual,
        full_effect=actual + _ramp(redrawn, cluster),
        slip=redrawn.outcomes[f"slip.{cluster}"],
    )


def _ramp(redrawn: Redrawn, cluster: str) -> Trials:
    """Months from go-live to the end of a cluster's ramp."""
    own = redrawn.plan.arrays.services.clusters[redrawn.plan.clusters.index(cluster)]
    return own.end_offset + redrawn.row(own.end_row)


def _whole(courses: list[_Course]) -> _Course:
    """The programme: from its first go-live to its last full effect, of the clusters that go live at all."""
    planned_end = np.max([course.planned_full_effect for course in courses], axis=0)
    ends = np.array([course.full_effect for course in courses])
    live = np.isfinite(ends)
    end = np.where(live.any(axis=0), np.max(np.where(live, ends, -np.inf), axis=0), np.inf)
    return _Course(
        planned_go_live=np.min([course.planned_go_live for course in courses], axis=0),
        planned_full_effect=planned_end,
        go_live=np.min([course.go_live for course in courses], axis=0),
        full_effect=end,
        slip=end - planned_end,
    )


def _row(
    facts: CaseFacts, redrawn: Redrawn, told: tuple[str, str, str], course: _Course, locked: tuple[str, ...]
) -> ClusterTiming:
    chosen = redrawn.chosen
    cancelled = chosen & ~np.isfinite(course.go_live)
    everyone = np.ones(redrawn.trials, dtype=np.bool_)
    planned = [
        percentiles_of(row, everyone, np.sort(row), redrawn.replicates, (50,)).values[50]
        for row in (course.planned_go_live, course.planned_full_effect)
    ]
    return ClusterTiming(
        *told,
        planned_go_live=planned[0],
        planned_full_effect=planned[1],
        go_live=_moments(facts, redrawn, course.go_live),
        full_effect=_moments(facts, redrawn, course.full_effect),
        slip=_lengths(redrawn, course.slip),
        locked=locked,
        cancelled=float(np.count_nonzero(cancelled) / np.count_nonzero(chosen)),
    )


def _ends(redrawn: Redrawn, values: Trials) -> tuple[float, float, float]:
    found = percentiles_of(values, redrawn.chosen, np.sort(values[redrawn.chosen]), redrawn.replicates, _ENDS)
    low, middle, high = (found.values[percent] for percent in _ENDS)
    return low, middle, high


def _moments(facts: CaseFacts, redrawn: Redrawn, values: Trials) -> Spread:
    """A moment in months from the start, told as calendar months."""
    ends = _ends(redrawn, values)
    low, middle, high = (said_moment(facts, end) for end in ends)
    if low == high:
        return Spread(*ends, low)
    return Spread(*ends, f"{low} to {high} in 8 trials of 10, half of them by {middle}")


def said_moment(facts: CaseFacts, months: float) -> str:
    """The calendar month in which a moment falls; a go-live on 1 April is in April."""
    if not math.isfinite(months):
        return "never"
    day = facts.calendar.date_of(int(math.floor(months + 1e-6)))
    return f"{month_name[day.month]} {day.year}"


def _lengths(redrawn: Redrawn, values: Trials) -> Spread:
    """A length of time, told in months."""
    ends = _ends(redrawn, values)
    low, middle, high = ("never live" if math.isinf(end) else f"{round(end)}" for end in ends)
    if low == high:
        return Spread(*ends, f"{low} months" if math.isfinite(ends[0]) else low)
    tail = "months" if math.isfinite(ends[2]) else "(months)"
    return Spread(*ends, f"{low} to {high} {tail} in 8 trials of 10, half of them {middle} or less")


def _locks(case: Case, cluster: str) -> tuple[str, ...]:
    """What contracts hold back of a cluster's saving, in words."""
    found = []
    for id, lock in case.lock.items():
        if lock.cluster == cluster:
            name = id.replace("-", " ").capitalize()
            whose = f" of {case.council[lock.council].name}" if lock.council else ""
            share = wording.said_input(lock.share, case.calendar)
            until = said_date(lock.until)
            text = f"The contract {name}{whose} holds back a share of the saving until {until}: {share}."
            found.append(wording.plain(text, 400))
    return tuple(found)
