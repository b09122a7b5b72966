"""From a file to a `Case`, or to the list of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike, fspath
from pathlib import Path as FilePath
from typing import Any

from simulator.case.builtin import DEFAULT_CASE, builtin_path
from simulator.case.checks import check
from simulator.case.faults import CaseError, Fault, Path, Problem, dotted
from simulator.case.overrides import SET_FILE, Override, apply_overrides, read_override
from simulator.case.resolve import resolved
from simulator.case.schema import Case
from simulator.case.syntax import Parsed, parse_toml
from simulator.case.text import read_text
from simulator.case.validation import validate

Checked = tuple[Case | None, tuple[Fault, ...], tuple[Fault, ...]]


def load_case(path: str | PathLike[str] | None = None, sets: Sequence[str] = ()) -> Case:
    """Read a case.

    Parameters
    ----------
    path
        The case file; None for the built-in case of Darlington and Hartlepool.
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
    text = read_text(file, name)
    if isinstance(text, Fault):
        return None, (text,), ()
    parsed = parse_toml(text, name)
    if parsed.data is None:
        return None, _in_order(parsed.faults), ()
    return _checked(parsed.data, text, name, sets, parsed)


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
    return _checked(data, "", "(data)", sets)


def _checked(data: dict[str, Any], text: str, name: str, sets: Sequence[str], parsed: Parsed | None = None) -> Checked:
    overrides, told = _overrides(data, sets)
    if overrides:
        from copy import deepcopy

        data = deepcopy(data)
        told += apply_overrides(data, overrides)
    validated = validate(data, parsed.lost if parsed else ())
    case = resolved(validated.case)
    problems, suspicions = check(case, validated.case, data, validated.unsound)
    places = _Places(text, name, overrides)
    faults = (*(parsed.faults if parsed else ()), *places.of(validated.problems + problems), *told)
    warnings = places.of(suspicions)
    return (None if faults else case), _in_order(faults), _in_order(warnings)


def _overrides(data: dict[str, Any], sets: Sequence[str]) -> tuple[list[Override], list[Fault]]:
    read = [read_override(number, text) for number, text in enumerate(sets, start=1)]
    return [r for r in read if isinstance(r, Override)], [r for r in read if isinstance(r, Fault)]


def _in_order(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(dict.fromkeys(faults), key=lambda f: (f.file == SET_FILE, f.line, f.column)))


class _Places:
    """Gives problems their place: in the file, or at the ``--set`` that brought them in."""

    def __init__(self, text: str, name: str, overrides: Sequence[Override]) -> None:
        self._text, self._name, self._overrides = text, name, overrides

    def of(self, problems: Sequence[Problem]) -> tuple[Fault, ...]:
        return tuple(self._fault(problem) for problem in problems)

    def _fault(self, problem: Problem) -> Fault:
        override = self._brought_by(problem.path)
        if override is not None:
            # The shorthand of a fixed input is a table with a value; the option did not write that key.
            path = override.path if problem.path == (*override.path, "value") else problem.path
            return Fault(SET_FILE, override.number, 1, dotted(path), problem.wrong, problem.instead)
        positions = self._positions()
        line, column = positions.key(problem.path) if problem.at_key else positions.value(problem.path)
        return Fault(self._name, line, column, dotted(problem.path), problem.wrong, problem.instead)

    def _positions(self) -> Any:
        if not hasattr(self, "_found"):
            from simulator.case.positions import find_positions

            self._found = find_positions(self._text)
        return self._found

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
