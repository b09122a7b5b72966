"""One-off and delay costs: amounts, then when they are spent (docs/model.md section 5)."""

from __future__ import annotations

import math

from distributions.jit import LANES, inline, kernel
from simulator.engine.gates import NEVER
from simulator.engine.savings import clip
from simulator.plan.arrays import DELAY, OTHER, PAY, PENSION, PRICES, PROGRAMME, REDUNDANCY


@kernel
def shares_of_total(rows, x, share):
    """``share`` [SHARE, LANE]: draws divided by their sum; all zero where the sum is."""
    for lane in range(LANES):
        total = 0.0
        for j in range(len(rows)):
            total += x[rows[j], lane]
        for j in range(len(rows)):
            share[j, lane] = x[rows[j], lane] / total if total > 0.0 else 0.0


@kernel
def cost_factors(events, x, occurred, line_factor, posts_factor):
    """Products of the cost factors of the events that happen: by line [LINE, LANE], and for bottom-up redundancy."""
    for j in range(len(line_factor)):
        for lane in range(LANES):
            line_factor[j, lane] = 1.0
    for p in range(len(posts_factor)):
        for side in range(2):
            for lane in range(LANES):
                posts_factor[p, side, lane] = 1.0
    for j in range(len(events.line)):
        e, line, row = events.line_event[j], events.line[j], events.line_rows[j]
        for lane in range(LANES):
            line_factor[line, lane] *= x[row, lane] if occurred[e, lane] > 0.5 else 1.0
    for j in range(len(events.posts_cluster)):
        e, p, side, row = events.posts_event[j], events.posts_cluster[j], events.posts_pension[j], events.posts_rows[j]
        for lane in range(LANES):
            posts_factor[p, side, lane] *= x[row, lane] if occurred[e, lane] > 0.5 else 1.0


@inline
def spent(month, begin, end, stop):
    """Share of a piece spent before a month: a clipped line from ``begin`` to ``end``, a step where they meet, cut at ``stop``."""
    until = min(month, stop)
    if end > begin:
        return clip((until - begin) / (end - begin), 0.0, 1.0)
    return 1.0 if until > begin else 0.0


@kernel
def spend(stop, w, calendar):
    """Share of a piece, from ``w.first`` to ``w.last`` [LANE], that falls in each month.

    Fills ``w.spread`` [MONTH, LANE] over the months returned, ``w.done`` [LANE] (share spent in the horizon) and ``w.ever`` (share ever
    spent, given the stop). What falls before the start falls in month 0.

    Returns
    -------
    lo, hi : int
        Months in which any lane spends.
    """
    months = calendar.months
    earliest, latest = NEVER, 0.0
    for lane in range(LANES):
        earliest = min(earliest, w.first[lane])
        latest = max(latest, min(w.last[lane], stop[lane]))
        w.before[lane] = 0.0
        w.ever[lane] = spent(NEVER, w.first[lane], w.last[lane], stop[lane])
    lo = int(math.floor(clip(earliest, 0.0, months * 1.0)))
    hi = min(max(int(math.floor(min(latest, months * 1.0))), lo) + 1, months)
    for m in range(lo, hi):
        for lane in range(LANES):
            now = spent(m + 1.0, w.first[lane], w.last[lane], stop[lane])
            w.spread[m, lane] = now - w.before[lane]
            w.before[lane] = now
    for lane in range(LANES):
        w.done[lane] = w.before[lane]
    return lo, hi


@kernel
def add_cost(amount, key, index, lo, hi, w, calendar):
    """Enter ``amount`` [LANE], £ real, spread as `spend` found, into the cash of each council under a key."""
    starts, year_of = calendar.year_start, calendar.year_of
    if lo >= hi:
        return
    for k in range(len(w.real)):
        for y in range(year_of[lo], year_of[hi - 1] + 1):
            for m in range(max(lo, starts[y]), min(hi, starts[y + 1])):
                for lane in range(LANES):
                    flow = w.spread[m, lane] * (amount[lane] * w.key[key, k, lane])
                    w.cost[k, index, y, lane] += flow
                    w.real[k, m, lane] -= flow
                    w.nominal[k, m, lane] -= flow * w.index[index, y, lane]


@kernel
def record_cost(amount, kind, owner, key, w):
    """Count ``amount`` [LANE], of which ``w.done`` falls in the horizon, under its kind, owner and council."""
    people = kind == REDUNDANCY or kind == PENSION
    for lane in range(LANES):
        inside = amount[lane] * w.done[lane]
        w.kind[kind, lane] += inside
        w.beyond[lane] += amount[lane] * w.ever[lane] - inside
        if owner != PROGRAMME:
            w.cluster_cost[owner, lane] += inside
            if people:
                w.cluster_redundancy[owner, lane] += inside
        if people:
            for k in range(len(w.council_redundancy)):
                w.council_redundancy[k, lane] += inside * w.key[key, k, lane]


@kernel
def pay_lines(plan, w):
    """The lines of the top-down total and the explicit lines, schedule by schedule."""
    costs = plan.costs
    for g in range(len(costs.owner)):
        owner = costs.owner[g]
        for piece in range(costs.piece_start[g], costs.piece_start[g + 1]):
            for lane in range(LANES):
                anchor = w.go_live[owner, lane] if costs.moves_with_go_live[g] == 1 else costs.base_month[g]
                w.first[lane] = anchor + costs.piece_from[piece]
                w.last[lane] = anchor + costs.piece_to[piece]
            lo, hi = spend(w.programme_stop if owner == PROGRAMME else w.stop[owner], w, plan.calendar)
            for lane in range(LANES):
                w.level[lane] = 0.0
            for line in range(costs.line_start[g], costs.line_start[g + 1]):
                line_amount(costs, line, costs.piece_share[piece], w)
                if costs.drives_cash[g] == 1:
                    record_cost(w.amount, costs.line_kind[line], owner, costs.key[g], w)
                    for lane in range(LANES):
                        w.level[lane] += w.amount[lane]
                else:
                    for lane in range(LANES):
                        w.memorandum[lane] += w.amount[lane] * w.done[lane]
            if costs.drives_cash[g] == 1:
                add_cost(w.level, costs.key[g], costs.index[g], lo, hi, w, plan.calendar)


@kernel
def line_amount(costs, line, share, w):
    """``w.amount`` [LANE]: what one line costs, times the share of its piece, £ real."""
    row, first, second = costs.line_amount_rows[line], costs.line_overrun_rows[line], costs.line_second_overrun_rows[line]
    kind, weight = costs.line_kind_share[line], costs.line_weight[line]
    for lane in range(LANES):
        w.amount[lane] = w.x[row, lane] * w.x[first, lane] * w.x[second, lane] * w.line_factor[line, lane] * share
    if kind >= 0:
        for lane in range(LANES):
            w.amount[lane] *= w.kind_share[kind, lane]
    if weight >= 0:
        for lane in range(LANES):
            w.amount[lane] *= w.weight[weight, lane]


@kernel
def pay_piece(amount, kind, owner, key, index, stop, w, calendar):
    """Spend and count one amount between ``w.first`` and ``w.last`` [LANE]."""
    lo, hi = spend(stop, w, calendar)
    record_cost(amount, kind, owner, key, w)
    add_cost(amount, key, index, lo, hi, w, calendar)


@kernel
def pay_for_delay(plan, w):
    """Programme team, dual running and performance dips (kind ``delay``)."""
    terms, savings = plan.delay_costs, plan.savings
    clusters = len(w.live)
    if terms.team_row >= 0:
        for lane in range(LANES):
            planned_end, actual_end = 0.0, 0.0
            for c in range(clusters):
                planned_end = max(planned_end, w.planned[c, lane] + w.ramp_end[c, lane])
                actual_end = max(actual_end, min(w.go_live[c, lane] + w.ramp_end[c, lane], w.stop[c, lane]))
            w.first[lane] = planned_end if terms.team_from_plan == 1 else 0.0
            w.last[lane] = max(actual_end, w.first[lane])
            w.amount[lane] = w.x[terms.team_row, lane] * (w.last[lane] - w.first[lane])
        pay_piece(w.amount, DELAY, PROGRAMME, terms.team_key, PAY, w.programme_stop, w, plan.calendar)
    for c in range(clusters):
        for lane in range(LANES):
            w.first[lane] = w.go_live[c, lane]
            w.last[lane] = w.go_live[c, lane] + w.ramp_end[c, lane]
            w.amount[lane] = w.x[terms.dual_running_rows[c], lane] * w.ramp_end[c, lane]
        if any_above_zero(w.amount):
            pay_piece(w.amount, DELAY, c, savings.key[c], PAY, w.stop[c], w, plan.calendar)
        if terms.dip_rows[c] >= 0:
            for lane in range(LANES):
                w.last[lane] = w.go_live[c, lane] + w.x[terms.dip_month_rows[c], lane]
                w.amount[lane] = w.x[terms.dip_rows[c], lane] * w.x[terms.dip_month_rows[c], lane]
            pay_piece(w.amount, DELAY, c, savings.key[c], PAY, w.stop[c], w, plan.calendar)


@inline
def any_above_zero(values):
    """Whether any lane holds more than zero."""
    for lane in range(LANES):
        if values[lane] > 0.0:
            return True
    return False


@kernel
def pay_consequences(plan, w):
    """Event amounts at go-live, abort costs and the exit cost: each falls due in one month (kind ``other``)."""
    events, gates = plan.events, plan.gates
    for j in range(len(events.cost_event)):
        e, c, row = events.cost_event[j], events.cost_cluster[j], events.cost_rows[j]
        for lane in range(LANES):
            w.amount[lane] = w.occurred[e, lane] * w.x[row, lane] * events.cost_share[j]
            w.first[lane] = w.go_live[c, lane]
        pay_at_once(w.amount, c, plan.savings.key[c], w.stop[c], w, plan.calendar)
    for lane in range(LANES):
        w.level[lane] = NEVER
    for g in range(len(gates.month)):
        for lane in range(LANES):
            w.first[lane] = gates.month[g]
        pay_at_once(w.abort[g], PROGRAMME, gates.key[g], w.level, w, plan.calendar)
    if len(plan.exit.april) > 0:
        for lane in range(LANES):
            w.first[lane] = w.exit_month[lane]
            w.amount[lane] = w.x[plan.exit.cost_row, lane] if w.exit_month[lane] < NEVER else 0.0
        pay_at_once(w.amount, PROGRAMME, plan.exit.key, w.level, w, plan.calendar)


@kernel
def pay_at_once(amount, owner, key, stop, w, calendar):
    """Spend ``amount`` [LANE] in the month that contains ``w.first`` [LANE], unless its owner has stopped by then."""
    for lane in range(LANES):
        w.ever[lane] = 1.0 if w.first[lane] < stop[lane] else 0.0
        inside = w.ever[lane] > 0.0 and w.first[lane] < calendar.months
        w.done[lane] = 1.0 if inside else 0.0
        if not inside or amount[lane] == 0.0:
            continue
        m = max(int(math.floor(w.first[lane])), 0)
        y = calendar.year_of[m]
        for k in range(len(w.real)):
            flow = amount[lane] * w.key[key, k, lane]
            w.cost[k, PRICES, y, lane] += flow
            w.real[k, m, lane] -= flow
            w.nominal[k, m, lane] -= flow * w.index[PRICES, y, lane]
    record_cost(amount, OTHER, owner, key, w)
