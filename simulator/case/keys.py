"""Every key of the case file, read off the schema; and which of them a person means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import get_args

from pydantic.fields import FieldInfo

from simulator.case.anatomy import Kind, Place, known_keys, place_of
from simulator.case.resolve import provenance_keys
from simulator.case.sections import Piece, Told
from simulator.case.units import Delay

NAMES_BELOW = {"gap": "YEAR", "growth": "YEAR", "decline": "COUNCIL", "kind": "KIND"}
"""What stands for the names below a table whose names are no ids of the case's own; elsewhere it is ID."""

OF_AN_INPUT, OF_A_PROFILE = "an input", "a profile"
"""What the keys belong to that no one table has to itself."""


class UnknownKey(LookupError):
    """No key of the case file is meant by what was asked for; the message names the nearest."""


@dataclass(frozen=True)
class Key:
    """One key of the case file, or one table.

    Attributes
    ----------
    path
        Its parts; ID, YEAR, COUNCIL and KIND stand for any name.
    place
        What the schema puts there.
    field
        What the schema says of it. For a name in a table of years, councils or kinds it is that table's.
    """

    path: tuple[str, ...]
    place: Place
    field: FieldInfo

    @property
    def dotted(self) -> str:
        return ".".join(self.path)

    @property
    def is_table(self) -> bool:
        return self.place.kind is Kind.TABLE

    @property
    def is_shared(self) -> bool:
        """Whether it belongs to every input, or to every profile."""
        return self.path[0] in (OF_AN_INPUT, OF_A_PROFILE)


@cache
def all_keys() -> tuple[Key, ...]:
    """Every table and key of the file, in the order of the schema, save what all inputs and all profiles share."""
    return tuple(_below((), _known_place(())))


@cache
def shared_keys() -> tuple[Key, ...]:
    """The keys of an input, some of which its table may state for it, and of a piece of a profile."""
    owners = ((OF_AN_INPUT, Delay, ("delay", "common")), (OF_A_PROFILE, Piece, ("cost", "ID", "profile", 0)))
    return tuple(
        Key((owner, field.alias or name), _known_place((*at, field.alias or name)), field)
        for owner, model, at in owners
        for name, field in model.model_fields.items()
    )


def _known_place(path: tuple[str | int, ...]) -> Place:
    place = place_of(path)
    assert place is not None, path
    return place


def _below(path: tuple[str, ...], table: Place) -> Iterator[Key]:
    """What a table holds: its own keys first, then the tables in it."""
    fields = {field.alias or name: field for name, field in table.type.model_fields.items()}
    hidden = provenance_keys(table.type) if issubclass(table.type, Told) else ()
    tables = []
    for name in known_keys(table):
        if name in hidden:
            continue
        for key in _standing((*path, name), fields[name]):
            if key.is_table:
                tables.append(key)
            else:
                yield key
    for key in tables:
        yield key
        yield from _below(key.path, key.place)


def _standing(path: tuple[str, ...], field: FieldInfo) -> Iterator[Key]:
    """What stands at a path: a key; the names below it, where it is keyed by names; a list and its tables' keys."""
    place = _known_place(path)
    if place.kind in (Kind.ENTRIES, Kind.VALUES):
        below = (*path, NAMES_BELOW.get(path[-1], "ID"))
        yield Key(below, _known_place(below), field)
        return
    yield Key(path, place, field)
    item = get_args(place.type)[0] if place.kind is Kind.LIST else None
    if isinstance(item, type) and issubclass(item, Told):
        for name, inner in item.model_fields.items():
            if name not in provenance_keys(item):
                yield Key((*path, name), _known_place((*path, 0, name)), inner)


def find_keys(asked: str) -> list[Key]:
    """The keys that a person means: one, or several that end alike.

    Parameters
    ----------
    asked
        A path with or without the ids of a case, or the end of one.

    Raises
    ------
    UnknownKey
        When there is none; the message names the nearest.
    """
    parts = tuple(part.strip().strip('"') for part in asked.strip().strip("[]").split("."))
    found = _fitting(parts)
    if not found or _is_slip(parts, found[0]):
        raise UnknownKey(_did_you_mean(asked.strip(), parts))
    return found


def _fitting(asked: tuple[str, ...]) -> list[Key]:
    """The keys that fit best: whole paths before ends of paths, names left out before names guessed."""
    keys = (*all_keys(), *shared_keys())
    whole = [(count, key) for key in keys if (count := _names_in(key.path, asked)) is not None]
    if whole:
        fewest = min(count for count, _ in whole)
        return [key for count, key in whole if count == fewest]
    ends = []
    for key in keys:
        starts = [i for i in range(1, len(key.path)) if not key.path[i].isupper()]
        if any(_names_in(key.path[i:], asked) is not None for i in starts):
            ends.append(key)
    return ends


def _names_in(pattern: tuple[str, ...], asked: tuple[str, ...]) -> int | None:
    """How many parts of what was asked stand for names of the case's own; None where the pattern does not fit."""
    if not pattern:
        return None if asked else 0
    if pattern[0].isupper():
        left_out = _names_in(pattern[1:], asked)
        named = _names_in(pattern[1:], asked[1:]) if asked else None
        return min((n for n in (left_out, None if named is None else named + 1) if n is not None), default=None)
    return _names_in(pattern[1:], asked[1:]) if asked and asked[0] == pattern[0] else None


def _is_slip(asked: tuple[str, ...], found: Key) -> bool:
    """Whether what was taken for an id looks like a key of that table: cluster.savng is no cluster called savng."""
    if not found.is_table or len(asked) < 2 or not found.path[-1].isupper():
        return False
    inside = [key.path[len(found.path)] for key in all_keys() if key.path[: len(found.path)] == found.path != key.path]
    return bool(get_close_matches(asked[-1], inside, n=1, cutoff=0.75))


def _did_you_mean(asked: str, parts: tuple[str, ...]) -> str:
    without_names = [".".join(part for part in key.path if not part.isupper()) for key in all_keys()]
    ends = [key.path[-1] for key in (*all_keys(), *shared_keys()) if not key.path[-1].isupper()]
    near = get_close_matches(asked, without_names, n=1, cutoff=0.7) or get_close_matches(parts[-1], ends, n=1)
    if near:
        return f'there is no key "{asked}" – did you mean "{near[0]}"?'
    return f'there is no key "{asked}" – ask for a table, such as "cluster" or "event", to see its keys'
