"""Who does the work, as an option: threads here, worker processes on this machine, or a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from simulator.running.crew import Crew

F = TypeVar("F", bound=Callable[..., Any])

threads_option = click.option(
    "--threads", type=click.IntRange(1), help="How many threads to use; the figures do not depend on it."
)
_workers_option = click.option(
    "--workers",
    type=click.IntRange(1),
    help="Use so many worker processes on this machine in place of threads; needs the extra 'cluster'.",
)
_dask_option = click.option(
    "--dask",
    metavar="ADDRESS",
    help="Let the workers of a Dask cluster do it, e.g. tcp://10.0.0.7:8786; needs the extra 'cluster'.",
)


def crew_options(command: F) -> F:
    """Give a command its ``threads``, ``workers`` and ``dask``, for `crew_from`."""
    return threads_option(_workers_option(_dask_option(command)))


@contextmanager
def crew_from(threads: int | None, workers: int | None, dask: str | None) -> Iterator[Crew]:
    """Yield the crew that was asked for, at work until the block ends.

    Raises
    ------
    click.UsageError
        When two are asked for, or the crew cannot be had or is lost.
    """
    given = [name for name, value in (("--threads", threads), ("--workers", workers), ("--dask", dask)) if value]
    if len(given) > 1:
        raise click.UsageError(f"{' and '.join(given)} each say who does the work; leave out all but one.")
    from simulator.running import crew

    try:
        chosen = crew.workers(workers) if workers else crew.dask(dask) if dask else crew.threads(threads)
        with chosen:
            yield chosen
    except crew.CrewError as wrong:
        raise click.UsageError(f"{wrong}.") from wrong
