"""How the process of a command starts and ends, which together would take a fifth of the time of a short run.

Python looks for unreachable objects again and again while libraries are imported, and finds none; at the end it takes
apart, one by one, what the operating system takes back at once.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
import threading

_starting = False


def begin() -> None:
    """Put off the collection of unreachable objects until `at_work`, and leave linear algebra to one thread.

    No matrix here is large enough for more, and threads that wait for one keep the cores from those that simulate.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    global _starting
    _starting = True
    gc.disable()


def at_work() -> None:
    """Collect from now on what `begin` has put off, but never look again at what was imported."""
    global _starting
    if _starting:
        _starting = False
        gc.freeze()
        gc.enable()


def leave(code: int) -> None:
    """End the process with an exit code once nothing is under way: no thread, no exit handler, no output.

    Returns, for the ordinary way out to be taken, under a profiler or debugger, which have work of their own to do at
    the end, and in a Python that ends otherwise than those we know.
    """
    threads_ended = getattr(threading, "_shutdown", None)
    handlers_run = getattr(atexit, "_run_exitfuncs", None)
    if sys.gettrace() or sys.getprofile() or threads_ended is None or handlers_run is None:
        return
    # In the order of the interpreter's own end. The processes of multiprocessing leave in this way too.
    threads_ended()
    handlers_run()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
