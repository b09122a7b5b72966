"""Student-t copulas from SciPy: the normals behind a rank correlation, and the uniforms that come of them.

A coefficient is found as three times the concordance of two members, averaged over the three chi-squares of it and of
two independent draws by Gauss and Hermite's rule.
"""

from __future__ import annotations

import functools

import numpy as np
from reference.reading import Array
from scipy import optimize, special, stats

POINTS = 48


@functools.cache
def _loadings(nu: float) -> tuple[Array, Array]:
    """What multiplies the correlation inside the arcsine, and the weights."""
    z, weight = np.polynomial.hermite_e.hermegauss(POINTS)
    chi = np.where(z < 0, stats.chi2.ppf(special.ndtr(z), nu), stats.chi2.isf(special.ndtr(-z), nu))
    g, g1, g2 = np.meshgrid(chi, chi, chi, indexing="ij")
    weights = np.einsum("i,j,k->ijk", weight, weight, weight) / weight.sum() ** 3
    return np.sqrt(g1 / (g + g1) * (g2 / (g + g2))), weights


def spearman_of_t(correlation: float, nu: float) -> float:
    """Spearman's coefficient of two members whose normals have a correlation."""
    loadings, weights = _loadings(nu)
    return float(6 / np.pi * np.sum(weights * np.arcsin(correlation * loadings)))


@functools.cache
def latent_of_t(coefficient: float, nu: float) -> float:
    """The correlation of normals that gives a coefficient of Spearman's."""
    if abs(coefficient) == 1:
        return coefficient
    return float(optimize.brentq(lambda r: spearman_of_t(r, nu) - coefficient, -1, 1, xtol=1e-13))


def t_uniforms(normals: Array, shared: Array, nu: float) -> Array:
    """The uniforms of members with correlated normals [MEMBER, TRIAL] and the common factor's uniform [TRIAL]: the
    higher that is, the further out all of them lie."""
    return stats.t.cdf(normals * np.sqrt(nu / stats.chi2.isf(shared, nu)), nu)
