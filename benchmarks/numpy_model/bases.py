"""What flows are divided by and valued at: council keys, indices, discount factors (docs/model.md, section 7)."""

from __future__ import annotations

import numpy as np

from simulator.plan.arrays import KEY_NET_BUDGET, Arrays

Array = np.ndarray


def council_keys(plan: Arrays, x: Array) -> Array:
    """Shares of the councils under each key, [KEY, COUNCIL, TRIAL]."""
    bases = plan.bases
    key = np.repeat(bases.key_share[:, :, None], x.shape[1], axis=2)
    for number, kind in enumerate(bases.key_kind):
        if kind == KEY_NET_BUDGET:
            budgets = x[bases.councils.net_budget_row]
            key[number] = budgets / budgets.sum(axis=0)
    return key


def index_levels(plan: Arrays, x: Array) -> Array:
    """Levels of pay and prices, 1 in the price-base year, [INDEX, YEAR, TRIAL]."""
    bases, years = plan.bases, plan.bases.growth_rows.shape[1]
    growth = 1.0 + x[bases.growth_rows]
    level = np.ones((2, years, x.shape[1]))
    for year in range(bases.base + 1, years):
        level[:, year] = level[:, year - 1] * growth[:, year]
    for year in range(bases.base - 1, -1, -1):
        level[:, year] = level[:, year + 1] / growth[:, year + 1]
    return level[:, bases.first : bases.first + plan.years]


def discount_factors(plan: Arrays, x: Array) -> Array:
    """(1 + r)^−k for financial year k, [YEAR, TRIAL]."""
    return (1.0 + x[plan.bases.discount_row]) ** -np.arange(plan.years)[:, None]
