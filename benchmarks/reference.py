"""The whole model in plain vectorised NumPy and SciPy, as a good analyst would write it: the engine is held against it.

It makes every outcome that the engine makes, to rounding, from the same plan: the structure of a case is read at run
time. Random numbers are NumPy's Philox, marginals SciPy's quantile functions, months run down arrays of 10,000 trials.
It is neither slowed on purpose nor tuned; what tuning can do is in `benchmarks.best_numpy`.
"""

from __future__ import annotations

import functools
import operator

import numpy as np

from benchmarks.numpy_model.bases import council_keys, discount_factors, index_levels
from benchmarks.numpy_model.books import council_books, ledger
from benchmarks.numpy_model.costs import Costs, pay_consequences, pay_for_delay, pay_lines
from benchmarks.numpy_model.outcomes import (
    cluster_figures,
    cost_figures,
    council_figures,
    milestones,
    paths,
    savings_to_cost,
    stated,
    whole_figures,
    yearly,
)
from benchmarks.numpy_model.redundancy import pay_redundancy
from benchmarks.numpy_model.savings import full_year_savings
from benchmarks.numpy_model.scipy_draws import decide, draw, draw_with
from benchmarks.numpy_model.timing import timetable
from simulator.plan import Plan
from simulator.plan.arrays import NEVER

__all__ = ["CHUNK", "decide", "draw", "outcomes", "simulate"]

Array = np.ndarray

CHUNK = 10_000
"""Trials at a time."""


def simulate(plan: Plan, seed: int, trials: int) -> Array:
    """Draw trials of a plan and work them out, chunk by chunk: float64[OUTCOME, TRIAL], in the order of
    ``plan.outcomes``."""
    random = np.random.Generator(np.random.Philox(seed))
    made = np.empty((len(plan.outcomes), trials))
    for first in range(0, trials, CHUNK):
        last = min(first + CHUNK, trials)
        made[:, first:last] = outcomes(plan, draw_with(plan, random, last - first))
    return made


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
    found = named_outcomes(plan, rows_of(plan, x))
    return np.stack([found[outcome.name] for outcome in plan.outcomes])


def rows_of(plan: Plan, x: Array) -> Array:
    """The inputs and the constants of a plan as its tables number them, [ROW, TRIAL]."""
    rows = np.repeat(plan.arrays.fixed[:, None], x.shape[1], axis=1)
    rows[[plan.inputs[name].row for name in plan.input_ids]] = x
    return rows


def named_outcomes(plan: Plan, x: Array) -> dict[str, Array]:
    """Every outcome by name, [TRIAL] each, and some that make no sense for the case and that the plan does not name.

    ``x`` [ROW, TRIAL] are the inputs as `rows_of` gives them.
    """
    arrays = plan.arrays
    key, levels, discount = council_keys(arrays, x), index_levels(arrays, x), discount_factors(arrays, x)
    when = timetable(arrays, x)
    full = np.where(when.live < NEVER, full_year_savings(arrays, x, when.occurred), 0.0)
    cashable = full * x[arrays.services.clusters.cashable_row]
    costs = Costs.none(arrays, key)
    pay_lines(arrays, x, when, costs)
    pay_for_delay(arrays, x, when, costs)
    pay_consequences(arrays, x, when, costs)
    pay_redundancy(arrays, x, when, cashable, levels, costs)
    found = ledger(arrays, x, when, key, cashable)
    councils = council_books(arrays, found, costs, levels)
    whole = functools.reduce(operator.add, councils)
    made = dict(whole_figures(plan, x, when, full, cashable, found))
    made |= milestones(plan, whole, made["annual_saving"])
    made |= cost_figures(costs)
    made |= paths(whole, discount, arrays.calendar.year_of)
    made["savings_to_cost"] = savings_to_cost(whole, discount)
    for measure, by_year in yearly(whole, stated(x, arrays.bases.gap_rows).sum(axis=1)):
        made |= {f"{measure}.{year}": values for year, values in zip(plan.years, by_year, strict=True)}
    made |= cluster_figures(plan, x, when, cashable, found, costs)
    made |= council_figures(plan, x, councils, found, costs, discount)
    return made
