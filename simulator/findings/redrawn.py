"""The inputs of a run's trials, drawn again, beside the outcomes that they led to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from distributions.designs import Design
    from simulator.findings.found import Sample
    from simulator.plan import Plan

Trials = npt.NDArray[np.float64]
Happened = npt.NDArray[np.bool_]

EXIT, EXCLUSIVE = "exit", "exclusive."
"""Ids of draws that are a uniform and not yet what people would call an input."""

_CHUNK = 1 << 13
"""Trials drawn at a time, all inputs of them; only what varies is kept."""


@dataclass(frozen=True)
class Redrawn:
    """What was drawn in every trial of a view.

    Attributes
    ----------
    plan : Plan
    varying : dict of str to float64[TRIAL]
        By id, the draws of every input that is not fixed, in base units; events and decisions are 1 or 0.
    happened : dict of str to bool[TRIAL]
        By id, whether an event happened (``event.x``), a council said no at a gate (``gate.x``) or the partnership
        ended (``exit``).
    outcomes : dict of str to float64[TRIAL]
        By name.
    chosen : bool[TRIAL]
        The trials that headlines speak of: those in which the councils approve, or all where they never do.
    replicates : int
        As in `simulator.findings.analysis.Sample`.
    """

    plan: Plan
    varying: dict[str, Trials]
    happened: dict[str, Happened]
    outcomes: dict[str, Trials]
    chosen: Happened
    replicates: int

    @property
    def trials(self) -> int:
        """Number of trials, chosen or not."""
        return len(self.chosen)

    def row(self, number: int) -> Trials:
        """The values in one row of the engine, drawn or constant."""
        by_row = {item.row: name for name, item in self.plan.inputs.items()}
        name = by_row.get(number)
        if name is not None and name in self.varying:
            return self.varying[name]
        return np.full(self.trials, float(self.plan.arrays.fixed[number]))


def draw_again(plan: Plan, sample: Sample, seed: int, trials: int, design: Design | None = None) -> Redrawn:
    """Draw the inputs of one view of a run again.

    Parameters
    ----------
    plan : Plan
    sample : Sample
        What came of it: all outcomes of the same trials.
    seed, trials, design
        Of the run; no design where its trials are random.

    Raises
    ------
    ValueError
        If the sample is not of so many trials.
    """
    if sample.trials != trials:
        raise ValueError(f"the sample is of {sample.trials:,} trials, not of {trials:,}")
    # The engine is loaded here, so that whoever only reads what was found need not load it.
    from distributions.designs import RANDOM

    varying = _varying(plan, seed, trials, design or RANDOM)
    outcomes = sample.by_name
    approved = sample.approved
    return Redrawn(
        plan=plan,
        varying={name: row for name, row in varying.items() if not name.startswith(EXCLUSIVE) and name != EXIT},
        happened=_happened(plan, varying, outcomes),
        outcomes=outcomes,
        chosen=approved if approved.any() else np.ones(trials, dtype=np.bool_),
        replicates=sample.replicates,
    )


def _varying(plan: Plan, seed: int, trials: int, design: Design) -> dict[str, Trials]:
    """The draws of every input that is not fixed, a chunk at a time."""
    from simulator.engine import sample_inputs

    known, wanted = plan.input_ids, plan.uncertain_ids
    places = [known.index(name) for name in wanted]
    values = np.empty((len(wanted), trials))
    for first in range(0, trials, _CHUNK):
        some = range(first, min(first + _CHUNK, trials))
        values[:, first : some.stop] = sample_inputs(plan, seed, some, design)[places]
    return dict(zip(wanted, values, strict=True))


def _happened(plan: Plan, varying: dict[str, Trials], outcomes: dict[str, Trials]) -> dict[str, Happened]:
    """What went wrong in which trial."""
    trials = len(outcomes["approved"])

    def decided(name: str) -> Happened:
        return varying[name] > 0.5 if name in varying else np.full(trials, plan.arrays.fixed[plan.inputs[name].row] > 0)

    found: dict[str, Happened] = {}
    for name, chance in plan.inputs.items():
        parts = name.split(".")
        if len(parts) == 2 and parts[0] == "event" and chance.probability_row >= 0:
            found[name] = decided(name)
        if len(parts) == 4 and parts[0] == "gate" and parts[2] == "decline":
            gate = f"gate.{parts[1]}"
            found[gate] = found.get(gate, np.zeros(trials, dtype=np.bool_)) | decided(name)
    found |= _exclusive(plan, varying)
    if EXIT in plan.inputs:
        found[EXIT] = outcomes["exited"] == 1
    return found


def _exclusive(plan: Plan, varying: dict[str, Trials]) -> dict[str, Happened]:
    """Events of which at most one happens: intervals of one uniform, cut from the top in the order of their ids."""
    from simulator.plan.arrays import RAW

    events = plan.arrays.risks.events
    by_row = {item.row: name for name, item in plan.inputs.items()}
    found: dict[str, Happened] = {}
    top: dict[str, float] = {}
    for event in events:
        if not event.exclusive:
            continue
        group = by_row[event.draw_row]
        assert plan.inputs[group].marginal.kind == RAW
        name = by_row[event.probability_row].removesuffix(".probability")
        upper = top.get(group, 1.0)
        # The chance of an event may itself be uncertain; its share of the uniform then moves with it.
        chance = varying.get(f"{name}.probability", plan.arrays.fixed[event.probability_row])
        lower = upper - chance
        found[name] = (varying[group] > lower) & (varying[group] <= upper)
        top[group] = lower
    return found
