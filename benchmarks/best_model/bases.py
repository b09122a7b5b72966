"""Indices and discount factors, as plain numbers where they are fixed (docs/model.md, section 7)."""

from __future__ import annotations

import numpy as np

from benchmarks.best_model.values import Value, total
from simulator.plan.arrays import Arrays

Array = np.ndarray


def index_levels(plan: Arrays, x: list[Value], trials: int) -> Array:
    """Levels of pay and of prices, [YEAR, INDEX, TRIAL], 1 in the price-base year."""
    bases = plan.bases
    years = bases.growth_rows.shape[1]
    levels = np.ones((years, 2, trials))
    for i, rows in enumerate(bases.growth_rows):
        growth = {row: total(1.0, x[row]) for row in set(rows)}
        for year in range(bases.base + 1, years):
            np.multiply(levels[year - 1, i], growth[rows[year]], out=levels[year, i])
        for year in range(bases.base - 1, -1, -1):
            np.divide(levels[year + 1, i], growth[rows[year + 1]], out=levels[year, i])
    return levels[bases.first : bases.first + plan.years]


def discount_factors(plan: Arrays, x: list[Value]) -> Array:
    """(1 + r)^−k for financial year k, [YEAR, 1], or [YEAR, TRIAL] where r is drawn."""
    return np.asarray(1.0 + x[plan.bases.discount_row]) ** -np.arange(float(plan.years))[:, None]
