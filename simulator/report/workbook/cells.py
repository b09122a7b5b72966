"""What a cell holds: a number with its format, or text. Figures are rounded to what the trials support."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime

from simulator.case.calendar import fy_label
from simulator.findings import wording
from simulator.findings.facts import CaseFacts
from simulator.findings.measures import Measure
from simulator.findings.probabilities import Chance

POUNDS = '£#,##0;[Red]−£#,##0;"nil"'
SHARE = "0%;[Red]−0%"
FINE_SHARE = "0.0%;[Red]−0.0%"
COUNT = "#,##0"
DECIMALS = tuple("0" + ("." + "0" * n if n else "") for n in range(4))
DAY = "mmm yyyy"


@dataclass(frozen=True)
class Cell:
    """A cell.

    Attributes
    ----------
    value : float, datetime, str or None
        None for an empty one.
    shown : str
        Number format of a spreadsheet; empty for text.
    """

    value: float | datetime | str | None = None
    shown: str = ""


def text(said: str, longest: int = 4000) -> Cell:
    """Somebody's text on one line, without control or direction marks."""
    return Cell(wording.plain(said, longest))


def number(value: float, shown: str = COUNT, instead: str = "never") -> Cell:
    """A number as it is; words where it is infinite, nothing where there is none."""
    if math.isnan(value):
        return Cell()
    return Cell(value, shown) if math.isfinite(value) else Cell(instead)


def pounds(value: float, error: float = 0.0) -> Cell:
    """A sum of money, rounded as the report words it."""
    if not math.isfinite(value):
        return number(value, instead="no finite sum")
    return Cell(wording.settled(value, wording.money_step(value, error)), POUNDS)


def share(value: float, error: float = 0.0) -> Cell:
    """A share, rounded to whole per cent at the finest."""
    if not math.isfinite(value):
        return number(value)
    return Cell(wording.settled(value, wording.step(error, 0.01, 0.01)), SHARE)


def likelihood(chance: Chance) -> Cell:
    """A chance as a number, shown as *under* or *over* where rounding would make it a certainty."""
    if chance.share is None:
        return Cell("no trials")
    words = wording.likelihood(chance)
    if words[0].isdigit():
        return Cell(float(words.rstrip("%")) / 100, SHARE)
    return Cell(chance.share, f'"{words}"')


def years(value: float, error: float = 0.0) -> Cell:
    """A length of time in years."""
    if not math.isfinite(value):
        return number(value)
    to = wording.step(error, 0.1, 1.0)
    return Cell(wording.settled(value, to), DECIMALS[1 if to < 1 else 0])


def moment(facts: CaseFacts, months: float, instead: str = "never") -> Cell:
    """The calendar month by whose end a moment has come, as a date.

    Parameters
    ----------
    facts : CaseFacts
    months : float
        Months from the programme's start.
    instead : str
        What to say where it is infinite.
    """
    if not math.isfinite(months):
        return number(months, instead=instead)
    return Cell(at_midnight(facts.month_begins(months)), DAY)


def at_midnight(day: date) -> datetime:
    """A date as spreadsheets count them."""
    return datetime(day.year, day.month, day.day)


def percentile(measure: Measure, percent: int, instead: str = "never") -> Cell:
    """A percentile of an outcome, rounded to what the trials support."""
    return figure(measure, measure.at(percent), measure.error_at(percent), instead)


def average(measure: Measure) -> Cell:
    """The mean of an outcome; nothing where some trials are infinite."""
    return Cell() if measure.mean is None else figure(measure, measure.mean, measure.mean_error or 0.0)


def figure(measure: Measure, value: float, error: float, instead: str = "never") -> Cell:
    """A figure in the unit of its outcome."""
    if measure.unit.startswith("£"):
        return pounds(value, error)
    if measure.unit == "share":
        return share(value, error)
    if measure.unit.startswith("years"):
        return years(value, error)
    return full(value, measure.unit, instead)


def full(value: float | None, unit: str, instead: str = "infinite") -> Cell:
    """A figure with all its digits, in the format of its unit."""
    if value is None or math.isnan(value):
        return Cell()
    if math.isinf(value):
        return Cell(instead)
    if unit.startswith("£"):
        return Cell(value, "£#,##0;[Red]−£#,##0")
    if unit in ("share", "probability"):
        return Cell(value, FINE_SHARE)
    if unit.startswith("calendar year") and value == round(value):
        return Cell(fy_label(round(value)))
    if unit in ("1 or 0", "people"):
        return Cell(value, "General")
    return Cell(value, "#,##0.00;−#,##0.00")
