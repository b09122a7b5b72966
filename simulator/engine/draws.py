"""Uniforms, copula, marginals, decisions: from (seed, trial) to the inputs of a block (docs/model.md section 2)."""

from __future__ import annotations

from distributions.jit import LANES, stage
from distributions.normal import cdf_rows, ppf_rows
from distributions.pert import pert_from_z
from distributions.philox import fill_uniform
from distributions.quantile_table import value_from_z
from distributions.triangular import ppf_scalar as triangular_ppf
from simulator.plan.arrays import FIXED, PERT, RAW, TABLE, TRIANGULAR


@stage
def draw(plan, seed, first_trial, x):
    """Fill every drawn row of ``x`` [ROW, LANE] for the trials from ``first_trial`` on. ``plan`` is the plan's
    ``draws``."""
    for d in range(len(plan.draws)):
        fill_uniform(seed, first_trial, plan.draws[d].hash, x, plan.draws[d].row)
    correlate(plan, x)
    for d in range(len(plan.draws)):
        shape_row(plan.draws[d], plan, x)
    for n in range(len(plan.decisions)):
        decision = plan.decisions[n]
        for lane in range(LANES):
            x[decision.row, lane] = 1.0 if x[decision.row, lane] > 1.0 - x[decision.probability_row, lane] else 0.0


@stage
def correlate(plan, x):
    """Turn the uniforms of matrix members into correlated normals, in place, last member first."""
    for m in range(len(plan.matrix_start) - 1):
        start, size = plan.matrix_start[m], plan.matrix_start[m + 1] - plan.matrix_start[m]
        for i in range(size):
            ppf_rows(x, plan.draws[plan.member[start + i]].row)
        for i in range(size - 1, -1, -1):
            row = plan.draws[plan.member[start + i]].row
            at = plan.factor_start[m] + i * size
            own = plan.factor[at + i]
            for lane in range(LANES):
                x[row, lane] *= own
            for j in range(i):
                other, loading = plan.draws[plan.member[start + j]].row, plan.factor[at + j]
                for lane in range(LANES):
                    x[row, lane] += loading * x[other, lane]


@stage
def shape_row(drawn, plan, x):
    """Give one drawn row its marginal. Matrix members arrive as normals, the others as uniforms."""
    row, kind, low, mode, high = drawn.row, drawn.kind, drawn.low, drawn.mode, drawn.high
    if kind in (PERT, TABLE):
        if drawn.in_matrix == 0:
            ppf_rows(x, row)
        if kind == PERT:
            for lane in range(LANES):
                x[row, lane] = low + (high - low) * pert_from_z(plan.pert, drawn.table, x[row, lane])
        else:
            for lane in range(LANES):
                x[row, lane] = value_from_z(plan.first, plan.pieces, drawn.table, x[row, lane])
        return
    if kind == FIXED:
        for lane in range(LANES):
            x[row, lane] = low
        return
    if drawn.in_matrix == 1:
        cdf_rows(x, row)
    if kind == RAW:
        return
    if kind == TRIANGULAR:
        for lane in range(LANES):
            x[row, lane] = triangular_ppf(x[row, lane], low, mode, high)
        return
    for lane in range(LANES):
        x[row, lane] = low + (high - low) * x[row, lane]
