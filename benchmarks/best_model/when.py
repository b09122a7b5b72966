"""When things happen, with as few arrays as the case allows (docs/model.md, sections 3 and 6)."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from benchmarks.best_model.effects import Effects
from benchmarks.best_model.values import Value, at_least, at_most, is_nothing, product, total
from simulator.plan.arrays import NEVER, Arrays

Array = np.ndarray


@dataclass
class When:
    """Months; NEVER for what does not happen.

    Attributes
    ----------
    occurred
        1 where an event happens, else 0, by event.
    planned
        Go-lives without delay, by cluster.
    wanted, stop
        Go-lives before gates and exit, and when unspent cost stops; the programme's (0, and its own stop) come last,
        [CLUSTER + 1, TRIAL].
    live
        Actual go-lives, [CLUSTER, TRIAL].
    ramp_end
        Age at which each ramp is complete, by cluster.
    leavers
        The trials in which the partnership ends, int64[LEAVER].
    exited
        When it ends, [TRIAL]; None where it does in no trial.
    declined
        Whether a decline cancelled something, bool[TRIAL]; None where none did.
    abort
        By gate, £; None where it is nothing in every trial.
    """

    occurred: list[Value]
    planned: list[Value]
    wanted: Array
    stop: Array
    live: Array
    ramp_end: list[Value]
    leavers: Array
    exited: Array | None
    declined: Array | None
    abort: list[Array | None]


def timetable(plan: Arrays, delays: Effects, x: list[Value], trials: int) -> When:
    """Everything about when, from the ROWs of a chunk; ``delays`` are what events do."""
    clusters = plan.services.clusters
    occurred = occurrences(plan, x)
    planned, wanted = go_lives(plan, delays, x, occurred, trials)
    stop = np.full_like(wanted, NEVER)
    live = wanted[:-1].copy()
    abort: list[Array | None] = []
    declined: Array | None = None
    for number, gate in enumerate(plan.risks.gates):
        abort.append(None)
        refused = np.zeros(trials, dtype=bool)
        for row in plan.risks.decline_rows[number]:
            refused |= np.asarray(x[row]) > 0.5
        if not refused.any():
            continue
        still = refused & (stop[:-1] == NEVER)
        late = wanted[:-1] >= gate.month
        cancelled = still & late
        some = cancelled.any(axis=0)
        first = some if declined is None else some & ~declined
        abort[-1] = first * x[gate.abort_row]
        declined = some if declined is None else declined | some
        np.copyto(stop[:-1], gate.month, where=cancelled)
        np.copyto(live, NEVER, where=cancelled)
        np.copyto(stop[-1], gate.month, where=some & ~(still & ~late).any(axis=0))
    exited = exits(plan, x, planned, stop[-1])
    leavers = np.zeros(0, dtype=np.int64)
    if exited is not None:
        leavers = np.flatnonzero(exited < NEVER)
        np.minimum(stop, exited, out=stop)
        np.copyto(live, NEVER, where=live >= exited)
    ramp_end = [total(own.end_offset, x[own.end_row]) for own in clusters]
    return When(occurred, planned, wanted, stop, live, ramp_end, leavers, exited, declined, abort)


def occurrences(plan: Arrays, x: list[Value]) -> list[Value]:
    """1 where an event happens, else 0. Exclusive ones share a uniform, cut from the top."""
    found: list[Value] = []
    top: Value = 1.0
    for event in plan.risks.events:
        drawn = x[event.draw_row]
        if event.exclusive == 0:
            found.append(drawn)
            continue
        if event.first_of_group == 1:
            top = 1.0
        below = top - x[event.probability_row]
        found.append(((drawn > below) & (drawn <= top)) * 1.0)
        top = below
    return found


def go_lives(
    plan: Arrays, delays: Effects, x: list[Value], occurred: list[Value], trials: int
) -> tuple[list[Value], Array]:
    """Planned and actual go-lives before gates and exit; the latter [CLUSTER + 1, TRIAL], the programme's 0."""
    clusters = plan.services.clusters
    delayed = {effect: product(occurred[effect[0]], x[effect[1]]) for effect in delays.all}
    # What makes every cluster late is added up once, and what makes a wave late once for the wave.
    common = total(x[plan.services.common_delay_row], *(delayed[effect] for effect in delays.common))
    waves: dict[tuple[int, int], Value] = {}
    wanted = np.zeros((len(clusters) + 1, trials))
    planned: list[Value] = []
    for c, own in enumerate(clusters):
        wave = own.start_row, own.wave_delay_row
        if wave not in waves:
            waves[wave] = total(common, x[wave[0]], x[wave[1]])
        wanted[c] = total(waves[wave], x[own.delay_row], *(delayed[effect] for effect in delays.own[c]))
        planned.append(at_least(x[own.start_row], 0.0))
    np.maximum(wanted, 0.0, out=wanted)
    for edge in plan.services.edges:
        planned[edge.to] = at_least(planned[edge.to], total(planned[edge.of], x[edge.lag_row]))
        np.maximum(wanted[edge.to], total(wanted[edge.of], x[edge.lag_row]), out=wanted[edge.to])
    return planned, wanted


def exits(plan: Arrays, x: list[Value], planned: list[Value], programme_stop: Array) -> Array | None:
    """When the partnership ends, [TRIAL]: the first 1 April whose chance one uniform reaches."""
    risks = plan.risks
    probability, drawn = x[risks.exit_probability_row], x[risks.exit_draw_row]
    if len(risks.april) == 0 or is_nothing(probability):
        return None
    earliest: Value = float(risks.not_before)
    if not risks.from_stated:
        earliest = total(12.0, functools.reduce(at_most, planned))
    together: Value = 1.0
    ended = np.full(programme_stop.shape, NEVER)
    # From the last 1 April to the first: the earliest that comes true stands.
    chances: list[Value] = []
    for april in risks.april:
        if not isinstance(earliest, np.ndarray):
            together = together * (1.0 - probability) if april >= earliest else together
        else:
            together = np.where(april >= earliest, together * (1.0 - probability), together)
        chances.append(together)
    for april, chance in zip(risks.april[::-1], chances[::-1], strict=True):
        if isinstance(earliest, np.ndarray) or april >= earliest:
            np.copyto(ended, april, where=(drawn > chance) & (april >= earliest))
    np.copyto(ended, NEVER, where=programme_stop < NEVER)
    return ended
