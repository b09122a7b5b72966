"""The Weibull distribution: how long a thing lasts, with a chance of failing that grows or shrinks with age.

The share above x is exp(-(x / scale)**shape) (Weibull, *A statistical distribution function of wide applicability*,
1951). Shape 1 is the exponential; above 1 failures become likelier with age, below 1 rarer.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from distributions import normal
from distributions.arithmetic import scalar
from distributions.arithmetic.arrays import check_finite, checked_shares, elementwise
from distributions.jit import inline, kernel

MIN_SHAPE = 0.1
MAX_SHAPE = 1000.0

_ZETA = (
    1.6449340668482264, 1.2020569031595942, 1.0823232337111382, 1.03692775514337, 1.0173430619844492,
    1.0083492773819228, 1.0040773561979444, 1.0020083928260821, 1.000994575127818, 1.0004941886041194,
    1.000246086553308, 1.0001227133475785, 1.0000612481350588, 1.000030588236307, 1.0000152822594086,
    1.000007637197638, 1.0000038172932649, 1.0000019082127165, 1.0000009539620338,
)  # fmt: skip
"""Riemann's zeta function at 2, 3, and so on: log gamma(1 + e) = -0.577 e + sum of zeta(k) (-e)**k / k (DLMF 5.7.3)."""


@inline
def _power(ratio, shape):
    return scalar.exp(shape * scalar.log(max(ratio, normal.SMALLEST)))


@inline
def ppf_scalar(u, shape, scale):
    """Return the value below which a share u of draws lies.

    Examples
    --------
    >>> round(float(ppf_scalar(0.5, 1.0, 2.0)), 6)  # twice the logarithm of 2
    1.386294
    """
    if scale <= 0.0 or u <= 0.0:
        return 0.0
    if u >= 1.0:
        return np.inf
    return scale * scalar.exp(scalar.log(-scalar.log1p(-max(u, normal.SMALLEST))) / shape)


@inline
def cdf_scalar(x, shape, scale):
    """Return the share of draws at or below x.

    Examples
    --------
    >>> round(float(cdf_scalar(2.0, 3.0, 2.0)), 6)  # 1 - 1/e
    0.632121
    """
    if scale <= 0.0:
        return 1.0 if x >= 0.0 else 0.0
    if x <= 0.0:
        return 0.0
    return -scalar.expm1(-_power(x / scale, shape))


@inline
def _pdf_scalar(x, shape, scale):
    if scale <= 0.0:
        return np.inf if x == 0.0 else 0.0
    y = x / scale
    if y <= 0.0 or y > 1e300:
        if y != 0.0 or shape > 1.0:
            return 0.0
        return 1.0 / scale if shape == 1.0 else np.inf
    power = _power(y, shape)
    return shape / scale * scalar.exp(-power) * power / y


@kernel
def _ppf_loop(u, out, shape, scale):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], shape, scale)


@kernel
def _cdf_loop(x, out, shape, scale):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], shape, scale)


@kernel
def _pdf_loop(x, out, shape, scale):
    for i in range(x.size):
        out[i] = _pdf_scalar(x[i], shape, scale)


def check(shape: float, scale: float) -> None:
    """Refuse parameters that make no Weibull distribution.

    Raises
    ------
    ValueError
        A parameter is not finite, shape is outside MIN_SHAPE to MAX_SHAPE, or scale is negative.

    Examples
    --------
    >>> check(0.0, 1.0)
    Traceback (most recent call last):
    ValueError: shape must be from 0.1 to 1000, not 0.0
    """
    check_finite(shape=shape, scale=scale)
    if not MIN_SHAPE <= shape <= MAX_SHAPE:
        raise ValueError(f"shape must be from {MIN_SHAPE:g} to {MAX_SHAPE:g}, not {shape}")
    if scale < 0.0:
        raise ValueError(f"scale must be at least 0, not {scale}")


def ppf(u: ArrayLike, shape: float, scale: float) -> np.ndarray:
    """Return the values below which shares u of draws lie; the shape is that of u.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0.1, 0.9], 2, 10).round(3).tolist()
    [3.246, 15.174]
    """
    check(shape, scale)
    return elementwise(_ppf_loop, checked_shares(u), float(shape), float(scale))


def cdf(x: ArrayLike, shape: float, scale: float) -> np.ndarray:
    """Return the shares of draws at or below x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([0, 10], 2, 10).round(3).tolist()
    [0.0, 0.632]
    """
    check(shape, scale)
    return elementwise(_cdf_loop, x, float(shape), float(scale))


def pdf(x: ArrayLike, shape: float, scale: float) -> np.ndarray:
    """Return the densities at x, per unit of x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([-1, 10], 2, 10).round(4).tolist()
    [0.0, 0.0736]
    """
    check(shape, scale)
    return elementwise(_pdf_loop, x, float(shape), float(scale))


def mean(shape: float, scale: float) -> float:
    """Return the mean, scale * gamma(1 + 1/shape), in the unit of the values.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> round(mean(2, 10), 6)
    8.862269
    """
    check(shape, scale)
    return float(scale) * float(scalar.exp(scalar.log_gamma(1.0 + 1.0 / float(shape))))


def variance(shape: float, scale: float) -> float:
    """Return the variance, scale**2 * (gamma(1 + 2/shape) - gamma(1 + 1/shape)**2).

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> round(variance(2, 10), 6)
    21.460184
    """
    check(shape, scale)
    e = 1.0 / float(shape)
    if e > 0.1:
        rise = scalar.log_gamma(1.0 + 2.0 * e) - 2.0 * scalar.log_gamma(1.0 + e)
    else:  # the two nearly cancel: the difference of their series does not
        rise, power, double = 0.0, -e, 2.0
        for k, zeta in enumerate(_ZETA, start=2):
            power, double = -e * power, 2.0 * double
            rise += zeta * power * (double - 2.0) / k
    middle = mean(shape, scale)
    return middle * middle * float(scalar.expm1(rise))


def support(shape: float, scale: float) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support(2, 10)
    (0.0, inf)
    """
    check(shape, scale)
    return 0.0, (math.inf if scale > 0.0 else 0.0)
