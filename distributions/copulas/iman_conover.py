"""Rank correlation put into samples that are held whole, by rearranging them: Iman and Conover.

Iman and Conover, *A distribution-free approach to inducing rank correlation among input variables*, Communications in
Statistics: Simulation and Computation 11 (1982). No value changes, only which values meet in a trial. So it needs all
trials at once, and every value's place hangs on all the others: it is for samples from elsewhere (past outturns, or
another model's output). Runs draw through `distributions.copula`, trial by trial.
"""

import numpy as np
from numpy.typing import ArrayLike

from distributions.arithmetic.linear_algebra import cholesky
from distributions.dependence import nearest_correlation, spearman_to_latent
from distributions.jit import kernel
from distributions.normal import ppf
from distributions.philox import uniforms

_SINGULAR = 1e-9


def iman_conover(samples: ArrayLike, spearman: ArrayLike, seed: int = 0) -> np.ndarray:
    """Return the samples rearranged so that they have about these rank correlations.

    Parameters
    ----------
    samples
        float64[MEMBER, TRIAL]: more trials than members.
    spearman
        float64[MEMBER, MEMBER]: Spearman's coefficients. A matrix that is not possible is repaired first, see
        `distributions.dependence.nearest_correlation`.
    seed
        From 0 to 2**64 - 1, for the shuffling that the method begins with.

    Returns
    -------
    float64[MEMBER, TRIAL]
        Every row holds the values it had; the first is as it was. The normal scores of the ranks correlate as asked, so
        that Spearman's coefficients of values without ties miss by less than half the sampling error of as many
        independent draws.

    Raises
    ------
    ValueError
        The samples are not two-dimensional, hold values that are not numbers, or have too few trials; or the matrix is
        of another size or not a correlation matrix.

    Examples
    --------
    >>> a = [3.0, 1.0, 4.0, 1.5, 5.0, 9.0, 2.0, 6.0]
    >>> both = iman_conover([a, sorted(a)], [[1, 0.9], [0.9, 1]])
    >>> bool((both[0] == a).all()), bool((np.sort(both[1]) == np.sort(a)).all())
    (True, True)
    """
    given = np.array(samples, dtype=np.float64)
    if given.ndim != 2:
        raise ValueError(f"samples must be of one row a member, not of shape {given.shape}")
    if np.isnan(given).any():
        raise ValueError("samples must hold numbers: some are missing (NaN)")
    target = cholesky(nearest_correlation(spearman_to_latent(spearman)).matrix)
    size, trials = given.shape
    if len(target) != size:
        raise ValueError(f"the matrix is of {len(target)} members, and the samples are of {size}")
    if trials <= size:
        raise ValueError(f"{size} members need more than {size} trials, not {trials}")
    if size < 2:
        return given
    scores = _shuffled_scores(size, trials, seed)
    # What chance gave the shuffled scores is taken out, and what is wanted put in: now they have it exactly.
    products = np.empty((size, size))
    _mean_products(scores, products)
    chance = cholesky(products / np.sqrt(np.outer(products.diagonal(), products.diagonal())))
    if chance.diagonal().min() < _SINGULAR:
        raise ValueError(f"{trials} trials are too few to set {size} members apart: give more")
    _recolour(scores, chance, target)
    order = np.argsort(scores[0], kind="stable")
    out = np.empty_like(given)
    for member in range(size):
        ranks = np.empty(trials, dtype=np.int64)
        ranks[np.argsort(scores[member][order], kind="stable")] = np.arange(trials)
        out[member, np.argsort(given[0], kind="stable")] = np.sort(given[member])[ranks]
    return out


def _shuffled_scores(size: int, trials: int, seed: int) -> np.ndarray:
    """Return van der Waerden's scores, the normal values of even ranks, shuffled for each member apart."""
    even = ppf(np.arange(1, trials + 1) / (trials + 1.0))
    shuffled = (even[np.argsort(uniforms(seed, f"iman-conover.{k}", range(trials)))] for k in range(size))
    return np.array(list(shuffled))


@kernel
def _mean_products(scores, out):
    """Fill out[MEMBER, MEMBER] with the mean products of rows, whose means are zero."""
    size, trials = scores.shape
    for i in range(size):
        for j in range(i + 1):
            total = 0.0
            for k in range(trials):
                total += scores[i, k] * scores[j, k]
            out[i, j] = total / trials
            out[j, i] = total / trials


@kernel
def _recolour(scores, chance, target):
    """Replace each column of scores by target times the inverse of chance times it: both are lower triangles."""
    size, trials = scores.shape
    plain = np.empty(size)
    for k in range(trials):
        for i in range(size):
            rest = scores[i, k]
            for j in range(i):
                rest -= chance[i, j] * plain[j]
            plain[i] = rest / chance[i, i]
        for i in range(size):
            total = 0.0
            for j in range(i + 1):
                total += target[i, j] * plain[j]
            scores[i, k] = total
