"""What flows are divided by and valued at: council keys, indices, discount factors (docs/model.md section 7)."""

from __future__ import annotations

from distributions.jit import LANES, kernel
from simulator.plan.arrays import KEY_NET_BUDGET


@kernel
def council_keys(bases, x, key):
    """``key`` [KEY, COUNCIL, LANE]: the share of each council under each key."""
    councils = key.shape[1]
    for j in range(len(bases.key_kind)):
        for k in range(councils):
            for lane in range(LANES):
                key[j, k, lane] = bases.key_share[j, k]
        if bases.key_kind[j] == KEY_NET_BUDGET:
            for lane in range(LANES):
                total = 0.0
                for k in range(councils):
                    total += x[bases.net_budget_rows[k], lane]
                for k in range(councils):
                    key[j, k, lane] = x[bases.net_budget_rows[k], lane] / total


@kernel
def index_levels(indices, x, growth, index):
    """``index`` [INDEX, YEAR, LANE] of pay and of prices: 1 in the price-base year, stepping each 1 April."""
    years = indices.growth_rows.shape[1]
    base = indices.base
    for i in range(2):
        for lane in range(LANES):
            growth[base, lane] = 1.0
        for y in range(base + 1, years):
            for lane in range(LANES):
                growth[y, lane] = growth[y - 1, lane] * (1.0 + x[indices.growth_rows[i, y], lane])
        for y in range(base - 1, -1, -1):
            for lane in range(LANES):
                growth[y, lane] = growth[y + 1, lane] / (1.0 + x[indices.growth_rows[i, y + 1], lane])
        for y in range(index.shape[1]):
            for lane in range(LANES):
                index[i, y, lane] = growth[indices.first + y, lane]


@kernel
def discount_factors(bases, x, discount):
    """``discount`` [YEAR, LANE]: (1 + r)^−k for financial year k, by repeated multiplication."""
    for lane in range(LANES):
        discount[0, lane] = 1.0
    for y in range(1, len(discount)):
        for lane in range(LANES):
            discount[y, lane] = discount[y - 1, lane] / (1.0 + x[bases.discount_row, lane])
