"""Draws as SciPy makes them: random numbers by NumPy's Philox, marginals by SciPy's quantile functions."""

from __future__ import annotations

import math

import numpy as np
from scipy import special, stats

from distributions.catalogue import Distribution
from simulator.plan import Plan
from simulator.plan.arrays import FIXED, PERT, RAW, TRIANGULAR, UNIFORM
from simulator.plan.rows import Marginal


def draw(plan: Plan, seed: int, trials: int) -> np.ndarray:
    """Draw every input of a plan: float64[INPUT, TRIAL], rows in the order of ``plan.input_ids``.

    Events and decisions are 1 or 0; exclusive groups and the exit are their uniform; fixed inputs are constant rows.
    The distributions and their dependence are those of docs/model.md section 2, the random numbers NumPy's own.
    """
    return draw_with(plan, np.random.Generator(np.random.Philox(seed)), trials)


def draw_with(plan: Plan, random: np.random.Generator, trials: int) -> np.ndarray:
    """`draw` from a stream of random numbers, which goes on from call to call."""
    x = np.empty((len(plan.input_ids), trials))
    dependent = dependent_uniforms(plan, random, trials)
    for row, name in zip(x, plan.input_ids, strict=True):
        marginal = plan.inputs[name].marginal
        if marginal.kind == FIXED:
            row[:] = marginal.low
        else:
            u = dependent[name] if name in dependent else random.random(trials)
            row[:] = quantile(marginal, u)
    decide(plan, x)
    return x


def dependent_uniforms(plan: Plan, random: np.random.Generator, trials: int) -> dict[str, np.ndarray]:
    """Uniforms of the members of every copula, [TRIAL] each."""
    found: dict[str, np.ndarray] = {}
    for copula in plan.correlation:
        normals = copula.factor @ random.standard_normal((len(copula.members), trials))
        nu = copula.degrees_of_freedom
        if nu is None:
            u = special.ndtr(normals)
        else:
            u = stats.t.cdf(normals * np.sqrt(nu / random.chisquare(nu, trials)), nu)
        found.update(zip(copula.members, u, strict=True))
    return found


def decide(plan: Plan, x: np.ndarray) -> None:
    """Turn the uniforms of events and of gate decisions into 1 (it happens: u > 1 − p) or 0, in place.

    ``x`` is float64[INPUT, TRIAL], rows in the order of ``plan.input_ids``.
    """
    of_row = {plan.inputs[name].row: i for i, name in enumerate(plan.input_ids)}
    for i, name in enumerate(plan.input_ids):
        probability_row = plan.inputs[name].probability_row
        if probability_row >= 0:
            x[i] = x[i] > 1.0 - x[of_row[probability_row]]


def quantile(marginal: Marginal, u: np.ndarray) -> np.ndarray:
    """The values of a marginal at uniforms, [TRIAL]."""
    low, mode, high = marginal.low, marginal.mode, marginal.high
    width = high - low
    if marginal.kind == RAW:
        return u
    if marginal.kind == UNIFORM:
        return low + width * u
    if marginal.kind == TRIANGULAR:
        return stats.triang.ppf(u, (mode - low) / width, low, width)
    if marginal.kind == PERT:
        alpha = 1.0 + marginal.shape * (mode - low) / width
        beta = 1.0 + marginal.shape * (high - mode) / width
        return low + width * special.betaincinv(alpha, beta, u)
    assert marginal.distribution is not None
    return family_quantile(marginal.distribution, u)


def family_quantile(distribution: Distribution, u: np.ndarray) -> np.ndarray:
    """The values of a named family at uniforms, [TRIAL]; of those that SciPy has not, from `distributions` itself."""
    p = distribution.named
    match distribution.family:
        case "normal":
            return stats.norm.ppf(u, p["mean"], p["sd"])
        case "truncated_normal":
            ends = ((p[end] - p["mean"]) / p["sd"] for end in ("low", "high"))
            return stats.truncnorm.ppf(u, *ends, p["mean"], p["sd"])
        case "lognormal":
            spread = math.log1p((p["sd"] / p["mean"]) ** 2)
            return stats.lognorm.ppf(u, math.sqrt(spread), scale=p["mean"] * math.exp(-spread / 2))
        case "beta":
            return p["low"] + (p["high"] - p["low"]) * special.betaincinv(p["alpha"], p["beta"], u)
        case "gamma":
            return stats.gamma.ppf(u, p["shape"], scale=p["scale"])
        case "weibull":
            return stats.weibull_min.ppf(u, p["shape"], scale=p["scale"])
        case "exponential":
            return stats.expon.ppf(u, scale=p["mean"])
        case "binomial":
            return stats.binom.ppf(u, p["trials"], p["probability"])
        case "poisson":
            return stats.poisson.ppf(u, p["mean"])
    return distribution.ppf(u)
