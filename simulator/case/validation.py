"""From data to a `Case`, collecting everything that is wrong on the way.

pydantic tells all faults of one pass, but a table with a faulty value never reaches the checks that look at the table
as a whole. So faulty values are taken out, harmless stand-ins put where a value is required, and the data is validated
again, until it passes. What was taken out is remembered as *unsound*: nothing that follows from it is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from simulator.case.anatomy import Kind, Place, known_keys, place_of
from simulator.case.calendar import Calendar, parse_date
from simulator.case.faults import Path, Problem, dotted, nearest, one_of
from simulator.case.misread import Misread, shown
from simulator.case.schema import Case

MOST_ROUNDS = 100
"""Each round takes at least one value out; no case that people write needs more than a few."""

_KEY = "[key]"
"""How pydantic marks that the key of a dictionary, not its value, is faulty."""


@dataclass
class Unsound:
    """Paths of values that were taken out because they are faulty."""

    paths: set[Path] = field(default_factory=set)

    def touches(self, path: Path) -> bool:
        """Whether a value was taken out at a path, inside it or around it."""
        return any(path[: len(other)] == other or other[: len(path)] == path for other in self.paths)


@dataclass
class Validated:
    """A case that passes the schema, what had to be taken out for that, and why.

    Attributes
    ----------
    case
        The case, with stand-ins for what was taken out.
    problems
        What was wrong.
    unsound
        What was taken out.
    """

    case: Case
    problems: list[Problem]
    unsound: Unsound


def validate(data: dict[str, Any], lost: Sequence[Path] = ()) -> Validated:
    """Validate data against the schema, going on after each fault.

    Parameters
    ----------
    data
        The data as given; it is not changed.
    lost
        Paths that the file states but whose values could not be read.
    """
    data = deepcopy(data)
    unsound = Unsound(set(lost))
    problems: list[Problem] = []
    for _ in range(MOST_ROUNDS):
        try:
            case = Case.model_validate(data, context={"calendar": _calendar(data)})
        except ValidationError as error:
            found = [_problem(item, data) for item in error.errors(include_url=False)]
            problems += _worth_telling(found, unsound)
            for item in found:
                _take_out(data, item, unsound)
        else:
            return Validated(case, problems, unsound)
    raise RuntimeError(f"the data still does not pass after {MOST_ROUNDS} rounds: {problems[-3:]}")


def _calendar(data: dict[str, Any]) -> Calendar:
    """The calendar that dates are counted by; any will do while the start itself is faulty."""
    header = data.get("case")
    try:
        return Calendar(parse_date(header["start"]), "2099/00")  # type: ignore[index]
    except (Misread, KeyError, TypeError):
        return Calendar("2011-10", "2099/00")


@dataclass(frozen=True)
class _Found:
    """One error in our words; `taken` is what has to go, `hint` the key that an unknown one was meant to be."""

    problem: Problem
    taken: Path
    kind: str
    hint: str | None = None


def _worth_telling(found: list[_Found], unsound: Unsound) -> list[Problem]:
    """Problems that do not merely follow from what was taken out before, or from a misspelt key."""
    meant = {(*item.taken[:-1], item.hint) for item in found if item.hint is not None}
    return [
        item.problem
        for item in found
        if not (item.kind == "missing" and item.taken in meant)
        and not (item.kind != "extra_forbidden" and unsound.touches(item.problem.path))
    ]


def _problem(error: Any, data: dict[str, Any]) -> _Found:
    loc: Path = tuple(error["loc"])
    at_key = bool(loc) and loc[-1] == _KEY
    path = loc[:-1] if at_key else loc
    kind, raw, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "misread":
        inner = (*path, *context["at"])
        taken = path if context["whole"] else inner
        return _Found(Problem(_written(inner, data), context["wrong"], context["instead"], at_key), taken, kind)
    if kind == "missing":
        return _Found(Problem(path, *_missing(path)), path, kind)
    if kind == "extra_forbidden":
        return _unknown_key(path)
    place = place_of(path)
    wrong, instead = _wrong_type(kind, raw, context, place)
    return _Found(Problem(_written(path, data), wrong, instead, at_key), path, kind)


def reaches(data: Any, path: Path) -> int:
    """How many parts of a path the data has."""
    for depth, part in enumerate(path):
        if isinstance(part, str):
            present = isinstance(data, dict) and part in data
        else:
            present = isinstance(data, (list, tuple)) and part < len(data)
        if not present:
            return depth
        data = data[part]
    return len(path)


def _written(path: Path, data: Any) -> Path:
    """A path as far as the file goes: the value of an input that is a bare number stands at the input itself."""
    return path[: reaches(data, path)]


def _missing(path: Path) -> tuple[str, str]:
    name, place = path[-1], place_of(path)
    if place is not None and place.kind is Kind.TABLE:
        needed = [key for key in known_keys(place) if (inner := place_of((*path, key))) and inner.required]
        return f"the table {dotted(path)} is missing", f"[{dotted(path)}] with {', '.join(needed)}"
    return f"{name} is missing", f"{name} = {_example(str(name), place)}"


_EXAMPLES = {
    "id": '"my-case"',
    "title": '"…"',
    "start": '"2011-10"',
    "horizon": '"2021/22"',
    "as_at": '"2011-08-08"',
    "price_base": '"2011/12"',
    "until": '"2018-04-30"',
    "date": '"2013-01"',
    "on": '["programme"]',
    "owner": '"programme", or a cluster',
    "kind": '"redundancy", "pension", "ict", "programme" or "other"',
    "wave": "the id of its wave",
    "cluster": "the id of a cluster",
    "between": "two ids of inputs",
    "coefficient": "0.3",
    "profile": "[{ from = -3, to = 0, share = 1.0 }]",
    "from": "-3",
    "to": "0",
    "share": "1.0",
    "decline": "{ council = chance }",
}


def _example(name: str, place: Place | None) -> str:
    if place is not None and place.kind is Kind.INPUT:
        return str(place.type.example)
    return _EXAMPLES.get(name, '"…"')


def _unknown_key(path: Path) -> _Found:
    parent, name = place_of(path[:-1]), str(path[-1])
    known = known_keys(parent) if parent is not None else []
    hint = nearest(name, known)
    around = f"of {dotted(path[:-1])}" if len(path) > 1 else "a table of a case"
    wrong = f'"{name}" is not {"a key " if len(path) > 1 else ""}{around}'
    return _Found(Problem(path, wrong, one_of(name, known), at_key=True), path, "extra_forbidden", hint)


def _wrong_type(kind: str, raw: Any, context: dict[str, Any], place: Place | None) -> tuple[str, str]:
    if kind == "literal_error":
        allowed = [option.strip().strip("'") for option in str(context["expected"]).replace(" or ", ", ").split(", ")]
        return f"{shown(raw)} is not known here", one_of(raw, allowed)
    if kind == "string_type":
        return f"{shown(raw)} is not text", 'text in quotes, "…"'
    if kind == "bool_type":
        return f"{shown(raw)} is neither true nor false", "true or false, without quotes"
    if kind == "dict_type":
        return f"{shown(raw)} is not a table", "a table, { key = value }"
    raise RuntimeError(f"an error of pydantic without words of ours: {kind} at {place}")


def _take_out(data: dict[str, Any], item: _Found, unsound: Unsound) -> None:
    """Remove a faulty value, or put a stand-in where one is required."""
    path = item.taken
    if item.kind == "extra_forbidden":
        if item.hint is not None:
            unsound.paths.add((*path[:-1], item.hint))
    else:
        while path in unsound.paths and item.kind != "missing" and len(path) > 1:
            path = path[:-1]  # what stands there already is no help, so the table around it goes
        unsound.paths.add(path)
        if item.kind != "missing":
            written = _written(path, data)
            if written != path and isinstance(_look(data, written), (dict, list)):
                return  # another error of this round has taken it out
            path = written
            unsound.paths.add(path)
    if reaches(data, path[:-1]) < len(path) - 1:
        return
    place = None if item.kind == "extra_forbidden" or item.problem.at_key else place_of(path)
    parent = _look(data, path[:-1])
    if place is not None and (place.required or place.marked or isinstance(parent, list)):
        parent[path[-1]] = deepcopy(place.stand_in)
    else:
        parent.pop(path[-1], None)


def _look(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data
