"""From finished blocks to a ranking, group after group: what is held for each is a rank and four numbers."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO

import numpy as np
import numpy.typing as npt

from simulator.findings.portfolio import BINS, Cells, Line, PortfolioFindings, classes_of, short_names
from simulator.findings.standings import GAP, PAYBACK, Standing, figure_names, stand
from simulator.portfolio.job import Block, Portfolio
from simulator.running.unfinished import Unfinished

MOST_CLASSES = 9
"""Kinds of size classes that are told apart; of more, the rarer ones go together."""

OTHERS = "other classes"


def part_name(block: int) -> str:
    """What a finished block is called."""
    return f"{block:06d}.block"


def as_bytes(block: Block) -> bytes:
    """A finished block as it is kept: a line of JSON, then its figures."""
    groups, count = block.figures.shape
    head = json.dumps({"groups": groups, "figures": count, "reason": block.reason})
    return head.encode() + b"\n" + settled_bytes(block.figures)


def settled_bytes(figures: npt.NDArray[np.float64]) -> bytes:
    """Figures as bytes that two equal results share: little-endian, one NaN and one nought."""
    settled = np.where(np.isnan(figures), np.nan, figures + 0.0)
    return settled.astype("<f8").tobytes()


def from_bytes(content: bytes | None, groups: int) -> Block | None:
    """A block that was kept, or None where it is not whole."""
    if content is None:
        return None
    head, _, body = content.partition(b"\n")
    count = len(figure_names())
    try:
        told = json.loads(head)
        if told["groups"] != groups or told["figures"] != count or len(body) != 8 * groups * count:
            return None
        return Block(np.frombuffer(body, dtype="<f8").reshape(groups, count).astype(np.float64), str(told["reason"]))
    except (ValueError, KeyError, TypeError):
        return None


class Results:
    """The figures of all groups, on disk, with their ranks.

    Parameters
    ----------
    portfolio : Portfolio
    unfinished : Unfinished
        Holds every block.
    rank_by : str
        "payback" or "gap".
    folder : Path
        Where there is room for a temporary file.
    """

    def __init__(self, portfolio: Portfolio, unfinished: Unfinished, rank_by: str, folder: Path) -> None:
        self._portfolio, self._rank_by = portfolio, rank_by
        self.names = figure_names()
        short = short_names([council.name for council in portfolio.councils])
        self._short = {council.id: name for council, name in zip(portfolio.councils, short, strict=True)}
        groups = len(portfolio.groups)
        self._keys = np.full((4, groups), np.nan)
        self.reason = ""
        self._figures: IO[bytes] = TemporaryFile(dir=folder)  # noqa: SIM115 - closed when the results are
        digest = hashlib.sha256(json.dumps([groups, self.names]).encode())
        columns = [self.names.index(name) for name in self._ranked_by()]
        for number in range(portfolio.blocks):
            numbers = portfolio.numbers(number)
            block = from_bytes(unfinished.read(part_name(number)), len(numbers))
            if block is None:
                raise OSError(f"block {number} of the unfinished portfolio in {unfinished.path} is not whole")
            self._keys[:, numbers.start : numbers.stop] = block.figures[:, columns].T
            self.reason = self.reason or block.reason
            content = settled_bytes(block.figures)
            digest.update(content)
            self._figures.write(content)
        self.results_sha256 = digest.hexdigest()
        self.standing: Standing = stand(*self._keys)

    def __enter__(self) -> Results:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._figures.close()

    def _ranked_by(self) -> list[str]:
        payback, gap = [PAYBACK, f"{PAYBACK}.error"], [f"{GAP}.p50", f"{GAP}.p50.error"]
        return payback + gap if self._rank_by == "payback" else gap + payback

    def row(self, number: int) -> npt.NDArray[np.float64]:
        """The figures of a group, float64[FIGURE]."""
        size = 8 * len(self.names)
        self._figures.seek(number * size)
        return np.frombuffer(self._figures.read(size), dtype="<f8")

    def rows(self, first: int, count: int) -> npt.NDArray[np.float64]:
        """The figures of some groups in the order of their numbers, float64[GROUP, FIGURE]."""
        size = 8 * len(self.names)
        self._figures.seek(first * size)
        return np.frombuffer(self._figures.read(count * size), dtype="<f8").reshape(-1, len(self.names))

    def line(self, number: int) -> Line:
        """One group and where it stands."""
        members = self._portfolio.members(number)
        figures = {name: float(value) for name, value in zip(self.names, self.row(number), strict=True)}
        return Line(
            number,
            int(self.standing.rank[number]),
            bool(self.standing.tied[number]),
            tuple(member.id for member in members),
            tuple(member.name for member in members),
            tuple(self._short[member.id] for member in members),
            classes_of([member.size_class for member in members]),
            {name: value for name, value in figures.items() if not math.isnan(value)},
        )

    def ranked(self) -> Iterator[Line]:
        """Every group, the best first."""
        return (self.line(int(number)) for number in self.standing.order)

    def findings(self, most: int, title: str, price_base: str, gap_year: str | None, noun: str) -> PortfolioFindings:
        """What they say, with the first so many groups."""
        portfolio = self._portfolio
        chance, gap = (self._keys[0], self._keys[2]) if self._rank_by == "payback" else (self._keys[2], self._keys[0])
        known = gap[np.isfinite(gap)]
        gap_range = (min(0.0, float(known.min())), float(known.max())) if len(known) else (0.0, 1.0)
        rank = self.standing.rank
        return PortfolioFindings(
            title=title,
            price_base=price_base,
            gap_year=gap_year if len(known) else None,
            noun=noun,
            councils=len(portfolio.councils),
            groups=len(portfolio.groups),
            without=int(np.count_nonzero(np.isnan(self._keys).all(axis=0))),
            reason=self.reason,
            trials=portfolio.trials,
            seed=portfolio.seed,
            within=portfolio.within,
            rank_by=self._rank_by,
            lines=tuple(self.line(int(number)) for number in self.standing.order[:most]),
            first_together=int(np.count_nonzero(rank == 1)),
            likely=int(np.count_nonzero(chance > 0.5)),
            cells=self._cells(chance, gap, gap_range),
            gap_range=gap_range,
            results_sha256=self.results_sha256,
        )

    def _cells(
        self, chance: npt.NDArray[np.float64], gap: npt.NDArray[np.float64], gap_range: tuple[float, float]
    ) -> dict[str, Cells]:
        codes, names = self._classes()
        found: dict[str, Cells] = {}
        sizes = [(int(np.count_nonzero((codes == code) & ~np.isnan(chance))), code) for code in range(len(names))]
        for groups, code in sorted(sizes, key=lambda one: (names[one[1]] == OTHERS, -one[0], names[one[1]])):
            here = (codes == code) & ~np.isnan(chance)
            if not groups:
                continue
            both = here & np.isfinite(gap)
            ends = (0.0, 1.0), (gap_range[0], gap_range[1] if gap_range[1] > gap_range[0] else gap_range[0] + 1.0)
            counts, _, _ = np.histogram2d(chance[both], gap[both], bins=BINS, range=ends)
            found[names[code]] = Cells(counts.astype(np.int64), groups, int(np.count_nonzero(chance[here] > 0.5)))
        return found

    def _classes(self) -> tuple[npt.NDArray[np.int16], list[str]]:
        """The size classes of every group as a number, and what the numbers mean; the rarest go together."""
        known: dict[str, int] = {}
        members = self._portfolio.members
        groups = range(len(self._portfolio.groups))
        codes = np.fromiter(
            (known.setdefault(classes_of([m.size_class for m in members(g)]), len(known)) for g in groups), np.int16
        )
        sizes = np.bincount(codes, minlength=len(known))
        names = list(known)
        kept = sorted(range(len(names)), key=lambda code: (-sizes[code], names[code]))[: MOST_CLASSES - 1]
        if len(names) <= MOST_CLASSES:
            return codes, names
        place = {code: i for i, code in enumerate(kept)}
        moved = np.array([place.get(code, len(kept)) for code in range(len(names))], dtype=np.int16)
        return moved[codes], [*(names[code] for code in kept), OTHERS]


def missing_blocks(portfolio: Portfolio, unfinished: Unfinished) -> list[int]:
    """Numbers of the blocks that are still to be done."""
    there: Sequence[str] = unfinished.parts()
    done = set(there)
    return [
        number
        for number in range(portfolio.blocks)
        if part_name(number) not in done
        or from_bytes(unfinished.read(part_name(number)), len(portfolio.numbers(number))) is None
    ]
