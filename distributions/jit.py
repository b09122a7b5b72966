"""The only place that decides how kernels are compiled and where the compiled code is kept.

`kernel` marks a function that Python calls; `inline` marks a small helper that kernels call and that must melt into
their loops. Arithmetic is strict: no ``fastmath`` and no fused multiply-add, so a kernel gives the same bits compiled,
uncompiled (``NUMBA_DISABLE_JIT=1``) and on every processor.

Numba's own cache checks only the file that holds a function: it does not see an edited helper in another file, nor a
changed constant. So the folder is named after a hash of *all* kernel sources and of the versions that compile them. An
edited line anywhere means a new folder, hence a new compilation, never an old result.
"""

import atexit
import hashlib
import os
import platform
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

import llvmlite
import numba
import numpy as np
from numba.core import config

Function = TypeVar("Function", bound=Callable[..., object])

LANES = 64
"""Trials in a block. Inner loops run over exactly this many, so that the compiler unrolls and vectorises them."""

_SOURCE_FOLDERS = ("distributions", "simulator/engine")
_OVERRIDE = "COLLABSIM_CACHE_DIR"
_decorating = Lock()


def inline(function: Function) -> Function:
    """Mark a small helper that is compiled into the kernels that call it (so that their loops still vectorise)."""
    return cast(Function, numba.njit(forceinline=True, nogil=True, error_model="numpy", fastmath=False)(function))


def kernel(function: Function) -> Function:
    """Mark a function that Python calls: compiled on first use, kept on disk, and run without holding Python's lock."""
    decorate = numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=False)
    if config.DISABLE_JIT:
        return cast(Function, decorate(function))
    with _decorating:
        # Numba reads the folder while it decorates. It is put back at once: other users of Numba in the same process
        # keep their own.
        before = config.CACHE_DIR
        config.CACHE_DIR = str(cache_folder())
        try:
            return cast(Function, decorate(function))
        finally:
            config.CACHE_DIR = before


def compiling() -> bool:
    """Tell whether kernels are compiled at all (``NUMBA_DISABLE_JIT`` turns it off)."""
    return not config.DISABLE_JIT


def already_compiled(name: str = "") -> bool:
    """Tell whether compiled kernels of exactly these sources are on disk, without compiling or loading anything.

    Parameters
    ----------
    name
        Look for this kernel only; by default any kernel will do.
    """
    if not compiling():
        return True
    # Numba names an index file <module>.<function>-<line>.<python>.nbi.
    pattern = f"*/*.{name}-*.nbi" if name else "*/*.nbi"
    return next(cache_folder().glob(pattern), None) is not None


@cache
def source_hash() -> str:
    """Name the present state of all kernel sources and of what compiles them, as 16 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=8)
    for version in (numba.__version__, llvmlite.__version__, np.__version__, sys.version, platform.machine()):
        digest.update(version.encode() + b"\0")
    root = Path(__file__).resolve().parents[1]
    for folder in _SOURCE_FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0")
            digest.update(hashlib.blake2b(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def cache_folder() -> Path:
    """Return the folder that holds the compiled kernels: in the user's cache, else a private temporary one."""
    for base in _user_cache_bases():
        folder = base / "kernels" / source_hash()
        if _is_usable(folder):
            return folder
    private = Path(tempfile.mkdtemp(prefix="collabsim-"))
    atexit.register(shutil.rmtree, private, ignore_errors=True)
    return private


def _user_cache_bases() -> list[Path]:
    """Return the folders to try, best first. The override comes alone with its fallback: who sets it means it."""
    bases = []
    if override := os.environ.get(_OVERRIDE):
        bases.append(Path(override).expanduser().absolute())
    else:
        try:
            home = Path.home()
        except RuntimeError:  # no home folder at all, as in some containers
            home = None
        if sys.platform == "win32":
            parent = os.environ.get("LOCALAPPDATA") or (home and home / "AppData" / "Local")
        elif sys.platform == "darwin":
            parent = home and home / "Library" / "Caches"
        else:
            parent = os.environ.get("XDG_CACHE_HOME") or (home and home / ".cache")
        if parent and Path(parent).is_absolute():
            bases.append(Path(parent) / "collabsim")
    owner = str(os.getuid()) if hasattr(os, "getuid") else ""
    bases.append(Path(tempfile.gettempdir()) / f"collabsim-{owner}")
    return bases


def _is_usable(folder: Path) -> bool:
    """Make the folder if need be and tell whether it can be written and belongs to this user alone.

    Loading a cached kernel runs it. A folder that somebody else made, or may write to, is therefore refused.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        tempfile.TemporaryFile(dir=folder).close()
        facts = folder.stat()
        parent = folder.parent.parent.stat()
    except OSError:
        return False
    if not hasattr(os, "getuid"):
        return True
    shared = stat.S_IWGRP | stat.S_IWOTH
    return all(f.st_uid == os.getuid() and not f.st_mode & shared for f in (facts, parent))
