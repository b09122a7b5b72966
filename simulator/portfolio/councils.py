"""Councils from a CSV file: budgets by cluster, gaps by financial year, and the like.

A heading is a name of its own or a name with what it is of: ``budget.corporate``, ``gap.2014/15``. docs/portfolio.md
lists them. All faults are told together.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from simulator.case.calendar import fy_label, parse_fy
from simulator.case.faults import Fault, one_of
from simulator.case.misread import Misread, shown
from simulator.case.quantities import read_money
from simulator.case.text import read_text

ID, NAME, CLASS, REGION, NEIGHBOURS = "id", "name", "class", "region", "neighbours"
EASTING, NORTHING, NET_BUDGET, RESERVES = "easting", "northing", "net_budget", "reserves"
SAVING_FACTOR, COST_FACTOR, NOTE = "saving_factor", "cost_factor", "note"
BUDGET, GAP = "budget.", "gap."

WORDS = (ID, NAME, CLASS, REGION, NEIGHBOURS, NOTE)
NUMBERS = (EASTING, NORTHING, NET_BUDGET, RESERVES, SAVING_FACTOR, COST_FACTOR)

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?")
_APART = re.compile(r"[\s;|]+")
_EMPTY = ("", "-", "–", "n/a", "na")
_MOST_FAULTS = 200
"""More than these are not told: a file of another kind has one in every cell."""


class CouncilsError(ValueError):
    """A file of councils or groups cannot be used.

    Attributes
    ----------
    faults : tuple of Fault
        Everything that is wrong with it, in the order of the file.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Council:
    """One council of a portfolio.

    Attributes
    ----------
    id, name, size_class, region : str
        ``size_class`` and ``region`` are empty where the file does not say.
    budgets : dict of str to float
        £ a year, by the id of the cluster or of what is out of scope.
    net_budget : float
        £ a year; the sum of the budgets where the file does not say.
    gaps : dict of str to float
        £, nominal, by financial year; years without one are left out.
    reserves : float or None
        £.
    saving_factor, cost_factor : float
        How much of the template's rate of saving its budgets yield, and what that saving costs to make, 1 being as
        in the template.
    neighbours : tuple of str
        Ids.
    """

    id: str
    name: str
    size_class: str = ""
    region: str = ""
    budgets: dict[str, float] = field(default_factory=dict)
    net_budget: float = 0.0
    gaps: dict[str, float] = field(default_factory=dict)
    reserves: float | None = None
    saving_factor: float = 1.0
    cost_factor: float = 1.0
    neighbours: tuple[str, ...] = ()


def unknown_neighbours(councils: Sequence[Council]) -> list[str]:
    """Ids that are named as neighbours and are in no row, sorted: they count for nothing."""
    known = {council.id for council in councils}
    return sorted({other for council in councils for other in council.neighbours} - known)


def fingerprint(councils: Iterable[Council]) -> str:
    """SHA-256 of what councils say, whatever the file that says it looks like."""
    digest = hashlib.sha256()
    for council in councils:
        digest.update(json.dumps(asdict(council), sort_keys=True, ensure_ascii=True).encode() + b"\n")
    return digest.hexdigest()


def read_councils(
    file: Path, name: str, clusters: Sequence[str], out_of_scope: Sequence[str], years: Sequence[str]
) -> tuple[Council, ...]:
    """The councils of a CSV file, in the order of their ids.

    Parameters
    ----------
    file : Path
        UTF-8; cells parted by commas, semicolons or tabs, under one row of headings.
    name : str
        How messages call the file.
    clusters, out_of_scope : sequence of str
        Ids of the template's clusters, for each of which there must be a column, and of what it has out of scope.
    years : sequence of str
        The template's financial years.

    Raises
    ------
    CouncilsError
        With every fault of the file.
    """
    sheet = Sheet.read(file, name)
    faults = list(sheet.faults)
    columns = _columns(sheet, clusters, out_of_scope, years, faults)
    if len(faults) > len(sheet.faults):
        raise CouncilsError(sorted(faults)[:_MOST_FAULTS])
    found: list[Council] = []
    lines: dict[str, int] = {}
    for line, cells in sheet.body:
        council = _council(sheet, line, cells, columns, faults)
        if council is None:
            continue
        if council.id in lines:
            wrong = f"{council.id} is on line {lines[council.id]} already"
            faults.append(sheet.fault(line, columns[ID], wrong, "one row for each council"))
        lines.setdefault(council.id, line)
        found.append(council)
    for council in found:
        if council.id in council.neighbours:
            wrong = f"{council.id} is its own neighbour"
            faults.append(sheet.fault(lines[council.id], columns[NEIGHBOURS], wrong, "the ids of other councils"))
    if not faults and len(found) < 2:
        faults.append(sheet.fault(1, 0, f"{len(found)} councils cannot share", "two councils or more"))
    if faults:
        raise CouncilsError(sorted(faults)[:_MOST_FAULTS])
    return tuple(sorted(found, key=lambda council: council.id))


@dataclass(frozen=True)
class Sheet:
    """The cells of a CSV file under its headings, each row with its line and as long as the headings.

    Rows that are longer are left out, and are among the faults.
    """

    name: str
    headings: tuple[str, ...]
    body: tuple[tuple[int, tuple[str, ...]], ...]
    faults: tuple[Fault, ...] = ()

    @classmethod
    def read(cls, file: Path, name: str) -> Sheet:
        """Read a file; raises `CouncilsError`."""
        text = read_text(file, name)
        if isinstance(text, Fault):
            instead = text.instead.replace("a case file", "a CSV file")  # the reader speaks of cases
            raise CouncilsError([Fault(name, text.line, text.column, text.path, text.wrong, instead)])
        lines = text.splitlines()
        at = next((number for number, line in enumerate(lines) if line and not line.startswith("#")), None)
        if at is None:
            raise CouncilsError([Fault(name, 1, 1, "(file)", "the file has no rows", "a row of headings first")])
        delimiter = max(",;\t", key=lines[at].count)
        reader = csv.reader(lines[at:], delimiter=delimiter)
        rows = [(at + reader.line_num, tuple(cell.strip() for cell in row)) for row in reader]
        headings = tuple(cell.casefold() for cell in rows[0][1])
        body = [(line, cells) for line, cells in rows[1:] if any(cells)]
        faults = [
            Fault(name, line, len(headings) + 1, "(row)", f"{len(cells)} cells under {len(headings)} headings", hint)
            for line, cells in body
            if any(cells[len(headings) :])
            for hint in ["quotes round a cell that holds the character between cells"]
        ]
        width = len(headings)
        kept = [(line, (cells + ("",) * width)[:width]) for line, cells in body if not any(cells[width:])]
        return cls(name, headings, tuple(kept), tuple(faults))

    def fault(self, line: int, index: int, wrong: str, instead: str) -> Fault:
        """A fault of a cell; its column is counted in cells."""
        return Fault(self.name, line, index + 1, self.headings[index] or f"column {index + 1}", wrong, instead)


def _columns(
    sheet: Sheet, clusters: Sequence[str], out_of_scope: Sequence[str], years: Sequence[str], faults: list[Fault]
) -> dict[str, int]:
    """Where each heading stands; financial years in their usual form."""
    budgets = [f"{BUDGET}{name}" for name in (*clusters, *out_of_scope)]
    known = [*WORDS, *NUMBERS, *budgets, *(f"{GAP}{year}" for year in years)]
    found: dict[str, int] = {}
    for index, heading in enumerate(sheet.headings):
        name = heading
        if heading.startswith(GAP):
            try:
                name = f"{GAP}{fy_label(parse_fy(heading.removeprefix(GAP)))}"
            except Misread as error:
                faults.append(sheet.fault(1, index, error.wrong, f"{GAP}{years[-1]}, say"))
                continue
        if name == NOTE or not name:
            continue
        if name not in known:
            what = "a year of the template" if name.startswith(GAP) else "a column of a file of councils"
            faults.append(sheet.fault(1, index, f"{shown(heading)} is not {what}", one_of(name, known, len(known))))
        elif name in found:
            faults.append(sheet.fault(1, index, f"two columns are headed {name}", "one"))
        found[name] = index
    for name in (ID, NAME, *(f"{BUDGET}{cluster}" for cluster in clusters)):
        if name not in found:
            what = "a council's" if name in (ID, NAME) else "the net budget, £ a year, of"
            of = name if name in (ID, NAME) else f"cluster {name.removeprefix(BUDGET)} of the template"
            faults.append(Fault(sheet.name, 1, 1, name, "this column is missing", f"a column with {what} {of}"))
    return found


def _council(
    sheet: Sheet, line: int, cells: tuple[str, ...], columns: dict[str, int], faults: list[Fault]
) -> Council | None:
    """One row; None, with its faults told, where it cannot be read."""
    before = len(faults)

    def word(heading: str) -> str:
        return " ".join(cells[columns[heading]].split()) if heading in columns else ""

    def number(heading: str, unit: str, lowest: float = 0.0, above: bool = False) -> float | None:
        text = cells[columns[heading]] if heading in columns else ""
        if text.casefold() in _EMPTY:
            return None
        try:
            value = _read(text, unit)
            if value < lowest or (above and value == lowest):
                raise Misread(f"{shown(text)} is {'not above' if above else 'below'} nought", f"{unit} above nought")
        except Misread as error:
            faults.append(sheet.fault(line, columns[heading], error.wrong, error.instead))
            return None
        return value

    if not _ID.fullmatch(word(ID)):
        instead = "small letters, figures and hyphens, such as north-ashby"
        faults.append(sheet.fault(line, columns[ID], f"{shown(word(ID))} is not an id", instead))
    if not word(NAME):
        faults.append(sheet.fault(line, columns[NAME], "the name is missing", "the name that people read"))
    money = "an amount of money"
    budgets = {h.removeprefix(BUDGET): number(h, money) or 0.0 for h in columns if h.startswith(BUDGET)}
    gaps = {h.removeprefix(GAP): number(h, money, above=True) for h in columns if h.startswith(GAP)}
    for heading in (EASTING, NORTHING):
        number(heading, "a number of metres", lowest=-1e9)
    net_budget = number(NET_BUDGET, money, above=True)
    factors = {heading: number(heading, "a factor", above=True) for heading in (SAVING_FACTOR, COST_FACTOR)}
    reserves = number(RESERVES, money)
    total = sum(budgets.values())
    if net_budget is None and not total and len(faults) == before:
        faults.append(sheet.fault(line, columns[ID], f"{word(ID)} has no budget at all", "a budget in some cluster"))
    if len(faults) > before:
        return None
    return Council(
        id=word(ID),
        name=word(NAME),
        size_class=word(CLASS),
        region=word(REGION),
        budgets=budgets,
        net_budget=total if net_budget is None else net_budget,
        gaps={year: gap for year, gap in sorted(gaps.items()) if gap is not None},
        reserves=reserves,
        saving_factor=factors[SAVING_FACTOR] or 1.0,
        cost_factor=factors[COST_FACTOR] or 1.0,
        neighbours=tuple(sorted(set(ids_in(word(NEIGHBOURS))))),
    )


def ids_in(text: str) -> list[str]:
    """The ids in a cell, parted by spaces, semicolons or bars.

    >>> ids_in("ashby; north-fell  wyke")
    ['ashby', 'north-fell', 'wyke']
    """
    return [part for part in _APART.split(text.strip()) if part]


def _read(text: str, unit: str) -> float:
    """A number of a cell: pounds with or without the sign, thousands with or without commas; raises `Misread`."""
    if "£" in text:
        return read_money(text)
    if not _NUMBER.fullmatch(text) or not any(map(str.isdigit, text)):
        raise Misread(f"{shown(text)} is not {unit}", '5400000, 5,400,000 or "£5.4m"' if "money" in unit else "1.0")
    return float(text.replace(",", "")) + 0.0
