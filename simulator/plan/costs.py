"""One-off cost lines, grouped into schedules that the engine spends together (docs/model.md section 5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from simulator.plan.arrays import (
    KINDS,
    LINE,
    NONE,
    ONE_ROW,
    PAY,
    PENSION,
    PRICES,
    PROGRAMME,
    REDUNDANCY,
    SCHEDULE,
    SPEND,
    Costs,
    table,
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


class Line(NamedTuple):
    """One line: its kind and the rows whose product is its amount. The columns of `simulator.plan.arrays.LINE`."""

    kind: int
    amount_row: int
    kind_share: int = NONE
    weight: int = NONE
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
        numbered: list[tuple[int, int, int]] = []
        for schedule, lines in self.groups.items():
            for line in lines:
                numbered.append((len(numbered), schedule.owner, line.kind))
        return numbered

    def arrays(self, kind_share_rows: list[int], weight_rows: list[int], team: tuple[int, int, int]) -> Costs:
        """The tables of the engine; ``team`` is the team's row and key, and whether a total pays for the plan's
        team."""
        schedules: list[tuple] = []
        profile: list[tuple[float, float, float]] = []
        lines: list[Line] = []
        for s, group in self.groups.items():
            cuts = (len(profile), len(profile) + len(s.pieces), len(lines), len(lines) + len(group))
            schedules.append((s.owner, s.moves, s.key, s.index, s.drives_cash, *cuts, s.base))
            profile += s.pieces
            lines += group
        return Costs(
            schedules=table(SCHEDULE, schedules),
            profile=table(SPEND, profile),
            lines=table(LINE, lines),
            kind_share_rows=np.array(kind_share_rows, dtype=np.int64),
            weight_rows=np.array(weight_rows, dtype=np.int64),
            team_row=team[0],
            team_key=team[1],
            team_from_plan=team[2],
        )


def costs(
    case, rows: Rows, keys: Keys, clusters: tuple[str, ...], weight_rows: list[int], posts_drive: bool
) -> tuple[Costs, list[tuple[int, int, int]]]:
    """The lines of the top-down total and the explicit lines, and (line, owner, kind) of each.

    ``clusters`` and ``weight_rows`` run along CLUSTER; ``posts_drive`` puts the total's redundancy and pension in the
    memorandum.
    """
    found = CostTable()
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
                schedule = _schedule(
                    case, keys, owner, cluster_id, kind, stated, _key(stated, kind, cluster_id), drives
                )
                weight = NONE if owner == PROGRAMME else owner
                second = overrun.get((owner, kind), ONE_ROW)
                found.add(schedule, Line(code, amount, number, weight, kind_overrun, second))
    for name, stated in sorted(case.cost.items()):
        amount = rows.add(f"cost.{name}.amount", stated.amount)
        own = rows.add(f"cost.{name}.overrun", stated.overrun)
        cluster_id = None if stated.owner == "programme" else stated.owner
        owner = PROGRAMME if cluster_id is None else clusters.index(cluster_id)
        schedule = _schedule(
            case, keys, owner, cluster_id, stated.kind, stated, _key(stated, stated.kind, cluster_id), True
        )
        second = overrun.get((owner, stated.kind), ONE_ROW)
        found.add(schedule, Line(KINDS.index(stated.kind), amount, overrun_row=own, second_overrun_row=second))
    team = case.team
    terms = (
        NONE if team is None else rows.add("team.amount", team.amount),
        keys.number(None if team is None else team.key),
        int(case.total_cost is not None),
    )
    return found.arrays(kind_share_rows, weight_rows, terms), found.places()


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


def _key(stated, kind: str, cluster_id: str | None):
    """A line's council key: what it says; else redundancy and pension of a cluster fall where they arise."""
    if stated.key is None and cluster_id is not None and kind in ("redundancy", "pension"):
        return "where it arises"
    return stated.key


def _stated(overrun):
    """(kind, input) of the overruns that a cluster states."""
    if overrun is None:
        return []
    return [(kind, getattr(overrun, kind)) for kind in KINDS if getattr(overrun, kind, None) is not None]
