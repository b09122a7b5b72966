"""Which family do these numbers come from? Each is fitted, most by maximum likelihood; Akaike's measure ranks them.

Akaike's information criterion is AIC = 2k - 2 log L for k fitted numbers and likelihood L (*A new look at the
statistical model identification*, IEEE Transactions on Automatic Control 19, 1974). With few values it favours families
with many numbers, so the ranking is by its small-sample form, AICc = AIC + 2k(k + 1) / (n - k - 1) (Hurvich and Tsai,
*Regression and time series model selection in small samples*, Biometrika 76, 1989), which becomes the same with many.
Families within 2 of the best fit about as well as it does (Burnham and Anderson, *Model selection and multimodel
inference*, section 2.6).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from distributions.arithmetic.solving import Vector, logs, lowest_point
from distributions.catalogue import FAMILIES, NUMBER, SPREAD, VALUE, Distribution, distribution
from distributions.elicitation.elicited import outside, plainly
from distributions.elicitation.free import Free, adjustable
from distributions.elicitation.outturns import lognormal_of
from distributions.elicitation.percentiles import metalog_of

FEWEST = 5
"""Values below which nothing is fitted."""

FEW = 30
"""Values below which the ranking says little."""

AS_GOOD = 2.0
"""Families whose AICc is within this of the best cannot be told apart from it."""

_METALOG_TERMS = 4
_MOST_RANKS = 999  # of the values that a metalog is laid through
_MOST_SEARCHED = 2000  # values, evenly through their ranks, on which the search begins
_MARGIN = 0.05  # of the range of the values, by which low and high begin outside it
_MODES = (0.1, 0.3, 0.5, 0.7, 0.9)  # shares at whose values the search for a mode begins


class Unfit(ValueError):
    """A family that cannot have given the values, or values that nothing can be fitted to.

    Examples
    --------
    >>> raise Unfit("there are values below 0")
    Traceback (most recent call last):
    distributions.fitting.Unfit: there are values below 0
    """


@dataclass(frozen=True)
class Fitted:
    """A family fitted to values.

    Attributes
    ----------
    distribution
        With the parameters that `fitted` finds.
    free
        How many of them were fitted.
    log_likelihood
        Natural logarithm of the product of the densities, per unit of the values, at the values.
    aic, aicc
        Akaike's measure, plain and for small samples. Only differences between families mean anything.
    distance
        Kolmogorov and Smirnov's: the largest difference between the share of values at or below something and the
        share that the distribution has there.
    """

    distribution: Distribution
    free: int
    log_likelihood: float
    aic: float
    aicc: float
    distance: float


class Fits(NamedTuple):
    """All families that could be fitted, best first, and why the others could not, by family."""

    ranked: tuple[Fitted, ...]
    left_out: dict[str, str]

    @property
    def as_good(self) -> tuple[Fitted, ...]:
        """The best, and those that cannot be told apart from it."""
        return tuple(one for one in self.ranked if one.aicc <= self.ranked[0].aicc + AS_GOOD)


def fit(
    values: Iterable[float],
    *,
    families: Sequence[str] | None = None,
    lowest: float = -math.inf,
    highest: float = math.inf,
) -> Fits:
    """Fit families to values and rank them.

    Parameters
    ----------
    values
        At least `FEWEST`, not all the same.
    families
        Which to try; by default every continuous family of the catalogue with parameters that are numbers, the
        metalog, and those that count (Bernoulli, Poisson) where the values are whole numbers.
    lowest, highest
        What the values could be. A family that reaches beyond is left out; a beta and a truncated normal end there.

    Raises
    ------
    Unfit
        There are too few values, they are not finite or all the same, or no family could be fitted.
    ValueError
        There is no such family.

    Examples
    --------
    >>> found = fit([2.1, 2.9, 3.2, 3.8, 4.0, 4.4, 5.1, 6.0], families=["normal", "lognormal"], lowest=0.0)
    >>> [one.distribution.family for one in found.ranked]
    ['lognormal']
    >>> found.left_out
    {'normal': 'it reaches below what is possible'}
    """
    data = _checked(values, lowest, highest)
    ranked, left_out = [], {}
    for name in families or candidates(data):
        try:
            found, free = fitted(name, data, lowest, highest)
            if any(outside(found, lowest, highest)):
                raise Unfit(f"it reaches {'below' if outside(found, lowest, highest)[0] else 'above'} what is possible")
            ranked.append(_measured(found, free, data))
        except Unfit as why:
            left_out[name] = str(why)
    if not ranked:
        reasons = "; ".join(f"{name}: {why}" for name, why in left_out.items())
        raise Unfit(f"no family could be fitted ({reasons})")
    return Fits(tuple(sorted(ranked, key=lambda one: (one.aicc, one.free, one.distribution.family))), left_out)


def _checked(values: Iterable[float], lowest: float, highest: float) -> np.ndarray:
    data = np.sort(np.asarray(list(values), dtype=np.float64))
    if not np.isfinite(data).all():
        raise Unfit("some values are not finite numbers")
    if data.size < FEWEST:
        raise Unfit(f"{data.size} values are too few to choose a family by: it takes {FEWEST}")
    if data[0] == data[-1]:
        raise Unfit(f"all {data.size} values are {plainly(float(data[0]))}: write that value")
    if data[0] < lowest or data[-1] > highest:
        beyond, limit, way = (data[0], lowest, "below") if data[0] < lowest else (data[-1], highest, "above")
        raise Unfit(f"there are values {way} {plainly(limit)}, such as {plainly(float(beyond))}")
    return data


def candidates(values: np.ndarray) -> tuple[str, ...]:
    """Return the families to try on values, by name.

    Examples
    --------
    >>> "normal" in candidates(np.array([0.5, 1.5])), candidates(np.array([0.0, 1.0, 1.0]))
    (True, ('bernoulli',))
    """
    if np.isin(values, (0.0, 1.0)).all():
        return ("bernoulli",)
    found = [name for name in FAMILIES if adjustable(name)] + ["metalog"]
    whole = bool((values == np.floor(values)).all()) and values[0] >= 0.0 and values[-1] <= 1e6
    return (*found, *(["poisson"] if whole else []))


def fitted(name: str, data: np.ndarray, lowest: float, highest: float) -> tuple[Distribution, int]:
    """Return the family's distribution of greatest likelihood for values in order, and how many numbers it took.

    Normal, lognormal, exponential, Bernoulli and Poisson by formula; any other by search. Two are not at their
    likeliest. A uniform's likeliest ends are the least and the greatest value, beyond which nothing more could ever
    come: they are put outside by the range / (n - 1), where they are right on average. A metalog is laid by least
    squares through the values at shares (i - 1/2) / n, as its author does.

    Raises
    ------
    Unfit
        The values cannot come from the family.
    ValueError
        There is no such family.

    Examples
    --------
    >>> fitted("uniform", np.array([2.0, 3.0, 6.0]), 1.0, 10.0)
    (Distribution(family='uniform', parameters=(1.0, 8.0)), 2)
    """
    if (formula := _FORMULAS.get(name)) is not None:
        return formula(data)
    if name == "uniform":
        return _uniform(data, lowest, highest)
    if name == "metalog":
        return _metalog(data, lowest, highest)
    if not adjustable(name):
        raise Unfit("its parameters are not found by fitting")
    return _searched(name, data, lowest, highest)


def _average(data: np.ndarray) -> float:
    return math.fsum(data.tolist()) / data.size


def _spread(data: np.ndarray) -> float:
    mean = _average(data)
    return math.sqrt(math.fsum(((data - mean) * (data - mean)).tolist()) / data.size)


def _at_least_0(data: np.ndarray, *, above: bool = False) -> None:
    if data[0] < 0.0 or (above and data[0] == 0.0):
        raise Unfit("there are values at 0" if data[0] == 0.0 else "there are values below 0")


def _normal(data: np.ndarray) -> tuple[Distribution, int]:
    return distribution("normal", mean=_average(data), sd=_spread(data)), 2


def _lognormal(data: np.ndarray) -> tuple[Distribution, int]:
    _at_least_0(data, above=True)
    found = logs(data)
    return lognormal_of(_average(found), _spread(found)), 2


def _uniform(data: np.ndarray, lowest: float, highest: float) -> tuple[Distribution, int]:
    low, high = float(data[0]), float(data[-1])
    beyond = (high - low) / (data.size - 1)
    return distribution("uniform", low=max(low - beyond, lowest), high=min(high + beyond, highest)), 2


def _exponential(data: np.ndarray) -> tuple[Distribution, int]:
    _at_least_0(data)
    return distribution("exponential", mean=_average(data)), 1


def _poisson(data: np.ndarray) -> tuple[Distribution, int]:
    _at_least_0(data)
    if not (data == np.floor(data)).all():
        raise Unfit("there are values that are not whole numbers")
    return distribution("poisson", mean=_average(data)), 1


def _bernoulli(data: np.ndarray) -> tuple[Distribution, int]:
    if not np.isin(data, (0.0, 1.0)).all():
        raise Unfit("there are values other than 0 and 1")
    return distribution("bernoulli", probability=_average(data)), 1


_FORMULAS: dict[str, Callable[[np.ndarray], tuple[Distribution, int]]] = {
    "normal": _normal,
    "lognormal": _lognormal,
    "exponential": _exponential,
    "poisson": _poisson,
    "bernoulli": _bernoulli,
}


def _metalog(data: np.ndarray, lowest: float, highest: float) -> tuple[Distribution, int]:
    if data[0] <= lowest or data[-1] >= highest:
        raise Unfit("there are values at the limit itself")
    count = min(data.size, _MOST_RANKS)
    shares = [(i + 0.5) / count for i in range(count)]
    ranks = [min(int(share * data.size), data.size - 1) for share in shares]
    curve = {share: float(data[rank]) for share, rank in zip(shares, ranks, strict=True)}
    found = metalog_of(curve, min(_METALOG_TERMS, data.size), lowest, highest)
    if found is None:
        raise Unfit("no curve of it rises through the values")
    return found, len(found.named["coefficients"])


def _searched(name: str, data: np.ndarray, lowest: float, highest: float) -> tuple[Distribution, int]:
    """Return the likeliest by search; an end that would cross a limit is put there, and is no longer searched for."""
    pinned = _pinned(name, lowest, highest)
    for _ in range(3):
        free = Free(name, pinned, _average(data), _spread(data))
        best = _likeliest(free, data)
        below, above = outside(best, lowest, highest)
        parameters = FAMILIES[name].parameters
        ends = ({"low": lowest} if below else {}) | ({"high": highest} if above else {})
        if not ends or any(end not in parameters for end in ends):
            break
        pinned |= ends
    return best, len(free.names)


def _likeliest(free: Free, data: np.ndarray) -> Distribution:
    """Return the likeliest found from several starts; with many values, on some of them first and then on all."""
    count = min(data.size, _MOST_SEARCHED)
    some = data[[int((i + 0.5) / count * data.size) for i in range(count)]] if count < data.size else data

    def unlikeliness(x: Vector, values: np.ndarray) -> float:
        found = free.at(x)
        return math.inf if found is None else -log_likelihood(found, values)

    ends: list[tuple[float, Vector]] = []
    for start in _starts(free, data):
        if math.isfinite(unlikeliness(start, some)):
            x, value = lowest_point(lambda x: unlikeliness(x, some), start)
            ends.append((value, x))
    if not ends:
        raise Unfit("it cannot hold all the values")
    best = min(ends, key=lambda end: end[0])[1]
    if some is not data:
        best, value = lowest_point(lambda x: unlikeliness(x, data), best, step=0.01)
        if not math.isfinite(value):
            # An end that only held the few: begin again outside all of them.
            best, _ = lowest_point(lambda x: unlikeliness(x, data), _starts(free, data)[0])
    found = free.at(best)
    assert found is not None
    return found


def _pinned(name: str, lowest: float, highest: float) -> dict[str, float]:
    """Return the ends of a family that has numbers beside them to find: they are what is possible, no guess."""
    parameters = FAMILIES[name].parameters
    if "low" not in parameters or not any(
        kind.kind in (SPREAD, NUMBER) and kind.default is None for kind in parameters.values()
    ):
        return {}
    if parameters["low"].default is not None and not (math.isfinite(lowest) and math.isfinite(highest)):
        raise Unfit("it needs the lowest and the highest possible value")
    if math.isinf(lowest) and math.isinf(highest):
        raise Unfit("without limits there is nothing to truncate")
    return {"low": lowest, "high": highest}


def _starts(free: Free, data: np.ndarray) -> list[Vector]:
    low, high = float(data[0]), float(data[-1])
    margin = _MARGIN * (high - low)
    given = {"low": low - margin, "high": high + margin, "sd": free.scale, "scale": free.scale} | free.likely_numbers()
    for name, parameter in FAMILIES[free.family].parameters.items():
        given.setdefault(name, free.centre if parameter.kind == VALUE else 0.5 if parameter.kind == "share" else 1.0)
    if "mode" not in free.names:
        return [free.located(given)]
    modes = [float(data[int(share * (data.size - 1))]) for share in _MODES]
    return [free.located({**given, "mode": mode}) for mode in modes]


def log_likelihood(found: Distribution, data: np.ndarray) -> float:
    """Return the sum of the logarithms of the densities at values; minus infinity where one is nought or no number.

    Examples
    --------
    >>> log_likelihood(distribution("uniform", low=0.0, high=1.0), np.array([0.25, 0.5]))
    0.0
    """
    density = found.pdf(data)
    if not ((density >= 1e-300) & (density <= 1e300)).all():
        return -math.inf
    return math.fsum(logs(density).tolist())


def ks_distance(found: Distribution, data: np.ndarray) -> float:
    """Return the largest difference between the shares of values (in order) and those of a distribution.

    Examples
    --------
    >>> ks_distance(distribution("uniform", low=0.0, high=1.0), np.array([0.25, 0.75]))
    0.25
    """
    points, counts = np.unique(data, return_counts=True)
    share = np.cumsum(counts) / data.size
    here = found.cdf(points)
    before = here - found.pdf(points) if found.atoms else here
    return float(max(np.abs(share - here).max(), np.abs(share - counts / data.size - before).max()))


def _measured(found: Distribution, free: int, data: np.ndarray) -> Fitted:
    n = data.size
    if n - free - 1 <= 0:
        raise Unfit(f"{n} values are too few for the {free} numbers that it needs")
    value = log_likelihood(found, data)
    if not math.isfinite(value):
        raise Unfit("it cannot hold all the values")
    aic = 2.0 * free - 2.0 * value
    return Fitted(found, free, value, aic, aic + 2.0 * free * (free + 1) / (n - free - 1), ks_distance(found, data))
