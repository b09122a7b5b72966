"""Full-year savings, their tranches, and running costs (docs/model.md, section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from reference.cash import Flow, council_shares
from reference.gates import Ending
from reference.reading import MONTHS_IN_YEAR, Array, Dates, Draws
from reference.timing import PROGRAMME, Delivery, clusters_named, delivered_by_month


def split_by_middle_savings(case: Any, named: set[str]) -> dict[str, float]:
    """How an event's amount is shared over the clusters it names."""
    total = sum(case.cluster[cluster_id].saving.middle for cluster_id in named)
    return {cluster_id: case.cluster[cluster_id].saving.middle / total for cluster_id in named}


def full_year_savings(case: Any, x: Draws, happened: dict[str, Array]) -> dict[str, Array]:
    """Full-year saving of every cluster, cashable or not, real, £ a year, [TRIAL]."""
    savings = {}
    for cluster_id in case.cluster:
        at = f"cluster.{cluster_id}"
        saving = (
            x(f"{at}.saving") * x(f"{at}.realisation", 1.0) * x("delivery.factor", 1.0) * (1 - x(f"{at}.overlap", 0.0))
        )
        amounts = x.full(0.0)
        for event_id, event in case.event.items():
            named = clusters_named(case, event)
            if cluster_id not in named:
                continue
            if x.has(f"event.{event_id}.saving_factor"):
                saving = np.where(happened[event_id] > 0.5, saving * x(f"event.{event_id}.saving_factor"), saving)
            if x.has(f"event.{event_id}.saving_amount"):
                part = split_by_middle_savings(case, named)[cluster_id]
                amounts = amounts + happened[event_id] * x(f"event.{event_id}.saving_amount") * part
        savings[cluster_id] = np.maximum(saving + amounts, 0.0)
    return savings


@dataclass(frozen=True)
class Tranche:
    """A part of a cluster's saving with a go-live of its own.

    Attributes
    ----------
    not_before
        The earliest go-live: 0, or the day after a contract ends; months.
    share
        The part of the cluster's saving, [TRIAL].
    councils
        The part of each council, summing to `share`, [TRIAL].
    """

    not_before: float
    share: Array
    councils: dict[str, Array]

    def go_live(self, cluster_go_live: Array) -> Array:
        """The tranche's go-live, given its cluster's, [TRIAL]."""
        return np.maximum(cluster_go_live, self.not_before)


def tranches(case: Any, x: Draws, dates: Dates, cluster_id: str, shares: dict[str, Array]) -> list[Tranche]:
    """What is free from the start, then what each contract locks.

    A lock of one council is wholly that council's and comes out of its share; any other is divided as the cluster is.
    """
    locked = []
    for lock_id, lock in case.lock.items():
        if lock.cluster != cluster_id:
            continue
        share = x(f"lock.{lock_id}.share")
        if lock.council is None:
            councils = {council_id: share * part for council_id, part in shares.items()}
        else:
            councils = {council_id: share * (council_id == lock.council) for council_id in shares}
        locked.append(Tranche(dates.day_after(lock.until), share, councils))
    free = Tranche(
        0.0,
        x.full(1.0) - sum((tranche.share for tranche in locked), x.full(0.0)),
        {
            council_id: part - sum((tranche.councils[council_id] for tranche in locked), x.full(0.0))
            for council_id, part in shares.items()
        },
    )
    return [free, *locked]


def saving_flows(
    case: Any, x: Draws, dates: Dates, savings: dict[str, Array], deliveries: dict[str, Delivery], ending: Ending
) -> list[Flow]:
    """The cashable saving of every tranche of every cluster."""
    unwind = x("exit.unwind", 0.0)
    flows = []
    for cluster_id, cluster in case.cluster.items():
        at = f"cluster.{cluster_id}"
        cashable = savings[cluster_id] * x(f"{at}.cashable", 1.0)
        shares = council_shares(case, x, case.case.key if cluster.key is None else cluster.key, cluster_id)
        for tranche in tranches(case, x, dates, cluster_id, shares):
            go_live = tranche.go_live(ending.go_live[cluster_id])
            delivered = delivered_by_month(deliveries[cluster_id], go_live, ending.exit_at, unwind, dates.horizon)
            flows.append(
                Flow(
                    sort="saving",
                    kind="",
                    cluster=cluster_id,
                    shape=delivered / MONTHS_IN_YEAR,
                    beyond=x.full(0.0),
                    whole=cashable * tranche.share,
                    councils={council_id: cashable * part for council_id, part in tranche.councils.items()},
                    pay=x(f"{at}.staff_share", 1.0),
                    general_fund=x(f"{at}.general_fund", 1.0),
                )
            )
    return flows


def running_flows(case: Any, x: Draws, dates: Dates, ending: Ending) -> list[Flow]:
    """The running costs of the shared service, at full rate from the owner's actual go-live."""
    unwind = x("exit.unwind", 0.0)
    first = np.min(list(ending.go_live.values()), axis=0)
    at_once = Delivery(x.full(0.0))
    flows = []
    for running_id, running in case.running.items():
        owner = None if running.owner == PROGRAMME else running.owner
        go_live = first if owner is None else ending.go_live[owner]
        amount = x(f"running.{running_id}.amount")
        shares = council_shares(case, x, case.case.key if running.key is None else running.key, owner)
        flows.append(
            Flow(
                sort="running",
                kind="",
                cluster=owner,
                shape=delivered_by_month(at_once, go_live, ending.exit_at, unwind, dates.horizon) / MONTHS_IN_YEAR,
                beyond=x.full(0.0),
                whole=amount,
                councils={council_id: amount * part for council_id, part in shares.items()},
                pay=x.full(running.index == "pay"),
                general_fund=x(f"running.{running_id}.general_fund", 1.0),
            )
        )
    return flows
