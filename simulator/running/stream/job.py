"""One piece of a streamed run: some leaves of trials of every view, simulated into a small buffer and tallied."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.engine import OwnMemory, kept_rows, simulate_into
from simulator.plan import Plan
from simulator.running.stream.bins import RowBins, together
from simulator.running.stream.kernel import WIDTH, sum_and_place
from simulator.running.stream.tally import Counts, Sums, ViewTally

STRIP = 1 << 10
"""Trials simulated before they are tallied: few enough to be in the processor's cache still."""

LEAF = 1 << 13
"""Trials summed together before sums are added in the order of the trials: whoever does the work, and in pieces of
whatever size, a mean has the same bits. A whole number of strips."""

APPROVAL = "approved"
"""The outcome that says whether the councils approve."""

Digest = Callable[[int, npt.NDArray[np.float64], npt.NDArray[np.uint64]], None]
Watch = Callable[[Mapping[str, npt.NDArray[np.float64]], npt.NDArray[np.bool_]], npt.NDArray[np.int64]]


@dataclass(frozen=True)
class ViewJob:
    """What is to be done with one view.

    Attributes
    ----------
    plan : Plan
    names : tuple of str
        Outcomes to tally, in the order of the rows.
    rows : tuple of RowBins
        Their bins; none where nothing but the digest is wanted.
    events : int
        How many numbers ``watch`` gives.
    watch : callable or None
        Given a strip's outcomes by name, and which trials are approved: how often each event happened.
    digest : callable or None
        Adds the digest of a strip: first trial, float64[ROW, TRIAL], uint64[ROW, 2].
    """

    plan: Plan
    names: tuple[str, ...]
    rows: tuple[RowBins, ...]
    events: int = 0
    watch: Watch | None = None
    digest: Digest | None = None

    def tally(self, trials: int) -> ViewTally:
        """A tally of no trials yet."""
        return ViewTally.of(len(self.names), self.rows, trials, self.events)


@dataclass(frozen=True)
class Piece:
    """What came of a piece: for each view the sums of each of its leaves, and its counts where they are not shared."""

    trials: int
    sums: tuple[tuple[Sums, ...], ...]
    counts: tuple[bytes, ...] = ()


class StreamJob:
    """Trials of some views, in numbered pieces of whole leaves.

    Parameters
    ----------
    views : sequence of ViewJob
    seed : int
    trials : int
        Of the run, from 0.
    piece : int
        Trials of a piece, a multiple of `LEAF`. It changes no result.
    begin : int
        The trial that the first piece begins with, a multiple of `LEAF`.
    shared : sequence of Counts, optional
        One for each view, which threads of this process count into. In another process, where they do not come along,
        each hand has its own and sends it back with the piece.
    """

    def __init__(
        self,
        views: Sequence[ViewJob],
        seed: int,
        trials: int,
        piece: int,
        begin: int = 0,
        shared: Sequence[Counts] | None = None,
    ) -> None:
        if piece < 1 or piece % LEAF:
            raise ValueError(f"a piece has a whole number of {LEAF:,} trials, not {piece:,}")
        self.views, self.seed, self.trials, self.piece, self.begin = tuple(views), seed, trials, piece, begin
        self.shared = shared

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"shared": None}

    @property
    def pieces(self) -> int:
        """How many there are."""
        return -(-(self.trials - self.begin) // self.piece)

    def tools(self) -> list[_Kit]:
        counts = self.shared or [Counts(together(view.rows), self.trials) for view in self.views]
        rows = max(len(view.names) for view in self.views) + 1
        memory = _Memory(np.empty((rows, STRIP)), np.empty((rows, LEAF), dtype=np.uint16))
        return [_Kit(view, own, memory) for view, own in zip(self.views, counts, strict=True)]

    def do(self, number: int, tools: list[_Kit]) -> Piece:
        first = self.begin + number * self.piece
        last = min(first + self.piece, self.trials)
        leaves = [range(at, min(at + LEAF, last)) for at in range(first, last, LEAF)]
        sums = tuple(tuple(kit.tally(self.seed, leaf) for leaf in leaves) for kit in tools)
        if self.shared is not None:
            return Piece(last - first, sums)
        packed = []
        for kit in tools:
            packed.append(kit.counts.pack())
            kit.counts.clear()
        return Piece(last - first, sums, tuple(packed))


class _Memory(NamedTuple):
    """A strip of values [ROW, TRIAL] and a leaf of places [ROW, TRIAL], used by one view after the other."""

    values: npt.NDArray[np.float64]
    places: npt.NDArray[np.uint16]


class _Kit:
    """What one hand tallies one view with."""

    def __init__(self, view: ViewJob, counts: Counts, memory: _Memory) -> None:
        self.view, self.counts = view, counts
        self.own = OwnMemory(view.plan.arrays)
        # Approval is always simulated: trials are told apart by it.
        extra = () if APPROVAL in view.names else (APPROVAL,)
        self.names, self.keep = kept_rows(view.plan, (*view.names, *extra))
        self.values = memory.values[: len(self.names)]
        self.places = memory.places[: len(view.rows)]
        self.approved = np.empty(LEAF, dtype=np.bool_)
        self.scratch = np.empty((4, WIDTH))

    def tally(self, seed: int, leaf: range) -> Sums:
        """Simulate a leaf, count it and add it up."""
        view = self.view
        sums = Sums.none(len(view.names), view.events)
        for first in range(leaf.start, leaf.stop, STRIP):
            self._strip(seed, range(first, min(first + STRIP, leaf.stop)), first - leaf.start, sums)
        approved = self.approved[: len(leaf)]
        sums.trials[:] = np.count_nonzero(approved), np.count_nonzero(~approved)
        if view.rows:
            declined = np.flatnonzero(~approved)
            self.counts.add(self.places[:, : len(leaf)], declined, leaf.start // LEAF)
        return sums

    def _strip(self, seed: int, trials: range, offset: int, sums: Sums) -> None:
        view, size = self.view, len(trials)
        simulate_into(view.plan, self.own, seed, trials, self.keep, self.values, 0)
        values = self.values[:, :size]
        approved = values[self.names.index(APPROVAL)] == 1
        self.approved[offset : offset + size] = approved
        wanted = values[: len(view.names)]
        if view.digest is not None:
            view.digest(trials.start, wanted, sums.digest)
        if view.watch is not None:
            sums.events += view.watch(dict(zip(self.names, values, strict=True)), approved)
        if view.rows:
            declined = np.flatnonzero(~approved)
            sum_and_place(
                wanted,
                approved,
                declined,
                self.counts.bins,
                self.places,
                offset,
                sums.moments,
                sums.others,
                sums.ends,
                self.scratch,
            )
