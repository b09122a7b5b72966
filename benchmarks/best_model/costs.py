"""One-off and delay costs: what they come to, and their breaks in time (docs/model.md, sections 5 and 6)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.best_model.differences import Paths, breaks, of_line
from benchmarks.best_model.spending import EXIT, RAMP, TEAM, Amounts, Piece, Spending, all_spending
from benchmarks.best_model.values import Value, at_least, total
from benchmarks.best_model.when import When
from simulator.plan.arrays import KINDS, NEVER, PAY, PENSION, PRICES, PROGRAMME, REDUNDANCY, Arrays

Array = np.ndarray


@dataclass
class Spent:
    """What costs come to in a chunk, in the horizon unless said.

    Attributes
    ----------
    kind
        By kind, [KIND, TRIAL].
    own, own_people
        Of each cluster, and of that redundancy and pension, [CLUSTER, TRIAL].
    people
        Redundancy and pension, by bucket, [BUCKET, TRIAL].
    memorandum, beyond
        By the method that does not drive cash, and after the horizon, [TRIAL].
    """

    kind: Array
    own: Array
    own_people: Array
    people: Array
    memorandum: Array
    beyond: Array


class Costs:
    """The one-off and delay costs of a plan, made ready for chunk after chunk.

    Parameters
    ----------
    plan : Arrays
    buckets : int
        How many there are.
    known : list of float or None
        The fixed inputs, [ROW].
    trials : int
        In a chunk.
    more : list of int
        Buckets that others will enter into.
    """

    def __init__(self, plan: Arrays, buckets: int, known: list[float | None], trials: int, more: list[int]) -> None:
        self.plan = plan
        spending = all_spending(plan, known)
        used = dict.fromkeys([*(one.bucket for one in spending if one.bucket is not None), *more])
        wanted = [(bucket, index) for bucket in used for index in (PAY, PRICES)]
        self.slots = {key: number for number, key in enumerate(wanted)}
        self.paths = Paths(plan.calendar.year_start, 2, len(self.slots), trials)
        clusters = len(plan.services.clusters)
        sizes = len(KINDS), clusters, clusters, buckets, 1
        self.groups = np.cumsum([0, *sizes])
        self.even = Batch(self, [one for one in spending if not one.piece.at_once])
        self.once = Batch(self, [one for one in spending if one.piece.at_once])

    def enter(self, x: list[Value], when: When) -> Spent:
        """Enter a chunk."""
        amounts = Amounts(self.plan, x, when)
        by_group, beyond = self._enter_even(x, when, amounts)
        more, later = self._enter_at_once(when, amounts)
        by_group += more
        kind, own, own_people, people = (by_group[self.groups[g] : self.groups[g + 1]] for g in range(4))
        return Spent(kind, own, own_people, people, memorandum=by_group[-1], beyond=beyond + later)

    def _enter_even(self, x: list[Value], when: When, amounts: Amounts) -> tuple[Array, Array]:
        """What is spent evenly: sums by group, [GROUP, TRIAL], and what falls beyond the horizon, [TRIAL]."""
        batch, pieces = self.even, len(self.even.pieces)
        at = np.empty((2 * pieces, self.paths.trials))
        begin, end = at[:pieces], at[pieces:]
        when.wanted.take(batch.anchor, axis=0, out=begin, mode="clip")
        begin += batch.begin
        np.add(begin, batch.length, out=end)
        for p, piece in enumerate(batch.pieces):
            if piece.until == TEAM:
                begin[p], end[p] = self._span_of_team(when)
            elif piece.until is not None:
                length = when.ramp_end[piece.owner] if piece.until == RAMP else x[int(piece.until)]
                np.add(begin[p], length, out=end[p])
        np.minimum(end, when.stop.take(batch.owner, axis=0, mode="clip"), out=end)
        np.maximum(end, begin, out=end)
        inside = np.minimum(end, float(self.plan.calendar.months))
        np.maximum(inside, begin, out=inside)
        beyond = end - inside
        inside -= begin
        rates = np.empty((len(batch.spending), self.paths.trials))
        for rate, one in zip(rates, batch.spending, strict=True):
            length = one.piece.end - one.piece.begin if one.piece.until is None else 1.0
            np.multiply(amounts.of(one), 1.0 / length, out=rate)
        beyond *= batch.by_piece @ rates
        if batch.streams:
            place, f = breaks(at, self.paths.months)
            # What never begins comes to nothing exactly, not to the rounding of two breaks in one place.
            rate = batch.by_stream @ (rates * (end > begin).take(batch.piece_of, axis=0))
            rate = np.concatenate([rate, -rate])
            lines = of_line(f.take(batch.both_breaks, axis=0), rate)
            self.paths.enter(place.take(batch.both_breaks, axis=0), batch.both_offsets, lines)
        rates *= inside.take(batch.piece_of, axis=0)
        return batch.by_group @ rates, beyond.sum(axis=0)

    def _span_of_team(self, when: When) -> tuple[Value, Value]:
        """From when to when the team costs more than the plan's."""
        first: Value = 0.0
        if self.plan.costs.team_from_plan:
            for planned, length in zip(when.planned, when.ramp_end, strict=True):
                first = at_least(first, total(planned, length))
        last = first
        for c, length in enumerate(when.ramp_end):
            last = at_least(last, np.minimum(total(when.wanted[c], length), when.stop[c]))
        return first, last

    def _enter_at_once(self, when: When, amounts: Amounts) -> tuple[Array, Array]:
        """What is spent in one moment; returns as `_enter_even`."""
        batch, trials = self.once, self.paths.trials
        at = when.wanted.take(batch.anchor, axis=0, mode="clip")
        at += batch.begin
        for p, piece in enumerate(batch.pieces):
            if piece.until == EXIT:
                at[p] = NEVER if when.exited is None else when.exited
        stop = when.stop.take(batch.owner, axis=0, mode="clip")
        stop[[p for p, piece in enumerate(batch.pieces) if piece.unstoppable]] = NEVER
        falls = at < stop
        inside = falls & (at < self.plan.calendar.months)
        due = np.empty((len(batch.spending), trials))
        for row, one in zip(due, batch.spending, strict=True):
            row[:] = amounts.of(one)
        beyond = ((batch.by_piece @ due) * (falls & ~inside)).sum(axis=0)
        due *= inside.take(batch.piece_of, axis=0)
        if batch.streams:
            flow = batch.by_stream @ due
            place, _ = breaks(at, self.paths.months)
            chosen = batch.both_breaks[: len(batch.streams)]
            offsets = batch.both_offsets[: len(batch.streams)]
            self.paths.enter(place.take(chosen, axis=0), offsets, [flow, -flow])
        return batch.by_group @ due, beyond


class Batch:
    """Spending that is worked out together, with the matrices of 0 and 1 that add it up.

    A stream is what falls in one piece and one slot.
    """

    def __init__(self, costs: Costs, spending: list[Spending]) -> None:
        self.spending = spending
        self.pieces: list[Piece] = list(dict.fromkeys(one.piece for one in spending))
        cash = [(i, one, one.bucket) for i, one in enumerate(spending) if one.bucket is not None]
        place = {piece: p for p, piece in enumerate(self.pieces)}
        slots = {i: costs.slots[bucket, one.index] for i, one, bucket in cash}
        self.streams = list(dict.fromkeys((place[one.piece], slots[i]) for i, one, _ in cash))
        self.by_piece = np.zeros((len(self.pieces), len(spending)))
        self.by_stream = np.zeros((len(self.streams), len(spending)))
        self.by_group = np.zeros((costs.groups[-1], len(spending)))
        for i, one, _ in cash:
            self.by_piece[place[one.piece], i] = 1.0
            self.by_stream[self.streams.index((place[one.piece], slots[i])), i] = 1.0
        for i, one in enumerate(spending):
            self.by_group[_groups(costs.groups, one), i] = 1.0
        clusters = len(costs.plan.services.clusters)
        self.piece_of = _whole([place[one.piece] for one in spending])
        self.anchor = _whole([p.owner if p.moves else clusters for p in self.pieces])
        self.owner = _whole([clusters if p.owner == PROGRAMME else p.owner for p in self.pieces])
        self.begin = np.array([p.begin for p in self.pieces]).reshape(-1, 1)
        self.length = np.array([p.end - p.begin for p in self.pieces]).reshape(-1, 1)
        of_stream = _whole([piece for piece, _ in self.streams])
        self.both_breaks = np.concatenate([of_stream, of_stream + len(self.pieces)])
        self.both_offsets = costs.paths.offsets(2 * [slot for _, slot in self.streams])


def _groups(first: Array, one: Spending) -> list[int]:
    """The sums that spending counts in; ``first`` are the first rows of kinds, own, own people, people, memorandum."""
    if one.bucket is None:
        return [int(first[4])]
    found, people = [int(first[0]) + one.kind], one.kind in (REDUNDANCY, PENSION)
    if one.piece.owner != PROGRAMME:
        found.append(int(first[1]) + one.piece.owner)
        if people:
            found.append(int(first[2]) + one.piece.owner)
    if people:
        found.append(int(first[3]) + one.bucket)
    return found


def _whole(numbers: list[int]) -> Array:
    return np.array(numbers, dtype=np.int64)
