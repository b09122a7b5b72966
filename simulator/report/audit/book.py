"""A workbook whose text is always text, whose formulas are always formulas, and whose bytes are always the same."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from simulator.findings.wording import plain

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?")

LONGEST_FORMULA = 8192
"""Characters that Excel takes in a formula."""

LONGEST_TEXT = 32767
"""Characters that Excel takes in a cell."""

LONGEST_NAME = 200
"""Characters of a defined name; Excel takes 255."""

NEVER = 1.0e9
"""The month that stands for never; shown in words."""

MONEY, MONTHS, SHARE, FACTOR, WHOLE, PLAIN = "money", "months", "share", "factor", "whole", "plain"
TITLE, NOTE, HEAD, LABEL, GOOD, TOTAL = "title", "note", "head", "label", "good", "total"

_NUMBERS = {
    MONEY: "#,##0.00;[Red]-#,##0.00",
    MONTHS: '[>=100000000]"never";0.00',
    SHARE: "0.00%",
    FACTOR: "0.0000",
    WHOLE: "0",
    PLAIN: "General",
}
_TEXTS: dict[str, dict[str, Any]] = {
    TITLE: {"bold": True, "font_size": 15},
    NOTE: {"italic": True, "font_color": "#444444"},
    HEAD: {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#E7ECF1"},
    LABEL: {},
    GOOD: {"bold": True},
}
_TEXT_BELOW = (
    "Cluster",
    "Owner",
    "Kind",
    "Part",
    "Unit",
    "Prices",
    "What it is",
    "What the case says",
    "It rests on",
    "Its name in formulas",
    "Its last day",
)
"""Heads of columns of text; all others stand above numbers."""

INPUT_COLOUR = "#FFF6CC"
"""Behind every cell that may be changed."""

RESULT_COLOUR = "#E3F1E5"
"""Behind the figures that the report gives."""


class CannotAudit(Exception):
    """The case or the trial cannot be written as formulas; the message says why."""


class _Page(Worksheet):
    """A worksheet whose formulas are written as they are."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # Functions of later Excels would be looked for some thirty times a formula; there are none here.
        return formula.removeprefix("=")


class Book:
    """The workbook, its formats and its names."""

    def __init__(self, file: BinaryIO) -> None:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.file = xlsxwriter.Workbook(file, {**options, "in_memory": True})
        # The same trial gives the same bytes on any day.
        self.file.set_properties(
            {"created": datetime(2000, 1, 1), "author": "collabsim", "title": "Audit of one trial"}
        )
        self._formats: dict[tuple[Any, ...], Any] = {}

    def format(self, number: str, colour: str = "", **more: Any) -> Any:
        """A format by its key, made once."""
        key = (number, colour, *sorted(more.items()))
        if key not in self._formats:
            words = dict(_TEXTS.get(number, {"num_format": _NUMBERS.get(number, "General")}))
            if colour:
                words["bg_color"] = colour
            self._formats[key] = self.file.add_format({**words, **more})
        return self._formats[key]

    def sheet(self, name: str, title: str, note: str, labels: int | None = None) -> Sheet:
        """A new sheet with a title and a line that says what it works out; with the last of its columns of labels
        where it is too wide for one page."""
        return Sheet(self, name, title, note, labels)

    def name(self, name: str, where: str) -> None:
        """Give a cell a name that formulas may use."""
        sheet, cell = where.split("!")
        self.file.define_name(name, f"={sheet}!{cell}")

    def close(self) -> None:
        """Write the file."""
        self.file.close()


class Sheet:
    """One sheet. Rows and columns count from 0; `at` gives the address that formulas use."""

    def __init__(self, book: Book, name: str, title: str, note: str, labels: int | None = None) -> None:
        self.book, self.name = book, name
        self.page = book.file.add_worksheet(name, worksheet_class=_Page)
        self.page.hide_gridlines(2)
        self.page.set_landscape()
        self.page.set_paper(9)
        if labels is not None:
            # As many pages as there are months, each with the labels.
            self.page.set_paper(8)
            self.page.set_print_scale(55)
            self.page.repeat_columns(0, labels)
        else:
            self.page.fit_to_pages(1, 0)
        self.page.set_footer("&L&F&C&A&RPage &P of &N")
        self.text(0, 0, title, TITLE)
        self.text(1, 0, note, NOTE)
        self.row = 3
        self._here = re.compile(rf"(?<![A-Za-z_.]){name}!")

    def at(self, row: int, column: int) -> str:
        """The absolute address of a cell, with its sheet."""
        return f"{self.name}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"

    def down(self, first: int, last: int, column: int) -> str:
        """The absolute address of a piece of a column, rows first to last."""
        letter = xl_col_to_name(column)
        return f"{self.name}!${letter}${first + 1}:${letter}${last + 1}"

    def across(self, row: int, first: int, last: int) -> str:
        """The absolute address of a piece of a row, columns first to last."""
        return f"{self.name}!${xl_col_to_name(first)}${row + 1}:${xl_col_to_name(last)}${row + 1}"

    def text(self, row: int, column: int, text: str, kind: str = LABEL, colour: str = "", **more: Any) -> None:
        """Write text, whatever it begins with and whatever is in it."""
        if column and kind == LABEL:
            # Away from the number to its left.
            more = {"align": "left", "indent": 1, **more}
        shown = plain(text, LONGEST_TEXT)
        self.page.write_string(row, column, shown, self.book.format(kind, colour, **more))

    def number(self, row: int, column: int, value: float, kind: str = PLAIN, colour: str = "") -> str:
        """Write a number and return its address."""
        self.page.write_number(row, column, value, self.book.format(kind, colour))
        return self.at(row, column)

    def formula(self, row: int, column: int, formula: str, kind: str = PLAIN, colour: str = "", **more: Any) -> str:
        """Write a formula, or a number that needs none, and return its address.

        No result is stored with a formula: whoever opens the file works it out.
        """
        if _NUMBER.fullmatch(formula):
            return self.number(row, column, float(formula), kind, colour)
        short = self._here.sub("", formula)
        if len(short) >= LONGEST_FORMULA:
            raise CannotAudit(
                f"the case is too large for a workbook: a formula on the sheet {self.name} would have "
                f"{len(short):,} characters, and Excel takes {LONGEST_FORMULA - 1:,}"
            )
        self.page.write_formula(row, column, "=" + short, self.book.format(kind, colour, **more), "")
        return self.at(row, column)

    def heads(self, words: list[str], row: int | None = None) -> None:
        """Write the heads of a table and move below them."""
        row = self.row if row is None else row
        for column, word in enumerate(words):
            above_text = column == 0 or word in _TEXT_BELOW
            self.text(row, column, word, HEAD, align="left" if above_text else "right", indent=int(column > 0))
        lines = max(-(-len(word) // 17) for word in words)
        self.page.set_row(row, 15 * min(lines, 3) + 2)
        self.row = row + 1

    def heading(self, text: str, note: str = "") -> None:
        """Write a heading above a table and move below it."""
        self.text(self.row, 0, text, GOOD)
        self.row += 1
        if note:
            self.text(self.row, 0, note, NOTE)
            self.row += 1

    def widths(self, *widths: float) -> None:
        """Set the widths of the first columns, in characters."""
        for column, width in enumerate(widths):
            self.page.set_column(column, column, width)


def defined_name(input_id: str) -> str | None:
    """An input's id as a name that Excel takes, or None where it is too long.

    >>> defined_name("cluster.culture-leisure.saving"), defined_name("gate.g1")
    ('cluster.culture_leisure.saving', 'gate.g1_')
    """
    name = input_id.replace("-", "_").replace("/", "_")
    if re.fullmatch("[a-z]{1,3}[0-9]+", name.rsplit(".", 1)[-1]):
        # LibreOffice would take gate.g1 for the cell G1 of a sheet.
        name += "_"
    return name if len(name) <= LONGEST_NAME else None


def plus(terms: list[str]) -> str:
    """A sum as a formula."""
    return "+".join(terms) if terms else "0"


def less(whole: str, terms: list[str]) -> str:
    """What is left of a whole, as a formula that may stand in a product."""
    kept = [term for term in terms if term != "0"]
    return "(" + "-".join([whole, *kept]) + ")" if kept else whole


def times(factors: list[str]) -> str:
    """A product as a formula; what is 1 is left out."""
    kept = [factor for factor in factors if factor != "1"]
    return "*".join(kept) if kept else "1"


def literal(value: float) -> str:
    """A number as a formula writes it, to the last bit."""
    return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
