"""Families made of lists of numbers, and of other distributions, beside oracles that know nothing of our code."""

from __future__ import annotations

from math import inf, nan

import numpy as np
from scipy import integrate, special, stats

from distributions.catalogue import distribution
from tests.distributions.candidate import Bad, Candidate, Degenerate

SEEN = tuple(np.random.default_rng(9).gamma(3.0, 1e5, size=237).round(2).tolist())
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


class Counts(Points):
    """Points of which only those are listed that matter: there is no highest."""

    def ppf(self, u):
        return np.where(np.asarray(u) == 1.0, inf, super().ppf(u))

    def support(self):
        return self.values[0], inf


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


class Keelin:
    """A metalog from Keelin's own recursion over its terms, its cdf by bisection, its moments by integration."""

    def __init__(self, coefficients, lower=-inf, upper=inf):
        self.a, self.lower, self.upper = coefficients, lower, upper

    def m(self, logit):
        low = special.expit(-np.abs(logit))
        q = np.maximum(low * special.expit(np.abs(logit)), 1e-300)  # u * (1 - u)
        s = np.where(logit < 0.0, low - 0.5, 0.5 - low)
        a = (*self.a, 0.0, 0.0, 0.0)
        total = a[0] + a[1] * logit + a[2] * s * logit + a[3] * s
        slope = a[1] / q + a[2] * (s / q + logit) + a[3]
        for n in range(5, len(self.a) + 1):
            if n % 2:
                k = (n - 1) // 2
                total = total + a[n - 1] * s**k
                slope = slope + a[n - 1] * k * s ** (k - 1)
            else:
                k = n // 2 - 1
                total = total + a[n - 1] * s**k * logit
                slope = slope + a[n - 1] * (s**k / q + k * s ** (k - 1) * logit)
        return total, slope

    def value(self, logit):
        m, slope = self.m(logit)
        if self.lower > -inf and self.upper < inf:
            part = (self.upper - self.lower) * special.expit(-np.abs(m))
            return np.where(m < 0.0, self.lower + part, self.upper - part), (slope * part * special.expit(np.abs(m)))
        if self.lower > -inf:
            return self.lower + np.exp(m), slope * np.exp(m)
        if self.upper < inf:
            return self.upper - np.exp(-m), slope * np.exp(-m)
        return m, slope

    def ppf(self, u):
        u = np.asarray(u, dtype=float)
        inside = (u > 0.0) & (u < 1.0)
        x = self.value(special.logit(np.where(inside, u, 0.5)))[0]
        return np.where(u <= 0.0, self.support()[0], np.where(u >= 1.0, self.support()[1], x))

    def logit(self, x):
        low, high = np.full(np.shape(x), -300.0), np.full(np.shape(x), 300.0)
        for _ in range(80):
            middle = 0.5 * (low + high)
            below = self.value(middle)[0] < x
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return 0.5 * (low + high)

    def cdf(self, x):
        x = np.asarray(x, dtype=float)
        first, last = self.support()
        return np.where(x <= first, 0.0, np.where(x >= last, 1.0, special.expit(self.logit(x))))

    def pdf(self, x):
        return 1.0 / self.value(self.logit(np.asarray(x, dtype=float)))[1]

    def _mean_of(self, function):
        def at(logit):
            return function(self.value(logit)[0]) * special.expit(logit) * special.expit(-logit)

        return integrate.quad(at, -60.0, 60.0, points=np.linspace(-40, 40, 21), limit=500, epsabs=0.0, epsrel=1e-11)[0]

    def mean(self):
        middle = float(self.ppf(0.5))
        return middle + self._mean_of(lambda x: x - middle)

    def var(self):
        mean = self.mean()
        return self._mean_of(lambda x: (x - mean) ** 2)

    def support(self):
        if len(self.a) > 1 and not any(self.a[i] for i in (1, 2, *range(5, len(self.a), 2)) if i < len(self.a)):
            return float(self.value(-800.0)[0]), float(self.value(800.0)[0])
        return self.lower, self.upper


class Blend:
    """A mixture of SciPy's distributions: sums, and a root finder on the smaller tail."""

    def __init__(self, parts, weights):
        self.parts, self.shares = parts, np.array(weights) / np.sum(weights)

    def _sum(self, name, x):
        return sum(share * getattr(part, name)(x) for share, part in zip(self.shares, self.parts, strict=True))

    def cdf(self, x):
        lower = self._sum("cdf", np.asarray(x))
        return np.where(lower < 0.5, lower, 1.0 - self._sum("sf", np.asarray(x)))

    def pdf(self, x):
        return self._sum("pdf", x)

    def ppf(self, u):
        u = np.asarray(u, dtype=float)
        ends = np.stack([part.ppf(u) for part in self.parts])
        low, high = ends.min(axis=0), ends.max(axis=0)
        inside = (u > 0.0) & (u < 1.0)
        share = np.where(inside, u, 0.5)
        low, high = np.where(inside, low, 0.0), np.where(inside, high, 0.0)
        for _ in range(200):
            middle = 0.5 * low + 0.5 * high
            below = np.where(share < 0.5, self._sum("cdf", middle) < share, self._sum("sf", middle) > 1.0 - share)
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.where(u <= 0.0, ends.min(axis=0), np.where(u >= 1.0, ends.max(axis=0), high))

    def mean(self):
        return sum(share * part.mean() for share, part in zip(self.shares, self.parts, strict=True))

    def var(self):
        return sum(
            share * (part.var() + (part.mean() - self.mean()) ** 2)
            for share, part in zip(self.shares, self.parts, strict=True)
        )

    def support(self):
        return min(part.support()[0] for part in self.parts), max(part.support()[1] for part in self.parts)


class Cut:
    """A SciPy distribution cut off at low and high, from whichever tail is the smaller."""

    def __init__(self, of, low, high):
        self.of, self.low, self.high = of, max(low, of.support()[0]), min(high, of.support()[1])
        self.below, self.above = of.cdf(low), of.sf(high)
        self.inside = of.sf(low) - of.sf(high) if self.below > 0.5 else of.cdf(high) - of.cdf(low)

    def ppf(self, u):
        u = np.asarray(u, dtype=float)
        share, tail = self.below + u * self.inside, self.above + (1.0 - u) * self.inside
        x = np.where(share < 0.5, self.of.ppf(share), self.of.isf(tail))
        return np.where(u <= 0.0, self.low, np.where(u >= 1.0, self.high, x))

    def cdf(self, x):
        share = self.of.cdf(x)
        lower, upper = (share - self.below) / self.inside, 1.0 - (self.of.sf(x) - self.above) / self.inside
        return np.where(x <= self.low, 0.0, np.where(x >= self.high, 1.0, np.where(share < 0.5, lower, upper)))

    def pdf(self, x):
        return self.of.pdf(x) / self.inside

    def _mean_of(self, function):
        z = np.linspace(-8.2, 8.2, 8)
        return integrate.quad(
            lambda z: function(self.ppf(special.ndtr(z))) * stats.norm.pdf(z), -8.2, 8.2,
            points=z[1:-1], epsabs=0, epsrel=1e-12, limit=500,
        )[0]  # fmt: skip

    def mean(self):
        return self._mean_of(lambda x: x)

    def var(self):
        mean = self.mean()
        return self._mean_of(lambda x: (x - mean) ** 2)

    def support(self):
        return self.low, self.high


class CutCounts(Points):
    """A SciPy distribution of counts, cut off: the chances of what is left, made to add up to 1."""

    def __init__(self, of, low, high):
        values = np.arange(np.ceil(max(low, 0.0)), high + 1.0)
        super().__init__(values, of.pmf(values))


class Turns:
    """A distribution of OpenTURNS, made when it is first asked for: importing it takes a while."""

    def __init__(self, make, support):
        self._make, self._support = make, support

    @property
    def _made(self):
        if not hasattr(self, "_kept"):
            import openturns

            self._kept = self._make(openturns)
        return self._kept

    def _each(self, name, x):
        found = np.array(getattr(self._made, name)(np.reshape(np.asarray(x, dtype=float), (-1, 1)).tolist()))
        return found.reshape(np.shape(x))

    def ppf(self, u):
        made = self._made

        def at(u):
            return made.computeQuantile(u)[0] if u < 0.5 else made.computeInverseSurvivalFunction(1.0 - u)[0]

        ends = np.where(np.asarray(u) <= 0.0, self._support[0], self._support[1])
        inside = (np.asarray(u) > 0.0) & (np.asarray(u) < 1.0)
        return np.where(inside, np.vectorize(at, otypes=[float])(np.where(inside, u, 0.5)), ends)

    def cdf(self, x):
        return self._each("computeCDF", x)

    def pdf(self, x):
        return self._each("computePDF", x)

    def mean(self):
        return self._made.getMean()[0]

    def var(self):
        return self._made.getCovariance()[0, 0]

    def support(self):
        return self._support


def lognormal(mean, sd):
    log_variance = np.log1p((sd / mean) ** 2)
    return stats.lognorm(np.sqrt(log_variance), scale=mean * np.exp(-0.5 * log_variance))


def pert(low, mode, high):
    alpha = 1.0 + 4.0 * (mode - low) / (high - low)
    return stats.beta(alpha, 6.0 - alpha, low, high - low)


def ours(name, **parameters):
    return distribution(name, **parameters)


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

METALOGS = [
    {"coefficients": (22.5e6, 1.3e6)},
    {"coefficients": (10.0, 1.0, 0.5, -1.0)},
    {"coefficients": (5.0, 1.0, 0.3, 0.2, 0.5, 0.1, -0.2, 0.1)},
    {"coefficients": (0.0, 0.0, 0.0, 4.0)},
    {"coefficients": (1.0, 0.2, 0.05), "lower": -3.0},
    {"coefficients": (1.0, 0.2, 0.05, 0.1, 0.2), "upper": 30.0},
    {"coefficients": (0.4, 0.7, -0.05, 0.1), "lower": 0.0, "upper": 1.0},
    {"coefficients": (0.0, 0.0, 0.0, 2.0), "lower": 5e6, "upper": 8e6},
]

BLENDS = [
    ([("normal", {"mean": 0.0, "sd": 1.0}), ("normal", {"mean": 5.0, "sd": 0.1})], (1.0, 3.0)),
    ([("lognormal", {"mean": 1.0, "sd": 1.0}), ("lognormal", {"mean": 10.0, "sd": 20.0})], (0.75, 0.25)),
    (
        [("pert", {"low": 0.0, "mode": 1.0, "high": 2.0}), ("pert", {"low": 5.0, "mode": 6.0, "high": 7.0})],
        (3.0, 7.0),
    ),
    ([("uniform", {"low": 0.0, "high": 1.0}), ("uniform", {"low": 0.5, "high": 3.0})], (1.0, 1.0)),
    ([("gamma", {"shape": 0.5, "scale": 2.0}), ("normal", {"mean": 5.0, "sd": 2.0})], (1.0, 1.0)),
    ([("poisson", {"mean": 3.0}), ("poisson", {"mean": 10.0})], (1.0, 2.0)),
]
SCIPYS = {
    "normal": lambda mean, sd: stats.norm(mean, sd),
    "lognormal": lognormal,
    "pert": pert,
    "uniform": lambda low, high: stats.uniform(low, high - low),
    "gamma": lambda shape, scale: stats.gamma(shape, scale=scale),
    "poisson": lambda mean: stats.poisson(mean),
    "exponential": lambda mean: stats.expon(scale=mean),
    "weibull": lambda shape, scale: stats.weibull_min(shape, scale=scale),
}
CUTS = [
    ("normal", {"mean": 0.0, "sd": 1.0}, -1.0, 3.0),
    ("normal", {"mean": 0.0, "sd": 1.0}, 4.7, inf),
    ("normal", {"mean": 0.0, "sd": 1.0}, -inf, -4.7),
    ("lognormal", {"mean": 1.0, "sd": 1.0}, 0.5, 8.0),
    ("lognormal", {"mean": 1e6, "sd": 1e5}, -5.0, 1.2e6),
    ("gamma", {"shape": 3.0, "scale": 2.0}, 1.0, 40.0),
    ("weibull", {"shape": 2.0, "scale": 1.0}, 3.0, inf),
    ("pert", {"low": 5e6, "mode": 6e6, "high": 8e6}, 5.5e6, 7.9e6),
]


def blend(parts, weights):
    oracle = Blend([SCIPYS[name](**parameters) for name, parameters in parts], weights)
    if all(name == "poisson" for name, _ in parts):
        values = np.arange(0.0, 80.0)
        oracle = Counts(values, oracle._sum("pmf", values))
    components = tuple(ours(name, **parameters) for name, parameters in parts)
    steep = tuple(np.cumsum(weights)[:-1] / np.sum(weights)) if parts[0][0] in ("normal", "pert") else ()
    return Candidate("mixture", {"components": components, "weights": weights}, oracle, steep_at=steep)


def cut(name, parameters, low, high):
    given = {"of": ours(name, **parameters), "low": low, "high": high}
    # Of a tail that holds a millionth, only so much can be told next to 1.
    highest = 1.0 - (1e-9 if SCIPYS[name](**parameters).sf(low) < 1e-3 else 1e-12)
    return Candidate("truncated", given, Cut(SCIPYS[name](**parameters), low, high), ppf_highest=highest)


NORMALS = (ours("normal", mean=0.0, sd=1.0), ours("normal", mean=3.0, sd=0.5))
WIDE = ours("lognormal", mean=np.exp(0.5), sd=np.sqrt((np.e - 1.0) * np.e))

CANDIDATES = [
    *(Candidate("discrete", {"values": v, "weights": w}, Points(v, w)) for v, w in POINTS),
    *(Candidate("empirical", {"values": v}, Points(v, [1.0] * len(v))) for v in (SEEN, (4.0, 1.0, 1.0, 3.0))),
    *(Candidate("histogram", {"edges": e, "weights": w}, Bars(e, w)) for e, w in BARS),
    Candidate(
        "histogram", {"edges": (0.0, 1.0, 4.0), "weights": (2.0, 3.0)},
        stats.rv_histogram((np.array([2.0, 3.0]), np.array([0.0, 1.0, 4.0])), density=False),
    ),
    *(Candidate("metalog", parameters, Keelin(**parameters)) for parameters in METALOGS),
    *(blend(parts, weights) for parts, weights in BLENDS),
    # OpenTURNS's quantiles of a mixture are themselves off by 1e-7 at 1e-9.
    Candidate(
        "mixture", {"components": NORMALS, "weights": (1.0, 3.0)},
        Turns(lambda ot: ot.Mixture([ot.Normal(0.0, 1.0), ot.Normal(3.0, 0.5)], [0.25, 0.75]), (-inf, inf)),
        ppf_lowest=1e-5, ppf_highest=1.0 - 1e-5, steep_at=(0.25,),
    ),
    *(cut(*numbers) for numbers in CUTS),
    Candidate(
        "truncated", {"of": ours("gamma", shape=3.0, scale=2.0), "low": 1.0, "high": 40.0},
        Turns(lambda ot: ot.TruncatedDistribution(ot.Gamma(3.0, 0.5, 0.0), 1.0, 40.0), (1.0, 40.0)),
        ppf_lowest=1e-6, ppf_highest=1.0 - 1e-6,
    ),
    Candidate(
        "truncated",
        {"of": ours("mixture", components=NORMALS, weights=(1.0, 3.0)), "low": -1.0, "high": 3.5},
        Turns(
            lambda ot: ot.TruncatedDistribution(
                ot.Mixture([ot.Normal(0.0, 1.0), ot.Normal(3.0, 0.5)], [0.25, 0.75]), -1.0, 3.5
            ), (-1.0, 3.5),
        ),
        ppf_lowest=1e-5, ppf_highest=1.0 - 1e-5,
    ),
    Candidate(
        "truncated", {"of": ours("poisson", mean=4.0), "low": 1.5, "high": 9.0}, CutCounts(stats.poisson(4.0), 1.5, 9.0)
    ),
    Candidate(
        "truncated", {"of": ours("poisson", mean=1.0), "low": 3.0, "high": 17.5},
        CutCounts(stats.poisson(1.0), 3.0, 17.0),
    ),
    Candidate("shifted", {"of": ours("exponential", mean=2.0), "by": -7.0}, stats.expon(-7.0, 2.0)),
    Candidate("shifted", {"of": ours("poisson", mean=4.0), "by": 12.0}, stats.poisson(4.0, loc=12.0)),
    Candidate(
        "shifted", {"of": ours("discrete", values=(0.1, 0.2, 0.3), weights=(1.0, 1.0, 2.0)), "by": 1e6 + 0.7},
        Points(np.array([0.1, 0.2, 0.3]) + (1e6 + 0.7), (1.0, 1.0, 2.0)),
    ),
]  # fmt: skip

CONSTANT = ours("constant", value=7.0)
DEGENERATE = [
    Degenerate("discrete", {"values": (7.0, 8.0), "weights": (1.0, 0.0)}, 7.0),
    Degenerate("empirical", {"values": (7.0, 7.0)}, 7.0),
    Degenerate("histogram", {"edges": (7.0, 7.0), "weights": (1.0,)}, 7.0),
    Degenerate("metalog", {"coefficients": (7.0, 0.0)}, 7.0),
    Degenerate("metalog", {"coefficients": (0.0, 1.0), "lower": 7.0, "upper": 7.0}, 7.0),
    Degenerate("mixture", {"components": (CONSTANT, NORMALS[0]), "weights": (1.0, 0.0)}, 7.0),
    Degenerate("mixture", {"components": (ours("normal", mean=7.0, sd=0.0),), "weights": (1.0,)}, 7.0),
    Degenerate("truncated", {"of": NORMALS[1], "low": 7.0, "high": 7.0}, 7.0),
    Degenerate("truncated", {"of": ours("poisson", mean=4.0), "low": 6.5, "high": 7.5}, 7.0),
    Degenerate("shifted", {"of": ours("constant", value=3.0), "by": 4.0}, 7.0),
    Degenerate("shifted", {"of": ours("normal", mean=3.0, sd=0.0), "by": 4.0}, 7.0),
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
    Bad("metalog", ((), -inf, inf), "coefficients must be a list of at least one number"),
    Bad("metalog", ((1.0, nan), -inf, inf), "coefficients must be finite numbers: number 2 is nan"),
    Bad("metalog", ((1.0,) * 31, -inf, inf), "coefficients must be at most 30, not 31"),
    Bad("metalog", ((1.0, -1.0), -inf, inf), "coefficients must make values that rise with their share: .* fall at 0$"),
    Bad("metalog", ((3.0, 1.0, 0.0, -5.0), -inf, inf), "these fall at 0.28"),
    Bad("metalog", ((3.0, 1.0), 2.0, 1.0), r"lower must be at most upper \(1.0\), not 2.0"),
    Bad("metalog", ((3.0, 1.0), nan, 1.0), r"lower must be at most upper \(1.0\), not nan"),
    Bad("metalog", ((3.0, 1.0), inf, inf), r"lower must be at most upper \(inf\), not inf"),
    Bad("mixture", ((), ()), "components must be a list of at least one distribution"),
    Bad("mixture", ((5.0,), (1.0,)), "components must be distributions: number 1 is 5.0"),
    Bad("mixture", (NORMALS, (1.0,)), "weights must be one for each component: 2, not 1"),
    Bad("mixture", (NORMALS, (1.0, -1.0)), "weights must be at least 0: number 2 is -1.0"),
    Bad("truncated", (5.0, 0.0, 1.0), "of must be a distribution, not 5.0"),
    Bad("truncated", (NORMALS[0], 2.0, 1.0), r"low must be at most high \(1.0\), not 2.0"),
    Bad("truncated", (NORMALS[0], nan, 1.0), r"low must be at most high \(1.0\), not nan"),
    Bad("truncated", (NORMALS[0], 6.0, inf), "leave at least 1e-06 of the original: from 6 to inf lie 9.87e-10 of it"),
    Bad("truncated", (NORMALS[0], -7.0, -6.0), "leave at least 1e-06 of the original: from -7 to -6 lie 9.85e-10 of"),
    Bad("truncated", (ours("uniform", low=0.0, high=1.0), 2.0, 3.0), "from 2 to 3 lie 0 of it"),
    Bad("shifted", (5.0, 1.0), "of must be a distribution, not 5.0"),
    Bad("shifted", (NORMALS[0], inf), "by must be a finite number, not inf"),
]
