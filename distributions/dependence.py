"""How uncertain inputs move together: from Spearman's coefficients to a matrix that can colour draws, and back.

    coefficients  --spearman_to_latent-->  correlations of normals  --nearest_correlation-->  a matrix that is possible
                  --cholesky-->  a triangle that mixes independent normal values into correlated ones

`distributions.copula` draws with it. All of it is scalar code in a fixed order of operations: the libraries' own
decompositions differ between machines in the last bits.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from distributions.arithmetic import scalar
from distributions.arithmetic.linear_algebra import jacobi, symmetric_eigen
from distributions.copulas.t_rank_correlation import t_latent, t_spearman
from distributions.jit import kernel

_SIXTH_OF_PI = 0.5235987755982988
_SIX_OVER_PI = 1.909859317102744
_SYMMETRY = 1e-12
_NEGATIVE_EIGENVALUE = -1e-12  # times the size of the matrix: what counts as rounding below zero
_SETTLED = 1e-13
_MOST_PROJECTIONS = 20_000


class Repair(NamedTuple):
    """A correlation matrix that is possible, and how far it is from the one that was asked for.

    Attributes
    ----------
    matrix
        float64[MEMBER, MEMBER].
    largest_change
        The largest change of an entry; 0 when the matrix was possible as it was.
    distance
        The root of the sum of squares of all changes (the Frobenius norm).
    """

    matrix: np.ndarray
    largest_change: float
    distance: float


def spearman_to_latent(spearman_coefficient: ArrayLike, degrees_of_freedom: float | None = None) -> np.ndarray:
    """Return the correlation of the normals behind a copula whose rank correlation is this.

    Parameters
    ----------
    spearman_coefficient
        One coefficient or an array of them, each from -1 to 1.
    degrees_of_freedom
        Of a Student-t copula, from 1 to 1000, for which the answer is found numerically, within 1e-13; None for a
        Gaussian one, for which it is 2 sin(pi rho / 6), after Pearson (1907).

    Returns
    -------
    float64 array
        In the shape of the coefficients. Both answers hold for continuous marginals, whatever they are.

    Raises
    ------
    ValueError
        A coefficient lies outside -1 to 1, or is not a number, or the degrees of freedom are out of their limits.

    Examples
    --------
    >>> spearman_to_latent([-1, 0, 1]).tolist()
    [-1.0, 0.0, 1.0]
    >>> spearman_to_latent([0.5]).round(6).tolist(), spearman_to_latent([0.5], 5).round(6).tolist()
    ([0.517638], [0.528851])
    """
    rho = _coefficients(spearman_coefficient, "a rank correlation")
    if degrees_of_freedom is not None:
        return t_latent(rho, degrees_of_freedom)
    out = np.empty(rho.size)
    _latent_loop(np.ascontiguousarray(rho).ravel(), out)
    return out.reshape(rho.shape)


def latent_to_spearman(latent: ArrayLike, degrees_of_freedom: float | None = None) -> np.ndarray:
    """Return the rank correlation of a copula whose normals have this correlation: what `spearman_to_latent` inverts.

    Parameters
    ----------
    latent
        One correlation or an array of them, each from -1 to 1.
    degrees_of_freedom
        Of a Student-t copula, from 1 to 1000; None for a Gaussian one.

    Returns
    -------
    float64 array
        In the shape of the correlations.

    Raises
    ------
    ValueError
        A correlation lies outside -1 to 1, or is not a number, or the degrees of freedom are out of their limits.

    Examples
    --------
    >>> latent_to_spearman([0.517638, 1.0]).round(6).tolist()
    [0.5, 1.0]
    """
    rho = _coefficients(latent, "a correlation")
    if degrees_of_freedom is not None:
        return t_spearman(rho, degrees_of_freedom)
    out = np.empty(rho.size)
    _spearman_loop(np.ascontiguousarray(rho).ravel(), out)
    return out.reshape(rho.shape)


def _coefficients(given: ArrayLike, what: str) -> np.ndarray:
    """Return coefficients as an array, all of them from -1 to 1."""
    rho = np.asarray(given, dtype=np.float64)
    outside = ~((rho >= -1.0) & (rho <= 1.0))
    if outside.any():
        raise ValueError(f"{what} must be from -1 to 1, not {rho[outside].flat[0]}")
    return rho


@kernel
def _latent_loop(rho, out):
    for i in range(rho.size):
        # Exactly 1 at 1, whatever rounding does to the sine.
        out[i] = max(-1.0, min(1.0, 2.0 * scalar.sine(_SIXTH_OF_PI * rho[i]))) if abs(rho[i]) < 1.0 else rho[i]


@kernel
def _spearman_loop(rho, out):
    for i in range(rho.size):
        inside = abs(rho[i]) < 1.0
        out[i] = max(-1.0, min(1.0, _SIX_OVER_PI * scalar.arcsine(0.5 * rho[i]))) if inside else rho[i]


def check_correlation(matrix: ArrayLike) -> np.ndarray:
    """Return the matrix as float64[MEMBER, MEMBER], if it has the form of a correlation matrix.

    Whether it is possible as a whole (positive semi-definite) is `nearest_correlation`'s question.

    Raises
    ------
    ValueError
        It is not square, an entry is not from -1 to 1, the diagonal is not 1, or it is not symmetric. Rows and columns
        in the message count from 1.

    Examples
    --------
    >>> check_correlation([[1, 0.3], [0.2, 1]])
    Traceback (most recent call last):
    ValueError: row 1, column 2: is 0.3, but row 2, column 1 is 0.2
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


def nearest_correlation(matrix: ArrayLike) -> Repair:
    """Return the nearest possible correlation matrix (in the Frobenius norm), and how far it is from the one given.

    Alternating projections with Dykstra's correction: Higham, *Computing the nearest correlation matrix: a problem from
    finance*, IMA Journal of Numerical Analysis 22 (2002). A matrix that is possible already comes back as it is, with a
    change of 0.

    Parameters
    ----------
    matrix
        float64[MEMBER, MEMBER]: symmetric, 1 on the diagonal, entries from -1 to 1.

    Returns
    -------
    Repair

    Raises
    ------
    ValueError
        The matrix has not the form of a correlation matrix; see `check_correlation`.

    Examples
    --------
    >>> repair = nearest_correlation([[1, 1, 0], [1, 1, 1], [0, 1, 1]])
    >>> repair.matrix.round(4).tolist()
    [[1.0, 0.7607, 0.1573], [0.7607, 1.0, 0.7607], [0.1573, 0.7607, 1.0]]
    >>> round(repair.largest_change, 4), round(repair.distance, 4)
    (0.2393, 0.5278)
    """
    given = check_correlation(matrix)
    n = given.shape[0]
    eigenvalues, _ = symmetric_eigen(given)
    if eigenvalues.size == 0 or eigenvalues.min() >= _NEGATIVE_EIGENVALUE * n:
        return Repair(given, 0.0, 0.0)
    repaired = np.empty_like(given)
    _project_until_settled(given, repaired)
    changes = (repaired - given).ravel().tolist()
    distance = math.sqrt(math.fsum(change * change for change in changes))
    return Repair(repaired, max(abs(change) for change in changes), distance)


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
        jacobi(work, vectors)
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
