"""What flows are divided by and valued at: council keys, indices, discount factors (docs/model.md section 7)."""

from __future__ import annotations

from distributions.jit import LANES, stage
from simulator.engine.workspace import DISCOUNT
from simulator.plan.arrays import KEY_NET_BUDGET


@stage
def council_keys(bases, w):
    """``w.key`` [KEY, COUNCIL, LANE]: the share of each council under each key."""
    councils = len(bases.councils)
    for j in range(len(bases.key_kind)):
        for k in range(councils):
            w.key[j, k] = bases.key_share[j, k]
        if bases.key_kind[j] == KEY_NET_BUDGET:
            for lane in range(LANES):
                total = 0.0
                for k in range(councils):
                    total += w.x[bases.councils[k].net_budget_row, lane]
                for k in range(councils):
                    w.key[j, k, lane] = w.x[bases.councils[k].net_budget_row, lane] / total


@stage
def index_levels(bases, w):
    """``w.levels`` [INDEX, YEAR, LANE] of pay and of prices: 1 in the price-base year, stepping each 1 April."""
    years, base = bases.growth_rows.shape[1], bases.base
    for i in range(2):
        for lane in range(LANES):
            w.growth[base, lane] = 1.0
        for y in range(base + 1, years):
            for lane in range(LANES):
                w.growth[y, lane] = w.growth[y - 1, lane] * (1.0 + w.x[bases.growth_rows[i, y], lane])
        for y in range(base - 1, -1, -1):
            for lane in range(LANES):
                w.growth[y, lane] = w.growth[y + 1, lane] / (1.0 + w.x[bases.growth_rows[i, y + 1], lane])
        for y in range(w.levels.shape[1]):
            for lane in range(LANES):
                w.levels[i, y, lane] = w.growth[bases.first + y, lane]


@stage
def discount_factors(bases, w):
    """DISCOUNT of each year: (1 + r)^−k for financial year k, by repeated division."""
    for lane in range(LANES):
        w.year[DISCOUNT, 0, lane] = 1.0
    for y in range(1, w.year.shape[1]):
        for lane in range(LANES):
            w.year[DISCOUNT, y, lane] = w.year[DISCOUNT, y - 1, lane] / (1.0 + w.x[bases.discount_row, lane])
