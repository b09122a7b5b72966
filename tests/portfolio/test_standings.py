"""Figures of a group beside those of an ordinary run, and ranks beside what is true of made-up figures."""

import math

import numpy as np
import pytest

from simulator.case import load_case
from simulator.findings import analyse
from simulator.findings.portfolio import BINS, classes_of, short_names
from simulator.findings.standings import MEASURES, figure_names, figures, kept_of, stand
from simulator.plan import compile_plan
from simulator.running import simulate

TRIALS, SEED, WITHIN = 1_500, 2011, 4.5
GAP_YEAR = "2014/15"


@pytest.fixture(scope="module")
def run():
    """An ordinary run of the shipped case with reserves."""
    case = load_case(sets=["council.darlington.reserves=£5m", "council.hartlepool.reserves=£4m"])
    plans = [compile_plan(case, view) for view in ("tested", "as_submitted")]
    outcomes = [simulate(plan, TRIALS, SEED, threads=1) for plan in plans]
    return case, outcomes[0], analyse(case, *outcomes, *plans, seed=SEED)


def figures_of(case, outcomes, councils=("darlington", "hartlepool")):
    kept = kept_of(outcomes.names, councils, case.case.gap_year)
    values = np.array([outcomes[name] for name in kept.names])
    return dict(zip(figure_names(), figures(values, kept, WITHIN), strict=True))


def test_figures_are_those_of_a_run(run):
    case, outcomes, findings = run
    ours = figures_of(case, outcomes)
    told = findings.given_approval
    names = {**dict.fromkeys(MEASURES), "gap_closed": f"deficit_reduction.{GAP_YEAR}"}
    for measure in MEASURES:
        theirs = told.measures[names[measure] or measure]
        for percent in (10, 50, 90):
            assert ours[f"{measure}.p{percent}"] == theirs.at(percent)
            assert ours[f"{measure}.p{percent}.error"] == theirs.error_at(percent)
        if theirs.mean is None:
            assert math.isnan(ours[f"{measure}.mean"])
        else:
            assert (ours[f"{measure}.mean"], ours[f"{measure}.mean.error"]) == (theirs.mean, theirs.mean_error)
    never = told.chances["never_pays_back"]
    assert (ours["never_pays_back"], ours["never_pays_back.error"]) == (never.share, never.error)
    everybody = findings.tested.chances["approved"]
    assert (ours["approved"], ours["approved.error"]) == (everybody.share, everybody.error)


def test_chances_by_counting(run):
    case, outcomes, _ = run
    ours = figures_of(case, outcomes)
    approved = outcomes["approved"] == 1
    in_time = outcomes["payback_years"][approved] <= WITHIN
    assert ours["payback_within"] == pytest.approx(in_time.mean(), abs=1e-12)
    enough = [outcomes[f"reserves_headroom.{name}"][approved] >= 0 for name in ("darlington", "hartlepool")]
    assert ours["within_reserves"] == pytest.approx((enough[0] & enough[1]).mean(), abs=1e-12)
    assert 0 < ours["within_reserves"] < 1


def test_what_a_case_has_not_is_missing(run):
    case, outcomes, _ = run
    kept = kept_of(
        [name for name in outcomes.names if "reserves_headroom.hart" not in name], ["darlington", "hartlepool"], None
    )
    assert kept.reserves == 0 and not any("headroom" in name or "deficit" in name for name in kept.names)
    values = np.array([outcomes[name] for name in kept.names])
    ours = dict(zip(figure_names(), figures(values, kept, WITHIN), strict=True))
    assert math.isnan(ours["within_reserves"]) and math.isnan(ours["gap_closed.p50"])
    assert ours["payback_within"] == figures_of(case, outcomes)["payback_within"]
    values[0] = 0.0
    nobody = dict(zip(figure_names(), figures(values, kept, WITHIN), strict=True))
    assert nobody["approved"] == 0.0 and math.isnan(nobody["payback_within"]) and math.isnan(nobody["npv.p50"])


def ranks(first, error, second=None, second_error=0.0):
    first = np.array(first, dtype=float)
    second = np.zeros(len(first)) if second is None else np.array(second, dtype=float)
    return stand(first, np.full(len(first), error), second, np.full(len(first), second_error))


def test_differences_beyond_their_error_are_ranks():
    found = ranks([0.2, 0.9, 0.5], 0.01)
    assert found.order.tolist() == [1, 2, 0] and found.rank.tolist() == [3, 1, 2] and not found.tied.any()


def test_differences_within_their_error_are_ties():
    """1.96 × √2 × 0.01 is 0.0277: 0.90 and 0.88 are alike, and so is no other."""
    found = ranks([0.90, 0.88, 0.87, 0.80], 0.01)
    assert found.rank.tolist() == [1, 1, 3, 4] and found.tied.tolist() == [True, True, False, False]


def test_ties_are_parted_by_the_second_figure():
    found = ranks([0.90, 0.88, 0.89, 0.5], 0.01, [0.1, 0.3, 0.3005, 0.9], 0.001)
    assert found.order.tolist() == [2, 1, 0, 3]
    assert found.rank.tolist() == [3, 1, 1, 4] and found.tied.tolist() == [False, True, True, False]


def test_groups_without_figures_come_last_and_have_no_rank():
    found = stand(
        *np.array([[math.nan, 0.5, 0.5], [math.nan, 0.1, 0.1], [math.nan, math.nan, 0.2], [math.nan, math.nan, 0.1]])
    )
    assert found.order.tolist() == [2, 1, 0] and found.rank.tolist() == [0, 2, 1]
    nobody = ranks([math.nan, math.nan], 0.1)
    assert nobody.order.tolist() == [0, 1] and nobody.rank.tolist() == [0, 0]


@pytest.mark.parametrize("error", [0.0, 1e-5, 0.003, 0.5])
def test_many_groups_by_the_definition(error):
    """Each run of ties begins with its best, and ends before the first that differs from it."""
    draw = np.random.default_rng(1)
    first = np.round(draw.random(3_000), 3)
    found = ranks(first, error)
    falling = first[found.order]
    expected, start = [], 0
    for i in range(len(falling)):
        if falling[start] - falling[i] > 1.959963984540054 * math.sqrt(2) * error:
            start = i
        expected.append(start + 1)
    assert sorted(found.rank.tolist()) == sorted(expected)
    assert (np.diff(np.sort(-first)) >= 0).all() and sorted(found.order.tolist()) == list(range(3_000))


def test_names_and_classes():
    assert classes_of(["unitary", "", "county"]) == "county + no size class + unitary"
    assert short_names(["Ashby Royal Borough Council", "Council"]) == ["Ashby", "Council"]
    assert BINS > 1
