"""Ranges side by side: the share of the gap closed, and the saving of each cluster, as submitted and tested."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.findings import sentences, wording
from simulator.findings.found import Findings
from simulator.findings.measures import Measure
from simulator.findings.sentences import Voice
from simulator.report import style, titles
from simulator.report.fans import headline_year
from simulator.report.scales import PAIRS
from simulator.report.style import Chart, Table

MOST_ROWS = 12
"""Rows that can be read across a room; of more, the largest are drawn and the rest named in the description."""

_THICK, _OFFSET = 0.30, 0.19


@dataclass(frozen=True)
class Bar:
    """One range: bands from the outermost inwards, the middle if there is one, and how it is labelled."""

    bands: tuple[tuple[float, float], ...]
    middle: float | None
    label: str

    @property
    def low(self) -> float:
        return self.bands[0][0]

    @property
    def high(self) -> float:
        return self.bands[0][1]


@dataclass(frozen=True)
class Row:
    """What is compared on one line."""

    name: str
    submitted: Bar
    tested: Bar


def draw_gap(findings: Findings) -> Chart:
    """The share of each stated gap that the saving delivered in its year closes."""
    who = sentences.voice(findings)
    year = next(label for label in (headline_year(who), *who.facts.gaps) if label in who.facts.gaps)
    title = titles.gap(who, year)
    low, high = who.facts.gaps[year]
    subtitle = (
        f"General-fund saving delivered in the year as a share of that year's gap ({wording.between(low, high)} in "
        f"{year}), both nominal; {titles.condition(findings, who)}. Bars hold eight futures in ten"
    )
    rows = _gap_rows(who)
    figure, axes = row_page(title, subtitle, titles.foot(findings, who.tested), rows)
    make_room(axes, rows, least=1.02)
    axes.axvline(1.0, color=style.INK, linewidth=2, clip_on=False)
    above = axes.get_xaxis_transform()
    axes.text(1.0, 1.015, "the whole gap", size=style.LABEL, ha="right", va="bottom", transform=above)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
    draw_rows(axes, rows)
    return Chart("gap-closed", title, figure, (f"{subtitle}.", *told(rows)), table(rows, "of whose gap"))


def draw_clusters(findings: Findings) -> Chart:
    """The full-year saving of each cluster: the range submitted and what the trials make of it."""
    who = sentences.voice(findings)
    facts = who.facts
    title = titles.clusters(who)
    subtitle = (
        f"Full-year saving of each cluster, £m a year, {wording.price_base('real', facts)}. As submitted: its whole "
        f"range. Tested: eight futures in ten, {titles.condition(findings, who).removeprefix('tested ')}"
    )
    rows = []
    for cluster in sorted(facts.clusters, key=lambda cluster: -cluster.high):
        measure = who.tested.measures[f"annual_saving.{cluster.id}"]
        stated = Bar(((cluster.low, cluster.high),), None, wording.between(cluster.low, cluster.high))
        rows.append(Row(cluster.name, stated, money_bar(measure)))
    shown = rows[:MOST_ROWS]
    figure, axes = row_page(title, subtitle, titles.foot(findings, who.tested), shown)
    make_room(axes, shown, least=1.0)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: style.millions(value)))
    draw_rows(axes, shown)
    return Chart("saving-by-cluster", title, figure, (f"{subtitle}.", *told(rows)), table(rows, "cluster"))


def _gap_rows(who: Voice) -> list[Row]:
    """A row for each year with a gap; with one year only, a row for each council too."""

    def row(name: str, outcome: str) -> Row:
        tested, submitted = (people.measures[outcome] for people in (who.tested, who.submitted))
        return Row(name, _share_bar(submitted), _share_bar(tested))

    rows = [row(label, f"deficit_reduction.{label}") for label in who.facts.gaps]
    if len(rows) > 1 or len(who.facts.councils) < 2:
        return rows[:MOST_ROWS]
    (label,) = who.facts.gaps
    rows = [row(f"All councils, {label}", f"deficit_reduction.{label}")]
    rows += [row(council.name, f"deficit_reduction.{label}.{council.id}") for council in who.facts.councils]
    return rows[:MOST_ROWS]


def _share_bar(measure: Measure) -> Bar:
    middle = wording.percent(measure.median, measure.error_at(50))
    label = middle if measure.sd == 0 else f"{middle} ({wording.percent_range(measure)})"
    return Bar(_bands(measure), measure.median, label)


def _bands(measure: Measure) -> tuple[tuple[float, float], ...]:
    return tuple((measure.at(low), measure.at(high)) for low, high in PAIRS)


def money_bar(measure: Measure) -> Bar:
    """The bar of a measure of money, labelled with its middle and its 80% range."""
    middle = wording.money(measure.median, measure.error_at(50))
    ends = wording.money_range(measure)
    # Ends that read alike are certain, or too uncertain to be told apart; neither adds to the middle.
    label = f"{middle} ({ends})" if " to " in ends else middle
    return Bar(_bands(measure), measure.median, label)


def row_page(title: str, subtitle: str, foot: str, rows: list[Row]) -> tuple[Figure, Axes]:
    """A page with the names of the rows at the left, over as many lines as they need."""
    figure, axes = style.page(title, subtitle, foot, left=0.24, right=0.955)
    names = ["\n".join(style.fitted(figure, row.name, style.LABEL, 0.185, 3 if len(rows) <= 8 else 1)) for row in rows]
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), names)
    axes.tick_params(axis="y", labelsize=style.LABEL)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=style.GRID, linewidth=1)
    axes.spines["left"].set_visible(True)
    return figure, axes


def _labels(rows: list[Row]) -> list[tuple[str, str]]:
    """What stands after the two bars of each row; the first row says which bar is which."""
    first = [(f"as submitted: {rows[0].submitted.label}", f"tested: {rows[0].tested.label}")]
    return first + [(row.submitted.label, row.tested.label) for row in rows[1:]]


def _size(rows: list[Row]) -> float:
    return style.LABEL if len(rows) <= 8 else style.FOOT


def make_room(axes: Axes, rows: list[Row], least: float) -> None:
    """Set the horizontal axis so that every bar has room for the label after it.

    ``least`` is how far the axis goes at any rate.
    """
    figure = axes.figure
    assert isinstance(figure, Figure)
    left = min(0.0, *(bar.low for row in rows for bar in (row.submitted, row.tested)))
    right = least
    for row, labels in zip(rows, _labels(rows), strict=True):
        for bar, label in zip((row.submitted, row.tested), labels, strict=True):
            taken = min(0.8, style.text_width(figure, label, _size(rows)) / axes.get_position().width + 0.02)
            right = max(right, left + (bar.high - left) / (1 - taken))
    axes.set_xlim(left, right)


def draw_rows(axes: Axes, rows: list[Row]) -> None:
    """Two bars a row, each with its figures after it."""
    left, right = axes.get_xlim()
    theme = style.colours()
    for place, (row, labels) in enumerate(zip(rows, _labels(rows), strict=True)):
        for bar, label, colour, fills, offset in (
            (row.submitted, labels[0], theme.submitted, theme.submitted_bands, -_OFFSET),
            (row.tested, labels[1], theme.tested, theme.tested_bands, _OFFSET),
        ):
            at = place + offset
            span = (at - _THICK / 2, at + _THICK / 2)
            for ends, fill in zip(bar.bands, fills, strict=False):
                style.bar(axes, ends, span, fill=fill)
            # The outline keeps a range in sight that is too narrow to fill.
            style.bar(axes, (bar.low, bar.high), span, fill=None, edge=colour, width=1.5, zorder=4)
            if bar.middle is not None:
                axes.plot([bar.middle] * 2, span, color=colour, linewidth=5, zorder=4, solid_capstyle="butt")
            axes.text(
                bar.high + (right - left) * 0.008,
                at,
                label,
                size=_size(rows),
                color=colour,
                va="center",
                zorder=6,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.85},
            )


def told(rows: list[Row]) -> list[str]:
    """Each row as a sentence."""
    return [
        f"{wording.plain(row.name, 100)}: as submitted {row.submitted.label}; tested {row.tested.label}."
        for row in rows
    ]


def table(rows: list[Row], heading: str) -> Table:
    """The rows as a table."""
    cells = tuple((wording.plain(row.name, 100), row.tested.label, row.submitted.label) for row in rows)
    return Table((heading, "tested: half above (80% range)", "as submitted"), cells)
