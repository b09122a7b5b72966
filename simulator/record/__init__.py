"""The run folder: written whole or not at all, and read back with every file checked.

`write_run` writes it, `read_run` reads it; `digest` holds the fingerprints that two runs are compared by. Nothing heavy
is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.record.folder import RunError
    from simulator.record.reading import Run, read_run
    from simulator.record.writing import View, write_run

_HOMES = {"RunError": "folder", "Run": "reading", "read_run": "reading", "View": "writing", "write_run": "writing"}

__all__ = ["Run", "RunError", "View", "read_run", "write_run"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
