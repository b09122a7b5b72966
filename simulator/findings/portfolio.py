"""What a portfolio says: its best groups in words, and how chance and gap closed lie together by size class."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.findings import wording
from simulator.findings.intervals import Interval, wilson
from simulator.findings.probabilities import Chance
from simulator.findings.standings import APPROVED, GAP, PAYBACK

BINS = 40
"""Cells of the map of chance and gap closed, each way."""

NO_CLASS = "no size class"
_LONGEST_NAME = 60
_HEADLINE_NAMES = 48
"""Letters of a group's names in a headline, which stays within two lines of a chart."""

_IS_A_COUNCIL = re.compile(r"(?: Metropolitan| London| Royal)*(?: Borough| District| County| City)? Council$")


@dataclass(frozen=True)
class Line:
    """One group and where it stands.

    Attributes
    ----------
    number : int
        Of the group.
    rank : int
        From 1; 0 where it has no figures.
    tied : bool
        Whether others have the same rank.
    ids, names, short : tuple of str
        Of its councils; ``short`` are names as `short_names` gives them.
    classes : str
        Their size classes, ``district + unitary``.
    figures : mapping of str to float
        By the names of `simulator.findings.standings.figure_names`; those that it has.
    """

    number: int
    rank: int
    tied: bool
    ids: tuple[str, ...]
    names: tuple[str, ...]
    short: tuple[str, ...]
    classes: str
    figures: Mapping[str, float]

    @property
    def place(self) -> str:
        """The rank as people write it: ``3``, or ``3=`` with others."""
        return f"{self.rank}{'=' if self.tied else ''}" if self.rank else "–"

    @property
    def name(self) -> str:
        """Its councils, one after the other, as people call them."""
        return wording.listed([wording.plain(name, _LONGEST_NAME) for name in self.short])

    def within(self, most: int) -> str:
        """`name` in so many characters: where it is longer, every council's name is cut a little."""
        names = [wording.plain(name, _LONGEST_NAME) for name in self.short]
        between = len(wording.listed(names)) - sum(map(len, names))
        for longest in range(max(map(len, names)), 4, -1):
            cut = [wording.plain(name, longest) for name in names]
            if sum(map(len, cut)) + between <= most:
                return wording.listed(cut)
        return wording.plain(self.name, most)

    @property
    def key(self) -> str:
        """Its ids as the command line takes them: ``ashby+wyke``."""
        return "+".join(self.ids)

    def has(self, name: str) -> bool:
        return name in self.figures

    def chance(self, name: str, trials: int) -> Chance:
        """A chance with its error and interval; ``trials`` are all of a group's."""
        if name not in self.figures:
            return Chance(None, None, 0)
        counted = trials if name == APPROVED else round(self.figures[APPROVED] * trials)
        share = self.figures[name]
        return Chance(share, self.figures[f"{name}.error"], counted, wilson(share, counted) if counted else None)

    def interval(self, name: str) -> Interval | None:
        """1.96 standard errors either side of a percentile or mean."""
        value, error = self.figures.get(name, math.nan), self.figures.get(f"{name}.error", math.nan)
        return Interval(value - 1.96 * error, value + 1.96 * error) if math.isfinite(value + error) else None


@dataclass(frozen=True)
class Cells:
    """How many groups of some size classes lie where.

    Attributes
    ----------
    counts : int64[CHANCE, GAP]
        In `BINS` equal steps each way, of 0 to 1 and of ``PortfolioFindings.gap_range``.
    groups, likely : int
        All of them, and those whose payback by the date is likelier than not.
    """

    counts: npt.NDArray[np.int64]
    groups: int
    likely: int


@dataclass(frozen=True)
class PortfolioFindings:
    """What a portfolio says.

    Attributes
    ----------
    title : str
        Of the template.
    price_base : str
    gap_year : str or None
        Whose gap `GAP` is of; None where the template names none.
    noun : str
        "pair" or "group".
    councils, groups, without : int
        Councils and groups in all, and groups that have no case.
    reason : str
        Why the first of those has none.
    trials, seed : int
        Of each group.
    within : float
        Years by which payback counts.
    rank_by : str
        "payback" or "gap".
    lines : tuple of Line
        The first groups, best first.
    first_together : int
        How many share the first rank.
    likely : int
        Groups whose payback by the date is likelier than not, given that they approve.
    cells : dict of str to Cells
        By size classes, most groups first.
    gap_range : tuple of float
        The ends of the gap axis of the cells.
    results_sha256 : str
    """

    title: str
    price_base: str
    gap_year: str | None
    noun: str
    councils: int
    groups: int
    without: int
    reason: str
    trials: int
    seed: int
    within: float
    rank_by: str
    lines: tuple[Line, ...]
    first_together: int
    likely: int
    cells: dict[str, Cells]
    gap_range: tuple[float, float]
    results_sha256: str = field(default="")

    @property
    def years(self) -> str:
        """``5 years``, or ``1 year``."""
        return f"{self.within:g} year{'' if self.within == 1 else 's'}"


def chance_words(line: Line, name: str, trials: int) -> str:
    """A chance as people say it, or a dash."""
    return wording.likelihood(line.chance(name, trials)) if line.has(name) else "–"


def gap_words(line: Line) -> str:
    """The share of the gap closed that half of the futures exceed, or a dash."""
    name = f"{GAP}.p50"
    return wording.percent(line.figures[name], _error(line, name)) if line.has(name) else "–"


def money_words(line: Line, name: str) -> str:
    """A sum of money, rounded by its error, or a dash."""
    return wording.money(line.figures[name], _error(line, name)) if line.has(name) else "–"


def payback_words(line: Line) -> str:
    """The payback that half of the futures keep to."""
    name = "payback_years.p50"
    return wording.years(line.figures[name], _error(line, name)) if line.has(name) else "–"


def _error(line: Line, name: str) -> float:
    error = line.figures.get(f"{name}.error", 0.0)
    return error if math.isfinite(error) else 0.0


def headline(found: PortfolioFindings) -> str:
    """The finding in one sentence, for the screen and the title of the ranking's chart."""
    nouns = f"{found.noun}s"
    if not found.lines or not found.lines[0].rank:
        return f"None of the {found.groups:,} {nouns} has a case"
    best, others = found.lines[0], found.first_together - 1
    alike = f", with {others:,} other {found.noun if others == 1 else nouns}," if others else ""
    chance = chance_words(best, PAYBACK, found.trials)
    closes = f", closing {gap_words(best)} of the gap" if best.has(f"{GAP}.p50") else ""
    return f"{best.within(_HEADLINE_NAMES)}{alike} rank first: {chance} likely to pay back within {found.years}{closes}"


def told(found: PortfolioFindings) -> list[str]:
    """What an officer would read out, a sentence each."""
    nouns = f"{found.noun}s"
    ranked = found.groups - found.without
    lines = [f"{headline(found)}."]
    if ranked:
        share = wording.likelihood(Chance(found.likely / ranked, 0.0, ranked))
        lines.append(
            f"Of {ranked:,} {nouns} of {found.councils:,} councils, {found.likely:,} ({share}) are likelier than not "
            f"to pay back within {found.years} of the start, given that their councils approve."
        )
    if found.without:
        noun = found.noun if found.without == 1 else nouns
        lines.append(f"{found.without:,} {noun} have no case; the first: {found.reason}.")
    chance, gap = f"the chance of payback within {found.years}", f"the share of the {found.gap_year} gap closed"
    first, second = (gap, chance) if found.rank_by == "gap" else (chance, gap)
    alike = f"; {nouns} that {found.trials:,} trials cannot tell apart in that, by {second}" if found.gap_year else ""
    lines.append(f"Ranked by {first}{alike}. Those that cannot be told apart at all share their rank (marked =).")
    return lines


COLUMNS = ("rank", "councils", "pays back", "after", "gap closed", "saving", "cost", "funding")
"""Of the table of the first groups; `columns_told` says what they are."""


def cells(found: PortfolioFindings, most: int) -> list[tuple[str, ...]]:
    """The first groups under `COLUMNS`, figures in words."""
    return [
        (
            line.place,
            line.name,
            chance_words(line, PAYBACK, found.trials),
            payback_words(line),
            gap_words(line),
            money_words(line, "annual_saving.p50"),
            money_words(line, "implementation_cost.p50"),
            money_words(line, "peak_funding.p50"),
        )
        for line in found.lines[:most]
    ]


def table_lines(found: PortfolioFindings, most: int, width: int) -> list[str]:
    """The first groups as lines of text; names are cut where the line is too short for them."""
    rows = [COLUMNS, *cells(found, most)]
    widths = [max(len(row[j]) for row in rows) for j in range(len(COLUMNS))]
    widths[1] = max(len(COLUMNS[1]), min(widths[1], width - sum(widths) + widths[1] - 2 * (len(widths) - 1)))
    lines = []
    for row, line in zip(rows, [None, *found.lines], strict=False):
        name = (row[1] if line is None else line.within(widths[1])).ljust(widths[1])
        others = [cell.rjust(wide) for cell, wide in zip(row[2:], widths[2:], strict=True)]
        lines.append("  ".join([row[0].rjust(widths[0]), name, *others]).rstrip())
    return lines


def columns_told(found: PortfolioFindings) -> str:
    """What the columns of the table are."""
    gap = (
        f"gap closed, the share of the {found.gap_year} gap that the year's saving closes, nominal; "
        if found.gap_year
        else ""
    )
    return (
        f"Pays back: the chance to do so within {found.years}. The rest is the middle of the futures, half are above: "
        f"after, the payback; {gap}saving, a year at full effect, and cost, one-off, both real, {found.price_base} "
        "prices; funding, the deepest in the red, nominal. All given that the councils approve."
    )


def class_finding(found: PortfolioFindings) -> str:
    """How the size classes differ, in one sentence."""
    parts = [(cells.likely / cells.groups, classes) for classes, cells in found.cells.items() if cells.groups]
    if not parts:
        return headline(found)
    if len(parts) == 1:
        ranked = found.groups - found.without
        return f"{found.likely:,} of {ranked:,} {found.noun}s are likelier than not to pay back within {found.years}"
    (low, worst), (high, best) = min(parts), max(parts)
    if round(low, 2) == round(high, 2):
        return (
            f"Size classes hardly differ: {high:.0%} of all {found.noun}s are likely to pay back within {found.years}"
        )
    return (
        f"Likelier than not to pay back within {found.years}: {high:.0%} of {best} {found.noun}s, "
        f"but {low:.0%} of {worst} ones"
    )


def as_object(found: PortfolioFindings, most: int, folder: str) -> dict[str, object]:
    """The findings as JSON values; figures that are infinite are null."""
    return {
        "portfolio": folder,
        "template": found.title,
        "price_base": found.price_base,
        "gap_year": found.gap_year,
        "councils": found.councils,
        "groups": found.groups,
        "without_case": found.without,
        "trials": found.trials,
        "seed": found.seed,
        "within_years": found.within,
        "rank_by": found.rank_by,
        "first_together": found.first_together,
        "likelier_than_not": found.likely,
        "results_sha256": found.results_sha256,
        "headline": headline(found),
        "by_class": {
            classes: {"groups": one.groups, "likelier_than_not": one.likely} for classes, one in found.cells.items()
        },
        "top": [
            {
                "rank": line.rank,
                "tied": line.tied,
                "councils": list(line.ids),
                "names": list(line.names),
                "classes": line.classes,
                "figures": {name: value if math.isfinite(value) else None for name, value in line.figures.items()},
            }
            for line in found.lines[:most]
        ],
    }


def short_names(names: Sequence[str]) -> list[str]:
    """Names without the words that say that each is a council, where they still tell all apart.

    >>> short_names(["Ashby District Council", "Wyke Borough Council", "Ford City Council", "Ford County Council"])
    ['Ashby', 'Wyke', 'Ford City Council', 'Ford County Council']
    """
    short = [_IS_A_COUNCIL.sub("", name) or name for name in names]
    often = Counter(short)
    return [brief if often[brief] == 1 else name for brief, name in zip(short, names, strict=True)]


def classes_of(size_classes: Sequence[str]) -> str:
    """Size classes of a group in one order, the same for any order of its members.

    >>> classes_of(["unitary", "district"])
    'district + unitary'
    """
    return " + ".join(sorted(one or NO_CLASS for one in size_classes))
