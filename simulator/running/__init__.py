"""Trials in chunks over threads or worker processes: the same bytes at any number of either."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from distributions.designs import Design, design_of
from distributions.jit import LANES
from simulator.engine import Outcomes, OwnMemory, check_run, kept_rows, simulate_into
from simulator.plan import Plan, compile_plan
from simulator.running.crew import Crew, Threads

CHUNK = 1 << 13
"""Trials handed to a thread at a time: some tens of milliseconds of work, so that progress moves and Ctrl-C is
heard."""

DEFAULT_TRIALS = 20_000

__all__ = ["CHUNK", "DEFAULT_TRIALS", "simulate"]


def simulate(
    plan,
    trials: int | range = DEFAULT_TRIALS,
    seed: int = 0,
    *,
    design: str | Design = "random",
    randomisations: int | None = None,
    view: str = "tested",
    keep: Sequence[str] | None = None,
    threads: int | None = None,
    crew: Crew | None = None,
    chunk: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Outcomes:
    """Run trials of a case or plan on all cores.

    Parameters
    ----------
    plan : Plan or Case
        A case is compiled in the given view first.
    trials : int or range
        How many, from trial 0; or which. Under a design other than random they are whole randomisations: a number is
        rounded up when the design is given by its name, and refused when it does not fit a `Design`.
    seed : int
        0 to 2**64 − 1.
    design : "random", "lhs", "sobol" or Design
        How the trials are laid out (`distributions.designs`). By its name a design is made for this number of trials.
    randomisations : int, optional
        Independent randomisations of a design given by its name, at least 2; 20 by default.
    view : "tested" or "as_submitted"
        For a case; a plan has its own.
    keep : names of outcomes, optional
        All by default. Memory is 8 bytes × outcomes kept × trials.
    threads : int, optional
        As many as there are cores by default. It changes no result.
    crew : Crew, optional
        Who does the work, in place of threads here: `simulator.running.crew`. It changes no result. Every value comes
        back from it, which for worker processes takes longer than the sending of numbers.
    chunk : int, optional
        Trials a hand takes at a time; when not given, at most `CHUNK` and as many for each. It changes no result.
    progress : callable, optional
        Called with (trials done, all trials) after each chunk, from this thread.

    Returns
    -------
    Outcomes

    Raises
    ------
    ValueError
        When the seed, trials, threads or chunk are out of range, or the design is not one or does not fit the trials.
    KeyError
        When the plan has no outcome of a name.
    """
    if not isinstance(plan, Plan):
        plan = compile_plan(plan, view)
    design, wanted = _laid_out(design, trials, randomisations)
    check_run(seed, wanted, design)
    here: Crew = Threads(threads) if crew is None else crew
    chunk = even_chunk(len(wanted), here.hands) if chunk is None else chunk
    if chunk < 1:
        raise ValueError(f"chunk ({chunk}) is at least 1")
    names, rows = kept_rows(plan, keep)
    values = np.empty((len(rows), len(wanted)))
    pieces = range(-(-len(wanted) // chunk))
    if crew is None:
        job: _Rows = _Filled(plan, seed, wanted, rows, design, chunk, values)
    else:
        job = _Rows(plan, seed, wanted, rows, design, chunk)
    for number, found in here.results(job, pieces):
        part = job.trials_of(number)
        if found is not None:
            values[:, part.start - wanted.start : part.stop - wanted.start] = found
        if progress is not None:
            progress(part.stop - wanted.start, len(wanted))
    return Outcomes(names, values, wanted.start, design)


def even_chunk(trials: int, hands: int) -> int:
    """Trials a hand takes at a time, at most `CHUNK`, so that all have as much to do; whole blocks of the engine's.

    >>> even_chunk(10_000, 2), even_chunk(100_000, 2), even_chunk(1, 2)
    (5056, 7168, 64)
    """
    rounds = max(-(-trials // (CHUNK * hands)), 1)
    return -(-trials // (rounds * hands * LANES)) * LANES or LANES


@dataclass(frozen=True)
class _Rows:
    """Chunks of consecutive trials, whose values come back."""

    plan: Plan
    seed: int
    trials: range
    rows: np.ndarray
    design: Design
    chunk: int

    def tools(self) -> OwnMemory:
        return OwnMemory(self.plan.arrays)

    def trials_of(self, number: int) -> range:
        """The trials of a chunk."""
        first = self.trials.start + number * self.chunk
        return range(first, min(first + self.chunk, self.trials.stop))

    def do(self, number: int, tools: OwnMemory) -> np.ndarray | None:
        """float64[OUTCOME, TRIAL]"""
        part = self.trials_of(number)
        values = np.empty((len(self.rows), len(part)))
        simulate_into(self.plan, tools, self.seed, part, self.rows, values, 0, self.design)
        return values


@dataclass(frozen=True)
class _Filled(_Rows):
    """The same for threads, which write side by side into one array [OUTCOME, TRIAL]."""

    values: np.ndarray

    def do(self, number: int, tools: OwnMemory) -> None:
        part = self.trials_of(number)
        offset = part.start - self.trials.start
        simulate_into(self.plan, tools, self.seed, part, self.rows, self.values, offset, self.design)


def _laid_out(design: str | Design, trials: int | range, randomisations: int | None) -> tuple[Design, range]:
    """The design, and the trials that it makes of those asked for."""
    if isinstance(design, Design):
        if randomisations is not None:
            raise ValueError("a Design has its randomisations already: give them for a design by its name")
        return design, trials if isinstance(trials, range) else range(trials)
    made = design_of(design, trials if isinstance(trials, int) and trials else 1, randomisations)
    if made.random:
        return made, trials if isinstance(trials, range) else range(trials)
    if isinstance(trials, range):
        raise ValueError(f"{trials} do not say how many points a randomisation has: give a Design")
    return made, range(made.trials)
