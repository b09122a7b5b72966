"""The meaning of one key of the case file for ``collabsim explain --key``, and of all of them for docs/case-file.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isinf
from textwrap import wrap

from distributions.catalogue import FAMILIES, NUMBER, NUMBERS, SHARE, SPREAD, VALUE, VALUES, WHOLE
from simulator.case.key_forms import example_of, meaning_and_default, written
from simulator.case.keys import OF_A_PROFILE, OF_AN_INPUT, Key, all_keys, find_keys, shared_keys
from simulator.case.uncertain import KEYS, NAMEABLE, Elicitation

WIDTH = 100


def explain_key(key: str) -> str:
    """What one key of the case file means, how it is written, its default and an example.

    Parameters
    ----------
    key
        A path with or without the ids of the case: ``cluster.corporate.saving``, ``cluster.saving`` or ``saving``; a
        table, ``cluster``; or a key that every input has, ``basis``. Where several keys end alike, all are told.

    Raises
    ------
    UnknownKey
        When there is none; the message names the nearest.
    """
    found = find_keys(key)
    text = "\n\n".join(_told(entry) for entry in found)
    others = [entry.dotted for entry in all_keys() if entry.path[-1] == key.strip() and entry not in found]
    return text + (f"\n\nThe same word elsewhere: {', '.join(others)}." if others else "") + "\n"


def _indented(text: str, by: str, hanging: str = "") -> list[str]:
    return wrap(text, WIDTH, initial_indent=by, subsequent_indent=by + hanging, break_on_hyphens=False)


def _told(key: Key) -> str:
    meaning, default = meaning_and_default(key)
    lines = [f"{key.path[1]}, in {key.path[0]}" if key.is_shared else key.dotted, *_indented(meaning, "  ")]
    if key.is_table:
        lines.append("  Keys:")
        for inner in all_keys():
            if inner.path != key.path and inner.path[: len(key.path)] == key.path:
                name = ".".join(inner.path[len(key.path) :])
                lines += _indented(f"{name}: {meaning_and_default(inner)[0]}", "    ", "    ")
    else:
        lines += [*_indented(f"Written as {written(key)}.", "  "), *_indented(f"Default: {default}.", "  ")]
    return "\n".join([*lines, "  Example:", *(f"    {line}" for line in example_of(key).splitlines())])


_INTRODUCTION = """# The case file

<!-- Written by `python -m simulator.case.explain` from the schema. Change the descriptions there, not here. -->

A case is one TOML file, or [a workbook of Excel](excel.md) with the same keys. This page lists every key of it;
`collabsim explain --key KEY` says the same of one key, and `configs/blank.toml` is a file to start from.

## Ids

Councils, clusters, waves, events and so on are tables of their own, named by an id that the case chooses: small
letters, figures and hyphens, `[cluster.back-office]`. `ID` below stands for such a name, `YEAR` for a financial year
such as `"2014/15"`, `COUNCIL` for the id of a council and `KIND` for a kind of cost: `redundancy`, `pension`, `ict`,
`programme` or `other`.

## Inputs

Most numbers are *inputs*. An input is fixed or uncertain:

```toml
budget = "£20m"
budget = { value = "£20m", basis = "reported", source = "Budget book, page 12" }
saving = { low = "£0.8m", mode = "£1.1m", high = "£1.6m" }
saving = { low = "£0.8m", high = "£1.6m", distribution = "uniform" }
```

A range with a `mode`, its likeliest value, is a PERT curve unless `distribution` says `"triangular"`. A range without
one must name its distribution; `"pert"` and `"triangular"` then put the likeliest value in the middle. Those
who know something else about a number say it in the words below.

| unit | written |
|---|---|
| money | `"£5.4m"`, `"£780k"`, `"£1,630,000"` or `5_400_000`; `"-£50k"` where it may be negative |
| share | `"40%"` or `0.4` |
| rate | `"3.5%"` or `0.035`, a year |
| factor | `1.2`, a fifth more; never a percentage |
| months, years | `6`, `7.5` |
| date | `"2013-04"`, the first of the month, or `"2018-04-30"` |
"""

_WORDS = """
## Words for what people know

Nobody needs to know a distribution. Instead of `low`, `mode` and `high`, an uncertain input may say one of these;
[What you know, and what to write](distributions.md) tells when which is right, and what it comes to.

```toml
saving = { range = ["£0.8m", "£1.6m"], confidence = 0.8 }             # eight times in ten between them
saving = { percentiles = { p10 = "£0.8m", p50 = "£1.1m", p90 = "£1.6m" } }
saving = { at_least = "£0.8m", at_most = "£1.6m", confidence = 0.9 }  # each nine times in ten
saving = { outturns = [0.7, 0.9, 0.95, 1.1, 0.8], forecast = "£1.1m" }
saving = { experts = [{ low = "£0.8m", mode = "£1m", high = "£1.6m" }, { range = ["£1m", "£1.3m"], confidence = 0.5 }] }
saving = { distribution = "lognormal", mean = "£1.1m", sd = "£0.3m", truncate_above = "£2m" }
```
"""

_FAMILIES = """
## Distributions

What `distribution` may name, with the parameters that then stand beside it. An amount or a distance is in the unit of
the input.
"""

_KINDS = {
    VALUE: "an amount",
    SPREAD: "a distance",
    NUMBER: "a bare number",
    SHARE: "a share",
    WHOLE: "a whole number",
    VALUES: "a list of amounts",
    NUMBERS: "a list of bare numbers",
}
"""What a parameter is, in words."""

_SOURCES = """
Any table may state `source`, `basis`, `note`, `owner` and `date` once for all inputs in it, save where one of these
words is a key of its own (the owner of a cost, the date of a gate). An input that says nothing takes what the nearest
table says. If none does, it is assumed. Nothing assumed is ever shown as reported.

## Pieces of a profile

A profile says when something is spent: a list of pieces, each a share spent in a straight line between two moments, in
months from the anchor. `profile = [{ from = -9, to = 3, share = 1.0 }]` spends all of it from nine months before
go-live to three months after it.
"""


def key_reference() -> str:
    """The page docs/case-file.md, in Markdown."""
    of_an_input = [key for key in shared_keys() if key.path[0] == OF_AN_INPUT]
    lines = [_INTRODUCTION, *_rows(key for key in of_an_input if key.path[-1] not in KEYS)]
    lines += [_WORDS, *_rows(key for key in of_an_input if key.path[-1] in Elicitation.model_fields)]
    lines += [_FAMILIES, *_families()]
    lines += [_SOURCES, *_rows(key for key in shared_keys() if key.path[0] == OF_A_PROFILE)]
    tables = [key for key in all_keys() if key.is_table]
    for table in tables:
        level = "##" if len([part for part in table.path if not part.isupper()]) == 1 else "###"
        lines += ["", f"{level} `[{table.dotted}]`", "", meaning_and_default(table)[0]]
        if inside := [key for key in all_keys() if not key.is_table and _table_of(key, tables) is table]:
            lines += ["", *_rows(inside, len(table.path))]
    return "\n".join(lines) + "\n"


def _table_of(key: Key, tables: Iterable[Key]) -> Key:
    """The innermost table in which a key stands."""
    return max((t for t in tables if key.path[: len(t.path)] == t.path), key=lambda table: len(table.path))


def _families() -> Iterator[str]:
    """A table of the distributions that a case may name, read off the catalogue."""
    yield "| distribution | what it is | parameters |"
    yield "|---|---|---|"
    for name in NAMEABLE:
        family = FAMILIES[name]
        told = []
        for key, parameter in family.parameters.items():
            text = f"`{key}`, {_KINDS[parameter.kind]}: {parameter.limits}"
            if parameter.default is not None:
                text += f" (default: {'no limit' if isinf(parameter.default) else f'{parameter.default:g}'})"
            told.append(text)
        yield f"| `{name}` | {family.description} | {'; '.join(told)} |"


def _rows(keys: Iterable[Key], skip: int = 1) -> Iterator[str]:
    yield "| key | what it is | written | default |"
    yield "|---|---|---|---|"
    for key in keys:
        cells = (
            f"`{'.'.join(key.path[skip:])}`",
            meaning_and_default(key)[0],
            written(key),
            meaning_and_default(key)[1],
        )
        yield "| " + " | ".join(cells) + " |"
