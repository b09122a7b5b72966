"""Which trial is written down: one that was drawn, the one nearest a percentile, or the middle of every input."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from distributions.designs import RANDOM, Design
from simulator.case import Case, iter_inputs
from simulator.engine import sample_inputs
from simulator.plan import Plan
from simulator.plan.arrays import RAW
from simulator.running import simulate


@dataclass(frozen=True)
class Trial:
    """One trial of a plan: what went in, and what the engine made of it.

    Attributes
    ----------
    plan : Plan
    title : str
        Which trial it is, in words.
    inputs : mapping of id to float
        Every input, in base units; events and decisions 1 or 0, the exit and exclusive events their uniform.
    outcomes : mapping of name to float
        Every outcome of the plan, as the engine computes it; may be infinite or missing (NaN).
    """

    plan: Plan
    title: str
    inputs: Mapping[str, float]
    outcomes: Mapping[str, float]


def sampled_trial(plan: Plan, seed: int, number: int, design: Design = RANDOM, why: str = "") -> Trial:
    """A trial as a run drew it, by its number from 0."""
    rows = sample_inputs(plan, seed, range(number, number + 1), design)
    if design.random:
        wanted = range(number, number + 1)
    else:
        # A design's trials are simulated by whole randomisations.
        first = number - number % design.points
        wanted = range(first, first + design.points)
    found = simulate(plan, wanted, seed, design=design)
    column = number - wanted.start
    title = f"Trial {number:,}, seed {seed}" + (f": {why}" if why else "")
    return Trial(
        plan,
        title,
        dict(zip(plan.input_ids, map(float, rows[:, 0]), strict=True)),
        dict(zip(found.names, map(float, found.values[:, column]), strict=True)),
    )


def central_trial(case: Case, plan: Plan) -> Trial:
    """Every input at its median, and an event, decision or exit only where its chance is above one half.

    It is no forecast: the middle of every input does not give the middle of the result.
    """
    stated = {name: number for name, number, _ in iter_inputs(case)}
    values: dict[str, float] = {}
    for name in plan.input_ids:
        marginal = plan.inputs[name].marginal
        if marginal.fixed:
            values[name] = float(marginal.low)
        elif marginal.kind != RAW:
            values[name] = float(stated[name].described.ppf(np.array([0.5]))[0])
    for name in plan.input_ids:
        if name not in values:
            chance = _chance(name, values)
            values[name] = 0.5 if chance is None else float(chance > 0.5)
    found = simulate(plan.replace_all(values), 1, 0)
    outcomes = dict(zip(found.names, map(float, found.values[:, 0]), strict=True))
    return Trial(plan, "The central values: every input at its median", values, outcomes)


def _chance(name: str, values: Mapping[str, float]) -> float | None:
    """The probability of what is 1 or 0; None for the uniforms of the exit and of exclusive events."""
    return values.get(f"{name}.probability") if name.startswith(("event.", "gate.")) else None


def percentile_trial(
    plan: Plan, seed: int, trials: int, percent: int, outcome: str, design: Design = RANDOM
) -> tuple[int, str]:
    """The number of the trial at a percentile of an outcome, and why it is that one.

    The percentile is taken as the report takes it: over the trials in which the councils approve.

    Raises
    ------
    ValueError
        When the councils approve in no trial, or the outcome is missing in all.
    KeyError
        When the plan has no such outcome.
    """
    found = simulate(plan, trials, seed, design=design, keep=[outcome, "approved"])
    kept = np.flatnonzero((found["approved"] > 0) & ~np.isnan(found[outcome]))
    if not len(kept):
        raise ValueError(f"there is no trial in which the councils approve and {outcome} has a value")
    values = found[outcome][kept]
    order = np.argsort(values, kind="stable")
    rank = min(max(math.ceil(percent * len(kept) / 100), 1), len(kept))
    number = int(kept[np.flatnonzero(values == values[order[rank - 1]])[0]])
    why = f"{percent}% of the {len(kept):,} trials in which the councils approve have no higher {outcome}"
    return number, why
