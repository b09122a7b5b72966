"""What each council gains and pays: saving a year, net gain over the horizon, and one-off cost, side by side."""

from __future__ import annotations

from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.findings import sentences, wording
from simulator.findings.found import Findings
from simulator.report import style, titles
from simulator.report.bars import MOST_ROWS, Row, draw_rows, make_room, money_bar, row_page, table, told
from simulator.report.style import Chart

_MEASURES = (
    ("annual_saving", "saving a year"),
    ("implementation_cost", "one-off cost"),
    ("npv", "net gain"),
)
"""In the order in which they are read; with many councils the last ones give way."""


def draw_councils(findings: Findings) -> Chart:
    """The range of each council's saving, one-off cost and present value, as submitted and tested."""
    who = sentences.voice(findings)
    councils = who.facts.councils
    measures = _MEASURES[: max(1, MOST_ROWS // len(councils))]
    title = titles.councils(who)
    subtitle = (
        "Full-year saving, one-off cost and net gain (present value over the horizon) of each council, £m, "
        f"{wording.price_base('real', who.facts)}; {titles.condition(findings, who)}. Bars hold eight futures in ten"
    )
    rows = []
    for name, words in measures:
        for council in councils:
            tested, submitted = (people.measures[f"{name}.{council.id}"] for people in (who.tested, who.submitted))
            rows.append(Row(f"{council.name}: {words}", money_bar(submitted), money_bar(tested)))
    shown = rows[:MOST_ROWS]
    figure, axes = row_page(title, subtitle, titles.foot(findings, who.tested), shown)
    make_room(axes, shown, least=1.0)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: style.millions(value)))
    axes.axvline(0, color=style.INK, linewidth=1.5, zorder=2)
    draw_rows(axes, shown)
    return Chart("by-council", title, figure, (f"{subtitle}.", *told(rows)), table(rows, "council"))
