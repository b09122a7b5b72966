"""Memory that is let go of goes back to the system."""

from __future__ import annotations

import ctypes
import gc
import os

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
"""Numbers of glibc's settings (malloc.h)."""

_LARGE = 1 << 20
"""Bytes from which on memory is asked of the system by itself, and given back as soon as it is not needed."""

_ARENAS = 2
"""Stores of smaller pieces of memory; each thread having its own, all of them would keep what they once needed."""


def give_memory_back() -> None:
    """Have glibc give large arrays back when they are let go of. Left alone, it keeps ever more for later, and a run
    of little memory never has a place to be; other systems' libraries do well as they are.

    Arrow, if it is not loaded yet, is told to take its memory from there too instead of keeping some of its own."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    try:
        settings = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # no glibc: musl, macOS, Windows
        return
    settings(_MMAP_THRESHOLD, _LARGE)
    settings(_ARENA_MAX, _ARENAS)


def let_go() -> None:
    """Give back what smaller pieces of memory were let go of meanwhile, where glibc would keep it for later."""
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return
    gc.collect()
    trim(0)
