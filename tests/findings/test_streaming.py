"""Findings of trials that were counted and not kept, held to those of the same trials kept."""

import math

import pytest

from simulator.case import load_case
from simulator.findings import analyse, facts_of, judge, read_limit, read_precision, spoken_lines
from simulator.findings.figures import estimate
from simulator.findings.limits import Limit
from simulator.findings.streaming import streamed_findings, streams_of, told_by
from simulator.findings.summary import summary_object
from simulator.plan import compile_plan
from simulator.running import simulate
from simulator.running.stream import stream

TRIALS, KEPT, SEED = 12_000, 2_000, 11
LIMITS = [
    read_limit(text)
    for text in (
        "P(payback_years <= 5) < 0.8",
        "P(payback_years <= 5 | approved) < 80%",
        "P(npv >= £40m | as submitted) < 0.5",
        "P(first_net_saving_year = 2013/14) > 0.5",
        "p90(peak_funding) > £8m",
        "p33(npv | approved) < £1m",
        "p77(implementation_cost | as submitted) > £1m",
        "mean(annual_saving | approved) < £1m",
        "mean(payback_years) > 4",
        "sd(npv | as submitted) > 1",
        "never_pays_back > 0.1",
        "P(never_pays_back | approved) > 0.1",
        "P(gap_closed.2014/15 | as submitted) > 0.1",
    )
]
UNTIL = [read_precision("p50(payback_years) +/- 0.05"), read_precision("mean(npv) +/- £1")]


@pytest.fixture(scope="module")
def both():
    case = load_case(None)
    plans = compile_plan(case), compile_plan(case, "as_submitted")
    kept = [simulate(plan, TRIALS, SEED) for plan in plans]
    whole = analyse(case, *kept, *plans, seed=SEED, until=UNTIL)
    streams = streams_of(facts_of(case), *plans, [one.figure for one in (*LIMITS, *UNTIL)])
    found = stream(streams.views, TRIALS, SEED, streams.wanted, pilot=4_096)
    first = [simulate(plan, KEPT, SEED) for plan in plans]
    told = told_by(streams, found)
    return whole, streamed_findings(streams, told, found.how, *first, seed=SEED, until=UNTIL)


def populations(findings):
    return findings.tested, findings.given_approval, findings.as_submitted


def test_chances_and_counts_are_the_same(both):
    for whole, counted in zip(*map(populations, both), strict=True):
        assert counted.trials == whole.trials
        assert counted.chances == whole.chances
        assert counted.payback_curve == whole.payback_curve


def test_measures_are_within_their_bounds(both):
    for whole, counted in zip(*map(populations, both), strict=True):
        assert list(counted.measures) == list(whole.measures)
        for name, one in counted.measures.items():
            other = whole.measures[name]
            assert (one.trials, one.infinite, one.missing) == (other.trials, other.infinite, other.missing)
            assert (one.unit, one.price_base, one.denominator) == (other.unit, other.price_base, other.denominator)
            # Sums in another order: a few units in the last place.
            for key in ("mean", "sd", "mean_error"):
                value, exact = getattr(one, key), getattr(other, key)
                assert value == exact or value == pytest.approx(exact, rel=1e-9, abs=1e-9), (name, key)
            slack = 1e-12 * max(map(abs, filter(math.isfinite, other.percentiles.values())), default=0.0)
            for percent, value in one.percentiles.items():
                exact = other.percentiles[percent]
                assert value == exact or abs(value - exact) <= one.percentile_bounds[percent] + slack, name
    assert not both[0].tested.measures["npv"].percentile_bounds


def test_figures_that_were_asked_for_are_told(both):
    whole, counted = both
    for limit in LIMITS:
        one = judge(limit, counted).estimate
        other = estimate(limit.figure, whole.facts, whole.tested_sample, whole.submitted_sample)
        assert one.trials == other.trials, limit.text
        if limit.figure.function in ("", "P"):
            assert one == other, limit.text
        else:
            assert one.value == pytest.approx(other.value, rel=1e-4), limit.text
        assert (one.interval is None) == (other.interval is None)
        assert judge(limit, counted).missed == judge(limit, whole).missed
    assert [one.reached for one in counted.until] == [one.reached for one in whole.until] == [True, False]


def test_a_figure_that_was_not_asked_for_is_not_made_up_from_the_first_trials(both):
    assert isinstance(LIMITS[0], Limit)
    with pytest.raises(KeyError):
        judge(read_limit("p11(npv) < 0"), both[1])


def test_the_record_says_how_far_off_a_percentile_may_be(both):
    whole, counted = (summary_object(findings, run="run", results_sha256="0" * 64) for findings in both)
    assert counted["streamed"]["kept_trials"] == KEPT and "streamed" not in whole
    measure = counted["measures"]["npv"]
    assert 0 <= measure["bound"]["p50"] <= 1e-4 * (measure["p90"] - measure["p10"])
    assert "bound" not in whole["measures"]["npv"]


def test_what_is_of_the_first_trials_says_so(both):
    text = " ".join(" ".join(spoken_lines(both[1])).split())
    assert "12,000 trials" in text and "the first 2,000" in text
    assert "the first" not in " ".join(spoken_lines(both[0]))
