"""Another distribution, cut off: only what lies from low to high, as likely among itself as it was.

The value at a share u is the original's at P(below low) + u * P(low to high). Next to 1 that sum would lose its
digits, so above the original's median it is taken from the top, by the tails of
`distributions.arithmetic.tails`. At least a millionth of the original must lie from low to high. Then values are within
1e-9 of max(|x|, P90 - P10) at shares of up to 1 - 1e-9; shares are right to 2e-16 divided by what lies inside, or
better where it is a tail.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from distributions.arithmetic.arrays import checked_shares
from distributions.arithmetic.tails import HIGHEST_SHARE, from_upper_tail, only_atoms, upper_tail
from distributions.catalogue import Distribution
from distributions.quantile_table import moments

LEAST_INSIDE = 1e-6
"""The share of the original that must lie from low to high."""


class _Cut(NamedTuple):
    """Where the cut falls: shares of the original below low, up to high, above high, and from low to high; the ends of
    what is left; the shares at which the original breaks inside, and those shares of what is left."""

    below: float
    upto: float
    above: float
    inside: float
    lowest: float
    highest: float
    breaks: np.ndarray
    own_breaks: np.ndarray


def check(of: Distribution, low: float, high: float) -> None:
    """Refuse what cannot be cut, or a cut that leaves too little.

    Raises
    ------
    ValueError
        `of` is no distribution, low is above high, or less than LEAST_INSIDE of the original lies between them. Low
        equal to high is a constant, if the original has values on both sides.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> check(distribution("normal", mean=0, sd=1), 6, 7)
    Traceback (most recent call last):
    ValueError: low and high must leave at least 1e-06 of the original: from 6 to 7 lie 9.85e-10 of it
    """
    if not isinstance(of, Distribution):
        raise ValueError(f"of must be a distribution, not {of!r}")
    if not (low <= high and low < math.inf and high > -math.inf):
        raise ValueError(f"low must be at most high ({high}), not {low}")
    _cut(of, float(low), float(high))


@lru_cache(maxsize=256)
def _cut(of: Distribution, low: float, high: float) -> _Cut:
    first, last = of.support()
    if low == high and first <= low <= last:
        return _Cut(0.0, 1.0, 0.0, 1.0, low, low, np.empty(0), np.empty(0))
    under = np.array([np.nextafter(low, -math.inf), high])
    below, upto = (float(share) for share in of.cdf(under))
    start, above = (float(share) for share in upper_tail(of, under))
    inside = upto - below if upto <= 0.5 else start - above if below >= 0.5 else 1.0 - below - above
    if not inside >= LEAST_INSIDE:
        raise ValueError(
            f"low and high must leave at least {LEAST_INSIDE:g} of the original: from {low:g} to {high:g} lie "
            f"{max(inside, 0.0):.3g} of it"
        )
    breaks = np.array([share for share in of.breaks() if below < share < upto])
    own = np.where(breaks <= 0.5, (breaks - below) / inside, 1.0 - ((1.0 - breaks) - above) / inside)
    own = np.clip(np.maximum.accumulate(own), 0.0, 1.0) if own.size else own
    lowest = first if low <= first else _end(of, low, float(of.ppf(np.nextafter(below, 1.0))))
    highest = last if high >= last else _end(of, high, min(float(of.ppf(min(upto, HIGHEST_SHARE))), high))
    return _Cut(below, upto, above, inside, lowest, highest, breaks, own)


def _end(of: Distribution, cut: float, value: float) -> float:
    """Return where values end: at the cut, or at the nearest value if there are none right beside the cut."""
    if only_atoms(of):
        return value
    if not of.breaks():  # hence no gap
        return cut
    return cut if float(of.pdf(0.5 * cut + 0.5 * value)) > 0.0 else value


def ppf(u: ArrayLike, of: Distribution, low: float, high: float) -> np.ndarray:
    """Return the values below which shares u of draws lie; the shape is that of u.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> ppf([0, 0.5, 1], distribution("uniform", low=0, high=10), 2, 5).tolist()
    [2.0, 3.5, 5.0]
    """
    check(of, low, high)
    cut = _cut(of, float(low), float(high))
    shares = checked_shares(u)
    flat = shares.ravel()
    if cut.lowest == cut.highest:
        return np.full(shares.shape, cut.lowest)
    # Shares of the original between the same two breaks: rounding must not carry a value over one.
    place = np.searchsorted(cut.own_breaks, flat, side="left")
    least = np.concatenate([[cut.below], np.nextafter(cut.breaks, 1.0)])[place]
    most = np.concatenate([cut.breaks, [cut.upto]])[place]
    share = np.clip(cut.below + flat * cut.inside, least, np.maximum(least, most))
    if only_atoms(of):
        from_top = 1.0 - (cut.above + (1.0 - flat) * cut.inside)
        share = np.where(share > 0.5, np.clip(from_top, least, np.maximum(least, most)), share)
        values = of.ppf(share)
    else:
        high_part = share > 0.5
        values = np.empty_like(flat)
        values[~high_part] = of.ppf(share[~high_part])
        tail = cut.above + (1.0 - flat[high_part]) * cut.inside
        inner = place[high_part] < cut.breaks.size
        tail = np.where(inner, np.maximum(tail, 1.0 - most[high_part]), tail)
        tail = np.where(place[high_part] > 0, np.minimum(tail, 1.0 - least[high_part]), tail)
        values[high_part] = from_upper_tail(of, tail)
    values = np.clip(values, cut.lowest, cut.highest)
    return np.where(flat <= 0.0, cut.lowest, np.where(flat >= 1.0, cut.highest, values)).reshape(shares.shape)


def cdf(x: ArrayLike, of: Distribution, low: float, high: float) -> np.ndarray:
    """Return the shares of draws at or below x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> cdf([1, 2, 3.5, 6], distribution("uniform", low=0, high=10), 2, 5).round(12).tolist()
    [0.0, 0.0, 0.5, 1.0]
    """
    check(of, low, high)
    cut = _cut(of, float(low), float(high))
    given = np.asarray(x, dtype=np.float64)
    flat = np.where(np.isnan(given), cut.lowest, given).ravel()
    upto = of.cdf(flat)
    share = np.where(
        upto <= 0.5, (upto - cut.below) / cut.inside, 1.0 - (upper_tail(of, flat) - cut.above) / cut.inside
    )
    share = np.where(flat >= cut.highest, 1.0, np.where(flat < cut.lowest, 0.0, np.clip(share, 0.0, 1.0)))
    if not of.atoms and cut.lowest < cut.highest:
        share = np.where(flat <= cut.lowest, 0.0, share)
    return np.where(np.isnan(given), given, share.reshape(given.shape))


def pdf(x: ArrayLike, of: Distribution, low: float, high: float) -> np.ndarray:
    """Return the densities at x, per unit of x; for a family with atoms, the chances of exactly x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> pdf([1, 3], distribution("uniform", low=0, high=4), 2, 4).tolist()
    [0.0, 0.5]
    """
    check(of, low, high)
    cut = _cut(of, float(low), float(high))
    given = np.asarray(x, dtype=np.float64)
    if cut.lowest == cut.highest:
        at_value = 1.0 if only_atoms(of) else math.inf
        return np.where(np.isnan(given), given, np.where(given == cut.lowest, at_value, 0.0))
    inside = (given >= cut.lowest) & (given <= cut.highest)
    return np.where(inside | np.isnan(given), of.pdf(given) / cut.inside, 0.0)


@lru_cache(maxsize=256)
def _moments(of: Distribution, low: float, high: float) -> tuple[float, float]:
    cut = _cut(of, low, high)
    if cut.lowest == cut.highest:
        return cut.lowest, 0.0
    if cut.below == 0.0 and cut.above == 0.0:
        return of.mean(), of.variance()
    return moments(Distribution("truncated", (of, low, high)))


def mean(of: Distribution, low: float, high: float) -> float:
    """Return the mean, in the unit of the values: an integral over the shares from 2**-53 to 1 - 2**-53.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> round(mean(distribution("exponential", mean=2), 3, float("inf")), 9)
    5.0
    """
    check(of, low, high)
    return _moments(of, float(low), float(high))[0]


def variance(of: Distribution, low: float, high: float) -> float:
    """Return the variance, in the square of the unit of the values: an integral, as for the mean.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> round(variance(distribution("uniform", low=0, high=10), 2, 8), 9)
    3.0
    """
    check(of, low, high)
    return _moments(of, float(low), float(high))[1]


def support(of: Distribution, low: float, high: float) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> support(distribution("poisson", mean=3), 1.5, float("inf"))
    (2.0, inf)
    """
    check(of, low, high)
    cut = _cut(of, float(low), float(high))
    return cut.lowest, cut.highest


def breaks(of: Distribution, low: float, high: float) -> tuple[float, ...]:
    """Return the shares at which the value jumps or its rise bends.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> breaks(distribution("triangular", low=0, mode=1, high=2), 0, 1.5)[0] < 0.6
    True
    """
    check(of, low, high)
    own = np.unique(_cut(of, float(low), float(high)).own_breaks)
    return tuple(own[(own > 0.0) & (own < 1.0)].tolist())
