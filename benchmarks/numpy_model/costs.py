"""One-off and delay costs, month by month (docs/model.md, sections 5 and 6)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from benchmarks.numpy_model.timing import Timetable
from simulator.plan.arrays import (
    COST_AMOUNT,
    DELAY,
    KINDS,
    LINE_FACTOR,
    NEVER,
    OTHER,
    PAY,
    PENSION,
    PRICES,
    PROGRAMME,
    REDUNDANCY,
    Arrays,
)

Array = np.ndarray


@dataclass
class Costs:
    """What costs come to.

    Attributes
    ----------
    key
        Shares of the councils under each key, [KEY, COUNCIL, TRIAL].
    flow
        By council, index and month, [COUNCIL, INDEX, MONTH, TRIAL].
    kind
        In the horizon, by kind, [KIND, TRIAL].
    own, own_redundancy
        Of each cluster in the horizon, and of that redundancy and pension, [CLUSTER, TRIAL].
    council_redundancy
        Redundancy and pension of each council in the horizon, [COUNCIL, TRIAL].
    beyond, memorandum
        After the horizon; redundancy and pension by the method that does not drive cash, [TRIAL].
    posts
        Posts removed in the horizon, [CLUSTER, TRIAL].
    exits
        People who leave with a payment, [TRIAL].
    """

    key: Array
    flow: Array
    kind: Array
    own: Array
    own_redundancy: Array
    council_redundancy: Array
    beyond: Array
    memorandum: Array
    posts: Array
    exits: Array = field(init=False)

    @classmethod
    def none(cls, plan: Arrays, key: Array) -> Costs:
        """No costs yet."""
        councils, trials = key.shape[1:]
        clusters = len(plan.services.clusters)
        costs = cls(
            key=key,
            flow=np.zeros((councils, 2, plan.calendar.months, trials)),
            kind=np.zeros((len(KINDS), trials)),
            own=np.zeros((clusters, trials)),
            own_redundancy=np.zeros((clusters, trials)),
            council_redundancy=np.zeros((councils, trials)),
            beyond=np.zeros(trials),
            memorandum=np.zeros(trials),
            posts=np.zeros((clusters, trials)),
        )
        costs.exits = np.zeros(trials)
        return costs

    def count(self, kind: int, owner: int, by_council: Array, beyond: Array) -> None:
        """Count a cost under its kind, owner and councils: what falls in the horizon, [COUNCIL, TRIAL], and after."""
        inside = by_council.sum(axis=0)
        self.kind[kind] += inside
        self.beyond += beyond
        people = kind in (REDUNDANCY, PENSION)
        if owner != PROGRAMME:
            self.own[owner] += inside
            if people:
                self.own_redundancy[owner] += inside
        if people:
            self.council_redundancy += by_council

    def enter(self, key: int, index: int, amount: Array, spent: Array) -> None:
        """Enter an amount [TRIAL], of which a share is ``spent`` by each month's end, into the months of each
        council."""
        spread = np.diff(spent, axis=0)
        for council, share in enumerate(self.key[key]):
            self.flow[council, index] += spread * (amount * share)

    def pay(self, kind: int, owner: int, key: int, index: int, amount: Array, spent: Array, ever: Array) -> None:
        """Enter and count an amount, spent as `spent_by` says."""
        self.enter(key, index, amount, spent)
        self.count(kind, owner, amount * spent[-1] * self.key[key], amount * (ever - spent[-1]))


def spent_by(plan: Arrays, begin: Array, end: Array, stop: Array) -> tuple[Array, Array]:
    """The share of a piece that is spent by each month's end, [MONTH + 1, TRIAL], and that ever is, [TRIAL].

    A straight line from ``begin`` to ``end`` [TRIAL], or at once where they meet, cut at ``stop`` [TRIAL]. What falls
    before the start falls in month 0.
    """
    straight = end > begin
    length = np.where(straight, end - begin, 1.0)

    def share(month) -> Array:
        until = np.minimum(month, stop)
        return np.where(straight, np.clip((until - begin) / length, 0.0, 1.0), until > begin)

    spent = share(np.arange(plan.calendar.months + 1.0)[:, None])
    spent[0] = 0.0
    return spent, share(NEVER)


def shares_of_total(x: Array, rows: Array) -> Array:
    """Draws divided by their sum, [SHARE, TRIAL]; nothing where that is nothing."""
    total = x[rows].sum(axis=0)
    return np.divide(x[rows], total, out=np.zeros((len(rows), x.shape[1])), where=total > 0.0)


def event_factors(plan: Arrays, x: Array, occurred: Array, does: int, targets: int) -> Array:
    """What events do to each line (or entry of the posts), [TARGET, TRIAL]."""
    factors = np.ones((targets, x.shape[1]))
    for effect in plan.risks.effects:
        if effect.does == does:
            factors[effect.target] *= np.where(occurred[effect.event] > 0.5, x[effect.row], 1.0)
    return factors


def pay_lines(plan: Arrays, x: Array, when: Timetable, costs: Costs) -> None:
    """The lines of the top-down total and the explicit lines."""
    table = plan.costs
    kind_share = shares_of_total(x, table.kind_share_rows)
    weight = shares_of_total(x, table.weight_rows)
    factor = event_factors(plan, x, when.occurred, LINE_FACTOR, len(table.lines))
    for schedule in table.schedules:
        owner = schedule.owner
        stop = when.programme_stop if owner == PROGRAMME else when.stop[owner]
        anchor = when.wanted[owner] if schedule.moves_with_go_live else np.full(x.shape[1], schedule.base_month)
        for piece in table.profile[schedule.first_piece : schedule.last_piece]:
            spent, ever = spent_by(plan, anchor + piece.begin, anchor + piece.end, stop)
            together = np.zeros(x.shape[1])
            for number in range(schedule.first_line, schedule.last_line):
                line = table.lines[number]
                amount = piece.share * x[line.amount_row] * x[line.overrun_row] * x[line.second_overrun_row]
                amount *= factor[number]
                if line.kind_share >= 0:
                    amount *= kind_share[line.kind_share]
                if line.weight >= 0:
                    amount *= weight[line.weight]
                if schedule.drives_cash:
                    inside = amount * spent[-1] * costs.key[schedule.key]
                    costs.count(line.kind, owner, inside, amount * (ever - spent[-1]))
                    together += amount
                else:
                    costs.memorandum += amount * spent[-1]
            if schedule.drives_cash:
                costs.enter(schedule.key, schedule.index, together, spent)


def pay_for_delay(plan: Arrays, x: Array, when: Timetable, costs: Costs) -> None:
    """Programme team, dual running and performance dips."""
    table, clusters = plan.costs, plan.services.clusters
    if table.team_row >= 0:
        first = np.zeros(x.shape[1])
        if table.team_from_plan:
            first = (when.planned + when.ramp_end).max(axis=0)
        last = np.maximum(np.minimum(when.wanted + when.ramp_end, when.stop).max(axis=0), first)
        spent, ever = spent_by(plan, first, last, when.programme_stop)
        costs.pay(DELAY, PROGRAMME, table.team_key, PAY, x[table.team_row] * (last - first), spent, ever)
    for c, cluster in enumerate(clusters):
        begin = when.wanted[c]
        lines = [(x[cluster.dual_running_row], when.ramp_end[c])]
        if cluster.dip_row >= 0:
            lines.append((x[cluster.dip_row], x[cluster.dip_months_row]))
        for monthly, length in lines:
            if (monthly * length > 0.0).any():
                spent, ever = spent_by(plan, begin, begin + length, when.stop[c])
                costs.pay(DELAY, c, cluster.key, PAY, monthly * length, spent, ever)


def pay_consequences(plan: Arrays, x: Array, when: Timetable, costs: Costs) -> None:
    """Event amounts at go-live, abort costs and the exit cost, each in one month."""
    risks, clusters = plan.risks, plan.services.clusters
    never = np.full(x.shape[1], NEVER)
    for effect in risks.effects:
        if effect.does == COST_AMOUNT:
            c = effect.target
            amount = when.occurred[effect.event] * x[effect.row] * effect.share
            spent, ever = spent_by(plan, when.wanted[c], when.wanted[c], when.stop[c])
            costs.pay(OTHER, c, clusters[c].key, PRICES, amount, spent, ever)
    for number, gate in enumerate(risks.gates):
        month = np.full(x.shape[1], gate.month)
        spent, ever = spent_by(plan, month, month, never)
        costs.pay(OTHER, PROGRAMME, gate.key, PRICES, when.abort[number], spent, ever)
    if len(risks.april):
        amount = np.where(when.exited < NEVER, x[risks.exit_cost_row], 0.0)
        spent, ever = spent_by(plan, when.exited, when.exited, never)
        costs.pay(OTHER, PROGRAMME, risks.exit_key, PRICES, amount, spent, ever)
