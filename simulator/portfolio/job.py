"""The work of a portfolio in numbered blocks of groups, for any crew: threads, processes or a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.case import CaseError
from simulator.engine import simulate_into
from simulator.findings.standings import figure_names, figures
from simulator.portfolio.councils import Council
from simulator.portfolio.groups import Groups
from simulator.portfolio.patching import Plans
from simulator.portfolio.template import Template

BLOCK = 32
"""Groups a block: a second or so of work, kept when it is finished; its results take a few kilobytes."""


class Tools(NamedTuple):
    """What one thread works with: its plans and room for the trials it keeps, float64[OUTCOME, TRIAL] by their rows."""

    plans: Plans
    rooms: dict[int, npt.NDArray[np.float64]]


class Block(NamedTuple):
    """What came of a block.

    Attributes
    ----------
    figures : float64[GROUP, FIGURE]
        NaN throughout for groups without a case.
    reason : str
        Why the first of these has none; empty where all have one.
    """

    figures: npt.NDArray[np.float64]
    reason: str


@dataclass(frozen=True)
class Portfolio:
    """What is worked out: a `simulator.running.crew.Job` whose pieces are blocks of groups.

    Attributes
    ----------
    template : Template
    councils : tuple of Council
        In the order of their ids.
    groups : Groups
    trials, seed : int
        The same for every group, so that differences between groups are of their figures and not of luck.
    within : float
        Years from the start by which payback counts.
    """

    template: Template
    councils: tuple[Council, ...]
    groups: Groups
    trials: int
    seed: int
    within: float
    block: int = field(default=BLOCK)

    @property
    def blocks(self) -> int:
        """How many pieces there are."""
        return -(-len(self.groups) // self.block)

    def numbers(self, block: int) -> range:
        """Numbers of the groups of a block."""
        return range(block * self.block, min((block + 1) * self.block, len(self.groups)))

    def members(self, number: int) -> tuple[Council, ...]:
        """The councils of a group, in the order of their ids."""
        return tuple(self.councils[place] for place in self.groups.members(number))

    def tools(self) -> Tools:
        return Tools(Plans(self.template), {})

    def do(self, number: int, tools: Tools) -> Block:
        """The figures of a block's groups."""
        numbers = self.numbers(number)
        found = np.full((len(numbers), len(figure_names())), np.nan)
        reason = ""
        for i, group in enumerate(numbers):
            try:
                found[i] = self.figures_of(self.members(group), tools)
            except CaseError as error:
                reason = reason or f"{' + '.join(m.id for m in self.members(group))}: {_why(error)}"
        return Block(found, reason)

    def figures_of(self, members: Sequence[Council], tools: Tools) -> npt.NDArray[np.float64]:
        """The figures of one group, float64[FIGURE]."""
        patched = tools.plans.of(members)
        kept, rows = patched.kept, patched.rows
        if len(rows) not in tools.rooms:
            tools.rooms[len(rows)] = np.empty((len(rows), self.trials))
        values = tools.rooms[len(rows)]
        trials = range(self.trials)
        simulate_into(patched.plan, patched.memory, self.seed, trials, rows, values, 0)
        return figures(values, kept, self.within)


def _why(error: CaseError) -> str:
    first = error.faults[0]
    return f"{first.path} {first.wrong}"
