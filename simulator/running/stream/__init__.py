"""Any number of trials in little memory: simulated piece by piece, counted into bins, and let go.

What is kept of a trial is one count in a bin for each outcome, its part in some sums, and its part in the digest by
which two runs are compared. Bins are narrow where percentiles are wanted (`simulator.running.stream.bins`); where the
pilot misplaced them, trials are simulated once more to narrow the bin down (`simulator.running.stream.refining`). The
same plan, seed and number of trials give the same bytes, whoever does the work and however often it is interrupted.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from simulator.plan import Plan
from simulator.running import simulate
from simulator.running.crew import Crew, Threads
from simulator.running.stream.bins import Rank, RowBins, pilot_bins
from simulator.running.stream.job import APPROVAL, LEAF, Digest, Piece, StreamJob, ViewJob, Watch
from simulator.running.stream.reading import Reading
from simulator.running.stream.refining import MOST_PASSES, refined_bins
from simulator.running.stream.tally import ViewTally, pack_all, unpack_all

PILOT = 1 << 16
"""Trials that the bins are placed by: the first of the run."""

PIECE, SENT_PIECE = 8 * LEAF, 128 * LEAF
"""Trials of a piece: for threads, so that progress moves and Ctrl-C is heard; for other processes, which send all their
bins back with each."""

SAVE_SECONDS = 30.0
"""How often what is done is put by."""

_ROWS_AT_ONCE = 72
"""Outcomes of the pilot that are held together: enough that their memory is given back to the system each time."""

__all__ = ["PIECE", "PILOT", "StreamView", "Streamed", "Wanted", "stream", "stream_hash"]


def stream_hash() -> str:
    """Names the present state of what puts trials in bins: work put by with another is not gone on with."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()[:16]


class Store(Protocol):
    """Where finished work is kept; `simulator.running.unfinished.Unfinished` is one."""

    def read(self, part: str) -> bytes | None:
        """A piece that is done; None where it is not."""

    def write(self, part: str, content: bytes) -> None:
        """Keep a piece, in place of one of the same name."""


@dataclass(frozen=True)
class Wanted:
    """What is asked of the trials.

    Attributes
    ----------
    percents : tuple of int
        Percentiles of every outcome.
    more : mapping of str to tuple of int
        Further ones of some outcomes.
    rank : callable
        The rank, from 1, of a percentile among so many trials.
    """

    percents: tuple[int, ...]
    more: Mapping[str, tuple[int, ...]]
    rank: Rank

    def of(self, name: str) -> tuple[int, ...]:
        """Percentiles wanted of an outcome."""
        return tuple(sorted({*self.percents, *self.more.get(name, ())}))


@dataclass(frozen=True)
class StreamView:
    """One view of a case, to be streamed.

    Attributes
    ----------
    plan : Plan
    by_approval : bool
        Whether percentiles are also wanted of the trials in which the councils approve.
    watch, events
        As in `simulator.running.stream.job.ViewJob`.
    """

    plan: Plan
    by_approval: bool = False
    watch: Watch | None = None
    events: int = 0

    @property
    def populations(self) -> tuple[bool, ...]:
        """All trials (False), and those approved (True)."""
        return (False, True) if self.by_approval else (False,)


@dataclass(frozen=True)
class Streamed:
    """What a streamed run leaves.

    Attributes
    ----------
    trials, pilot : int
        Of each view; those that the bins were placed by.
    readings : tuple of Reading
        One for each view.
    passes : int
        How often all trials were simulated.
    refined : int
        Outcomes for which once was not enough.
    """

    trials: int
    pilot: int
    readings: tuple[Reading, ...]
    passes: int
    refined: int

    @property
    def how(self) -> dict[str, int]:
        """How it was done, in numbers: pilot, passes, refined; and the bins of the first pass, of all outcomes."""
        bins = sum(sum(row.bins for row in reading.tally.rows) for reading in self.readings)
        return {"pilot": self.pilot, "passes": self.passes, "refined": self.refined, "bins": bins}


def stream(
    views: Sequence[StreamView],
    trials: int,
    seed: int,
    wanted: Wanted | None,
    *,
    digest: Digest | None = None,
    crew: Crew | None = None,
    piece: int | None = None,
    pilot: int = PILOT,
    store: Store | None = None,
    save_every: float | None = None,
    progress: Callable[[int, int], None] | None = None,
    resumed: Callable[[int], None] | None = None,
) -> Streamed:
    """Run any number of trials of some views and keep what is asked of them.

    Parameters
    ----------
    views : sequence of StreamView
    trials : int
        How many of each, from trial 0.
    seed : int
    wanted : Wanted or None
        None where the digest is all that is wanted.
    digest : callable, optional
        As in `simulator.running.stream.job.ViewJob`.
    crew : Crew, optional
        Threads, as many as there are cores, by default. It changes no result.
    piece : int, optional
        Trials that a hand takes at a time. It changes no result.
    pilot : int
        Trials that bins are placed by. It changes results within their bounds.
    store : Store, optional
        Where what is done is put by, and looked for.
    save_every : float, optional
        Seconds between two savings; `SAVE_SECONDS` by default.
    progress : callable, optional
        Called with (trials done, all trials) of all views and of the pass under way.
    resumed : callable, optional
        Called with the trials of each view that were found to be done, where there are any.

    Returns
    -------
    Streamed
    """
    crew = crew or Threads()
    runner = _Passes(trials, seed, crew, piece, store, save_every, progress, resumed)
    jobs = []
    for view in views:
        names = tuple(outcome.name for outcome in view.plan.outcomes)
        rows = () if wanted is None else _pilot(view, names, min(pilot, trials), seed, wanted, crew)
        jobs.append(ViewJob(view.plan, names, rows, view.events, view.watch, digest))
    tallies = runner.run(1, jobs)
    readings = tuple(Reading(job.names, tally) for job, tally in zip(jobs, tallies, strict=True))
    passes, refined = 1, set()
    while wanted is not None and passes < MOST_PASSES:
        found = [
            refined_bins(reading, wanted.of, view.populations, wanted.rank)
            for view, reading in zip(views, readings, strict=True)
        ]
        if not any(found):
            break
        passes += 1
        refined |= {(place, name) for place, rows in enumerate(found) for name in rows}
        places = [place for place, rows in enumerate(found) if rows]
        again = [ViewJob(views[place].plan, tuple(found[place]), tuple(found[place].values())) for place in places]
        for place, job, tally in zip(places, again, runner.run(passes, again), strict=True):
            readings[place].refine(job.names, tally)
    return Streamed(trials, min(pilot, trials), readings, passes, len(refined))


def _pilot(
    view: StreamView, names: tuple[str, ...], trials: int, seed: int, wanted: Wanted, crew: Crew
) -> tuple[RowBins, ...]:
    """Bins of every outcome by the first trials, some outcomes at a time."""
    hands = crew.hands if isinstance(crew, Threads) else None
    approved = simulate(view.plan, trials, seed, keep=[APPROVAL], threads=hands).values[0] == 1
    populations = [np.ones(trials, dtype=np.bool_)]
    if view.by_approval:
        populations.append(approved)
    found: list[RowBins] = []
    for first in range(0, len(names), _ROWS_AT_ONCE):
        some = names[first : first + _ROWS_AT_ONCE]
        values = simulate(view.plan, trials, seed, keep=some, threads=hands).values
        found += [
            pilot_bins(row, populations, wanted.of(name), wanted.rank) for name, row in zip(some, values, strict=True)
        ]
        # Before the next are held too.
        del values
    return tuple(found)


class _Passes:
    """All trials of a run, once or more, put by now and then."""

    def __init__(
        self,
        trials: int,
        seed: int,
        crew: Crew,
        piece: int | None,
        store: Store | None,
        save_every: float | None,
        progress: Callable[[int, int], None] | None,
        resumed: Callable[[int], None] | None,
    ) -> None:
        self.trials, self.seed, self.crew = trials, seed, crew
        self.here = isinstance(crew, Threads)
        self.piece = piece or (PIECE if self.here else SENT_PIECE)
        self.store, self.save_every = store, SAVE_SECONDS if save_every is None else save_every
        self.progress, self.resumed = progress, resumed

    def run(self, number: int, views: Sequence[ViewJob]) -> list[ViewTally]:
        """One pass over all trials, or the rest of one that was interrupted."""
        tallies = [view.tally(self.trials) for view in views]
        shared = [tally.counts for tally in tallies] if self.here else None
        part = f"pass-{number}"
        done = self._found(part, tallies)
        # Whoever did what was found may have done it in other pieces.
        job = StreamJob(views, self.seed, self.trials, self.piece, done, shared)
        while done < self.trials:
            for _, result in self.crew.results(job, self._numbers(job, done)):
                _take(result, tallies)
                done += result.trials
                if self.progress is not None:
                    self.progress(done * len(views), self.trials * len(views))
            if self.store is not None:
                self.store.write(part, pack_all(done, tallies))
        return tallies

    def _found(self, part: str, tallies: list[ViewTally]) -> int:
        """Fill in what was put by; how many trials that is."""
        kept = None if self.store is None else self.store.read(part)
        if kept is None:
            return 0
        done = unpack_all(kept, tallies)
        if self.resumed is not None:
            self.resumed(done)
        return done

    def _numbers(self, job: StreamJob, done: int) -> Iterator[int]:
        """Pieces that are not done yet, until it is time to put by what is done."""
        begun = time.monotonic()
        for number in range((done - job.begin) // job.piece, job.pieces):
            yield number
            if time.monotonic() - begun >= self.save_every:
                return


def _take(piece: Piece, tallies: Sequence[ViewTally]) -> None:
    """Add a piece to what is known already, leaf by leaf."""
    for leaves, tally in zip(piece.sums, tallies, strict=True):
        for sums in leaves:
            tally.sums.add(sums)
    for packed, tally in zip(piece.counts, tallies, strict=False):
        tally.counts.add_packed(packed)
