"""A plan told as its changes from another is that plan: the same bytes to the engine, the same trials."""

import pickle

import numpy as np
import pytest

from simulator.case import builtin_path, load_case
from simulator.engine import simulate
from simulator.plan import compile_plan
from simulator.plan.changed import changed, changes, to_run

SETS = [
    [],
    ["cluster.corporate.saving=£2m"],
    ["wave.wave-1.start=2013-10"],
    ["cluster.corporate.saving={ low = '£1m', mode = '£1.1m', high = '£3m' }"],
    ["cluster.corporate.saving={ mean = '£2m', sd = '£300k', distribution = 'lognormal' }"],
    ["case.horizon=2018/19"],
    ["case.start=2012-01"],
    ["delay.common.high=12", "delivery.factor=0.8"],
    ["case.gap_year=2014/15", "council.darlington.gap={ '2014/15' = '£9m', '2015/16' = '£9m' }"],
]


def same(one, other):
    """Whether two values of the arrays are the same, to the type and the byte."""
    if isinstance(one, tuple):
        return type(one) is type(other) and all(map(same, one, other))
    if isinstance(one, np.ndarray):
        assert type(one) is type(other) and one.flags.c_contiguous == other.flags.c_contiguous
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    return type(one) is type(other) and one == other


def again(base, plan):
    """The plan as another process gets it: from the base and the changes, both by way of bytes."""
    return changed(pickle.loads(pickle.dumps(to_run(base))), pickle.loads(pickle.dumps(changes(base, plan))))


@pytest.mark.parametrize("view", ["tested", "as_submitted"])
@pytest.mark.parametrize("sets", SETS, ids=str)
def test_a_plan_comes_back_from_its_changes(sets, view):
    base, plan = compile_plan(load_case(), view), compile_plan(load_case(None, sets), view)
    found = again(base, plan)
    assert same(found.arrays, plan.arrays)
    assert found.canonical_bytes() == plan.canonical_bytes()
    assert (found.years, found.outcomes, found.dimensions) == (plan.years, plan.outcomes, plan.dimensions)
    assert np.array_equal(simulate(found, 5, range(64)).values, simulate(plan, 5, range(64)).values, equal_nan=True)


def test_a_plan_comes_back_from_that_of_a_wholly_different_case():
    shipped = sorted(builtin_path("blank").parent.glob("*.toml"))
    plans = [compile_plan(load_case(path)) for path in shipped]
    assert len(plans) >= 3
    for base, plan in zip(plans, plans[1:] + plans[:1], strict=True):
        found = again(base, plan)
        assert same(found.arrays, plan.arrays)
        assert (found.clusters, found.councils, found.case_id) == (plan.clusters, plan.councils, plan.case_id)


def test_changes_are_small():
    base = compile_plan(load_case())
    sizes = [len(pickle.dumps(changes(base, compile_plan(load_case(None, sets))))) for sets in SETS[:4]]
    assert sizes[0] < 300 and max(sizes[1:3]) < 10_000 and sizes[3] < len(pickle.dumps(to_run(base))) / 8
