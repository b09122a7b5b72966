"""What turns correlated normals into the members of a Student-t copula: their common factor, and a way back.

    t = w z,   w = sqrt(nu / chi2_nu),   score(t) = the normal value of the rank that t has among Student's t

One w a trial serves all members of a matrix, so that what is extreme is extreme together, whatever the sign; what comes
out are normal values again, so that every marginal finds what it is used to. See Demarta and McNeil, *The t copula and
related copulas*, International Statistical Review 73 (2005).

Two ways lead to either function. `common_factor` and `score` solve the incomplete gamma and beta functions to rounding
error. The engine reads tables of cubics: of log w over the normal value of w's own rank, and of the score over
x = sqrt(nu log(1 + t*t/nu)), which is itself nearly the score (Wallace, *Bounds on normal approximations to Student's
and the chi-square distributions*, Annals of Mathematical Statistics 30, 1959). Together they are within TABLE_ERROR of
the exact score.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from distributions import normal
from distributions.arithmetic import scalar, special
from distributions.arithmetic.arrays import checked_shares, elementwise
from distributions.copulas.degrees import check_degrees_of_freedom
from distributions.jit import inline, kernel

TABLE_ERROR = 1e-10
"""How far the tables' scores are from the exact ones, at most, for all scores from -8.2 to 8.2."""

CELLS = 1024
"""Steps of each table; a power of two, so that an index can be cut from a number's bits."""

_FACTOR_STEPS_A_UNIT = 62.0  # normal values from -8.258 to 8.258; uniforms of 52 bits reach 8.210
_SCORE_STEPS_A_UNIT = 64.0  # x from 0 to 16, where the tail is below 1e-56
_ROUNDER = 1.5 * 2.0**52  # adding it leaves a number's nearest integer in the lowest bits
_LAST_POSITION = CELLS - 0.5 - 1e-9
_DENSITY_AT_0 = 0.3989422804014327  # of the standard normal: 1 / sqrt(2 pi)
_LOG_DENSITY_AT_0 = -0.9189385332046728
_MOST_STEPS = 60


class TTables(NamedTuple):
    """The cubics for one number of degrees of freedom, each float64[CELLS, 4]: `log_factor` and `score`."""

    log_factor: np.ndarray
    score: np.ndarray


@inline
def _upper_gamma(log_share, alpha, x):
    """Return where the upper tail of gamma(alpha) has this logarithm: Newton's steps on it in log x, from a guess x."""
    low, high = 0.0, np.inf
    for _ in range(_MOST_STEPS):
        _, upper = special.gamma_tails(x, alpha)
        log_tail = scalar.log(max(upper, normal.SMALLEST))
        if log_tail > log_share:
            low = x
        else:
            high = x
        step = (log_tail - log_share) * scalar.exp(log_tail - special.log_gamma_weight(x, alpha))
        moved = x * scalar.exp(min(max(step, -1.0), 1.0))
        # Where the tail is too small for a float, the step says nothing: the bounds do.
        x = moved if low <= moved <= high else math.sqrt(low) * math.sqrt(high)
        if abs(step) < 1e-15:
            break
    return x


@inline
def _gamma_of_factor(y, alpha, guess):
    """Return the gamma(alpha) value whose share above it is that of normal draws below y: large w, small gamma."""
    if y >= 0.0:
        return special.gamma_ppf(normal.upper_tail(y), alpha)
    return _upper_gamma(scalar.log(normal.mills(-y)) - 0.5 * y * y, alpha, guess)


@inline
def _half_log(alpha, g):
    return 0.5 * (scalar.log(alpha) - scalar.log(g))


@inline
def _tail_of_root(x, nu):
    """Return the share of Student's t draws above the t that has this x = sqrt(nu log(1 + t*t/nu)), from 0."""
    q = x * x / nu
    lower, _ = special.beta_tails(scalar.exp(-q), -scalar.expm1(-q), 0.5 * nu, 0.5)
    return 0.5 * lower


@inline
def _slope_of_score(x, score, nu, at_0):
    """Return the derivative of the score along x; `at_0` is what it is at 0."""
    if x == 0.0:
        return at_0
    q = x * x / nu
    rest = -scalar.expm1(-q)
    log_density = special.log_beta_weight(scalar.exp(-q), rest, 0.5 * nu, 0.5)
    return x / nu * scalar.exp(log_density + 0.5 * score * score - _LOG_DENSITY_AT_0) / rest


@inline
def _hermite(left, right, left_slope, right_slope, table, k):
    """Put the cubic through two values with their slopes (along a step) into table[k], about the middle of the step."""
    rise = right - left
    table[k, 0] = 0.5 * (left + right) + (left_slope - right_slope) / 8.0
    table[k, 1] = 1.5 * rise - (left_slope + right_slope) / 4.0
    table[k, 2] = (right_slope - left_slope) / 2.0
    table[k, 3] = left_slope + right_slope - 2.0 * rise


@kernel
def _fill_log_factor(nu, table):
    alpha = 0.5 * nu
    values, slopes = np.empty(CELLS + 1), np.empty(CELLS + 1)
    guess = special.gamma_ppf(0.5, alpha)
    for j in range(CELLS + 1):
        # From the middle down to the largest gamma, each the guess for the next; then the other half.
        k = CELLS // 2 - j if j <= CELLS // 2 else j
        y = (k - CELLS // 2) / _FACTOR_STEPS_A_UNIT
        g = _gamma_of_factor(y, alpha, guess)
        guess = g
        values[k] = _half_log(alpha, g)
        log_slope = _LOG_DENSITY_AT_0 - 0.5 * y * y - special.log_gamma_weight(g, alpha)
        slopes[k] = 0.5 * scalar.exp(log_slope) / _FACTOR_STEPS_A_UNIT
    for k in range(CELLS):
        _hermite(values[k], values[k + 1], slopes[k], slopes[k + 1], table, k)


@kernel
def _fill_score(nu, table):
    log_function = scalar.log_gamma(0.5 * nu) + scalar.log_gamma(0.5) - scalar.log_gamma(0.5 * nu + 0.5)
    at_0 = scalar.exp(-log_function) / (math.sqrt(nu) * _DENSITY_AT_0)
    before, slope_before = 0.0, 0.0
    for k in range(CELLS + 1):
        x = k / _SCORE_STEPS_A_UNIT
        score = -normal.standard_ppf(_tail_of_root(x, nu)) if k > 0 else 0.0
        slope = _slope_of_score(x, score, nu, at_0) / _SCORE_STEPS_A_UNIT
        if k > 0:
            _hermite(before, score, slope_before, slope, table, k - 1)
        before, slope_before = score, slope


@lru_cache(maxsize=64)
def t_tables(degrees_of_freedom: float) -> TTables:
    """Return the tables that `factor_from_z` and `score_from_t` read.

    Parameters
    ----------
    degrees_of_freedom
        From 1 to 1000; need not be whole.

    Returns
    -------
    TTables
        Read-only, since they are kept.

    Raises
    ------
    ValueError
        The degrees of freedom are out of their limits.

    Examples
    --------
    >>> t_tables(5).score.shape
    (1024, 4)
    """
    nu = check_degrees_of_freedom(degrees_of_freedom)
    tables = TTables(np.empty((CELLS, 4)), np.empty((CELLS, 4)))
    _fill_log_factor(nu, tables.log_factor)
    _fill_score(nu, tables.score)
    for table in tables:
        table.flags.writeable = False
    return tables


@inline
def _read(tables, k, position):
    """Return the cubic's value at a position in steps from the middle of the first one."""
    clamped = min(max(position, -0.5), _LAST_POSITION)
    # Adding 1.5 * 2**52 rounds to the nearest step and leaves its number in the lowest bits.
    rounder = clamped + _ROUNDER
    t = clamped - (rounder - _ROUNDER)
    step = np.float64(rounder).view(np.int64) & (CELLS - 1)
    return tables[k, step, 0] + t * (tables[k, step, 1] + t * (tables[k, step, 2] + t * tables[k, step, 3]))


@inline
def factor_from_z(log_factors, k, z):
    """Return the common factor w at the rank of the standard normal value z, from table number k.

    Parameters
    ----------
    log_factors
        float64[TABLE, CELLS, 4], a stack of `TTables.log_factor`.
    k
        Which table.
    z
        Standard normal value; a higher one gives a higher factor. Beyond 8.258 either side the factor there is given.

    Examples
    --------
    >>> round(factor_from_z(t_tables(5).log_factor[np.newaxis], 0, 0.0), 6)  # sqrt(5 / the median of chi-square)
    1.071933
    """
    return scalar.exp(_read(log_factors, k, z * _FACTOR_STEPS_A_UNIT + (CELLS / 2.0 - 0.5)))


@inline
def root_from_t(nu, t):
    """Return sqrt(nu log(1 + t*t/nu)) with the sign of t: nearly its score already, and what the table goes by.

    Examples
    --------
    >>> round(root_from_t(5.0, -2.0), 6)
    -1.714332
    """
    root = math.sqrt(nu * scalar.log1p(t * t / nu))
    return root if t >= 0.0 else -root


@inline
def score_from_root(scores, k, root):
    """Return the standard normal value of the rank that a t with this root has, from table number k.

    Parameters
    ----------
    scores
        float64[TABLE, CELLS, 4], a stack of `TTables.score`.
    k
        Which table.
    root
        From `root_from_t`, with the degrees of freedom that table is for.

    Examples
    --------
    >>> round(score_from_root(t_tables(5).score[np.newaxis], 0, root_from_t(5.0, 2.015048373)), 6)
    1.644854
    """
    score = _read(scores, k, abs(root) * _SCORE_STEPS_A_UNIT - 0.5)
    return score if root >= 0.0 else -score


@inline
def score_from_t(scores, k, nu, t):
    """Return the standard normal value of the rank that t has among draws of Student's t, from table number k.

    Parameters
    ----------
    scores
        float64[TABLE, CELLS, 4], a stack of `TTables.score`.
    k
        Which table.
    nu
        The degrees of freedom that table is for.
    t
        Any number of a size up to 1e150.

    Examples
    --------
    >>> round(score_from_t(t_tables(5).score[np.newaxis], 0, 5.0, 2.015048373), 6)  # the 95th percentile of t
    1.644854
    """
    return score_from_root(scores, k, root_from_t(nu, t))


@kernel
def _factor_loop(u, out, nu):
    alpha = 0.5 * nu
    for i in range(u.size):
        if u[i] <= 0.0:
            out[i] = 0.0
        elif u[i] >= 1.0:
            out[i] = np.inf
        elif u[i] >= 0.5:
            out[i] = scalar.exp(_half_log(alpha, special.gamma_ppf(1.0 - u[i], alpha)))
        else:
            # 1 - u has lost digits that the upper tail still has: good for a guess, as long as any are left.
            guess = special.gamma_ppf(1.0 - u[i], alpha) if u[i] > 1e-12 else 40.0 + 2.0 * alpha
            out[i] = scalar.exp(_half_log(alpha, _upper_gamma(scalar.log(u[i]), alpha, guess)))


@kernel
def _score_loop(t, out, nu):
    for i in range(t.size):
        x = math.sqrt(nu * scalar.log1p(t[i] * t[i] / nu))
        size = -normal.standard_ppf(max(_tail_of_root(x, nu), normal.SMALLEST)) if x > 0.0 else 0.0
        out[i] = size if t[i] >= 0.0 else -size


def common_factor(u: ArrayLike, degrees_of_freedom: float) -> np.ndarray:
    """Return the values below which shares u of w = sqrt(nu / chi2_nu) lie, to rounding error.

    Parameters
    ----------
    u
        Shares, of any shape.
    degrees_of_freedom
        From 1 to 1000.

    Raises
    ------
    ValueError
        The degrees of freedom are out of their limits, or u is outside 0 to 1.

    Examples
    --------
    >>> common_factor([0.0, 0.5, 1.0], 5).round(6).tolist()
    [0.0, 1.071933, inf]
    """
    return elementwise(_factor_loop, checked_shares(u), check_degrees_of_freedom(degrees_of_freedom))


def score(t: ArrayLike, degrees_of_freedom: float) -> np.ndarray:
    """Return the standard normal values of the ranks that t has among draws of Student's t, to rounding error.

    Parameters
    ----------
    t
        Numbers of any shape, up to 1e150 in size.
    degrees_of_freedom
        From 1 to 1000.

    Raises
    ------
    ValueError
        The degrees of freedom are out of their limits.

    Examples
    --------
    >>> score([0.0, 2.015048373], 5).round(6).tolist()
    [0.0, 1.644854]
    """
    return elementwise(_score_loop, t, check_degrees_of_freedom(degrees_of_freedom))
