"""What a scenario is, and what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.case.faults import Fault
from simulator.case.plain_words import without_marks

MOST_SCENARIOS = 100_000
"""More than anybody looks at; a slip of the keyboard makes millions."""

_LONGEST_NAME = 120


class ScenariosError(ValueError):
    """Scenarios that cannot be read, or do not fit the case.

    Attributes
    ----------
    faults : tuple of Fault
        Everything that is wrong with them.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Place:
    """Where a value was written: an option and its number, or a file with line and column, all from 1."""

    file: str
    line: int
    column: int = 1

    def fault(self, path: str, wrong: str, instead: str) -> Fault:
        """A fault at this place."""
        return Fault(self.file, self.line, self.column, path, wrong, instead)


@dataclass(frozen=True)
class Setting:
    """One key set by a scenario: its path and value as ``--set`` takes them, and where that was written."""

    path: str
    value: str
    place: Place

    @property
    def text(self) -> str:
        """As ``--set`` takes it."""
        return f"{self.path}={self.value}"


@dataclass(frozen=True)
class Scenario:
    """One scenario: its number from 1, its name, and what it sets; what it does not set is as in the case."""

    number: int
    name: str
    settings: tuple[Setting, ...]

    @property
    def sets(self) -> tuple[str, ...]:
        """As ``--set`` takes them."""
        return tuple(setting.text for setting in self.settings)

    @property
    def values(self) -> dict[str, str]:
        """Path to value."""
        return {setting.path: setting.value for setting in self.settings}


@dataclass(frozen=True)
class Scenarios:
    """Scenarios in their order.

    Attributes
    ----------
    kind : "grid", "file" or "sample"
        Where they come from.
    paths : tuple of str
        Every path that any of them sets, in the order given.
    all : tuple of Scenario
    headings : dict of str to Place
        Where each path was written.
    """

    kind: str
    paths: tuple[str, ...]
    all: tuple[Scenario, ...]
    headings: dict[str, Place]

    @property
    def short(self) -> dict[str, str]:
        """A short name for each path; see `short_paths`."""
        return short_paths(self.paths)


def short_paths(paths: Sequence[str]) -> dict[str, str]:
    """The end of each path that tells it from the others.

    >>> list(short_paths(["wave.wave-1.start", "wave.wave-2.start", "cluster.people.saving"]).values())
    ['wave-1.start', 'wave-2.start', 'saving']
    """
    found = {}
    for path in paths:
        parts = path.split(".")
        endings = [".".join(parts[len(parts) - many :]) for many in range(1, len(parts) + 1)]
        found[path] = next(
            (end for end in endings if sum(other == end or other.endswith(f".{end}") for other in paths) == 1), path
        )
    return found


def numbered(rows: Sequence[tuple[str, Sequence[Setting]]], paths: Sequence[str]) -> tuple[Scenario, ...]:
    """Scenarios from names and settings; one whose name is empty is called by what it sets."""
    short = short_paths(paths)
    made = []
    for number, (name, settings) in enumerate(rows, start=1):
        said = plain_name(name) or ", ".join(f"{short[one.path]}={plain_name(one.value)}" for one in settings)
        made.append(Scenario(number, said or "as in the case", tuple(settings)))
    return tuple(made)


def plain_name(text: str) -> str:
    """Somebody's text on one line, cut where it is too long to be a name."""
    line = " ".join(without_marks(text).split())
    return line if len(line) <= _LONGEST_NAME else line[: _LONGEST_NAME - 1].rstrip() + "…"
