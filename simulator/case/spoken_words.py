"""The words of an uncertain input said back in plain English; what each comes to, with how far a fit misses."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from distributions.catalogue import FAMILIES, NUMBERS, SHARE, SPREAD, VALUE, VALUES
from simulator.case.inputs import Input
from simulator.case.quantities import as_number
from simulator.case.uncertain import MODIFIERS, head_of, share_of

Say = Callable[[float], str]

SMALLEST_MISFIT = 0.005
"""Share of the spread from which a misfit is worth a word."""

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
    said = _SAID[head](number, say, after) if head is not None else _parameters(number, say, after)
    low, high = number.described.ppf([0.1, 0.9])
    if head in (None, "outturns", "experts") or (head == "percentiles" and number.elicited.misfit > SMALLEST_MISFIT):
        said += f"; eight times in ten from {_rounded(say, low)} to {_rounded(say, high)}{after}"
    if head == "percentiles" and number.elicited.misfit > SMALLEST_MISFIT:
        said += (
            f" as fitted, which misses them by up to {as_number(round(100 * number.elicited.misfit, 1))}% of the spread"
        )
    return said + _modified(number, say)


def _rounded(say: Say, value: float) -> str:
    """Three figures are enough for what nobody stated."""
    return say(float(f"{value:.3g}"))


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _range(number: Input, say: Say, after: str) -> str:
    low, high = number.range or (0.0, 0.0)
    likeliest = "" if number.mode is None else f", most likely {say(number.mode)}"
    family = "" if number.distribution in (None, "pert") else f" ({number.distribution})"
    sure = f"with a confidence of {_percent(number.confidence)}"
    return f"between {say(low)} and {say(high)}{after} {sure}{likeliest}{family}"


def _percentiles(number: Input, say: Say, after: str) -> str:
    points = [
        f"{say(value)} as its {as_number(100 * share_of(name))}th percentile"
        for name, value in (number.percentiles or {}).items()
    ]
    return f"with {_listed(points)}{after and ','}{after} ({number.distribution or 'metalog'})"


def _limits(number: Input, say: Say, after: str) -> str:
    sides = (("at least", number.at_least), ("at most", number.at_most))
    said = [f"{words} {say(value)}" for words, value in sides if value is not None]
    each = " each" if len(said) > 1 else ""
    likeliest = "" if number.mode is None else f", most likely {say(number.mode)}"
    return f"{_listed(said)}{after} with a confidence of {_percent(number.confidence)}{each}{likeliest}"


def _outturns(number: Input, say: Say, after: str) -> str:
    forecast = "" if number.forecast is None else f" of the forecast of {say(number.forecast)}{after}"
    return f"as {len(number.outturns or ())} comparable programmes turned out{forecast}"


def _experts(number: Input, say: Say, after: str) -> str:
    how = "what they agree on" if number.pool == "logarithmic" else "every view kept"
    weights = number.parameter("weights")
    weighted = "" if weights is None else f", weighted {_listed([as_number(weight) for weight in weights])}"
    return f"as {len(number.experts or ())} experts see it, {how}{weighted}"


def _parameters(number: Input, say: Say, after: str) -> str:
    name = number.distribution or "pert"
    said = []
    for key, parameter in FAMILIES[name].parameters.items():
        value = number.parameter(key)
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
            told = _percent(value) if parameter.kind == SHARE else as_number(value)
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
