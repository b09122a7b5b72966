"""One-off and delay costs: amounts, then when they are spent (docs/model.md section 5)."""

from __future__ import annotations

import math

from distributions.jit import LANES, inline, number, stage
from simulator.engine.savings import clip
from simulator.engine.workspace import (
    AMOUNT,
    BEYOND,
    COST,
    COUNCIL_REDUNDANCY,
    DONE,
    EVER,
    EXIT,
    FIRST,
    GO_LIVE,
    LAST,
    MEMORANDUM,
    NO_STOP,
    NOMINAL,
    OWN_COST,
    OWN_REDUNDANCY,
    PLANNED,
    PROGRAMME_STOP,
    RAMP_END,
    REAL,
    SPREAD,
    STOP,
    SUM,
)
from simulator.plan.arrays import (
    COST_AMOUNT,
    DELAY,
    LINE_FACTOR,
    NEVER,
    OTHER,
    PAY,
    PENSION,
    PENSION_FACTOR,
    PRICES,
    PROGRAMME,
    REDUNDANCY,
    REDUNDANCY_FACTOR,
)


@stage
def shares_of_total(rows, x, share):
    """``share`` [SHARE, LANE]: draws divided by their sum; all zero where the sum is."""
    for lane in range(LANES):
        total = 0.0
        for j in range(len(rows)):
            total += x[rows[j], lane]
        for j in range(len(rows)):
            share[j, lane] = x[rows[j], lane] / total if total > 0.0 else 0.0


@stage
def cost_factors(effects, w):
    """Products of the cost factors of the events that happen: by line [LINE, LANE], and for bottom-up redundancy."""
    w.line_factor[:] = 1.0
    w.posts_factor[:] = 1.0
    for j in range(len(effects)):
        effect = effects[j]
        for lane in range(LANES):
            factor = w.x[effect.row, lane] if w.occurred[effect.event, lane] > 0.5 else 1.0
            if effect.does == LINE_FACTOR:
                w.line_factor[effect.target, lane] *= factor
            elif effect.does == REDUNDANCY_FACTOR:
                w.posts_factor[effect.target, 0, lane] *= factor
            elif effect.does == PENSION_FACTOR:
                w.posts_factor[effect.target, 1, lane] *= factor


@inline
def spent(month, begin, end, stop):
    """Share of a piece spent before a month: a clipped line from ``begin`` to ``end``, a step where they meet, cut at
    ``stop``."""
    until = min(month, stop)
    if end > begin:
        return clip((until - begin) / (end - begin), 0.0, 1.0)
    return 1.0 if until > begin else 0.0


@stage
def spend(stop, calendar, w):
    """Share of a piece, from FIRST to LAST, that falls in each month, until ``stop`` [LANE].

    Fills SPREAD over the months returned, DONE (share spent in the horizon) and EVER (share ever spent). What falls
    before the start falls in month 0.

    Returns
    -------
    lo, hi : int
        Months in which any lane spends.
    """
    months = calendar.months
    earliest, latest = NEVER, 0.0
    for lane in range(LANES):
        first, last = w.trial[FIRST, lane], w.trial[LAST, lane]
        earliest = min(earliest, first)
        latest = max(latest, min(last, stop[lane]))
        w.trial[EVER, lane] = spent(NEVER, first, last, stop[lane])
        w.trial[DONE, lane] = 0.0
    lo = int(math.floor(clip(earliest, 0.0, months * 1.0)))
    hi = min(max(int(math.floor(min(latest, months * 1.0))), lo) + 1, months)
    begin, end, done = w.trial[FIRST], w.trial[LAST], w.trial[DONE]
    for m in range(lo, hi):
        spread = w.month[SPREAD, m]
        for lane in range(LANES):
            now = spent(m + 1.0, begin[lane], end[lane], stop[lane])
            spread[lane] = now - done[lane]
            done[lane] = now
    return lo, hi


@stage
def add_cost(field, key, index, lo, hi, calendar, w):
    """Enter an amount (a field of ``w.trial``, £ real), spread as `spend` found, into the cash of each council under
    a key."""
    starts, year_of = calendar.year_start, calendar.year_of
    if lo >= hi:
        return
    amount = w.trial[field]
    for k in range(len(w.cash)):
        share = w.key[key, k]
        for y in range(year_of[lo], year_of[hi - 1] + 1):
            cost, level = w.yearly[COST, k, index, y], w.levels[index, y]
            for m in range(max(lo, starts[y]), min(hi, starts[y + 1])):
                spread, real, nominal = w.month[SPREAD, m], w.cash[k, REAL, m], w.cash[k, NOMINAL, m]
                for lane in range(LANES):
                    flow = spread[lane] * (amount[lane] * share[lane])
                    cost[lane] += flow
                    real[lane] -= flow
                    nominal[lane] -= flow * level[lane]


@stage
def record_cost(kind, owner, key, w):
    """Count AMOUNT, of which DONE falls in the horizon, under its kind, owner and council."""
    people = kind in (REDUNDANCY, PENSION)
    for lane in range(LANES):
        inside = w.trial[AMOUNT, lane] * w.trial[DONE, lane]
        w.kind[kind, lane] += inside
        w.trial[BEYOND, lane] += w.trial[AMOUNT, lane] * w.trial[EVER, lane] - inside
        if owner != PROGRAMME:
            w.cluster[OWN_COST, owner, lane] += inside
            if people:
                w.cluster[OWN_REDUNDANCY, owner, lane] += inside
        if people:
            for k in range(w.council.shape[1]):
                w.council[COUNCIL_REDUNDANCY, k, lane] += inside * w.key[key, k, lane]


@stage
def pay_lines(costs, calendar, w):
    """The lines of the top-down total and the explicit lines, schedule by schedule."""
    for s in range(len(costs.schedules)):
        schedule = costs.schedules[s]
        owner = schedule.owner
        stop = w.trial[PROGRAMME_STOP] if owner == PROGRAMME else w.cluster[STOP, owner]
        for p in range(schedule.first_piece, schedule.last_piece):
            piece = costs.profile[p]
            begin, end, base, moves = piece.begin, piece.end, schedule.base_month, schedule.moves_with_go_live == 1
            for lane in range(LANES):
                anchor = w.cluster[GO_LIVE, owner, lane] if moves else base
                w.trial[FIRST, lane] = anchor + begin
                w.trial[LAST, lane] = anchor + end
                w.trial[SUM, lane] = 0.0
            lo, hi = spend(stop, calendar, w)
            for line in range(schedule.first_line, schedule.last_line):
                line_amount(costs.lines[line], line, piece.share, w)
                if schedule.drives_cash == 1:
                    record_cost(costs.lines[line].kind, owner, schedule.key, w)
                    for lane in range(LANES):
                        w.trial[SUM, lane] += w.trial[AMOUNT, lane]
                else:
                    for lane in range(LANES):
                        w.trial[MEMORANDUM, lane] += w.trial[AMOUNT, lane] * w.trial[DONE, lane]
            if schedule.drives_cash == 1:
                add_cost(number(SUM), schedule.key, schedule.index, lo, hi, calendar, w)


@stage
def line_amount(line, place, share, w):
    """AMOUNT: what one line costs, times the share of its piece, £ real."""
    full, first, second = w.x[line.amount_row], w.x[line.overrun_row], w.x[line.second_overrun_row]
    amount, factor = w.trial[AMOUNT], w.line_factor[place]
    for lane in range(LANES):
        amount[lane] = full[lane] * (first[lane] * second[lane]) * factor[lane] * share
    if line.kind_share >= 0:
        of_total = w.kind_share[line.kind_share]
        for lane in range(LANES):
            amount[lane] *= of_total[lane]
    if line.weight >= 0:
        weight = w.weight[line.weight]
        for lane in range(LANES):
            amount[lane] *= weight[lane]


@stage
def pay_piece(kind, owner, key, index, stop, calendar, w):
    """Spend and count AMOUNT between FIRST and LAST, until ``stop`` [LANE]."""
    lo, hi = spend(stop, calendar, w)
    record_cost(kind, owner, key, w)
    add_cost(number(AMOUNT), key, index, lo, hi, calendar, w)


@stage
def pay_for_delay(costs, clusters, calendar, w):
    """Programme team, dual running and performance dips (kind ``delay``)."""
    if costs.team_row >= 0:
        for lane in range(LANES):
            planned_end, actual_end = 0.0, 0.0
            for c in range(len(clusters)):
                planned_end = max(planned_end, w.cluster[PLANNED, c, lane] + w.cluster[RAMP_END, c, lane])
                complete = w.cluster[GO_LIVE, c, lane] + w.cluster[RAMP_END, c, lane]
                actual_end = max(actual_end, min(complete, w.cluster[STOP, c, lane]))
            first = planned_end if costs.team_from_plan == 1 else 0.0
            w.trial[FIRST, lane] = first
            w.trial[LAST, lane] = max(actual_end, first)
            w.trial[AMOUNT, lane] = w.x[costs.team_row, lane] * max(actual_end - first, 0.0)
        pay_piece(number(DELAY), number(PROGRAMME), costs.team_key, number(PAY), w.trial[PROGRAMME_STOP], calendar, w)
    for c in range(len(clusters)):
        own = clusters[c]
        costly = False
        for lane in range(LANES):
            w.trial[FIRST, lane] = w.cluster[GO_LIVE, c, lane]
            w.trial[LAST, lane] = w.cluster[GO_LIVE, c, lane] + w.cluster[RAMP_END, c, lane]
            w.trial[AMOUNT, lane] = w.x[own.dual_running_row, lane] * w.cluster[RAMP_END, c, lane]
            costly = costly or w.trial[AMOUNT, lane] > 0.0
        if costly:
            pay_piece(number(DELAY), c, own.key, number(PAY), w.cluster[STOP, c], calendar, w)
        if own.dip_row >= 0:
            for lane in range(LANES):
                length = w.x[own.dip_months_row, lane]
                w.trial[LAST, lane] = w.cluster[GO_LIVE, c, lane] + length
                w.trial[AMOUNT, lane] = w.x[own.dip_row, lane] * length
            pay_piece(number(DELAY), c, own.key, number(PAY), w.cluster[STOP, c], calendar, w)


@stage
def pay_consequences(risks, clusters, calendar, w):
    """Event amounts at go-live, abort costs and the exit cost: each falls due in one month (kind ``other``)."""
    for j in range(len(risks.effects)):
        effect = risks.effects[j]
        if effect.does == COST_AMOUNT:
            c = effect.target
            for lane in range(LANES):
                w.trial[AMOUNT, lane] = w.occurred[effect.event, lane] * w.x[effect.row, lane] * effect.share
                w.trial[FIRST, lane] = w.cluster[GO_LIVE, c, lane]
            pay_at_once(c, clusters[c].key, w.cluster[STOP, c], calendar, w)
    for g in range(len(risks.gates)):
        for lane in range(LANES):
            w.trial[AMOUNT, lane] = w.abort[g, lane]
            w.trial[FIRST, lane] = risks.gates[g].month
        pay_at_once(number(PROGRAMME), risks.gates[g].key, w.trial[NO_STOP], calendar, w)
    if len(risks.april) > 0:
        for lane in range(LANES):
            w.trial[AMOUNT, lane] = w.x[risks.exit_cost_row, lane] if w.trial[EXIT, lane] < NEVER else 0.0
            w.trial[FIRST, lane] = w.trial[EXIT, lane]
        pay_at_once(number(PROGRAMME), risks.exit_key, w.trial[NO_STOP], calendar, w)


@stage
def pay_at_once(owner, key, stop, calendar, w):
    """Spend AMOUNT in the month that contains FIRST, unless its owner has stopped by then."""
    for lane in range(LANES):
        when, amount = w.trial[FIRST, lane], w.trial[AMOUNT, lane]
        w.trial[EVER, lane] = 1.0 if when < stop[lane] else 0.0
        inside = when < stop[lane] and when < calendar.months
        w.trial[DONE, lane] = 1.0 if inside else 0.0
        if not inside or amount == 0.0:
            continue
        m = int(math.floor(when))
        y = calendar.year_of[m]
        for k in range(len(w.cash)):
            flow = amount * w.key[key, k, lane]
            w.yearly[COST, k, PRICES, y, lane] += flow
            w.cash[k, REAL, m, lane] -= flow
            w.cash[k, NOMINAL, m, lane] -= flow * w.levels[PRICES, y, lane]
    record_cost(number(OTHER), owner, key, w)
