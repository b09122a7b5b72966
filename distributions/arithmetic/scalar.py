"""Logarithm, exponential and their relatives, from ``+ - * /``, square roots and bit operations only.

A system's own mathematics library differs from machine to machine in the last bits. These functions give the same bits
everywhere, compiled or not, and have no branches where they sit in inner loops, so those loops vectorise. `log` and
`exp` are within one unit in the last place; their polynomials are Chebyshev fits of our own to the functions named
beside them.
"""

import math

import numpy as np

from distributions.jit import inline

_LN2_HIGH = 0.6931471803691238  # ln 2 to 32 bits, so that its product with an exponent is exact
_LN2_LOW = 1.9082149292705877e-10
_LOG2_E = 1.4426950408889634

_MANTISSA = 0x000FFFFFFFFFFFFF
_EXPONENT_OF_2_52 = 0x4330000000000000
_BITS_OF_ROOT_HALF = 0x3FE6A09E00000000
_ONE_LESS_ROOT_HALF = 0x3FF0000000000000 - _BITS_OF_ROOT_HALF
_TWO_52_AND_BIAS = 2.0**52 + 1023.0
_ROUNDER = 1.5 * 2.0**52  # adding it leaves a number's nearest integer in the lowest bits
_BITS_OF_ROUNDER_LESS_BIAS = 0x4338000000000000 - 1023

_EXP_LOWEST = -708.0
_EXP_HIGHEST = 709.0

_HALF_LN2 = 0.34657359027997264
_HALF_LOG_2PI = 0.9189385332046728
_HALF_PI = 1.5707963267948966


@inline
def log(x):
    """Return the natural logarithm of a normal positive number (at least 2**-1022).

    Examples
    --------
    >>> float(log(1.0))
    0.0
    """
    # x = 2**k * (1 + f) with 1 + f from sqrt(1/2) to sqrt(2).
    shifted = np.float64(x).view(np.int64) + _ONE_LESS_ROOT_HALF
    k = np.int64((shifted >> 52) | _EXPONENT_OF_2_52).view(np.float64) - _TWO_52_AND_BIAS
    f = np.int64((shifted & _MANTISSA) + _BITS_OF_ROOT_HALF).view(np.float64) - 1.0
    # log(1 + f) = 2 artanh(s), whose series in s is 2s + s * rest(s**2).
    s = f / (2.0 + f)
    z = s * s
    rest = 0.22222211112104948 + z * (0.1818289077802613 + z * (0.15331666676597175 + z * 0.146171283998073))
    rest = z * (0.666666666666667 + z * (0.399999999998992 + z * (0.2857142862611452 + z * rest)))
    # 2s = f - s*f and s*f = f*f/2 - s*f*f/2: f itself is exact, so that the roundings fall on small terms.
    half_square = 0.5 * f * f
    return k * _LN2_HIGH - ((half_square - (s * (half_square + rest) + k * _LN2_LOW)) - f)


@inline
def _beyond_first_order(r):
    """Return q in exp(r) = 1 + r + r*r * q, for r within half of ln 2 either side of 0."""
    q = 2.480152119021773e-05 + r * (2.7557268378684192e-06 + r * (2.7620138719733994e-07 + r * 2.5100424157005067e-08))
    q = 0.008333333333330051 + r * (0.0013888888917281794 + r * (0.00019841269863105968 + r * q))
    return 0.5000000000000001 + r * (0.16666666666666669 + r * (0.04166666666662399 + r * q))


@inline
def exp_of_sum(high, low):
    """Return exp(high + low) for a `low` so small that it may be lost in `high`: 0 below -708, as at 709 above that.

    Examples
    --------
    >>> bool(exp_of_sum(1.0, 1e-17) == exp(1.0))
    True
    """
    clamped = min(max(high, _EXP_LOWEST), _EXP_HIGHEST)
    rounder = clamped * _LOG2_E + _ROUNDER
    k = rounder - _ROUNDER
    r = (clamped - k * _LN2_HIGH) - (k * _LN2_LOW - low)
    q = _beyond_first_order(r)
    power = np.int64((np.float64(rounder).view(np.int64) - _BITS_OF_ROUNDER_LESS_BIAS) << 52).view(np.float64)
    result = (1.0 + (r + r * r * q)) * power
    return result if high >= _EXP_LOWEST else 0.0


@inline
def exp(x):
    """Return the exponential of x: 0 below -708, and as at 709 above that.

    Examples
    --------
    >>> float(exp(0.0)), float(exp(-1000.0))
    (1.0, 0.0)
    """
    return exp_of_sum(x, 0.0)


@inline
def expm1(x):
    """Return exp(x) - 1, accurate near 0 too (within 4 units in the last place); as at 709 above that.

    Examples
    --------
    >>> float(expm1(1e-20))
    1e-20
    """
    near = x + x * x * _beyond_first_order(min(max(x, -_HALF_LN2), _HALF_LN2))
    return near if abs(x) <= _HALF_LN2 else exp(x) - 1.0


@inline
def log1p(x):
    """Return log(1 + x) for x above -1, accurate near 0 too.

    Examples
    --------
    >>> float(log1p(1e-20))
    1e-20
    """
    whole = 1.0 + x
    # What rounding lost from 1 + x, put back to first order.
    return log(whole) + (x - (whole - 1.0)) / whole


@inline
def log1p_less_x(x):
    """Return log(1 + x) - x, about -x*x/2, for x from -0.4 to 0.7: the series of the logarithm without its first term.

    With s = x / (2 + x), log(1 + x) = 2 artanh(s), and x = 2s + x*s: what is left is -x*s plus the series from s**3.

    Examples
    --------
    >>> float(log1p_less_x(1e-10))
    -4.999999999666667e-21
    """
    s = x / (2.0 + x)
    z = s * s  # at most 1/16
    series = 0.0
    for k in range(14, 0, -1):
        series = z * series + 1.0 / (2.0 * k + 1.0)
    return s * (2.0 * z * series - x)


@inline
def log_gamma(x):
    """Return the logarithm of the gamma function of a positive x, within 1e-14 of max(1, its size).

    Examples
    --------
    >>> round(float(log_gamma(5.0) - log(24.0)), 14)
    0.0
    """
    # Stirling's series from 12 upwards, reached by the recurrence gamma(x + 1) = x * gamma(x).
    product = 1.0
    while x < 12.0:
        product *= x
        x += 1.0
    w = 1.0 / (x * x)
    series = 1.0 / 1188.0 + w * (-691.0 / 360360.0 + w * (1.0 / 156.0))
    series = (1.0 / 12.0 + w * (-1.0 / 360.0 + w * (1.0 / 1260.0 + w * (-1.0 / 1680.0 + w * series)))) / x
    return (x - 0.5) * log(x) - x + _HALF_LOG_2PI + series - log(product)


@inline
def stirling_error(x):
    """Return how far log gamma of a positive x is above Stirling's (x - 1/2) log x - x + log(2 pi)/2.

    About 1/(12x) for a large x, where the difference of the two would have lost its digits.

    Examples
    --------
    >>> round(float(stirling_error(1e6) * 12e6), 9)
    1.0
    """
    if x < 12.0:
        return log_gamma(x) - ((x - 0.5) * log(x) - x + _HALF_LOG_2PI)
    w = 1.0 / (x * x)
    series = 1.0 / 1188.0 + w * (-691.0 / 360360.0 + w * (1.0 / 156.0))
    return (1.0 / 12.0 + w * (-1.0 / 360.0 + w * (1.0 / 1260.0 + w * (-1.0 / 1680.0 + w * series)))) / x


@inline
def sine(x):
    """Return the sine of an angle of at most a quarter of pi either side of 0 (Taylor's series to x**17).

    Examples
    --------
    >>> round(float(sine(0.5)), 12)
    0.479425538604
    """
    z = x * x
    series = -1.0 / 39916800.0 + z * (1.0 / 6227020800.0 - z / 1307674368000.0)
    series = -1.0 / 6.0 + z * (1.0 / 120.0 + z * (-1.0 / 5040.0 + z * (1.0 / 362880.0 + z * series)))
    return x + x * z * series


@inline
def arcsine(x):
    """Return the angle from minus to plus half of pi whose sine is x, for x from -1 to 1, within 3e-16.

    Examples
    --------
    >>> [round(float(arcsine(x)), 6) for x in (-1.0, 0.5, 1.0)]
    [-1.570796, 0.523599, 1.570796]
    """
    size = min(abs(x), 1.0)
    # Near 1 the root of what is left to 1 stands for it: arcsin(x) = pi/2 - 2 arcsin(sqrt((1 - x) / 2)).
    far = size > 0.5
    z = 0.5 * (1.0 - size) if far else size * size
    s = math.sqrt(z) if far else size
    # arcsin(s) = s + s*z * series(z) for z from 0 to a quarter; a fit of our own within 2e-17.
    series = -0.014851887071247204 + z * 0.028757851367421566
    series = 0.010322814350185780 + z * (0.005457506718640358 + z * (0.017400879442694020 + z * series))
    series = 0.017352392720869973 + z * (0.013971212973552933 + z * (0.011479177415184906 + z * series))
    series = 0.044642857146355430 + z * (0.030381944138531247 + z * (0.022372172942149890 + z * series))
    series = 0.166666666666666690 + z * (0.074999999999984330 + z * series)
    angle = s + s * z * series
    angle = _HALF_PI - 2.0 * angle if far else angle
    return angle if x >= 0.0 else -angle
