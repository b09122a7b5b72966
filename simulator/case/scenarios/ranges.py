"""Ranges of values as people write them: ``£1m..£2m``, ``80%..100%``, ``2012-10..2013-10``, ``0..12``."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from simulator.case.calendar import parse_date
from simulator.case.misread import Misread, shown
from simulator.case.plain_words import said_money, said_percent
from simulator.case.quantities import as_number, read_money, read_share

DOTS = ".."
EXAMPLE = "two ends such as £1m..£2m, 80%..100%, 2012-10..2013-10 or 0..12"
MOST_VALUES = 1_000
"""Of one range with a step."""

_MONTH = re.compile(r"[0-9]{4}-[0-9]{1,2}")
_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")


def _read_month(text: str) -> float:
    day = parse_date(text)
    return float(day.year * 12 + day.month - 1)


def _said_month(value: float) -> str:
    year, month = divmod(round(value), 12)
    return f"{year:04d}-{month + 1:02d}"


@dataclass(frozen=True)
class _Unit:
    """How the numbers of a range are recognised, read and written; months are whole."""

    known_by: Callable[[str], bool]
    read: Callable[[str], float]
    written: Callable[[float], str]
    step: Callable[[str], float]
    whole: bool = False


_UNITS = (
    _Unit(lambda text: "£" in text, read_money, said_money, read_money),
    _Unit(lambda text: text.endswith("%"), read_share, said_percent, read_share),
    _Unit(lambda text: bool(_MONTH.fullmatch(text)), _read_month, _said_month, float, whole=True),
    _Unit(lambda text: bool(_NUMBER.fullmatch(text)), float, as_number, float),
)

_NAMES = ("£", "share", "", "number")
"""What the numbers of each unit are; months stay text."""


@dataclass(frozen=True)
class Range:
    """A range between two ends, low first, in pounds, shares, months or plain numbers."""

    low: float
    high: float
    unit: _Unit

    def at(self, share: float, points: int) -> str:
        """The value at a share of the way from low to high, as the case writes it.

        Rounded to a power of ten so small that ``points`` values stay apart; months are whole, and both ends belong.
        """
        if self.unit.whole:
            return self.unit.written(min(self.low + math.floor(share * (self.high - self.low + 1)), self.high))
        grain = 10.0 ** math.floor(math.log10((self.high - self.low) / (10 * points)))
        value = round((self.low + share * (self.high - self.low)) / grain) * grain
        decimals = max(0, -round(math.log10(grain)))
        return self.unit.written(round(min(max(value, self.low), self.high), decimals))


def is_range(text: str) -> bool:
    """Whether a text is meant as a range rather than as a value."""
    low, dots, rest = text.partition(DOTS)
    return bool(dots) and bool(low.strip()) and any(unit.known_by(low.strip()) for unit in _UNITS) and bool(rest)


def read_range(text: str) -> Range:
    """Read ``LOW..HIGH``.

    Raises
    ------
    Misread
        When there are no two ends in one unit, or the first is not below the second.
    """
    low, _, high = (part.strip() for part in text.partition(DOTS))
    unit = next((unit for unit in _UNITS if unit.known_by(low) and unit.known_by(high)), None)
    if unit is None:
        raise Misread(f"{shown(text)} is no range", EXAMPLE)
    ends = Range(unit.read(low), unit.read(high), unit)
    if not ends.low < ends.high:
        raise Misread(f"{shown(text)} does not go from low to high", f"{high}..{low}" if high != low else EXAMPLE)
    return ends


def stepped(text: str) -> list[str]:
    """The values of ``LOW..HIGH:STEP``, as the case writes them; a step between months is a number of months.

    >>> stepped("0..12:3"), stepped("2012-10..2013-04:3"), stepped("£1m..£1.5m:£250k")
    (['0', '3', '6', '9', '12'], ['2012-10', '2013-01', '2013-04'], ['£1m', '£1.25m', '£1.5m'])

    Raises
    ------
    Misread
        When it is no range, or has no step.
    """
    ends, colon, step = text.rpartition(":")
    if not colon:
        raise Misread(f"{shown(text)} has no step", f"{text}:… with a step, or the values with commas between them")
    between = read_range(ends)
    try:
        size = between.unit.step(step.strip())
    except ValueError as error:
        instead = error.instead if isinstance(error, Misread) else "a number such as 3"
        raise Misread(f"{shown(step)} is no step", instead) from None
    if not size > 0 or not math.isfinite(size) or (between.unit.whole and size != int(size)):
        raise Misread(f"{shown(step)} is no step", "a number above 0; of months, a whole one")
    many = math.floor((between.high - between.low) / size + 1e-9) + 1
    if many > MOST_VALUES:
        raise Misread(f"{shown(text)} has {many:,} values", f"a larger step: at most {MOST_VALUES:,} values are taken")
    return [between.unit.written(between.low + place * size) for place in range(many)]


def position_of(text: str) -> float | None:
    """Where a value stands on an axis: its number in base units, months counted on; None for what is no number.

    >>> position_of("£1.5m"), position_of("2013-04"), position_of("some text")
    (1500000.0, 24159.0, None)
    """
    found = value_of(text)
    if found is not None:
        return found[0]
    return _read_month(text.strip()) if _MONTH.fullmatch(text.strip()) else None


def value_of(text: str) -> tuple[float, str] | None:
    """A number as the case writes it, in base units, with "£", "share" or "number"; None for anything else.

    >>> value_of("£1.5m"), value_of("80%"), value_of("6"), value_of("2013-04")
    ((1500000.0, '£'), (0.8, 'share'), (6.0, 'number'), None)
    """
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        bare = bare[1:-1].strip()
    for unit, name in zip(_UNITS, _NAMES, strict=True):
        if name and unit.known_by(bare):
            try:
                return unit.read(bare), name
            except Misread:
                return None
    return None
