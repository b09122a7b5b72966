"""One-off and delay costs: amounts, then when they are spent (docs/model.md section 5)."""

from __future__ import annotations

import math

from distributions.jit import LANES, number, stage
from simulator.engine.bends import add_payment, add_spending, month_of, spent
from simulator.engine.workspace import (
    AMOUNT,
    BEYOND,
    COST,
    CUT,
    DONE,
    EVER,
    EXIT,
    FIRST,
    GO_LIVE,
    LAST,
    MEMORANDUM,
    MONTHS,
    NO_STOP,
    NOW,
    OWN_COST,
    OWN_REDUNDANCY,
    PEOPLE,
    PLANNED,
    PROGRAMME_STOP,
    RAMP_END,
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
        if effect.does == LINE_FACTOR:
            apply_factor(w.x[effect.row], w.occurred[effect.event], w.line_factor[effect.target])
        elif effect.does == REDUNDANCY_FACTOR:
            apply_factor(w.x[effect.row], w.occurred[effect.event], w.posts_factor[effect.target, 0])
        elif effect.does == PENSION_FACTOR:
            apply_factor(w.x[effect.row], w.occurred[effect.event], w.posts_factor[effect.target, 1])


@stage
def apply_factor(factor, occurred, product):
    """Multiply ``product`` [LANE] by an effect's factor where its event happens."""
    for lane in range(LANES):
        product[lane] *= factor[lane] if occurred[lane] > 0.5 else 1.0


@stage
def shares_spent(stop, months, trial):
    """DONE and EVER: the shares of a piece, from FIRST to LAST until ``stop`` [LANE], that are spent in the horizon and
    ever. CUT becomes ``stop``."""
    for lane in range(LANES):
        begin, end = trial[FIRST + lane], trial[LAST + lane]
        trial[CUT + lane] = stop[lane]
        trial[EVER + lane] = spent(NEVER, begin, end, stop[lane])
        trial[DONE + lane] = spent(1.0 * months, begin, end, stop[lane])


@stage
def spend(cost, calendar, trial):
    """Enter SUM, £ real, spent evenly from FIRST to LAST until CUT, into ``cost`` [YEAR, LANE]. What falls before the
    start falls in month 0."""
    starts = calendar.year_start
    earliest, latest = NEVER, 0.0
    for lane in range(LANES):
        earliest = min(earliest, trial[FIRST + lane])
        latest = max(latest, min(trial[LAST + lane], trial[CUT + lane]))
        trial[NOW + lane] = 0.0
    if earliest >= calendar.months:
        return
    last_year = calendar.year_of[min(month_of(latest, calendar.months), calendar.months - 1)]
    for y in range(calendar.year_of[month_of(earliest, calendar.months)], last_year + 1):
        end, in_year = 1.0 * starts[y + 1], cost[y]
        for lane in range(LANES):
            now = spent(end, trial[FIRST + lane], trial[LAST + lane], trial[CUT + lane])
            in_year[lane] += (now - trial[NOW + lane]) * trial[SUM + lane]
            trial[NOW + lane] = now


@stage
def record_cost(kind, owner, of_kind, cluster, people, trial):
    """Count AMOUNT, of which DONE falls in the horizon, under its kind, owner and bucket.

    ``of_kind`` and ``people`` [LANE] are what its kind costs, and redundancy in its bucket."""
    for lane in range(LANES):
        inside = trial[AMOUNT + lane] * trial[DONE + lane]
        of_kind[lane] += inside
        trial[BEYOND + lane] += trial[AMOUNT + lane] * trial[EVER + lane] - inside
    if owner != PROGRAMME:
        own = cluster[OWN_COST, owner]
        for lane in range(LANES):
            own[lane] += trial[AMOUNT + lane] * trial[DONE + lane]
    if kind in (REDUNDANCY, PENSION):
        for lane in range(LANES):
            people[lane] += trial[AMOUNT + lane] * trial[DONE + lane]
        if owner != PROGRAMME:
            own_people = cluster[OWN_REDUNDANCY, owner]
            for lane in range(LANES):
                own_people[lane] += trial[AMOUNT + lane] * trial[DONE + lane]


@stage
def pay_lines(costs, calendar, w):
    """The lines of the top-down total and the explicit lines, schedule by schedule."""
    trial = w.trial
    for s in range(len(costs.schedules)):
        schedule = costs.schedules[s]
        owner, base, moves = schedule.owner, schedule.base_month, schedule.moves_with_go_live == 1
        go_live = w.cluster[GO_LIVE, max(owner, 0)]
        stop = trial[PROGRAMME_STOP : PROGRAMME_STOP + LANES] if owner == PROGRAMME else w.cluster[STOP, owner]
        people = w.bucket[PEOPLE, schedule.key]
        for p in range(schedule.first_piece, schedule.last_piece):
            piece = costs.profile[p]
            begin, end = piece.begin, piece.end
            for lane in range(LANES):
                anchor = go_live[lane] if moves else base
                trial[FIRST + lane] = anchor + begin
                trial[LAST + lane] = anchor + end
                trial[SUM + lane] = 0.0
            shares_spent(stop, calendar.months, w.trial)
            for line in range(schedule.first_line, schedule.last_line):
                line_amount(costs.lines[line], w.line_factor[line], piece.share, w.x, w.kind_share, w.weight, trial)
                if schedule.drives_cash == 1:
                    kind = costs.lines[line].kind
                    record_cost(kind, owner, w.kind[kind], w.cluster, people, trial)
                    for lane in range(LANES):
                        trial[SUM + lane] += trial[AMOUNT + lane]
                else:
                    for lane in range(LANES):
                        trial[MEMORANDUM + lane] += trial[AMOUNT + lane] * trial[DONE + lane]
            if schedule.drives_cash == 1:
                spend(w.bucket_year[COST, schedule.key, schedule.index], calendar, trial)
                if w.wanted[MONTHS] == 1:
                    add_spending(calendar.months, trial, w.bends[schedule.key, schedule.index])


@stage
def line_amount(line, factor, share, x, kind_share, weight, trial):
    """AMOUNT: what one line costs, times the share of its piece, £ real. ``factor`` [LANE] is its events'."""
    full, first, second = x[line.amount_row], x[line.overrun_row], x[line.second_overrun_row]
    for lane in range(LANES):
        trial[AMOUNT + lane] = full[lane] * (first[lane] * second[lane]) * factor[lane] * share
    if line.kind_share >= 0:
        of_total = kind_share[line.kind_share]
        for lane in range(LANES):
            trial[AMOUNT + lane] *= of_total[lane]
    if line.weight >= 0:
        of_clusters = weight[line.weight]
        for lane in range(LANES):
            trial[AMOUNT + lane] *= of_clusters[lane]


@stage
def pay_delay(owner, bucket, stop, calendar, w):
    """Spend and count AMOUNT between FIRST and LAST, until ``stop`` [LANE] (kind ``delay``)."""
    shares_spent(stop, calendar.months, w.trial)
    record_cost(number(DELAY), owner, w.kind[DELAY], w.cluster, w.bucket[PEOPLE, bucket], w.trial)
    for lane in range(LANES):
        w.trial[SUM + lane] = w.trial[AMOUNT + lane]
    spend(w.bucket_year[COST, bucket, PAY], calendar, w.trial)
    if w.wanted[MONTHS] == 1:
        add_spending(calendar.months, w.trial, w.bends[bucket, PAY])


@stage
def pay_for_delay(costs, clusters, calendar, w):
    """Programme team, dual running and performance dips."""
    trial = w.trial
    if costs.team_row >= 0:
        team_months(costs.team_row, costs.team_from_plan, w)
        pay_delay(number(PROGRAMME), costs.team_key, trial[PROGRAMME_STOP : PROGRAMME_STOP + LANES], calendar, w)
    for c in range(len(clusters)):
        own, go_live, ramp_end = clusters[c], w.cluster[GO_LIVE, c], w.cluster[RAMP_END, c]
        dual, costly = w.x[own.dual_running_row], 0
        for lane in range(LANES):
            trial[FIRST + lane] = go_live[lane]
            trial[LAST + lane] = go_live[lane] + ramp_end[lane]
            trial[AMOUNT + lane] = dual[lane] * ramp_end[lane]
            costly += 1 if trial[AMOUNT + lane] > 0.0 else 0
        if costly > 0:
            pay_delay(c, own.key, w.cluster[STOP, c], calendar, w)
        if own.dip_row >= 0:
            dip, length = w.x[own.dip_row], w.x[own.dip_months_row]
            for lane in range(LANES):
                trial[LAST + lane] = go_live[lane] + length[lane]
                trial[AMOUNT + lane] = dip[lane] * length[lane]
            pay_delay(c, own.key, w.cluster[STOP, c], calendar, w)


@stage
def team_months(row, from_plan, w):
    """FIRST, LAST and AMOUNT of the programme team: until the last ramp is complete or stopped, from the planned end of
    it where the plan's own team is paid for already."""
    team, trial = w.x[row], w.trial
    for lane in range(LANES):
        trial[FIRST + lane] = 0.0
        trial[LAST + lane] = 0.0
    for c in range(w.cluster.shape[1]):
        planned, go_live, ramp_end, stop = (
            w.cluster[PLANNED, c],
            w.cluster[GO_LIVE, c],
            w.cluster[RAMP_END, c],
            w.cluster[STOP, c],
        )
        for lane in range(LANES):
            trial[FIRST + lane] = max(trial[FIRST + lane], planned[lane] + ramp_end[lane])
            trial[LAST + lane] = max(trial[LAST + lane], min(go_live[lane] + ramp_end[lane], stop[lane]))
    for lane in range(LANES):
        first = trial[FIRST + lane] if from_plan == 1 else 0.0
        trial[AMOUNT + lane] = team[lane] * max(trial[LAST + lane] - first, 0.0)
        trial[FIRST + lane] = first
        trial[LAST + lane] = max(trial[LAST + lane], first)


@stage
def pay_consequences(risks, clusters, calendar, w):
    """Event amounts at go-live, abort costs and the exit cost: each falls due in one month (kind ``other``)."""
    trial = w.trial
    for j in range(len(risks.effects)):
        effect = risks.effects[j]
        if effect.does == COST_AMOUNT:
            c, share = effect.target, effect.share
            occurred, amount, go_live = w.occurred[effect.event], w.x[effect.row], w.cluster[GO_LIVE, c]
            for lane in range(LANES):
                trial[AMOUNT + lane] = occurred[lane] * amount[lane] * share
                trial[FIRST + lane] = go_live[lane]
            pay_at_once(c, clusters[c].key, w.cluster[STOP, c], calendar, w)
    for g in range(len(risks.gates)):
        month, abort = risks.gates[g].month, w.abort[g]
        for lane in range(LANES):
            trial[AMOUNT + lane] = abort[lane]
            trial[FIRST + lane] = month
        pay_at_once(number(PROGRAMME), risks.gates[g].key, trial[NO_STOP : NO_STOP + LANES], calendar, w)
    if len(risks.april) > 0:
        cost = w.x[risks.exit_cost_row]
        for lane in range(LANES):
            trial[AMOUNT + lane] = cost[lane] if trial[EXIT + lane] < NEVER else 0.0
            trial[FIRST + lane] = trial[EXIT + lane]
        pay_at_once(number(PROGRAMME), risks.exit_key, trial[NO_STOP : NO_STOP + LANES], calendar, w)


@stage
def pay_at_once(owner, bucket, stop, calendar, w):
    """Spend AMOUNT in the month that contains FIRST, unless its owner has stopped by then."""
    for lane in range(LANES):
        when, amount = w.trial[FIRST + lane], w.trial[AMOUNT + lane]
        inside = when < stop[lane] and when < calendar.months
        w.trial[EVER + lane] = 1.0 if when < stop[lane] else 0.0
        w.trial[DONE + lane] = 1.0 if inside else 0.0
        if inside and amount != 0.0:
            m = int(math.floor(when))
            w.bucket_year[COST, bucket, PRICES, calendar.year_of[m], lane] += amount
            if w.wanted[MONTHS] == 1:
                add_payment(w.bends[bucket, PRICES], m, lane, amount)
    record_cost(number(OTHER), owner, w.kind[OTHER], w.cluster, w.bucket[PEOPLE, bucket], w.trial)
