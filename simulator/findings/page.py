"""The page in words: the question, the answer, the six numbers, and a title for each section with its finding."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulator.findings import wording
from simulator.findings.answer import Told, answer, as_submitted, back_by, gap_year, tell
from simulator.findings.drivers import Drivers
from simulator.findings.facts import CaseFacts, spoken_date
from simulator.findings.found import Findings, Population
from simulator.findings.headings import notes, titles
from simulator.findings.joint import Joint
from simulator.findings.measures import Measure
from simulator.findings.register import Register
from simulator.findings.risk_register import RiskRegister
from simulator.findings.timing import Timing
from simulator.findings.waterfall import Waterfall


@dataclass(frozen=True)
class HeadlineNumber:
    """One of the six numbers.

    Attributes
    ----------
    name : str
        Of the measure or probability.
    label : str
        What it is: "Annual saving".
    value : str
        The tested figure in words.
    detail : str
        Its tail, range, price base and denominator.
    submitted : str
        The same figure of the case as submitted.
    """

    name: str
    label: str
    value: str
    detail: str
    submitted: str


@dataclass(frozen=True)
class Page:
    """What the page says.

    Attributes
    ----------
    question : str
    answer, submitted : tuple of str
        Sentences: of the tested case, and of the case as submitted.
    numbers : tuple of HeadlineNumber
        Six; without a gap in the case, five.
    titles : dict of str to str
        By section.
    notes : dict of str to tuple of str
        By section, sentences that stand under its title.
    """

    question: str
    answer: tuple[str, ...]
    submitted: tuple[str, ...]
    numbers: tuple[HeadlineNumber, ...]
    titles: dict[str, str]
    notes: dict[str, tuple[str, ...]]


def write_page(
    findings: Findings,
    drivers: Drivers,
    risks: RiskRegister,
    waterfall: Waterfall,
    timing: Timing,
    joint: tuple[Joint, ...],
    register: Register,
) -> Page:
    """Say everything that the page says."""
    told = tell(findings, drivers, timing)
    return Page(
        question=question(findings.facts),
        answer=answer(told),
        submitted=as_submitted(told),
        numbers=numbers(told),
        titles=titles(told, risks, waterfall, joint, register),
        notes=notes(told, risks, waterfall, joint),
    )


def question(facts: CaseFacts) -> str:
    """What the page answers."""
    names = wording.listed([wording.plain(council.name, 80) for council in facts.councils])
    goes = "goes" if len(facts.councils) == 1 else "go"
    return f"If {names} {goes} ahead, does it pay for itself, by when, and what does it save each year?"


def numbers(told: Told) -> tuple[HeadlineNumber, ...]:
    """The six numbers, in order."""
    found = [_by_the_date(told), _when_back(told), _annual_saving(told), _gap(told), _peak(told), _never(told)]
    return tuple(number for number in found if number is not None)


def _of_trials(told: Told) -> str:
    """The denominator of a chance."""
    trials = wording.whole(told.who.tested.trials, "trial", "trials")
    return f"of {trials}{' ' + told.who.condition if told.who.condition else ''}"


def _by_the_date(told: Told) -> HeadlineNumber:
    name = f"payback_by.{told.date.ends}"
    tested, submitted = (people.chances[name] for people in (told.who.tested, told.who.submitted))
    return HeadlineNumber(
        name=name,
        label=f"Chance that it has paid for itself by {spoken_date(told.date.ends)}",
        value=wording.likelihood(tested),
        detail=f"{_of_trials(told)}; {told.real}, not discounted",
        submitted=wording.likelihood(submitted),
    )


def _when_back(told: Told) -> HeadlineNumber:
    tested, submitted = (people.measures["payback_years"] for people in (told.who.tested, told.who.submitted))
    return HeadlineNumber(
        name="payback_years",
        label="When half of the trials have paid for themselves",
        value=_capital(_moment(told.facts, tested, 50)),
        detail=f"8 in 10: {_moment(told.facts, tested, 80)}; {_of_trials(told)}",
        submitted=_capital(_moment(told.facts, submitted, 50)),
    )


def _moment(facts: CaseFacts, measure: Measure, percent: int) -> str:
    """By when so many trials have paid for themselves."""
    value = measure.at(percent)
    if not math.isfinite(value):
        return f"not by {spoken_date(facts.horizon_ends)}"
    return "never in the red" if value == 0 else back_by(facts, measure, percent)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _annual_saving(told: Told) -> HeadlineNumber:
    tested, submitted = (people.measures["annual_saving"] for people in (told.who.tested, told.who.submitted))
    detail = f"in every trial; {told.real}"
    if tested.sd != 0:
        detail = f"in the middle trial; 80% range {wording.money_range(tested)}, {_least(tested)}; {told.real}"
    return HeadlineNumber(
        name="annual_saving",
        label="Saving in a full year",
        value=f"{wording.money(tested.median, tested.error_at(50))} a year",
        detail=detail,
        submitted=f"{wording.money(submitted.median, submitted.error_at(50))} a year",
    )


def _least(measure: Measure) -> str:
    if measure.at(20) <= 0:
        return "no 80% chance of any"
    return f"80% chance of at least {wording.money(measure.at(20), measure.error_at(20))}"


def _gap(told: Told) -> HeadlineNumber | None:
    label = gap_year(told.facts)
    if label is None:
        return None
    name = f"deficit_reduction.{label}"
    tested, submitted = (people.measures[name] for people in (told.who.tested, told.who.submitted))
    gap = wording.between(*told.facts.gaps[label])
    detail = f"of that year's {gap} gap, nominal, in every trial"
    if tested.sd != 0:
        least = wording.percent(tested.at(20), tested.error_at(20))
        detail = (
            f"of that year's {gap} gap, nominal, in the middle trial; 80% range {wording.percent_range(tested)}, "
            f"80% chance of at least {least}"
        )
    return HeadlineNumber(
        name=name,
        label=f"Gap closed in {label}",
        value=wording.percent(tested.median, tested.error_at(50)),
        detail=detail,
        submitted=wording.percent(submitted.median, submitted.error_at(50)),
    )


def _peak(told: Told) -> HeadlineNumber:
    tested, submitted = (people.measures["peak_funding"] for people in (told.who.tested, told.who.submitted))
    when = told.who.tested.measures["peak_funding_month"]
    base = wording.price_base("nominal", told.facts)
    if tested.sd == 0:
        detail = f"in every trial; {base}"
    else:
        most = wording.money(tested.at(80), tested.error_at(80))
        detail = f"in the middle trial; 80% chance of at most {most}; {base}"
    if when.trials and math.isfinite(when.median):
        detail += f"; half of the trials are deepest by the end of {told.facts.month_name(when.median)}"
    return HeadlineNumber(
        name="peak_funding",
        label="Funding needed first, at its peak",
        value=wording.money(tested.median, tested.error_at(50)),
        detail=detail,
        submitted=wording.money(submitted.median, submitted.error_at(50)),
    )


def _never(told: Told) -> HeadlineNumber:
    def share(people: Population) -> str:
        return wording.likelihood(people.chances["never_pays_back"])

    detail = _of_trials(told)
    if told.who.condition and told.findings.given_approval.trials:
        detail += f"; {share(told.findings.tested)} of all trials, declined ones included"
    return HeadlineNumber(
        name="never_pays_back",
        label=f"Chance that it has not paid for itself by {spoken_date(told.facts.horizon_ends)}",
        value=share(told.who.tested),
        detail=detail,
        submitted=share(told.who.submitted),
    )
