"""A Word document to be filled: headings, sentences, tables with repeated headings, pictures with alternative text.

The same contents give the same bytes: its properties and the dates inside the file are fixed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from simulator.findings.wording import plain
from simulator.report.page.cells import Table
from simulator.report.picture import Drawn

CREATED = datetime(2000, 1, 1)
"""A document says when it was made; the same run must give the same bytes, so all of them say this."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest date that an archive can give a file."""

_LONG, _SHORT, _MARGIN = Mm(297), Mm(210), Mm(20)
_FONT, _BODY, _SMALL = "Arial", 10.5, 8.0
_RULE, _BAND, _QUIET = "BFBFBF", "E9EFF6", "595959"
_WIDEST, _FIGURE, _LONGEST_WORD, _PADDING, _LETTER = 60, 22, 20, 4, 1.42
"""Letters that a column of text, and one of figures, may want; that a word may keep together; that the edges of a cell
take; and the width of a letter of small type in millimetres."""

_PICTURE = Mm(170)
_IN_A_HEAD, _IN_A_CELL = 120, 1_500
_LONGEST = 10_000
"""Characters of somebody's text in the head of a table, in a cell and in a paragraph."""


class Paper:
    """An A4 document, filled from top to bottom.

    Parameters
    ----------
    title : str
        Of the case.
    colour : str
        Of headings, ``#rrggbb``.
    """

    def __init__(self, title: str, colour: str) -> None:
        self.document = Document()
        self.title = plain(title, 300)
        self._colour = colour.removeprefix("#").upper()
        self._figures = 0
        self._set_properties()
        self._set_styles()
        self._set_page(self.document.sections[0], wide=False)
        self._set_foot()

    def heading(self, said: str, level: int = 1) -> None:
        """A heading; level 0 is the title of the document."""
        self.document.add_heading(plain(said, _LONGEST), level)

    def say(self, said: str, style: str | None = None) -> None:
        """A paragraph."""
        self.document.add_paragraph(plain(said, _LONGEST), style)

    def points(self, said: Iterable[str]) -> None:
        """A list."""
        for one in said:
            self.say(one, "List Bullet")

    def left_open(self, said: str) -> None:
        """What an officer has still to write, marked as such."""
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(f"[{said}]")
        run.italic = True
        _shade(paragraph._p.get_or_add_pPr(), "FFF6D6")

    def picture(self, drawn: Drawn | None) -> None:
        """A chart over the width of the page, with its number and its description; nothing where there is none."""
        if drawn is None:
            return
        self._figures += 1
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(BytesIO(drawn.png), width=min(self._width(), _PICTURE))
        told = shape._inline.docPr
        told.set("descr", plain(f"{drawn.title}. {drawn.alt}", 4000))
        told.set("name", f"Figure {self._figures}")
        self.say(f"Figure {self._figures}. {drawn.title}", "Caption")

    def table(self, table: Table | None) -> None:
        """A table under a caption that names its unit; its headings are repeated on every page."""
        if table is None:
            return
        caption = self.document.add_paragraph(table.caption, "Caption")
        caption.paragraph_format.keep_with_next = True
        heads = 2 if table.groups else 1
        grid = self.document.add_table(rows=heads + len(table.rows), cols=len(table.columns))
        grid.alignment = WD_TABLE_ALIGNMENT.CENTER
        grid.style = "Table Grid"
        self._set_widths(grid, table)
        lines = [row.cells for row in grid.rows]
        if table.groups:
            self._group(lines[0], table)
        self._line(lines[heads - 1], [(name, "") for name in table.columns], table, head=True)
        for place, row in enumerate(table.rows):
            self._line(lines[heads + place], [(cell.text, cell.under) for cell in row], table, head=False)
        for place, row in enumerate(grid.rows):
            _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
            if place < heads:
                _mark(row._tr.get_or_add_trPr(), "w:tblHeader")
        self.document.add_paragraph().paragraph_format.space_after = Pt(4)

    def turn(self, *, wide: bool) -> None:
        """Go on with a new page, across where the tables need the width."""
        self._set_page(self.document.add_section(), wide=wide)

    def save(self, path: Path) -> Path:
        """Write the file."""
        memory = BytesIO()
        self.document.save(memory)
        with zipfile.ZipFile(memory) as given, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as kept:
            for entry in given.infolist():
                fixed = zipfile.ZipInfo(entry.filename, _EARLIEST)
                fixed.compress_type = zipfile.ZIP_DEFLATED
                fixed.external_attr = 0o600 << 16
                # What the system is would be the machine's.
                fixed.create_system = 0
                kept.writestr(fixed, given.read(entry))
        return path

    def _width(self) -> Emu:
        return Emu((_LONG if self._wide else _SHORT) - 2 * _MARGIN)

    def _set_properties(self) -> None:
        told = self.document.core_properties
        told.title, told.author, told.last_modified_by = self.title[:250], "collabsim", "collabsim"
        told.comments, told.language, told.revision = "", "en-GB", 1
        told.created = told.modified = CREATED

    def _set_styles(self) -> None:
        styles = self.document.styles
        language = styles.element.find(".//" + qn("w:lang"))
        if language is not None:
            language.set(qn("w:val"), "en-GB")
        names = {"Title": 20, "Heading 1": 15, "Heading 2": 12.5, "Heading 3": 11, "Caption": 9, "Normal": _BODY}
        for name, size in names.items():
            font = styles[name].font
            font.name, font.size = _FONT, Pt(size)
            # The template's own faces for headings would win otherwise.
            faces = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
            for face in list(faces.attrib):
                del faces.attrib[face]
            for face in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                faces.set(qn(face), _FONT)
            if name not in ("Normal", "Caption"):
                font.color.rgb = RGBColor.from_string(self._colour)
        styles["Caption"].font.color.rgb = RGBColor.from_string(_QUIET)
        styles["Caption"].font.bold = False
        styles["Normal"].paragraph_format.space_after = Pt(6)

    def _set_page(self, section: Any, *, wide: bool) -> None:
        self._wide = wide
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (_LONG, _SHORT) if wide else (_SHORT, _LONG)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN

    def _set_foot(self) -> None:
        """The title and the number of the page, at the foot of every page."""
        foot = self.document.sections[0].footer.paragraphs[0]
        run = foot.add_run(f"{plain(self.title, 90)} · page ")
        number = foot.add_run()
        for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.set(qn("xml:space"), "preserve")
                element.text = text
            number._r.append(element)
        for one in (run, number):
            one.font.size = Pt(_SMALL)
            one.font.color.rgb = RGBColor.from_string(_QUIET)

    def _set_widths(self, grid: Any, table: Table) -> None:
        """Share the width by what stands in the columns: no word is broken as long as there is room for it."""
        least, wanted = [], []
        for place, name in enumerate(table.columns):
            texts = [name, *(f"{row[place].text}\n{row[place].under}" for row in table.rows)]
            word = max((len(word) for text in texts for word in text.split()), default=1)
            line = max(len(line) for text in texts[1:] or texts for line in text.split("\n"))
            least.append(min(word, _LONGEST_WORD) + _PADDING)
            wanted.append(max(least[-1], min(line, _WIDEST if table.wordy or place == 0 else _FIGURE) + _PADDING))
        whole = self._width()
        letters = whole / Mm(1) / _LETTER
        spare = max(0.0, letters - sum(least)) / max(1, sum(wanted) - sum(least))
        given = [low + (high - low) * min(1.0, spare) for low, high in zip(least, wanted, strict=True)]
        grid.autofit = False
        for column, share in zip(grid.columns, given, strict=True):
            width = Emu(int(whole * share / sum(given)))
            column.width = width
            for cell in column.cells:
                cell.width = width

    def _group(self, cells: Sequence[Any], table: Table) -> None:
        """The first of two lines of headings: what several columns have in common."""
        place = 0
        for group in table.groups:
            cell = cells[place]
            if group.columns > 1:
                cell = cell.merge(cells[place + group.columns - 1])
            self._fill(cell, group.name, "", head=True, right=place > 0)
            place += group.columns

    def _line(self, cells: Sequence[Any], told: Sequence[tuple[str, str]], table: Table, *, head: bool) -> None:
        for place, (cell, (text, under)) in enumerate(zip(cells, told, strict=False)):
            self._fill(cell, text, under, head=head, right=place > 0 and not table.wordy)

    def _fill(self, cell: Any, text: str, under: str, *, head: bool, right: bool) -> None:
        """A cell: a figure, and in smaller type what belongs to it."""
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run(plain(text, _IN_A_HEAD if head else _IN_A_CELL))
        run.font.size, run.bold = Pt(_SMALL), head
        if head:
            _shade(cell._tc.get_or_add_tcPr(), _BAND)
        if under:
            below = paragraph.add_run(f"\n{plain(under, _IN_A_CELL)}")
            below.font.size = Pt(_SMALL - 1)
            below.font.color.rgb = RGBColor.from_string(_QUIET)


def _shade(properties: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), colour)
    properties.append(shade)


def _mark(properties: Any, name: str) -> None:
    element = OxmlElement(name)
    element.set(qn("w:val"), "true")
    properties.append(element)
