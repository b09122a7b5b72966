"""Joint chances, held against counting."""

import math

import numpy as np
import pytest

from simulator.findings.joint import MOST_POINTS, find_joint, round_amounts
from simulator.findings.probabilities import SAME_MOMENT
from tests.findings.invented import invented_facts
from tests.findings.reported import shipped

FACTS = invented_facts()
EVERYONE = np.ones(2000, dtype=np.bool_)


def invented(**changes):
    draw = np.random.default_rng(3)
    saving = 5e6 + 1e6 * draw.standard_normal(2000)
    cost = 7e6 + 1e6 * draw.standard_normal(2000)
    payback = 4.5 - 0.4e-6 * (saving - 5e6) + 0.3 * draw.standard_normal(2000)
    return {"annual_saving": saving, "implementation_cost": cost, "payback_years": payback} | changes


@pytest.mark.parametrize("which", [0, 1])
def test_the_mark_is_hit_by_its_level_and_no_easier_pair_is_needed(which):
    outcomes = invented()
    joint = find_joint(FACTS, outcomes, EVERYONE, "")[which]
    amount, payback = outcomes[joint.measure], outcomes["payback_years"]
    good = (lambda x: amount >= x) if joint.tail == "at least" else (lambda x: amount <= x)
    for region in joint.regions:
        x, y = region.mark
        assert np.mean(good(x) & (payback <= y)) == pytest.approx(region.joint)
        assert region.level <= region.joint < region.level + 0.002
        # Both aims are equally likely by themselves.
        assert np.mean(good(x)) == pytest.approx(region.single) == np.mean(payback <= y)
        assert region.single > region.level


def test_every_point_of_the_line_has_the_joint_chance():
    outcomes = invented()
    joint = find_joint(FACTS, outcomes, EVERYONE, "")[0]
    for region in joint.regions:
        amounts = [x for x, _ in region.line]
        assert amounts == sorted(amounts) and len(amounts) > 10
        for x, y in region.line:
            hits = (outcomes["annual_saving"] >= x) & (outcomes["payback_years"] <= y)
            assert region.level <= np.mean(hits) < region.level + 0.002


def test_the_grid_counts():
    outcomes = invented()
    grid = find_joint(FACTS, outcomes, EVERYONE, "")[0].grid
    assert len(grid.chances) == len(grid.amounts) == len(grid.amount_words) <= 6
    for amount, row in zip(grid.amounts, grid.chances, strict=True):
        for years, chance in zip(grid.years, row, strict=True):
            both = (outcomes["annual_saving"] >= amount) & (outcomes["payback_years"] <= years + SAME_MOMENT)
            assert chance.share == np.mean(both) and chance.trials == 2000
    assert grid.dates[0] == "31 March 2015" and grid.amount_words[0].startswith("at least £")


def test_only_chosen_trials_count():
    outcomes = invented()
    chosen = outcomes["annual_saving"] > 5e6
    joint = find_joint(FACTS, outcomes, chosen, "given approval")[0]
    assert joint.trials == np.count_nonzero(chosen) and joint.condition == "given approval"
    assert min(x for x, _ in joint.points) > 5e6


def test_points_are_few_spread_out_and_always_the_same():
    first, again = (find_joint(FACTS, invented(), EVERYONE, "")[0] for _ in range(2))
    assert first == again and len(first.points) == MOST_POINTS
    never = invented(payback_years=np.where(np.arange(2000) % 2, np.inf, 4.0))
    joint = find_joint(FACTS, never, EVERYONE, "")[0]
    assert len(joint.points) + joint.never_points == MOST_POINTS and joint.never_points > 0
    assert all(math.isfinite(years) for _, years in joint.points)


def test_what_cannot_be_reached_is_said():
    never = invented(payback_years=np.where(np.arange(2000) % 10 < 7, np.inf, 4.0))
    for joint in find_joint(FACTS, never, EVERYONE, ""):
        for region in joint.regions:
            assert region.mark is region.single is region.joint is None and region.line == ()
            assert region.words.startswith("No amount goes together with payback by 31 March 2022 in")


def test_a_certain_case_is_certain():
    sure = {name: np.full(2000, value) for name, value in invented().items() for value in [float(value[0])]}
    joint = find_joint(FACTS, sure, EVERYONE, "")[0]
    assert all(region.joint == 1 and region.words.startswith("Every trial has both") for region in joint.regions)
    assert len(joint.grid.amounts) == 1


def test_never_in_the_red_is_said():
    joint = find_joint(FACTS, invented(payback_years=np.zeros(2000)), EVERYONE, "")[0]
    assert joint.regions[1].title.endswith("and never being in the red")


def test_words_are_of_the_mark():
    region = find_joint(FACTS, invented(), EVERYONE, "")[0].regions[1]
    month = FACTS.month_name(region.mark[1] * 12)
    assert region.words.startswith("An 80% chance of both a saving of at least £")
    assert region.words.endswith(f"a year (real, 2011/12 prices) and payback by the end of {month}.")
    assert abs(float(region.amount_words.removeprefix("at least £").split("m")[0]) * 1e6 - region.mark[0]) < 1e5


def test_the_shipped_case_has_both_joints():
    saving, cost = shipped("darlington-hartlepool").report.joint
    assert (saving.measure, saving.tail) == ("annual_saving", "at least")
    assert (cost.measure, cost.tail) == ("implementation_cost", "at most")


@pytest.mark.parametrize(
    ("values", "amounts"),
    [
        (np.linspace(0.0, 10e6, 101), (2e6, 4e6, 6e6, 8e6)),
        (np.full(5, 3e6), (3e6,)),
        (np.linspace(-1e5, 1e5, 101), (-5e4, 0.0, 5e4)),
    ],
)
def test_amounts_are_round(values, amounts):
    assert round_amounts(values) == amounts
