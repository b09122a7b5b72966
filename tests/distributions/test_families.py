"""One suite that every family passes: against an oracle, integrals, and draws with fixed seeds.

The distributions it is given are in the files beside it whose names begin with ``candidates_``.
"""

import importlib
import inspect
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import special, stats

from distributions import bernoulli, catalogue, pert, triangular, truncated_normal, uniform
from distributions.catalogue import FAMILIES, distribution
from distributions.philox import uniforms

LISTS = [
    importlib.import_module(f"tests.distributions.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("candidates_*.py"))
]
CANDIDATES = [candidate for module in LISTS for candidate in module.CANDIDATES]
DEGENERATE = [candidate for module in LISTS for candidate in module.DEGENERATE]
BAD = [bad for module in LISTS for bad in module.BAD]
FIRST = {candidate.family: candidate for candidate in reversed(CANDIDATES)}

_TAIL = 10.0 ** np.linspace(-9, -0.31, 300)
P = np.concatenate([10.0 ** np.linspace(-300, -9.5, 60), _TAIL, 1.0 - _TAIL, 1.0 - 10.0 ** np.linspace(-12, -9.5, 10)])

each = pytest.mark.parametrize("candidate", CANDIDATES, ids=[f"{i}-{c}" for i, c in enumerate(CANDIDATES)])


def shares_of(candidate):
    """The shares at which the oracle is to be trusted; none within rounding of a step of its cdf."""
    p = np.sort(P[(candidate.ppf_lowest <= P) & (candidate.ppf_highest >= P)])
    x = candidate.oracle.ppf(p)
    above, below = candidate.oracle.cdf(x), candidate.oracle.cdf(np.nextafter(x, -np.inf))
    return p[(above - below < 1e-9) | (np.minimum(np.abs(above - p), np.abs(below - p)) > 1e-12)]


def width_of(candidate):
    """The distance from P10 to P90."""
    return float(candidate.oracle.ppf(0.9) - candidate.oracle.ppf(0.1))


def spots_of(candidate):
    """Values from one tail to the other, with the neighbours of those that have chances of their own."""
    x = np.unique(candidate.oracle.ppf(P[(P >= 1e-9) & (P <= 1.0 - 1e-9)]))
    if candidate.distribution.atoms:
        x = np.unique(np.concatenate([x, np.nextafter(x, -np.inf), np.nextafter(x, np.inf), x + 0.5]))
    return x


@each
def test_ppf_is_the_oracles(candidate):
    p = shares_of(candidate)
    expected = candidate.oracle.ppf(p)
    scale = np.maximum(np.abs(expected), width_of(candidate))
    assert (np.abs(candidate.distribution.ppf(p) - expected) <= 1e-9 * scale).all()


@each
def test_next_to_nothing_keeps_its_digits(candidate):
    if candidate.oracle.support()[0] != 0.0 or candidate.distribution.atoms:
        return
    p = shares_of(candidate)
    p = p[(p < 0.5) & (candidate.oracle.ppf(p) > 1e-290)]
    assert np.allclose(candidate.distribution.ppf(p), candidate.oracle.ppf(p), rtol=1e-9, atol=0.0)


@each
def test_cdf_is_the_oracles(candidate):
    low, high = candidate.oracle.support()
    x = np.concatenate([spots_of(candidate), [low - 1.0, np.nextafter(low, -np.inf), low, high, high + 1.0]])
    assert np.abs(candidate.distribution.cdf(x) - candidate.oracle.cdf(x)).max() <= 1e-12


@each
def test_pdf_is_the_oracles(candidate):
    low, high = candidate.oracle.support()
    x = spots_of(candidate)
    x = x[(low < x) & (x < high)]
    expected = (candidate.oracle.pmf if hasattr(candidate.oracle, "pmf") else candidate.oracle.pdf)(x)
    assert np.allclose(candidate.distribution.pdf(x), expected, rtol=candidate.density_tolerance, atol=1e-300)
    outside = [at for at in (low - 1.0, high + 1.0) if np.isfinite(at)]
    assert not candidate.distribution.pdf(outside).any()


@each
def test_moments_are_the_oracles(candidate):
    mean, variance = candidate.distribution.mean(), candidate.distribution.variance()
    assert variance == pytest.approx(float(candidate.oracle.var()), rel=1e-8, abs=1e-300)
    assert mean == pytest.approx(float(candidate.oracle.mean()), rel=1e-12, abs=1e-9 * np.sqrt(variance))


@each
def test_moments_are_integrals_of_the_ppf(candidate):
    # Over the normal score of the share, in which a ppf is smooth between its breaks.
    away = 2.0 ** -np.arange(2.0, 45.0)
    fine = [share * (1.0 + side * away) for share in candidate.steep_at for side in (-1.0, 1.0)]
    cuts = special.ndtri(np.concatenate([candidate.distribution.breaks(), *fine]))
    edges = np.unique(np.concatenate([np.arange(-8.25, 8.26, 0.25), cuts[np.abs(cuts) < 8.25]]))
    node, weight = np.polynomial.legendre.leggauss(12)
    half = 0.5 * np.diff(edges)[:, None]
    z = edges[:-1, None] + half * (1.0 + node)
    chance = half * weight * np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
    x = candidate.distribution.ppf(special.ndtr(z))
    mean, variance = candidate.distribution.mean(), candidate.distribution.variance()
    sd = np.sqrt(variance)
    assert chance.sum() == pytest.approx(1.0, abs=1e-14)
    assert (chance * (x - mean)).sum() == pytest.approx(0.0, abs=1e-8 * sd + 1e-14 * abs(mean))
    assert (chance * (x - mean) ** 2).sum() == pytest.approx(variance, rel=1e-7)


@each
def test_draws_follow_it(candidate):
    n = 100_000
    draws = candidate.distribution.ppf(uniforms(20110808, "council.darlington", range(n)))
    if candidate.distribution.atoms:
        cells = np.unique(candidate.oracle.ppf(np.linspace(0.025, 0.975, 39)))[:-1]
        chances = np.diff(np.concatenate([[0.0], candidate.oracle.cdf(cells), [1.0]]))
        drawn = np.bincount(np.searchsorted(cells, draws), minlength=chances.size)
        assert (drawn[chances == 0.0] == 0).all()
        kept = chances > 0.0
        if kept.sum() > 1:
            assert stats.chisquare(drawn[kept], n * chances[kept]).pvalue > 1e-3
    else:
        assert stats.kstest(draws, candidate.oracle.cdf).statistic < 1.95 / np.sqrt(n)  # exceeded once in 1000 seeds
    sd = np.sqrt(float(candidate.oracle.var()))
    assert abs(draws.mean() - candidate.oracle.mean()) <= 4.0 * sd / np.sqrt(n) + 1e-12 * abs(draws.mean())
    fourth = ((draws - draws.mean()) ** 4).mean()
    allowed = 4.0 * np.sqrt(max(fourth - draws.var() ** 2, 0.0) / n) + 1e-12 * sd * sd
    assert abs(draws.var() - candidate.oracle.var()) <= allowed


@each
def test_ppf_never_falls(candidate):
    d = candidate.distribution
    apart = np.unique(np.concatenate([P, [0.0, 0.5, 1.0], np.linspace(0.001, 0.999, 1999)]))
    assert (d.ppf(apart[:-1]) <= d.ppf(apart[1:])).all()
    # Between one float and the next a solver may fall, by rounding and no more.
    apart = np.append(apart, d.breaks()[:300])
    p = np.unique(np.concatenate([np.nextafter(apart, 0.0), apart, np.nextafter(apart, 1.0)]))[:-1]
    x = d.ppf(p)
    scale = np.maximum(np.maximum(np.abs(x[:-1]), np.abs(x[1:])), width_of(candidate))
    low, high = d.support()
    assert (np.diff(x[np.isfinite(x)]) >= -3e-14 * scale[-(np.isfinite(x).sum() - 1) :]).all()
    assert (x >= low).all() and (x <= high).all()


@each
def test_ends_are_the_support(candidate):
    d = candidate.distribution
    low, high = d.support()
    assert (low, high) == tuple(d.ppf([0.0, 1.0])) == tuple(candidate.oracle.support())
    assert d.cdf(high) == 1.0 and d.cdf(np.nextafter(low, -np.inf)) == 0.0
    assert d.cdf([-np.inf, np.inf]).tolist() == [0.0, 1.0]
    assert not d.pdf([-np.inf, np.inf]).any()
    if not d.atoms:
        assert d.cdf(low) == 0.0


@each
def test_breaks_are_where_it_jumps_or_bends(candidate):
    breaks = np.array(candidate.distribution.breaks())
    assert ((breaks > 0.0) & (breaks < 1.0)).all() and (np.diff(breaks) > 0.0).all()
    if not hasattr(candidate.oracle, "pmf"):
        return
    before = candidate.distribution.ppf(breaks)
    after = candidate.distribution.ppf(np.nextafter(breaks, 1.0))
    assert (before < after).all()
    assert (after[:-1] == before[1:]).all()  # and nowhere else
    assert np.isin(
        candidate.distribution.ppf(uniforms(3, "breaks", range(1000))), np.append(before, after[-1:])
    ).all() or (breaks.size == 0)


@each
def test_ppf_and_cdf_undo_each_other(candidate):
    d = candidate.distribution
    p = shares_of(candidate)
    x = d.ppf(p)
    before = d.cdf(np.nextafter(x, -np.inf))
    if hasattr(candidate.oracle, "pmf"):
        assert (d.cdf(x) >= p).all() and (before < p).all()
    else:
        lost = 1e-12 + 8.0 * d.pdf(x) * np.spacing(np.abs(x))
        assert (d.cdf(x) >= p - lost).all() and (before <= p + lost).all()


@pytest.mark.parametrize("candidate", FIRST.values(), ids=FIRST)
def test_shares_outside_0_to_1_are_refused_and_shapes_are_kept(candidate):
    d = candidate.distribution
    for u in (-1e-9, 1.0 + 1e-9, np.nan, [0.5, 2.0]):
        with pytest.raises(ValueError, match="u must be from 0 to 1, not"):
            d.ppf(u)
    assert d.ppf(0.5).shape == ()
    assert d.ppf([[0.1, 0.2, 0.3]] * 2).shape == (2, 3)
    for function in (d.cdf, d.pdf):
        x = np.array([[0.1, 0.2, 0.3]] * 2).T
        assert function(x).shape == (3, 2)
        assert function([]).shape == (0,)
        assert (function(x) == np.reshape([function(v) for v in x.ravel()], x.shape)).all()
        assert np.isnan(function([np.nan, 1.0])).tolist() == [True, False]


@pytest.mark.parametrize("case", DEGENERATE, ids=[f"{i}-{case.family}" for i, case in enumerate(DEGENERATE)])
def test_one_value_left_is_a_constant(case):
    d = distribution(case.family, **case.parameters)
    value = case.value
    assert d.ppf([0.0, 1e-300, 1e-9, 0.5, 1.0 - 1e-9, 1.0]).tolist() == [value] * 6
    assert d.cdf([value - 0.1, np.nextafter(value, -9e9), value, value + 0.1]).tolist() == [0.0, 0.0, 1.0, 1.0]
    assert d.pdf([value - 0.1, value, value + 0.1]).tolist() == [0.0, 1.0 if d.atoms else np.inf, 0.0]
    assert (d.mean(), d.variance(), d.support(), d.breaks()) == (value, 0.0, (value, value), ())


@pytest.mark.parametrize("bad", BAD, ids=[f"{i}-{bad.family}" for i, bad in enumerate(BAD)])
def test_bad_parameters_are_named_by_every_function(bad):
    module = FAMILIES[bad.family].module
    calls = [
        getattr(module, name) for name in ("check", "mean", "variance", "support", "breaks") if hasattr(module, name)
    ]
    for call in calls:
        with pytest.raises(ValueError, match=bad.words):
            call(*bad.parameters)
    for call in (module.ppf, module.cdf, module.pdf):
        with pytest.raises(ValueError, match=bad.words):
            call(0.5, *bad.parameters)


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_is_in_the_suite(name):
    assert name in FIRST
    assert name in {bad.family for bad in BAD}
    assert name in {case.family for case in DEGENERATE}


def test_catalogue_lists_every_family_once():
    codes = [family.code for family in FAMILIES.values()]
    assert codes == sorted(set(codes))
    for name, family in FAMILIES.items():
        assert family.module.__name__ == f"distributions.{name}"
        assert catalogue.family(name) is family
        assert family.description and all(family.parameters.values())
    with pytest.raises(ValueError, match="there is no distribution 'cauchy': choose from constant, uniform"):
        catalogue.family("cauchy")


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_catalogue_gives_parameters_in_the_functions_order(family):
    takes = {"ppf": ["u"], "cdf": ["x"], "pdf": ["x"], "mean": [], "variance": [], "support": [], "check": []}
    if hasattr(family.module, "breaks"):
        takes["breaks"] = []
    for name, first in takes.items():
        assert list(inspect.signature(getattr(family.module, name)).parameters) == first + list(family.parameters)


# What only some families promise.


def test_what_happens_lies_above_one_less_its_probability():
    # Drawn shares never hit the boundary; whoever asks for it gets "does not happen", as docs/model.md section 2 says.
    assert bernoulli.ppf([0.75, np.nextafter(0.75, 1.0)], 0.25).tolist() == [0.0, 1.0]


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


def test_half_a_normal_keeps_its_digits_next_to_nothing():
    share = 10.0 ** np.linspace(-300, -6, 50)
    density = np.sqrt(2.0 / np.pi) / 3.0
    assert np.allclose(truncated_normal.ppf(share, 0.0, 3.0, 0.0, np.inf), share / density, rtol=1e-11, atol=0.0)
