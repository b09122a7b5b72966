"""The page's sentences held to the figures, on good, bad, certain and hopeless futures.

What a sentence says is read back out of it and compared with a figure that is counted here from the trials.
"""

from __future__ import annotations

import math
import re
from datetime import date

import numpy as np
import pytest

from simulator.findings.analysis import findings_of
from simulator.findings.answer import Told, asked_year
from simulator.findings.drivers import Driver, Drivers, Swing
from simulator.findings.facts import Council, Counts, spoken_date
from simulator.findings.joint import find_joint
from simulator.findings.page import Page, question, write_page
from simulator.findings.register import Register
from simulator.findings.risk_register import RiskRegister
from simulator.findings.sentences import voice
from simulator.findings.timing import ClusterTiming, Spread, Timing
from simulator.findings.waterfall import STEPS, Waterfall, WaterfallRow
from tests.findings.invented import GAP, invented_facts, invented_findings, invented_sample
from tests.findings.reported import shipped, small

FUTURES = {
    "good": {"delivery": 1.1, "delay": 0.0, "decline": 0.05},
    "typical": {},
    "bad": {"delivery": 0.35, "delay": 14.0, "decline": 0.4},
    "hopeless": {"delivery": 0.05, "decline": 0.1},
    "declined": {"decline": 1.0},
    "certain": {"spread": 0.0, "decline": 0.0, "delay": 2.0},
    "never in the red": {"cost": 0.0, "decline": 0.0},
    "a handful": {"trials": 7},
    "one": {"trials": 1},
}

NO_DRIVERS = Drivers("", 0, ())
NO_RISKS = RiskRegister(0, (), 0.0, 0.0)
SURE = Spread(30.0, 30.0, 30.0, "")


def timing(p50=8.0, p90=13.0) -> Timing:
    """A timetable whose last service is so many months late."""
    slip = Spread(0.0, p50, p90, "")
    return Timing("", (ClusterTiming("programme", "The whole programme", "", 12.0, 30.0, SURE, SURE, slip, (), 0.0),))


def waterfall(**amounts) -> Waterfall:
    """One with these amounts, £m."""
    found = {step: amounts.get(step, 0.0) * 1e6 for step in STEPS}
    words = {step: f"{'−' if value < 0 else ''}£{abs(value) / 1e6:g}m" for step, value in found.items()}
    net = sum(found.values())
    row = WaterfallRow("total", "In all", found, net, words | {"net": f"{'−' if net < 0 else ''}£{abs(net) / 1e6:g}m"})
    return Waterfall("", (), row, row)


def driver(label: str, correlation: float, outcome: str = "payback_years", **swing) -> Driver:
    """One that moves one outcome only."""
    swings = {}
    for name in ("payback_years", "annual_saving", "npv", "peak_funding"):
        rho = correlation if name == outcome else 0.0
        told = {"low": 3.0, "high": 4.5, "low_words": "3.0 years", "high_words": "4.5 years"} | swing
        swings[name] = Swing(name, rho, 0.01, rho * rho, low_error=0.0, high_error=0.0, change_words="", **told)
    return Driver(label, label, "assumed", False, "£1m or less", "£2m or more", swings)


def page_of(findings, **given) -> Page:
    """The page of invented findings, with what the engine would add invented too."""
    who = voice(findings)
    sample = findings.tested_sample
    chosen = sample.approved if sample.approved.any() else np.ones(sample.trials, dtype=np.bool_)
    counts = findings.facts.inputs
    parts = {
        "drivers": NO_DRIVERS,
        "risks": NO_RISKS,
        "waterfall": waterfall(opportunity=2.0, delivery=-0.5),
        "timing": timing(),
        "joint": find_joint(findings.facts, sample.by_name, chosen, who.condition),
        "register": Register((), counts.reported, counts.evidence, counts.assumed, counts.uncertain),
    }
    return write_page(findings, **(parts | given))


@pytest.fixture(scope="module", params=FUTURES)
def findings(request):
    future = dict(FUTURES[request.param])
    return invented_findings(future.pop("trials", 3000), **future)


@pytest.fixture(scope="module")
def page(findings):
    return page_of(findings)


def trials_of(findings, name: str) -> np.ndarray:
    """The trials that headlines speak of."""
    outcomes = findings.tested_sample.by_name
    approved = outcomes["approved"] == 1
    return outcomes[name][approved] if approved.any() else outcomes[name]


def rank(values: np.ndarray, percent: int) -> float:
    return float(np.sort(values)[max(1, math.ceil(percent * len(values) / 100)) - 1])


def one(page: Page, *words: str) -> str:
    """The only sentence of the answer that has all these words."""
    (found,) = [text for text in page.answer if all(word in text for word in words)]
    return found


def share_said(text: str) -> tuple[float, float]:
    """The least and the most that a chance in words may be."""
    if "in every trial" in text or text.startswith("Every trial") or ", every trial" in text:
        return 1.0, 1.0
    if re.search(r"\b[Nn]o trial\b|in none", text):
        return 0.0, 0.0
    kind, said = re.search(r"(under |over |)(\d+)%", text).groups()
    told = int(said) / 100
    if kind:
        return (0.0, told) if kind == "under " else (told, 1.0)
    # Seven trials are printed to half of a hundred.
    rough = 0.25 if int(said) % 50 == 0 else 0.011 if int(said) % 10 else 0.051
    return told - rough, told + rough


def close(text: str, value: float, rough: float = 0.04) -> bool:
    """Whether a sum of money in words is a value, to the digits that are printed."""
    if text == "nil":
        return abs(value) < 5e3
    sign, number, unit = re.fullmatch(r"(−?)£([\d.,]+)([mk])", text).groups()
    told = float(number.replace(",", "")) * (1e6 if unit == "m" else 1e3) * (-1 if sign else 1)
    return abs(told - value) <= max(rough * abs(value), 5e3)


def test_the_chance_of_payback_by_the_date(findings, page):
    end = asked_year(findings)
    text = page.answer[0]
    reached = np.mean(trials_of(findings, "payback_years") <= end.end_month / 12 + 1e-9)
    assert f"paid for itself by {spoken_date(end.ends)}" in text and "real, 2011/12 prices, not discounted" in text
    tested, submitted = text.split("; as submitted, ")
    low, high = share_said(tested)
    assert low <= reached <= high
    low, high = share_said(submitted)
    submitted_reached = findings.submitted_sample.by_name["payback_years"] <= end.end_month / 12 + 1e-9
    assert low <= np.mean(submitted_reached) <= high


def test_the_date_is_when_the_case_as_submitted_is_back(findings):
    end = asked_year(findings)
    back = findings.submitted_sample.by_name["payback_years"]
    years = findings.facts.years
    likely = [year for year in years if np.mean(back <= year.end_month / 12 + 1e-9) >= 0.8]
    assert end == (likely[0] if likely else years[-1])


def test_the_date_waits_for_eight_in_ten():
    # Some three in five are back by one 31 March, and nearly all by the next.
    submitted = invented_sample(3000, seed=2, delivery=0.75, spread=0.1, delay=4.0, decline=0.0)
    findings = findings_of(invented_facts(), invented_sample(3000), submitted, seed=1)
    back = findings.submitted_sample.by_name["payback_years"]
    end = asked_year(findings)
    before = findings.facts.years[findings.facts.years.index(end) - 1]
    assert 0.5 < np.mean(back <= before.end_month / 12) < 0.8 <= np.mean(back <= end.end_month / 12)


def test_a_condition_is_said_just_where_there_is_one(findings, page):
    approved = findings.tested_sample.approved
    assert page.answer[0].startswith("If both councils approve, ") == (approved.any() and not approved.all())
    assert page.answer[0].startswith("No trial is approved by every council; ") == (not approved.any())
    said = [text for text in page.answer if text.startswith("The chance that both councils approve is")]
    assert len(said) == (approved.any() and not approved.all())
    if said:
        low, high = share_said(said[0])
        assert low <= approved.mean() <= high


def test_when_half_and_when_eight_in_ten_are_back(findings, page):
    payback = trials_of(findings, "payback_years")
    found = [text for text in page.answer if re.match(r"(Half|At least 8|Fewer than half|Every trial has paid)", text)]
    found = [text for text in found if "not paid" not in text]
    if np.all(np.isinf(payback)):
        assert not any(text.startswith(("Half", "At least 8", "Fewer")) for text in found)
        return
    text = found[0]
    middle, most = rank(payback, 50), rank(payback, 80)
    if most == 0:
        assert text == "At least 8 trials in 10 are never in the red at a month end."
    elif math.isinf(middle):
        assert text.startswith("Fewer than half of the trials have paid for themselves by 31 March 2022")
    elif np.ptp(payback) == 0 and len(payback) > 1:
        assert text == f"Every trial has paid for itself by {findings.facts.month_name(middle * 12)}."
    else:
        year = findings.facts.month_name(middle * 12).split()[-1]
        assert text.startswith("Half of the trials") and ("never in the red" in text or year in text)
        if math.isinf(most):
            assert "fewer than 8 in 10 by 31 March 2022" in text
        else:
            assert findings.facts.month_name(most * 12).split()[-1] in text.split(" 8 in 10 by ")[1]


def test_the_chance_of_never(findings, page):
    never = np.mean(np.isinf(trials_of(findings, "payback_years")))
    everyone = np.mean(np.isinf(findings.tested_sample.by_name["payback_years"]))
    text = next(
        text for text in page.answer if "31 March 2022, when the count ends" in text and "aid for itself" in text
    )
    first, *rest = text.split("; counting also the futures in which a council declines, ")
    if "not paid" in first:
        low, high = share_said(first)
        assert low <= never <= high
    else:
        assert never == (0.0 if re.search("[Ee]very trial has", first) else 1.0)
    if rest:
        low, high = share_said(rest[0])
        assert low <= everyone <= high
    else:
        approved = findings.tested_sample.approved
        assert never == everyone or not approved.any()


def test_the_saving_and_its_range(findings, page):
    saving = trials_of(findings, "annual_saving")
    text = one(page, "It saves")
    assert "real, 2011/12 prices" in text
    if np.ptp(saving) == 0 and len(saving) > 1:
        assert close(re.search(r"It saves (\S+) a year in every trial", text)[1], saving[0])
        return
    assert "in the middle trial (80% range" in text
    if rank(saving, 20) > 0 and len(saving) > 100:
        assert close(re.search(r"with an 80% chance at least (\S+);", text)[1], rank(saving, 20))
        assert close(re.search(r"It saves (\S+) a year", text)[1], rank(saving, 50))
        low, high = re.search(r"80% range (\S+) to (\S+);", text).groups()
        assert close(low, rank(saving, 10)) and close(high, rank(saving, 90))


def test_no_chance_of_a_saving_is_no_promise_of_nil():
    seldom = invented_sample(3000, delivery=0.5, spread=2.0, decline=0.0)
    findings = findings_of(invented_facts(), seldom, invented_sample(3000, seed=2, decline=0.0), seed=1)
    page = page_of(findings)
    assert "no 80% chance of any saving" in one(page, "It saves") and "at least nil" not in " ".join(page.answer)
    assert "no 80% chance of any" in page.numbers[2].detail
    assert page.titles["saving"].startswith("No 80% chance of any saving a year")
    assert page.titles["years"] == "No 80% chance of any saving in 2014/15"


def test_the_gap(findings, page):
    closed = trials_of(findings, "deficit_reduction.2014/15")
    text = one(page, "gap")
    assert text.startswith("In 2014/15 it closes ") and "£22.5m (nominal)" in text
    said = int(re.search(r"closes (\d+)%", text)[1]) / 100
    assert abs(said - rank(closed, 50)) <= 0.06
    if np.ptp(closed) and len(closed) > 100:
        least = int(re.search(r"80% chance at least (\d+)%", text)[1]) / 100
        assert abs(least - rank(closed, 20)) <= 0.02
    else:
        assert "in every trial" in text or len(closed) <= 100
    assert GAP == 22.5e6


def test_a_case_without_a_gap_says_nothing_of_one():
    findings = invented_findings(200, facts=invented_facts(gaps={}, gap_year=None), gap_years=())
    page = page_of(findings)
    assert not any("gap" in text for text in (*page.answer, *page.titles.values()))
    assert len(page.numbers) == 5


def test_what_the_councils_first_need(findings, page):
    peak = trials_of(findings, "peak_funding")
    texts = [text for text in page.answer if "first need between them" in text]
    if rank(peak, 80) == 0:
        assert not texts and any("never in the red at a month end (nominal)" in text for text in page.answer)
        return
    (text,) = texts
    assert text.endswith("(nominal).")
    if np.ptp(peak) == 0 and len(peak) > 1:
        assert close(re.search(r"between them (\S+) in every trial", text)[1], peak[0])
    elif len(peak) > 100:
        middle, most = re.search(
            r"between them (\S+) in the middle trial, and with an 80% chance at most ([^;(\s]+)", text
        ).groups()
        assert close(middle, rank(peak, 50)) and close(most, rank(peak, 80))
        when = trials_of(findings, "peak_funding_month")
        month = findings.facts.month_name(rank(when[~np.isnan(when)], 50))
        assert f"half of the trials are deepest in the red by the end of {month}" in text


def test_what_it_costs_once(findings, page):
    cost, people = trials_of(findings, "implementation_cost"), trials_of(findings, "redundancy_cost")
    text = one(page, "It costs")
    if np.ptp(cost) and len(cost) > 100:
        middle, most = re.search(
            r"costs (\S+) once in the middle trial, and with an 80% chance at most (\S+)", text
        ).groups()
        assert close(middle, rank(cost, 50)) and close(most, rank(cost, 80))
    if cost.mean() and len(cost) > 100:
        share = int(re.search(r"on average (\d+)% of that is redundancy and pensions", text)[1]) / 100
        assert abs(share - people.mean() / cost.mean()) <= 0.01
    elif not cost.mean():
        assert "redundancy" not in text


def test_the_timetable_of_the_source(findings, page):
    first, full = (trials_of(findings, name) for name in ("first_net_saving_year", "full_effect_year"))
    text = one(page, "The source's timetable")
    assert "a first net saving by 2013/14 and the full effect by 2014/15" in text
    held = np.mean((first <= 2013) & (full <= 2014))
    low, high = share_said(text.split("holds in ")[1].split(";")[0].replace("every trial", "in every trial"))
    assert low <= held <= high
    middle = rank(full, 50)
    if math.isinf(middle):
        assert "the full effect does not come within the horizon" in text
    else:
        assert f"the middle trial has the full effect in {int(middle)}/" in text
        late = int(middle) - 2014
        assert ("too" in text) if late == 0 else (f"{abs(late)} year" in text and ("later" in text) == (late > 0))


@pytest.mark.parametrize(
    ("p50", "p90", "answer", "title"),
    [
        (
            8.2,
            13.4,
            "at most 8 months late in half of the trials, and in 1 of 10 at least 13 months late",
            "at least 8 months late in half of trials, in 1 of 10 at least 13 months",
        ),
        (
            0.0,
            1.2,
            "on time or early in half of the trials, and in 1 of 10 at least 1 month late",
            "on time or early in half of trials, in 1 of 10 at least 1 month",
        ),
        (-2.0, 0.0, "on time or early in 9 trials of 10", "on time or early in 9 trials of 10"),
        (6.0, 6.0, "at most 6 months late in 9 trials of 10", "at least 6 months late in half of trials"),
        (
            4.0,
            math.inf,
            "at most 4 months late in half of the trials, and in 1 of 10 never",
            "at least 4 months late in half of trials, in 1 of 10 never",
        ),
        (
            math.inf,
            math.inf,
            "in fewer than half of the trials",
            "In half of the trials no service reaches its full effect",
        ),
    ],
)
def test_how_late_the_last_service_is(p50, p90, answer, title):
    page = page_of(invented_findings(100), timing=timing(p50, p90))
    assert any(text.endswith(f"{answer}.") for text in page.answer if "plan's own dates" in text)
    assert page.titles["timing"].endswith(title)


def test_what_each_council_gains(findings, page):
    text = one(page, "Of the saving, on average")
    for council in findings.facts.councils:
        said = re.search(rf"{council.name} gains ([−£\d.,mk]+|nil)", text)[1].rstrip(".,")
        mean = trials_of(findings, f"annual_saving.{council.id}").mean()
        assert (said == "nil" and abs(mean) < 5e4) or close(said, mean, 0.2 if findings.trials > 100 else 0.6)


def test_one_council_is_spoken_of_as_one():
    facts = invented_facts(councils=(Council("darlington", "Darlington Borough Council"),))
    page = page_of(invented_findings(500, facts=facts))
    text = " ".join(page.answer)
    assert "If the council approves, " in text and "The council first needs £" in text
    assert "councils" not in text.replace("both councils", "") and "Of the saving" not in text
    assert question(facts).startswith("If Darlington Borough Council goes ahead,")
    assert page.titles["councils"] == "All of it is Darlington Borough Council's"


def test_what_matters_most_is_named_in_its_order():
    drivers = Drivers(
        "", 100, (driver("Weak", 0.1), driver("Strong", -0.8), driver("Middling", 0.4), driver("None", 0.01))
    )
    page = page_of(invented_findings(100), drivers=drivers)
    assert "What moves the date of payback most, the strongest first: Strong; Middling; Weak." in page.answer
    assert page.titles["drivers"] == "What moves payback most: Strong"
    assert page.notes["drivers"][0] == (
        "Strong: where it is £1m or less, half of the trials pay back within 3.0 years; where it is £2m or more, half "
        "of the trials pay back within 4.5 years."
    )


def test_what_matters_where_nothing_pays_back():
    page = page_of(invented_findings(100), drivers=Drivers("", 100, (driver("Strong", 0.8, "annual_saving"),)))
    assert "What moves the annual saving most, the strongest first: Strong." in page.answer
    assert page.titles["drivers"] == "What moves the saving most: Strong"
    never = Drivers("", 100, (driver("Strong", 0.8, high=math.inf, high_words="never"),))
    assert (
        page_of(invented_findings(100), drivers=never)
        .notes["drivers"][0]
        .endswith("where it is £2m or more, fewer than half of the trials pay back.")
    )


def test_nothing_that_matters_is_said():
    assert "Nothing in the case is uncertain, so nothing moves the answer." in page_of(invented_findings(100)).answer
    noise = Drivers("", 100, (driver("Weak", 0.02),))
    text = "No single input moves the answer by more than these trials can tell."
    assert text in page_of(invented_findings(100), drivers=noise).answer


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (Counts(21, 34, 146, 201, 98), "Of the 201 inputs that this rests on, 146 are assumed: judgements"),
        (Counts(1, 0, 1, 2, 1), "Of the 2 inputs that this rests on, 1 is assumed: judgements"),
        (Counts(0, 0, 9, 9, 1), "Of the 9 inputs that this rests on, all are assumed: judgements"),
        (Counts(3, 0, 0, 3, 1), "Of the 3 inputs that this rests on none is assumed: a source or"),
    ],
)
def test_how_many_inputs_are_assumed(counts, said):
    page = page_of(invented_findings(20, facts=invented_facts(inputs=counts)))
    assert page.answer[-1].startswith(said)


def test_the_fan_is_titled_with_its_finding(findings, page):
    payback, title, facts = trials_of(findings, "payback_years"), page.titles["fan"], findings.facts
    ends = [rank(payback, percent) for percent in (10, 50, 90)]
    if math.isinf(ends[1]):
        low, high = share_said(title)
        assert title.startswith("Still in the red on 31 March 2022 in") and low <= np.mean(np.isinf(payback)) <= high
    elif ends[1] == 0:
        assert title.startswith("Never in the red")
    elif np.ptp(payback) == 0 and len(payback) > 1:
        assert title == f"In the red until {facts.month_name(ends[1] * 12)} in every future"
    elif math.isinf(ends[2]):
        assert "in one of ten still on 31 March 2022" in title
    elif len(payback) > 100:
        low, middle, high = (facts.month_name(end * 12) for end in ends)
        assert title == f"In the red until {middle} in half of futures, and in 8 of 10 between {low} and {high}"


def test_the_six_numbers(findings, page):
    names = [number.name for number in page.numbers]
    date_of = asked_year(findings).ends
    assert names == [
        *(f"payback_by.{date_of}", "payback_years", "annual_saving"),
        *("deficit_reduction.2014/15", "peak_funding", "never_pays_back"),
    ]
    values = {number.name: number for number in page.numbers}
    payback = trials_of(findings, "payback_years")
    number = values["payback_years"]
    middle = rank(payback, 50)
    if math.isinf(middle):
        assert number.value == "Not by 31 March 2022"
    elif middle == 0:
        assert number.value == "Never in the red"
    else:
        assert number.value.split()[-1] == findings.facts.month_name(middle * 12).split()[-1]
    low, high = share_said(values["never_pays_back"].value)
    assert low <= np.mean(np.isinf(payback)) <= high
    low, high = share_said(values[f"payback_by.{date_of}"].value)
    assert low <= np.mean(payback <= (date_of - date(2011, 10, 1)).days / 365.25 + 0.01) <= high
    assert f"of {len(payback):,} trial{'s' if len(payback) > 1 else ''}" in values["never_pays_back"].detail
    for number in page.numbers:
        assert number.submitted and number.label and number.detail


@pytest.mark.parametrize(
    ("amounts", "title"),
    [
        (
            {"opportunity": 6.0, "delivery": -1.0, "overlap": -2.0},
            "Of £6m a year of opportunity £3m arrives; most is lost to overlap with existing plans, £2m",
        ),
        (
            {"opportunity": 1.0, "running": -2.0},
            "Of £1m a year of opportunity nothing arrives (net −£1m); most is lost to running costs, £2m",
        ),
        ({"opportunity": 1.0, "events": 1.0}, "£1m a year of opportunity becomes £2m"),
        ({}, "There is no opportunity to start from"),
    ],
)
def test_the_waterfall_is_titled_with_its_finding(amounts, title):
    assert page_of(invented_findings(50), waterfall=waterfall(**amounts)).titles["waterfall"] == title


def test_nothing_unfinished_is_said(findings, page):
    told = [page.question, *page.answer, *page.submitted, *page.titles.values()]
    told += [text for section in page.notes.values() for text in section]
    told += [text for number in page.numbers for text in (number.label, number.value, number.detail, number.submitted)]
    for text in told:
        assert text and text == text.strip() and "  " not in text
        assert not re.search(r"\b(nan|inf|None|no finite)\b|\(\)|, ,|;;|\.\.", text), text
    for text in (*page.answer, *page.submitted):
        assert text.endswith(".") and text[0].isupper()


def test_no_technical_word_on_the_first_screen(page):
    text = " ".join([page.question, *page.answer, *page.submitted, *(str(number) for number in page.numbers)]).lower()
    assert not re.search(r"copula|hash|\bindex|percentile|p50|p80|seed|sobol|quantile|median", text)


def test_no_bare_percentile(page):
    for text in (*page.answer, *page.submitted, *page.titles.values()):
        for hit in re.finditer(r"80% chance", text):
            assert re.match(
                r"80% chance (that it is |of )?(at least|at most|any|both|saving at least|costing at most)",
                text[hit.start() :],
            ), text


def test_every_section_has_a_title_and_notes(page):
    assert list(page.titles) == list(page.notes)
    assert {"fan", "payback", "saving", "cost", "clusters", "waterfall", "councils", "years"} <= set(page.titles)


@pytest.mark.parametrize("found", [small, lambda: shipped("darlington-hartlepool-bottom-up")])
def test_pages_of_simulated_cases(found):
    reported = found()
    page = reported.report.page
    risks = reported.report.risks.risks
    costliest = next(risk for risk in risks if risk.sure and risk.expected < 0)
    assert page.titles["risks"] == f"The costliest risk, chance times effect: {costliest.name}"
    reachable = [region.title for region in reported.report.joint[0].regions if region.mark]
    assert page.titles["joint"] == reachable[-1]
    strongest = reported.report.drivers.ranked("payback_years", 1)[0].label
    assert page.titles["drivers"] == f"What moves payback most: {strongest}"
    assert any(text.startswith(f"{costliest.name}: a {costliest.chance_words} chance") for text in page.notes["risks"])


def test_what_the_answer_is_made_from():
    findings = invented_findings(50)
    told = Told(findings, voice(findings), NO_DRIVERS, timing(), asked_year(findings))
    assert told.real == "real, 2011/12 prices" and told.facts is findings.facts
