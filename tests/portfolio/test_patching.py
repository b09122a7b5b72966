"""A group's plan from another's of its shape is to the last bit the plan of its own case."""

import dataclasses
import random

import numpy as np
import pytest

from simulator.case import CaseError, build_case, builtin_path, load_case
from simulator.engine import own_copy, simulate, simulate_into
from simulator.plan import compile_plan
from simulator.portfolio.cases import case_text
from simulator.portfolio.groups import all_pairs
from simulator.portfolio.job import Portfolio
from simulator.portfolio.patching import Plans
from simulator.portfolio.template import Template, TemplateError, settled
from simulator.record.digest import digests_by_name
from tests.portfolio.councils import made_up, real_pair

CASES = ("darlington-hartlepool", "darlington-hartlepool-bottom-up")
TRIALS = 192


@pytest.fixture(scope="module", params=CASES)
def template(request):
    return Template(load_case(builtin_path(request.param)))


@pytest.fixture(scope="module")
def usual():
    return Template(load_case())


def outcomes_of(patched, seed, trials):
    rows = np.array([info.row for info in patched.plan.outcomes])
    values = np.empty((len(rows), trials))
    simulate_into(patched.plan, patched.memory, seed, range(trials), rows, values, 0)
    return values


def as_plan(patched):
    """The plan of the group whose numbers are in place (its inputs are those of the first group)."""
    return dataclasses.replace(patched.plan, arrays=own_copy(patched.arrays))


def plan_of(template, members):
    """The plan of a group by way of its whole case."""
    return compile_plan(template.group_case(members))


def same_plans(one, other):
    """Whether the engine would be given the same bytes."""
    tables = np.array_equal(one.arrays.draws.pert, other.arrays.draws.pert)
    return tables and one.canonical_bytes() == other.canonical_bytes()


def test_the_real_pair_is_the_real_case(template):
    """Same plan and same digest of every outcome, whatever was in the memory before."""
    pair = real_pair(template.case)
    real = compile_plan(template.case)
    plans = Plans(template)
    plans.of(made_up(template.clusters, 2, 3, alike=True))
    patched = plans.of(pair)
    assert same_plans(as_plan(patched), real)
    ran = simulate(real, 2011, range(TRIALS))
    ours = dict(zip([info.name for info in patched.plan.outcomes], outcomes_of(patched, 2011, TRIALS), strict=True))
    assert digests_by_name(list(ours), 0, np.array(list(ours.values()))) == digests_by_name(ran.names, 0, ran.values)


def test_random_groups_are_as_their_own_cases(template):
    draw = random.Random(5)
    councils = [*made_up(template.clusters, 14, 1), *made_up(template.clusters, 30, 2, alike=True)[14:]]
    # Darlington's contract comes with it, and holds back a share that a case may refuse beside larger councils.
    councils = sorted([*councils, *real_pair(template.case)], key=lambda one: one.id)
    plans, compared, put = Plans(template), 0, 0
    for _ in range(40):
        members = sorted(draw.sample(councils, draw.choice([2, 2, 2, 3, 4])), key=lambda one: one.id)
        if not template.shape(members).shared:
            continue
        before = set(map(id, plans._known.values()))
        try:
            patched = plans.of(members)
        except CaseError:
            with pytest.raises(CaseError):
                plan_of(template, members)
            continue
        put += id(patched) in before
        compared += 1
        assert same_plans(as_plan(patched), plan_of(template, members)), [one.id for one in members]
    assert compared > 25 and put > 3


def test_the_outcomes_are_those_of_the_own_case(usual):
    """Beyond the plan: what the engine's memory holds from the group before must not be seen."""
    councils = made_up(usual.clusters, 6, 7, alike=True)
    plans = Plans(usual)
    for first, second in ((0, 1), (2, 3), (0, 5), (4, 5)):
        patched = plans.of([councils[first], councils[second]])
        own = simulate(plan_of(usual, [councils[first], councils[second]]), 11, range(TRIALS))
        assert outcomes_of(patched, 11, TRIALS).tobytes() == own.values.tobytes()
    assert len(plans._known) == 1


def test_a_range_that_cannot_be_scaled_exactly_is_compiled_anew():
    """Pennies times a factor are rounded, and the range may lean a hair to the other side."""
    case = load_case(sets=["total_cost.amount={low=5000000.1, mode=6100000.3, high=8000000.7}"])
    template = Template(case)
    councils = made_up(template.clusters, 12, 9, alike=True)
    plans, anew = Plans(template), 0
    for second in councils[1:]:
        before = list(map(id, plans._known.values()))
        patched = plans.of([councils[0], second])
        anew += id(patched) not in before
        assert same_plans(as_plan(patched), plan_of(template, [councils[0], second]))
    assert anew > 1


def test_a_written_case_is_the_group_s(usual, tmp_path):
    councils = made_up(usual.clusters, 2, 4, alike=True)
    file = tmp_path / "pair.toml"
    file.write_text(case_text(usual, councils), encoding="utf-8")
    assert same_plans(compile_plan(load_case(file)), plan_of(usual, councils))
    assert "council-1 is Council 0" in file.read_text(encoding="utf-8")


def test_savings_go_with_the_budget_and_costs_with_the_saving_but_for_the_fixed_part(usual):
    """Twice the real pair in all: twice every saving, 1.8 times the programme's costs at a fixed part of a fifth."""
    pair = real_pair(usual.case)
    double = [
        dataclasses.replace(
            one,
            id=f"twin-{one.id}",
            budgets={name: 2 * budget for name, budget in one.budgets.items()},
            net_budget=2 * one.net_budget,
            gaps={},
        )
        for one in pair
    ]
    case = usual.group_case(double)
    for name, cluster in case.cluster.items():
        real = usual.case.cluster[name]
        assert cluster.saving.ends == (2 * real.saving.ends[0], 2 * real.saving.ends[1])
        assert cluster.budget.value == 2 * real.budget.value
    assert case.total_cost.amount.high == pytest.approx(1.8 * usual.case.total_cost.amount.high, rel=1e-6)
    assert case.team.amount.value == pytest.approx(1.8 * usual.case.team.amount.value, rel=1e-6)
    other = Template(usual.case, fixed_part=0.0).group_case(double)
    assert other.total_cost.amount.high == 2 * usual.case.total_cost.amount.high
    assert not case.council["council-1"].gap and case.case.gap_year is None


def test_a_cluster_is_shared_by_two_or_not_at_all(usual):
    """Two without a budget for people share what is left; what the third has alone is out of scope."""
    three = made_up(usual.clusters, 3, 6, alike=True)
    for one in three[:2]:
        one.budgets["people"] = 0.0
    case = usual.group_case(three)
    assert "people" not in case.cluster
    assert case.out_of_scope["not-shared"].budget.value == three[2].budgets["people"]
    assert set(case.event) == set(usual.case.event) and "xentrall" not in case.lock
    assert "strategic-management" in usual.group_case(three[:2]).cluster


def test_waves_events_and_correlations_go_with_their_clusters(usual):
    """Two councils that share environment alone: wave 2 is left, and the events on what is gone are not."""
    two = made_up(usual.clusters, 2, 8, alike=True)
    for one in two:
        one.budgets.update({name: 0.0 for name in one.budgets if name != "environment"})
    case = usual.group_case(two)
    assert set(case.cluster) == {"environment"} and set(case.wave) == {"wave-2"}
    assert "ict-convergence" not in case.event and "policy-divergence" in case.event
    compile_plan(case)


def test_every_group_draws_what_councils_decide_from_the_same_stream(usual):
    councils = made_up(usual.clusters, 4, 2, alike=True)
    one, other = (simulate(plan_of(usual, councils[i : i + 2]), 3, range(TRIALS))["approved"] for i in (0, 2))
    assert one.tobytes() == other.tobytes() and 0 < one.mean() < 1


def test_terms_of_a_third_council_are_those_of_the_last(usual):
    case = Template(load_case(sets=["gate.wave-1.decline.hartlepool=30%"])).group_case(
        made_up(usual.clusters, 3, 2, alike=True)
    )
    assert [round(chance.value, 6) for chance in case.gate["wave-1"].decline.values()] == [0.1, 0.3, 0.3]


def test_a_case_that_cannot_be_scaled_is_refused_with_every_reason(usual):
    data = {**usual.data, "case": {**usual.data["case"], "key": {"darlington": 0.4, "hartlepool": 0.6}}}
    cluster = {**data["cluster"]["people"], "saving": {"percentiles": {"p10": 1e6, "p90": 2e6}}}
    cluster.pop("budget")
    case = build_case({**data, "cluster": {**data["cluster"], "people": cluster}})
    with pytest.raises(TemplateError) as refused:
        Template(case).check("template.toml")
    assert sorted(fault.path for fault in refused.value.faults) == [
        "case.key",
        "cluster.people.budget",
        "cluster.people.saving",
    ]


def test_factors_are_settled_to_twenty_binary_digits():
    draw = random.Random(1)
    for _ in range(1000):
        factor = draw.uniform(1e-3, 1e3)
        assert settled(factor) == pytest.approx(factor, rel=2**-20)
        # A whole number of pounds below 2³³ times it is exact.
        pounds = draw.randrange(2**33)
        assert int(settled(factor) * pounds * 2**60) == int(settled(factor) * 2**60) * pounds
    assert settled(1.0) == 1.0


def test_groups_without_a_case_have_no_figures_and_say_why(usual):
    councils = made_up(usual.clusters, 3, 5, alike=True)
    councils[0].budgets.update(dict.fromkeys(councils[0].budgets, 0.0))
    job = Portfolio(usual, tuple(councils), all_pairs(councils), 64, 1, 4.0)
    block = job.do(0, job.tools())
    assert np.isnan(block.figures[:2]).all() and not np.isnan(block.figures[2]).all()
    assert block.reason.startswith("c000 + c001:")
