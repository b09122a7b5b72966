"""Workbooks for the tests, written by openpyxl and so without a line of what they test."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook

TABS = {
    "case": "Case",
    "claim": "Case",
    "delay": "Case",
    "delivery": "Case",
    "council": "Councils",
    "wave": "Waves",
    "cluster": "Clusters",
    "out_of_scope": "Out of scope",
    "total_cost": "One-off costs",
    "redundancy": "One-off costs",
    "team": "One-off costs",
    "cost": "Cost lines",
    "running": "Running costs",
    "lock": "Locks",
    "event": "Events",
    "gate": "Gates",
    "exit": "Exit",
    "correlation": "Correlations",
    "index": "Pay and prices",
}

FIRST = {
    "Councils": "Council",
    "Waves": "Wave",
    "Clusters": "Cluster",
    "Out of scope": "Budget",
    "Cost lines": "Cost",
    "Running costs": "Running cost",
    "Locks": "Lock",
    "Events": "Event",
    "Gates": "Gate",
    "Correlations": "Correlation",
}

HEADINGS = ("Key", "Value", "Low", "Most likely", "High", "Distribution", "Basis", "Source", "Note", "Theme", "Owner")
HEADINGS += ("Date", "Other words")

GOOD = {
    "Case": [
        ["case", "id", "small"],
        ["case", "title", "A small case"],
        ["case", "start", "2026-10"],
        ["case", "horizon", "2035/36"],
        ["case", "as_at", "2026-06-30"],
        ["case", "price_base", "2026/27"],
    ],
    "Councils": [
        ["first", "name", "First"],
        ["first", "net_budget", 120e6],
        ["second", "name", "Second"],
        ["second", "net_budget", 80e6],
    ],
    "Waves": [["one", "name", "One"], ["one", "start", "2027-10"], ["one", "ramp", 6]],
    "Clusters": [
        ["office", "name", "The office"],
        ["office", "wave", "one"],
        ["office", "saving", None, 0.8e6, 1.1e6, 1.6e6],
    ],
    "Cost lines": [["moving", "kind", "other"], ["moving", "owner", "office"], ["moving", "amount", 500_000]],
}
"""Rows of a small valid case, sheet by sheet."""


def bytes_of(sheets: dict[str, list[list[Any]]], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """A workbook of rows, with the headings in the first row of each sheet."""
    book = Workbook()
    book.remove(book.active)
    for tab, rows in sheets.items():
        page = book.create_sheet(tab)
        page.append([FIRST.get(tab, "Table"), *headings])
        for row in rows:
            page.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def changed(tab: str, *rows: list[Any]) -> bytes:
    """The small case with other rows: one of the same id and key takes the place of what was there."""
    sheets = {name: [list(row) for row in before] for name, before in GOOD.items()}
    for row in rows:
        kept = [before for before in sheets.get(tab, []) if before[:2] != row[:2]]
        sheets[tab] = [*kept, row]
    return bytes_of(sheets)
