"""Cholesky's triangle and Jacobi's eigenvalues against NumPy's."""

import numpy as np
import pytest

from distributions.arithmetic import linear_algebra
from tests.distributions.matrices import impossible_matrix, possible_matrix


@pytest.mark.parametrize("n", [1, 2, 5, 20])
def test_cholesky_of_a_regular_matrix_is_the_usual_one(n):
    matrix = possible_matrix(n)
    assert np.allclose(linear_algebra.cholesky(matrix), np.linalg.cholesky(matrix), rtol=0.0, atol=1e-12)


@pytest.mark.parametrize(
    "matrix",
    [np.ones((4, 4)), [[1, -1], [-1, 1]], possible_matrix(7, 3), np.zeros((2, 2)), [[0, 0], [0, 1]]],
    ids=["all one", "opposite", "rank 3 of 7", "zero", "zero first"],
)
def test_cholesky_of_a_singular_matrix(matrix):
    lower = linear_algebra.cholesky(matrix)
    assert np.abs(lower @ lower.T - matrix).max() < 1e-11
    assert (np.triu(lower, 1) == 0.0).all()


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ([[1, 1, 0], [1, 1, 1], [0, 1, 1]], r"not positive semi-definite \(at row 3\)"),
        ([[1, 2], [2, 1]], r"not positive semi-definite \(at row 2\)"),
        ([[0, 1], [1, 0]], r"not positive semi-definite \(at row 2\)"),
        ([[-1.0]], r"not positive semi-definite \(at row 1\)"),
        ([[1.0, np.nan], [np.nan, 1.0]], "not positive semi-definite"),
        ([1.0, 2.0], "must be square"),
    ],
)
def test_cholesky_refuses(matrix, words):
    with pytest.raises(ValueError, match=words):
        linear_algebra.cholesky(matrix)


@pytest.mark.parametrize("n", [1, 2, 3, 10, 40])
def test_eigenvalues_and_vectors(n):
    matrix = impossible_matrix(n)
    values, vectors = linear_algebra.symmetric_eigen(matrix)
    assert np.allclose(np.sort(values), np.linalg.eigvalsh(matrix), rtol=0.0, atol=1e-13 * n)
    assert np.abs(vectors @ np.diag(values) @ vectors.T - matrix).max() < 1e-13 * n
    assert np.abs(vectors.T @ vectors - np.eye(n)).max() < 1e-13 * n


def test_eigenvalues_beside_an_entry_close_to_nothing():
    values, _ = linear_algebra.symmetric_eigen(np.array([[1, 0.5, 1e-200], [0.5, 1, 0], [1e-200, 0, 0.3]]))
    assert sorted(values) == pytest.approx([0.3, 0.5, 1.5], abs=1e-15)
