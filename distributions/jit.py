"""The only place that decides how kernels are compiled and where the compiled code is kept.

`kernel` marks a function that Python calls, `stage` a step that only kernels call; `inline` marks a small helper that
must melt into the loops that call it. Arithmetic is strict: no ``fastmath`` and no fused multiply-add, so a kernel
gives the same bits compiled, uncompiled (``NUMBA_DISABLE_JIT=1``) and on every processor.

Numba's own cache checks only the file that holds a function: it does not see an edited helper, nor a changed constant,
of another. So the folder is named after a hash of every file of ours that holds kernels, of all that those files import
of ours, and of the versions that compile them. An edited line means a new folder, hence a new compilation, never an old
result.
"""

import atexit
import contextlib
import hashlib
import os
import platform
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from glob import escape, glob
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, cast

import llvmlite
import llvmlite.binding as llvm
import numba
import numpy as np
from numba.core import config as _numba_config
from numba.core.options import DefaultOptions

from distributions import numba_apart, numba_start

Function = TypeVar("Function", bound=Callable[..., object])

config: Any = _numba_config
if not config.DISABLE_JIT:
    numba_start.start()

LANES = 64
"""Trials in a block. Inner loops run over exactly this many, so that the compiler unrolls and vectorises them."""

_FIRST_LLVM, _LAST_LLVM = 17, 22
"""Versions of LLVM that have both settings of `_let_loops_vectorise`."""

_ROOT = Path(__file__).resolve().parents[1]
_PACKAGES = ("distributions", "simulator")
# from distributions.x import a, b   from simulator.y import (\n a,\n b)   import simulator.y
_IMPORT = re.compile(
    rf"^\s*(?:from|import)\s+((?:{'|'.join(_PACKAGES)})[\w.]*)(?:\s+import\s+(\([^)]*\)|[^\n]*))?", re.M
)
_decorating = Lock()

_kept_kernels: set[tuple[str, str]] = set()
"""Module and name of each kernel that is kept on disk, of those decorated so far."""


def _let_loops_vectorise() -> None:
    """Set LLVM to check, just before each loop over lanes, that its rows do not overlap, however many they are.

    By itself it checks before the loop outside it, where rows of different months or councils seem to overlap, or gives
    up at nine: either way the loop then runs lane by lane, several times as long. It refuses what it does not know by
    ending the process, so only versions that are known to know these are set.
    """
    if _FIRST_LLVM <= llvm.llvm_version_info[0] <= _LAST_LLVM:
        llvm.set_option("", "-hoist-runtime-checks=false")
        llvm.set_option("", "-runtime-memory-check-threshold=128")


_let_loops_vectorise()


def inline(function: Function) -> Function:
    """Mark a small helper that is compiled into the kernels that call it (so that their loops still vectorise).

    Examples
    --------
    >>> @inline
    ... def doubled(x):
    ...     return x + x
    >>> doubled(3)
    6
    """
    return cast(Function, numba.njit(forceinline=True, nogil=True, error_model="numpy", fastmath=False)(function))


def stage(function: Function) -> Function:
    """Mark a step that only kernels call.

    It has no way in from Python and no file of its own, which halves the time to compile. Nor does it count references
    to the arrays that pass through it, which took a quarter of a run: a stage makes views, but no arrays.

    Examples
    --------
    >>> @stage
    ... def fill(out, value):
    ...     out[0] = value
    >>> @kernel
    ... def start(out):
    ...     fill(out, 2.5)
    >>> out = np.zeros(2)
    >>> start(out)
    >>> out.tolist()
    [2.5, 0.0]
    """
    options: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    if hasattr(DefaultOptions, "_nrt"):
        options["_nrt"] = False
    return cast(Function, numba.njit(nogil=True, error_model="numpy", fastmath=False, **options)(function))


@inline
def number(literal):
    """Return a whole number that is nothing but a number.

    Numba compiles a function anew for each literal that it is called with.

    Examples
    --------
    >>> int(number(7))
    7
    """
    return np.int64(literal)


def kernel(function: Function) -> Function:
    """Mark a function that Python calls: compiled on first use, kept on disk, and run without holding Python's lock.

    A function from outside the hashed files (a notebook's, a test's) is compiled afresh in each process.

    Examples
    --------
    >>> @kernel
    ... def total(x):
    ...     sum = 0.0
    ...     for i in range(x.size):
    ...         sum += x[i]
    ...     return sum
    >>> float(total(np.array([1.0, 2.5])))
    3.5
    """
    kept = compiling() and _is_hashed(function)
    decorate = numba.njit(cache=kept, nogil=True, error_model="numpy", fastmath=False)
    if not kept:
        return cast(Function, decorate(function))
    _kept_kernels.add((function.__module__, function.__qualname__))
    with _decorating:
        # Numba reads the folder while it decorates. It is put back at once: other users of Numba in the same process
        # keep their own.
        before = config.CACHE_DIR
        config.CACHE_DIR = str(cache_folder())
        try:
            return _beginning_anew_if_unreadable(cast(Function, decorate(function)))
        finally:
            config.CACHE_DIR = before


def _beginning_anew_if_unreadable(dispatcher: Function) -> Function:
    """Let a kernel be compiled anew where its file was cut short by a full disk or a power cut: numba would fail."""
    kept: Any = getattr(dispatcher, "_cache", None)
    if kept is None:
        return dispatcher
    load = kept.load_overload

    def load_or_begin_anew(*signature: Any) -> Any:
        try:
            return load(*signature)
        except Exception:  # whatever a damaged file brings about
            kept.flush()
            return None

    kept.load_overload = load_or_begin_anew
    return dispatcher


def compiling() -> bool:
    """Tell whether kernels are compiled at all (``NUMBA_DISABLE_JIT`` turns it off).

    Examples
    --------
    >>> compiling() == (not config.DISABLE_JIT)
    True
    """
    return not config.DISABLE_JIT


def already_compiled(name: str = "") -> bool:
    """Tell whether compiled kernels of exactly these sources are on disk, without compiling or loading anything.

    Parameters
    ----------
    name
        Look for this kernel only; by default any kernel will do.

    Examples
    --------
    >>> already_compiled("no_kernel_has_this_name") == (not compiling())
    True
    """
    if not compiling():
        return True
    # Numba names an index file <module>.<function>-<line>.<python>.nbi.
    pattern = f"*/*.{name}-*.nbi" if name else "*/*.nbi"
    return next(cache_folder().glob(pattern), None) is not None


def compile_only() -> None:
    """Set this process, which compiles kernels for others and ends, to be done in half the time.

    It must not call what is inlined, or a stage, from Python afterwards.

    Examples
    --------
    >>> import subprocess
    >>> subprocess.run([sys.executable, "-c", "from distributions.jit import compile_only; compile_only()"]).returncode
    0
    """
    if compiling():
        with contextlib.suppress(ImportError, AttributeError):  # numba is not as it was: it compiles all the same
            numba_apart.compile_only(_kept_kernels)


def _is_hashed(function: Callable[..., object]) -> bool:
    """Tell whether the function's source is in the hash, and its module named as it will be when it is reloaded."""
    source = _resolved(function.__code__.co_filename)
    return source == _ROOT / (str(function.__module__).replace(".", "/") + ".py") and source in kernel_sources()


@cache
def _resolved(name: str) -> Path:
    """The path of a file without links, looked up once for all kernels in it."""
    return Path(name).resolve()


@cache
def kernel_sources() -> dict[Path, bytes]:
    """Return the files that hold kernels, and all files of ours that those import, with their text.

    Examples
    --------
    >>> [path.name for path in kernel_sources() if path.name in ("normal.py", "philox.py")]
    ['normal.py', 'philox.py']
    """
    # By dotted name, and as plain text wherever possible: this is done in every process before its first kernel.
    ours = {
        path[len(str(_ROOT)) + 1 : -len(".py")].replace(os.sep, "."): Path(path).read_bytes()
        for package in _PACKAGES
        for path in glob(f"{escape(str(_ROOT / package))}/**/*.py", recursive=True)
    }
    found: set[str] = set()
    marked = [name for name, text in ours.items() if any(mark in text for mark in (b"@kernel", b"@stage", b"@inline"))]
    waiting = [name for name in marked if re.search(rb"^@(?:kernel|stage|inline)$", ours[name], re.M)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [imported for imported in _imports(ours[name]) if imported in ours]
    paths = {_ROOT / (name.replace(".", "/") + ".py"): ours[name] for name in found}
    return dict(sorted(paths.items()))


def _imports(text: bytes) -> list[str]:
    """Return the names that a source's import lines may mean, found by their words (importing them would run them)."""
    places: list[str] = []
    for module, names in _IMPORT.findall(text.decode()):
        places.append(module)
        places += [f"{module}.{name}" for name in re.findall(r"\w+", names)]
    return places


@cache
def source_hash() -> str:
    """Name the present state of all kernel sources and of what compiles them, as 16 hexadecimal digits.

    Examples
    --------
    >>> len(source_hash())
    16
    """
    digest = hashlib.blake2b(digest_size=8)
    for version in (numba.__version__, llvmlite.__version__, np.__version__, sys.version, platform.machine()):
        digest.update(version.encode() + b"\0")
    for path, text in kernel_sources().items():
        digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.blake2b(text).digest())
    return digest.hexdigest()


@cache
def cache_folder() -> Path:
    """Return the folder that holds the compiled kernels: in the user's cache, else a temporary one.

    Examples
    --------
    >>> cache_folder().is_dir()
    True
    """
    for base in (_user_cache(), _temporary_cache()):
        if base is None:
            continue
        folder = base / "kernels" / source_hash()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError:
            continue
        return folder
    private = Path(tempfile.mkdtemp(prefix="collabsim-"))
    atexit.register(shutil.rmtree, private, ignore_errors=True)
    return private


def _user_cache() -> Path | None:
    """Return where this user's caches are kept by the custom of the system, or where the override says."""
    if override := os.environ.get("COLLABSIM_CACHE_DIR"):
        return Path(override).expanduser().absolute()
    try:
        home = Path.home()
    except RuntimeError:  # no home folder at all, as in some containers
        return None
    if sys.platform == "win32":
        parent = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        parent = home / "Library" / "Caches"
    else:
        parent = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return parent / "collabsim" if parent.is_absolute() else None


def _temporary_cache() -> Path | None:
    """Return a folder among the system's temporary ones that nobody but this user can write to, if it can be had.

    Loading a cached kernel runs it, and others may make folders here: one that is not surely ours is refused.
    """
    if not hasattr(os, "getuid"):  # on Windows the temporary folder is the user's own
        return Path(tempfile.gettempdir()) / "collabsim"
    folder = Path(tempfile.gettempdir()) / f"collabsim-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        facts = folder.lstat()
    except OSError:
        return None
    ours = stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.getuid() and not facts.st_mode & 0o077
    return folder if ours else None
