"""From the words of an uncertain input to the distribution that they come to."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

from distributions.catalogue import FAMILIES, Distribution, distribution
from simulator.case.misread import Misread
from simulator.case.uncertain import MODIFIERS, head_of, share_of

if TYPE_CHECKING:
    from distributions.elicit import Elicited
    from simulator.case.inputs import Input

SMALLEST_SHARE = 2.0**-53
"""The uniform draws of a run lie between this and 1 less it."""

LARGEST = 1e100
"""Beyond any amount that is meant; the engine's tables end at 1e150."""

LEFT_OUT = 0.1
"""The share on either side of the ends that are told of a distribution for which the case states none."""


@dataclass(frozen=True)
class Described:
    """What an uncertain input is.

    Attributes
    ----------
    distribution
        In the unit of the input.
    elicited
        How it was found from what people say; None where the case names the distribution itself.
    """

    distribution: Distribution
    elicited: Elicited | None = None


def describe(stated: Input) -> Described:
    """What an uncertain input is.

    Raises
    ------
    Misread
        When the words make no distribution, or one that goes beyond what the unit allows.
    """
    head = head_of(stated.given)
    found = _ELICIT[head](stated) if head is not None else Described(_named(stated))
    return Described(_modified(stated, found.distribution), found.elicited)


def check_support(stated: Input, described: Distribution) -> None:
    """Refuse a distribution that can take values which the unit does not allow.

    Raises
    ------
    Misread
        It names the limit, and a way to keep to it.
    """
    low, high = described.support()
    # What has no end is held to what a run can draw of it, some eight standard deviations out.
    furthest = described.ppf([SMALLEST_SHARE, 1.0 - SMALLEST_SHARE])
    if not max(abs(furthest)) <= LARGEST:
        wrong = "it reaches beyond all amounts"
        raise Misread(
            wrong, "other parameters; the coefficients of a metalog with a limit are of logarithms", whole=True
        )
    low, high = (low if isfinite(low) else float(furthest[0])), (high if isfinite(high) else float(furthest[1]))
    lowest, highest = stated.limits
    written = type(stated).written
    if low < lowest:
        wrong = f"it could fall below {written(lowest)}, which {stated.what} cannot"
        raise Misread(
            wrong, f"truncate_below = {_as_toml(stated, lowest)}, or a distribution that stays above", whole=True
        )
    if high > highest:
        wrong = f"it could rise above {written(highest)}, which {stated.what} cannot"
        raise Misread(
            wrong, f"truncate_above = {_as_toml(stated, highest)}, or a distribution that stays below", whole=True
        )


def _as_toml(stated: Input, value: float) -> str:
    text = type(stated).written(value)
    return text if text.lstrip("-").replace(".", "").isdigit() else f'"{text}"'


def ends_of(stated: Input, described: Distribution) -> tuple[float, float]:
    """The ends that are told of an input: those that it states, else its 10th and 90th percentiles."""
    if stated.range is not None:
        ends = stated.range
    elif stated.percentiles is not None and len(stated.percentiles) > 1:
        values = tuple(stated.percentiles.values())
        ends = (values[0], values[-1])
    elif stated.at_least is not None and stated.at_most is not None:
        ends = (stated.at_least, stated.at_most)
    elif head_of(stated.given) is None and stated.low is not None and stated.high is not None:
        ends = (stated.low, stated.high)
    else:
        low, high = described.ppf([LEFT_OUT, 1.0 - LEFT_OUT])
        return float(low), float(high)
    shift = stated.shift or 0.0
    low, high = described.support()
    return max(ends[0] + shift, low), min(ends[1] + shift, high)


def _named(stated: Input) -> Distribution:
    """The distribution that the case names, with its parameters."""
    name = stated.distribution or "pert"
    family = FAMILIES[name]
    given = {key: getattr(stated, key) for key in stated.given if key not in ("distribution", *MODIFIERS)}
    for key in given:
        if key not in family.parameters:
            takes = f"{name} takes {', '.join(family.parameters)}"
            raise Misread(f"{key} is no parameter of {name}", takes, (key,), whole=True)
    if "mode" in family.parameters and "mode" not in given and {"low", "high"} <= set(given):
        given["mode"] = (given["low"] + given["high"]) / 2.0
    for key, parameter in family.parameters.items():
        if key not in given and parameter.default is None:
            wrong = f"{name} without {key}"
            raise Misread(wrong, f"{key} = …, {parameter.limits}", whole=True)
    try:
        return distribution(name, **given)
    except ValueError as error:
        key = str(error).split(" ", 1)[0]
        known = family.parameters.get(key)
        instead = f"{key} {known.limits}" if known is not None else f"other parameters of {name}"
        raise Misread(str(error), instead, (key,) if key in given else (), whole=True) from None


def _modified(stated: Input, found: Distribution) -> Distribution:
    """Shifted and truncated as the case says."""
    if stated.shift is not None:
        found = distribution("shifted", of=found, by=stated.shift)
    below, above = stated.truncate_below, stated.truncate_above
    if below is None and above is None:
        return found
    low = -inf if below is None else below
    high = inf if above is None else above
    key = "truncate_above" if below is None else "truncate_below"
    if low > high:
        raise Misread("truncate_below is above truncate_above", "the lower limit below", (key,), whole=True)
    try:
        return distribution("truncated", of=found, low=low, high=high)
    except ValueError:
        wrong = "less than one draw in a million is left"
        raise Misread(wrong, "limits with most of the draws between them", (key,), whole=True) from None


def _limits(stated: Input) -> dict[str, Any]:
    lowest, highest = stated.limits
    return {"lowest": lowest, "highest": highest, "written": type(stated).written}


def _range(stated: Input) -> Described:
    low, high = _pair(stated)
    if stated.confidence is None:
        wrong = "a range does not say how sure people are of it"
        raise Misread(wrong, "confidence = 0.8 beside it, or low, mode and high if nothing lies outside", whole=True)
    from distributions.elicit import from_range

    family = stated.distribution or "pert"
    words = {"confidence": stated.confidence, "family": family, "mode": stated.mode}
    return _elicited(from_range, low, high, **words, **_limits(stated))


def _pair(stated: Input) -> tuple[float, float]:
    if stated.range is None or len(stated.range) != 2:
        many = len(stated.range or ())
        raise Misread(f"a range of {many} numbers", "two, [low, high]", ("range",), whole=True)
    low, high = stated.range
    if low >= high:
        written = type(stated).written
        wrong = f"the range begins at {written(low)} and ends at {written(high)}"
        raise Misread(wrong, "the lower of the two first", ("range",), whole=True)
    return low, high


def _percentiles(stated: Input) -> Described:
    from distributions.elicit import from_percentiles

    limits = _limits(stated)
    for key, limit in (("lower", "lowest"), ("upper", "highest")):
        if stated.parameter(key) is not None:
            limits[limit] = stated.parameter(key)
    points = {share_of(name): value for name, value in (stated.percentiles or {}).items()}
    return _elicited(from_percentiles, points, family=stated.distribution or "metalog", **limits)


def _at_least_at_most(stated: Input) -> Described:
    if stated.confidence is None:
        wrong = "at_least and at_most do not say how sure people are of them"
        raise Misread(wrong, "confidence = 0.9 beside them, or low and high if it cannot be otherwise", whole=True)
    from distributions.elicit import from_bounds

    asked: dict[str, Any] = {"at_least": stated.at_least, "at_most": stated.at_most, "mode": stated.mode}
    return _elicited(from_bounds, confidence=stated.confidence, family=stated.distribution, **asked, **_limits(stated))


def _outturns(stated: Input) -> Described:
    from distributions.elicit import from_outturns

    forecast = 1.0 if stated.forecast is None else stated.forecast
    family = stated.distribution or "lognormal"
    return _elicited(from_outturns, stated.outturns, forecast=forecast, family=family, **_limits(stated))


def _experts(stated: Input) -> Described:
    from distributions.elicit import pool

    views = [expert.described for expert in stated.experts or ()]
    if len(views) < 2:
        wrong = f"{'one expert makes' if views else 'no experts make'} no pool"
        raise Misread(wrong, "two or more, or the one view as the input itself", whole=True)
    weights = stated.parameter("weights")
    if weights is not None and len(weights) != len(views):
        raise Misread(f"{len(weights)} weights for {len(views)} experts", "a weight for each", ("weights",), whole=True)
    method = stated.pool or "linear"
    return _elicited(pool, views, weights=weights, method=method, written=type(stated).written)


def _elicited(ask: Any, *args: Any, **words: Any) -> Described:
    """What the library makes of the words; what it cannot make anything of is told in its own."""
    from distributions.elicit import CannotElicit

    try:
        found = ask(*args, **words)
    except CannotElicit as error:
        raise Misread(error.wrong, error.instead, error.at, whole=True) from None
    return Described(found.distribution, found)


_ELICIT = {
    "range": _range,
    "percentiles": _percentiles,
    "at_least": _at_least_at_most,
    "at_most": _at_least_at_most,
    "outturns": _outturns,
    "experts": _experts,
}
