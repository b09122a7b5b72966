"""Pools of experts against integrals of their definition, and their disagreement against many draws."""

from math import inf

import numpy as np
import pytest
from scipy import integrate, stats

from distributions.catalogue import distribution
from distributions.elicit import CannotElicit, disagreement, pool
from distributions.elicitation import pooling
from distributions.philox import uniforms

NORMAL, LOGNORMAL = stats.norm(6.0, 1.5), stats.lognorm(0.4, scale=5.0)
PERT, TRIANGLE = stats.beta(2.0, 4.0, 2.0, 8.0), stats.triang(0.25, 3.0, 8.0)
GAMMA, UNIFORM = stats.gamma(3.0, scale=2.0), stats.uniform(1.0, 9.0)

EXPERTS = {
    "normal": (distribution("normal", mean=6.0, sd=1.5), NORMAL),
    "lognormal": (
        distribution("lognormal", mean=LOGNORMAL.mean(), sd=LOGNORMAL.std()),
        LOGNORMAL,
    ),
    "pert": (distribution("pert", low=2.0, mode=4.0, high=10.0), PERT),
    "triangular": (distribution("triangular", low=3.0, mode=5.0, high=11.0), TRIANGLE),
    "gamma": (distribution("gamma", shape=3.0, scale=2.0), GAMMA),
    "uniform": (distribution("uniform", low=1.0, high=10.0), UNIFORM),
}

MIXED = [
    (("normal", "lognormal"), (1.0, 1.0)),
    (("normal", "pert"), (1.0, 3.0)),
    (("pert", "triangular", "gamma"), (2.0, 1.0, 1.0)),
    (("uniform", "gamma"), (0.5, 0.5)),
    (("normal", "lognormal", "pert", "triangular", "gamma", "uniform"), (1.0,) * 6),
]


@pytest.mark.parametrize(("names", "weights"), MIXED)
def test_a_linear_pool_is_the_weighted_mean_of_the_shares(names, weights):
    found = pool([EXPERTS[name][0] for name in names], weights=weights).distribution
    x = np.linspace(0.5, 14.0, 200)
    expected = sum(weight * EXPERTS[name][1].cdf(x) for name, weight in zip(names, weights, strict=True)) / sum(weights)
    assert np.allclose(found.cdf(x), expected, rtol=0.0, atol=1e-12)


def product(oracles, weights):
    """The logarithmic pool of SciPy's densities by its definition: density, its whole integral and its ends."""
    shares = np.array(weights) / sum(weights)
    low = max(one.support()[0] for one in oracles)
    high = min(one.support()[1] for one in oracles)
    low, high = max(low, -60.0), min(high, 120.0)

    def density(x):
        return np.exp(sum(share * one.logpdf(x) for share, one in zip(shares, oracles, strict=True)))

    return density, low, high


def shares_below(density, low, high, kinks, count=4001):
    """Shares below a fine grid, by Gauss and Legendre's ten points between its values."""
    grid = np.unique(np.concatenate([np.linspace(low, high, count), [k for k in kinks if low < k < high]]))
    points, weights = np.polynomial.legendre.leggauss(10)
    half = 0.5 * (grid[1:] - grid[:-1])
    x = 0.5 * (grid[1:] + grid[:-1]) + half * points[:, None]
    below = np.concatenate([[0.0], np.cumsum((weights[:, None] * density(x)).sum(axis=0) * half)])
    return grid, below / below[-1], below[-1]


KINKS = (1.0, 2.0, 3.0, 5.0, 10.0, 11.0)


@pytest.mark.parametrize(("names", "weights"), MIXED)
def test_a_logarithmic_pool_is_its_definition_to_the_stated_accuracy(names, weights):
    oracles = [EXPERTS[name][1] for name in names]
    density, low, high = product(oracles, weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        grid, below, _ = shares_below(density, low, high, KINKS)
    found = pool([EXPERTS[name][0] for name in names], weights=weights, method="logarithmic").distribution
    assert found.family == "histogram"
    assert np.abs(found.cdf(grid) - below).max() < 1e-5
    p = np.array([0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999])
    inside = (below > 1e-9) & (below < 1.0 - 1e-9)
    expected = np.interp(p, below[inside], grid[inside])
    spread = expected[7] - expected[3]
    assert np.abs(found.ppf(p) - expected).max() < spread / 2000.0 + (high - low) / 4000.0**2 * 50.0
    mean = integrate.trapezoid(1.0 - below, grid) + low
    assert found.mean() == pytest.approx(mean, abs=spread / 2000.0)


FORMULAS = {
    "normal": [("normal", {"mean": 4.0, "sd": 1.0}), ("normal", {"mean": 7.0, "sd": 2.0})],
    "lognormal": [("lognormal", {"mean": 4.0, "sd": 1.0}), ("lognormal", {"mean": 7.0, "sd": 5.0})],
    "exponential": [("exponential", {"mean": 4.0}), ("exponential", {"mean": 9.0})],
    "gamma": [("gamma", {"shape": 2.0, "scale": 3.0}), ("gamma", {"shape": 6.0, "scale": 1.0})],
    "uniform": [("uniform", {"low": 2.0, "high": 9.0}), ("uniform", {"low": 4.0, "high": 11.0})],
    "beta": [("beta", {"alpha": 2.0, "beta": 3.0}), ("beta", {"alpha": 5.0, "beta": 1.5})],
    "pert": [("pert", {"low": 2.0, "mode": 3.0, "high": 9.0}), ("pert", {"low": 2.0, "mode": 7.0, "high": 9.0})],
}


@pytest.mark.parametrize("family", FORMULAS)
@pytest.mark.parametrize("weights", [(1.0, 1.0), (3.0, 1.0)])
def test_formulas_are_the_definition_too(family, weights):
    experts = [distribution(name, **parameters) for name, parameters in FORMULAS[family]]
    found = pool(experts, weights=weights, method="logarithmic").distribution
    assert found.family == ("beta" if family == "pert" else family)
    by_bins = pooling._histogram(experts, [weight / sum(weights) for weight in weights])
    x = by_bins.ppf(np.linspace(0.001, 0.999, 301))
    assert np.abs(found.cdf(x) - by_bins.cdf(x)).max() < 1e-5


def test_experts_between_different_ends_keep_what_they_share():
    experts = [distribution("pert", low=2.0, mode=3.0, high=9.0), distribution("pert", low=4.0, mode=7.0, high=11.0)]
    found = pool(experts, method="logarithmic").distribution
    assert found.family == "histogram"
    low, high = found.support()
    assert 4.0 <= low < 4.01 and 8.9 < high <= 9.0


def test_an_expert_without_weight_and_experts_who_agree_change_nothing():
    one, other = EXPERTS["pert"][0], EXPERTS["gamma"][0]
    for method in ("linear", "logarithmic"):
        assert pool([one], method=method).distribution == one
        assert pool([one, one, one], method=method).distribution == one
        assert pool([one, other], weights=[2.0, 0.0], method=method).distribution == one


@pytest.mark.parametrize(
    ("experts", "more", "at", "words"),
    [
        ([], {}, "experts", "there are no experts"),
        ([NORMAL] * 2, {"weights": [1.0]}, "weights", "there are 2 experts and 1 weights: give one weight for each"),
        ([NORMAL] * 2, {"weights": [1.0, -1.0]}, "weights", "a weight of -1 is no weight"),
        ([NORMAL] * 2, {"weights": [0.0, 0.0]}, "weights", "all weights are 0"),
        ([NORMAL], {"method": "geometric"}, "pool", "there is no geometric pool"),
        (["constant", "pert"], {"method": "logarithmic"}, "experts", r"expert 1 names single values \(constant\)"),
        (["low", "high"], {"method": "logarithmic"}, "experts", 'so that nothing is left: give pool = "linear"'),
        (["far", "near"], {"method": "logarithmic"}, "experts", "all but exclude one another"),
    ],
)
def test_what_makes_no_pool_is_refused(experts, more, at, words):
    made = {
        "constant": distribution("constant", value=5.0),
        "pert": EXPERTS["pert"][0],
        "low": distribution("uniform", low=1.0, high=2.0),
        "high": distribution("uniform", low=2.0, high=3.0),
        "far": distribution("normal", mean=40.0, sd=1.0),
        "near": distribution("gamma", shape=9.0, scale=0.1),
    }
    given = [made[one] if isinstance(one, str) else EXPERTS["normal"][0] for one in experts]
    with pytest.raises(CannotElicit, match=words) as refused:
        pool(given, **more)
    assert refused.value.at == (at,)


def test_disagreement_is_the_share_of_variance_between_the_experts():
    names, weights = ("normal", "pert", "gamma"), np.array([0.5, 0.3, 0.2])
    found = disagreement([EXPERTS[name][0] for name in names], weights)
    # Draw an expert, then a value: what the expert explains of the values' variance.
    n = 400_000
    which = np.searchsorted(np.cumsum(weights), uniforms(1, "expert", range(n)))
    u = uniforms(1, "value", range(n))
    values = np.empty(n)
    for i, name in enumerate(names):
        values[which == i] = EXPERTS[name][1].ppf(u[which == i])
    means = np.array([values[which == i].mean() for i in range(3)])
    assert found.between == pytest.approx(means[which].var() / values.var(), abs=0.005)


def test_overlap_of_the_eighty_per_cent_ranges():
    low, high = (distribution("uniform", low=start, high=start + 10.0) for start in (0.0, 5.0))
    found = disagreement([low, high])
    assert (found.common, found.span) == ((6.0, 9.0), (1.0, 14.0))
    assert found.overlap == pytest.approx(3.0 / 13.0)
    apart = disagreement([low, distribution("uniform", low=50.0, high=60.0)])
    assert apart.common is None and apart.overlap == 0.0 and apart.between > 0.9
    assert "nothing in common" in apart.words() and "ask why before pooling" in apart.words()
    agreed = disagreement([low, low])
    assert agreed.overlap == 1.0 and agreed.between == 0.0
    fixed = disagreement([distribution("constant", value=3.0), distribution("constant", value=4.0)])
    assert fixed.between == 1.0 and fixed.overlap == 0.0


def test_a_variance_without_end_leaves_the_share_open():
    wide = distribution("metalog", coefficients=[0.0, 1.2], lower=0.0, upper=inf)
    found = disagreement([wide, EXPERTS["gamma"][0]])
    assert np.isnan(found.between) and "variance" not in found.words()


def test_the_words_of_a_pool_say_how_much_they_differ():
    found = pool([EXPERTS["normal"][0], EXPERTS["gamma"][0]], written=lambda value: f"£{value:.1f}m")
    assert found.words.startswith("2 experts in a linear pool: mixture (")
    assert " with p10 £" in found.words and "% of the pool's variance lies between them" in found.words
    assert found.disagreement is not None and 0.0 < found.disagreement.overlap < 1.0
