"""Matrices that try the decompositions and the repair."""

import numpy as np


def impossible_matrix(n, seed=2002):
    """Symmetric with ones on the diagonal; its first three members contradict each other."""
    a = np.random.default_rng([seed, n]).uniform(-1.0, 1.0, (n, n))
    a = (a + a.T) / 2.0
    if n > 1:
        a[0, 1] = a[1, 0] = 0.95
    if n > 2:
        a[0, 2] = a[2, 0] = 0.9
        a[1, 2] = a[2, 1] = -0.3
    np.fill_diagonal(a, 1.0)
    return a


def possible_matrix(n, rank=None):
    factors = np.random.default_rng([1, n]).normal(size=(n, rank or n))
    factors /= np.sqrt((factors**2).sum(axis=1, keepdims=True))
    a = factors @ factors.T
    np.fill_diagonal(a, 1.0)
    return (a + a.T) / 2.0
