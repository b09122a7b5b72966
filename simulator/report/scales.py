"""What charts and the page's small drawings have in common: the bands of a fan, and sums on an axis."""

from __future__ import annotations

PAIRS = ((10, 90), (20, 80), (30, 70), (40, 60))
"""Percentiles that bound the bands, from the outermost inwards, as many as there are colours for them."""


def millions(value: float) -> str:
    """Pounds as an axis writes them: ``£5m``, ``−£2.5m``, ``£0``."""
    if abs(value) < 1:
        return "£0"
    return f"{'−' if value < 0 else ''}£{abs(value) / 1e6:g}m"
