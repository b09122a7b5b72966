"""From opportunity to net cashable saving, step by step: where the submitted saving goes.

Means, £ a year, real: the steps of a mean add up, those of a percentile would not. A cluster's steps are worked out in
every trial from its inputs and its outcome: what is neither factors nor overlap is events and cancelled clusters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.case.names import PROGRAMME as PROGRAMME_ID
from simulator.findings import wording
from simulator.findings.redrawn import Redrawn, Trials

if TYPE_CHECKING:
    from simulator.findings.found import Findings

STEPS = ("opportunity", "delivery", "overlap", "events", "non_cashable", "running")
"""The steps, in order; their sum is the net cashable saving."""

STEP_NAMES = {
    "opportunity": "Opportunity",
    "delivery": "Delivery and realisation",
    "overlap": "Overlap with existing plans",
    "events": "Events and cancelled services",
    "non_cashable": "Saving that is not cash",
    "running": "Running costs",
    "net": "Net cashable saving",
}
"""What people read for each step and for the sum."""


@dataclass(frozen=True)
class WaterfallRow:
    """The steps of one cluster, of the programme's own running costs, or of all together.

    Attributes
    ----------
    id, name : str
    amounts : dict of str to float
        By step, £ a year, real; what is lost is negative.
    net : float
        Their sum: the mean annual saving.
    words : dict of str to str
        By step, and "net".
    """

    id: str
    name: str
    amounts: dict[str, float]
    net: float
    words: dict[str, str]


@dataclass(frozen=True)
class Waterfall:
    """Where the saving goes, by cluster and in all.

    Attributes
    ----------
    condition : str
        What the trials are given.
    rows : tuple of WaterfallRow
        One for each cluster in the order of the case, and one for the programme's running costs where there are any.
    total, submitted_total : WaterfallRow
        Of the tested view, and of the case as submitted.
    steps : tuple of str
    step_names : dict of str to str
    """

    condition: str
    rows: tuple[WaterfallRow, ...]
    total: WaterfallRow
    submitted_total: WaterfallRow
    steps: tuple[str, ...] = STEPS

    @property
    def step_names(self) -> dict[str, str]:
        """What people read for each step, and for the sum under "net"."""
        return dict(STEP_NAMES)


@dataclass(frozen=True)
class _Steps:
    """Steps of one cluster in every trial, float64[TRIAL] by step."""

    opportunity: Trials
    delivery: Trials
    overlap: Trials
    events: Trials
    non_cashable: Trials
    running: Trials


def build_waterfall(findings: Findings, redrawn: Redrawn, submitted: Redrawn, condition: str) -> Waterfall:
    """The waterfall of a run, over the trials that headlines speak of.

    Parameters
    ----------
    findings : Findings
    redrawn, submitted : Redrawn
        Of the tested view and of the case as submitted.
    condition : str
        Words for what the tested trials are given.
    """
    names = {cluster.id: cluster.name for cluster in findings.facts.clusters}
    tested_steps = _all_steps(redrawn, list(names))
    rows = [_row(id, names.get(id, "The programme"), [steps], redrawn) for id, steps in tested_steps.items()]
    submitted_steps = _all_steps(submitted, list(names))
    return Waterfall(
        condition=condition,
        rows=tuple(rows),
        total=_row("total", "In all", list(tested_steps.values()), redrawn),
        submitted_total=_row("total", "In all, as submitted", list(submitted_steps.values()), submitted),
    )


def _all_steps(redrawn: Redrawn, ids: list[str]) -> dict[str, _Steps]:
    """The steps of every cluster, by its id, and those of the programme where it has running costs of its own."""
    # The plan's arrays are loaded here, so that whoever only reads what was found need not load them.
    from simulator.plan.arrays import PROGRAMME

    plan, outcomes = redrawn.plan, redrawn.outcomes
    live = {id: np.isfinite(outcomes[f"go_live.{id}"]) for id in ids}
    own = {id: _running(redrawn, plan.clusters.index(id)) * live[id] for id in ids}
    left = outcomes["non_cashable_saving"].copy()
    full, unknown = {}, {}
    for id in ids:
        services = plan.arrays.services.clusters[plan.clusters.index(id)]
        cashable = redrawn.row(services.cashable_row)
        money = outcomes[f"annual_saving.{id}"] + own[id]
        known = cashable > 0
        full[id] = np.divide(money, cashable, out=np.zeros_like(money), where=known)
        left -= full[id] - money
        before = _before_events(redrawn, services)
        unknown[id] = np.where(known | ~live[id], 0.0, before[0] * before[1] * before[2])
    # A cluster that releases no cash shows its whole saving only in the non-cashable rest.
    weights = sum(unknown.values())
    for id in ids:
        full[id] += np.divide(unknown[id] * left, weights, out=np.zeros_like(left), where=weights > 0)
    found = {id: _steps(redrawn, id, full[id], own[id]) for id in ids}
    if any(running.owner == PROGRAMME for running in plan.arrays.services.running):
        nothing = np.zeros(redrawn.trials)
        alive = np.any(list(live.values()), axis=0)
        amount = _running(redrawn, PROGRAMME) * alive
        found[PROGRAMME_ID] = _Steps(nothing, nothing, nothing, nothing, nothing, -amount)
    return found


def _before_events(redrawn: Redrawn, services: Any) -> tuple[Trials, Trials, Trials]:
    """What a cluster could save, the factor that is delivered, and the factor that does not overlap."""
    delivered = redrawn.row(services.realisation_row) * redrawn.row(redrawn.plan.arrays.services.delivery_row)
    return redrawn.row(services.saving_row), delivered, 1.0 - redrawn.row(services.overlap_row)


def _steps(redrawn: Redrawn, id: str, full: Trials, own: Trials) -> _Steps:
    """The steps of one cluster from its full-year saving after events (nil where cancelled) and its running costs."""
    plan = redrawn.plan
    opportunity, delivered, apart = _before_events(redrawn, plan.arrays.services.clusters[plan.clusters.index(id)])
    money = redrawn.outcomes[f"annual_saving.{id}"] + own
    return _Steps(
        opportunity=opportunity,
        delivery=opportunity * (delivered - 1.0),
        overlap=opportunity * delivered * (apart - 1.0),
        events=full - opportunity * delivered * apart,
        non_cashable=money - full,
        running=-own,
    )


def _running(redrawn: Redrawn, owner: int) -> Trials:
    """What a cluster, or the programme, costs to run a year once it is live."""
    total = np.zeros(redrawn.trials)
    for running in redrawn.plan.arrays.services.running:
        if running.owner == owner:
            total += redrawn.row(running.amount_row)
    return total


def _row(id: str, name: str, parts: list[_Steps], redrawn: Redrawn) -> WaterfallRow:
    """The mean of every step over the chosen trials, and of their sum."""
    from simulator.findings.averages import mean_of

    amounts, words = {}, {}
    for step in STEPS:
        row = np.sum([getattr(part, step) for part in parts], axis=0)
        mean, _, error, _ = mean_of(row, redrawn.chosen, redrawn.replicates)
        # Differences of equal numbers leave a rounding behind, which is no step.
        amounts[step] = mean if abs(mean) >= 0.005 else 0.0
        words[step] = wording.money(amounts[step], error or 0.0) if amounts[step] else "nil"
    net = sum(amounts.values())
    whole = np.sum([getattr(part, step) for part in parts for step in STEPS], axis=0)
    words["net"] = wording.money(net, mean_of(whole, redrawn.chosen, redrawn.replicates)[2] or 0.0)
    return WaterfallRow(id, wording.plain(name, 120), amounts, net, words)


__all__ = ["STEPS", "STEP_NAMES", "Waterfall", "WaterfallRow", "build_waterfall"]
