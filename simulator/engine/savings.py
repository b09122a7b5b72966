"""Full-year savings, and how recurrent flows are delivered over time (docs/model.md sections 3 and 4)."""

from __future__ import annotations

import math

from distributions.jit import LANES, inline, kernel
from simulator.engine.gates import NEVER
from simulator.plan.arrays import PAY, PRICES, PROGRAMME


@kernel
def full_year_savings(savings, events, x, occurred, full, cashable):
    """``full`` [CLUSTER, LANE], £ a year, price base: opportunity, factors, overlap, then events; ``cashable`` of that."""
    f = savings.delivery_row
    for c in range(len(full)):
        s, r, o = savings.saving_rows[c], savings.realisation_rows[c], savings.overlap_rows[c]
        for lane in range(LANES):
            full[c, lane] = x[s, lane] * x[r, lane] * x[f, lane] * (1.0 - x[o, lane])
    for j in range(len(events.factor_event)):
        e, c, row = events.factor_event[j], events.factor_cluster[j], events.factor_rows[j]
        for lane in range(LANES):
            full[c, lane] *= x[row, lane] if occurred[e, lane] > 0.5 else 1.0
    for j in range(len(events.amount_event)):
        e, c, row = events.amount_event[j], events.amount_cluster[j], events.amount_rows[j]
        for lane in range(LANES):
            full[c, lane] += occurred[e, lane] * x[row, lane] * events.amount_share[j]
    for c in range(len(full)):
        row = savings.cashable_rows[c]
        for lane in range(LANES):
            full[c, lane] = max(0.0, full[c, lane])
            cashable[c, lane] = full[c, lane] * x[row, lane]


@inline
def clip(value, low, high):
    """``value`` held between two bounds."""
    return min(max(value, low), high)


@kernel
def deliver(timing, first, last, w, calendar):
    """Share of each month that a ramp delivers, from ``w.first`` [LANE] (the go-live) on.

    Fills ``w.spread`` [MONTH, LANE] over the months returned, ``w.spread_year`` [YEAR, LANE] (months delivered in each financial year)
    and ``w.level`` [LANE], the fraction at which the ramp ends or an exit freezes it. ``first`` and ``last`` cut the pieces of
    ``timing`` that make up the ramp.

    Returns
    -------
    lo : int
        First month in which any lane delivers.
    steady_year : int
        Financial year from whose start every lane is level; ``w.spread`` is filled up to there.
    """
    months, starts = calendar.months, calendar.year_start
    years = len(starts) - 1
    earliest, complete = NEVER, 0.0
    for lane in range(LANES):
        earliest = min(earliest, w.first[lane])
        w.level[lane] = 0.0
        w.before[lane] = 0.0
    for j in range(first, last):
        row = timing.piece_length_rows[j]
        for lane in range(LANES):
            age = w.exit_month[lane] - w.first[lane] - timing.piece_offset[j]
            length = w.x[row, lane]
            w.level[lane] += timing.piece_mass[j] * ramp(age, length)
            if w.first[lane] < NEVER:
                complete = max(complete, w.first[lane] + timing.piece_offset[j] + length)
    lo = min(int(math.floor(min(earliest, months * 1.0))), months)
    hi = min(int(math.ceil(min(complete, months * 1.0))), months)
    steady_year = years
    for y in range(years, -1, -1):
        if starts[y] >= hi:
            steady_year = y
    for m in range(lo, starts[steady_year]):
        for lane in range(LANES):
            w.spread[m, lane] = 0.0
        for j in range(first, last):
            row, offset, mass = timing.piece_length_rows[j], timing.piece_offset[j], timing.piece_mass[j]
            for lane in range(LANES):
                age = m - w.first[lane] - offset
                length = w.x[row, lane]
                w.spread[m, lane] += mass * (ramp_integral(age + 1.0, length) - ramp_integral(age, length))
        for lane in range(LANES):
            after = w.level[lane] * w.unwind[m, lane]
            w.spread[m, lane] = w.spread[m, lane] if m < w.exit_month[lane] else after
    for y in range(years):
        for lane in range(LANES):
            w.spread_year[y, lane] = 0.0
        if y < steady_year:
            for m in range(max(lo, starts[y]), starts[y + 1]):
                for lane in range(LANES):
                    w.spread_year[y, lane] += w.spread[m, lane]
        else:
            for lane in range(LANES):
                w.spread_year[y, lane] = w.level[lane] * w.unwind_year[y, lane]
    return lo, steady_year


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


@kernel
def add_recurrent(w, calendar, lo, steady_year, fund_row, sign):
    """Enter a recurrent flow of ``w.rate`` [COUNCIL, INDEX, LANE], £ a year, delivered as `deliver` found, into all cash.

    ``fund_row`` is the ROW of its general-fund share; ``sign`` is +1 for savings and −1 for running costs.
    """
    starts = calendar.year_start
    years = len(starts) - 1
    for k in range(len(w.rate)):
        for i in range(2):
            for y in range(years):
                for lane in range(LANES):
                    flow = w.spread_year[y, lane] * w.rate[k, i, lane] / 12.0
                    w.saving[k, i, y, lane] += sign * flow
                    w.general_fund[k, i, y, lane] += sign * flow * w.x[fund_row, lane]
                    w.recurrent[k, y, lane] += flow
            if steady_year < years:
                for lane in range(LANES):
                    w.steady[k, i, steady_year, lane] += sign * w.level[lane] * w.rate[k, i, lane]
        for y in range(steady_year):
            for m in range(max(lo, starts[y]), starts[y + 1]):
                for lane in range(LANES):
                    pay, prices = sign * w.rate[k, PAY, lane] / 12.0, sign * w.rate[k, PRICES, lane] / 12.0
                    w.real[k, m, lane] += w.spread[m, lane] * (pay + prices)
                    at = pay * w.index[PAY, y, lane] + prices * w.index[PRICES, y, lane]
                    w.nominal[k, m, lane] += w.spread[m, lane] * at


@kernel
def save(plan, w):
    """Deliver the savings of every cluster, tranche by tranche: what no contract holds back, then each lock."""
    savings, timing = plan.savings, plan.timing
    for t in range(len(savings.tranche_cluster)):
        c = savings.tranche_cluster[t]
        tranche_rates(savings, t, w)
        for lane in range(LANES):
            late = max(w.live[c, lane], savings.tranche_release[t])
            w.first[lane] = late if w.live[c, lane] < NEVER else NEVER
            w.alive[lane] = 1.0 if w.live[c, lane] < NEVER else 0.0
        count_annual(w, 1.0)
        lo, steady_year = deliver(timing, timing.piece_start[c], timing.piece_start[c + 1], w, plan.calendar)
        add_recurrent(w, plan.calendar, lo, steady_year, savings.general_fund_rows[c], 1.0)


@kernel
def tranche_rates(savings, t, w):
    """``w.rate`` [COUNCIL, INDEX, LANE] of one tranche, £ a year: its share of the cluster's cashable saving, by council and index."""
    c = savings.tranche_cluster[t]
    clusters = len(w.full)
    staff, key = savings.staff_share_rows[c], savings.key[c]
    for k in range(len(w.rate)):
        for lane in range(LANES):
            share = w.key[key, k, lane]
            if t < clusters:
                for other in range(clusters, len(savings.tranche_cluster)):
                    if savings.tranche_cluster[other] == c:
                        share -= lock_share(savings, other, k, w.key[key, k, lane]) * w.x[savings.tranche_share_rows[other], lane]
            else:
                share = lock_share(savings, t, k, share) * w.x[savings.tranche_share_rows[t], lane]
            yearly = w.cashable[c, lane] * share
            w.rate[k, PAY, lane] = yearly * w.x[staff, lane]
            w.rate[k, PRICES, lane] = yearly * (1.0 - w.x[staff, lane])


@kernel
def count_annual(w, sign):
    """Add ``w.rate`` where ``w.alive`` to each council's annual saving: after every lock, before any exit."""
    for k in range(len(w.rate)):
        for lane in range(LANES):
            w.council_saving[k, lane] += sign * w.alive[lane] * (w.rate[k, PAY, lane] + w.rate[k, PRICES, lane])


@inline
def lock_share(savings, tranche, council, shared):
    """A council's part of a lock: all or nothing where the contract is one council's, else the cluster's key."""
    owner = savings.tranche_council[tranche]
    if owner < 0:
        return shared
    return 1.0 if owner == council else 0.0


@kernel
def run_services(plan, w):
    """Running costs, from actual go-live: the owner's, or for the programme the first of those that survive.

    Fills ``w.running`` [LANE] and ``w.cluster_running`` [CLUSTER, LANE], £ a year of what survives.
    """
    savings = plan.savings
    step = plan.timing.piece_start[len(w.live)]
    for lane in range(LANES):
        w.running[lane] = 0.0
    for c in range(len(w.live)):
        for lane in range(LANES):
            w.cluster_running[c, lane] = 0.0
    for r in range(len(savings.running_owner)):
        owner, row, index = savings.running_owner[r], savings.running_amount_rows[r], savings.running_index[r]
        for lane in range(LANES):
            w.first[lane] = NEVER
            if owner == PROGRAMME:
                for c in range(len(w.live)):
                    w.first[lane] = min(w.first[lane], w.live[c, lane])
            else:
                w.first[lane] = w.live[owner, lane]
            alive = 1.0 if w.first[lane] < NEVER else 0.0
            w.running[lane] += alive * w.x[row, lane]
            if owner != PROGRAMME:
                w.cluster_running[owner, lane] += alive * w.x[row, lane]
        for k in range(len(w.rate)):
            for lane in range(LANES):
                w.rate[k, index, lane] = w.x[row, lane] * w.key[savings.running_key[r], k, lane]
                w.rate[k, 1 - index, lane] = 0.0
        count_annual(w, -1.0)
        lo, steady_year = deliver(plan.timing, step, step + 1, w, plan.calendar)
        add_recurrent(w, plan.calendar, lo, steady_year, savings.running_general_fund_rows[r], -1.0)


@kernel
def settle(w, calendar):
    """Add the flows that have become level to the monthly cash: their rates, carried forward year by year."""
    starts = calendar.year_start
    for k in range(len(w.steady)):
        for y in range(len(starts) - 1):
            if y > 0:
                for i in range(2):
                    for lane in range(LANES):
                        w.steady[k, i, y, lane] += w.steady[k, i, y - 1, lane]
            for m in range(starts[y], starts[y + 1]):
                for lane in range(LANES):
                    pay, prices = w.steady[k, PAY, y, lane], w.steady[k, PRICES, y, lane]
                    share = w.unwind[m, lane] / 12.0
                    w.real[k, m, lane] += share * (pay + prices)
                    at = pay * w.index[PAY, y, lane] + prices * w.index[PRICES, y, lane]
                    w.nominal[k, m, lane] += share * at
