"""A portfolio beside the bare engine: how much longer its pairs take than their trials alone, and its memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

import numpy as np

from simulator.case import builtin_path, load_case
from simulator.engine import OwnMemory, simulate_into
from simulator.plan import Plan
from simulator.portfolio.councils import read_councils
from simulator.portfolio.groups import Groups
from simulator.portfolio.job import Portfolio, Tools
from simulator.portfolio.results import Results
from simulator.portfolio.template import Template
from simulator.portfolio.working import unfinished_work, work
from simulator.portfolio.writing import Given, write_portfolio
from simulator.running.crew import Crew, threads

PAIRS, TRIALS, SEED = 160, 10_000, 2011


class Bare(NamedTuple):
    """The trials of so many pairs and nothing else, on the memory of one thread."""

    plan: Plan
    rows: np.ndarray

    def tools(self) -> Any:
        return OwnMemory(self.plan.arrays), np.empty((len(self.rows), TRIALS))

    def do(self, number: int, tools: Any) -> None:
        memory, values = tools
        simulate_into(self.plan, memory, SEED, range(TRIALS), self.rows, values, 0)


class Warm(Portfolio):
    """A portfolio whose threads have met every shape already, as they have in all but a nation's first seconds."""

    def tools(self) -> Tools:
        kits = _kits()
        return super().tools() if kits.empty() else kits.get()


@cache
def _kits() -> SimpleQueue[Tools]:
    return SimpleQueue()


def portfolio_of(pairs: int, trials: int = TRIALS, kind: type[Portfolio] = Portfolio) -> Portfolio:
    """So many pairs of the made-up national set, evenly from all that there are."""
    template = Template(load_case())
    file = builtin_path("blank").with_name("synthetic-councils.csv")
    councils = read_councils(file, file.name, template.clusters, template.out_of_scope, template.years)
    every = Groups(len(councils))
    chosen = tuple(every.members(number * len(every) // pairs) for number in range(pairs))
    return kind(template, councils, Groups(len(councils), chosen), trials, SEED, 4.0)


def whole(portfolio: Portfolio, folder: Path, crew: Crew) -> Path:
    """All that the command does, less the charts, which take the same for any number of pairs."""
    unfinished = unfinished_work(folder, portfolio)
    work(portfolio, unfinished, crew, lambda done: None)
    case = portfolio.template.case.case
    given = Given(case.id, {}, (), {}, "", "", datetime.now(UTC))
    written, _ = write_portfolio(
        folder,
        portfolio,
        lambda draft: Results(portfolio, unfinished, "payback", draft),
        lambda results: results.findings(50, case.title, case.price_base, case.gap_year, "pair"),
        given,
        None,
    )
    unfinished.remove()
    return written


def pair(folder: Path) -> tuple[Callable[[], object], Callable[[], object]]:
    """A portfolio through the product's own path, and the bare engine for the same trials on as many threads.

    Parameters
    ----------
    folder : Path
        For results; it need not exist.

    Returns
    -------
    tuple of callable
        Each does its work anew whenever it is called.
    """
    portfolio = portfolio_of(PAIRS, kind=Warm)
    folder.mkdir(parents=True, exist_ok=True)
    crew = threads()
    warm = [portfolio.tools() for _ in range(crew.hands)]
    for kit in warm:
        seen = set()
        for number in range(PAIRS):
            shape = portfolio.template.shape(portfolio.members(number))
            if shape not in seen:
                seen.add(shape)
                kit.plans.of(portfolio.members(number))

    first = warm[0].plans.of(portfolio.members(0))
    bare = Bare(first.plan, first.rows)

    def ours() -> object:
        for kit in warm:
            _kits().put(kit)
        try:
            return whole(portfolio, folder, crew)
        finally:
            while not _kits().empty():
                _kits().get()

    def floor() -> object:
        return sum(1 for _ in crew.results(bare, range(PAIRS)))

    return ours, floor


_MEMORY = """
import resource, sys, tempfile
from pathlib import Path
from benchmarks.portfolio import portfolio_of, whole
from simulator.running.crew import threads
pairs, trials = int(sys.argv[1]), int(sys.argv[2])
with tempfile.TemporaryDirectory() as folder, threads() as crew:
    whole(portfolio_of(pairs, trials), Path(folder), crew)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak_memory(pairs: int, trials: int = 200) -> float:
    """The most memory, in MiB, that a process of its own takes for a portfolio of so many pairs."""
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY, str(pairs), str(trials)], capture_output=True, text=True, check=True
    )
    return int(done.stdout.split()[-1]) / 1024
