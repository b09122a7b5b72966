"""Payback and peak funding: what is read off a path of cumulative net cash (docs/model.md section 8).

Within a financial year the discount factor and the price levels are fixed. So discounted net cash stands below its
limit exactly where undiscounted net cash stands below a threshold of that year, and nominal net cash is a straight
function of what moves with pay and what moves with prices: one path is walked, month by month, for all three.
"""

from __future__ import annotations

import numpy as np

from distributions.jit import LANES, stage
from simulator.engine.bends import add_up
from simulator.engine.workspace import (
    ABSOLUTE,
    ABSOLUTE_DISCOUNTED,
    CUMULATIVE,
    DEEPEST,
    DISCOUNT,
    DISCOUNTED,
    LAST_BELOW,
    LAST_BELOW_DISCOUNTED,
    LIMIT,
    LIMIT_DISCOUNTED,
    NET_PAY,
    NET_PRICES,
    OFFSET,
    PAY_LEVEL,
    PEAK_MONTH,
    PRICE_LEVEL,
    THRESHOLD,
)
from simulator.plan.arrays import PAY, PRICES

TOLERANCE = 1.0e-9
"""Of a trial's absolute flows: a path this close below zero counts as being at zero."""


@stage
def follow_paths(calendar, w):
    """Walk the path of each council and of the whole from the start to the horizon."""
    starts, paths = calendar.year_start, w.path.shape[0]
    for p in range(paths):
        begin_path(w.path[p])
    for bucket in range(w.sums.shape[0]):
        w.sums[bucket] = 0.0
    for y in range(len(starts) - 1):
        for p in range(paths):
            path, start = w.path[p], w.real[p, starts[y]]
            if y > 0:
                discount_year(path, start, w.real[p, starts[y - 1]], w.year[DISCOUNT, y - 1])
            begin_year(path, w.zero[p, y], start, w.year[DISCOUNT, y], w.levels[PAY, y], w.levels[PRICES, y])
        for m in range(starts[y], starts[y + 1]):
            add_up(m, w.bends, w.sums)
            divide_net_cash(w.key, w.own_bucket, w.sums, w.path)
            for p in range(paths):
                pass_month_end(1.0 + m, w.path[p], w.real[p, m + 1], w.nominal[p, m + 1])
    for p in range(paths):
        find_peak_month(w.path[p], w.nominal[p], starts)


@stage
def begin_path(path):
    """Set a path to nothing, and its limits to what its absolute flows make of the tolerance."""
    for lane in range(LANES):
        path[NET_PAY + lane] = 0.0
        path[NET_PRICES + lane] = 0.0
        path[DISCOUNTED + lane] = 0.0
        path[OFFSET + lane] = 0.0
        path[PAY_LEVEL + lane] = 0.0
        path[PRICE_LEVEL + lane] = 0.0
        path[DEEPEST + lane] = 0.0
        path[LAST_BELOW + lane] = 0.0
        path[LAST_BELOW_DISCOUNTED + lane] = 0.0
        path[LIMIT + lane] = 0.0 - TOLERANCE * path[ABSOLUTE + lane]
        path[LIMIT_DISCOUNTED + lane] = 0.0 - TOLERANCE * path[ABSOLUTE_DISCOUNTED + lane]


@stage
def discount_year(path, start, before, factor):
    """Discount what the year from ``before`` to ``start`` [LANE], cumulative net cash, has brought."""
    for lane in range(LANES):
        path[DISCOUNTED + lane] += factor[lane] * (start[lane] - before[lane])


@stage
def begin_year(path, zero, start, factor, pay_level, price_level):
    """Take up a financial year's price levels and discount factor, [LANE] each.

    ``start`` is the cumulative net cash at its start. What this will be where discounted net cash is at its limit goes
    to THRESHOLD, and where that is zero to ``zero``.
    """
    for lane in range(LANES):
        at_zero = start[lane] - path[DISCOUNTED + lane] / factor[lane]
        zero[lane] = at_zero
        path[THRESHOLD + lane] = at_zero + path[LIMIT_DISCOUNTED + lane] / factor[lane]
    for lane in range(LANES):
        pay_step = path[PAY_LEVEL + lane] - pay_level[lane]
        price_step = path[PRICE_LEVEL + lane] - price_level[lane]
        path[OFFSET + lane] += path[NET_PAY + lane] * pay_step + path[NET_PRICES + lane] * price_step
        path[PAY_LEVEL + lane] = pay_level[lane]
        path[PRICE_LEVEL + lane] = price_level[lane]


@stage
def divide_net_cash(key, own_bucket, sums, paths):
    """NET_PAY and NET_PRICES of each council, from the sums of the buckets, and of the whole."""
    keys, councils = key.shape[0], key.shape[1]
    whole = paths[councils]
    for k in range(councils):
        path, own = paths[k], own_bucket[k]
        share, pay, prices = key[0, k], sums[0, PAY], sums[0, PRICES]
        for lane in range(LANES):
            path[NET_PAY + lane] = share[lane] * pay[CUMULATIVE + lane]
            path[NET_PRICES + lane] = share[lane] * prices[CUMULATIVE + lane]
        for j in range(1, keys):
            share, pay, prices = key[j, k], sums[j, PAY], sums[j, PRICES]
            for lane in range(LANES):
                path[NET_PAY + lane] += share[lane] * pay[CUMULATIVE + lane]
                path[NET_PRICES + lane] += share[lane] * prices[CUMULATIVE + lane]
        if own >= 0:
            pay, prices = sums[own, PAY], sums[own, PRICES]
            for lane in range(LANES):
                path[NET_PAY + lane] += pay[CUMULATIVE + lane]
                path[NET_PRICES + lane] += prices[CUMULATIVE + lane]
        if k == 0:
            for lane in range(LANES):
                whole[NET_PAY + lane] = path[NET_PAY + lane]
                whole[NET_PRICES + lane] = path[NET_PRICES + lane]
        else:
            for lane in range(LANES):
                whole[NET_PAY + lane] += path[NET_PAY + lane]
                whole[NET_PRICES + lane] += path[NET_PRICES + lane]


@stage
def pass_month_end(month, path, real, nominal):
    """Take note of where a path stands at the end of a month (counted from 1), real and nominal [LANE]."""
    for lane in range(LANES):
        pay, prices = path[NET_PAY + lane], path[NET_PRICES + lane]
        now = pay + prices
        in_cash = path[OFFSET + lane] + (pay * path[PAY_LEVEL + lane] + prices * path[PRICE_LEVEL + lane])
        real[lane] = now
        nominal[lane] = in_cash
        path[DEEPEST + lane] = min(path[DEEPEST + lane], in_cash)
        path[LAST_BELOW + lane] = month if now < path[LIMIT + lane] else path[LAST_BELOW + lane]
        below = now < path[THRESHOLD + lane]
        path[LAST_BELOW_DISCOUNTED + lane] = month if below else path[LAST_BELOW_DISCOUNTED + lane]


@stage
def find_peak_month(path, nominal, starts):
    """PEAK_MONTH: the first month-end that reaches the deepest point of a path, within the tolerance; NaN where it is
    never below zero."""
    for lane in range(LANES):
        path[PEAK_MONTH + lane] = 0.0 if path[DEEPEST + lane] < path[LIMIT + lane] else np.nan
        path[OFFSET + lane] = path[DEEPEST + lane] - path[LIMIT + lane]
    for y in range(len(starts) - 1):
        missing = 0
        for m in range(starts[y], starts[y + 1]):
            now, month = nominal[m + 1], 1.0 + m
            for lane in range(LANES):
                first = path[PEAK_MONTH + lane] == 0.0 and now[lane] <= path[OFFSET + lane]
                path[PEAK_MONTH + lane] = month if first else path[PEAK_MONTH + lane]
        for lane in range(LANES):
            missing += 1 if path[PEAK_MONTH + lane] == 0.0 else 0
        if missing == 0:
            break


@stage
def payback_years(last_below, real, zero, year_of, out):
    """Years to the moment from which cumulative net cash stays at or above zero, into ``out`` [LANE].

    Parameters
    ----------
    last_below : float64[LANE]
        The last month-end at which it is below; 0 for none.
    real : float64[MONTH + 1, LANE]
        Cumulative net cash at month-ends, £ real, undiscounted.
    zero : float64[YEAR, LANE]
        What this is where the cumulative net cash in question is zero.
    year_of : int64[MONTH]
    out : float64[LANE]

    Notes
    -----
    0 when no month-end is below zero, infinite when the last is; else linear within the month after the last one below.
    """
    for lane in range(LANES):
        m = int(last_below[lane])
        if m == 0:
            out[lane] = 0.0
        elif m == len(year_of):
            out[lane] = np.inf
        else:
            before, now = real[m, lane], real[m + 1, lane]
            within = min((zero[year_of[m], lane] - before) / (now - before), 1.0)
            out[lane] = (m + within) / 12.0


@stage
def peak_funding(path, out, month):
    """Deepest cumulative net cash below zero at a month end, as a positive number, and the first month-end that
    reaches it, counted from the start: ``out`` and ``month`` [LANE]."""
    for lane in range(LANES):
        below = path[DEEPEST + lane] < path[LIMIT + lane]
        out[lane] = 0.0 - path[DEEPEST + lane] if below else 0.0
        month[lane] = path[PEAK_MONTH + lane]
