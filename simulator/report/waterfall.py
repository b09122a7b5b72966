"""The waterfall from opportunity to net cashable saving, beside the saving as submitted."""

from __future__ import annotations

from matplotlib.axes import Axes

from simulator.findings import sentences, wording
from simulator.findings.found import Findings
from simulator.findings.report import ReportFindings
from simulator.findings.waterfall import Waterfall, WaterfallRow
from simulator.report import style, titles
from simulator.report.style import Chart, Table

_WIDE = 0.62


def draw_waterfall(findings: Findings, report: ReportFindings) -> Chart:
    """Where the saving goes on its way, step by step, on average."""
    who = sentences.voice(findings)
    found = report.waterfall
    subtitle = (
        "Full-year saving from what could be saved to what arrives, averages, £m a year, "
        f"{wording.price_base('real', who.facts)}; {titles.condition(findings, who)}"
    )
    title = report.page.titles["waterfall"]
    figure, axes = style.page(title, subtitle, titles.foot(findings, who.tested, sampled=True), right=0.955)
    total = found.total
    steps = [step for step in found.steps if total.amounts[step] or step == found.steps[0]]
    _limit(axes, total, found.submitted_total.net, steps)
    level = 0.0
    for place, step in enumerate(steps):
        level = _step(axes, place, level, total.amounts[step], total.words[step], first=place == 0)
    last = len(steps)
    theme = style.colours()
    for place, row, colour, fill in (
        (last, total, theme.tested, theme.tested_bands[3]),
        (last + 1, found.submitted_total, theme.submitted, theme.submitted_bands[1]),
    ):
        style.bar(axes, _around(place), (0.0, row.net), fill=fill, edge=colour, width=2)
        _label(axes, place, max(row.net, 0.0), row.words["net"], colour)
    axes.axhline(0, color=style.INK, linewidth=1.5, zorder=4)
    names = [*(found.step_names[step] for step in steps), found.step_names["net"], "As submitted"]
    share = 0.9 * axes.get_position().width / len(names)
    wrapped = ["\n".join(style.fitted(figure, name, style.SMALL, share, 3)) for name in names]
    axes.set_xticks(range(len(names)), wrapped)
    axes.tick_params(axis="x", labelsize=style.SMALL, pad=3)
    axes.set_xlim(-0.6, len(names) - 0.4)
    style.money_axis(axes)
    return Chart("waterfall", title, figure, (f"{subtitle}.", *_told(found)), _table(found))


def _around(place: float) -> tuple[float, float]:
    """The edges of the bar at a place."""
    return place - _WIDE / 2, place + _WIDE / 2


def _limit(axes: Axes, total: WaterfallRow, submitted: float, steps: list[str]) -> None:
    """Room for every level on the way and for the words above it."""
    levels = [0.0, submitted]
    for step in steps:
        levels.append(levels[-1] * (step != steps[0]) + total.amounts[step])
    low, high = min(levels), max(levels)
    air = (high - low) * 0.1 or 1e5
    axes.set_ylim(low - air if low < 0 else 0.0, high + air)


def _step(axes: Axes, place: int, level: float, amount: float, words: str, *, first: bool) -> float:
    """Draw one step from a level; the level after it."""
    theme = style.colours()
    after = level + amount
    fill, edge = (theme.tested_bands[1], theme.tested) if first else ("#e6e6e6", style.QUIET)
    style.bar(axes, _around(place), (level, after), fill=fill, edge=edge, width=2)
    axes.plot([place + _WIDE / 2, place + 1 - _WIDE / 2], [after, after], color=style.QUIET, linewidth=1.5, zorder=2)
    _label(axes, place, max(level, after), words, edge if first else style.INK)
    return after


def _label(axes: Axes, place: float, above: float, words: str, colour: str) -> None:
    low, high = axes.get_ylim()
    axes.text(
        place,
        above + (high - low) * 0.015,
        words,
        size=style.LABEL,
        weight="bold",
        color=colour,
        ha="center",
        va="bottom",
        zorder=6,
    )


def _told(found: Waterfall) -> list[str]:
    total = found.total
    steps = [f"{found.step_names[step].lower()} {total.words[step]}" for step in found.steps]
    lines = [f"In all: {', '.join(steps)}; net cashable saving {total.words['net']}."]
    lines += [
        f"{row.name}: opportunity {row.words['opportunity']}, net cashable saving {row.words['net']}."
        for row in found.rows
    ]
    return [*lines, f"As submitted, the net cashable saving is {found.submitted_total.words['net']}."]


def _table(found: Waterfall) -> Table:
    """Every step of every cluster and of the whole."""
    steps = (*found.steps, "net")
    rows = (*found.rows, found.total, found.submitted_total)
    return Table(
        ("average, £ a year", *(found.step_names[step] for step in steps)),
        tuple((row.name, *(row.words[step] for step in steps)) for row in rows),
    )
