"""Uniforms, copula, marginals, decisions: from (seed, trial) to the inputs of a block (docs/model.md section 2)."""

from __future__ import annotations

from distributions.copula import correlate_rows, t_rows
from distributions.jit import LANES, stage
from distributions.normal import cdf_rows, ppf_rows
from distributions.pert import pert_from_z
from distributions.philox import fill_uniform
from distributions.quantile_table import value_from_z
from distributions.triangular import ppf_scalar as triangular_ppf
from simulator.plan.arrays import FIXED, PERT, RAW, TABLE, TRIANGULAR


@stage
def draw(plan, seed, first_trial, given, column, x):
    """Fill every drawn row of ``x`` [ROW, LANE] for the trials from ``first_trial`` on. ``plan`` is the plan's
    ``draws``; ``given`` [DRAW, TRIAL] holds the uniforms of a design from ``column`` on, and nothing when each trial is
    drawn by itself."""
    for d in range(len(plan.draws)):
        if given.shape[1] == 0:
            fill_uniform(seed, first_trial, plan.draws[d].hash, x, plan.draws[d].row)
        else:
            for lane in range(LANES):
                x[plan.draws[d].row, lane] = given[d, column + lane]
    correlate(plan, x)
    for d in range(len(plan.draws)):
        shape_row(plan.draws[d], plan, x)
    for n in range(len(plan.decisions)):
        decision = plan.decisions[n]
        for lane in range(LANES):
            x[decision.row, lane] = 1.0 if x[decision.row, lane] > 1.0 - x[decision.probability_row, lane] else 0.0


@stage
def correlate(plan, x):
    """Turn the uniforms of each copula's members into dependent normal values, in place."""
    for m in range(len(plan.matrices)):
        matrix = plan.matrices[m]
        first, members = matrix.first_member, matrix.members
        correlate_rows(x, plan.member_rows, first, members, plan.factor, matrix.first_factor)
        if matrix.shared_row >= 0:
            nu = matrix.degrees_of_freedom
            shared, k = matrix.shared_row, matrix.table
            t_rows(x, plan.member_rows, first, members, shared, plan.log_factors, plan.scores, k, nu)


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
