"""Decisions that stop the programme: gates, then exit (docs/model.md section 6)."""

from __future__ import annotations

from distributions.jit import LANES, kernel

NEVER = 1.0e9
"""A month that is never reached: the go-live of a cancelled cluster, and no stop at all."""


@kernel
def pass_gates(gates, x, go_live, live, stop, programme_stop, declined, abort):
    """Cancel what a decline cancels, in date order.

    Fills ``live`` [CLUSTER, LANE] (NEVER when cancelled), ``stop`` (the date of cancellation), ``programme_stop`` [LANE] (the date on which
    nothing survived), ``declined`` [LANE] and ``abort`` [GATE, LANE], in £.
    """
    clusters = len(go_live)
    for lane in range(LANES):
        declined[lane] = 0.0
        programme_stop[lane] = NEVER
    for c in range(clusters):
        for lane in range(LANES):
            live[c, lane] = go_live[c, lane]
            stop[c, lane] = NEVER
    for g in range(len(gates.month)):
        month = gates.month[g]
        for lane in range(LANES):
            abort[g, lane] = 0.0
            refused = False
            for k in range(gates.decline_rows.shape[1]):
                refused = refused or x[gates.decline_rows[g, k], lane] > 0.5
            if not refused:
                continue
            cancelled, surviving = 0, 0
            for c in range(clusters):
                if stop[c, lane] < NEVER:
                    continue
                if go_live[c, lane] >= month:
                    live[c, lane] = NEVER
                    stop[c, lane] = month
                    cancelled += 1
                else:
                    surviving += 1
            if cancelled > 0:
                if declined[lane] == 0.0:
                    abort[g, lane] = x[gates.abort_rows[g], lane]
                declined[lane] = 1.0
                if surviving == 0:
                    programme_stop[lane] = month


@kernel
def leave(exit_terms, x, planned, live, stop, programme_stop, exit_month):
    """Settle whether and when the partnership ends: ``exit_month`` [LANE], NEVER if it does not; cut ``live`` and ``stop``."""
    clusters = len(live)
    p, u = exit_terms.probability_row, exit_terms.draw_row
    for lane in range(LANES):
        exit_month[lane] = NEVER
        if len(exit_terms.april) == 0 or programme_stop[lane] < NEVER:
            continue
        earliest = exit_terms.not_before
        if earliest < 0.0:
            earliest = NEVER
            for c in range(clusters):
                earliest = min(earliest, planned[c, lane])
            earliest += 12.0
        together = 1.0
        for a in range(len(exit_terms.april)):
            if exit_terms.april[a] >= earliest:
                together *= 1.0 - x[p, lane]
                if x[u, lane] > together:
                    exit_month[lane] = exit_terms.april[a]
                    break
        if exit_month[lane] == NEVER:
            continue
        programme_stop[lane] = exit_month[lane]
        for c in range(clusters):
            if live[c, lane] < NEVER and live[c, lane] >= exit_month[lane]:
                live[c, lane] = NEVER
            stop[c, lane] = min(stop[c, lane], exit_month[lane])


@kernel
def unwinding(calendar, exit_terms, x, exit_month, unwind, unwind_year):
    """Share of each month [MONTH, LANE] that is still delivered: 1 before an exit, then a straight line down to 0."""
    row = exit_terms.unwind_row
    for y in range(len(calendar.year_start) - 1):
        for lane in range(LANES):
            unwind_year[y, lane] = 0.0
        for m in range(calendar.year_start[y], calendar.year_start[y + 1]):
            for lane in range(LANES):
                length = x[row, lane]
                half = 0.5 / length if length > 0.0 else 0.0
                begin = min(max(m - exit_month[lane], 0.0), length)
                end = min(max(m + 1.0 - exit_month[lane], 0.0), length)
                after = (end - begin) - half * (end * end - begin * begin)
                unwind[m, lane] = after if m >= exit_month[lane] else 1.0
                unwind_year[y, lane] += unwind[m, lane]
