"""The normal distribution between two limits: what is left of the bell curve, made whole again.

Mean and sd are those of the whole bell curve, before it is cut. The share below x is that between low and x, divided by
that between low and high. Narrow pieces are integrated rather than got as a difference of two tails, and moments always
are, so that neither a narrow range nor one far out in a tail costs digits. The rule is Gauss and Legendre's with 16
points (DLMF 3.5.15), whose error on pieces of a quarter of an sd is far below rounding's.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from distributions import normal
from distributions.arithmetic import scalar
from distributions.arithmetic.arrays import check_finite, checked_shares, elementwise
from distributions.jit import inline, kernel

FARTHEST = 36.0
"""How many standard deviations beyond the mean the range may begin: farther out, shares of its thin end underflow."""

_NARROW = 0.25
_REACH = 12.0  # standard deviations from the likeliest value, beyond which nothing is left that a float can hold
_POINTS = (
    0.09501250983763744,
    0.2816035507792589,
    0.45801677765722737,
    0.6178762444026438,
    0.755404408355003,
    0.8656312023878318,
    0.9445750230732326,
    0.9894009349916499,
)
_WEIGHTS = (
    0.18945061045506864,
    0.18260341504492364,
    0.16915651939500265,
    0.1495959888165767,
    0.12462897125553407,
    0.0951585116824926,
    0.062253523938647456,
    0.027152459411754176,
)


@inline
def _piece(start, width):
    """Return the share of the standard normal from `start` to `start + width`, at most a quarter."""
    half = 0.5 * width
    total = 0.0
    for k in range(8):
        step = half * _POINTS[k]
        total += _WEIGHTS[k] * (normal.standard_pdf(start + (half - step)) + normal.standard_pdf(start + (half + step)))
    return half * total


@inline
def _between(start, end, width):
    """Return the share of the standard normal between two scores, to relative accuracy."""
    if width < _NARROW:
        return _piece(start, width)
    if start >= 0.0:
        return normal.upper_tail(start) - normal.upper_tail(end)
    if end <= 0.0:
        return normal.upper_tail(-end) - normal.upper_tail(-start)
    return 1.0 - normal.upper_tail(-start) - normal.upper_tail(end)


@inline
def _constant(mean, sd, low, high):
    return low if high <= low else mean


@inline
def _narrow_ppf(u, start, width):
    """Return how far above `start` a share u of a narrow range lies, by Newton's method from the thicker end.

    The density only falls from there, so that every step stays short of the root.
    """
    wanted = u * _piece(start, width)
    off = 0.0 if start + 0.5 * width > 0.0 else width
    for _ in range(60):
        step = (wanted - _piece(start, off)) / normal.standard_pdf(start + off)
        off = min(max(off + step, 0.0), width)
        if abs(step) <= 1e-15 * width:
            break
    return off


@inline
def _just_above(share, start, off):
    """Return a distance above `start`, given to a few digits, to as many as there are: near low it is all of x."""
    for _ in range(2):
        off = max(off + (share - _piece(start, off)) / normal.standard_pdf(start + off), 0.0)
    return off


@kernel
def _moments(start, end, peak):
    """Return the mean of the standard normal between two scores, from `start` up, and the variance."""
    pieces = int(math.ceil((end - start) / _NARROW))
    half = 0.5 * (end - start) / pieces
    share, mean, variance = 0.0, 0.0, 0.0
    for turn in range(2):
        for piece in range(pieces):
            for k in range(16):
                point = _POINTS[k - 8] if k >= 8 else -_POINTS[7 - k]
                off = half * (2.0 * piece + 1.0 + point)
                score = start + off
                chance = _WEIGHTS[k - 8 if k >= 8 else 7 - k] * scalar.exp(-0.5 * (score - peak) * (score + peak))
                if turn == 0:
                    share += chance
                    mean += chance * off
                else:
                    variance += chance * (off - mean) * (off - mean)
        if turn == 0:
            mean /= share
    return mean, variance / share


def _whole(mean: float, sd: float, low: float, high: float) -> tuple[float, float]:
    """Return mean and variance, in the unit of the values."""
    if sd <= 0.0 or high <= low:
        return float(_constant(mean, sd, low, high)), 0.0
    start, end = (low - mean) / sd, (high - mean) / sd
    peak = min(max(start, 0.0), end)
    first, last = max(start, peak - _REACH), min(end, peak + _REACH)
    if first == start and last == end:
        last = start + (high - low) / sd
    off, spread = _moments(float(first), float(last), float(peak))
    origin = low if first == start else mean + sd * first
    return float(origin + sd * off), float(sd * sd * spread)


@inline
def ppf_scalar(u, mean, sd, low, high):
    """Return the value below which a share u of draws lies.

    Examples
    --------
    >>> round(float(ppf_scalar(0.5, 0.0, 1.0, -1.0, 1.0)), 12)
    0.0
    """
    if sd <= 0.0 or high <= low:
        return _constant(mean, sd, low, high)
    if u <= 0.0:
        return low
    if u >= 1.0:
        return high
    start, end, width = (low - mean) / sd, (high - mean) / sd, (high - low) / sd
    if width < _NARROW:
        return min(low + sd * _narrow_ppf(u, start, width), high)
    # Whichever tail is the smaller one is solved for.
    if start >= 0.0:
        z = -normal.standard_ppf((1.0 - u) * normal.upper_tail(start) + u * normal.upper_tail(end))
    elif end <= 0.0:
        z = normal.standard_ppf((1.0 - u) * normal.upper_tail(-start) + u * normal.upper_tail(-end))
    else:
        share = _between(start, end, width)
        below = normal.upper_tail(-start) + u * share
        above = normal.upper_tail(end) + (1.0 - u) * share
        z = normal.standard_ppf(below) if below <= above else -normal.standard_ppf(above)
    if z - start < _NARROW:
        return min(low + sd * _just_above(u * _between(start, end, width), start, max(z - start, 0.0)), high)
    return min(max(mean + sd * z, low), high)


@inline
def cdf_scalar(x, mean, sd, low, high):
    """Return the share of draws at or below x.

    Examples
    --------
    >>> round(float(cdf_scalar(0.0, 0.0, 1.0, -1.0, 1.0)), 12)
    0.5
    """
    if sd <= 0.0 or high <= low:
        return 1.0 if x >= _constant(mean, sd, low, high) else 0.0
    if x <= low:
        return 0.0
    if x >= high:
        return 1.0
    start, end, z = (low - mean) / sd, (high - mean) / sd, (x - mean) / sd
    share = _between(start, end, (high - low) / sd)
    below = _between(start, z, (x - low) / sd) / share
    return below if below <= 0.5 else max(1.0 - _between(z, end, (high - x) / sd) / share, 0.5)


@inline
def _pdf_scalar(x, mean, sd, low, high):
    if sd <= 0.0 or high <= low:
        return np.inf if x == _constant(mean, sd, low, high) else 0.0
    if x < low or x > high:
        return 0.0
    share = _between((low - mean) / sd, (high - mean) / sd, (high - low) / sd)
    return normal.standard_pdf((x - mean) / sd) / share / sd


@kernel
def _ppf_loop(u, out, mean, sd, low, high):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], mean, sd, low, high)


@kernel
def _cdf_loop(x, out, mean, sd, low, high):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], mean, sd, low, high)


@kernel
def _pdf_loop(x, out, mean, sd, low, high):
    for i in range(x.size):
        out[i] = _pdf_scalar(x[i], mean, sd, low, high)


def check(mean: float, sd: float, low: float, high: float) -> None:
    """Refuse parameters that make no truncated normal. Either limit may be infinite.

    Raises
    ------
    ValueError
        Mean or sd is not finite, sd is negative, low is above high, a limit is not a number, or the range begins more
        than FARTHEST standard deviations away from the mean.

    Examples
    --------
    >>> check(0.0, 1.0, 50.0, 60.0)
    Traceback (most recent call last):
    ValueError: low must be at most mean + 36 sd (36.0), not 50.0
    """
    check_finite(mean=mean, sd=sd)
    if sd < 0.0:
        raise ValueError(f"sd must be at least 0, not {sd}")
    if not (low <= high and low < math.inf):
        raise ValueError(f"low must be at most high ({high}), not {low}")
    if high == -math.inf:
        raise ValueError("high must be above minus infinity")
    if low < high and low > mean + FARTHEST * sd:
        raise ValueError(f"low must be at most mean + {FARTHEST:g} sd ({mean + FARTHEST * sd}), not {low}")
    if low < high and high < mean - FARTHEST * sd:
        raise ValueError(f"high must be at least mean - {FARTHEST:g} sd ({mean - FARTHEST * sd}), not {high}")


def ppf(u: ArrayLike, mean: float, sd: float, low: float, high: float) -> np.ndarray:
    """Return the values below which shares u of draws lie; the shape is that of u.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0, 0.5, 1], 6, 2, 5, 8).round(3).tolist()
    [5.0, 6.378, 8.0]
    """
    check(mean, sd, low, high)
    return elementwise(_ppf_loop, checked_shares(u), float(mean), float(sd), float(low), float(high))


def cdf(x: ArrayLike, mean: float, sd: float, low: float, high: float) -> np.ndarray:
    """Return the shares of draws at or below x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([4, 6.5, 8], 6, 2, 5, 8).round(3).tolist()
    [0.0, 0.545, 1.0]
    """
    check(mean, sd, low, high)
    return elementwise(_cdf_loop, x, float(mean), float(sd), float(low), float(high))


def pdf(x: ArrayLike, mean: float, sd: float, low: float, high: float) -> np.ndarray:
    """Return the densities at x, per unit of x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([4, 6], 6, 2, 5, 8).round(3).tolist()
    [0.0, 0.374]
    """
    check(mean, sd, low, high)
    return elementwise(_pdf_loop, x, float(mean), float(sd), float(low), float(high))


def mean(mean: float, sd: float, low: float, high: float) -> float:
    """Return the mean of what is left, in the unit of the values.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> round(mean(6, 2, 5, 8), 3)
    6.413
    """
    check(mean, sd, low, high)
    return _whole(mean, sd, low, high)[0]


def variance(mean: float, sd: float, low: float, high: float) -> float:
    """Return the variance of what is left, in the square of the unit of the values.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> round(variance(6, 2, 5, 8), 3)
    0.691
    """
    check(mean, sd, low, high)
    return _whole(mean, sd, low, high)[1]


def support(mean: float, sd: float, low: float, high: float) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support(6, 2, 5, 8)
    (5.0, 8.0)
    """
    check(mean, sd, low, high)
    if sd > 0.0 and low < high:
        return float(low), float(high)
    value = float(_constant(mean, sd, low, high))
    return value, value
