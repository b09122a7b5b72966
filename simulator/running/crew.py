"""Who does the work: threads here, processes on this machine, or a cluster. It changes no result.

A job is cut into numbered pieces, each of which depends on its number alone. Numbers go out, small results come back,
and they are handed on in the order of the numbers, whoever was first. So what is added up in floating point is the same
with any crew, and after any interruption.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Protocol

AHEAD = 3
"""Pieces under way or waiting to be handed on, for each hand: enough that none is idle while the first is late."""


class Job(Protocol):
    """What a crew works on. It is sent to other processes, so it can be pickled."""

    def tools(self) -> Any:
        """What one hand works with and no other touches: its own copy of a plan's arrays, memory."""

    def do(self, number: int, tools: Any) -> Any:
        """One piece; the result depends on the job and the number only."""


class CrewError(Exception):
    """A crew that cannot be had, or that was lost; the message says what to do."""


class Crew(AbstractContextManager["Crew"]):
    """Those who work on jobs, while the block runs."""

    @property
    def hands(self) -> int:
        """How many pieces can be under way at once."""
        raise NotImplementedError

    def results(self, job: Job, numbers: Iterable[int]) -> Iterator[tuple[int, Any]]:
        """Do pieces of a job.

        Parameters
        ----------
        job : Job
        numbers : iterable of int

        Yields
        ------
        tuple of (int, result)
            In the order of the numbers. Only some `AHEAD` pieces a hand are held at a time.
        """
        raise NotImplementedError

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave; a crew of threads has nothing to leave behind."""


class Threads(Crew):
    """Threads of this process. Kernels let go of the interpreter's lock, so each has a core of its own.

    Parameters
    ----------
    count : int, optional
        As many as there are cores by default.
    """

    def __init__(self, count: int | None = None) -> None:
        self._count = cores() if count is None else count
        if self._count < 1:
            raise ValueError(f"threads ({self._count}) are at least 1")

    @property
    def hands(self) -> int:
        return self._count

    def results(self, job: Job, numbers: Iterable[int]) -> Iterator[tuple[int, Any]]:
        kits: SimpleQueue[Any] = SimpleQueue()

        def do(number: int) -> Any:
            try:
                kit = kits.get_nowait()
            except Empty:
                kit = job.tools()
            try:
                return job.do(number, kit)
            finally:
                kits.put(kit)

        pool = ThreadPoolExecutor(self._count)
        waiting: deque[tuple[int, Future[Any]]] = deque()
        try:
            for number in numbers:
                waiting.append((number, pool.submit(do, number)))
                if len(waiting) >= AHEAD * self._count:
                    yield _first(waiting)
            while waiting:
                yield _first(waiting)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def threads(count: int | None = None) -> Crew:
    """Threads of this process: as many as there are cores, or so many."""
    return Threads(count)


def workers(count: int) -> Crew:
    """Worker processes on this machine, which needs the extra ``cluster``; see `simulator.running.cluster`."""
    from simulator.running.cluster import local_cluster

    return local_cluster(count)


def dask(address: str) -> Crew:
    """The workers of a Dask cluster that runs already, which needs the extra ``cluster``."""
    from simulator.running.cluster import cluster_at

    return cluster_at(address)


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def _first(waiting: deque[tuple[int, Future[Any]]]) -> tuple[int, Any]:
    number, future = waiting.popleft()
    return number, future.result()
