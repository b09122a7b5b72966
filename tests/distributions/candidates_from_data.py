"""Families made of lists of numbers, and of other distributions, beside oracles that know nothing of our code."""

from __future__ import annotations

from math import inf, nan

import numpy as np
from scipy import stats

from tests.distributions.candidate import Bad, Candidate, Degenerate

SEEN = tuple(np.random.default_rng(9).gamma(3.0, 1e5, size=237).round(2))
"""Made-up outturns, £."""


class Points:
    """Values with chances, by counting."""

    def __init__(self, values, weights):
        self.values = np.unique(np.array(values, dtype=float)[np.array(weights) > 0])
        total = [np.array(weights, dtype=float)[np.array(values) == value].sum() for value in self.values]
        self.chances = np.array(total) / np.sum(total)

    def cdf(self, x):
        return np.where(self.values <= np.asarray(x)[..., None], self.chances, 0.0).sum(axis=-1)

    def ppf(self, u):
        upto = np.cumsum(self.chances)
        upto[-1] = 1.0
        return self.values[np.argmax(upto >= np.asarray(u)[..., None], axis=-1)]

    def pmf(self, x):
        return np.where(self.values == np.asarray(x)[..., None], self.chances, 0.0).sum(axis=-1)

    def mean(self):
        return (self.values * self.chances).sum()

    def var(self):
        return ((self.values - self.mean()) ** 2 * self.chances).sum()

    def support(self):
        return self.values[0], self.values[-1]


class Bars:
    """A histogram, by straight lines between the running shares of its bars."""

    def __init__(self, edges, weights):
        self.weights, self.edges = np.array(weights, dtype=float), np.array(edges, dtype=float)
        used = np.flatnonzero(self.weights)
        self.edges = self.edges[used[0] : used[-1] + 2]
        self.weights = self.weights[used[0] : used[-1] + 1] / self.weights.sum()
        self.heights = self.weights / np.diff(self.edges)

    def cdf(self, x):
        # From the nearer end, so that no digits are lost.
        x = np.asarray(x)[..., None]
        below = (np.clip(x - self.edges[:-1], 0.0, np.diff(self.edges)) * self.heights).sum(axis=-1)
        above = (np.clip(self.edges[1:] - x, 0.0, np.diff(self.edges)) * self.heights).sum(axis=-1)
        return np.where(below < 0.5, below, 1.0 - above)

    def ppf(self, u):
        upto = np.concatenate([[0.0], np.cumsum(self.weights)])
        upto[-1] = 1.0
        bar = np.clip(np.searchsorted(upto, u, side="left") - 1, 0, len(self.weights) - 1)
        return self.edges[bar] + (np.asarray(u) - upto[bar]) / self.heights[bar]

    def pdf(self, x):
        bar = np.clip(np.searchsorted(self.edges, x, side="right") - 1, 0, len(self.weights) - 1)
        inside = (np.asarray(x) >= self.edges[0]) & (np.asarray(x) <= self.edges[-1])
        return np.where(inside, self.heights[bar], 0.0)

    def mean(self):
        return (self.weights * (self.edges[:-1] + self.edges[1:])).sum() / 2.0

    def var(self):
        a, b = self.edges[:-1] - self.mean(), self.edges[1:] - self.mean()
        return (self.weights * (a * a + a * b + b * b)).sum() / 3.0

    def support(self):
        return self.edges[0], self.edges[-1]


POINTS = [
    ((1.0, 2.0, 5.0), (1.0, 2.0, 1.0)),
    ((250e3, -40e3, 250e3, 0.0), (0.15, 0.3, 0.05, 0.5)),
    ((3.0, 4.0, 9.0), (1e-6, 1.0, 3e-5)),
    ((3.0, 4.0, 9.0), (0.0, 1.0, 2.0)),
    (SEEN, tuple(range(1, 238))),
]
BARS = [
    ((0.0, 1.0), (2.0,)),
    ((0.0, 1.0, 3.0, 10.0), (1.0, 5.0, 2.0)),
    ((-1e6, 0.0, 2e6, 3e6, 9e6), (0.0, 3.0, 0.0, 1.0)),
    ((1.0, 1.1, 1.2, 1.5, 2.5), (0.2, 0.3, 1e-5, 0.1)),
]

CANDIDATES = [
    *(Candidate("discrete", {"values": v, "weights": w}, Points(v, w)) for v, w in POINTS),
    *(Candidate("empirical", {"values": v}, Points(v, [1.0] * len(v))) for v in (SEEN, (4.0, 1.0, 1.0, 3.0), (2.0,))),
    *(Candidate("histogram", {"edges": e, "weights": w}, Bars(e, w)) for e, w in BARS),
    Candidate(
        "histogram", {"edges": (0.0, 1.0, 4.0), "weights": (2.0, 3.0)},
        stats.rv_histogram((np.array([2.0, 3.0]), np.array([0.0, 1.0, 4.0])), density=False),
    ),
]  # fmt: skip

DEGENERATE = [
    Degenerate("discrete", {"values": (7.0, 8.0), "weights": (1.0, 0.0)}, 7.0),
    Degenerate("empirical", {"values": (7.0, 7.0)}, 7.0),
    Degenerate("histogram", {"edges": (7.0, 7.0), "weights": (1.0,)}, 7.0),
]

BAD = [
    Bad("discrete", ((), ()), "values must be a list of at least one number"),
    Bad("discrete", ((1.0, nan), (1.0, 1.0)), "values must be finite numbers: number 2 is nan"),
    Bad("discrete", ((1.0, 2.0), (1.0,)), "weights must be one for each value: 2, not 1"),
    Bad("discrete", ((1.0, 2.0), (1.0, -0.5)), "weights must be at least 0: number 2 is -0.5"),
    Bad("discrete", ((1.0, 2.0), (0.0, 0.0)), "weights must not all be 0"),
    Bad("discrete", ((1.0, 2.0), (1.0, inf)), "weights must be finite numbers: number 2 is inf"),
    Bad("discrete", ((1.0, 2.0), (1.0, 1e300)), "weights must be at most 5e.299, not 1e.300"),
    Bad("empirical", ((),), "values must be a list of at least one number"),
    Bad("empirical", ((1.0, inf),), "values must be finite numbers: number 2 is inf"),
    Bad("histogram", ((1.0,), ()), "edges must be at least two"),
    Bad("histogram", ((1.0, 2.0), (1.0, 1.0)), "weights must be one for each pair of edges: 1, not 2"),
    Bad("histogram", ((1.0, 1.0, 2.0), (1.0, 1.0)), "edges must ascend: number 2 is 1.0, after 1.0"),
    Bad("histogram", ((1.0, 2.0, 3.0), (0.0, 0.0)), "weights must not all be 0"),
]
