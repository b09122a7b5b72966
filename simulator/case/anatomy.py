"""What the schema puts at a path: which keys stand there, and what may stand in for a faulty value."""

from __future__ import annotations

import types
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simulator.case.faults import Path
from simulator.case.inputs import PROVENANCE, Input
from simulator.case.schema import Case
from simulator.case.sections import StandIn


class Kind(Enum):
    """What can stand at a path."""

    TABLE = "a table with keys of its own"
    ENTRIES = "tables keyed by ids that the case chooses"
    VALUES = "values keyed by councils, years or kinds"
    INPUT = "an input"
    LIST = "a list"
    LEAF = "a plain value"


@dataclass(frozen=True)
class Place:
    """What stands at a path.

    Attributes
    ----------
    kind
        What it is.
    type
        Its type, without ``Annotated`` and ``None``.
    required
        Whether the table around it cannot do without it.
    marks
        What its annotation carries besides the type.
    """

    kind: Kind
    type: Any
    required: bool
    marks: tuple[Any, ...]

    @property
    def marked(self) -> bool:
        """Whether it has a stand-in of its own."""
        return any(isinstance(mark, StandIn) for mark in self.marks)

    @property
    def stand_in(self) -> Any:
        """A harmless value of its type, as the file would write it."""
        for mark in self.marks:
            if isinstance(mark, StandIn):
                return mark.value
        if self.kind is Kind.INPUT:
            return {"value": self.type.stand_in}
        if self.kind in (Kind.TABLE, Kind.ENTRIES, Kind.VALUES):
            return {}
        if self.kind is Kind.LIST:
            return []
        if get_origin(self.type) is Literal:
            return get_args(self.type)[0]
        return 0.0 if self.type is float else "stand-in"


def known_keys(place: Place) -> list[str]:
    """The keys of a table or of an input, as the file writes them; those that speak of its source last."""
    names = list(_fields_by_key(place.type))
    return sorted(names, key=lambda name: name in PROVENANCE)


@cache
def _fields_by_key(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def place_of(path: Path) -> Place | None:
    """What the schema puts at a path, or None where nothing can stand."""
    place = Place(Kind.TABLE, Case, True, ())
    for part in path:
        inner = _step(place, part)
        if inner is None:
            return None
        place = inner
    return place


def _step(place: Place, part: str | int) -> Place | None:
    if place.kind in (Kind.TABLE, Kind.INPUT):
        field = _fields_by_key(place.type).get(str(part))
        return None if field is None else _place(field.annotation, field.is_required(), tuple(field.metadata))
    if place.kind in (Kind.ENTRIES, Kind.VALUES):
        return _place(get_args(place.type)[1], False, ())
    if place.kind is Kind.LIST:
        return _place(get_args(place.type)[0], True, ())
    # Council keys may be a table of shares; below it stand plain values.
    return Place(Kind.LEAF, float, False, ()) if holds_shares(place.type) else None


def holds_shares(kind: Any) -> bool:
    """Whether a plain value of a type may be a table of shares by council."""
    return any(get_origin(option) is dict for option in (kind, *get_args(kind)))


def _place(annotation: Any, required: bool, marks: tuple[Any, ...]) -> Place:
    while True:
        if get_origin(annotation) is Annotated:
            marks = (*marks, *annotation.__metadata__)
            annotation = annotation.__origin__
            continue
        if get_origin(annotation) in (Union, types.UnionType):
            options = [option for option in get_args(annotation) if option is not type(None)]
            if len(options) == 1:
                annotation = options[0]
                continue
        break
    return Place(_kind(annotation, marks), annotation, required, marks)


def _kind(annotation: Any, marks: tuple[Any, ...]) -> Kind:
    if isinstance(annotation, type) and issubclass(annotation, Input):
        return Kind.INPUT
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Kind.TABLE
    if get_origin(annotation) is tuple:
        return Kind.LIST
    if get_origin(annotation) is dict:
        key, value = get_args(annotation)
        if value is float:
            return Kind.LEAF  # shares by council, read as a whole
        inner = _place(value, False, ())
        return Kind.ENTRIES if key is str and inner.kind is Kind.TABLE else Kind.VALUES
    return Kind.LEAF
