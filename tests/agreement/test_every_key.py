"""Every key of the schema changes a number, or is named as one that describes."""

from __future__ import annotations

import tempfile
import types
import typing
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from compare import agree, engine_run
from documents import Document, to_toml
from key_changes import BASE, CHANGES, DESCRIPTIVE
from pydantic import BaseModel

from simulator.case import Case, Input, check_case
from simulator.case.uncertain import KEYS as WORDS
from simulator.findings.facts import facts_of
from simulator.findings.probabilities import chances
from simulator.plan import compile_plan

TRIALS = range(300)
SEED = 11


def patterns() -> list[str]:
    """Every key of the schema as a pattern: * for an id; lists and tables of plain values count as one key.

    The words of uncertain inputs have a table of their own, in test_words.py.
    """
    found = dict.fromkeys(_of_model(Case, ()))
    own = [name for kind in _kinds(Input) for name in kind.model_fields if name not in WORDS]
    return [*found, *dict.fromkeys(f"input.{name}" for name in own)]


def _kinds(kind: type[Input]) -> list[type[Input]]:
    """A kind of input and all that derive from it."""
    return [kind, *(below for derived in kind.__subclasses__() for below in _kinds(derived))]


def _of_model(model: type[BaseModel], path: tuple[str, ...]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield from _of_type(field.annotation, (*path, field.alias or name))


def _of_type(annotation: typing.Any, path: tuple[str, ...]) -> Iterator[str]:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Input):
        yield ".".join(path)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from _of_model(annotation, path)
    elif origin is dict:
        yield from _of_type(arguments[1], (*path, "*") if _has_keys(arguments[1]) else path)
    elif origin in (tuple, typing.Annotated):
        yield from _of_type(arguments[0], path)
    elif origin in (typing.Union, types.UnionType):
        for argument in arguments:
            if argument is not types.NoneType:
                yield from _of_type(argument, path)
    else:
        yield ".".join(path)


def _has_keys(annotation: typing.Any) -> bool:
    """Whether a type is a table of the schema, not an input or a plain value."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel) and not issubclass(annotation, Input)


def checked(document: Document):
    """The case, its faults and its warnings."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "every-key.toml"
        path.write_text(to_toml(document), encoding="utf-8")
        return check_case(path)


@pytest.fixture(scope="module")
def base():
    """The base case, its warnings, outcomes and probabilities."""
    case, faults, warnings = checked(BASE)
    assert case is not None, [str(fault) for fault in faults]
    _, made = engine_run(compile_plan(case), SEED, TRIALS)
    return case, [warning.wrong for warning in warnings], made, chances(facts_of(case), made)


def test_every_key_has_a_change_or_describes():
    missing = [p for p in patterns() if p not in CHANGES and p.split(".")[-1] not in DESCRIPTIVE]
    assert missing == [], "say in key_changes.py which outcome these keys move"
    assert set(CHANGES) <= set(patterns()), "these are no keys of the schema"


@pytest.mark.parametrize("pattern", CHANGES)
def test_the_key_moves_what_it_says(pattern, base):
    change = CHANGES[pattern]
    _, before, made, chance = base
    other, faults, warnings = checked(change.made())
    sort, _, word = change.moves.partition(":")
    if sort == "fault":
        assert other is None and any(word in f"{fault.wrong} {fault.instead}" for fault in faults)
        return
    assert other is not None, [str(fault) for fault in faults]
    if sort == "warning":
        assert any(word in w for w in before) != any(word in w.wrong for w in warnings)
        return
    inputs, changed = engine_run(compile_plan(other), SEED, TRIALS)
    if sort == "chance":
        assert chances(facts_of(other), changed)[word].share != chance[word].share
        return
    assert change.moves in changed
    assert change.moves not in made or not np.array_equal(made[change.moves], changed[change.moves], equal_nan=True)
    # The engine moved it as the model says.
    few = {path: row[:40] for path, row in inputs.items()}
    assert agree(other, few, {name: row[:40] for name, row in changed.items()}).faults == []


def test_descriptions_change_no_number(base):
    """Names, titles, sources and notes are words."""
    _, _, made, _ = base
    document = {**BASE, "case": {**BASE["case"], "title": "Another title", "id": "another-id", "note": "A note"}}
    document["cluster"] = {
        name: {**table, "name": f"Another {name}", "source": "Another source", "basis": "evidence", "owner": "Somebody"}
        for name, table in BASE["cluster"].items()
    }
    other, faults, _ = checked(document)
    assert other is not None, [str(fault) for fault in faults]
    _, changed = engine_run(compile_plan(other), SEED, TRIALS)
    assert list(made) == list(changed)
    assert all(np.array_equal(made[name], changed[name], equal_nan=True) for name in made)
