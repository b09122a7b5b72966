"""``--grid PATH=VALUE,VALUE``: every combination of values of some keys."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, product
from math import prod

from simulator.case.faults import Fault
from simulator.case.misread import Misread, shown
from simulator.case.scenarios.ranges import is_range, stepped
from simulator.case.scenarios.scenario import MOST_SCENARIOS, Place, Scenarios, ScenariosError, Setting, numbered

OPTION = "--grid"
EXAMPLE = "a path and its values, such as wave.wave-1.start=2012-10,2013-04"

_THOUSANDS = re.compile(r"£\s*[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])")
_OPENING, _CLOSING = "[{", "]}"


def read_grids(texts: Sequence[str]) -> Scenarios:
    """Every combination of the values of some keys; the last key's values change fastest.

    Parameters
    ----------
    texts : sequence of str
        Each ``PATH=VALUE,VALUE``. A value with a comma in it stands in quotes or brackets; numbers may be a range with
        a step, ``0..12:3``.

    Raises
    ------
    ScenariosError
        Saying everything that cannot be read.
    """
    faults: list[Fault] = []
    axes: dict[str, list[Setting]] = {}
    for number, text in enumerate(texts, start=1):
        place = Place(OPTION, number)
        path, equals, said = text.partition("=")
        path = path.strip()
        if not equals or not path:
            faults.append(place.fault(text, "this is not PATH=VALUE,VALUE", EXAMPLE))
            continue
        if path in axes:
            faults.append(place.fault(path, "it has a grid already", "all its values in one --grid"))
            continue
        try:
            axes[path] = [Setting(path, value, place) for value in _values(said)]
        except Misread as misread:
            faults.append(place.fault(path, misread.wrong, misread.instead))
    many = prod(len(values) for values in axes.values())
    if not faults and many > MOST_SCENARIOS:
        sizes = " × ".join(str(len(values)) for values in axes.values())
        wrong = f"{sizes} values make {many:,} scenarios"
        faults.append(Place(OPTION, len(texts)).fault("(all grids)", wrong, f"at most {MOST_SCENARIOS:,}"))
    if faults:
        raise ScenariosError(faults)
    paths = tuple(axes)
    rows = [("", settings) for settings in product(*axes.values())]
    headings = {path: values[0].place for path, values in axes.items()}
    return Scenarios("grid", paths, numbered(rows, paths), headings)


def _values(text: str) -> list[str]:
    """The values between commas that stand outside of quotes and brackets.

    >>> _values("2012-10, 2013-04"), _values('"£1,500,000",£2m'), _values("0..6:3")
    (['2012-10', '2013-04'], ['"£1,500,000"', '£2m'], ['0', '3', '6'])
    """
    if is_range(text.strip()):
        return stepped(text.strip())
    outside = _outside(text)
    if amount := _THOUSANDS.search(outside):
        raise Misread(
            f"the comma in {amount[0]} would part two values", f'"{amount[0]}" in quotes, or a short form such as £1.5m'
        )
    values = split_values(text)
    if not all(values):
        raise Misread("there is nothing between two commas" if len(values) > 1 else "it has no values", EXAMPLE)
    twice = next((value for place, value in enumerate(values) if value in values[:place]), None)
    if twice is not None:
        raise Misread(f"the value {shown(twice)} stands there twice", "each value once")
    return values


def split_values(text: str) -> list[str]:
    """The parts between commas that stand outside of quotes and brackets.

    >>> split_values('"£1,500,000", { low = 1, high = 2 },3')
    ['"£1,500,000"', '{ low = 1, high = 2 }', '3']
    """
    ends = [place for place, letter in enumerate(_outside(text)) if letter == ","]
    return [text[first + 1 : last].strip() for first, last in pairwise([-1, *ends, len(text)])]


def _outside(text: str) -> str:
    """A text of the same length in which whatever stands in quotes or brackets is blank."""
    found, depth, quoted = "", 0, False
    for letter in text:
        inside = quoted or depth > 0
        if letter == '"':
            quoted = not quoted
        elif not quoted:
            depth += (letter in _OPENING) - (letter in _CLOSING)
        found += " " if inside or quoted or depth > 0 else letter
    if quoted or depth != 0:
        raise Misread(f"{shown(text)} has half a pair of {'quotes' if quoted else 'brackets'}", "the other half, too")
    return found
