"""A title for each section and chart of the page that states its finding, and the sentences that stand under it."""

from __future__ import annotations

import math

from simulator.findings import sentences, wording
from simulator.findings.answer import Told, approval_clause, back_by, gap_year, that
from simulator.findings.facts import spoken_date
from simulator.findings.joint import Joint
from simulator.findings.measures import Measure
from simulator.findings.register import Register
from simulator.findings.risk_register import Risk, RiskRegister
from simulator.findings.waterfall import STEP_NAMES, STEPS, Waterfall


def titles(
    told: Told, risks: RiskRegister, waterfall: Waterfall, joint: tuple[Joint, ...], register: Register
) -> dict[str, str]:
    """The finding of each section, by its name."""
    return {
        "fan": _fan(told),
        "payback": _payback(told),
        "saving": _saving(told),
        "cost": _cost(told),
        "clusters": _clusters(told),
        "waterfall": _waterfall(waterfall),
        "councils": _councils(told),
        "years": _years(told),
        "timing": _timing(told),
        "drivers": _drivers(told),
        "risks": _risks(risks),
        "joint": _joint(told, joint[0]),
        "register": _register(register),
        "method": f"What {told.findings.trials:,} trials can tell, and what they cannot",
    }


def notes(
    told: Told, risks: RiskRegister, waterfall: Waterfall, joint: tuple[Joint, ...]
) -> dict[str, tuple[str, ...]]:
    """The sentences under each title, by the name of the section."""
    findings = told.findings
    return {
        "fan": tuple(sentences.payback(findings)),
        "payback": tuple(sentences.never(findings)),
        "saving": tuple(sentences.saving(findings)),
        "cost": tuple(sentences.reconciliation(findings) + sentences.beyond(findings)),
        "clusters": tuple(sentences.ranges(findings)),
        "waterfall": _waterfall_notes(told, waterfall),
        "councils": _council_notes(told),
        "years": (
            "Each year's figures are of the money that moves in that year: what is saved is net of running costs, and "
            "what it costs is not spread.",
            *sentences.inflation(findings),
        ),
        "timing": tuple([*sentences.claims(findings), *(text for row in told.timing.rows for text in row.locked)]),
        "drivers": _driver_notes(told),
        "risks": _risk_notes(told, risks),
        "joint": tuple(region.words for one in joint for region in one.regions),
        "register": tuple(sentences.basis(findings)),
        "method": tuple(
            [*sentences.approval(findings), *sentences.middles(findings), *sentences.luck(findings)]
            + sentences.repairs(findings)
        ),
    }


def _fan(told: Told) -> str:
    measure = told.who.tested.measures["payback_years"]
    facts = told.facts
    end = spoken_date(facts.horizon_ends)
    if not math.isfinite(measure.median):
        return (
            f"Still in the red on {end} in {wording.likelihood(told.who.tested.chances['never_pays_back'])} of futures"
        )
    if measure.median == 0:
        return "Never in the red at a month end in half of futures or more"
    middle = back_by(facts, measure, 50)
    if measure.sd == 0:
        return f"In the red until {middle} in every future"
    if not math.isfinite(measure.at(90)):
        late = f"in one of ten still on {end}"
    else:
        late = f"in 8 of 10 between {_until(told, measure, 10)} and {_until(told, measure, 90)}"
    return f"In the red until {middle} in half of futures, and {late}"


def _until(told: Told, measure: Measure, percent: int) -> str:
    return "the start" if measure.at(percent) == 0 else back_by(told.facts, measure, percent)


def _payback(told: Told) -> str:
    text = that(
        f"it has paid for itself by {spoken_date(told.date.ends)}",
        told.who.tested.chances[f"payback_by.{told.date.ends}"],
    )
    return _capital(f"{approval_clause(told)}{text}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _saving(told: Told) -> str:
    tested, submitted = (people.measures["annual_saving"] for people in (told.who.tested, told.who.submitted))
    claimed = wording.money(submitted.at(20), submitted.error_at(20))
    if tested.sd == 0:
        return f"It saves {wording.money(tested.median)} a year in every trial ({told.real})"
    least = wording.money(tested.at(20), tested.error_at(20))
    return f"An 80% chance of saving at least {least} a year; as submitted, {claimed} ({told.real})"


def _cost(told: Told) -> str:
    tested, submitted = (people.measures["implementation_cost"] for people in (told.who.tested, told.who.submitted))
    if tested.sd == 0:
        return f"It costs {wording.money(tested.median)} once in every trial ({told.real})"
    most = wording.money(tested.at(80), tested.error_at(80))
    claimed = wording.money(submitted.at(80), submitted.error_at(80))
    return f"An 80% chance of costing at most {most} once; as submitted, {claimed} ({told.real})"


def _clusters(told: Told) -> str:
    known = told.facts.clusters
    middles = {cluster.id: told.who.tested.measures[f"annual_saving.{cluster.id}"].median for cluster in known}
    below = sum(middles[cluster.id] < cluster.low for cluster in known)
    largest = max(known, key=lambda cluster: middles[cluster.id])
    first = f"{wording.plain(largest.name, 60)} saves most"
    if below == 0:
        return f"{first}; no cluster's middle saving falls below the range submitted"
    if below == len(known):
        return f"{first}; every cluster's middle saving falls below the range submitted"
    return f"{first}; in {below} of {len(known)} clusters the middle saving falls below the range submitted"


def _waterfall(waterfall: Waterfall) -> str:
    total = waterfall.total
    opportunity = total.amounts["opportunity"]
    first = f"Of {total.words['opportunity']} a year of opportunity {total.words['net']} arrives"
    if opportunity <= 0 or total.net >= opportunity:
        return first
    worst = min(STEPS[1:], key=lambda step: total.amounts[step])
    lost = wording.money(-total.amounts[worst])
    return f"{first}; most is lost to {STEP_NAMES[worst].lower()}, {lost}"


def _waterfall_notes(told: Told, waterfall: Waterfall) -> tuple[str, ...]:
    condition = f", {told.who.condition}" if told.who.condition else ""
    return (
        f"Averages over the trials{condition}, £ a year, {told.real}. Averages add up from step to step; the middle "
        "trial's saving may differ from the average.",
        f"As submitted the average is {waterfall.submitted_total.words['net']} a year.",
    )


def _councils(told: Told) -> str:
    councils, measures = told.facts.councils, told.who.tested.measures
    if len(councils) == 1:
        return f"All of it is {wording.plain(councils[0].name, 60)}'s"
    means = {council.id: measures[f"annual_saving.{council.id}"].mean or 0.0 for council in councils}
    whole = sum(means.values())
    if whole <= 0:
        return "No council gains on average"
    first = max(councils, key=lambda council: means[council.id])
    return f"{wording.plain(first.name, 60)} has {wording.percent(means[first.id] / whole)} of the annual saving on average"


def _council_notes(told: Told) -> tuple[str, ...]:
    found = []
    for council in told.facts.councils:
        measures = told.who.tested.measures
        saving, peak = measures[f"annual_saving.{council.id}"], measures[f"peak_funding.{council.id}"]
        payback = measures[f"payback_years.{council.id}"]
        name = wording.plain(council.name, 80)
        if math.isfinite(payback.median):
            back = (
                "half of the trials are never in the red"
                if payback.median == 0
                else (f"half of the trials are back by {back_by(told.facts, payback, 50)}")
            )
        else:
            back = f"fewer than half of the trials are back by {spoken_date(told.facts.horizon_ends)}"
        found.append(
            f"{name}: 80% chance of at least {wording.money(saving.at(20), saving.error_at(20))} a year ({told.real}); "
            f"80% chance of needing at most {wording.money(peak.at(80), peak.error_at(80))} first (nominal); {back}."
        )
        headroom = told.who.tested.chances.get(f"within_reserves.{council.id}")
        if headroom is not None:
            found.append(
                f"{name}: its reserves cover its part of the peak in {wording.likelihood(headroom)} of trials."
            )
    return tuple(found)


def _years(told: Told) -> str:
    label = gap_year(told.facts)
    if label is None or label not in [year.label for year in told.facts.years]:
        label = told.facts.years[-1].label
    measure = told.who.tested.measures[f"saving.{label}"]
    if measure.sd == 0:
        return f"In {label} it saves {wording.money(measure.median)} (nominal) in every trial"
    least = wording.money(measure.at(20), measure.error_at(20))
    return f"In {label} an 80% chance of saving at least {least} (nominal)"


def _timing(told: Told) -> str:
    slip = told.timing.programme.slip
    if not math.isfinite(slip.p50):
        return "In half of the trials no service reaches its full effect"
    low, high = (round(end) if math.isfinite(end) else end for end in (slip.p50, slip.p90))
    if low <= 0 and high <= 0:
        return "The last service has its full effect on time or early in 9 trials of 10"
    months = "month" if low == 1 else "months"
    tail = f"{high} in 1 of 10" if math.isfinite(high) else "never in 1 of 10"
    if low == high:
        return f"The last service has its full effect {low} {months} late"
    return f"The last service has its full effect at least {low} {months} late in half of trials, {tail}"


def _drivers(told: Told) -> str:
    for outcome, what in (("payback_years", "payback"), ("annual_saving", "the saving"), ("npv", "net present value")):
        found = told.drivers.ranked(outcome, 1)
        if found:
            return f"What moves {what} most: {found[0].label}"
    return "No input moves the answer by more than these trials can tell"


def _driver_notes(told: Told) -> tuple[str, ...]:
    found = []
    for driver in told.drivers.ranked("payback_years", 3):
        swing = driver.swings["payback_years"]
        found.append(
            f"{driver.label}: where {_at(driver.low_words, driver.happens)}, half of the trials take at most "
            f"{swing.low_words} to pay back; where {_at(driver.high_words, driver.happens)}, {swing.high_words}."
        )
    return tuple(found)


def _at(words: str, happens: bool) -> str:
    return words if happens else f"it is {words}"


def _known(risks: RiskRegister) -> list[Risk]:
    return [risk for risk in risks.risks if risk.sure and (risk.expected or 0.0) < 0]


def _risks(risks: RiskRegister) -> str:
    if not risks.risks:
        return "The case names nothing that can go wrong"
    known = _known(risks)
    if not known:
        return "No risk has an effect that these trials can tell"
    return f"The costliest risk: {known[0].name}"


def _risk_notes(told: Told, risks: RiskRegister) -> tuple[str, ...]:
    if not risks.risks:
        return ()
    found = [
        f"Over all {risks.trials:,} trials. The effect is the average net present value where it happens less the "
        "average where it does not; what comes with it is in it.",
        f"The worst tenth of trials have a net present value of at most {wording.money(risks.worst)} ({told.real}).",
    ]
    for risk in _known(risks)[:1]:
        found.append(
            f"{risk.name}: a {risk.chance_words} chance, and where it happens {risk.effect_words}; it happened in "
            f"{risk.share_of_worst_words} of the worst tenth."
        )
    return tuple(found)


def _joint(told: Told, joint: Joint) -> str:
    for region in joint.regions[::-1]:
        if region.mark is not None:
            amount, years = region.mark
            chance = wording.article(round(region.level * 100))
            back = "never in the red" if years == 0 else f"back by {told.facts.month_name(years * 12)}"
            return _capital(f"{chance} chance of both: at least {wording.money(amount)} a year, and {back}")
    return f"No saving goes together with payback by {spoken_date(told.facts.horizon_ends)} in half of trials"


def _register(register: Register) -> str:
    total = register.reported + register.evidence + register.assumed
    return f"{register.assumed:,} of {total:,} inputs are assumed; {register.uncertain:,} have a range"
