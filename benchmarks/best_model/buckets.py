"""Buckets: what flows are added up by before they are divided over the councils.

A bucket is a council key, by its number, or what one council bears alone: the number of keys plus its own.
"""

from __future__ import annotations

from benchmarks.best_model.values import Value, product, total
from simulator.plan.arrays import KEY_NET_BUDGET, Arrays


class Buckets:
    """The buckets of a plan."""

    def __init__(self, plan: Arrays) -> None:
        self.plan = plan
        self.keys, self.councils = len(plan.bases.key_kind), len(plan.bases.councils)

    def alone(self, council: int) -> int:
        """The bucket of what one council bears alone."""
        return self.keys + council

    def shares(self, x: list[Value]) -> dict[int, list[Value]]:
        """The share of each council in each bucket, from the ROWs of a chunk."""
        bases = self.plan.bases
        found: dict[int, list[Value]] = {}
        for key in range(self.keys):
            found[key] = [float(share) for share in bases.key_share[key]]
            if bases.key_kind[key] == KEY_NET_BUDGET:
                budgets = [x[council.net_budget_row] for council in bases.councils]
                whole = total(*budgets)
                found[key] = [budget / whole for budget in budgets]
        for council in range(self.councils):
            found[self.alone(council)] = [float(council == other) for other in range(self.councils)]
        return found


def of_council(by_bucket: dict[int, Value], shares: dict[int, list[Value]], council: int) -> Value:
    """A council's part of what stands in buckets."""
    return total(*(product(value, shares[bucket][council]) for bucket, value in by_bucket.items()))
