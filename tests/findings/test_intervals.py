"""Intervals against SciPy, against exact binomial chances, and against what they are defined as."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from simulator.findings import intervals
from simulator.findings.intervals import (
    binomial_ranks,
    mean_interval,
    randomised_ranks,
    randomised_wilson,
    scatter,
    student_t,
    wilson,
)


@pytest.mark.parametrize("freedom", [*range(1, 40), 99, 999, 19_999])
def test_student_s_points_are_scipy_s(freedom):
    assert student_t(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=4.5e-6)


def test_no_degrees_of_freedom_bound_nothing():
    assert student_t(0) == math.inf
    assert stats.norm.ppf(0.975) == intervals.Z


@settings(deadline=None, max_examples=300)
@given(st.integers(1, 99), st.one_of(st.integers(1, 400), st.integers(400, 2_000_000)))
def test_ranks_are_the_exact_binomial_ones(percent, trials):
    low, high = binomial_ranks(percent, trials)
    assert low == stats.binom.ppf(0.025, trials, percent / 100)
    assert high == stats.binom.ppf(0.975, trials, percent / 100) + 1


@pytest.mark.parametrize("trials", [100, 1_000, 20_000])
@pytest.mark.parametrize("percent", [5, 20, 50, 80, 95])
def test_the_chance_of_covering_a_percentile_is_no_less_than_it_says_and_little_more(percent, trials):
    low, high = binomial_ranks(percent, trials)
    # Covered when at least `low` and fewer than `high` trials lie below it.
    chance = stats.binom.cdf(high - 1, trials, percent / 100) - stats.binom.cdf(low - 1, trials, percent / 100)
    assert 0.95 <= chance < {100: 0.985, 1_000: 0.962, 20_000: 0.953}[trials]


def test_too_few_trials_bound_nothing_and_say_so():
    # 0.95 to the 72nd is below 2.5%, to the 71st above.
    assert binomial_ranks(95, 71)[1] == 72 and binomial_ranks(95, 73)[1] == 73
    assert binomial_ranks(5, 71)[0] == 0 and binomial_ranks(5, 73)[0] == 1
    assert binomial_ranks(50, 5) == (0, 6) and binomial_ranks(50, 6) == (1, 6)


@given(st.integers(1, 100_000), st.data())
def test_wilson_s_interval_is_scipy_s(trials, data):
    hits = data.draw(st.integers(0, trials))
    theirs = stats.binomtest(hits, trials).proportion_ci(0.95, method="wilson")
    ours = wilson(hits / trials, trials)
    assert ours.low == pytest.approx(theirs.low, abs=1e-12) and ours.high == pytest.approx(theirs.high, abs=1e-12)


def test_the_interval_of_a_mean_is_student_s():
    row = np.random.default_rng(1).normal(5, 2, 12)
    theirs = stats.t.interval(0.95, 11, row.mean(), stats.sem(row))
    assert mean_interval(row.mean(), stats.sem(row), 11) == pytest.approx(theirs, rel=1e-6)
    assert mean_interval(3.0, 0.0, 1) == (3.0, 3.0)


def test_scatter_of_equal_randomisations_is_the_standard_error_of_their_means():
    means = np.random.default_rng(2).normal(size=20)
    assert scatter(means * 50, np.full(20, 50)) == pytest.approx(stats.sem(means), rel=1e-12)
    assert math.isnan(scatter(np.ones(1), np.full(1, 5))) and math.isnan(scatter(np.zeros(4), np.zeros(4, dtype=int)))


def test_scatter_of_unequal_ones_is_that_of_a_ratio():
    """Against the spread of the ratio itself over many repetitions."""
    draw = np.random.default_rng(3)
    counts = draw.binomial(400, 0.7, size=(4_000, 20))
    hits = draw.binomial(counts, 0.3)
    ratios = hits.sum(axis=1) / counts.sum(axis=1)
    typical = math.sqrt(np.mean([scatter(h, n) ** 2 for h, n in zip(hits, counts, strict=True)]))
    assert typical == pytest.approx(ratios.std(), rel=0.03)


def test_randomisations_as_scattered_as_independent_trials_give_wilson_with_student_s_t():
    share, trials, randomisations = 0.3, 20_000, 20
    error = math.sqrt(share * (1 - share) / trials)
    found = randomised_wilson(share, error, trials, randomisations)
    assert found == pytest.approx(wilson(share, trials, student_t(19)), rel=1e-12)
    theirs = stats.binomtest(6_000, trials).proportion_ci(0.95, method="wilson")
    assert found.low < theirs.low and found.high > theirs.high


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_what_never_happened_in_any_randomisation_is_not_ruled_out(share):
    assert randomised_wilson(share, 0.0, 1_000, 20) == wilson(share, 1_000)


@pytest.mark.parametrize("share", [0.001, 0.25, 0.999])
def test_randomisations_that_all_agree_leave_what_lies_between_their_possible_values(share):
    low, high = randomised_wilson(share, 0.0, 1_000, 20)
    assert 0.0 <= low < share < high <= 1.0 and high - low <= 0.0077


def test_ranks_of_randomisations_widen_with_their_scatter_and_stay_among_the_trials():
    assert randomised_ranks(50, 10_000, 0.0, 0.0, 20) == (4_997, 5_004)
    assert randomised_ranks(50, 10_000, 0.01, 0.02, 20) == (4_791, 5_419)
    assert randomised_ranks(5, 100, 0.05, 0.05, 20) == (0, 16)
    assert randomised_ranks(95, 100, 0.05, 0.05, 20) == (85, 101)
