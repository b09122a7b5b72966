"""Upper tails with their digits kept, of any distribution: what its cdf, next to 1, cannot tell.

A cdf close to 1 has lost the digits of what is left above. But the exact value x0 at a share u0 that a double can hold
has exactly 1 - u0 above it, and from there to an x nearby the density says the rest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from distributions.arithmetic import gauss
from distributions.catalogue import FAMILIES, Distribution

NEAR = 1e-3
"""Tails below this are taken from the density; above it, 1 less the cdf is right to 1e-13 of itself."""

HIGHEST_SHARE = 1.0 - 2.0**-53

_MOST_STEPS = 8


def only_atoms(dist: Distribution) -> bool:
    """Tell whether all of a distribution's values have chances of their own.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> only_atoms(distribution("poisson", mean=3)), only_atoms(distribution("normal", mean=3, sd=1))
    (True, False)
    """
    return FAMILIES[dist.family].atoms or (bool(dist.parts) and all(only_atoms(part) for part in dist.parts))


def _between(dist: Distribution, start: np.ndarray, stop: np.ndarray) -> np.ndarray:
    """Return the share from start to stop, which are close together: the integral of the density."""
    half = 0.5 * (stop - start)
    density = dist.pdf((0.5 * (start + stop))[:, None] + half[:, None] * gauss.POINTS)
    total = np.zeros_like(half)
    for i, weight in enumerate(gauss.WEIGHTS):
        total = total + weight * density[:, i]
    return half * total


def upper_tail(dist: Distribution, x: np.ndarray) -> NDArray[np.float64]:
    """Return the shares of draws above x.

    To 1e-12 of themselves down to 1e-15, and to some 1e-17 below that; for values with chances of their own, and
    wherever the density is infinite, 1 less the cdf.

    Parameters
    ----------
    dist
        Any distribution.
    x
        float64[VALUE]

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> tail = upper_tail(distribution("normal", mean=0, sd=1), np.array([0.0, 7.0]))
    >>> [f"{share:.9g}" for share in tail]
    ['0.5', '1.27981254e-12']
    """
    tail = 1.0 - dist.cdf(x)
    low, high = dist.support()
    near = (tail < NEAR) & (x > low) & (x < high)
    if dist.atoms or not near.any():
        return tail
    held = np.minimum(1.0 - tail[near], HIGHEST_SHARE)
    start = dist.ppf(held)
    left = 1.0 - held
    found = left - _between(dist, start, x[near])
    # Far beyond the last share that can be held the tail is as small, beside its density, as it was there.
    density, there = dist.pdf(start), dist.pdf(x[near])
    far = (there < 0.125 * density) & np.isfinite(density)
    found = np.where(far, left * (there / np.where(far, density, 1.0)), found)
    tail[near] = np.where(np.isfinite(found), np.maximum(found, 0.0), tail[near])
    return tail


def from_upper_tail(dist: Distribution, tail: np.ndarray) -> NDArray[np.float64]:
    """Return the values above which these shares of draws lie.

    Parameters
    ----------
    dist
        Any distribution.
    tail
        float64[VALUE], shares from 0 to 1. Below 2**-53 they are reached as far as the density carries: to about 1e-17.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> from_upper_tail(distribution("normal", mean=0, sd=1), np.array([0.5, 1.279812543885835e-12])).round(9).tolist()
    [0.0, 7.0]
    """
    x = dist.ppf(1.0 - tail)
    near = (tail < NEAR) & (tail > 0.0)
    if dist.atoms or not near.any():
        return x
    wanted, high = tail[near], dist.support()[1]
    held = np.minimum(1.0 - wanted, HIGHEST_SHARE)
    start = dist.ppf(held)
    more = (1.0 - held) - wanted  # the share still to go
    found = start.copy()
    for _ in range(_MOST_STEPS):
        density = dist.pdf(found)
        usable = np.isfinite(density) & (density > 0.0)
        step = np.where(usable, more - _between(dist, start, found), 0.0) / np.where(usable, density, 1.0)
        moved = np.minimum(found + np.where(np.isfinite(step), step, 0.0), high)
        if (moved == found).all():
            break
        found = moved
    x[near] = found
    return x
