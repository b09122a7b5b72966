"""Incomplete gamma and beta functions and their inverses, for any positive parameters.

Both are shares of a distribution: the gamma distribution of shape a, and the beta distribution of a and b. Each tail
comes from a series or a continued fraction of positive terms times a density, and the density is written about its own
centre (Loader, *Fast and accurate computation of binomial probabilities*, 2000), so that large parameters cost no
digits. The smaller tail keeps its relative accuracy, however small.

The inverses rest on one fact: against log x (gamma) or log of x / (1 - x) (beta) both densities are log-concave, hence
so are both tails, and Newton's step on the logarithm of a tail lands on the near side of the root from anywhere and
climbs to it. No bracket is needed, and the number of steps is small.
"""

import math

from distributions import normal
from distributions.arithmetic import scalar
from distributions.jit import inline

LARGEST = 1e9
"""Parameters up to here are what these functions are made and tested for: the work grows with their square roots."""

_TWO_PI = 6.283185307179586
_TWO_54 = 2.0**54
_LOG_TWO_54 = 37.42994775023705
_TINY = 1e-300
_CLOSE_ENOUGH = 1e-16
_MOST_TERMS = 400_000  # a sum about the centre needs some 9 times the root of the largest parameter
_MOST_STEPS = 200
_LONGEST_STEP = 600.0  # in logarithms: further would leave the range of floats


@inline
def _log_less_line(ratio, excess):
    """Return log(ratio) - excess, where excess = ratio - 1 and holds the digits of what is near 1."""
    if -0.4 <= excess <= 0.7:
        return scalar.log1p_less_x(excess)
    if ratio < normal.SMALLEST:  # the logarithm wants a normal number
        return scalar.log(max(ratio * _TWO_54, normal.SMALLEST)) - _LOG_TWO_54 - excess
    return scalar.log(ratio) - excess


@inline
def log_gamma_weight(x, a):
    """Return the logarithm of x times the density at x > 0 of the gamma distribution of shape a (and scale 1).

    Source: x**a exp(-x) / gamma(a), with Stirling's formula for gamma taken out of it.

    Examples
    --------
    >>> round(float(log_gamma_weight(2.0, 1.0)), 12)  # 2 exp(-2)
    -1.30685281944
    """
    return a * _log_less_line(x / a, (x - a) / a) + 0.5 * scalar.log(a / _TWO_PI) - scalar.stirling_error(a)


@inline
def _gamma_series(x, a):
    """Return the lower tail divided by the weight: DLMF 8.7.1 times exp(x), fast below the mean."""
    term = 1.0 / a
    total = term
    n = a
    for _ in range(_MOST_TERMS):
        n += 1.0
        term *= x / n
        total += term
        if term <= _CLOSE_ENOUGH * total:
            break
    return total


@inline
def _gamma_fraction(x, a):
    """Return the upper tail divided by the weight: the even part of DLMF 8.9.2 by Lentz's method, from the mean up."""
    b = x + 1.0 - a
    c = 1.0 / _TINY
    d = 1.0 / (b if abs(b) > _TINY else _TINY)
    fraction = d
    for i in range(1, _MOST_TERMS):
        top = -i * (i - a)
        b += 2.0
        d = top * d + b
        d = 1.0 / (d if abs(d) > _TINY else _TINY)
        c = b + top / c
        c = c if abs(c) > _TINY else _TINY
        change = d * c
        fraction *= change
        if abs(change - 1.0) <= 3e-16:
            break
    return fraction


@inline
def _gamma_ratios(x, a):
    """Return both tails at x, and the logarithm of the weight; the tail that is summed first keeps its digits."""
    log_weight = log_gamma_weight(x, a)
    weight = scalar.exp(log_weight)
    if x < 1.0 or x < a:
        ratio = _gamma_series(x, a)
        lower = min(weight * ratio, 1.0)
        return lower, 1.0 - lower, log_weight, ratio
    ratio = _gamma_fraction(x, a)
    upper = min(weight * ratio, 1.0)
    return 1.0 - upper, upper, log_weight, ratio


@inline
def gamma_tails(x, a):
    """Return the shares of gamma draws below and above x: the regularised P(a, x) and Q(a, x).

    Parameters
    ----------
    x
        Any number; 0 and 1 are returned for one that is not positive.
    a
        The shape, above 0, at most `LARGEST`. The scale is 1.

    Examples
    --------
    >>> [round(float(tail), 12) for tail in gamma_tails(0.5, 1.0)]
    [0.393469340287, 0.606530659713]
    """
    if x <= 0.0:
        return 0.0, 1.0
    if x > 1e300:
        return 1.0, 0.0
    lower, upper, _, _ = _gamma_ratios(x, a)
    return lower, upper


@inline
def _gamma_start(u, a):
    """Return a first guess: Wilson and Hilferty's cube (1931), or the power that the lower tail begins with."""
    power = scalar.exp(min((scalar.log(max(u, normal.SMALLEST)) + scalar.log_gamma(a + 1.0)) / a, 700.0))
    if a < 0.5:
        return min(power, a + 40.0)
    root = 1.0 - 1.0 / (9.0 * a) + normal.standard_ppf(u) / (3.0 * math.sqrt(a))
    cube = a * root * root * root if root > 0.0 else 0.0
    return max(power if u < 0.5 else 0.0, cube)


@inline
def gamma_ppf(u, a):
    """Return the value below which a share u of gamma draws of shape a and scale 1 lies: 0 at 0, infinity at 1.

    The shape is above 0, at most `LARGEST`. What would be below 1e-300 is 0.

    Examples
    --------
    >>> round(float(gamma_ppf(0.393469340287, 1.0)), 9)
    0.5
    """
    if u <= 0.0:
        return 0.0
    if u >= 1.0:
        return math.inf
    below = u <= 0.5
    log_share = scalar.log(max(u, normal.SMALLEST) if below else 1.0 - u)
    x = _gamma_start(u, a)
    width = 1.0 / math.sqrt(1.0 + a)
    for _ in range(_MOST_STEPS):
        if x < _TINY:
            return 0.0
        lower, upper, log_weight, ratio = _gamma_ratios(x, a)
        direct = (x < 1.0 or x < a) == below
        if direct:
            log_tail = log_weight + scalar.log(ratio)
        else:
            log_tail = scalar.log(max(lower if below else upper, _TINY))
            ratio = scalar.exp(min(log_tail - log_weight, _LONGEST_STEP))
        step = (log_share - log_tail) * ratio if below else (log_tail - log_share) * ratio
        if abs(step) < 0.1 * width:
            bend = 0.5 * step * ((a - x) - (1.0 / ratio if below else -1.0 / ratio))
            step /= 1.0 + max(bend, -0.5)
        x *= scalar.exp(min(max(step, -_LONGEST_STEP), _LONGEST_STEP))
        if abs(step) < 1e-6 * width:
            break
    return x if x >= _TINY else 0.0


@inline
def log_beta_weight(x, y, a, b):
    """Return the logarithm of x * y times the density at x of the beta distribution of a and b, where y = 1 - x > 0.

    Source: x**a y**b / B(a, b), with Stirling's formula for all three gammas taken out of it.

    Examples
    --------
    >>> round(float(log_beta_weight(0.5, 0.5, 1.0, 1.0)), 12)  # a quarter
    -1.38629436112
    """
    total = a + b
    off = x * b - y * a
    centred = a * _log_less_line(x * (total / a), off / a) + b * _log_less_line(y * (total / b), -off / b)
    rest = scalar.stirling_error(total) - scalar.stirling_error(a) - scalar.stirling_error(b)
    return centred + 0.5 * scalar.log(a / total * b / _TWO_PI) + rest


@inline
def _beta_fraction(x, y, a, b):
    """Return the lower tail divided by the weight, fast up to about the mean, by Lentz's method.

    Source: BFRAC of DiDonato and Morris, *Algorithm 708* (1992), which leans on a*y - b*x and so keeps its digits where
    x or y is nearly 0.
    """
    off = a * y - b * x + 1.0
    value = a * off / (a + 1.0)
    value = value if abs(value) > _TINY else _TINY
    c = value
    d = 0.0
    for m in range(1, _MOST_TERMS):
        odd = a + 2.0 * m - 1.0
        top = ((a + m - 1.0) / odd) * ((a + b + m - 1.0) / odd) * m * (b - m) * x * x
        bottom = m + m * (b - m) * x / odd + (a + m) * (off + m * (1.0 + y)) / (odd + 2.0)
        d = bottom + top * d
        d = 1.0 / (d if abs(d) > _TINY else _TINY)
        c = bottom + top / c
        c = c if abs(c) > _TINY else _TINY
        change = d * c
        value *= change
        if abs(change - 1.0) <= 3e-16:
            break
    return 1.0 / value


@inline
def _beta_ratios(x, y, a, b):
    """Return both tails at x, the logarithm of the weight, the ratio of one tail to it, and whether it is the lower."""
    log_weight = log_beta_weight(x, y, a, b)
    weight = scalar.exp(log_weight)
    if x * (a + b + 2.0) <= a + 1.0:
        ratio = _beta_fraction(x, y, a, b)
        lower = min(weight * ratio, 1.0)
        return lower, 1.0 - lower, log_weight, ratio, True
    ratio = _beta_fraction(y, x, b, a)
    upper = min(weight * ratio, 1.0)
    return 1.0 - upper, upper, log_weight, ratio, False


@inline
def beta_tails(x, y, a, b):
    """Return the shares of beta draws below and above x: the regularised incomplete beta I(x; a, b) and 1 less it.

    Parameters
    ----------
    x, y
        A number and 1 less it. Both are asked for since one of them may be too small to be got from the other.
    a, b
        Above 0, at most `LARGEST`.

    Examples
    --------
    >>> [round(float(tail), 12) for tail in beta_tails(0.25, 0.75, 1.0, 1.0)]
    [0.25, 0.75]
    """
    if x <= 0.0:
        return 0.0, 1.0
    if y <= 0.0:
        return 1.0, 0.0
    lower, upper, _, _, _ = _beta_ratios(x, y, a, b)
    return lower, upper


@inline
def _log_odds_at(log_share, a, b):
    """Return a first guess of log(x / (1 - x)) where the lower tail of beta(a, b) is exp(log_share), at most a half."""
    if min(a, b) >= 1.0:
        z = normal.standard_ppf(scalar.exp(max(log_share, -700.0)))
        return scalar.log(a / b) + z * math.sqrt(1.0 / a + 1.0 / b)
    log_function = scalar.log_gamma(a) + scalar.log_gamma(b) - scalar.log_gamma(a + b)
    start = (log_share + scalar.log(a) + log_function) / a
    return min(start, scalar.log(a / b))


@inline
def _solve_beta(share, a, b):
    """Return x and 1 - x where the lower tail of beta(a, b) is `share`, at most a half."""
    log_share = scalar.log(max(share, normal.SMALLEST))
    log_odds = _log_odds_at(log_share, a, b)
    if log_odds < -_LONGEST_STEP:
        return 0.0, 1.0
    odds = scalar.exp(min(log_odds, _LONGEST_STEP))
    width = math.sqrt((1.0 + a + b) / ((1.0 + a) * (1.0 + b)))
    for _ in range(_MOST_STEPS):
        if odds < _TINY:
            return 0.0, 1.0
        if odds > 1.0 / _TINY:
            return 1.0, 0.0
        y = 1.0 / (1.0 + odds)
        x = odds * y
        lower, _upper, log_weight, ratio, direct = _beta_ratios(x, y, a, b)
        if direct:
            log_tail = log_weight + scalar.log(ratio)
        else:
            log_tail = scalar.log(max(lower, _TINY))
            ratio = scalar.exp(min(log_tail - log_weight, _LONGEST_STEP))
        step = (log_share - log_tail) * ratio
        if abs(step) < 0.1 * width:
            bend = 0.5 * step * ((a * y - b * x) - 1.0 / ratio)
            step /= 1.0 + max(bend, -0.5)
        odds *= scalar.exp(min(max(step, -_LONGEST_STEP), _LONGEST_STEP))
        if abs(step) < 1e-6 * width:
            break
    y = 1.0 / (1.0 + odds)
    return odds * y, y


@inline
def beta_ppf(u, a, b):
    """Return the value below which a share u of beta(a, b) draws lies, and 1 less it; neither is got from the other.

    Parameters are above 0, at most `LARGEST`.

    Examples
    --------
    >>> [round(float(x), 12) for x in beta_ppf(0.25, 1.0, 1.0)]
    [0.25, 0.75]
    """
    if u <= 0.0:
        return 0.0, 1.0
    if u >= 1.0:
        return 1.0, 0.0
    if u <= 0.5:
        return _solve_beta(u, a, b)
    y, x = _solve_beta(1.0 - u, b, a)
    return x, y
