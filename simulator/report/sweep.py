"""The picture of a sweep: a heat map of two keys, dots for the values of one or for a list, a scatter for a sample."""

from __future__ import annotations

from pathlib import Path

from simulator.findings.sweep_told import Sweep
from simulator.report.dots import MOST_ROWS, draw_dots
from simulator.report.heat_map import draw_heat_map, map_of
from simulator.report.picture import Drawn, save
from simulator.report.scatter import draw_scatter, panels_of
from simulator.report.style import drawn, house_style
from simulator.report.theme import HOUSE, Theme


def draw_sweep(sweep: Sweep, theme: Theme = HOUSE) -> Drawn | None:
    """Draw the picture that suits the scenarios; None where no scenario has the figure.

    A sample, or more values of one key than can stand one under another, is scattered against what varies. Where the
    scenarios hold every combination of two keys' values, or more keys' as a grid does, it is a heat map; otherwise they
    stand one under another.
    """
    if not sweep.ranked():
        return None
    spread = sweep.kind == "sample" or (len(sweep.paths) == 1 and len(sweep.lines) > MOST_ROWS)
    with house_style(theme):
        panels = panels_of(sweep) if spread else []
        found = None if panels else map_of(sweep)
        if panels:
            chart = draw_scatter(sweep, panels)
        elif found is not None:
            chart = draw_heat_map(sweep, found)
        else:
            chart = draw_dots(sweep)
        return drawn(chart)


def write_sweep_chart(sweep: Sweep, folder: Path, theme: Theme = HOUSE) -> list[Path]:
    """Draw the picture of a sweep and write it into a folder, as SVG, PNG and text.

    Returns
    -------
    list of Path
        The files written.
    """
    picture = draw_sweep(sweep, theme)
    return [] if picture is None else save(picture, folder)
