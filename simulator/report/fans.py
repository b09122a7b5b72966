"""Fans: cumulative net cash at each 31 March, and the saving of each financial year."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from simulator.findings import sentences, wording
from simulator.findings.facts import Year, spoken_date
from simulator.findings.found import Findings, Population
from simulator.findings.report import ReportFindings
from simulator.findings.sentences import Voice
from simulator.report import style, titles
from simulator.report.scales import PAIRS
from simulator.report.style import Chart, SideLabel, Table

_MOST_TICKS = 12


def draw_cumulative(findings: Findings, report: ReportFindings) -> Chart:
    """The fan of cumulative net cash, real, with the break-even line and the case as submitted over it."""
    who = sentences.voice(findings)
    facts = who.facts
    base = wording.price_base("real", facts)
    title = report.page.titles["fan"]
    subtitle = (
        f"Cumulative net cash at each 31 March, £m, {base}; {titles.condition(findings, who)}. "
        "At each date eight futures in ten lie inside the fan"
    )
    figure, axes = style.page(title, subtitle, titles.foot(findings, who.tested))
    places = [0.0, *(float(year.end_month) for year in facts.years)]
    rows = {percent: _row(who.tested, "cumulative_net_real", facts.years, percent) for percent in _percentiles()}
    submitted = _row(who.submitted, "cumulative_net_real", facts.years, 50)
    lowest, highest = _limits([rows[10], rows[90], submitted])
    axes.set_ylim(lowest, highest)
    axes.set_xlim(0, places[-1])
    axes.axhspan(lowest, 0, color=style.IN_THE_RED, zorder=0, linewidth=0)
    _bands(axes, places, rows)
    axes.plot(places, submitted, color=style.colours().submitted, linewidth=3.2, dashes=(5, 2), zorder=5)
    axes.axhline(0, color=style.INK, linewidth=2, zorder=4)
    floor = lowest + (highest - lowest) * 0.012
    axes.text(places[-1] * 0.006, floor, "in the red", size=style.LABEL, color=style.RED_WORDS, va="bottom")
    theme = style.colours()
    for people, colour, first in ((who.submitted, theme.submitted, True), (who.tested, theme.tested, False)):
        back = people.measures["payback_years"].median * 12
        if 0 < back <= places[-1]:
            style.mark(axes, (back, 0.0), facts.month_name(back), colour, before=first, above=first)
    march_ticks(axes, facts.years)
    style.money_axis(axes)
    labels = _fan_labels(who, f"cumulative_net_real.{facts.years[-1].label}")
    style.side_labels(axes, [*labels, SideLabel(0.0, "break-even", style.INK)])
    told = [f"{subtitle}. The circles mark where half of the futures have paid back."]
    told += _told_by_year(who, "cumulative_net_real", [f"by {spoken_date(year.ends)}" for year in facts.years])
    table = _table(who, "cumulative_net_real", "by", [spoken_date(year.ends) for year in facts.years])
    return Chart("fan-chart", title, figure, tuple(told), table)


def draw_saving(findings: Findings) -> Chart:
    """The fan of the saving of every financial year, real, with the case as submitted over it."""
    who = sentences.voice(findings)
    facts = who.facts
    title = titles.saving(who, headline_year(who))
    subtitle = (
        f"Saving in each financial year less running costs, £m, {wording.price_base('real', facts)}; "
        f"{titles.condition(findings, who)}. In each year eight futures in ten lie inside the fan"
    )
    figure, axes = style.page(title, subtitle, titles.foot(findings, who.tested))
    places = [float(i) for i in range(len(facts.years))]
    rows = {percent: _row(who.tested, "saving_real", facts.years, percent)[1:] for percent in _percentiles()}
    submitted = _row(who.submitted, "saving_real", facts.years, 50)[1:]
    axes.set_ylim(*_limits([rows[10], rows[90], submitted]))
    axes.set_xlim(-0.15, max(places[-1], 0.5))
    _bands(axes, places, rows)
    axes.plot(places, submitted, color=style.colours().submitted, linewidth=3.2, dashes=(5, 2), zorder=5)
    axes.axhline(0, color=style.INK, linewidth=1.5, zorder=4)
    every = -(-len(places) // _MOST_TICKS)
    axes.set_xticks(places[::every], [year.label for year in facts.years[::every]])
    axes.tick_params(axis="x", labelsize=style.TICK - 2)
    axes.set_xlabel("financial year", labelpad=8)
    style.money_axis(axes)
    style.side_labels(axes, _fan_labels(who, f"saving_real.{facts.years[-1].label}"))
    told = [f"{subtitle}.", *_told_by_year(who, "saving_real", [f"in {year.label}" for year in facts.years])]
    table = _table(who, "saving_real", "financial year", [year.label for year in facts.years])
    return Chart("saving-by-year", title, figure, tuple(told), table)


def headline_year(who: Voice) -> str:
    """The year that a title speaks of: that of the gap, else the source's full effect, else the last of the horizon."""
    known = [year.label for year in who.facts.years]
    wanted = (who.facts.gap_year, who.facts.claimed_full_effect_year, known[-1])
    return next(label for label in wanted if label in known)


def _percentiles() -> list[int]:
    return sorted({50, *(percent for pair in PAIRS for percent in pair)})


def _row(people: Population, measure: str, years: Sequence[Year], percent: int) -> list[float]:
    """The percentile at the start, where it is nil, and in every year."""
    return [0.0, *(people.measures[f"{measure}.{year.label}"].at(percent) for year in years)]


def _limits(rows: list[list[float]]) -> tuple[float, float]:
    """Room for every line, zero and a little air."""
    low, high = min(0.0, *map(min, rows)), max(0.0, *map(max, rows))
    air = (high - low) * 0.06 or 1e6
    return (low - air if low < -air / 6 else 0.0), high + air


def _bands(axes: Axes, places: list[float], rows: dict[int, list[float]]) -> None:
    for (low, high), colour in zip(PAIRS, style.colours().tested_bands, strict=True):
        axes.fill_between(places, rows[low], rows[high], color=colour, linewidth=0, zorder=2)
    axes.plot(places, rows[50], color=style.colours().tested, linewidth=4, zorder=3, solid_capstyle="round")


def _fan_labels(who: Voice, last: str) -> list[SideLabel]:
    """Labels at the right end of a fan: its middle and its edges, and the case as submitted."""
    tested, submitted = who.tested.measures[last], who.submitted.measures[last]
    colour = style.colours().tested
    if tested.sd == 0:
        found = [SideLabel(tested.median, f"tested: {wording.money(tested.median)}", colour, bold=True)]
    else:
        edge = max(tested.error_at(10), tested.error_at(90))
        found = [
            SideLabel(tested.at(90), f"1 in 10 above {wording.money(tested.at(90), edge)}", colour),
            SideLabel(
                tested.median,
                f"tested: half above {wording.money(tested.median, tested.error_at(50))}",
                colour,
                bold=True,
            ),
            SideLabel(tested.at(10), f"1 in 10 {_below(tested.at(10), edge)}", colour),
        ]
    text = f"as submitted: half above {wording.money(submitted.median, submitted.error_at(50))}"
    if submitted.sd == 0:
        text = f"as submitted: {wording.money(submitted.median)}"
    return [*found, SideLabel(submitted.median, text, style.colours().submitted, bold=True)]


def _below(value: float, error: float) -> str:
    """``below £3.7m``, or ``at nil`` where many trials lie exactly there."""
    return f"below {wording.money(value, error)}" if value else "at nil or less"


def march_ticks(axes: Axes, years: Sequence[Year]) -> None:
    """Label every 31 March along the bottom, or as many of them as there is room for, the last always."""
    every = -(-len(years) // _MOST_TICKS)
    shown = years[::-1][::every][::-1]
    axes.set_xticks([year.end_month for year in shown], [f"31 Mar\n{year.ends.year}" for year in shown])


def _told_by_year(who: Voice, measure: str, when: list[str]) -> list[str]:
    found = []
    for moment, year in zip(when, who.facts.years, strict=True):
        tested, submitted = (people.measures[f"{measure}.{year.label}"] for people in (who.tested, who.submitted))
        found.append(
            f"{moment[0].upper()}{moment[1:]}: tested, half above {wording.money(tested.median, tested.error_at(50))}, "
            f"80% range {wording.money_range(tested)}; as submitted, half above "
            f"{wording.money(submitted.median, submitted.error_at(50))}."
        )
    return found


def _table(who: Voice, measure: str, heading: str, when: list[str]) -> Table:
    """What a fan shows of every year."""
    rows = []
    for moment, year in zip(when, who.facts.years, strict=True):
        tested, submitted = (people.measures[f"{measure}.{year.label}"] for people in (who.tested, who.submitted))
        middle, stated = (wording.money(one.median, one.error_at(50)) for one in (tested, submitted))
        rows.append((moment, middle, wording.money_range(tested), stated))
    return Table((heading, "tested: half above", "tested: 80% range", "as submitted: half above"), tuple(rows))
