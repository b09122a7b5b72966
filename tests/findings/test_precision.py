"""Precision: what can be asked for, what is refused and why, and when it is reached."""

from __future__ import annotations

import math

import pytest

from simulator.case import load_case
from simulator.findings import summarise
from simulator.findings.analysis import sample_of
from simulator.findings.facts import facts_of
from simulator.findings.figures import FigureError, check_names
from simulator.findings.precision import precision_sentences, reach, read_precision
from simulator.findings.probabilities import probability_names
from simulator.findings.settling import trials_for
from simulator.plan import compile_plan
from simulator.running import simulate
from tests.findings.invented import invented_findings


@pytest.fixture(scope="module")
def findings():
    return invented_findings(4000)


def _reach(text, findings):
    precision = read_precision(text)
    infos = findings.tested_sample.infos
    check_names([precision], infos, probability_names(findings.facts, [info.name for info in infos]))
    [found] = reach([precision], findings.facts, findings.tested_sample, findings.submitted_sample)
    return found


@pytest.mark.parametrize("sign", ["+/-", "±", " +/- ", "+/−"])
def test_both_ways_of_writing_it_are_read(sign):
    found = read_precision(f"p50(payback_years){sign}0.05")
    assert (found.figure.function, found.figure.name, found.bound.value) == ("p50", "payback_years", 0.05)


@pytest.mark.parametrize(
    "text,bound",
    [
        ("mean(npv) +/- £20k", 20_000),
        ("P(payback_years <= 5) +/- 1%", 0.01),
        ("P(payback_years <= 5 | approved) +/- 0.01", 0.01),
        ("p80(peak_funding | as submitted) +/- 50,000", 50_000),
        ("never_pays_back +/- 0.5%", 0.005),
    ],
)
def test_figures_are_those_of_limits(text, bound, findings):
    assert read_precision(text).bound.value == pytest.approx(bound)
    assert _reach(text, findings).within > 0


@pytest.mark.parametrize(
    "text,hint",
    [
        ("p50(payback_years)", "is no precision; write it like"),
        ("p50(payback_years) < 5", "is no precision"),
        ("payback_years +/- 0.05 +/- 3", "write a year"),
        ("sd(npv) +/- £1k", "has no interval"),
        ("p50(npv) +/- 0", "is no width"),
        ("p50(npv) +/- -1", "is no width"),
        ("p50(npv) +/- inf", "is no width"),
        ("p50(first_net_saving_year) +/- 2013/14", "is no width"),
        ("p100(npv) +/- 1", "percentile from p1 to p99"),
        ("p50(npv) +/- a little", "'a little' is no number"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way_out(text, hint):
    with pytest.raises(FigureError) as told:
        read_precision(text)
    assert hint in str(told.value)


@pytest.mark.parametrize(
    "text,hint",
    [
        ("p50(payback_yers) +/- 0.1", "Did you mean 'payback_years'?"),
        ("payback_years +/- 0.1", "differs from trial to trial"),
        ("p50(payback_years) +/- £1", "is compared with pounds"),
        ("P(payback_years <= 5) +/- £1", "a chance is compared with pounds"),
    ],
)
def test_what_the_case_does_not_have_is_refused(text, hint, findings):
    with pytest.raises(FigureError) as told:
        _reach(text, findings)
    assert hint in str(told.value)


def test_reached_is_when_the_farther_end_is_near_enough(findings):
    interval, value = findings.tested.measures["npv"].mean_interval, findings.tested.measures["npv"].mean
    half = interval.high - value
    assert _reach(f"mean(npv) +/- {half * 1.0001}", findings).reached
    short = _reach(f"mean(npv) +/- {half * 0.5}", findings)
    assert not short.reached and short.excess == pytest.approx(2.0)
    median = _reach("p50(npv) +/- £1", findings)
    ends = findings.tested.measures["npv"].interval_at(50)
    assert median.within == max(median.estimate.value - ends.low, ends.high - median.estimate.value)


def test_what_the_trials_cannot_bound_is_not_reached():
    few = _reach("p99(npv) +/- £900m", invented_findings(40))
    assert few.within is None and few.excess == math.inf and not few.reached and not few.hopeless
    none = _reach("P(payback_years <= 5 | approved) +/- 50%", invented_findings(40, decline=1.0))
    assert none.estimate.value is None and not none.reached
    assert precision_sentences([none], 40, {}) == [
        "Not reached with 40 trials: P(payback_years <= 5 | approved) +/- 50%: no trial counts."
    ]


def test_an_infinite_figure_is_hopeless_only_once_that_is_sure(findings):
    assert _reach("mean(payback_years) +/- 1", findings).hopeless
    assert _reach("p95(payback_years) +/- 1", findings).hopeless
    never = findings.tested.chances["never_pays_back"].share
    edge = math.ceil(100 * (1 - never))
    doubtful = _reach(f"p{edge}(payback_years) +/- 1", findings)
    assert math.isinf(doubtful.estimate.value) and not doubtful.hopeless and not doubtful.reached


CASE = load_case(None)


@pytest.mark.parametrize(
    "text",
    [
        "p50(payback_years) +/- 0.03",
        "mean(npv) +/- £300k",
        "never_pays_back +/- 1%",
        "P(payback_years <= 3 | as submitted) +/- 0.5%",
    ],
)
def test_as_many_trials_as_it_took_are_as_precise_as_was_asked(text):
    settled = trials_for(CASE, [text], seed=5)
    assert settled.enough and settled.trials % 1000 == 0
    samples = []
    for view in ("tested", "as_submitted"):
        plan = compile_plan(CASE, view)
        samples.append(sample_of(plan, simulate(plan, settled.trials, seed=5)))
    [again] = reach([read_precision(text)], facts_of(CASE), *samples)
    assert again == settled.reached[0] and again.within <= again.precision.bound.value


def test_it_stops_at_the_most_and_says_that_it_is_not_enough():
    settled = trials_for(CASE, ["p50(payback_years) +/- 0.0001"], seed=5, most=2_500)
    assert (settled.trials, settled.enough) == (2_500, False)


def test_the_hardest_of_several_decides():
    easy, hard = "p50(payback_years) +/- 1", "mean(npv) +/- £300k"
    assert trials_for(CASE, [easy], seed=5).trials == 1_000
    assert trials_for(CASE, [easy, hard], seed=5).trials == trials_for(CASE, [hard], seed=5).trials > 1_000


def test_what_can_never_be_precise_is_refused_at_once():
    with pytest.raises(FigureError, match="the figure is infinite"):
        trials_for(CASE, ["mean(payback_years) +/- 1"], seed=5)


def test_measures_of_outcomes_carry_the_same_intervals():
    plan = compile_plan(CASE)
    outcomes = simulate(plan, 3_000, seed=5, keep=["npv", "approved"])
    measure = summarise(plan, outcomes)["npv"]
    [found] = reach([read_precision("mean(npv) +/- £1")], facts_of(CASE), *[sample_of(plan, outcomes)] * 2)
    assert found.estimate.interval == measure.mean_interval
