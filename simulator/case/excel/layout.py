"""Which tables of the case stand on which sheet, and what the columns of a sheet are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook.

    Attributes
    ----------
    name
        What its tab says.
    tables
        The tables of the case that stand on it.
    heading
        Of its first column: the id of an entry, or the table itself where the sheet has tables without ids.
    example
        An id to begin with; empty where the first column names the table.
    about
        What it is for, in a line.
    """

    name: str
    tables: tuple[str, ...]
    heading: str
    example: str
    about: str

    @property
    def by_id(self) -> bool:
        """Whether its first column holds ids."""
        return bool(self.example)


TABLE = "Table"

SHEETS: tuple[Sheet, ...] = (
    Sheet("Case", ("case", "claim", "delay", "delivery"), TABLE, "", "What the case is, and what holds for all of it."),
    Sheet("Councils", ("council",), "Council", "first-council", "The councils, two or more."),
    Sheet("Waves", ("wave",), "Wave", "first-wave", "When things go live, together."),
    Sheet("Clusters", ("cluster",), "Cluster", "first-cluster", "The services that are shared, and what they save."),
    Sheet("Out of scope", ("out_of_scope",), "Budget", "other-services", "What the councils spend on other services."),
    Sheet(
        "One-off costs",
        ("total_cost", "redundancy", "team"),
        TABLE,
        "",
        "One total by kind, redundancy built from posts, and the programme's team.",
    ),
    Sheet("Cost lines", ("cost",), "Cost", "new-system", "One-off costs stated on their own."),
    Sheet("Running costs", ("running",), "Running cost", "governance", "What the shared service costs to run."),
    Sheet("Locks", ("lock",), "Lock", "a-contract", "Contracts that hold savings back."),
    Sheet("Events", ("event",), "Event", "first-event", "What may happen, and what it does then."),
    Sheet("Gates", ("gate",), "Gate", "full-business-case", "Days on which the councils decide whether to go on."),
    Sheet("Exit", ("exit",), TABLE, "", "The partnership may end."),
    Sheet("Correlations", ("correlation",), "Correlation", "savings", "Inputs that move together."),
    Sheet("Pay and prices", ("index",), TABLE, "", "Growth a year; only nominal figures use it."),
)


class Column(NamedTuple):
    """A column of a sheet: its heading, and the key of an input that it holds."""

    heading: str
    key: str


KEY, WHAT, HOW = "Key", "What it is", "How it is written"
OTHER = "other words"
"""The column that holds, as TOML, the keys of an input that have no column of their own."""

COLUMNS: tuple[Column, ...] = (
    Column("Value", "value"),
    Column("Low", "low"),
    Column("Most likely", "mode"),
    Column("High", "high"),
    Column("Distribution", "distribution"),
    Column("Basis", "basis"),
    Column("Source", "source"),
    Column("Note", "note"),
    Column("Theme", "theme"),
    Column("Owner", "owner"),
    Column("Date", "date"),
    Column("Other words", OTHER),
)

HEADED = {column.heading.casefold(): column.key for column in COLUMNS} | {"mode": "mode"}
"""Which key a heading stands for."""

BY_NAME = {sheet.name.casefold(): sheet for sheet in SHEETS}


class Cell(NamedTuple):
    """A cell of a workbook; rows and columns are counted from 0, sheets in the order of their tabs."""

    sheet: int
    tab: str
    row: int
    column: int

    def __str__(self) -> str:
        plain = self.tab.replace("'", "''")
        quoted = plain if self.tab.isalnum() and not self.tab[0].isdigit() else f"'{plain}'"
        return f"{quoted}!{letters(self.column)}{self.row + 1}"


def letters(column: int) -> str:
    """The letters of a column, counted from 0.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    before, last = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)
