"""Reading and writing money, shares and plain numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.case.misread import Misread
from simulator.case.quantities import as_money, read_money, read_number, read_share


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("£5.4m", 5_400_000.0),
        ("£780k", 780_000.0),
        ("£1,630,000", 1_630_000.0),
        ("£1630000", 1_630_000.0),
        ("£0.50", 0.5),
        ("-£50k", -50_000.0),
        ("−£50k", -50_000.0),
        (" £ 5.4 M ", 5_400_000.0),
        ("£1.2bn", 1.2e9),
        ("£22.5m", 22_500_000.0),
        (5_400_000, 5_400_000.0),
        (0.5, 0.5),
    ],
)
def test_money_is_read_in_pounds(text: object, pounds: float) -> None:
    assert read_money(text) == pounds


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("5.4m", '"£5.4m"'),
        ("-50k", '"-£50k"'),
        ("£-50k", '"-£50k"'),
        ("(£50k)", '"-£50k"'),
        ("£2.4 million", '"£2.4m"'),
        ("£3 thousand", '"£3k"'),
        ("£1,63,000", '"£1,630,000", or "£1.63m"'),
        ("€5m", '"£5.4m", "£780k", "£1,630,000" or a number of pounds'),
        ("", '"£5.4m", "£780k", "£1,630,000" or a number of pounds'),
        ("£٥m", '"£5.4m", "£780k", "£1,630,000" or a number of pounds'),
    ],
)
def test_money_that_cannot_be_meant_says_what_to_write(text: str, instead: str) -> None:
    with pytest.raises(Misread) as error:
        read_money(text)
    assert error.value.instead == instead


@given(st.integers(-(10**12), 10**12))
def test_whole_pounds_come_back_from_how_they_are_written(pounds: int) -> None:
    assert read_money(as_money(float(pounds))) == pounds


@given(st.integers(0, 10**9), st.integers(0, 999), st.sampled_from([("k", 1_000), ("m", 1_000_000), ("bn", 10**9)]))
def test_multiples_are_the_nearest_float(whole: int, part: int, unit: tuple[str, int]) -> None:
    letter, times = unit
    exact = whole * times + part * times // 1000
    assert read_money(f"£{whole}.{part:03d}{letter}") == float(exact)


@given(st.integers(0, 10**6), st.integers(0, 99))
def test_percentages_are_the_nearest_float(whole: int, part: int) -> None:
    assert read_share(f"{whole}.{part:02d}%") == (whole * 100 + part) / 10_000


@pytest.mark.parametrize("raw", [True, False, "3", [3], {"value": 3}, float("nan"), float("inf"), 10**400, None])
def test_a_number_is_a_finite_number_and_nothing_else(raw: object) -> None:
    with pytest.raises(Misread):
        read_number(raw, "a number of months", "6")


def test_there_is_one_zero() -> None:
    assert str(read_number(-0.0, "a number", "1")) == "0.0"
