"""All charts of a run, in the order in which they are shown, and a page that lists them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.findings.analysis import Findings
from simulator.findings.wording import plain
from simulator.report.bars import draw_clusters, draw_gap
from simulator.report.councils import draw_councils
from simulator.report.fans import draw_cumulative, draw_saving
from simulator.report.payback import draw_payback
from simulator.report.scurves import draw_cost_chance, draw_saving_chance
from simulator.report.style import Drawn, drawn, house_style, save
from simulator.report.theme import HOUSE, Theme


def draw_all(findings: Findings, theme: Theme = HOUSE) -> tuple[Drawn, ...]:
    """Draw every chart that the case has something for, in the order in which they are shown.

    Parameters
    ----------
    findings : Findings
    theme : Theme
        The colours to draw in.
    """
    drawers = [draw_cumulative, draw_payback]
    if findings.facts.gaps:
        drawers.append(draw_gap)
    drawers += [draw_saving, draw_saving_chance, draw_cost_chance, draw_clusters, draw_councils]
    with house_style(theme):
        return tuple(drawn(draw(findings)) for draw in drawers)


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


def draw_charts(findings: Findings, folder: Path, theme: Theme = HOUSE) -> list[Path]:
    """Draw every chart and write it into a folder; see `draw_all` and `write_charts`."""
    return write_charts(draw_all(findings, theme), folder, findings.facts.title)


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
