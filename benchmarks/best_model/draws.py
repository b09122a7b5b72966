"""Draws from tables: normals go through the copulas into tables of quantile functions in z, all rows at once."""

from __future__ import annotations

import functools

import numpy as np
from scipy import special, stats

from benchmarks.best_model.values import Value
from benchmarks.numpy_model.scipy_draws import family_quantile
from simulator.plan import Plan
from simulator.plan.arrays import FIXED, PERT, RAW, TRIANGULAR
from simulator.plan.rows import PlanInput

Array = np.ndarray

NODES = 1024
STEPS_A_UNIT = 62.0
FURTHEST = NODES / STEPS_A_UNIT / 2


@functools.lru_cache(maxsize=1024)
def pert_table(alpha: float, beta: float) -> Array:
    """Cubics of beta(alpha, beta) in equal steps of z, the normal value of the same rank: float64[4, NODES].

    Hermite's, from values and slopes at the ends of each step, as coefficients of powers of the share of the step.
    """
    z = np.linspace(-FURTHEST, FURTHEST, NODES + 1)
    # Each half by its own tail, so that neither end loses digits.
    low, high = (special.betaincinv(a, b, special.ndtr(-np.abs(z))) for a, b in ((alpha, beta), (beta, alpha)))
    x, rest = np.where(z < 0.0, low, 1.0 - high), np.where(z < 0.0, 1.0 - low, high)
    log_density = special.xlogy(alpha - 1.0, x) + special.xlogy(beta - 1.0, rest) - special.betaln(alpha, beta)
    slope = np.exp(-0.5 * z * z - 0.5 * np.log(2.0 * np.pi) - log_density) / STEPS_A_UNIT
    left, right, rise = slope[:-1], slope[1:], np.diff(x)
    return np.stack([x[:-1], left, 3.0 * rise - 2.0 * left - right, left + right - 2.0 * rise])


class TableDraws:
    """The drawn inputs of a plan, made ready for drawing chunk after chunk.

    Parameters
    ----------
    plan : Plan
    """

    def __init__(self, plan: Plan) -> None:
        self.fixed = [float(value) for value in plan.arrays.fixed]
        drawn = {name: item for name, item in plan.inputs.items() if item.marginal.kind != FIXED}
        self.copulas = [copula for copula in plan.correlation if copula.members]
        members = [name for copula in self.copulas for name in copula.members]
        single = [name for name in sorted(drawn) if name not in members]
        self.normals = members + [name for name in single if drawn[name].marginal.kind == PERT]
        self.uniforms = [name for name in single if drawn[name].marginal.kind != PERT]
        self.rows = {name: plan.inputs[name].row for name in (*self.normals, *self.uniforms)}
        pert = [i for i, name in enumerate(self.normals) if name in drawn and drawn[name].marginal.kind == PERT]
        self.pert, self.pert_names = pert, [self.normals[i] for i in pert]
        self.others = {name: item for name, item in drawn.items() if item.marginal.kind != PERT}
        marginals = [drawn[name].marginal for name in self.pert_names]
        self.low = np.array([[m.low] for m in marginals]).reshape(-1, 1)
        self.width = np.array([[m.high - m.low] for m in marginals]).reshape(-1, 1)
        shapes = [_alpha_beta(m.low, m.mode, m.high, m.shape) for m in marginals]
        distinct = sorted(set(shapes))
        self.tables = [np.concatenate([pert_table(*one)[k] for one in distinct] or [np.zeros(1)]) for k in range(4)]
        self.table = np.array([[distinct.index(one) * NODES] for one in shapes], dtype=np.int64).reshape(-1, 1)

    def chunk(self, random: np.random.Generator, trials: int) -> list[Value]:
        """Draw a chunk: every ROW of the plan, the fixed ones as plain numbers."""
        values: list[Value] = list(self.fixed)
        z = random.standard_normal((len(self.normals), trials))
        uniforms = dict(zip(self.uniforms, random.random((len(self.uniforms), trials)), strict=True))
        first = 0
        for copula in self.copulas:
            last = first + len(copula.members)
            z[first:last] = copula.factor @ z[first:last]
            nu = copula.degrees_of_freedom
            if nu is not None:
                z[first:last] *= np.sqrt(nu / random.chisquare(nu, trials))
                z[first:last] = special.ndtri(stats.t.cdf(z[first:last], nu))
            first = last
        for name, x in zip(self.pert_names, self._perts(z.take(self.pert, axis=0)), strict=True):
            values[self.rows[name]] = x
        position = {name: i for i, name in enumerate(self.normals)}
        for name, item in self.others.items():
            u = uniforms[name] if name in uniforms else special.ndtr(z[position[name]])
            values[self.rows[name]] = self._other(item, u, values)
        return values

    def _perts(self, z: Array) -> Array:
        """The PERTs [PERT, TRIAL] of normal values, in place."""
        z += FURTHEST
        z *= STEPS_A_UNIT
        np.clip(z, 0.0, NODES - 1e-9, out=z)
        step = z.astype(np.int64)
        z -= step
        step += self.table
        x = self.tables[3].take(step)
        for table in self.tables[2::-1]:
            x *= z
            x += table.take(step)
        x *= self.width
        x += self.low
        return x

    def _other(self, item: PlanInput, u: Array, values: list[Value]) -> Array:
        """Another row from its uniform; events and decisions as 1 or 0."""
        marginal = item.marginal
        if item.probability_row >= 0:
            return (u > 1.0 - values[item.probability_row]).astype(np.float64)
        if marginal.kind == RAW:
            return u
        if marginal.distribution is not None:
            return family_quantile(marginal.distribution, u)
        width = marginal.high - marginal.low
        if marginal.kind == TRIANGULAR:
            return stats.triang.ppf(u, (marginal.mode - marginal.low) / width, marginal.low, width)
        u *= width
        u += marginal.low
        return u


def _alpha_beta(low: float, mode: float, high: float, shape: float) -> tuple[float, float]:
    """The parameters of a PERT's beta distribution."""
    width = high - low
    return 1.0 + shape * (mode - low) / width, 1.0 + shape * (high - mode) / width
