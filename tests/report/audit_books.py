"""Audit workbooks as LibreOffice calculates them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import load_workbook

from simulator.report.audit.book import defined_name
from simulator.report.audit.results import MONEY_TOLERANCE, OTHER_TOLERANCE, said
from tests.programs.libreoffice import sheet_values

CHECK, CHECK_NUMBER = "Check", 3
AT_ONCE = 20
"""Workbooks of one start of LibreOffice: on a busy machine it must not seem to hang."""

FIRST_ROW = 7
"""Rows of the sheet Check above its table."""


def recalculated(books: Sequence[Path], folder: Path) -> list[dict[str, str]]:
    """What every workbook makes of every outcome, by name: by its formulas alone."""
    sheets = []
    for first in range(0, len(books), AT_ONCE):
        sheets += sheet_values(books[first : first + AT_ONCE], folder, CHECK_NUMBER, CHECK)
    return [{row[0]: row[4] for row in rows[FIRST_ROW:] if row[0]} for rows in sheets]


def number(text: str) -> float | str:
    """A cell's value."""
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return text


def disagreements(found: Mapping[str, str], engine: Mapping[str, float], units: Mapping[str, str]) -> list[str]:
    """Every outcome on which workbook and engine differ: money by half a penny, anything else by 1e-6."""
    wrong = sorted(engine.keys() ^ found.keys())
    for name in engine.keys() & found.keys():
        ours, theirs = number(found[name]), engine[name]
        if not math.isfinite(theirs):
            same = ours == said(name.split(".")[0], theirs)
        else:
            limit = MONEY_TOLERANCE if units[name].startswith("£") else OTHER_TOLERANCE
            same = isinstance(ours, float) and abs(ours - theirs) <= limit
        if not same:
            wrong.append(f"{name}: the workbook has {found[name]!r}, the engine {theirs!r}")
    return wrong


def with_inputs_changed(book: Path, to: Path, values: Mapping[str, float]) -> Path:
    """A copy of a workbook in which somebody has typed other values over inputs."""
    edited = load_workbook(book)
    places = {row[1].value: row[2] for row in edited["Inputs"].iter_rows(min_row=5) if row[1].value}
    for name, value in values.items():
        places[defined_name(name)].value = value
    edited.save(to)
    return to
