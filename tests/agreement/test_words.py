"""Whatever a case says of a number is what the engine draws: families against SciPy, words against what they state.

The draws are the engine's own, from the case file on; what they should be is worked out here from the words alone.
"""

from __future__ import annotations

import copy
from math import inf

import numpy as np
import pytest
from documents import Document
from key_changes import BASE
from reference.draws import uniform
from scipy import stats

from simulator.case import build_case
from simulator.case.uncertain import KEYS
from simulator.engine import sample_inputs
from simulator.plan import compile_plan

SEED = 2011
FEW = range(300)
MANY = range(100_000)
K = 4.0
"""Standard errors that a share of draws may be off: exceeded once in some 16,000 seeds."""

PLACE = "cost.advice.amount"
"""An input in pounds, 0 or more, and in no correlation: its uniform is its own."""


def case_with(words: Document) -> Document:
    """The base case with these words for one of its costs."""
    document = copy.deepcopy(BASE)
    document["cost"]["advice"]["amount"] = words
    return document


def drawn(words: Document, trials: range = FEW) -> np.ndarray:
    """What the engine draws for the cost, [TRIAL]."""
    plan = compile_plan(build_case(case_with(words)))
    return sample_inputs(plan, SEED, trials)[plan.input_ids.index(PLACE)]


def pert(low: float, mode: float, high: float, shape: float = 4.0):
    a = 1 + shape * (mode - low) / (high - low)
    return stats.beta(a, 2 + shape - a, low, high - low)


def lognormal(mean: float, sd: float):
    s = np.sqrt(np.log1p((sd / mean) ** 2))
    return stats.lognorm(s, scale=mean / np.sqrt(1 + (sd / mean) ** 2))


FAMILIES = {
    "uniform": ({"low": 5e6, "high": 8e6}, stats.uniform(5e6, 3e6)),
    "triangular": ({"low": 5e6, "mode": 6e6, "high": 8e6}, stats.triang(1 / 3, 5e6, 3e6)),
    "pert": ({"low": 5e6, "mode": 6e6, "high": 8e6, "shape": 2.5}, pert(5e6, 6e6, 8e6, 2.5)),
    "normal": ({"mean": 6e6, "sd": 1e6, "truncate_below": 4e6}, stats.truncnorm(-2, inf, 6e6, 1e6)),
    "truncated_normal": ({"mean": 6e6, "sd": 1e6, "low": 5e6, "high": 9e6}, stats.truncnorm(-1, 3, 6e6, 1e6)),
    "lognormal": ({"mean": "£6m", "sd": "£2m"}, lognormal(6e6, 2e6)),
    "beta": ({"alpha": 2.5, "beta": 0.7, "low": 1e6, "high": 3e6}, stats.beta(2.5, 0.7, 1e6, 2e6)),
    "gamma": ({"shape": 1.7, "scale": "£2m"}, stats.gamma(1.7, scale=2e6)),
    "weibull": ({"shape": 1.3, "scale": "£2m"}, stats.weibull_min(1.3, scale=2e6)),
    "exponential": ({"mean": "£2m", "shift": "£1m"}, stats.expon(1e6, 2e6)),
    "binomial": ({"trials": 30, "probability": "20%"}, stats.binom(30, 0.2)),
    "poisson": ({"mean": 4.2}, stats.poisson(4.2)),
}
"""Of each family: what the case says besides its name, and the same from SciPy."""


@pytest.mark.parametrize("family", FAMILIES)
def test_a_named_family_is_drawn_as_scipy_has_it(family):
    words, oracle = FAMILIES[family]
    u = np.array([uniform(SEED, PLACE, trial) for trial in FEW])
    expected = oracle.ppf(u)
    scale = np.maximum(np.abs(expected), oracle.ppf(0.9) - oracle.ppf(0.1))
    assert (np.abs(drawn({"distribution": family, **words}) - expected) <= 2e-9 * scale).all()


def steps(values, weights=None):
    """The ppf of values with weights, as the smallest value whose share reaches u."""
    order = np.argsort(values)
    shares = np.cumsum(np.ones(len(values)) if weights is None else np.asarray(weights, float)[order])
    return lambda u: np.asarray(values, float)[order][np.searchsorted(shares / shares[-1], u)]


def metalog(coefficients, lower=-inf, upper=inf):
    """Keelin's quantile function of up to four terms, and its transforms for limits."""

    def ppf(u):
        logit = np.log(u / (1 - u))
        basis = [np.ones_like(u), logit, (u - 0.5) * logit, u - 0.5]
        m = sum(a * term for a, term in zip(coefficients, basis, strict=False))
        if upper == inf:
            return m if lower == -inf else lower + np.exp(m)
        return upper - np.exp(-m) if lower == -inf else (lower + upper * np.exp(m)) / (1 + np.exp(m))

    return ppf


FROM_DATA = {
    "discrete": ({"values": [1e6, "£3m", 2e6], "weights": [5, 2, 3]}, steps([1e6, 3e6, 2e6], [5, 2, 3])),
    "empirical": ({"values": [3e6, 1e6, 1e6, 4e6]}, steps([3e6, 1e6, 1e6, 4e6])),
    "histogram": (
        {"edges": [0, 1e6, 3e6], "weights": [1, 3]},
        lambda u: np.interp(u, [0, 0.25, 1], [0, 1e6, 3e6]),
    ),
    "metalog": ({"coefficients": [14, 0.3, 0.1], "lower": 0}, metalog([14, 0.3, 0.1], 0.0)),
}


@pytest.mark.parametrize("family", FROM_DATA)
def test_a_family_from_data_is_drawn_by_its_definition(family):
    words, ppf = FROM_DATA[family]
    expected = ppf(np.array([uniform(SEED, PLACE, trial) for trial in FEW]))
    assert drawn({"distribution": family, **words}) == pytest.approx(expected, rel=1e-8)


STATED = {
    "range": ({"range": ["£5m", "£8m"], "confidence": 0.8}, {5e6: 0.1, 8e6: 0.9}),
    "range with a mode": ({"range": ["£5m", "£8m"], "mode": "£6m", "confidence": 0.9}, {5e6: 0.05, 8e6: 0.95}),
    "range of a lognormal": (
        {"range": ["£5m", "£8m"], "confidence": "50%", "distribution": "lognormal"},
        {5e6: 0.25, np.sqrt(40.0) * 1e6: 0.5, 8e6: 0.75},
    ),
    "percentiles": (
        {"percentiles": {"p10": "£5m", "p50": "£6m", "p90": "£8m"}},
        {5e6: 0.1, 6e6: 0.5, 8e6: 0.9},
    ),
    "percentiles of a gamma": (
        {"percentiles": {"p10": "£2m", "p90": "£8m"}, "distribution": "gamma"},
        {2e6: 0.1, 8e6: 0.9},
    ),
    "at most": ({"at_most": "£8m", "confidence": 0.9}, {8e6: 0.9, 0.0: 0.0}),
    "at least and at most": ({"at_least": "£5m", "at_most": "£8m", "confidence": 0.9}, {5e6: 0.1, 8e6: 0.9}),
    "experts": (
        {"experts": [{"low": 1e6, "high": 2e6, "distribution": "uniform"},
                     {"low": 1.5e6, "high": 3.5e6, "distribution": "uniform"}], "weights": [3, 1]},
        {1.25e6: 0.1875, 1.5e6: 0.375, 2e6: 0.8125, 3e6: 0.9375},
    ),
    "experts who agree": (
        # Densities 1 and 1/2 (per £m) on what both allow, 1.5m to 2m: their product is even there.
        {"experts": [{"low": 1e6, "high": 2e6, "distribution": "uniform"},
                     {"low": 1.5e6, "high": 3.5e6, "distribution": "uniform"}], "pool": "logarithmic"},
        {1.5e6: 0.0, 1.75e6: 0.5, 2e6: 1.0},
    ),
}  # fmt: skip
"""Words, and the share of draws at or below each value that follows from them."""


@pytest.mark.parametrize("words", STATED)
def test_words_hold_of_the_draws(words):
    said, shares = STATED[words]
    draws = drawn(said, MANY)
    for value, share in shares.items():
        error = np.sqrt(share * (1 - share) / len(MANY))
        assert abs((draws <= value * (1 + 1e-9)).mean() - share) <= K * error, (value, share)


def test_outturns_are_drawn_about_their_middle_and_wider_than_they_lie():
    ratios = [0.6, 0.9, 0.95, 1.1, 0.8]
    draws = drawn({"outturns": ratios, "forecast": "£6m"}, MANY) / 6e6
    # The median's standard error is 1/(2 f sqrt(n)), f the lognormal's density there: some 0.34/sqrt(n) of it.
    logs = np.log(draws)
    assert abs(np.median(logs) - np.mean(np.log(ratios))) <= K * 1.2533 * logs.std() / np.sqrt(len(MANY))
    assert logs.std() > np.std(np.log(ratios), ddof=1)


ALONE = {
    "distribution": ({"low": 1e6, "mode": 2e6, "high": 4e6}, {"distribution": "triangular"}),
    "range": ({"range": [1e6, 3e6], "confidence": 0.8}, {"range": [1e6, 4e6]}),
    "confidence": ({"range": [1e6, 3e6], "confidence": 0.8}, {"confidence": 0.9}),
    "percentiles": ({"percentiles": {"p10": 1e6, "p90": 3e6}}, {"percentiles": {"p10": 1e6, "p80": 3e6}}),
    "at_least": ({"at_least": 1e6, "at_most": 4e6, "confidence": 0.8}, {"at_least": 2e6}),
    "at_most": ({"at_least": 1e6, "at_most": 4e6, "confidence": 0.8}, {"at_most": 5e6}),
    "outturns": ({"outturns": [0.5, 1.0, 1.2]}, {"outturns": [0.5, 1.1, 1.2]}),
    "forecast": ({"outturns": [0.5, 1.0, 1.2]}, {"forecast": 2e6}),
    "experts": (
        {"experts": [{"low": 1e6, "mode": 2e6, "high": 4e6}, {"low": 2e6, "mode": 3e6, "high": 4e6}]},
        {"experts": [{"low": 1e6, "mode": 2e6, "high": 4e6}, {"low": 2e6, "mode": 3.5e6, "high": 4e6}]},
    ),
    "pool": (
        {"experts": [{"low": 1e6, "mode": 2e6, "high": 4e6}, {"low": 2e6, "mode": 3e6, "high": 4e6}]},
        {"pool": "logarithmic"},
    ),
    "weights": ({"distribution": "discrete", "values": [1e6, 2e6], "weights": [1, 1]}, {"weights": [1, 9]}),
    "values": ({"distribution": "discrete", "values": [1e6, 2e6], "weights": [1, 1]}, {"values": [1e6, 3e6]}),
    "edges": ({"distribution": "histogram", "edges": [0, 1e6, 2e6], "weights": [1, 1]}, {"edges": [0, 1e6, 3e6]}),
    "coefficients": (
        {"distribution": "metalog", "coefficients": [14, 0.3], "lower": 0},
        {"coefficients": [14, 0.4]},
    ),
    "lower": ({"percentiles": {"p10": 2e6, "p50": 3e6, "p90": 5e6}}, {"lower": 1e6}),
    "upper": ({"percentiles": {"p10": 2e6, "p50": 3e6, "p90": 5e6}}, {"upper": 9e6}),
    "shift": ({"low": 1e6, "mode": 2e6, "high": 4e6}, {"shift": 5e5}),
    "truncate_below": ({"low": 1e6, "mode": 2e6, "high": 4e6}, {"truncate_below": 1.5e6}),
    "truncate_above": ({"low": 1e6, "mode": 2e6, "high": 4e6}, {"truncate_above": 3e6}),
    "mean": ({"distribution": "lognormal", "mean": 2e6, "sd": 1e6}, {"mean": 3e6}),
    "sd": ({"distribution": "lognormal", "mean": 2e6, "sd": 1e6}, {"sd": 2e6}),
    "shape": ({"distribution": "gamma", "shape": 2, "scale": 1e6}, {"shape": 3}),
    "scale": ({"distribution": "gamma", "shape": 2, "scale": 1e6}, {"scale": 2e6}),
    "alpha": ({"distribution": "beta", "alpha": 2, "beta": 3, "high": 1e6}, {"alpha": 3}),
    "beta": ({"distribution": "beta", "alpha": 2, "beta": 3, "high": 1e6}, {"beta": 4}),
    "trials": ({"distribution": "binomial", "trials": 20, "probability": 0.5}, {"trials": 40}),
    "probability": ({"distribution": "binomial", "trials": 20, "probability": 0.5}, {"probability": 0.7}),
}
"""Of each key: words without it or with one value of it, and what is said besides or instead."""


def test_every_key_of_an_uncertain_input_is_here():
    assert set(ALONE) == {*KEYS, "distribution"}


@pytest.mark.parametrize("key", ALONE)
def test_every_key_moves_the_draws(key):
    before, change = ALONE[key]
    assert list(change) == [key]
    one, other = drawn(before), drawn({**before, **change})
    assert (one != other).mean() > 0.1
