"""The corners of the real case are the sums, shares and dates that its report prints."""

import pytest

from simulator.case import load_case
from simulator.findings.corners import corner_table, corners


@pytest.fixture(scope="module")
def found():
    return corners(load_case(None))


def row(found, words):
    return next(cells[1:] for cells in corner_table(found) if cells[0].startswith(words))


def test_savings_and_costs_are_the_report_s_to_the_pound(found):
    assert row(found, "saving a year") == ["5,380,000", "5,380,000", "8,360,000", "8,360,000"]
    assert row(found, "one-off cost") == ["5,000,000", "8,000,000", "5,000,000", "8,000,000"]


def test_shares_are_the_report_s_to_its_digits(found):
    assert row(found, "saving ÷ total net budget") == ["3.44%", "3.44%", "5.34%", "5.34%"]
    assert row(found, "saving ÷ net budget in scope") == ["3.64%", "3.64%", "5.65%", "5.65%"]
    assert row(found, "saving ÷ gap") == ["23.91%", "23.91%", "37.16%", "37.16%"]


def test_dates_are_the_report_s_at_every_corner(found):
    assert row(found, "first net saving") == ["2013/14"] * 4
    assert row(found, "full effect") == ["2014/15"] * 4


def test_a_figure_that_the_trials_do_not_share_is_told_as_a_range(found):
    assert all(" to " in cell for cell in row(found, "peak funding"))
