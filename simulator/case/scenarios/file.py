"""Scenarios from a CSV file: a row each, with a column for each key that any of them sets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from simulator.case.faults import Fault
from simulator.case.misread import shown
from simulator.case.scenarios.scenario import (
    MOST_SCENARIOS,
    Place,
    Scenarios,
    ScenariosError,
    Setting,
    numbered,
    plain_name,
)
from simulator.case.text import read_text

NAME = "scenario"
"""Heading of the column of names."""

_DELIMITERS = ",;\t"
_TOLD = re.compile(r"sep=(.)\r?\n")


def read_file(file: Path) -> Scenarios:
    """Scenarios of a CSV file, in its order.

    Parameters
    ----------
    file : Path
        UTF-8. Its first row holds paths of keys, and ``scenario`` over the names if there are any. An empty cell leaves
        the key as it is in the case, and an empty row is no scenario.

    Raises
    ------
    ScenariosError
        Saying everything that is wrong with it, with line and column.
    """
    name = str(file)
    rows = _rows(file, name)
    line, headings = rows[0]
    faults = _heading_faults(name, line, headings)
    named: dict[str, int] = {}
    found: list[tuple[str, list[Setting]]] = []
    for line, row in rows[1:]:
        if any(row[len(headings) :]):
            place = Place(name, line, len(headings) + 1)
            wrong = f"{len(row)} cells under {len(headings)} heading{'s' if len(headings) > 1 else ''}"
            faults.append(place.fault("(row)", wrong, "quotes round a value with commas in it"))
            continue
        called, settings = "", []
        for column, (heading, cell) in enumerate(zip(headings, row, strict=False), start=1):
            if heading == NAME:
                called = plain_name(cell)
                if called and named.setdefault(called, line) != line:
                    wrong = f"line {named[called]} is called {shown(called)} too"
                    faults.append(Place(name, line, column).fault(NAME, wrong, "a name of its own"))
            elif cell:
                settings.append(Setting(heading, cell, Place(name, line, column)))
        found.append((called, settings))
    if not found and not faults:
        faults.append(Place(name, line).fault("(file)", "it has headings and no scenario", "a row for each scenario"))
    if len(found) > MOST_SCENARIOS:
        wrong = f"it has {len(found):,} scenarios"
        faults.append(Place(name, rows[-1][0]).fault("(file)", wrong, f"at most {MOST_SCENARIOS:,}"))
    if faults:
        raise ScenariosError(faults)
    paths = tuple(heading for heading in headings if heading != NAME)
    places = {heading: Place(name, rows[0][0], column) for column, heading in enumerate(headings, start=1)}
    return Scenarios("file", paths, numbered(found, paths), places)


def _heading_faults(name: str, line: int, headings: Sequence[str]) -> list[Fault]:
    faults = []
    for column, heading in enumerate(headings, start=1):
        place = Place(name, line, column)
        if not heading:
            instead = f'the path of a key such as wave.wave-1.start, or "{NAME}"'
            faults.append(place.fault("(heading)", "the column has no heading", instead))
        elif heading in headings[: column - 1]:
            faults.append(place.fault(heading, "another column has this heading", "one column for each key"))
    if not any(heading not in ("", NAME) for heading in headings):
        faults.append(Place(name, line).fault("(headings)", "no column sets a key", "a path such as wave.wave-1.start"))
    return faults


def _rows(file: Path, name: str) -> list[tuple[int, list[str]]]:
    """The line on which each row that is not empty begins, and its cells without the blanks around them."""
    text = read_text(file, name)
    if isinstance(text, Fault):
        instead = text.instead.replace("a case file", "a CSV file")
        raise ScenariosError([Fault(name, text.line, text.column, text.path, text.wrong, instead)])
    told = _TOLD.match(text)  # how Excel is told
    first = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=told[1] if told else max(_DELIMITERS, key=first.count),
        strict=True,
    )
    rows, line = [], 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells) and not (told and line == 1):
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        fault = Place(name, line).fault("(row)", f"the row cannot be read ({error})", "cells with commas between them")
        raise ScenariosError([fault]) from None
    if not rows:
        raise ScenariosError([Place(name, 1).fault("(file)", "the file has no rows", "headings and scenarios")])
    return rows
