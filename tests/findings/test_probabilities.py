"""Chances counted by hand, and Wilson's interval against its closed form and SciPy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, norm

from simulator.findings.analysis import payback_curve, population
from simulator.findings.intervals import wilson
from simulator.findings.probabilities import chance, chance_of, chances, outcomes_asked_for, probability_names
from tests.findings.invented import invented_facts, invented_sample


@given(st.integers(1, 10_000), st.data())
def test_error_is_half_the_width_of_wilsons_interval(trials, data):
    hits = data.draw(st.integers(0, trials))
    one_standard_error = norm.cdf(1) - norm.cdf(-1)
    interval = binomtest(hits, trials).proportion_ci(one_standard_error, method="wilson")
    assert chance(hits, trials).error == pytest.approx((interval.high - interval.low) / 2, rel=1e-6)
    assert chance(hits, trials).share == hits / trials


def test_error_does_not_vanish_at_nought_or_one():
    assert chance(0, 400).error == chance(400, 400).error == pytest.approx(1 / 401 / 2)


def test_no_trials_have_no_chance():
    assert (chance(0, 0).share, chance(0, 0).error) == (None, None)


def _outcomes(**rows):
    """Six trials by hand: two paid back, one never because declined, one exited, one not repaid, one back at once."""
    base = {
        "payback_years": [0.5, 3.5, math.inf, math.inf, math.inf, 0.0],
        "discounted_payback_years": [0.6, 4.5, math.inf, math.inf, math.inf, 0.0],
        "approved": [1, 1, 0, 1, 1, 1],
        "exited": [0, 1, 0, 1, 0, 0],
        "first_net_saving_year": [2013, 2014, math.inf, 2013, math.inf, 2012],
        "full_effect_year": [2014, 2014, math.inf, 2013, math.inf, 2016],
        "deficit_reduction.2014/15": [1.0, 0.99, 0.0, 0.5, 0.1, 1.2],
        "reserves_headroom.darlington": [0.0, -1.0, 5.0, 1.0, 1.0, 1.0],
    }
    return {name: np.array(row, dtype=np.float64) for name, row in (base | rows).items()}


def test_chances_counted_by_hand():
    found = {name: round(c.share * 6) for name, c in chances(invented_facts(), _outcomes()).items()}
    # The first financial year ends half a year after the start: payback at exactly that moment counts.
    assert found["payback_by.2012-03-31"] == 2 and found["payback_by.2015-03-31"] == 3
    assert found["discounted_payback_by.2012-03-31"] == 1
    assert found["never_pays_back"] == 3
    parts = {part: found[f"never_pays_back.{part}"] for part in ("declined", "ended_early", "not_repaid")}
    assert parts == {"declined": 1, "ended_early": 1, "not_repaid": 1}
    assert (found["approved"], found["exited"]) == (5, 2)
    assert (found["net_saving_by.2012/13"], found["net_saving_by.2013/14"], found["net_saving_by.2014/15"]) == (1, 3, 4)
    assert (found["full_effect_by.2014/15"], found["full_effect_by.2016/17"]) == (3, 4)
    assert found["gap_closed.2014/15"] == 2
    assert found["claim.first_net_saving_year"] == 3 and found["claim.full_effect_year"] == 3
    assert found["claim.both"] == 2
    assert found["within_reserves.darlington"] == 5 and "within_reserves.hartlepool" not in found


def test_given_approval_counts_only_approved_trials():
    outcomes = _outcomes()
    found = chances(invented_facts(), outcomes, outcomes["approved"] == 1)
    assert found["never_pays_back"].trials == 5 and found["never_pays_back"].share == 2 / 5
    assert found["never_pays_back.declined"].share == 0


def test_parts_of_never_add_up_in_every_population():
    sample = invented_sample(3000, delivery=0.3, decline=0.3)
    for chosen in (None, sample.approved):
        found = population(invented_facts(), sample, chosen).chances
        parts = sum(c.share for name, c in found.items() if name.startswith("never_pays_back."))
        assert parts == pytest.approx(found["never_pays_back"].share, abs=1e-12)
        assert found["never_pays_back"].share == pytest.approx(1 - found["payback_by.2022-03-31"].share, abs=1e-12)


def test_names_are_known_without_trials():
    sample = invented_sample(10)
    names = probability_names(invented_facts(), [info.name for info in sample.infos])
    assert names == list(chances(invented_facts(), sample.by_name))


def test_curve_is_the_share_paid_back_within_each_month():
    curve = payback_curve(np.array([0.0, 0.5, 1.04, math.inf]), 18)
    assert [c.share for c in curve] == [0.25] * 6 + [0.5] * 7 + [0.75] * 6


def test_chances_of_a_design_come_from_its_randomisations():
    happened = np.zeros((20, 100), dtype=bool)
    for row, hits in zip(happened, [30, 31] * 10, strict=True):
        row[:hits] = True
    found = chance_of(happened.ravel(), np.ones(2_000, dtype=bool), 20)
    assert found.share == 0.305 and found.error == pytest.approx(0.01 / 2 * math.sqrt(20 / 19) / math.sqrt(20))
    low, high = found.interval
    assert low < 0.305 < high and high - low < (chance(610, 2_000).interval.high - chance(610, 2_000).interval.low) / 4


def test_what_no_randomisation_saw_is_as_uncertain_as_in_independent_trials():
    nothing, everyone = np.zeros(400, dtype=bool), np.ones(400, dtype=bool)
    for happened in (nothing, everyone):
        one, many = chance_of(happened, everyone, 1), chance_of(happened, everyone, 20)
        assert many.interval == one.interval and many.error == pytest.approx(one.error, rel=1e-12)
    assert chance_of(nothing, nothing, 20).share is None


def test_the_curve_of_a_design_is_that_of_its_trials():
    payback = np.random.default_rng(9).gamma(4.0, 1.0, 600)
    chosen = np.random.default_rng(10).random(600) < 0.8
    one, many = payback_curve(payback[chosen], 60), payback_curve(payback, 60, chosen, 20)
    assert [c.share for c in one] == [c.share for c in many] and one[0].trials == many[0].trials
    named = chance_of(payback <= 2 + 1e-9, chosen, 20)
    assert many[24] == named


def test_outcomes_that_probabilities_need_are_known_without_trials():
    sample = invented_sample(10)
    needed = outcomes_asked_for(invented_facts(), [info.name for info in sample.infos])
    kept = {name: row for name, row in sample.by_name.items() if name in needed}
    assert chances(invented_facts(), kept) == chances(invented_facts(), sample.by_name)
    assert "npv" not in needed and "reserves_headroom.darlington" in needed


def test_intervals_are_those_of_wilson():
    assert chance(37, 410).interval == wilson(37 / 410, 410) and chance(0, 0).interval is None
