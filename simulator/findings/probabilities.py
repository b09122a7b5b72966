"""Chances: of paying back by a date, of never doing so and why, of meeting the source's own dates.

Every chance carries the standard error and the 95% interval of docs/model.md section 8. For independent trials both are
Wilson's, whose width does not vanish at 0 or 1; for a design they come from the scatter of its randomisations.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.case.calendar import parse_fy
from simulator.findings import intervals
from simulator.findings.facts import CaseFacts
from simulator.findings.intervals import Interval

Trials = npt.NDArray[np.float64]
Event = Callable[[Mapping[str, Trials]], npt.NDArray[np.bool_]]
"""From outcomes by name to the trials in which something happened."""

SAME_MOMENT = 1e-9
"""Years within which a payback counts as reached at a date: a thirtieth of a second, more than rounding and no more."""


@dataclass(frozen=True)
class Chance:
    """A share of trials.

    Attributes
    ----------
    share : float or None
        None where there is no trial to count.
    error : float or None
        Half the width of Wilson's interval at one standard error; for a design at least that of a share of 0.
    trials : int
        The denominator.
    interval : Interval or None
        95% interval; None where there is no trial to count.
    """

    share: float | None
    error: float | None
    trials: int
    interval: Interval | None = None


def chance(hits: int, trials: int) -> Chance:
    """The share of independent trials in which something happened, with its standard error and 95% interval.

    >>> chance(0, 100).share, round(chance(0, 100).error, 5), round(chance(0, 100).interval.high, 5)
    (0.0, 0.00495, 0.03699)
    """
    if not trials:
        return Chance(None, None, 0)
    share = hits / trials
    error = math.sqrt(share * (1 - share) / trials + 1 / (4 * trials * trials)) / (1 + 1 / trials)
    return Chance(share, error, trials, intervals.wilson(share, trials))


def randomised_chance(hits: npt.NDArray[np.int64], trials: npt.NDArray[np.int64]) -> Chance:
    """The share of a design's trials in which something happened, its error from the scatter of the randomisations.

    Parameters
    ----------
    hits, trials : int64[RANDOMISATION]
        Trials in which it happened, and those that count.
    """
    happened, counted = int(hits.sum()), int(trials.sum())
    if not counted:
        return Chance(None, None, 0)
    share = happened / counted
    error = float(intervals.scatter(hits, trials))
    if math.isnan(error):
        return Chance(share, None, counted)
    interval = intervals.randomised_wilson(share, error, counted, int(np.count_nonzero(trials)))
    return Chance(share, max(error, 1 / (2 * (counted + 1))), counted, interval)


def chance_of(happened: npt.NDArray[np.bool_], chosen: npt.NDArray[np.bool_], randomisations: int = 1) -> Chance:
    """The share of the chosen trials in which something happened, with errors by how the trials were drawn.

    Parameters
    ----------
    happened, chosen : bool[TRIAL]
        What did not happen, and what does not count, are both False.
    randomisations : int
        See `simulator.findings.measures.measure_outcomes`.
    """
    hits = happened & chosen
    if randomisations == 1:
        return chance(int(np.count_nonzero(hits)), int(np.count_nonzero(chosen)))
    shape = (randomisations, -1)
    return randomised_chance(
        np.count_nonzero(hits.reshape(shape), axis=1), np.count_nonzero(chosen.reshape(shape), axis=1)
    )


def chances(
    facts: CaseFacts,
    outcomes: Mapping[str, npt.NDArray[np.float64]],
    chosen: npt.NDArray[np.bool_] | None = None,
    randomisations: int = 1,
) -> dict[str, Chance]:
    """Every named probability over the chosen trials.

    Parameters
    ----------
    facts : CaseFacts
    outcomes : mapping of str to float64[TRIAL]
        By the names of docs/model.md section 8.
    chosen : bool[TRIAL], optional
        Trials that count; all when not given.
    randomisations : int
        See `simulator.findings.measures.measure_outcomes`.

    Returns
    -------
    dict of str to Chance
        ``payback_by.2015-03-31`` and ``discounted_payback_by.…`` for each 31 March of the horizon; ``never_pays_back``
        and its parts ``.declined``, ``.ended_early`` and ``.not_repaid``; ``approved``, ``exited``;
        ``net_saving_by.2013/14`` and ``full_effect_by.…``; ``gap_closed.2014/15`` (the year's saving reaches the year's
        gap); the source's own dates as ``claim.first_net_saving_year``, ``claim.full_effect_year`` and ``claim.both``;
        ``within_reserves.<council>``.
    """
    if chosen is None:
        chosen = np.ones(len(outcomes["payback_years"]), dtype=np.bool_)
    events = events_of(facts, outcomes)
    return {name: chance_of(happened(outcomes), chosen, randomisations) for name, happened in events}


def event_of(facts: CaseFacts, outcomes: Mapping[str, Trials], name: str) -> npt.NDArray[np.bool_]:
    """bool[TRIAL]: where the event of one named probability happened; it needs the outcomes of that event only.

    Raises
    ------
    KeyError
        When the case has no probability of that name.
    """
    return dict(events_of(facts, outcomes))[name](outcomes)


def probability_names(facts: CaseFacts, outcomes: Iterable[str]) -> list[str]:
    """Names of the probabilities of a case with these outcomes, without any trial; see `chances`."""
    return [name for name, _ in events_of(facts, set(outcomes))]


class _Asked(dict[str, npt.NDArray[np.float64]]):
    """Outcomes without trials, which remember the names that they are asked for."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__((name, np.empty(0)) for name in names)
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> npt.NDArray[np.float64]:
        self.names.add(name)
        return super().__getitem__(name)


def outcomes_asked_for(facts: CaseFacts, outcomes: Iterable[str], only: Iterable[str] | None = None) -> set[str]:
    """Names of those outcomes of a case that its probabilities are worked out from, or only some of them."""
    asked = _Asked(outcomes)
    wanted = None if only is None else set(only)
    for name, happened in events_of(facts, asked):
        if wanted is None or name in wanted:
            happened(asked)
    return asked.names


def events_of(facts: CaseFacts, present: Container[str]) -> Iterator[tuple[str, Event]]:
    """Name of everything that has a chance, and what tells from the outcomes in which trials it happened.

    Comparisons with a missing value are false. ``present`` holds the names of the case's outcomes.
    """
    for measure, name in (("payback_years", "payback_by"), ("discounted_payback_years", "discounted_payback_by")):
        for year in facts.years:
            yield f"{name}.{year.ends}", _at_most(measure, year.end_month / 12 + SAME_MOMENT)
    yield "never_pays_back", _never
    yield "never_pays_back.declined", lambda of: _never(of) & ~_approved(of)
    yield "never_pays_back.ended_early", lambda of: _never(of) & _approved(of) & _exited(of)
    yield "never_pays_back.not_repaid", lambda of: _never(of) & _approved(of) & ~_exited(of)
    yield "approved", _approved
    yield "exited", _exited
    for measure, name in (("first_net_saving_year", "net_saving_by"), ("full_effect_year", "full_effect_by")):
        for year in facts.years:
            yield f"{name}.{year.label}", _at_most(measure, parse_fy(year.label))
    for label in facts.gaps:
        yield f"gap_closed.{label}", _at_least(f"deficit_reduction.{label}", 1)
    claims = [
        (measure, _at_most(measure, parse_fy(claimed)))
        for measure, claimed in (
            ("first_net_saving_year", facts.claimed_first_net_saving_year),
            ("full_effect_year", facts.claimed_full_effect_year),
        )
        if claimed is not None
    ]
    for measure, reached in claims:
        yield f"claim.{measure}", reached
    if len(claims) == 2:
        (_, first), (_, second) = claims
        yield "claim.both", lambda of: first(of) & second(of)
    for council in facts.councils:
        headroom = f"reserves_headroom.{council.id}"
        if headroom in present:
            yield f"within_reserves.{council.id}", _at_least(headroom, 0)


def _at_most(outcome: str, most: float) -> Event:
    return lambda of: of[outcome] <= most


def _at_least(outcome: str, least: float) -> Event:
    return lambda of: of[outcome] >= least


def _never(of: Mapping[str, Trials]) -> npt.NDArray[np.bool_]:
    return np.isposinf(of["payback_years"])


def _approved(of: Mapping[str, Trials]) -> npt.NDArray[np.bool_]:
    return of["approved"] == 1


def _exited(of: Mapping[str, Trials]) -> npt.NDArray[np.bool_]:
    return of["exited"] == 1
