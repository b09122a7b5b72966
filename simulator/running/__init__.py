"""Trials in chunks over threads: the same bytes at any number of either."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

import numpy as np

from distributions.designs import Design, design_of
from simulator.engine import Outcomes, check_run, kept_rows, own_copy, simulate_into
from simulator.engine.workspace import workspace
from simulator.plan import Plan, compile_plan

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
    chunk: int = CHUNK,
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
    chunk : int
        Trials a thread takes at a time. It changes no result.
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
    threads = (os.cpu_count() or 1) if threads is None else threads
    if threads < 1 or chunk < 1:
        raise ValueError(f"threads ({threads}) and chunk ({chunk}) are at least 1")
    names, rows = kept_rows(plan, keep)
    values = np.empty((len(rows), len(wanted)))
    starts = range(wanted.start, wanted.stop, chunk)
    threads = min(threads, max(len(starts), 1))
    tools: SimpleQueue = SimpleQueue()
    for _ in range(threads):
        arrays = own_copy(plan.arrays)
        tools.put((arrays, workspace(arrays)))

    def run(first: int) -> int:
        arrays, work = tools.get()
        try:
            part = range(first, min(first + chunk, wanted.stop))
            simulate_into(plan, arrays, work, seed, part, rows, values, first - wanted.start, design)
            return len(part)
        finally:
            tools.put((arrays, work))

    done = 0
    pool = ThreadPoolExecutor(threads)
    try:
        for count in pool.map(run, starts):
            done += count
            if progress is not None:
                progress(done, len(wanted))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return Outcomes(names, values, wanted.start, design)


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
