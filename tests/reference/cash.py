"""Flows by month, their price bases and their councils (docs/model.md, section 7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from reference.reading import Array, Dates, Draws, year_from

NET_BUDGET, EQUAL, ARISES = "net budget", "equal", "where it arises"


@dataclass
class Flow:
    """One stream of money.

    Attributes
    ----------
    sort
        "saving", "running" or "cost".
    kind
        The kind of a cost ("delay" for team, dual running and dips); empty otherwise.
    cluster
        The cluster it belongs to; None for the programme.
    shape
        What happens in each month per pound of the amount, [TRIAL, MONTH].
    beyond
        The same for everything after the horizon, [TRIAL].
    whole
        The amount, £ (£ a year for savings and running costs, whose shape is in years), [TRIAL].
    councils
        The amount of each council, [TRIAL].
    pay
        The share that moves with pay; the rest moves with prices, [TRIAL].
    general_fund
        The share that falls on the general fund, [TRIAL].
    """

    sort: str
    kind: str
    cluster: str | None
    shape: Array
    beyond: Array
    whole: Array
    councils: dict[str, Array]
    pay: Array
    general_fund: Array = field(default_factory=lambda: np.ones(1))

    def amount(self, council: str | None) -> Array:
        """The amount of one council, or of the whole, [TRIAL]."""
        return self.whole if council is None else self.councils[council]


def council_shares(case: Any, x: Draws, key: Any, cluster_id: str | None) -> dict[str, Array]:
    """How a key divides one pound over the councils, [TRIAL] each."""
    if key == ARISES:
        arises = case.cluster[cluster_id].arises if cluster_id is not None else None
        key = NET_BUDGET if arises is None else arises
    if key == NET_BUDGET:
        budgets = {council_id: x(f"council.{council_id}.net_budget") for council_id in case.council}
        return {council_id: budget / sum(budgets.values()) for council_id, budget in budgets.items()}
    if key == EQUAL:
        return {council_id: x.full(1 / len(case.council)) for council_id in case.council}
    return {council_id: x.full(key.get(council_id, 0.0)) for council_id in case.council}


class Index:
    """The index of pay or prices: 1 in the price-base year, a step each 1 April, growing on as long as anyone asks.

    Parameters
    ----------
    name
        "pay" or "prices".
    """

    def __init__(self, case: Any, x: Draws, name: str) -> None:
        table = None if case.index is None else getattr(case.index, name)
        self.entries = (
            {} if table is None else {year_from(year): f"index.{name}.growth.{year}" for year in table.growth}
        )
        self.x = x
        self.base = year_from(case.case.price_base)
        self.known = {self.base: x.full(1.0)}

    def growth(self, year: int) -> Array:
        """Growth from the year before: the latest entry up to this year; none before the first entry, [TRIAL]."""
        earlier = [start for start in self.entries if start <= year]
        return self.x(self.entries[max(earlier)]) if earlier else self.x.full(0.0)

    def year(self, year: int) -> Array:
        """The index in a financial year, [TRIAL]."""
        if year not in self.known:
            if year > self.base:
                self.known[year] = self.year(year - 1) * (1 + self.growth(year))
            else:
                self.known[year] = self.year(year + 1) / (1 + self.growth(year + 1))
        return self.known[year]

    def by_month(self, dates: Dates) -> Array:
        """The index in every month of the horizon, [TRIAL, MONTH]."""
        return np.stack([self.year(year) for year in dates.year_of_month()], axis=1)
