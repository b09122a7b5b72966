"""What is known of the trials of one view once they are gone: counts in bins, sums, and how many there were.

Tallies of different trials are added; counts in any order, sums in the order of the trials.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, replace
from itertools import pairwise
from threading import Lock

import numpy as np
import numpy.typing as npt

from simulator.running.stream.bins import Bins, RowBins, together
from simulator.running.stream.kernel import CLASSES, NOT_FINITE, count_places

Whole = npt.NDArray[np.int64]

_STRIPES = 8
"""Groups of rows, each counted by one thread at a time: threads share one set of counts without waiting much."""

_PACKED_AT_ONCE = 1 << 22
"""Bytes compressed at a time, so that no second copy of all counts is held."""


class Counts:
    """Counts in the bins of some rows, added to by any number of threads.

    Parameters
    ----------
    bins : Bins
    trials : int
        The most trials that will be counted, which says how wide a count has to be.
    """

    def __init__(self, bins: Bins, trials: int) -> None:
        self.bins = bins
        self.values = np.zeros((2, bins.size), dtype=np.uint32 if trials < 2**32 else np.uint64)
        """[all trials; those declined][BIN]."""
        rows = len(bins.low)
        ends = [rows * i // _STRIPES for i in range(_STRIPES + 1)]
        self._stripes = [(first, last, Lock()) for first, last in pairwise(ends) if last > first]

    def add(self, places: npt.NDArray[np.uint16], declined: Whole, begin: int) -> None:
        """Count the places of a leaf; ``begin`` says with which rows, so that threads seldom meet."""
        for i in range(len(self._stripes)):
            first, last, lock = self._stripes[(begin + i) % len(self._stripes)]
            with lock:
                count_places(places, declined, first, last, self.bins, self.values)

    def pack(self) -> bytes:
        """All counts as bytes, small: most bins are empty."""
        packer = zlib.compressobj(1)
        content = self.values.reshape(-1).view(np.uint8)
        begins = range(0, len(content), _PACKED_AT_ONCE)
        parts = [packer.compress(content[at : at + _PACKED_AT_ONCE].data) for at in begins]
        return b"".join([*parts, packer.flush()])

    def add_packed(self, packed: bytes) -> None:
        """Add counts that `pack` made of the same bins."""
        unpacker, flat, at = zlib.decompressobj(), self.values.reshape(-1), 0
        waiting, size = packed, flat.itemsize
        rest = b""
        while waiting:
            some = rest + unpacker.decompress(waiting, _PACKED_AT_ONCE)
            waiting = unpacker.unconsumed_tail
            whole = len(some) - len(some) % size
            more = np.frombuffer(some[:whole], dtype=flat.dtype)
            flat[at : at + len(more)] += more
            at, rest = at + len(more), some[whole:]
        if at != len(flat) or rest:
            raise ValueError("the counts are of other bins")

    def clear(self) -> None:
        """Forget all counts."""
        self.values[:] = 0

    def of_row(self, row: int, declined: bool) -> Whole:
        """The counts of a row: of all trials, or of those declined."""
        begins, ends = self.bins.first[row], self.bins.first[row + 1]
        return self.values[int(declined), begins:ends].astype(np.int64)


@dataclass
class Sums:
    """What is added up of a view's trials, apart from the counts in bins.

    Attributes
    ----------
    trials : int64[CLASS]
    moments : float64[ROW, CLASS, 2]
        Sums of the differences from the pivot of finite values, and of their squares.
    others : int64[ROW, CLASS, 3]
        Values that are missing, infinite, minus infinite.
    ends : float64[ROW, 2]
        Least and greatest finite value.
    digest : uint64[ROW, 2]
    events : int64[EVENT, 2]
        How often each event happened: in all trials, and in those approved; and in how many trials it counts.
    """

    trials: Whole
    moments: npt.NDArray[np.float64]
    others: Whole
    ends: npt.NDArray[np.float64]
    digest: npt.NDArray[np.uint64]
    events: Whole

    @classmethod
    def none(cls, rows: int, events: int) -> Sums:
        """Of no trials."""
        return cls(
            trials=np.zeros(CLASSES, dtype=np.int64),
            moments=np.zeros((rows, CLASSES, 2)),
            others=np.zeros((rows, CLASSES, NOT_FINITE), dtype=np.int64),
            ends=np.tile([np.inf, -np.inf], (rows, 1)),
            digest=np.zeros((rows, 2), dtype=np.uint64),
            events=np.zeros(events, dtype=np.int64),
        )

    def add(self, later: Sums) -> None:
        """Add the sums of trials that come after these."""
        self.trials += later.trials
        self.moments += later.moments
        self.others += later.others
        self.ends[:, 0] = np.minimum(self.ends[:, 0], later.ends[:, 0])
        self.ends[:, 1] = np.maximum(self.ends[:, 1], later.ends[:, 1])
        self.digest += later.digest
        self.events += later.events

    def pack(self) -> bytes:
        """As bytes; see `unpack`."""
        arrays = (self.trials, self.moments, self.others, self.ends, self.digest, self.events)
        return b"".join(array.tobytes() for array in arrays)

    def unpack(self, packed: bytes) -> None:
        """Take the place of these sums, of as many rows and events."""
        at = 0
        for array in (self.trials, self.moments, self.others, self.ends, self.digest, self.events):
            flat = np.frombuffer(packed, dtype=array.dtype, count=array.size, offset=at)
            array[...] = flat.reshape(array.shape)
            at += array.nbytes
        if at != len(packed):
            raise ValueError("the sums are of other rows")


@dataclass
class ViewTally:
    """One view's trials, counted and summed.

    Attributes
    ----------
    rows : tuple of RowBins
    counts : Counts
    sums : Sums
    """

    rows: tuple[RowBins, ...]
    counts: Counts
    sums: Sums

    @classmethod
    def of(cls, outcomes: int, rows: tuple[RowBins, ...], trials: int, events: int) -> ViewTally:
        """Of no trials yet, of so many outcomes with or without bins."""
        bins = together(rows)
        # The codes of all cells take megabytes: they are held once.
        rows = tuple(replace(row, cells=cells) for row, cells in zip(rows, bins.cells, strict=True))
        return cls(rows, Counts(bins, trials), Sums.none(outcomes, events))


_HEAD = struct.Struct("<q")


def pack_all(done: int, tallies: list[ViewTally]) -> bytes:
    """Tallies of the trials before ``done``, as bytes."""
    parts = [_HEAD.pack(done)]
    for tally in tallies:
        for part in (tally.sums.pack(), tally.counts.pack()):
            parts += [_HEAD.pack(len(part)), part]
    return b"".join(parts)


def unpack_all(content: bytes, tallies: list[ViewTally]) -> int:
    """Fill tallies of no trials with those kept by `pack_all`; how many trials they are of."""
    done = _HEAD.unpack_from(content)[0]
    at = _HEAD.size
    for tally in tallies:
        found = []
        for _ in range(2):
            length = _HEAD.unpack_from(content, at)[0]
            at += _HEAD.size
            found.append(content[at : at + length])
            at += length
        tally.sums.unpack(found[0])
        tally.counts.add_packed(found[1])
    return int(done)
