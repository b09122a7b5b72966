"""What all sheets share: the case, its inputs by name, and where other sheets have put what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.case import Case
from simulator.plan import Plan
from simulator.report.audit.book import NEVER, Book, Sheet, defined_name, literal

PROGRAMME = "programme"


@dataclass
class Context:
    """The workbook while it is being written.

    Attributes
    ----------
    book : Book
    case : Case
    plan : Plan
    values : mapping of id to float
        The trial's inputs.
    inputs : Sheet
        Where the inputs stand; `x` gives the name or address of one.
    rows : dict of id to int
        The row of every input on that sheet.
    used : set of str
        Ids that a formula reads.
    """

    book: Book
    case: Case
    plan: Plan
    values: Mapping[str, float]
    inputs: Sheet
    rows: dict[str, int]
    used: set[str] = field(default_factory=set)

    VALUE = 2
    """Column of the values on the sheet of inputs."""

    def has(self, input_id: str) -> bool:
        """Whether the case has an input of that id."""
        return input_id in self.rows

    def x(self, input_id: str, default: float | None = None) -> str:
        """An input as formulas name it, or its default where the case has none."""
        if input_id not in self.rows:
            if default is None:
                raise KeyError(input_id)
            return literal(default)
        self.used.add(input_id)
        return defined_name(input_id) or self.inputs.at(self.rows[input_id], self.VALUE)

    def cluster_name(self, cluster: str | None) -> str:
        """The name of an owner that people read."""
        return "The programme" if cluster is None else str(self.case.cluster[cluster].name)

    def clusters_named(self, on: Any) -> list[str]:
        """The clusters that an event names: itself, by wave or by the programme, each once."""
        return [
            name for name, cluster in self.case.cluster.items() if name in on or cluster.wave in on or PROGRAMME in on
        ]

    @property
    def councils(self) -> list[str]:
        """Ids of the councils, in the order of the file."""
        return list(self.case.council)

    @property
    def months(self) -> int:
        """Months of the horizon."""
        return int(self.case.calendar.months)


def month_heads(context: Context, sheet: Sheet, column: int) -> None:
    """Write month numbers (row 4), dates (row 5) and financial years (row 6) over the columns of months."""
    case = context.case
    sheet.text(3, column - 1, "month, from 0", NOTE_RIGHT)
    sheet.text(4, column - 1, "begins", NOTE_RIGHT)
    sheet.text(5, column - 1, "financial year from", NOTE_RIGHT)
    ends = case.calendar.boundaries
    for month in range(context.months):
        year = next(y for y, end in zip(case.calendar.years, ends[1:], strict=True) if month < end)
        sheet.number(3, column + month, month, "whole")
        sheet.text(4, column + month, f"{case.calendar.date_of(float(month)):%b %Y}", "head")
        sheet.number(5, column + month, year, "whole")
    sheet.page.set_column(column, column + context.months + 1, 11)


NOTE_RIGHT = "note"

__all__ = ["NEVER", "PROGRAMME", "Context", "month_heads"]
