"""The workbook of a run: what an officer takes into the next spreadsheet and an auditor traces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.findings import Findings
    from simulator.findings.report import ReportFindings
    from simulator.report.about import About
    from simulator.report.theme import Theme

__all__ = ["write_workbook"]


def write_workbook(
    path: Path, findings: Findings, report: ReportFindings, about: About, theme: Theme | None = None
) -> Path:
    """Write ``workbook.xlsx``; the same run gives the same bytes.

    Parameters
    ----------
    path : Path
    findings : Findings
    report : ReportFindings
    about : About
    theme : Theme, optional
        Colours of headings and charts; the house's when not given.

    Returns
    -------
    Path
        The file written.
    """
    from simulator.report.theme import HOUSE
    from simulator.report.workbook.assumptions import write_assumptions, write_method
    from simulator.report.workbook.book import Book
    from simulator.report.workbook.chances import write_joint, write_payback
    from simulator.report.workbook.clusters import write_clusters, write_timing
    from simulator.report.workbook.councils import write_councils
    from simulator.report.workbook.drivers import write_drivers, write_risks
    from simulator.report.workbook.percentiles import write_percentiles
    from simulator.report.workbook.summary import write_summary
    from simulator.report.workbook.trials import write_trials
    from simulator.report.workbook.years import write_council_years, write_years

    titles, notes = report.page.titles, report.page.notes
    book = Book(findings.facts.title, theme or HOUSE)
    write_summary(book, findings, report)
    write_years(book, findings, titles["years"], notes["years"])
    write_councils(book, findings, report)
    if len(findings.facts.councils) > 1:
        write_council_years(book, findings, notes["years"])
    write_clusters(book, findings, report)
    write_timing(book, findings, report)
    write_drivers(book, findings, report)
    write_risks(book, findings, report)
    write_payback(book, findings, report)
    write_joint(book, findings, report)
    write_assumptions(book, findings, report)
    write_percentiles(book, findings)
    write_trials(book, findings)
    write_method(book, findings, report, about)
    return book.save(path)
