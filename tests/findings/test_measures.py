"""Measures against naive definitions: sorted lists, NumPy in extended precision, numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.findings.averages import LEAF, centre_and_spread
from simulator.findings.intervals import binomial_ranks
from simulator.findings.measures import measure_outcomes
from simulator.findings.percentiles import PERCENTILES, error_ranks, percentile_rank
from simulator.plan.outcomes import OutcomeInfo

figures = st.one_of(st.floats(-1e9, 1e9), st.sampled_from([math.inf, math.nan, 0.0, -0.0, 1.0]))


def _info(name: str = "npv") -> OutcomeInfo:
    return OutcomeInfo(name, "£", "real", None, "whole", None, None, None, True, "", 0)


def _measure(values, chosen=None):
    return measure_outcomes([_info()], np.array([values], dtype=np.float64), chosen)["npv"]


@settings(deadline=None, max_examples=200)
@given(st.lists(figures, min_size=1, max_size=60))
def test_percentiles_are_the_pn_th_smallest_of_a_sorted_list(values):
    present = sorted(v for v in values if not math.isnan(v))
    measure = _measure(values)
    assert measure.trials == len(present)
    assert measure.missing == pytest.approx(1 - len(present) / len(values))
    for percent in PERCENTILES if present else ():
        # Fractions, so that no rounding of p·n decides which trial it is.
        rank = next(r for r in range(1, len(present) + 1) if 100 * r >= percent * len(present))
        assert measure.at(percent) == present[rank - 1]
        assert math.copysign(1, measure.at(percent)) == 1 or measure.at(percent) < 0


@settings(deadline=None, max_examples=100)
@given(st.lists(figures, min_size=1, max_size=60), st.data())
def test_chosen_trials_count_as_if_there_were_no_others(values, data):
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values))))
    kept = [v for v, c in zip(values, chosen, strict=True) if c]
    alone = _measure(kept) if kept else None
    among = _measure(values, chosen)
    if alone is None:
        assert among.trials == 0 and among.percentiles == {} and among.infinite is None and among.mean is None
    else:
        assert (among.percentiles, among.percentile_errors) == (alone.percentiles, alone.percentile_errors)
        assert (among.mean, among.sd, among.infinite, among.missing) == (
            alone.mean,
            alone.sd,
            alone.infinite,
            alone.missing,
        )


def test_mean_and_sd_agree_with_extended_precision():
    values = np.random.default_rng(3).lognormal(15, 0.4, 3 * LEAF + 17)
    measure = _measure(values)
    exact = values.astype(np.longdouble)
    assert measure.mean == pytest.approx(float(exact.mean()), rel=1e-14)
    assert measure.sd == pytest.approx(
        float(np.sqrt(((exact - exact.mean()) ** 2).sum() / (len(values) - 1))), rel=1e-13
    )
    assert measure.mean_error == pytest.approx(measure.sd / math.sqrt(len(values)), rel=1e-15)


def test_a_constant_has_exactly_its_own_mean_and_no_spread():
    measure = _measure([0.1] * 10_001)
    assert (measure.mean, measure.sd, measure.mean_error) == (0.1, 0.0, 0.0)
    assert set(measure.percentiles.values()) == {0.1} and set(measure.percentile_errors.values()) == {0.0}


def test_one_infinite_trial_takes_mean_sd_and_their_errors_away_but_no_finite_percentile():
    measure = _measure([1.0, 2.0, 3.0, math.inf])
    assert (measure.mean, measure.sd, measure.mean_error) == (None, None, None)
    assert measure.infinite == 0.25 and measure.median == 2.0 and math.isinf(measure.at(95))


def test_a_single_trial_has_no_spread():
    measure = _measure([7.0])
    assert (measure.mean, measure.sd, measure.mean_error) == (7.0, None, None)
    assert set(measure.percentiles.values()) == {7.0}


def test_error_of_the_median_is_half_the_distance_of_the_stated_order_statistics():
    # n = 100: n/2 ± √n/2 are the 45th and the 55th, so with values 1 … 100 half their distance is 5.
    measure = _measure(list(range(1, 101)))
    assert error_ranks(50, 100) == (45, 55)
    assert measure.error_at(50) == 5.0 and measure.median == 50.0


def test_error_of_the_median_covers_as_it_should():
    """The standard error agrees with the spread of medians over many samples (normal: 1.2533 ÷ √n)."""
    draws = np.random.default_rng(11).standard_normal((400, 900))
    found = measure_outcomes([_info(str(i)) for i in range(400)], draws)
    spread = np.std([m.median for m in found.values()])
    typical = np.mean([m.error_at(50) for m in found.values()])
    assert spread == pytest.approx(1.2533 / 30, rel=0.12)
    assert typical == pytest.approx(spread, rel=0.15)


def test_ranks_are_exact_where_floats_are_not():
    # 0.07 · 100 is 7.000000000000001 in floats; the 7th smallest is meant, not the 8th.
    assert percentile_rank(7, 100) == 7
    assert [percentile_rank(p, 10) for p in (1, 10, 11, 50, 90, 91, 99)] == [1, 1, 2, 5, 9, 10, 10]


def test_every_row_is_measured_whatever_the_number_of_rows():
    values = np.random.default_rng(5).normal(size=(37, 50))
    found = measure_outcomes([_info(f"o{i}") for i in range(37)], values)
    assert list(found) == [f"o{i}" for i in range(37)]
    for i, measure in enumerate(found.values()):
        assert measure.median == sorted(values[i])[24]


def test_mean_does_not_depend_on_infinite_or_missing_neighbours_being_skipped():
    row = np.array([1.0, math.nan, 2.0, math.inf, 3.0])
    mean, sd, error = centre_and_spread(row, np.ones(5, dtype=np.bool_))
    assert (mean, sd) == (2.0, 1.0) and error == pytest.approx(1 / math.sqrt(3))


@settings(deadline=None, max_examples=100)
@given(st.lists(figures, min_size=1, max_size=200))
def test_intervals_of_percentiles_are_the_order_statistics_of_the_binomial_ranks(values):
    present = sorted(v for v in values if not math.isnan(v))
    measure = _measure(values)
    padded = [-math.inf, *present, math.inf]
    for percent in PERCENTILES if present else ():
        low, high = binomial_ranks(percent, len(present))
        assert measure.interval_at(percent) == (padded[low], padded[high])
        assert measure.interval_at(percent).low <= measure.at(percent) <= measure.interval_at(percent).high


def test_the_interval_of_a_mean_is_where_the_mean_is():
    assert _measure([1.0, 2.0, math.inf]).mean_interval is None and _measure([1.0]).mean_interval is None
    low, high = _measure([1.0, 2.0, 3.0, 4.0]).mean_interval
    assert (low + high) / 2 == pytest.approx(2.5) and (high - low) / 2 == pytest.approx(3.1824463 * math.sqrt(5 / 12))


def _randomised(parts, chosen=None):
    values = np.array(parts, dtype=np.float64).reshape(1, -1)
    return measure_outcomes([_info()], values, chosen, len(parts))["npv"]


def test_errors_of_a_design_come_from_its_randomisations():
    """Each randomisation is the same set of points, moved a little: nothing but the moves is uncertain."""
    moves = np.random.default_rng(7).normal(0, 0.5, 20)
    points = np.arange(1_000) / 10
    measure = _randomised([points + move for move in moves])
    error = moves.std(ddof=1) / math.sqrt(20)
    assert measure.mean_error == pytest.approx(error, rel=1e-9)
    assert measure.mean_interval == pytest.approx(
        (measure.mean - 2.093 * error, measure.mean + 2.093 * error), rel=1e-4
    )
    assert measure.error_at(50) == pytest.approx(error, rel=0.1)
    low, high = measure.interval_at(50)
    assert (high - low) / 2 == pytest.approx(2.093 * error, rel=0.1)
    # As independent trials the same values would be thought known far less well.
    assert measure_outcomes([_info()], np.concatenate([points + m for m in moves])[None, :])["npv"].mean_error > error


def test_a_percentile_at_a_step_is_bounded_by_what_its_height_is_uncertain_by():
    """Three quarters are repaid, a little more or less by randomisation; the 75th percentile could be either."""
    repaid = [720, 780] * 10
    measure = _randomised([[*range(n), *[math.inf] * (1000 - n)] for n in repaid])
    assert math.isinf(measure.at(80)) and math.isfinite(measure.at(70))
    assert measure.interval_at(70).high < math.inf and measure.interval_at(80).low == math.inf
    assert measure.interval_at(75).low < math.inf == measure.interval_at(75).high


def test_only_chosen_trials_of_a_design_count():
    draw = np.random.default_rng(8)
    parts, chosen = draw.normal(size=(10, 200)), draw.random((10, 200)) < 0.6
    among = _randomised(parts, chosen.ravel())
    means = [row[kept].mean() for row, kept in zip(parts, chosen, strict=True)]
    counts = chosen.sum(axis=1)
    away = [n * (m - among.mean) / counts.mean() for n, m in zip(counts, means, strict=True)]
    assert among.mean == pytest.approx(parts[chosen].mean(), rel=1e-12)
    assert among.mean_error == pytest.approx(math.sqrt(np.sum(np.square(away)) / 9 / 10), rel=1e-9)
    assert among.trials == chosen.sum() and among.median == sorted(parts[chosen])[math.ceil(chosen.sum() / 2) - 1]


def test_a_certain_outcome_of_a_design_has_no_error():
    measure = _randomised([[0.1] * 50] * 20)
    assert (measure.mean, measure.mean_error, measure.mean_interval) == (0.1, 0.0, (0.1, 0.1))
    assert set(measure.percentile_errors.values()) == {0.0} and measure.interval_at(50) == (0.1, 0.1)


def test_a_handful_of_trials_never_looks_certain():
    measure = _measure([1.0, 2.0, 4.0])
    assert measure.error_at(10) == 0.5 and measure.error_at(50) == 1.5 and measure.error_at(95) == 1.0
    assert error_ranks(5, 1) == (1, 1) and error_ranks(95, 10) == (9, 10)
