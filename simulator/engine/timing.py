"""Which events happen, and when each cluster goes live (docs/model.md sections 3 and 6)."""

from __future__ import annotations

from distributions.jit import LANES, stage
from simulator.engine.workspace import GO_LIVE, PLANNED, RAMP_END, TOP
from simulator.plan.arrays import DELAYS


@stage
def occurrences(events, w):
    """``w.occurred`` [EVENT, LANE]: 1 where the event happens.

    Independent events hold 1 or 0 already. Exclusive ones share a uniform, cut from the top in the order of the table.
    """
    for e in range(len(events)):
        u, p = events[e].draw_row, events[e].probability_row
        if events[e].exclusive == 0:
            for lane in range(LANES):
                w.occurred[e, lane] = w.x[u, lane]
            continue
        if events[e].first_of_group == 1:
            for lane in range(LANES):
                w.trial[TOP + lane] = 1.0
        for lane in range(LANES):
            below = w.trial[TOP + lane] - w.x[p, lane]
            w.occurred[e, lane] = 1.0 if below < w.x[u, lane] <= w.trial[TOP + lane] else 0.0
            w.trial[TOP + lane] = below


@stage
def go_lives(services, effects, w):
    """Planned and actual go-live, before gates and exit, and the age at which each ramp is complete."""
    common = services.common_delay_row
    for c in range(len(services.clusters)):
        own = services.clusters[c]
        for lane in range(LANES):
            w.cluster[PLANNED, c, lane] = w.x[own.start_row, lane]
            delay = w.x[common, lane] + w.x[own.wave_delay_row, lane] + w.x[own.delay_row, lane]
            w.cluster[GO_LIVE, c, lane] = w.x[own.start_row, lane] + delay
            w.cluster[RAMP_END, c, lane] = own.end_offset + w.x[own.end_row, lane]
    for j in range(len(effects)):
        effect = effects[j]
        if effect.does == DELAYS:
            for lane in range(LANES):
                w.cluster[GO_LIVE, effect.target, lane] += w.occurred[effect.event, lane] * w.x[effect.row, lane]
    for c in range(len(services.clusters)):
        for lane in range(LANES):
            w.cluster[PLANNED, c, lane] = max(0.0, w.cluster[PLANNED, c, lane])
            w.cluster[GO_LIVE, c, lane] = max(0.0, w.cluster[GO_LIVE, c, lane])
    for when in (PLANNED, GO_LIVE):
        for j in range(len(services.edges)):
            edge = services.edges[j]
            for lane in range(LANES):
                earliest = w.cluster[when, edge.of, lane] + w.x[edge.lag_row, lane]
                w.cluster[when, edge.to, lane] = max(w.cluster[when, edge.to, lane], earliest)
