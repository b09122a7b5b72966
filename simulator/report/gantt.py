"""The timetable with its uncertainty: when each service goes live and has its full effect, planned and tested."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulator.findings import sentences, wording
from simulator.findings.facts import CaseFacts
from simulator.findings.found import Findings
from simulator.findings.report import ReportFindings
from simulator.findings.timing import ClusterTiming, Spread, said_moment
from simulator.report import style, titles
from simulator.report.bars import MOST_ROWS
from simulator.report.style import Chart, Table

_THICK, _APART = 0.22, 0.28
"""Height of a bar, and how far the three of a row stand apart."""


def draw_timing(findings: Findings, report: ReportFindings) -> Chart:
    """Go-live and full effect of every cluster: as planned, and where eight futures in ten put them."""
    who = sentences.voice(findings)
    facts = who.facts
    title = report.page.titles["timing"]
    subtitle = (
        f"As planned: from go-live to full effect. Tested: eight futures in ten lie in each bar, a stroke at the "
        f"middle one; {titles.condition(findings, who)}"
    )
    rows = report.timing.rows
    # The programme's row is the last; it stays.
    shown = rows if len(rows) <= MOST_ROWS else (*rows[: MOST_ROWS - 1], rows[-1])
    figure, axes = style.page(title, subtitle, titles.foot(findings, who.tested, sampled=True), left=0.24, right=0.955)
    names = [
        "\n".join(style.fitted(figure, row.name, style.LABEL, 0.185, 3 if len(shown) <= 8 else 1)) for row in shown
    ]
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.set_yticks(range(len(shown)), names)
    axes.tick_params(axis="y", labelsize=style.LABEL)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=style.GRID, linewidth=1)
    axes.spines["left"].set_visible(True)
    lanes = [_lanes(facts, row, first=place == 0) for place, row in enumerate(shown)]
    _make_room(axes, facts, lanes)
    for place, three in enumerate(lanes):
        for lane, offset in zip(three, (-_APART, 0.0, _APART), strict=True):
            _draw(axes, lane, place + offset)
    told = [_sentence(facts, row) for row in rows]
    return Chart("timing", title, figure, (f"{subtitle}.", *told), _table(facts, rows))


class _Lane:
    """One bar: where it begins, where its middle is, where it ends, in what colours and with what words after it."""

    def __init__(self, ends: tuple[float, float], middle: float | None, words: str, fill: str, edge: str) -> None:
        self.ends, self.middle, self.words, self.fill, self.edge = ends, middle, words, fill, edge


def _lanes(facts: CaseFacts, row: ClusterTiming, *, first: bool) -> tuple[_Lane, _Lane, _Lane]:
    theme = style.colours()
    go, full = said_moment(facts, row.planned_go_live), said_moment(facts, row.planned_full_effect)
    before = (
        ("as planned: go-live ", "tested: go-live ", "tested: full effect ")
        if first
        else ("", "go-live ", "full effect ")
    )
    planned = _Lane(
        (row.planned_go_live, row.planned_full_effect),
        None,
        f"{before[0]}{go}, full effect {full}" if first else f"{go}, {full}",
        theme.submitted_bands[1],
        theme.submitted,
    )
    tested = [
        _Lane((spread.p10, spread.p90), spread.p50, f"{words}{_middle(facts, spread)}", fill, theme.tested)
        for spread, words, fill in (
            (row.go_live, before[1], theme.tested_bands[0]),
            (row.full_effect, before[2], theme.tested_bands[2]),
        )
    ]
    return planned, tested[0], tested[1]


def _middle(facts: CaseFacts, spread: Spread) -> str:
    """The middle moment in words, and that one in ten never gets there where that is so."""
    if not math.isfinite(spread.p50):
        return "never in half or more"
    late = "" if math.isfinite(spread.p90) else ", never in 1 of 10"
    return f"{said_moment(facts, spread.p50)}{late}"


def _make_room(axes: Axes, facts: CaseFacts, lanes: list[tuple[_Lane, _Lane, _Lane]]) -> None:
    """Limits along the months, so that every bar has room for its words, and a tick at each 31 March among them."""
    figure = axes.figure
    assert isinstance(figure, Figure)
    every = [lane for three in lanes for lane in three]
    known = [end for lane in every for end in lane.ends if math.isfinite(end)]
    # A bar without an end runs to a little after the last that has one.
    last = max(known) + 3
    left = max(0.0, min(known) - 3)
    right = last
    for lane in every:
        lane.ends = (min(lane.ends[0], last), min(lane.ends[1], last))
        taken = min(0.8, style.text_width(figure, lane.words, style.FOOT) / axes.get_position().width + 0.02)
        right = max(right, left + (lane.ends[1] - left) / (1 - taken))
    axes.set_xlim(left, right)
    ends = [year for year in facts.years if left <= year.end_month <= right]
    axes.set_xticks([year.end_month for year in ends], [f"31 Mar\n{year.ends.year}" for year in ends])


def _draw(axes: Axes, lane: _Lane, at: float) -> None:
    low, high = lane.ends
    left, right = axes.get_xlim()
    span = (at - _THICK / 2, at + _THICK / 2)
    style.bar(axes, (low, high), span, fill=lane.fill, edge=lane.edge, width=1.5)
    if lane.middle is not None and math.isfinite(lane.middle):
        axes.plot([lane.middle] * 2, span, color=lane.edge, linewidth=5, zorder=4, solid_capstyle="butt")
    axes.text(high + (right - left) * 0.008, at, lane.words, size=style.FOOT, color=lane.edge, va="center", zorder=6)


def _cells(facts: CaseFacts, row: ClusterTiming) -> tuple[str, ...]:
    planned = (said_moment(facts, month) for month in (row.planned_go_live, row.planned_full_effect))
    go, full = planned
    never = wording.percent(row.cancelled) if row.cancelled else "in no trial"
    return go, row.go_live.words, full, row.full_effect.words, row.slip.words, never


def _sentence(facts: CaseFacts, row: ClusterTiming) -> str:
    planned_go, go, planned_full, full, slip, _ = _cells(facts, row)
    return (
        f"{row.name}: go-live planned in {planned_go}, tested {go}; full effect planned in {planned_full}, "
        f"tested {full}. Slip: {slip}."
    )


def _table(facts: CaseFacts, rows: tuple[ClusterTiming, ...]) -> Table:
    heads = (
        "go-live planned",
        "go-live tested",
        "full effect planned",
        "full effect tested",
        "slip, months",
        "never live",
    )
    return Table(("service", *heads), tuple((row.name, *_cells(facts, row)) for row in rows))
