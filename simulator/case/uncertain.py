"""What the table of an uncertain input may hold besides low, mode and high: the keys, and which of them go together.

The parameters of families are read off the catalogue of `distributions`, so that a new family brings its own keys. What
the words come to, a distribution, is worked out in `elicited`.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, Field, create_model

from distributions.catalogue import FAMILIES, NUMBERS, SHARE, SPREAD, VALUE, VALUES, WHOLE
from simulator.case.misread import Misread, shown
from simulator.case.quantities import read_number, read_share

if TYPE_CHECKING:
    from simulator.case.inputs import Input

PLAIN = ("low", "mode", "high")
"""Parameters that have been keys of an input from the start; the others come from the catalogue."""

NAMEABLE = tuple(
    name for name, family in FAMILIES.items() if not family.composite and name not in ("constant", "bernoulli")
)
"""Families that a case may name. What is known is a value; what happens or does not is an event; mixtures, truncation
and shift have words of their own."""

KIND_OF = {
    key: parameter.kind for name in NAMEABLE for key, parameter in FAMILIES[name].parameters.items() if key not in PLAIN
}
"""What each parameter is, by its key; the same in every family that has it."""

OF_THE_UNIT = ("at_least", "at_most", "forecast", "truncate_below", "truncate_above", "shift")
"""Keys that hold one number in the unit of the input, besides parameters."""

HEADS = ("value", "range", "percentiles", "at_least", "at_most", "outturns", "experts")
"""Keys each of which is a way to say what is known; without any of them it is a distribution and its parameters."""

BESIDE: Mapping[str, tuple[str, ...]] = {
    "range": ("confidence", "mode", "distribution"),
    "percentiles": ("distribution", "lower", "upper"),
    "at_least": ("at_most", "confidence", "mode", "distribution"),
    "at_most": ("at_least", "confidence", "mode", "distribution"),
    "outturns": ("forecast", "distribution"),
    "experts": ("weights", "pool"),
}
"""What may stand beside each of them."""

MODIFIERS = ("shift", "truncate_below", "truncate_above")
"""What may be added to any of them but a value."""


def _parameter_fields() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key, kind in KIND_OF.items():
        users = [name for name in NAMEABLE if key in FAMILIES[name].parameters]
        default = [FAMILIES[name].parameters[key].default for name in users]
        words = f"A parameter of {' and '.join([', '.join(users[:-1]), users[-1]]) if users[1:] else users[0]}"
        words += f": {FAMILIES[users[0]].parameters[key].limits}."
        stated = [value for value in default if value is not None and isfinite(value)]
        if stated:
            words += f" Default: {stated[0]:g}"
        many = kind in (VALUES, NUMBERS)
        fields[key] = ((tuple[float, ...] if many else float) | None, Field(None, description=words))
    return fields


class Elicitation(BaseModel):
    """The words besides parameters."""

    range: tuple[float, ...] | None = Field(
        None,
        description="Low and high with the confidence they carry, as they come out of a workshop. It is a PERT curve "
        "with as much below as above unless another distribution is named.",
    )
    confidence: float | None = Field(
        None,
        description="The chance that the range holds the number; for at_least and at_most, the chance of each.",
    )
    percentiles: dict[str, float] | None = Field(
        None,
        description="Percentiles that somebody stands by: p10 is what it is below one time in ten. A distribution is "
        "fitted to them by least squares, a metalog unless another is named; how far it misses them is reported.",
    )
    at_least: float | None = Field(None, description="What it is at least, with the confidence stated.")
    at_most: float | None = Field(None, description="What it is at most, with the confidence stated.")
    outturns: tuple[float, ...] | None = Field(
        None,
        description="What comparable programmes came to, each as a ratio of outturn to forecast; three or "
        "more. With few of them the result is wide.",
    )
    forecast: float | None = Field(None, description="The number that such outturns multiply. Default: 1")
    experts: tuple[Any, ...] | None = Field(
        None, description="What several people say, each as an input of its own; they are pooled."
    )
    pool: Literal["linear", "logarithmic"] | None = Field(
        None,
        description="How experts are pooled: linear keeps every view, logarithmic what they agree on. Default: linear",
    )
    shift: float | None = Field(None, description="Added to every value. Default: nothing")
    truncate_below: float | None = Field(
        None, description="Values below this are ruled out, and the others grow likelier in proportion. Default: none"
    )
    truncate_above: float | None = Field(None, description="The same above. Default: none")


Uncertain: Any = create_model("Uncertain", __base__=Elicitation, **_parameter_fields())
"""The base of an input: the words of `Elicitation`, and the parameters of every family."""

KEYS = tuple(Uncertain.model_fields)
"""All those keys."""


def head_of(given: list[str]) -> str | None:
    """Which way of saying what is known these keys take; None for a distribution with its parameters.

    Raises
    ------
    Misread
        When they take two ways at once, or a key says nothing beside the others.
    """
    heads = [key for key in HEADS if key in given]
    if set(heads) == {"at_least", "at_most"}:
        heads = ["at_least"]
    if len(heads) > 1:
        raise Misread(f"both {heads[0]} and {heads[1]} are given", "one of the two", (heads[1],), whole=True)
    if not heads:
        _check_parameter_words(given)
        return None
    head = heads[0]
    allowed = (*BESIDE.get(head, ()), *MODIFIERS)
    for key in given:
        if head == "value" and key in KEYS:
            raise Misread(f"{key} says nothing beside a fixed value", "one of the two", (key,), whole=True)
        if head != "value" and key != head and key not in allowed:
            wrong = f"{key} says nothing beside {head}"
            raise Misread(wrong, f"{head} with {', '.join(allowed)}", (key,), whole=True)
    return head


def _check_parameter_words(given: list[str]) -> None:
    for key in ("confidence", "pool", "forecast"):
        if key in given:
            goes = [head for head, beside in BESIDE.items() if key in beside]
            raise Misread(f"{key} stands alone", f"{key} beside {' or '.join(goes)}", (key,), whole=True)
    named = [key for key in given if key in KIND_OF]
    if "low" in given:
        named = [
            key for key in named if key not in FAMILIES["pert"].parameters
        ]  # low and high are a PERT by themselves
    if named and "distribution" not in given:
        users = [f'"{name}"' for name in NAMEABLE if named[0] in FAMILIES[name].parameters]
        raise Misread(f"{named[0]} without a distribution", f"distribution = {' or '.join(users)}", whole=True)


def read_parameter(kind: type[Input], key: str, raw: object, context: Any) -> Any:
    """A number, or a list of them, as the file writes it: in the unit of the input, or bare.

    Raises
    ------
    Misread
        When it cannot be read.
    """
    sort = VALUE if key in OF_THE_UNIT else SHARE if key == "confidence" else KIND_OF.get(key, VALUES)
    if key == "outturns":
        sort = NUMBERS
    if sort in (VALUES, NUMBERS):
        if not isinstance(raw, (list, tuple)) or not raw:
            raise Misread(f"{shown(raw)} is not a list of numbers", "a list in square brackets, [ … ]")
        return tuple(_one(kind, VALUE if sort == VALUES else sort, item, context, (i,)) for i, item in enumerate(raw))
    return _one(kind, sort, raw, context, ())


def _one(kind: type[Input], sort: str, raw: object, context: Any, at: tuple[int, ...]) -> float:
    try:
        if sort in (VALUE, SPREAD):
            return kind.read_in_context(raw, context)
        if sort == SHARE:
            share = read_share(raw)
            if not 0 <= share <= 1:
                raise Misread(f"{shown(raw)} is not a share from 0 to 1", '0.8, or "80%"')
            return share
        number = read_number(raw, "a whole number" if sort == WHOLE else "a number", "4" if sort == WHOLE else "0.5")
    except Misread as error:
        raise Misread(error.wrong, error.instead, at) from None
    return number


def read_percentiles(kind: type[Input], raw: object, context: Any) -> dict[str, float]:
    """Percentiles by name, in ascending order: ``{ p10 = …, p50 = …, p90 = … }``.

    Raises
    ------
    Misread
        When a name is no percentile, a number cannot be read, or they do not ascend.
    """
    if not isinstance(raw, dict) or not raw:
        raise Misread(f"{shown(raw)} is not a table of percentiles", "{ p10 = …, p50 = …, p90 = … }")
    found = {str(name): (share_of(str(name)), _named(kind, str(name), value, context)) for name, value in raw.items()}
    ordered = sorted(found.items(), key=lambda item: item[1][0])
    for (one, (share, value)), (other, (next_share, next_value)) in pairwise(ordered):
        if share == next_share:
            raise Misread(f"{one} and {other} are the same percentile", "each percentile once", (other,))
        if value >= next_value:
            wrong = f"{other} ({kind.written(next_value)}) is not above {one} ({kind.written(value)})"
            raise Misread(wrong, "percentiles that ascend", (other,))
    return {name: value for name, (_, value) in ordered}


def _named(kind: type[Input], name: str, raw: object, context: Any) -> float:
    try:
        return kind.read_in_context(raw, context)
    except Misread as error:
        raise Misread(error.wrong, error.instead, (name,)) from None


def share_of(name: str) -> float:
    """The share that a percentile's name means.

    >>> share_of("p10"), share_of("p2.5")
    (0.1, 0.025)

    Raises
    ------
    Misread
        When it is no percentile between 0 and 100.
    """
    try:
        # Through text, so that p10 is the float nearest to 0.1.
        share = float(f"{name[1:]}e-2") if name[:1] in ("p", "P") and name[1:2].isdigit() else 0.0
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise Misread(f'"{name}" is not a percentile', 'p10, p50, p90 and so on, or "p2.5"', (name,))
    return share
