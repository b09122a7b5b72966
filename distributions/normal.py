"""The normal distribution: how correlated draws are made, and where the fast PERT table is entered.

The inverse is algorithm AS 241 (PPND16) of Wichura, *The percentage points of the normal distribution*, Applied
Statistics 37 (1988), with our own logarithm. Both of the regions that draws reach are computed and one is selected, so
loops vectorise; the third, beyond 1 in 7e10, is rare and is patched afterwards.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from distributions.arithmetic import scalar
from distributions.arithmetic.arrays import check_finite, checked_shares, elementwise
from distributions.jit import LANES, inline, kernel

SMALLEST = 2.0**-1022
_CENTRE = 0.425  # |u - 1/2| up to here takes the central fit
_FAR_TAIL = 1.3887943864964021e-11  # exp(-25): below it the third fit, in sqrt(-log u) above 5
_ROOT_TWO_PI = 2.5066282746310002
_UPPER_HALF = ~((1 << 27) - 1)  # clears the lower bits of a double: what is left has an exact square


@inline
def _central(q):
    r = 0.180625 - q * q
    above = (
        ((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
        + 4.5921953931549871457e4) * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
        + 1.3314166789178437745e2) * r + 3.3871328727963666080e0
    )  # fmt: skip
    below = (
        ((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
        + 2.1213794301586595867e4) * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
        + 4.2313330701600911252e1) * r + 1.0
    )  # fmt: skip
    return above, below


@inline
def _near_tail(root):
    r = root - 1.6
    above = (
        ((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r
        + 1.27045825245236838258e0) * r + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
        + 4.63033784615654529590e0) * r + 1.42343711074968357734e0
    )  # fmt: skip
    below = (
        ((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2) * r
        + 1.48103976427480074590e-1) * r + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
        + 2.05319162663775882187e0) * r + 1.0
    )  # fmt: skip
    return above, below


@inline
def _far_tail(root):
    r = root - 5.0
    above = (
        ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r
        + 2.65321895265761230930e-2) * r + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
        + 5.46378491116411436990e0) * r + 6.65790464350110377720e0
    )  # fmt: skip
    below = (
        ((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r
        + 7.86869131145613259100e-4) * r + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
        + 5.99832206555887937690e-1) * r + 1.0
    )  # fmt: skip
    return above / below


@inline
def _ppf_near(u):
    """Return the inverse for u no nearer to 0 or 1 than _FAR_TAIL, without a branch."""
    q = u - 0.5
    tail = min(u, 1.0 - u)
    above, below = _near_tail(math.sqrt(-scalar.log(max(tail, _FAR_TAIL))))
    central_above, central_below = _central(q)
    central = abs(q) <= _CENTRE
    # Chosen before they are divided: a division takes as long as the rest of either fit.
    size = (central_above if central else above) / (central_below if central else below)
    return (q if central else (-1.0 if q < 0.0 else 1.0)) * size


@inline
def _ppf_far(u):
    size = _far_tail(math.sqrt(-scalar.log(max(min(u, 1.0 - u), SMALLEST))))
    return -size if u < 0.5 else size


@inline
def standard_ppf(u):
    """Return the standard normal value below which a share u of draws lies, for u strictly inside (0, 1).

    Examples
    --------
    >>> round(float(standard_ppf(0.975)), 6)
    1.959964
    """
    return _ppf_far(u) if min(u, 1.0 - u) < _FAR_TAIL else _ppf_near(u)


@kernel
def ppf_rows(x, row):
    """Turn the uniforms ``x[row, 0:LANES]`` into standard normal values, in place. `x` is float64[ROW, LANE].

    Examples
    --------
    >>> from distributions.jit import LANES
    >>> block = np.full((1, LANES), 0.975)
    >>> ppf_rows(block, 0)
    >>> round(float(block[0, 0]), 6)
    1.959964
    """
    smallest = 1.0
    for lane in range(LANES):
        u = x[row, lane]
        smallest = min(smallest, min(u, 1.0 - u))
    if smallest < _FAR_TAIL:
        for lane in range(LANES):
            x[row, lane] = standard_ppf(x[row, lane])
    else:
        for lane in range(LANES):
            x[row, lane] = _ppf_near(x[row, lane])


@inline
def mills(x):
    """Return the upper tail at x times exp(x*x/2), for x from 0 to 40: a rational fit of our own, within 6e-17.

    Examples
    --------
    >>> float(mills(0.0))
    0.5
    """
    above = (
        ((((((((1.3973055559633751e-06 * x + 3.751403797666872e-05) * x + 0.0004932726295291524) * x
        + 0.0041090214342736015) * x + 0.023715059744095622) * x + 0.09800209176450254) * x
        + 0.2900061470351) * x + 0.5949878230764242) * x + 0.7755227313236572) * x + 0.5
    )  # fmt: skip
    below = (
        (((((((((3.5025256148861827e-06 * x + 9.403374828592721e-05) * x + 0.0012399536460805094) * x
        + 0.010393823045935367) * x + 0.06067428576374693) * x + 0.25576652474187356) * x
        + 0.7839448064470818) * x + 1.7174050148403437) * x + 2.5641506462703902) * x
        + 2.348930023450169) * x + 1.0
    )  # fmt: skip
    return above / below


@inline
def upper_tail(x):
    """Return the share of standard normal draws above x, for x from 0 (0 beyond 37.6, where it is below 1e-307).

    Examples
    --------
    >>> round(float(upper_tail(1.959964)), 6)
    0.025
    """
    x = min(x, 40.0)
    # The rounding of x*x would be magnified by exp: the square is taken in two parts, of which the first is exact.
    high = np.int64(np.float64(x).view(np.int64) & _UPPER_HALF).view(np.float64)
    return scalar.exp_of_sum(-0.5 * high * high, -0.5 * ((x - high) * (x + high))) * mills(x)


@inline
def standard_pdf(z):
    """Return the density of the standard normal at z (0 beyond 37.6).

    Examples
    --------
    >>> round(float(standard_pdf(0.0)), 12)
    0.398942280401
    """
    x = min(abs(z), 40.0)
    high = np.int64(np.float64(x).view(np.int64) & _UPPER_HALF).view(np.float64)
    return scalar.exp_of_sum(-0.5 * high * high, -0.5 * ((x - high) * (x + high))) / _ROOT_TWO_PI


@inline
def standard_cdf(z):
    """Return the share of standard normal draws below z.

    Examples
    --------
    >>> float(standard_cdf(0.0))
    0.5
    """
    tail = upper_tail(abs(z))
    return tail if z < 0.0 else 1.0 - tail


@kernel
def cdf_rows(x, row):
    """Turn the standard normal values ``x[row, 0:LANES]`` into uniforms, in place. `x` is float64[ROW, LANE].

    The results lie in [0, 1]: 1 itself is reached from 8.3 upwards.

    Examples
    --------
    >>> from distributions.jit import LANES
    >>> block = np.zeros((1, LANES))
    >>> cdf_rows(block, 0)
    >>> float(block[0, 0])
    0.5
    """
    for lane in range(LANES):
        x[row, lane] = standard_cdf(x[row, lane])


@inline
def ppf_scalar(u, mean, sd):
    """Return the value below which a share u of draws lies; minus and plus infinity at 0 and 1.

    Examples
    --------
    >>> round(float(ppf_scalar(0.975, 10.0, 2.0)), 6)
    13.919928
    """
    if sd <= 0.0:
        return mean
    if u <= 0.0:
        return -np.inf
    if u >= 1.0:
        return np.inf
    return mean + sd * standard_ppf(u)


@inline
def cdf_scalar(x, mean, sd):
    """Return the share of draws at or below x.

    Examples
    --------
    >>> float(cdf_scalar(10.0, 10.0, 2.0))
    0.5
    """
    if sd <= 0.0:
        return 1.0 if x >= mean else 0.0
    return standard_cdf((x - mean) / sd)


@kernel
def _ppf_loop(u, out, mean, sd):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], mean, sd)


@inline
def _pdf_scalar(x, mean, sd):
    if sd <= 0.0:
        return np.inf if x == mean else 0.0
    return standard_pdf((x - mean) / sd) / sd


@kernel
def _cdf_loop(x, out, mean, sd):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], mean, sd)


@kernel
def _pdf_loop(x, out, mean, sd):
    for i in range(x.size):
        out[i] = _pdf_scalar(x[i], mean, sd)


def check(mean: float, sd: float) -> None:
    """Refuse parameters that make no normal distribution.

    Raises
    ------
    ValueError
        A parameter is not finite, or sd is negative.

    Examples
    --------
    >>> check(0.0, -1.0)
    Traceback (most recent call last):
    ValueError: sd must be at least 0, not -1.0
    """
    check_finite(mean=mean, sd=sd)
    if sd < 0.0:
        raise ValueError(f"sd must be at least 0, not {sd}")


def ppf(u: ArrayLike, mean: float = 0.0, sd: float = 1.0) -> np.ndarray:
    """Return the values below which shares u of draws lie; minus and plus infinity at 0 and 1.

    Raises
    ------
    ValueError
        A parameter is out of its limits, or u is outside 0 to 1.

    Examples
    --------
    >>> round(float(ppf(0.975)), 6)
    1.959964
    """
    check(mean, sd)
    return elementwise(_ppf_loop, checked_shares(u), float(mean), float(sd))


def cdf(x: ArrayLike, mean: float = 0.0, sd: float = 1.0) -> np.ndarray:
    """Return the shares of draws at or below x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> cdf([0, 1.959964]).round(6).tolist()
    [0.5, 0.975]
    """
    check(mean, sd)
    return elementwise(_cdf_loop, x, float(mean), float(sd))


def pdf(x: ArrayLike, mean: float = 0.0, sd: float = 1.0) -> np.ndarray:
    """Return the densities at x, per unit of x; the shape is that of x.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> pdf([0, 1]).round(6).tolist()
    [0.398942, 0.241971]
    """
    check(mean, sd)
    return elementwise(_pdf_loop, x, float(mean), float(sd))


def mean(mean: float = 0.0, sd: float = 1.0) -> float:
    """Return the mean, in the unit of the parameters.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> mean(10, 2)
    10.0
    """
    check(mean, sd)
    return float(mean)


def variance(mean: float = 0.0, sd: float = 1.0) -> float:
    """Return the variance, in the square of the unit of the parameters.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> variance(10, 2)
    4.0
    """
    check(mean, sd)
    return float(sd) * float(sd)


def support(mean: float = 0.0, sd: float = 1.0) -> tuple[float, float]:
    """Return the lowest and the highest value that can be drawn.

    Raises
    ------
    ValueError
        A parameter is out of its limits.

    Examples
    --------
    >>> support(10, 2)
    (-inf, inf)
    """
    check(mean, sd)
    return (-math.inf, math.inf) if sd > 0.0 else (float(mean), float(mean))
