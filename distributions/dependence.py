"""How uncertain inputs move together: a Gaussian copula, from Spearman's coefficients to what colours the draws.

    coefficients  --spearman_to_latent-->  correlations of normals  --nearest_correlation-->  a matrix that is possible
                  --cholesky-->  a triangle that mixes independent normal values into correlated ones

All of it is scalar code in a fixed order of operations: the libraries' own decompositions differ between machines in
the last bits.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from distributions import scalar
from distributions.jit import kernel

_SIXTH_OF_PI = 0.5235987755982988
_SYMMETRY = 1e-12
_NEGATIVE_EIGENVALUE = -1e-12  # times the size of the matrix: what counts as rounding below zero
_ZERO_PIVOT = 1e-12
_SETTLED = 1e-13
_MOST_PROJECTIONS = 20_000
_MOST_SWEEPS = 60


def spearman_to_latent(spearman_coefficient: ArrayLike) -> np.ndarray:
    """Return the correlation of two normals whose rank correlation is this: 2 sin(pi rho / 6), after Pearson (1907).

    Parameters
    ----------
    spearman_coefficient
        One coefficient or an array of them, each from -1 to 1.

    Raises
    ------
    ValueError
        A coefficient lies outside -1 to 1, or is not a number.

    Examples
    --------
    >>> spearman_to_latent([-1, 0, 1]).tolist()
    [-1.0, 0.0, 1.0]
    """
    rho = np.asarray(spearman_coefficient, dtype=np.float64)
    outside = ~((rho >= -1.0) & (rho <= 1.0))
    if outside.any():
        raise ValueError(f"a rank correlation must be from -1 to 1, not {rho[outside].flat[0]}")
    out = np.empty(rho.size)
    _latent_loop(np.ascontiguousarray(rho).ravel(), out)
    return out.reshape(rho.shape)


@kernel
def _latent_loop(rho, out):
    for i in range(rho.size):
        # Exactly 1 at 1, whatever rounding does to the sine.
        out[i] = max(-1.0, min(1.0, 2.0 * scalar.sine(_SIXTH_OF_PI * rho[i]))) if abs(rho[i]) < 1.0 else rho[i]


def check_correlation(matrix: ArrayLike) -> np.ndarray:
    """Return the matrix as float64[MEMBER, MEMBER], if it has the form of a correlation matrix.

    Whether it is possible as a whole (positive semi-definite) is `nearest_correlation`'s question.

    Raises
    ------
    ValueError
        It is not square, an entry is not from -1 to 1, the diagonal is not 1, or it is not symmetric. Rows and columns
        in the message count from 1.
    """
    given = np.array(matrix, dtype=np.float64)
    if given.ndim != 2 or given.shape[0] != given.shape[1]:
        raise ValueError(f"a correlation matrix must be square, not of shape {given.shape}")
    for i, row in enumerate(given.tolist()):
        for j, entry in enumerate(row):
            where = f"row {i + 1}, column {j + 1}"
            if not -1.0 <= entry <= 1.0:
                raise ValueError(f"{where}: a correlation must be from -1 to 1, not {entry}")
            if i == j and entry != 1.0:
                raise ValueError(f"{where}: the diagonal must be 1, not {entry}")
            if not abs(entry - given[j, i]) <= _SYMMETRY:
                raise ValueError(f"{where}: is {entry}, but row {j + 1}, column {i + 1} is {given[j, i]}")
    return given


def nearest_correlation(matrix: ArrayLike) -> tuple[np.ndarray, float]:
    """Return the nearest possible correlation matrix (in the Frobenius norm), and the largest change of an entry.

    Alternating projections with Dykstra's correction: Higham, *Computing the nearest correlation matrix: a problem from
    finance*, IMA Journal of Numerical Analysis 22 (2002). A matrix that is possible already comes back as it is, with a
    change of 0.

    Parameters
    ----------
    matrix
        float64[MEMBER, MEMBER]: symmetric, 1 on the diagonal, entries from -1 to 1.

    Returns
    -------
    tuple
        float64[MEMBER, MEMBER] and a float.

    Raises
    ------
    ValueError
        The matrix has not the form of a correlation matrix; see `check_correlation`.

    Examples
    --------
    >>> repaired, change = nearest_correlation([[1, 1, 0], [1, 1, 1], [0, 1, 1]])
    >>> repaired.round(4).tolist()
    [[1.0, 0.7607, 0.1573], [0.7607, 1.0, 0.7607], [0.1573, 0.7607, 1.0]]
    >>> round(change, 4)
    0.2393
    """
    given = check_correlation(matrix)
    n = given.shape[0]
    eigenvalues, _ = symmetric_eigen(given)
    if eigenvalues.size == 0 or eigenvalues.min() >= _NEGATIVE_EIGENVALUE * n:
        return given, 0.0
    repaired = np.empty_like(given)
    _project_until_settled(given, repaired)
    return repaired, float(np.abs(repaired - given).max())


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


def symmetric_eigen(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the eigenvalues and the eigenvectors (in columns) of a symmetric matrix, in no order: Jacobi's rotations.

    Parameters
    ----------
    matrix
        float64[MEMBER, MEMBER], symmetric.

    Returns
    -------
    tuple
        float64[MEMBER] and float64[MEMBER, MEMBER].
    """
    work = np.array(matrix, dtype=np.float64, order="C")
    vectors = np.empty_like(work)
    _jacobi(work, vectors)
    return np.array([work[i, i] for i in range(work.shape[0])]), vectors


@kernel
def _jacobi(work, vectors):
    """Turn `work` into a diagonal matrix by rotations, collected in the columns of `vectors`."""
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


@kernel
def _project_until_settled(given, out):
    """Fill `out` with the nearest correlation matrix to `given`."""
    n = given.shape[0]
    unit = given.copy()  # the last matrix with ones on the diagonal
    correction = np.zeros((n, n))
    shifted, work, vectors, possible = np.empty((n, n)), np.empty((n, n)), np.empty((n, n)), np.empty((n, n))
    for _ in range(_MOST_PROJECTIONS):
        for i in range(n):
            for j in range(n):
                shifted[i, j] = unit[i, j] - correction[i, j]
                work[i, j] = shifted[i, j]
        _jacobi(work, vectors)
        for i in range(n):
            for j in range(i + 1):
                total = 0.0
                for k in range(n):
                    total += vectors[i, k] * max(work[k, k], 0.0) * vectors[j, k]
                possible[i, j] = total
                possible[j, i] = total
        moved = 0.0
        for i in range(n):
            for j in range(n):
                correction[i, j] = possible[i, j] - shifted[i, j]
                target = 1.0 if i == j else possible[i, j]
                moved = max(moved, abs(target - unit[i, j]))
                unit[i, j] = target
        if moved <= _SETTLED:
            break
    # The possible matrix, rescaled to ones on the diagonal, stays possible: so what is returned surely is.
    for i in range(n):
        for j in range(n):
            scaled = possible[i, j] / math.sqrt(possible[i, i] * possible[j, j])
            out[i, j] = 1.0 if i == j else max(-1.0, min(1.0, scaled))


def spearman(x: ArrayLike, y: ArrayLike) -> float:
    """Return the rank correlation that draws achieved: Pearson's of the ranks, equal values sharing their average rank.

    Parameters
    ----------
    x, y
        float64[TRIAL] each.

    Returns
    -------
    float
        NaN where one of them never varies.

    Raises
    ------
    ValueError
        They differ in length, are not one row each, or hold values that are not numbers.

    Examples
    --------
    >>> spearman([1, 2, 3, 4], [10, 20, 40, 30])
    0.8
    """
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if a.ndim != 1 or a.shape != b.shape:
        raise ValueError(f"x and y must be two rows of one length, not of shapes {a.shape} and {b.shape}")
    if np.isnan(a).any() or np.isnan(b).any():
        raise ValueError("x and y must hold numbers: some are missing (NaN)")
    ranks_a, ranks_b = _centred_double_ranks(a), _centred_double_ranks(b)
    variation = _exact_dot(ranks_a, ranks_a) * _exact_dot(ranks_b, ranks_b)
    return _exact_dot(ranks_a, ranks_b) / math.sqrt(variation) if variation else math.nan


def _centred_double_ranks(values: np.ndarray) -> np.ndarray:
    """Return twice (average rank less the mean rank): whole numbers, so that their sums are exact in any order."""
    _, group, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (2 * last - count - values.size)[group]


def _exact_dot(a: np.ndarray, b: np.ndarray) -> int:
    """Return the sum of products of ranks as a whole number of any size."""
    if a.size == 0:
        return 0
    step = max(1, 2**62 // a.size**2)
    return sum(int(np.dot(a[i : i + step], b[i : i + step])) for i in range(0, a.size, step))
