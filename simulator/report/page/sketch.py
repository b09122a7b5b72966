"""Small drawings that a phone can show: a fan and lines over the years, in real text and the page's own colours."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from simulator.findings.found import Population
from simulator.findings.sentences import Voice
from simulator.report.scales import PAIRS, millions

_WIDTH, _HEIGHT = 360.0, 236.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 348.0, 10.0, 212.0
"""Of the plot, in the units of the drawing, which are pixels on a phone."""

_MOST_TICKS, _STEPS = 6, (1.0, 2.0, 2.5, 5.0, 10.0)
_NEAR = 0.04
"""Of a step: what reaches so little beyond a round value needs no further one."""


@dataclass(frozen=True)
class Sketch:
    """A small drawing.

    Attributes
    ----------
    svg : Markup
    plot : tuple of float
        Left, top, right and bottom of the plot as shares of the drawing.
    """

    svg: Markup
    plot: tuple[float, float, float, float] = (_LEFT / _WIDTH, _TOP / _HEIGHT, _RIGHT / _WIDTH, _BOTTOM / _HEIGHT)


def cash_sketch(who: Voice, named: str, real: bool, owner: str = "") -> Sketch:
    """Cumulative net cash at each 31 March, from nothing at the start; `named` tells it to those who do not see it."""
    base = "_real" if real else ""
    names = [f"cumulative_net{base}.{year.label}{owner}" for year in who.facts.years]
    places = [0.0, *(float(year.end_month) for year in who.facts.years)]
    ticks = [(float(year.end_month), f"’{year.ends:%y}") for year in who.facts.years]
    return _fan(who, names, places, ticks, named, first=[0.0])


def saving_sketch(who: Voice, named: str, real: bool, owner: str = "") -> Sketch:
    """Saving less running costs of each financial year."""
    base = "_real" if real else ""
    names = [f"saving{base}.{year.label}{owner}" for year in who.facts.years]
    places = [float(place) for place in range(len(names))]
    ticks = [(place, year.label[2:]) for place, year in zip(places, who.facts.years, strict=True)]
    return _fan(who, names, places, ticks, named, first=[])


def payback_sketch(who: Voice, named: str) -> Sketch:
    """The chance that the money is back by each month."""
    lines = [[chance.share or 0.0 for chance in people.payback_curve] for people in (who.submitted, who.tested)]
    places = [float(month) for month in range(len(lines[0]))]
    ticks = [(float(year.end_month), f"’{year.ends:%y}") for year in who.facts.years]
    return _drawn(places, [], lines[0], lines[1], ticks, named, lambda value: f"{value:.0%}", (0.0, 1.0))


def _fan(
    who: Voice,
    names: Sequence[str],
    places: Sequence[float],
    ticks: Sequence[tuple[float, str]],
    named: str,
    first: list[float],
) -> Sketch:
    def row(people: Population, percent: int) -> list[float]:
        return first + [people.measures[name].at(percent) for name in names]

    bands = [(row(who.tested, low), row(who.tested, high)) for low, high in PAIRS]
    submitted, tested = row(who.submitted, 50), row(who.tested, 50)
    everything = [0.0, *submitted, *bands[0][0], *bands[0][1]]
    ends = (min(everything), max(max(everything), 1.0))
    return _drawn(places, bands, submitted, tested, ticks, named, millions, ends)


def _drawn(
    places: Sequence[float],
    bands: Sequence[tuple[list[float], list[float]]],
    submitted: Sequence[float],
    tested: Sequence[float],
    ticks: Sequence[tuple[float, str]],
    named: str,
    tell: Callable[[float], str],
    ends: tuple[float, float],
) -> Sketch:
    """Bands, two lines and their axes; whatever is named is escaped."""
    last = max(places[-1], 1.0)
    marks = round_steps(*ends)
    low, high = min(ends[0], marks[0]), max(ends[1], marks[-1])

    def x(place: float) -> float:
        return _LEFT + place / last * (_RIGHT - _LEFT)

    def y(value: float) -> float:
        return _BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP)

    def path(values: Sequence[float]) -> str:
        return " ".join(f"{x(place):.1f},{y(value):.1f}" for place, value in zip(places, values, strict=True))

    parts = [Markup('<svg class="sketch" role="img" aria-label="{}" viewBox="0 0 {:g} {:g}">').format(
        named, _WIDTH, _HEIGHT
    )]  # fmt: skip
    for mark in marks:
        kind = "zero" if mark == 0 else "grid"
        line = Markup('<line class="{}" x1="{:g}" x2="{:g}" y1="{:.1f}" y2="{:.1f}"/>')
        parts.append(line.format(kind, _LEFT, _RIGHT, y(mark), y(mark)))
        parts.append(
            Markup('<text x="{:g}" y="{:.1f}" class="end">{}</text>').format(_LEFT - 5, y(mark) + 4, tell(mark))
        )
    for depth, (lows, highs) in enumerate(bands):
        back = " ".join(reversed(path(highs).split(" ")))
        parts.append(Markup('<polygon class="band{}" points="{} {}"/>').format(depth, path(lows), back))
    for kind, values in (("as-submitted", submitted), ("as-tested", tested)):
        parts.append(Markup('<polyline class="{}" points="{}"/>').format(kind, path(values)))
    every = -(-len(ticks) // _MOST_TICKS)
    for place, name in ticks[::-1][::every]:
        text = Markup('<text x="{:.1f}" y="{:g}" class="middle">{}</text>')
        parts.append(text.format(min(x(place), _RIGHT - 6), _BOTTOM + 17, name))
    return Sketch(Markup("").join([*parts, Markup("</svg>")]))


def round_steps(low: float, high: float, most: int = 6) -> list[float]:
    """Round values, at most so many steps of 1, 2, 2.5 or 5, from about `low` or below to about `high` or above.

    >>> round_steps(-4.7e6, 33e6)
    [-10000000.0, 0.0, 10000000.0, 20000000.0, 30000000.0, 40000000.0]
    >>> round_steps(0.0, 1.0)
    [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    """
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    for lead in _STEPS:
        step = lead * power
        first, last = math.floor(low / step + _NEAR), math.ceil(high / step - _NEAR)
        if last - first <= most:
            break
    return [round(place * step, 10) + 0.0 for place in range(first, last + 1)]
