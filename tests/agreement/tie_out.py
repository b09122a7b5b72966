"""The figures of the 2011 report that the shipped case must give to the pound and the year.

As submitted, with every saving and the top-down total at one end of its range, the case must give the report's sums and
shares. `corner` fixes a plan at such a corner; the tests hold what it gives to `REPORTED`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CASE = "darlington-hartlepool"
TOTAL = "total_cost.amount"


@dataclass(frozen=True)
class Reported:
    """What the report gives at one end.

    Attributes
    ----------
    saving
        Sum of the savings, £ a year.
    cost
        One-off cost, £.
    of_net_budget, of_scope, of_gap
        The saving as a share of £156,498,046, of £147,968,591 and of £22.5m, in per cent as printed.
    """

    saving: float
    cost: float
    of_net_budget: str
    of_scope: str
    of_gap: str


REPORTED = {
    "low": Reported(5_380_000.0, 5_000_000.0, "3.4", "3.64", "23.9"),
    "high": Reported(8_360_000.0, 8_000_000.0, "5.3", "5.65", "37.2"),
}
NET_BUDGET, IN_SCOPE, GAP = 156_498_046.0, 147_968_591.0, 22_500_000.0
FIRST_NET_SAVING, FULL_EFFECT = 2013, 2014


def ends(case: Any, saving: str, cost: str) -> dict[str, float]:
    """The inputs to fix at a corner, and where: savings and total each at "low" or "high"."""
    fixed = {f"cluster.{name}.saving": getattr(cluster.saving, saving) for name, cluster in case.cluster.items()}
    fixed[TOTAL] = getattr(case.total_cost.amount, cost)
    return fixed


def corner(plan: Any, case: Any, saving: str, cost: str) -> Any:
    """The plan with its savings and its total at one end each."""
    for path, value in ends(case, saving, cost).items():
        plan = plan.replace(path, value)
    return plan
