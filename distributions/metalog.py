"""The metalog: a quantile function that is a sum of terms, as many as it takes to go through given percentiles.

At the share u, with L = log(u / (1 - u)) and s = u - 1/2, it is

    M(u) = a1 + a2 L + a3 s L + a4 s + a5 s**2 + a6 s**2 L + a7 s**3 + a8 s**3 L + ...

(Keelin, *The metalog distributions*, Decision Analysis 13, 2016). With a lower limit the value is lower + exp(M), with
an upper one upper - exp(-M), and between two limits lower + (upper - lower) / (1 + exp(-M)): the semi-bounded and the
bounded (logit) metalog. Not all coefficients make an increasing M; others are refused.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from distributions.arithmetic import scalar
from distributions.arithmetic.arrays import checked_shares, elementwise
from distributions.arithmetic.weights import check_numbers
from distributions.jit import inline, kernel

MOST_TERMS = 30

_FURTHEST = 700.0  # L runs from minus this to this where a value is looked up; exp of it is still a number
_MOST_STEPS = 200
_PLACES = 2561  # of L, from -40 to 40, where the slope is looked at; around each dip, twice 33 more
_DIP_PLACES = 33
_ROUNDING = 1e-13  # slopes this much below 0, as a share of their terms' sizes, are rounding

_REACH = 60.0  # of the integrals over L: beyond, what is left falls like exp(-L)
_FIRST_STEP = 1.0 / 16.0
_MOST_HALVINGS = 8


@inline
def _sum_of_terms(s, logit, a):
    """Return M where u - 1/2 is s and log(u / (1 - u)) is logit."""
    total = a[0]
    if a.size > 1:
        total += a[1] * logit
    if a.size > 2:
        total += a[2] * (s * logit)
    if a.size > 3:
        total += a[3] * s
    power = s
    for i in range(4, a.size):
        if i % 2 == 0:
            power *= s
            total += a[i] * power
        else:
            total += a[i] * (power * logit)
    return total


@inline
def _slope_and_size(s, logit, q, a):
    """Return dM/dL, and the sum of its terms' sizes; q is u * (1 - u), which is ds/dL."""
    slope = 0.0
    size = 0.0
    power = 1.0  # s**(k - 1) for the term with s**k
    for i in range(1, a.size):
        if i == 1:
            term = a[1]
        elif i == 2:
            term = a[2] * (s + q * logit)
        elif i == 3:
            term = a[3] * q
        elif i % 2 == 0:
            power *= s
            term = a[i] * ((i // 2) * power * q)
        else:
            term = a[i] * (power * (s + (i // 2) * q * logit))
        slope += term
        size += abs(term)
    return slope, size


@inline
def _place(logit):
    """Return u, u - 1/2 and u * (1 - u) at log(u / (1 - u)) = logit, each with all its digits."""
    e = scalar.exp(-abs(logit))
    tail = e / (1.0 + e)
    s = 0.5 * (1.0 - e) / (1.0 + e)
    return (tail, -s, tail / (1.0 + e)) if logit < 0.0 else (1.0 - tail, s, tail / (1.0 + e))


@inline
def _end(side, a):
    """Return M at u = 0 (side -1) or 1 (side 1): infinite but where all terms with L cancel."""
    s = 0.5 * side
    slope, size = _slope_and_size(s, 0.0, 0.0, a)
    if abs(slope) <= 1e-15 * size:
        return _sum_of_terms(s, 0.0, a)
    return side * np.inf


@inline
def _limited(m, lower, upper):
    """Return the value at M = m between the limits."""
    if lower == -np.inf and upper == np.inf:
        return m
    if lower == upper:
        return lower
    if upper == np.inf:
        return lower + scalar.exp(m) if m < np.inf else np.inf
    if lower == -np.inf:
        return upper - scalar.exp(-m) if m > -np.inf else -np.inf
    e = scalar.exp(-abs(m))
    part = (upper - lower) * (e / (1.0 + e))
    return lower + part if m < 0.0 else upper - part


@inline
def _unlimited(x, lower, upper):
    """Return the M at which the value is x, strictly between the limits."""
    if lower == -np.inf and upper == np.inf:
        return x
    above = scalar.log(max(x - lower, 1e-300)) if lower > -np.inf else 0.0
    below = scalar.log(max(upper - x, 1e-300)) if upper < np.inf else 0.0
    return above - below


@inline
def ppf_scalar(u, coefficients, lower, upper):
    """Return the value below which a share u of draws lies; `coefficients` is float64[TERM], in Keelin's order.

    Examples
    --------
    >>> float(ppf_scalar(0.5, np.array([3.0, 1.0]), -np.inf, np.inf))
    3.0
    """
    if u <= 0.0:
        return _limited(_end(-1.0, coefficients), lower, upper)
    if u >= 1.0:
        return _limited(_end(1.0, coefficients), lower, upper)
    logit = scalar.log(max(u, 1e-300)) - scalar.log1p(-u) if u < 0.5 else scalar.log(u) - scalar.log(1.0 - u)
    return _limited(_sum_of_terms(u - 0.5, logit, coefficients), lower, upper)


@inline
def _solve(m, a):
    """Return the log(u / (1 - u)) at which the sum of terms is m: Newton's steps, halving where they do not help."""
    low, high = -_FURTHEST, _FURTHEST
    logit = 0.0
    last = 2.0 * _FURTHEST
    for _ in range(_MOST_STEPS):
        _, s, q = _place(logit)
        off = _sum_of_terms(s, logit, a) - m
        if off > 0.0:
            high = logit
        else:
            low = logit
        slope = _slope_and_size(s, logit, q, a)[0]
        step = -off / slope if slope > 0.0 else np.inf
        if abs(step) <= 2e-16 * max(abs(logit), 0.5):
            break
        if not (low < logit + step < high) or abs(step) > 0.5 * last:
            step = 0.5 * (low + high) - logit
        last = abs(step)
        logit += step
    return logit


@inline
def _outside(x, a, lower, upper):
    """Return -1, 0 or 1: below all values, among them, above them."""
    if x <= lower or x <= _limited(_end(-1.0, a), lower, upper):
        return -1
    return 1 if x >= upper or x >= _limited(_end(1.0, a), lower, upper) else 0


@inline
def _constant(a, lower, upper):
    size = 0.0
    for i in range(1, a.size):
        size += abs(a[i])
    return size == 0.0 or lower == upper


@inline
def cdf_scalar(x, coefficients, lower, upper):
    """Return the share of draws at or below x; `coefficients` is float64[TERM], in Keelin's order.

    Examples
    --------
    >>> float(cdf_scalar(3.0, np.array([3.0, 1.0]), -np.inf, np.inf))
    0.5
    """
    if _constant(coefficients, lower, upper):
        return 1.0 if x >= _limited(coefficients[0], lower, upper) else 0.0
    side = _outside(x, coefficients, lower, upper)
    if side != 0:
        return 0.0 if side < 0 else 1.0
    return _place(_solve(_unlimited(x, lower, upper), coefficients))[0]


@inline
def _density(x, a, lower, upper):
    if _constant(a, lower, upper):
        return np.inf if x == _limited(a[0], lower, upper) else 0.0
    low, high = _limited(_end(-1.0, a), lower, upper), _limited(_end(1.0, a), lower, upper)
    if not low <= x <= high or x <= lower or x >= upper:
        return 0.0
    m = _unlimited(x, lower, upper)
    logit = -_FURTHEST if x == low else (_FURTHEST if x == high else _solve(m, a))
    _, s, q = _place(logit)
    density = q / _slope_and_size(s, logit, q, a)[0]
    if lower > -np.inf:
        density = density / (x - lower)
        return density * ((upper - lower) / (upper - x)) if upper < np.inf else density
    return density / (upper - x) if upper < np.inf else density


@kernel
def _ppf_loop(u, out, coefficients, lower, upper):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], coefficients, lower, upper)


@kernel
def _cdf_loop(x, out, coefficients, lower, upper):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], coefficients, lower, upper)


@kernel
def _pdf_loop(x, out, coefficients, lower, upper):
    for i in range(x.size):
        out[i] = _density(x[i], coefficients, lower, upper)


@kernel
def _first_fall(a):
    """Return a share at which M falls, or -1."""
    step = 80.0 / (_PLACES - 1)
    for side in (-1.0, 1.0):
        slope, size = _slope_and_size(0.5 * side, 0.0, 0.0, a)
        if slope < -_ROUNDING * size:
            return 0.0 if side < 0.0 else 1.0
    before, here = np.inf, np.inf
    for i in range(_PLACES + 1):
        logit = -40.0 + step * i
        u, s, q = _place(logit)
        slope, size = _slope_and_size(s, logit, q, a)
        if slope < -_ROUNDING * size:
            return u
        if before >= here <= slope:  # a dip between here and its neighbours: look closer, twice
            centre, reach = logit - step, step
            for _ in range(2):
                lowest, at = np.inf, centre
                for j in range(_DIP_PLACES):
                    logit = centre + reach * (2.0 * j / (_DIP_PLACES - 1.0) - 1.0)
                    u, s, q = _place(logit)
                    found, size = _slope_and_size(s, logit, q, a)
                    if found < -_ROUNDING * size:
                        return u
                    if found < lowest:
                        lowest, at = found, logit
                centre, reach = at, reach * 2.0 / (_DIP_PLACES - 1.0)
        before, here = here, slope
    return -1.0


@lru_cache(maxsize=1024)
def _fall(coefficients: tuple[float, ...]) -> float:
    return float(_first_fall(np.array(coefficients, dtype=np.float64)))


def check(coefficients: Sequence[float], lower: float = -math.inf, upper: float = math.inf) -> None:
    """Refuse coefficients and limits that make no distribution.

    Raises
    ------
    ValueError
        No coefficients, more than MOST_TERMS or not all finite; lower above upper; or the sum of terms falls somewhere.

    Examples
    --------
    >>> check([3, 1, 0, -5])
    Traceback (most recent call last):
    ValueError: coefficients must make values that rise with their share: these fall at 0.281
    """
    check_numbers("coefficients", coefficients)
    if len(coefficients) > MOST_TERMS:
        raise ValueError(f"coefficients must be at most {MOST_TERMS}, not {len(coefficients)}")
    if not (lower < math.inf and upper > -math.inf and lower <= upper):
        raise ValueError(f"lower must be at most upper ({upper}), not {lower}")
    at = _fall(tuple(map(float, coefficients)))
    if at >= 0.0:
        raise ValueError(f"coefficients must make values that rise with their share: these fall at {at:.3g}")


def _given(coefficients: Sequence[float], lower: float, upper: float) -> tuple[np.ndarray, float, float]:
    check(coefficients, lower, upper)
    return np.array(coefficients, dtype=np.float64), float(lower), float(upper)


def ppf(u: ArrayLike, coefficients: Sequence[float], lower: float = -math.inf, upper: float = math.inf) -> np.ndarray:
    """Return the values below which shares u of draws lie; the shape is that of u.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0, 0.5, 1], [0, 1], 5, 9).tolist()
    [5.0, 7.0, 9.0]
    """
    return elementwise(_ppf_loop, checked_shares(u), *_given(coefficients, lower, upper))


def cdf(x: ArrayLike, coefficients: Sequence[float], lower: float = -math.inf, upper: float = math.inf) -> np.ndarray:
    """Return the shares of draws at or below x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([5, 7, 9], [0, 1], 5, 9).tolist()
    [0.0, 0.5, 1.0]
    """
    return elementwise(_cdf_loop, x, *_given(coefficients, lower, upper))


def pdf(x: ArrayLike, coefficients: Sequence[float], lower: float = -math.inf, upper: float = math.inf) -> np.ndarray:
    """Return the densities at x, per unit of x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([0, 10], [10, 1]).round(6).tolist()
    [4.5e-05, 0.25]
    """
    return elementwise(_pdf_loop, x, *_given(coefficients, lower, upper))


@kernel
def _moments(a, lower, upper, step):
    """Return mean and variance, by the trapezoid rule over L: its error falls like exp(-1 / step).

    With one limit, what a draw is away from it is y = exp(M), whose tail beyond the reach is a geometric series. An
    upper limit comes here mirrored, as a lower one. `lower` then counts as 0.
    """
    count = int(_REACH / step)
    one_sided = (lower > -np.inf) != (upper < np.inf)
    floor = 0.0 if one_sided else lower
    rate = _slope_and_size(0.5, 0.0, 0.0, a)[0]
    last = _sum_of_terms(0.5, _REACH, a)
    mean = 0.0
    variance = 0.0
    for moment in range(2):
        total = 0.0
        for i in range(-count, count + 1):
            logit = i * step
            _, s, q = _place(logit)
            x = _limited(_sum_of_terms(s, logit, a), floor, upper)
            total += x * q if moment == 0 else (x - mean) * (x - mean) * q
        if one_sided:
            for power in range(3):
                factor = (0.0, 1.0, 0.0)[power] if moment == 0 else (mean * mean, -2.0 * mean, 1.0)[power]
                shrink = scalar.exp((power * rate - 1.0) * step)
                if factor != 0.0:
                    total += factor * scalar.exp(power * last - _REACH) * (shrink / (1.0 - shrink))
        if moment == 0:
            mean = total * step
        else:
            variance = total * step
    return mean, variance


def _mirrored(coefficients: np.ndarray) -> np.ndarray:
    """Return the coefficients of -M(1 - u)."""
    a = coefficients.copy()
    a[0] = -a[0]
    a[2:3] = -a[2:3]
    for i in range(4, a.size):
        # -(-1)**k for s**k, (-1)**k for s**k * L
        a[i] = a[i] if (i // 2) % 2 == (1 if i % 2 == 0 else 0) else -a[i]
    return a


@lru_cache(maxsize=1024)
def _mean_and_variance(coefficients: tuple[float, ...], lower: float, upper: float) -> tuple[float, float]:
    a, lower, upper = _given(coefficients, lower, upper)
    if not a[1:].any() or lower == upper:
        return float(ppf(0.5, coefficients, lower, upper)), 0.0
    mirror = lower == -math.inf and upper < math.inf
    if mirror:
        a, lower, upper = _mirrored(a), -upper, math.inf
    one_sided = lower > -math.inf and upper == math.inf
    # exp(M) grows like exp(growth * logit): it has a mean below 1, a variance below 1/2.
    growth = float(_slope_and_size(0.5, 0.0, 0.0, a)[0]) if one_sided else 0.0
    if growth >= 1.0:
        return (-math.inf if mirror else math.inf), math.inf
    step = _FIRST_STEP
    mean, variance = _moments(a, lower, upper, step)
    for _ in range(_MOST_HALVINGS):
        step *= 0.5
        before, (mean, variance) = (mean, variance), _moments(a, lower, upper, step)
        spread = math.sqrt(abs(variance))
        if abs(mean - before[0]) <= 1e-14 * spread and abs(variance - before[1]) <= 1e-13 * variance:
            break
    if one_sided:
        mean += lower
    if 2.0 * growth >= 1.0:
        variance = math.inf
    return (-mean if mirror else mean), variance


def mean(coefficients: Sequence[float], lower: float = -math.inf, upper: float = math.inf) -> float:
    """Return the mean, in the unit of the values; infinite where a tail is too heavy for one.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> round(mean([10, 1, 0.5]), 12)
    10.25
    """
    return _mean_and_variance(tuple(map(float, coefficients)), float(lower), float(upper))[0]


def variance(coefficients: Sequence[float], lower: float = -math.inf, upper: float = math.inf) -> float:
    """Return the variance, in the square of the unit of the values; infinite where a tail is too heavy for one.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> round(variance([10, 1]), 9)  # a logistic: pi**2 / 3
    3.289868134
    """
    return _mean_and_variance(tuple(map(float, coefficients)), float(lower), float(upper))[1]


def support(coefficients: Sequence[float], lower: float = -math.inf, upper: float = math.inf) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support([10, 1], 5)
    (5.0, inf)
    >>> support([10, 0, 0, 4])
    (8.0, 12.0)
    """
    low, high = ppf([0.0, 1.0], coefficients, lower, upper)
    return float(low), float(high)
