"""The shipped case gives the report's own figures to the pound, and its dates to the year."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from compare import agree, engine_run
from tie_out import CASE, FIRST_NET_SAVING, FULL_EFFECT, GAP, IN_SCOPE, NET_BUDGET, REPORTED, corner, ends

from simulator.case import builtin_path, load_case
from simulator.plan import compile_plan

TRIALS = range(50)
SEED = 3
POUND = 0.005
ENDS = ("low", "high")


@pytest.fixture(scope="module")
def case():
    return load_case(builtin_path(CASE))


def outcomes(plan):
    return engine_run(plan, SEED, TRIALS)[1]


@pytest.mark.parametrize("end", ENDS)
def test_the_sums_and_shares_of_the_report(case, end):
    made = outcomes(corner(compile_plan(case, "as_submitted"), case, end, end))
    reported = REPORTED[end]
    assert np.all(np.abs(made["annual_saving"] - reported.saving) < POUND)
    assert np.all(np.abs(made["implementation_cost"] - reported.cost) < POUND)
    assert np.all(made["cost_beyond_horizon"] == 0)
    for name, base, printed in (
        ("saving_share_of_net_budget", NET_BUDGET, reported.of_net_budget),
        ("saving_share_of_budget_in_scope", IN_SCOPE, reported.of_scope),
        ("full_year_gap_share", GAP, reported.of_gap),
    ):
        decimals = len(printed.split(".")[1])
        assert {f"{share:.{decimals}f}" for share in 100 * made[name]} == {printed}, name
        assert np.allclose(made[name] * base, reported.saving, rtol=0, atol=POUND), name


@pytest.mark.parametrize(("saving", "cost"), [*itertools.product(ENDS, ENDS)])
def test_the_dates_of_the_report_hold_at_every_corner(case, saving, cost):
    made = outcomes(corner(compile_plan(case, "as_submitted"), case, saving, cost))
    assert np.all(made["first_net_saving_year"] == FIRST_NET_SAVING)
    assert np.all(made["full_effect_year"] == FULL_EFFECT)
    assert np.all(np.isfinite(made["payback_years"]))


@pytest.mark.parametrize("end", ENDS)
def test_setting_the_ends_by_hand_gives_the_same(case, end):
    """`collabsim run --set cluster.corporate.saving=…` and `Plan.replace` are two ways to one corner."""
    sets = [f"{path}={value:.0f}" for path, value in ends(case, end, end).items()]
    by_hand = load_case(builtin_path(CASE), sets)
    inputs, made = engine_run(compile_plan(by_hand, "as_submitted"), SEED, TRIALS)
    assert np.all(np.abs(made["annual_saving"] - REPORTED[end].saving) < POUND)
    assert np.all(np.abs(made["implementation_cost"] - REPORTED[end].cost) < POUND)
    assert agree(by_hand, inputs, made).faults == []


def test_the_tested_case_is_later_than_the_report(case):
    """The difference is the point of the tool; a tested case that kept the report's dates would be a broken one."""
    made = engine_run(compile_plan(case), SEED, range(2000))[1]
    approved = made["approved"] == 1
    years = made["first_net_saving_year"][approved]
    assert np.sort(years)[len(years) // 2] > FIRST_NET_SAVING
    both = (made["first_net_saving_year"] <= FIRST_NET_SAVING) & (made["full_effect_year"] <= FULL_EFFECT)
    assert both.mean() < 0.1
