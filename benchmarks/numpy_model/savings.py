"""Full-year savings, and how recurrent flows are delivered month by month (docs/model.md, sections 3 and 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.numpy_model.timing import Timetable
from simulator.plan.arrays import NEVER, PROGRAMME, SAVING_AMOUNT, SAVING_FACTOR, Arrays

Array = np.ndarray


def full_year_savings(plan: Arrays, x: Array, occurred: Array) -> Array:
    """The saving of each cluster, £ a year, after events, [CLUSTER, TRIAL]."""
    clusters = plan.services.clusters
    full = x[clusters.saving_row] * x[clusters.realisation_row] * x[plan.services.delivery_row]
    full *= 1.0 - x[clusters.overlap_row]
    for effect in plan.risks.effects:
        if effect.does == SAVING_FACTOR:
            full[effect.target] *= np.where(occurred[effect.event] > 0.5, x[effect.row], 1.0)
    for effect in plan.risks.effects:
        if effect.does == SAVING_AMOUNT:
            full[effect.target] += occurred[effect.event] * x[effect.row] * effect.share
    return np.maximum(full, 0.0)


def ramp(age: Array, length: Array | float) -> Array:
    """The fraction delivered at an age: a straight line over ``length``, a step where that is 0."""
    safe = np.where(length > 0.0, length, 1.0)
    return np.where(length > 0.0, np.clip(age / safe, 0.0, 1.0), age > 0.0)


def ramp_integral(age: Array, length: Array | float) -> Array:
    """The integral of `ramp` up to an age, in months."""
    inside = np.clip(age, 0.0, length)
    half = np.where(length > 0.0, 0.5 / np.where(length > 0.0, length, 1.0), 0.0)
    return inside * inside * half + np.maximum(age - length, 0.0)


def unwinding(plan: Arrays, x: Array, exited: Array) -> Array:
    """The share of each month that is still delivered: 1 before the exit, then a straight line to 0, [MONTH, TRIAL]."""
    months = np.arange(plan.calendar.months)[:, None]
    length = x[plan.risks.unwind_row]
    edges = np.arange(plan.calendar.months + 1)[:, None]
    since = np.clip(edges - exited, 0.0, length)
    half = np.where(length > 0.0, 0.5 / np.where(length > 0.0, length, 1.0), 0.0)
    left = np.diff(since - half * since * since, axis=0)
    return np.where(months >= exited, left, 1.0)


def delivered(plan: Arrays, x: Array, first: Array, pieces: range, exited: Array, unwind: Array) -> Array:
    """The share of each month that a ramp of some ``pieces`` delivers from ``first`` [TRIAL] on, [MONTH, TRIAL].

    It grows until the exit, freezes at what it then is and unwinds.
    """
    months = plan.calendar.months
    edges = np.arange(months + 1)[:, None]
    integral = np.zeros((months + 1, x.shape[1]))
    level = np.zeros(x.shape[1])
    for piece in plan.services.pieces[pieces.start : pieces.stop]:
        length = x[piece.length_row]
        integral += piece.mass * ramp_integral(edges - first - piece.offset, length)
        level += piece.mass * ramp(exited - first - piece.offset, length)
    return np.where(edges[:-1] < exited, np.diff(integral, axis=0), level * unwind)


def tranche_share(plan: Arrays, x: Array, key: Array, tranche: int) -> Array:
    """The part of its cluster's whole saving that is each council's and in this tranche, [COUNCIL, TRIAL].

    ``key`` is the cluster's, [COUNCIL, TRIAL]. A lock of one council's is wholly that council's, and comes out of its
    share.
    """
    tranches, clusters = plan.services.tranches, len(plan.services.clusters)

    def locked(lock) -> Array:
        if lock.council < 0:
            return key * x[lock.share_row]
        part = np.zeros_like(key)
        part[lock.council] = x[lock.share_row]
        return part

    if tranche >= clusters:
        return locked(tranches[tranche])
    share = key.copy()
    for lock in tranches[clusters:]:
        if lock.cluster == tranche:
            share -= locked(lock)
    return share


@dataclass
class Recurrent:
    """One recurrent flow: a tranche of a cluster's saving, or a running cost.

    Attributes
    ----------
    sign
        1 for a saving, −1 for a running cost.
    owner
        The cluster, or PROGRAMME.
    rate
        £ a year, nothing where its cluster is cancelled, [COUNCIL, INDEX, TRIAL].
    fund
        Its general-fund share, [TRIAL].
    spread
        The share of each month that is delivered, [MONTH, TRIAL].
    """

    sign: int
    owner: int
    rate: Array
    fund: Array
    spread: Array


def recurrent_flows(plan: Arrays, x: Array, when: Timetable, key: Array, cashable: Array) -> Iterator[Recurrent]:
    """Every recurrent flow in turn.

    ``key`` [KEY, COUNCIL, TRIAL] are shares of the councils; ``cashable`` [CLUSTER, TRIAL] full-year savings, £ a year,
    nothing for clusters that are cancelled.
    """
    services = plan.services
    unwind = unwinding(plan, x, when.exited)
    for number, tranche in enumerate(services.tranches):
        cluster = services.clusters[tranche.cluster]
        live = when.live[tranche.cluster]
        yearly = cashable[tranche.cluster] * tranche_share(plan, x, key[cluster.key], number)
        staff = x[cluster.staff_share_row]
        first = np.where(live < NEVER, np.maximum(live, tranche.release), NEVER)
        pieces = range(cluster.first_piece, cluster.last_piece)
        yield Recurrent(
            sign=1,
            owner=tranche.cluster,
            rate=np.stack([yearly * staff, yearly * (1.0 - staff)], axis=1),
            fund=x[cluster.general_fund_row],
            spread=delivered(plan, x, first, pieces, when.exited, unwind),
        )
    step = range(len(services.pieces) - 1, len(services.pieces))
    for running in services.running:
        first = when.live.min(axis=0) if running.owner == PROGRAMME else when.live[running.owner]
        rate = np.zeros((key.shape[1], 2, x.shape[1]))
        rate[:, running.index] = np.where(first < NEVER, x[running.amount_row], 0.0) * key[running.key]
        yield Recurrent(
            sign=-1,
            owner=running.owner,
            rate=rate,
            fund=x[running.general_fund_row],
            spread=delivered(plan, x, first, step, when.exited, unwind),
        )
