"""What an officer would read out: plain sentences held to the figures, as submitted beside tested.

Every function gives the sentences on one subject, none where the case does not raise it. *Tested* figures are given
that the councils approve, unless a sentence says otherwise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulator.case.calendar import fy_label, parse_fy
from simulator.findings import wording
from simulator.findings.facts import CaseFacts, spoken_date
from simulator.findings.found import Findings, Population
from simulator.findings.measures import Measure

_NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Voice:
    """Whom the sentences speak of.

    Attributes
    ----------
    facts : CaseFacts
    tested : Population
        Given approval, or all trials where no trial is approved.
    submitted : Population
    condition : str
        Words for what the tested figures are given, empty where every trial is approved.
    """

    facts: CaseFacts
    tested: Population
    submitted: Population
    condition: str


def voice(findings: Findings) -> Voice:
    """The populations to speak of, and under what condition."""
    approved = findings.tested.chances["approved"].share
    if not findings.given_approval.trials:
        return Voice(findings.facts, findings.tested, findings.as_submitted, "whether or not the councils approve")
    condition = "" if approved == 1 else "given approval"
    return Voice(findings.facts, findings.given_approval, findings.as_submitted, condition)


def _given(who: Voice) -> str:
    """The condition as it follows the word *tested*."""
    return f" {who.condition}" if who.condition else ""


def approval(findings: Findings) -> list[str]:
    """The chance that the councils approve, and what the other figures are given."""
    chance = findings.tested.chances["approved"]
    if chance.share == 1:
        return []
    if chance.share == 0:
        return [
            "A council declines in every trial, so nothing can be said given approval; "
            "tested figures are of all trials."
        ]
    return [
        f"The councils approve in {wording.likelihood(chance)} of the trials. "
        "Tested figures are given that they do, unless a line says otherwise."
    ]


def payback(findings: Findings) -> list[str]:
    """When the money is back, with what chance."""
    who = voice(findings)
    base = wording.price_base("real", who.facts)
    return [
        f"Payback ({base}, undiscounted), tested{_given(who)}: {_payback_chances(who.facts, who.tested)}.",
        f"As submitted: {_payback_chances(who.facts, who.submitted)}.",
    ]


def _payback_chances(facts: CaseFacts, people: Population) -> str:
    measure = people.measures["payback_years"]
    if measure.sd == 0:
        return f"{_within(facts, measure, 50, '')} in every trial"
    if measure.infinite == 1:
        return f"in no trial within the horizon, which ends on {spoken_date(facts.horizon_ends)}"
    parts = []
    for percent in (50, 80):
        if math.isfinite(measure.at(percent)):
            within = _within(facts, measure, percent, "at most ")
            parts.append(f"{wording.article(percent)} chance that it takes {within}")
    if len(parts) < 2:
        back = wording.likelihood(people.chances[f"payback_by.{facts.horizon_ends}"])
        ends = spoken_date(facts.horizon_ends)
        parts.append(f"a {back} chance that the money is back by {ends}, when the horizon ends")
    return ", and ".join(parts)


def _within(facts: CaseFacts, measure: Measure, percent: int, tail: str) -> str:
    """``at most 4.6 years, to May 2016``; only the year of the date where the trials cannot tell the month."""
    value, error = measure.at(percent), measure.error_at(percent)
    if value == 0:
        return "no time: it is never in the red at a month end"
    moment = facts.month_name(value * 12)
    if not math.isfinite(error) or error > 1 / 6:
        moment = moment.split()[-1]
    return f"{tail}{wording.years(value, error)}, to {moment}"


def never(findings: Findings) -> list[str]:
    """The chance that the money never comes back, and why."""
    facts, chances = findings.facts, findings.tested.chances
    ends = spoken_date(facts.horizon_ends)
    chance = chances["never_pays_back"]
    if chance.share == 0:
        return [f"The money is back by {ends} in every tested trial."]
    reasons = {
        "declined": "a council declined",
        "ended_early": "the partnership ended early",
        "not_repaid": "the savings did not repay the cost in time",
    }
    found = {reason: chances[f"never_pays_back.{part}"] for part, reason in reasons.items()}
    because = [f"in {wording.likelihood(part)} because {reason}" for reason, part in found.items() if part.share]
    if len(because) == 1:
        because = [f"each time because {reason}" for reason, part in found.items() if part.share]
    share = wording.likelihood(chance)
    text = f"In {share} of all trials the money is never back by {ends}: {wording.listed(because)}."
    if findings.given_approval.trials and chances["approved"].share != 1:
        given = findings.given_approval.chances["never_pays_back"]
        text += f" Given approval it is {wording.likelihood(given)}."
    return [f"{text} As submitted it is {wording.likelihood(findings.as_submitted.chances['never_pays_back'])}."]


def saving(findings: Findings) -> list[str]:
    """The full-year saving."""
    who = voice(findings)
    tested, submitted = who.tested.measures["annual_saving"], who.submitted.measures["annual_saving"]
    if tested.sd == 0:
        said = f"it is {wording.money(tested.median)} a year in every trial"
    else:
        least = wording.money(tested.at(20), tested.error_at(20))
        said = (
            f"there is an 80% chance that it is at least {least} a year; its 80% range is {wording.money_range(tested)}"
        )
    return [
        f"Full-year saving ({wording.price_base('real', who.facts)}): tested{_given(who)}, {said}, against "
        f"{wording.money_range(submitted)} as submitted."
    ]


def gap(findings: Findings) -> list[str]:
    """The share of the gap that each year's saving closes, and the full-year share, kept apart."""
    who = voice(findings)
    said = []
    for label, (low, high) in who.facts.gaps.items():
        name = f"deficit_reduction.{label}"
        tested, submitted = who.tested.measures[name], who.submitted.measures[name]
        least = wording.percent(tested.at(20), tested.error_at(20))
        everything = wording.likelihood(who.tested.chances[f"gap_closed.{label}"])
        said.append(
            f"Gap: the general-fund saving delivered in {label} closes {_middle_share(tested)} of that year's "
            f"{wording.between(low, high)} gap (nominal) when tested{_given(who)}, and {_middle_share(submitted)} as "
            f"submitted. Tested, it closes at least {least} with an 80% chance, and all in {everything} of trials."
        )
    whole = who.tested.measures.get("full_year_gap_share")
    if whole is not None and who.facts.gap_year is not None:
        said.append(
            f"A full year's saving, whenever it comes, is {_middle_share(whole)} of the {who.facts.gap_year} gap when "
            f"tested{_given(who)}, and {_middle_share(who.submitted.measures['full_year_gap_share'])} as submitted "
            f"({wording.price_base('real', who.facts)})."
        )
    return said


def _middle_share(measure: Measure) -> str:
    """``19% (80% range 15% to 24%)``."""
    middle = wording.percent(measure.median, measure.error_at(50))
    if measure.sd == 0:
        return middle
    return f"{middle} (80% range {wording.percent_range(measure)})"


def funding(findings: Findings) -> list[str]:
    """How deep in the red it goes first, and when."""
    who = voice(findings)
    tested, submitted = _peak(who.facts, who.tested), _peak(who.facts, who.submitted)
    base = wording.price_base("nominal", who.facts)
    return [f"Peak funding need ({base}): tested{_given(who)}, {tested}; as submitted, {submitted}."]


def _peak(facts: CaseFacts, people: Population) -> str:
    depth, when = people.measures["peak_funding"], people.measures["peak_funding_month"]
    if depth.at(80) == 0:
        return "at least 80% of trials are never in the red at a month end"
    if depth.sd == 0:
        return f"it is {wording.money(depth.median)} in every trial"
    moment = f", reached by the end of {facts.month_name(when.median)} in half of the trials" if when.trials else ""
    return f"there is an 80% chance that it is at most {wording.money(depth.at(80), depth.error_at(80))}{moment}"


def claims(findings: Findings) -> list[str]:
    """The chance that the source's own dates hold, and the likely slip."""
    who = voice(findings)
    facts, people = who.facts, who.tested
    found = []
    for measure, claimed, what in (
        ("first_net_saving_year", facts.claimed_first_net_saving_year, "a first net saving by"),
        ("full_effect_year", facts.claimed_full_effect_year, "the full effect by"),
    ):
        if claimed is None:
            continue
        held = wording.likelihood(people.chances[f"claim.{measure}"])
        found.append(f"{what} {claimed} in {held} of trials ({_slip(people.measures[measure], claimed)})")
    if not found:
        return []
    both = f" Both hold in {wording.likelihood(people.chances['claim.both'])}." if len(found) == 2 else ""
    return [f"The source's own dates: tested{_given(who)}, there is {wording.listed(found)}.{both}"]


def _slip(measure: Measure, claimed: str) -> str:
    """Where the middle trial puts a date that the source gives."""
    if not math.isfinite(measure.median):
        return "in half of them not within the horizon" if measure.trials else "it is in no trial"
    late = round(measure.median) - parse_fy(claimed)
    year = fy_label(round(measure.median))
    if late == 0:
        return f"the middle trial has {year} too"
    count = _NUMBER_WORDS[abs(late)] if abs(late) < len(_NUMBER_WORDS) else str(abs(late))
    years = "year" if abs(late) == 1 else "years"
    return f"the middle trial has {year}, {count} {years} {'later' if late > 0 else 'earlier'}"


def ranges(findings: Findings) -> list[str]:
    """The sum of the ranges beside the simulated range, and why they differ."""
    who = voice(findings)
    low = sum(cluster.low for cluster in who.facts.clusters)
    high = sum(cluster.high for cluster in who.facts.clusters)
    submitted, tested = who.submitted.measures["annual_saving"], who.tested.measures["annual_saving"]
    said = (
        f"Adding up the clusters' ranges gives {wording.between(low, high)} a year; as submitted, 80% of trials lie in "
        f"{wording.money_range(submitted)}"
    )
    narrow = submitted.at(90) - submitted.at(10)
    if 0 < narrow < high - low:
        said += ", which is narrower: the ends of the sum need every cluster to be low, or high, at once"
    widened = tested.at(90) - tested.at(10)
    said += f". Tested, they lie in {wording.money_range(tested)}"
    if widened > narrow:
        said += ", which is wider: delivery, delays and events that all clusters share do not average out"
    return [f"{said} ({wording.price_base('real', who.facts)})."]


def reconciliation(findings: Findings) -> list[str]:
    """The two redundancy methods side by side, where the case has both."""
    who = voice(findings)
    method = who.facts.redundancy_method
    if method is None or "redundancy_cost_memorandum" not in who.tested.measures:
        return []
    names = {"total": "as shares of the total cost", "posts": "built up from posts"}
    other = "posts" if method == "total" else "total"
    drives, memorandum = who.tested.measures["redundancy_cost"], who.tested.measures["redundancy_cost_memorandum"]
    more = ""
    if drives.median > 0:
        ratio = memorandum.median / drives.median - 1
        more = f", {wording.percent(abs(ratio))} {'more' if ratio >= 0 else 'less'}"
    found = [
        f"{wording.money(measure.median, measure.error_at(50))} (80% range {wording.money_range(measure)})"
        for measure in (drives, memorandum)
    ]
    return [
        f"Redundancy and pension by two methods (tested{_given(who)}, {wording.price_base('real', who.facts)}): "
        f"{names[method]}, which drives cash, the middle trial has {found[0]}; {names[other]}, for information, "
        f"{found[1]}{more}."
    ]


def beyond(findings: Findings) -> list[str]:
    """What the horizon cuts off."""
    who = voice(findings)
    measure = who.tested.measures["cost_beyond_horizon"]
    if not measure.mean:
        return []
    amount = wording.money(measure.mean, measure.mean_error or 0.0)
    return [
        f"Cost that falls after {spoken_date(who.facts.horizon_ends)} is not counted: {amount} on average "
        f"({wording.price_base('real', who.facts)})."
    ]


def basis(findings: Findings) -> list[str]:
    """How many inputs are assumed."""
    counts = findings.facts.inputs
    return [
        f"Of the case's {wording.whole(counts.total, 'input', 'inputs')}, {counts.reported:,} "
        f"{'is' if counts.reported == 1 else 'are'} reported by the source, {counts.evidence:,} "
        f"{'rests' if counts.evidence == 1 else 'rest'} on evidence found elsewhere and {counts.assumed:,} "
        f"{'is' if counts.assumed == 1 else 'are'} assumed; {counts.uncertain:,} have a range."
    ]


def middles(findings: Findings) -> list[str]:
    """What the columns of the tables are, and how sure the figures are."""
    return [
        "In the tables the figure before each 80% range is the middle one: half of the trials lie above it. One trial "
        f"in ten lies below the range and one above. Figures are rounded to what {findings.trials:,} trials can tell."
    ]


def counted(findings: Findings) -> list[str]:
    """What trials that were counted and not kept mean for the figures; nothing where they were kept."""
    if findings.streamed is None:
        return []
    return [
        f"The {findings.trials:,} trials were counted as they came and not kept. Chances are exact counts; a "
        "percentile is within a ten-thousandth of the distance from the 10th to the 90th, and the summary says how "
        "near. What needs single trials (what drives the result, risks, timetable, joint chances, curves of chance, "
        f"lists of trials) is worked out from the first {findings.streamed.kept:,}."
    ]


def luck(findings: Findings) -> list[str]:
    """How far the trials settle the figures that most is made of."""
    who = voice(findings)
    payback, peak = who.tested.measures["payback_years"], who.tested.measures["peak_funding"]
    parts = []
    if payback.sd != 0 and math.isfinite(payback.median):
        parts.append(("the middle payback", payback.interval_at(50), wording.years_between))
    approved = findings.tested.chances["approved"]
    if approved.share not in (0.0, 1.0):
        parts.append(("the chance that the councils approve", approved.interval, wording.points_between))
    if peak.sd != 0 and peak.at(80):
        parts.append(("the peak funding at an 80% chance", peak.interval_at(80), wording.between))
    told = [f"{what} is {tell(*ends)}" for what, ends, tell in parts if ends and all(map(math.isfinite, ends))]
    said = []
    if told:
        said.append(
            "How far the luck of the draw can have moved the figures: nineteen times in twenty "
            f"{wording.listed(told)}. Whether the ranges in the case are right is another matter."
        )
    unbounded = [what for what, ends, _ in parts if ends and not all(map(math.isfinite, ends))]
    if unbounded:
        said.append(
            f"{findings.trials:,} trials are too few to say how far off {wording.listed(unbounded)} may be: run more."
        )
    return said


def inflation(findings: Findings) -> list[str]:
    """What nominal means in the view as submitted."""
    base = findings.facts.price_base
    return [f"As submitted, no pay or price rises are counted, so its nominal figures are in {base} prices too."]


def repairs(findings: Findings) -> list[str]:
    """Correlation matrices that could not be as they were asked for."""
    return [
        f"The correlations asked for in '{matrix.id}' cannot all hold at once; the nearest that can were used, the "
        f"largest change being {matrix.largest_repair:.2f}."
        for matrix in findings.correlations
        if matrix.largest_repair >= 0.005
    ]
