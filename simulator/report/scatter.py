"""A sample of scenarios: a figure of each against the values of the keys that move it most."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from simulator.case.scenarios.ranges import position_of
from simulator.findings.sweep_told import Sweep
from simulator.report import style, sweep_words
from simulator.report.dots import on_axis
from simulator.report.picture import Table
from simulator.report.style import Chart

MOST_PANELS = 3

_HARDLY = 0.2
"""A correlation of ranks that a few scenarios would show by chance."""

_LEFT, _RIGHT, _BETWEEN = 0.09, 0.965, 0.03


def panels_of(sweep: Sweep) -> list[str]:
    """The keys to draw against: those whose values are numbers or months, the one that moves the figure most first.

    How much a key moves it is the size of the correlation of ranks between its values and the figure.
    """
    numbers = [
        path for path in sweep.paths if all(position_of(line.values.get(path, "")) is not None for line in sweep.lines)
    ]
    return sorted(numbers, key=lambda path: -abs(rank_correlation(sweep, path)))[:MOST_PANELS]


def rank_correlation(sweep: Sweep, path: str) -> float:
    """Spearman's correlation between a key's values and the figure shown, infinite ones last; 0 where it has none."""
    pairs = [
        (float(position_of(line.values[path]) or 0.0), found.value)
        for line in sweep.lines
        if (found := sweep.estimate(line)) is not None and found.value is not None
    ]
    if len(pairs) < 2:
        return 0.0
    first, second = (_ranks([pair[i] for pair in pairs]) for i in range(2))
    middle = (len(pairs) + 1) / 2
    both = sum((a - middle) * (b - middle) for a, b in zip(first, second, strict=True))
    spreads = [math.sqrt(sum((rank - middle) ** 2 for rank in ranks)) for ranks in (first, second)]
    return both / (spreads[0] * spreads[1]) if spreads[0] and spreads[1] else 0.0


def _ranks(values: list[float]) -> list[float]:
    """Ranks from 1; equal values share the mean of theirs."""
    ascending = sorted(values)
    first: dict[float, int] = {}
    count: dict[float, int] = {}
    for place, value in enumerate(ascending, start=1):
        first.setdefault(value, place)
        count[value] = count.get(value, 0) + 1
    return [first[value] + (count[value] - 1) / 2 for value in values]


def draw_scatter(sweep: Sweep, panels: list[str]) -> Chart:
    """Panels side by side with one axis up and down; each point is a scenario."""
    said = _title(sweep, panels)
    which = "" if len(panels) == len(sweep.paths) else f", the {len(panels)} that matter most of {len(sweep.paths)}"
    subtitle = f"{sweep_words.shown(sweep)}, of each of {len(sweep.lines):,} scenarios, against what varies{which}"
    figure, axes = style.page(said, subtitle, sweep_words.foot(sweep), left=_LEFT, right=_RIGHT)
    box = axes.get_position()
    wide = (box.width - _BETWEEN * (len(panels) - 1)) / len(panels)
    drawn = []
    for place, path in enumerate(panels):
        bounds = (box.x0 + place * (wide + _BETWEEN), box.y0 + 0.02, wide, box.height - 0.02)
        panel = axes if place == 0 else figure.add_axes(bounds)
        panel.set_position(bounds)
        _panel(sweep, path, panel, figure, wide, first=place == 0)
        drawn.append(panel)
    for panel in drawn[1:]:
        panel.set_ylim(drawn[0].get_ylim())
    told = [f"{sweep.labels[path]}: {_strength(rank_correlation(sweep, path))}." for path in panels]
    rows = tuple((line.name, sweep.said(line)) for line in sweep.lines)
    return Chart("scenarios", said, figure, (f"{subtitle}.", *told), Table(("scenario", sweep.phrase), rows))


def _title(sweep: Sweep, panels: list[str]) -> str:
    """How far the figure ranges, and what moves it most."""
    ranked = sweep.ranked()
    what = sweep.phrase[:1].upper() + sweep.phrase[1:]
    first, last = sweep.said(ranked[-1]), sweep.said(ranked[0])
    ends = first if first == last else f"{first} to {last}"
    if len(sweep.paths) == 1:
        return f"{what}: {ends} over all values of {sweep.short[panels[0]]}"
    if abs(rank_correlation(sweep, panels[0])) < _HARDLY:
        return f"{what}: {ends}; nothing that varies moves it by much alone"
    return f"{what}: {ends}; {sweep.short[panels[0]]} moves it most"


def _strength(correlation: float) -> str:
    """A correlation of ranks in words."""
    if abs(correlation) < _HARDLY:
        return f"hardly moves it (correlation of ranks {correlation:.2f})".replace("-", "−")
    way = "rises" if correlation > 0 else "falls"
    return f"it {way} as this grows (correlation of ranks {correlation:.2f})".replace("-", "−")


def _panel(sweep: Sweep, path: str, axes: Axes, figure: Figure, wide: float, *, first: bool) -> None:
    points = [
        (position_of(line.values[path]) or 0.0, found.value, line.values[path])
        for line in sweep.lines
        if (found := sweep.estimate(line)) is not None and found.value is not None and math.isfinite(found.value)
    ]
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    size = 9 if len(points) <= 100 else 5
    axes.plot(xs, ys, "o", color=style.colours().tested, markersize=size, markeredgecolor="white", alpha=0.85)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, pad=7)
    axes.grid(axis="y", color=style.GRID, linewidth=1)
    axes.set_axisbelow(True)
    axes.set_xlabel(
        "\n".join(style.fitted(figure, sweep.labels[path], style.SMALL, wide, 2)), size=style.SMALL, labelpad=6
    )
    if points:
        # The ends as they are written: a key may be in pounds, per cent, months of the calendar or a plain number.
        ends = [min(points), max(points)]
        axes.xaxis.set_major_locator(FixedLocator([end[0] for end in ends]))
        axes.set_xticklabels([sweep_words.value(end[2]) for end in ends])
        first_label, last_label = axes.get_xticklabels()
        first_label.set_horizontalalignment("left")
        last_label.set_horizontalalignment("right")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: on_axis(value, sweep.unit) if first else ""))
