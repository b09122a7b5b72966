"""What the families of counts share: finding the count of a share, and the shares at which the count changes."""

import math
from collections.abc import Callable

import numpy as np

from distributions import normal
from distributions.jit import inline


@inline
def smallest_whole(u, mean, variance, skew, most, cdf, *parameters):
    """Return the smallest whole number, from 0 to `most`, whose ``cdf(number, *parameters)`` is at least u.

    The search starts where the mean, the variance and the skewness put it (the first terms of Cornish and Fisher's
    expansion), widens by doubling until it holds the answer, and halves from there.

    Examples
    --------
    >>> from distributions import uniform
    >>> float(smallest_whole(0.35, 2.0, 1.0, 0.0, 9.0, uniform.cdf_scalar, 0.0, 10.0))
    4.0
    """
    z = normal.standard_ppf(min(max(u, normal.SMALLEST), 1.0 - 2.0**-53))
    guess = np.floor(mean + math.sqrt(variance) * (z + skew * (z * z - 1.0) / 6.0))
    guess = min(max(guess, 0.0), most)
    step = 1.0
    if cdf(guess, *parameters) >= u:
        high, low = guess, guess - 1.0
        while low >= 0.0 and cdf(low, *parameters) >= u:
            high, step = low, 2.0 * step
            low = high - step
        low = max(low, -1.0)
    else:
        low, high = guess, min(guess + 1.0, most)
        while high < most and cdf(high, *parameters) < u:
            low, step = high, 2.0 * step
            high = min(low + step, most)
    while high - low > 1.0:
        middle = np.floor(0.5 * (low + high))
        if cdf(middle, *parameters) >= u:
            high = middle
        else:
            low = middle
    return high


def jumps(ppf: Callable[..., np.ndarray], cdf: Callable[..., np.ndarray], *parameters: float) -> tuple[float, ...]:
    """Return the shares, in order, at which a family of whole numbers moves on to the next, as far as draws reach.

    Examples
    --------
    >>> from distributions import bernoulli
    >>> jumps(bernoulli.ppf, bernoulli.cdf, 0.25)
    (0.75,)
    """
    first, last = ppf([2.0**-53, 1.0 - 2.0**-53], *parameters)
    shares = np.unique(cdf(np.arange(first, last), *parameters))
    return tuple(shares[(shares > 0.0) & (shares < 1.0)].tolist())
