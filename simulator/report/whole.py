"""Everything that a run folder holds for its readers: charts, the page that tells the run, and the workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.findings.analysis import Findings
from simulator.report.about import About
from simulator.report.charts import draw_all, write_charts
from simulator.report.page import write_page
from simulator.report.theme import HOUSE, Theme
from simulator.report.workbook import write_workbook

if TYPE_CHECKING:
    from simulator.findings.report import ReportFindings

PAGE, WORKBOOK = "report.html", "workbook.xlsx"


def write_report(
    folder: Path, findings: Findings, told: ReportFindings, about: About, *, theme: Theme = HOUSE
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

    Returns
    -------
    list of Path
        The files written.
    """
    drawn = draw_all(findings, told, theme)
    charts = folder / "charts"
    charts.mkdir()
    written = write_charts(drawn, charts, findings.facts.title)
    written.append(write_page(folder / PAGE, findings, told, about, drawn, theme))
    return [*written, write_workbook(folder / WORKBOOK, findings, told, about, theme)]


def write_again(
    folder: Path, findings: Findings, told: ReportFindings, about: About, *, theme: Theme = HOUSE
) -> list[Path]:
    """Write the page of a finished run once more, under the first name that is free; the rest stays as it is.

    A run that has no workbook gets one.

    Parameters and return value are those of `write_report`.
    """
    drawn = draw_all(findings, told, theme)
    written = [write_page(first_free(folder, PAGE), findings, told, about, drawn, theme)]
    if not (folder / WORKBOOK).exists():
        written.append(write_workbook(folder / WORKBOOK, findings, told, about, theme))
    return written


def first_free(folder: Path, name: str) -> Path:
    """The path of a file that is not there yet: ``report.html``, else ``report-2.html`` and so on."""
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    return path
