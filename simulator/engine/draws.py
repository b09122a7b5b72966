"""Uniforms, copula, marginals, decisions: from (seed, trial) to the inputs of a block (docs/model.md section 2)."""

from __future__ import annotations

from distributions.jit import LANES, kernel
from distributions.normal import cdf_rows, ppf_rows
from distributions.pert import pert_from_z
from distributions.philox import fill_uniform
from distributions.triangular import ppf_scalar as triangular_ppf
from simulator.plan.arrays import FIXED, PERT, RAW, TRIANGULAR


@kernel
def draw(draws, decisions, seed, first_trial, x):
    """Fill every drawn row of ``x`` [ROW, LANE] for the trials from ``first_trial`` on."""
    for d in range(len(draws.rows)):
        fill_uniform(seed, first_trial, draws.hashes[d], x, draws.rows[d])
    correlate(draws, x)
    for d in range(len(draws.rows)):
        shape_row(draws, d, x)
    for n in range(len(decisions.rows)):
        row, p = decisions.rows[n], decisions.probability_rows[n]
        for lane in range(LANES):
            x[row, lane] = 1.0 if x[row, lane] > 1.0 - x[p, lane] else 0.0


@kernel
def correlate(draws, x):
    """Turn the uniforms of matrix members into correlated normals, in place, last member first."""
    for m in range(len(draws.matrix_start) - 1):
        start, size = draws.matrix_start[m], draws.matrix_start[m + 1] - draws.matrix_start[m]
        for i in range(size):
            ppf_rows(x, draws.rows[draws.member[start + i]])
        for i in range(size - 1, -1, -1):
            row = draws.rows[draws.member[start + i]]
            at = draws.factor_start[m] + i * size
            own = draws.factor[at + i]
            for lane in range(LANES):
                x[row, lane] *= own
            for j in range(i):
                other, loading = draws.rows[draws.member[start + j]], draws.factor[at + j]
                for lane in range(LANES):
                    x[row, lane] += loading * x[other, lane]


@kernel
def shape_row(draws, d, x):
    """Give one drawn row its marginal. Matrix members arrive as normals, the others as uniforms."""
    row, kind = draws.rows[d], draws.kinds[d]
    low, mode, high = draws.parameters[d, 0], draws.parameters[d, 1], draws.parameters[d, 2]
    if kind == PERT:
        if draws.in_matrix[d] == 0:
            ppf_rows(x, row)
        for lane in range(LANES):
            x[row, lane] = low + (high - low) * pert_from_z(draws.pert, draws.table[d], x[row, lane])
        return
    if kind == FIXED:
        for lane in range(LANES):
            x[row, lane] = low
        return
    if draws.in_matrix[d] == 1:
        cdf_rows(x, row)
    if kind == RAW:
        return
    if kind == TRIANGULAR:
        for lane in range(LANES):
            x[row, lane] = triangular_ppf(x[row, lane], low, mode, high)
        return
    for lane in range(LANES):
        x[row, lane] = low + (high - low) * x[row, lane]
