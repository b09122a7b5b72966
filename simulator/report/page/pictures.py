"""Charts inside the page: the drawing alone, with ids of its own, its words beside it as real text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulator.report.picture import Drawn

_HEADROOM, _FLOOR = 26.0, 513.0
"""Points kept above the plot for labels, and where the small print begins that the page tells in its own words."""

_NUMBER = r"(-?[0-9.]+)"
_POINT = rf"{_NUMBER} {_NUMBER}"
_PLOT = re.compile(rf'-axes_1">\s*<g id="[a-z-]+-patch_2">\s*<path d="M {_POINT}\s+L {_POINT}\s+L {_POINT}')
_VIEW = re.compile(rf'viewBox="0 0 {_NUMBER} {_NUMBER}"')
_ID = re.compile(r'(\bid="|\bhref="#|url\(#)([^"\s)]+)')
_UNSEEN = re.compile(r"<(title|desc|metadata|style)\b.*?</\1>\s*|<!--.*?-->\s*", re.DOTALL)


@dataclass(frozen=True)
class Picture:
    """A chart as the page shows it.

    Attributes
    ----------
    name : str
    title : str
        The finding.
    shown : str
        What is drawn, in which unit and price base.
    alt : str
        All that it shows, in sentences.
    svg : str
        The drawing, ready to stand inside the page.
    plot : tuple of float or None
        Left, top, right and bottom of the plot as shares of the drawing; None where it has no single one.
    columns, rows
        The figures as a table.
    """

    name: str
    title: str
    shown: str
    alt: str
    svg: str
    plot: tuple[float, float, float, float] | None
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def picture(drawn: Drawn) -> Picture:
    """A drawn chart made ready for the page."""
    own = _ID.sub(rf"\g<1>{drawn.name}-\g<2>", _UNSEEN.sub("", drawn.svg))
    svg, plot = _cropped(own, drawn.name)
    table = drawn.table
    return Picture(drawn.name, drawn.title, drawn.told[0].rstrip("."), drawn.alt, svg, plot, table.columns, table.rows)


def _cropped(svg: str, name: str) -> tuple[str, tuple[float, float, float, float] | None]:
    """The drawing without its title and small print, which the page tells as text; and where its plot then lies."""
    head, rest = svg[svg.index("<svg") :].split(">", 1)
    view, found = _VIEW.search(head), _PLOT.search(rest)
    if view is None or found is None:
        return _headed(name, view.group(0) if view else "") + rest, None
    width = float(view[1])
    left, bottom, right, _, _, top = (float(number) for number in found.groups())
    upper = max(0.0, top - _HEADROOM)
    height = _FLOOR - upper
    plot = (left / width, (top - upper) / height, right / width, (bottom - upper) / height)
    return _headed(name, f'viewBox="0 {upper:g} {width:g} {height:g}"') + rest, plot


def _headed(name: str, view: str) -> str:
    """The first tag of a drawing that fills the width it is given, and is told by the words beside it."""
    return f'<svg role="img" aria-labelledby="{name}-title" aria-describedby="{name}-alt" {view}>'
