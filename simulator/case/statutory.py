"""What the law sets in England: redundancy pay, its weekly cap, and the minimum age of an early pension.

Sources: Employment Rights Act 1996, section 162 (weeks by age and service) and section 227 (the cap on a week's pay,
raised by an order each year: the dates and amounts below); Finance Act 2004, section 279 (normal minimum pension age:
55 from 6 April 2010) and Finance Act 2022, section 10 (57 from 6 April 2028). Nothing here is typed anywhere else.
"""

from __future__ import annotations

from datetime import date

QUALIFYING_YEARS = 2
"""Complete years of service without which there is no redundancy payment."""

MOST_YEARS = 20
"""Complete years of service that count at most: the last ones."""

YOUNG_UNTIL, OLDER_FROM = 22, 41
"""A year of service begun under 22 counts as young, one begun from 41 on as older."""

WEEKS_YOUNG, WEEKS_BETWEEN, WEEKS_OLDER = 0.5, 1.0, 1.5
"""Weeks of pay for a year of service: young, between, older."""

WEEKS_IN_A_YEAR = 52
"""Weeks by which yearly pay is divided (docs/model.md, section 5)."""

WEEKLY_PAY_CAPS: tuple[tuple[str, float], ...] = (
    ("2009-10-01", 380.0),
    ("2011-02-01", 400.0),
    ("2012-02-01", 430.0),
    ("2013-02-01", 450.0),
    ("2014-04-06", 464.0),
    ("2015-04-06", 475.0),
    ("2016-04-06", 479.0),
    ("2017-04-06", 489.0),
    ("2018-04-06", 508.0),
    ("2019-04-06", 525.0),
    ("2020-04-06", 538.0),
    ("2021-04-06", 544.0),
    ("2022-04-06", 571.0),
    ("2023-04-06", 643.0),
    ("2024-04-06", 700.0),
    ("2025-04-06", 719.0),
    ("2026-04-06", 751.0),
)
"""(first day, £ a week): the cap on a week's pay, in cash of the day.

The last stays in force; the first is used before its day.
"""

MINIMUM_PENSION_AGES: tuple[tuple[str, float], ...] = (("2010-04-06", 55.0), ("2028-04-06", 57.0))
"""(first day, age): the age from which an early pension may be drawn. The first is used before its day."""

PENSION_AGES_ENACTED: tuple[str, ...] = ("2004-07-22", "2022-02-24")
"""The day on which each minimum pension age was enacted; before that, using it is hindsight."""


def weekly_cap(day: date) -> float:
    """The cap on a week's pay in force on a day, £.

    >>> weekly_cap(date(2013, 1, 31)), weekly_cap(date(2013, 2, 1))
    (430.0, 450.0)
    """
    return _in_force(WEEKLY_PAY_CAPS, day)


def minimum_pension_age(day: date) -> float:
    """The age from which an early pension may be drawn on a day, in years.

    >>> minimum_pension_age(date(2028, 4, 5)), minimum_pension_age(date(2028, 4, 6))
    (55.0, 57.0)
    """
    return _in_force(MINIMUM_PENSION_AGES, day)


def _in_force(table: tuple[tuple[str, float], ...], day: date) -> float:
    value = table[0][1]
    for since, amount in table:
        if date.fromisoformat(since) <= day:
            value = amount
    return value
