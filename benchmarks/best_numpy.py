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

CHUNK = 1000
"""Trials at a time: few enough for the cache, and enough that the calls of NumPy themselves do not matter much."""


def simulate(plan: Plan, seed: int, trials: int) -> Array:
    """Draw trials of a plan and work them out, chunk by chunk: float64[OUTCOME, TRIAL], in the order of
    ``plan.outcomes``."""
    random = np.random.Generator(np.random.SFC64(seed))
    draws, model = _prepared(plan, CHUNK)
    made = np.empty((len(plan.outcomes), trials))
    for first in range(0, trials, CHUNK):
        last = min(first + CHUNK, trials)
        # The last chunk is as long as the others, and what is too much of it is left out.
        _work(model, draws.chunk(random, CHUNK), made[:, first:last])
    return made


def draw(plan: Plan, seed: int, trials: int) -> Array:
    """Draw every input of a plan: float64[INPUT, TRIAL], rows in the order of ``plan.input_ids``."""
    random = np.random.Generator(np.random.SFC64(seed))
    draws, _ = _prepared(plan, CHUNK)
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
    _, model = _prepared(plan, CHUNK)
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


_last: list[tuple[Plan, int, TableDraws, Model]] = []


def _prepared(plan: Plan, chunk: int) -> tuple[TableDraws, Model]:
    """A plan made ready for chunks; that of the last call is kept, as `Plan` keeps the engine's tables."""
    if not _last or _last[0][0] is not plan or _last[0][1] != chunk:
        _last[:] = [(plan, chunk, TableDraws(plan), Model(plan, chunk))]
    return _last[0][2], _last[0][3]


def _work(model: Model, values: list[Value], made: Array) -> None:
    """Work out a chunk into ``made``, which the last one of a run may overfill."""
    if made.shape[1] == model.trials:
        model.work(values, made)
    else:
        whole = np.empty((len(made), model.trials))
        model.work(values, whole)
        made[:] = whole[:, : made.shape[1]]
