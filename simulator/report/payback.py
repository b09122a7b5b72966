"""The S-curve of payback: the chance that the money is back by each month, with the share that never is."""

from __future__ import annotations

from datetime import date

from matplotlib.ticker import FuncFormatter

from simulator.findings import sentences, wording
from simulator.findings.facts import spoken_date
from simulator.findings.found import Findings, Population
from simulator.findings.sentences import Voice
from simulator.report import style, titles
from simulator.report.fans import march_ticks
from simulator.report.style import Chart, SideLabel, Table


def draw_payback(findings: Findings) -> Chart:
    """The chance of having paid back by each month of the horizon, tested and as submitted."""
    who = sentences.voice(findings)
    facts = who.facts
    title = titles.payback(who)
    subtitle = (
        f"Chance that cumulative net cash is back above zero for good, {wording.price_base('real', facts)}, "
        f"undiscounted; {titles.condition(findings, who)}"
    )
    figure, axes = style.page(title, subtitle, titles.foot(findings, who.tested))
    last = facts.years[-1].end_month
    axes.set_xlim(0, last)
    axes.set_ylim(0, 1.0)
    labels, theme = [], style.colours()
    for people, colour, dashes, name in (
        (who.submitted, theme.submitted, (0, (5, 2)), "as submitted"),
        (who.tested, theme.tested, "solid", "tested"),
    ):
        curve = [chance.share or 0.0 for chance in people.payback_curve]
        axes.plot(range(len(curve)), curve, color=colour, linewidth=4, linestyle=dashes, clip_on=False, zorder=5)
        # The bar at the end spans exactly the futures that the curve leaves out.
        axes.plot([last] * 2, [curve[-1], 1.0], color=colour, linewidth=12, solid_capstyle="butt", clip_on=False)
        back = people.measures["payback_years"].at(80) * 12
        if 0 < back <= last:
            first = people is who.submitted
            style.mark(axes, (back, 0.8), facts.month_name(back), colour, before=first, above=first)
        labels.append(SideLabel(curve[-1], f"{name}: {_back_and_never(people, facts.horizon_ends)}", colour, bold=True))
    for chance in (0.5, 0.8):
        axes.axhline(chance, color=style.QUIET, linewidth=1.2, linestyle=(0, (2, 2)), zorder=1)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
    axes.set_yticks([0, 0.2, 0.4, 0.5, 0.6, 0.8, 1.0])
    march_ticks(axes, facts.years)
    style.side_labels(axes, labels)
    rows = [(f"by {spoken_date(year.ends)}", *_chances(who, f"payback_by.{year.ends}")) for year in facts.years]
    rows.append(("never by then", *_chances(who, "never_pays_back")))
    told = [f"{when[0].upper()}{when[1:]}: tested {one}, as submitted {other}." for when, one, other in rows]
    table = Table(("the money is back", "tested", "as submitted"), tuple(rows))
    return Chart("payback", title, figure, (f"{subtitle}.", *told), table)


def _chances(who: Voice, name: str) -> tuple[str, str]:
    """A chance tested and as submitted, in words."""
    tested, submitted = (wording.likelihood(people.chances[name]) for people in (who.tested, who.submitted))
    return tested, submitted


def _back_and_never(people: Population, ends: date) -> str:
    """``96% by 2022, never 4%``."""
    back, never = people.chances[f"payback_by.{ends}"], people.chances["never_pays_back"]
    return f"{wording.likelihood(back)} by {ends.year}, never {wording.likelihood(never)}"
