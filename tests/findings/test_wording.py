"""Figures in words: never more digits than their error allows, never another figure than the one computed."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.case import load_case
from simulator.findings.facts import facts_of
from simulator.findings.probabilities import chance
from simulator.findings.wording import likelihood, money, percent, plain, rounded, step

amounts = st.floats(-1e9, 1e9).filter(lambda v: v == 0 or abs(v) >= 1)
errors = st.floats(0, 1e7)


def _pounds(text: str) -> float:
    if text == "nil":
        return 0.0
    sign, digits, unit = re.fullmatch(r"(−?)£([\d,.]+)([km])", text).groups()
    return (-1 if sign else 1) * float(digits.replace(",", "")) * {"k": 1e3, "m": 1e6}[unit]


@given(amounts, errors)
def test_money_is_the_figure_rounded_to_what_its_error_supports(value, error):
    written = _pounds(money(value, error))
    # Half a step; a step is at most five times what is needed below the unit, ten above.
    assert abs(written - value) <= max(5_000.0, 50_000.0 if abs(value) >= 9.9e6 else 0, 10.0 * error) + 1e-6 * abs(
        value
    )


@given(amounts, errors)
def test_money_has_no_decimal_that_is_finer_than_its_error(value, error):
    text = money(value, error)
    decimals = len(text.rstrip("km").partition(".")[2])
    if decimals:
        unit = 1e6 if text.endswith("m") else 1e3
        assert unit * 10.0**-decimals >= 2 * error * (1 - 1e-6) or error == 0


@given(st.floats(0, 1e3), st.floats(1e-6, 1e2))
def test_a_step_is_one_two_or_five_times_a_power_of_ten(error, finest):
    found = step(error, finest, 1.0)
    assert found == finest or found >= 2 * error * (1 - 1e-6)
    if found != finest:
        assert f"{found:e}"[0] in "125"
        assert found >= 1 or f"{found:e}"[0] == "1"


def test_a_half_goes_up():
    assert (rounded(0.5, 1), rounded(2.5, 1), rounded(0.125, 0.01)) == ("1", "3", "0.13")


@given(st.integers(1, 50_000), st.data())
def test_a_chance_is_never_said_to_be_certain_when_it_is_not(trials, data):
    hits = data.draw(st.integers(0, trials))
    text = likelihood(chance(hits, trials))
    share = hits / trials
    if text in ("0%", "100%"):
        assert share in (0.0, 1.0) and trials >= 90
    number = int(re.search(r"\d+", text)[0]) / 100
    if text.startswith("under"):
        assert share <= number
    elif text.startswith("over"):
        assert share >= number
    else:
        assert abs(share - number) <= max(0.005, 5 * chance(hits, trials).error) + 1e-9


@pytest.mark.parametrize("value,text", [(0.0, "0%"), (-0.123, "−12%"), (-0.001, "0%"), (1.5, "150%")])
def test_percent(value, text):
    assert percent(value) == text


def test_what_is_not_finite_is_said_so():
    assert money(math.inf) == money(math.nan) == "no finite sum"


def test_plain_text_is_one_line_without_marks_that_mislead():
    assert plain("a\nb\tc\x00\x1b[31m\u202e\u200f d", 99) == "a b c[31m d"
    assert plain("x" * 10_000, 20) == "x" * 19 + "…"
    assert plain("<script>$x^2$", 99) == "<script>$x^2$"


@pytest.mark.parametrize(
    ("months", "name"),
    [(0.0, "October 2011"), (1.0, "October 2011"), (1.001, "November 2011"), (6.0, "March 2012")],
)
def test_the_end_of_a_month_is_still_in_it(months, name):
    """A payback of exactly six months from 1 October is back by 31 March, as the table of chances has it."""
    assert facts_of(load_case(None)).month_name(months) == name
