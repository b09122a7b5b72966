"""Scenarios one under another: a figure of each with its 95% interval, beside the case as it is."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.findings import figure_words
from simulator.findings.sweep_told import Line, Sweep, title
from simulator.report import scales, style, sweep_words
from simulator.report.picture import Table
from simulator.report.style import Chart

MOST_ROWS = 16
"""Scenarios that can be read across a room; of more, the best and the worst are drawn."""

_NAMES = 0.30


def draw_dots(sweep: Sweep) -> Chart:
    """The dots: in the order of a grid's only key, else the best first."""
    lines, left_out = listed(sweep)
    said = title(sweep)
    subtitle = (
        f"{sweep_words.shown(sweep)}, with its 95% interval. In brackets the change against the case as it is, which "
        "common draws tell more closely"
    )
    if left_out:
        subtitle += f". The best {MOST_ROWS // 2} and the worst {MOST_ROWS // 2} of {len(sweep.lines):,} scenarios"
    figure, axes = style.page(said, subtitle, sweep_words.foot(sweep))
    axes.set_ylim(len(lines) - 0.5, -0.5)
    size = style.LABEL if len(lines) <= 10 else style.SMALL
    names = [style.fitted(figure, line.name, size, _NAMES, 1)[0] for line in lines]
    ends = [_label(sweep, line) for line in lines]
    left, right = (max(style.text_width(figure, text, size, "bold") for text in texts) for texts in (names, ends))
    box = axes.get_position()
    axes.set_position((0.06 + left, box.y0, 0.905 - left - right, box.height - 0.02))
    axes.set_yticks(range(len(lines)), names)
    axes.tick_params(axis="y", labelsize=size)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=style.GRID, linewidth=1)
    axes.spines["left"].set_visible(True)
    _scale(sweep, lines, axes)
    _mark(sweep, lines, axes, size)
    told = [f"The case as it is: {sweep.said(sweep.base)}."]
    told += [f"{line.name}: {_label(sweep, line)}." for line in lines]
    return Chart("scenarios", said, figure, (f"{subtitle}.", *told), _table(sweep))


def listed(sweep: Sweep) -> tuple[list[Line], bool]:
    """The scenarios to draw, and whether some are left out."""
    ranked = sweep.ranked()
    if len(ranked) > MOST_ROWS:
        return [*ranked[: MOST_ROWS // 2], *ranked[-(MOST_ROWS // 2) :]], True
    if sweep.kind == "grid" and len(sweep.paths) == 1:
        return sorted(ranked, key=lambda line: line.number), False
    return ranked, False


def _label(sweep: Sweep, line: Line) -> str:
    """The figure, and in brackets how far it is from the case as it is."""
    moved = figure_words.said_change(sweep.moved(line), sweep.unit)
    if moved in ("–", "none"):
        return sweep.said(line)
    return f"{sweep.said(line)} ({'no clear change' if moved == 'none clear' else moved})"


def _ends(sweep: Sweep, line: Line) -> list[float]:
    found = sweep.estimate(line)
    if found is None or found.value is None:
        return []
    ends = [found.value, *(found.interval or ())]
    return [end for end in ends if math.isfinite(end)]


def _scale(sweep: Sweep, lines: Sequence[Line], axes: Axes) -> None:
    """An axis that holds every interval, with a margin; it need not begin at nought, as dots are no bars."""
    ends = [end for line in (*lines, sweep.base) for end in _ends(sweep, line)]
    if not ends:
        axes.set_xticks([])
        return
    low, high = min(ends), max(ends)
    margin = 0.06 * (high - low) or 0.05 * abs(high) or 0.5
    left, right = low - margin, high + margin
    if sweep.unit == "share":
        left, right = max(left, min(low, 0.0)), right if high > 1 else min(right, 1.0)
    axes.set_xlim(left, right if right > left else left + margin)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: on_axis(value, sweep.unit)))


def on_axis(value: float, unit: str) -> str:
    """A number as an axis writes it.

    >>> on_axis(0.25, "share"), on_axis(2.5e6, "£ a year"), on_axis(4.0, "years from the start")
    ('25%', '£2.5m', '4')
    """
    if unit == "share":
        return f"{value * 100:.4g}%".replace("-", "−")
    if unit.startswith("£"):
        return scales.millions(value)
    return f"{value:.6g}".replace("-", "−")


def _mark(sweep: Sweep, lines: Sequence[Line], axes: Axes, size: float) -> None:
    """Each dot with its interval and its figure, and the line of the case as it is."""
    colour, right = style.colours().tested, axes.get_xlim()[1]
    base = sweep.estimate(sweep.base)
    if base is not None and base.value is not None and math.isfinite(base.value):
        axes.axvline(base.value, color=style.QUIET, linewidth=2, linestyle=(0, (4, 3)), zorder=2)
        axes.text(
            base.value,
            1.012,
            f"as it is: {sweep.said(sweep.base)}",
            size=style.SMALL,
            color=style.QUIET,
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="bottom",
        )
    for place, line in enumerate(lines):
        found = sweep.estimate(line)
        assert found is not None and found.value is not None
        if math.isfinite(found.value):
            ends = [end if math.isfinite(end) else found.value for end in found.interval or (found.value, found.value)]
            axes.plot(ends, [place, place], color=colour, linewidth=3.5, solid_capstyle="butt", zorder=4)
            axes.plot([found.value], [place], "o", color=colour, markersize=11, markeredgecolor="white", zorder=5)
        axes.annotate(
            _label(sweep, line),
            (right, place),
            xytext=(10, 0),
            textcoords="offset points",
            size=size,
            color=colour,
            weight="bold",
            va="center",
            annotation_clip=False,
        )


def _table(sweep: Sweep) -> Table:
    rows = [
        (line.name, sweep.said(line), figure_words.said_change(sweep.moved(line), sweep.unit)) for line in sweep.lines
    ]
    return Table(("scenario", sweep.phrase, "change against the case as it is"), tuple(rows))
