"""Trials over threads: what may be asked for, and that nobody can tell how they were shared out."""

import numpy as np
import pytest

import simulator
from simulator.case import load_case
from simulator.engine import simulate as simulate_alone
from simulator.plan import compile_plan
from simulator.running import simulate


@pytest.fixture(scope="module")
def plan():
    return compile_plan(load_case(None))


def same(a, b):
    return np.array_equal(a.values.view(np.uint64), b.values.view(np.uint64))


@pytest.mark.parametrize(("threads", "chunk"), [(1, 8192), (2, 64), (3, 100), (7, 33), (2, 1)])
def test_threads_and_chunks_change_no_byte(plan, threads, chunk):
    assert same(simulate(plan, 300, seed=4, threads=threads, chunk=chunk), simulate_alone(plan, 4, range(300)))


def test_a_later_range_is_the_same_trials(plan):
    whole, part = simulate(plan, 200, seed=4), simulate(plan, range(70, 150), seed=4)
    assert part.first_trial == 70
    assert np.array_equal(whole.values[:, 70:150], part.values, equal_nan=True)


def test_another_seed_gives_other_trials(plan):
    assert not same(simulate(plan, 64, seed=1), simulate(plan, 64, seed=2))


def test_what_is_kept_is_what_was_asked_for(plan):
    kept = simulate(plan, 64, seed=1, keep=["npv", "payback_years.hartlepool"])
    assert kept.names == ("npv", "payback_years.hartlepool") and kept.values.shape == (2, 64)
    assert np.array_equal(kept["npv"], simulate(plan, 64, seed=1)["npv"])
    with pytest.raises(KeyError, match="did you mean 'npv'"):
        simulate(plan, 64, keep=["npw"])
    with pytest.raises(KeyError, match="did you mean 'npv'"):
        kept["npw"]


@pytest.mark.parametrize(
    "wrong", [{"threads": 0}, {"chunk": 0}, {"seed": -1}, {"seed": 2**64}, {"trials": range(0, 10, 2)}]
)
def test_what_cannot_be_run_is_refused(plan, wrong):
    with pytest.raises(ValueError):
        simulate(plan, **{"trials": 64, **wrong})


def test_progress_ends_at_all_trials_and_an_interruption_gets_through(plan):
    seen = []
    simulate(plan, 500, seed=1, chunk=100, progress=lambda done, all_of_them: seen.append((done, all_of_them)))
    assert seen == [(100, 500), (200, 500), (300, 500), (400, 500), (500, 500)]

    def interrupt(_done, _all):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(plan, 500, seed=1, chunk=100, progress=interrupt)


def test_a_case_runs_as_it_stands_in_either_view():
    case = simulator.load_case(None)
    tested = simulator.simulate(case, 64, seed=1)
    submitted = simulator.simulate(case, 64, seed=1, view="as_submitted")
    assert np.all(submitted["annual_saving"] >= tested["annual_saving"])
