"""Pictures of a sweep: the one that suits, the same bytes again, darker where it is better, nothing off the page."""

from __future__ import annotations

import math
from itertools import pairwise, product
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from simulator.findings.figure_rows import Difference, read_named
from simulator.findings.figures import Estimate
from simulator.findings.intervals import Interval
from simulator.findings.sweep import Row
from simulator.findings.sweep_told import AS_IT_IS, Line, Sweep, alike, headline, sentences, spoken_lines
from simulator.report.dots import draw_dots
from simulator.report.heat_map import _shades, draw_heat_map, map_of, shares_of
from simulator.report.scatter import draw_scatter, panels_of, rank_correlation
from simulator.report.style import house_style
from simulator.report.sweep import draw_sweep, write_sweep_chart
from simulator.report.theme import luminance, theme_of

NASTY = "<script>alert('x')</script> ]]> $x^2$ $\\undefined{ \u202eesrever\u202c \x07 " + "long " * 200
START, SAVING, KEY = "wave.wave-1.start", "cluster.corporate.saving", "case.horizon"
FIGURES = {
    "P(payback_years <= 5 | approved)": "share",
    "p50(payback_years)": "years from the start",
    "mean(npv)": "£",
}


def row(value, error=0.004, moved=None):
    found = Estimate(
        value, Interval(value - 2 * error, value + 2 * error) if math.isfinite(value) else None, 1000, error
    )
    return Row((found,), (moved or Difference(None, None),), "0" * 64)


def sweep(values, figure="P(payback_years <= 5 | approved)", kind="grid", base=0.7, **changes):
    """An invented sweep: a list of (what is set, the figure), or with a name in front."""
    rows = [item if len(item) == 3 else (", ".join(item[0].values()), *item) for item in values]
    paths = tuple(dict.fromkeys(path for _, settings, _ in rows for path in settings))
    lines = [
        Line(
            number, name, settings, row(value, moved=Difference(value - base, 0.002) if math.isfinite(value) else None)
        )
        for number, (name, settings, value) in enumerate(rows, start=1)
    ]
    facts = {
        "case_id": "invented",
        "title": "An invented case",
        "kind": kind,
        "paths": paths,
        "short": {path: path.rpartition(".")[2] for path in paths},
        "labels": {path: f"What people call {path}" for path in paths},
        "base": Line(0, AS_IT_IS, {}, row(base)),
        "lines": tuple(lines),
        "named": (read_named(figure),),
        "units": (FIGURES[figure],),
        "bases": ("real, 2011/12 prices",),
        "shown": 0,
        "seed": 1,
        "trials": 1000,
        "results_sha256": "0" * 64,
    }
    return Sweep(**(facts | changes))


def grid(rows=3, columns=4, figure="P(payback_years <= 5 | approved)", names=("2012-10", "£1m")):
    cells = product(range(rows), range(columns))
    scale = {"share": 0.03, "£": 1e6}.get(FIGURES[figure], 0.4)
    return sweep(
        [
            ({START: f"{names[0]}.{i}", SAVING: f"{names[1]}.{j}"}, scale * (3 + i + 2 * j + 0.1 * i * j))
            for i, j in cells
        ],
        figure,
    )


def sample(many=30):
    draw = np.random.default_rng(1)
    return sweep(
        [
            ({START: f"2013-{1 + int(12 * u):02d}", SAVING: f"£{1 + 2 * v:.3f}m"}, 0.9 - 0.4 * u + 0.05 * v)
            for u, v in draw.random((many, 2))
        ],
        kind="sample",
    )


SWEEPS = {
    "grid": grid(),
    "pounds": grid(2, 2, "mean(npv)"),
    "years": grid(5, 6, "p50(payback_years)"),
    "large": grid(14, 14, names=("a value that takes much room to write", "and another such value")),
    "never": sweep(
        [({START: a, SAVING: b}, math.inf if a < b else 4.0) for a, b in product("abc", "abc")],
        "p50(payback_years)",
        base=4.0,
    ),
    "never at all": sweep([({START: a}, math.inf) for a in "abc"], "p50(payback_years)", base=math.inf),
    "all alike": sweep([({START: a, SAVING: b}, 0.5) for a, b in product("ab", "ab")]),
    "one key": sweep([({START: f"2013-{month:02d}"}, 0.9 - month / 30) for month in range(1, 13)]),
    "one scenario": sweep([({START: "2013-04"}, 0.6)]),
    "many values": sweep([({SAVING: f"£{i}m"}, 0.3 + i / 100) for i in range(1, 41)]),
    "a list": sweep(
        [("First", {START: "x"}, 0.4), (NASTY, {SAVING: NASTY}, 0.8), ("Nothing set", {}, 0.7)], kind="file"
    ),
    "sample": sample(),
    "few": sample(3),
}


def chart(one):
    """The chart of a sweep before it is drawn."""
    with house_style():
        panels = panels_of(one) if one.kind == "sample" or one is SWEEPS["many values"] else []
        found = map_of(one)
        made = draw_scatter(one, panels) if panels else draw_heat_map(one, found) if found else draw_dots(one)
        FigureCanvasAgg(made.figure).draw()
        return made


@pytest.mark.parametrize("name", SWEEPS)
def test_the_same_sweep_gives_the_same_bytes(name, tmp_path):
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
        assert write_sweep_chart(SWEEPS[name], folder)
    for path in folders[0].iterdir():
        assert path.read_bytes() == (folders[1] / path.name).read_bytes()


@pytest.mark.parametrize("name", SWEEPS)
def test_no_word_leaves_the_page(name):
    figure = chart(SWEEPS[name]).figure
    renderer = figure.canvas.get_renderer()
    width, height = figure.canvas.get_width_height()
    beyond = [
        tick.label1
        for axes in figure.axes
        for tick in axes.xaxis.get_major_ticks()
        if not axes.get_xlim()[0] <= tick.get_loc() <= axes.get_xlim()[1]
    ]
    for text in figure.findobj(Text):
        if text not in beyond and text.get_visible() and text.get_text().strip():
            box = text.get_window_extent(renderer)
            assert min(box.x0, box.y0) >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1, text.get_text()


@pytest.mark.parametrize("name", SWEEPS)
def test_it_is_told_in_words_and_is_one_well_formed_picture(name):
    drawn = draw_sweep(SWEEPS[name])
    root = ElementTree.fromstring(drawn.svg)
    assert root.attrib["role"] == "img" and "<script>" not in drawn.svg
    assert drawn.alt and "\u202e" not in drawn.alt + drawn.title and "\x07" not in drawn.alt
    assert len(drawn.table.rows) >= 1 and all(len(one) == len(drawn.table.columns) for one in drawn.table.rows)


def test_the_picture_suits_the_scenarios():
    kinds = {name: draw_sweep(one) for name, one in SWEEPS.items()}
    maps = {name for name, drawn in kinds.items() if drawn.name == "heat-map"}
    assert maps == {"grid", "pounds", "years", "large", "never", "all alike"}
    spread = {name for name, drawn in kinds.items() if "against what varies" in drawn.told[0]}
    assert spread == {"sample", "few", "many values"}
    assert draw_sweep(sweep([])) is None


def test_every_cell_has_its_number_in_ink_that_can_be_read():
    one = grid(3, 4)
    figure = chart(one).figure
    (axes,) = figure.axes
    fills = {}
    for patch in axes.patches:
        if isinstance(patch, Rectangle) and patch.get_fill():
            centre = (patch.get_x() + patch.get_width() / 2, patch.get_y() + patch.get_height() / 2)
            fills[tuple(round(at) for at in centre)] = to_hex(patch.get_facecolor())
    written = {tuple(round(at) for at in text.get_position()): text for text in axes.texts}
    assert len(fills) == len(written) == 12
    shown = []
    for place, fill in fills.items():
        ink = written[place].get_color()
        light, dark = sorted([luminance(fill), {"white": 1.0, "black": 0.0}[ink]], reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5
        shown.append((float(written[place].get_text().rstrip("%")), -luminance(fill)))
    shown.sort()
    # Darker as the chance rises, to anybody who sees light and dark.
    assert all(a[1] <= b[1] + 1e-9 for a, b in pairwise(shown))


def test_shades_follow_what_is_better_and_the_infinite_is_palest():
    one = grid(2, 2)
    by_value = [line for line in sorted(one.lines, key=lambda line: line.row.estimates[0].value)]
    shares = shares_of(one, by_value)
    assert shares == sorted(shares) and (shares[0], shares[-1]) == (0.0, 1.0)
    soonest = min(SWEEPS["years"].lines, key=lambda line: line.row.estimates[0].value)
    assert shares_of(SWEEPS["years"], SWEEPS["years"].lines)[soonest.number - 1] == 1.0
    years = SWEEPS["never"]
    found = dict(zip([line.name for line in years.lines], shares_of(years, years.lines), strict=True))
    assert found["a, b"] == 0.0 and found["a, a"] > 0.0


def test_shades_of_any_colours_keep_their_order():
    for said in ({}, {"tested": "#005a9c"}, {"tested": "#4b2e83"}, {"tested": "#f0c419", "submitted": "#222222"}):
        with house_style(theme_of(said, "a test")):
            shades = [luminance(to_hex(_shades()(place / 20))) for place in range(21)]
            assert all(a > b for a, b in pairwise(shades))


def test_of_more_keys_the_two_that_matter_most_are_drawn_with_the_others_as_in_the_best():
    cells = product(("a", "b", "c"), ("p", "q"), ("u", "v"))
    one = sweep(
        [
            ({START: a, SAVING: b, KEY: c}, 0.2 + "abc".index(a) / 10 + "pq".index(b) / 50 + "uv".index(c) / 5)
            for a, b, c in cells
        ]
    )
    found = map_of(one)
    assert {found.across, found.down} == {START, KEY} and found.held == {SAVING: "q"}
    assert {line.values[SAVING] for line in found.cells.values()} == {"q"} and len(found.cells) == 6
    told = " ".join(chart(one).told)
    assert "Of 12 scenarios those with saving q, as in the best" in told


def test_a_map_needs_every_combination():
    assert map_of(sweep([({START: a, SAVING: b}, 0.5) for a, b in ("ap", "aq", "bp")])) is None
    assert map_of(sweep([({START: "a", SAVING: b}, 0.5) for b in "pq"])) is None
    assert map_of(grid(14, 2)) is not None and map_of(grid(15, 15)) is None


def test_the_finding_names_the_best_and_the_worst_by_what_is_better():
    values = [({START: "early"}, 3.5), ({START: "late"}, 5.25), ({START: "never"}, math.inf)]
    assert (
        headline(sweep(values, "p50(payback_years)")) == "Median payback: best 3.5 years (early), worst never (never)"
    )
    values = [({START: "early"}, 0.9), ({START: "late"}, 0.4)]
    assert headline(sweep(values)).endswith("best 90% (early), worst 40% (late)")


def test_what_the_trials_cannot_tell_apart_is_said():
    one = sweep([({START: "a"}, 0.700), ({START: "b"}, 0.703), ({START: "c"}, 0.5)])
    assert alike(one, one.lines[0], one.lines[1]) and not alike(one, one.lines[0], one.lines[2])
    assert "1 other scenario is too near to the best to call." in sentences(one)
    assert "in every scenario, as far as 1,000 trials can tell" in headline(
        sweep([({START: "a"}, 0.7), ({START: "b"}, 0.703)])
    )


def test_lines_for_a_screen_fit_it_and_hold_nothing_that_steers():
    for one in SWEEPS.values():
        lines = spoken_lines(one, 100)
        assert all(len(line) <= 100 for line in lines), max(lines, key=len)
        assert not any("\x07" in line or "\u202e" in line for line in lines)


def test_of_many_scenarios_the_screen_lists_the_best_and_the_worst():
    one = sweep([({SAVING: f"£{i}m"}, i / 100) for i in range(1, 91)])
    text = "\n".join(spoken_lines(one, 100))
    assert "The best 20 and the worst 20 of 90; all are in the table." in text
    assert "£90m" in text and "£1m" in text and "£45m" not in text


def test_correlations_of_ranks_are_scipys():
    from scipy.stats import spearmanr

    one = sample(40)
    values = [line.row.estimates[0].value for line in one.lines]
    months = [int(line.values[START][-2:]) for line in one.lines]
    assert rank_correlation(one, START) == pytest.approx(spearmanr(months, values).statistic, abs=1e-12)
    assert panels_of(one)[0] == START
