"""Chances: of paying back by a date, of never doing so and why, of meeting the source's own dates.

Every chance carries the standard error of docs/model.md section 8: half the width of Wilson's interval at one standard
error, which does not vanish at 0 or 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.case.calendar import parse_fy
from simulator.findings.facts import CaseFacts

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
        Half the width of Wilson's interval at one standard error.
    trials : int
        The denominator.
    """

    share: float | None
    error: float | None
    trials: int


def chance(hits: int, trials: int) -> Chance:
    """The share of trials in which something happened, with its standard error.

    >>> chance(0, 100).share, round(chance(0, 100).error, 5)
    (0.0, 0.00495)
    """
    if not trials:
        return Chance(None, None, 0)
    share = hits / trials
    error = math.sqrt(share * (1 - share) / trials + 1 / (4 * trials * trials)) / (1 + 1 / trials)
    return Chance(share, error, trials)


def chances(
    facts: CaseFacts,
    outcomes: Mapping[str, npt.NDArray[np.float64]],
    chosen: npt.NDArray[np.bool_] | None = None,
) -> dict[str, Chance]:
    """Every named probability over the chosen trials.

    Parameters
    ----------
    facts : CaseFacts
    outcomes : mapping of str to float64[TRIAL]
        By the names of docs/model.md section 8.
    chosen : bool[TRIAL], optional
        Trials that count; all when not given.

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
    trials = int(np.count_nonzero(chosen))
    return {name: chance(int(np.count_nonzero(happened & chosen)), trials) for name, happened in events.items()}


def probability_names(facts: CaseFacts, outcomes: Iterable[str]) -> list[str]:
    """Names of the probabilities of a case with these outcomes, without any trial; see `chances`."""
    nothing = np.empty(0)
    return [name for name, _ in _events(facts, {outcome: nothing for outcome in outcomes})]


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
        headroom = outcomes.get(f"reserves_headroom.{council.id}")
        if headroom is not None:
            yield f"within_reserves.{council.id}", headroom >= 0
