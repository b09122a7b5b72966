"""What there is to spend: every line, delay cost and consequence of a plan as spending in pieces of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.best_model.values import Value, product, total
from benchmarks.best_model.when import When
from simulator.plan.arrays import COST_AMOUNT, DELAY, LINE_FACTOR, NONE, OTHER, PAY, PRICES, PROGRAMME, Arrays

RAMP, TEAM, ABORT, EXIT = "ramp", "team", "abort", "exit"


@dataclass(frozen=True)
class Piece:
    """A stretch of time in which something is spent, in months after the owner's go-live or from the start.

    ``until`` says how long it is where ``end`` does not: a ROW, RAMP (the owner's) or TEAM (as long as it costs more
    than the plan's). One that begins where it ends is spent at once; EXIT stands for the end of the partnership.
    """

    owner: int
    moves: bool
    begin: float
    end: float
    until: int | str | None = None
    unstoppable: bool = False

    @property
    def at_once(self) -> bool:
        return self.until == EXIT or (self.until is None and self.begin == self.end)


@dataclass(frozen=True)
class Spending:
    """Something spent evenly over a piece.

    ``bucket`` is None in the memorandum. What it comes to is the cost line ``line``, a share of it, or what ``what``
    says (`Amounts`).
    """

    kind: int
    bucket: int | None
    index: int
    piece: Piece
    line: int = NONE
    share: float = 1.0
    what: tuple = ()


def all_spending(plan: Arrays, known: list[float | None]) -> list[Spending]:
    """Everything that a plan may spend, but for bottom-up redundancy; nothing that is known to be nothing."""
    return [*_of_lines(plan), *_of_delay(plan, known), *_of_consequences(plan)]


def _of_lines(plan: Arrays) -> list[Spending]:
    found = []
    for schedule in plan.costs.schedules:
        for p in plan.costs.profile[schedule.first_piece : schedule.last_piece]:
            base = 0.0 if schedule.moves_with_go_live else schedule.base_month
            piece = Piece(schedule.owner, bool(schedule.moves_with_go_live), base + p.begin, base + p.end)
            bucket = schedule.key if schedule.drives_cash else None
            for line in range(schedule.first_line, schedule.last_line):
                kind = plan.costs.lines[line].kind
                found.append(Spending(kind, bucket, schedule.index, piece, line, p.share))
    return found


def _of_delay(plan: Arrays, known: list[float | None]) -> list[Spending]:
    found = []
    if plan.costs.team_row >= 0:
        piece = Piece(PROGRAMME, False, 0.0, 0.0, TEAM)
        found.append(Spending(DELAY, plan.costs.team_key, PAY, piece, what=("row", plan.costs.team_row)))
    for c, own in enumerate(plan.services.clusters):
        if known[own.dual_running_row] != 0.0:
            piece = Piece(c, True, 0.0, 0.0, RAMP)
            found.append(Spending(DELAY, own.key, PAY, piece, what=("row", own.dual_running_row)))
        if own.dip_row >= 0:
            piece = Piece(c, True, 0.0, 0.0, own.dip_months_row)
            found.append(Spending(DELAY, own.key, PAY, piece, what=("row", own.dip_row)))
    return found


def _of_consequences(plan: Arrays) -> list[Spending]:
    found = []
    for effect in plan.risks.effects:
        if effect.does == COST_AMOUNT:
            c = effect.target
            what = "event", effect.event, effect.row
            key = plan.services.clusters[c].key
            found.append(Spending(OTHER, key, PRICES, Piece(c, True, 0.0, 0.0), share=effect.share, what=what))
    for g, gate in enumerate(plan.risks.gates):
        piece = Piece(PROGRAMME, False, gate.month, gate.month, unstoppable=True)
        found.append(Spending(OTHER, gate.key, PRICES, piece, what=(ABORT, g)))
    if len(plan.risks.april):
        piece = Piece(PROGRAMME, False, 0.0, 0.0, EXIT, unstoppable=True)
        row = plan.risks.exit_cost_row
        found.append(Spending(OTHER, plan.risks.exit_key, PRICES, piece, what=("row", row)))
    return found


class Amounts:
    """What spending comes to in a chunk, £: what lines have in common is worked out once."""

    def __init__(self, plan: Arrays, x: list[Value], when: When) -> None:
        self.x, self.when = x, when
        self.lines = plan.costs.lines
        self.kind_share = _shares([x[row] for row in plan.costs.kind_share_rows])
        self.weight = _shares([x[row] for row in plan.costs.weight_rows])
        self.factors: dict[int, list[Value]] = {}
        scaled: dict[tuple[int, int], Value] = {}
        for effect in plan.risks.effects:
            if effect.does == LINE_FACTOR:
                key = effect.event, effect.row
                if key not in scaled:
                    scaled[key] = total(1.0, product(when.occurred[key[0]], total(x[key[1]], -1.0)))
                self.factors.setdefault(effect.target, []).append(scaled[key])
        self.common: dict[tuple[int, int, int], Value] = {}

    def line(self, number: int) -> Value:
        """The amount of a cost line."""
        line = self.lines[number]
        key = line.amount_row, line.overrun_row, line.kind_share
        if key not in self.common:
            of_total = self.kind_share[line.kind_share] if line.kind_share >= 0 else 1.0
            self.common[key] = product(self.x[line.amount_row], self.x[line.overrun_row], of_total)
        weight = self.weight[line.weight] if line.weight >= 0 else 1.0
        return product(self.common[key], weight, self.x[line.second_overrun_row], *self.factors.get(number, ()))

    def of(self, spending: Spending) -> Value:
        """The amount of any spending; of what lasts as long as it lasts, £ a month."""
        if spending.line != NONE:
            return product(spending.share, self.line(spending.line))
        what, *more = spending.what
        if what == ABORT:
            abort = self.when.abort[more[0]]
            return 0.0 if abort is None else abort
        if what == "event":
            return product(spending.share, self.when.occurred[more[0]], self.x[more[1]])
        return self.x[more[0]]


def _shares(drawn: list[Value]) -> list[Value]:
    """Draws divided by their sum; nothing where that is nothing."""
    whole = total(*drawn)
    if (np.asarray(whole) > 0.0).all():
        return [one / whole for one in drawn]
    with np.errstate(divide="ignore", invalid="ignore"):
        return [np.where(np.asarray(whole) > 0.0, np.divide(one, whole), 0.0) for one in drawn]
