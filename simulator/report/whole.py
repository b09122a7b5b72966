"""Everything that a run folder holds for its readers: charts, page, workbook and Word document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.findings.found import Findings
from simulator.report.about import About
from simulator.report.charts import Drawing, begin_drawing, write_charts
from simulator.report.page import begin_page, save_page
from simulator.report.theme import HOUSE, Theme
from simulator.report.word import write_word
from simulator.report.workbook import write_workbook

if TYPE_CHECKING:
    from simulator.findings.report import ReportFindings

PAGE, WORKBOOK, DOCUMENT = "report.html", "workbook.xlsx", "report.docx"


def write_report(
    folder: Path,
    findings: Findings,
    told: ReportFindings,
    about: About,
    *,
    theme: Theme = HOUSE,
    word: bool = False,
    drawing: Drawing | None = None,
) -> list[Path]:
    """Write charts, page and workbook into the folder of a new run.

    Parameters
    ----------
    folder : Path
        Must exist; a folder ``charts`` is made inside it.
    findings : Findings
    told : ReportFindings
        What the report says beyond the measures.
    about : About
    theme : Theme
        The colours to draw in.
    word : bool
        Whether to write the Word document as well.
    drawing : callable, optional
        The charts where they are being drawn already, from `simulator.report.charts.begin_drawing`.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    WordMissing
        If a Word document is asked for and its package is not installed.
    """
    drawing = drawing or begin_drawing(findings, told, theme)
    workbook = write_workbook(folder / WORKBOOK, findings, told, about, theme)
    page = begin_page(findings, told, about, theme)
    drawn = drawing()
    charts = folder / "charts"
    charts.mkdir()
    written = write_charts(drawn, charts, findings.facts.title)
    written.append(save_page(folder / PAGE, page(drawn)))
    if word:
        written.append(write_word(folder / DOCUMENT, findings, told, about, drawn, theme))
    return [*written, workbook]


def write_again(
    folder: Path,
    findings: Findings,
    told: ReportFindings,
    about: About,
    *,
    theme: Theme = HOUSE,
    word: bool = False,
    drawing: Drawing | None = None,
) -> list[Path]:
    """Write the page of a finished run once more, under the first name that is free; the rest stays as it is.

    A run that has no workbook gets one. The Word document, where it is asked for, has the number of the page.

    Parameters and return value are those of `write_report`.
    """
    drawing = drawing or begin_drawing(findings, told, theme)
    workbook = []
    if not (folder / WORKBOOK).exists():
        workbook = [write_workbook(folder / WORKBOOK, findings, told, about, theme)]
    page = begin_page(findings, told, about, theme)
    drawn = drawing()
    path = first_free(folder, PAGE, *([DOCUMENT] if word else []))
    written = [save_page(path, page(drawn))]
    if word:
        written.append(write_word(path.with_suffix(Path(DOCUMENT).suffix), findings, told, about, drawn, theme))
    return [*written, *workbook]


def first_free(folder: Path, name: str, *beside: str) -> Path:
    """The path of a file that is not there yet: ``report.html``, else ``report-2.html`` and so on.

    Files that are to stand beside it under the same number are not there yet either.
    """
    number = 1
    while any(_numbered(folder, one, number).exists() for one in (name, *beside)):
        number += 1
    return _numbered(folder, name, number)


def _numbered(folder: Path, name: str, number: int) -> Path:
    ending = "" if number == 1 else f"-{number}"
    return folder / f"{Path(name).stem}{ending}{Path(name).suffix}"
