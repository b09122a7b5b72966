"""The families that are a formula, each beside SciPy's."""

from math import exp, inf, nan, sqrt

import numpy as np
from scipy import stats

from tests.distributions.candidate import Bad, Candidate, Degenerate


class Point:
    """One value, always."""

    def __init__(self, value):
        self.value = value

    def ppf(self, p):
        return np.full(np.shape(p), self.value)

    def cdf(self, x):
        return np.where(np.asarray(x) >= self.value, 1.0, 0.0)

    def pmf(self, x):
        return np.where(np.asarray(x) == self.value, 1.0, 0.0)

    def mean(self):
        return self.value

    def var(self):
        return 0.0

    def support(self):
        return self.value, self.value


def uniform(low, high):
    return Candidate("uniform", dict(low=low, high=high), stats.uniform(low, high - low))


def triangular(low, mode, high):
    oracle = stats.triang((mode - low) / (high - low), low, high - low)
    return Candidate("triangular", dict(low=low, mode=mode, high=high), oracle)


def pert(low, mode, high, shape=4.0):
    alpha = 1.0 + shape * (mode - low) / (high - low)
    oracle = stats.beta(alpha, 2.0 + shape - alpha, low, high - low)
    return Candidate("pert", dict(low=low, mode=mode, high=high, shape=shape), oracle)


def truncated_normal(mean, sd, low, high, **limits):
    oracle = stats.truncnorm((low - mean) / sd, (high - mean) / sd, mean, sd)
    return Candidate("truncated_normal", dict(mean=mean, sd=sd, low=low, high=high), oracle, **limits)


def lognormal(mean, sd):
    variance = np.log1p((sd / mean) ** 2)
    oracle = stats.lognorm(sqrt(variance), scale=mean * exp(-0.5 * variance))
    return Candidate("lognormal", dict(mean=mean, sd=sd), oracle, ppf_lowest=1e-300)


def beta(alpha, beta, low=0.0, high=1.0, **limits):
    oracle = stats.beta(alpha, beta, low, high - low)
    return Candidate("beta", dict(alpha=alpha, beta=beta, low=low, high=high), oracle, **limits)


def gamma(shape, scale, **limits):
    return Candidate("gamma", dict(shape=shape, scale=scale), stats.gamma(shape, scale=scale), **limits)


def weibull(shape, scale):
    oracle = stats.weibull_min(shape, scale=scale)
    return Candidate("weibull", dict(shape=shape, scale=scale), oracle)


def binomial(trials, probability):
    return Candidate("binomial", dict(trials=trials, probability=probability), stats.binom(trials, probability))


def poisson(mean):
    return Candidate("poisson", dict(mean=mean), stats.poisson(mean))


# Savings and costs of a real case, skewed both ways, at both ends, and of very different sizes.
RANGES = [
    (5e6, 6.5e6, 8e6), (0.0, 0.0, 1.0), (0.0, 1.0, 1.0),
    (-50e3, 10e3, 780e3), (0.8, 0.81, 1.6), (1e12, 1.9e12, 2e12),
]  # fmt: skip

CANDIDATES = [
    Candidate("constant", dict(value=22.5e6), Point(22.5e6)),
    *(uniform(low, high) for low, high in [(0.0, 1.0), (-3.0, 5e6), (5e6, 8e6)]),
    *(triangular(*numbers) for numbers in RANGES),
    *(pert(*numbers) for numbers in RANGES),
    *(pert(2.0, mode, 7.0, shape) for mode in (2.0, 3.0, 4.5) for shape in (0.0, 0.3, 20.0, 300.0)),
    *(Candidate("bernoulli", dict(probability=p), stats.bernoulli(p)) for p in (0.05, 0.5, 0.97)),
    Candidate("normal", dict(mean=3.0, sd=2.0), stats.norm(3.0, 2.0), ppf_lowest=1e-300),
    Candidate("normal", dict(mean=-5e6, sd=1e4), stats.norm(-5e6, 1e4)),
    truncated_normal(0.0, 1.0, -1.0, 1.0),
    truncated_normal(6e6, 2e6, 5e6, 8e6),
    truncated_normal(0.0, 3.0, 0.0, inf, ppf_lowest=1e-6),  # below that SciPy's ppf loses its digits
    truncated_normal(2.0, 3.0, -inf, -4.0),
    truncated_normal(5.0, 1.0, -100.0, 100.0),
    truncated_normal(0.0, 1.0, -5.0, 1.0),
    truncated_normal(0.0, 1.0, -0.1, 0.14),  # narrow, so that the other way of adding up is taken
    truncated_normal(0.0, 1.0, 6.0, 9.0),
    lognormal(5.0, 3.0),
    lognormal(1.1, 0.05),
    lognormal(8e6, 9e6),
    *(beta(a, b) for a, b in [(2.0, 5.0), (0.5, 0.5), (1.0, 1.0), (1.0, 30.0), (50.0, 60.0)]),
    beta(0.1, 0.2),
    beta(400.0, 0.3),
    beta(7.0, 1.3, -2.0, 3.0),
    beta(2e5, 1e5, 5e6, 8e6),
    *(gamma(shape, 2.5e5, ppf_lowest=1e-100) for shape in (0.5, 1.0, 2.5, 40.0, 900.0)),
    gamma(0.05, 3.0),
    gamma(1e5, 0.01),
    *(weibull(shape, 12.0) for shape in (0.7, 1.0, 1.5, 3.6, 40.0, 900.0)),
    Candidate("exponential", dict(mean=14.0), stats.expon(scale=14.0), ppf_lowest=1e-300),
    *(binomial(*numbers) for numbers in [(1, 0.3), (12, 0.5), (200, 0.03), (60, 0.98), (40_000, 0.4)]),
    *(poisson(mean) for mean in (0.02, 2.5, 40.0, 3000.0)),
]

DEGENERATE = [
    Degenerate("constant", dict(value=22.5), 22.5),
    Degenerate("uniform", dict(low=5.0, high=5.0), 5.0),
    Degenerate("triangular", dict(low=5.0, mode=5.0, high=5.0), 5.0),
    Degenerate("pert", dict(low=5.0, mode=5.0, high=5.0), 5.0),
    Degenerate("bernoulli", dict(probability=0.0), 0.0),
    Degenerate("bernoulli", dict(probability=1.0), 1.0),
    Degenerate("normal", dict(mean=-3.0, sd=0.0), -3.0),
    Degenerate("truncated_normal", dict(mean=5.0, sd=0.0, low=4.0, high=6.0), 5.0),
    Degenerate("truncated_normal", dict(mean=5.0, sd=1.0, low=70.0, high=70.0), 70.0),
    Degenerate("lognormal", dict(mean=5.0, sd=0.0), 5.0),
    Degenerate("beta", dict(alpha=2.0, beta=3.0, low=7.0, high=7.0), 7.0),
    Degenerate("gamma", dict(shape=2.0, scale=0.0), 0.0),
    Degenerate("weibull", dict(shape=2.0, scale=0.0), 0.0),
    Degenerate("exponential", dict(mean=0.0), 0.0),
    Degenerate("binomial", dict(trials=0, probability=0.4), 0.0),
    Degenerate("binomial", dict(trials=9, probability=0.0), 0.0),
    Degenerate("binomial", dict(trials=9, probability=1.0), 9.0),
    Degenerate("poisson", dict(mean=0.0), 0.0),
]

BAD = [
    Bad("constant", (inf,), "value must be a finite number, not inf"),
    Bad("uniform", (2.0, 1.0), r"low must be at most high \(1.0\), not 2.0"),
    Bad("uniform", (nan, 1.0), "low must be a finite number, not nan"),
    Bad("triangular", (1.0, 3.5, 3.0), r"mode must be from low \(1.0\) to high \(3.0\), not 3.5"),
    Bad("triangular", (1.0, 0.5, 3.0), r"mode must be from low \(1.0\) to high \(3.0\), not 0.5"),
    Bad("pert", (1.0, 0.5, 3.0), r"mode must be from low \(1.0\) to high \(3.0\), not 0.5"),
    Bad("pert", (3.0, 2.0, 1.0), r"low must be at most high \(1.0\), not 3.0"),
    Bad("pert", (1.0, 2.0, inf), "high must be a finite number, not inf"),
    Bad("pert", (1.0, 2.0, 3.0, -0.1), "shape must be from 0 to 1000, not -0.1"),
    Bad("pert", (1.0, 2.0, 3.0, 1001.0), "shape must be from 0 to 1000, not 1001.0"),
    Bad("pert", (1.0, 2.0, 3.0, nan), "shape must be a finite number, not nan"),
    Bad("bernoulli", (1.1,), "probability must be from 0 to 1, not 1.1"),
    Bad("bernoulli", (nan,), "probability must be from 0 to 1, not nan"),
    Bad("normal", (0.0, -1.0), "sd must be at least 0, not -1.0"),
    Bad("normal", (inf, 1.0), "mean must be a finite number, not inf"),
    Bad("truncated_normal", (0.0, -1.0, 0.0, 1.0), "sd must be at least 0, not -1.0"),
    Bad("truncated_normal", (0.0, 1.0, 2.0, 1.0), r"low must be at most high \(1.0\), not 2.0"),
    Bad("truncated_normal", (0.0, 1.0, 2.0, nan), r"low must be at most high \(nan\), not 2.0"),
    Bad("truncated_normal", (0.0, 1.0, 38.0, 40.0), r"low must be at most mean \+ 36 sd \(36.0\), not 38.0"),
    Bad("truncated_normal", (0.0, 1.0, -40.0, -38.0), r"high must be at least mean - 36 sd \(-36.0\), not -38.0"),
    Bad("truncated_normal", (0.0, 0.0, 1.0, 2.0), r"low must be at most mean \+ 36 sd \(0.0\), not 1.0"),
    Bad("truncated_normal", (0.0, 1.0, inf, inf), r"low must be at most high \(inf\), not inf"),
    Bad("truncated_normal", (0.0, 1.0, -inf, -inf), "high must be above minus infinity"),
    Bad("lognormal", (0.0, 1.0), "mean must be above 0, not 0.0"),
    Bad("lognormal", (1.0, -1.0), r"sd must be from 0 to a million times the mean \(1.0\), not -1.0"),
    Bad("lognormal", (1.0, 1e7), r"sd must be from 0 to a million times the mean \(1.0\), not 10000000.0"),
    Bad("lognormal", (1.0, nan), "sd must be a finite number, not nan"),
    Bad("beta", (0.0, 1.0), r"alpha must be from 0.001 to 1e\+06, not 0.0"),
    Bad("beta", (1.0, 2e6), r"beta must be from 0.001 to 1e\+06, not 2000000.0"),
    Bad("beta", (1.0, nan), "beta must be a finite number, not nan"),
    Bad("beta", (1.0, 1.0, 3.0, 2.0), r"low must be at most high \(2.0\), not 3.0"),
    Bad("gamma", (0.0, 1.0), r"shape must be from 0.001 to 1e\+06, not 0.0"),
    Bad("gamma", (1.0, -1.0), "scale must be at least 0, not -1.0"),
    Bad("gamma", (nan, 1.0), "shape must be a finite number, not nan"),
    Bad("weibull", (0.05, 1.0), "shape must be from 0.1 to 1000, not 0.05"),
    Bad("weibull", (1.0, -1.0), "scale must be at least 0, not -1.0"),
    Bad("weibull", (1.0, inf), "scale must be a finite number, not inf"),
    Bad("exponential", (-1.0,), "mean must be at least 0, not -1.0"),
    Bad("exponential", (nan,), "mean must be a finite number, not nan"),
    Bad("binomial", (2.5, 0.5), r"trials must be a whole number from 0 to 1e\+09, not 2.5"),
    Bad("binomial", (-1.0, 0.5), r"trials must be a whole number from 0 to 1e\+09, not -1.0"),
    Bad("binomial", (nan, 0.5), r"trials must be a whole number from 0 to 1e\+09, not nan"),
    Bad("binomial", (3.0, 1.5), "probability must be from 0 to 1, not 1.5"),
    Bad("poisson", (-0.1,), r"mean must be from 0 to 1e\+06, not -0.1"),
    Bad("poisson", (nan,), r"mean must be from 0 to 1e\+06, not nan"),
]
