"""From what people say to a distribution: a range and how sure they are of it, a bound, percentiles, past outturns.

Whatever is said of a number is held to literally, or refused with words for what to say instead; nothing is bent in
silence. Percentiles are in `percentiles`, past outturns in `outturns`, several experts in `pooling`; all of it is at
hand from here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from distributions.arithmetic.solving import Vector
from distributions.catalogue import Distribution, distribution
from distributions.elicitation.elicited import (
    Asked,
    CannotElicit,
    Elicited,
    Written,
    a,
    check_limits,
    compared,
    described,
    misfit,
    outside,
    percent,
    plainly,
)
from distributions.elicitation.free import Free
from distributions.elicitation.outturns import from_outturns
from distributions.elicitation.percentiles import best_of, from_percentiles, nearest
from distributions.elicitation.pooling import Disagreement, disagreement, pool

__all__ = [
    "Asked",
    "CannotElicit",
    "Disagreement",
    "Elicited",
    "at_least",
    "at_most",
    "disagreement",
    "from_bounds",
    "from_outturns",
    "from_percentiles",
    "from_range",
    "pool",
]

_MET = 1e-9  # a range is met when both its ends are within this share of its width
_PEAKED = ("pert", "triangular")
_BETWEEN_ENDS = (*_PEAKED, "uniform")


def from_range(
    low: float,
    high: float,
    *,
    confidence: float = 0.8,
    family: str = "pert",
    mode: float | None = None,
    lowest: float = -math.inf,
    highest: float = math.inf,
    written: Written = plainly,
) -> Elicited:
    """Return the distribution that lies from low to high with a stated confidence, and as often below as above.

    With confidence 0.8, low is P10 and high P90; with confidence 1 they are the ends. A PERT or a triangle without a
    mode is symmetric. Where the symmetric one would cross a limit of the unit, it begins at that limit and its mode
    gives way; where a mode is given or both limits are met, a PERT's shape gives way.

    Parameters
    ----------
    low, high
        The range.
    confidence
        Its chance of holding the value, above 0, at most 1.
    family
        ``pert``, ``triangular``, ``uniform``, ``normal``, ``lognormal``, ``truncated_normal``, ``beta``, ``gamma``,
        ``weibull`` or ``metalog``. The normal kind and the uniform are straight in their parameters; the others are
        solved for.
    mode
        The likeliest value, for ``pert`` and ``triangular``.
    lowest, highest
        What the unit allows.
    written
        How a value is written in words.

    Raises
    ------
    CannotElicit
        The range is empty or out of limits, or no such distribution has it; the error says what to give instead.

    Examples
    --------
    >>> found = from_range(5.0, 8.0, confidence=0.8)
    >>> found.distribution.ppf([0.1, 0.5, 0.9]).round(9).tolist()
    [5.0, 6.5, 8.0]
    >>> from_range(0.5, 8.0, lowest=0.0).distribution.support()[0]
    0.0
    """
    check_limits({"range": low}, lowest, highest, written)
    check_limits({"range": high}, lowest, highest, written)
    if low > high:
        raise CannotElicit(
            f"the range runs from {written(low)} down to {written(high)}", "the lower of the two first", ("range",)
        )
    share = 0.5 * (1.0 - _checked_confidence(confidence, 0.0))
    if share > 0.0 and low < high and (low == lowest or high == highest):
        limit, way = (low, "below") if low == lowest else (high, "above")
        bound = f"at_most = {written(high)}" if low == lowest else f"at_least = {written(low)}"
        raise CannotElicit(
            f"the range goes to the limit, {written(limit)}, and leaves nothing {way} it for the rest of the chance",
            f"{bound} with its confidence, or confidence = 1 if these are the very ends",
            ("range",),
        )
    wanted = {share: float(low), 1.0 - share: float(high)}
    _check_mode(mode, low, high, "the range", written)
    found = _held(wanted, family, mode, lowest, highest, written)
    told = f"{percent(confidence)} sure to be from {written(low)} to {written(high)}"
    told += ", its very ends" if confidence == 1.0 else ", below and above equally likely"
    return _told(told, found, wanted, written)


def from_bounds(
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    confidence: float = 0.9,
    family: str | None = None,
    mode: float | None = None,
    lowest: float = -math.inf,
    highest: float = math.inf,
    written: Written = plainly,
) -> Elicited:
    """Return the distribution of a value that is at least this, or at most that, each with the same confidence.

    Both together at 0.9 make P10 and P90, and leave 80% between them. One alone needs something more. With a mode, it
    is a PERT that begins at the unit's limit on the side nobody spoke of, or lies evenly about the mode where there is
    no such limit. Without a mode, it is uniform from that limit: all that is known is used, and nothing else.

    Parameters
    ----------
    at_least, at_most
        The bounds.
    confidence
        The chance that each holds, above 0.5, at most 1.
    family
        As for `from_range` with both; with one, ``pert`` or ``triangular`` with or without a mode, ``uniform``, or
        ``exponential`` for an upper bound on what cannot be negative. By default as said above.
    mode
        The likeliest value.
    lowest, highest
        What the unit allows.
    written
        How a value is written in words.

    Raises
    ------
    CannotElicit
        The bounds contradict each other or the limits, or say too little; the error says what to give instead.

    Examples
    --------
    >>> from_bounds(at_most=9.0, confidence=0.9, lowest=0.0).distribution
    Distribution(family='uniform', parameters=(0.0, 10.0))
    >>> from_bounds(at_most=8.0, mode=6.0, lowest=0.0).distribution.ppf([0.0, 0.9]).round(9).tolist()
    [0.0, 8.0]
    """
    given = {name: value for name, value in (("at_least", at_least), ("at_most", at_most)) if value is not None}
    if not given:
        raise CannotElicit("no bound is given", "at_least, at_most or both")
    check_limits(given, lowest, highest, written)
    sure = _checked_confidence(confidence, 0.5)
    if at_least is not None and at_most is not None:
        if at_least > at_most:
            raise CannotElicit(
                f"at_least ({written(at_least)}) is above at_most ({written(at_most)})",
                "the lower of the two as at_least",
                ("at_least",),
            )
        _check_mode(mode, at_least, at_most, "the bounds", written)
        wanted = {1.0 - sure: float(at_least), sure: float(at_most)}
        found = _held(wanted, family or "pert", mode, lowest, highest, written)
        told = f"{percent(sure)} sure to be at least {written(at_least)}, and as sure to be at most {written(at_most)}"
        if sure < 1.0:
            told += f", so {percent(2.0 * sure - 1.0)} between them"
        return _told(told, found, wanted, written)
    if at_most is not None:
        _check_mode(mode, -math.inf, at_most, "what it is at most", written)
        wanted = {sure: float(at_most)}
        found = _one_sided(wanted, True, family, mode, (lowest, highest), written)
        return _told(f"{percent(sure)} sure to be at most {written(at_most)}", found, wanted, written)
    assert at_least is not None
    _check_mode(mode, at_least, math.inf, "what it is at least", written)
    wanted = {1.0 - sure: float(at_least)}
    found = _one_sided(wanted, False, family, mode, (lowest, highest), written)
    return _told(f"{percent(sure)} sure to be at least {written(at_least)}", found, wanted, written)


def at_most(
    value: float,
    *,
    confidence: float = 0.9,
    family: str | None = None,
    mode: float | None = None,
    lowest: float = -math.inf,
    highest: float = math.inf,
    written: Written = plainly,
) -> Elicited:
    """Return the distribution of what is at most a value with this confidence: `from_bounds` with one bound.

    Raises
    ------
    CannotElicit
        As `from_bounds`.

    Examples
    --------
    >>> at_most(8.0, confidence=0.8, lowest=0.0).distribution
    Distribution(family='uniform', parameters=(0.0, 10.0))
    """
    return from_bounds(
        at_most=value, confidence=confidence, family=family, mode=mode, lowest=lowest, highest=highest, written=written
    )


def at_least(
    value: float,
    *,
    confidence: float = 0.9,
    family: str | None = None,
    mode: float | None = None,
    lowest: float = -math.inf,
    highest: float = math.inf,
    written: Written = plainly,
) -> Elicited:
    """Return the distribution of what is at least a value with this confidence: `from_bounds` with one bound.

    Raises
    ------
    CannotElicit
        As `from_bounds`.

    Examples
    --------
    >>> at_least(0.25, confidence=0.9, mode=0.5).distribution.ppf([0.1, 0.5]).round(9).tolist()
    [0.25, 0.5]
    """
    return from_bounds(
        at_least=value, confidence=confidence, family=family, mode=mode, lowest=lowest, highest=highest, written=written
    )


def _checked_confidence(confidence: float, above: float) -> float:
    if not above < confidence <= 1.0:
        hint = f"{confidence / 100.0:g}, if {confidence:g}% is meant" if 1.0 < confidence <= 100.0 else ""
        raise CannotElicit(
            f"a confidence of {confidence:g} is not {'above 0.5' if above else 'above 0'} and at most 1",
            hint or "0.8 for eight times in ten",
            ("confidence",),
        )
    return float(confidence)


def _check_mode(mode: float | None, low: float, high: float, what: str, written: Written) -> None:
    if mode is not None and not low <= mode <= high:
        raise CannotElicit(f"the mode ({written(mode)}) is outside {what}", "a mode inside it", ("mode",))


def _told(told: str, found: Distribution, wanted: Mapping[float, float], written: Written) -> Elicited:
    return Elicited(found, f"{told}: {described(found, written)}", compared(found, wanted))


def _held(
    wanted: dict[float, float], family: str, mode: float | None, lowest: float, highest: float, written: Written
) -> Distribution:
    """Return the distribution that has both percentiles; they lie as far from the ends as each other."""
    (share, low), (_, high) = min(wanted.items()), max(wanted.items())
    if low == high:
        return distribution("constant", value=low)
    if mode is not None and family not in _PEAKED:
        raise CannotElicit(
            f"{a(family)} takes no mode besides a range",
            'no mode, or distribution = "pert" or "triangular"',
            ("mode",),
        )
    if share == 0.0:
        return _whole(low, high, family, mode)
    if family in _PEAKED:
        begin = None if mode is not None else _symmetric(family, wanted, 0.5 * low + 0.5 * high)
        return _peaked(family, wanted, {} if mode is None else {"mode": mode}, begin, (lowest, highest), written)
    if family == "metalog":
        return from_percentiles(wanted, lowest=lowest, highest=highest, written=written).distribution
    found = nearest(family, wanted, lowest, highest, written)
    if misfit(compared(found, wanted)) > _MET:
        raise CannotElicit(
            f"no {family.replace('_', ' ')} has {percent(1.0 - 2.0 * share)} of its values from {written(low)} to "
            f"{written(high)}",
            'distribution = "pert", "lognormal" or "metalog"',
            ("distribution",),
        )
    return found


def _whole(low: float, high: float, family: str, mode: float | None) -> Distribution:
    if family not in _BETWEEN_ENDS:
        raise CannotElicit(
            f"{a(family)} is not settled by its ends",
            'a confidence below 1, or distribution = "pert", "triangular" or "uniform"',
            ("confidence",),
        )
    if family == "uniform":
        return distribution("uniform", low=low, high=high)
    return distribution(family, low=low, mode=0.5 * low + 0.5 * high if mode is None else mode, high=high)


def _symmetric(family: str, wanted: Mapping[float, float], mode: float) -> Distribution:
    """Return the symmetric one about a mode that has the first percentile wanted."""
    (share, value), *_ = wanted.items()
    standard = distribution(family, low=-1.0, mode=0.0, high=1.0)
    half = (value - mode) / float(standard.ppf(share))
    return distribution(family, low=mode - half, mode=mode, high=mode + half)


def _peaked(
    family: str,
    wanted: Mapping[float, float],
    pins: dict[str, float],
    begin: Distribution | None,
    limits: tuple[float, float],
    written: Written,
) -> Distribution:
    """Return the PERT or triangle with these percentiles, within limits: an end that crosses one is pinned there.

    It begins from `begin`, or from what the pins leave to be solved.
    """
    pins = dict(pins)
    found = _solved(family, wanted, pins) if begin is None else begin
    while found is not None:
        below, above = outside(found, *limits)
        if not below and not above:
            return found
        pins |= ({"low": limits[0]} if below else {}) | ({"high": limits[1]} if above else {})
        found = _solved(family, wanted, pins)
    values = " and ".join(f"{percent(share)} at or below {written(value)}" for share, value in wanted.items())
    mode = pins.get("mode")
    within = f" from {written(limits[0])}" if math.isfinite(limits[0]) else ""
    within += f" to {written(limits[1])}" if math.isfinite(limits[1]) else ""
    if mode is not None:
        raise CannotElicit(
            f"no {family}{within} has {values} and its top at {written(mode)}",
            "at_least and at_most both" if len(wanted) == 1 else "no mode, or p10, p50 and p90 as percentiles",
            ("mode",),
        )
    other = '"beta"' if math.isfinite(limits[1]) else '"lognormal" or "gamma"'
    raise CannotElicit(f"no {family}{within} has {values}", f"distribution = {other}", ("distribution",))


def _solved(family: str, wanted: Mapping[float, float], pins: Mapping[str, float]) -> Distribution | None:
    """Return the PERT or triangle with these parameters that meets the percentiles; None where none does.

    As many numbers must be free as there are percentiles: a PERT may also move its shape, to make up for one end.
    """
    unknown = 3 - len(pins)
    moving = ("shape",) if unknown == len(wanted) - 1 and family == "pert" else ()
    if unknown + len(moving) != len(wanted):
        return None
    shares, values = list(wanted), list(wanted.values())
    marks = sorted({*values, *pins.values()})
    scale = marks[-1] - marks[0]
    if not scale > 0.0:
        return None
    free = Free(family, pins, 0.5 * (min(values) + max(values)), 0.5 * scale, moving)

    def residuals(x: Vector) -> Vector | None:
        found = free.at(x)
        if found is None:
            return None
        return [(got - value) / scale for got, value in zip(found.ppf(shares).tolist(), values, strict=True)]

    found = best_of(free, residuals)
    return found if misfit(compared(found, wanted)) <= _MET else None


def _one_sided(
    wanted: dict[float, float],
    upper: bool,
    family: str | None,
    mode: float | None,
    limits: tuple[float, float],
    written: Written,
) -> Distribution:
    """Return the distribution with one percentile, from the limit on the other side or about a mode."""
    ((share, value),) = wanted.items()
    limit, end, side, other = (limits[0], "low", "at_most", "at_least")
    if not upper:
        limit, end, side, other = (limits[1], "high", "at_least", "at_most")
    family = family or ("uniform" if mode is None else "pert")
    if mode is None and not math.isfinite(limit):
        raise CannotElicit(f"{side} alone leaves the other side open", f"{other} as well, or a mode", (side,))
    if mode is not None and family not in _PEAKED:
        raise CannotElicit(f"{a(family)} takes no mode", 'distribution = "pert" or "triangular" with it', ("mode",))
    if mode is not None and math.isfinite(limit):
        return _peaked(family, wanted, {"mode": mode, end: limit}, None, limits, written)
    if mode is not None:
        begin = _symmetric(family, wanted, mode) if value != mode else None
        return _peaked(family, wanted, {"mode": mode}, begin, limits, written)
    if family in _BETWEEN_ENDS:
        # From the limit as far as it takes for the bound to hold as often as was said, evenly about the middle.
        middle = {} if family == "uniform" else {"mode": 0.5}
        reach = float(distribution(family, low=0.0, high=1.0, **middle).ppf(share if upper else 1.0 - share))
        far = limit + (value - limit) / reach
        low, high = min(limit, far), max(limit, far)
        middle = {} if family == "uniform" else {"mode": 0.5 * low + 0.5 * high}
        found = distribution(family, low=low, high=high, **middle)
    elif family == "exponential" and upper and limit == 0.0:
        found = nearest("exponential", wanted, *limits, written)
    else:
        raise CannotElicit(
            f"{a(family)} is not settled by one bound",
            'both bounds, or distribution = "uniform", "pert" or "triangular"',
            ("distribution",),
        )
    if any(outside(found, *limits)):
        raise CannotElicit(
            f"{side} {written(value)} says less than the limits do, {written(limits[0])} and {written(limits[1])}",
            f"{other} as well, or a mode",
            (side,),
        )
    return found
