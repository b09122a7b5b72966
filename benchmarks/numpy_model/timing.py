"""Which events happen, when each cluster goes live, what the gates cancel and when the partnership ends
(docs/model.md, sections 3 and 6)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.plan.arrays import DELAYS, NEVER, Arrays

Array = np.ndarray


@dataclass
class Timetable:
    """When things happen, in months; NEVER for what does not.

    Attributes
    ----------
    occurred
        1 where an event happens, else 0, [EVENT, TRIAL].
    planned, wanted
        Go-lives without delay, and before gates and exit, [CLUSTER, TRIAL].
    live, stop
        Actual go-lives, and when the unspent cost of each cluster stops, [CLUSTER, TRIAL].
    ramp_end
        Age at which each ramp is complete, [CLUSTER, TRIAL].
    programme_stop, exited
        When the programme's unspent cost stops, and when the partnership ends, [TRIAL].
    declined
        Whether a decline cancelled something, [TRIAL].
    abort
        Abort cost of each gate, [GATE, TRIAL].
    """

    occurred: Array
    planned: Array
    wanted: Array
    live: Array
    stop: Array
    ramp_end: Array
    programme_stop: Array
    exited: Array
    declined: Array
    abort: Array


def timetable(plan: Arrays, x: Array) -> Timetable:
    """Everything about when, from the inputs ``x`` [ROW, TRIAL]."""
    happened = occurrences(plan, x)
    planned, wanted = go_lives(plan, x, happened)
    clusters = plan.services.clusters
    ramp_end = clusters.end_offset[:, None] + x[clusters.end_row]
    trials = x.shape[1]
    live, stop = wanted.copy(), np.full_like(wanted, NEVER)
    programme_stop, declined = np.full(trials, NEVER), np.zeros(trials, dtype=bool)
    abort = np.zeros((len(plan.risks.gates), trials))
    for number, gate in enumerate(plan.risks.gates):
        refused = (x[plan.risks.decline_rows[number]] > 0.5).any(axis=0)
        open_still = refused & (stop == NEVER)
        cancelled = open_still & (wanted >= gate.month)
        some = cancelled.any(axis=0)
        abort[number] = np.where(some & ~declined, x[gate.abort_row], 0.0)
        declined |= some
        live[cancelled], stop[cancelled] = NEVER, gate.month
        programme_stop[some & ~(open_still & ~cancelled).any(axis=0)] = gate.month
    ended = exits(plan, x, planned, programme_stop)
    live[live >= ended] = NEVER
    return Timetable(
        occurred=happened,
        planned=planned,
        wanted=wanted,
        live=live,
        stop=np.minimum(stop, ended),
        ramp_end=ramp_end,
        programme_stop=np.minimum(programme_stop, ended),
        exited=ended,
        declined=declined,
        abort=abort,
    )


def occurrences(plan: Arrays, x: Array) -> Array:
    """1 where an event happens, [EVENT, TRIAL]. Exclusive ones share a uniform, cut from the top."""
    happened = np.empty((len(plan.risks.events), x.shape[1]))
    top = np.ones(x.shape[1])
    for row, event in zip(happened, plan.risks.events, strict=True):
        if event.exclusive == 0:
            row[:] = x[event.draw_row]
            continue
        if event.first_of_group == 1:
            top = np.ones(x.shape[1])
        below = top - x[event.probability_row]
        row[:] = (x[event.draw_row] > below) & (x[event.draw_row] <= top)
        top = below
    return happened


def go_lives(plan: Arrays, x: Array, occurred: Array) -> tuple[Array, Array]:
    """Planned and actual go-lives before gates and exit, [CLUSTER, TRIAL]."""
    clusters = plan.services.clusters
    planned = x[clusters.start_row]
    wanted = planned + x[plan.services.common_delay_row] + x[clusters.wave_delay_row] + x[clusters.delay_row]
    for effect in plan.risks.effects:
        if effect.does == DELAYS:
            wanted[effect.target] += occurred[effect.event] * x[effect.row]
    for when in (planned, wanted):
        np.maximum(when, 0.0, out=when)
        for edge in plan.services.edges:
            np.maximum(when[edge.to], when[edge.of] + x[edge.lag_row], out=when[edge.to])
    return planned, wanted


def exits(plan: Arrays, x: Array, planned: Array, programme_stop: Array) -> Array:
    """When the partnership ends, [TRIAL]: the first 1 April whose chance one uniform reaches."""
    risks = plan.risks
    ended = np.full(x.shape[1], NEVER)
    if len(risks.april) == 0:
        return ended
    together = np.ones(x.shape[1])
    earliest = risks.not_before if risks.from_stated else planned.min(axis=0) + 12.0
    for april in risks.april:
        together = np.where(april >= earliest, together * (1.0 - x[risks.exit_probability_row]), together)
        ends = (april >= earliest) & (x[risks.exit_draw_row] > together) & (ended == NEVER)
        ended[ends & (programme_stop == NEVER)] = april
    return ended
