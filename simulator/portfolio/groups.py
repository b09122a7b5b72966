"""Which councils are looked at together: every pair, every pair of neighbours, or groups from a file.

Groups are numbered from 0 and made from their number when they are wanted, so that all pairs of a nation are never
held at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.case.faults import Fault, one_of
from simulator.portfolio.councils import Council, CouncilsError, Sheet, ids_in

MEMBERS, GROUP = "members", "group"
MOST_MEMBERS = 12
"""Of a group: the engine holds each council's cash month by month."""


@dataclass(frozen=True)
class Groups:
    """Numbered groups of councils, members as places among the councils, ascending.

    Attributes
    ----------
    councils : int
        How many there are.
    listed : tuple of tuple of int, or None
        The groups; None for all pairs.
    """

    councils: int
    listed: tuple[tuple[int, ...], ...] | None = None

    def __len__(self) -> int:
        return self.councils * (self.councils - 1) // 2 if self.listed is None else len(self.listed)

    @property
    def pairs(self) -> bool:
        """Whether all of them are pairs."""
        return self.listed is None or all(len(members) == 2 for members in self.listed)

    def members(self, number: int) -> tuple[int, ...]:
        """The members of a group. All pairs come in the order (0, 1), (0, 2) … (1, 2) …

        >>> [Groups(4).members(number) for number in range(6)]
        [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
        """
        if self.listed is not None:
            return self.listed[number]
        # Pairs whose first member is i begin at i·(2n − i − 1)/2.
        first = bisect_right(range(self.councils), number, key=self._begin) - 1
        return first, number - self._begin(first) + first + 1

    def _begin(self, first: int) -> int:
        return first * (2 * self.councils - first - 1) // 2


def all_pairs(councils: Sequence[Council]) -> Groups:
    """Every pair."""
    return Groups(len(councils))


def neighbours(councils: Sequence[Council]) -> Groups:
    """Every pair of which either names the other as its neighbour."""
    place = {council.id: i for i, council in enumerate(councils)}
    pairs = {
        (min(i, place[other]), max(i, place[other]))
        for i, council in enumerate(councils)
        for other in council.neighbours
        if other in place
    }
    return Groups(len(councils), tuple(sorted(pairs)))


def read_groups(file: Path, name: str, councils: Sequence[Council]) -> Groups:
    """Groups from a CSV file with a column ``members``, ids parted by spaces or semicolons.

    Raises
    ------
    CouncilsError
        With every fault of the file.
    """
    sheet = Sheet.read(file, name)
    if MEMBERS not in sheet.headings:
        instead = f"a column {MEMBERS} with the ids of each group, parted by spaces"
        raise CouncilsError([Fault(name, 1, 1, MEMBERS, "this column is missing", instead)])
    column = sheet.headings.index(MEMBERS)
    place = {council.id: i for i, council in enumerate(councils)}
    faults = list(sheet.faults)
    lines: dict[tuple[int, ...], int] = {}
    for line, cells in sheet.body:
        ids = ids_in(cells[column])
        before = len(faults)
        for one in dict.fromkeys(ids):
            if one not in place:
                faults.append(sheet.fault(line, column, f"there is no council {one}", one_of(one, sorted(place))))
            if ids.count(one) > 1:
                faults.append(sheet.fault(line, column, f"{one} is named twice", "each member once"))
        if not 2 <= len(ids) <= MOST_MEMBERS:
            wrong = f"a group of {len(ids)}"
            faults.append(sheet.fault(line, column, wrong, f"from 2 to {MOST_MEMBERS} ids, parted by spaces"))
        if len(faults) > before:
            continue
        members = tuple(sorted(place[one] for one in ids))
        if members in lines:
            faults.append(sheet.fault(line, column, f"this group is on line {lines[members]} already", "each once"))
        lines.setdefault(members, line)
    if not sheet.body:
        faults.append(sheet.fault(1, column, "the file names no group", "a row for each group"))
    if faults:
        raise CouncilsError(sorted(faults))
    return Groups(len(councils), tuple(lines))
