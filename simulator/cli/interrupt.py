"""Ctrl-C, kept in mind.

Python raises KeyboardInterrupt wherever it happens to be, and compiled code or a library's callback may swallow it.
So the signal is also remembered, and long work asks now and then whether it came.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_came = False


def _remember(signum: int, frame: FrameType | None) -> None:
    global _came
    _came = True
    raise KeyboardInterrupt


def came() -> bool:
    """Return whether the user has asked to stop."""
    return _came


def check() -> None:
    """Stop here if the user has asked to.

    Raises
    ------
    KeyboardInterrupt
        When Ctrl-C, or a request to terminate, came at any time since listening began.
    """
    if _came:
        raise KeyboardInterrupt


@contextmanager
def listening() -> Iterator[None]:
    """Remember Ctrl-C and termination while the block runs; afterwards put back what was there before."""
    global _came
    _came = False
    before: list[tuple[signal.Signals, object]] = []
    try:
        for wanted in (signal.SIGINT, signal.SIGTERM):
            before.append((wanted, signal.signal(wanted, _remember)))
    except ValueError:
        # Only the main thread may listen; called from another, there is no Ctrl-C to hear.
        pass
    try:
        yield
    finally:
        for wanted, handler in before:
            signal.signal(wanted, handler)  # type: ignore[arg-type]
