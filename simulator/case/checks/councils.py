"""Councils, and the keys by which they share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.case.calendar import Calendar, parse_fy
from simulator.case.checks.desk import Desk
from simulator.case.checks.header import in_horizon, usable_calendar
from simulator.case.faults import Path, dotted, one_of
from simulator.case.names import PROGRAMME
from simulator.case.quantities import as_number
from simulator.case.sections import EQUAL, NET_BUDGET, WHERE_IT_ARISES, adds_up


def check_councils(desk: Desk) -> None:
    calendar = usable_calendar(desk)
    for name, council in desk.case.council.items():
        for year in council.gap:
            path = ("council", name, "gap", year)
            if calendar is not None and desk.sound(*path):
                in_horizon(desk, path, year, calendar, at_key=True)
        for i, piece in enumerate(council.pension.profile):
            start = ("council", name, "pension", "profile", i, "from")
            if piece.from_ < 0 and desk.sound(*start):
                desk.wrong(start, f"the strain begins {as_number(-piece.from_)} months before the exit", "0 or more")
    _partial_gaps(desk, calendar)
    for place, key in stated_keys(desk):
        if isinstance(key, dict):
            _shares(desk, place, key)
    _programme_keys(desk)
    _net_budgets(desk)


def stated_keys(desk: Desk) -> Iterator[tuple[Path, Any]]:
    """Every council key and every `arises` that the file states, sound ones only."""
    case = desk.stated
    candidates: list[tuple[Path, Any]] = [(("case", "key"), case.case.key)]
    for name, cluster in case.cluster.items():
        candidates += [(("cluster", name, "key"), cluster.key), (("cluster", name, "arises"), cluster.arises)]
    for kind, total in case.total_cost.kind.items() if case.total_cost is not None else ():
        candidates.append((("total_cost", "kind", kind, "key"), total.key))
    for table in ("cost", "running", "gate"):
        candidates += [((table, name, "key"), entry.key) for name, entry in getattr(case, table).items()]
    candidates += [((table, "key"), getattr(case, table).key) for table in ("team", "exit") if getattr(case, table)]
    yield from ((path, key) for path, key in candidates if key is not None and desk.sound(*path))


def _shares(desk: Desk, path: Path, shares: dict[str, float]) -> None:
    known = desk.ids("council")
    unknown = [name for name in shares if known and name not in known]
    for name in unknown:
        desk.wrong((*path, name), f"there is no council {name}", one_of(name, known), at_key=True)
    total = adds_up(shares.values())
    if total is not None and not unknown:
        desk.wrong(path, f"the shares of the councils add up to {total}", "shares that add up to 1")


def _programme_keys(desk: Desk) -> None:
    """What the programme owns arises nowhere.

    Told at each key that says it does, and once at the case's key for all that take it over from there.
    """
    remedy = f'key = "{NET_BUDGET}", "{EQUAL}" or {{ council = share }}'
    taken_over = []
    for path in programme_keys(desk):
        if desk.states(*path):
            desk.wrong(path, f'the programme arises in no council, so "{WHERE_IT_ARISES}" cannot share this', remedy)
        else:
            taken_over.append(dotted(path[:-1]))
    if taken_over:
        desk.wrong(
            ("case", "key"),
            f'the programme arises in no council, so "{WHERE_IT_ARISES}" cannot share {", ".join(taken_over)}',
            f"{remedy} there, or another key here",
        )


def programme_keys(desk: Desk) -> Iterator[Path]:
    """Keys "where it arises" of what belongs to the programme, stated or taken over from the case."""
    case = desk.case
    owned: list[tuple[Path, Any]] = []
    if case.total_cost is not None and "programme" in case.total_cost.kind:
        owned.append((("total_cost", "kind", "programme"), case.total_cost.kind["programme"]))
    for table in ("cost", "running"):
        entries = getattr(case, table).items()
        owned += [((table, name), entry) for name, entry in entries if entry.owner == PROGRAMME]
    owned += [(("gate", name), gate) for name, gate in case.gate.items()]
    owned += [((table,), getattr(case, table)) for table in ("team", "exit") if getattr(case, table) is not None]
    for path, entry in owned:
        if entry.key == WHERE_IT_ARISES and desk.sound(*path, "key") and desk.sound(*path, "owner"):
            yield (*path, "key")


def shares_by_net_budget(desk: Desk) -> Iterator[Path]:
    """What is shared by net budget, stated or by default; the case's own key first."""
    case = desk.case
    for name, cluster in case.cluster.items():
        if cluster.key == NET_BUDGET or (cluster.key == WHERE_IT_ARISES and not cluster.arises):
            yield ("cluster", name)
        if cluster.posts is not None and not cluster.arises:
            yield ("cluster", name, "posts")
    for kind, total in case.total_cost.kind.items() if case.total_cost is not None else ():
        homeless = any(not cluster.arises for cluster in case.cluster.values())
        if total.key == NET_BUDGET or (total.key == WHERE_IT_ARISES and homeless):
            yield ("total_cost", "kind", kind)
    for table in ("cost", "running", "gate"):
        for name, entry in getattr(case, table).items():
            owner = case.cluster.get(getattr(entry, "owner", ""))
            if entry.key == NET_BUDGET or (entry.key == WHERE_IT_ARISES and owner is not None and not owner.arises):
                yield (table, name)
    for table in ("team", "exit"):
        if getattr(case, table) is not None and getattr(case, table).key == NET_BUDGET:
            yield (table,)


def _net_budgets(desk: Desk) -> None:
    user = next(shares_by_net_budget(desk), None)
    if user is None:
        return
    for name, council in desk.case.council.items():
        if council.net_budget is None and desk.sound("council", name, "net_budget"):
            desk.wrong(
                ("council", name, "net_budget"),
                f"net_budget is missing, and {dotted(user)} is shared by net budget",
                'net_budget = "£90m", or another key there',
            )


def _partial_gaps(desk: Desk, calendar: Calendar | None) -> None:
    councils = desk.case.council
    if calendar is None or not all(desk.sound("council", name, "gap") for name in desk.ids("council")):
        return
    for name, council in councils.items():
        for year in council.gap:
            silent = [other for other, one in councils.items() if year not in one.gap]
            if silent and parse_fy(year) in calendar.years:
                desk.odd(
                    ("council", name, "gap", year),
                    f"{' and '.join(silent)} states no gap for {year}, so there is no share of the whole gap",
                    "a gap for each council, unless only this council's share is wanted",
                    at_key=True,
                )
