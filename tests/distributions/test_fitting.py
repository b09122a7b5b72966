"""Families fitted to data: as likely as SciPy can make them, ranked as the formulas say."""

import numpy as np
import pytest
from scipy import stats

from distributions import fitting
from distributions.catalogue import FAMILIES, distribution
from distributions.elicitation.free import Free, adjustable
from distributions.fitting import Unfit, fit
from distributions.philox import uniforms

U = uniforms(20110808, "data", range(120))


def data_of(name, **parameters):
    return distribution(name, **parameters).ppf(U)


TO_6 = {"lowest": 0.0, "highest": 6.0}

DATA = {
    "uniform": (data_of("uniform", low=2.0, high=8.0), {}),
    "triangular": (data_of("triangular", low=2.0, mode=3.0, high=8.0), {}),
    "pert": (data_of("pert", low=2.0, mode=3.0, high=8.0), {}),
    "normal": (data_of("normal", mean=5e6, sd=1e6), {}),
    "truncated_normal": (data_of("truncated_normal", mean=1.0, sd=2.0, low=0.0, high=6.0), TO_6),
    "lognormal": (data_of("lognormal", mean=5e6, sd=2e6), {"lowest": 0.0}),
    "beta": (data_of("beta", alpha=2.0, beta=5.0), {"lowest": 0.0, "highest": 1.0}),
    "gamma": (data_of("gamma", shape=2.0, scale=3e5), {"lowest": 0.0}),
    "weibull": (data_of("weibull", shape=1.5, scale=3.0), {"lowest": 0.0}),
    "exponential": (data_of("exponential", mean=30.0), {"lowest": 0.0}),
    "poisson": (data_of("poisson", mean=1.2), {"lowest": 0.0}),
    "bernoulli": (data_of("bernoulli", probability=0.3), {"lowest": 0.0}),
    "metalog": (data_of("lognormal", mean=5.0, sd=1.0), {}),
}  # fmt: skip


def scipys_best(name, data):
    """The log-likelihood of SciPy's own maximum-likelihood fit, with the same parameters free."""
    if name == "poisson":
        return stats.poisson(data.mean()).logpmf(data).sum()
    if name == "bernoulli":
        return stats.bernoulli(data.mean()).logpmf(data.astype(int)).sum()
    if name == "truncated_normal":
        bounds = [(-20.0, 20.0), (0.05, 20.0)]

        def unlikely(x):
            return -stats.truncnorm(-x[0] / x[1], (6.0 - x[0]) / x[1], x[0], x[1]).logpdf(data).sum()

        from scipy import optimize

        return -optimize.minimize(unlikely, [1.0, 2.0], bounds=bounds, method="Nelder-Mead").fun
    if name == "pert":
        from scipy import optimize

        def unlikely(x):
            low, mode, high = x
            if not low < mode < high or low >= data.min() or high <= data.max():
                return 1e9
            alpha = 1.0 + 4.0 * (mode - low) / (high - low)
            return -stats.beta(alpha, 6.0 - alpha, low, high - low).logpdf(data).sum()

        return -min(
            optimize.minimize(
                unlikely, [1.5, mode, 9.0], method="Nelder-Mead",
                options={"maxfev": 5000, "xatol": 1e-9, "fatol": 1e-10},
            ).fun
            for mode in (2.5, 3.0, 4.0)
        )  # fmt: skip
    family, fixed = {
        "triangular": (stats.triang, {}),
        "normal": (stats.norm, {}),
        "lognormal": (stats.lognorm, {"floc": 0.0}),
        "beta": (stats.beta, {"floc": 0.0, "fscale": 1.0}),
        "gamma": (stats.gamma, {"floc": 0.0}),
        "weibull": (stats.weibull_min, {"floc": 0.0}),
        "exponential": (stats.expon, {"floc": 0.0}),
    }[name]
    return family(*family.fit(data, **fixed)).logpdf(data).sum()


@pytest.mark.parametrize("name", [name for name in DATA if name not in ("metalog", "uniform")])
def test_the_fit_is_at_least_as_likely_as_scipys(name):
    data, limits = DATA[name]
    (found,) = fit(data, families=[name], **limits).ranked
    best = scipys_best(name, data)
    assert found.log_likelihood >= best - 1e-5
    if name != "triangular":  # SciPy stops short of the best triangle
        assert found.log_likelihood == pytest.approx(best, abs=2e-5)


@pytest.mark.parametrize("name", DATA)
def test_what_is_reported_follows_from_the_distribution(name):
    data, limits = DATA[name]
    (found,) = fit(data, families=[name], **limits).ranked
    n, k = data.size, found.free
    density = found.distribution.pdf(data)
    assert found.log_likelihood == pytest.approx(np.log(density).sum(), rel=1e-12)
    assert found.aic == pytest.approx(2 * k - 2 * np.log(density).sum())
    assert found.aicc == pytest.approx(found.aic + 2 * k * (k + 1) / (n - k - 1))
    if not found.distribution.atoms:
        assert found.distance == pytest.approx(stats.kstest(data, found.distribution.cdf).statistic, abs=1e-12)
        assert found.distance < 0.12
    low, high = found.distribution.support()
    assert limits.get("lowest", -np.inf) <= low and high <= limits.get("highest", np.inf)


def test_every_family_that_can_be_fitted_is():
    tried = {name for name in FAMILIES if adjustable(name)}
    assert tried <= set(DATA)
    assert tried <= set(fitting.candidates(np.array([0.5, 1.5])))


def test_numbers_free_are_those_that_the_family_has():
    expected = {
        "uniform": 2,
        "triangular": 3,
        "pert": 3,
        "truncated_normal": 2,
        "beta": 2,
        "gamma": 2,
        "exponential": 1,
    }
    for name, k in expected.items():
        data, limits = DATA[name]
        assert fit(data, families=[name], **limits).ranked[0].free == k


GAVE = {
    "pert": {"low": 2.0, "mode": 3.0, "high": 8.0},
    "lognormal": {"mean": 5e6, "sd": 2e6},
    "uniform": {"low": 2.0, "high": 8.0},
    "gamma": {"shape": 2.0, "scale": 3e5},
    "exponential": {"mean": 30.0},
    "beta": {"alpha": 2.0, "beta": 5.0},
}


@pytest.mark.parametrize("name", GAVE)
def test_the_family_that_gave_the_data_is_among_the_best(name):
    _, limits = DATA[name]
    u = uniforms(1, name, range(800))
    smooth = [family for family in FAMILIES if adjustable(family)]
    found = fit(distribution(name, **GAVE[name]).ppf(u), families=smooth, **limits)
    assert name in [one.distribution.family for one in found.as_good]
    assert [one.aicc for one in found.ranked] == sorted(one.aicc for one in found.ranked)


def test_the_ends_of_a_uniform_are_right_on_average():
    ends = []
    for i in range(400):
        (found,) = fit(2.0 + 6.0 * uniforms(i, "ends", range(8)), families=["uniform"]).ranked
        ends.append(found.distribution.parameters)
    assert np.mean(ends, axis=0) == pytest.approx([2.0, 8.0], abs=4.0 * np.std(ends) / 20.0)


def test_units_do_not_matter():
    data, limits = DATA["gamma"]
    for one, other in zip(fit(data, **limits).ranked, fit(data / 2**20, **limits).ranked, strict=True):
        assert one.distribution.family == other.distribution.family
        assert one.distance == pytest.approx(other.distance, abs=2e-5)
        shift = data.size * np.log(2.0**20)
        assert one.log_likelihood == pytest.approx(other.log_likelihood - shift, abs=1e-4)


def test_many_values_are_fitted_to_all_of_them():
    u = uniforms(7, "many", range(20_000))
    data = distribution("weibull", shape=1.5, scale=3.0).ppf(u)
    (found,) = fit(data, families=["weibull"], lowest=0.0).ranked
    shape, _, scale = stats.weibull_min.fit(data, floc=0.0)
    assert found.distribution.parameters == pytest.approx((shape, scale), rel=1e-4)


def test_a_family_that_leaves_the_possible_is_left_out_or_pinned():
    data = np.array([0.05, 0.1, 0.2, 0.3, 0.5, 0.9, 1.5, 2.5])
    found = fit(data, lowest=0.0)
    assert found.left_out["normal"] == "it reaches below what is possible"
    for one in found.ranked:
        assert one.distribution.support()[0] >= 0.0
    assert "beta" in found.left_out and "truncated_normal" not in found.left_out


def test_whole_numbers_are_counted_too():
    assert "poisson" in [one.distribution.family for one in fit(DATA["poisson"][0], lowest=0.0).ranked]
    assert "poisson" not in [one.distribution.family for one in fit(DATA["gamma"][0], lowest=0.0).ranked]
    assert [one.distribution.family for one in fit(DATA["bernoulli"][0]).ranked] == ["bernoulli"]


@pytest.mark.parametrize(
    ("values", "more", "words"),
    [
        ([1.0, 2.0], {}, "2 values are too few to choose a family by: it takes 5"),
        ([3.0] * 8, {}, "all 8 values are 3: write that value"),
        ([1.0, 2.0, 3.0, 4.0, np.nan], {}, "not finite"),
        ([-1.0, 2.0, 3.0, 4.0, 5.0], {"lowest": 0.0}, "there are values below 0, such as -1"),
        ([0.1, 0.2, 0.3, 0.4, 5.0], {"highest": 1.0}, "there are values above 1, such as 5"),
        ([-1.0, 2.0, 3.0, 4.0, 5.0], {"families": ["gamma"]}, "no family could be fitted .gamma: it cannot hold"),
        ([1.0, 2.0, 3.0, 4.0, 5.0], {"families": ["mixture"]}, "its parameters are not found by fitting"),
    ],
)
def test_what_cannot_be_fitted_is_refused(values, more, words):
    with pytest.raises(Unfit, match=words):
        fit(values, **more)


def test_a_family_that_is_none_is_refused_by_name():
    with pytest.raises(ValueError, match="there is no distribution 'gama'"):
        fit([1.0, 2.0, 3.0, 4.0, 5.0], families=["gama"])


@pytest.mark.parametrize(
    ("name", "pinned", "parameters"),
    [
        ("pert", {}, {"low": 1.0, "mode": 2.0, "high": 5.0, "shape": 4.0}),
        ("pert", {"low": 0.0}, {"low": 0.0, "mode": 2.0, "high": 5.0, "shape": 4.0}),
        ("pert", {"high": 9.0}, {"low": 1.0, "mode": 2.0, "high": 9.0, "shape": 4.0}),
        ("triangular", {"mode": 3.0}, {"low": 1.0, "mode": 3.0, "high": 9.0}),
        ("triangular", {"low": 0.0, "high": 9.0}, {"low": 0.0, "mode": 4.0, "high": 9.0}),
        ("uniform", {}, {"low": -3.0, "high": 9.0}),
        ("gamma", {}, {"shape": 3.0, "scale": 2.0}),
        ("truncated_normal", {"low": 0.0, "high": 9.0}, {"mean": -1.0, "sd": 2.0, "low": 0.0, "high": 9.0}),
    ],
)
def test_free_numbers_and_parameters_are_each_others_inverse(name, pinned, parameters):
    free = Free(name, pinned, 2.5, 1.5)
    found = free.at(free.located(parameters))
    assert found is not None and found.family == name
    assert found.named == pytest.approx(parameters, rel=1e-12)
