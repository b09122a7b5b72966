"""Crews of worker processes, on this machine or on others, through Dask (the optional extra ``cluster``).

The job is sent once, then numbers go out and small results come back. A worker that dies loses nothing but time: its
numbers are done by another. One that joins late is given numbers like the rest. Neither moves a result, since a piece
depends on its number alone.
"""

from __future__ import annotations

import pickle
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from queue import Empty, SimpleQueue
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any

from simulator.running.crew import AHEAD, Crew, CrewError, Job

if TYPE_CHECKING:
    from distributed import Client, Future

WAIT_SECONDS = 30
"""How long to wait for a cluster to answer, and for its first worker."""

COUNT_SECONDS = 5
"""How often to look how many workers there are: some join late."""

DEATHS = 20
"""Workers that may die over one piece before the piece is thought to kill them."""


class Cluster(Crew):
    """The workers of a Dask cluster.

    Parameters
    ----------
    address : str
        For people: where the cluster is.
    connect : callable
        Gives a connected client, and a callable that closes what was opened.
    """

    def __init__(self, address: str, connect: Callable[[], tuple[Client, Callable[[], None]]]) -> None:
        self._address = address
        self._connect = connect
        self._client: Client | None = None
        self._close: Callable[[], None] = lambda: None
        self._hands = (0.0, 1)  # when they were counted, and how many there were

    def __enter__(self) -> Cluster:
        self._client, self._close = self._connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client = None
        self._close()

    @property
    def hands(self) -> int:
        counted, hands = self._hands
        if time.monotonic() - counted > COUNT_SECONDS:
            hands = max(sum(self._connected().nthreads().values()), 1)
            self._hands = (time.monotonic(), hands)
        return hands

    def results(self, job: Job, numbers: Iterable[int]) -> Iterator[tuple[int, Any]]:
        from distributed import CancelledError

        from distributions.jit import source_hash

        client = self._connected()
        token = secrets.token_hex(8)
        sources = source_hash()
        # Sent as a task, so that the scheduler can have it made again when the worker that holds it dies.
        sent = client.submit(pickle.loads, pickle.dumps(job), key=f"collabsim-job-{token}", pure=False)

        def submit(number: int, attempt: int = 0) -> Future:
            key = f"collabsim-{token}-{number}-{attempt}"
            return client.submit(_do, sent, number, token, sources, key=key, pure=False)

        def first() -> tuple[int, Any]:
            number, future = waiting.popleft()
            for attempt in range(1, DEATHS):
                try:
                    return number, self._result(future)
                except _WorkersDied:
                    future = submit(number, attempt)
            raise CrewError(f"workers keep dying over one piece of the work at {self._address}: look at their logs")

        waiting: deque[tuple[int, Future]] = deque()
        try:
            for number in numbers:
                waiting.append((number, submit(number)))
                while len(waiting) >= AHEAD * self.hands:
                    yield first()
            while waiting:
                yield first()
        except (CancelledError, OSError) as lost:
            raise CrewError(f"the cluster at {self._address} was lost ({lost})") from lost
        finally:
            for _, future in waiting:
                future.cancel()

    def _connected(self) -> Client:
        if self._client is None:
            raise RuntimeError("a crew works only inside its 'with' block")
        return self._client

    def _result(self, future: Future) -> Any:
        """The result of a piece; faults of the cluster in words of our own."""
        from distributed import KilledWorker

        try:
            return future.result()
        except KilledWorker as died:
            raise _WorkersDied from died
        except OtherSources as other:
            raise CrewError(f"a worker at {self._address} has {other}: install there what is installed here") from other
        except ModuleNotFoundError as missing:
            raise CrewError(
                f"a worker at {self._address} cannot do the work ({missing}): install there what is installed here"
            ) from missing


class OtherSources(Exception):
    """A worker has another collabsim, or compiles it with other versions, than whoever sent the job."""


class _WorkersDied(Exception):
    """So many workers died while they held a piece that the scheduler gave it up."""


def local_cluster(count: int) -> Cluster:
    """So many worker processes on this machine, one piece at a time each, for as long as the block runs."""
    require_cluster("--workers")
    if count < 1:
        raise ValueError(f"workers ({count}) are at least 1")

    def connect() -> tuple[Client, Callable[[], None]]:
        import logging

        from distributed import Client, LocalCluster

        try:
            made = LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",  # no page is wanted, and none can be had: any free port will do
                memory_limit=0,  # nobody is to be stopped for his memory: pieces are small
                silence_logs=logging.CRITICAL,  # a worker that dies is made good, and no matter for the screen
            )
        except (OSError, RuntimeError, TimeoutError) as error:
            raise CrewError(f"{count} workers cannot be started on this machine ({error})") from error
        client = Client(made, set_as_default=False)

        def close() -> None:
            client.close()
            made.close()

        return client, close

    return Cluster("this machine", connect)


def cluster_at(address: str) -> Cluster:
    """The cluster whose scheduler listens at an address, such as ``tcp://10.0.0.7:8786``."""
    require_cluster("--dask")

    def connect() -> tuple[Client, Callable[[], None]]:
        from distributed import Client

        try:
            client = Client(address, timeout=WAIT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise CrewError(f"no Dask scheduler answers at {address} ({error}); start one with 'dask scheduler'") from (
                error
            )
        try:
            client.wait_for_workers(1, timeout=WAIT_SECONDS)
        except TimeoutError as error:
            client.close()
            raise CrewError(
                f"the Dask scheduler at {address} has no workers; start some with 'dask worker {address}'"
            ) from error
        return client, client.close

    return Cluster(address, connect)


def require_cluster(option: str) -> None:
    """Check that Dask is there, before any time is spent.

    Raises
    ------
    CrewError
    """
    if find_spec("distributed") is None:
        raise CrewError(
            f"{option} needs the package distributed, which is not installed; get it with "
            f"'pip install collabsim[cluster]', or leave {option} out"
        )


_KITS_KEPT = 4
_kits: OrderedDict[str, SimpleQueue[Any]] = OrderedDict()
_kits_lock = Lock()


def _do(job: Job, number: int, token: str, sources: str) -> Any:
    """On a worker: one piece, with tools that the worker's threads share between pieces of the same job."""
    from distributions.jit import source_hash

    if source_hash() != sources:
        raise OtherSources("another version of collabsim, or of numba, NumPy or Python")
    with _kits_lock:
        kits = _kits.setdefault(token, SimpleQueue())
        _kits.move_to_end(token)
        while len(_kits) > _KITS_KEPT:
            _kits.popitem(last=False)
    try:
        kit = kits.get_nowait()
    except Empty:
        kit = job.tools()
    try:
        return job.do(number, kit)
    finally:
        kits.put(kit)
