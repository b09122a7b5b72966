"""The beta distribution on a range: a share, or anything between two limits, in any shape from a hump to a bath.

The share below low + (high - low) * x is the regularised incomplete beta function I(x; alpha, beta) (DLMF 8.17.2),
which `special` has. PERT is the same distribution with its parameters said another way.
"""

import numpy as np
from numpy.typing import ArrayLike

from distributions.arithmetic import scalar, special
from distributions.arithmetic.arrays import check_finite, check_order, checked_shares, elementwise
from distributions.jit import inline, kernel

SMALLEST = 1e-3
LARGEST = 1e6


@inline
def ppf_scalar(u, alpha, beta, low, high):
    """Return the value below which a share u of draws lies.

    Examples
    --------
    >>> round(float(ppf_scalar(0.5, 2.0, 2.0, 5.0, 8.0)), 12)
    6.5
    """
    width = high - low
    if width <= 0.0:
        return low
    x, y = special.beta_ppf(u, alpha, beta)
    # From the nearer end, so that neither end loses digits.
    return min(low + width * x, high) if x <= 0.5 else max(high - width * y, low)


@inline
def cdf_scalar(x, alpha, beta, low, high):
    """Return the share of draws at or below x.

    Examples
    --------
    >>> round(float(cdf_scalar(5.75, 1.0, 1.0, 5.0, 8.0)), 12)
    0.25
    """
    if x >= high:
        return 1.0
    if x <= low:
        return 0.0
    width = high - low
    return special.beta_tails((x - low) / width, (high - x) / width, alpha, beta)[0]


@inline
def _pdf_scalar(x, alpha, beta, low, high):
    width = high - low
    if width <= 0.0:
        return np.inf if x == low else 0.0
    if x < low or x > high:
        return 0.0
    if x in (low, high):
        near, far = (alpha, beta) if x == low else (beta, alpha)
        if near != 1.0:
            return 0.0 if near > 1.0 else np.inf
        return far / width
    x, y = (x - low) / width, (high - x) / width
    return scalar.exp(special.log_beta_weight(x, y, alpha, beta)) / x / y / width


@kernel
def _ppf_loop(u, out, alpha, beta, low, high):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], alpha, beta, low, high)


@kernel
def _cdf_loop(x, out, alpha, beta, low, high):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], alpha, beta, low, high)


@kernel
def _pdf_loop(x, out, alpha, beta, low, high):
    for i in range(x.size):
        out[i] = _pdf_scalar(x[i], alpha, beta, low, high)


def check(alpha: float, beta: float, low: float = 0.0, high: float = 1.0) -> None:
    """Refuse parameters that make no beta distribution.

    Raises
    ------
    ValueError
        A parameter is not finite, alpha or beta is outside SMALLEST to LARGEST, or low is above high.

    Examples
    --------
    >>> check(0.0, 1.0)
    Traceback (most recent call last):
    ValueError: alpha must be from 0.001 to 1e+06, not 0.0
    """
    check_finite(alpha=alpha, beta=beta)
    for name, value in (("alpha", alpha), ("beta", beta)):
        if not SMALLEST <= value <= LARGEST:
            raise ValueError(f"{name} must be from {SMALLEST:g} to {LARGEST:g}, not {value}")
    check_order(low, low, high)


def ppf(u: ArrayLike, alpha: float, beta: float, low: float = 0.0, high: float = 1.0) -> np.ndarray:
    """Return the values below which shares u of draws lie; the shape is that of u.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0, 0.5, 1], 2, 3).round(4).tolist()
    [0.0, 0.3857, 1.0]
    """
    check(alpha, beta, low, high)
    return elementwise(_ppf_loop, checked_shares(u), float(alpha), float(beta), float(low), float(high))


def cdf(x: ArrayLike, alpha: float, beta: float, low: float = 0.0, high: float = 1.0) -> np.ndarray:
    """Return the shares of draws at or below x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([0, 0.5], 2, 3).round(4).tolist()
    [0.0, 0.6875]
    """
    check(alpha, beta, low, high)
    return elementwise(_cdf_loop, x, float(alpha), float(beta), float(low), float(high))


def pdf(x: ArrayLike, alpha: float, beta: float, low: float = 0.0, high: float = 1.0) -> np.ndarray:
    """Return the densities at x, per unit of x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([0, 0.5], 2, 3).round(4).tolist()
    [0.0, 1.5]
    """
    check(alpha, beta, low, high)
    return elementwise(_pdf_loop, x, float(alpha), float(beta), float(low), float(high))


def mean(alpha: float, beta: float, low: float = 0.0, high: float = 1.0) -> float:
    """Return the mean, low + (high - low) * alpha / (alpha + beta), in the unit of low and high.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> mean(2, 3)
    0.4
    """
    check(alpha, beta, low, high)
    share = float(alpha) / (float(alpha) + float(beta))
    return float(low) + (float(high) - float(low)) * share


def variance(alpha: float, beta: float, low: float = 0.0, high: float = 1.0) -> float:
    """Return the variance, in the square of the unit of the values.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> round(variance(2, 3), 12)
    0.04
    """
    check(alpha, beta, low, high)
    total, width = float(alpha) + float(beta), float(high) - float(low)
    return width * width * (alpha / total) * (beta / total) / (total + 1.0)


def support(alpha: float, beta: float, low: float = 0.0, high: float = 1.0) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support(2, 3, 5, 8)
    (5.0, 8.0)
    """
    check(alpha, beta, low, high)
    return float(low), float(high)
