"""The tornado: how far the answer moves between the lowest and the highest tenth of each input."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.findings import sentences, wording
from simulator.findings.drivers import Driver, Drivers
from simulator.findings.found import Findings, Population
from simulator.findings.report import ReportFindings
from simulator.report import style, titles
from simulator.report.style import Chart, Table

_MOST = 10
_THICK = 0.6
_WORDS = 0.17
"""Room for the words at either end of a bar, as a share of the figure's width."""

_OUTCOMES = {
    "payback_years": ("payback", "Years by which half have paid back"),
    "npv": ("net present value", "Net present value that half reach, £m"),
    "annual_saving": ("the saving", "Full-year saving that half reach, £m a year"),
}
"""What may be drawn, the first first of which every bar has an end: its name in a title and what the axis shows."""


def draw_drivers(findings: Findings, report: ReportFindings) -> Chart | None:
    """The inputs that move the answer most; None where the trials can tell of no input that it moves anything."""
    who = sentences.voice(findings)
    chosen = _choose(report.drivers, who.tested)
    if chosen is None:
        return None
    outcome, drivers = chosen
    name, shows = _OUTCOMES[outcome]
    title = f"What moves {name} most: {drivers[0].label}"
    subtitle = (
        f"{shows}, {wording.price_base('real', who.facts)}: pale, where the input is in its lowest tenth; dark, in its "
        f"highest; {titles.condition(findings, who)}"
    )
    figure, axes = style.page(title, subtitle, titles.foot(findings, who.tested, sampled=True), left=0.31, right=0.955)
    axes.set_ylim(len(drivers) - 0.5, -0.5)
    names = ["\n".join(style.fitted(figure, driver.label, _size(drivers), 0.255, 2)) for driver in drivers]
    axes.set_yticks(range(len(drivers)), names)
    axes.tick_params(axis="y", labelsize=_size(drivers))
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=style.GRID, linewidth=1)
    middle = who.tested.measures[outcome].median
    _make_room(axes, drivers, outcome, middle)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
    unit = (lambda value: f"{value:g} years") if outcome == "payback_years" else style.millions
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: unit(value)))
    for place, driver in enumerate(drivers):
        _draw(axes, driver, outcome, middle, place)
    axes.axvline(middle, color=style.INK, linewidth=2, zorder=5)
    above = axes.get_xaxis_transform()
    left, right = axes.get_xlim()
    side = (
        "left"
        if middle < left + 0.1 * (right - left)
        else "right"
        if middle > right - 0.1 * (right - left)
        else "center"
    )
    axes.text(middle, 1.015, "half of all futures", size=style.FOOT, ha=side, va="bottom", transform=above)
    told = [_sentence(driver, outcome) for driver in drivers]
    return Chart("drivers", title, figure, (f"{subtitle}.", *told), _table(drivers, outcome))


def _size(drivers: tuple[Driver, ...]) -> float:
    """Size of the names, so that two lines of each keep clear of the next."""
    return style.TICK if len(drivers) <= 8 else style.SMALL


def _choose(found: Drivers, people: Population) -> tuple[str, tuple[Driver, ...]] | None:
    """The outcome to draw and its drivers: bars without an end cannot be compared."""
    for outcome in _OUTCOMES:
        ranked = tuple(
            driver
            for driver in found.ranked(outcome, _MOST)
            if not math.isnan(driver.swings[outcome].low + driver.swings[outcome].high)
        )
        ends = [end for driver in ranked for end in (driver.swings[outcome].low, driver.swings[outcome].high)]
        if ends and all(map(math.isfinite, [*ends, people.measures[outcome].median])):
            return outcome, ranked
    return None


def _ends(axes: Axes, driver: Driver, outcome: str) -> tuple[tuple[float, str], tuple[float, str]]:
    """The left and the right end of a bar, each with what the input is there, as far as there is room for it."""
    figure = axes.figure
    assert isinstance(figure, Figure)
    swing = driver.swings[outcome]
    ends = [(swing.low, driver.low_words), (swing.high, driver.high_words)]
    left, right = sorted((at, style.fitted(figure, words, style.FOOT, _WORDS, 1)[0]) for at, words in ends)
    return left, right


def _make_room(axes: Axes, drivers: tuple[Driver, ...], outcome: str, middle: float) -> None:
    """Limits that leave room for the words at both ends of every bar."""
    figure = axes.figure
    assert isinstance(figure, Figure)
    wide = axes.get_position().width
    low = high = middle
    bars = [_ends(axes, driver, outcome) for driver in drivers]
    for (left, _), (right, _) in bars:
        low, high = min(low, left), max(high, right)
    if low == high:
        low, high = low - 0.5, high + 0.5
    # Making room on one side takes some from the other; this converges fast.
    for _ in range(30):
        for (left, before), (right, after) in bars:
            taken = [style.text_width(figure, words, style.FOOT) / wide + 0.02 for words in (before, after)]
            low, high = min(low, left - taken[0] * (high - low)), max(high, right + taken[1] * (high - low))
    axes.set_xlim(low, high)


def _draw(axes: Axes, driver: Driver, outcome: str, middle: float, place: int) -> None:
    """A bar from low to high, pale on the side of low and dark on that of high, with words at its ends."""
    theme = style.colours()
    swing = driver.swings[outcome]
    (left, before), (right, after) = _ends(axes, driver, outcome)
    turn = min(max(middle, left), right)
    span = (place - _THICK / 2, place + _THICK / 2)
    for end, fill in ((swing.low, theme.tested_bands[0]), (swing.high, theme.tested_bands[3])):
        style.bar(axes, (turn, end), span, fill=fill)
    style.bar(axes, (left, right), span, fill=None, edge=theme.tested, width=1.5, zorder=4)
    first, last = axes.get_xlim()
    gap = (last - first) * 0.007
    for at, words, side in ((left - gap, before, "right"), (right + gap, after, "left")):
        axes.text(
            at,
            place,
            words,
            size=style.FOOT,
            color=style.INK,
            ha=side,
            va="center",
            zorder=6,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.85},
        )


def _sentence(driver: Driver, outcome: str) -> str:
    swing = driver.swings[outcome]
    return (
        f"{driver.label}: {swing.low_words} where {_at(driver, driver.low_words)}; {swing.high_words} where "
        f"{_at(driver, driver.high_words)}."
    )


def _at(driver: Driver, words: str) -> str:
    return words if driver.happens else f"it is {words}"


def _table(drivers: tuple[Driver, ...], outcome: str) -> Table:
    name = _OUTCOMES[outcome][0]
    heads = ("input", "low", f"{name} there", "high", f"{name} there", "from low to high", "resting on")
    rows = []
    for driver in drivers:
        swing = driver.swings[outcome]
        low, high = (driver.low_words, swing.low_words), (driver.high_words, swing.high_words)
        rows.append((driver.label, *low, *high, swing.change_words, driver.basis))
    return Table(heads, tuple(rows))
