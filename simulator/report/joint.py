"""Saving and payback together: a scatter of futures, and what both together have a 50% and an 80% chance of."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.findings import sentences, wording
from simulator.findings.facts import CaseFacts
from simulator.findings.found import Findings
from simulator.findings.joint import Joint
from simulator.findings.report import ReportFindings
from simulator.report import style, titles
from simulator.report.style import Chart, SideLabel, Table

_DASHES = ((0, (5, 2)), "solid", (0, (1, 1.2)))
"""Of the lines of equal joint chance, the lowest first."""


def draw_joint(findings: Findings, report: ReportFindings) -> Chart | None:
    """Futures by saving and payback; None where so few pay back that there is nothing to show."""
    who = sentences.voice(findings)
    facts, found = who.facts, report.joint[0]
    if len(found.points) < 2:
        return None
    title = report.page.titles["joint"]
    drawn = f"{len(found.points):,} futures"
    if found.never_points:
        drawn += f" of {len(found.points) + found.never_points:,}, the others never paying back"
    subtitle = (
        f"Full-year saving and payback, {wording.price_base('real', facts)}. Dots: {drawn}. Lines: equal chance of at "
        f"least that saving by that date; {titles.condition(findings, who)}"
    )
    figure, axes = style.page(title, subtitle, titles.foot(findings, who.tested, sampled=True), left=0.135, right=0.74)
    _axes(axes, facts, found)
    theme = style.colours()
    amounts, years = zip(*found.points, strict=True)
    axes.scatter(amounts, years, s=42, color=theme.tested_bands[2], linewidths=0.8, edgecolors="white", zorder=3)
    labels = []
    for region, dashes in zip(found.regions, _DASHES, strict=False):
        if region.mark is None:
            continue
        axes.plot(*zip(*region.line, strict=True), color=theme.tested, linewidth=3.5, linestyle=dashes, zorder=5)
        style.mark(axes, region.mark, f"{region.level:.0%}", theme.tested, before=False, above=False)
        labels.append(SideLabel(region.mark[1], region.title, theme.tested, bold=region is found.regions[-1]))
    style.side_labels(axes, labels, room=0.225, most=5)
    axes.set_xlabel("full-year saving, £m a year", labelpad=6)
    rows = _table(found)
    return Chart("joint-chance", title, figure, (f"{subtitle}.", *(region.words for region in found.regions)), rows)


def _axes(axes: Axes, facts: CaseFacts, found: Joint) -> None:
    """Savings along the bottom; payback upwards, labelled by the dates at which financial years end."""
    amounts = [amount for amount, _ in found.points]
    years = [year for _, year in found.points]
    for region in found.regions:
        if region.mark is not None:
            amounts.append(region.mark[0])
            years.append(region.mark[1])
    for values, limit in ((amounts, axes.set_xlim), (years, axes.set_ylim)):
        air = (max(values) - min(values)) * 0.06 or max(abs(max(values)) * 0.1, 0.25)
        limit(min(values) - air, max(values) + air)
    low, high = axes.get_ylim()
    ends = [year for year in facts.years if low <= year.end_month / 12 <= high]
    axes.set_yticks([year.end_month / 12 for year in ends], [f"31 Mar {year.ends.year}" for year in ends])
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: style.millions(value)))
    axes.grid(axis="x", color=style.GRID, linewidth=1)


def _table(found: Joint) -> Table:
    """The joint chance of each amount and date."""
    grid = found.grid
    rows = tuple(
        (words, *(wording.likelihood(chance) for chance in chances))
        for words, chances in zip(grid.amount_words, grid.chances, strict=True)
    )
    return Table(("saving", *(f"and back by {date}" for date in grid.dates)), rows)
