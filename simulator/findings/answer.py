"""The answer in sentences: what a committee reads first. Each is made from the figures and holds for whatever they are.

A chance of nought or one is told as *in no trial* or *in every trial*: trials cannot rule anything out for good.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from simulator.case.calendar import fy_label, parse_fy
from simulator.findings import wording
from simulator.findings.drivers import Drivers
from simulator.findings.facts import CaseFacts, Year, spoken_date
from simulator.findings.found import Findings, Population
from simulator.findings.measures import Measure
from simulator.findings.probabilities import Chance
from simulator.findings.sentences import Voice, voice
from simulator.findings.timing import Timing

_LIKELY = 0.8
"""How sure the case as submitted must be of a payback for its date to be the one that testing is held against."""

NO_CHANCE = ", but with no 80% chance of any saving"
"""What is said where more than one trial in five saves nothing: *at least nil* would be an empty promise."""

_NAMED = 3
"""Inputs that the answer names as those that matter most."""


@dataclass(frozen=True)
class Told:
    """What the answer is made from.

    Attributes
    ----------
    findings : Findings
    who : Voice
        The population that headlines speak of.
    drivers : Drivers
    timing : Timing
    date : Year
        The year at whose end payback is asked for.
    """

    findings: Findings
    who: Voice
    drivers: Drivers
    timing: Timing
    date: Year

    @property
    def facts(self) -> CaseFacts:
        """What is known of the case."""
        return self.findings.facts

    @property
    def real(self) -> str:
        """The real price base in words."""
        return wording.price_base("real", self.facts)


def tell(findings: Findings, drivers: Drivers, timing: Timing) -> Told:
    """What the answer is made from, the date of payback chosen."""
    return Told(findings, voice(findings), drivers, timing, asked_year(findings))


def asked_year(findings: Findings) -> Year:
    """The year at whose end payback is asked for: the first by which the case as submitted is back in 8 trials of 10;
    the last of the horizon where it never is."""
    for year in findings.facts.years:
        share = findings.as_submitted.chances[f"payback_by.{year.ends}"].share
        if share is not None and share >= _LIKELY:
            return year
    return findings.facts.years[-1]


def answer(told: Told) -> tuple[str, ...]:
    """The sentences of the first screen, in order."""
    speakers: tuple[Callable[[Told], list[str]], ...] = (
        _payback,
        _never,
        _saving,
        _gap,
        _funding,
        _cost,
        _timetable,
        _councils,
        _drivers,
        _basis,
    )
    return tuple(text for speak in speakers for text in speak(told))


def as_submitted(told: Told) -> tuple[str, ...]:
    """The same headlines of the case as submitted."""
    people, facts = told.who.submitted, told.facts
    depth = people.measures["peak_funding"]
    return (
        f"As submitted, {that('it has paid for itself by ' + spoken_date(told.date.ends), _by(people, told.date))}; "
        f"{when_back(facts, people)}.",
        f"As submitted it saves {_range(people.measures['annual_saving'], told.real)}, and "
        f"{_at_most('the councils first need', depth)} ({wording.price_base('nominal', facts)}; no pay or price rises "
        "are counted).",
    )


def that(event: str, chance: Chance) -> str:
    """``the chance that it … is 63%``, or that it is so in every trial, or in none."""
    if chance.share == 1:
        return f"{event} in every trial"
    if chance.share == 0:
        return f"in no trial {_turned(event)}"
    return f"the chance that {event} is {wording.likelihood(chance)}"


def _turned(event: str) -> str:
    """``it has paid`` after *in no trial*: ``has it paid``."""
    first, second, *rest = event.split()
    return " ".join([second, first, *rest])


def approval_clause(told: Told) -> str:
    """``If both councils approve, `` where that is a condition; what stands for it where none does."""
    if not told.who.condition:
        return ""
    if not told.findings.given_approval.trials:
        return "No trial is approved by every council; in all of them together, "
    councils = len(told.facts.councils)
    if councils == 1:
        return "If the council approves, "
    return f"If {'both' if councils == 2 else 'all'} councils approve, "


def _opened(clause: str, sentence: str) -> str:
    text = f"{clause}{sentence}"
    return text[:1].upper() + text[1:]


def _by(people: Population, year: Year) -> Chance:
    return people.chances[f"payback_by.{year.ends}"]


def _payback(told: Told) -> list[str]:
    event = f"it has paid for itself by {spoken_date(told.date.ends)}"
    tested, submitted = _by(told.who.tested, told.date), _by(told.who.submitted, told.date)
    trials = wording.whole(told.who.tested.trials, "trial", "trials")
    found = [
        _opened(
            approval_clause(told),
            f"{that(event, tested)} ({told.real}, not discounted); as submitted, {_short(submitted)}.",
        ),
        f"These are shares of {trials}, each of them one possible future.",
    ]
    if told.who.tested.measures["payback_years"].infinite != 1:
        # Where it never does, the next sentence says so.
        found.append(_opened("", f"{when_back(told.facts, told.who.tested)}."))
    approved = told.findings.tested.chances["approved"]
    if approved.share not in (0.0, 1.0):
        many = len(told.facts.councils)
        who = "the council approves" if many == 1 else "both councils approve" if many == 2 else "all councils approve"
        found.append(f"The chance that {who} is {wording.likelihood(approved)}.")
    return found


def _short(chance: Chance) -> str:
    if chance.share in (0.0, 1.0):
        return "in every trial" if chance.share else "in none"
    return wording.likelihood(chance)


def when_back(facts: CaseFacts, people: Population) -> str:
    """By when half of the trials, and eight in ten, have paid for themselves."""
    measure = people.measures["payback_years"]
    end = spoken_date(facts.horizon_ends)
    if measure.infinite == 1:
        return f"no trial has paid for itself by {end}, when the count ends"
    if measure.at(80) == 0:
        return "at least 8 trials in 10 are never in the red at a month end"
    middle, most = back_by(facts, measure, 50), back_by(facts, measure, 80)
    if not math.isfinite(measure.median):
        return f"fewer than half of the trials have paid for themselves by {end}, when the count ends"
    if measure.sd == 0:
        return f"every trial has paid for itself by {middle}"
    half = "are never in the red" if measure.median == 0 else f"have paid for themselves by {middle}"
    first = f"half of the trials {half}"
    if not math.isfinite(measure.at(80)):
        return f"{first}, and fewer than 8 in 10 by {end}, when the count ends"
    return f"{first}, and 8 in 10 by {most}"


def back_by(facts: CaseFacts, measure: Measure, percent: int) -> str:
    """The month by whose end so many trials have paid back; the year alone where the trials cannot tell the month."""
    value, error = measure.at(percent), measure.error_at(percent)
    if not math.isfinite(value):
        return "never"
    moment = facts.month_name(value * 12)
    return moment if math.isfinite(error) and error <= 1 / 6 else f"about {moment.split()[-1]}"


def _never(told: Told) -> list[str]:
    end = spoken_date(told.facts.horizon_ends)
    event = f"it has not paid for itself by {end}, when the count ends,"
    given, everyone = told.who.tested.chances["never_pays_back"], told.findings.tested.chances["never_pays_back"]
    text = _opened(approval_clause(told), that(event, given))
    if given.share in (0.0, 1.0) or given.share is None:
        held = f"has paid for itself by {end}, when the count ends"
        text = _opened(approval_clause(told), f"{'every' if given.share == 0 else 'no'} trial {held}")
    if told.who.condition and told.findings.given_approval.trials and everyone.share != given.share:
        text += f"; counting also the futures in which a council declines, {wording.likelihood(everyone)}"
    return [f"{text}."]


def _range(measure: Measure, base: str) -> str:
    """``£4.8m a year in the middle trial (80% range £3.9m to £5.7m; real, 2011/12 prices)``."""
    middle = f"{wording.money(measure.median, measure.error_at(50))} a year"
    if measure.sd == 0:
        return f"{middle} in every trial ({base})"
    return f"{middle} in the middle trial (80% range {wording.money_range(measure)}; {base})"


def _saving(told: Told) -> list[str]:
    tested, submitted = (people.measures["annual_saving"] for people in (told.who.tested, told.who.submitted))
    least = ""
    if tested.sd != 0:
        sum_at_least = wording.money(tested.at(20), tested.error_at(20))
        least = f", and with an 80% chance at least {sum_at_least}" if tested.at(20) > 0 else NO_CHANCE
    claimed = wording.money(submitted.median, submitted.error_at(50))
    return [f"It saves {_range(tested, told.real)}{least}; as submitted, {claimed} in the middle."]


def gap_year(facts: CaseFacts) -> str | None:
    """The year of the gap that the page speaks of: the case's own, else the last for which every council states one."""
    if facts.gap_year in facts.gaps:
        return facts.gap_year
    return max(facts.gaps, default=None)


def _gap(told: Told) -> list[str]:
    label = gap_year(told.facts)
    if label is None:
        return []
    tested, submitted = (
        people.measures[f"deficit_reduction.{label}"] for people in (told.who.tested, told.who.submitted)
    )
    middle = f"{wording.percent(tested.median, tested.error_at(50))} of that year's gap"
    how = "in every trial"
    if tested.sd != 0:
        least = wording.percent(tested.at(20), tested.error_at(20))
        how = f"in the middle trial, and with an 80% chance at least {least}"
    gap = wording.between(*told.facts.gaps[label])
    claimed = wording.percent(submitted.median, submitted.error_at(50))
    return [f"In {label} it closes {middle}, {gap} (nominal), {how}; as submitted, {claimed}."]


def at_least(measure: Measure) -> str:
    """``an 80% chance of at least £4.2m``, or the one sum that comes in every trial."""
    if measure.sd == 0:
        return f"{wording.money(measure.median)} in every trial"
    return f"an 80% chance of at least {wording.money(measure.at(20), measure.error_at(20))}"


def at_most(measure: Measure) -> str:
    """``an 80% chance of at most £5.9m``, or the one sum that comes in every trial."""
    if measure.sd == 0:
        return f"{wording.money(measure.median)} in every trial"
    return f"an 80% chance of at most {wording.money(measure.at(80), measure.error_at(80))}"


def _at_most(what: str, depth: Measure) -> str:
    """``the councils first need £5.2m in the middle trial, and with an 80% chance at most £6.1m``."""
    if depth.at(80) == 0:
        return "in at least 8 trials of 10 it is never in the red at a month end"
    if depth.sd == 0:
        return f"{what} {wording.money(depth.median)} in every trial"
    middle = wording.money(depth.median, depth.error_at(50))
    return f"{what} {middle} in the middle trial, and with an 80% chance at most " + wording.money(
        depth.at(80), depth.error_at(80)
    )


def _funding(told: Told) -> list[str]:
    who = told.who
    depth, when = who.tested.measures["peak_funding"], who.tested.measures["peak_funding_month"]
    councils = len(told.facts.councils)
    between = " between them" if councils > 1 else ""
    subject = f"the council{'s' if councils > 1 else ''} first need{'' if councils > 1 else 's'}{between}"
    text = _at_most(subject, depth)
    if depth.at(80) and when.trials and math.isfinite(when.median):
        text += f"; half of the trials are deepest in the red by the end of {told.facts.month_name(when.median)}"
    return [_opened("", f"{text} ({wording.price_base('nominal', told.facts)}).")]


def _cost(told: Told) -> list[str]:
    cost, people = (told.who.tested.measures[name] for name in ("implementation_cost", "redundancy_cost"))
    if cost.sd == 0:
        said = f"It costs {wording.money(cost.median)} once in every trial"
    else:
        middle, most = (wording.money(cost.at(percent), cost.error_at(percent)) for percent in (50, 80))
        said = f"It costs {middle} once in the middle trial, and with an 80% chance at most {most}"
    share = ""
    if cost.mean and people.mean is not None:
        error = (people.mean_error or 0.0) / cost.mean
        share = f"; on average {wording.percent(people.mean / cost.mean, error)} of that is redundancy and pensions"
    return [f"{said} ({told.real}){share}."]


def _timetable(told: Told) -> list[str]:
    facts, people = told.facts, told.who.tested
    claims = [
        (name, claimed, what)
        for name, claimed, what in (
            ("first_net_saving_year", facts.claimed_first_net_saving_year, "a first net saving by"),
            ("full_effect_year", facts.claimed_full_effect_year, "the full effect by"),
        )
        if claimed is not None
    ]
    slip = told.timing.programme.slip
    late = _late(slip.p50, slip.p90)
    if not claims:
        return [f"Against the plan's own dates, {late}."]
    name = "claim.both" if len(claims) == 2 else f"claim.{claims[0][0]}"
    dates = wording.listed([f"{what} {claimed}" for _, claimed, what in claims])
    text = f"The source's timetable, {dates}, holds in {_share_of_trials(people.chances[name])}"
    measure, claimed, _ = claims[-1]
    text += f"; {_year_words(people.measures[measure], str(claimed))}" if measure == "full_effect_year" else ""
    return [f"{text}. Against the plan's own dates, {late}."]


def _share_of_trials(chance: Chance) -> str:
    if chance.share in (0.0, 1.0):
        return "every trial" if chance.share else "no trial"
    return f"{wording.likelihood(chance)} of trials"


def _late(middle: float, most: float) -> str:
    """By how many months the last service is later than planned."""
    what = "the last service has its full effect"
    if math.isinf(middle):
        return f"{what} in fewer than half of the trials"
    least = "on time or early" if round(middle) <= 0 else f"at most {_months(middle)}"
    if math.isinf(most):
        return f"{what} {least} in half of the trials, and in 1 of 10 never"
    if round(most) <= 0 or round(middle) == round(most):
        return f"{what} {least} in 9 trials of 10"
    return f"{what} {least} in half of the trials, and in 1 of 10 at least {_months(most)}"


def _months(months: float) -> str:
    whole = round(months)
    if whole == 0:
        return "on time"
    return f"{wording.whole(abs(whole), 'month', 'months')} {'late' if whole > 0 else 'early'}"


def _year_words(measure: Measure, claimed: str) -> str:
    if not math.isfinite(measure.median):
        return "in half of the trials the full effect does not come within the horizon"
    late = round(measure.median) - parse_fy(claimed)
    year = fy_label(round(measure.median))
    if late == 0:
        return f"the middle trial has the full effect in {year} too"
    return f"the middle trial has the full effect in {year}, {abs(late)} {'year' if abs(late) == 1 else 'years'} " + (
        "later" if late > 0 else "earlier"
    )


def _councils(told: Told) -> list[str]:
    councils, measures = told.facts.councils, told.who.tested.measures
    if len(councils) < 2:
        return []
    parts = []
    for council in councils:
        measure = measures[f"annual_saving.{council.id}"]
        if measure.mean is None:
            return []
        parts.append(
            f"{wording.plain(council.name, 80)} gains {wording.money(measure.mean, measure.mean_error or 0.0)}"
        )
    return [f"Of the saving, on average {wording.listed(parts)} a year ({told.real})."]


def _drivers(told: Told) -> list[str]:
    for outcome, what in (
        ("payback_years", "the date of payback"),
        ("annual_saving", "the annual saving"),
        ("npv", "the net present value"),
    ):
        found = told.drivers.ranked(outcome, _NAMED)
        if found:
            names = "; ".join(driver.label for driver in found)
            return [f"What moves {what} most, the strongest first: {names}."]
    if not told.drivers.drivers:
        return ["Nothing in the case is uncertain, so nothing moves the answer."]
    return ["No single input moves the answer by more than these trials can tell."]


def _basis(told: Told) -> list[str]:
    counts = told.facts.inputs
    are = "is" if counts.assumed == 1 else "are"
    rests = wording.whole(counts.total, "input", "inputs")
    if not counts.assumed:
        return [f"Of the {rests} that this rests on none is assumed: a source or other evidence backs each."]
    some = f"{counts.assumed:,} {are}" if counts.assumed < counts.total else "all are"
    return [
        f"Of the {rests} that this rests on, {some} assumed: judgements, which no source reports and no evidence backs."
    ]
