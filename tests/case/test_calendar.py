"""Months, days and financial years."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.case.calendar import Calendar, fy_label, fy_of, month_of, parse_date, parse_fy
from simulator.case.misread import Misread

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def test_the_calendar_of_the_darlington_and_hartlepool_case() -> None:
    calendar = Calendar("2011-10", "2021/22")
    assert calendar.months == 126
    assert calendar.years == tuple(range(2011, 2022))
    assert calendar.boundaries == (0, 6, 18, 30, 42, 54, 66, 78, 90, 102, 114, 126)
    assert calendar.label(3) == "2014/15"
    assert calendar.end == date(2022, 3, 31)
    assert calendar.day_after(date(2018, 4, 30)) == 79.0


def test_a_start_in_april_begins_with_a_whole_year() -> None:
    assert Calendar("2012-04", "2013/14").boundaries == (0, 12, 24)


def test_a_start_in_march_begins_with_a_year_of_one_month() -> None:
    calendar = Calendar("2012-03", "2012/13")
    assert calendar.boundaries == (0, 1, 13)
    assert calendar.labels == ("2011/12", "2012/13")


def test_a_day_inside_a_month_counts_its_part_of_that_month() -> None:
    assert month_of("2012-02-15", "2011-10") == 4 + 14 / 29
    assert month_of("2011-09", "2011-10") == -1


@given(DAYS, st.integers(1990, 2090), st.integers(1, 12))
def test_days_come_back_from_their_months(day: date, year: int, month: int) -> None:
    calendar = Calendar(date(year, month, 1), "2099/00")
    assert calendar.date_of(calendar.month_of(day)) == day


@given(DAYS)
def test_dates_are_read_as_they_are_written(day: date) -> None:
    assert parse_date(day.isoformat()) == day
    assert parse_date(day) == day
    assert parse_date(f"{day:%Y-%m}") == day.replace(day=1)
    assert parse_date(f"{day:%Y-%m}", last_day=True).day == monthrange(day.year, day.month)[1]


@given(DAYS)
def test_a_financial_year_turns_on_the_first_of_april(day: date) -> None:
    year = fy_of(day)
    assert date(year, 4, 1) <= day < date(year + 1, 4, 1)


@given(DAYS, st.integers(1, 40))
def test_later_days_are_later_months(day: date, days: int) -> None:
    start = date(2011, 10, 1)
    assert month_of(day + timedelta(days), start) > month_of(day, start)


@given(st.integers(1990, 2100))
def test_financial_years_come_back_from_their_names(year: int) -> None:
    assert parse_fy(fy_label(year)) == year


@pytest.mark.parametrize("text", ["2014/16", "2014-15", "2014/2015", "14/15", "2014", "", "FY2014/15", 2014, None])
def test_what_is_no_financial_year_is_refused(text: object) -> None:
    with pytest.raises(Misread):
        parse_fy(text)


@pytest.mark.parametrize("text", ["2012-13", "2012-02-30", "2012", "12-2012", "April 2012", "2012/13", "", 2012, True])
def test_what_is_no_date_is_refused(text: object) -> None:
    with pytest.raises(Misread):
        parse_date(text)
