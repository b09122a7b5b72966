"""A reference class: what came of earlier forecasts, as a ratio, and so what may come of this one.

The outside view of Kahneman and Tversky (*Intuitive prediction: biases and corrective procedures*, 1979), as Flyvbjerg
made it a method (*Curbing optimism bias and misinformation in planning: reference class forecasting in practice*,
European Planning Studies 16, 2008) and the Treasury's Green Book asks for: believe what happened to others like you. A
handful of outturns says where the middle lies, roughly, and very little about how far out the next may fall; so the
spread of few is pooled with that of a class stated beforehand, and widened for what they leave open.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from distributions.arithmetic import special
from distributions.arithmetic.solving import exp, expm1, log, logs
from distributions.catalogue import Distribution, distribution
from distributions.elicitation.elicited import CannotElicit, Elicited, Written, a, described, percent, plainly
from distributions.jit import kernel

FEWEST = 3
"""Outturns below which there is no reference class."""

FEWEST_TO_RESAMPLE = 20
"""Outturns below which drawing from them alone would say that nothing new can happen."""

CLASS_RANGE = (2.0 / 3.0, 1.5)
"""Where eight in ten of a class's ratios lie when nobody says: two thirds of the forecast to half as much again."""

CLASS_POINTS = 4.0
"""For how many outturns the class's spread counts."""

_LARGEST_RATIO = 100.0  # a larger one is an amount, not a ratio
_CUT = 0.05  # the most that may be cut off at a limit of the unit
_P90 = 1.2815515655446004  # of the standard normal


def from_outturns(
    outturns: Sequence[float],
    *,
    forecast: float = 1.0,
    family: str = "lognormal",
    class_ratio: float | None = None,
    class_range: tuple[float, float] = CLASS_RANGE,
    class_points: float = CLASS_POINTS,
    lowest: float = -math.inf,
    highest: float = math.inf,
    written: Written = plainly,
) -> Elicited:
    """Return what a forecast may come to, from what earlier ones came to.

    The logarithms of the ratios are taken as normal with unknown mean and spread. The spread's prior is that of the
    class, with the weight of `class_points` outturns; the mean's is flat, or the class's middle with the same weight
    where one is given. What is predicted for the next outturn is then Student's t (Gelman and others, *Bayesian Data
    Analysis*, 3rd edition, section 3.3); the result is the lognormal with the same P10 and P90, and the same middle.

    Parameters
    ----------
    outturns
        Outturn divided by forecast of each earlier case: 0.9 for a tenth less. At least `FEWEST`.
    forecast
        Of this case, above 0, in the unit of the result.
    family
        ``lognormal``, or ``empirical`` to draw from the ratios themselves, from `FEWEST_TO_RESAMPLE` of them.
    class_ratio
        The middle ratio of the wider class, where it is known. By default the outturns alone say where the middle is.
    class_range
        Where eight in ten ratios of the class lie. Only how wide it is counts.
    class_points
        For how many outturns the class counts, at least 2.
    lowest, highest
        What the unit allows. At most a twentieth is cut off there.
    written
        How a value is written in words.

    Raises
    ------
    CannotElicit
        There are too few outturns, or they are no ratios; the error says what to give instead.

    Examples
    --------
    >>> found = from_outturns([0.6, 0.9, 1.1], forecast=6e6)
    >>> found.distribution.family
    'lognormal'
    >>> (found.distribution.ppf([0.1, 0.5, 0.9]) / 6e6).round(2).tolist()
    [0.5, 0.84, 1.42]
    """
    ratios = _checked(outturns, forecast, family)
    _check_class(class_ratio, class_range, class_points)
    if family == "empirical":
        found = distribution("empirical", values=sorted(forecast * ratio for ratio in ratios))
        told = f"drawn from {len(ratios)} earlier outturns as they were"
    else:
        middle, spread = _predicted(ratios, class_ratio, class_range, class_points)
        found = lognormal_of(middle + log(forecast), spread)
        low, centre, high = (exp(middle + far * spread) for far in (-_P90, 0.0, _P90))
        told = (
            f"{len(ratios)} earlier outturns, {plainly(min(ratios))} to {plainly(max(ratios))} of their forecasts; "
            f"the next is put at {centre:.2f} of its own, with an 80% chance of {low:.2f} to {high:.2f}, "
            "which allows for how few they are"
        )
    found = _cut(found, lowest, highest, written)
    return Elicited(found, f"{told}: {described(found, written)}")


def _checked(outturns: Sequence[float], forecast: float, family: str) -> list[float]:
    if family not in ("lognormal", "empirical"):
        raise CannotElicit(
            f"outturns do not make {a(family)}",
            'distribution = "lognormal" or "empirical"',
            ("distribution",),
        )
    if not (math.isfinite(forecast) and forecast > 0.0):
        raise CannotElicit(f"the forecast is {plainly(forecast)}", "a forecast above nought", ("forecast",))
    ratios = [float(ratio) for ratio in outturns]
    for ratio in ratios:
        if not math.isfinite(ratio) or ratio > _LARGEST_RATIO:
            raise CannotElicit(
                f"an outturn of {plainly(ratio)} is no ratio",
                "outturn divided by forecast, 0.9 for a tenth less",
                ("outturns",),
            )
        if ratio <= 0.0:
            raise CannotElicit(
                f"an outturn of {plainly(ratio)} of its forecast came to nothing",
                "only those that came to something, and the chance of nothing as an event of its own",
                ("outturns",),
            )
    least = FEWEST if family == "lognormal" else FEWEST_TO_RESAMPLE
    if len(ratios) < least:
        count = "one outturn is" if len(ratios) == 1 else f"{len(ratios)} outturns are"
        raise CannotElicit(
            f"{count} too few{' to draw from as they are' if family == 'empirical' else ''}: it takes {least}",
            'distribution = "lognormal"' if len(ratios) >= FEWEST else "a range with the confidence that it carries",
            ("outturns",),
        )
    return ratios


def _check_class(ratio: float | None, span: tuple[float, float], points: float) -> None:
    if ratio is not None and not 0.0 < ratio <= _LARGEST_RATIO:
        raise CannotElicit(
            f"a class ratio of {plainly(ratio)} is no ratio", "the middle of outturn divided by forecast"
        )
    if not 0.0 < span[0] < span[1] <= _LARGEST_RATIO:
        raise CannotElicit("the class's range is empty", "the lower ratio first, both above nought")
    if not 2.0 <= points <= 1e6:
        raise CannotElicit(f"the class counts for {plainly(points)} outturns", "2 or more")


def _predicted(
    ratios: Sequence[float], class_ratio: float | None, class_range: tuple[float, float], points: float
) -> tuple[float, float]:
    """Return the middle and the spread of the logarithm of the next ratio, as a normal with Student's P10 and P90."""
    found = logs(ratios).tolist()
    n = len(found)
    mean = math.fsum(found) / n
    squares = math.fsum((one - mean) * (one - mean) for one in found)
    class_spread = log(class_range[1] / class_range[0]) / (2.0 * _P90)
    squares += points * (class_spread * class_spread)
    weight, freedom, middle = float(n), points + (n - 1), mean
    if class_ratio is not None:
        away = mean - log(class_ratio)
        weight, freedom = n + points, points + n
        middle = mean - points / weight * away
        squares += n * points / weight * (away * away)
    scale = math.sqrt(squares / freedom * (1.0 + 1.0 / weight))
    return middle, scale * (student_p90(freedom) / _P90)


@kernel
def _beta_ppf(u, a, b, out):
    out[0], out[1] = special.beta_ppf(u, a, b)


def student_p90(freedom: float) -> float:
    """Return the value that nine in ten draws of Student's t lie below, for these degrees of freedom (1 or more).

    Examples
    --------
    >>> round(student_p90(6.0), 9)
    1.439755747
    """
    out = np.empty(2)
    _beta_ppf(0.2, 0.5 * freedom, 0.5, out)
    return math.sqrt(freedom * float(out[1]) / float(out[0]))


def lognormal_of(middle: float, spread: float) -> Distribution:
    """Return the lognormal whose logarithm has this mean and this standard deviation.

    Examples
    --------
    >>> round(float(lognormal_of(0.0, 0.25).ppf(0.5)), 12)
    1.0
    """
    square = spread * spread
    mean = exp(middle + 0.5 * square)
    return distribution("lognormal", mean=mean, sd=mean * math.sqrt(expm1(square)))


def _cut(found: Distribution, lowest: float, highest: float, written: Written) -> Distribution:
    """Return the distribution within the limits, refusing to cut off more than a little."""
    low, high = found.support()
    if low >= lowest and high <= highest:
        return found
    below = float(found.cdf(lowest)) if low < lowest else 0.0
    above = 1.0 - float(found.cdf(highest)) if high > highest else 0.0
    if below + above > _CUT or found.atoms:
        limit = f"below {written(lowest)}" if below > above else f"above {written(highest)}"
        raise CannotElicit(
            f"these outturns put {percent(round(max(below, above), 3))} of what may come {limit}, where it cannot be",
            "a smaller forecast, or percentiles of the value itself",
            ("outturns",),
        )
    return distribution("truncated", of=found, low=max(lowest, low), high=min(highest, high))
