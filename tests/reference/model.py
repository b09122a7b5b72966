"""The whole model of docs/model.md, in the order of its section 3, on given draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from reference import gates, severance, timing
from reference.cash import Flow, Index
from reference.costs import PAID_TO_PEOPLE, CostLines
from reference.outcomes import Ledger, Outcomes, Path, annual_figures
from reference.reading import Array, Dates, Draws
from reference.savings import full_year_savings, running_flows, saving_flows

from simulator.case.inputs import iter_inputs


@dataclass(frozen=True)
class Reference:
    """What the reference found.

    Attributes
    ----------
    outcomes
        Name to [TRIAL].
    paths
        The cumulative paths behind payback and peak, by (council or None, "real" | "nominal" | "discounted").
    ending
        What gates and exit did.
    flows
        Every flow behind the sums.
    """

    outcomes: dict[str, Array]
    paths: dict[tuple[str | None, str], Path]
    ending: gates.Ending
    flows: list[Flow]


def reference_outcomes(case: Any, inputs: Mapping[str, Array], view: str = "tested") -> dict[str, Array]:
    """Every outcome of a case on given draws.

    Parameters
    ----------
    case
        A loaded case.
    inputs
        Input id to draws, float64 [TRIAL]. Rows of decisions and events are 0 or 1; rows of the exit and of exclusive
        events are uniforms.
    view
        "tested" or "as_submitted". In the latter the rows are expected to be neutral already.

    Returns
    -------
    dict
        Outcome name to float64 [TRIAL].
    """
    if view not in ("tested", "as_submitted"):
        raise ValueError(f"no such view: {view}")
    return reference_run(case, inputs).outcomes


def dates_of(case: Any) -> Dates:
    """The calendar of a case."""
    year, month = (int(part) for part in str(case.case.start).split("-")[:2])
    horizon = str(case.case.horizon)
    last_year = int(horizon[:4]) if "/" in horizon else int(horizon[:4]) - 1
    return Dates(year, month, last_year)


def reference_run(case: Any, inputs: Mapping[str, Array]) -> Reference:
    """Run the model on given draws and keep what lies behind the outcomes."""
    x = Draws(inputs, {path: not is_default for path, _, is_default in iter_inputs(case)})
    dates = dates_of(case)

    happened = timing.events_that_happen(case, x)
    planned, wanted = timing.go_lives(case, x, happened)
    deliveries = {cluster_id: timing.delivery_of(case, x, cluster_id) for cluster_id in case.cluster}
    ending = gates.after_gates_and_exit(case, x, dates, planned, wanted)
    savings = full_year_savings(case, x, happened)

    lines = CostLines(case, x, dates, happened, wanted, ending)
    top_down = lines.top_down()
    pay, prices = Index(case, x, "pay"), Index(case, x, "prices")
    has_posts = any(cluster.posts is not None for cluster in case.cluster.values())
    bottom_up = severance.severance_flows(case, lines, savings, deliveries, pay) if has_posts else []
    people_in_total = [flow for flow in top_down if flow.kind in PAID_TO_PEOPLE]
    driving, memorandum = (bottom_up, people_in_total) if method(case) == "posts" else (people_in_total, bottom_up)

    flows = saving_flows(case, x, dates, savings, deliveries, ending) + running_flows(case, x, dates, ending)
    flows += [flow for flow in top_down if flow.kind not in PAID_TO_PEOPLE] + driving
    flows += lines.explicit() + lines.event_amounts() + lines.delay_costs(planned, deliveries) + lines.abort_and_exit()

    ledger = Ledger(flows, dates, x("case.discount_rate", 0.035), pay.by_month(dates), prices.by_month(dates))
    annual = annual_figures(case, x, flows, savings, ending)
    outcomes = Outcomes(case, x, ledger, annual)
    outcomes.whole(annual.non_cashable)
    for council in [None, *case.council]:
        outcomes.scoped(council)
    for council in case.council:
        outcomes.council(council)
    for cluster in case.cluster:
        outcomes.cluster(cluster, planned[cluster], ending.go_live[cluster])
    found = outcomes.found
    found["approved"] = np.where(ending.declined, 0.0, 1.0)
    found["exited"] = np.isfinite(ending.exit_at).astype(float)
    if has_posts:
        posts, exits = severance.people(case, lines, savings, deliveries, dates)
        found["posts_removed"] = sum(posts.values(), x.full(0.0))
        found["exits"] = sum(exits.values(), x.full(0.0))
        for cluster, removed in posts.items():
            found[f"posts_removed.{cluster}"] = removed
    if has_posts and people_in_total:
        found["redundancy_cost_memorandum"] = sum(
            (flow.shape.sum(axis=1) * flow.whole for flow in memorandum), x.full(0.0)
        )
    return Reference(found, outcomes.paths, ending, flows)


def method(case: Any) -> str:
    """Whether the total or the posts drive redundancy and pension: as named, else the one that is there."""
    if case.redundancy is not None and case.redundancy.method is not None:
        return str(case.redundancy.method)
    return "posts" if any(cluster.posts is not None for cluster in case.cluster.values()) else "total"
