"""All charts of a run, in the order in which they are shown, and a page that lists them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.findings.analysis import Findings
from simulator.findings.report import ReportFindings
from simulator.findings.wording import plain
from simulator.report.bars import draw_clusters, draw_gap
from simulator.report.councils import draw_councils
from simulator.report.fans import draw_cumulative, draw_saving
from simulator.report.gantt import draw_timing
from simulator.report.joint import draw_joint
from simulator.report.payback import draw_payback
from simulator.report.risks import draw_risks
from simulator.report.scurves import draw_cost_chance, draw_saving_chance
from simulator.report.style import Drawn, drawn, house_style, save
from simulator.report.theme import HOUSE, Theme
from simulator.report.tornado import draw_drivers
from simulator.report.waterfall import draw_waterfall


def draw_all(findings: Findings, report: ReportFindings, theme: Theme = HOUSE) -> tuple[Drawn, ...]:
    """Draw every chart that the case has something for, in the order in which they are shown.

    Parameters
    ----------
    findings : Findings
    report : ReportFindings
    theme : Theme
        The colours to draw in.
    """
    drawers = [draw_payback]
    if findings.facts.gaps:
        drawers.append(draw_gap)
    drawers += [draw_saving, draw_saving_chance, draw_cost_chance, draw_clusters, draw_councils]
    with house_style(theme):
        charts = [draw_cumulative(findings, report), *(draw(findings) for draw in drawers)]
        told = (draw_waterfall, draw_timing, draw_drivers, draw_risks, draw_joint)
        charts += [chart for draw in told if (chart := draw(findings, report)) is not None]
        return tuple(drawn(chart) for chart in charts)


def write_charts(pictures: Sequence[Drawn], folder: Path, title: str) -> list[Path]:
    """Write charts and the page that lists them.

    Parameters
    ----------
    pictures : sequence of Drawn
    folder : Path
        Must exist. Each chart becomes an SVG, a PNG and a text that tells what it shows; ``README.md`` lists them.
    title : str
        The case's.

    Returns
    -------
    list of Path
        The files written.
    """
    written: list[Path] = []
    listed = [f"# Charts: {_as_text(plain(title, 200))}", ""]
    for picture in pictures:
        written += save(picture, folder)
        listed += _entry(picture)
    readme = folder / "README.md"
    readme.write_text("\n".join(listed), encoding="utf-8", newline="\n")
    return [*written, readme]


def _entry(chart: Drawn) -> list[str]:
    return [
        f"## {_as_text(chart.title)}",
        "",
        f"![{_as_text(chart.title)}]({chart.name}.png)",
        "",
        f"`{chart.name}.svg`, `{chart.name}.png`",
        "",
        _as_text(chart.alt),
        "",
    ]


def _as_text(text: str) -> str:
    """Text that Markdown takes for text, whatever a case calls its clusters."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|!$&" else letter for letter in text)
