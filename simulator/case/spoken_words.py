"""The words of an uncertain input said back in plain English; what each comes to, with how far a fit misses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from distributions.catalogue import FAMILIES, NUMBER, NUMBERS, SHARE, SPREAD, VALUE, VALUES, Distribution
from simulator.case.inputs import Input
from simulator.case.quantities import as_number
from simulator.case.uncertain import MODIFIERS, head_of, share_of

Say = Callable[[float], str]

SMALLEST_MISFIT = 0.005
"""Share of the spread from which a misfit is worth a word."""

_TOLD_BY_PARAMETERS = tuple(
    name
    for name, family in FAMILIES.items()
    if all(parameter.kind in (VALUE, SPREAD, NUMBER, SHARE) for parameter in family.parameters.values())
)

LISTED = 6
"""Numbers of a list that are said one by one."""


def said_words(number: Input, say: Say, after: str) -> str:
    """What an input may be, in words.

    Parameters
    ----------
    number
        An input that is neither fixed nor a plain range.
    say
        How its values are said.
    after
        What follows the last of them, " a year".

    Returns
    -------
    str
        "between £5m and £8m with a confidence of 80%".
    """
    head = head_of(number.given)
    said = _SAID[head](number, say, after) if head is not None else _parameters(number, say)
    said += _modified(number, say)
    found = number.elicited
    if found is not None and found.distribution.family in _TOLD_BY_PARAMETERS:
        said += f": {_curve(found.distribution, lambda value: _rounded(say, value))}"
    if found is not None and found.misfit > SMALLEST_MISFIT:
        missed = as_number(round(100 * found.misfit, 1))
        said += f", which misses what was said by up to {missed}% of its span"
    met = head == "percentiles" and found is not None and found.misfit <= SMALLEST_MISFIT
    if head not in ("range", "at_least", "at_most") and not met:
        low, high = number.described.ppf([0.1, 0.9])
        said += f"; eight times in ten from {_rounded(say, low)} to {_rounded(say, high)}{after}"
    if found is not None and found.disagreement is not None:
        said += f". {found.disagreement.words(lambda value: _rounded(say, value))}".rstrip(".")
    return said


def _rounded(say: Say, value: float) -> str:
    """Three figures are enough for what nobody stated."""
    return say(float(f"{value:.3g}"))


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _range(number: Input, say: Say, after: str) -> str:
    low, high = number.range or (0.0, 0.0)
    likeliest = "" if number.mode is None else f", most likely {say(number.mode)}"
    sure = f"with a confidence of {_percent(number.confidence)}"
    return f"between {say(low)} and {say(high)}{after} {sure}{likeliest}"


def _percentiles(number: Input, say: Say, after: str) -> str:
    points = number.percentiles or {}
    values = _listed([say(value) for value in points.values()])
    places = _listed([_ordinal(100 * share_of(name)) for name in points])
    return f"with {values}{after} as its {places} percentile{'s' if len(points) > 1 else ''}"


def _ordinal(percent: float) -> str:
    text = as_number(percent)
    ending = {"1": "st", "2": "nd", "3": "rd"}.get(text[-1], "th")
    return text + ("th" if text[-2:-1] == "1" else ending)


def _limits(number: Input, say: Say, after: str) -> str:
    sides = (("at least", number.at_least), ("at most", number.at_most))
    said = [f"{words} {say(value)}" for words, value in sides if value is not None]
    each = " each" if len(said) > 1 else ""
    likeliest = "" if number.mode is None else f", most likely {say(number.mode)}"
    return f"{_listed(said)}{after} with a confidence of {_percent(number.confidence)}{each}{likeliest}"


def _outturns(number: Input, say: Say, after: str) -> str:
    forecast = "" if number.forecast is None else f", of a forecast of {say(number.forecast)}{after}"
    return f"as {len(number.outturns or ())} comparable programmes turned out{forecast}"


def _experts(number: Input, say: Say, after: str) -> str:
    how = "what they agree on" if number.pool == "logarithmic" else "every view kept"
    weights = number.parameter("weights")
    weighted = "" if weights is None else f", weighted {_listed([as_number(weight) for weight in weights])}"
    return f"as {len(number.experts or ())} experts see it, {how}{weighted}"


def _parameters(number: Input, say: Say) -> str:
    name = number.distribution or "pert"
    return _curve_of(name, {key: number.parameter(key) for key in FAMILIES[name].parameters}, say)


def _curve(found: Distribution, say: Say) -> str:
    named = {
        key: value for key, value in found.named.items() if value != FAMILIES[found.family].parameters[key].default
    }
    return _curve_of(found.family, named, say)


def _curve_of(name: str, parameters: Mapping[str, Any], say: Say) -> str:
    said = []
    for key, parameter in FAMILIES[name].parameters.items():
        value = parameters.get(key)
        if value is None:
            continue
        if parameter.kind in (VALUES, NUMBERS):
            one = say if parameter.kind == VALUES else as_number
            shown = [one(item) for item in value[:LISTED]]
            rest = len(value) - len(shown)
            told = ", ".join(shown) + (f" and {rest} more" if rest else "")
        elif parameter.kind in (VALUE, SPREAD):
            told = say(value)
        else:
            told = _percent(value) if parameter.kind == SHARE else as_number(float(f"{value:.6g}"))
        said.append(f"{key} {told}")
    return f"{name.replace('_', ' ')} with {_listed(said)}"


def _modified(number: Input, say: Say) -> str:
    said = []
    for key in MODIFIERS:
        value = getattr(number, key)
        if value is not None:
            said.append({"shift": "shifted by", "truncate_below": "never below", "truncate_above": "never above"}[key])
            said[-1] += f" {say(value)}"
    return f"; {_listed(said)}" if said else ""


def _percent(share: float | None) -> str:
    return f"{as_number(100 * (share or 0.0))}%"


_SAID = {
    "range": _range,
    "percentiles": _percentiles,
    "at_least": _limits,
    "at_most": _limits,
    "outturns": _outturns,
    "experts": _experts,
}
