"""Bottom-up redundancy, from `benchmarks.numpy_model.redundancy`: caps and profiles after each exit go by the month."""

from __future__ import annotations

import numpy as np

from benchmarks.best_model.buckets import Buckets
from benchmarks.best_model.costs import Costs, Spent
from benchmarks.best_model.values import Value
from benchmarks.best_model.when import When
from benchmarks.best_model.years import Rows
from benchmarks.numpy_model import costs as plain
from benchmarks.numpy_model.redundancy import pay_redundancy
from benchmarks.numpy_model.timing import Timetable
from simulator.plan import Plan
from simulator.plan.arrays import NEVER, PAY

Array = np.ndarray


class BottomUp:
    """Posts, payments and strain of a plan; what they cost each council falls in a bucket of its own."""

    def __init__(self, plan: Plan, buckets: Buckets, trials: int) -> None:
        self.plan, self.buckets, self.trials = plan, buckets, trials
        drives = plan.arrays.redundancy.drives_cash
        self.used = [buckets.alone(k) for k in range(buckets.councils)] if drives else []

    def enter(
        self,
        x: list[Value],
        when: When,
        cashable: list[Value],
        levels: Array,
        costs: Costs,
        spent: Spent,
        made: Array,
        rows: Rows,
    ) -> None:
        """Enter a chunk, and write posts and exits."""
        arrays = self.plan.arrays

        def full(values: list[Value]) -> Array:
            return np.stack([np.broadcast_to(value, self.trials) for value in values])

        shares = self.buckets.shares(x)
        key = np.stack([full(shares[number]) for number in range(self.buckets.keys)])
        ledger = plain.Costs.none(arrays, key)
        never = np.full(self.trials, NEVER)
        table = Timetable(
            occurred=full(when.occurred) if when.occurred else np.zeros((0, self.trials)),
            planned=full(when.planned),
            wanted=when.wanted[:-1],
            live=when.live,
            stop=when.stop[:-1],
            ramp_end=full(when.ramp_end),
            programme_stop=when.stop[-1],
            exited=never if when.exited is None else when.exited,
            declined=np.zeros(self.trials, dtype=bool) if when.declined is None else when.declined,
            abort=np.zeros((0, self.trials)),
        )
        pay_redundancy(arrays, full(x), table, full(cashable), levels.transpose(1, 0, 2), ledger)
        spent.kind += ledger.kind
        spent.own += ledger.own
        spent.own_people += ledger.own_redundancy
        spent.beyond += ledger.beyond
        spent.memorandum += ledger.memorandum
        for k in range(self.buckets.councils):
            spent.people[self.buckets.alone(k)] += ledger.council_redundancy[k]
        for bucket, flow in zip(self.used, ledger.flow[:, PAY], strict=False):
            costs.paths.enter_months(costs.slots[bucket, PAY], flow)
        rows.put(made, "posts_removed", ledger.posts.sum(axis=0))
        rows.put(made, "exits", ledger.exits)
        for name, posts in zip(self.plan.clusters, ledger.posts, strict=True):
            rows.put(made, f"posts_removed.{name}", posts)
