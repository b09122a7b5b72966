"""Something that happens (1) or does not (0), with a probability: an event, or a decision to decline."""

import numpy as np
from numpy.typing import ArrayLike

from distributions.arithmetic.arrays import checked_shares, elementwise
from distributions.jit import inline, kernel


@inline
def ppf_scalar(u, probability):
    """Return 1 when u is above 1 - probability, else 0: a higher uniform is what makes it happen.

    Examples
    --------
    >>> ppf_scalar(0.8, 0.3)
    1.0
    """
    return 1.0 if u > 1.0 - probability or probability >= 1.0 else 0.0


@inline
def cdf_scalar(x, probability):
    """Return the share of draws at or below x.

    Examples
    --------
    >>> cdf_scalar(0.0, 0.3)
    0.7
    """
    if x >= 1.0:
        return 1.0
    return 1.0 - probability if x >= 0.0 else 0.0


@kernel
def _ppf_loop(u, out, probability):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], probability)


@inline
def _pdf_scalar(x, probability):
    if x == 1.0:
        return probability
    return 1.0 - probability if x == 0.0 else 0.0


@kernel
def _cdf_loop(x, out, probability):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], probability)


@kernel
def _pdf_loop(x, out, probability):
    for i in range(x.size):
        out[i] = _pdf_scalar(x[i], probability)


def check(probability: float) -> None:
    """Refuse what is no probability.

    Raises
    ------
    ValueError
        Outside 0 to 1, or not a number; the message names the parameter and its limits.

    Examples
    --------
    >>> check(1.1)
    Traceback (most recent call last):
    ValueError: probability must be from 0 to 1, not 1.1
    """
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"probability must be from 0 to 1, not {probability}")


def ppf(u: ArrayLike, probability: float) -> np.ndarray:
    """Return the values below which shares u of draws lie.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0.1, 0.69, 0.71], 0.3).tolist()
    [0.0, 0.0, 1.0]
    """
    check(probability)
    return elementwise(_ppf_loop, checked_shares(u), float(probability))


def cdf(x: ArrayLike, probability: float) -> np.ndarray:
    """Return the shares of draws at or below x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([-1, 0, 1], 0.3).tolist()
    [0.0, 0.7, 1.0]
    """
    check(probability)
    return elementwise(_cdf_loop, x, float(probability))


def pdf(x: ArrayLike, probability: float) -> np.ndarray:
    """Return the chances of exactly x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([0, 0.5, 1], 0.3).tolist()
    [0.7, 0.0, 0.3]
    """
    check(probability)
    return elementwise(_pdf_loop, x, float(probability))


def mean(probability: float) -> float:
    """Return the mean: the probability.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> mean(0.3)
    0.3
    """
    check(probability)
    return float(probability)


def variance(probability: float) -> float:
    """Return the variance, in the square of the unit of the values.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> variance(0.3)
    0.21
    """
    check(probability)
    return probability * (1.0 - probability)


def support(probability: float) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support(0.3)
    (0.0, 1.0)
    """
    check(probability)
    return (1.0 if probability == 1.0 else 0.0), (0.0 if probability == 0.0 else 1.0)


def breaks(probability: float) -> tuple[float, ...]:
    """Return the share inside (0, 1) at which the ppf jumps, if there is one.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> breaks(0.3)
    (0.7,)
    """
    check(probability)
    return (1.0 - float(probability),) if 0.0 < probability < 1.0 else ()
