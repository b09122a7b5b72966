"""A distribution from percentiles that people name: exactly where a family can, else by least squares."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import pairwise

from distributions import normal
from distributions.arithmetic.solving import Vector, least_squares, linear_least_squares, logs
from distributions.catalogue import FAMILIES, NUMBER, SPREAD, Distribution, distribution, family
from distributions.elicitation.elicited import (
    CannotElicit,
    Elicited,
    Written,
    a,
    check_limits,
    compared,
    described,
    misfit,
    outside,
    percentile,
    plainly,
)
from distributions.elicitation.free import Free, adjustable

MOST_MISFIT = 0.1
"""The largest distance between a percentile asked and got, as a share of the span asked, that is let pass."""

_INSTEAD = ('"pert", "lognormal" or "metalog"', '"pert", "beta" or "metalog"')  # without an upper limit, and with one
_MOST_TERMS = 5  # of a metalog: more follow the noise of a judgement rather than the judgement
_SOLVED = 1e-24  # a sum of squared shares of the span
_NAMED = 1e-6  # a misfit above this is spoken of


def from_percentiles(
    percentiles: Mapping[float, float],
    *,
    family: str = "metalog",
    lowest: float = -math.inf,
    highest: float = math.inf,
    written: Written = plainly,
) -> Elicited:
    """Return the distribution of a family that comes nearest to these percentiles.

    A metalog (Keelin, *The metalog distributions*, Decision Analysis 13, 2016) has a term for each percentile, at most
    five, and so meets up to five of them exactly; where that would make its curve turn back, it has fewer terms. It is
    bounded by the limits of the unit, or by p0 and p100 where they are given. A histogram runs straight from
    percentile to percentile. Any other family is fitted by least squares of the distances in value.

    Parameters
    ----------
    percentiles
        Values by the shares at or below them: ``{0.1: 5e6, 0.5: 6e6, 0.9: 8e6}``. Shares 0 and 1 are the ends.
    family
        A continuous family of the catalogue whose parameters are numbers, a metalog, or a histogram.
    lowest, highest
        What the unit allows.
    written
        How a value is written in words.

    Raises
    ------
    CannotElicit
        The percentiles are out of order or out of limits, too few for the family, or further than `MOST_MISFIT` from
        anything it can be; the error says what to give instead.

    Examples
    --------
    >>> asked = {0.1: 5.0, 0.5: 6.0, 0.9: 8.0}
    >>> from_percentiles(asked, family="pert", lowest=0.0).misfit < 0.01
    True
    """
    wanted = _checked(percentiles, lowest, highest, written)
    if family == "metalog":
        found = _metalog(wanted, lowest, highest)
    elif family == "histogram":
        found = _histogram(wanted, lowest, highest)
    else:
        found = nearest(family, wanted, lowest, highest, written)
    asked = compared(found, wanted)
    gap = misfit(asked)
    if gap > MOST_MISFIT:
        worst = max(asked, key=lambda one: abs(one.got - one.asked))
        raise CannotElicit(
            f"no {family.replace('_', ' ')} comes near these percentiles: where {percentile(worst.share)} is to be "
            f"{written(worst.asked)} the nearest has {written(worst.got)}",
            'the very lowest and highest as well (p0, p100) and distribution = "histogram", or other percentiles',
            ("percentiles",),
        )
    told = ", ".join(f"{percentile(one.share)} {written(one.asked)}" for one in asked)
    if gap > _NAMED:
        got = ", ".join(f"{percentile(one.share)} {written(one.got)}" for one in asked)
        told += f"; the nearest has {got} (off by at most {100.0 * gap:.2g}% of their span)"
    return Elicited(found, f"{told}: {described(found, written)}", asked)


def _checked(percentiles: Mapping[float, float], lowest: float, highest: float, written: Written) -> dict[float, float]:
    """Return the percentiles in order."""
    wanted = dict(sorted((float(share), float(value)) for share, value in percentiles.items()))
    for share, value in wanted.items():
        if not 0.0 <= share <= 1.0:
            raise CannotElicit(
                f"a percentile at {share:g} is outside 0 to 1", "shares from 0 to 1, 0.1 for p10", ("percentiles",)
            )
        try:
            check_limits({percentile(share): value}, lowest, highest, written)
        except CannotElicit as error:
            raise CannotElicit(error.wrong, error.instead, ("percentiles", *error.at)) from None
    if len(wanted) < 2:
        raise CannotElicit(
            "one percentile is too few", "p10, p50 and p90, or at_most with its confidence", ("percentiles",)
        )
    pairs = list(wanted.items())
    for (share, value), (next_share, next_value) in pairwise(pairs):
        if not value < next_value:
            raise CannotElicit(
                f"{percentile(next_share)} ({written(next_value)}) is not above {percentile(share)} ({written(value)})",
                "percentiles that rise, or a fixed value where they do not differ",
                ("percentiles", percentile(next_share)),
            )
    return wanted


def _inner(wanted: Mapping[float, float]) -> dict[float, float]:
    return {share: value for share, value in wanted.items() if 0.0 < share < 1.0}


def _histogram(wanted: Mapping[float, float], lowest: float, highest: float) -> Distribution:
    edges = dict(wanted)
    for share, limit, name in ((0.0, lowest, "p0"), (1.0, highest, "p100")):
        if share not in edges:
            if not math.isfinite(limit):
                which = "lowest" if share == 0.0 else "highest"
                raise CannotElicit(
                    "a histogram needs its ends", f"the very {which} as {name} as well", ("percentiles",)
                )
            if limit not in edges.values():
                edges[share] = limit
    shares, values = zip(*sorted(edges.items()), strict=True)
    weights = [above - below for below, above in pairwise(shares)]
    return distribution("histogram", edges=values, weights=weights)


def _metalog(wanted: Mapping[float, float], lowest: float, highest: float) -> Distribution:
    """Return the metalog with the most terms whose curve rises and whose variance is finite."""
    lower, upper = wanted.get(0.0, lowest), wanted.get(1.0, highest)
    inner = _inner(wanted)
    if len(inner) < 2:
        raise CannotElicit(
            "the ends and one percentile say too little for a metalog",
            'one more percentile, or distribution = "pert"',
            ("percentiles",),
        )
    for share, value in inner.items():
        if value in (lower, upper):
            raise CannotElicit(
                f"{percentile(share)} is the limit itself, {plainly(value)}: so many draws would be just that",
                "a value inside the limits, and what happens at the limit as an event of its own",
                ("percentiles", percentile(share)),
            )
    found = metalog_of(inner, min(len(inner), _MOST_TERMS), lower, upper)
    if found is None:
        raise CannotElicit(
            "these percentiles spread so widely that the mean would hang on the unlikeliest draws",
            "the very lowest and highest as well (p0, p100)",
            ("percentiles",),
        )
    return found


def metalog_of(
    percentiles: Mapping[float, float], terms: int, lower: float = -math.inf, upper: float = math.inf
) -> Distribution | None:
    """Return the metalog of at most so many terms (2 to 5) nearest to percentiles inside its bounds.

    It has the most terms with which its curve rises and its variance is finite; None where there is no such one.

    Examples
    --------
    >>> metalog_of({0.1: 5.0, 0.9: 8.0}, 2).mean().__round__(9)
    6.5
    """
    for count in range(terms, 1, -1):
        coefficients = metalog_coefficients(percentiles, count, lower, upper)
        if coefficients is None or not _tame(coefficients, lower, upper):
            continue
        try:
            return distribution("metalog", coefficients=coefficients, lower=lower, upper=upper)
        except ValueError:
            continue
    return None


def metalog_coefficients(
    percentiles: Mapping[float, float], terms: int, lower: float = -math.inf, upper: float = math.inf
) -> Vector | None:
    """Return the coefficients, by least squares, of the metalog with so many terms (2 to 5) for these percentiles.

    The squares are those of the values themselves, or, where the metalog is bounded, of their logarithms above the
    lower bound, below the upper, or of their odds between both (equations 8, 11 and 14 of Keelin's paper). Whether the
    curve rises is not looked at; None where the percentiles do not settle the coefficients.

    Examples
    --------
    >>> [round(a, 6) for a in metalog_coefficients({0.1: 5.0, 0.5: 6.0, 0.9: 8.0}, 3)]
    [6.0, 0.682679, 0.5689]
    """
    shares, values = list(percentiles), list(percentiles.values())
    odds = logs([share / (1.0 - share) for share in shares]).tolist()
    rows = [
        [1.0, far, (share - 0.5) * far, share - 0.5, (share - 0.5) * (share - 0.5)][:terms]
        for share, far in zip(shares, odds, strict=True)
    ]
    if math.isfinite(lower) and math.isfinite(upper):
        targets = logs([(value - lower) / (upper - value) for value in values]).tolist()
    elif math.isfinite(lower):
        targets = logs([value - lower for value in values]).tolist()
    elif math.isfinite(upper):
        targets = (-logs([upper - value for value in values])).tolist()
    else:
        targets = values
    return linear_least_squares(rows, targets)


def _tame(coefficients: Vector, lower: float, upper: float) -> bool:
    """Tell whether the variance is finite: with one bound, values far from it grow as a power of the chance left."""
    spread, skew = coefficients[1], coefficients[2] if len(coefficients) > 2 else 0.0
    if math.isfinite(lower) == math.isfinite(upper):
        return True
    power = spread + 0.5 * skew if math.isfinite(lower) else spread - 0.5 * skew
    return power < 0.5


def nearest(
    name: str,
    wanted: Mapping[float, float],
    lowest: float,
    highest: float,
    written: Written = plainly,
    pinned: Mapping[str, float] | None = None,
) -> Distribution:
    """Return the member of a family nearest to these percentiles by least squares, within the limits of the unit.

    Ends that p0 and p100 name are kept; an end that would cross a limit is put there, where the family has ends.

    Parameters
    ----------
    name
        A family that is `adjustable`.
    wanted
        Values by share, in order.
    lowest, highest
        What the unit allows.
    written
        How a value is written in words.
    pinned
        Parameters that are known.

    Raises
    ------
    CannotElicit
        The family cannot be fitted, has more unknowns than there are percentiles, or crosses a limit.

    Examples
    --------
    >>> round(nearest("normal", {0.25: 4.0, 0.75: 6.0}, float("-inf"), float("inf")).mean(), 9)
    5.0
    """
    if name not in FAMILIES:
        raise CannotElicit(f"there is no distribution {name!r}", f"one of {', '.join(FAMILIES)}", ("distribution",))
    if not adjustable(name):
        raise CannotElicit(
            f"{a(name)} is not settled by percentiles",
            'distribution = "metalog", "pert", "lognormal" or another smooth one',
            ("distribution",),
        )
    inner = _inner(wanted)
    pins = dict(pinned or {})
    _pin_ends(name, wanted, pins, lowest, highest)
    for _ in range(3):
        found = _fitted(name, inner, pins)
        below, above = outside(found, lowest, highest)
        if not below and not above:
            return found
        parameters = family(name).parameters
        if (below and "low" not in parameters) or (above and "high" not in parameters):
            break
        pins |= ({"low": lowest} if below else {}) | ({"high": highest} if above else {})
    limit = f"below {written(lowest)}" if below else f"above {written(highest)}"
    raise CannotElicit(
        f"{a(name)} with these values reaches {limit}",
        f"distribution = {_INSTEAD[math.isfinite(highest)]}, which keep within limits",
        ("distribution",),
    )


def _pin_ends(name: str, wanted: Mapping[float, float], pins: dict[str, float], lowest: float, highest: float) -> None:
    """Pin the ends that are named; and those that a family cannot find by itself, at the limits of the unit."""
    parameters = family(name).parameters
    given_ends = "low" in parameters and any(
        kind.kind in (SPREAD, NUMBER) and kind.default is None for kind in parameters.values()
    )
    for share, end, limit in ((0.0, "low", lowest), (1.0, "high", highest)):
        if share in wanted:
            if end not in parameters:
                raise CannotElicit(
                    f"{a(name)} has no end to put {percentile(share)} at",
                    f'no {percentile(share)}, or distribution = "metalog" or "pert"',
                    ("percentiles", percentile(share)),
                )
            pins[end] = wanted[share]
        elif given_ends and end not in pins:
            if name == "beta" and not math.isfinite(limit):
                which = "lowest" if end == "low" else "highest"
                raise CannotElicit(
                    f"a beta needs both ends, and nothing says what the {which} is",
                    'p0 and p100 as percentiles, or distribution = "lognormal", "pert" or "metalog"',
                    ("distribution",),
                )
            pins[end] = limit


def _fitted(name: str, inner: Mapping[float, float], pins: Mapping[str, float]) -> Distribution:
    """Return the least-squares fit, with these parameters pinned and no regard for limits."""
    unknown = [key for key, kind in family(name).parameters.items() if key not in pins and kind.default is None]
    if len(unknown) > len(inner) or not inner:
        raise CannotElicit(
            f"{a(name)} has {len(unknown)} numbers to find, and {len(inner)} percentiles are too few",
            'more percentiles, or distribution = "metalog"',
            ("percentiles",),
        )
    if not unknown:
        return distribution(name, **pins)
    shares, values = list(inner), list(inner.values())
    z = normal.ppf(shares).tolist()
    if name in ("normal", "uniform") and not pins:
        # Both are straight lines: the one in the normal score, the other in the share.
        scores = z if name == "normal" else shares
        line = linear_least_squares([[1.0, score] for score in scores], values)
        assert line is not None
        at, slope = line
        return (
            distribution("normal", mean=at, sd=slope)
            if name == "normal"
            else distribution("uniform", low=at, high=at + slope)
        )
    span = values[-1] - values[0] or abs(values[0]) or 1.0
    middle = min(range(len(shares)), key=lambda i: abs(shares[i] - 0.5))
    centre = 0.5 * (values[0] + values[-1]) if len(values) == 2 else values[middle]
    scale = span / (z[-1] - z[0]) if len(values) > 1 else span
    free = Free(name, pins, centre, scale)

    def residuals(x: Vector) -> Vector | None:
        found = free.at(x)
        if found is None:
            return None
        distances = [(got - value) / span for got, value in zip(found.ppf(shares).tolist(), values, strict=True)]
        return distances if all(math.isfinite(one) for one in distances) else None

    return best_of(free, residuals)


def best_of(free: Free, residuals: Callable[[Vector], Vector | None]) -> Distribution:
    """Return the least-squares distribution from several starts: narrow, wide and leaning either way.

    Parameters
    ----------
    free
        The family, with what is pinned and what may move.
    residuals
        Of the free numbers; None where there are none.

    Raises
    ------
    CannotElicit
        No start is one that the family allows.

    Examples
    --------
    >>> free = Free("normal", {"sd": 2.0}, centre=4.0, scale=1.0)
    >>> best_of(free, lambda x: [free.parameters(x)["mean"] - 5.0]).mean()
    5.0
    """
    begin = free.start()
    factors = [(1.0,) * len(begin), (2.0,) * len(begin), (0.5,) * len(begin)]
    if len(begin) > 1:
        factors += [tuple(2.0 if i == lean else 0.5 for i in range(len(begin))) for lean in range(len(begin))]
    best, least = None, math.inf
    for factor in factors:
        start = [a * b for a, b in zip(begin, factor, strict=True)]
        if residuals(start) is None:
            continue
        x, left = least_squares(residuals, start)
        if left < least:
            best, least = free.at(x), left
        if least <= _SOLVED:
            break
    if best is None:
        raise CannotElicit(
            f"no {free.family.replace('_', ' ')} comes near these values",
            'distribution = "metalog" or "pert"',
            ("distribution",),
        )
    return best
