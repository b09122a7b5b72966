"""Charts: the same bytes for the same run, titles true to the figures, text that stays text, nothing off the page."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from simulator.findings import sentences
from simulator.findings.found import Streaming
from simulator.report import draw_all, style, titles, write_charts
from simulator.report.bars import draw_clusters, draw_gap
from simulator.report.councils import draw_councils
from simulator.report.fans import draw_cumulative, draw_saving
from simulator.report.gantt import draw_timing
from simulator.report.joint import draw_joint
from simulator.report.payback import draw_payback
from simulator.report.risks import draw_risks
from simulator.report.scurves import draw_cost_chance, draw_saving_chance
from simulator.report.theme import HOUSE
from simulator.report.tornado import draw_drivers
from simulator.report.waterfall import draw_waterfall
from tests.findings.invented import invented_facts, invented_findings
from tests.report.invented_report import invented_report

GAPS = {"2014/15": (22.5e6, 22.5e6), "2015/16": (20e6, 25e6), "2016/17": (25e6, 25e6)}
FUTURES = {
    "typical": {},
    "hopeless": {"delivery": 0.05, "decline": 0.1},
    "declined": {"decline": 1.0},
    "certain": {"spread": 0.0, "decline": 0.0, "delay": 2.0},
    "one trial": {"trials": 1},
    "many gaps": {"gap_years": tuple(GAPS)},
}
DRAWERS = [draw_payback, draw_saving, draw_gap, draw_clusters, draw_councils]
TOLD = [
    draw_cumulative,
    draw_saving_chance,
    draw_cost_chance,
    draw_waterfall,
    draw_timing,
    draw_drivers,
    draw_risks,
    draw_joint,
]
REPORTS = {
    "typical": {},
    "never": {"never": True},
    "certain": {"certain": True},
    "nothing can go wrong": {"risks": 0, "drivers": 0},
    "more than there is room for": {"risks": 30, "drivers": 30},
    "one of each": {"risks": 1, "drivers": 1},
}
NASTY = "<script>alert('x')</script> ]]> $x^2$ $\\undefined{ \u202eesrever\u202c \x07 " + "long " * 2000


def _findings(name):
    future = dict(FUTURES[name])
    facts = invented_facts(gaps=GAPS) if "gap_years" in future else None
    return invented_findings(future.pop("trials", 600), facts=facts, **future)


def _write(findings, folder):
    return write_charts(draw_all(findings, invented_report(findings)), folder, findings.facts.title)


def _nasty_findings():
    facts = invented_facts()
    clusters = [
        dataclasses.replace(c, name=n) for c, n in zip(facts.clusters, [NASTY, "W" * 10_000, "مرحبا"], strict=False)
    ]
    councils = [dataclasses.replace(c, name=NASTY) for c in facts.councils]
    changes = {"clusters": tuple(clusters), "councils": tuple(councils), "title": NASTY}
    return invented_findings(300, facts=invented_facts(**changes))


@pytest.fixture(scope="module")
def typical():
    return invented_findings(1500)


def test_the_same_run_gives_the_same_bytes(tmp_path, typical):
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
        written = _write(typical, folder)
        assert {p.name for p in folder.iterdir()} == {p.name for p in written}
    names = [p.name for p in folders[0].iterdir()]
    assert {"fan-chart.svg", "fan-chart.png", "fan-chart.txt", "README.md"} < set(names) and len(names) == 3 * 13 + 1
    for name in names:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name


def test_a_users_own_settings_change_nothing_and_are_put_back(tmp_path, typical):
    mine, plain = tmp_path / "mine", tmp_path / "plain"
    for folder in (mine, plain):
        folder.mkdir()
    _write(typical, plain)
    with matplotlib.rc_context({"font.size": 30, "text.usetex": False, "axes.grid": True, "lines.linewidth": 9}):
        before = dict(matplotlib.rcParams)
        _write(typical, mine)
        assert dict(matplotlib.rcParams) == before
    assert (mine / "payback.png").read_bytes() == (plain / "payback.png").read_bytes()


def test_nothing_of_pyplot_is_loaded():
    code = (
        "import sys\n"
        "from simulator.report import draw_all\n"
        "from tests.findings.invented import invented_findings\n"
        "from tests.report.invented_report import invented_report\n"
        "findings = invented_findings(50)\n"
        "assert draw_all(findings, invented_report(findings))\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).resolve().parents[2], check=True)


@pytest.mark.parametrize("name", FUTURES)
def test_every_future_can_be_drawn_and_nothing_leaves_the_page(name):
    findings = _findings(name)
    with style.house_style():
        for draw in DRAWERS:
            chart = draw(findings)
            _inside_the_page(chart)


@pytest.mark.parametrize("name", REPORTS)
def test_what_a_report_says_can_be_drawn_and_nothing_leaves_the_page(typical, name):
    report = invented_report(typical, **REPORTS[name])
    with style.house_style():
        charts = {draw: draw(typical, report) for draw in TOLD}
        for chart in filter(None, charts.values()):
            _inside_the_page(chart)
            _well_told(style.drawn(chart))
    assert (charts[draw_risks] is None) == (not report.risks.risks)
    assert (charts[draw_drivers] is None) == (not report.drivers.drivers)
    assert (charts[draw_joint] is None) == (not report.joint[0].points)
    assert charts[draw_waterfall] and charts[draw_timing]


def _well_told(picture):
    """A title, a sentence on what is shown, and a table of the same width all through."""
    assert picture.title and picture.told[0].endswith(".") and picture.alt.startswith(picture.told[0])
    assert (
        picture.svg.startswith('<svg role="img" ') and "://" not in picture.svg.split("<title>")[1].split("<defs>")[0]
    )
    assert picture.table.rows and all(len(row) == len(picture.table.columns) for row in picture.table.rows)
    assert all(isinstance(cell, str) and cell for row in picture.table.rows for cell in row)


@pytest.mark.parametrize("name", ["hopeless", "declined", "certain", "one trial"])
def test_every_chart_of_every_future_is_told_in_words_and_in_a_table(name):
    findings = _findings(name)
    for picture in draw_all(findings, invented_report(findings, never=name == "hopeless")):
        _well_told(picture)


def test_the_s_curves_show_the_shares_of_the_trials(typical):
    saving = typical.tested_sample.by_name["annual_saving"][typical.tested_sample.approved]
    cost = typical.tested_sample.by_name["implementation_cost"][typical.tested_sample.approved]
    report = invented_report(typical)
    with style.house_style():
        falling, rising = (draw(typical, report).figure.axes[0] for draw in (draw_saving_chance, draw_cost_chance))
    for axes, share in ((falling, lambda x: np.mean(saving >= x)), (rising, lambda x: np.mean(cost <= x))):
        curve = next(line for line in axes.lines if line.get_color() == HOUSE.tested and len(line.get_xdata()) == 99)
        for amount, chance in zip(curve.get_xdata()[::7], curve.get_ydata()[::7], strict=True):
            assert share(amount) == pytest.approx(chance, abs=2 / len(saving))


def test_the_waterfall_ends_where_its_steps_lead(typical):
    report = invented_report(typical)
    with style.house_style():
        axes = draw_waterfall(typical, report).figure.axes[0]
    *steps, net, submitted = axes.patches
    total = report.waterfall.total
    assert [step.get_height() for step in steps] == [amount for amount in total.amounts.values() if amount]
    assert steps[-1].get_y() + steps[-1].get_height() == pytest.approx(net.get_height()) == pytest.approx(total.net)
    assert submitted.get_height() == report.waterfall.submitted_total.net


def test_the_timetable_shows_the_middles_and_the_ends(typical):
    report = invented_report(typical)
    with style.house_style():
        axes = draw_timing(typical, report).figure.axes[0]
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches]
    strokes = [line.get_xdata()[0] for line in axes.lines]
    first = report.timing.rows[0]
    assert bars[:3] == [
        (first.planned_go_live, first.planned_full_effect),
        (first.go_live.p10, first.go_live.p90),
        (first.full_effect.p10, first.full_effect.p90),
    ]
    assert strokes[:2] == [first.go_live.p50, first.full_effect.p50]
    assert len(bars) == 3 * len(report.timing.rows) and len(strokes) == 2 * len(report.timing.rows)


def test_the_tornado_turns_to_money_where_payback_has_no_end(typical):
    with style.house_style():
        told = draw_drivers(typical, invented_report(typical))
        money = draw_drivers(typical, invented_report(typical, never=True))
    assert told.title == "What moves payback most: Delay of service 0" and told.table.columns[2] == "payback there"
    assert money.title.startswith("What moves net present value most: ")
    reach = {round(bar.get_x() + max(bar.get_width(), 0), 6) for bar in told.figure.axes[0].patches}
    assert 5.0 in reach


def test_nasty_text_is_cut_and_drawn_as_text(tmp_path):
    findings = _nasty_findings()
    report = invented_report(findings, named=NASTY)
    with style.house_style():
        for chart in [*(draw(findings) for draw in DRAWERS), *(draw(findings, report) for draw in TOLD)]:
            _inside_the_page(chart)
    write_charts(draw_all(findings, report), tmp_path, findings.facts.title)
    for svg in tmp_path.glob("*.svg"):
        tree = ElementTree.parse(svg)
        tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
        assert "script" not in tags and "image" not in tags
        told = next(e.text for e in tree.iter() if e.tag.endswith("}desc"))
        assert told and "\u202e" not in told
    assert "<script" not in (tmp_path / "README.md").read_text(encoding="utf-8").replace("\\<script", "")


def _inside_the_page(chart):
    renderer = FigureCanvasAgg(chart.figure).get_renderer()
    page = chart.figure.bbox
    chart.figure.draw(renderer)
    (axes,) = chart.figure.axes
    # Matplotlib keeps labels of ticks beyond the ends of an axis, and does not draw them.
    beyond = {
        label
        for axis, (low, high), which in ((axes.xaxis, axes.get_xlim(), 0), (axes.yaxis, sorted(axes.get_ylim()), 1))
        for label in axis.get_ticklabels()
        if not low - 1e-9 <= label.get_position()[which] <= high + 1e-9
    }
    for text in chart.figure.findobj(Text):
        if not text.get_visible() or not text.get_text() or text in beyond:
            continue
        assert not text.get_parse_math()
        box = text.get_window_extent(renderer)
        inside = box.x0 >= -1 and box.x1 <= page.width + 1 and box.y0 >= -1 and box.y1 <= page.height + 1
        assert inside, f"{chart.name}: {text.get_text()[:60]!r} leaves the page"
        # Below stands the small print, which the page writes itself.
        assert text in chart.figure.texts or box.y0 >= 28 / 72 * style.DOTS, f"{chart.name}: {text.get_text()!r}"


@pytest.mark.parametrize("name", FUTURES)
def test_labels_beside_a_chart_do_not_overlap(name):
    findings = _findings(name)
    report = invented_report(findings)
    with style.house_style():
        charts = [draw(findings) for draw in (draw_payback, draw_saving)]
        charts += [draw(findings, report) for draw in (draw_cumulative, draw_saving_chance, draw_cost_chance)]
        for chart in charts:
            renderer = FigureCanvasAgg(chart.figure).get_renderer()
            chart.figure.draw(renderer)
            right = chart.figure.axes[0].get_position().x1
            beside = [t for t in chart.figure.texts if t.get_position()[0] > right]
            boxes = sorted((t.get_window_extent(renderer) for t in beside), key=lambda box: box.y0)
            for below, above in pairwise(boxes):
                assert above.y0 >= below.y1 - 2, chart.name


def test_titles_say_what_the_figures_say(typical):
    who = sentences.voice(typical)
    month = typical.facts.month_name(typical.given_approval.measures["payback_years"].at(80) * 12)
    assert titles.payback(who).startswith(
        f"Only by {month} is there an 80% chance that the money is back; as submitted"
    )
    below = sum(typical.given_approval.measures[f"annual_saving.{c.id}"].median < c.low for c in typical.facts.clusters)
    assert f"in {below} of 6 clusters" in titles.clusters(who) or below in (0, 6)
    assert "at least" in titles.saving(who, "2014/15") and "£22.5m gap" in titles.gap(who, "2014/15")


def test_titles_of_a_hopeless_case_do_not_promise_a_date():
    who = sentences.voice(_findings("hopeless"))
    assert titles.payback(who).startswith("The chance that the money is back by 31 March 2022 is 0%")
    assert titles.saving(sentences.voice(_findings("declined")), "2014/15").startswith("No 80% chance of any saving")


def test_the_fan_shows_the_percentiles_of_every_31_march(typical):
    with style.house_style():
        axes = draw_cumulative(typical, invented_report(typical)).figure.axes[0]
    median = next(line for line in axes.lines if line.get_color() == HOUSE.tested and len(line.get_xdata()) > 2)
    years, measures = typical.facts.years, typical.given_approval.measures
    np.testing.assert_array_equal(median.get_xdata(), [0, *(year.end_month for year in years)])
    np.testing.assert_array_equal(
        median.get_ydata(), [0, *(measures[f"cumulative_net_real.{year.label}"].median for year in years)]
    )
    assert len(axes.collections) == 4
    ends = [measures[f"cumulative_net_real.{years[-1].label}"].at(p) for p in (10, 90)]
    outer = axes.collections[0].get_paths()[0].vertices
    at_end = outer[outer[:, 0] == years[-1].end_month][:, 1]
    assert (at_end.min(), at_end.max()) == tuple(ends)


def test_alt_text_tells_every_year(tmp_path, typical):
    _write(typical, tmp_path)
    told = (tmp_path / "fan-chart.txt").read_text(encoding="utf-8")
    assert all(f"By 31 March {year.ends.year}:" in told for year in typical.facts.years)
    root = ElementTree.parse(tmp_path / "fan-chart.svg").getroot()
    assert root.get("role") == "img"
    title, description = (root.find(f"{{http://www.w3.org/2000/svg}}{tag}").text for tag in ("title", "desc"))
    assert title == told.splitlines()[0] and description in told


def _luminance(colour: str) -> float:
    channels = np.array(matplotlib.colors.to_rgb(colour))
    linear = np.where(channels <= 0.03928, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("colour", [style.INK, style.QUIET, HOUSE.tested, HOUSE.submitted])
def test_text_stands_out_from_white(colour):
    """Contrast of at least 4.5 to 1, as the Web Content Accessibility Guidelines ask of text."""
    assert 1.05 / (_luminance(colour) + 0.05) >= 4.5


def test_the_fan_reads_in_grey():
    shades = [_luminance(colour) for colour in (*HOUSE.tested_bands, HOUSE.tested)]
    assert all(outer - inner > 0.05 for outer, inner in pairwise(shades))


positions = st.lists(st.tuples(st.floats(0, 10), st.floats(0.1, 1)), min_size=1, max_size=8)


@given(positions)
def test_things_put_apart_do_not_overlap_and_keep_their_order(things):
    wanted, sizes = zip(*things, strict=True)
    found = style.apart(wanted, sizes, 0.0, 20.0)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    for below, above in pairwise(order):
        assert found[above] - found[below] >= (sizes[above] + sizes[below]) / 2 - 1e-9
    alone = all(wanted[b] - wanted[a] >= (sizes[a] + sizes[b]) / 2 for a, b in pairwise(order))
    if alone:
        assert found == pytest.approx(list(wanted))


def test_a_chart_of_trials_says_which_of_a_streamed_run_it_shows(typical):
    kept = typical.tested_sample.trials
    streamed = dataclasses.replace(
        typical, streamed=Streaming(kept, pilot=1, passes=1, refined=0, bins=1, estimates={})
    )
    assert f" the first {kept:,} of " in titles.foot(streamed, streamed.tested, sampled=True)
    assert " the first " not in titles.foot(streamed, streamed.tested) + titles.foot(typical, typical.tested)
    report = invented_report(typical)
    with style.house_style():
        for draw in (draw_waterfall, draw_timing, draw_drivers, draw_risks, draw_joint, draw_saving_chance):
            assert any(" the first " in text.get_text() for text in draw(streamed, report).figure.texts), draw
