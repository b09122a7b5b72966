"""From a file to a `Case`, or to the list of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path as FilePath
from typing import Any

from simulator.case.builtin import DEFAULT_CASE, builtin_path
from simulator.case.checks import check
from simulator.case.faults import CaseError, Fault, Path, Problem, dotted
from simulator.case.overrides import SET_FILE, Override, apply_overrides, read_override
from simulator.case.resolve import resolved
from simulator.case.schema import Case
from simulator.case.syntax import parse_toml
from simulator.case.text import is_workbook, read_bytes, text_in
from simulator.case.validation import validate

Checked = tuple[Case | None, tuple[Fault, ...], tuple[Fault, ...]]


def load_case(path: str | PathLike[str] | None = None, sets: Sequence[str] = ()) -> Case:
    """Read a case.

    Parameters
    ----------
    path
        The case file, TOML or a workbook; None for the built-in case of Darlington and Hartlepool.
    sets
        Keys to change for this time only, ``"cluster.corporate.saving=£2m"``.

    Raises
    ------
    CaseError
        When anything is wrong; it holds every fault.
    """
    case, faults, _ = check_case(path, sets)
    if case is None:
        raise CaseError(faults)
    return case


def check_case(path: str | PathLike[str] | None = None, sets: Sequence[str] = ()) -> Checked:
    """Read a case and tell all that is wrong with it and all that is suspicious.

    Parameters
    ----------
    path
        The case file; None for the built-in case of Darlington and Hartlepool.
    sets
        Keys to change for this time only, ``"cluster.corporate.saving=£2m"``.

    Returns
    -------
    case : Case or None
        None where there are faults.
    faults, warnings : tuple of Fault
        In the order of the file.
    """
    file = builtin_path(DEFAULT_CASE) if path is None else FilePath(path)
    name = str(file) if path is None else fspath(path)
    content = read_bytes(file, name)
    stated = content if isinstance(content, Fault) else read_stated(content, name)
    if isinstance(stated, Fault):
        return None, (stated,), ()
    if stated.data is None:
        return None, _in_order(stated.faults), ()
    return check_stated(stated, sets)


def check_stated(stated: Stated, sets: Sequence[str] = ()) -> Checked:
    """As `check_case`, for what a file states, which is read once however often it is checked with other keys set."""
    assert stated.data is not None
    return _checked(stated.data, sets, stated)


def build_case(data: dict[str, Any], sets: Sequence[str] = ()) -> Case:
    """A case from data of the form of its file, a dictionary as ``tomllib.loads`` gives it.

    Raises
    ------
    CaseError
        When anything is wrong; it holds every fault, without places.
    """
    case, faults, _ = check_data(data, sets)
    if case is None:
        raise CaseError(faults)
    return case


def check_data(data: dict[str, Any], sets: Sequence[str] = ()) -> Checked:
    """As `check_case`, for data of the form of a case file; all places are line 1, column 1 of ``(data)``."""
    return _checked(data, sets, Stated(data, (), (), _told_in_text("", "(data)")))


@dataclass(frozen=True)
class Stated:
    """What a case file states, before anybody asks whether it makes sense.

    Attributes
    ----------
    data
        Tables and keys, as ``tomllib.loads`` gives them; None where the file is too broken to go on.
    faults
        What could not be read.
    lost
        Paths that the file states but whose values could not be read.
    told
        Gives a problem of the data its place in the file.
    """

    data: dict[str, Any] | None
    faults: tuple[Fault, ...]
    lost: tuple[Path, ...]
    told: Callable[[Problem], Fault]


def read_stated(content: bytes, name: str) -> Stated | Fault:
    """What a case file states, by its content: TOML, or a workbook.

    Parameters
    ----------
    content
        Of the file.
    name
        What the file is called in faults.
    """
    if is_workbook(content):
        from simulator.case.excel.reading import read_workbook

        read = read_workbook(content, name)
        return Stated(read.data, read.faults, read.lost, read.places.fault_of)
    text = text_in(content, name)
    if isinstance(text, Fault):
        return text
    parsed = parse_toml(text, name)
    return Stated(parsed.data, parsed.faults, parsed.lost, _told_in_text(text, name))


def _told_in_text(text: str, name: str) -> Callable[[Problem], Fault]:
    """Gives problems their line and column; the text is looked through when the first is told."""
    from functools import cache

    @cache
    def positions() -> Any:
        from simulator.case.positions import find_positions

        return find_positions(text)

    def told(problem: Problem) -> Fault:
        place = positions().key if problem.at_key else positions().value
        line, column = place(problem.path)
        return Fault(name, line, column, dotted(problem.path), problem.wrong, problem.instead)

    return told


def _checked(data: dict[str, Any], sets: Sequence[str], stated: Stated) -> Checked:
    overrides, told = _overrides(data, sets)
    if overrides:
        from copy import deepcopy

        data = deepcopy(data)
        told += apply_overrides(data, overrides)
    validated = validate(data, stated.lost)
    case = resolved(validated.case)
    problems, suspicions = check(case, validated.case, data, validated.unsound)
    places = _Places(stated.told, overrides)
    faults = (*stated.faults, *places.of(validated.problems + problems), *told)
    warnings = places.of(suspicions)
    return (None if faults else case), _in_order(faults), _in_order(warnings)


def _overrides(data: dict[str, Any], sets: Sequence[str]) -> tuple[list[Override], list[Fault]]:
    read = [read_override(number, text) for number, text in enumerate(sets, start=1)]
    return [r for r in read if isinstance(r, Override)], [r for r in read if isinstance(r, Fault)]


def _in_order(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(dict.fromkeys(faults), key=lambda f: (f.file == SET_FILE, f.sheet, f.line, f.column)))


class _Places:
    """Gives problems their place: in the file, or at the ``--set`` that brought them in."""

    def __init__(self, told: Callable[[Problem], Fault], overrides: Sequence[Override]) -> None:
        self._told, self._overrides = told, overrides

    def of(self, problems: Sequence[Problem]) -> tuple[Fault, ...]:
        return tuple(self._fault(problem) for problem in problems)

    def _fault(self, problem: Problem) -> Fault:
        override = self._brought_by(problem.path)
        if override is not None:
            # The shorthand of a fixed input is a table with a value; the option did not write that key.
            path = override.path if problem.path == (*override.path, "value") else problem.path
            return Fault(SET_FILE, override.number, 1, dotted(path), problem.wrong, problem.instead)
        return self._told(problem)

    def _brought_by(self, path: Path) -> Override | None:
        """The last override that set this path or something around it, or else another number of the same input."""
        from simulator.case.anatomy import Kind, place_of

        for override in reversed(self._overrides):
            if path[: len(override.path)] == override.path:
                return override
        for override in reversed(self._overrides):
            inside = override.path[:-1]
            around = place_of(inside)
            if around is not None and around.kind is Kind.INPUT and path[: len(inside)] == inside:
                return override
        return None
