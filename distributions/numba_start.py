"""Numba's start, without what nobody waits for.

When its first kernel is called, numba imports ``scipy.linalg`` only to know whether there is a BLAS library for
``np.dot``. That takes longer than to load all kernels of a run. SciPy is always installed with us, so the answer is
known; whoever does use ``np.dot`` in a kernel has numba ask again, for itself, while that kernel is compiled.

Then numba fills its tables of functions, and begins to do so anew some 250 times while it does. Once is enough.
"""

import sys
from typing import Any


def start() -> None:
    """Load what numba needs for its first kernel; nothing is done where it has been loaded, or looks otherwise.

    Examples
    --------
    >>> start()
    >>> "numba.np.arraymath" in sys.modules
    True
    """
    from numba.np import linalg

    asking: Any = getattr(linalg, "ensure_blas", None)
    if asking is None or "numba.np.arraymath" in sys.modules:
        return
    linalg.ensure_blas = lambda: None
    try:
        from numba.np import arraymath
    finally:
        linalg.ensure_blas = asking
    arraymath.ensure_blas = asking
    _fill_tables()


def _fill_tables() -> None:
    """Fill numba's tables of functions, once."""
    from numba.core.compiler_lock import global_compiler_lock
    from numba.core.registry import cpu_target

    context: Any = cpu_target.target_context
    fill, filling = context.refresh, False

    def fill_once() -> None:
        nonlocal filling
        if not filling:
            filling = True
            fill()

    with global_compiler_lock:
        context.refresh = fill_once
        try:
            context.refresh()
        finally:
            del context.refresh
