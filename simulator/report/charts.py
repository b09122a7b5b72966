"""All charts of a run, in the order in which they are shown, and a page that lists them."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulator.findings.found import Findings, Sample
from simulator.findings.wording import plain
from simulator.report.helpers import Helpers, called
from simulator.report.picture import Drawn, save
from simulator.report.theme import HOUSE, Theme

if TYPE_CHECKING:
    from simulator.findings.report import ReportFindings

NAMES = (
    "fan-chart",
    "payback",
    "gap-closed",
    "saving-by-year",
    "saving-chance",
    "cost-chance",
    "saving-by-cluster",
    "by-council",
    "waterfall",
    "timing",
    "drivers",
    "risks",
    "joint-chance",
)
"""All charts, in the order in which they are shown."""


Drawing = Callable[[], tuple[Drawn, ...]]
"""Charts that are being drawn: called, it waits for them."""


def draw_all(
    findings: Findings, report: ReportFindings, theme: Theme = HOUSE, helpers: Helpers | None = None
) -> tuple[Drawn, ...]:
    """Draw every chart that the case has something for, in the order in which they are shown.

    Parameters
    ----------
    findings : Findings
    report : ReportFindings
    theme : Theme
        The colours to draw in.
    helpers : Helpers, optional
        Who draws them side by side; without, they are drawn here, one after another. The pictures are the same.
    """
    return begin_drawing(findings, report, theme, helpers)()


def begin_drawing(
    findings: Findings, report: ReportFindings, theme: Theme = HOUSE, helpers: Helpers | None = None
) -> Drawing:
    """Have every chart drawn; what is returned waits for the pictures of `draw_all`, whose parameters these are."""
    given = pickle.dumps((_as_drawn(findings), report, theme), protocol=pickle.HIGHEST_PROTOCOL)
    # Named, not imported: Matplotlib takes long to load, and this process may never need it.
    draw = "simulator.report.drawing.draw_chart"
    if helpers is None:
        return lambda: _there_are([called(draw, name, given) for name in NAMES])
    asked = [helpers.ask(draw, name, given) for name in NAMES]
    return lambda: _there_are([answer() for answer in asked])


def _as_drawn(findings: Findings) -> Findings:
    """Findings without what no chart shows, the trials themselves most of all: little to send."""
    empty = Sample((), np.empty((0, 0)))
    return dataclasses.replace(findings, tested_sample=empty, submitted_sample=empty, correlations=(), until=())


def _there_are(pictures: Sequence[Drawn | None]) -> tuple[Drawn, ...]:
    return tuple(picture for picture in pictures if picture is not None)


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
