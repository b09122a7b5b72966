"""Several experts on one number: one distribution for all of them, and how much they disagree.

A **linear** pool draws one expert by weight and then from that expert: what any of them holds possible stays possible
(Stone, *The opinion pool*, Annals of Mathematical Statistics 32, 1961). A **logarithmic** pool multiplies their
densities, each to the power of its weight, and makes the product a density again: only what all of them hold possible
stays, so it is narrower (Genest and Zidek, *Combining probability distributions*, Statistical Science 1, 1986).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from distributions import lognormal, normal, pert
from distributions.arithmetic.scalar import exp as _exp
from distributions.arithmetic.scalar import log as _log
from distributions.arithmetic.solving import exp, log
from distributions.catalogue import Distribution, distribution
from distributions.elicitation.elicited import CannotElicit, Elicited, Written, described, percent, plainly
from distributions.elicitation.outturns import lognormal_of
from distributions.jit import kernel

BINS = 1024
"""Bins of the histogram that stands for a logarithmic pool without a formula: its cumulative shares are within 1e-5 of
the pool's, and its values from P0.1 to P99.9 within 1/2000 of the distance from its P10 to its P90."""

_REACH = 6.4  # normal scores either side of which nothing is kept: 8e-11 of each expert
_LEAST_COMMON = 1e-9  # of the experts' shared mass: below it they exclude one another
_SPLIT = 0.5  # of the pool's variance; above it experts differ more than each is unsure

# Gauss and Legendre's five points of a bin, and their weights.
_POINTS = (-0.906179845938664, -0.5384693101056831, 0.0, 0.5384693101056831, 0.906179845938664)
_WEIGHTS = (0.23692688505618908, 0.47862867049936647, 0.5688888888888889, 0.47862867049936647, 0.23692688505618908)


@dataclass(frozen=True)
class Disagreement:
    """How much experts differ.

    Attributes
    ----------
    between
        The share of the linear pool's variance that lies between the experts' means; the rest is what each is unsure
        of alone. 0 where all have one mean, 1 where each names a single number; NaN where a variance is infinite.
    common
        What all their 80% ranges (P10 to P90) have in common; None where there is nothing.
    span
        From the lowest P10 to the highest P90.
    overlap
        The width of `common` as a share of that of `span`: 1 where all ranges are the same, 0 where two have nothing
        in common.
    """

    between: float
    common: tuple[float, float] | None
    span: tuple[float, float]

    @property
    def overlap(self) -> float:
        """The width of what is common as a share of that of the span; 0 where nothing is."""
        if self.common is None:
            return 0.0
        width = self.span[1] - self.span[0]
        return (self.common[1] - self.common[0]) / width if width > 0.0 else 1.0

    def words(self, written: Written = plainly) -> str:
        """Return the same in a sentence or two.

        Examples
        --------
        >>> Disagreement(0.25, None, (4.0, 8.0)).words().partition(";")[0]
        'Their 80% ranges, from 4 to 8 together, have nothing in common'
        """
        low, high = self.span
        if self.common is None:
            told = f"Their 80% ranges, from {written(low)} to {written(high)} together, have nothing in common"
        else:
            told = (
                f"Their 80% ranges have {written(self.common[0])} to {written(self.common[1])} in common, "
                f"{percent(round(self.overlap, 2))} of the {written(low)} to {written(high)} that they span"
            )
        if not math.isfinite(self.between):
            return f"{told}."
        told += f"; {percent(round(self.between, 2))} of the pool's variance lies between them"
        if self.between > _SPLIT:
            told += ". They differ by more than each is unsure: ask why before pooling"
        return f"{told}."


def disagreement(distributions: Sequence[Distribution], weights: Sequence[float] | None = None) -> Disagreement:
    """Return how much experts differ.

    Parameters
    ----------
    distributions
        One for each expert.
    weights
        One for each, at least 0 and not all 0; by default all alike. Whoever has none is left out.

    Raises
    ------
    CannotElicit
        There are no experts, or the weights do not fit them.

    Examples
    --------
    >>> experts = [distribution("uniform", low=0.0, high=10.0), distribution("uniform", low=5.0, high=15.0)]
    >>> found = disagreement(experts)
    >>> found.common, found.span, round(found.overlap, 9), round(found.between, 9)
    ((6.0, 9.0), (1.0, 14.0), 0.230769231, 0.428571429)
    """
    experts, shares = _weighed(distributions, weights)
    means, variances = [one.mean() for one in experts], [one.variance() for one in experts]
    between = math.nan
    if all(math.isfinite(number) for number in (*means, *variances)):
        mean = math.fsum(share * one for share, one in zip(shares, means, strict=True))
        apart = math.fsum(share * ((one - mean) * (one - mean)) for share, one in zip(shares, means, strict=True))
        whole = apart + math.fsum(share * one for share, one in zip(shares, variances, strict=True))
        between = apart / whole if whole > 0.0 else 0.0
    ranges = [[float(end) for end in one.ppf([0.1, 0.9])] for one in experts]
    low, high = max(one[0] for one in ranges), min(one[1] for one in ranges)
    span = (min(one[0] for one in ranges), max(one[1] for one in ranges))
    return Disagreement(between, (low, high) if low <= high else None, span)


def pool(
    distributions: Sequence[Distribution],
    *,
    weights: Sequence[float] | None = None,
    method: str = "linear",
    written: Written = plainly,
) -> Elicited:
    """Return one distribution for several experts, and how much they disagree.

    A logarithmic pool of one family is of the same family where there is a formula for it: normal, lognormal,
    exponential, gamma, uniform, beta and PERT (a beta) between the same ends. Of others it is a histogram of about
    `BINS` bins, each of which holds what the pool has there; what lies beyond 1 in 10,000 million of each expert's
    draws is cut off.

    Parameters
    ----------
    distributions
        One for each expert.
    weights
        One for each, at least 0 and not all 0, in any unit; by default all alike. Whoever has none is left out.
    method
        ``linear`` or ``logarithmic``.
    written
        How a value is written in words.

    Raises
    ------
    CannotElicit
        There are no experts, the weights do not fit them, or a logarithmic pool is asked of experts who name single
        values or exclude one another.

    Examples
    --------
    >>> experts = [distribution("normal", mean=4.0, sd=1.0), distribution("normal", mean=8.0, sd=1.0)]
    >>> pool(experts, method="logarithmic").distribution
    Distribution(family='normal', parameters=(6.0, 1.0))
    """
    if method not in ("linear", "logarithmic"):
        raise CannotElicit(f"there is no {method} pool", '"linear" or "logarithmic"', ("pool",))
    experts, shares = _weighed(distributions, weights)
    differ = disagreement(experts, shares)
    if all(expert == experts[0] for expert in experts):
        found = experts[0]
    elif method == "linear":
        found = distribution("mixture", components=experts, weights=shares)
    else:
        found = _logarithmic(experts, shares)
    count = "one expert" if len(experts) == 1 else f"{len(experts)} experts in a {method} pool"
    return Elicited(found, f"{count}: {described(found, written)}. {differ.words(written)}", disagreement=differ)


def _weighed(
    distributions: Sequence[Distribution], weights: Sequence[float] | None
) -> tuple[list[Distribution], list[float]]:
    """Return those with a weight, and their weights as shares of 1."""
    if not distributions:
        raise CannotElicit("there are no experts", "at least one", ("experts",))
    given = [1.0] * len(distributions) if weights is None else [float(weight) for weight in weights]
    if len(given) != len(distributions):
        raise CannotElicit(
            f"there are {len(distributions)} experts and {len(given)} weights",
            "one weight for each expert",
            ("weights",),
        )
    for weight in given:
        if not (math.isfinite(weight) and weight >= 0.0):
            raise CannotElicit(f"a weight of {plainly(weight)} is no weight", "weights of 0 or more", ("weights",))
    total = math.fsum(given)
    if not total > 0.0:
        raise CannotElicit("all weights are 0", "at least one above 0", ("weights",))
    kept = [(one, weight / total) for one, weight in zip(distributions, given, strict=True) if weight > 0.0]
    return [one for one, _ in kept], [share for _, share in kept]


def _logarithmic(experts: Sequence[Distribution], shares: Sequence[float]) -> Distribution:
    for i, expert in enumerate(experts, start=1):
        low, high = expert.support()
        if expert.atoms or not low < high:
            raise CannotElicit(
                f"expert {i} names single values ({expert.family}), which have no density to multiply",
                'pool = "linear", or a range for that expert',
                ("experts",),
            )
    families = {expert.family for expert in experts}
    if len(families) == 1 and (formula := _FORMULAS.get(experts[0].family)) is not None:
        found = formula(experts, shares)
        if found is not None:
            return found
    return _histogram(experts, shares)


def _mean(values: Sequence[float], shares: Sequence[float]) -> float:
    return math.fsum(share * value for share, value in zip(shares, values, strict=True))


def _columns(experts: Sequence[Distribution]) -> list[list[float]]:
    return [list(column) for column in zip(*(expert.parameters for expert in experts), strict=True)]


def _normals(experts: Sequence[Distribution], shares: Sequence[float]) -> Distribution:
    means, spreads = _columns(experts)
    mean, spread = _pooled_normal(means, spreads, shares)
    return distribution("normal", mean=mean, sd=spread)


def _pooled_normal(means: Sequence[float], spreads: Sequence[float], shares: Sequence[float]) -> tuple[float, float]:
    precisions = [share / (spread * spread) for share, spread in zip(shares, spreads, strict=True)]
    total = math.fsum(precisions)
    return math.fsum(p * mean for p, mean in zip(precisions, means, strict=True)) / total, math.sqrt(1.0 / total)


def _lognormals(experts: Sequence[Distribution], shares: Sequence[float]) -> Distribution:
    spreads = [float(lognormal.log_sd(*expert.parameters)) for expert in experts]
    middles = [log(expert.mean()) - 0.5 * (spread * spread) for expert, spread in zip(experts, spreads, strict=True)]
    return lognormal_of(*_pooled_normal(middles, spreads, shares))


def _exponentials(experts: Sequence[Distribution], shares: Sequence[float]) -> Distribution:
    return distribution("exponential", mean=1.0 / _mean([1.0 / expert.mean() for expert in experts], shares))


def _gammas(experts: Sequence[Distribution], shares: Sequence[float]) -> Distribution:
    shapes, scales = _columns(experts)
    rate = _mean([1.0 / scale for scale in scales], shares)
    return distribution("gamma", shape=_mean(shapes, shares), scale=1.0 / rate)


def _uniforms(experts: Sequence[Distribution], shares: Sequence[float]) -> Distribution:
    low, high = _common_support(experts)
    return distribution("uniform", low=low, high=high)


def _betas(experts: Sequence[Distribution], shares: Sequence[float]) -> Distribution | None:
    if len({expert.support() for expert in experts}) > 1:
        return None
    alphas, betas, (low, *_), (high, *_) = _columns(experts)
    return distribution("beta", alpha=_mean(alphas, shares), beta=_mean(betas, shares), low=low, high=high)


def _perts(experts: Sequence[Distribution], shares: Sequence[float]) -> Distribution | None:
    if len({expert.support() for expert in experts}) > 1:
        return None
    alphas, betas = zip(*(pert.alpha_beta(*expert.parameters) for expert in experts), strict=True)
    low, high = experts[0].support()
    return distribution("beta", alpha=_mean(alphas, shares), beta=_mean(betas, shares), low=low, high=high)


_FORMULAS: dict[str, Callable[[Sequence[Distribution], Sequence[float]], Distribution | None]] = {
    "normal": _normals,
    "lognormal": _lognormals,
    "exponential": _exponentials,
    "gamma": _gammas,
    "uniform": _uniforms,
    "beta": _betas,
    "pert": _perts,
}


def _common_support(experts: Sequence[Distribution]) -> tuple[float, float]:
    supports = [expert.support() for expert in experts]
    low, high = max(one[0] for one in supports), min(one[1] for one in supports)
    if not low < high:
        raise CannotElicit(
            "what one expert holds possible another excludes, so that nothing is left",
            'pool = "linear", or wider ranges',
            ("experts",),
        )
    return low, high


@kernel
def _add_log_densities(density, share, total):
    """Add share * log(density) to total; what has no density anywhere has none in the pool."""
    for i in range(total.size):
        if density[i] > 0.0:
            total[i] += share * _log(density[i])
        else:
            total[i] = -np.inf


@kernel
def _densities(total, highest, out):
    for i in range(total.size):
        out[i] = _exp(max(total[i] - highest, -1000.0))


def _product(experts: Sequence[Distribution], shares: Sequence[float], x: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the product of the densities at x as a share of its largest value, and the logarithm of that."""
    total = np.zeros(x.size)
    for expert, share in zip(experts, shares, strict=True):
        density = np.clip(expert.pdf(x), 0.0, 1e300)
        _add_log_densities(np.where(density < 1e-300, 0.0, density), share, total)
    highest = float(total.max())
    out = np.zeros(x.size)
    if highest > -math.inf:
        _densities(total, highest, out)
    return out, highest


def _histogram(experts: Sequence[Distribution], shares: Sequence[float]) -> Distribution:
    """Return the pool as a histogram: bins that hold about as much as steps of the normal score."""
    low, high = _common_support(experts)
    scores = np.linspace(-_REACH, _REACH, BINS // 2 + 1)
    ranks = normal.cdf(scores)
    values = np.concatenate([expert.ppf(ranks) for expert in experts])
    low, high = max(low, float(values.min())), min(high, float(values.max()))
    kinks = [float(x) for expert in experts for x in (*expert.support(), *expert.ppf(list(expert.breaks())))]
    kinks = [x for x in kinks if low < x < high]
    coarse = np.concatenate([values, np.linspace(low, high, BINS + 1), kinks])
    first = np.unique(np.clip(coarse, low, high))
    weights, _ = _masses(experts, shares, first)
    wanted = np.concatenate([[0.0], normal.cdf(np.linspace(-_REACH, _REACH, BINS + 1))[1:-1], [1.0]])
    edges = np.unique(np.concatenate([_at_shares(first, weights, wanted), kinks]))
    weights, size = _masses(experts, shares, edges)
    if not size > _LEAST_COMMON:
        raise CannotElicit(
            "the experts all but exclude one another, so that next to nothing is left",
            'pool = "linear", or wider ranges',
            ("experts",),
        )
    return distribution("histogram", edges=edges.tolist(), weights=weights.tolist())


def _masses(experts: Sequence[Distribution], shares: Sequence[float], edges: np.ndarray) -> tuple[np.ndarray, float]:
    """Return each bin's part of the pool, and the integral of the product of the densities as it is."""
    middle, half = 0.5 * (edges[1:] + edges[:-1]), 0.5 * (edges[1:] - edges[:-1])
    points = np.concatenate([middle + half * point for point in _POINTS])
    density, highest = _product(experts, shares, points)
    table = density.reshape(len(_POINTS), middle.size)
    masses = np.zeros(middle.size)
    for weight, row in zip(_WEIGHTS, table, strict=True):
        masses = masses + weight * row
    masses = masses * half
    total = math.fsum(masses.tolist())
    if not total > 0.0:
        return masses, 0.0
    return masses / total, total * exp(min(highest, 700.0))


def _at_shares(edges: np.ndarray, weights: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the values below which the histogram has the wanted shares (in order)."""
    below = np.concatenate([[0.0], np.cumsum(weights)])
    kept = np.concatenate([[True], weights > 0.0])  # so that no bin of nothing is divided by
    first = int(np.argmax(weights > 0.0))
    bins = np.clip(np.searchsorted(below, wanted, side="right") - 1, first, weights.size - 1)
    while not kept[bins + 1].all():
        bins = np.where(kept[bins + 1], bins, bins - 1)
    part = np.clip((wanted - below[bins]) / weights[bins], 0.0, 1.0)
    return edges[bins] + (edges[bins + 1] - edges[bins]) * part
