"""Everything that a run folder holds for its readers: charts, and what is made of them."""

from __future__ import annotations

from pathlib import Path

from simulator.findings.analysis import Findings
from simulator.report.about import About
from simulator.report.charts import draw_charts
from simulator.report.theme import HOUSE, Theme


def write_report(folder: Path, findings: Findings, about: About, *, theme: Theme = HOUSE) -> list[Path]:
    """Write the charts into the folder of a run.

    Parameters
    ----------
    folder : Path
        Must exist; a folder ``charts`` is made inside it.
    findings : Findings
    about : About
    theme : Theme
        The colours to draw in.

    Returns
    -------
    list of Path
        The files written.
    """
    charts = folder / "charts"
    charts.mkdir()
    return draw_charts(findings, charts, theme)
