"""Worker processes and Dask clusters: the bytes of threads, whoever dies or joins late."""

import os
import signal
import threading
import time

import numpy as np
import pytest

from simulator.case import load_case
from simulator.engine import simulate as simulate_alone
from simulator.plan import compile_plan
from simulator.running import cluster, crew, simulate

distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

KEEP = ["npv", "payback_years", "annual_saving"]


def same(a, b):
    return a.names == b.names and np.array_equal(a.values.view(np.uint64), b.values.view(np.uint64))


@pytest.fixture(scope="module")
def plan():
    found = compile_plan(load_case(None))
    simulate_alone(found, 0, range(64))  # compiled and on disk before workers want it
    return found


class Slow:
    """Pieces that tell who did them, slow enough that something can happen meanwhile."""

    def tools(self):
        return os.getpid()

    def do(self, number, tools):
        time.sleep(0.05)
        return number * number, tools


class Other:
    def tools(self):
        return None

    def do(self, number, tools):
        raise cluster.OtherSources("another version of collabsim")


class NotThere:
    def tools(self):
        return None

    def do(self, number, tools):
        import no_such_module_anywhere  # noqa: F401


@pytest.mark.slow
def test_two_workers_give_the_bytes_of_one_thread(plan):
    alone = simulate_alone(plan, 3, range(2000))
    with crew.workers(2) as two:
        assert two.hands == 2
        for chunk in (512, 300):
            assert same(simulate(plan, 2000, 3, crew=two, chunk=chunk), alone)
        assert same(simulate(plan, 2000, 3, crew=two, keep=KEEP), simulate(plan, 2000, 3, keep=KEEP))
        with pytest.raises(crew.CrewError, match="another version of collabsim: install there what is installed here"):
            list(two.results(Other(), range(3)))
        with pytest.raises(crew.CrewError, match="no_such_module_anywhere"):
            list(two.results(NotThere(), range(3)))


@pytest.mark.slow
def test_a_worker_that_is_killed_half_way_loses_nothing(plan):
    with crew.workers(2) as two:
        first = {who for _, (_, who) in two.results(Slow(), range(8))}
        assert len(first) == 2 and os.getpid() not in first
        killed = first.pop()
        found = []
        for number, (square, who) in two.results(Slow(), range(60)):
            found.append((number, square, who))
            if number == 20:
                os.kill(killed, signal.SIGKILL)
        assert [(number, square) for number, square, _ in found] == [(n, n * n) for n in range(60)]
        assert killed not in {who for number, _, who in found if number > 40}
        assert same(simulate(plan, 2000, 3, crew=two, chunk=200), simulate_alone(plan, 3, range(2000)))


@pytest.mark.slow
def test_a_cluster_by_its_address_and_a_worker_that_joins_late():
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
    ) as there:
        joined = threading.Timer(0.7, there.scale, [2])
        with crew.dask(there.scheduler_address) as one:
            joined.start()
            found = list(one.results(Slow(), range(150)))
            joined.join()
        assert [(number, square) for number, (square, _) in found] == [(n, n * n) for n in range(150)]
        assert len({who for _, (_, who) in found}) == 2, "the late one was given nothing to do"
        address = there.scheduler_address
    with pytest.raises(crew.CrewError, match=f"no Dask scheduler answers at {address}"):
        _at_once(address)


def _at_once(address):
    """Ask for a cluster without the patience that a real one deserves."""
    patient, cluster.WAIT_SECONDS = cluster.WAIT_SECONDS, 1
    try:
        with crew.dask(address):
            pass
    finally:
        cluster.WAIT_SECONDS = patient


def test_without_the_extra_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(crew.CrewError, match=r"--workers needs .*'pip install collabsim\[cluster\]"):
        crew.workers(2)
    with pytest.raises(crew.CrewError, match="or leave --dask out"):
        crew.dask("tcp://127.0.0.1:8786")


def test_a_crew_works_inside_its_block_only():
    with pytest.raises(RuntimeError, match="inside its 'with' block"):
        next(crew.dask("tcp://127.0.0.1:8786").results(Slow(), range(3)))
