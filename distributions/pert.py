"""PERT: a smooth hump from low to high with its top at the mode, the house's reading of "low, most likely, high".

It is a beta distribution stretched from [0, 1] to [low, high], with

    alpha = 1 + shape * (mode - low) / (high - low),   beta = 2 + shape - alpha,

and shape 4 by convention (Malcolm, Roseboom, Clark and Fazar, *Application of a technique for research and development
program evaluation*, Operations Research 7, 1959); then the mean is (low + 4 mode + high) / 6. Shape 0 is the uniform.

Two ways lead to a value. `ppf` solves the incomplete beta function to rounding error. The engine reads `pert_table`: a
cubic in each of NODES equal steps of **z**, the normal value of the same rank, in which the curve is smooth right into
both tails (in u it is not); it is within 1e-10 of the range from the exact value.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from distributions import normal
from distributions.arithmetic import scalar, special
from distributions.arithmetic.arrays import check_finite, check_order, checked_shares, elementwise
from distributions.jit import inline, kernel

SHAPE = 4.0
"""How strongly the mode draws the values towards itself, by convention."""

MAX_SHAPE = 1000.0

NODES = 1024
"""Steps of the table; a power of two, so that an index can be cut from a number's bits."""

_STEPS_A_UNIT = 62.0  # z runs from -8.258 to 8.258; uniforms of 52 bits reach 8.210
_STEP = 1.0 / _STEPS_A_UNIT
_CENTRE = NODES / 2.0 - 0.5
_TOP = NODES - 0.5 - 1e-9
_ROUNDER = 1.5 * 2.0**52  # adding it leaves a number's nearest integer in the lowest bits

_TINY = 1e-300
_CLOSE_ENOUGH = 3e-16
_MOST_TERMS = 2000
_DENSITY_AT_0 = 0.3989422804014327  # of the standard normal: 1 / sqrt(2 pi)


def alpha_beta(low, mode, high, shape):
    """Return the two parameters of the beta distribution (those of a symmetric one for a range of width zero).

    Examples
    --------
    >>> [float(parameter) for parameter in alpha_beta(0.0, 0.5, 1.0, 4.0)]
    [3.0, 3.0]
    """
    width = high - low
    alpha = 1.0 + (shape * ((mode - low) / width) if width > 0.0 else 0.5 * shape)
    return alpha, max(2.0 + shape - alpha, 1.0)  # rounding may leave it just below


# For kernels only: called from Python it would be compiled anew in every process.
_alpha_beta = inline(alpha_beta)


@inline
def _log_beta_function(a, b):
    return scalar.log_gamma(a) + scalar.log_gamma(b) - scalar.log_gamma(a + b)


@inline
def _share_times_slope(x, a, b):
    """Return the lower tail at x divided by x * density(x): the continued fraction 8.17.22 of the DLMF, times (1-x)/a.

    It converges fast up to the mean, and a little beyond. Evaluated by the method of Lentz.
    """
    c = 1.0
    d = 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > _TINY else _TINY)
    fraction = d
    for m in range(1, _MOST_TERMS):
        even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        d = 1.0 + even * d
        d = 1.0 / (d if abs(d) > _TINY else _TINY)
        c = 1.0 + even / c
        c = c if abs(c) > _TINY else _TINY
        fraction *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        d = 1.0 + odd * d
        d = 1.0 / (d if abs(d) > _TINY else _TINY)
        c = 1.0 + odd / c
        c = c if abs(c) > _TINY else _TINY
        change = d * c
        fraction *= change
        if abs(change - 1.0) <= _CLOSE_ENOUGH:
            break
    return fraction * (1.0 - x) / a


@inline
def _log_lower_tail(x, a, b, log_beta_function, ratio):
    return a * scalar.log(x) + (b - 1.0) * scalar.log1p(-x) - log_beta_function + scalar.log(ratio)


@inline
def _lower_tail(x, a, b, log_beta_function):
    return scalar.exp(_log_lower_tail(x, a, b, log_beta_function, _share_times_slope(x, a, b)))


@inline
def standard_cdf(x, a, b, log_beta_function):
    """Return the share of beta(a, b) draws at or below x, for a and b from 1.

    Examples
    --------
    >>> round(float(standard_cdf(0.25, 1.0, 1.0, 0.0)), 12)  # uniform: B(1, 1) is 1
    0.25
    """
    if x <= _TINY:
        return 0.0
    if x >= 1.0:
        return 1.0
    if x * (a + b) <= a:
        return _lower_tail(x, a, b, log_beta_function)
    return 1.0 - _lower_tail(1.0 - x, b, a, log_beta_function)


@inline
def _newton_on_logs(log_share, a, b, log_beta_function, x):
    """Return where beta(a, b) has this lower tail (of at most a half), starting from the guess x, and ratio there.

    The logarithm of the tail is increasing and concave in log x (a, b at least 1), so that a Newton step from anywhere
    lands at or below the root, and the next ones climb to it: no bracket is needed. Near the root Halley's correction
    makes a step cubic, and a start from a neighbouring node needs only one.
    """
    ratio = _share_times_slope(x, a, b)
    for _ in range(100):
        step = (log_share - _log_lower_tail(x, a, b, log_beta_function, ratio)) * ratio
        if abs(step) < 0.1:
            bend = (a - (b - 1.0) * x / (1.0 - x) - 1.0 / ratio) * 0.5 * step
            step = step / (1.0 + (bend if bend > -0.5 else -0.5))
        moved = x * scalar.exp(step)
        x = moved if moved < 1.0 else 0.5 * (1.0 + x)
        ratio = _share_times_slope(x, a, b)
        if abs(step) < 2e-6:
            break
    return x, ratio


@inline
def _first_guess(log_share, a, log_beta_function):
    # The tail is at most x**a / (a * B(a, b)): solving that for x gives a start at or below the root.
    return scalar.exp(min((log_share + scalar.log(a) + log_beta_function) / a, -1e-3))


@inline
def standard_ppf(u, a, b, log_beta_function):
    """Return the value in [0, 1] below which a share u of beta(a, b) draws lies, for a and b from 1.

    Examples
    --------
    >>> round(float(standard_ppf(0.25, 1.0, 1.0, 0.0)), 12)
    0.25
    """
    if u <= 0.0:
        return 0.0
    if u >= 1.0:
        return 1.0
    # The smaller tail is solved for, so that neither end loses digits.
    if u <= 0.5:
        log_share = scalar.log(max(u, normal.SMALLEST))
        return _newton_on_logs(log_share, a, b, log_beta_function, _first_guess(log_share, a, log_beta_function))[0]
    log_share = scalar.log(1.0 - u)
    return 1.0 - _newton_on_logs(log_share, b, a, log_beta_function, _first_guess(log_share, b, log_beta_function))[0]


@inline
def _march(a, b, log_beta_function, values, slopes):
    """Fill values[j] and slopes[j] (along a step) of the lower tail, from far out (j = 0) to the median (last j)."""
    last = values.size - 1
    x = 0.0
    rate = 0.0
    before = 0.0
    for j in range(last + 1):
        z = (last - j) * _STEP
        mills = normal.mills(z)
        log_share = scalar.log(mills) - 0.5 * z * z
        if j == 0:
            x = _first_guess(log_share, a, log_beta_function)
        else:
            # Two-step Adams-Bashforth on log x: so near that one step of the solver is enough.
            guess = x * scalar.exp(1.5 * rate - 0.5 * (before if j > 1 else rate))
            x = guess if guess < 1.0 else 0.5 * (1.0 + x)
        before = rate
        x, ratio = _newton_on_logs(log_share, a, b, log_beta_function, x)
        rate = _STEP * ratio * _DENSITY_AT_0 / mills
        values[j] = x
        slopes[j] = x * rate


@kernel
def _fill_table(a, b, table):
    half = NODES // 2
    log_beta_function = _log_beta_function(a, b)
    low, low_slope = np.empty(half + 1), np.empty(half + 1)
    high, high_slope = np.empty(half + 1), np.empty(half + 1)
    _march(a, b, log_beta_function, low, low_slope)
    _march(b, a, log_beta_function, high, high_slope)
    high[half] = 1.0 - low[half]  # the halves meet in one value: rounding must not leave a step at the median
    for k in range(NODES):
        if k < half:
            left, right, left_slope, right_slope = low[k], low[k + 1], low_slope[k], low_slope[k + 1]
            rise, middle = right - left, 0.5 * (left + right)
        else:
            j = NODES - k
            left, right, left_slope, right_slope = high[j], high[j - 1], high_slope[j], high_slope[j - 1]
            rise, middle = left - right, 1.0 - 0.5 * (left + right)
        # Hermite's cubic through both ends with their slopes, about the middle of the step.
        table[k, 0] = middle + (left_slope - right_slope) / 8.0
        table[k, 1] = 1.5 * rise - (left_slope + right_slope) / 4.0
        table[k, 2] = (right_slope - left_slope) / 2.0
        table[k, 3] = left_slope + right_slope - 2.0 * rise


@lru_cache(maxsize=256)
def pert_table(alpha: float, beta: float) -> np.ndarray:
    """Return the table that `pert_from_z` reads, for the standard PERT on [0, 1].

    Parameters
    ----------
    alpha, beta
        From `alpha_beta`: from 1 to 1 + MAX_SHAPE each.

    Returns
    -------
    float64[NODES, 4]
        Coefficients of 1, t, t**2 and t**3 in each step of z, with t from -1/2 to 1/2. Read-only, since it is kept.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pert_table(3.0, 3.0).shape
    (1024, 4)
    """
    for name, value in (("alpha", alpha), ("beta", beta)):
        if not 1.0 <= value <= 1.0 + MAX_SHAPE:
            raise ValueError(f"{name} must be from 1 to {1.0 + MAX_SHAPE:g}, not {value}")
    table = np.empty((NODES, 4))
    _fill_table(float(alpha), float(beta), table)
    table.flags.writeable = False
    return table


@inline
def pert_from_z(tables, k, z):
    """Return the standard PERT value in [0, 1] at the rank of the standard normal value z, from table number k.

    Parameters
    ----------
    tables
        float64[TABLE, NODES, 4], a stack of `pert_table` results.
    k
        Which table.
    z
        Standard normal value. Beyond 8.258 either side the value there is given.

    Examples
    --------
    >>> round(float(pert_from_z(pert_table(3.0, 3.0)[np.newaxis], 0, 0.0)), 12)
    0.5
    """
    position = min(max(z * _STEPS_A_UNIT + _CENTRE, -0.5), _TOP)
    # Adding 1.5 * 2**52 rounds to the nearest step and leaves its number in the lowest bits.
    rounder = position + _ROUNDER
    t = position - (rounder - _ROUNDER)
    step = np.float64(rounder).view(np.int64) & (NODES - 1)
    value = tables[k, step, 0] + t * (tables[k, step, 1] + t * (tables[k, step, 2] + t * tables[k, step, 3]))
    return min(max(value, 0.0), 1.0)


@inline
def ppf_scalar(u, low, mode, high, shape=SHAPE):
    """Return the value below which a share u of draws lies, to rounding error.

    Examples
    --------
    >>> round(float(ppf_scalar(0.5, 5.0, 6.5, 8.0, 4.0)), 12)
    6.5
    """
    a, b = _alpha_beta(low, mode, high, shape)
    return min(low + (high - low) * standard_ppf(u, a, b, _log_beta_function(a, b)), high)


@inline
def cdf_scalar(x, low, mode, high, shape=SHAPE):
    """Return the share of draws at or below x.

    Examples
    --------
    >>> round(float(cdf_scalar(6.5, 5.0, 6.5, 8.0, 4.0)), 12)
    0.5
    """
    if x >= high:
        return 1.0
    if x <= low:
        return 0.0
    a, b = _alpha_beta(low, mode, high, shape)
    return standard_cdf((x - low) / (high - low), a, b, _log_beta_function(a, b))


@kernel
def _ppf_loop(u, out, low, mode, high, shape):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], low, mode, high, shape)


@kernel
def _ppf_from_z_loop(z, out, low, high, tables):
    for i in range(z.size):
        out[i] = min(low + (high - low) * pert_from_z(tables, 0, z[i]), high)


@inline
def _pdf_scalar(x, low, mode, high, shape):
    width = high - low
    if width <= 0.0:
        return np.inf if x == low else 0.0
    if x < low or x > high:
        return 0.0
    a, b = _alpha_beta(low, mode, high, shape)
    if x in (low, high):
        near, far = (a, b) if x == low else (b, a)
        return far / width if near == 1.0 else 0.0
    x, y = (x - low) / width, (high - x) / width
    return scalar.exp(special.log_beta_weight(x, y, a, b)) / x / y / width


@kernel
def _cdf_loop(x, out, low, mode, high, shape):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], low, mode, high, shape)


@kernel
def _pdf_loop(x, out, low, mode, high, shape):
    for i in range(x.size):
        out[i] = _pdf_scalar(x[i], low, mode, high, shape)


def check(low: float, mode: float, high: float, shape: float = SHAPE) -> None:
    """Refuse parameters that make no PERT.

    Raises
    ------
    ValueError
        Not low <= mode <= high, all finite, or shape outside 0 to MAX_SHAPE.

    Examples
    --------
    >>> check(1.0, 2.0, 3.0, -0.1)
    Traceback (most recent call last):
    ValueError: shape must be from 0 to 1000, not -0.1
    """
    check_order(low, mode, high)
    check_finite(shape=shape)
    if not 0.0 <= shape <= MAX_SHAPE:
        raise ValueError(f"shape must be from 0 to {MAX_SHAPE:g}, not {shape}")


def ppf(u: ArrayLike, low: float, mode: float, high: float, shape: float = SHAPE) -> np.ndarray:
    """Return the values below which shares u of draws lie, to rounding error.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0, 0.5, 1], 5, 6.5, 8).round(12).tolist()
    [5.0, 6.5, 8.0]
    """
    check(low, mode, high, shape)
    return elementwise(_ppf_loop, checked_shares(u), float(low), float(mode), float(high), float(shape))


def ppf_from_z(z: ArrayLike, low: float, mode: float, high: float, shape: float = SHAPE) -> np.ndarray:
    """Return the values at the ranks of standard normal values z, as the engine does: within 1e-10 of the range.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> ppf_from_z([-9, 0, 9], 5, 6.5, 8).round(3).tolist()
    [5.0, 6.5, 8.0]
    """
    check(low, mode, high, shape)
    tables = pert_table(*alpha_beta(float(low), float(mode), float(high), float(shape))).copy()[np.newaxis]
    return elementwise(_ppf_from_z_loop, z, float(low), float(high), tables)


def cdf(x: ArrayLike, low: float, mode: float, high: float, shape: float = SHAPE) -> np.ndarray:
    """Return the shares of draws at or below x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([5, 6.5, 9], 5, 6.5, 8).round(12).tolist()
    [0.0, 0.5, 1.0]
    """
    check(low, mode, high, shape)
    return elementwise(_cdf_loop, x, float(low), float(mode), float(high), float(shape))


def pdf(x: ArrayLike, low: float, mode: float, high: float, shape: float = SHAPE) -> np.ndarray:
    """Return the densities at x, per unit of x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([4, 6.5], 5, 6.5, 8).round(6).tolist()
    [0.0, 0.625]
    """
    check(low, mode, high, shape)
    return elementwise(_pdf_loop, x, float(low), float(mode), float(high), float(shape))


def mean(low: float, mode: float, high: float, shape: float = SHAPE) -> float:
    """Return the mean, (low + shape * mode + high) / (2 + shape), in the unit of the parameters.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> mean(5, 6, 10)
    6.5
    """
    check(low, mode, high, shape)
    alpha, beta = alpha_beta(float(low), float(mode), float(high), float(shape))
    return low + (high - low) * (alpha / (alpha + beta))


def variance(low: float, mode: float, high: float, shape: float = SHAPE) -> float:
    """Return the variance, in the square of the unit of the parameters.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> round(variance(5, 6.5, 8), 12)
    0.321428571429
    """
    check(low, mode, high, shape)
    alpha, beta = alpha_beta(float(low), float(mode), float(high), float(shape))
    total = alpha + beta
    return (high - low) * (high - low) * (alpha * beta) / (total * total * (total + 1.0))


def support(low: float, mode: float, high: float, shape: float = SHAPE) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support(5, 6.5, 8)
    (5.0, 8.0)
    """
    check(low, mode, high, shape)
    return float(low), float(high)
