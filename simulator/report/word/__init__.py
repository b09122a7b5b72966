"""The report in the shape of a committee report, as a Word document. It needs the optional extra ``word``."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.findings import Findings
    from simulator.findings.report import ReportFindings
    from simulator.report.about import About
    from simulator.report.picture import Drawn
    from simulator.report.theme import Theme

__all__ = ["WordMissing", "require_word", "write_word"]


class WordMissing(Exception):
    """The package that writes Word documents is not installed; the message says how to get it."""


def require_word() -> None:
    """Check that Word documents can be written, before any time is spent.

    Raises
    ------
    WordMissing
    """
    if find_spec("docx") is None:
        raise WordMissing(
            "a Word document needs the package python-docx, which is not installed; get it with "
            "'pip install collabsim[word]', or leave --word out"
        )


def write_word(
    path: Path,
    findings: Findings,
    report: ReportFindings,
    about: About,
    drawn: tuple[Drawn, ...],
    theme: Theme | None = None,
) -> Path:
    """Write ``report.docx``; the same run gives the same bytes.

    Parameters
    ----------
    path : Path
    findings : Findings
    report : ReportFindings
    about : About
    drawn : tuple of Drawn
        The charts of the run.
    theme : Theme, optional
        Colours of headings; the house's when not given.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    WordMissing
        Where the extra ``word`` is not installed.
    """
    require_word()
    from simulator.report.theme import HOUSE
    from simulator.report.word.committee import fill
    from simulator.report.word.paper import Paper

    paper = Paper(findings.facts.title, (theme or HOUSE).tested)
    fill(paper, findings, report, about, {chart.name: chart for chart in drawn})
    return paper.save(path)
