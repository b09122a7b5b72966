"""Invented findings of a report, so that charts can be held to figures known beforehand, in every kind of future."""

from __future__ import annotations

import math

from simulator.findings.curves import CURVES, chance_curves
from simulator.findings.drivers import Driver, Drivers, Swing
from simulator.findings.found import Findings
from simulator.findings.joint import Joint, JointGrid, Region
from simulator.findings.page import Page
from simulator.findings.probabilities import chance
from simulator.findings.register import Register
from simulator.findings.report import ReportFindings
from simulator.findings.risk_register import Risk, RiskRegister
from simulator.findings.timing import ClusterTiming, Spread, Timing
from simulator.findings.waterfall import STEPS, Waterfall, WaterfallRow

SECTIONS = ("fan", "waterfall", "timing", "drivers", "risks", "joint")


def invented_report(
    findings: Findings, *, named: str = "", never: bool = False, certain: bool = False, risks: int = 3, drivers: int = 4
) -> ReportFindings:
    """A report on invented findings.

    Parameters
    ----------
    findings : Findings
    named : str
        Added to every name.
    never : bool
        Nobody pays back, no service goes live in 1 of 10 futures, and the saving is a loss.
    certain : bool
        Nothing varies.
    risks, drivers : int
        How many.
    """
    titles = {section: f"The finding of {section} {named}".strip() for section in SECTIONS}
    return ReportFindings(
        page=Page("What?", (), (), (), titles, {}),
        drivers=_drivers(drivers, named, never),
        risks=_risks(risks, named),
        waterfall=_waterfall(findings, named, never),
        timing=_timing(findings, named, never, certain),
        joint=(_joint(never, certain),) * 2,
        register=Register((), 0, 0, 0, 0),
        curves={outcome: chance_curves(findings, outcome) for outcome in CURVES},
    )


def swing(low: float, high: float) -> Swing:
    """How payback moves with an input."""
    share = 0.0 if low == high else 0.2
    words = [f"{end:.1f} years" if math.isfinite(end) else "never" for end in (low, high)]
    return Swing("payback_years", share**0.5, 0.01, share, low, high, 0.01, 0.01, words[0], words[1], "longer")


def _drivers(count: int, named: str, never: bool) -> Drivers:
    found = []
    for place in range(count):
        payback = swing(3.5 + 0.1 * place, math.inf if never and place % 2 else 5.0 - 0.1 * place)
        money = Swing("npv", 0.5, 0.01, 0.25, 1e6 * (place - 4), 6e6, 1e5, 1e5, "a little", "£6m", "more")
        found.append(
            Driver(
                f"input.{place}",
                f"Delay of service {place}{named}",
                "assumed",
                bool(place % 2),
                f"{place} months or less{named}",
                f"{place + 5} months or more{named}",
                {"payback_years": payback, "npv": money, "annual_saving": money},
            )
        )
    return Drivers("given approval", 1000, tuple(found), ("payback_years", "annual_saving", "npv"))


def _risks(count: int, named: str) -> RiskRegister:
    found = []
    for place in range(count):
        unclear = place == 2
        found.append(
            Risk(
                id=f"event.{place}",
                kind="event",
                name=f"Risk number {place}{named}",
                what="It costs.",
                theme="",
                basis="assumed",
                source="",
                note="",
                chance=chance(100 * (place % 9 + 1), 1000),
                effect=None if unclear else -1e6 * (count - place),
                effect_error=None if unclear else 1e4,
                expected=None if unclear else -1e5 * (count - place),
                share_of_worst=None if unclear else 0.9 / (place + 1),
                chance_words=f"{10 * (place % 9 + 1)}%",
                effect_words="too seldom to tell" if unclear else f"£{count - place}m less",
                share_of_worst_words="none" if unclear else f"{90 // (place + 1)}%",
            )
        )
    return RiskRegister(1000, tuple(found), 1e6, -2e6)


def _waterfall(findings: Findings, named: str, never: bool) -> Waterfall:
    def row(id: str, name: str, amounts: tuple[float, ...]) -> WaterfallRow:
        net = sum(amounts)
        words = {step: f"£{amount / 1e6:.1f}m" for step, amount in zip(STEPS, amounts, strict=True)}
        steps = dict(zip(STEPS, amounts, strict=True))
        return WaterfallRow(id, f"{name}{named}", steps, net, words | {"net": f"£{net / 1e6:.1f}m"})

    amounts = (6e6, -1e6, -0.5e6, 0.0, -0.2e6, -7e6 if never else -0.1e6)
    clusters = findings.facts.clusters
    rows = [row(cluster.id, cluster.name, tuple(a / len(clusters) for a in amounts)) for cluster in clusters]
    stated = row("total", "In all, as submitted", (6e6, 0.0, 0.0, 0.0, 0.0, 0.0))
    return Waterfall("given approval", tuple(rows), row("total", "In all", amounts), stated)


def _timing(findings: Findings, named: str, never: bool, certain: bool) -> Timing:
    def spread(middle: float) -> Spread:
        if certain:
            return Spread(middle, middle, middle, f"month {middle:g}")
        return Spread(middle - 3, middle, math.inf if never else middle + 6, f"about month {middle:g}")

    rows = [
        ClusterTiming(
            id=cluster.id,
            name=f"{cluster.name}{named}",
            wave="Wave 1",
            planned_go_live=12.0 + place,
            planned_full_effect=18.0 + place,
            go_live=spread(16.0 + place),
            full_effect=spread(22.0 + place),
            slip=spread(4.0),
            locked=(),
            cancelled=0.1 if never else 0.0,
        )
        for place, cluster in enumerate(findings.facts.clusters)
    ]
    return Timing("given approval", tuple(rows))


def _joint(never: bool, certain: bool) -> Joint:
    points = [] if never else [(4e6, 4.0)] * 50 if certain else [(3e6 + 2e4 * i, 5.5 - 0.02 * i) for i in range(100)]
    regions = []
    for level in (0.5, 0.8):
        title = f"A {level:.0%} chance of both a saving of at least £{4.5 - level:.1f}m a year and payback by some date"
        if never:
            regions.append(Region(level, None, None, None, (), title, f"{title}: not reached."))
            continue
        mark = (4.5e6 - level * 1e6, 4.0 + level)
        line = tuple((mark[0] + step * 2e5, mark[1] + step * 0.1) for step in (-2, -1, 0, 1))
        regions.append(Region(level, mark, level + 0.05, level, line, title, f"{title}."))
    chances = ((chance(80, 100), chance(90, 100)), (chance(40, 100), chance(45, 100)))
    words = ("at least £3m a year", "at least £4m a year")
    grid = JointGrid((3e6, 4e6), words, (4.5, 5.5), ("31 March 2016", "31 March 2017"), chances)
    return Joint("", 100, "annual_saving", "payback_years", "at least", tuple(points), 7, tuple(regions), grid)
