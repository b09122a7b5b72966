"""Correlations: the conversion, the repair, and what draws achieved."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import optimize, stats

from distributions import dependence, normal
from distributions.arithmetic.linear_algebra import cholesky
from distributions.philox import uniforms
from tests.distributions.matrices import impossible_matrix, possible_matrix


def test_conversion():
    rho = np.linspace(-1.0, 1.0, 2001)
    assert np.allclose(dependence.spearman_to_latent(rho), 2.0 * np.sin(np.pi * rho / 6.0), rtol=0.0, atol=3e-16)
    assert dependence.spearman_to_latent([-1.0, 0.0, 1.0]).tolist() == [-1.0, 0.0, 1.0]
    assert dependence.spearman_to_latent(0.5).shape == ()
    with pytest.raises(ValueError, match=r"a rank correlation must be from -1 to 1, not 1\.2"):
        dependence.spearman_to_latent([0.0, 1.2])
    with pytest.raises(ValueError, match="must be from -1 to 1, not nan"):
        dependence.spearman_to_latent(np.nan)


def test_conversion_back():
    latent = np.linspace(-1.0, 1.0, 2001)
    back = dependence.latent_to_spearman(latent)
    assert np.allclose(back, 6.0 / np.pi * np.arcsin(latent / 2.0), rtol=0.0, atol=3e-16)
    assert back[[0, 1000, 2000]].tolist() == [-1.0, 0.0, 1.0]
    assert np.allclose(dependence.spearman_to_latent(back), latent, rtol=0.0, atol=1e-15)
    with pytest.raises(ValueError, match=r"a correlation must be from -1 to 1, not -1\.5"):
        dependence.latent_to_spearman([[0.0, -1.5]])


@pytest.mark.parametrize("rho", [-0.9, -0.3, 0.4, 0.8])
def test_converted_normals_achieve_the_coefficient(rho):
    n = 200_000
    latent = dependence.spearman_to_latent([[1.0, rho], [rho, 1.0]])
    z = cholesky(latent) @ np.array([normal.ppf(uniforms(9, name, range(n))) for name in "ab"])
    assert abs(dependence.spearman(z[0], z[1]) - rho) < 4.0 / np.sqrt(n)


def test_repair_of_highams_example():
    # Higham (2002), the matrix of section 1, and its answer as his paper prints it.
    repaired, change, distance = dependence.nearest_correlation([[1, 1, 0], [1, 1, 1], [0, 1, 1]])
    answer = [[1.0, 0.7607, 0.1573], [0.7607, 1.0, 0.7607], [0.1573, 0.7607, 1.0]]
    assert np.abs(repaired - answer).max() < 5e-5
    assert change == pytest.approx(1.0 - 0.7607, abs=5e-5)
    assert distance == pytest.approx(0.5278, abs=5e-5)


@pytest.mark.parametrize("n", [3, 4, 5])
def test_repair_is_the_nearest_of_all(n):
    """A general optimiser over all possible matrices (rows of a factor on the unit sphere) finds none nearer."""
    given_matrix = impossible_matrix(n)

    def distance(flat):
        rows = flat.reshape(n, n)
        rows = rows / np.sqrt((rows**2).sum(axis=1, keepdims=True))
        return ((rows @ rows.T - given_matrix) ** 2).sum()

    rng = np.random.default_rng(n)
    best = min(
        optimize.minimize(distance, rng.normal(size=n * n), method="BFGS", options={"gtol": 1e-10}).fun
        for _ in range(4)
    )
    repair = dependence.nearest_correlation(given_matrix)
    assert repair.distance**2 > 1e-4, "the example should need repair"
    assert repair.distance**2 == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("n", [3, 6, 15, 30])
def test_repair_is_that_of_the_dual_problem(n):
    """A second way to the nearest matrix: Malick (2004) finds it as the positive part of the matrix with another
    diagonal, which makes a smooth function smallest."""
    asked = impossible_matrix(n)

    def positive_part(y):
        values, vectors = np.linalg.eigh(asked + np.diag(y))
        return (vectors * np.maximum(values, 0.0)) @ vectors.T

    def dual(y):
        part = positive_part(y)
        return 0.5 * (part**2).sum() - y.sum(), np.diag(part) - 1.0

    found = optimize.minimize(dual, np.zeros(n), jac=True, method="L-BFGS-B", options={"ftol": 0.0, "gtol": 1e-10})
    nearest = positive_part(found.x)
    repair = dependence.nearest_correlation(asked)
    assert np.abs(repair.matrix - nearest).max() < 1e-6
    assert repair.largest_change == pytest.approx(np.abs(nearest - asked).max(), abs=1e-6)
    assert repair.distance == pytest.approx(np.linalg.norm(nearest - asked), abs=1e-7)


@pytest.mark.parametrize("n", [2, 3, 6, 12, 30])
def test_what_is_repaired_is_possible_and_has_a_factor(n):
    asked = impossible_matrix(n)
    repaired, change, distance = dependence.nearest_correlation(asked)
    assert (change > 0.05) == (n > 2)
    assert np.linalg.eigvalsh(repaired).min() > -1e-13 * n
    assert (np.diag(repaired) == 1.0).all() and (repaired == repaired.T).all()
    assert change == np.abs(repaired - asked).max()
    assert distance == pytest.approx(np.linalg.norm(repaired - asked), rel=1e-14)
    lower = cholesky(repaired)
    assert np.abs(lower @ lower.T - repaired).max() < 1e-11


@pytest.mark.parametrize(
    "matrix", [possible_matrix(6), possible_matrix(6, 2), np.eye(4), np.ones((3, 3)), [[1.0]], np.zeros((0, 0))]
)
def test_a_possible_matrix_is_left_alone(matrix):
    kept, change, distance = dependence.nearest_correlation(matrix)
    assert change == distance == 0.0
    assert (kept == np.asarray(matrix)).all()


def test_one_group_with_a_common_coefficient_is_possible_down_to_its_limit():
    for rho, needs_repair in ((-0.25, False), (-0.26, True)):
        matrix = np.full((5, 5), rho)
        np.fill_diagonal(matrix, 1.0)
        repaired, change, _ = dependence.nearest_correlation(matrix)
        assert (change > 0.0) == needs_repair
        assert repaired[0, 1] == pytest.approx(-0.25, abs=1e-9)


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ([[1, 0.5]], "must be square"),
        ([[1, 0.5], [0.4, 1]], r"row 1, column 2: is 0.5, but row 2, column 1 is 0.4"),
        ([[1, 0.5], [0.5, 0.9]], r"row 2, column 2: the diagonal must be 1, not 0.9"),
        ([[1, 1.5], [1.5, 1]], r"row 1, column 2: a correlation must be from -1 to 1, not 1.5"),
        ([[1, np.nan], [np.nan, 1]], "must be from -1 to 1, not nan"),
    ],
)
def test_what_is_no_correlation_matrix_is_refused(matrix, words):
    with pytest.raises(ValueError, match=words):
        dependence.nearest_correlation(matrix)


@settings(deadline=None, max_examples=200)
@given(arrays(np.float64, (2, 12), elements=st.sampled_from([-1.0, 0.0, 0.5, 2.0, np.inf])))
def test_achieved_rank_correlation_is_scipys_with_ties(pair):
    x, y = pair
    ours = dependence.spearman(x, y)
    if len(set(x)) == 1 or len(set(y)) == 1:
        assert np.isnan(ours)
    else:
        assert ours == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-14)


def test_achieved_rank_correlation_of_many():
    rng = np.random.default_rng(6)
    x = rng.normal(size=50_000)
    y = np.round(x + rng.normal(size=50_000), 1)
    assert dependence.spearman(x, y) == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-13)
    assert dependence.spearman(x, np.exp(x)) == 1.0
    assert dependence.spearman(x, -(x**3)) == -1.0


@pytest.mark.parametrize("count", [3, 4_000_000])
def test_ranks_do_not_overflow(count):
    x = np.arange(count, dtype=float)
    assert dependence.spearman(x, x) == 1.0


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [([1, 2], [1, 2, 3], "two rows of one length"), ([[1, 2]], [[1, 2]], "two rows"), ([1, np.nan], [1, 2], "missing")],
)
def test_spearman_refuses(x, y, words):
    with pytest.raises(ValueError, match=words):
        dependence.spearman(x, y)
