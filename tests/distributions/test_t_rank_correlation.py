"""Spearman's coefficient of Student-t copulas, and its inversion, against brute force."""

import numpy as np
import pytest
from scipy import special, stats

from distributions import dependence
from distributions.copulas.t_rank_correlation import t_latent, t_spearman

LATENT = np.array([-0.999, -0.95, -0.6, -0.1, 0.2, 0.5, 0.8, 0.95, 0.999])


def by_cubature(rho, nu, points=80):
    """Three times the concordance, averaged over three independent chi-squares by Gauss and Hermite's rule."""
    z, weight = np.polynomial.hermite_e.hermegauss(points)
    weight = weight / weight.sum()
    chi = special.gammaincinv(nu / 2.0, special.ndtr(np.minimum(z, 0.0)))
    chi[z > 0.0] = special.gammainccinv(nu / 2.0, special.ndtr(-z[z > 0.0]))
    g, g1, g2 = np.meshgrid(chi, chi, chi, indexing="ij")
    r = rho * np.sqrt(g1 / (g + g1) * (g2 / (g + g2)))
    return 6.0 / np.pi * np.einsum("ijk,i,j,k", np.arcsin(r), weight, weight, weight)


@pytest.mark.parametrize(("nu", "error"), [(1, 2e-5), (1.5, 2e-7), (3, 1e-10), (5, 1e-12), (30, 1e-12), (1000, 1e-11)])
def test_forward_against_cubature(nu, error):
    ours = t_spearman(LATENT, nu)
    theirs = [by_cubature(rho, nu) for rho in LATENT]
    assert np.abs(ours - theirs).max() < error


@pytest.mark.parametrize("nu", [1, 2.5, 8])
@pytest.mark.parametrize("rho", [-0.7, 0.0, 0.4, 0.9])
def test_forward_against_samples(nu, rho):
    """Ranks of NumPy's draws: the coefficient's standard error is at most sqrt(9/5) / sqrt(n), reached where the
    squares of ranks move together wholly; 4 of them."""
    n = 400_000
    rng = np.random.default_rng([int(10 * nu), int(10 * rho) + 10])
    z = rng.normal(size=(2, n))
    z[1] = rho * z[0] + np.sqrt(1.0 - rho**2) * z[1]
    t = z * np.sqrt(nu / rng.chisquare(nu, n))
    found = stats.spearmanr(*t).statistic
    assert abs(found - t_spearman(np.array([rho]), nu)[0]) < 4.0 * np.sqrt(9.0 / 5.0) / np.sqrt(n)


@pytest.mark.parametrize("nu", [1, 1.2, 2, 5, 17.5, 200, 1000])
def test_inverse_is_the_root_that_bisection_finds(nu):
    asked = np.array([-0.97, -0.4, 1e-9, 0.25, 0.75, 0.9999])
    low, high = np.full(asked.size, -1.0), np.ones(asked.size)
    for _ in range(60):
        middle = (low + high) / 2.0
        above = t_spearman(middle, nu) > asked
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    found = t_latent(asked, nu)
    assert np.abs(found - high).max() < 2e-13
    assert np.abs(t_spearman(found, nu) - asked).max() < 2e-15


def test_ends_signs_and_shapes():
    for nu in (1, 4, 1000):
        for function in (t_spearman, t_latent):
            assert function(np.array([-1.0, 0.0, 1.0]), nu).tolist() == [-1.0, 0.0, 1.0]
            assert (function(-LATENT, nu) == -function(LATENT, nu)).all()
            assert function(LATENT.reshape(3, 3), nu).shape == (3, 3)
            assert function(np.float64(0.3), nu).shape == ()
            assert (np.diff(function(np.linspace(-1.0, 1.0, 401), nu)) > 0.0).all()


def test_many_degrees_of_freedom_come_near_the_gaussian():
    rho = np.linspace(-1.0, 1.0, 101)
    gap = [np.abs(t_latent(rho, nu) - dependence.spearman_to_latent(rho)).max() for nu in (10, 100, 1000)]
    assert gap[0] < 8e-3 and gap[1] < gap[0] / 8 and gap[2] < gap[1] / 8


def test_the_same_through_dependence():
    assert (dependence.spearman_to_latent([[1.0, 0.3]], 3) == t_latent(np.array([[1.0, 0.3]]), 3)).all()
    assert (dependence.latent_to_spearman([[1.0, 0.3]], 3) == t_spearman(np.array([[1.0, 0.3]]), 3)).all()


@pytest.mark.parametrize("nu", [0.99, 1000.1, 0, -3, np.nan, np.inf])
def test_degrees_of_freedom_out_of_their_limits(nu):
    with pytest.raises(ValueError, match="degrees_of_freedom must be from 1 to 1000, not"):
        dependence.spearman_to_latent(0.3, nu)
