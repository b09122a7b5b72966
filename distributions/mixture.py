"""Several distributions, of which each draw comes from one: scenarios with their chances, or experts who disagree.

Its cdf is the weighted sum of its parts'; a value at a share is found by solving that, between values whose shares are
known: places where a part begins, ends, jumps or bends, and a coarse net over each part. There Newton's steps are
taken, halved where they do not help. Above a share of 0.999 what is left above is solved for instead (see
`distributions.arithmetic.tails`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from distributions import normal
from distributions.arithmetic.arrays import checked_shares
from distributions.arithmetic.tails import NEAR, only_atoms, upper_tail
from distributions.arithmetic.weights import check_weights
from distributions.arithmetic.weights import shares as shares_of
from distributions.catalogue import Distribution

_NET = normal.cdf(np.arange(-32.0, 33.0) / 4.0)  # shares of each part at which the mixture's is known beforehand
_NET = _NET[(_NET > 0.0) & (_NET < 1.0)]
_MOST_STEPS = 400
_SAME_SHARE = 1e-15


class _Prepared(NamedTuple):
    """The parts that have weight, and `x`, ascending: values with the shares below and up to each."""

    parts: tuple[Distribution, ...]
    shares: np.ndarray
    x: np.ndarray
    below: np.ndarray
    upto: np.ndarray
    breaks: tuple[float, ...]


def check(components: Sequence[Distribution], weights: Sequence[float]) -> None:
    """Refuse what cannot be mixed.

    Raises
    ------
    ValueError
        There is no component, one is no distribution, or the weights are not one for each, at least 0 and not all 0.

    Examples
    --------
    >>> check([], [])
    Traceback (most recent call last):
    ValueError: components must be a list of at least one distribution
    """
    if not len(components):
        raise ValueError("components must be a list of at least one distribution")
    for i, component in enumerate(components):
        if not isinstance(component, Distribution):
            raise ValueError(f"components must be distributions: number {i + 1} is {component!r}")
    check_weights(weights, len(components), "component")


def _sum(parts: tuple[Distribution, ...], shares: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the shares up to x and above x: each is right where it is the smaller."""
    upto, above = np.zeros(x.shape), np.zeros(x.shape)
    for part, share in zip(parts, shares, strict=True):
        found = part.cdf(x)
        upto = upto + share * found
        above = above + share * (1.0 - found)
    return upto, above


def _cdf(parts: tuple[Distribution, ...], shares: np.ndarray, x: np.ndarray) -> np.ndarray:
    upto, above = _sum(parts, shares, x)
    return np.where(upto <= 0.5, upto, 1.0 - above)


@lru_cache(maxsize=128)
def _prepared(components: tuple[Distribution, ...], weights: tuple[float, ...]) -> _Prepared:
    check(components, weights)
    shares = shares_of(weights)
    parts = tuple(part for part, share in zip(components, shares, strict=True) if share > 0.0)
    shares = shares[shares > 0.0]
    special, net = [], []
    for part in parts:
        breaks = np.array(part.breaks())
        special += [np.array(part.support()), part.ppf(breaks), part.ppf(np.nextafter(breaks, 1.0))]
        net.append(part.ppf(_NET))
    bounds = np.unique(np.concatenate(special))
    bounds = bounds[np.isfinite(bounds)]
    x = np.unique(np.concatenate([bounds, *net]))
    x = x[np.isfinite(x)]
    below, upto = _cdf(parts, shares, np.nextafter(x, -np.inf)), _cdf(parts, shares, x)
    upto = np.maximum.accumulate(upto)
    # Without a jump the two differ by rounding alone.
    below = np.where(upto - below <= _SAME_SHARE * upto, upto, below)
    at_bounds = np.searchsorted(x, bounds)
    breaks = np.unique(np.concatenate([below[at_bounds], upto[at_bounds]]))
    breaks = breaks[(breaks > 2.0**-53) & (breaks < 1.0)]
    apart = np.concatenate([[True], breaks[1:] - breaks[:-1] > _SAME_SHARE * breaks[1:]]) if breaks.size else breaks > 0
    return _Prepared(parts, shares, x, below, upto, tuple(breaks[apart].tolist()))


def _given(components: Sequence[Distribution], weights: Sequence[float]) -> _Prepared:
    check(components, weights)
    return _prepared(tuple(components), tuple(map(float, weights)))


def _density(parts: tuple[Distribution, ...], shares: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return the density at x of the parts without atoms."""
    total = np.zeros(x.shape)
    for part, share in zip(parts, shares, strict=True):
        if not part.atoms:
            total = total + share * part.pdf(x)
    return total


def _solve(mix: _Prepared, u: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return the values at shares u, of which each lies between its low and high."""
    x = np.where(u <= 0.5, high, low)  # tails curve such that Newton's steps come from there without going too far
    active = np.arange(u.size)
    last = high - low
    for _ in range(_MOST_STEPS):
        at, share = x[active], u[active]
        upto, above = _sum(mix.parts, mix.shares, at)
        off = np.where(share <= 0.5, upto - share, (1.0 - share) - above)
        low[active] = np.where(off < 0.0, at, low[active])
        high[active] = np.where(off >= 0.0, at, high[active])
        density = _density(mix.parts, mix.shares, at)
        usable = (density > 0.0) & np.isfinite(density)
        step = np.where(usable, -off, np.inf) / np.where(usable, density, 1.0)
        helps = (at + step > low[active]) & (at + step < high[active]) & (np.abs(step) <= last[active])
        step = np.where(helps | (np.abs(step) <= np.spacing(np.abs(at))), step, 0.5 * (low[active] + high[active]) - at)
        last[active] = 0.75 * np.abs(step)
        x[active] = np.clip(at + step, low[active], high[active])
        tight = (np.abs(step) <= 2.0 * np.spacing(np.abs(at))) | (off == 0.0)
        active = active[~tight & (high[active] - low[active] > np.spacing(np.abs(at)))]
        if not active.size:
            break
    return x


def _refined(mix: _Prepared, x: np.ndarray, tail: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return values near x above which these small shares lie."""
    for _ in range(2):
        above = np.zeros(x.shape)
        for part, share in zip(mix.parts, mix.shares, strict=True):
            above = above + share * upper_tail(part, x)
        density = _density(mix.parts, mix.shares, x)
        usable = (density > 0.0) & np.isfinite(density)
        step = np.where(usable, above - tail, 0.0) / np.where(usable, density, 1.0)
        x = np.clip(x + np.where(np.isfinite(step), step, 0.0), low, high)
    return x


def ppf(u: ArrayLike, components: Sequence[Distribution], weights: Sequence[float]) -> np.ndarray:
    """Return the smallest values at or below which shares u of draws lie; the shape is that of u.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> halves = [distribution("uniform", low=0, high=1), distribution("uniform", low=4, high=6)]
    >>> ppf([0, 0.25, 0.5, 0.75, 1], halves, [1, 1]).round(12).tolist()
    [0.0, 0.5, 1.0, 5.0, 6.0]
    """
    mix = _given(components, weights)
    shares = checked_shares(u)
    flat = shares.ravel()
    lowest, highest = support(components, weights)
    place = np.searchsorted(mix.upto, flat, side="left")
    atom = np.minimum(place, mix.x.size - 1)
    values = mix.x[atom].copy()
    values[flat <= 0.0], values[flat >= 1.0] = lowest, highest
    between = (flat > 0.0) & (flat < 1.0) & ((place == mix.x.size) | (flat <= mix.below[atom]))
    # An atom's or a break's own share is known; what is left lies inside two neighbours, or beyond the last.
    between &= ~((place < mix.x.size) & (flat == mix.upto[atom]))
    if between.any():
        found, share = np.unique(flat[between], return_inverse=True)
        ends = np.concatenate([[np.nan], mix.x, [np.nan]])
        at = np.searchsorted(mix.upto, found, side="left")
        outer = np.stack([part.ppf(found) for part in mix.parts])
        low = np.where(at > 0, ends[at], outer.min(axis=0))
        high = np.where(at < mix.x.size, ends[at + 1], outer.max(axis=0))
        x = _solve(mix, found, low.copy(), high.copy())
        near = found > 1.0 - NEAR
        if near.any():
            x[near] = _refined(mix, x[near], 1.0 - found[near], low[near], high[near])
        values[between] = x[share]
    return values.reshape(shares.shape)


def cdf(x: ArrayLike, components: Sequence[Distribution], weights: Sequence[float]) -> np.ndarray:
    """Return the shares of draws at or below x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> halves = [distribution("uniform", low=0, high=1), distribution("uniform", low=4, high=6)]
    >>> cdf([0, 0.5, 2, 5], halves, [1, 1]).tolist()
    [0.0, 0.25, 0.5, 0.75]
    """
    mix = _given(components, weights)
    given = np.asarray(x, dtype=np.float64)
    return np.where(np.isnan(given), given, _cdf(mix.parts, mix.shares, given))


def pdf(x: ArrayLike, components: Sequence[Distribution], weights: Sequence[float]) -> np.ndarray:
    """Return the densities at x, per unit of x; the chances of exactly x if all components have atoms.

    If only some have, the density is infinite at their atoms.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> halves = [distribution("uniform", low=0, high=1), distribution("uniform", low=4, high=6)]
    >>> pdf([0.5, 2, 5], halves, [1, 1]).tolist()
    [0.5, 0.0, 0.25]
    """
    mix = _given(components, weights)
    given = np.asarray(x, dtype=np.float64)
    together = all(only_atoms(part) for part in mix.parts)
    total = np.where(np.isnan(given), given, 0.0)
    for part, share in zip(mix.parts, mix.shares, strict=True):
        density = part.pdf(given)
        if only_atoms(part) and not together:
            density = np.where(density > 0.0, np.inf, density)
        total = total + share * density
    return total


def mean(components: Sequence[Distribution], weights: Sequence[float]) -> float:
    """Return the mean, in the unit of the values: the weighted mean of the components'.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> mean([distribution("constant", value=2), distribution("exponential", mean=6)], [1, 3])
    5.0
    """
    mix = _given(components, weights)
    return math.fsum(share * part.mean() for part, share in zip(mix.parts, mix.shares.tolist(), strict=True))


def variance(components: Sequence[Distribution], weights: Sequence[float]) -> float:
    """Return the variance, in the square of the unit: that within the components, and that between their means.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> variance([distribution("constant", value=2), distribution("exponential", mean=6)], [1, 1])
    22.0
    """
    mix = _given(components, weights)
    centre = mean(components, weights)
    if not math.isfinite(centre):
        return math.inf
    return math.fsum(
        share * (part.variance() + (part.mean() - centre) * (part.mean() - centre))
        for part, share in zip(mix.parts, mix.shares.tolist(), strict=True)
    )


def support(components: Sequence[Distribution], weights: Sequence[float]) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> support([distribution("constant", value=2), distribution("exponential", mean=6)], [1, 3])
    (0.0, inf)
    """
    ends = [part.support() for part in _given(components, weights).parts]
    return min(low for low, _ in ends), max(high for _, high in ends)


def breaks(components: Sequence[Distribution], weights: Sequence[float]) -> tuple[float, ...]:
    """Return the shares at which the value jumps or its rise bends.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> breaks([distribution("uniform", low=0, high=1), distribution("uniform", low=4, high=6)], [1, 3])
    (0.25,)
    """
    return _given(components, weights).breaks
