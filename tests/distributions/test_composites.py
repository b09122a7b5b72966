"""Distributions made of others: tails that keep their digits, values with chances of their own, parts within parts."""

import numpy as np
import pytest
from scipy import stats

from distributions.arithmetic.tails import from_upper_tail, upper_tail
from distributions.catalogue import distribution
from distributions.quantile_table import moments, ppf_from_z, quantile_table
from tests.distributions.candidates_from_data import CANDIDATES

NORMAL = distribution("normal", mean=0.0, sd=1.0)
NEVER_OR_LATE = distribution(
    "mixture",
    components=(distribution("constant", value=0.0), distribution("lognormal", mean=6.0, sd=4.0)),
    weights=(0.7, 0.3),
)
"""Seven in ten nothing; else months of delay."""


@pytest.mark.parametrize(
    ("dist", "oracle"),
    [
        (NORMAL, stats.norm),
        (distribution("exponential", mean=2.0), stats.expon(scale=2.0)),
        (distribution("lognormal", mean=np.exp(0.5), sd=np.sqrt((np.e - 1.0) * np.e)), stats.lognorm(1.0)),
        (distribution("gamma", shape=3.0, scale=2.0), stats.gamma(3.0, scale=2.0)),
        (distribution("metalog", coefficients=(0.0, 1.0)), stats.logistic),
    ],
    ids=["normal", "exponential", "lognormal", "gamma", "metalog"],
)
def test_upper_tails_keep_their_digits_down_to_the_last_share_that_can_be_drawn(dist, oracle):
    tail = 10.0 ** -np.linspace(0.1, 15.9, 80)
    x = oracle.isf(tail)
    assert np.allclose(upper_tail(dist, x), oracle.sf(x), rtol=1e-11, atol=0.0)
    assert np.allclose(from_upper_tail(dist, tail), x, rtol=1e-11, atol=1e-12)
    # Further out there is no more than 1e-17, and what there is falls.
    far = upper_tail(dist, oracle.isf(10.0 ** -np.linspace(17.0, 40.0, 50)))
    assert (far >= 0.0).all() and far.max() < 2e-17 and (np.diff(far) <= 0.0).all()


@pytest.mark.parametrize("low", [-4.7, -1.0, 0.0, 3.0, 4.75])
def test_a_millionth_is_enough_on_either_side(low):
    p = np.concatenate([10.0 ** -np.linspace(0.01, 9.0, 200), 1.0 - 10.0 ** -np.linspace(0.4, 9.0, 200)])
    above = distribution("truncated", of=NORMAL, low=low, high=np.inf)
    # (1 - p) of what is above low lies above the value.
    expected = stats.norm.isf((1.0 - p) * stats.norm.sf(low))
    width = np.subtract(*stats.norm.isf(np.array([0.1, 0.9]) * stats.norm.sf(low)))
    assert (np.abs(above.ppf(p) - expected) <= 1e-9 * np.maximum(np.abs(expected), width)).all()
    below = distribution("truncated", of=NORMAL, low=-np.inf, high=-low)
    assert (np.abs(below.ppf(1.0 - p) + above.ppf(p)) <= 2e-9 * np.maximum(np.abs(expected), width)).all()
    assert np.abs(above.cdf(above.ppf(p)) - p).max() < 1e-12


def test_a_narrow_cut_is_right_to_what_lies_inside():
    narrow = distribution("truncated", of=NORMAL, low=0.5, high=0.50001)
    p = np.linspace(0.0, 1.0, 101)
    # So narrow that the density is a straight line, almost level.
    expected = 0.5 + 1e-5 * (p - 0.5 * 0.5 * 1e-5 * p * (1.0 - p))
    assert np.abs(narrow.ppf(p) - expected).max() < 1e-9 * 1e-5
    assert narrow.mean() == pytest.approx(0.5 + 0.5e-5, abs=1e-10)


def test_less_than_a_millionth_is_refused_and_the_words_say_what_there_is():
    for low, high in ((4.8, np.inf), (-np.inf, -4.8), (1.0, 1.000001)):
        with pytest.raises(ValueError, match="low and high must leave at least 1e-06 of the original: from"):
            distribution("truncated", of=NORMAL, low=low, high=high)


def test_a_mixture_with_a_certain_value_has_it_as_often_as_it_says():
    assert NEVER_OR_LATE.atoms
    assert NEVER_OR_LATE.breaks() == (0.7,)
    assert NEVER_OR_LATE.ppf([0.0, 0.3, 0.7]).tolist() == [0.0] * 3
    assert NEVER_OR_LATE.ppf(np.nextafter(0.7, 1.0)) > 0.0
    late = stats.lognorm(np.sqrt(np.log1p(16 / 36)), scale=6.0 / np.sqrt(1.0 + 16 / 36))
    p = np.linspace(0.701, 0.999, 100)
    assert np.allclose(NEVER_OR_LATE.ppf(p), late.ppf((p - 0.7) / 0.3), rtol=1e-12)
    assert NEVER_OR_LATE.cdf([-1e-9, 0.0]).tolist() == [0.0, 0.7]
    assert NEVER_OR_LATE.pdf([0.0, 5.0]).tolist() == [np.inf, pytest.approx(0.3 * late.pdf(5.0), rel=1e-12)]
    assert NEVER_OR_LATE.mean() == pytest.approx(1.8, rel=1e-14)
    assert NEVER_OR_LATE.variance() == pytest.approx(0.7 * 1.8**2 + 0.3 * (16.0 + 4.2**2), rel=1e-13)
    z = np.random.default_rng(1).normal(size=50_000)
    assert (ppf_from_z(z, NEVER_OR_LATE) == 0.0).mean() == pytest.approx(0.7, abs=0.01)


def test_parts_within_parts():
    shifted = distribution("shifted", of=NEVER_OR_LATE, by=-1.0)
    cut = distribution("truncated", of=shifted, low=-1.0, high=20.0)
    late = stats.lognorm(np.sqrt(np.log1p(16 / 36)), scale=6.0 / np.sqrt(1.0 + 16 / 36))
    inside = 0.7 + 0.3 * late.cdf(21.0)
    assert cut.cdf(-1.0) == pytest.approx(0.7 / inside, rel=1e-14)
    assert cut.cdf(5.0) == pytest.approx((0.7 + 0.3 * late.cdf(6.0)) / inside, rel=1e-13)
    p = np.linspace(0.72, 0.999, 50)
    assert np.allclose(cut.ppf(p), late.ppf((p * inside - 0.7) / 0.3) - 1.0, rtol=1e-10)
    assert cut.support() == (-1.0, 20.0)
    assert quantile_table(cut).error <= 2.5e-10
    both = distribution("mixture", components=(cut, NORMAL), weights=(1.0, 1.0))
    assert both.mean() == pytest.approx(0.5 * cut.mean(), rel=1e-14)
    assert np.allclose(both.cdf(both.ppf(p)), p, atol=1e-14)


def test_a_gap_is_jumped_over_and_a_cut_inside_it_ends_where_values_are():
    parts = (distribution("uniform", low=0.0, high=1.0), distribution("uniform", low=4.0, high=6.0))
    apart = distribution("mixture", components=parts, weights=(1.0, 1.0))
    assert apart.ppf([0.5, np.nextafter(0.5, 1.0)]).round(12).tolist() == [1.0, 4.0]
    assert apart.cdf([1.0, 2.0, 4.0]).tolist() == [0.5] * 3
    cut = distribution("truncated", of=apart, low=2.0, high=5.0)
    assert cut.support() == (pytest.approx(4.0, abs=1e-12), 5.0)
    assert cut.ppf([0.5]).tolist() == pytest.approx([4.5])
    far = distribution("mixture", components=(NORMAL, distribution("normal", mean=40.0, sd=1.0)), weights=(1.0, 1.0))
    assert far.ppf([0.25, 0.75]).tolist() == pytest.approx([0.0, 40.0], abs=1e-12)


@pytest.mark.parametrize("candidate", CANDIDATES, ids=[f"{i}-{c}" for i, c in enumerate(CANDIDATES)])
def test_the_engines_table_is_the_ppf(candidate):
    dist = candidate.distribution
    table = quantile_table(dist)
    assert table.error <= 2.5e-10
    z = np.sort(np.random.default_rng(11).normal(size=5_000))
    u = stats.norm.cdf(z)
    exact, width = dist.ppf(u), float(dist.ppf(0.9) - dist.ppf(0.1))
    off = np.abs(ppf_from_z(z, dist) - exact) / np.maximum(np.abs(exact), width)
    if dist.atoms:
        assert (off == 0.0).all()
    else:
        # z and u stand for each other only to rounding: where the curve is steep, that shows.
        assert np.sort(off)[-3] <= 1e-9
    assert (np.diff(ppf_from_z(z, dist)) >= -1e-15 * np.maximum(np.abs(exact[1:]), width)).all()


def test_moments_by_integration_are_those_of_the_formulas():
    for dist in (distribution("pert", low=0.0, mode=1.0, high=5.0), NEVER_OR_LATE, distribution("poisson", mean=4.2)):
        assert moments(dist) == pytest.approx((dist.mean(), dist.variance()), rel=1e-9)
