"""Titles that state the finding, and the small print under them; all from the findings, nothing worked out here."""

from __future__ import annotations

import math

from simulator.findings import wording
from simulator.findings.facts import CaseFacts, spoken_date
from simulator.findings.found import Findings, Population
from simulator.findings.measures import Measure
from simulator.findings.sentences import Voice


def payback_moment(facts: CaseFacts, measure: Measure, percent: int) -> str | None:
    """Month by which a share of the trials have paid back; None where they never do."""
    value = measure.at(percent)
    return facts.month_name(value * 12) if math.isfinite(value) else None


def payback(who: Voice) -> str:
    """Title of the curve of payback."""
    tested = payback_moment(who.facts, who.tested.measures["payback_years"], 80)
    submitted = payback_moment(who.facts, who.submitted.measures["payback_years"], 80)
    ends = spoken_date(who.facts.horizon_ends)
    if tested is None:
        name = f"payback_by.{who.facts.horizon_ends}"
        chances = [wording.likelihood(people.chances[name]) for people in (who.tested, who.submitted)]
        return f"The chance that the money is back by {ends} is {chances[0]}; as submitted it is {chances[1]}"
    said = f"Only by {tested} is there an 80% chance that the money is back"
    return f"{said}; as submitted, {'not at all' if submitted is None else f'by {submitted}'}"


def saving(who: Voice, year: str) -> str:
    """Title of the fan of savings, about one financial year."""
    tested, submitted = (people.measures[f"saving_real.{year}"] for people in (who.tested, who.submitted))
    claimed = wording.money(submitted.at(20), submitted.error_at(20))
    if tested.at(20) <= 0:
        return f"No 80% chance of any saving in {year}; as submitted, of at least {claimed}"
    least = wording.money(tested.at(20), tested.error_at(20))
    return f"In {year} there is an 80% chance of saving at least {least}; as submitted, {claimed}"


def gap(who: Voice, year: str) -> str:
    """Title of the chart of the gap, about one financial year."""
    tested, submitted = (people.measures[f"deficit_reduction.{year}"] for people in (who.tested, who.submitted))
    low, high = who.facts.gaps[year]
    return (
        f"In {year} an 80% chance of closing at least {wording.percent(tested.at(20), tested.error_at(20))} of the "
        f"{wording.between(low, high)} gap; as submitted, {wording.percent(submitted.at(20), submitted.error_at(20))}"
    )


def clusters(who: Voice) -> str:
    """Title of the chart of savings by cluster."""
    known = who.facts.clusters
    below = sum(who.tested.measures[f"annual_saving.{cluster.id}"].median < cluster.low for cluster in known)
    if below == 0:
        return "Tested, every cluster's middle saving stays within or above the range submitted"
    if below == len(known):
        which = "every cluster" if below > 1 else "the cluster"
        return f"Tested, the middle saving of {which} falls below the range submitted"
    return f"Tested, the middle saving falls below the range submitted in {below} of {len(known)} clusters"


def saving_chance(who: Voice) -> str:
    """Title of the curve of the full-year saving."""
    tested, submitted = (_with_chance(people, "annual_saving", 20) for people in (who.tested, who.submitted))
    if who.tested.measures["annual_saving"].at(20) <= 0:
        return f"No 80% chance of any saving a year; as submitted, of at least {submitted}"
    return f"An 80% chance of saving at least {tested} a year; as submitted, at least {submitted}"


def cost_chance(who: Voice) -> str:
    """Title of the curve of the one-off cost."""
    tested, submitted = (_with_chance(people, "implementation_cost", 80) for people in (who.tested, who.submitted))
    return f"An 80% chance that the one-off cost is at most {tested}; as submitted, at most {submitted}"


def _with_chance(people: Population, name: str, percent: int) -> str:
    measure = people.measures[name]
    return wording.money(measure.at(percent), measure.error_at(percent))


def councils(who: Voice) -> str:
    """Title of the chart of what each council gains: how many gain, with the chance that matters to them."""
    known = who.facts.councils
    least = [_with_chance(who.tested, f"npv.{council.id}", 20) for council in known]
    gain = [who.tested.measures[f"npv.{council.id}"].at(20) > 0 for council in known]
    if len(known) == 1:
        return f"An 80% chance that the council gains at least {least[0]} in present value"
    if all(gain):
        return "Each council has an 80% chance of a gain in present value"
    if not any(gain):
        return "No council has an 80% chance of a gain in present value"
    return f"{sum(gain)} of {len(known)} councils have an 80% chance of a gain in present value"


def condition(findings: Findings, who: Voice) -> str:
    """What tested figures are given, with its chance: ``tested given approval (76% of trials)``."""
    if not findings.given_approval.trials:
        return "tested, all trials (the councils approve in none)"
    if not who.condition:
        return "tested"
    approved = wording.likelihood(findings.tested.chances["approved"])
    return f"tested given that the councils approve ({approved} of trials)"


def foot(findings: Findings, people: Population, *, sampled: bool = False) -> str:
    """What a chart rests on; one that shows trials themselves rests on those that a streamed run has kept."""
    counts = findings.facts.inputs
    title = wording.plain(findings.facts.title, 60)
    kept = findings.streamed.kept if sampled and findings.streamed else None
    rests = f"{people.trials:,}" if kept is None else f"the first {kept:,}"
    return (
        f"{title} · {counts.assumed:,} of {counts.total:,} inputs are assumed · "
        f"{rests} of {findings.trials:,} trials, seed {findings.seed} · collabsim"
    )
