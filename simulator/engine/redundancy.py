"""Bottom-up redundancy: from the saving to posts, exits, payments and pension strain (docs/model.md section 5)."""

from __future__ import annotations

import math

from distributions.jit import LANES, inline, stage
from simulator.engine.costs import shares_of_total
from simulator.engine.savings import clip, ramp, ramp_integral, tranche_share
from simulator.engine.workspace import (
    AMOUNT,
    BEYOND,
    CASHABLE,
    COST,
    COUNCIL_REDUNDANCY,
    DONE,
    EVER,
    EXITS,
    FIRST,
    LAST,
    LEAVERS,
    LEVEL,
    LIVE,
    MEMORANDUM,
    NOMINAL,
    OWN_COST,
    OWN_REDUNDANCY,
    PAY_A_WEEK,
    POSTS_GONE,
    REAL,
    SHARE,
    SPREAD,
    STOP,
)
from simulator.plan.arrays import NEVER, PAY, PENSION, REDUNDANCY


@inline
def statutory_weeks(statute, age, service):
    """Weeks of pay for a leaver: each counted year of service by the age at which it began."""
    years = math.floor(service)
    counted = min(years, statute.most_years) if years >= statute.qualifying_years else 0.0
    older = clip(math.floor(age - statute.older_from), 0.0, counted)
    not_young = clip(math.floor(age - statute.young_until), 0.0, counted)
    between, young = not_young - older, counted - not_young
    return statute.weeks_young * young + statute.weeks_between * between + statute.weeks_older * older


@stage
def pay_redundancy(terms, services, councils, calendar, w):
    """Posts, exits, payments and strain of every cluster with posts, tranche by tranche and by employing council.

    ``terms`` is `simulator.plan.arrays.Redundancy`.
    """
    if len(terms.posts) == 0:
        return
    shares_of_total(terms.band_share_rows, w.x, w.band)
    for p in range(len(terms.posts)):
        posts = terms.posts[p]
        own = services.clusters[posts.cluster]
        for lane in range(LANES):
            pay = w.x[posts.average_cost_row, lane] / (1.0 + w.x[terms.on_costs_row, lane])
            w.trial[PAY_A_WEEK, lane] = pay / terms.statute.weeks_in_a_year
        for t in range(len(services.tranches)):
            if services.tranches[t].cluster != posts.cluster:
                continue
            for lane in range(LANES):
                late = max(w.cluster[LIVE, posts.cluster, lane], services.tranches[t].release)
                w.trial[FIRST, lane] = late if w.cluster[LIVE, posts.cluster, lane] < NEVER else NEVER
            exits_by_cell(
                terms.cells, services.pieces, own.first_piece, own.last_piece, w.cluster[STOP, posts.cluster], w
            )
            for k in range(len(councils)):
                tranche_share(services, t, k, posts.employer_key, w)
                for lane in range(LANES):
                    staff = w.cluster[CASHABLE, posts.cluster, lane] * w.x[own.staff_share_row, lane]
                    w.trial[LEAVERS, lane] = w.trial[SHARE, lane] * staff / w.x[posts.average_cost_row, lane]
                count_leavers(posts, w)
                pay_leavers(terms, p, k, councils[k], w)
                for j in range(own.first_piece, own.last_piece):
                    pay_strain(terms, p, k, councils[k], services.pieces[j], calendar, w)


@stage
def exits_by_cell(cells, pieces, first, last, stop, w):
    """``w.cell`` [CELL, LANE]: the fraction of a tranche's exits in each cell of time, none after ``stop`` [LANE]."""
    for cell in range(len(cells)):
        start, end = cells[cell].start, cells[cell].end
        for lane in range(LANES):
            w.cell[cell, lane] = 0.0
        for j in range(first, last):
            piece = pieces[j]
            for lane in range(LANES):
                origin, length = w.trial[FIRST, lane] + piece.offset, w.x[piece.length_row, lane]
                by_end = ramp(min(end, stop[lane]) - origin, length)
                by_start = ramp(min(start, stop[lane]) - origin, length)
                w.cell[cell, lane] += piece.mass * (by_end - by_start)


@stage
def count_leavers(posts, w):
    """Posts removed and exits by the end of the horizon (the last cell lies beyond it). LEAVERS turns from posts to
    exits."""
    for lane in range(LANES):
        gone = 0.0
        for cell in range(len(w.cell) - 1):
            gone += w.cell[cell, lane]
        w.cluster[POSTS_GONE, posts.cluster, lane] += w.trial[LEAVERS, lane] * gone
        w.trial[LEAVERS, lane] *= 1.0 - w.x[posts.turnover_row, lane]
        w.trial[EXITS, lane] += w.trial[LEAVERS, lane] * gone


@stage
def pay_leavers(terms, p, k, council, w):
    """Redundancy payments of one employing council, cell by cell: the pay of the day, capped where its policy says
    so."""
    posts, statute = terms.posts[p], terms.statute
    for lane in range(LANES):
        weeks = 0.0
        for b in range(len(terms.bands)):
            band = terms.bands[b]
            weeks += w.band[b, lane] * statutory_weeks(statute, w.x[band.age_row, lane], w.x[band.service_row, lane])
        factors = w.x[council.multiplier_row, lane] * w.x[posts.overrun_row, lane] * w.posts_factor[p, 0, lane]
        w.trial[AMOUNT, lane] = w.trial[LEAVERS, lane] * weeks * factors
    for cell in range(len(terms.cells)):
        at = terms.cells[cell]
        beyond = cell == len(terms.cells) - 1
        for lane in range(LANES):
            pay = w.trial[PAY_A_WEEK, lane]
            if council.capped == 1:
                pay = min(pay, at.cap / w.levels[PAY, at.year, lane])
            flow = w.trial[AMOUNT, lane] * pay * w.cell[cell, lane]
            if beyond:
                w.trial[BEYOND, lane] += flow * terms.drives_cash
            elif terms.drives_cash == 1:
                w.yearly[COST, k, PAY, at.year, lane] += flow
                w.cash[k, REAL, at.month, lane] -= flow
                w.cash[k, NOMINAL, at.month, lane] -= flow * w.levels[PAY, at.year, lane]
                record_leaver(REDUNDANCY, posts.cluster, k, flow, w, lane)
            else:
                w.trial[MEMORANDUM, lane] += flow


@inline
def record_leaver(kind, cluster, k, flow, w, lane):
    """Count a payment in the horizon under its kind, cluster and council."""
    w.kind[kind, lane] += flow
    w.cluster[OWN_COST, cluster, lane] += flow
    w.cluster[OWN_REDUNDANCY, cluster, lane] += flow
    w.council[COUNCIL_REDUNDANCY, k, lane] += flow


@stage
def pay_strain(terms, p, k, council, ramp_piece, calendar, w):
    """Pension strain of one council's leavers in one piece of a ramp, by its profile after the exit."""
    cluster = terms.posts[p].cluster
    for s in range(len(terms.pension_ages)):
        strain_amount(terms, p, council, terms.pension_ages[s], ramp_piece, w)
        for j in range(council.first_piece, council.last_piece):
            piece = terms.profile[j]
            lo, hi = spend_after_exits(piece, w.cluster[STOP, cluster], calendar, w)
            for m in range(lo, hi if terms.drives_cash == 1 else lo):
                y = calendar.year_of[m]
                for lane in range(LANES):
                    flow = w.month[SPREAD, m, lane] * (w.trial[AMOUNT, lane] * piece.share)
                    w.yearly[COST, k, PAY, y, lane] += flow
                    w.cash[k, REAL, m, lane] -= flow
                    w.cash[k, NOMINAL, m, lane] -= flow * w.levels[PAY, y, lane]
            for lane in range(LANES):
                amount = w.trial[AMOUNT, lane] * piece.share
                inside = amount * w.trial[DONE, lane]
                if terms.drives_cash == 1:
                    w.trial[BEYOND, lane] += amount * w.trial[EVER, lane] - inside
                    record_leaver(PENSION, cluster, k, inside, w, lane)
                else:
                    w.trial[MEMORANDUM, lane] += inside


@stage
def strain_amount(terms, p, council, pension_age, ramp_piece, w):
    """AMOUNT, £ real, for the exits of one ramp piece under one minimum pension age; they leave evenly from LEVEL to
    LAST."""
    posts = terms.posts[p]
    for lane in range(LANES):
        origin, length = w.trial[FIRST, lane] + ramp_piece.offset, w.x[ramp_piece.length_row, lane]
        stop = min(pension_age.end, w.cluster[STOP, posts.cluster, lane])
        a = min(max(origin, pension_age.start), stop)
        z = max(min(origin + length, stop), a)
        part = 1.0 if pension_age.start <= origin < stop else 0.0
        if length > 0.0:
            part = (z - a) / length
        eligible = 0.0
        for b in range(len(terms.bands)):
            if w.x[terms.bands[b].age_row, lane] >= pension_age.age:
                eligible += w.band[b, lane]
        each = w.x[posts.strain_row, lane] * w.x[council.members_row, lane]
        factor = w.x[posts.pension_overrun_row, lane] * w.posts_factor[p, 1, lane]
        w.trial[AMOUNT, lane] = w.trial[LEAVERS, lane] * ramp_piece.mass * part * eligible * each * factor
        w.trial[LEVEL, lane] = a
        w.trial[LAST, lane] = z


@inline
def paid_after_exits(month, a, z, begin, end):
    """Share paid before a month when people leave evenly from ``a`` to ``z`` and each is paid for from ``begin`` to
    ``end`` after."""
    length = end - begin
    since_first, since_last = month - begin - a, month - begin - z
    if length > 0.0:
        if z > a:
            return (ramp_integral(since_first, length) - ramp_integral(since_last, length)) / (z - a)
        return ramp(since_first, length)
    return ramp(since_first, z - a)


@stage
def spend_after_exits(piece, stop, calendar, w):
    """Like `simulator.engine.costs.spend`, for a profile that follows each exit. Returns the months in which any lane
    spends."""
    months = calendar.months
    begin, end = piece.begin, piece.end
    earliest, latest = NEVER, 0.0
    for lane in range(LANES):
        if w.trial[AMOUNT, lane] > 0.0:
            earliest = min(earliest, w.trial[LEVEL, lane] + begin)
            latest = max(latest, min(w.trial[LAST, lane] + end, stop[lane]))
        # Nothing is read off at NEVER: so far out, a difference of integrals has no digits left.
        first, last = w.trial[LEVEL, lane], w.trial[LAST, lane]
        cut = paid_after_exits(min(stop[lane], last + end), first, last, begin, end)
        w.trial[EVER, lane] = 1.0 if stop[lane] > last + end else cut
        w.trial[DONE, lane] = 0.0
    lo = int(math.floor(clip(earliest, 0.0, months * 1.0)))
    hi = min(max(int(math.floor(min(latest, months * 1.0))), lo) + 1, months)
    for m in range(lo, hi):
        for lane in range(LANES):
            until = min(m + 1.0, stop[lane])
            now = paid_after_exits(until, w.trial[LEVEL, lane], w.trial[LAST, lane], begin, end)
            w.month[SPREAD, m, lane] = now - w.trial[DONE, lane]
            w.trial[DONE, lane] = now
    return lo, hi
