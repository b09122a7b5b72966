"""One look for every chart: 16:9, large type, direct labels, colours that colour-blind readers tell apart.

Charts are drawn on a bare `Figure` with the Agg and SVG canvases, never through pyplot, and give the same bytes for the
same run: no dates, a fixed salt for SVG ids, letters as outlines of the font that comes with Matplotlib. Text of a case
is shown as text: neither mathematics nor markup, direction marks or control characters mean anything in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.findings.wording import plain
from simulator.report.picture import LONGEST_TOLD, Drawn, Table
from simulator.report.renderers import DOTS, as_png, as_svg, text_inches
from simulator.report.scales import millions
from simulator.report.theme import HOUSE, Theme

WIDTH, HEIGHT = 40 / 3, 7.5
"""Inches: 960 × 540 points, the shape of a projector's picture and of a slide."""

INK, QUIET, GRID = "#1a1a1a", "#595959", "#d9d9d9"
IN_THE_RED, RED_WORDS = "#f7ecec", "#8a2f2f"
"""What stays the same whatever a council's colours."""

_THEME: ContextVar[Theme] = ContextVar("theme", default=HOUSE)

TITLE, SUBTITLE, LABEL, TICK, SMALL, FOOT = 25, 15.5, 15.5, 14.5, 12.5, 11.5
"""Sizes of type in points, at the size of a slide."""

_LEFT, _TITLE_TOP = 0.045, 0.955
_LONGEST_TITLE = 600
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_RC: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "text.parse_math": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "collabsim",
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.labelsize": LABEL,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": TICK,
    "ytick.labelsize": TICK,
    "text.color": INK,
}


@contextmanager
def house_style(theme: Theme = HOUSE) -> Iterator[None]:
    """Matplotlib's own defaults with the house's settings, whatever the user's configuration; put back afterwards."""
    token = _THEME.set(theme)
    try:
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(_RC)
            yield
    finally:
        _THEME.reset(token)


def colours() -> Theme:
    """The colours of the charts that are being drawn."""
    return _THEME.get()


@dataclass(frozen=True)
class Chart:
    """A chart before it is drawn.

    Attributes
    ----------
    name : str
        Of its files, without ending.
    title : str
        The finding.
    figure : Figure
    told : tuple of str
        What it shows, in sentences, for readers who do not see it; the first says what is shown, in which unit and
        price base, given what.
    table : Table
        The same as figures.
    """

    name: str
    title: str
    figure: Figure
    told: tuple[str, ...]
    table: Table


def page(title: str, subtitle: str, foot: str, *, left: float = 0.09, right: float = 0.80) -> tuple[Figure, Axes]:
    """An empty chart with its texts.

    Parameters
    ----------
    title : str
        The finding; wraps to two lines.
    subtitle : str
        What is shown, in which unit and price base, given what.
    foot : str
        What it rests on.
    left, right : float
        Edges of the plot as shares of the width; direct labels stand right of it.
    """
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS, facecolor="white")
    lines = fitted(figure, title, TITLE, 0.915, 2, weight="bold")
    figure.text(_LEFT, _TITLE_TOP, "\n".join(lines), size=TITLE, weight="bold", va="top", linespacing=1.15)
    below = _TITLE_TOP - 0.062 * len(lines) - 0.012
    under = fitted(figure, subtitle, SUBTITLE, 0.915, 2)
    figure.text(_LEFT, below, "\n".join(under), size=SUBTITLE, color=QUIET, va="top", linespacing=1.2)
    figure.text(_LEFT, 0.022, fitted(figure, foot, FOOT, 0.915, 1)[0], size=FOOT, color=QUIET, va="bottom")
    top = below - 0.036 * len(under) - 0.045
    axes = figure.add_axes((left, 0.155, right - left, top - 0.155))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, pad=7)
    axes.grid(axis="y", color=GRID, linewidth=1)
    axes.set_axisbelow(True)
    return figure, axes


def fitted(figure: Figure, text: str, size: float, share: float, most: int, weight: str = "normal") -> list[str]:
    """Text in at most so many lines that fit a share of the figure's width; what does not fit ends in ….

    Parameters
    ----------
    figure : Figure
    text : str
    size : float
        Of the type, in points.
    share : float
        Of the figure's width.
    most : int
        Lines.
    weight : str
    """

    def fits(line: str) -> bool:
        return text_width(figure, line, size, weight) <= share

    lines: list[str] = []
    words = plain(text, 600).split(" ")
    while words:
        taken = len(words) if len(lines) == most - 1 else _most_that_fit(words, fits)
        line = " ".join(words[:taken])
        del words[:taken]
        lines.append(line if fits(line) else _cut(line, fits))
    return lines


def _most_that_fit(words: Sequence[str], fits: Callable[[str], bool]) -> int:
    """How many words fit on one line, at least one; measuring is what costs, so few lines are tried."""
    if fits(" ".join(words)):
        return len(words)
    low, high = 1, len(words) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(" ".join(words[:middle])) else (low, middle - 1)
    return low


def text_width(figure: Figure, text: str, size: float, weight: str = "normal") -> float:
    """Width of a line of text as a share of the figure's."""
    return text_inches(text, size, weight) / figure.get_figwidth()


def _cut(line: str, fits: Callable[[str], bool]) -> str:
    """The longest beginning of a line that fits with … after it."""
    low, high = 0, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(line[:middle].rstrip() + "…") else (low, middle - 1)
    return line[:low].rstrip() + "…"


def money_axis(axes: Axes) -> None:
    """Label the vertical axis in millions of pounds, at round steps."""
    axes.yaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: millions(value)))


def apart(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Middles of things that stand one above the other, as near as can be to where they want to be, none overlapping.

    Parameters
    ----------
    wanted : sequence of float
        Where each would stand if it were alone.
    sizes : sequence of float
        How tall each is.
    low, high : float
        Their middles keep inside these, as long as there is room.

    >>> apart([1.0, 1.2, 5.0], [1.0, 1.0, 1.0], 0.0, 10.0)
    [0.6, 1.6, 5.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    stacked = [0.0]  # middles if each stood right on the one below
    for below, above in pairwise(order):
        stacked.append(stacked[-1] + (sizes[below] + sizes[above]) / 2)
    # Less the stack, positions need only not fall: neighbours that would are drawn together at their mean.
    groups: list[tuple[float, int]] = []
    for i, base in zip(order, stacked, strict=False):
        mean, count = wanted[i] - base, 1
        while groups and groups[-1][0] > mean:
            other, more = groups.pop()
            mean, count = (mean * count + other * more) / (count + more), count + more
        groups.append((mean, count))
    shifts = [mean for mean, count in groups for _ in range(count)]
    found = [0.0] * len(wanted)
    for i, base, shift in zip(order, stacked, shifts, strict=False):
        found[i] = max(low, min(shift, high - stacked[-1])) + base
    return found


@dataclass(frozen=True)
class SideLabel:
    """A label right of the plot: at which height of the data it belongs, what it says and in which colour."""

    at: float
    text: str
    colour: str
    bold: bool = False


def side_labels(axes: Axes, labels: Sequence[SideLabel], room: float = 0.178, most: int = 3) -> None:
    """Write labels right of the plot at the height of what they name, moved apart where they would overlap.

    Parameters
    ----------
    axes : Axes
    labels : sequence of SideLabel
    room : float
        For their width, as a share of the figure's.
    most : int
        Lines of each.
    """
    figure = axes.figure
    assert isinstance(figure, Figure)
    box = axes.get_position()
    low, high = axes.get_ylim()

    def height(value: float) -> float:
        return box.y0 + (min(max(value, low), high) - low) / (high - low) * box.height

    weights = ["bold" if label.bold else "normal" for label in labels]
    texts = [
        fitted(figure, label.text, LABEL, room, most, weight) for label, weight in zip(labels, weights, strict=True)
    ]
    line = LABEL * 1.2 / 72 / HEIGHT
    sizes = [len(text) * line + 0.016 for text in texts]
    # The lowest stays clear of the last label under the axis.
    places = apart([height(label.at) for label in labels], sizes, box.y0 + 0.025, box.y1)
    for label, text, place in zip(labels, texts, places, strict=True):
        figure.text(
            box.x1 + 0.012,
            place,
            "\n".join(text),
            size=LABEL,
            color=label.colour,
            weight="bold" if label.bold else "normal",
            va="center",
            linespacing=1.15,
        )


def bar(
    axes: Axes,
    across: tuple[float, float],
    up: tuple[float, float],
    *,
    fill: str | None,
    edge: str | None = None,
    width: float = 0.0,
    zorder: float = 3,
) -> None:
    """A bar between two values across and two up, in axes whose limits are set; quicker than Matplotlib's own bars.

    Parameters
    ----------
    axes : Axes
    across, up : tuple of float
        Its edges, in any order.
    fill, edge : str or None
        Colours; None for none.
    width : float
        Of the edge, in points.
    zorder : float
    """
    box = Rectangle(
        (across[0], up[0]),
        across[1] - across[0],
        up[1] - up[0],
        facecolor=fill or "none",
        edgecolor=edge or "none",
        linewidth=width,
        zorder=zorder,
    )
    axes.add_artist(box)


def mark(axes: Axes, at: tuple[float, float], text: str, colour: str, *, before: bool, above: bool) -> None:
    """A circle on a line with a few words beside it: before or after it, above or below."""
    left, right = axes.get_xlim()
    low, high = axes.get_ylim()
    x, y = at
    across = (x - left) / (right - left)
    before = across > 0.8 or (before and across > 0.2)
    axes.plot([x], [y], "o", color=colour, markersize=13, markeredgecolor="white", markeredgewidth=2, zorder=7)
    axes.text(
        x + (right - left) * (-0.012 if before else 0.012),
        y + (high - low) * (0.018 if above else -0.018),
        text,
        size=LABEL,
        weight="bold",
        color=colour,
        ha="right" if before else "left",
        va="bottom" if above else "top",
        zorder=8,
    )


def drawn(chart: Chart) -> Drawn:
    """Draw a chart as SVG and PNG, with its title and description inside the SVG."""
    title = plain(chart.title, _LONGEST_TITLE)
    told = tuple(plain(sentence, LONGEST_TOLD) for sentence in chart.told)
    description = plain(" ".join(told), LONGEST_TOLD)
    # Matplotlib writes the title for readers who hear the chart, but no description; and it names a document type and
    # its own metadata, which no reader of a chart needs, by addresses elsewhere.
    svg = as_svg(chart.figure, title)
    svg = _METADATA.sub("", svg[svg.index("<svg ") :], count=1)
    svg = svg.replace("</title>", f"</title>\n <desc>{escape(description)}</desc>", 1)
    svg = svg.replace("<svg ", '<svg role="img" ', 1)
    return Drawn(chart.name, title, told, chart.table, svg, as_png(chart.figure))
