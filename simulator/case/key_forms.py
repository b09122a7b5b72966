"""How each key of the case file is written, what holds where the case does not state it, and an example."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

from distributions.catalogue import NUMBER, NUMBERS, SHARE, SPREAD, VALUE, VALUES, WHOLE
from simulator.case.anatomy import Kind
from simulator.case.inputs import NUMBERS as VALUE_AND_RANGE
from simulator.case.inputs import Input
from simulator.case.keys import NAMES_BELOW, OF_AN_INPUT, Key
from simulator.case.plain_words import said_percent
from simulator.case.sections import (
    AT_ONCE,
    Anchor,
    Arises,
    CaseDate,
    Coefficient,
    CouncilKey,
    DegreesOfFreedom,
    FinancialYear,
    FixedMonths,
    FixedShare,
    LastDay,
)
from simulator.case.uncertain import KIND_OF, OF_THE_UNIT
from simulator.case.units import (
    Delay,
    Factor,
    Money,
    MoneyAMonth,
    MoneyAYear,
    Months,
    PositiveMoney,
    Rate,
    Share,
    SignedMoneyAYear,
    StartDate,
    Years,
)

_NAMES = {
    "council": "darlington",
    "out_of_scope": "other-services",
    "wave": "wave-1",
    "cluster": "corporate",
    "cost": "new-system",
    "age": "under-41",
    "running": "shared-service",
    "lock": "xentrall",
    "event": "ict-convergence",
    "gate": "wave-1",
    "correlation": "savings",
    "kind": "ict",
    "gap": '"2014/15"',
    "growth": '"2013/14"',
    "decline": "darlington",
}
"""A name to put in an example below each table."""

_NUMBERS: dict[type[Input], tuple[str, str, str]] = {
    Factor: ("a factor, 0 or more", "0.9", "{ low = 0.8, mode = 1.0, high = 1.3 }"),
    Money: ("£, 0 or more", '"£5.4m"', '{ low = "£5m", mode = "£6m", high = "£8m" }'),
    PositiveMoney: ("£, above 0", '"£90m"', '{ low = "£85m", mode = "£90m", high = "£92m" }'),
    MoneyAMonth: ("£ a month, 0 or more", '"£30k"', '{ low = "£20k", mode = "£30k", high = "£50k" }'),
    MoneyAYear: ("£ a year, 0 or more", '"£1.1m"', '{ low = "£0.8m", mode = "£1.1m", high = "£1.6m" }'),
    SignedMoneyAYear: (
        "£ a year, negative when it hurts",
        '"-£50k"',
        '{ low = "-£200k", high = "-£50k", distribution = "uniform" }',
    ),
    Share: ('a share from 0 to 1, or "0%" to "100%"', '"10%"', '{ low = "0%", mode = "8%", high = "20%" }'),
    Rate: ('a rate a year, "3.5%" or 0.035', '"3.5%"', '{ low = "0%", mode = "1%", high = "2.5%" }'),
    Months: ("months, 0 to 1200", "6", "{ low = 3, mode = 6, high = 9 }"),
    Delay: (
        "months, 0 to 1200; from -1200 with may_be_early = true beside them",
        "2",
        "{ low = 0, mode = 2, high = 9 }",
    ),
    Years: ("years, 0 to 100", "12", "{ low = 8, mode = 12, high = 20 }"),
    StartDate: ('a date, "2013-04" or "2013-04-15"; fixed', '"2013-04"', ""),
}
"""Of each unit: how it is written and within which limits, a fixed number, and a range."""

_SMALLER = {
    "gap": ('"£7.8m"', '{ low = "£7m", mode = "£7.8m", high = "£9m" }'),
    "average_cost": ('"£36k"', '{ low = "£32k", mode = "£36k", high = "£42k" }'),
    "strain": ('"£40k"', '{ low = "£15k", mode = "£40k", high = "£90k" }'),
    "abort": ('"£150k"', '{ low = "£75k", mode = "£150k", high = "£300k" }'),
    "cost": ('"£500k"', '{ low = "£200k", mode = "£500k", high = "£1m" }'),
    "cost_amount": ('"£200k"', '{ low = "£100k", mode = "£200k", high = "£400k" }'),
}
"""Examples for keys whose money is of another size than their unit's example."""

_SHARES = "{ darlington = 0.4, hartlepool = 0.6 }"

_READ: tuple[tuple[Any, str, str], ...] = (
    (CaseDate, 'a date: "2013-04" for its first day, or "2013-04-15"', '"2013-01"'),
    (LastDay, 'a date: "2018-04-30", or "2018-04" for its last day', '"2018-04-30"'),
    (FinancialYear, 'a financial year, "2014/15"', '"2014/15"'),
    (CouncilKey, '"net budget", "equal", "where it arises", or shares by council that add up to 1', _SHARES),
    (Arises, "shares by council that add up to 1", _SHARES),
    (Anchor, '"go-live", "start" or a date', '"go-live"'),
    (Coefficient, "a number from -1 to 1", "0.2"),
    (DegreesOfFreedom, "a number from 1 to 1000", "5"),
    (FixedMonths, "months, negative for before", "-3"),
    (FixedShare, "a share from 0 to 1", "1.0"),
)
"""Of each kind of plain value that has a reader of its own: how it is written, and an example."""

_PLAIN = {
    "id": ("a short name: small letters, figures and hyphens", '"darlington-hartlepool"'),
    "title": ("text", '"Darlington and Hartlepool"'),
    "name": ("text", '"Corporate services"'),
    "start": ('a month, "2011-10"', '"2011-10"'),
    "horizon": ('a financial year, "2021/22", or a 31 March', '"2021/22"'),
    "cluster": ("the id of a cluster", '"corporate"'),
    "wave": ("the id of a wave", '"wave-1"'),
    "council": ("the id of a council", '"darlington"'),
    "owner": ('the id of a cluster, or "programme"', '"programme"'),
    "theme": ("text", '"Timescales (4.2)"'),
    "exclusive": ("a name: small letters, figures and hyphens", '"one-or-the-other"'),
    "on": ('a list of ids of clusters or waves, or ["programme"]', '["corporate", "wave-2"]'),
    "members": ("a list of ids of inputs", '["cluster.*.saving"]'),
    "between": ("a list of two ids of inputs", '["delay.common", "total_cost.amount"]'),
    "kinds": ("a list of kinds of cost", '["ict"]'),
    "matrix": ("a list of rows of numbers from -1 to 1", "[[1.0, 0.3], [0.3, 1.0]]"),
    "prerequisites": ("a list of tables", '[{ cluster = "strategic-management", lag = 3 }]'),
    "pairs": ("a list of tables", '[{ between = ["delay.common", "total_cost.amount"], coefficient = 0.4 }]'),
    "profile": ("a list of pieces whose shares add up to 1", "[{ from = -9, to = 3, share = 1.0 }]"),
    "phasing": ("a list of shares that add up to 1", "[0.1, 0.4, 0.4, 0.1]"),
    "may_be_early": ("true or false", "true"),
}
"""Of the other plain values, by the last part of the key."""

_PROVENANCE = {
    "source": ("text", '"2011 report, section 2.4"'),
    "note": ("text", '"Why it is what it is"'),
    "owner": ("text", '"Head of ICT"'),
    "date": ("text or a date", '"2011-08-08"'),
    "theme": ("text", '"Timescales (4.2)"'),
}
"""Of what an input says about itself."""


_IN_THE_UNIT = "a number in the unit of the input"

_WORDS = {
    "range": ("[low, high] in the unit of the input", "[4, 9]"),
    "confidence": ('a share, 0.8 or "80%"', "0.8"),
    "percentiles": ("a table of numbers in the unit of the input", "{ p10 = 3, p50 = 5, p90 = 9 }"),
    "outturns": ("a list of ratios of outturn to forecast", "[0.7, 0.9, 0.95, 1.1, 0.8]"),
    "experts": ("a list of inputs", "[{ low = 2, mode = 4, high = 9 }, { low = 3, mode = 6, high = 8 }]"),
} | dict.fromkeys(OF_THE_UNIT, (_IN_THE_UNIT, "6"))
"""Of the words of an uncertain input."""

_PARAMETERS = {
    VALUE: (_IN_THE_UNIT, "6"),
    SPREAD: ("a distance in the unit of the input, 0 or more", "2"),
    NUMBER: ("a bare number", "2.5"),
    SHARE: ('a share from 0 to 1, or "0%" to "100%"', "0.3"),
    WHOLE: ("a whole number", "10"),
    VALUES: ("a list of numbers in the unit of the input", "[4, 6, 9]"),
    NUMBERS: ("a list of bare numbers", "[1, 2, 1]"),
}
"""Of the parameters of families, by what they are."""


def written(key: Key) -> str:
    """How the value of a key is written, and within which limits."""
    return _form(key)[0]


def _form(key: Key) -> tuple[str, str]:
    """How a value is written, and an example of it."""
    place, name = key.place, key.path[-1]
    if key.path[0] == OF_AN_INPUT and name in VALUE_AND_RANGE:
        return _IN_THE_UNIT, "6"
    if key.path[0] == OF_AN_INPUT and name in _PROVENANCE:
        return _PROVENANCE[name]
    if key.path[0] == OF_AN_INPUT and name in _WORDS:
        return _WORDS[name]
    if key.path[0] == OF_AN_INPUT and name in KIND_OF:
        return _PARAMETERS[KIND_OF[name]]
    if place.kind is Kind.INPUT:
        words, fixed, _ = _NUMBERS[place.type]
        return words, _SMALLER.get(_stated(key), (fixed, ""))[0]
    marks = {id(mark) for mark in place.marks}
    for alias, words, example in _READ:
        if all(id(mark) in marks for mark in alias.__metadata__):
            return words, example
    if get_origin(place.type) is Literal:
        choices = [f'"{choice}"' for choice in get_args(place.type)]
        return " or ".join([", ".join(choices[:-1]), choices[-1]]), choices[0]
    return _PLAIN[name]


def _stated(key: Key) -> str:
    """The last part of a key that is written as it stands, so not the name of a year or a council."""
    return next(part for part in reversed(key.path) if not part.isupper())


def meaning_and_default(key: Key) -> tuple[str, str]:
    """What a key is, and what holds where the case does not state it, both in plain English."""
    if key.is_table:
        return _about(key.place.type), ""
    text = key.field.description or ""
    meaning, _, default = text.partition(" Default: ")
    if not default and text.endswith(" unless stated."):
        text = text.removesuffix(" unless stated.").rstrip(",")
        cut = max(text.rfind("; "), text.rfind(": "))
        cut = cut if cut >= 0 else text.rfind(", ")
        meaning, default = text[:cut] + ".", text[cut + 2 :]
    return meaning, default.rstrip(".") or _default_of(key)


def _default_of(key: Key) -> str:
    if key.field.is_required():
        return "must be given"
    if key.path[-1] in NAMES_BELOW.values():
        return "none"
    value = key.field.get_default(call_default_factory=True)
    if isinstance(value, Share):
        return said_percent(value.middle)
    if isinstance(value, Input):
        return value.written(value.middle)
    if isinstance(value, bool):
        return str(value).lower()
    if value == (AT_ONCE,):
        return "all at once"
    return "none" if value is None or value == () else str(value)


def _about(model: type) -> str:
    """What a table is: the first sentence of its docstring without the header that it starts with."""
    first = " ".join((model.__doc__ or "").split("\n\n")[0].split())
    text = first.partition("]: ")[2] if "]: " in first else first
    return text[:1].upper() + text[1:]


def example_of(key: Key) -> str:
    """Lines of a case file in which the key stands; they are valid TOML."""
    if key.is_shared:
        return f"{key.path[-1]} = {_form(key)[1]}"
    parts = [
        _NAMES[key.path[i - 1]] if part == "ID" or part in NAMES_BELOW.values() else part
        for i, part in enumerate(key.path)
    ]
    if key.is_table:
        return f"[{'.'.join(parts)}]"
    if key.path[-2] in ("prerequisites", "pairs"):
        return f"[{'.'.join(parts[:-2])}]\n{key.path[-2]} = {_PLAIN[key.path[-2]][1]}"
    lines = [f"[{'.'.join(parts[:-1])}]", f"{parts[-1]} = {_form(key)[1]}"]
    if key.place.kind is Kind.INPUT:
        spread = _SMALLER.get(_stated(key), ("", _NUMBERS[key.place.type][2]))[1]
        lines += [f"# or uncertain: {parts[-1]} = {spread}"] if spread else []
    return "\n".join(lines)
