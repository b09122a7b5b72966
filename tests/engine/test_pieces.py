"""The engine's small functions, each against something other than itself: integrals, hand-drawn paths, printed tables.

Stages have no way in from Python once compiled, so they are called as the plain functions that they are.
"""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from distributions.jit import LANES
from simulator.engine.bends import add_payment, add_ramp, add_spending, add_up, spent
from simulator.engine.payback import (
    begin_path,
    begin_year,
    find_peak_month,
    pass_month_end,
    payback_years,
    peak_funding,
)
from simulator.engine.redundancy import paid_after_exits, statutory_weeks
from simulator.engine.savings import ramp, ramp_integral
from simulator.engine.workspace import (
    ABSOLUTE,
    ABSOLUTE_DISCOUNTED,
    CUMULATIVE,
    CUT,
    FIRST,
    LAST,
    LAST_BELOW,
    NET_PAY,
    PATH_FIELDS,
    PAY_RATE,
    PRICE_RATE,
    SLACK,
    SUM,
    SUMS,
    TRIAL_FIELDS,
)
from simulator.plan.redundancy import STATUTE


def plain(function):
    """The Python function behind a compiled one."""
    return getattr(function, "py_func", function)


@pytest.mark.parametrize("length", [0.0, 0.5, 6.0, 36.0])
@pytest.mark.parametrize("age", [-3.0, 0.0, 0.25, 5.5, 6.0, 40.0])
def test_the_ramp_integral_is_the_integral_of_the_ramp(age, length):
    area = quad(lambda a: plain(ramp)(a, length), 0.0, max(age, 0.0), points=[min(length, max(age, 0.0))], limit=200)[0]
    assert plain(ramp_integral)(age, length) == pytest.approx(area, abs=1e-9)


def test_a_step_has_happened_only_after_its_moment():
    assert plain(ramp)(0.0, 0.0) == 0.0
    assert plain(ramp)(1e-12, 0.0) == 1.0


@pytest.mark.parametrize(
    ("month", "begin", "end", "stop", "share"),
    [
        (6.0, 0.0, 12.0, 1e9, 0.5),
        (24.0, 0.0, 12.0, 1e9, 1.0),
        (24.0, 0.0, 12.0, 3.0, 0.25),
        (1.0, -3.0, 3.0, 1e9, 4 / 6),
        (6.0, 6.0, 6.0, 1e9, 0.0),
        (7.0, 6.0, 6.0, 1e9, 1.0),
        (7.0, 6.0, 6.0, 6.0, 0.0),
    ],
)
def test_spend_is_a_straight_line_cut_by_the_stop(month, begin, end, stop, share):
    assert plain(spent)(month, begin, end, stop) == pytest.approx(share, abs=1e-15)


@pytest.mark.parametrize("month", [3.0, 9.0, 14.0, 20.0, 40.0])
@pytest.mark.parametrize(("begin", "end"), [(0.0, 0.0), (0.0, 12.0), (3.0, 9.0)])
def test_payments_after_exits_average_over_the_exits(month, begin, end):
    """People leave evenly between months 5 and 11: the average of what has been paid for each."""
    first, last = 5.0, 11.0
    leaves = np.linspace(first, last, 400_001)
    if end > begin:
        paid = np.clip((month - begin - leaves) / (end - begin), 0.0, 1.0)
    else:
        paid = (month - begin - leaves > 0.0).astype(float)
    assert plain(paid_after_exits)(month, first, last, begin, end) == pytest.approx(paid.mean(), abs=1e-5)


@pytest.mark.parametrize(
    ("age", "service", "weeks"),
    # From the government's ready reckoner for statutory redundancy pay.
    [
        (20, 2, 1),
        (22, 2, 1),
        (23, 2, 1.5),
        (24, 2, 2),
        (41, 2, 2),
        (42, 2, 2.5),
        (43, 2, 3),
        (61, 20, 30),
        (33, 12, 11.5),
    ],
)
def test_weeks_are_those_of_the_ready_reckoner(age, service, weeks):
    assert plain(statutory_weeks)(STATUTE, float(age), float(service)) == weeks


def test_short_service_earns_nothing_and_long_service_no_more_than_twenty_years():
    assert plain(statutory_weeks)(STATUTE, 50.0, 1.9) == 0.0
    assert plain(statutory_weeks)(STATUTE, 64.0, 35.0) == plain(statutory_weeks)(STATUTE, 64.0, 20.0) == 30.0
    assert plain(statutory_weeks)(STATUTE, 33.0, 12.9) == 11.5


MONTHS = 40


def put(fields, values):
    """Fill the lanes of some fields."""
    for field, value in values.items():
        fields[field : field + LANES] = value


def curve(enter):
    """Cumulative net cash at month-ends of what ``enter(trial, bends)`` enters, every lane alike, with pay alone."""
    trial, bends, sums = (
        np.zeros(TRIAL_FIELDS),
        np.zeros((1, 2, MONTHS + SLACK, LANES)),
        np.zeros((1, 2, SUMS)),
    )
    enter(trial, bends[0])
    found = []
    for m in range(MONTHS):
        plain(add_up)(m, bends, sums)
        found.append(sums[0, 0, CUMULATIVE])
        assert not sums[0, 1].any()
    assert not bends[:, :, :MONTHS].any()
    return np.array(found)


@pytest.mark.parametrize("cut", [1e9, 18.0, 12.0, 6.0])
@pytest.mark.parametrize("length", [0.0, 0.25, 0.99, 1.0, 1.01, 6.0, 24.0])
@pytest.mark.parametrize("begin", [0.0, 5.75, 6.0, 11.5, 39.5, 50.0, 1e9])
def test_a_ramp_is_its_integral_at_every_month_end(begin, length, cut):
    def enter(trial, bends):
        put(trial, {FIRST: begin - 2.0, CUT: cut, PAY_RATE: 3.0, PRICE_RATE: 0.0})
        plain(add_ramp)(np.full(LANES, length), 2.0, 0.5, MONTHS, trial, bends[0], bends[1])

    ends = np.arange(1.0, MONTHS + 1.0)
    level = plain(ramp)(cut - begin, length)
    before = np.array([plain(ramp_integral)(min(end, cut) - begin, length) for end in ends])
    assert curve(enter) == pytest.approx(1.5 * (before + level * np.maximum(ends - cut, 0.0)), abs=1e-11)


@pytest.mark.parametrize("cut", [1e9, 9.0, 3.5, -5.0])
@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (-9.0, 3.0),
        (-2.0, -1.5),
        (0.0, 24.0),
        (4.25, 4.25),
        (5.0, 5.0),
        (4.9, 5.3),
        (4.0, 5.0),
        (3.5, 80.0),
        (45.0, 50.0),
    ],
)
def test_spending_is_a_clipped_line_at_every_month_end(begin, end, cut):
    def enter(trial, bends):
        put(trial, {FIRST: begin, LAST: end, CUT: cut, SUM: 7.0})
        plain(add_spending)(MONTHS, trial, bends[0])

    shares = np.array([plain(spent)(m, begin, end, cut) for m in np.arange(1.0, MONTHS + 1.0)])
    assert curve(enter) == pytest.approx(-7.0 * shares, abs=1e-11)


def test_a_payment_falls_in_its_month():
    def enter(_trial, bends):
        for lane in range(LANES):
            plain(add_payment)(bends[0], 3, lane, 5.0)

    assert curve(enter).tolist() == [0.0] * 3 + [-5.0] * (MONTHS - 3)


def walked(net, flows=None):
    """A path of monthly net cash, [MONTH] or [MONTH, LANE], all of it in one year: its state and its month-ends."""
    net = np.array(net, dtype=float)
    net = np.repeat(net[:, None], LANES, axis=1) if net.ndim == 1 else net
    path, ends, one = np.zeros(PATH_FIELDS), np.zeros((len(net) + 1, LANES)), np.ones(LANES)
    total = np.abs(net).sum(axis=0) if flows is None else flows
    put(path, {ABSOLUTE: total, ABSOLUTE_DISCOUNTED: total})
    nominal, zero = np.zeros_like(ends), np.zeros((1, LANES))
    plain(begin_path)(path)
    plain(begin_year)(path, zero[0], ends[0], one, one, one)
    for m, change in enumerate(net):
        path[NET_PAY : NET_PAY + LANES] += change
        plain(pass_month_end)(m + 1.0, path, ends[m + 1], nominal[m + 1])
    plain(find_peak_month)(path, nominal, np.array([0, len(net)]))
    return path, ends


def payback(net):
    """Payback of one path, in years, with every lane alike."""
    path, ends = walked(net)
    out = np.full(LANES, -1.0)
    years = np.zeros(len(net), dtype=np.int64)
    plain(payback_years)(path[LAST_BELOW : LAST_BELOW + LANES], ends, np.zeros((1, LANES)), years, out)
    assert np.all(out == out[0])
    return out[0]


@pytest.mark.parametrize(
    ("net", "years"),
    [
        ([10, 10, 10], 0.0),  # never below zero
        ([0, 0, 0], 0.0),  # no flows at all
        ([-10, 5, 4], math.inf),  # still below at the end
        ([-10, 5, 10], (2 + 0.5) / 12),  # half of the third month's saving is needed
        ([-10, 10, 0], 2 / 12),  # exactly zero at a month end is back
        ([-10, 20, -15, 10], (3 + 0.5) / 12),  # back once, then below again: the last return counts
    ],
)
def test_payback_is_the_last_return_to_zero(net, years):
    assert payback(net) == pytest.approx(years, rel=1e-15)


def test_a_path_within_the_tolerance_of_zero_is_not_below_it():
    assert payback([-10.0, 10.0 - 1e-12, 0.0]) == pytest.approx(2 / 12)
    assert payback([-10.0, 10.0 - 1e-6, 0.0]) == math.inf


def test_peak_funding_is_the_deepest_month_end_and_the_first_that_reaches_it():
    net = np.repeat(np.array([-4.0, -6.0, 0.0, 3.0, -3.0, 20.0])[:, None], LANES, axis=1)
    net[:, 1] = 1.0
    path, _ = walked(net, 36.0)
    out, month = np.zeros(LANES), np.zeros(LANES)
    plain(peak_funding)(path, out, month)
    assert out[0] == 10.0 and month[0] == 2.0
    assert out[1] == 0.0 and not np.signbit(out[1]) and np.isnan(month[1])
