"""Full-year savings, and how recurrent flows are delivered over time (docs/model.md sections 3 and 4)."""

from __future__ import annotations

import math

from distributions.jit import LANES, inline, stage
from simulator.engine.workspace import (
    AMOUNT,
    ANNUAL,
    CASHABLE,
    EXIT,
    FIRST,
    FULL,
    GENERAL_FUND,
    LEVEL,
    LIVE,
    NOMINAL,
    OWN_RUNNING,
    REAL,
    RUNNING,
    SAVING,
    SHARE,
    SPREAD,
    SPREAD_YEAR,
    STEADY,
    SUM,
    UNWIND,
    UNWIND_YEAR,
)
from simulator.plan.arrays import NEVER, PAY, PRICES, PROGRAMME, SAVING_AMOUNT, SAVING_FACTOR

A_MONTH = 1.0 / 12.0
"""Of a yearly rate."""


@stage
def full_year_savings(services, effects, w):
    """FULL of each cluster, £ a year, price base: opportunity, factors, overlap, then events; and CASHABLE of that."""
    delivery = services.delivery_row
    for c in range(len(services.clusters)):
        own = services.clusters[c]
        for lane in range(LANES):
            factors = w.x[own.realisation_row, lane] * w.x[delivery, lane] * (1.0 - w.x[own.overlap_row, lane])
            w.cluster[FULL, c, lane] = w.x[own.saving_row, lane] * factors
    for j in range(len(effects)):
        effect = effects[j]
        if effect.does == SAVING_FACTOR:
            for lane in range(LANES):
                happens = w.occurred[effect.event, lane] > 0.5
                w.cluster[FULL, effect.target, lane] *= w.x[effect.row, lane] if happens else 1.0
    for j in range(len(effects)):
        effect = effects[j]
        if effect.does == SAVING_AMOUNT:
            for lane in range(LANES):
                amount = w.occurred[effect.event, lane] * w.x[effect.row, lane]
                w.cluster[FULL, effect.target, lane] += amount * effect.share
    for c in range(len(services.clusters)):
        row = services.clusters[c].cashable_row
        for lane in range(LANES):
            w.cluster[FULL, c, lane] = max(0.0, w.cluster[FULL, c, lane])
            w.cluster[CASHABLE, c, lane] = w.cluster[FULL, c, lane] * w.x[row, lane]


@inline
def clip(value, low, high):
    """``value`` held between two bounds."""
    return min(max(value, low), high)


@inline
def ramp(age, length):
    """Delivered fraction at an age: a straight line over ``length`` months, a step where that is 0."""
    if length > 0.0:
        return clip(age / length, 0.0, 1.0)
    return 1.0 if age > 0.0 else 0.0


@inline
def ramp_integral(age, length):
    """The integral of `ramp` from 0 to an age, in months: a truncated quadratic, then a straight line."""
    inside = clip(age, 0.0, length)
    half = 0.5 / length if length > 0.0 else 0.0
    return inside * inside * half + max(age - length, 0.0)


@stage
def deliver(pieces, first, last, calendar, w):
    """Share of each month that a ramp delivers, from FIRST (the go-live) on.

    Fills SPREAD over the months returned, SPREAD_YEAR (months delivered in each financial year) and LEVEL, the
    fraction at which the ramp ends or an exit freezes it. ``first`` and ``last`` cut the pieces that make up the
    ramp.

    Returns
    -------
    lo : int
        First month in which any lane delivers.
    steady_year : int
        Financial year from whose start every lane is level; SPREAD is filled up to there.
    """
    starts = calendar.year_start
    earliest, complete = NEVER, 0.0
    for lane in range(LANES):
        earliest = min(earliest, w.trial[FIRST, lane])
        w.trial[LEVEL, lane] = 0.0
    for j in range(first, last):
        row, offset, mass = pieces[j].length_row, pieces[j].offset, pieces[j].mass
        for lane in range(LANES):
            length = w.x[row, lane]
            age = w.trial[EXIT, lane] - w.trial[FIRST, lane] - offset
            w.trial[LEVEL, lane] += mass * ramp(age, length)
            end = w.trial[FIRST, lane] + offset + length
            complete = max(complete, end if w.trial[FIRST, lane] < NEVER else 0.0)
    lo, steady_year = window(earliest, complete, calendar)
    go_live, exit_month, level = w.trial[FIRST], w.trial[EXIT], w.trial[LEVEL]
    for m in range(lo, starts[steady_year]):
        spread, unwind = w.month[SPREAD, m], w.month[UNWIND, m]
        for lane in range(LANES):
            spread[lane] = 0.0
        for j in range(first, last):
            length, offset, mass = w.x[pieces[j].length_row], pieces[j].offset, pieces[j].mass
            for lane in range(LANES):
                age = m - go_live[lane] - offset
                share = ramp_integral(age + 1.0, length[lane]) - ramp_integral(age, length[lane])
                spread[lane] += mass * share
        for lane in range(LANES):
            spread[lane] = spread[lane] if m < exit_month[lane] else level[lane] * unwind[lane]
    for y in range(len(starts) - 1):
        for lane in range(LANES):
            level = w.trial[LEVEL, lane] * w.year[UNWIND_YEAR, y, lane]
            w.year[SPREAD_YEAR, y, lane] = 0.0 if y < steady_year else level
        for m in range(max(lo, starts[y]), starts[min(y + 1, steady_year)]):
            for lane in range(LANES):
                w.year[SPREAD_YEAR, y, lane] += w.month[SPREAD, m, lane]
    return lo, steady_year


@inline
def window(earliest, complete, calendar):
    """The month in which the first lane begins, and the first financial year in which every lane is complete."""
    months, starts = calendar.months, calendar.year_start
    lo = int(math.floor(min(earliest, months * 1.0)))
    hi = int(math.ceil(min(complete, months * 1.0)))
    steady_year = len(starts) - 1
    while steady_year > 0 and starts[steady_year - 1] >= hi:
        steady_year -= 1
    return lo, steady_year


@stage
def add_recurrent(lo, steady_year, fund_row, sign, calendar, w):
    """Enter a recurrent flow of ``w.rate`` [COUNCIL, INDEX, LANE], £ a year, delivered as `deliver` found, into all
    cash.

    ``fund_row`` is the ROW of its general-fund share; ``sign`` is +1 for savings and −1 for running costs.
    """
    starts = calendar.year_start
    years = len(starts) - 1
    fund, level = w.x[fund_row], w.trial[LEVEL]
    for k in range(len(w.rate)):
        pay, prices = w.rate[k, PAY], w.rate[k, PRICES]
        for i in range(2):
            rate = w.rate[k, i]
            for y in range(years):
                spread, recurrent = w.year[SPREAD_YEAR, y], w.recurrent[k, y]
                saving, general_fund = w.yearly[SAVING, k, i, y], w.yearly[GENERAL_FUND, k, i, y]
                for lane in range(LANES):
                    flow = spread[lane] * (rate[lane] * A_MONTH)
                    recurrent[lane] += flow
                    saving[lane] += sign * flow
                    general_fund[lane] += sign * flow * fund[lane]
            if steady_year < years:
                steady = w.yearly[STEADY, k, i, steady_year]
                for lane in range(LANES):
                    steady[lane] += sign * level[lane] * rate[lane]
        real_rate, nominal_rate = w.trial[AMOUNT], w.trial[SUM]
        for y in range(steady_year):
            pay_level, price_level = w.levels[PAY, y], w.levels[PRICES, y]
            for lane in range(LANES):
                real_rate[lane] = sign * A_MONTH * (pay[lane] + prices[lane])
                at = pay[lane] * pay_level[lane] + prices[lane] * price_level[lane]
                nominal_rate[lane] = sign * A_MONTH * at
            for m in range(max(lo, starts[y]), starts[y + 1]):
                share, real, nominal = w.month[SPREAD, m], w.cash[k, REAL, m], w.cash[k, NOMINAL, m]
                for lane in range(LANES):
                    real[lane] += share[lane] * real_rate[lane]
                    nominal[lane] += share[lane] * nominal_rate[lane]


@stage
def save(services, calendar, w):
    """Deliver the savings of every cluster, tranche by tranche: what no contract holds back, then each lock."""
    for t in range(len(services.tranches)):
        c = services.tranches[t].cluster
        own = services.clusters[c]
        tranche_rates(services, t, w)
        count_annual(c, w)
        for lane in range(LANES):
            late = max(w.cluster[LIVE, c, lane], services.tranches[t].release)
            w.trial[FIRST, lane] = late if w.cluster[LIVE, c, lane] < NEVER else NEVER
        lo, steady_year = deliver(services.pieces, own.first_piece, own.last_piece, calendar, w)
        add_recurrent(lo, steady_year, own.general_fund_row, 1.0, calendar, w)


@stage
def tranche_rates(services, t, w):
    """``w.rate`` of one tranche, £ a year: its share of the cluster's cashable saving, by council and index."""
    c = services.tranches[t].cluster
    own = services.clusters[c]
    cashable, staff = w.cluster[CASHABLE, c], w.x[own.staff_share_row]
    for k in range(len(w.rate)):
        tranche_share(services, t, k, own.key, w)
        share, pay, prices = w.trial[SHARE], w.rate[k, PAY], w.rate[k, PRICES]
        for lane in range(LANES):
            yearly = cashable[lane] * share[lane]
            pay[lane] = yearly * staff[lane]
            prices[lane] = yearly * (1.0 - staff[lane])


@stage
def tranche_share(services, t, council, key, w):
    """SHARE: the part of its cluster's whole saving (or posts) that is a council's and in tranche ``t``, under a key.

    A lock of one council's is wholly that council's, and comes out of its share; any other is divided by the key.
    """
    clusters = len(services.clusters)
    share, whole = w.trial[SHARE], w.key[key, council]
    for lane in range(LANES):
        share[lane] = whole[lane] if t < clusters else 0.0
    for other in range(clusters, len(services.tranches)):
        lock = services.tranches[other]
        if other == t or lock.cluster == t:
            owner, locked = lock.council, w.x[lock.share_row]
            sign = 1.0 if other == t else -1.0
            for lane in range(LANES):
                part = whole[lane] if owner < 0 else (1.0 if owner == council else 0.0)
                share[lane] += sign * part * locked[lane]


@stage
def count_annual(c, w):
    """Add ``w.rate`` to each council's annual saving where the cluster survives: after every lock, before any exit."""
    for k in range(len(w.rate)):
        for lane in range(LANES):
            yearly = w.rate[k, PAY, lane] + w.rate[k, PRICES, lane]
            w.council[ANNUAL, k, lane] += yearly if w.cluster[LIVE, c, lane] < NEVER else 0.0


@stage
def run_services(services, calendar, w):
    """Running costs, from actual go-live: the owner's, or for the programme the first of those that survive.

    Fills RUNNING of the trial and OWN_RUNNING of each cluster, £ a year of what survives.
    """
    step = len(services.pieces) - 1
    for r in range(len(services.running)):
        running = services.running[r]
        for lane in range(LANES):
            w.trial[FIRST, lane] = NEVER
        for c in range(len(services.clusters)):
            if running.owner == PROGRAMME or running.owner == c:
                for lane in range(LANES):
                    w.trial[FIRST, lane] = min(w.trial[FIRST, lane], w.cluster[LIVE, c, lane])
        for k in range(len(w.rate)):
            for lane in range(LANES):
                yearly = w.x[running.amount_row, lane] if w.trial[FIRST, lane] < NEVER else 0.0
                w.rate[k, running.index, lane] = yearly * w.key[running.key, k, lane]
                w.rate[k, 1 - running.index, lane] = 0.0
                w.council[ANNUAL, k, lane] -= w.rate[k, running.index, lane]
        for lane in range(LANES):
            yearly = w.x[running.amount_row, lane] if w.trial[FIRST, lane] < NEVER else 0.0
            w.trial[RUNNING, lane] += yearly
            if running.owner != PROGRAMME:
                w.cluster[OWN_RUNNING, running.owner, lane] += yearly
        lo, steady_year = deliver(services.pieces, step, step + 1, calendar, w)
        add_recurrent(lo, steady_year, running.general_fund_row, -1.0, calendar, w)


@stage
def settle(calendar, w):
    """Add the flows that have become level to the monthly cash: their rates, carried forward year by year."""
    starts = calendar.year_start
    for k in range(w.yearly.shape[1]):
        for y in range(len(starts) - 1):
            if y > 0:
                for i in range(2):
                    for lane in range(LANES):
                        w.yearly[STEADY, k, i, y, lane] += w.yearly[STEADY, k, i, y - 1, lane]
            for m in range(starts[y], starts[y + 1]):
                for lane in range(LANES):
                    pay, prices = w.yearly[STEADY, k, PAY, y, lane], w.yearly[STEADY, k, PRICES, y, lane]
                    share = A_MONTH * w.month[UNWIND, m, lane]
                    at = pay * w.levels[PAY, y, lane] + prices * w.levels[PRICES, y, lane]
                    w.cash[k, REAL, m, lane] += share * (pay + prices)
                    w.cash[k, NOMINAL, m, lane] += share * at
