"""Copulas drawn from: marginals, rank correlations, tails, and what an id does."""

import numpy as np
import pytest
from scipy import integrate, special, stats

from distributions import normal
from distributions.catalogue import distribution
from distributions.copula import copula
from distributions.copulas import t_copula
from distributions.dependence import spearman
from distributions.philox import uniforms

N = 200_000
# Of Spearman's coefficient times sqrt(n): at most sqrt(9/5), where the squares of the ranks move together wholly.
SIGMA = np.sqrt(9.0 / 5.0)
ASKED = np.array([[1.0, 0.7, -0.3], [0.7, 1.0, 0.2], [-0.3, 0.2, 1.0]])
KINDS = pytest.mark.parametrize("nu", [None, 1, 4, 25.5])


@KINDS
def test_marginals_stay_uniform(nu):
    for row in copula("abc", ASKED, nu).uniforms(11, range(N)):
        assert stats.kstest(row, "uniform").pvalue > 0.001
        assert row.min() > 0.0 and row.max() < 1.0


@KINDS
def test_achieved_rank_correlation_is_what_was_asked(nu):
    tied = copula("abc", ASKED, nu)
    u = tied.uniforms(12, range(N))
    for i in range(3):
        for j in range(i):
            assert abs(spearman(u[i], u[j]) - ASKED[i, j]) < 4.0 * SIGMA / np.sqrt(N)
    assert np.abs(tied.used - ASKED).max() < 1e-13
    assert tied.largest_change == tied.distance == 0.0


@KINDS
def test_values_have_their_own_distributions(nu):
    shapes = [
        distribution("pert", low=1, mode=2, high=7),
        distribution("normal", mean=3, sd=2),
        distribution("uniform", low=0, high=1),
    ]
    values = copula("abc", ASKED, nu).sample(shapes, 13, range(N))
    for shape, row in zip(shapes, values, strict=True):
        assert stats.kstest(row, shape.cdf).pvalue > 0.001
    assert abs(spearman(values[0], values[1]) - 0.7) < 4.0 * SIGMA / np.sqrt(N)


def both_above(threshold, nu, latent):
    """P(both members above a threshold), by integrating the second one's tail, given the first, over the first."""
    t = stats.t.ppf(threshold, nu)

    def given_the_first(x):
        scale = np.sqrt((nu + 1.0) / ((nu + x * x) * (1.0 - latent * latent)))
        return stats.t.pdf(x, nu) * special.stdtr(nu + 1.0, (latent * x - t) * scale)

    return integrate.quad(given_the_first, t, np.inf, epsabs=0.0, epsrel=1e-10)[0]


@pytest.mark.parametrize("threshold", [0.9, 0.99, 0.999])
@pytest.mark.parametrize(("nu", "rho"), [(1, 0.0), (3, 0.5), (3, -0.5), (8, 0.8)])
def test_both_far_out_as_often_as_the_integral_says(nu, rho, threshold):
    """Within 4 standard errors of a share, at finite thresholds; SciPy's own integral agrees with the test's."""
    n = 1_000_000
    pair = copula("ab", [[1.0, rho], [rho, 1.0]], nu)
    u = pair.uniforms(14, range(n))
    chance = both_above(threshold, nu, pair.latent[0, 1])
    below = np.full(2, -stats.t.ppf(threshold, nu))
    scipys = stats.multivariate_t.cdf(below, shape=pair.latent, df=nu, random_state=1, maxpts=100_000)
    assert scipys == pytest.approx(chance, rel=2e-3, abs=5e-6)
    four_errors = 4.0 * np.sqrt(chance * (1.0 - chance) / n)
    for found in ((u > threshold).all(axis=0).mean(), (u < 1.0 - threshold).all(axis=0).mean()):
        assert abs(found - chance) < four_errors
    gaussian = copula("ab", [[1.0, rho], [rho, 1.0]]).uniforms(14, range(n))
    if threshold > 0.9:
        assert (gaussian > threshold).all(axis=0).mean() < chance - four_errors


@pytest.mark.parametrize(("nu", "rho"), [(2, 0.3), (5, 0.7)])
def test_the_limit_of_tail_dependence(nu, rho):
    """2 t_{nu+1}(-sqrt((nu + 1)(1 - rho) / (1 + rho))): Embrechts, McNeil and Straumann (2002). At the threshold of
    one in a thousand the chance of the second, given the first, is near it."""
    pair = copula("ab", [[1.0, rho], [rho, 1.0]], nu)
    latent = pair.latent[0, 1]
    limit = 2.0 * special.stdtr(nu + 1.0, -np.sqrt((nu + 1.0) * (1.0 - latent) / (1.0 + latent)))
    u = pair.uniforms(15, range(2_000_000))
    found = (u > 0.999).all(axis=0).mean() / 0.001
    assert abs(found - limit) < 0.05


def test_members_without_rank_correlation_still_share_their_surprises():
    u = copula("ab", np.eye(2), 2).uniforms(16, range(N))
    assert abs(spearman(*u)) < 4.0 * SIGMA / np.sqrt(N)
    assert spearman(*np.abs(u - 0.5)) > 0.25
    plain = copula("ab", np.eye(2)).uniforms(16, range(N))
    assert np.abs(plain - [uniforms(16, name, range(N)) for name in "ab"]).max() < 1e-15


def test_the_exact_way_gives_the_same():
    """Everything anew with the exact functions: NumPy's triangle, the exact factor and the exact score."""
    tied = copula("abc", ASKED, 4, id="costs")
    trials = range(5000)
    z = np.linalg.cholesky(tied.latent) @ normal.ppf([uniforms(3, name, trials) for name in "abc"])
    factor = t_copula.common_factor(uniforms(3, "copula.costs", trials), 4)
    exact = normal.cdf(t_copula.score(factor * z, 4))
    assert np.abs(tied.uniforms(3, trials) - exact).max() < t_copula.TABLE_ERROR


@KINDS
def test_trials_may_be_drawn_in_any_pieces(nu):
    tied = copula("abc", ASKED, nu)
    whole = tied.uniforms(5, range(2**32 - 100, 2**32 + 100))
    assert (whole[:, 70:131] == tied.uniforms(5, range(2**32 - 30, 2**32 + 31))).all()
    assert tied.uniforms(5, range(0)).shape == (3, 0)


def test_a_member_more_at_the_end_moves_no_other():
    both, all_three = copula("ab", ASKED[:2, :2], 4), copula("abc", ASKED, 4)
    assert (both.uniforms(5, range(200)) == all_three.uniforms(5, range(200))[:2]).all()
    other = copula("ab", ASKED[:2, :2], 4, id="other")
    assert not (both.uniforms(5, range(200)) == other.uniforms(5, range(200))).any()
    assert both.stream == "copula.members" and copula("ab", np.eye(2)).stream is None


def test_given_uniforms_are_coupled():
    tied = copula("abc", ASKED, 4)
    given = np.array([uniforms(6, name, range(300)) for name in "abc"])
    coupled = tied.couple(given, uniforms(6, "copula.members", range(300)))
    assert (coupled == tied.uniforms(6, range(300))).all()


def test_what_is_not_possible_is_repaired_and_told():
    asked = [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]
    for nu in (None, 3):
        tied = copula("abc", asked, nu)
        assert tied.largest_change > 0.1 and tied.distance > tied.largest_change
        assert np.abs(tied.factor @ tied.factor.T - tied.latent).max() < 1e-11
        assert (tied.asked == asked).all() and abs(tied.used[0, 1] - 0.9) > 0.05


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: copula("ab", np.eye(3)), "the matrix is of 3 members, and there are 2"),
        (lambda: copula("aa", np.eye(2)), "each member once"),
        (lambda: copula("ab", [[1, 2], [2, 1]]), "row 1, column 2: a correlation must be from -1 to 1"),
        (lambda: copula("ab", np.eye(2), 0.5), "degrees_of_freedom must be from 1 to 1000"),
        (lambda: copula("ab", np.eye(2)).uniforms(-1, range(3)), "seed must be"),
        (lambda: copula("ab", np.eye(2)).couple(np.full((2, 3), 0.5), np.full(3, 0.5)), "for no other"),
        (lambda: copula("ab", np.eye(2), 3).couple(np.full((2, 3), 0.5)), "which needs it"),
        (lambda: copula("ab", np.eye(2), 3).couple(np.full((2, 3), 0.5), np.full(4, 0.5)), "one row of 3 uniforms"),
        (lambda: copula("ab", np.eye(2)).couple(np.full((3, 3), 0.5)), "must be of 2 rows"),
        (lambda: copula("ab", np.eye(2)).couple(np.full((2, 3), 1.0)), "above 0 and below 1, not 1.0"),
        (lambda: copula("ab", np.eye(2)).sample([distribution("constant", value=1)], 0, range(3)), "2 members and 1"),
    ],
)
def test_what_makes_no_copula_is_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()
