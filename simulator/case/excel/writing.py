"""The workbook to fill in, of a blank or of a case: a sheet for each part of it, a row for each key."""

from __future__ import annotations

import io
from datetime import datetime
from textwrap import wrap
from typing import Any

from simulator.case.anatomy import Kind
from simulator.case.excel.choices import basis_choices, distribution_choices, validation_of
from simulator.case.excel.filling import FINE_PERCENT, MONEY, PENCE, PERCENT, PLAIN, TEXT, empty_shown, filled
from simulator.case.excel.layout import COLUMNS, HOW, KEY, OTHER, SHEETS, WHAT, Sheet
from simulator.case.excel.rows import Row, rows_of, told_of
from simulator.case.inputs import NUMBERS, Input
from simulator.case.plain_words import without_marks
from simulator.case.units import Delay

HEAD = 2
"""The row with the headings, from 0."""

FIRST = 4
"""The column of values, from 0; before it stand the id, the key and what they are."""

SPARE = 200
"""Rows below the last one in which the lists of the columns still drop down."""

_WIDTHS = (24, 34, 52, 30, 22, 13, 13, 13, 14, 11, 28, 34, 24, 14, 12, 28)
_LINE = 15.0
"""Points of a line of text in a row."""
_FORMATS = {
    MONEY: "£#,##0;-£#,##0",
    PENCE: "£#,##0.00##;-£#,##0.00##",
    PERCENT: "0%",
    FINE_PERCENT: "0.0##%",
    PLAIN: "General",
    TEXT: "@",
}
_MADE = datetime(2000, 1, 1)
"""What the workbook says of when it was made: always the same, so that the same case is the same file."""

READ_ME = (
    ("How to fill in this workbook", "head"),
    ("Each sheet is a part of the case, and each row one thing that the case says.", ""),
    ("Fill in the yellow cells. A row that is left empty says nothing, and what then holds stands beside it.", ""),
    ("A number that is known: Value. One that is not: Low, Most likely and High, or Low, High and a Distribution.", ""),
    ("Basis, Source and Note say what a number rests on. A block of rows may say it once, in its rows source,", ""),
    ("basis and note; a number that says nothing itself takes that, and without it is assumed.", ""),
    ("To add a cluster, a council, an event: copy all its rows below and give the copy another id in the first", ""),
    ("column. Ids are small letters, figures and hyphens. To leave something out: delete its rows, or empty them.", ""),
    ("Months and dates are text: 2013-04 or 2013-04-30. Financial years too: 2014/15.", ""),
    ("A list has commas between its entries. Further pieces of a profile are rows of their own: profile[2].from.", ""),
    ("Other words holds whatever else is known of a number, such as  range = [4, 9], confidence = 0.8", ""),
    ("Sheets of other names are yours: nothing on them is read. Of a formula, its result is read.", ""),
    ("", ""),
    ("collabsim validate FILE.xlsx    says what is wrong, by sheet and cell", "typed"),
    ("collabsim explain FILE.xlsx     reads the case back in plain English", "typed"),
    ("collabsim run FILE.xlsx         simulates it", "typed"),
)

FOLDED = "Rows in which this case says nothing are folded away: the + at the left edge of a sheet opens them."

_TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def case_workbook(data: dict[str, Any], *, fold: bool) -> bytes:
    """The workbook of a case.

    Parameters
    ----------
    data
        As its TOML file would give it; of a case without faults.
    fold
        Whether to fold away what the case does not state.

    Returns
    -------
    bytes
        An .xlsx file; the same data give the same bytes.

    Raises
    ------
    simulator.case.excel.filling.TooLong
        When a text does not go into a cell.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    content = io.BytesIO()
    title = without_marks(str(data.get("case", {}).get("title", "A case")))
    with xlsxwriter.Workbook(
        content,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    ) as book:
        book.set_properties({"title": title[:255], "created": _MADE})
        book.set_size(2400, 1400)
        look = _Look(book)
        _read_me(book, look, title, fold)
        for sheet in SHEETS:
            _Form(book, look, sheet, data, fold).write()
    return content.getvalue()


class _Look:
    """The formats of the workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book, self._made = book, {}  # type: Any, dict[tuple[Any, ...], Any]

    def __call__(self, **says: Any) -> Any:
        key = tuple(sorted(says.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": "Calibri", "font_size": 11, "valign": "top", **says})
        return self._made[key]


def _read_me(book: Any, look: _Look, title: str, fold: bool) -> None:
    page = book.add_worksheet("Read me")
    page.hide_gridlines(2)
    page.set_column(0, 0, 115)
    page.write_string(0, 0, title[:500], look(bold=True, font_size=16, text_wrap=True))
    formats: dict[str, dict[str, Any]] = {
        "head": {"bold": True, "font_size": 13},
        "typed": {"font_name": "Consolas"},
        "": {},
    }
    told = (*READ_ME, ("", ""), (FOLDED, "")) if fold else READ_ME
    for number, (text, kind) in enumerate(told, start=2):
        page.write_string(number, 0, text, look(**formats[kind]))
    _print(page, 0)


def _print(page: Any, repeated: int) -> None:
    page.set_landscape()
    page.set_paper(8)  # A3: sixteen columns are too many for A4
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&L&A&RPage &P of &N")
    if repeated:
        page.repeat_rows(repeated)


class _Form:
    """One sheet."""

    def __init__(self, book: Any, look: _Look, sheet: Sheet, data: dict[str, Any], fold: bool) -> None:
        self.page = book.add_worksheet(sheet.name)
        self.look, self.sheet, self.data, self.fold = look, sheet, data, fold

    def write(self) -> None:
        rows = list(rows_of(self.sheet, self.data))
        self._head()
        stated = {row.first for row in rows if row.stated}
        folded = False
        for number, row in enumerate(rows, start=HEAD + 1):
            begins = number == HEAD + 1 or rows[number - HEAD - 2].first != row.first
            fold = self.fold and row.first in stated and not row.stated
            lines = self._row(number, row, begins)
            how = {"level": 1, "hidden": True} if fold else {"collapsed": True} if folded else {}
            self.page.set_row(number, _LINE * lines, None, how)
            folded = fold
        if folded:
            self.page.set_row(HEAD + 1 + len(rows), None, None, {"collapsed": True})
        last = HEAD + len(rows)
        self._choices(last)
        self.page.autofilter(HEAD, 0, last, FIRST + len(COLUMNS) - 1)
        self.page.freeze_panes(HEAD + 1, 2)
        self.page.print_area(0, 0, last, FIRST + len(COLUMNS) - 1)
        _print(self.page, HEAD)

    def _head(self) -> None:
        for column, width in enumerate(_WIDTHS):
            self.page.set_column(column, column, width)
        self.page.set_row(0, 22)
        self.page.write_string(0, 0, f"{self.sheet.name}: {self.sheet.about}", self.look(bold=True, font_size=14))
        head = self.look(bold=True, bg_color="#1F3A5F", font_color="#FFFFFF", text_wrap=True, border=1)
        for column, text in enumerate((self.sheet.heading, KEY, WHAT, HOW)):
            self.page.write_string(HEAD, column, text, head)
        for column, (text, key) in enumerate(COLUMNS, start=FIRST):
            self.page.write_string(HEAD, column, text, head)
            self.page.write_comment(HEAD, column, _about_column(key), {"x_scale": 2, "author": "collabsim"})

    def _row(self, number: int, row: Row, begins: bool) -> int:
        """One row: what it is, and what the case says. The lines that its longest text takes."""
        line: dict[str, Any] = {"top": 2 if begins else 1, "bottom": 1, "top_color": "#1F3A5F" if begins else "#C8C8C8"}
        line |= {"left": 1, "right": 1, "left_color": "#C8C8C8", "right_color": "#C8C8C8", "bottom_color": "#C8C8C8"}
        ink = "#000000" if row.stated else "#595959"
        what, how = told_of(row)
        self.page.write_string(number, 0, row.first, self.look(**line, bold=begins, font_color=ink))
        self.page.write_string(number, 1, row.key, self.look(**line, bold=row.stated or row.must, font_color=ink))
        for column, text in ((2, what), (3, how)):
            self.page.write_string(number, column, text, self.look(**line, text_wrap=True, font_color="#595959"))
        cells = filled(row)
        for column, (_, key) in enumerate(COLUMNS, start=FIRST):
            used = row.place.kind is Kind.INPUT or key == "value"
            if row.place.kind is Kind.INPUT and key in ("low", "mode", "high", "distribution", OTHER):
                used = row.place.type.bare
            shown = cells[key].shown if key in cells else empty_shown(row) if key in NUMBERS else TEXT
            form = self.look(
                **line,
                bg_color="#FFF8DC" if used else "#E7E7E7",
                num_format=_FORMATS[shown],
                text_wrap=key not in NUMBERS or shown == TEXT,
                **({"align": "left", "indent": 1} if shown == TEXT else {"align": "right"}),
            )
            content = cells[key].content if key in cells else None
            if content is None:
                self.page.write_blank(number, column, None, form)
            elif isinstance(content, str):
                self.page.write_string(number, column, content, form)
            else:
                self.page.write_number(number, column, content, form)
        rule = validation_of(row, number, self.data, f"{what} {how[:1].upper() + how[1:]}.")
        last = FIRST + 3 if row.place.kind is Kind.INPUT and row.place.type.bare else FIRST
        self.page.data_validation(number, FIRST, number, last, rule)
        texts = {column: cells[key].content for column, (_, key) in enumerate(COLUMNS, start=FIRST) if key in cells}
        texts |= {1: row.key, 2: what, 3: how}
        return max(_lines(text, _WIDTHS[column]) for column, text in texts.items() if isinstance(text, str))

    def _choices(self, last: int) -> None:
        """The lists of the columns that hold one of a few words."""
        keys = [column.key for column in COLUMNS]
        for key, choices in (("distribution", distribution_choices()), ("basis", basis_choices())):
            column = FIRST + keys.index(key)
            rule = {"validate": "list", "source": choices, "error_title": "Not known here"}
            rule["error_message"] = "Choose one from the list, or leave the cell empty."
            self.page.data_validation(HEAD + 1, column, last + SPARE, column, rule)


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column of some characters; twenty at most, so that a row stays a row."""
    if len(text) > 20 * width:
        return 20
    return min(20, sum(max(1, len(wrap(line, width))) for line in text.splitlines() or [""]))


def _about_column(key: str) -> str:
    """What a column holds, in the words of the schema."""
    if key == OTHER:
        early = Delay.model_fields["may_be_early"].description
        return (
            "Anything else that is known of the number, as the case file writes it: range = [4, 9], confidence = 0.8. "
            f"For a delay, may_be_early = true: {early}"
        )
    return str(Input.model_fields[key].description).replace(" Default: ", " If empty: ")
