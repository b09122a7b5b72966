"""Work by processes of a Dask cluster beside the same by threads: what sending numbers out and results back costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from benchmarks.portfolio import portfolio_of
from simulator.running.crew import Crew, threads, workers

PAIRS, HANDS = 80, 2
BLOCK = 4
"""Pairs sent out at a time: enough blocks for both to be at work to the end."""


@contextmanager
def pair() -> Iterator[tuple[Callable[[], object], Callable[[], object]]]:
    """Pairs of councils by two workers of a local cluster, and by two threads here.

    The cluster is started beforehand: that takes a second or two however long the work is.

    Yields
    ------
    tuple of callable
        Each does all of the work anew whenever it is called.
    """
    job = replace(portfolio_of(PAIRS), block=BLOCK)

    def by(crew: Crew) -> Callable[[], object]:
        return lambda: sum(1 for _ in crew.results(job, range(job.blocks)))

    with workers(HANDS) as cluster, threads(HANDS) as here:
        yield by(cluster), by(here)
