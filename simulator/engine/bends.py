"""Flows as bends of the path of cumulative net cash (docs/model.md section 10).

Cumulative net cash is made of few pieces: what a cost line has spent is a straight line between two moments, what a
ramp has delivered a parabola and then a straight line. Only the moments at which they bend matter. At month-ends the
third differences of such a curve are zero, save for three or four months from each bend on; so every flow adds a
handful of numbers to its bucket, and summing these up three times, once for all flows, gives the path. The sums carry
rounding errors of some 1e-12 of the flows: good for payback and peak, which have a tolerance of 1e-9. What is reported
by year is never read off them.
"""

from __future__ import annotations

import math

from distributions.jit import LANES, inline, stage
from simulator.engine.workspace import CUMULATIVE, CUT, FIRST, FIRST_SUM, LAST, PAY_RATE, PRICE_RATE, SECOND_SUM, SUM

SHORT = 1.0
"""A ramp or cost of up to a month is entered by its values at month-ends: its slope would magnify rounding errors."""


@inline
def month_of(moment, months):
    """The month that a moment lies in: the first for what is before the start, ``months`` for what is beyond."""
    return max(int(math.floor(min(moment, months * 1.0))), 0)


@inline
def enter(bends, m, lane, d0, d1, d2, d3):
    """Add four third differences from month ``m`` on."""
    bends[m, lane] += d0
    bends[m + 1, lane] += d1
    bends[m + 2, lane] += d2
    bends[m + 3, lane] += d3


@inline
def enter_values(bends, m, lane, scale, first, second, slope):
    """Add a curve by its values at the end of month ``m`` and of the next; from there on it is straight."""
    d1, d2 = second - 3.0 * first, slope - 2.0 * second + 3.0 * first
    enter(bends, m, lane, scale * first, scale * d1, scale * d2, scale * (second - first - slope))


@inline
def spent(month, begin, end, stop):
    """Share of a piece spent before a month: a clipped line from ``begin`` to ``end``, a step where they meet, cut at
    ``stop``."""
    until = min(month, stop)
    if end > begin:
        return min(max((until - begin) / (end - begin), 0.0), 1.0)
    return 1.0 if until > begin else 0.0


@stage
def add_ramp(length, offset, mass, months, trial, pay, prices):
    """Add a recurrent flow that grows from nothing in a straight line and then stays level: ``mass`` of PAY_RATE and
    PRICE_RATE, from ``offset`` after FIRST on, over ``length`` [LANE], frozen as it is at CUT. ``pay`` and ``prices``
    are bends [MONTH, LANE]."""
    for lane in range(LANES):
        begin, cut = trial[FIRST + lane] + offset, trial[CUT + lane]
        if begin >= min(cut, months):
            continue
        end = min(begin + length[lane], cut)
        pay_rate, price_rate = mass * trial[PAY_RATE + lane], mass * trial[PRICE_RATE + lane]
        if length[lane] > SHORT:
            add_parabola(pay, prices, begin, pay_rate / length[lane], price_rate / length[lane], months, lane)
            add_parabola(pay, prices, end, -pay_rate / length[lane], -price_rate / length[lane], months, lane)
        else:
            m = month_of(begin, months)
            level = (end - begin) / length[lane] if length[lane] > 0.0 else 1.0
            rise = 0.5 * level * (end - begin)
            first = rise + level * (m + 1.0 - end)
            if m + 1.0 < end:
                first = 0.5 * (m + 1.0 - begin) * (m + 1.0 - begin) / length[lane]
            second = rise + level * (m + 2.0 - end)
            enter_values(pay, m, lane, pay_rate, first, second, level)
            enter_values(prices, m, lane, price_rate, first, second, level)


@inline
def add_parabola(pay, prices, moment, pay_slope, price_slope, months, lane):
    """Let the rates of a flow grow, from a moment on, by slopes in £ a month each month."""
    if moment < months:
        m = month_of(moment, months)
        f = m + 1.0 - moment
        d0, d1, d2 = 0.5 * f * f, 0.5 + f - f * f, 0.5 * (1.0 - f) * (1.0 - f)
        enter(pay, m, lane, pay_slope * d0, pay_slope * d1, pay_slope * d2, 0.0)
        enter(prices, m, lane, price_slope * d0, price_slope * d1, price_slope * d2, 0.0)


@stage
def add_spending(months, trial, bends):
    """Take SUM off, spent evenly from FIRST to LAST, until CUT; what falls before the start falls in month 0.
    ``bends`` [MONTH, LANE]."""
    for lane in range(LANES):
        begin, end, cut = trial[FIRST + lane], trial[LAST + lane], trial[CUT + lane]
        if begin >= min(cut, months) or trial[SUM + lane] == 0.0:
            continue
        if end - begin > SHORT:
            slope = trial[SUM + lane] / (end - begin)
            add_line(bends, begin, -slope, months, lane)
            add_line(bends, min(end, cut), slope, months, lane)
        else:
            m = month_of(begin, months)
            first, second = spent(m + 1.0, begin, end, cut), spent(m + 2.0, begin, end, cut)
            enter_values(bends, m, lane, -trial[SUM + lane], first, second, 0.0)


@inline
def add_line(bends, moment, slope, months, lane):
    """Let net cash change, from a moment on, by a slope in £ a month."""
    if moment < months:
        m = month_of(moment, months)
        f = m + 1.0 - moment
        enter(bends, m, lane, slope * f, slope * (1.0 - 2.0 * f), slope * (f - 1.0), 0.0)


@inline
def add_payment(bends, m, lane, amount):
    """Take an amount off in month ``m``."""
    enter(bends, m, lane, -amount, 2.0 * amount, -amount, 0.0)


@stage
def add_up(m, all_bends, all_sums):
    """Sum up the bends of every bucket to the end of month ``m``, and empty them for the next block.

    ``all_bends`` is ``Work.bends``, ``all_sums`` is ``Work.sums``."""
    for bucket in range(all_bends.shape[0]):
        for i in range(2):
            bends, sums = all_bends[bucket, i, m], all_sums[bucket, i]
            for lane in range(LANES):
                second = sums[SECOND_SUM + lane] + bends[lane]
                first = sums[FIRST_SUM + lane] + second
                sums[SECOND_SUM + lane] = second
                sums[FIRST_SUM + lane] = first
                sums[CUMULATIVE + lane] += first
                bends[lane] = 0.0
