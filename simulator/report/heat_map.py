"""A heat map of a sweep: one figure over the values of two keys, a number in every cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from simulator.findings import figure_words
from simulator.findings.sweep_told import Line, Sweep, title
from simulator.report import style, sweep_words
from simulator.report.picture import Table
from simulator.report.style import Chart
from simulator.report.theme import contrast

MOST_COLUMNS, MOST_ROWS = 14, 14
"""Cells whose numbers can be read."""

_PALE, _NOTHING = "#f2f6fa", "#ffffff"


@dataclass(frozen=True)
class Map:
    """Which scenario stands where.

    Attributes
    ----------
    across, down : str
        The paths whose values make columns and rows.
    columns, rows : tuple of str or None
        Those values, in their order; None where a scenario leaves the key as it is in the case.
    cells : dict of (row, column) to Line
    held : dict of str to (str or None)
        The other paths that vary, at the values they have in every cell.
    """

    across: str
    down: str
    columns: tuple[str | None, ...]
    rows: tuple[str | None, ...]
    cells: dict[tuple[int, int], Line]
    held: dict[str, str | None]


def map_of(sweep: Sweep) -> Map | None:
    """The map of a sweep: the two keys that matter most, the others as in the best scenario.

    None where fewer than two keys vary, the scenarios do not hold every combination, or the cells would be too small.
    """
    varied = sweep.varied()
    if len(varied) < 2:
        return None
    best = sweep.ranked()[0]
    held = {path: best.values.get(path) for path in varied[2:]}
    lines = [line for line in sweep.lines if all(line.values.get(path) == value for path, value in held.items())]
    axes = []
    for path in varied[:2]:
        axes.append((path, tuple(dict.fromkeys(line.values.get(path) for line in lines))))
    # The longer axis lies across, as the picture is wider than tall.
    (down, rows), (across, columns) = sorted(axes, key=lambda axis: (len(axis[1]), varied.index(axis[0])))
    cells = {(rows.index(line.values.get(down)), columns.index(line.values.get(across))): line for line in lines}
    whole = len(cells) == len(lines) == len(rows) * len(columns)
    if not whole or min(len(rows), len(columns)) < 2 or len(columns) > MOST_COLUMNS or len(rows) > MOST_ROWS:
        return None
    return Map(across, down, columns, rows, cells, held)


def draw_heat_map(sweep: Sweep, found: Map) -> Chart:
    """The heat map: darker is better (more, where neither is), and a frame marks the best cell."""
    said, subtitle = title(sweep), _subtitle(sweep, found)
    figure, axes = style.page(said, subtitle, sweep_words.foot(sweep), left=0.045, right=0.955)
    heads = [sweep_words.value(value) for value in found.rows]
    head_room = min(0.2, max(style.text_width(figure, head, style.LABEL) for head in heads)) + 0.02
    box = axes.get_position()
    top = box.y1 - 0.045
    axes.set_position((box.x0 + head_room, box.y0, box.width - head_room, top - box.y0))
    _bare(axes, found)
    figure.text(box.x0, box.y1 - 0.01, _down(sweep, found, figure), size=style.LABEL, va="center", weight="bold")
    axes.set_xlabel(
        style.fitted(figure, sweep.labels[found.across], style.LABEL, 0.8, 1, "bold")[0], weight="bold", labelpad=8
    )
    columns = [sweep_words.value(value) for value in found.columns]
    room = (box.width - head_room) / len(columns) * 0.94
    axes.set_xticks(range(len(columns)), [_cut(figure, text, room) for text in columns])
    axes.set_yticks(range(len(heads)), [style.fitted(figure, head, style.LABEL, 0.2, 1)[0] for head in heads])
    _fill(sweep, found, axes)
    return Chart("heat-map", said, figure, (f"{subtitle}.", *_told(sweep, found)), _table(sweep, found))


def _subtitle(sweep: Sweep, found: Map) -> str:
    which = (
        "Darker is better; the frame marks the best" if sweep.direction else "Darker is more; the frame marks the most"
    )
    held = [f"{sweep.short[path]} {sweep_words.value(value)}" for path, value in found.held.items()]
    with_held = f". Of {len(sweep.lines):,} scenarios those with {', '.join(held)}, as in the best" if held else ""
    return f"{sweep_words.shown(sweep)}. {which}{with_held}"


def _down(sweep: Sweep, found: Map, figure: Figure) -> str:
    return style.fitted(figure, sweep.labels[found.down], style.LABEL, 0.9, 1, "bold")[0]


def _cut(figure: Figure, text: str, room: float) -> str:
    return style.fitted(figure, text, style.TICK, room, 1)[0]


def _bare(axes: Axes, found: Map) -> None:
    axes.set_xlim(-0.5, len(found.columns) - 0.5)
    axes.set_ylim(len(found.rows) - 0.5, -0.5)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", labelsize=style.LABEL)


def _shades() -> LinearSegmentedColormap:
    """One hue from pale to dark: readers who see no colours see the same order."""
    theme = style.colours()
    return LinearSegmentedColormap.from_list("shades", [_PALE, *theme.tested_bands, theme.tested])


def shares_of(sweep: Sweep, lines: Sequence[Line]) -> list[float | None]:
    """How dark each scenario is, from 0 (worst) to 1 (best); None where it has no figure at all.

    Infinite figures are as pale, or as dark, as can be; the others share out the range between.
    """
    values = [None if (found := sweep.estimate(line)) is None else found.value for line in lines]
    finite = [value for value in values if value is not None and math.isfinite(value)]
    low, high = min(finite, default=0.0), max(finite, default=0.0)
    less_is_better = sweep.direction < 0

    def share(value: float) -> float:
        if math.isinf(value):
            return float((value > 0) != less_is_better)
        more = (value - low) / (high - low) if high > low else 0.5
        return 1 - more if less_is_better else more

    return [None if value is None else share(value) for value in values]


def _fill(sweep: Sweep, found: Map, axes: Axes) -> None:
    """The cells with their numbers, and the frame."""
    places, lines = list(found.cells), list(found.cells.values())
    shades, best = _shades(), sweep.ranked()[0]
    texts = [figure_words.said(sweep.estimate(line), sweep.unit) for line in lines]
    figure = axes.figure
    assert isinstance(figure, Figure)
    room = axes.get_position().width / len(found.columns) * 0.9
    widest = max(style.text_width(figure, text, style.TITLE) for text in texts)
    tall = axes.get_position().height * style.HEIGHT * 72 / len(found.rows)
    size = min(style.TITLE, style.TITLE * room / widest, tall * 0.45)
    for (row, column), line, share, text in zip(places, lines, shares_of(sweep, lines), texts, strict=True):
        fill = _NOTHING if share is None else to_hex(shades(share))
        axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=fill, edgecolor="white", linewidth=2))
        # The better of black and white has a contrast of at least 4.58 on any fill.
        ink = "white" if contrast(fill) > contrast("#000000") / contrast(fill) else "black"
        weight = "bold" if line is best else "normal"
        axes.text(column, row, text, size=size, color=ink, ha="center", va="center", weight=weight)
        if line is best:
            frame = (column - 0.46, row - 0.45)
            axes.add_patch(Rectangle(frame, 0.92, 0.90, fill=False, edgecolor=ink, linewidth=3.5, zorder=5))


def _told(sweep: Sweep, found: Map) -> list[str]:
    """Each row of the map as a sentence."""
    said = [f"Across: {sweep.labels[found.across]}. Down: {sweep.labels[found.down]}."]
    for row, value in enumerate(found.rows):
        parts = [
            f"{sweep_words.value(other)} {figure_words.said(sweep.estimate(found.cells[row, column]), sweep.unit)}"
            for column, other in enumerate(found.columns)
        ]
        said.append(f"{sweep_words.value(value)}: {', '.join(parts)}.")
    return said


def _table(sweep: Sweep, found: Map) -> Table:
    columns = (sweep.labels[found.down], *(sweep_words.value(value) for value in found.columns))
    rows = tuple(
        (
            sweep_words.value(value),
            *(
                figure_words.said_in_full(sweep.estimate(found.cells[row, i]), sweep.unit)
                for i in range(len(found.columns))
            ),
        )
        for row, value in enumerate(found.rows)
    )
    return Table(columns, rows)
