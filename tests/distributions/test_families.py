"""Every family against SciPy, integrals of its own distribution function, and draws with fixed seeds."""

import inspect
from math import inf, nan

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from distributions import bernoulli, catalogue, constant, normal, pert, triangular, uniform
from distributions.philox import uniforms

P = np.concatenate([10.0 ** np.linspace(-9, -0.31, 300), 1.0 - 10.0 ** np.linspace(-9, -0.31, 300)])


def beta(low, mode, high, shape=4.0):
    alpha = 1.0 + shape * (mode - low) / (high - low)
    return stats.beta(alpha, 2.0 + shape - alpha, low, high - low)


def triangle(low, mode, high):
    return stats.triang((mode - low) / (high - low), low, high - low)


# The savings and costs of a real case, skewed both ways, at both ends, and of very different sizes.
CONTINUOUS = [
    *((uniform, (low, high), stats.uniform(low, high - low)) for low, high in [(0.0, 1.0), (-3.0, 5e6), (5e6, 8e6)]),
    *(
        (module, parameters, oracle(*parameters))
        for module, oracle in ((triangular, triangle), (pert, beta))
        for parameters in [
            (5e6, 6.5e6, 8e6), (0.0, 0.0, 1.0), (0.0, 1.0, 1.0),
            (-50e3, 10e3, 780e3), (0.8, 0.81, 1.6), (1e12, 1.9e12, 2e12),
        ]
    ),
    *(
        (pert, (2.0, mode, 7.0, shape), beta(2.0, mode, 7.0, shape))
        for mode in (2.0, 3.0, 4.5) for shape in (0.0, 0.3, 20.0, 300.0)
    ),
    (normal, (3.0, 2.0), stats.norm(3.0, 2.0)),
]  # fmt: skip
continuous = pytest.mark.parametrize(
    ("module", "parameters", "oracle"),
    CONTINUOUS,
    ids=[f"{m.__name__.rpartition('.')[2]}{p}" for m, p, _ in CONTINUOUS],
)


@continuous
def test_ppf_is_scipys(module, parameters, oracle):
    expected = oracle.ppf(P)
    scale = np.maximum(np.abs(expected), oracle.ppf(0.9) - oracle.ppf(0.1))
    assert (np.abs(module.ppf(P, *parameters) - expected) <= 1e-9 * scale).all()


@continuous
def test_cdf_is_scipys(module, parameters, oracle):
    x = np.concatenate([oracle.ppf(P), [oracle.ppf(0.0) - 1.0, oracle.ppf(1.0) + 1.0]])
    assert np.allclose(module.cdf(x, *parameters), oracle.cdf(x), rtol=0.0, atol=1e-12)


@continuous
def test_moments_are_integrals_of_the_distribution_function(module, parameters, oracle):
    mean, variance = module.mean(*parameters), module.variance(*parameters)
    low, high = module.support(*parameters)
    scale = np.sqrt(variance)
    low, high = max(low, mean - 40.0 * scale), min(high, mean + 40.0 * scale)

    points = [x for x in (mean - 2.0 * scale, mean, mean + 2.0 * scale) if low < x < high]

    def integral(f):
        return integrate.quad(f, low, high, points=points, limit=200, epsabs=1e-11 * scale)[0]

    def above(x):
        return 1.0 - float(module.cdf(x, *parameters))

    first = low + integral(above)
    second = integral(lambda x: 2.0 * (x - low) / scale * above(x)) * scale
    assert mean == pytest.approx(first, abs=1e-8 * scale)
    assert variance == pytest.approx(second - (first - low) ** 2, rel=1e-7)


@continuous
def test_draws_follow_it(module, parameters, oracle):
    n = 100_000
    draws = module.ppf(uniforms(20110808, "council.darlington", range(n)), *parameters)
    assert stats.kstest(draws, oracle.cdf).statistic < 1.95 / np.sqrt(n)  # exceeded once in a thousand seeds
    assert abs(draws.mean() - oracle.mean()) < 4.0 * oracle.std() / np.sqrt(n)
    fourth = ((draws - draws.mean()) ** 4).mean()
    assert abs(draws.var() - oracle.var()) < 4.0 * np.sqrt((fourth - draws.var() ** 2) / n)


@continuous
def test_support_is_where_the_draws_are(module, parameters, oracle):
    assert module.support(*parameters) == tuple(module.ppf([0.0, 1.0], *parameters)) == tuple(oracle.support())
    assert module.cdf(list(module.support(*parameters)), *parameters).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("probability", [0.0, 0.05, 0.5, 1.0])
def test_bernoulli(probability):
    n = 100_000
    u = uniforms(7, "event.floods", range(n))
    draws = bernoulli.ppf(u, probability)
    assert (draws == (u > 1.0 - probability)).all()
    sd = np.sqrt(probability * (1.0 - probability))
    assert abs(draws.mean() - probability) <= 4.0 * sd / np.sqrt(n)
    assert bernoulli.mean(probability) == probability
    assert bernoulli.variance(probability) == pytest.approx(sd**2)
    assert bernoulli.support(probability) == (draws.min(), draws.max())
    oracle = stats.bernoulli(probability)
    x = np.array([-1.0, -1e-9, 0.0, 0.5, 1.0, 2.0])
    assert bernoulli.cdf(x, probability).tolist() == oracle.cdf(x).tolist()


def test_what_happens_lies_above_one_less_its_probability():
    # Drawn shares never hit the boundary; whoever asks for it gets "does not happen", as docs/model.md section 2 says.
    assert bernoulli.ppf([0.75, np.nextafter(0.75, 1.0)], 0.25).tolist() == [0.0, 1.0]


def test_constant():
    assert constant.ppf([0.0, 0.3, 1.0], 22.5e6).tolist() == [22.5e6] * 3
    assert constant.cdf([22.4, 22.5, 22.6], 22.5).tolist() == [0.0, 1.0, 1.0]
    assert (constant.mean(22.5), constant.variance(22.5), constant.support(22.5)) == (22.5, 0.0, (22.5, 22.5))


@pytest.mark.parametrize(
    ("module", "parameters"), [(uniform, (5.0, 5.0)), (triangular, (5.0,) * 3), (pert, (5.0,) * 3)]
)
def test_a_range_of_width_zero_is_a_constant(module, parameters):
    u = [0.0, 1e-9, 0.5, 1.0 - 1e-9, 1.0]
    assert module.ppf(u, *parameters).tolist() == [5.0] * 5
    assert module.cdf([4.9, 5.0, 5.1], *parameters).tolist() == [0.0, 1.0, 1.0]
    assert (module.mean(*parameters), module.variance(*parameters)) == (5.0, 0.0)
    assert module.support(*parameters) == (5.0, 5.0)


BAD = [
    (uniform, (2.0, 1.0), r"low must be at most high \(1.0\), not 2.0"),
    (uniform, (nan, 1.0), "low must be a finite number, not nan"),
    (triangular, (1.0, 3.5, 3.0), r"mode must be from low \(1.0\) to high \(3.0\), not 3.5"),
    (triangular, (1.0, 0.5, 3.0), r"mode must be from low \(1.0\) to high \(3.0\), not 0.5"),
    (pert, (1.0, 0.5, 3.0), r"mode must be from low \(1.0\) to high \(3.0\), not 0.5"),
    (pert, (3.0, 2.0, 1.0), r"low must be at most high \(1.0\), not 3.0"),
    (pert, (1.0, 2.0, inf), "high must be a finite number, not inf"),
    (pert, (1.0, 2.0, 3.0, -0.1), "shape must be from 0 to 1000, not -0.1"),
    (pert, (1.0, 2.0, 3.0, 1001.0), "shape must be from 0 to 1000, not 1001.0"),
    (pert, (1.0, 2.0, 3.0, nan), "shape must be a finite number, not nan"),
    (bernoulli, (1.1,), "probability must be from 0 to 1, not 1.1"),
    (bernoulli, (nan,), "probability must be from 0 to 1, not nan"),
    (constant, (inf,), "value must be a finite number, not inf"),
    (normal, (0.0, -1.0), "sd must be at least 0, not -1.0"),
]


@pytest.mark.parametrize(("module", "parameters", "words"), BAD)
def test_bad_parameters_are_named_by_every_function(module, parameters, words):
    for call in (
        lambda: module.ppf(0.5, *parameters),
        lambda: module.cdf(0.5, *parameters),
        lambda: module.mean(*parameters),
        lambda: module.variance(*parameters),
        lambda: module.support(*parameters),
    ):
        with pytest.raises(ValueError, match=words):
            call()


GOOD = [
    (uniform, (1.0, 2.0)),
    (triangular, (1.0, 1.5, 2.0)),
    (pert, (1.0, 1.5, 2.0)),
    (bernoulli, (0.5,)),
    (constant, (1.0,)),
    (normal, (0.0, 1.0)),
]


@pytest.mark.parametrize(("module", "parameters"), GOOD)
def test_shares_outside_0_to_1_are_refused_and_shapes_are_kept(module, parameters):
    for u in (-1e-9, 1.0 + 1e-9, nan, [0.5, 2.0]):
        with pytest.raises(ValueError, match="u must be from 0 to 1, not"):
            module.ppf(u, *parameters)
    assert module.ppf(0.5, *parameters).shape == ()
    assert module.ppf([[0.1, 0.2, 0.3]] * 2, *parameters).shape == (2, 3)
    assert module.cdf(np.array([[0.1, 0.2, 0.3]] * 2).T, *parameters).shape == (3, 2)
    assert np.isnan(module.cdf([nan, 1.0], *parameters)).tolist() == [True, False]


# To the penny, and u as it is drawn: below that products of widths would be subnormal, and lose their exactness.
ranges = st.tuples(*[st.integers(-(10**9), 10**9).map(lambda pence: pence / 100.0)] * 3).map(sorted)
shares = st.integers(0, 2**52 - 1).map(lambda n: (2 * n + 1) / 2.0**53)


@pytest.mark.parametrize("module", [triangular, pert])
@settings(deadline=None)
@given(numbers=ranges, u=shares)
@example(numbers=[1.0, 1.0, 1.0 + 2**-52], u=0.5)
@example(numbers=[0.25576652474187356, 0.25576652474187356, 2.0], u=2.0**-53)
def test_draws_stay_in_range_and_mirror(module, numbers, u):
    low, mode, high = numbers
    value = float(module.ppf(u, low, mode, high))
    assert low <= value <= high
    mirrored = -float(module.ppf(1.0 - u, -high, -mode, -low))
    if 1.0 - (1.0 - u) == u:
        assert value == pytest.approx(mirrored, abs=1e-12 * (high - low) + 1e-15 * max(abs(low), abs(high)))


@pytest.mark.parametrize("module", [triangular, pert])
@settings(deadline=None)
@given(numbers=ranges, u=shares, power=st.integers(-20, 20))
def test_money_scales_exactly_by_powers_of_two(module, numbers, u, power):
    low, mode, high = numbers
    k = 2.0**power
    assert module.ppf(u, k * low, k * mode, k * high) == k * module.ppf(u, low, mode, high)


def test_pert_mean_is_the_familiar_formula():
    assert pert.mean(5.0, 6.0, 10.0) == pytest.approx((5.0 + 4.0 * 6.0 + 10.0) / 6.0, rel=1e-15)
    assert uniform.mean(1.0, 4.0) == 2.5
    assert triangular.mean(1.0, 2.0, 6.0) == pytest.approx(3.0, rel=1e-15)


def test_catalogue_lists_every_family_once():
    assert list(catalogue.FAMILIES) == ["constant", "uniform", "triangular", "pert", "bernoulli", "normal"]
    codes = [family.code for family in catalogue.FAMILIES.values()]
    assert len(set(codes)) == len(codes)
    for name, family in catalogue.FAMILIES.items():
        assert family.module.__name__ == f"distributions.{name}"
        assert catalogue.family(name) is family
        assert family.description and all(family.parameters.values())
    with pytest.raises(ValueError, match="there is no distribution 'lognormal': choose from constant, uniform"):
        catalogue.family("lognormal")


@pytest.mark.parametrize("family", catalogue.FAMILIES.values(), ids=catalogue.FAMILIES)
def test_catalogue_gives_parameters_in_the_functions_order(family):
    for function, first in (
        (family.module.ppf, ["u"]),
        (family.module.cdf, ["x"]),
        (family.module.mean, []),
        (family.module.check, []),
    ):
        assert list(inspect.signature(function).parameters) == first + list(family.parameters)
