"""Months, days and financial years (docs/model.md, section 1).

Time is real-valued months from the programme's start. A financial year runs from 1 April to 31 March; it is known by
the calendar year in which it begins (2014) and written ``2014/15``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from simulator.case.misread import Misread, shown

APRIL = 4
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
"""Years outside these are taken for slips of the keyboard."""

DATE_PATTERN = r"^\s*[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?\s*$"
FY_PATTERN = r"^[0-9]{4}/[0-9]{2}$"
"""How dates and financial years are written, for the JSON Schema."""

_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_FY = re.compile(r"([0-9]{4})/([0-9]{2})")
_NEARLY_FY = re.compile(r"(?:FY)?\s*([0-9]{4})\s*[-/–]\s*([0-9]{2}|[0-9]{4})")
_BRITISH = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")


def parse_date(raw: object, *, last_day: bool = False) -> date:
    """Read a date as the case writes it.

    Parameters
    ----------
    raw
        ``"2013-04"``, ``"2018-04-30"`` or a TOML date.
    last_day
        What a month alone means: its last day (a contract that ends "in April") rather than its first.

    Raises
    ------
    Misread
        When it is no date.

    >>> parse_date("2013-04"), parse_date("2018-04", last_day=True)
    (datetime.date(2013, 4, 1), datetime.date(2018, 4, 30))
    """
    if type(raw) is date:
        return _plausible(raw)
    if not isinstance(raw, str):
        raise Misread(
            f"{shown(raw)} is not a date", 'a month such as "2013-04" or a day such as "2018-04-30", in quotes'
        )
    text = raw.strip()
    if found := _MONTH.fullmatch(text):
        year, month = int(found[1]), int(found[2])
        day = monthrange(year, month)[1] if last_day and year >= 1 and 1 <= month <= 12 else 1
    elif found := _DAY.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    else:
        raise Misread(f"{shown(raw)} is not a date", _date_hint(text))
    try:
        return _plausible(date(year, month, day))
    except ValueError as error:
        if isinstance(error, Misread):
            raise
        raise Misread(f"{shown(raw)} is not in the calendar", "a month from 01 to 12 and a day that it has") from None


def _plausible(day: date) -> date:
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise Misread(f"the year {day.year} is out of all range", f"a year from {EARLIEST_YEAR} to {LATEST_YEAR}")
    return day


def _date_hint(text: str) -> str:
    if found := _BRITISH.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
        if 1 <= month <= 12 and 1 <= day <= monthrange(max(year, 1), month)[1]:
            return f'year first: "{year:04d}-{month:02d}-{day:02d}"'
    if found := _FY.fullmatch(text):
        return f'a month or a day, not a financial year: its first month is "{found[1]}-04"'
    return 'a month such as "2013-04" or a day such as "2018-04-30"'


def parse_fy(raw: object) -> int:
    """Read a financial year; return the calendar year in which it begins.

    Raises
    ------
    Misread
        When it is no financial year.

    >>> parse_fy("2014/15"), parse_fy("1999/00")
    (2014, 1999)
    """
    if not isinstance(raw, str):
        raise Misread(f"{shown(raw)} is not a financial year", 'a year such as "2014/15", in quotes')
    found = _FY.fullmatch(raw.strip())
    if found and int(found[2]) == (int(found[1]) + 1) % 100:
        year = int(found[1])
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            raise Misread(
                f"the year {raw.strip()} is out of all range", f"a year from {EARLIEST_YEAR} to {LATEST_YEAR}"
            )
        return year
    raise Misread(f"{shown(raw)} is not a financial year", _fy_hint(raw.strip()))


def _fy_hint(text: str) -> str:
    near = _NEARLY_FY.fullmatch(text)
    if near and int(near[2]) % 100 == (int(near[1]) + 1) % 100:
        return f'"{fy_label(int(near[1]))}"'
    if near or re.fullmatch("[0-9]{4}", text):
        year = int(text[:4]) if not near else int(near[1])
        return f'"{fy_label(year)}" for the year from April {year} to March {year + 1}'
    return 'a year such as "2014/15"'


def fy_label(year: int) -> str:
    """The name of the financial year that begins in a calendar year.

    >>> fy_label(2014), fy_label(1999)
    ('2014/15', '1999/00')
    """
    return f"{year:04d}/{(year + 1) % 100:02d}"


def fy_of(day: date) -> int:
    """The calendar year in which the financial year of a day begins.

    >>> fy_of(date(2015, 3, 31)), fy_of(date(2015, 4, 1))
    (2014, 2015)
    """
    return day.year if day.month >= APRIL else day.year - 1


def month_of(when: str | date, start: str | date) -> float:
    """Months from the start to (the beginning of) a day; a day inside a month counts (day − 1) ÷ days in that month.

    >>> month_of("2013-04", "2011-10"), month_of("2011-10-16", "2011-10")
    (18.0, 0.4838709677419355)
    """
    day = parse_date(when) if isinstance(when, str) else when
    first = parse_date(start) if isinstance(start, str) else start
    whole = (day.year - first.year) * 12 + day.month - first.month
    return whole + (day.day - 1) / monthrange(day.year, day.month)[1]


@dataclass(frozen=True)
class Calendar:
    """The months and financial years of a case.

    Attributes
    ----------
    start
        First day of the programme, the first of a month.
    horizon
        The last financial year counted, ``2021/22``.

    >>> Calendar("2011-10", "2021/22").boundaries[:3]
    (0, 6, 18)
    """

    start: date
    horizon: str

    def __init__(self, start: str | date, horizon: str) -> None:
        object.__setattr__(self, "start", parse_date(start) if isinstance(start, str) else start)
        object.__setattr__(self, "horizon", fy_label(parse_fy(horizon)))

    @property
    def first_year(self) -> int:
        """Calendar year in which the first financial year begins; it may be cut short by the start."""
        return fy_of(self.start)

    @property
    def last_year(self) -> int:
        """Calendar year in which the last financial year begins."""
        return parse_fy(self.horizon)

    @property
    def end(self) -> date:
        """The last day counted, a 31 March."""
        return date(self.last_year + 1, 3, 31)

    @property
    def months(self) -> int:
        """Months from the start to the end of the horizon."""
        return self.month_of_april(self.last_year + 1)

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years in which the financial years of the horizon begin."""
        return tuple(range(self.first_year, self.last_year + 1))

    @property
    def labels(self) -> tuple[str, ...]:
        """The financial years of the horizon, ``2014/15``."""
        return tuple(fy_label(year) for year in self.years)

    @property
    def boundaries(self) -> tuple[int, ...]:
        """Month in which each financial year begins (0 for the first), and the end of the horizon."""
        return (0, *(self.month_of_april(year) for year in self.years[1:]), self.months)

    def label(self, i: int) -> str:
        """The name of the i-th financial year of the horizon, from 0."""
        return fy_label(self.years[i])

    def month_of(self, when: str | date) -> float:
        """Months from the start to a day (see `month_of`); negative before it."""
        return month_of(when, self.start)

    def month_of_april(self, year: int) -> int:
        """Months from the start to 1 April of a calendar year."""
        return (year - self.start.year) * 12 + APRIL - self.start.month

    def day_after(self, day: date) -> float:
        """Months from the start to the day after: a contract that ends on 30 April lets go on 1 May."""
        return self.month_of(day + timedelta(days=1))

    def date_of(self, month: float) -> date:
        """The day on which a moment falls; the inverse of `month_of` for whole days."""
        whole = int(month // 1)
        year, index = divmod(self.start.year * 12 + self.start.month - 1 + whole, 12)
        days = monthrange(year, index + 1)[1]
        # A whole day is a multiple of 1/days up to rounding; the nudge keeps it from falling back into the day before.
        day = min(int((month - whole) * days + 1e-6) + 1, days)
        return date(year, index + 1, day)
