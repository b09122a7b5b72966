"""Reading the pages of by_hand/: a case in TOML and tables of figures."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "by_hand"
WORDS = {"inf": math.inf, "missing": math.nan}


@dataclass(frozen=True)
class Page:
    """One hand-worked page.

    Attributes
    ----------
    toml
        The case.
    months
        Month to its figures: saving, running, cost, net, cumulative; real £.
    outcomes
        Outcome name to value.
    """

    toml: str
    months: dict[int, dict[str, float]]
    outcomes: dict[str, float]


def pages() -> list[str]:
    """The names of the pages, without .md."""
    return sorted(path.stem for path in FOLDER.glob("[0-9]*.md"))


def read_page(name: str) -> Page:
    """Read a page."""
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    found = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert found is not None, f"{name} has no case"
    months = {int(row["month"]): {k: float(v) for k, v in row.items()} for row in _table(text, "Month by month")}
    outcomes = {row["outcome"]: WORDS.get(row["value"]) for row in _table(text, "Outcomes")}
    values = {row["outcome"]: row["value"] for row in _table(text, "Outcomes")}
    return Page(found[1], months, {k: float(values[k]) if v is None else v for k, v in outcomes.items()})


def _table(text: str, heading: str) -> list[dict[str, str]]:
    """The rows of the first table under a heading."""
    section = text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    header, rows = cells[0], cells[2:]
    return [dict(zip(header, row, strict=True)) for row in rows]
