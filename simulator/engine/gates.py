"""Decisions that stop the programme: gates, then exit (docs/model.md section 6)."""

from __future__ import annotations

from distributions.jit import LANES, stage
from simulator.engine.workspace import (
    DECLINED,
    EXIT,
    GO_LIVE,
    LIVE,
    NO_STOP,
    PLANNED,
    PROGRAMME_STOP,
    STOP,
    UNWIND_YEAR,
)
from simulator.plan.arrays import NEVER


@stage
def pass_gates(risks, w):
    """Cancel what a decline cancels, in date order.

    Fills LIVE (NEVER when cancelled) and STOP (the date of cancellation) of each cluster; PROGRAMME_STOP (the date on
    which nothing survived) and DECLINED of each trial; ``w.abort`` [GATE, LANE], £.
    """
    clusters, councils = w.cluster.shape[1], risks.decline_rows.shape[1]
    for lane in range(LANES):
        w.trial[DECLINED + lane] = 0.0
        w.trial[PROGRAMME_STOP + lane] = NEVER
        w.trial[NO_STOP + lane] = NEVER
    for c in range(clusters):
        for lane in range(LANES):
            w.cluster[LIVE, c, lane] = w.cluster[GO_LIVE, c, lane]
            w.cluster[STOP, c, lane] = NEVER
    for g in range(len(risks.gates)):
        gate = risks.gates[g]
        for lane in range(LANES):
            w.abort[g, lane] = 0.0
            refused = False
            for k in range(councils):
                refused = refused or w.x[risks.decline_rows[g, k], lane] > 0.5
            if not refused:
                continue
            cancelled, surviving = 0, 0
            for c in range(clusters):
                if w.cluster[STOP, c, lane] < NEVER:
                    continue
                if w.cluster[GO_LIVE, c, lane] >= gate.month:
                    w.cluster[LIVE, c, lane] = NEVER
                    w.cluster[STOP, c, lane] = gate.month
                    cancelled += 1
                else:
                    surviving += 1
            if cancelled > 0:
                if w.trial[DECLINED + lane] == 0.0:
                    w.abort[g, lane] = w.x[gate.abort_row, lane]
                w.trial[DECLINED + lane] = 1.0
                if surviving == 0:
                    w.trial[PROGRAMME_STOP + lane] = gate.month


@stage
def leave(risks, w):
    """Settle whether and when the partnership ends: EXIT, NEVER if it does not; cut LIVE, STOP and PROGRAMME_STOP."""
    clusters = w.cluster.shape[1]
    for lane in range(LANES):
        w.trial[EXIT + lane] = NEVER
        if len(risks.april) == 0 or w.trial[PROGRAMME_STOP + lane] < NEVER:
            continue
        earliest = risks.not_before
        if risks.from_stated == 0:
            earliest = NEVER
            for c in range(clusters):
                earliest = min(earliest, w.cluster[PLANNED, c, lane])
            earliest += 12.0
        together = 1.0
        for a in range(len(risks.april)):
            if risks.april[a] >= earliest:
                together *= 1.0 - w.x[risks.exit_probability_row, lane]
                if w.x[risks.exit_draw_row, lane] > together:
                    w.trial[EXIT + lane] = risks.april[a]
                    break
        if w.trial[EXIT + lane] == NEVER:
            continue
        w.trial[PROGRAMME_STOP + lane] = w.trial[EXIT + lane]
        for c in range(clusters):
            if w.cluster[LIVE, c, lane] >= w.trial[EXIT + lane]:
                w.cluster[LIVE, c, lane] = NEVER
            w.cluster[STOP, c, lane] = min(w.cluster[STOP, c, lane], w.trial[EXIT + lane])


@stage
def unwinding(risks, calendar, w):
    """UNWIND_YEAR: months of what was delivered at an exit that are still delivered in each year from then on: a
    straight line to 0."""
    length, exits = w.x[risks.unwind_row], w.trial[EXIT : EXIT + LANES]
    for y in range(len(calendar.year_start) - 1):
        start, after, share = 1.0 * calendar.year_start[y], 1.0 * calendar.year_start[y + 1], w.year[UNWIND_YEAR, y]
        for lane in range(LANES):
            half = 0.5 / length[lane] if length[lane] > 0.0 else 0.0
            begin = min(max(start - exits[lane], 0.0), length[lane])
            end = min(max(after - exits[lane], 0.0), length[lane])
            share[lane] = (end - begin) - half * (end * end - begin * begin)
