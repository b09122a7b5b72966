"""What --fail-if accepts and how it judges, on trials small enough to count on one's fingers."""

import numpy as np
import pytest

from simulator.cli.limits import LimitError, check_names, judge, read_limit

PAYBACK = np.array([2.0, 3.0, 4.0, 6.0, np.inf, np.nan])
APPROVED = np.array([True, True, False, True, True, True])


def verdict(text: str):
    chances = {("never_pays_back", False): 0.2, ("never_pays_back", True): 0.25, ("gap_closed.2014/15", False): None}
    return judge(read_limit(text), {"payback_years": PAYBACK}.__getitem__, APPROVED, lambda *key: chances[key])


@pytest.mark.parametrize(
    ("text", "value", "missed"),
    [
        ("P(payback_years <= 5) < 0.8", 3 / 5, True),
        ("P(payback_years <= 5) < 60%", 3 / 5, False),
        ("P(payback_years<=5|approved)<0.5", 2 / 4, False),
        ("P(payback_years > 5) >= 0.4", 2 / 5, True),
        ("mean(payback_years) > 100", np.inf, True),
        ("p50(payback_years) > 4", 4.0, False),
        ("p20(payback_years) > 1.5", 2.0, True),
        ("p90(payback_years) == inf", np.inf, True),
        ("never_pays_back > 0.1", 0.2, True),
        ("P(never_pays_back) > 0.2", 0.2, False),
        ("P(never_pays_back | approved) > 0.2", 0.25, True),
        ("gap_closed.2014/15 < 0.1", None, True),
    ],
)
def test_a_limit_is_missed_when_its_comparison_is_true(text, value, missed):
    found = verdict(text)
    assert found.value == (pytest.approx(value) if value is not None else None)
    assert found.missed is missed


@pytest.mark.parametrize(
    ("word", "value"),
    [("5", 5), ("-2.5", -2.5), ("80%", 0.8), ("£8m", 8e6), ("-£50k", -5e4), ("£1,630,000", 1.63e6), ("2014/15", 2014)],
)
def test_bounds_are_written_as_in_a_case(word, value):
    assert read_limit(f"mean(npv) < {word}").bound == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    ["", "payback", "P(payback_years <= 5)", "median(npv) < 3", "mean(npv <= 3) < 3", "P(npv < many) < 3", "p0(npv) < 3"],
)
def test_what_cannot_be_read_says_what_to_write(text):
    with pytest.raises(LimitError, match=r"write|percentiles|only P"):
        read_limit(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("P(payback_year <= 5) < 0.8", "no outcome 'payback_year'. Did you mean 'payback_years'"),
        ("never_payed_back > 1%", "no chance 'never_payed_back'. Did you mean 'never_pays_back'"),
        ("payback_years > 5", "differs from trial to trial"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(text, said):
    with pytest.raises(LimitError) as refused:
        check_names([read_limit(text)], ["payback_years", "npv"], ["never_pays_back"])
    assert said in str(refused.value)
