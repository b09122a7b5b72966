"""The best NumPy of the whole model that its author could write: what "so many times NumPy" may fairly be said of.

It makes every outcome that the engine makes, to rounding, from the same plan, and knows no structure but the plan's.
How it gets by with so little is told in `benchmarks.best_model`.
"""

from __future__ import annotations

import numpy as np

from benchmarks.best_model.draws import TableDraws
from benchmarks.best_model.model import Model
from benchmarks.best_model.values import Value
from simulator.plan import Plan

__all__ = ["CHUNK", "draw", "outcomes", "simulate"]

Array = np.ndarray

CHUNK = 512
"""Trials at a time: what is worked on stays in the processor's cache."""


def simulate(plan: Plan, seed: int, trials: int) -> Array:
    """Draw trials of a plan and work them out, chunk by chunk: float64[OUTCOME, TRIAL], in the order of
    ``plan.outcomes``."""
    random = np.random.Generator(np.random.SFC64(seed))
    draws, model = TableDraws(plan), Model(plan, CHUNK)
    made = np.empty((len(plan.outcomes), trials))
    for first in range(0, trials, CHUNK):
        last = min(first + CHUNK, trials)
        # The last chunk is as long as the others, and what is too much of it is left out.
        _work(model, draws.chunk(random, CHUNK), made[:, first:last])
    return made


def draw(plan: Plan, seed: int, trials: int) -> Array:
    """Draw every input of a plan: float64[INPUT, TRIAL], rows in the order of ``plan.input_ids``."""
    random = np.random.Generator(np.random.SFC64(seed))
    draws = TableDraws(plan)
    x = np.empty((len(plan.input_ids), trials))
    rows = [plan.inputs[name].row for name in plan.input_ids]
    for first in range(0, trials, CHUNK):
        last = min(first + CHUNK, trials)
        values = draws.chunk(random, last - first)
        for i, row in enumerate(rows):
            x[i, first:last] = values[row]
    return x


def outcomes(plan: Plan, x: Array) -> Array:
    """Work out every outcome of a plan from its inputs.

    Parameters
    ----------
    plan : Plan
    x : float64[INPUT, TRIAL]
        Rows in the order of ``plan.input_ids``, as `draw` or `simulator.engine.sample_inputs` give them.

    Returns
    -------
    float64[OUTCOME, TRIAL], in the order of ``plan.outcomes``.
    """
    trials = x.shape[1]
    model = Model(plan, CHUNK)
    drawn = {int(row) for row in plan.arrays.draws.draws.row}
    rows = [(i, plan.inputs[name].row) for i, name in enumerate(plan.input_ids) if plan.inputs[name].row in drawn]
    made = np.empty((len(plan.outcomes), trials))
    for first in range(0, trials, CHUNK):
        chosen = np.minimum(np.arange(first, first + CHUNK), trials - 1)
        values: list[Value] = [float(value) for value in plan.arrays.fixed]
        for i, row in rows:
            values[row] = x[i, chosen]
        _work(model, values, made[:, first : min(first + CHUNK, trials)])
    return made


def _work(model: Model, values: list[Value], made: Array) -> None:
    """Work out a chunk into ``made``, which the last one of a run may overfill."""
    if made.shape[1] == model.trials:
        model.work(values, made)
    else:
        whole = np.empty((len(made), model.trials))
        model.work(values, whole)
        made[:] = whole[:, : made.shape[1]]
