"""One-off cost lines, grouped into schedules that the engine spends together (docs/model.md section 5)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulator.plan.arrays import (
    KINDS,
    ONE_ROW,
    PAY,
    PENSION,
    PRICES,
    PROGRAMME,
    REDUNDANCY,
    Costs,
    DelayCosts,
)
from simulator.plan.keys import Keys
from simulator.plan.rows import Rows

_DEFAULT_INDEX = {"redundancy": PAY, "pension": PAY, "programme": PAY, "ict": PRICES, "other": PRICES}
_INDEX = {"pay": PAY, "prices": PRICES}


@dataclass(frozen=True)
class _Schedule:
    """What lines must share to be spent together."""

    owner: int
    moves: bool
    base: float
    key: int
    index: int
    drives_cash: bool
    pieces: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Line:
    """One line: its kind and the rows whose product is its amount."""

    kind: int
    amount_row: int
    kind_share: int = -1
    weight: int = -1
    overrun_row: int = ONE_ROW
    second_overrun_row: int = ONE_ROW


@dataclass
class CostTable:
    """Collects lines by schedule, then numbers them; ``places`` gives each line's number, owner and kind."""

    groups: dict[_Schedule, list[Line]] = field(default_factory=dict)

    def add(self, schedule: _Schedule, line: Line) -> None:
        self.groups.setdefault(schedule, []).append(line)

    def places(self) -> list[tuple[int, int, int]]:
        """(line number, owner, kind) of every line that drives cash or stands in the memorandum."""
        numbered = []
        for schedule, lines in self.groups.items():
            for line in lines:
                numbered.append((len(numbered), schedule.owner, line.kind))
        return numbered

    def arrays(self, kind_share_rows: list[int], weight_rows: list[int]) -> Costs:
        schedules, lines = list(self.groups), [line for group in self.groups.values() for line in group]
        pieces = [piece for s in schedules for piece in s.pieces]
        return Costs(
            owner=_ints(s.owner for s in schedules),
            moves_with_go_live=_ints(s.moves for s in schedules),
            base_month=np.array([s.base for s in schedules], dtype=np.float64),
            key=_ints(s.key for s in schedules),
            index=_ints(s.index for s in schedules),
            drives_cash=_ints(s.drives_cash for s in schedules),
            piece_start=_starts(len(s.pieces) for s in schedules),
            piece_from=np.array([p[0] for p in pieces], dtype=np.float64),
            piece_to=np.array([p[1] for p in pieces], dtype=np.float64),
            piece_share=np.array([p[2] for p in pieces], dtype=np.float64),
            line_start=_starts(len(group) for group in self.groups.values()),
            line_kind=_ints(line.kind for line in lines),
            line_amount_rows=_ints(line.amount_row for line in lines),
            line_kind_share=_ints(line.kind_share for line in lines),
            line_weight=_ints(line.weight for line in lines),
            line_overrun_rows=_ints(line.overrun_row for line in lines),
            line_second_overrun_rows=_ints(line.second_overrun_row for line in lines),
            kind_share_rows=_ints(kind_share_rows),
            weight_rows=_ints(weight_rows),
        )


def cost_table(case, rows: Rows, keys: Keys, clusters: tuple[str, ...], posts_drive: bool) -> tuple[CostTable, Costs]:
    """The lines of the top-down total and the explicit lines. ``clusters`` is the CLUSTER axis."""
    table = CostTable()
    overrun = {
        (c, kind): rows.add(f"cluster.{name}.overrun.{kind}", stated)
        for c, name in enumerate(clusters)
        for kind, stated in _stated(case.cluster[name].overrun)
    }
    kind_share_rows: list[int] = []
    if case.total_cost is not None:
        amount = rows.add("total_cost.amount", case.total_cost.amount)
        for kind, stated in sorted(case.total_cost.kind.items()):
            number = len(kind_share_rows)
            kind_share_rows.append(rows.add(f"total_cost.kind.{kind}.share", stated.share))
            kind_overrun = rows.add(f"total_cost.kind.{kind}.overrun", stated.overrun)
            code = KINDS.index(kind)
            drives = not (posts_drive and code in (REDUNDANCY, PENSION))
            owners = [PROGRAMME] if kind == "programme" else range(len(clusters))
            for owner in owners:
                cluster_id = None if owner == PROGRAMME else clusters[owner]
                schedule = _schedule(case, keys, owner, cluster_id, kind, stated, _kind_key(stated, kind), drives)
                weight = -1 if owner == PROGRAMME else owner
                second = overrun.get((owner, kind), ONE_ROW)
                table.add(schedule, Line(code, amount, number, weight, kind_overrun, second))
    for name, stated in sorted(case.cost.items()):
        amount = rows.add(f"cost.{name}.amount", stated.amount)
        own = rows.add(f"cost.{name}.overrun", stated.overrun)
        cluster_id = None if stated.owner == "programme" else stated.owner
        owner = PROGRAMME if cluster_id is None else clusters.index(cluster_id)
        schedule = _schedule(case, keys, owner, cluster_id, stated.kind, stated, stated.key, True)
        second = overrun.get((owner, stated.kind), ONE_ROW)
        table.add(schedule, Line(KINDS.index(stated.kind), amount, overrun_row=own, second_overrun_row=second))
    return table, table.arrays(kind_share_rows, _weights(case, rows, clusters))


def delay_costs(case, rows: Rows, keys: Keys, clusters: tuple[str, ...]) -> DelayCosts:
    """Team, dual running and dips."""
    team = case.team
    dips = [case.cluster[name].dip for name in clusters]
    return DelayCosts(
        team_row=-1 if team is None else rows.add("team.amount", team.amount),
        team_key=keys.number(None if team is None else team.key),
        team_from_plan=int(case.total_cost is not None),
        dual_running_rows=_ints(
            rows.add(f"cluster.{name}.dual_running", case.cluster[name].dual_running) for name in clusters
        ),
        dip_rows=_ints(
            -1 if dip is None else rows.add(f"cluster.{name}.dip.amount", dip.amount)
            for name, dip in zip(clusters, dips, strict=True)
        ),
        dip_month_rows=_ints(
            -1 if dip is None else rows.add(f"cluster.{name}.dip.months", dip.months)
            for name, dip in zip(clusters, dips, strict=True)
        ),
    )


def _schedule(case, keys: Keys, owner: int, cluster_id, kind: str, stated, key, drives_cash: bool) -> _Schedule:
    moves, base = _anchor(case, stated.anchor, owner)
    index = getattr(stated, "index", None)
    return _Schedule(
        owner=owner,
        moves=moves,
        base=base,
        key=keys.number(key, cluster_id),
        index=_DEFAULT_INDEX[kind] if index is None else _INDEX[index],
        drives_cash=drives_cash,
        pieces=tuple((float(p.from_), float(p.to), float(p.share)) for p in stated.profile),
    )


def _anchor(case, anchor, owner: int) -> tuple[bool, float]:
    """Whether a profile moves with the owner's go-live, and else the month from which it counts."""
    if anchor is None:
        anchor = "start" if owner == PROGRAMME else "go-live"
    if anchor == "go-live":
        return True, 0.0
    if anchor == "start":
        return False, 0.0
    return False, case.calendar.month_of(anchor)


def _kind_key(stated, kind: str):
    if stated.key is None and kind in ("redundancy", "pension"):
        return "where it arises"
    return stated.key


def _weights(case, rows: Rows, clusters: tuple[str, ...]) -> list[int]:
    return [
        rows.add(f"cluster.{name}.weight", case.cluster[name].weight)
        if case.cluster[name].weight is not None
        else rows.constant(case.cluster[name].saving.middle)
        for name in clusters
    ]


def _stated(overrun):
    """(kind, input) of the overruns that a cluster states."""
    if overrun is None:
        return []
    return [(kind, getattr(overrun, kind)) for kind in KINDS if getattr(overrun, kind, None) is not None]


def _ints(values) -> np.ndarray:
    return np.array(list(values), dtype=np.int64)


def _starts(counts) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(_ints(counts))]).astype(np.int64)
