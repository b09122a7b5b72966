"""Locks, events, gates and exit."""

from __future__ import annotations

from collections import defaultdict

from simulator.case.calendar import Calendar, fy_label, parse_fy
from simulator.case.checks.clusters import planned_go_lives
from simulator.case.checks.desk import Desk
from simulator.case.checks.header import date_in_horizon, in_horizon, usable_calendar
from simulator.case.faults import one_of
from simulator.case.inputs import Input
from simulator.case.names import PROGRAMME
from simulator.case.quantities import as_number
from simulator.case.risks import Event
from simulator.case.sections import EQUAL, NET_BUDGET, SUM_TOLERANCE, WHERE_IT_ARISES

EFFECTS = ("saving_factor", "saving_amount", "cost_factor", "cost_amount", "delay")
"""What an event can do."""

NEUTRAL = {"saving_factor": 1.0, "saving_amount": 0.0, "cost_factor": 1.0, "cost_amount": 0.0, "delay": 0.0}
"""The value at which an effect is none."""


def check_risks(desk: Desk) -> None:
    calendar = usable_calendar(desk)
    _locks(desk, calendar)
    for name, event in desk.case.event.items():
        _event(desk, name, event)
    _exclusive(desk)
    for name in desk.case.gate:
        _gate(desk, name, calendar)
    _exit(desk, calendar)


def _locks(desk: Desk, calendar: Calendar | None) -> None:
    planned = planned_go_lives(desk)
    by_cluster: dict[str, list[str]] = defaultdict(list)
    for name, lock in desk.case.lock.items():
        for key, table in (("cluster", "cluster"), ("council", "council")):
            named, known = getattr(lock, key), desk.ids(table)
            if named is not None and known and named not in known and desk.sound("lock", name, key):
                desk.wrong(("lock", name, key), f"there is no {table} {named}", one_of(named, known))
        if desk.sound("lock", name, "cluster") and desk.sound("lock", name, "share"):
            by_cluster[lock.cluster].append(name)
        if calendar is None or not desk.sound("lock", name, "until"):
            continue
        ends = f"the contract ends, {lock.until.isoformat()},"
        if lock.until < calendar.start:
            desk.wrong(
                ("lock", name, "until"),
                f"{ends} before the start of the case, {calendar.start.isoformat()}",
                "the last day of the contract, or no lock",
            )
        elif lock.cluster in planned and calendar.day_after(lock.until) <= planned[lock.cluster]:
            desk.odd(
                ("lock", name, "until"),
                f"{ends} before {lock.cluster} is planned to go live, so it holds nothing back",
                "the last day of the contract",
            )
    for cluster, locks in by_cluster.items():
        if cluster in desk.case.cluster:
            _locked_shares(desk, cluster, locks)


def _locked_shares(desk: Desk, cluster: str, names: list[str]) -> None:
    """Locks hold back no more than there is: of the cluster, and of each council's part of it."""
    locks = {name: desk.case.lock[name] for name in names}
    total = sum(lock.share.most for lock in locks.values())
    last = ("lock", names[-1], "share")
    if total > 1 + SUM_TOLERANCE:
        desk.wrong(
            last, f"the locks on {cluster} add up to as much as {as_number(total)}", "shares of at most 1 in all"
        )
        return
    common = sum(lock.share.most for lock in locks.values() if lock.council is None)
    own: dict[str, float] = defaultdict(float)
    for name, lock in locks.items():
        if lock.council is None or not desk.sound("lock", name, "council"):
            continue
        own[lock.council] += lock.share.most
        part = least_share(desk, cluster, lock.council)
        if part is not None and own[lock.council] > part * (1 - common) + SUM_TOLERANCE:
            held = as_number(own[lock.council])
            desk.wrong(
                ("lock", name, "share"),
                f"{lock.council} has {as_number(part)} of {cluster}, and its contracts hold back as much as {held}",
                f"at most {as_number(part * (1 - common))}, the council's own part",
            )
            return


def least_share(desk: Desk, cluster: str, council: str) -> float | None:
    """The least part of a cluster that can be a council's, by the key of its saving and by where its posts are.

    None where what it depends on is not sound.
    """
    case, stated = desk.case, desk.case.cluster[cluster]
    sound = desk.sound("case", "key") and all(desk.sound("cluster", cluster, key) for key in ("key", "arises", "posts"))
    if council not in case.council or not sound:
        return None
    keys = [stated.key] if stated.posts is None else [stated.key, WHERE_IT_ARISES]
    arises = stated.arises or NET_BUDGET
    parts = [_least_by_key(desk, arises if key == WHERE_IT_ARISES else key, council) for key in keys]
    known = [part for part in parts if part is not None]
    return min(known) if len(known) == len(parts) else None


def _least_by_key(desk: Desk, key: str | dict[str, float] | None, council: str) -> float | None:
    councils = desk.case.council
    if isinstance(key, dict):
        return key.get(council, 0.0)
    if key == EQUAL:
        return 1 / len(councils)
    budgets = {name: item.net_budget for name, item in councils.items() if desk.sound("council", name, "net_budget")}
    if any(budgets.get(name) is None for name in councils):
        return None
    least = {name: budget.ends[0] for name, budget in budgets.items() if budget is not None}
    most = {name: budget.ends[1] for name, budget in budgets.items() if budget is not None}
    return least[council] / (least[council] + sum(most[name] for name in most if name != council))


def _event(desk: Desk, name: str, event: Event) -> None:
    path = ("event", name)
    effects: dict[str, Input] = {key: getattr(event, key) for key in EFFECTS if getattr(event, key) is not None}
    if not effects and all(desk.sound(*path, key) for key in EFFECTS):
        desk.wrong(path, "the event has no effect", f"at least one of {', '.join(EFFECTS)}")
    elif effects and all(effect.value == NEUTRAL[key] for key, effect in effects.items()):
        desk.odd(path, "the event changes nothing when it happens", "an effect that is not neutral, or no event")
    if event.kinds is not None and event.cost_factor is None and desk.sound(*path, "cost_factor"):
        desk.wrong(
            (*path, "kinds"), "kinds say what a cost factor touches, and there is none", "a cost_factor, or no kinds"
        )
    if event.kinds is not None and not event.kinds and desk.sound(*path, "kinds"):
        desk.wrong((*path, "kinds"), "the list of kinds is empty", "at least one kind, or no kinds for all of them")
    hit = _hit(desk, name, event)
    if not hit or event.kinds == ():
        return
    if event.cost_factor is not None and desk.sound(*path, "kinds") and not _touches_a_line(desk, event, hit):
        desk.odd(
            (*path, "cost_factor"),
            "the cost factor touches no cost of the case",
            "costs of the kinds and owners it names",
        )
    for key in ("saving_amount", "cost_amount"):
        savings = [desk.case.cluster[c].saving.middle for c in hit if desk.sound("cluster", c, "saving")]
        if key in effects and len(savings) == len(hit) and sum(savings) == 0:
            desk.wrong(
                (*path, key),
                "an amount is shared over the clusters it hits by their savings, and these are all zero",
                "clusters with a saving",
            )


def _hit(desk: Desk, name: str, event: Event) -> list[str] | None:
    """The clusters that an event hits, in the order of the file; None where its targets are not sound."""
    path = ("event", name, "on")
    waves, clusters = desk.ids("wave"), desk.ids("cluster")
    known = [PROGRAMME, *clusters, *waves]
    if not event.on and desk.sound(*path):
        desk.wrong(path, "the event hits nothing", f'"{PROGRAMME}", or ids of clusters or waves')
    sound = desk.sound(*path)
    for i, target in enumerate(event.on):
        if not desk.sound(*path, i):
            continue
        if target not in known and not (waves and clusters):
            sound = False  # told already: there are no waves, or no clusters
        elif target not in known:
            desk.wrong((*path, i), f"there is no cluster or wave {target}", one_of(target, known))
            sound = False
        elif target in event.on[:i]:
            desk.wrong((*path, i), f"{target} is named twice", "each name once")
    if not sound:
        return None
    hits: dict[str, list[str]] = defaultdict(list)
    for target in dict.fromkeys(event.on):
        for cluster_id, cluster in desk.case.cluster.items():
            if target in (PROGRAMME, cluster_id, cluster.wave):
                hits[cluster_id].append(target)
    for cluster_id, targets in hits.items():
        if len(targets) > 1:
            desk.odd(path, f"{cluster_id} is hit through {' and '.join(targets)}; it counts once", "each cluster once")
    return [cluster_id for cluster_id in desk.case.cluster if cluster_id in hits]


def _touches_a_line(desk: Desk, event: Event, hit: list[str]) -> bool:
    case = desk.case
    total = set(case.total_cost.kind) if case.total_cost is not None else set()
    kinds = {kind for kind in total if kind != "programme" and hit} | {
        c.kind for c in case.cost.values() if c.owner in hit
    }
    if any(case.cluster[c].posts is not None for c in hit):
        kinds |= {"redundancy", "pension"}
    if PROGRAMME in event.on:
        kinds |= {c.kind for c in case.cost.values() if c.owner == PROGRAMME} | (total & {"programme"})
    return bool(kinds & set(event.kinds) if event.kinds is not None else kinds)


def _exclusive(desk: Desk) -> None:
    groups: dict[str, list[str]] = defaultdict(list)
    for name, event in desk.case.event.items():
        if event.exclusive is not None:
            groups[event.exclusive].append(name)
    for group, names in groups.items():
        total = sum(desk.case.event[name].probability.most for name in names)
        sound = all(desk.sound("event", name, "probability") for name in names)
        if sound and total > 1 + SUM_TOLERANCE:
            desk.wrong(
                ("event", names[-1], "probability"),
                f"the chances of the events of {group} add up to as much as {as_number(total)}",
                "chances of at most 1 in all: only one of these events can happen",
            )
        if len(names) == 1 and desk.sound("event"):
            desk.odd(
                ("event", names[0], "exclusive"),
                f"no other event is exclusive with {group}",
                "the name that the others use",
            )


def _gate(desk: Desk, name: str, calendar: Calendar | None) -> None:
    gate, path = desk.case.gate[name], ("gate", name)
    known = desk.ids("council")
    for council in gate.decline:
        if known and council not in known and desk.sound(*path, "decline", council):
            desk.wrong(
                (*path, "decline", council), f"there is no council {council}", one_of(council, known), at_key=True
            )
    if desk.sound(*path, "decline") and all(council in known for council in gate.decline):
        for council in known:
            if council not in gate.decline:
                desk.wrong(
                    (*path, "decline", council),
                    f"{council} does not say whether it may decline",
                    f'{council} = "0%" if it cannot',
                )
    if not desk.sound(*path, "date"):
        return
    if gate.date.day != 1:
        desk.wrong(
            (*path, "date"),
            f"{gate.date.isoformat()} is not the first of a month",
            f'"{gate.date.year:04d}-{gate.date.month:02d}"',
        )
    elif calendar is not None:
        date_in_horizon(desk, (*path, "date"), gate.date, calendar, "the gate")


def _exit(desk: Desk, calendar: Calendar | None) -> None:
    stated = desk.case.exit
    if stated is None or calendar is None:
        return
    path = ("exit", "from")
    if stated.from_ is not None:
        if not desk.sound(*path) or not in_horizon(desk, path, stated.from_, calendar):
            return
        if calendar.month_of_april(parse_fy(stated.from_)) < 0:
            desk.wrong(
                path,
                f"1 April {stated.from_[:4]} is before the start, {calendar.start.isoformat()}",
                f"{fy_label(calendar.first_year + 1)} or later",
            )
        return
    planned = planned_go_lives(desk)
    if not planned or not desk.sound(*path):
        return
    first = min(planned.values()) + 12
    aprils = [calendar.month_of_april(year) for year in calendar.years]
    if not any(april >= first for april in aprils):
        desk.odd(
            ("exit",),
            "no 1 April of the horizon is 12 months after the first planned go-live: exit never happens",
            "a year in from",
        )
