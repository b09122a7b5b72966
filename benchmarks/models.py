"""The same trials, made by the engine, by NumPy and by other libraries: who takes how long.

All make every outcome of the real case, float64, in chunks of 10,000 trials that nobody keeps: what a trial costs,
without what it costs to store millions. Each uses one thread, and only the processor's seconds count. Two threads
beside one are timed by the clock on the wall.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks import peers, reference
from benchmarks.measuring import Contestant, calls_for
from distributions.designs import RANDOM, Design
from simulator import load_case
from simulator.engine import OwnMemory, kept_rows, simulate_into
from simulator.plan import Plan, compile_plan
from simulator.running.crew import threads

CHUNK = reference.CHUNK
DESIGNED = 8192
"""Trials of a chunk under a design: a randomisation, and Sobol's are powers of two."""

SEED = 2011


@dataclass(frozen=True)
class Chunks:
    """Chunks of trials that the engine makes and nobody keeps: a job for a crew.

    Attributes
    ----------
    plan : Plan
    design : Design
    trials : int
        Of a chunk.
    """

    plan: Plan
    design: Design = RANDOM
    trials: int = CHUNK

    def tools(self) -> Any:
        """A thread's own arrays and memory."""
        rows = kept_rows(self.plan, None)[1]
        return OwnMemory(self.plan.arrays), rows, np.empty((len(rows), self.trials))

    def do(self, number: int, tools: Any) -> None:
        """Make a chunk."""
        memory, rows, values = tools
        trials = range(number * self.trials, (number + 1) * self.trials)
        simulate_into(self.plan, memory, SEED, trials, rows, values, 0, self.design)


def one_thread(job: Chunks) -> Callable[[int], None]:
    """A function that makes so many chunks, on this thread."""
    tools = job.tools()

    def make(count: int) -> None:
        for number in range(count):
            job.do(number, tools)

    return make


def many_threads(job: Chunks, count: int) -> Callable[[int], None]:
    """A function that makes so many chunks, on so many threads, as a run does."""

    def make(chunks: int) -> None:
        with threads(count) as crew:
            for _ in crew.results(job, range(chunks)):
                pass

    return make


def contestants(plan: Plan, seconds: float, wanted: tuple[str, ...]) -> tuple[list[Contestant], dict[str, str]]:
    """Those who make trials of a plan on one thread.

    Parameters
    ----------
    plan : Plan
    seconds : float
        How long a call is to take, at least; a chunk takes some longer.
    wanted : tuple of str
        Names: "engine", "plain NumPy", "best NumPy", "lhs", "sobol" or modules of peers.

    Returns
    -------
    list of Contestant
    dict
        Names of those that cannot take part, and why.
    """
    found, left_out = [], {}
    for name in wanted:
        if name in peers.PEERS and not peers.installed(name):
            left_out[peers.PEERS[name]] = "not installed: pip install 'collabsim[bench]'"
            continue
        make, chunk = _maker(plan, name)
        count = calls_for(seconds, make)
        found.append(Contestant(name, lambda make=make, count=count: make(count), count * chunk, time.process_time))
    return found, left_out


def _maker(plan: Plan, name: str) -> tuple[Callable[[int], None], int]:
    """A function that makes so many chunks, and the trials of one."""
    if name == "engine":
        return one_thread(Chunks(plan)), CHUNK
    if name in ("lhs", "sobol"):
        # As many randomisations as any call may make: the design is theirs, its trials are not made beforehand.
        return one_thread(Chunks(plan, Design(name, DESIGNED, 2**20), DESIGNED)), DESIGNED
    if name in peers.PEERS:
        draw = peers.load(name)[0](plan)
        return lambda count: _repeat(count, lambda k: reference.outcomes(plan, draw(SEED + k, CHUNK))), CHUNK
    module = importlib.import_module(
        {"plain NumPy": "benchmarks.reference", "best NumPy": "benchmarks.best_numpy"}[name]
    )
    return lambda count: _repeat(count, lambda k: module.simulate(plan, SEED + k, CHUNK)), CHUNK


def _repeat(count: int, make: Callable[[int], object]) -> None:
    for k in range(count):
        make(k)


def thread_contestants(plan: Plan, seconds: float) -> list[Contestant]:
    """The engine on one thread and on two, by the clock on the wall: the same chunks, at least two for each thread."""
    job = Chunks(plan)
    count = 2 * max(1, calls_for(seconds, one_thread(job), time.perf_counter) // 2)
    return [
        Contestant(f"{n} thread{'s' if n > 1 else ''}", lambda n=n: many_threads(job, n)(count), count * CHUNK)
        for n in (1, 2)
    ]


def real_plan(view: str = "tested") -> Plan:
    """The built-in case, Darlington and Hartlepool's."""
    return compile_plan(load_case(), view)
