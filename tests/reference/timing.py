"""Events that happen, go-lives and delivered fractions (docs/model.md, sections 2 and 3)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from reference.reading import MONTHS_IN_YEAR, Array, Draws

PROGRAMME = "programme"


def clusters_named(case: Any, event: Any) -> set[str]:
    """The clusters an event names: itself, by its wave, or by the programme, which is all of them; each once."""
    named = set()
    for cluster_id, cluster in case.cluster.items():
        if cluster_id in event.on or cluster.wave in event.on or PROGRAMME in event.on:
            named.add(cluster_id)
    return named


def events_that_happen(case: Any, x: Draws) -> dict[str, Array]:
    """For each event a [TRIAL] array of 0 and 1.

    Exclusive events share one uniform: the first id takes the topmost interval, as wide as its probability; and so on.
    """
    happened = {}
    used: dict[str, Array] = {}
    for event_id in sorted(case.event):
        event = case.event[event_id]
        if event.exclusive is None:
            happened[event_id] = x(f"event.{event_id}")
            continue
        uniform = x(f"exclusive.{event.exclusive}")
        above = used.get(event.exclusive, x.full(0.0))
        upto = above + x(f"event.{event_id}.probability")
        happened[event_id] = ((uniform > 1 - upto) & (uniform <= 1 - above)).astype(float)
        used[event.exclusive] = upto
    return happened


def go_lives(case: Any, x: Draws, happened: dict[str, Array]) -> tuple[dict[str, Array], dict[str, Array]]:
    """The planned and the actual go-live of every cluster, before gates and exit; months from the start, [TRIAL]."""
    common = x("delay.common", 0.0)
    planned: dict[str, Array] = {}
    actual: dict[str, Array] = {}

    def visit(cluster_id: str) -> None:
        if cluster_id in actual:
            return
        cluster = case.cluster[cluster_id]
        plan = x(f"wave.{cluster.wave}.start")
        late = plan + common + x(f"wave.{cluster.wave}.delay", 0.0) + x(f"cluster.{cluster_id}.delay", 0.0)
        for event_id, event in case.event.items():
            if cluster_id in clusters_named(case, event) and x.has(f"event.{event_id}.delay"):
                late = late + happened[event_id] * x(f"event.{event_id}.delay")
        plan, late = np.maximum(plan, 0.0), np.maximum(late, 0.0)
        for needed in cluster.prerequisites:
            visit(needed.cluster)
            lag = x(f"cluster.{cluster_id}.prerequisites.{needed.cluster}.lag", 0.0)
            plan = np.maximum(plan, planned[needed.cluster] + lag)
            late = np.maximum(late, actual[needed.cluster] + lag)
        planned[cluster_id], actual[cluster_id] = plan, late

    for cluster_id in case.cluster:
        visit(cluster_id)
    return planned, actual


@dataclass(frozen=True)
class Delivery:
    """How the delivered fraction grows with age: a straight ramp, or steps at each anniversary of go-live.

    Attributes
    ----------
    length
        Months from go-live until everything is delivered, [TRIAL].
    steps
        Shares added at age 0, 12, 24 ... months; None for a ramp.
    """

    length: Array
    steps: tuple[float, ...] | None = None

    def pieces(self) -> list[tuple[Array, Array, float]]:
        """What is delivered when: (from age, to age, share); from = to is at once."""
        nought = np.zeros_like(self.length)
        if self.steps is None:
            return [(nought, self.length, 1.0)]
        return [(nought + MONTHS_IN_YEAR * i, nought + MONTHS_IN_YEAR * i, share) for i, share in enumerate(self.steps)]

    def before(self, age: Array) -> Array:
        """The fraction delivered just before an age; ages and result of one shape, [TRIAL] or [TRIAL, MONTH]."""
        fraction = np.zeros_like(age)
        for start, end, share in self.pieces():
            if age.ndim == 2:
                start, end = start[:, None], end[:, None]
            width = np.where(end > start, end - start, 1.0)
            line = np.clip((age - start) / width, 0.0, 1.0)
            fraction = fraction + share * np.where(end > start, line, (age > start).astype(float))
        return fraction


def delivery_of(case: Any, x: Draws, cluster_id: str) -> Delivery:
    """A cluster's own ramp or phasing, else its wave's, else a step."""
    cluster = case.cluster[cluster_id]
    wave = case.wave[cluster.wave]
    for owner, path in ((cluster, f"cluster.{cluster_id}.ramp"), (wave, f"wave.{cluster.wave}.ramp")):
        if owner.phasing is not None:
            steps = tuple(owner.phasing)
            return Delivery(x.full(MONTHS_IN_YEAR * (len(steps) - 1)), steps)
        if x.has(path):
            return Delivery(x(path, 0.0))
    return Delivery(x.full(0.0))


def delivered_by_month(delivery: Delivery, go_live: Array, ended: Array, unwind: Array, months: int) -> Array:
    """The integral of the delivered fraction over every month, in months, [TRIAL, MONTH].

    It grows from go-live, freezes when the partnership ends and unwinds in a straight line. Between breakpoints it is a
    straight line, so its integral is the value at the middle times the width: exact, whatever jumps at the breakpoints.
    """
    alive = np.isfinite(go_live) & (go_live < ended)
    start = np.where(alive, go_live, 0.0)
    frozen = delivery.before(np.where(np.isfinite(ended), ended - start, 0.0))
    first = np.arange(months, dtype=float)[None, :]
    breaks = [ended, ended + unwind]
    for begin, end, _ in delivery.pieces():
        breaks += [start + begin, start + end]
    cuts = np.stack([np.clip(moment[:, None], first, first + 1.0) for moment in breaks])
    edges = np.concatenate(
        [np.zeros_like(cuts[:1]) + first, np.sort(cuts, axis=0), np.zeros_like(cuts[:1]) + first + 1.0]
    )
    total = np.zeros(cuts.shape[1:])
    for left, right in pairwise(edges):
        total += (right - left) * _fraction(delivery, (left + right) / 2, start, frozen, ended, unwind)
    return np.where(alive[:, None], total, 0.0)


def _fraction(delivery: Delivery, moment: Array, start: Array, frozen: Array, ended: Array, unwind: Array) -> Array:
    """The delivered fraction at one moment of every trial and month, [TRIAL, MONTH]."""
    growing = delivery.before(moment - start[:, None])
    since = np.where(np.isfinite(ended[:, None]), moment - np.where(np.isfinite(ended), ended, 0.0)[:, None], 0.0)
    left = np.where(unwind > 0, unwind, 1.0)[:, None]
    fading = np.where(unwind[:, None] > 0, np.clip(1 - since / left, 0.0, 1.0), 0.0)
    return np.where(moment < ended[:, None], growing, frozen[:, None] * fading)
