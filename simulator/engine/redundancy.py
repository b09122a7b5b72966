"""Bottom-up redundancy: from the saving to posts, exits, payments and pension strain (docs/model.md section 5)."""

from __future__ import annotations

import math

from distributions.jit import LANES, inline, stage
from simulator.engine.costs import shares_of_total
from simulator.engine.savings import clip, integral, ramp
from simulator.engine.workspace import (
    AMOUNT,
    BEYOND,
    CASHABLE,
    COST,
    DONE,
    EVER,
    EXITS,
    FIRST,
    LAST,
    LEAVERS,
    LEVEL,
    LIVE,
    MEMORANDUM,
    NOW,
    OWN_COST,
    OWN_REDUNDANCY,
    PAY_A_WEEK,
    PEOPLE,
    POSTS_GONE,
    RATE,
    SHARE,
    STOP,
    SUM,
    WEEKS,
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
    weeks_of_pay(terms, w)
    trial, on_costs = w.trial, w.x[terms.on_costs_row]
    for p in range(len(terms.posts)):
        posts = terms.posts[p]
        own, live, average_cost = (
            services.clusters[posts.cluster],
            w.cluster[LIVE, posts.cluster],
            w.x[posts.average_cost_row],
        )
        cashable, staff_share = w.cluster[CASHABLE, posts.cluster], w.x[own.staff_share_row]
        for lane in range(LANES):
            trial[PAY_A_WEEK + lane] = average_cost[lane] / (1.0 + on_costs[lane]) / terms.statute.weeks_in_a_year
        for t in range(len(services.tranches)):
            if services.tranches[t].cluster != posts.cluster:
                continue
            release = services.tranches[t].release
            for lane in range(LANES):
                trial[FIRST + lane] = max(live[lane], release) if live[lane] < NEVER else NEVER
            lo, hi = exits_by_cell(
                terms.cells, services.pieces, own.first_piece, own.last_piece, w.cluster[STOP, posts.cluster], w
            )
            for k in range(len(councils)):
                council_share(services, t, k, posts.employer_key, w)
                for lane in range(LANES):
                    staff = cashable[lane] * staff_share[lane]
                    trial[LEAVERS + lane] = trial[SHARE + lane] * staff / average_cost[lane]
                count_leavers(posts, lo, hi, w)
                pay_leavers(terms, p, k, councils[k], lo, hi, w)
                for j in range(own.first_piece, own.last_piece):
                    pay_strain(terms, p, k, councils[k], services.pieces[j], calendar, w)


@stage
def weeks_of_pay(terms, w):
    """WEEKS: the average over the age bands of the weeks of pay that a leaver gets."""
    for lane in range(LANES):
        weeks = 0.0
        for b in range(len(terms.bands)):
            age, service = w.x[terms.bands[b].age_row, lane], w.x[terms.bands[b].service_row, lane]
            weeks += w.band[b, lane] * statutory_weeks(terms.statute, age, service)
        w.trial[WEEKS + lane] = weeks


@stage
def council_share(services, t, council, key, w):
    """SHARE: the part of its cluster's posts that is a council's and in tranche ``t``, under a key.

    A lock of one council's is wholly that council's, and comes out of its share; any other is divided by the key.
    """
    clusters = len(services.clusters)
    share, whole = w.trial[SHARE : SHARE + LANES], w.key[key, council]
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
def exits_by_cell(cells, pieces, first, last, stop, w):
    """``w.cell`` [CELL, LANE]: the fraction of a tranche's exits in each cell of time, none after ``stop`` [LANE].

    Returns
    -------
    lo, hi : int
        The cells in which anybody leaves in any lane; the others hold nothing of this tranche.
    """
    earliest, latest, trial = NEVER, -NEVER, w.trial
    for j in range(first, last):
        offset, length = pieces[j].offset, w.x[pieces[j].length_row]
        for lane in range(LANES):
            begin = trial[FIRST + lane] + offset
            earliest = min(earliest, begin)
            latest = max(latest, begin + length[lane] if begin < stop[lane] else -NEVER)
    lo, hi = 0, len(cells)
    while lo < hi and cells[lo].end <= earliest:
        lo += 1
    while hi > lo and cells[hi - 1].start > latest:
        hi -= 1
    for cell in range(lo, hi):
        start, end, exits = cells[cell].start, cells[cell].end, w.cell[cell]
        for lane in range(LANES):
            exits[lane] = 0.0
        for j in range(first, last):
            offset, mass, length = pieces[j].offset, pieces[j].mass, w.x[pieces[j].length_row]
            for lane in range(LANES):
                origin = trial[FIRST + lane] + offset
                by_end = ramp(min(end, stop[lane]) - origin, length[lane])
                by_start = ramp(min(start, stop[lane]) - origin, length[lane])
                exits[lane] += mass * (by_end - by_start)
    return lo, hi


@stage
def count_leavers(posts, lo, hi, w):
    """Posts removed and exits by the end of the horizon (the last cell lies beyond it). LEAVERS turns from posts to
    exits."""
    trial, turnover, posts_gone = w.trial, w.x[posts.turnover_row], w.cluster[POSTS_GONE, posts.cluster]
    for lane in range(LANES):
        trial[SUM + lane] = 0.0
    for cell in range(lo, min(hi, len(w.cell) - 1)):
        exits = w.cell[cell]
        for lane in range(LANES):
            trial[SUM + lane] += exits[lane]
    for lane in range(LANES):
        posts_gone[lane] += trial[LEAVERS + lane] * trial[SUM + lane]
        trial[LEAVERS + lane] *= 1.0 - turnover[lane]
        trial[EXITS + lane] += trial[LEAVERS + lane] * trial[SUM + lane]


@stage
def pay_leavers(terms, p, k, council, lo, hi, w):
    """Redundancy payments of one employing council, cell by cell: the pay of the day, capped where its policy says
    so."""
    posts, trial, bucket, beyond = terms.posts[p], w.trial, w.own_bucket[k], len(terms.cells) - 1
    multiplier, overrun, factor = w.x[council.multiplier_row], w.x[posts.overrun_row], w.posts_factor[p, 0]
    for lane in range(LANES):
        factors = multiplier[lane] * overrun[lane] * factor[lane]
        trial[AMOUNT + lane] = trial[LEAVERS + lane] * trial[WEEKS + lane] * factors
        trial[SUM + lane] = 0.0
    cost, bends = w.bucket_year[COST, bucket, PAY], w.bends[bucket, PAY]
    for cell in range(lo, hi):
        at, exits = terms.cells[cell], w.cell[cell]
        cap, level = at.cap, w.levels[PAY, at.year]
        for lane in range(LANES):
            pay = min(trial[PAY_A_WEEK + lane], cap / level[lane]) if council.capped == 1 else trial[PAY_A_WEEK + lane]
            trial[RATE + lane] = trial[AMOUNT + lane] * pay * exits[lane]
        if cell < beyond:
            for lane in range(LANES):
                trial[SUM + lane] += trial[RATE + lane]
            if terms.drives_cash == 1:
                pay_in_month(trial, cost[at.year], bends[at.month], bends[at.month + 1], bends[at.month + 2])
        else:
            for lane in range(LANES):
                trial[BEYOND + lane] += trial[RATE + lane] * terms.drives_cash
    record_people(terms.drives_cash, posts.cluster, w.kind[REDUNDANCY], w.bucket[PEOPLE, bucket], w.cluster, trial)


@stage
def pay_in_month(trial, cost, now, after, last):
    """Pay RATE, £ real, in one month: into the cost of its year and the bends of it and the next two [LANE]."""
    for lane in range(LANES):
        cost[lane] += trial[RATE + lane]
    for lane in range(LANES):
        now[lane] -= trial[RATE + lane]
        after[lane] += 2.0 * trial[RATE + lane]
        last[lane] -= trial[RATE + lane]


@stage
def record_people(drives_cash, cluster, of_kind, people, clusters, trial):
    """Count SUM, paid in the horizon, under its kind, cluster and council; or as a memorandum.

    ``of_kind`` and ``people`` [LANE] are what its kind costs, and what its bucket pays for people."""
    if drives_cash == 0:
        for lane in range(LANES):
            trial[MEMORANDUM + lane] += trial[SUM + lane]
        return
    own, own_people = clusters[OWN_COST, cluster], clusters[OWN_REDUNDANCY, cluster]
    for lane in range(LANES):
        of_kind[lane] += trial[SUM + lane]
        people[lane] += trial[SUM + lane]
    for lane in range(LANES):
        own[lane] += trial[SUM + lane]
        own_people[lane] += trial[SUM + lane]


@stage
def pay_strain(terms, p, k, council, ramp_piece, calendar, w):
    """Pension strain of one council's leavers in one piece of a ramp, by its profile after the exit."""
    cluster, bucket, trial = terms.posts[p].cluster, w.own_bucket[k], w.trial
    stop, cost, bends = w.cluster[STOP, cluster], w.bucket_year[COST, bucket, PAY], w.bends[bucket, PAY]
    for s in range(len(terms.pension_ages)):
        strain_amount(terms, p, council, terms.pension_ages[s], ramp_piece, w)
        for j in range(council.first_piece, council.last_piece):
            begin, end, share = terms.profile[j].begin, terms.profile[j].end, terms.profile[j].share
            lo, hi = shares_after_exits(begin, end, stop, calendar.months, trial)
            for lane in range(LANES):
                trial[SUM + lane] = trial[AMOUNT + lane] * share * trial[DONE + lane]
                beyond = trial[AMOUNT + lane] * share * trial[EVER + lane] - trial[SUM + lane]
                trial[BEYOND + lane] += beyond * terms.drives_cash
            record_people(terms.drives_cash, cluster, w.kind[PENSION], w.bucket[PEOPLE, bucket], w.cluster, trial)
            for m in range(lo, hi if terms.drives_cash == 1 else lo):
                for lane in range(LANES):
                    until = min(m + 1.0, stop[lane])
                    now = paid_after_exits(until, trial[LEVEL + lane], trial[LAST + lane], begin, end)
                    trial[RATE + lane] = (now - trial[NOW + lane]) * (trial[AMOUNT + lane] * share)
                    trial[NOW + lane] = now
                pay_in_month(trial, cost[calendar.year_of[m]], bends[m], bends[m + 1], bends[m + 2])


@stage
def strain_amount(terms, p, council, pension_age, ramp_piece, w):
    """AMOUNT, £ real, for the exits of one ramp piece under one minimum pension age; they leave evenly from LEVEL to
    LAST."""
    posts, trial = terms.posts[p], w.trial
    offset, mass, length, stopped = (
        ramp_piece.offset,
        ramp_piece.mass,
        w.x[ramp_piece.length_row],
        w.cluster[STOP, posts.cluster],
    )
    start, end = pension_age.start, pension_age.end
    for lane in range(LANES):
        origin = trial[FIRST + lane] + offset
        stop = min(end, stopped[lane])
        a = min(max(origin, start), stop)
        z = max(min(origin + length[lane], stop), a)
        part = 1.0 if start <= origin < stop else 0.0
        if length[lane] > 0.0:
            part = (z - a) / length[lane]
        trial[AMOUNT + lane] = trial[LEAVERS + lane] * mass * part
        trial[LEVEL + lane] = a
        trial[LAST + lane] = z
        trial[RATE + lane] = 0.0
    for b in range(len(terms.bands)):
        age, share = w.x[terms.bands[b].age_row], w.band[b]
        for lane in range(LANES):
            trial[RATE + lane] += share[lane] if age[lane] >= pension_age.age else 0.0
    strain, members = w.x[posts.strain_row], w.x[council.members_row]
    overrun, factor = w.x[posts.pension_overrun_row], w.posts_factor[p, 1]
    for lane in range(LANES):
        each = strain[lane] * members[lane] * (overrun[lane] * factor[lane])
        trial[AMOUNT + lane] *= trial[RATE + lane] * each


@inline
def paid_after_exits(month, a, z, begin, end):
    """Share paid before a month when people leave evenly from ``a`` to ``z`` and each is paid for from ``begin`` to
    ``end`` after."""
    length = end - begin
    since_first, since_last = month - begin - a, month - begin - z
    if length > 0.0:
        if z > a:
            return (integral(since_first, length, 0.5 / length) - integral(since_last, length, 0.5 / length)) / (z - a)
        return ramp(since_first, length)
    return ramp(since_first, z - a)


@stage
def shares_after_exits(begin, end, stop, months, trial):
    """DONE and EVER of a profile that follows each exit, from ``begin`` to ``end`` after it, and NOW of 0. Returns the
    months in which any lane spends."""
    earliest, latest = NEVER, 0.0
    for lane in range(LANES):
        first, last = trial[LEVEL + lane], trial[LAST + lane]
        if trial[AMOUNT + lane] > 0.0:
            earliest = min(earliest, first + begin)
            latest = max(latest, min(last + end, stop[lane]))
        # Nothing is read off at NEVER: so far out, a difference of integrals has no digits left.
        cut = paid_after_exits(min(stop[lane], last + end), first, last, begin, end)
        trial[EVER + lane] = 1.0 if stop[lane] > last + end else cut
        trial[DONE + lane] = paid_after_exits(min(months * 1.0, stop[lane]), first, last, begin, end)
        trial[NOW + lane] = 0.0
    lo = int(math.floor(clip(earliest, 0.0, months * 1.0)))
    return lo, min(max(int(math.floor(min(latest, months * 1.0))), lo) + 1, months)
