"""Processes of our own that draw while this one goes on, so that all cores draw.

A helper is a bare interpreter that is told once where modules are found, and then does one call after another: a
function and its arguments come in through a pipe, what it returns goes out through another. It is started before it is
needed, as loading Matplotlib takes longer than drawing a chart. It ends by itself when its pipe does, so none is left
behind whatever becomes of this process, and it says nothing. What a helper does not do, for whatever reason, is done
here: helpers change how long something takes and nothing else.
"""

from __future__ import annotations

import gc
import importlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import Any

DRAWING = "simulator.report.ready"
"""What a helper that draws loads first. It takes long: for that very reason it is named here, not imported."""

MOST = 4
"""Helpers at most: with more, loading Matplotlib takes longer than what is left to draw for each."""

_BEGIN = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from simulator.report.helpers import work
work()
"""


class HelperLost(Exception):
    """A helper that did not answer, or could not do what it was asked."""


class Helper:
    """One process.

    Parameters
    ----------
    module : str
        What it loads before it is asked.

    Raises
    ------
    OSError
        If it cannot be started.
    """

    def __init__(self, module: str) -> None:
        apart: dict[str, Any]
        # A terminal's Ctrl-C is for this process, which then dismisses its helpers.
        if sys.platform == "win32":
            apart = {"creationflags": subprocess.CREATE_NO_WINDOW}
        else:
            apart = {"start_new_session": True}
        self._process = subprocess.Popen(
            # -P: a file of a module's name where the user happens to be is not that module.
            [sys.executable, "-P", "-c", _BEGIN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
            **apart,
        )
        self._tell(sys.path)
        self._tell(module)

    def _tell(self, message: object) -> None:
        assert self._process.stdin is not None
        pickle.dump(message, self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
        self._process.stdin.flush()

    def do(self, function: str, arguments: tuple[Any, ...]) -> Any:
        """Call a function there, and wait for what it returns.

        Raises
        ------
        HelperLost
        """
        assert self._process.stdout is not None
        try:
            self._tell((function, arguments))
            done, result = pickle.load(self._process.stdout)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
            raise HelperLost from error
        if not done:
            raise HelperLost
        return result

    def dismiss(self) -> None:
        """End the process, whatever it is doing; it holds nothing that could be left half-done."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Let go of its pipes, once nobody waits for an answer."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(OSError):
                pipe.close()


class Helpers:
    """All helpers together, and the threads that wait for their answers.

    Parameters
    ----------
    count : int
    module : str
        What they load before they are asked.
    """

    def __init__(self, count: int, module: str) -> None:
        self._count, self._module = count, module
        self._all: list[Helper] = []
        self._free: SimpleQueue[Helper] = SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None

    def start(self) -> None:
        """Start them now, so that they are ready when they are asked; as many as can be had."""
        if self._threads is not None:
            return
        try:
            while len(self._all) < self._count:
                self._all.append(Helper(self._module))
                self._free.put(self._all[-1])
        except OSError:
            # No memory, or no leave, for another process: the others do it, or this one.
            self._count = len(self._all)
        self._threads = ThreadPoolExecutor(max(self._count, 1))

    def ask(self, function: str, *arguments: Any) -> Callable[[], Any]:
        """Have a function called, by whichever helper is free first.

        Parameters
        ----------
        function : str
            Its name, with that of its module before it; it depends on its arguments only and writes nothing.
        *arguments
            Such as can be pickled.

        Returns
        -------
        callable
            Waits for what the function returns; where no helper did it, it is called here, and raises what it raises.
        """
        self.start()
        assert self._threads is not None
        answer: Future[Any] | None = self._threads.submit(self._do, function, arguments) if self._all else None

        def result() -> Any:
            try:
                if answer is not None:
                    return answer.result()
            except HelperLost:
                pass
            return called(function, *arguments)

        return result

    def _do(self, function: str, arguments: tuple[Any, ...]) -> Any:
        helper = self._free.get()
        try:
            return helper.do(function, arguments)
        finally:
            self._free.put(helper)

    def dismiss(self) -> None:
        """End them all."""
        for helper in self._all:
            helper.dismiss()
        if self._threads is not None:
            self._threads.shutdown(wait=True, cancel_futures=True)
        for helper in self._all:
            helper.close()


@contextmanager
def helpers(module: str, most: int | None = None) -> Iterator[Helpers | None]:
    """Helpers while the block runs; None where this process is as quick alone.

    Parameters
    ----------
    module : str
        What they load before they are asked.
    most : int, optional
        How many at most; by default as many as there are cores, up to `MOST`.
    """
    count = min(_cores(), MOST, _cores() if most is None else most)
    # A frozen program is no interpreter that could be asked to begin as a helper.
    if count < 2 or not sys.executable or getattr(sys, "frozen", False):
        yield None
        return
    found = Helpers(count, module)
    try:
        yield found
    finally:
        found.dismiss()


def _cores() -> int:
    """The cores that this process may use; those who simulate are asked nothing, as loading them takes long."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def called(function: str, *arguments: Any) -> Any:
    """What a function returns that is told by its name, with that of its module before it."""
    module, _, name = function.rpartition(".")
    return getattr(importlib.import_module(module), name)(*arguments)


def work() -> None:
    """What a helper does: load what it was told to, then call after call until the pipe ends."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    calls = sys.stdin.buffer
    # Answers have the pipe to themselves: whatever else is printed goes nowhere.
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    # Looking for unreachable objects while modules are loaded finds none and takes a fifth of the time.
    gc.disable()
    importlib.import_module(pickle.load(calls))
    gc.freeze()
    gc.enable()
    while True:
        try:
            function, arguments = pickle.load(calls)
        except EOFError:
            return
        try:
            answer = True, called(function, *arguments)
        except Exception:
            # Done again in the process that asked, where it can be told.
            answer = False, None
        pickle.dump(answer, answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()
