"""A workbook in which numbers are numbers and text is text: sheets with titles, tables, frozen panes and print areas.

The same run gives the same bytes: the date of creation is fixed, and so are those inside the file.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from simulator.findings.wording import plain
from simulator.report.theme import Theme
from simulator.report.workbook.cells import Cell

CREATED = datetime(2000, 1, 1)
"""A workbook says when it was made; the same run must give the same bytes, so all of them say this."""

INK, QUIET, RULE, BAND = "#1a1a1a", "#595959", "#bfbfbf", "#e9eff6"
_A4 = 9
_LONGEST_FOOT = 60
_CELL_LIMIT = 32_767
"""Characters that a cell can hold."""

_SIZE = 10
"""Points of plain text, in Arial: every office has it, or a font as wide."""

_LINE = 1.3
"""Height of a line of text, in sizes of its type."""

_HIGHEST = 400.0
"""Points that a row can be high."""

_LETTERS, _BOLD_LETTERS = 1.22, 1.1
"""Letters of plain and of bold text that fit where a column counts one."""

_PIXELS, _PADDING, _PLAIN_COLUMN, _ROW_PIXELS = 7, 5, 8.43, 20
"""Width of what a column counts as one, what each column adds to it, the width of one left alone, a row's height."""

_CHART = (860, 340)
"""Width and height of a chart, in pixels; the height is always this."""

CHART_ROWS = math.ceil(_CHART[1] / _ROW_PIXELS) + 1
"""Rows that a chart covers, with one left empty below it."""

Line = Sequence[Cell | str | float | None]


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its width in characters, whether it holds text, and on how many lines."""

    heading: str
    width: float = 14.0
    text: bool = False
    one_line: bool = False


class Book:
    """A workbook to be filled, sheet by sheet.

    Parameters
    ----------
    title : str
        Of the case; in the file's properties and at the foot of every printed page.
    theme : Theme
        Colours of the two views.
    """

    def __init__(self, title: str, theme: Theme) -> None:
        self._memory = BytesIO()
        # Nothing that a case says is ever a formula, a link or a number by its looks.
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.file = xlsxwriter.Workbook(self._memory, options)
        self.title = plain(title, 200)
        self.tested, self.submitted, self.submitted_pale = theme.tested, theme.submitted, theme.submitted_bands[-1]
        self.file.set_properties({"title": self.title, "author": "collabsim", "created": CREATED})
        self.file.set_size(2400, 1600)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def look(self, **properties: Any) -> Format:
        """A format; the same properties give the same one."""
        wanted: dict[str, Any] = {
            "font_name": "Arial",
            "font_size": _SIZE,
            "font_color": INK,
            "valign": "top",
        } | properties
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(wanted)
        return self._formats[key]

    def sheet(self, name: str, columns: Sequence[Column], title: str, notes: Sequence[str] = ()) -> Sheet:
        """A new sheet with a title that states the finding, and what is to be known beside it."""
        return Sheet(self, name, columns, title, notes)

    def save(self, path: Path) -> Path:
        """Write the file."""
        self.file.close()
        path.write_bytes(self._memory.getvalue())
        return path


class Sheet:
    """A sheet, written from top to bottom; `row` is the next free row, from 0."""

    def __init__(self, book: Book, name: str, columns: Sequence[Column], title: str, notes: Sequence[str]) -> None:
        self.book, self.name, self.columns = book, name, tuple(columns)
        self.page: Worksheet = book.file.add_worksheet(name)
        self.row = 0
        self.last = 0
        self._looks: dict[tuple[Any, ...], Format] = {}
        for place, column in enumerate(self.columns):
            self.page.set_column(place, place, column.width, book.look())
        self.page.hide_gridlines(2)
        self.page.set_landscape()
        self.page.set_paper(_A4)
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(0.5, 0.5, 0.6, 0.6)
        shown = plain(book.title, _LONGEST_FOOT)
        # An ampersand would start a code of the page's footer.
        self.page.set_footer(f"&L{shown.replace('&', '&&')}&C{name}&RPage &P of &N")
        self.say(title, bold=True, font_size=16, font_color=book.tested)
        for note in notes:
            self.say(note, font_color=QUIET)
        self.gap()

    def gap(self) -> None:
        """Leave a row empty."""
        self.row += 1

    def say(self, said: str, **properties: Any) -> None:
        """A sentence over the whole width, over as many lines as it needs."""
        across = self._readable()
        size = properties.get("font_size", _SIZE)
        width = sum(column.width for column in self.columns[: across + 1]) * _SIZE / size
        look = self.book.look(text_wrap=True, **properties)
        if across:
            self.page.merge_range(self.row, 0, self.row, across, "", look)
        self.page.write_string(self.row, 0, said[:_CELL_LIMIT], look)
        self._height(_lines(said, width, bool(properties.get("bold"))), size)
        self.row += 1

    def _height(self, lines: int, size: float = _SIZE) -> None:
        """Make the row as high as so many lines of text need."""
        self.page.set_row(self.row, min(lines * size * _LINE + 4, _HIGHEST))

    def _readable(self) -> int:
        """The last column that sentences run over: as far as a line can be read."""
        width = 0.0
        for place, column in enumerate(self.columns):
            width += column.width
            if width > 130:
                return place
        return len(self.columns) - 1

    def heading(self, said: str) -> None:
        """A heading of a part of the sheet."""
        self.page.write_string(self.row, 0, said, self.book.look(bold=True, font_size=13, font_color=self.book.tested))
        self._height(1, 13)
        self.row += 1

    def header(
        self,
        headings: Sequence[str] | None = None,
        *,
        freeze: int | None = None,
        repeat: bool = True,
        wide: bool = False,
    ) -> int:
        """The headings of a table.

        Parameters
        ----------
        headings : sequence of str, optional
            Those of the columns when not given.
        freeze : int, optional
            Keep the rows to here, and so many columns, in sight.
        repeat : bool
            Repeat such headings on every printed page.
        wide : bool
            The last heading is that of sentences over the rest of the columns (`wide`).

        Returns
        -------
        int
            The row of the headings.
        """
        given = [column.heading for column in self.columns] if headings is None else headings
        look = {"bold": True, "font_color": "#ffffff", "bg_color": self.book.tested, "text_wrap": True}
        lines = 1
        for place, said in enumerate(given):
            side = "left" if self._is_text(place) or (wide and place == len(given) - 1) else "right"
            indent = 1 if place and side == "left" else 0
            self.page.write_string(self.row, place, said, self.book.look(align=side, indent=indent, **look))
            lines = max(lines, _lines(said, self.columns[place].width, True))
        if wide:
            for place in range(len(given), len(self.columns)):
                self.page.write_blank(self.row, place, None, self.book.look(**look))
        self._height(lines)
        if freeze is not None:
            self.page.freeze_panes(self.row + 1, freeze)
            if repeat:
                self.page.repeat_rows(self.row)
        self.row += 1
        self.last = max(self.last, len(given) - 1)
        return self.row - 1

    def _is_text(self, place: int) -> bool:
        return place == 0 or self.columns[place].text

    def _wraps(self, place: int) -> bool:
        return self._is_text(place) and not self.columns[place].one_line

    def line(self, cells: Line, **properties: Any) -> None:
        """A row of a table; text at the left, numbers at the right."""
        lines, bold = 1, bool(properties.get("bold"))
        for place, cell in enumerate(cells):
            self._write(self.row, place, cell, properties)
            said = cell.value if isinstance(cell, Cell) else cell
            if isinstance(said, str) and self._wraps(place):
                lines = max(lines, _lines(said, self.columns[place].width, bold))
        if lines > 1:
            self._height(lines)
        self.last = max(self.last, len(cells) - 1)
        self.row += 1

    def column(self, place: int, given: Line) -> None:
        """A column of a table from the next free row down, which stays the next free row."""
        for row, cell in enumerate(given, self.row):
            self._write(row, place, cell, {})
        self.last = max(self.last, place)

    def numbers(self, place: int, values: Sequence[float], shown: str) -> None:
        """The same for numbers that are all finite and of one format, many of which are written quickly."""
        write, look = self.page.write_number, self._look(place, False, shown, {})
        for row, value in enumerate(values, self.row):
            write(row, place, value, look)
        self.last = max(self.last, place)

    def band(self, said: str) -> None:
        """A row that heads a part of a table, over its whole width."""
        look = self.book.look(bold=True, bg_color=BAND, bottom=1, bottom_color=RULE)
        for place in range(len(self.columns)):
            self.page.write_blank(self.row, place, None, look)
        self.page.write_string(self.row, 0, said, look)
        self._height(1)
        self.row += 1

    def wide(self, given: Line, said: str) -> None:
        """A row whose last cell is a sentence that runs over the rest of the columns."""
        place = len(given)
        self.line(given)
        self.row -= 1
        width = sum(column.width for column in self.columns[place:])
        first = str(given[0]) if given else ""
        look = self.book.look(text_wrap=True, bottom=1, bottom_color=RULE, align="left", indent=1)
        self.page.merge_range(self.row, place, self.row, len(self.columns) - 1, "", look)
        self.page.write_string(self.row, place, said[:_CELL_LIMIT], look)
        self._height(max(_lines(said, width - 2), _lines(first, self.columns[0].width)))
        self.last = max(self.last, len(self.columns) - 1)
        self.row += 1

    def _write(self, row: int, place: int, given: Cell | str | float | None, properties: dict[str, Any]) -> None:
        cell = given if isinstance(given, Cell) else Cell(given, "" if isinstance(given, str) else "General")
        look = self._look(place, isinstance(cell.value, str), cell.shown, properties)
        if isinstance(cell.value, str):
            self.page.write_string(row, place, cell.value[:_CELL_LIMIT], look)
        elif cell.value is None:
            self.page.write_blank(row, place, None, look)
        elif isinstance(cell.value, datetime):
            self.page.write_datetime(row, place, cell.value, look)
        else:
            self.page.write_number(row, place, cell.value, look)

    def _look(self, place: int, text: bool, shown: str, properties: dict[str, Any]) -> Format:
        """The format of a cell of a table: numbers at the right, but for those that head their row."""
        key = (place, text, shown, tuple(properties.items()))
        if key not in self._looks:
            wanted = {"bottom": 1, "bottom_color": RULE, "align": "left" if self._is_text(place) else "right"}
            # Text right of a number keeps off it.
            wanted |= {"indent": 1 if place and self._is_text(place) else 0}
            if text:
                wanted |= {"text_wrap": self._wraps(place)}
            elif shown:
                wanted |= {"num_format": shown}
            self._looks[key] = self.book.look(**wanted | properties)
        return self._looks[key]

    def chart(
        self,
        kind: str,
        title: str,
        x: str,
        y: str,
        y_format: str,
        *,
        width: int = _CHART[0],
        most: float | None = None,
        **x_axis: Any,
    ) -> Chart:
        """A chart that is still without series.

        Parameters
        ----------
        kind : str
            "line", "column", "bar" or "scatter".
        title : str
            The finding; never the text of a case alone.
        x, y : str
            What the axes show, with unit and price base; x is the one of categories, which in bars runs downwards.
        y_format : str
            Number format of the axis of values.
        width : int
            In pixels.
        most : float, optional
            Where the axis of values ends.
        **x_axis
            Further settings of the axis of categories.
        """
        chart = self.book.file.add_chart({"type": kind})
        quiet = {"color": QUIET, "size": 9, "bold": False}
        # The one place in which text is taken for a reference where it looks like one, as in Sheet!A1.
        name = textwrap.fill(title.replace("!", "! "), width // 10)
        chart.set_title({"name": name, "name_font": {"size": 12, "color": INK}, "overlay": False})
        of_categories = {"name": x, "name_font": quiet, "num_font": quiet, "label_position": "low"} | x_axis
        of_values = {
            "name": y,
            "name_font": quiet,
            "num_font": quiet,
            "num_format": y_format,
            "max": most,
            "label_position": "next_to" if kind == "bar" else "low",
            "major_gridlines": {"visible": True, "line": {"color": "#d9d9d9"}},
        }
        if kind == "bar":
            # Downwards as in the table, every bar with its name, and the axis of values still below.
            chart.set_y_axis(of_categories | {"reverse": True, "crossing": "max", "interval_unit": 1})
            chart.set_x_axis(of_values)
        else:
            chart.set_x_axis(of_categories)
            chart.set_y_axis(of_values)
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": width, "height": _CHART[1]})
        return chart

    def place(self, chart: Chart, told: str, column: int = 0) -> None:
        """Put a chart below what was written so far, with a description for readers who do not see it."""
        described = {"description": plain(told, 1500), "object_position": 2, "x_offset": 4, "y_offset": 4}
        self.page.insert_chart(self.row, column, chart, described)
        self.row += CHART_ROWS
        covered, last = 0.0, column
        while covered < chart.width + 4:
            covered += (self.columns[last].width if last < len(self.columns) else _PLAIN_COLUMN) * _PIXELS + _PADDING
            last += 1
        self.last = max(self.last, last - 1)

    def cells(self, first: int, last: int, column: int) -> list[Any]:
        """Part of a column of this sheet, as a chart refers to it."""
        return [self.name, first, column, last, column]

    def close(
        self,
        filtered: tuple[int, int] | None = None,
        *,
        printed: int | None = None,
        across: int | None = None,
        pages: int = 1,
    ) -> None:
        """Set the print area, and a filter.

        Parameters
        ----------
        filtered : tuple of int, optional
            First and last row of a table, its headings first.
        printed : int, optional
            Rows that are printed; all that were written when not given.
        across : int, optional
            Columns that are printed; all that were written when not given.
        pages : int
            Pages that they are spread over, the first column on each.
        """
        rows = self.row if printed is None else printed
        self.page.print_area(0, 0, max(rows - 1, 0), max(self.last, self._readable()) if across is None else across - 1)
        if pages > 1:
            self.page.fit_to_pages(pages, 0)
            self.page.repeat_columns(0)
        if filtered is not None:
            self.page.autofilter(filtered[0], 0, filtered[1], len(self.columns) - 1)


def _lines(said: str, width: float, bold: bool = False) -> int:
    """Lines that a text takes in a column of such a width."""
    letters = max(4, int(width * (_BOLD_LETTERS if bold else _LETTERS)))
    return max(1, len(textwrap.wrap(said, letters)))
