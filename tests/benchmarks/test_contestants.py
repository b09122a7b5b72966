"""Everybody who is timed does the same work."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from benchmarks import commands, models, peers, reference
from benchmarks.measuring import Contestant
from distributions.designs import Design
from simulator.engine import sample_inputs, simulate
from simulator.plan.arrays import FIXED

TRIALS = 4000
SPREAD = 6.0
"""Of a mean of so many trials, in its standard errors: none of 62 inputs of three libraries goes beyond by chance."""


@pytest.fixture(scope="module")
def plan():
    return models.real_plan()


def test_the_engines_chunks_are_the_trials_of_a_run(plan):
    job = models.Chunks(plan, trials=192)
    tools = job.tools()
    job.do(2, tools)
    values = tools[-1]
    assert (values == simulate(plan, models.SEED, range(384, 576)).values).all()


def test_a_designs_chunks_are_whole_randomisations(plan):
    design = Design("sobol", 64, 4)
    job = models.Chunks(plan, design, 64)
    tools = job.tools()
    job.do(3, tools)
    expected = simulate(plan, models.SEED, range(192, 256), design=design).values
    assert np.array_equal(tools[-1], expected, equal_nan=True)


@pytest.mark.parametrize("name", peers.PEERS)
def test_a_peer_draws_what_the_case_says(plan, name):
    """Means and spreads within so many standard errors of the engine's, ranks correlated as the case asks."""
    x = peers.load(name)[0](plan)(7, TRIALS)
    ours = sample_inputs(plan, 7, range(20 * TRIALS))
    assert x.shape == (len(plan.input_ids), TRIALS)
    for i, one in enumerate(plan.input_ids):
        marginal = plan.inputs[one].marginal
        if marginal.kind == FIXED:
            assert (x[i] == marginal.low).all()
            continue
        spread = ours[i].std()
        assert abs(x[i].mean() - ours[i].mean()) < SPREAD * spread * (1 / TRIALS + 1 / ours.shape[1]) ** 0.5, one
        assert stats.ks_2samp(x[i], ours[i]).pvalue > 1e-6 or plan.inputs[one].probability_row >= 0, one
    for copula in plan.correlation:
        rows = [plan.input_ids.index(member) for member in copula.members]
        if any(plan.inputs[member].probability_row >= 0 for member in copula.members):
            continue  # decided: 0 or 1, whose ranks are something else
        found = stats.spearmanr(x[rows].T).statistic
        assert np.abs(found - copula.asked).max() < SPREAD / TRIALS**0.5, copula.id


@pytest.mark.parametrize("name", peers.PEERS)
def test_a_peer_repeats_its_draws_and_makes_others_of_another_seed(plan, name):
    draw = peers.load(name)[0](plan)
    first = draw(1, 500)
    assert (draw(1, 500) == first).all()
    assert (draw(2, 500) != first).any()


def test_a_peer_refuses_what_it_cannot_draw(plan):
    with pytest.raises(ValueError, match="this is none of them"):
        peers.marginals_of(plan, {})


def test_who_is_not_installed_is_left_out_by_name(plan, monkeypatch):
    monkeypatch.setitem(sys.modules, "chaospy", None)
    entered, left_out = models.contestants(plan, 1e-3, ("engine", "chaospy"))
    assert [one.name for one in entered] == ["engine"]
    assert left_out == {"chaospy": "not installed: pip install 'collabsim[bench]'"}


def test_a_contestant_makes_as_many_trials_as_it_says(plan, monkeypatch):
    asked = []
    monkeypatch.setattr(reference, "simulate", lambda plan, seed, trials: asked.append(trials))
    [one], _ = models.contestants(plan, 1e-3, ("plain NumPy",))
    asked.clear()
    one.work()
    assert sum(asked) == one.amount


def test_floors_are_the_ones_that_were_agreed():
    assert commands.FLOORS["click"] == "import click"
    assert commands.FLOORS["parsers"] == "import numpy; from pydantic import BaseModel"
    for library in ("numpy", "numba", "Figure", "FigureCanvasAgg"):
        assert library in commands.FLOORS["bare"]
    for code in commands.FLOORS.values():
        compile(code, "floor", "exec")


def test_commands_are_timed_as_they_are_typed(tmp_path, monkeypatch):
    called = []
    monkeypatch.setattr(commands, "call", lambda words, folder, environment: called.append((words, environment)))
    entered = commands.contestants(tmp_path, tuple(commands.JOBS), {"PYTHONDONTWRITEBYTECODE": "1", "A": "b"})
    assert {one.name for one in entered} == {*commands.JOBS, *commands.FLOORS}
    for one in entered:
        one.work()
    typed = {one.name: words for one, (words, _) in zip(entered, called, strict=True)}
    assert typed["--help"] == [sys.executable, "-m", "simulator.cli", "--help"]
    assert typed["run"][3:6] == ["run", "--trials", "10000"] and "--no-report" not in typed["run"]
    assert "--no-report" in typed["run --no-report"]
    assert typed["click"] == [sys.executable, "-c", "import click"]
    around = {one.name: environment for one, (_, environment) in zip(entered, called, strict=True)}
    assert all("PYTHONDONTWRITEBYTECODE" not in found and found["A"] == "b" for found in around.values())
    assert [name for name, found in around.items() if "COLLABSIM_CACHE_DIR" in found] == ["first run"]


def test_the_first_run_finds_nothing_compiled_each_time(tmp_path, monkeypatch):
    left = []

    def call(words, folder, environment):
        cache = Path(environment["COLLABSIM_CACHE_DIR"])
        left.append(cache.exists())
        (cache / "kernels").mkdir(parents=True)

    monkeypatch.setattr(commands, "call", call)
    [first] = [one for one in commands.contestants(tmp_path, ("first run",), {}) if one.name == "first run"]
    assert isinstance(first, Contestant) and not first.warm
    for _ in range(2):
        first.before()
        first.work()
    assert left == [False, False]


def test_a_command_that_fails_is_no_quick_command(tmp_path):
    words = [sys.executable, "-c", "import sys; sys.exit('no such case')"]
    with pytest.raises(commands.CommandFailed, match="ended with 1: no such case"):
        commands.call(words, tmp_path, os.environ)


def test_a_cluster_and_threads_are_given_the_same_pairs(monkeypatch):
    from benchmarks import overhead
    from simulator.running.crew import Threads

    class Told(Threads):
        """Threads that say what they were given."""

        def results(self, job, numbers):
            given.append((job, list(numbers)))
            return iter([(number, None) for number in given[-1][1]])

    given = []
    monkeypatch.setattr(overhead, "workers", Told)
    monkeypatch.setattr(overhead, "threads", Told)
    with overhead.pair() as (cluster, here):
        assert cluster() == here() == overhead.PAIRS / overhead.BLOCK
    assert given[0] == given[1]
    assert sum(len(given[0][0].numbers(block)) for block in given[0][1]) == overhead.PAIRS
