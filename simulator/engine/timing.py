"""Which events happen, and when each cluster goes live (docs/model.md sections 3 and 6)."""

from __future__ import annotations

from distributions.jit import LANES, kernel


@kernel
def occurrences(events, x, top, occurred):
    """``occurred`` [EVENT, LANE]: 1 where the event happens.

    Independent events hold 1 or 0 already. Exclusive ones share a uniform, cut from the top in the order of the table.
    """
    for e in range(len(events.draw_rows)):
        u, p = events.draw_rows[e], events.probability_rows[e]
        if events.exclusive[e] == 0:
            for lane in range(LANES):
                occurred[e, lane] = x[u, lane]
            continue
        if events.first_of_group[e] == 1:
            for lane in range(LANES):
                top[lane] = 1.0
        for lane in range(LANES):
            below = top[lane] - x[p, lane]
            occurred[e, lane] = 1.0 if below < x[u, lane] <= top[lane] else 0.0
            top[lane] = below


@kernel
def go_lives(timing, events, x, occurred, planned, go_live, ramp_end):
    """Planned and actual go-live [CLUSTER, LANE], before gates and exit, and the age at which each ramp is complete."""
    clusters = len(timing.start_rows)
    for c in range(clusters):
        start, common = timing.start_rows[c], timing.common_delay_row
        wave, own, end = timing.wave_delay_rows[c], timing.delay_rows[c], timing.end_rows[c]
        for lane in range(LANES):
            planned[c, lane] = x[start, lane]
            go_live[c, lane] = x[start, lane] + x[common, lane] + x[wave, lane] + x[own, lane]
            ramp_end[c, lane] = timing.end_offset[c] + x[end, lane]
    for j in range(len(events.delay_event)):
        e, c, row = events.delay_event[j], events.delay_cluster[j], events.delay_rows[j]
        for lane in range(LANES):
            go_live[c, lane] += occurred[e, lane] * x[row, lane]
    for c in range(clusters):
        for lane in range(LANES):
            planned[c, lane] = max(0.0, planned[c, lane])
            go_live[c, lane] = max(0.0, go_live[c, lane])
    for j in range(len(timing.edge_to)):
        to, of, lag = timing.edge_to[j], timing.edge_from[j], timing.edge_lag_rows[j]
        for lane in range(LANES):
            planned[to, lane] = max(planned[to, lane], planned[of, lane] + x[lag, lane])
            go_live[to, lane] = max(go_live[to, lane], go_live[of, lane] + x[lag, lane])
