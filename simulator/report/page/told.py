"""Tables of what moves the result, of risks, dates, joint chances and assumptions."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulator.findings import wording
from simulator.findings.drivers import Drivers
from simulator.findings.joint import Joint
from simulator.findings.register import Register, RegisterRow
from simulator.findings.risk_register import RiskRegister
from simulator.findings.sentences import Voice
from simulator.findings.timing import Spread, Timing, said_moment
from simulator.findings.waterfall import Waterfall
from simulator.report.page.cells import Cell, Row, Table, table

OUTCOMES = {
    "payback_years": "when the money is back",
    "annual_saving": "what it saves a year",
    "npv": "net present value",
    "peak_funding": "peak funding",
}
"""What the outcomes that are explained are called on the page."""

_UNITS = {
    "payback_years": "years from the start, {base}",
    "annual_saving": "£ a year, {base}",
    "npv": "£, {base}",
    "peak_funding": "£, nominal",
}


@dataclass(frozen=True)
class Choice:
    """One of several tables, of which a reader looks at one at a time.

    Attributes
    ----------
    key : str
    name : str
        What it is called in the list of choices.
    table : Table
    """

    key: str
    name: str
    table: Table


def driver_choices(drivers: Drivers, who: Voice, most: int = 10) -> tuple[Choice, ...]:
    """What matters most for each outcome: where it lies when an input is low and when it is high."""
    found = []
    for outcome in drivers.outcomes:
        ranked = drivers.ranked(outcome, most)
        if not ranked:
            continue
        rows: list[Row] = []
        for driver in ranked:
            swing = driver.swings[outcome]
            rows.append(
                [
                    Cell(driver.label, driver.basis),
                    Cell(swing.low_words, driver.low_words),
                    Cell(swing.high_words, driver.high_words),
                    swing.change_words,
                    _seldom(swing.share),
                ]
            )
        unit = _UNITS[outcome].format(base=wording.price_base("real", who.facts))
        caption = (
            f"What moves {OUTCOMES[outcome]} most ({unit}), {drivers.condition}: the middle of the trials in which an "
            "input is in its lowest tenth, and in its highest"
        )
        columns = ["Input, and what it rests on", "When it is low", "When it is high", "From low to high"]
        columns.append("Share of the ups and downs")
        found.append(Choice(outcome, OUTCOMES[outcome], table(caption, columns, rows)))
    return tuple(found)


def risk_table(register: RiskRegister, who: Voice) -> Table | None:
    """The register of risks: chance, effect in pounds, and share of the bad outcomes."""
    if not register.risks:
        return None
    rows: list[Row] = [
        [
            Cell(risk.name, risk.what),
            risk.chance_words,
            risk.effect_words,
            risk.share_of_worst_words,
            Cell(risk.basis, risk.source),
        ]
        for risk in register.risks
    ]
    base = wording.price_base("real", who.facts)
    caption = (
        f"Risks, largest expected loss first; all {register.trials:,} trials. The effect is on net present value "
        f"(£, {base}): the average where it happens less the average where it does not"
    )
    columns = ["Risk", "Chance", "Effect when it happens", "Happened in this share of the worst tenth", "Rests on"]
    return table(caption, columns, rows, wordy=True)


def timing_table(timing: Timing, who: Voice) -> Table:
    """Planned and tested dates of each cluster."""
    facts = who.facts

    def moment(months: float) -> str:
        return said_moment(facts, months)

    def dates(spread: Spread) -> Cell:
        ends = dict.fromkeys(moment(months) for months in (spread.p10, spread.p90))
        return Cell(moment(spread.p50), " to ".join(ends))

    rows: list[Row] = []
    for row in timing.rows:
        told: Row = [moment(row.planned_go_live), dates(row.go_live), _slip(row.slip)]
        told += [moment(row.planned_full_effect), dates(row.full_effect), _seldom(row.cancelled)]
        rows.append([Cell(row.name, " ".join(row.locked)), *told])
    columns = ["Cluster", "Go-live: planned", "Go-live: tested", "Slip of go-live", "Full effect: planned"]
    columns += ["Full effect: tested", "Never goes live"]
    caption = (
        f"Planned dates, and where the trials put them, {timing.condition}: by the middle date half of them are there; "
        "eight in ten lie in the range under it"
    )
    return table(caption, columns, rows, wordy=True)


def _slip(slip: Spread) -> Cell:
    """A slip in whole months."""

    def months(value: float) -> str:
        return f"{value:.0f}" if math.isfinite(value) else "never"

    middle = months(slip.p50) + (
        "" if not math.isfinite(slip.p50) else " month" if months(slip.p50) == "1" else " months"
    )
    return Cell(middle, " to ".join(dict.fromkeys(months(value) for value in (slip.p10, slip.p90))))


def _seldom(share: float) -> str:
    """A share of the trials; one that is not nothing never reads as nothing."""
    return "under 1%" if 0 < share < 0.005 else wording.percent(share)


def joint_table(joint: Joint, who: Voice) -> Table:
    """The chance of an amount and a date together."""
    base = wording.price_base("real", who.facts)
    what, unit = ("Saving", "£ a year") if joint.measure == "annual_saving" else ("One-off and delay costs", "£")
    caption = (
        f"Chance that {what.lower()} ({unit}, {base}) is {joint.tail} the amount and the money is back by the date as "
        f"well; {joint.condition}"
    )
    rows = [
        [f"{what} {joint.tail} {wording.money(amount)}", *(wording.likelihood(chance) for chance in chances)]
        for amount, chances in zip(joint.grid.amounts, joint.grid.chances, strict=True)
    ]
    return table(caption, ["", *(f"and back by {day}" for day in joint.grid.dates)], rows)


def waterfall_table(waterfall: Waterfall, who: Voice) -> Table:
    """From opportunity to net cashable saving, by cluster and in all."""
    columns = ["Cluster", *(waterfall.step_names[step] for step in waterfall.steps), "Net cashable saving"]
    rows = [
        [row.name, *(row.words[step] for step in (*waterfall.steps, "net"))]
        for row in (*waterfall.rows, waterfall.total, waterfall.submitted_total)
    ]
    caption = (
        f"From the opportunity to the net cashable saving, £ a year, {wording.price_base('real', who.facts)}; averages "
        f"over the trials, {waterfall.condition}, which add up"
    )
    return table(caption, columns, rows)


@dataclass(frozen=True)
class RegisterSection:
    """The stated inputs of one part of the case."""

    name: str
    rows: tuple[RegisterRow, ...]


def register_sections(register: Register) -> tuple[RegisterSection, ...]:
    """The assumptions register, part by part in the order of the case."""
    parts: dict[str, list[RegisterRow]] = {}
    for row in register.rows:
        parts.setdefault(row.section, []).append(row)
    return tuple(RegisterSection(name, tuple(rows)) for name, rows in parts.items())
