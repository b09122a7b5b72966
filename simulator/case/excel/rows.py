"""The rows of the form: what a case states, and between that every key that it could state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from simulator.case.anatomy import Kind, Place, holds_shares, known_keys, place_of
from simulator.case.calendar import fy_label, parse_fy
from simulator.case.excel.layout import Sheet
from simulator.case.faults import Path, dotted
from simulator.case.inputs import PROVENANCE
from simulator.case.key_forms import meaning_and_default, written
from simulator.case.keys import NAMES_BELOW, OF_A_PROFILE, all_keys, shared_keys
from simulator.case.resolve import provenance_keys
from simulator.case.sections import KINDS, Told


@dataclass(frozen=True)
class Row:
    """One row of the form.

    Attributes
    ----------
    first
        What stands in the first column: an id, or the name of a table.
    path
        Of the key, from the root.
    place
        What may stand there.
    value
        What the case states, as TOML data; None where it states nothing.
    """

    first: str
    path: Path
    place: Place
    value: Any

    @property
    def key(self) -> str:
        """The key below the table, ``profile[1].share``."""
        return dotted(self.path[_depth_of_root(self.path) :])

    @property
    def stated(self) -> bool:
        """Whether the case states it."""
        return self.value is not None

    @property
    def must(self) -> bool:
        """Whether its table cannot do without it."""
        return self.place.required and len(self.path) == _depth_of_root(self.path) + 1


def rows_of(sheet: Sheet, data: dict[str, Any]) -> Iterator[Row]:
    """The rows of a sheet, in the order of the schema; entries in the order of the data.

    A sheet of entries that the data has none of gets the rows of one, with an id to begin with.
    """
    for table in sheet.tables:
        present = data.get(table, {})
        if not sheet.by_id:
            yield from _below(table, (table,), present, data)
            continue
        for name in present or [sheet.example]:
            yield from _below(name, (table, name), present.get(name, {}), data)


def _below(first: str, path: Path, stated: Any, data: dict[str, Any]) -> Iterator[Row]:
    """The rows at and below a path, of which the data holds `stated`."""
    place = place_of(path)
    assert place is not None, path
    if place.kind is Kind.TABLE:
        hidden = _hidden(place)
        for name in sorted(known_keys(place), key=lambda name: name in hidden):
            offered = name not in hidden or (name in _OFFERED and len(path) == _depth_of_root(path))
            if offered or name in (stated or {}):
                yield from _below(first, (*path, name), (stated or {}).get(name), data)
    elif place.kind in (Kind.ENTRIES, Kind.VALUES):
        for name in stated or _names_to_offer(path, data):
            yield from _below(first, (*path, name), (stated or {}).get(name), data)
    elif place.kind is Kind.LIST and _has_rows(place):
        for number, entry in enumerate(stated or [None]):
            yield from _below(first, (*path, number), entry, data)
    elif place.kind is Kind.LEAF and isinstance(stated, dict) and stated:
        for name, share in stated.items():
            inner_place = place_of((*path, name))
            assert inner_place is not None
            yield Row(first, (*path, name), inner_place, share)
    elif path[-1] == "arises" and place.kind is Kind.LEAF:
        for name in data.get("council", {}):
            yield Row(first, (*path, name), Place(Kind.LEAF, float, False, ()), None)
    else:
        yield Row(first, path, place, stated)


def _hidden(place: Place) -> tuple[str, ...]:
    return provenance_keys(place.type) if issubclass(place.type, Told) else ()


_OFFERED = ("source", "basis", "note")
"""What a block of rows may say once for all numbers in it; the rest is for those who know the file."""


def _depth_of_root(path: Path) -> int:
    """How many parts of a path name the table that a block of rows is about."""
    above = place_of(path[:1])
    return 2 if above is not None and above.kind is Kind.ENTRIES else 1


def _has_rows(place: Place) -> bool:
    """Whether the entries of a list take rows of their own: tables do, and lists within a list."""
    item = get_args(place.type)[0]
    while hasattr(item, "__metadata__"):
        item = item.__origin__
    return item not in (str, float) and not (hasattr(item, "__args__") and isinstance(get_args(item)[0], str))


def _names_to_offer(path: Path, data: dict[str, Any]) -> list[str]:
    """Names for rows below a table that the data says nothing of: councils, kinds of cost or a year."""
    if path[-1] == "decline":
        return list(data.get("council", {}))
    if path[-1] == "kind":
        return list(KINDS)
    if path[-1] in ("gap", "growth"):
        header = data.get("case", {})
        year = parse_fy(header.get("price_base", "2026/27"))
        return [header.get("gap_year") or fy_label(year + 2)] if path[-1] == "gap" else [fy_label(year + 1)]
    return ["first-band"] if path[-1] == "age" else []


@cache
def _known() -> dict[Path, Any]:
    return {key.path: key for key in (*all_keys(), *shared_keys())}


def _key_for(path: Path) -> Any:
    """The entry of the reference that speaks of a path; None for those that only say what a table rests on."""
    known, pattern = _known(), ()  # type: tuple[dict[Path, Any], Path]
    for depth, part in enumerate(path):
        above = place_of(path[:depth])
        if isinstance(part, int):
            if above is not None and above.kind is Kind.LIST and place_of(path[: depth + 1]) == _piece():
                pattern = (OF_A_PROFILE,)
            continue
        named = above is not None and above.kind in (Kind.ENTRIES, Kind.VALUES)
        shares = above is not None and above.kind is Kind.LEAF and holds_shares(above.type)
        if not shares:
            pattern = (*pattern, NAMES_BELOW.get(str(path[depth - 1]), "ID") if named else part)
    return known.get(pattern)


@cache
def _piece() -> Place | None:
    """What the schema puts at a piece of a profile."""
    return place_of(("cost", "ID", "profile", 0))


def told_of(row: Row) -> tuple[str, str]:
    """What a row is, and how it is written, for somebody who fills it in."""
    key = _key_for(row.path)
    if key is None:
        return _of_the_table(row)
    meaning, default = meaning_and_default(key)
    # Braces and brackets are for those who write files.
    meaning = re.sub(r",? ?\{[^}]*\}|[\[\]\"`]", "", meaning)
    if row.must:
        meaning += " Must be given."
    elif default not in ("", "none", "must be given"):
        meaning += f" If empty: {default}."
    return meaning.replace('"', ""), _in_a_cell(written(key), row)


def _of_the_table(row: Row) -> tuple[str, str]:
    """Of the rows that say what a table's numbers rest on."""
    above = place_of(row.path[:-1])
    field = None if above is None else above.type.model_fields.get(str(row.path[-1]))
    meaning = (field.description or "") if field is not None else ""
    if row.path[-1] in PROVENANCE:
        meaning += " Rows that say nothing take this."
    return meaning, "reported, evidence or assumed" if row.path[-1] == "basis" else "text"


def _in_a_cell(how: str, row: Row) -> str:
    """How a value is written in a cell rather than in a file."""
    text = how.replace('"', "").replace("beside them", "among Other words")
    if row.place.kind is Kind.LIST:
        text = text.removeprefix("a list of ").replace("rows of numbers", "numbers").replace("[", "").replace("]", "")
        return f"{text}; commas between them"
    if row.place.type is float and "shares by council" in text:
        return "a share from 0 to 1"
    return text.replace("shares by council that add up to 1", "a row key.COUNCIL for the share of each council")
