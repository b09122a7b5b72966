"""Renderers: quicker than Matplotlib's canvases, and the same pictures as theirs."""

from __future__ import annotations

import re
from io import BytesIO, StringIO

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.image import imread

from simulator.report import renderers, style

TEXTS = [
    "AV. To be £1.63m − 5% … ½",
    "Ærø ǅ Ж é e\u0301",
    "31 Mar\n2012",
    "  a  b ",
    "fi ffl Wa Te",
    "中 (a letter we have not)",
]


@pytest.fixture
def figure():
    with style.house_style():
        drawn = Figure(figsize=(6, 4), dpi=144)
        axes = drawn.add_axes((0.1, 0.1, 0.8, 0.8))
        axes.plot([0, 1], [0, 1])
        places = np.linspace(0.1, 0.9, len(TEXTS))
        for place, text in zip(places, TEXTS, strict=True):
            axes.text(place, place, text, size=9 + 10 * place, weight="bold" if place > 0.5 else "normal", ha="center")
        axes.text(0.2, 0.8, "turned", rotation=30)
        axes.text(0.2, 0.6, "pale", alpha=0.5)
        yield drawn


pytestmark = pytest.mark.filterwarnings("ignore:Glyph")


def test_pixels_are_those_of_matplotlibs_own_canvas(figure):
    ours = imread(BytesIO(renderers.as_png(figure)))
    theirs = BytesIO()
    FigureCanvasAgg(figure).print_png(theirs)
    theirs.seek(0)
    known = imread(theirs)
    assert np.array_equal(ours, known[:, :, :3])
    assert np.all(known[:, :, 3] == 1)


def test_letters_have_the_outlines_and_places_of_matplotlibs_own_canvas(figure):
    ours = renderers.as_svg(figure, "A title")
    theirs = StringIO()
    FigureCanvasSVG(figure).print_svg(theirs)
    assert _outlines(ours) == {id: outline for id, outline in _outlines(theirs.getvalue()).items() if outline}
    assert len(_outlines(ours)) > 40
    blank = {id for id, outline in _outlines(theirs.getvalue()).items() if not outline}
    known = [letter for letter in _placed(theirs.getvalue()) if letter[1] not in blank]
    assert _placed(ours) == known
    assert len(known) > 60


def _outlines(svg):
    """Id and outline of every letter."""
    found = {}
    for tag in re.findall(r'<path id="DejaVu[^>]*>', svg):
        parts = dict(re.findall(r'([\w:]+)="([^"]*)"', tag))
        drawn = parts.get("d", "")
        found[parts["id"]] = (*re.findall(r"[A-Za-z]", drawn), *map(float, re.findall(r"-?[\d.]+", drawn)))
    return found


def _placed(svg):
    """Group, id, and place of every letter, in their order."""
    found = []
    for group, inside in re.findall(r'<g [^>]*transform="(translate[^"]*scale[^"]*)"[^>]*>(.*?)</g>', svg, re.DOTALL):
        for tag in re.findall(r"<use [^>]*>", inside):
            parts = dict(re.findall(r'([\w:]+)="([^"]*)"', tag))
            x, y = float(parts.get("x", 0)), float(parts.get("y", 0))
            if moved := re.search(r"translate\((\S+) (\S+)\)", parts.get("transform", "")):
                x, y = float(moved[1]), float(moved[2])
            found.append((group, parts["xlink:href"].lstrip("#"), x, y))
    return found


def test_a_width_is_that_of_the_text_as_it_is_drawn(figure):
    text, size = "Full-year saving of each cluster", 15.5
    with style.house_style():
        shown = figure.text(0, 0, text, size=size)
        figure.set_dpi(144)
        wide = shown.get_window_extent(FigureCanvasAgg(figure).get_renderer()).width
    assert renderers.text_inches(text, size, "normal") == pytest.approx(wide / 144, abs=1e-9)
