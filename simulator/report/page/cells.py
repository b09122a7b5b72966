"""Tables as the page shows them: cells of text, some with a second line, under a caption that names unit and base."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simulator.findings import wording
from simulator.findings.measures import Measure
from simulator.findings.wording import plain

LONGEST = 10_000
"""Characters of a case's own text that a cell shows."""


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: a figure, and in smaller type what belongs to it, most often its range."""

    text: str
    under: str = ""


Row = list[Cell | str]
"""A row before it is made text: the first cell names it."""


@dataclass(frozen=True)
class Group:
    """Columns that stand together under one name, empty for those that need none."""

    name: str
    columns: int


@dataclass(frozen=True)
class Table:
    """A table of the page.

    Attributes
    ----------
    caption : str
        What the figures are: unit, price base, and what they are given.
    columns : tuple of str
        The first heads the names of the rows.
    rows : tuple of tuple of Cell
        The first cell of each names its row.
    wordy : bool
        Whether the cells are text rather than figures, and so are aligned left.
    groups : tuple of Group
        What several columns have in common, from the left; none where every column speaks for itself.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    wordy: bool = False
    groups: tuple[Group, ...] = ()


def table(
    caption: str,
    columns: Iterable[str],
    rows: Iterable[Sequence[Cell | str]],
    *,
    wordy: bool = False,
    groups: Iterable[Group] = (),
) -> Table:
    """A table of cells and plain strings; whatever a case calls things, marks of direction and control are left out."""
    cells = tuple(tuple(map(_cell, row)) for row in rows)
    named = tuple(Group(plain(group.name, LONGEST), group.columns) for group in groups)
    return Table(plain(caption, LONGEST), tuple(plain(column, LONGEST) for column in columns), cells, wordy, named)


def _cell(content: Cell | str) -> Cell:
    cell = content if isinstance(content, Cell) else Cell(content)
    return Cell(plain(cell.text, LONGEST), plain(cell.under, LONGEST))


def money_cell(measure: Measure) -> Cell:
    """The middle of a measure of money, with its 80% range under it."""
    return _ranged(middle_money(measure), wording.money_range(measure))


def _ranged(middle: str, ends: str) -> Cell:
    """A middle with its range, unless both read the same."""
    return Cell(middle, "" if ends == middle else ends)


def middle_money(measure: Measure) -> str:
    """The middle of a measure of money alone."""
    return wording.money(measure.median, measure.error_at(50))


def share_cell(measure: Measure | None) -> Cell:
    """The middle of a share, with its 80% range under it; empty where the case has no such share."""
    if measure is None:
        return Cell("")
    return _ranged(wording.percent(measure.median, measure.error_at(50)), wording.percent_range(measure))


def at_most(measure: Measure) -> str:
    """The sum that there is an 80% chance of not passing."""
    return f"at most {wording.money(measure.at(80), measure.error_at(80))}"
