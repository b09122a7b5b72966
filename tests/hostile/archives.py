"""What stands inside the files that Office opens, below what its libraries show of it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

LINKS_OUT = re.compile(r'TargetMode="External"')

COMES_ALIVE = {
    "hyperlink": "a link",
    "externalLink": "a link to another workbook",
    "ddeLink": "a command",
    "oleObject": "an object",
    "instrText": "a field",
    "fldSimple": "a field",
    "altChunk": "another document",
    "webPublishItem": "a page",
}
"""Elements of Office files that fetch, run or open something."""


def parts(file: Path) -> dict[str, ElementTree.Element]:
    """Every part of an Office file that is XML, parsed: what is not well-formed Excel would offer to repair."""
    with zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return {name: ElementTree.fromstring(archive.read(name)) for name in names}


def alive(file: Path, but: frozenset[str] = frozenset()) -> list[str]:
    """What in an Office file is more than text, save what it may have: ``word/document.xml: a link``."""
    found = []
    for name, tree in parts(file).items():
        for element in tree.iter():
            kind = element.tag.rsplit("}", 1)[-1]
            if kind in COMES_ALIVE and kind not in but:
                found.append(f"{name}: {COMES_ALIVE[kind]}: {''.join(element.itertext())[:80]}")
            if element.attrib.get("TargetMode") == "External":
                found.append(f"{name}: {element.attrib.get('Target')}")
    return found


def formulas(file: Path) -> list[str]:
    """Every formula of a workbook: of cells, names, conditional formats and data validation."""
    return [
        "".join(element.itertext())
        for tree in parts(file).values()
        for element in tree.iter()
        if element.tag.rsplit("}", 1)[-1] in ("f", "formula", "formula1", "formula2", "definedName")
    ]
