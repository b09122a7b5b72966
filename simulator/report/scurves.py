"""S-curves of money: the chance of saving at least, and of paying at most, any amount."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.findings import sentences, wording
from simulator.findings.curves import ChanceCurve
from simulator.findings.found import Findings, Population
from simulator.findings.report import ReportFindings
from simulator.findings.sentences import Voice
from simulator.report import style, titles
from simulator.report.style import Chart, SideLabel, Table

_TOLD = (80, 50, 20)
"""Chances that are read out, in per cent; percentiles that every measure has, from either end."""


class _Mark(NamedTuple):
    """The middle of a curve, with its words."""

    at: float
    words: str
    colour: str


def draw_saving_chance(findings: Findings, report: ReportFindings) -> Chart:
    """The chance that the full-year saving is at least any amount, tested and as submitted."""
    who = sentences.voice(findings)
    subtitle = (
        f"Chance that the full-year saving, after running costs, is at least so much, £m a year, "
        f"{wording.price_base('real', who.facts)}; {titles.condition(findings, who)}"
    )
    title = titles.saving_chance(who)
    return _s_curve(findings, report, "annual_saving", "saving-chance", title, subtitle, "at least")


def draw_cost_chance(findings: Findings, report: ReportFindings) -> Chart:
    """The chance that the one-off cost is at most any amount, tested and as submitted."""
    who = sentences.voice(findings)
    subtitle = (
        f"Chance that the one-off cost, delay included, is at most so much, £m in all to the end of the horizon, "
        f"{wording.price_base('real', who.facts)}; {titles.condition(findings, who)}"
    )
    title = titles.cost_chance(who)
    return _s_curve(findings, report, "implementation_cost", "cost-chance", title, subtitle, "at most")


def _s_curve(
    findings: Findings, report: ReportFindings, outcome: str, name: str, title: str, subtitle: str, tail: str
) -> Chart:
    """One S-curve, falling for ``at least`` and rising for ``at most``."""
    who = sentences.voice(findings)
    figure, axes = style.page(title, subtitle, titles.foot(findings, who.tested, sampled=True), right=0.76)
    tested, submitted = report.curves[outcome]
    theme = style.colours()
    views = [
        (submitted, who.submitted, "as submitted", theme.submitted, (0, (5, 2))),
        (tested, who.tested, "tested", theme.tested, "solid"),
    ]
    marks = [
        _Mark(people.measures[outcome].median, f"{words}: {_amount(people, outcome, 50)}", colour)
        for _, people, words, colour, _ in views
    ]
    _axes(axes, tested, submitted, marks)
    for curve, _, _, colour, dashes in views:
        chances = [1 - chance for chance in curve.chances] if tail == "at least" else curve.chances
        axes.plot(curve.amounts, chances, color=colour, linewidth=4, linestyle=dashes, zorder=5)  # type: ignore[arg-type]
    # The words go outwards, to the side of the curve where nothing else is.
    for mark, first in zip(sorted(marks), (True, False), strict=True):
        style.mark(axes, (mark.at, 0.5), mark.words, mark.colour, before=first, above=first == (tail == "at most"))
    for percent in _TOLD:
        axes.axhline(percent / 100, color=style.QUIET, linewidth=1.2, linestyle=(0, (2, 2)), zorder=1)
    rows = [(f"{percent}%", *_amounts(who, outcome, percent, tail)) for percent in _TOLD]
    labels = [
        SideLabel(percent / 100, f"{wording.article(percent)} chance of {tail} {one}; as submitted {other}", style.INK)
        for percent, (_, one, other) in zip(_TOLD, rows, strict=True)
    ]
    style.side_labels(axes, labels, room=0.215)
    told = [
        f"There is {wording.article(percent)} chance of {tail} {one} when tested, and of {tail} {other} as submitted."
        for percent, (_, one, other) in zip(_TOLD, rows, strict=True)
    ]
    table = Table((f"chance that it is {tail}", "tested", "as submitted"), tuple(rows))
    return Chart(name, title, figure, (f"{subtitle}.", *told), table)


def _axes(axes: Axes, tested: ChanceCurve, submitted: ChanceCurve, marks: Sequence[_Mark]) -> None:
    """Chances up to 100%, and room for both curves from 1% to 99% and for the words at their middles."""
    figure = axes.figure
    assert isinstance(figure, Figure)
    low = min(tested.amounts[0], submitted.amounts[0])
    high = max(tested.amounts[-1], submitted.amounts[-1])
    air = (high - low) * 0.04 or max(abs(high) * 0.2, 1e5)
    low, high = low - air, high + air
    (first, before), (last, after) = (
        (mark.at, style.text_width(figure, mark.words, style.LABEL, "bold") / axes.get_position().width + 0.03)
        for mark in sorted(marks)
    )
    # Making room on one side takes some from the other; this converges fast.
    for _ in range(30):
        low, high = min(low, first - before * (high - low)), max(high, last + after * (high - low))
    axes.set_xlim(low, high)
    axes.set_ylim(0, 1.0)
    axes.set_yticks([0, 0.2, 0.4, 0.5, 0.6, 0.8, 1.0])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: style.millions(value)))


def _amounts(who: Voice, outcome: str, percent: int, tail: str) -> tuple[str, str]:
    """What is saved at least, or paid at most, with a chance, tested and as submitted."""
    at = 100 - percent if tail == "at least" else percent
    return _amount(who.tested, outcome, at), _amount(who.submitted, outcome, at)


def _amount(people: Population, outcome: str, percent: int) -> str:
    measure = people.measures[outcome]
    return wording.money(measure.at(percent), measure.error_at(percent))
