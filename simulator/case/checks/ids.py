"""Ids and names: how they are spelt, and that they do not get in each other's way."""

from __future__ import annotations

import re

from simulator.case.anatomy import Kind, place_of
from simulator.case.checks.desk import Desk
from simulator.case.faults import Path
from simulator.case.names import PROGRAMME
from simulator.case.schema import ID_PATTERN, Case

_ID = re.compile(ID_PATTERN)
SHARED_NAMES = ("cluster", "wave", "council")
"""Tables whose ids are named in one breath: in `on`, in `owner` and in the names of outcomes."""


def check_ids(desk: Desk) -> None:
    for table in Case.model_fields:
        place = place_of((table,))
        if place is not None and place.kind is Kind.ENTRIES:
            for name in desk.ids(table):
                _spelling(desk, (table, name), name, at_key=True)
    for name in desk.case.redundancy.age:
        _spelling(desk, ("redundancy", "age", name), name, at_key=True)
    if desk.sound("case", "id"):
        _spelling(desk, ("case", "id"), desk.case.case.id, at_key=False)
    for event, stated in desk.case.event.items():
        if stated.exclusive is not None and desk.sound("event", event, "exclusive"):
            _spelling(desk, ("event", event, "exclusive"), stated.exclusive, at_key=False)
    _shared(desk)
    _names(desk)


def _spelling(desk: Desk, path: Path, name: str, *, at_key: bool) -> None:
    if _ID.fullmatch(name):
        return
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "a-short-name"
    desk.wrong(path, f'"{name}" is not an id', f'lower-case letters, digits and hyphens: "{plain}"', at_key=at_key)


def _shared(desk: Desk) -> None:
    taken: dict[str, str] = {PROGRAMME: "the programme"}
    for table in SHARED_NAMES:
        for name in desk.ids(table):
            if name in taken:
                desk.wrong((table, name), f"the id {name} already means {taken[name]}", "another id", at_key=True)
            else:
                taken[name] = f"a {table}"


def _names(desk: Desk) -> None:
    """A name that people read is not empty."""
    for table, entries in desk.case:
        for entry, stated in entries.items() if isinstance(entries, dict) else ():
            if getattr(stated, "name", None) is not None and not stated.name.strip():
                desk.wrong((table, entry, "name"), "the name is empty", "the name people read")
    if not desk.case.case.title.strip():
        desk.wrong(("case", "title"), "the title is empty", "the name people read")
