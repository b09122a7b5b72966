"""Charts of a portfolio: its first groups with their errors, and how chance and gap closed lie by size class."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.findings import wording
from simulator.findings.portfolio import (
    COLUMNS,
    Cells,
    Line,
    PortfolioFindings,
    cells,
    chance_words,
    class_finding,
    gap_words,
    headline,
)
from simulator.findings.standings import GAP, PAYBACK
from simulator.report import style
from simulator.report.charts import write_charts
from simulator.report.picture import Drawn, Table
from simulator.report.style import Chart, drawn, house_style
from simulator.report.theme import HOUSE, Theme

SHOWN = 20
"""Groups in the chart of the first ones."""

_NAMES, _LEFT, _MIDDLE, _BETWEEN, _RIGHT = 0.225, 0.325, 0.60, 0.665, 0.945
_ABOVE, _BELOW = 0.6, -0.4
"""Room above the first row and below the last one's middle plus one, in rows."""

_MOST_PANELS = 9
_LETTERS = 38
"""Of the names of a group, so that each of its councils keeps a part of the line."""


def write_portfolio_charts(found: PortfolioFindings, folder: Path, theme: Theme = HOUSE) -> list[Path]:
    """Draw the charts of a portfolio and write them into a folder that exists.

    Returns
    -------
    list of Path
        The files written.
    """
    return write_charts(draw_portfolio(found, theme), folder, found.title)


def draw_portfolio(found: PortfolioFindings, theme: Theme = HOUSE) -> tuple[Drawn, ...]:
    """Draw the charts of a portfolio: none where no group has a case, one where there is no gap to close."""
    if not found.lines or not found.lines[0].rank:
        return ()
    with house_style(theme):
        charts = [_draw_first(found)]
        if found.gap_year is not None and found.cells:
            charts.append(_draw_map(found))
        return tuple(drawn(chart) for chart in charts)


def _foot(found: PortfolioFindings) -> str:
    return (
        f"{found.trials:,} trials of each {found.noun}, the same draws for all, seed {found.seed}; scaled from "
        f"{wording.plain(found.title, 90)}"
    )


def _draw_first(found: PortfolioFindings) -> Chart:
    """The first groups: chance of payback and share of the gap closed, each with its error."""
    lines = [line for line in found.lines[:SHOWN] if line.rank]
    with_gap = found.gap_year is not None and any(line.has(f"{GAP}.p50") for line in lines)
    title = headline(found)
    right = f" Right: share of the {found.gap_year} gap closed, bars holding eight futures in ten." if with_gap else ""
    subtitle = (
        f"The first {len(lines)} of {found.groups - found.without:,} {found.noun}s, given that their councils approve. "
        f"Left: chance of payback within {found.years} of the start, with its 95% interval.{right}"
    )
    figure, chance_axes = style.page(title, subtitle, _foot(found), left=_LEFT, right=_MIDDLE if with_gap else _RIGHT)
    _rows(figure, chance_axes, lines)
    _dots(chance_axes, lines, found)
    if with_gap:
        box = chance_axes.get_position()
        gap_axes = figure.add_axes((_BETWEEN, box.y0, _RIGHT - _BETWEEN, box.height))
        _bare(gap_axes, len(lines))
        gap_axes.set_yticks([])
        _bars(gap_axes, lines)
    told = [
        f"{line.place}: {line.name}, a {chance_words(line, PAYBACK, found.trials)} chance"
        + (f", closing {gap_words(line)} of the gap" if line.has(f"{GAP}.p50") else "")
        + "."
        for line in lines
    ]
    return Chart("first-groups", title, figure, (subtitle, *told), Table(COLUMNS, tuple(cells(found, SHOWN))))


def _bare(axes: Axes, count: int) -> None:
    """Axes of rows: the first at the top, lines up and down only."""
    axes.set_ylim(count + _BELOW, -_ABOVE)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_visible(True)
    axes.tick_params(length=0, pad=7)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=style.GRID, linewidth=1)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:.4g}%".replace("-", "−")))


def _rows(figure: Figure, axes: Axes, lines: list[Line]) -> None:
    """Names of the groups at the left, each behind its rank."""
    _bare(axes, len(lines))
    names = [style.fitted(figure, line.within(_LETTERS), style.FOOT, _NAMES, 1)[0] for line in lines]
    axes.set_yticks(range(len(lines)), names)
    axes.tick_params(axis="y", labelsize=style.FOOT, pad=9)
    box = axes.get_position()
    for place, line in enumerate(lines):
        height = box.y1 - (place + _ABOVE) / (len(lines) + _ABOVE + _BELOW) * box.height
        figure.text(0.045, height, line.place, size=style.FOOT, color=style.QUIET, va="center")


def _dots(axes: Axes, lines: list[Line], found: PortfolioFindings) -> None:
    """Chances as dots with their 95% intervals, the figure after each."""
    colour = style.colours().tested
    intervals = [line.chance(PAYBACK, found.trials).interval for line in lines]
    low = min((interval.low for interval in intervals if interval), default=0.0)
    high = max((interval.high for interval in intervals if interval), default=1.0)
    room = max(high - low, 0.02)
    axes.set_xlim(max(0.0, low - 0.15 * room), high + 0.5 * room)
    for place, (line, interval) in enumerate(zip(lines, intervals, strict=True)):
        if interval is None:
            continue
        axes.plot(interval, [place, place], color=colour, linewidth=2.5, solid_capstyle="butt", zorder=3)
        axes.plot([line.figures[PAYBACK]], [place], "o", color=colour, markersize=7, zorder=4)
        words = chance_words(line, PAYBACK, found.trials)
        axes.text(interval.high + 0.03 * room, place, words, size=style.FOOT, color=colour, va="center", zorder=5)
    axes.set_xlabel(f"chance of payback within {found.years}", size=style.SMALL, labelpad=8)


def _bars(axes: Axes, lines: list[Line]) -> None:
    """Shares of the gap: a bar of eight futures in ten, the middle with its error, the figure after each."""
    theme = style.colours()
    low = min((line.figures.get(f"{GAP}.p10", 0.0) for line in lines), default=0.0)
    high = max((line.figures.get(f"{GAP}.p90", 0.0) for line in lines), default=1.0)
    left = min(0.0, low)
    span = max(high - left, 1e-3)
    axes.set_xlim(left, left + span * 1.22)
    for place, line in enumerate(lines):
        middle = line.interval(f"{GAP}.p50")
        if middle is None:
            continue
        ends = line.figures[f"{GAP}.p10"], line.figures[f"{GAP}.p90"]
        axes.barh(
            place, ends[1] - ends[0], left=ends[0], height=0.5, color=theme.tested_bands[1], linewidth=0, zorder=3
        )
        half = max(middle.high - middle.low, span * 0.006) / 2
        at = line.figures[f"{GAP}.p50"]
        axes.barh(place, 2 * half, left=at - half, height=0.5, color=theme.tested, linewidth=0, zorder=4)
        axes.text(
            ends[1] + span * 0.02, place, gap_words(line), size=style.FOOT, color=theme.tested, va="center", zorder=5
        )
    axes.set_xlabel("share of the gap closed", size=style.SMALL, labelpad=8)


def _draw_map(found: PortfolioFindings) -> Chart:
    """How many groups lie where, by chance of payback and share of the gap closed, a panel for each kind of classes."""
    title = class_finding(found)
    every = f"Each of {found.groups - found.without:,} {found.noun}s"
    subtitle = (
        f"{every} by its chance of payback within {found.years} (across) "
        f"and the middle share of its {found.gap_year} gap closed (up), given approval. Above each panel: how many are "
        "likelier than not"
    )
    figure, axes = style.page(title, subtitle, _foot(found), left=0.07, right=0.955)
    box = axes.get_position()
    axes.remove()
    panels = list(found.cells.items())[:_MOST_PANELS]
    across = {1: 1, 2: 2, 4: 2}.get(len(panels), 3)
    down = math.ceil(len(panels) / across)
    gap, rise = 0.045, 0.075
    width, height = (box.width - gap * (across - 1)) / across, (box.height - rise * (down - 1)) / down
    most = max(int(one.counts.max()) for _, one in panels)
    for number, (classes, one) in enumerate(panels):
        column, row = number % across, number // across
        place = (box.x0 + column * (width + gap), box.y1 - height - row * (height + rise), width, height - 0.02)
        _panel(figure.add_axes(place), one, classes, found, most)
    told = [
        f"{classes}: {one.groups:,} {found.noun}s; {one.likely / one.groups:.0%} are likelier than not to pay back."
        for classes, one in panels
    ]
    rows = tuple((classes, f"{one.groups:,}", f"{one.likely / one.groups:.0%}") for classes, one in panels)
    table = Table(("size classes", f"{found.noun}s", "likelier than not to pay back"), rows)
    return Chart("chance-and-gap", title, figure, (f"{subtitle}.", *told), table)


def _panel(axes: Axes, one: Cells, classes: str, found: PortfolioFindings, most: int) -> None:
    """The map of one kind of size classes; shades by the logarithm of how many there are."""
    theme = style.colours()
    shades = LinearSegmentedColormap.from_list("shades", [*theme.tested_bands, theme.tested])
    steps = len(one.counts)
    low, high = found.gap_range
    tall = (high - low) / steps
    for i, j in np.argwhere(one.counts > 0):
        depth = math.log1p(int(one.counts[i, j])) / math.log1p(most)
        axes.add_patch(_square(i / steps, low + j * tall, 1 / steps, tall, shades(depth)))
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(low, high + (high - low) * 0.02)
    axes.axvline(0.5, color=style.QUIET, linewidth=1.2, linestyle=(0, (4, 3)), zorder=2)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, labelsize=style.SMALL, pad=4)
    axes.grid(color=style.GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    # Nought stands at the foot of the other axis already.
    for axis, prune in ((axes.xaxis, None), (axes.yaxis, "lower")):
        axis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10], prune=prune))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:.4g}%".replace("-", "−")))
    figure = axes.figure
    assert isinstance(figure, Figure)
    name = f"{wording.plain(classes, 60)}: {one.likely / one.groups:.0%} of {one.groups:,}"
    shown = style.fitted(figure, name, style.SMALL, axes.get_position().width, 1, "bold")[0]
    axes.set_title(shown, size=style.SMALL, weight="bold", color=style.INK, loc="left", pad=6)


def _square(left: float, low: float, width: float, height: float, colour: Any) -> Rectangle:
    return Rectangle((left, low), width, height, facecolor=colour, edgecolor="none", zorder=3)
