"""The engine on the whole case, 10,000 trials at a time, and the same in NumPy and by other libraries' draws."""

import pytest

from benchmarks import best_numpy, peers, reference
from benchmarks.models import CHUNK, DESIGNED, SEED, Chunks, many_threads, one_thread, real_plan
from distributions.designs import Design
from simulator.running.crew import cores


@pytest.fixture(params=["tested", "as_submitted"])
def plan(request):
    return real_plan(request.param)


def test_one_thread(benchmark, plan):
    benchmark(one_thread(Chunks(plan)), 1)


@pytest.mark.skipif(cores() < 2, reason="there is one core")
def test_two_threads_20_chunks(benchmark, plan):
    benchmark(many_threads(Chunks(plan), 2), 20)


def test_one_thread_20_chunks(benchmark, plan):
    benchmark(many_threads(Chunks(plan), 1), 20)


@pytest.mark.parametrize("design", ["lhs", "sobol"])
def test_a_design(benchmark, design):
    benchmark(one_thread(Chunks(real_plan(), Design(design, DESIGNED, 2), DESIGNED)), 1)


@pytest.mark.parametrize("model", [reference, best_numpy], ids=["plain", "best"])
def test_numpy(benchmark, plan, model):
    made = benchmark(model.simulate, plan, SEED, CHUNK)
    assert made.shape == (len(plan.outcomes), CHUNK)


@pytest.mark.parametrize("name", peers.PEERS)
def test_draws_of(benchmark, name):
    if not peers.installed(name):
        pytest.skip(f"{name} is not installed")
    plan = real_plan()
    made = benchmark(peers.load(name)[0](plan), SEED, CHUNK)
    assert made.shape == (len(plan.input_ids), CHUNK)


def test_draws_of_plain_numpy(benchmark):
    benchmark(reference.draw, real_plan(), SEED, CHUNK)
