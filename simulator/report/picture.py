"""A chart once it is drawn: pictures and text, which are written and shown without anything that draws."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simulator.findings.wording import plain

LONGEST_TOLD = 5000
"""Characters of all that a chart shows, told in words."""


@dataclass(frozen=True)
class Table:
    """What a chart shows as a table, for readers who want the figures or do not see the chart.

    Attributes
    ----------
    columns : tuple of str
    rows : tuple of tuple of str
        Figures in words, with their units; the first cell heads its row.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Drawn:
    """A chart as pictures and text, the same for the same run to the byte.

    Attributes
    ----------
    name, title : str
    told : tuple of str
    table : Table
        As in `Chart`.
    svg : str
        From ``<svg`` on, with title and description inside; its ids are unique only within it.
    png : bytes
        960 × 540.
    """

    name: str
    title: str
    told: tuple[str, ...]
    table: Table
    svg: str
    png: bytes

    @property
    def alt(self) -> str:
        """All that the chart shows, on one line of plain text."""
        return plain(" ".join(self.told), LONGEST_TOLD)


def save(picture: Drawn, folder: Path) -> list[Path]:
    """Write a chart as SVG and PNG, and its description beside both as text.

    Returns
    -------
    list of Path
        The files written.
    """
    svg, png, text = (folder / f"{picture.name}.{ending}" for ending in ("svg", "png", "txt"))
    svg.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n{picture.svg}', encoding="utf-8", newline="\n")
    png.write_bytes(picture.png)
    text.write_text(f"{picture.title}\n\n{picture.alt}\n", encoding="utf-8", newline="\n")
    return [svg, png, text]
