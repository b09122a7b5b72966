"""What the checks share: the case, what is sound in it, and the two piles that they put their findings on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from simulator.case.faults import Path, Problem
from simulator.case.inputs import Input, iter_inputs
from simulator.case.schema import Case
from simulator.case.validation import Unsound, reaches


@dataclass
class Desk:
    """A case on the desk of whoever checks it.

    Attributes
    ----------
    case
        The case with defaults filled in.
    stated
        The case before that.
    data
        The data as given.
    unsound
        What was taken out of the data because it is faulty.
    problems, suspicions
        The two piles.
    """

    case: Case
    stated: Case
    data: dict[str, Any]
    unsound: Unsound
    problems: list[Problem] = field(default_factory=list)
    suspicions: list[Problem] = field(default_factory=list)

    @cached_property
    def inputs(self) -> list[tuple[str, Input, bool]]:
        """Every input of the case (see `iter_inputs`)."""
        return list(iter_inputs(self.case))

    def sound(self, *path: str | int) -> bool:
        """Whether the value at a path is the one the file states, or its default."""
        return not self.unsound.touches(path)

    def wrong(self, path: Path, wrong: str, instead: str, *, at_key: bool = False) -> None:
        """Put a fault on the pile."""
        self.problems.append(Problem(path, wrong, instead, at_key))

    def odd(self, path: Path, wrong: str, instead: str, *, at_key: bool = False) -> None:
        """Put a warning on the pile, unless it may follow from a fault."""
        if self.unsound.touches(path):
            return
        self.suspicions.append(Problem(path, wrong, instead, at_key))

    def ids(self, table: str) -> Sequence[str]:
        """The ids that a table of the file has, sound or not."""
        entries = self.data.get(table)
        return [str(name) for name in entries] if isinstance(entries, dict) else []

    def states(self, *path: str | int) -> bool:
        """Whether the file states anything at a path."""
        return reaches(self.data, path) == len(path)
