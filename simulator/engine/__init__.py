"""The engine: kernels that turn a plan and a seed into outcomes. No files, no printing, no threads.

`simulate` is one pure call: the same plan, seed and trials give the same bytes, whatever else runs and in whatever
pieces the trials are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from distributions.by_address import addressed
from distributions.designs import RANDOM, Design, check_trials
from distributions.jit import LANES
from simulator.engine.designs import given_uniforms
from simulator.engine.kernel import PARTS, Run, addresses, draw_inputs, draw_run, simulate_run
from simulator.engine.outcomes import needs_months
from simulator.engine.workspace import MONTHS, Work, workspace
from simulator.plan import Plan
from simulator.plan.arrays import Arrays
from simulator.plan.outcomes import Layout, layout

__all__ = ["Outcomes", "OwnMemory", "kept_rows", "own_copy", "sample_inputs", "simulate", "simulate_into"]


@dataclass(frozen=True)
class Outcomes:
    """What was computed in each trial.

    Attributes
    ----------
    names : tuple of str
        The OUTCOME axis, as in docs/model.md section 8.
    values : float64[OUTCOME, TRIAL]
        In the unit of each outcome (`Plan.outcomes`); infinite and NaN (missing) have the meanings given there.
    first_trial : int
        Number of the first trial.
    design : Design
        How the trials were laid out.
    """

    names: tuple[str, ...]
    values: np.ndarray
    first_trial: int = 0
    design: Design = RANDOM

    def __getitem__(self, name: str) -> np.ndarray:
        """The trials of one outcome, float64[TRIAL]."""
        try:
            return self.values[self.names.index(name)]
        except ValueError:
            near = get_close_matches(name, self.names, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise KeyError(f"no outcome {name!r} was kept{hint}") from None

    @property
    def trials(self) -> int:
        """How many trials there are."""
        return self.values.shape[1]

    @property
    def randomisations(self) -> int:
        """How many independent randomisations of equal length the trials are, one after the other; 1 when the trials
        themselves are independent."""
        return 1 if self.design.random else self.trials // self.design.points


def simulate(
    plan: Plan, seed: int, trials: range, keep: Sequence[str] | None = None, design: Design = RANDOM
) -> Outcomes:
    """Run trials of a plan, on one thread.

    Parameters
    ----------
    plan : Plan
    seed : int
        0 to 2**64 − 1.
    trials : range
        Consecutive trial numbers, from 0 on.
    keep : names of outcomes, optional
        All of the plan's by default.
    design : Design
        How the trials are laid out. Trials are whole randomisations of it.

    Returns
    -------
    Outcomes

    Raises
    ------
    ValueError
        When the seed or the trials are out of range, or the design has too few dimensions.
    KeyError
        When the plan has no outcome of a name.
    """
    check_run(seed, trials, design)
    names, rows = kept_rows(plan, keep)
    values = np.empty((len(rows), len(trials)))
    simulate_into(plan, OwnMemory(plan.arrays), seed, trials, rows, values, 0, design)
    return Outcomes(names, values, trials.start, design)


class OwnMemory:
    """What one thread runs trials with: its own copy of a plan's arrays, and the memory of a block.

    Attributes
    ----------
    arrays : Arrays
        May be written into, but not replaced.
    work : Work
    arrays_at, work_at
        The same for kernels (`distributions.by_address`).
    """

    def __init__(self, arrays: Arrays) -> None:
        self.arrays: Arrays = own_copy(arrays)
        self.work: Work = workspace(self.arrays)
        self.arrays_at, self.work_at = addressed(self.arrays), addressed(self.work)


def simulate_into(
    plan: Plan,
    memory: OwnMemory,
    seed: int,
    trials: range,
    rows: np.ndarray,
    values: np.ndarray,
    offset: int,
    design: Design = RANDOM,
) -> None:
    """Run trials, any of the design's, into ``values`` [OUTCOME, TRIAL] from ``offset`` on, with memory of the caller's
    own (one for each thread)."""
    at = _layout(plan)
    memory.work.wanted[MONTHS] = needs_months(at, len(plan.councils), rows)
    arrays, work, run = memory.arrays_at, memory.work_at, _run_of(plan, at, seed, trials, design)
    parts = addresses(arrays, run, work)
    simulate_run(parts, arrays, run, work, rows, trials.start, values, offset, len(trials))


def compile_engine(plan: Plan, name: str) -> None:
    """Compile one of the engine's parts, or what calls them, by its name, and keep it on disk; no trial is run."""
    memory, none = OwnMemory(plan.arrays), np.empty(0, dtype=np.int64)
    arrays, work, run = memory.arrays_at, memory.work_at, _run_of(plan, _layout(plan), 0, range(1), RANDOM)
    if name == simulate_run.__name__:
        simulate_run((0,) * len(PARTS), arrays, run, work, none, 0, np.empty((0, 0)), 0, 0)
    else:
        addresses(arrays, run, work, tuple(part for part in PARTS if part.__name__ == name))


def _layout(plan: Plan) -> Layout:
    """Where the engine puts the outcomes of a plan."""
    return layout(len(plan.years), len(plan.clusters), len(plan.councils))


def _run_of(plan: Plan, at: Layout, seed: int, trials: range, design: Design) -> Run:
    """What the blocks of a run of trials share, as kernels are given it."""
    first, given = trials.start - trials.start % LANES, given_uniforms(plan, design, seed, trials)
    return addressed(Run(np.uint64(seed), first, given, at, int(plan.years[0][:4])))


def sample_inputs(plan: Plan, seed: int, trials: range, design: Design = RANDOM) -> np.ndarray:
    """The inputs that `simulate` uses: float64[INPUT, TRIAL] in base units, rows in the order of ``plan.input_ids``.

    Any trials of the design may be asked for.

    Events and decisions are 1 or 0; exclusive groups and the exit are their uniform; fixed inputs are constant rows.
    """
    check_trials(design, trials)
    check_run(seed, trials)
    memory = OwnMemory(plan.arrays)
    values = np.empty((len(plan.arrays.fixed), len(trials)))
    arrays, work, run = memory.arrays_at, memory.work_at, _run_of(plan, _layout(plan), seed, trials, design)
    [part] = addresses(arrays, run, work, (draw_inputs,))
    draw_run(part, arrays, run, work, trials.start, values)
    return values[[plan.inputs[name].row for name in plan.input_ids]]


def kept_rows(plan: Plan, keep: Sequence[str] | None) -> tuple[tuple[str, ...], np.ndarray]:
    """Names and engine rows of the outcomes to keep."""
    row_of = {outcome.name: outcome.row for outcome in plan.outcomes}
    names = tuple(row_of) if keep is None else tuple(keep)
    for name in names:
        if name not in row_of:
            near = get_close_matches(name, row_of, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise KeyError(f"this case has no outcome {name!r}{hint}")
    return names, np.array([row_of[name] for name in names], dtype=np.int64)


def own_copy(value):
    """A deep copy of a plan's arrays: threads that share them pay for counting references to each other's arrays."""
    if isinstance(value, tuple):
        return type(value)(*(own_copy(field) for field in value))
    return value.copy() if isinstance(value, np.ndarray) else value


def check_run(seed: int, trials: range, design: Design = RANDOM) -> None:
    """Refuse seeds and trial numbers that the counters cannot hold, and parts of a randomisation: what they say on
    their own has no error that could be told."""
    if not 0 <= seed < 2**64:
        raise ValueError(f"seed {seed} is out of range: write a whole number from 0 to 2**64 - 1")
    if trials.step != 1 or trials.start < 0 or trials.stop > 2**62:
        raise ValueError(f"{trials} are not trials: write consecutive numbers from 0 on")
    check_trials(design, trials)
    if trials.start % design.points or trials.stop % design.points:
        raise ValueError(
            f"{trials} are not whole randomisations: write numbers that {design.points:,}, the points of one, divides"
        )
