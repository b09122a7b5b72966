"""What is wrong with a case: faults, found as problems in the data and then given their place in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

Path = tuple[str | int, ...]
"""Where something stands in the data: keys, and places in lists from 0."""


@dataclass(frozen=True)
class Problem:
    """Something wrong with the data, before it is known where that stands in the file.

    Attributes
    ----------
    path
        Keys and list places from the root.
    wrong, instead
        What is wrong, and what to write instead.
    at_key
        Whether the key itself is wrong rather than its value.
    """

    path: Path
    wrong: str
    instead: str
    at_key: bool = False


@dataclass(frozen=True, order=True)
class Fault:
    """One fault or warning, as people read it.

    Attributes
    ----------
    file
        The case file, or ``--set``.
    line, column
        Counted from 1, columns in characters; for ``--set`` the line is the number of the option, in a workbook they
        are the row and the column of the cell.
    path
        The key, ``cluster.corporate.saving``; entries of lists are counted from 1, ``profile[1].share``.
    wrong, instead
        What is wrong, and what to write instead.
    cell, sheet
        In a workbook, the cell as Excel writes it, ``Clusters!E14``, and the number of its sheet from 0.
    """

    file: str
    line: int
    column: int
    path: str
    wrong: str
    instead: str
    cell: str = ""
    sheet: int = 0

    def __str__(self) -> str:
        where = self.cell or f"{self.line}:{self.column}"
        return f"{self.file}:{where}  {self.path}  {self.wrong} – {self.instead}"


class CaseError(ValueError):
    """A case cannot be used.

    Attributes
    ----------
    faults : tuple of Fault
        Everything that is wrong with it, in the order of the file.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def dotted(path: Path) -> str:
    """A path as people write it.

    >>> dotted(("cost", "office", "profile", 0, "share"))
    'cost.office.profile[1].share'
    """
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "(file)"


def nearest(name: object, known: Sequence[str]) -> str | None:
    """The known name that a name was probably meant to be."""
    wanted = str(name).strip().lower().replace("_", "-").replace(" ", "-")
    by_plain = {candidate.lower().replace("_", "-"): candidate for candidate in known}
    found = get_close_matches(wanted, list(by_plain), n=1, cutoff=0.6)
    return by_plain[found[0]] if found else None


def one_of(name: object, known: Sequence[str], limit: int = 8) -> str:
    """What to write instead of an unknown name: the nearest, or a list of what there is."""
    near = nearest(name, known)
    if near is not None:
        return f'did you mean "{near}"?'
    if not known:
        return "nothing: there is none to name"
    listed = ", ".join(known[:limit]) + (", …" if len(known) > limit else "")
    return f"one of {listed}" if len(known) > 1 else listed
