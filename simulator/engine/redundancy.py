"""Bottom-up redundancy: from the saving to posts, exits, payments and pension strain (docs/model.md section 5)."""

from __future__ import annotations

import math

from distributions.jit import LANES, inline, kernel
from simulator.engine.costs import shares_of_total
from simulator.engine.gates import NEVER
from simulator.engine.savings import clip, ramp, ramp_integral
from simulator.plan.arrays import PAY, PENSION, REDUNDANCY


@inline
def statutory_weeks(statute, age, service):
    """Weeks of pay for a leaver: each counted year of service by the age at which it began."""
    years = math.floor(service)
    counted = min(years, statute.most_years) if years >= statute.qualifying_years else 0.0
    older = clip(math.floor(age - statute.older_from), 0.0, counted)
    not_young = clip(math.floor(age - statute.young_until), 0.0, counted)
    between, young = not_young - older, counted - not_young
    return statute.weeks_young * young + statute.weeks_between * between + statute.weeks_older * older


@kernel
def pay_redundancy(plan, w):
    """Posts, exits, payments and strain of every cluster with posts, tranche by tranche."""
    posts, savings = plan.posts, plan.savings
    clusters = len(w.live)
    if len(posts.clusters) == 0:
        return
    shares_of_total(posts.band_share_rows, w.x, w.band)
    for p in range(len(posts.clusters)):
        c = posts.clusters[p]
        for t in range(len(savings.tranche_cluster)):
            if savings.tranche_cluster[t] != c:
                continue
            for lane in range(LANES):
                share = w.x[savings.tranche_share_rows[t], lane]
                if t < clusters:
                    share = 1.0
                    for other in range(clusters, len(savings.tranche_cluster)):
                        if savings.tranche_cluster[other] == c:
                            share -= w.x[savings.tranche_share_rows[other], lane]
                alive = w.live[c, lane] < NEVER
                w.first[lane] = max(w.live[c, lane], savings.tranche_release[t]) if alive else NEVER
                w.top[lane] = posts_of(posts, savings, p, c, share, w, lane)
            exits_by_cell(plan, c, w)
            count_leavers(plan, p, c, w)
            pay_leavers(plan, p, c, w)
            pay_strain(plan, p, c, w)


@inline
def posts_of(posts, savings, p, c, share, w, lane):
    """Posts that a share of a cluster's saving removes: cashable saving × staff share ÷ average post cost."""
    staff = w.x[savings.staff_share_rows[c], lane]
    return w.cashable[c, lane] * share * staff / w.x[posts.average_cost_rows[p], lane]


@kernel
def exits_by_cell(plan, c, w):
    """``w.cell`` [CELL, LANE]: the fraction of a tranche's exits in each cell of time, none after the cluster's stop."""
    posts, timing = plan.posts, plan.timing
    for cell in range(len(posts.cell_start)):
        start, end = posts.cell_start[cell], posts.cell_end[cell]
        for lane in range(LANES):
            w.cell[cell, lane] = 0.0
        for j in range(timing.piece_start[c], timing.piece_start[c + 1]):
            row, offset, mass = timing.piece_length_rows[j], timing.piece_offset[j], timing.piece_mass[j]
            for lane in range(LANES):
                origin, length = w.first[lane] + offset, w.x[row, lane]
                by_end = ramp(min(end, w.stop[c, lane]) - origin, length)
                by_start = ramp(min(start, w.stop[c, lane]) - origin, length)
                w.cell[cell, lane] += mass * (by_end - by_start)


@kernel
def count_leavers(plan, p, c, w):
    """Posts removed and exits by the end of the horizon: the last cell lies beyond it."""
    posts = plan.posts
    for lane in range(LANES):
        gone = 0.0
        for cell in range(len(posts.cell_start) - 1):
            gone += w.cell[cell, lane]
        w.posts[c, lane] += w.top[lane] * gone
        w.exits[lane] += w.top[lane] * gone * (1.0 - w.x[posts.turnover_rows[p], lane])


@kernel
def pay_leavers(plan, p, c, w):
    """Redundancy payments, by employing council, cell by cell: the pay of the day, capped where the policy says so."""
    posts, calendar = plan.posts, plan.calendar
    cells, key, years = len(posts.cell_start), posts.employer_key[p], plan.years
    for lane in range(LANES):
        w.done[lane] = 0.0
        for b in range(len(posts.band_share_rows)):
            age, service = w.x[posts.band_age_rows[b], lane], w.x[posts.band_service_rows[b], lane]
            w.done[lane] += w.band[b, lane] * statutory_weeks(posts.statute, age, service)
        leavers = w.top[lane] * (1.0 - w.x[posts.turnover_rows[p], lane])
        w.amount[lane] = leavers * w.done[lane] * w.x[posts.overrun_rows[p], lane] * w.posts_factor[p, 0, lane]
        w.level[lane] = w.x[posts.average_cost_rows[p], lane] / (1.0 + w.x[posts.on_costs_row, lane]) / posts.statute.weeks_in_a_year
    for cell in range(cells):
        beyond = cell == cells - 1
        m = min(int(posts.cell_start[cell]), calendar.months - 1)
        y = min(calendar.year_of[m], years - 1)
        for k in range(len(w.real)):
            for lane in range(LANES):
                pay = w.level[lane]
                if posts.capped[k] == 1:
                    pay = min(pay, posts.cell_cap[cell] / w.index[PAY, y, lane])
                each = w.amount[lane] * w.key[key, k, lane] * w.x[posts.multiplier_rows[k], lane] * pay
                flow = each * w.cell[cell, lane]
                if posts.drives_cash == 0:
                    w.memorandum[lane] += 0.0 if beyond else flow
                elif beyond:
                    w.beyond[lane] += flow
                else:
                    w.cost[k, PAY, y, lane] += flow
                    w.real[k, m, lane] -= flow
                    w.nominal[k, m, lane] -= flow * w.index[PAY, y, lane]
                    w.kind[REDUNDANCY, lane] += flow
                    w.cluster_cost[c, lane] += flow
                    w.cluster_redundancy[c, lane] += flow
                    w.council_redundancy[k, lane] += flow


@kernel
def pay_strain(plan, p, c, w):
    """Pension strain, for each ramp piece and span of one minimum pension age, by each council's profile after the exit."""
    posts, timing = plan.posts, plan.timing
    for s in range(len(posts.pension_age)):
        for j in range(timing.piece_start[c], timing.piece_start[c + 1]):
            for k in range(len(w.real)):
                for piece in range(posts.profile_start[k], posts.profile_start[k + 1]):
                    strain_amount(plan, p, c, s, j, k, piece, w)
                    lo, hi = spend_after_exits(posts, piece, w.stop[c], w, plan.calendar)
                    if posts.drives_cash == 1:
                        enter_strain(c, k, lo, hi, w, plan.calendar)
                    else:
                        for lane in range(LANES):
                            w.memorandum[lane] += w.amount[lane] * w.done[lane]


@kernel
def strain_amount(plan, p, c, s, j, k, piece, w):
    """``w.amount`` [LANE], £ real, for the exits of one ramp piece under one pension age; they leave evenly between
    ``w.before`` and ``w.last`` [LANE]."""
    posts, timing = plan.posts, plan.timing
    begin, finish = posts.pension_age_from[s], posts.pension_age_to[s]
    row, offset, mass = timing.piece_length_rows[j], timing.piece_offset[j], timing.piece_mass[j]
    for lane in range(LANES):
        origin, length = w.first[lane] + offset, w.x[row, lane]
        stop = min(finish, w.stop[c, lane])
        a = min(max(origin, begin), stop)
        z = max(min(origin + length, stop), a)
        if length > 0.0:
            part = (z - a) / length
        else:
            part = 1.0 if begin <= origin < stop else 0.0
        eligible = 0.0
        for b in range(len(posts.band_share_rows)):
            if w.x[posts.band_age_rows[b], lane] >= posts.pension_age[s]:
                eligible += w.band[b, lane]
        leavers = w.top[lane] * (1.0 - w.x[posts.turnover_rows[p], lane]) * mass * part * eligible
        each = w.x[posts.strain_rows[p], lane] * w.x[posts.member_rows[k], lane] * posts.profile_share[piece]
        factor = w.x[posts.pension_overrun_rows[p], lane] * w.posts_factor[p, 1, lane]
        w.amount[lane] = leavers * each * factor * w.key[posts.employer_key[p], k, lane]
        w.before[lane] = a
        w.last[lane] = z


@inline
def paid_after_exits(month, a, z, begin, end):
    """Share paid before a month when people leave evenly from ``a`` to ``z`` and each is paid for from ``begin`` to ``end`` after."""
    length = end - begin
    since_first, since_last = month - begin - a, month - begin - z
    if length > 0.0:
        if z > a:
            return (ramp_integral(since_first, length) - ramp_integral(since_last, length)) / (z - a)
        return ramp(since_first, length)
    return ramp(since_first, z - a)


@kernel
def spend_after_exits(posts, piece, stop, w, calendar):
    """Like `simulator.engine.costs.spend`, for a profile that follows each exit. Returns the months in which any lane spends."""
    months = calendar.months
    begin, end = posts.profile_from[piece], posts.profile_to[piece]
    earliest, latest = NEVER, 0.0
    for lane in range(LANES):
        if w.amount[lane] > 0.0:
            earliest = min(earliest, w.before[lane] + begin)
            latest = max(latest, min(w.last[lane] + end, stop[lane]))
        w.ever[lane] = paid_after_exits(min(NEVER, stop[lane]), w.before[lane], w.last[lane], begin, end)
        w.done[lane] = 0.0
    lo = int(math.floor(clip(earliest, 0.0, months * 1.0)))
    hi = min(max(int(math.floor(min(latest, months * 1.0))), lo) + 1, months)
    for m in range(lo, hi):
        for lane in range(LANES):
            now = paid_after_exits(min(m + 1.0, stop[lane]), w.before[lane], w.last[lane], begin, end)
            w.spread[m, lane] = now - w.done[lane]
            w.done[lane] = now
    return lo, hi


@kernel
def enter_strain(c, k, lo, hi, w, calendar):
    """Enter one council's strain, ``w.amount`` [LANE], into its cash and its totals."""
    for m in range(lo, hi):
        y = calendar.year_of[m]
        for lane in range(LANES):
            flow = w.spread[m, lane] * w.amount[lane]
            w.cost[k, PAY, y, lane] += flow
            w.real[k, m, lane] -= flow
            w.nominal[k, m, lane] -= flow * w.index[PAY, y, lane]
    for lane in range(LANES):
        inside = w.amount[lane] * w.done[lane]
        w.kind[PENSION, lane] += inside
        w.beyond[lane] += w.amount[lane] * w.ever[lane] - inside
        w.cluster_cost[c, lane] += inside
        w.cluster_redundancy[c, lane] += inside
        w.council_redundancy[k, lane] += inside
