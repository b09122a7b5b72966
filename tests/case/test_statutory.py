"""What the law sets: tables in order, and the day on which each step takes effect."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from simulator.case.statutory import (
    MINIMUM_PENSION_AGES,
    PENSION_AGES_ENACTED,
    WEEKLY_PAY_CAPS,
    minimum_pension_age,
    weekly_cap,
)


@pytest.mark.parametrize("table", [WEEKLY_PAY_CAPS, MINIMUM_PENSION_AGES])
def test_steps_go_up_in_the_order_of_their_days(table: tuple[tuple[str, float], ...]) -> None:
    days, amounts = [date.fromisoformat(day) for day, _ in table], [amount for _, amount in table]
    assert days == sorted(set(days))
    assert amounts == sorted(set(amounts))


@pytest.mark.parametrize(("since", "cap"), WEEKLY_PAY_CAPS)
def test_a_cap_is_in_force_from_its_day(since: str, cap: float) -> None:
    day = date.fromisoformat(since)
    assert weekly_cap(day) == cap
    assert weekly_cap(day - timedelta(1)) == (
        cap if since == WEEKLY_PAY_CAPS[0][0] else max(amount for other, amount in WEEKLY_PAY_CAPS if other < since)
    )


def test_the_last_cap_stays_and_the_first_reaches_back() -> None:
    assert weekly_cap(date(2040, 1, 1)) == 751.0
    assert weekly_cap(date(2000, 1, 1)) == 380.0


def test_the_minimum_pension_age_rises_on_6_april_2028() -> None:
    assert (minimum_pension_age(date(2028, 4, 5)), minimum_pension_age(date(2028, 4, 6))) == (55.0, 57.0)


def test_pension_ages_are_enacted_before_they_take_effect() -> None:
    assert len(PENSION_AGES_ENACTED) == len(MINIMUM_PENSION_AGES)
    assert all(enacted < since for enacted, (since, _) in zip(PENSION_AGES_ENACTED, MINIMUM_PENSION_AGES, strict=True))
