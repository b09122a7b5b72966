"""All charts of a run, in the order in which they are shown, and a page that lists them."""

from __future__ import annotations

from pathlib import Path

from simulator.findings.analysis import Findings
from simulator.findings.wording import plain
from simulator.report.bars import draw_clusters, draw_gap
from simulator.report.fans import draw_cumulative, draw_saving
from simulator.report.payback import draw_payback
from simulator.report.style import Chart, house_style, save


def draw_charts(findings: Findings, folder: Path) -> list[Path]:
    """Draw every chart that the case has something for.

    Parameters
    ----------
    findings : Findings
    folder : Path
        Must exist. Each chart becomes an SVG, a PNG and a text that tells what it shows; ``README.md`` lists them.

    Returns
    -------
    list of Path
        The files written.
    """
    drawers = [draw_cumulative, draw_payback, draw_saving, draw_clusters]
    if findings.facts.gaps:
        drawers.insert(2, draw_gap)
    written: list[Path] = []
    listed = [f"# Charts: {_as_text(plain(findings.facts.title, 200))}", ""]
    with house_style():
        for draw in drawers:
            chart = draw(findings)
            written += save(chart, folder)
            listed += _entry(chart)
    readme = folder / "README.md"
    readme.write_text("\n".join(listed), encoding="utf-8", newline="\n")
    return [*written, readme]


def _entry(chart: Chart) -> list[str]:
    told = _as_text(plain(" ".join(chart.told), 5000))
    return [
        f"## {_as_text(chart.title)}",
        "",
        f"![{_as_text(chart.title)}]({chart.name}.png)",
        "",
        f"`{chart.name}.svg`, `{chart.name}.png`",
        "",
        told,
        "",
    ]


def _as_text(text: str) -> str:
    """Text that Markdown takes for text, whatever a case calls its clusters."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|!$&" else letter for letter in text)
