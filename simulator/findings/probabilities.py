"""Chances: of paying back by a date, of never doing so and why, of meeting the source's own dates.

Every chance carries the standard error and the 95% interval of docs/model.md section 8. For independent trials both are
Wilson's, whose width does not vanish at 0 or 1; for a design they come from the scatter of its randomisations.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.case.calendar import parse_fy
from simulator.findings import intervals
from simulator.findings.facts import CaseFacts
from simulator.findings.intervals import Interval

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
    events = dict(_events(facts, outcomes))
    if chosen is None:
        chosen = np.ones(len(outcomes["payback_years"]), dtype=np.bool_)
    return {name: chance_of(happened, chosen, randomisations) for name, happened in events.items()}


def probability_names(facts: CaseFacts, outcomes: Iterable[str]) -> list[str]:
    """Names of the probabilities of a case with these outcomes, without any trial; see `chances`."""
    nothing = np.empty(0)
    return [name for name, _ in _events(facts, {outcome: nothing for outcome in outcomes})]


class _Asked(dict[str, npt.NDArray[np.float64]]):
    """Outcomes without trials, which remember the names that they are asked for."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__((name, np.empty(0)) for name in names)
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> npt.NDArray[np.float64]:
        self.names.add(name)
        return super().__getitem__(name)


def outcomes_asked_for(facts: CaseFacts, outcomes: Iterable[str]) -> set[str]:
    """Names of those outcomes of a case that its probabilities are worked out from."""
    asked = _Asked(outcomes)
    list(_events(facts, asked))
    return asked.names


def _events(
    facts: CaseFacts, outcomes: Mapping[str, npt.NDArray[np.float64]]
) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    """Name and bool[TRIAL] of everything that has a chance. Comparisons with a missing value are false."""
    for measure, name in (("payback_years", "payback_by"), ("discounted_payback_years", "discounted_payback_by")):
        for year in facts.years:
            yield f"{name}.{year.ends}", outcomes[measure] <= year.end_month / 12 + SAME_MOMENT
    never = np.isposinf(outcomes["payback_years"])
    approved, exited = outcomes["approved"] == 1, outcomes["exited"] == 1
    yield "never_pays_back", never
    yield "never_pays_back.declined", never & ~approved
    yield "never_pays_back.ended_early", never & approved & exited
    yield "never_pays_back.not_repaid", never & approved & ~exited
    yield "approved", approved
    yield "exited", exited
    for measure, name in (("first_net_saving_year", "net_saving_by"), ("full_effect_year", "full_effect_by")):
        for year in facts.years:
            yield f"{name}.{year.label}", outcomes[measure] <= parse_fy(year.label)
    for label in facts.gaps:
        yield f"gap_closed.{label}", outcomes[f"deficit_reduction.{label}"] >= 1
    claims = []
    for measure, claimed in (
        ("first_net_saving_year", facts.claimed_first_net_saving_year),
        ("full_effect_year", facts.claimed_full_effect_year),
    ):
        if claimed is not None:
            claims.append(outcomes[measure] <= parse_fy(claimed))
            yield f"claim.{measure}", claims[-1]
    if len(claims) == 2:
        yield "claim.both", claims[0] & claims[1]
    for council in facts.councils:
        headroom = f"reserves_headroom.{council.id}"
        if headroom in outcomes:
            yield f"within_reserves.{council.id}", outcomes[headroom] >= 0
