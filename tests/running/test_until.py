"""Trials until they are enough: only ever added, never more than the most, and the same whatever they are run on."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.case import load_case
from simulator.plan import compile_plan
from simulator.running import simulate
from simulator.running.until import simulate_until


@pytest.fixture(scope="module")
def plans():
    return [compile_plan(load_case(None), view) for view in ("tested", "as_submitted")]


def root(target):
    """An excess that falls with the root of the trials and is 1 at the target."""
    return lambda outcomes: math.sqrt(target / outcomes[0].trials)


def trials_of(plans, excess, **more):
    seen = []

    def judge(outcomes):
        seen.append(outcomes[0].trials)
        return excess(outcomes)

    found = simulate_until(plans, 3, judge, keep=[["npv"]] * len(plans), **{"first": 64, "step": 32, **more})
    assert seen == sorted(set(seen)) and {one.trials for one in found} == {found[0].trials}
    return found[0].trials, seen


def test_it_is_one_run_of_so_many_trials(plans):
    found = simulate_until(plans, 3, root(300), keep=[["npv"], ["annual_saving", "npv"]], first=64, step=32, threads=2)
    assert found[0].trials == found[1].trials >= 300
    for plan, outcomes in zip(plans, found, strict=True):
        whole = simulate(plan, outcomes.trials, 3, keep=outcomes.names)
        assert outcomes.first_trial == 0 and np.array_equal(outcomes.values, whole.values)


def test_it_goes_on_only_as_long_as_it_must(plans):
    assert trials_of(plans[:1], root(64)) == (64, [64])
    # A tenth more than should do, in steps.
    assert trials_of(plans[:1], root(200)) == (224, [64, 224])
    trials, seen = trials_of(plans[:1], root(900))
    assert 900 <= trials <= 1.2 * 900 and seen[1] == 256


def test_the_trials_double_and_double_again_while_nothing_can_be_told(plans):
    assert trials_of(plans[:1], lambda outcomes: math.inf if outcomes[0].trials < 1000 else 0.5)[1] == [64, 256, 1024]


def test_it_never_takes_more_than_the_most(plans):
    assert trials_of(plans[:1], lambda outcomes: math.inf, most=300)[0] == 300
    assert trials_of(plans[:1], lambda outcomes: math.inf, most=64) == (64, [])
    with pytest.raises(ValueError, match="more than the most"):
        trials_of(plans[:1], root(1), most=10)


def test_threads_do_not_change_where_it_stops(plans):
    npv = []
    for threads in (1, 3):

        def excess(outcomes):
            row = outcomes[0]["npv"]
            return row.std() / math.sqrt(len(row)) / 3e5

        npv.append(simulate_until(plans[:1], 3, excess, keep=[["npv"]], first=100, step=10, threads=threads)[0])
    assert npv[0].trials == npv[1].trials > 100 and np.array_equal(npv[0].values, npv[1].values)
