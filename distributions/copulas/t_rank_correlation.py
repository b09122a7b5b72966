"""Spearman's coefficient of two members of a Student-t copula, from the correlation of the normals behind it.

Two members are T = W Z and T' = W Z' with one W = sqrt(nu / chi2_nu) and normals of correlation rho. Spearman's
coefficient is three times the chance of concordance less that of discordance between (T, T') and two independent draws,
one of each member (Kruskal, *Ordinal measures of association*, Journal of the American Statistical Association 53,
1958). Given the three chi-squares G, G1 and G2 the differences are normal, so that Sheppard's formula for an orthant
gives (in this form for all mixtures of normals: Heinen and Valdesogo, *Spearman rank correlation of the bivariate
Student t and scale mixtures of normal distributions*, Journal of Multivariate Analysis 179, 2020)

    spearman = 6 / pi * E[ arcsin(rho * sqrt(A / (1 + A) * B / (1 + B))) ],   A = G1 / G,   B = G2 / G,

and (A, B) has the density const * (a b)^(nu/2 - 1) / (1 + a + b)^(3 nu/2). In s = log a and t = log b it is analytic
within pi of the real axes and falls off exponentially, so the trapezoid rule over an even grid is exact to rounding.
"""

import math
from functools import lru_cache

import numpy as np

from distributions.arithmetic import scalar
from distributions.copulas.degrees import check_degrees_of_freedom
from distributions.jit import inline, kernel

_SIX_OVER_PI = 1.9098593171027440
_SIXTH_OF_PI = 0.5235987755982988
_LOG_3 = 1.0986122886681098
_SMALLEST_LOG_WEIGHT = -39.0  # beside the largest: what is left out sums to less than rounding
_WIDEST_STEP = 0.4
_STEPS_IN_A_SPREAD = 1.8  # of the density when it is narrow; halving both steps moves nothing by 1e-13
_MOST_STEPS = 100
_SETTLED = 1e-15


@inline
def _log_weight(s, t, alpha):
    """Return the logarithm of the density in (s, t) beside that at its top, which is at (0, 0)."""
    return alpha * (s + t) - 3.0 * alpha * (scalar.log(1.0 + scalar.exp(s) + scalar.exp(t)) - _LOG_3)


@kernel
def _fill_nodes(alpha, step, half, loadings, weights):
    """Fill the factors of rho and their weights, as far as they count, and return how many there are."""
    count = 0
    total = 0.0
    for i in range(-half, half + 1):
        a = scalar.exp(i * step)
        for j in range(-half, i + 1):  # the other half is the mirror image
            height = _log_weight(i * step, j * step, alpha)
            if height > _SMALLEST_LOG_WEIGHT:
                b = scalar.exp(j * step)
                loadings[count] = math.sqrt(a / (1.0 + a) * (b / (1.0 + b)))
                weights[count] = scalar.exp(height) if i == j else 2.0 * scalar.exp(height)
                total += weights[count]
                count += 1
    for k in range(count):
        weights[k] /= total
    return count


@lru_cache(maxsize=16)
def _nodes(degrees_of_freedom: float) -> np.ndarray:
    """Return float64[2, NODE]: the factors of rho inside the arcsine, and their weights, which sum to 1."""
    alpha = degrees_of_freedom / 2.0
    # For large alpha the density is nearly normal, with variance 2 / alpha along both axes.
    step = min(_WIDEST_STEP, math.sqrt(2.0 / alpha) / _STEPS_IN_A_SPREAD)
    half = math.ceil((-_SMALLEST_LOG_WEIGHT / alpha + 3.0 * _LOG_3) / step)
    both = np.empty((2, (2 * half + 1) * (half + 1)))
    count = _fill_nodes(alpha, step, half, both[0], both[1])
    return np.ascontiguousarray(both[:, :count])


@inline
def _spearman_and_slope(rho, loadings, weights):
    """Return Spearman's coefficient at a correlation rho of the normals, inside (-1, 1), and its derivative."""
    value = 0.0
    slope = 0.0
    for k in range(loadings.size):
        r = rho * loadings[k]
        value += weights[k] * scalar.arcsine(r)
        slope += weights[k] * loadings[k] / math.sqrt((1.0 - r) * (1.0 + r))
    return _SIX_OVER_PI * value, _SIX_OVER_PI * slope


@kernel
def _to_spearman_loop(rho, out, loadings, weights):
    for i in range(rho.size):
        if abs(rho[i]) < 1.0:
            value, _ = _spearman_and_slope(rho[i], loadings, weights)
            out[i] = max(-1.0, min(1.0, value))
        else:
            out[i] = rho[i]


@kernel
def _to_latent_loop(spearman, out, loadings, weights):
    """Solve for rho by Newton's steps, kept between bounds that close in on it."""
    for i in range(spearman.size):
        target = abs(spearman[i])
        if target >= 1.0 or target == 0.0:
            out[i] = spearman[i]
            continue
        low, high = 0.0, 1.0
        rho = 2.0 * scalar.sine(_SIXTH_OF_PI * target)  # what a Gaussian copula would have
        for _ in range(_MOST_STEPS):
            value, slope = _spearman_and_slope(rho, loadings, weights)
            if value < target:
                low = rho
            else:
                high = rho
            moved = rho + (target - value) / slope
            if not low < moved < high:
                moved = 0.5 * (low + high)
            step = abs(moved - rho)
            rho = moved
            if step <= _SETTLED:
                break
        out[i] = rho if spearman[i] > 0.0 else -rho


def t_spearman(latent: np.ndarray, degrees_of_freedom: float) -> np.ndarray:
    """Return Spearman's coefficients of pairs of a t copula whose normals have these correlations.

    Parameters
    ----------
    latent
        float64 array of any shape, from -1 to 1.
    degrees_of_freedom
        From 1 to 1000.

    Returns
    -------
    float64 array
        Within 1e-13; 0, 1 and -1 are exact.

    Raises
    ------
    ValueError
        The degrees of freedom are out of their limits.

    Examples
    --------
    >>> t_spearman(np.array([0.5, 1.0]), 5).round(6).tolist()
    [0.471844, 1.0]
    """
    loadings, weights = _nodes(check_degrees_of_freedom(degrees_of_freedom))
    given = np.asarray(latent, dtype=np.float64)
    out = np.empty(given.size)
    _to_spearman_loop(np.ascontiguousarray(given).ravel(), out, loadings, weights)
    return out.reshape(given.shape)


def t_latent(spearman: np.ndarray, degrees_of_freedom: float) -> np.ndarray:
    """Return the correlations of normals for which a t copula has these coefficients of Spearman's.

    The inverse of `t_spearman`, solved numerically; parameters, shapes and errors are the same.

    Examples
    --------
    >>> t_latent(np.array([0.5, 1.0]), 5).round(6).tolist()
    [0.528851, 1.0]
    """
    loadings, weights = _nodes(check_degrees_of_freedom(degrees_of_freedom))
    given = np.asarray(spearman, dtype=np.float64)
    # A matrix of one coefficient is solved once.
    asked, place = np.unique(given.ravel(), return_inverse=True)
    out = np.empty(asked.size)
    _to_latent_loop(asked, out, loadings, weights)
    return out[place].reshape(given.shape)
