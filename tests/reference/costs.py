"""One-off and delay costs (docs/model.md, sections 5 and 6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from reference.cash import ARISES, Flow, council_shares
from reference.gates import Ending, gate_moments
from reference.reading import Array, Dates, Draws
from reference.savings import split_by_middle_savings
from reference.timing import PROGRAMME, Delivery, clusters_named

PAID_TO_PEOPLE = ("redundancy", "pension")
GO_LIVE, START = "go-live", "start"
MOVES_WITH_PAY = ("redundancy", "pension", "programme")


def spend(pieces: Iterable[Any], origin: Array, stop: Array, months: int) -> tuple[Array, Array]:
    """Spend a pound by a profile: what falls in each month, [TRIAL, MONTH], and what beyond the horizon, [TRIAL].

    What falls before the start falls in month 0; what is not spent at `stop` never is.
    """

    def spent_before(moment: Array) -> Array:
        moment = np.minimum(moment, stop)
        total = np.zeros_like(moment)
        for piece in pieces:
            begin, end = origin + piece.from_, origin + piece.to
            if piece.from_ == piece.to:
                total += piece.share * (begin < moment)
            else:
                total += piece.share * np.clip((moment - begin) / (end - begin), 0.0, 1.0)
        return total

    totals = [np.zeros_like(origin)]
    totals += [spent_before(np.full_like(origin, month + 1.0)) for month in range(months)]
    return np.diff(np.stack(totals, axis=1), axis=1), spent_before(np.full_like(origin, np.inf)) - totals[-1]


def spend_evenly(begin: Array, end: Array, months: int) -> tuple[Array, Array]:
    """A pound a month from one moment to another: by month, [TRIAL, MONTH], and beyond the horizon, [TRIAL]."""

    def overlap(left: float, right: float) -> Array:
        return np.maximum(np.minimum(end, right) - np.maximum(begin, left), 0.0)

    return np.stack([overlap(month, month + 1) for month in range(months)], axis=1), overlap(months, np.inf)


class CostLines:
    """Everything that turns amounts into flows of one trial set.

    Parameters
    ----------
    case, x, dates
        The case, its draws and its calendar.
    happened
        For each event 0 or 1, [TRIAL].
    wanted
        The go-lives before gates and exit: profiles are relative to these, [TRIAL].
    ending
        What the gates and the exit did.
    """

    def __init__(
        self, case: Any, x: Draws, dates: Dates, happened: dict[str, Array], wanted: dict[str, Array], ending: Ending
    ) -> None:
        self.case, self.x, self.dates = case, x, dates
        self.happened, self.wanted, self.ending = happened, wanted, ending

    def shares(self, key: Any, kind: str, cluster_id: str | None) -> dict[str, Array]:
        """The council shares of a line: as keyed, else where it arises (people of a cluster) or the case's key."""
        if key is None:
            key = ARISES if kind in PAID_TO_PEOPLE and cluster_id is not None else self.case.case.key
        return council_shares(self.case, self.x, key, cluster_id)

    def event_factor(self, kind: str, cluster_id: str | None) -> Array:
        """What events do to the lines of one kind of one owner, [TRIAL]."""
        factor = self.x.full(1.0)
        for event_id, event in self.case.event.items():
            if not self.x.has(f"event.{event_id}.cost_factor") or (event.kinds is not None and kind not in event.kinds):
                continue
            named = PROGRAMME in event.on if cluster_id is None else cluster_id in clusters_named(self.case, event)
            if named:
                drawn = self.x(f"event.{event_id}.cost_factor")
                factor = np.where(self.happened[event_id] > 0.5, factor * drawn, factor)
        return factor

    def cluster_factor(self, kind: str, cluster_id: str | None) -> Array:
        """The overrun of a cluster and kind, times what events do, [TRIAL]."""
        factor = self.event_factor(kind, cluster_id)
        return factor if cluster_id is None else factor * self.x(f"cluster.{cluster_id}.overrun.{kind}", 1.0)

    def stop(self, cluster_id: str | None) -> Array:
        """When the unspent cost of an owner stops, [TRIAL]."""
        return self.ending.programme_stop if cluster_id is None else self.ending.stop[cluster_id]

    def origin(self, anchor: str | None, cluster_id: str | None) -> Array:
        """The moment a profile is relative to, [TRIAL]."""
        if anchor is None:
            anchor = START if cluster_id is None else GO_LIVE
        if anchor == GO_LIVE:
            assert cluster_id is not None
            return self.wanted[cluster_id]
        return self.x.full(0.0 if anchor == START else self.dates.of(anchor))

    def flow(
        self,
        kind: str,
        cluster_id: str | None,
        spent: tuple[Array, Array],
        amount: Array,
        shares: dict[str, Array],
        pay: bool,
    ) -> Flow:
        """A cost of `amount` spent as `spent` and divided by `shares`."""
        return Flow(
            sort="cost",
            kind=kind,
            cluster=cluster_id,
            shape=spent[0],
            beyond=spent[1],
            whole=amount,
            councils={council_id: amount * part for council_id, part in shares.items()},
            pay=self.x.full(pay),
        )

    def top_down(self) -> list[Flow]:
        """The uncertain total, over kinds and over clusters."""
        total = self.case.total_cost
        if total is None:
            return []
        x = self.x
        whole = x("total_cost.amount")
        kind_shares = {kind: x(f"total_cost.kind.{kind}.share") for kind in total.kind}
        all_shares = sum(kind_shares.values())
        weights = {
            cluster_id: x(f"cluster.{cluster_id}.weight", cluster.saving.middle)
            for cluster_id, cluster in self.case.cluster.items()
        }
        all_weights = sum(weights.values())
        flows = []
        for kind, entry in total.kind.items():
            amount = whole * kind_shares[kind] / all_shares * x(f"total_cost.kind.{kind}.overrun", 1.0)
            owners: list[str | None] = [None] if kind == PROGRAMME else list(self.case.cluster)
            for cluster_id in owners:
                part = x.full(1.0) if cluster_id is None else weights[cluster_id] / all_weights
                spent = spend(
                    entry.profile, self.origin(entry.anchor, cluster_id), self.stop(cluster_id), self.dates.horizon
                )
                flows.append(
                    self.flow(
                        kind,
                        cluster_id,
                        spent,
                        amount * part * self.cluster_factor(kind, cluster_id),
                        self.shares(entry.key, kind, cluster_id),
                        kind in MOVES_WITH_PAY,
                    )
                )
        return flows

    def explicit(self) -> list[Flow]:
        """The lines of [cost]."""
        flows = []
        for line_id, line in self.case.cost.items():
            cluster_id = None if line.owner == PROGRAMME else line.owner
            amount = self.x(f"cost.{line_id}.amount") * self.x(f"cost.{line_id}.overrun", 1.0)
            spent = spend(line.profile, self.origin(line.anchor, cluster_id), self.stop(cluster_id), self.dates.horizon)
            index = line.index if line.index is not None else ("pay" if line.kind in MOVES_WITH_PAY else "prices")
            flows.append(
                self.flow(
                    line.kind,
                    cluster_id,
                    spent,
                    amount * self.cluster_factor(line.kind, cluster_id),
                    self.shares(line.key, line.kind, cluster_id),
                    index == "pay",
                )
            )
        return flows

    def event_amounts(self) -> list[Flow]:
        """One-off amounts of events, at the go-live of each cluster they name."""
        flows = []
        for event_id, event in self.case.event.items():
            if not self.x.has(f"event.{event_id}.cost_amount"):
                continue
            named = clusters_named(self.case, event)
            for cluster_id, part in split_by_middle_savings(self.case, named).items():
                amount = self.happened[event_id] * self.x(f"event.{event_id}.cost_amount") * part
                spent = spend([AT_ONCE], self.wanted[cluster_id], self.stop(cluster_id), self.dates.horizon)
                shares = self.shares(self.case.cluster[cluster_id].key, "other", cluster_id)
                flows.append(self.flow("other", cluster_id, spent, amount, shares, False))
        return flows

    def delay_costs(self, planned: dict[str, Array], deliveries: dict[str, Delivery]) -> list[Flow]:
        """The team, dual running and dips."""
        case, x, months = self.case, self.x, self.dates.horizon
        flows = []
        if case.team is not None:
            begin = x.full(0.0)
            if case.total_cost is not None:
                begin = np.max([planned[c] + deliveries[c].length for c in case.cluster], axis=0)
            ends = [np.minimum(self.wanted[c] + deliveries[c].length, self.stop(c)) for c in case.cluster]
            spent = spend_evenly(begin, np.max(ends, axis=0), months)
            flows.append(
                self.flow("delay", None, spent, x("team.amount"), self.shares(case.team.key, "delay", None), True)
            )
        for cluster_id, cluster in case.cluster.items():
            at = f"cluster.{cluster_id}"
            go_live, shares = self.wanted[cluster_id], self.shares(cluster.key, "delay", cluster_id)
            lasting = []
            if x.has(f"{at}.dual_running"):
                lasting.append((x(f"{at}.dual_running", 0.0), deliveries[cluster_id].length))
            if cluster.dip is not None:
                lasting.append((x(f"{at}.dip.amount"), x(f"{at}.dip.months")))
            for amount, length in lasting:
                spent = spend_evenly(go_live, np.minimum(go_live + length, self.stop(cluster_id)), months)
                flows.append(self.flow("delay", cluster_id, spent, amount, shares, True))
        return flows

    def abort_and_exit(self) -> list[Flow]:
        """What falls due when a gate cancels and when the partnership ends."""
        case, x, months = self.case, self.x, self.dates.horizon
        never = x.full(np.inf)
        flows = []
        for moment, gate_id in gate_moments(case, self.dates):
            amount = self.ending.abort_gate[gate_id] * x(f"gate.{gate_id}.abort", 0.0)
            spent = spend([AT_ONCE], x.full(moment), never, months)
            flows.append(
                self.flow("other", None, spent, amount, self.shares(case.gate[gate_id].key, "other", None), False)
            )
        if case.exit is not None:
            exited = np.isfinite(self.ending.exit_at)
            spent = spend([AT_ONCE], np.where(exited, self.ending.exit_at, 0.0), never, months)
            amount = exited * x("exit.cost", 0.0)
            flows.append(self.flow("other", None, spent, amount, self.shares(case.exit.key, "other", None), False))
        return flows


class _AtOnce:
    """The profile piece that is spent in one moment, at its anchor."""

    from_ = to = 0.0
    share = 1.0


AT_ONCE = _AtOnce()
