"""Figures that a user names on the command line: a chance, a percentile or a mean, over which trials.

::

    P(payback_years <= 5)                  a chance, over all tested trials
    P(payback_years <= 5 | approved)       the same, given that the councils approve
    P(payback_years <= 5 | as submitted)   the same, of the case as submitted
    p90(peak_funding)                      a percentile; mean(...) and sd(...) likewise
    never_pays_back                        a chance that every run reports
    P(never_pays_back | approved)          the same, given that the councils approve

Names are those of docs/model.md section 8. Trials in which an outcome is missing are left out.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from simulator.case.calendar import parse_fy
from simulator.case.misread import Misread
from simulator.case.quantities import read_money, read_share

if TYPE_CHECKING:
    from simulator.findings.facts import CaseFacts
    from simulator.findings.found import Sample
    from simulator.findings.intervals import Interval
    from simulator.plan.outcomes import OutcomeInfo

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
ALL, APPROVED, SUBMITTED = "", "approved", "as submitted"

OPERATOR = "<=|>=|==|!=|<|>|="
_NAME = r"[a-z][a-z0-9_]*(?:\.[a-z0-9_/.-]+)?"
FIGURE = rf"""(?: (?P<function>[A-Za-z][A-Za-z0-9]*) \s* \( \s* (?P<outcome>{_NAME}) \s*
                  (?: (?P<inner>{OPERATOR}) \s* (?P<edge>[^|)]+?) \s* )?
                  (?: \| \s* (?P<given>[^)]*?) \s* )? \)
              | (?P<chance>{_NAME}) )"""
"""A figure as a verbose regular expression, for those that read what follows it."""

_FUNCTION = re.compile(r"P|mean|sd|p[1-9][0-9]?")
_PLAIN = re.compile(r"[-−]?[0-9][0-9,_]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")


class FigureError(ValueError):
    """What asks for a figure cannot be read, or the figure is none that the case has."""


@dataclass(frozen=True)
class Number:
    """A number beside a figure, and what it was written as: "£", "%", "year" or nothing."""

    value: float
    written: str


@dataclass(frozen=True)
class Figure:
    """One figure, read.

    Attributes
    ----------
    function : str
        ``P``, ``mean``, ``sd`` or a percentile such as ``p90``; empty for a chance that the run reports.
    name : str
        The outcome, or the reported chance.
    inner : str
        The comparison inside ``P(...)``, empty elsewhere.
    edge : Number or None
        What that comparison is with.
    given : str
        Which trials count: all tested (empty), "approved", or "as submitted".
    """

    function: str
    name: str
    inner: str
    edge: Number | None
    given: str


@dataclass(frozen=True)
class Asked:
    """What a user asks of a figure: a limit or a precision.

    Attributes
    ----------
    text : str
        As it was typed.
    figure : Figure
    bound : Number
        What the figure is held to.
    """

    text: str
    figure: Figure
    bound: Number


@dataclass(frozen=True)
class Estimate:
    """What the trials say of a figure.

    Attributes
    ----------
    value : float or None
        Infinite where it is; None where no trial gives one.
    interval : Interval or None
        Its 95% interval, where it has one; an end is infinite where the trials cannot bound it.
    trials : int
        Those that count.
    error : float or None
        Its standard error, where it has one; infinite where the trials cannot bound it.
    """

    value: float | None
    interval: Interval | None
    trials: int
    error: float | None = None


def read_figure(found: re.Match[str], text: str, example: str) -> Figure:
    """The figure in a match of `FIGURE`.

    Raises
    ------
    FigureError
        Saying what cannot be read and what to write instead.
    """
    function, inner = found["function"] or "", found["inner"] or ""
    if function and not _FUNCTION.fullmatch(function):
        raise FigureError(f"'{text}': there is no '{function}( )'; write P, mean, sd or a percentile from p1 to p99.")
    if function != "P" and inner:
        raise FigureError(f"'{text}': only P( ) takes a comparison inside it; {example}.")
    given = " ".join((found["given"] or "").replace("_", " ").split())
    if given not in (ALL, APPROVED, SUBMITTED):
        raise FigureError(f"'{text}': '{given}' names no trials; write | approved, or | as submitted, or neither.")
    return Figure(
        function="" if function == "P" and not inner else function,
        name=found["outcome"] or found["chance"],
        inner=inner,
        edge=read_number(found["edge"], text) if inner else None,
        given=given,
    )


def read_number(word: str, text: str) -> Number:
    """Read 0.8, 80%, £8m, 2013/14 (as the year it begins in) or inf.

    Raises
    ------
    FigureError
        Saying what to write instead.
    """
    word = word.strip()
    try:
        if word == "inf":
            return Number(math.inf, "")
        if "/" in word:
            return Number(float(parse_fy(word)), "year")
        if "£" in word:
            return Number(read_money(word), "£")
        if word.endswith("%"):
            return Number(read_share(word), "%")
    except Misread as error:
        raise FigureError(f"'{text}': {error.wrong}; write {error.instead}.") from None
    if not _PLAIN.fullmatch(word):
        raise FigureError(f"'{text}': '{word}' is no number; write 5, 0.8, 80%, £8m or 2014/15.")
    return Number(float(word.replace("−", "-").replace(",", "").replace("_", "")), "")


def check_names(asked: Iterable[Asked], outcomes: Iterable[OutcomeInfo], probabilities: Iterable[str]) -> None:
    """Refuse a figure that this case does not have, or that is held to pounds where it is in years.

    Parameters
    ----------
    asked : iterable of Asked
    outcomes : iterable of OutcomeInfo
        Of the plan.
    probabilities : iterable of str
        From `simulator.findings.probabilities.probability_names`.

    Raises
    ------
    FigureError
        Naming what is near to what was typed.
    """
    units = {info.name: info.unit for info in outcomes}
    known_chances = list(probabilities)
    for one in asked:
        figure = one.figure
        if not figure.function:
            if figure.name in known_chances:
                _check_unit(one, one.bound, "share")
                continue
            if figure.name in units:
                raise FigureError(
                    f"'{one.text}': {figure.name} differs from trial to trial; "
                    f"say which: mean({figure.name}), p90({figure.name}) or P({figure.name} <= …)."
                )
            raise FigureError(
                f"'{one.text}': this case has no chance '{figure.name}'.{_near(figure.name, known_chances)}"
            )
        if figure.name not in units:
            raise FigureError(f"'{one.text}': this case has no outcome '{figure.name}'.{_near(figure.name, units)}")
        if figure.edge is not None:
            _check_unit(one, figure.edge, units[figure.name])
        _check_unit(one, one.bound, "share" if figure.function == "P" else units[figure.name])


def _near(wrong: str, possible: Iterable[str]) -> str:
    near = get_close_matches(wrong, list(possible), n=1)
    return f" Did you mean '{near[0]}'?" if near else ""


def _check_unit(asked: Asked, number: Number, unit: str) -> None:
    """Refuse a number written in a unit that its figure does not have; one without a unit may be any."""
    fits = {
        "": True,
        "£": unit.startswith("£"),
        "%": unit in ("share", "ratio", "1 or 0"),
        "year": unit.startswith("calendar year"),
    }
    if not fits[number.written]:
        written = {"£": "pounds", "%": "a percentage", "year": "a financial year"}[number.written]
        chance = unit == "share" and asked.figure.function in ("", "P")
        what = "a chance" if chance else f"{asked.figure.name} ({unit})"
        raise FigureError(f"'{asked.text}': {what} is compared with {written}.")


def estimate(figure: Figure, facts: CaseFacts, tested: Sample, submitted: Sample) -> Estimate:
    """Work out a figure, with its 95% interval.

    Parameters
    ----------
    figure : Figure
        Known to the case (`check_names`).
    facts : CaseFacts
    tested, submitted : Sample
        Either may be without outcomes that the figure does not ask for (`outcomes_needed`).
    """
    import numpy as np

    from simulator.findings.averages import mean_of
    from simulator.findings.percentiles import percentiles_of
    from simulator.findings.probabilities import chance_of, event_of

    sample = submitted if figure.given == SUBMITTED else tested
    chosen = sample.approved if figure.given == APPROVED else np.ones(sample.trials, dtype=np.bool_)
    if not figure.function:
        share = chance_of(event_of(facts, sample.by_name, figure.name), chosen, sample.replicates)
        return Estimate(share.share, share.interval, share.trials, share.error)
    row = sample.by_name[figure.name]
    counted = chosen & ~np.isnan(row)
    if figure.function == "P":
        assert figure.edge is not None
        share = chance_of(COMPARE[figure.inner](row, figure.edge.value), counted, sample.replicates)
        return Estimate(share.share, share.interval, share.trials, share.error)
    trials = int(np.count_nonzero(counted))
    if not trials:
        return Estimate(None, None, 0)
    if figure.function in ("mean", "sd"):
        if np.isinf(row[counted]).any():
            return Estimate(math.inf, None, trials)
        mean, sd, error, interval = mean_of(row, counted, sample.replicates)
        return Estimate(mean, interval, trials, error) if figure.function == "mean" else Estimate(sd, None, trials)
    percent = int(figure.function[1:])
    found = percentiles_of(row, counted, np.sort(row[counted]), sample.replicates, (percent,))
    return Estimate(found.values[percent], found.intervals[percent], trials, found.errors[percent])


def outcomes_needed(figures: Sequence[Figure], facts: CaseFacts, outcomes: Iterable[OutcomeInfo]) -> list[str]:
    """Names of the outcomes that these figures are worked out from, so that trials can be drawn for them alone."""
    from simulator.findings.probabilities import outcomes_asked_for

    known = [info.name for info in outcomes]
    wanted = {figure.name for figure in figures if figure.function} | {"approved"}
    wanted |= outcomes_asked_for(facts, known, {figure.name for figure in figures if not figure.function})
    return [name for name in known if name in wanted]
