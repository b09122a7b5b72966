"""Tables as CSV files that a spreadsheet opens as they are, and in which no text is ever run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_text(text: str) -> str:
    """Text that a spreadsheet takes for text: one that would start a formula gets an apostrophe in front.

    >>> safe_text("=1+1"), safe_text("annual_saving")
    ("'=1+1", 'annual_saving')
    """
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> None:
    """Write a table; numbers keep all their digits, None is an empty cell.

    The file begins with a byte-order mark, without which Excel reads the pound sign in the wrong code page.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for row in (header, *rows):
            writer.writerow([safe_text(cell) if isinstance(cell, str) else cell for cell in row])
