"""The case as a whole: its years, its dates, and that there is something to count."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from simulator.case.calendar import Calendar, fy_label, fy_of, parse_fy
from simulator.case.checks.desk import Desk
from simulator.case.faults import Path

LONGEST_HORIZON = 60
"""Years beyond which a horizon is taken for a slip of the keyboard."""

FARTHEST_PRICE_BASE = 20
"""Years before the start beyond which a price base is taken for a slip of the keyboard."""


def check_header(desk: Desk) -> None:
    for table, what in (("council", "no council"), ("cluster", "no cluster"), ("wave", "no wave")):
        if not desk.ids(table) and desk.sound(table):
            desk.wrong((table,), f"there is {what}", f"at least one [{table}.ID]", at_key=True)
    calendar = usable_calendar(desk)
    if calendar is None:
        _backward(desk)
        return
    header = desk.case.case
    base = parse_fy(header.price_base)
    if desk.sound("case", "price_base"):
        if base > calendar.last_year:
            desk.wrong(
                ("case", "price_base"),
                f"the price base {header.price_base} is after the horizon ({calendar.horizon})",
                "the financial year in whose pounds the case is written",
            )
        elif base < calendar.first_year - FARTHEST_PRICE_BASE:
            desk.wrong(
                ("case", "price_base"),
                f"the price base {header.price_base} is more than {FARTHEST_PRICE_BASE} years before the start",
                "the financial year in whose pounds the case is written",
            )
    if desk.sound("case", "as_at") and header.as_at > calendar.end:
        desk.odd(
            ("case", "as_at"),
            "the case is made after its horizon is over",
            "the day on which it was made, or a later horizon",
        )
    _gap_year(desk, calendar)
    if desk.case.claim is not None:
        for key in ("first_net_saving_year", "full_effect_year"):
            year = getattr(desk.case.claim, key)
            if year is not None and desk.sound("claim", key):
                in_horizon(desk, ("claim", key), year, calendar)
    _indices(desk, calendar, base)


def usable_calendar(desk: Desk) -> Calendar | None:
    """The calendar, where start and horizon are sound and in order."""
    if not (desk.sound("case", "start") and desk.sound("case", "horizon")):
        return None
    calendar = desk.case.calendar
    return calendar if 0 < calendar.months <= 12 * LONGEST_HORIZON else None


def _backward(desk: Desk) -> None:
    if not (desk.sound("case", "start") and desk.sound("case", "horizon")):
        return
    calendar = desk.case.calendar
    if calendar.months <= 0:
        desk.wrong(
            ("case", "horizon"),
            f"the horizon {calendar.horizon} is over before the start, {calendar.start.isoformat()}",
            f'the last financial year counted, "{fy_label(fy_of(calendar.start))}" or later',
        )
    else:
        desk.wrong(
            ("case", "horizon"),
            f"the horizon {calendar.horizon} is more than {LONGEST_HORIZON} years after the start",
            "a nearer financial year",
        )


def in_horizon(desk: Desk, path: Path, year: str, calendar: Calendar, *, at_key: bool = False) -> bool:
    """Whether a financial year is counted; it is a fault if it is not."""
    if parse_fy(year) in calendar.years:
        return True
    desk.wrong(
        path,
        f"{year} is outside the horizon",
        f"a financial year from {calendar.label(0)} to {calendar.horizon}, or another horizon",
        at_key=at_key,
    )
    return False


def date_in_horizon(desk: Desk, path: Path, day: date, calendar: Calendar, what: str) -> bool:
    """Whether a day is counted; it is a fault if it is not."""
    if day < calendar.start:
        wrong = f"{what}, {day.isoformat()}, is before the start, {calendar.start.isoformat()}"
    elif day > calendar.end:
        wrong = f"{what}, {day.isoformat()}, is after the horizon, {calendar.end.isoformat()}"
    else:
        return True
    desk.wrong(path, wrong, f"a date from {calendar.start.isoformat()} to {calendar.end.isoformat()}")
    return False


def _gap_year(desk: Desk, calendar: Calendar) -> None:
    year = desk.case.case.gap_year
    path = ("case", "gap_year")
    if year is None or not desk.sound(*path) or not in_horizon(desk, path, year, calendar):
        return
    councils = desk.case.council
    stating = [name for name, council in councils.items() if year in council.gap]
    if not stating and councils and all(desk.sound("council", name, "gap") for name in desk.ids("council")):
        desk.wrong(
            path, f"no council states a gap for {year}", f'gap = {{ "{year}" = "£…" }} in each council, or no gap_year'
        )


def _indices(desk: Desk, calendar: Calendar, base: int) -> None:
    """Growth that no year of the horizon feels is probably meant for another year."""
    if not desk.sound("case", "price_base"):
        return
    first, last = min(base, calendar.first_year) + 1, calendar.last_year
    for name in ("pay", "prices"):
        growth = getattr(desk.case.index, name).growth
        years = sorted(parse_fy(year) for year in growth)
        for year, following in pairwise([*years, last + 1]):
            path: Path = ("index", name, "growth", fy_label(year))
            if (year > last or following <= first) and desk.sound(*path):
                desk.odd(
                    path,
                    f"growth from {fy_label(year)} changes nothing between the price base and the horizon",
                    "another year, or no entry",
                    at_key=True,
                )
