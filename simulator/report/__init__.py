"""Charts that an officer would put in front of members. Reads findings, computes nothing statistical itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.report.charts import draw_charts

__all__ = ["draw_charts"]


def __getattr__(name: str) -> Any:
    if name != "draw_charts":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Matplotlib takes a third of a second to import, so it waits until a chart is drawn.
    from simulator.report.charts import draw_charts

    return draw_charts
