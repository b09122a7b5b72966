"""Recurrent flows: full-year savings, and their breaks in time (docs/model.md, sections 3 and 4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.best_model.buckets import Buckets
from benchmarks.best_model.differences import Paths, breaks, of_parabola, of_step_up
from benchmarks.best_model.effects import Effects
from benchmarks.best_model.values import Value, at_least, product, total
from benchmarks.best_model.when import When
from simulator.plan.arrays import NEVER, PAY, PRICES, PROGRAMME, SAVING_AMOUNT, SAVING_FACTOR, Arrays

Array = np.ndarray

TINY = 1e-4
"""Months. A ramp shorter than this is a step at its middle: within 1e-8 of a month's saving."""


class FullYear:
    """Full-year savings of a plan."""

    def __init__(self, plan: Arrays) -> None:
        self.services = plan.services
        self.factors, self.amounts = Effects(plan, SAVING_FACTOR), Effects(plan, SAVING_AMOUNT)

    def savings(self, x: list[Value], occurred: list[Value]) -> list[Value]:
        """The saving of each cluster, £ a year, after events, before gates and exit."""
        # 1 where the event does not happen.
        factor = {
            effect: total(1.0, product(occurred[effect[0]], total(x[effect[1]], -1.0))) for effect in self.factors.all
        }
        added = {effect: product(occurred[effect[0]], x[effect[1]]) for effect in self.amounts.all}
        common = product(x[self.services.delivery_row], *(factor[effect] for effect in self.factors.common))
        made: list[Value] = []
        for c, own in enumerate(self.services.clusters):
            full = product(
                x[own.saving_row],
                x[own.realisation_row],
                total(1.0, product(-1.0, x[own.overlap_row])),
                common,
                *(factor[effect] for effect in self.factors.own[c]),
            )
            amounts = [
                product(self.amounts.share[c, effect], added[effect])
                for effect in (*self.amounts.common, *self.amounts.own[c])
            ]
            made.append(at_least(total(full, *amounts), 0.0))
        return made


@dataclass(frozen=True)
class Part:
    """What of a tranche goes into one bucket: its cluster's saving times the sum of rows, or 1 less that, by sign."""

    tranche: int
    bucket: int
    sign: float
    rows: tuple[int, ...]
    rest: bool

    def rate(self, cashable: Value, x: list[Value]) -> Value:
        """£ a year."""
        share = total(*(x[row] for row in self.rows))
        if self.rest:
            share = total(1.0, product(-1.0, share))
        return product(self.sign, share, cashable)


def parts_of_tranches(plan: Arrays, buckets: Buckets, known: list[float | None]) -> list[Part]:
    """Every part that is not known to be nothing; ``known`` [ROW] are the fixed inputs."""
    services = plan.services
    clusters = len(services.clusters)
    found = []
    locks = [(t, lock) for t, lock in enumerate(services.tranches) if t >= clusters and known[lock.share_row] != 0.0]
    for c, own in enumerate(services.clusters):
        held = [lock for _, lock in locks if lock.cluster == c]
        shared = tuple(lock.share_row for lock in held if lock.council < 0)
        found.append(Part(c, own.key, 1.0, shared, True))
        for lock in held:
            if lock.council >= 0:
                found.append(Part(c, buckets.alone(lock.council), -1.0, (lock.share_row,), False))
    for t, lock in locks:
        bucket = services.clusters[lock.cluster].key if lock.council < 0 else buckets.alone(lock.council)
        found.append(Part(t, bucket, 1.0, (lock.share_row,), False))
    return found


@dataclass
class Saved:
    """What recurrent flows come to in a chunk.

    Attributes
    ----------
    annual
        Saving less running costs of what survives, by bucket, £ a year.
    running
        Running costs of what survives: of each cluster, then of the programme, £ a year.
    ran
        Running costs paid by each year-end, by bucket, real, [YEAR + 1, TRIAL].
    """

    annual: dict[int, Value]
    running: list[Value]
    ran: dict[int, Value]


class Savings:
    """The recurrent flows of a plan, made ready for chunk after chunk.

    Parameters
    ----------
    plan : Arrays
    buckets : Buckets
    known : list of float or None
        The fixed inputs, [ROW].
    by_fund : bool
        Whether the general fund's part needs slots of its own.
    trials : int
        In a chunk.
    """

    def __init__(self, plan: Arrays, buckets: Buckets, known: list[float | None], by_fund: bool, trials: int) -> None:
        self.plan, self.known = plan, known
        self.parts = parts_of_tranches(plan, buckets, known)
        self.running = [one for one in plan.services.running if known[one.amount_row] != 0.0]
        funds = (False, True) if by_fund else (False,)
        used = dict.fromkeys([*(part.bucket for part in self.parts), *(one.key for one in self.running)])
        wanted = [(bucket, index, fund) for fund in funds for bucket in used for index in (PAY, PRICES)]
        self.slots = {key: number for number, key in enumerate(wanted)}
        # (part or running cost, index, for the fund only), each with a slot.
        self.entries: list[tuple[Part, int, bool]] = []
        for fund in funds:
            for part in self.parts:
                staff = known[plan.services.clusters[self._cluster(part)].staff_share_row]
                for index in (PAY, PRICES):
                    if staff != (0.0, 1.0)[index]:
                        self.entries.append((part, index, fund))
        self.funds = funds
        self.paths = Paths(plan.calendar.year_start, 3, len(self.slots), trials)
        self._ramps_and_steps()
        years = plan.calendar.year_start.astype(np.float64)[:, None]
        self.year_ends = years

    def _cluster(self, part: Part) -> int:
        return self.plan.services.tranches[part.tranche].cluster

    def _ramps_and_steps(self) -> None:
        """Which pieces of which tranches are ramps and which are steps, and what entries go with each."""
        services = self.plan.services
        self.ramps: list[tuple[int, int]] = []
        self.steps: list[tuple[int, int]] = []
        for tranche in sorted({part.tranche for part in self.parts}):
            own = services.clusters[services.tranches[tranche].cluster]
            for piece in range(own.first_piece, own.last_piece):
                length = self.known[services.pieces[piece].length_row]
                if length is None or length >= TINY:
                    self.ramps.append((tranche, piece))
                if length is None or length < TINY:
                    self.steps.append((tranche, piece))
        slot = [self.slots[part.bucket, index, fund] for part, index, fund in self.entries]
        self.of_ramp = [
            (e, r)
            for e, (part, _, _) in enumerate(self.entries)
            for r, (tranche, _) in enumerate(self.ramps)
            if tranche == part.tranche
        ]
        self.of_step = [
            (e, s)
            for e, (part, _, _) in enumerate(self.entries)
            for s, (tranche, _) in enumerate(self.steps)
            if tranche == part.tranche
        ]
        self.ramp_entry, self.ramp_break = _columns(self.of_ramp)
        self.step_entry, self.step_break = _columns(self.of_step)
        self.ramp_slots = [slot[e] for e, _ in self.of_ramp]
        self.step_slots = [slot[e] for e, _ in self.of_step]
        self.ramp_sums = np.zeros((len(self.slots), len(self.of_ramp)))
        self.ramp_sums[self.ramp_slots, np.arange(len(self.of_ramp))] = 1.0
        self.ramp_offsets = self.paths.offsets(2 * self.ramp_slots)
        self.step_offsets = self.paths.offsets(self.step_slots)
        # The ends of the ramps come after their beginnings.
        self.both_breaks = np.concatenate([self.ramp_break, self.ramp_break + len(self.ramps)])
        self.mass = np.array([[services.pieces[piece].mass] for _, piece in self.ramps]).reshape(-1, 1)

    def enter(self, x: list[Value], when: When, cashable: list[Value]) -> Saved:
        """Enter a chunk; ``cashable`` are the full-year savings of the clusters that survive, £ a year."""
        rates = self._rates(x, cashable)
        firsts = {tranche: self._first(when, tranche) for tranche in {t for t, _ in (*self.ramps, *self.steps)}}
        level = np.zeros((len(self.slots), len(when.leavers)))
        if self.ramps:
            self._enter_ramps(x, when, rates, firsts, level)
        if self.steps:
            self._enter_steps(x, when, rates, firsts, level)
        saved = self._enter_running(x, when, level)
        if len(when.leavers):
            self._unwind(x[self.plan.risks.unwind_row], when, level)
        for part in self.parts:
            rate = part.rate(cashable[self._cluster(part)], x)
            saved.annual[part.bucket] = total(saved.annual.get(part.bucket, 0.0), rate)
        return saved

    def _first(self, when: When, tranche: int) -> Array:
        """When a tranche goes live, [TRIAL]."""
        live = when.live[self.plan.services.tranches[tranche].cluster]
        if tranche < len(self.plan.services.clusters):
            return live
        return np.maximum(live, self.plan.services.tranches[tranche].release)

    def _rates(self, x: list[Value], cashable: list[Value]) -> Array:
        """£ a month of each entry, [ENTRY, TRIAL]."""
        rates = np.empty((len(self.entries), self.paths.trials))
        whole = {part: part.rate(cashable[self._cluster(part)], x) for part in self.parts}
        for row, (part, index, fund) in zip(rates, self.entries, strict=True):
            own = self.plan.services.clusters[self._cluster(part)]
            staff = x[own.staff_share_row]
            share = staff if index == PAY else total(1.0, product(-1.0, staff))
            factor = product(share, 1.0 / 12.0, x[own.general_fund_row] if fund else 1.0)
            np.multiply(whole[part], factor, out=row)
        return rates

    def _enter_ramps(self, x: list[Value], when: When, rates: Array, firsts: dict[int, Array], level: Array) -> None:
        pieces, count, trials = self.plan.services.pieces, len(self.ramps), self.paths.trials
        at, slope = np.empty((2 * count, trials)), np.empty((count, trials))
        for r, (tranche, piece) in enumerate(self.ramps):
            length = x[pieces[piece].length_row]
            np.add(firsts[tranche], pieces[piece].offset, out=at[r])
            np.add(at[r], length, out=at[count + r])
            # Where a drawn length is tiny, the ramp is among the steps.
            slope[r] = (
                1.0 / length
                if not isinstance(length, np.ndarray)
                else np.where(length >= TINY, 1.0, 0.0) / at_least(length, TINY)
            )
        if when.exited is not None:
            np.minimum(at[count:], when.exited, out=at[count:])
            np.maximum(at[count:], at[:count], out=at[count:])
        slope *= self.mass
        steep = rates.take(self.ramp_entry, axis=0)
        steep *= slope.take(self.ramp_break, axis=0)
        if len(when.leavers):
            # What has been delivered by the exit.
            done = (at[count:] - at[:count]).take(when.leavers, axis=1)
            level += self.ramp_sums @ (steep.take(when.leavers, axis=1) * done.take(self.ramp_break, axis=0))
        place, f = breaks(at, self.paths.months)
        weights = []
        # The line that a ramp ends as is a parabola less the same parabola from its end on.
        steep = np.concatenate([steep, -steep])
        for weight in of_parabola(f):
            weights.append(weight.take(self.both_breaks, axis=0))
            weights[-1] *= steep
        self.paths.enter(place.take(self.both_breaks, axis=0), self.ramp_offsets, weights)

    def _enter_steps(self, x: list[Value], when: When, rates: Array, firsts: dict[int, Array], level: Array) -> None:
        pieces = self.plan.services.pieces
        at = np.empty((len(self.steps), self.paths.trials))
        mass = np.empty_like(at)
        for s, (tranche, piece) in enumerate(self.steps):
            length = x[pieces[piece].length_row]
            np.add(firsts[tranche], total(product(0.5, length), float(pieces[piece].offset)), out=at[s])
            mass[s] = pieces[piece].mass
            if isinstance(length, np.ndarray):
                mass[s] *= length < TINY
        if when.exited is not None:
            mass *= at < when.exited
        high = rates.take(self.step_entry, axis=0)
        high *= mass.take(self.step_break, axis=0)
        self._enter_lines(at.take(self.step_break, axis=0), high, self.step_offsets)
        if len(when.leavers):
            np.add.at(level, self.step_slots, high[:, when.leavers])

    def _enter_lines(self, at: Array, rate: Array, offsets: Array) -> None:
        """Enter lines that begin at ``at`` with ``rate`` a month, [ENTRY, TRIAL]."""
        place, f = breaks(at, self.paths.months)
        self.paths.enter(place, offsets, [weight * rate for weight in of_step_up(f)])

    def _enter_running(self, x: list[Value], when: When, level: Array) -> Saved:
        """Running costs, from go-live; with what they have come to by each year-end."""
        clusters = len(self.plan.services.clusters)
        saved = Saved({}, [0.0] * (clusters + 1), {})
        for one in self.running:
            first = when.live.min(axis=0) if one.owner == PROGRAMME else when.live[one.owner]
            yearly = product((first < NEVER) * 1.0, x[one.amount_row])
            bucket, owner = one.key, clusters if one.owner == PROGRAMME else one.owner
            saved.running[owner] = total(saved.running[owner], yearly)
            saved.annual[bucket] = total(saved.annual.get(bucket, 0.0), product(-1.0, yearly))
            monthly = product(-1.0 / 12.0, yearly)
            delivered = self.year_ends - first
            if when.exited is not None:
                np.minimum(delivered, when.exited - first, out=delivered)
            np.maximum(delivered, 0.0, out=delivered)
            if len(when.leavers):
                left = self._unwound(x, when) * (first < when.exited)[when.leavers]
                delivered[:, when.leavers] += left
            delivered *= yearly * (1.0 / 12.0)
            saved.ran[bucket] = total(saved.ran.get(bucket, 0.0), delivered)
            for fund in self.funds:
                rate = np.empty((1, self.paths.trials))
                rate[0] = product(monthly, x[one.general_fund_row] if fund else 1.0)
                slot = self.slots[bucket, one.index, fund]
                self._enter_lines(first[None], rate, self.paths.offsets([slot]))
                level[slot] += rate[0, when.leavers]
        return saved

    def _unwound(self, x: list[Value], when: When) -> Array:
        """Months that still count after the exit, by each year-end, [YEAR + 1, LEAVER]."""
        assert when.exited is not None
        length = np.broadcast_to(x[self.plan.risks.unwind_row], self.paths.trials)[when.leavers]
        since = np.clip(self.year_ends - when.exited[when.leavers], 0.0, length)
        return since - since * since * np.divide(0.5, length, out=np.zeros_like(since[0]), where=length > 0.0)

    def _unwind(self, length: Value, when: When, level: Array) -> None:
        """What is delivered at the exit, a month in each slot, fades in a straight line."""
        assert when.exited is not None
        ended = when.exited[when.leavers]
        lengths = np.broadcast_to(length, self.paths.trials)[when.leavers]
        offsets = (np.arange(len(self.slots)) * self.paths.trials)[:, None] + when.leavers

        def enter(at: Array, weights: list[Array]) -> None:
            place = np.repeat(at[None], len(self.slots), axis=0)
            self.paths.enter(place, offsets, [np.ascontiguousarray(weight) for weight in weights])

        steep = np.where(lengths < TINY, 0.0, level / -np.maximum(lengths, TINY))
        for at, sign in ((ended, 1.0), (ended + lengths, -1.0)):
            place, f = breaks(at, self.paths.months)
            enter(place, [steep * (sign * weight) for weight in of_parabola(f)])
        if lengths.min() < TINY:
            place, f = breaks(ended + 0.5 * lengths, self.paths.months)
            enter(place, [np.where(lengths < TINY, -level, 0.0) * weight for weight in of_step_up(f)])


def _columns(pairs: list[tuple[int, int]]) -> tuple[Array, Array]:
    """Pairs as two index arrays."""
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()
