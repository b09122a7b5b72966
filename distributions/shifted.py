"""Another distribution, moved: the same shape, every value higher (or lower) by one amount."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from distributions.arithmetic.arrays import check_finite
from distributions.arithmetic.tails import only_atoms
from distributions.catalogue import Distribution


def check(of: Distribution, by: float) -> None:
    """Refuse what cannot be moved, or a distance that is none.

    Raises
    ------
    ValueError
        `of` is no distribution, or `by` is not finite.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> check(distribution("exponential", mean=2), float("nan"))
    Traceback (most recent call last):
    ValueError: by must be a finite number, not nan
    """
    if not isinstance(of, Distribution):
        raise ValueError(f"of must be a distribution, not {of!r}")
    check_finite(by=by)


def ppf(u: ArrayLike, of: Distribution, by: float) -> np.ndarray:
    """Return the values below which shares u of draws lie; the shape is that of u.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> ppf([0, 0.5], distribution("uniform", low=0, high=4), 10).tolist()
    [10.0, 12.0]
    """
    check(of, by)
    return of.ppf(u) + float(by)


def _atom(x: np.ndarray, of: Distribution, by: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the highest value of `of` that is at most x when moved, and the share up to it.

    Moving rounds, so x - by may fall short of a value that became x: the search starts a last place higher.
    """
    away = x - by
    size = np.maximum(np.abs(x), np.abs(away))
    share = of.cdf(away + np.spacing(np.where(np.isfinite(size), size, 0.0)))
    value = of.ppf(share)
    share = np.where(value + by > x, of.cdf(np.nextafter(value, -np.inf)), share)
    return of.ppf(share), share


def cdf(x: ArrayLike, of: Distribution, by: float) -> np.ndarray:
    """Return the shares of draws at or below x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> cdf([10, 12], distribution("uniform", low=0, high=4), 10).tolist()
    [0.0, 0.5]
    """
    check(of, by)
    x, by = np.asarray(x, dtype=np.float64), float(by)
    low, high = support(of, by)
    if of.atoms:
        found = np.where(np.isnan(x), x, _atom(np.where(np.isnan(x), 0.0, x), of, by)[1])
    else:
        found = np.where(x <= low, 0.0, of.cdf(x - by))
    return np.where(x >= high, 1.0, np.where(x < low, 0.0, found))


def pdf(x: ArrayLike, of: Distribution, by: float) -> np.ndarray:
    """Return the densities at x, per unit of x; for a family with atoms, the chances of exactly x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> pdf([10, 12], distribution("poisson", mean=1), 10).round(6).tolist()
    [0.367879, 0.18394]
    """
    check(of, by)
    x, by = np.asarray(x, dtype=np.float64), float(by)
    density = np.where(np.isnan(x), x, 0.0) if only_atoms(of) else of.pdf(x - by)
    if of.atoms:
        value, _ = _atom(np.where(np.isnan(x), 0.0, x), of, by)
        chance = of.pdf(value)
        density = np.where((value + by == x) & (only_atoms(of) | np.isinf(chance)), chance, density)
    return density


def mean(of: Distribution, by: float) -> float:
    """Return the mean, in the unit of the values.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> mean(distribution("exponential", mean=2), 5)
    7.0
    """
    check(of, by)
    return of.mean() + float(by)


def variance(of: Distribution, by: float) -> float:
    """Return the variance: moving does not change it.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> variance(distribution("exponential", mean=2), 5)
    4.0
    """
    check(of, by)
    return of.variance()


def support(of: Distribution, by: float) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> support(distribution("exponential", mean=2), 5)
    (5.0, inf)
    """
    check(of, by)
    low, high = of.support()
    return low + float(by), high + float(by)


def breaks(of: Distribution, by: float) -> tuple[float, ...]:
    """Return the shares at which the value jumps or its rise bends: those of what is moved.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> breaks(distribution("bernoulli", probability=0.25), 5)
    (0.75,)
    """
    check(of, by)
    return of.breaks()
