"""The two decompositions that correlations need: Cholesky's triangle, and the eigenvalues of a symmetric matrix.

Scalar code in a fixed order of operations: the libraries' own decompositions differ between machines in the last bits.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from distributions.jit import kernel

_ZERO_PIVOT = 1e-12
_MOST_SWEEPS = 60


def cholesky(matrix: ArrayLike) -> np.ndarray:
    """Return the lower triangle L with L times its transpose equal to the matrix, which may be singular.

    Parameters
    ----------
    matrix
        float64[MEMBER, MEMBER]: symmetric and positive semi-definite, to rounding error.

    Returns
    -------
    float64[MEMBER, MEMBER]
        Zero above the diagonal. The column of a zero pivot is zero.

    Raises
    ------
    ValueError
        The matrix is not square, or not positive semi-definite.

    Examples
    --------
    >>> cholesky([[1, 1], [1, 1]]).tolist()
    [[1.0, 0.0], [1.0, 0.0]]
    """
    given = np.array(matrix, dtype=np.float64, order="C")
    if given.ndim != 2 or given.shape[0] != given.shape[1]:
        raise ValueError(f"the matrix must be square, not of shape {given.shape}")
    lower = np.zeros_like(given)
    failed = _cholesky_loop(given, lower)
    if failed >= 0:
        raise ValueError(f"the matrix is not positive semi-definite (at row {failed + 1})")
    return lower


@kernel
def _cholesky_loop(matrix, lower):
    n = matrix.shape[0]
    scale = 0.0
    for i in range(n):
        scale = max(scale, matrix[i, i])
    for j in range(n):
        pivot = matrix[j, j]
        for k in range(j):
            pivot -= lower[j, k] * lower[j, k]
        if not pivot >= -_ZERO_PIVOT * n * scale:
            return j
        zero = pivot <= _ZERO_PIVOT * n * scale
        root = 0.0 if zero else math.sqrt(pivot)
        lower[j, j] = root
        for i in range(j + 1, n):
            rest = matrix[i, j]
            for k in range(j):
                rest -= lower[i, k] * lower[j, k]
            # Below a zero pivot a possible matrix leaves nothing; rounding leaves at most the root of its own size.
            if zero and abs(rest) > math.sqrt(2.0 * _ZERO_PIVOT * n) * scale:
                return i
            lower[i, j] = 0.0 if zero else rest / root
    return -1


def symmetric_eigen(matrix: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return the eigenvalues and the eigenvectors (in columns) of a symmetric matrix, in no order: Jacobi's rotations.

    Parameters
    ----------
    matrix
        float64[MEMBER, MEMBER], symmetric.

    Returns
    -------
    tuple
        float64[MEMBER] and float64[MEMBER, MEMBER].

    Examples
    --------
    >>> values, vectors = symmetric_eigen([[1, 0.5], [0.5, 1]])
    >>> values.round(12).tolist()
    [0.5, 1.5]
    """
    work = np.array(matrix, dtype=np.float64, order="C")
    vectors = np.empty_like(work)
    jacobi(work, vectors)
    return np.array([work[i, i] for i in range(work.shape[0])]), vectors


@kernel
def jacobi(work, vectors):
    """Turn `work` into a diagonal matrix by rotations, collected in the columns of `vectors`: both [MEMBER, MEMBER].

    Cyclic Jacobi: Golub and Van Loan, *Matrix Computations*, section 8.5.

    Examples
    --------
    >>> work, vectors = np.array([[2.0, 1.0], [1.0, 2.0]]), np.empty((2, 2))
    >>> jacobi(work, vectors)
    >>> work.round(12).tolist()
    [[1.0, 0.0], [0.0, 3.0]]
    """
    n = work.shape[0]
    size = 0.0
    for i in range(n):
        for j in range(n):
            vectors[i, j] = 1.0 if i == j else 0.0
            size += work[i, j] * work[i, j]
    for _ in range(_MOST_SWEEPS):
        off = 0.0
        for p in range(n - 1):
            for q in range(p + 1, n):
                off += work[p, q] * work[p, q]
        if off <= 1e-34 * size:
            break
        for p in range(n - 1):
            for q in range(p + 1, n):
                if abs(work[p, q]) > 1e-300:
                    _rotate(work, vectors, p, q)


@kernel
def _rotate(work, vectors, p, q):
    """Make work[p, q] zero: Golub and Van Loan, *Matrix Computations*, algorithm 8.4.1."""
    n = work.shape[0]
    tau = (work[q, q] - work[p, p]) / (2.0 * work[p, q])
    # Beyond 1e150 the square of tau would overflow, and the root of it is tau itself.
    root = math.sqrt(1.0 + tau * tau) if abs(tau) < 1e150 else abs(tau)
    t = 1.0 / (tau + root) if tau >= 0.0 else 1.0 / (tau - root)
    c = 1.0 / math.sqrt(1.0 + t * t)
    s = t * c
    for k in range(n):
        kp, kq = work[k, p], work[k, q]
        work[k, p], work[k, q] = c * kp - s * kq, s * kp + c * kq
    for k in range(n):
        pk, qk = work[p, k], work[q, k]
        work[p, k], work[q, k] = c * pk - s * qk, s * pk + c * qk
        vp, vq = vectors[k, p], vectors[k, q]
        vectors[k, p], vectors[k, q] = c * vp - s * vq, s * vp + c * vq
    work[p, q] = 0.0
    work[q, p] = 0.0
