"""Iman and Conover's rearrangement: values kept, ranks correlated as asked."""

import numpy as np
import pytest
from scipy import stats

from distributions.copulas.iman_conover import iman_conover

ASKED = np.array([[1.0, 0.8, -0.4], [0.8, 1.0, 0.1], [-0.4, 0.1, 1.0]])


def samples(n, seed=1):
    rng = np.random.default_rng(seed)
    return np.array([rng.normal(size=n), np.exp(rng.normal(size=n)), rng.pareto(1.5, size=n)])


@pytest.mark.parametrize("n", [50, 400, 10_000])
def test_rank_correlation_is_nearer_than_chance_would_bring_it(n):
    """Within twice the sampling error of independent draws at the most, and within half of it as a rule."""
    off = []
    for seed in range(8):
        found = stats.spearmanr(iman_conover(samples(n, seed), ASKED, seed).T).statistic
        off.append((found - ASKED)[np.triu_indices(3, 1)])
    assert np.abs(off).max() < 2.0 / np.sqrt(n)
    assert np.sqrt(np.mean(np.square(off))) < 0.5 / np.sqrt(n)


def test_values_are_kept_and_the_first_member_stays():
    given = samples(500)
    arranged = iman_conover(given, ASKED, 3)
    assert (np.sort(arranged, axis=1) == np.sort(given, axis=1)).all()
    assert (arranged[0] == given[0]).all()
    assert not (arranged[1] == given[1]).all()
    assert (arranged == iman_conover(given, ASKED, 3)).all()
    assert not (arranged == iman_conover(given, ASKED, 4)).all()


def test_scores_correlate_exactly_as_asked():
    """What the method promises: the normal scores have the latent coefficients, but for what ranking them moves."""
    n = 5000
    arranged = iman_conover(samples(n), ASKED)
    ranks = stats.rankdata(arranged, axis=1)
    found = np.corrcoef(stats.norm.ppf(ranks / (n + 1)))
    assert np.abs(found - 2.0 * np.sin(np.pi * ASKED / 6.0)).max() < 2e-3


def test_full_correlation_orders_everything():
    given = samples(300)[:2]
    for sign in (1.0, -1.0):
        arranged = iman_conover(given, [[1, sign], [sign, 1]])
        assert stats.spearmanr(*arranged).statistic == pytest.approx(sign, abs=1e-12)


def test_ties_and_infinities_are_values_too():
    given = np.array([[1.0, 1.0, 2.0, np.inf, 1.0, 3.0], [0.0, 0.0, 0.0, 1.0, 1.0, -np.inf]])
    arranged = iman_conover(given, [[1, 0.5], [0.5, 1]])
    assert (np.sort(arranged, axis=1) == np.sort(given, axis=1)).all() and (arranged[0] == given[0]).all()


def test_one_member_has_nothing_to_move_with():
    assert iman_conover([[3.0, 1.0, 2.0]], [[1.0]]).tolist() == [[3.0, 1.0, 2.0]]


def test_an_impossible_matrix_is_repaired_first():
    asked = [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]
    found = stats.spearmanr(iman_conover(samples(5000), asked).T).statistic
    assert 0.4 < found[0, 1] < 0.6 and -0.6 < found[0, 2] < -0.4


@pytest.mark.parametrize(
    ("given", "asked", "words"),
    [
        ([1.0, 2.0], [[1.0]], "one row a member"),
        ([[1.0, np.nan]], [[1.0]], "some are missing"),
        ([[1.0, 2.0, 3.0]], np.eye(2), "the matrix is of 2 members, and the samples are of 1"),
        ([[1.0, 2.0], [1.0, 2.0]], np.eye(2), "2 members need more than 2 trials"),
        ([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]], [[1, 2], [2, 1]], "must be from -1 to 1"),
    ],
)
def test_what_cannot_be_arranged_is_refused(given, asked, words):
    with pytest.raises(ValueError, match=words):
        iman_conover(given, asked)
