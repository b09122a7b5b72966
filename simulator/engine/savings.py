"""Full-year savings, and how recurrent flows are delivered over time (docs/model.md sections 3 and 4)."""

from __future__ import annotations

import math

from distributions.jit import LANES, inline, stage
from simulator.engine.bends import add_ramp
from simulator.engine.workspace import (
    AMOUNT,
    ANNUAL,
    CASHABLE,
    CUT,
    EXIT,
    FIRST,
    FULL,
    GENERAL_FUND,
    HALF,
    LEVEL,
    LIVE,
    MONTHS,
    NOW,
    OWN_RUNNING,
    PAY_RATE,
    PRICE_RATE,
    RUNNING,
    RUNNING_YEAR,
    SAVING,
    SHARE,
    SPREAD_YEAR,
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
    return integral(age, length, 0.5 / length if length > 0.0 else 0.0)


@inline
def integral(age, length, half):
    """`ramp_integral`, by half of the ramp's slope (0 for a step)."""
    inside = clip(age, 0.0, length)
    return inside * inside * half + max(age - length, 0.0)


@stage
def deliver(pieces, first, last, calendar, x, year, trial):
    """What a ramp delivers in each financial year, from FIRST (the go-live) on; ``first`` and ``last`` cut its pieces.

    Fills SPREAD_YEAR, months delivered, of the years from the one returned on, and LEVEL, the fraction at which the
    ramp ends or an exit freezes it. An exit is on a 1 April: what comes after it is wholly unwinding.

    Returns
    -------
    first_year : int
        Financial year in which the first lane begins.
    """
    starts = calendar.year_start
    years = len(starts) - 1
    earliest = NEVER
    for lane in range(LANES):
        earliest = min(earliest, trial[FIRST + lane])
        trial[LEVEL + lane] = 0.0
    first_year = years if earliest >= calendar.months else calendar.year_of[int(math.floor(earliest))]
    for j in range(first, last):
        length, offset, mass = x[pieces[j].length_row], pieces[j].offset, pieces[j].mass
        for lane in range(LANES):
            trial[LEVEL + lane] += mass * ramp(trial[EXIT + lane] - trial[FIRST + lane] - offset, length[lane])
            trial[HALF + lane] = 0.5 / length[lane] if length[lane] > 0.0 else 0.0
            trial[NOW + lane] = 0.0
        for y in range(first_year, years):
            end, spread, already = starts[y + 1] - offset, year[SPREAD_YEAR, y], 0.0 if j == first else 1.0
            for lane in range(LANES):
                age = end - trial[FIRST + lane]
                now = integral(age, length[lane], trial[HALF + lane])
                spread[lane] = already * spread[lane] + mass * (now - trial[NOW + lane])
                trial[NOW + lane] = now
    for y in range(first_year, years):
        start, spread, unwinding = starts[y], year[SPREAD_YEAR, y], year[UNWIND_YEAR, y]
        for lane in range(LANES):
            spread[lane] = spread[lane] if start < trial[EXIT + lane] else trial[LEVEL + lane] * unwinding[lane]
    return first_year


@stage
def add_recurrent(fund, first_year, year, saving, general_fund, frozen, trial):
    """Enter a recurrent flow of PAY_RATE and PRICE_RATE, £ a month, delivered as `deliver` found, into a bucket's
    ``saving`` and ``general_fund`` [INDEX, YEAR, LANE] and its rates ``frozen`` [INDEX, LANE] at an exit.

    ``fund`` [LANE] is its general-fund share.
    """
    for i in range(2):
        rate, at_exit = (
            trial[PAY_RATE : PAY_RATE + LANES] if i == PAY else trial[PRICE_RATE : PRICE_RATE + LANES],
            frozen[i],
        )
        for lane in range(LANES):
            at_exit[lane] += trial[LEVEL + lane] * rate[lane]
        for y in range(first_year, year.shape[1]):
            spread, all_funds, one_fund = year[SPREAD_YEAR, y], saving[i, y], general_fund[i, y]
            for lane in range(LANES):
                flow = spread[lane] * rate[lane]
                all_funds[lane] += flow
                one_fund[lane] += flow * fund[lane]


@stage
def add_ramps(pieces, first, last, months, x, bends, trial):
    """Enter the same flow into the bends of its bucket [INDEX, MONTH, LANE], cut by the exit."""
    for lane in range(LANES):
        trial[CUT + lane] = trial[EXIT + lane]
    for j in range(first, last):
        piece = pieces[j]
        add_ramp(x[piece.length_row], piece.offset, piece.mass, months, trial, bends[PAY], bends[PRICES])


@stage
def save(services, calendar, w):
    """Deliver the savings of every cluster, tranche by tranche: what no contract holds back, then each lock."""
    months = calendar.months
    for t in range(len(services.tranches)):
        c = services.tranches[t].cluster
        own, live, release = services.clusters[c], w.cluster[LIVE, c], services.tranches[t].release
        for lane in range(LANES):
            w.trial[FIRST + lane] = max(live[lane], release) if live[lane] < NEVER else NEVER
        first_year = deliver(services.pieces, own.first_piece, own.last_piece, calendar, w.x, w.year, w.trial)
        for bucket in range(w.bucket.shape[1]):
            if tranche_share(services.tranches, len(services.clusters), t, bucket, own.key, w.own_bucket, w.x, w.trial):
                staff, fund, frozen = w.x[own.staff_share_row], w.x[own.general_fund_row], w.frozen[bucket]
                saving, general_fund = w.bucket_year[SAVING, bucket], w.bucket_year[GENERAL_FUND, bucket]
                tranche_rates(w.cluster[CASHABLE, c], staff, live, w.bucket[ANNUAL, bucket], w.trial)
                add_recurrent(fund, first_year, w.year, saving, general_fund, frozen, w.trial)
                if w.wanted[MONTHS] == 1:
                    add_ramps(services.pieces, own.first_piece, own.last_piece, months, w.x, w.bends[bucket], w.trial)


@stage
def tranche_share(tranches, clusters, t, bucket, key, own_bucket, x, trial):
    """SHARE: the part of its cluster's whole saving that is in tranche ``t`` and in a bucket; False where none is.

    A lock of one council's is wholly in that council's bucket, on both sides; any other is in that of the key.
    """
    some = t < clusters and bucket == key
    for lane in range(LANES):
        trial[SHARE + lane] = 1.0 if some else 0.0
    for other in range(clusters, len(tranches)):
        lock = tranches[other]
        if other == t or lock.cluster == t:
            home = lock.council < 0 and bucket == key
            if lock.council >= 0:
                home = own_bucket[lock.council] == bucket
            if home:
                locked, sign = x[lock.share_row], 1.0 if other == t else -1.0
                some = True
                for lane in range(LANES):
                    trial[SHARE + lane] += sign * locked[lane]
    return some


@stage
def tranche_rates(cashable, staff, live, annual, trial):
    """PAY_RATE and PRICE_RATE of one tranche, £ a month: its share of the cluster's cashable saving, by index.

    Adds them to the annual saving where the cluster survives: after every lock, before any exit.
    """
    for lane in range(LANES):
        yearly = cashable[lane] * trial[SHARE + lane]
        annual[lane] += yearly if live[lane] < NEVER else 0.0
        trial[PAY_RATE + lane] = A_MONTH * (yearly * staff[lane])
        trial[PRICE_RATE + lane] = A_MONTH * (yearly * (1.0 - staff[lane]))


@stage
def run_services(services, calendar, w):
    """Running costs, from actual go-live: the owner's, or for the programme the first of those that survive.

    Fills RUNNING of the trial and OWN_RUNNING of each cluster, £ a year of what survives.
    """
    step, trial = len(services.pieces) - 1, w.trial
    for r in range(len(services.running)):
        running = services.running[r]
        bucket, owner, amount, by_pay = running.key, running.owner, w.x[running.amount_row], running.index == PAY
        for lane in range(LANES):
            trial[FIRST + lane] = NEVER
        for c in range(len(services.clusters)):
            if owner in (PROGRAMME, c):
                live = w.cluster[LIVE, c]
                for lane in range(LANES):
                    trial[FIRST + lane] = min(trial[FIRST + lane], live[lane])
        annual = w.bucket[ANNUAL, bucket]
        for lane in range(LANES):
            yearly = amount[lane] if trial[FIRST + lane] < NEVER else 0.0
            trial[AMOUNT + lane] = yearly
            trial[RUNNING + lane] += yearly
            trial[PAY_RATE + lane] = -A_MONTH * yearly if by_pay else 0.0
            trial[PRICE_RATE + lane] = 0.0 if by_pay else -A_MONTH * yearly
            annual[lane] -= yearly
        if owner != PROGRAMME:
            for lane in range(LANES):
                w.cluster[OWN_RUNNING, owner, lane] += trial[AMOUNT + lane]
        first_year = deliver(services.pieces, step, step + 1, calendar, w.x, w.year, w.trial)
        fund, flows = w.x[running.general_fund_row], w.bucket_year
        add_recurrent(
            fund, first_year, w.year, flows[SAVING, bucket], flows[GENERAL_FUND, bucket], w.frozen[bucket], trial
        )
        if w.wanted[MONTHS] == 1:
            add_ramps(services.pieces, step, step + 1, calendar.months, w.x, w.bends[bucket], trial)
        for y in range(first_year, w.year.shape[1]):
            spread, total = w.year[SPREAD_YEAR, y], w.bucket_year[RUNNING_YEAR, bucket, 0, y]
            for lane in range(LANES):
                total[lane] += spread[lane] * (A_MONTH * trial[AMOUNT + lane])


@stage
def unwind(row, calendar, w):
    """Let what is delivered at an exit shrink to nothing in a straight line, over the months in a ROW."""
    leaves = False
    for lane in range(LANES):
        leaves = leaves or w.trial[EXIT + lane] < NEVER
        w.trial[FIRST + lane] = w.trial[EXIT + lane]
        w.trial[CUT + lane] = NEVER
    if leaves:
        for bucket in range(w.bucket.shape[1]):
            pay, prices = w.frozen[bucket, PAY], w.frozen[bucket, PRICES]
            for lane in range(LANES):
                w.trial[PAY_RATE + lane] = -pay[lane]
                w.trial[PRICE_RATE + lane] = -prices[lane]
            add_ramp(w.x[row], 0.0, 1.0, calendar.months, w.trial, w.bends[bucket, PAY], w.bends[bucket, PRICES])
