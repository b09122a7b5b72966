"""A number that is known: every draw is the same."""

import numpy as np
from numpy.typing import ArrayLike

from distributions.arithmetic.arrays import check_finite, checked_shares, elementwise
from distributions.jit import inline, kernel


@inline
def ppf_scalar(u, value):
    """Return the value, whatever u.

    Examples
    --------
    >>> ppf_scalar(0.3, 22.5)
    22.5
    """
    return value


@inline
def cdf_scalar(x, value):
    """Return 1 at and above the value, 0 below it.

    Examples
    --------
    >>> cdf_scalar(22.0, 22.5)
    0.0
    """
    return 1.0 if x >= value else 0.0


@kernel
def _ppf_loop(u, out, value):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], value)


@inline
def _pdf_scalar(x, value):
    return 1.0 if x == value else 0.0


@kernel
def _cdf_loop(x, out, value):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], value)


@kernel
def _pdf_loop(x, out, value):
    for i in range(x.size):
        out[i] = _pdf_scalar(x[i], value)


def check(value: float) -> None:
    """Refuse a value that is not a finite number.

    Raises
    ------
    ValueError
        Names the parameter and its limits.

    Examples
    --------
    >>> check(float("inf"))
    Traceback (most recent call last):
    ValueError: value must be a finite number, not inf
    """
    check_finite(value=value)


def ppf(u: ArrayLike, value: float) -> np.ndarray:
    """Return the values below which shares u of draws lie.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0.1, 0.9], 22.5).tolist()
    [22.5, 22.5]
    """
    check(value)
    return elementwise(_ppf_loop, checked_shares(u), float(value))


def cdf(x: ArrayLike, value: float) -> np.ndarray:
    """Return the shares of draws at or below x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([22, 23], 22.5).tolist()
    [0.0, 1.0]
    """
    check(value)
    return elementwise(_cdf_loop, x, float(value))


def pdf(x: ArrayLike, value: float) -> np.ndarray:
    """Return the chances of exactly x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([22, 22.5], 22.5).tolist()
    [0.0, 1.0]
    """
    check(value)
    return elementwise(_pdf_loop, x, float(value))


def mean(value: float) -> float:
    """Return the mean: the value.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> mean(22.5)
    22.5
    """
    check(value)
    return float(value)


def variance(value: float) -> float:
    """Return the variance, in the square of the unit of the values.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> variance(22.5)
    0.0
    """
    check(value)
    return 0.0


def support(value: float) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support(22.5)
    (22.5, 22.5)
    """
    check(value)
    return float(value), float(value)
