"""A title for each section and chart of the page that states its finding, and the sentences that stand under it."""

from __future__ import annotations

import math

from simulator.findings import sentences, wording
from simulator.findings.answer import Told, approval_clause, at_least, at_most, back_by, gap_year, that
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
        "method": f"What {wording.whole(told.findings.trials, 'trial', 'trials')} can tell, and what they cannot",
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
            "Saving is net of running costs; one-off cost stands in the year in which it is spent.",
            *sentences.inflation(findings),
        ),
        "timing": tuple([*sentences.claims(findings), *(text for row in told.timing.rows for text in row.locked)]),
        "drivers": _driver_notes(told),
        "risks": _risk_notes(told, risks),
        "joint": tuple(region.words for one in joint for region in one.regions),
        "register": tuple(sentences.basis(findings)),
        "method": tuple(
            text
            for speak in (sentences.approval, sentences.middles, sentences.counted, sentences.luck, sentences.repairs)
            for text in speak(findings)
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
    if tested.at(20) <= 0:
        return f"No 80% chance of any saving a year; as submitted, of at least {claimed} ({told.real})"
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
    if opportunity <= 0:
        return "There is no opportunity to start from"
    if total.net <= 0:
        first = f"Of {total.words['opportunity']} a year of opportunity nothing arrives (net {total.words['net']})"
    elif total.net >= opportunity:
        return f"{total.words['opportunity']} a year of opportunity becomes {total.words['net']}"
    else:
        first = f"Of {total.words['opportunity']} a year of opportunity {total.words['net']} arrives"
    worst = min(STEPS[1:], key=lambda step: total.amounts[step])
    return f"{first}; most is lost to {STEP_NAMES[worst].lower()}, {total.words[worst].removeprefix('−')}"


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
    found = {council.id: measures[f"annual_saving.{council.id}"] for council in councils}
    means = {id: measure.mean or 0.0 for id, measure in found.items()}
    whole, error = sum(means.values()), max(measure.mean_error or 0.0 for measure in found.values())
    if whole <= 0:
        return "The councils together save nothing on average"
    if len({wording.money(mean, error) for mean in means.values()}) == 1:
        return "Each council gains as much as the other" if len(councils) == 2 else "All councils gain alike"
    first = max(councils, key=lambda council: means[council.id])
    name = wording.plain(first.name, 60)
    if min(means.values()) < 0:
        return f"{name} gains most, {wording.money(means[first.id], error)} a year on average ({told.real})"
    return (
        f"{name} gains most, {wording.percent(means[first.id] / whole, error / whole)} of the annual saving on average"
    )


def _council_notes(told: Told) -> tuple[str, ...]:
    """What each council may count on, and what it needs first."""
    found = []
    for council in told.facts.councils:
        measures = told.who.tested.measures
        saving, peak = measures[f"annual_saving.{council.id}"], measures[f"peak_funding.{council.id}"]
        payback = measures[f"payback_years.{council.id}"]
        name = wording.plain(council.name, 80)
        if not math.isfinite(payback.median):
            back = f"fewer than half of the trials are back by {spoken_date(told.facts.horizon_ends)}"
        elif payback.median == 0:
            back = "half of the trials or more are never in the red"
        else:
            back = f"half of the trials are back by {back_by(told.facts, payback, 50)}"
        found.append(
            f"{name}: a full year's saving, {at_least(saving)} ({told.real}); needed first, {at_most(peak)} (nominal); "
            f"{back}."
        )
        headroom = told.who.tested.chances.get(f"within_reserves.{council.id}")
        if headroom is not None:
            share = wording.likelihood(headroom)
            found.append(f"{name}: its reserves cover its part of the peak in {share} of trials.")
    return tuple(found)


def _years(told: Told) -> str:
    label = gap_year(told.facts)
    if label is None or label not in [year.label for year in told.facts.years]:
        label = told.facts.years[-1].label
    measure = told.who.tested.measures[f"saving.{label}"]
    if measure.sd == 0:
        return f"In {label} it saves {wording.money(measure.median)} (nominal) in every trial"
    if measure.at(20) <= 0:
        return f"No 80% chance of any saving in {label}"
    least = wording.money(measure.at(20), measure.error_at(20))
    return f"In {label} an 80% chance of saving at least {least} (nominal)"


def _timing(told: Told) -> str:
    slip = told.timing.programme.slip
    if math.isinf(slip.p50):
        return "In half of the trials no service reaches its full effect"
    middle = round(slip.p50)
    said = "on time or early" if middle <= 0 else f"at least {wording.whole(middle, 'month', 'months')} late"
    text = f"The last service has its full effect {said} in half of trials"
    if math.isinf(slip.p90):
        return f"{text}, in 1 of 10 never"
    most = round(slip.p90)
    if most <= 0:
        return "The last service has its full effect on time or early in 9 trials of 10"
    return text if most == middle else f"{text}, in 1 of 10 at least {wording.whole(most, 'month', 'months')}"


def _drivers(told: Told) -> str:
    for outcome, what in (("payback_years", "payback"), ("annual_saving", "the saving"), ("npv", "net present value")):
        found = told.drivers.ranked(outcome, 1)
        if found:
            return f"What moves {what} most: {found[0].label}"
    return "No input moves the answer by more than these trials can tell"


def _driver_notes(told: Told) -> tuple[str, ...]:
    """What the strongest drivers of payback do to it."""
    found = []
    for driver in told.drivers.ranked("payback_years", 3):
        swing = driver.swings["payback_years"]
        parts = [
            f"where {words if driver.happens else f'it is {words}'}, {_takes(value, said)}"
            for words, value, said in (
                (driver.low_words, swing.low, swing.low_words),
                (driver.high_words, swing.high, swing.high_words),
            )
        ]
        found.append(f"{driver.label}: {'; '.join(parts)}.")
    return tuple(found)


def _takes(value: float, words: str) -> str:
    if math.isnan(value):
        return "there is no trial"
    if math.isinf(value):
        return "fewer than half of the trials pay back"
    if value == 0:
        return "half of the trials are never in the red"
    return f"half of the trials pay back within {words}"


def _known(risks: RiskRegister) -> list[Risk]:
    return [risk for risk in risks.risks if risk.sure and (risk.expected or 0.0) < 0]


def _risks(risks: RiskRegister) -> str:
    if not risks.risks:
        return "The case names nothing that can go wrong"
    known = _known(risks)
    if not known:
        return "No risk has an effect that these trials can tell"
    return f"The costliest risk, chance times effect: {known[0].name}"


def _risk_notes(told: Told, risks: RiskRegister) -> tuple[str, ...]:
    if not risks.risks:
        return ()
    npv = told.findings.tested.measures["npv"]
    trials = wording.whole(risks.trials, "trial", "trials")
    found = [
        f"Over {trials} in all. The effect is the average net present value where it happens less the "
        "average where it does not; what comes with it is in it.",
        f"The worst tenth of trials have a net present value of at most {wording.money(npv.at(10), npv.error_at(10))} "
        f"({told.real}).",
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
            return region.title
    return f"No saving goes together with payback by {spoken_date(told.facts.horizon_ends)} in half of trials"


def _register(register: Register) -> str:
    total = register.reported + register.evidence + register.assumed
    return f"{register.assumed:,} of {total:,} inputs are assumed; {register.uncertain:,} have a range"
