"""The common factor and the scores of t copulas: the exact ways against SciPy, the tables against the exact ways."""

import math

import numpy as np
import pytest
from scipy import special, stats

from distributions import normal
from distributions.copulas import t_copula
from distributions.jit import kernel
from distributions.philox import uniforms

DEGREES = (1.0, 1.5, 2.0, 3.0, 5.0, 12.0, 60.0, 1000.0)
Z = np.linspace(-8.2, 8.2, 8201)


@kernel
def from_tables(z, t, factors, scores, log_factor_table, score_table, nu):
    for i in range(z.size):
        factors[i] = t_copula.factor_from_z(log_factor_table, 0, z[i])
    for i in range(t.size):
        scores[i] = t_copula.score_from_t(score_table, 0, nu, t[i])


def by_tables(z, t, nu):
    tables = t_copula.t_tables(nu)
    factors, scores = np.empty_like(z), np.empty_like(t)
    from_tables(z, t, factors, scores, tables.log_factor[None].copy(), tables.score[None].copy(), nu)
    return factors, scores


def true_factor(z, nu):
    """From the smaller tail, which SciPy keeps."""
    chi = np.where(z < 0.0, stats.chi2.isf(special.ndtr(z), nu), stats.chi2.ppf(special.ndtr(-z), nu))
    return np.sqrt(nu / chi)


def true_score(t, nu):
    return -np.sign(t) * special.ndtri(special.stdtr(nu, -np.abs(t)))


def spread_of_t(nu):
    """Values of t from the middle to scores of 8.2, both signs."""
    far = -stats.t.ppf(special.ndtr(-8.2), nu)
    size = np.concatenate([np.linspace(0.0, 6.0, 2000), np.geomspace(1e-3, far, 2000)])
    return np.concatenate([-size, size])


@pytest.mark.parametrize("nu", DEGREES)
def test_exact_factor_is_scipys(nu):
    u = np.concatenate([np.geomspace(1e-15, 0.5, 400), 1.0 - np.geomspace(1e-15, 0.5, 400), [1e-100, 1e-300]])
    chi = np.where(u < 0.5, stats.chi2.isf(u, nu), stats.chi2.ppf(1.0 - u, nu))
    assert np.abs(t_copula.common_factor(u, nu) / np.sqrt(nu / chi) - 1.0).max() < 2e-13
    assert t_copula.common_factor([0.0, 1.0], nu).tolist() == [0.0, np.inf]


@pytest.mark.parametrize("nu", DEGREES)
def test_exact_score_is_scipys(nu):
    t = spread_of_t(nu)
    assert np.abs(t_copula.score(t, nu) - true_score(t, nu)).max() < 3e-13
    assert (t_copula.score(-t, nu) == -t_copula.score(t, nu)).all()


def test_exact_score_of_a_cauchy_value():
    """Down to where SciPy's Student's t gives up (it is 1/2 from 1e-8 down)."""
    t = np.array([1e-12, 1e-9, 1e-5, 0.1, 1.0, 30.0, 1e9])
    assert np.abs(t_copula.score(t, 1) + special.ndtri(np.arctan2(1.0, t) / np.pi)).max() < 1e-14


@pytest.mark.parametrize("nu", DEGREES)
def test_tables_are_within_their_stated_error(nu):
    """Of the factor relative, of the score absolute; and both together, as draws use them."""
    t = spread_of_t(nu)
    factors, scores = by_tables(Z, t, nu)
    assert np.abs(factors / true_factor(Z, nu) - 1.0).max() < t_copula.TABLE_ERROR / 2.0
    assert np.abs(scores - true_score(t, nu)).max() < t_copula.TABLE_ERROR / 2.0
    u = np.concatenate([uniforms(4, "w", range(4000)), 2.0 ** -np.arange(1.0, 54.0)])
    z = normal.ppf(np.concatenate([uniforms(4, "z", range(4000)), 1.0 - 2.0 ** -np.arange(1.0, 54.0)]))
    exact = t_copula.score(t_copula.common_factor(u, nu) * z, nu)
    drawn = by_tables(z, by_tables(normal.ppf(u), z, nu)[0] * z, nu)[1]
    assert np.abs(drawn - exact).max() < t_copula.TABLE_ERROR


@pytest.mark.parametrize("nu", DEGREES)
def test_tables_are_monotone_and_continuous(nu):
    z = np.linspace(-8.3, 8.3, 200_003)
    t = np.sinh(np.linspace(-math.asinh(40.0), math.asinh(40.0), 200_003))
    factors, scores = by_tables(z, t, nu)
    assert (np.diff(factors) >= 0.0).all() and (np.diff(scores) >= -1e-14).all()
    assert np.diff(np.log(factors)).max() < 2e-3 and np.diff(scores).max() < 1e-3
    assert abs(scores[len(t) // 2]) < 1e-17


def test_beyond_the_tables_nothing_grows():
    factors, scores = by_tables(np.array([-50.0, 50.0]), np.array([-1e150, 1e150, 1e40]), 1.0)
    edge = by_tables(np.array([-8.2581, 8.2581]), np.array([0.0]), 1.0)[0]
    assert np.allclose(factors, edge, rtol=1e-2)
    assert scores[0] == -scores[1] and 13.0 < scores[2] < scores[1] < 17.0
    assert (by_tables(np.zeros(1), np.array([1e20, 1e150]), 1000.0)[1] > 15.9).all()


def test_tables_are_kept_and_read_only():
    assert t_copula.t_tables(5) is t_copula.t_tables(5)
    with pytest.raises(ValueError, match="read-only"):
        t_copula.t_tables(5).score[0, 0] = 1.0
    with pytest.raises(ValueError, match=r"degrees_of_freedom must be from 1 to 1000, not 0\.5"):
        t_copula.t_tables(0.5)
    with pytest.raises(ValueError, match="u must be from 0 to 1"):
        t_copula.common_factor([1.5], 3)
