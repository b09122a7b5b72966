"""What a run folder holds for its readers: charts and the page. Reads findings, computes nothing statistical itself."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.report.charts import draw_all, write_charts
    from simulator.report.whole import write_report

_HOMES = {"draw_all": "charts", "write_charts": "charts", "write_report": "whole"}

__all__ = ["draw_all", "write_charts", "write_report"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Matplotlib takes a third of a second to import, so it waits until something is drawn.
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
