"""The binomial distribution: how many of a number of trials succeed, each by itself and with the same probability.

The share at or below k is the regularised incomplete beta function I(1 - probability; trials - k, k + 1) (DLMF
8.17.5), which `special` has; the chance of exactly k is that function's density, so it too keeps its digits.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from distributions import normal
from distributions.arithmetic import scalar, special
from distributions.arithmetic.arrays import checked_shares, elementwise
from distributions.arithmetic.whole_numbers import jumps, smallest_whole
from distributions.jit import inline, kernel

MOST_TRIALS = 1e9


@inline
def ppf_scalar(u, trials, probability):
    """Return the smallest count at or below which a share of at least u of draws lies.

    Examples
    --------
    >>> float(ppf_scalar(0.5, 10.0, 0.3))
    3.0
    """
    if probability <= 0.0 or u <= 0.0:
        return 0.0 if probability < 1.0 else trials
    if probability >= 1.0 or u >= 1.0:
        return trials
    variance = trials * probability * (1.0 - probability)
    skew = (1.0 - 2.0 * probability) / math.sqrt(max(variance, 1e-9))
    return smallest_whole(u, trials * probability, variance, skew, trials, cdf_scalar, trials, probability)


@inline
def cdf_scalar(x, trials, probability):
    """Return the share of draws at or below x.

    Examples
    --------
    >>> round(float(cdf_scalar(0.0, 2.0, 0.3)), 12)
    0.49
    """
    if x < 0.0:
        return 0.0
    if x >= trials:
        return 1.0
    if probability <= 0.0 or probability >= 1.0:
        return 1.0 if probability <= 0.0 else 0.0
    k = np.floor(x)
    return special.beta_tails(1.0 - probability, probability, trials - k, k + 1.0)[0]


@inline
def _pdf_scalar(x, trials, probability):
    if x < 0.0 or x > trials or x != np.floor(x):
        return 0.0
    if trials <= 0.0 or probability < normal.SMALLEST:  # the logarithm wants a normal number
        return 1.0 if x == 0.0 else 0.0
    if probability >= 1.0:
        return 1.0 if x == trials else 0.0
    q = 1.0 - probability
    weight = special.log_beta_weight(probability, q, x + 1.0, trials - x + 1.0)
    return scalar.exp(weight - scalar.log(probability) - scalar.log(q)) / (trials + 1.0)


@kernel
def _ppf_loop(u, out, trials, probability):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], trials, probability)


@kernel
def _cdf_loop(x, out, trials, probability):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], trials, probability)


@kernel
def _pdf_loop(x, out, trials, probability):
    for i in range(x.size):
        out[i] = _pdf_scalar(x[i], trials, probability)


def check(trials: float, probability: float) -> None:
    """Refuse parameters that make no binomial distribution.

    Raises
    ------
    ValueError
        Trials is no whole number from 0 to MOST_TRIALS, or probability is outside 0 to 1.

    Examples
    --------
    >>> check(2.5, 0.5)
    Traceback (most recent call last):
    ValueError: trials must be a whole number from 0 to 1e+09, not 2.5
    """
    if not (0.0 <= trials <= MOST_TRIALS and trials == math.floor(trials)):
        raise ValueError(f"trials must be a whole number from 0 to {MOST_TRIALS:g}, not {trials}")
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"probability must be from 0 to 1, not {probability}")


def ppf(u: ArrayLike, trials: float, probability: float) -> np.ndarray:
    """Return the values below which shares u of draws lie; the shape is that of u.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> ppf([0.1, 0.5, 0.9], 10, 0.3).tolist()
    [1.0, 3.0, 5.0]
    """
    check(trials, probability)
    return elementwise(_ppf_loop, checked_shares(u), float(trials), float(probability))


def cdf(x: ArrayLike, trials: float, probability: float) -> np.ndarray:
    """Return the shares of draws at or below x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([0, 1], 2, 0.3).round(12).tolist()
    [0.49, 0.91]
    """
    check(trials, probability)
    return elementwise(_cdf_loop, x, float(trials), float(probability))


def pdf(x: ArrayLike, trials: float, probability: float) -> np.ndarray:
    """Return the chances of exactly x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([0, 0.5, 1], 2, 0.3).round(12).tolist()
    [0.49, 0.0, 0.42]
    """
    check(trials, probability)
    return elementwise(_pdf_loop, x, float(trials), float(probability))


def mean(trials: float, probability: float) -> float:
    """Return the mean, trials * probability.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> mean(10, 0.3)
    3.0
    """
    check(trials, probability)
    return float(trials) * float(probability)


def variance(trials: float, probability: float) -> float:
    """Return the variance, trials * probability * (1 - probability).

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> round(variance(10, 0.3), 12)
    2.1
    """
    check(trials, probability)
    return float(trials) * float(probability) * (1.0 - float(probability))


def support(trials: float, probability: float) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support(10, 0.3)
    (0.0, 10.0)
    """
    check(trials, probability)
    return (float(trials) if probability == 1.0 else 0.0), (0.0 if probability == 0.0 else float(trials))


def breaks(trials: float, probability: float) -> tuple[float, ...]:
    """Return the shares inside (0, 1), in order, at which the ppf jumps: of those between 2**-53 and 1 - 2**-53.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> [round(share, 12) for share in breaks(2, 0.3)]
    [0.49, 0.91]
    """
    check(trials, probability)
    return jumps(ppf, cdf, float(trials), float(probability))
