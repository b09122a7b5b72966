"""Waves and clusters: who goes live with whom, after whom, and whether the saving fits the budget."""

from __future__ import annotations

from simulator.case.checks.desk import Desk
from simulator.case.checks.header import usable_calendar
from simulator.case.faults import nearest, one_of
from simulator.case.quantities import as_money


def check_clusters(desk: Desk) -> None:
    _waves(desk)
    _prerequisites(desk)
    for name, cluster in desk.case.cluster.items():
        path = ("cluster", name, "budget")
        if cluster.budget is None or not desk.sound(*path) or not desk.sound("cluster", name, "saving"):
            continue
        budget, saving = cluster.budget.ends[0], cluster.saving.ends[1]
        if saving > budget:
            desk.wrong(
                path,
                f"the budget ({as_money(budget)}) is smaller than the saving (up to {as_money(saving)})",
                "a budget of at least the saving, both in pounds",
            )
    _weights(desk)


def _waves(desk: Desk) -> None:
    known = desk.ids("wave")
    used: set[str | None] = set()
    for name, cluster in desk.case.cluster.items():
        if not desk.sound("cluster", name, "wave"):
            continue
        if known and cluster.wave not in known:
            desk.wrong(("cluster", name, "wave"), f"there is no wave {cluster.wave}", one_of(cluster.wave, known))
            used.add(nearest(cluster.wave, known))
        used.add(cluster.wave)
    calendar = usable_calendar(desk)
    every_wave_told = all(desk.sound("cluster", name, "wave") for name in desk.ids("cluster"))
    for name, wave in desk.case.wave.items():
        if name not in used and every_wave_told and desk.ids("cluster"):
            desk.wrong(
                ("wave", name), f"no cluster goes live with {name}", f'wave = "{name}" in a cluster, or no such wave'
            )
        start = wave.start.value
        if calendar is None or start is None or not desk.sound("wave", name, "start"):
            continue
        if start < 0:
            desk.wrong(
                ("wave", name, "start"),
                f"the planned go-live, {calendar.date_of(start).isoformat()}, is before the start of the case",
                f"{calendar.start.isoformat()} or later",
            )
        elif start >= calendar.months:
            desk.odd(
                ("wave", name, "start"),
                f"the planned go-live, {calendar.date_of(start).isoformat()}, is after the horizon: no saving counts",
                "an earlier date, or a later horizon",
            )


def _prerequisites(desk: Desk) -> None:
    known = desk.ids("cluster")
    needs: dict[str, list[str]] = {}
    for name, cluster in desk.case.cluster.items():
        seen: set[str] = set()
        for i, prerequisite in enumerate(cluster.prerequisites):
            path = ("cluster", name, "prerequisites", i, "cluster")
            if not desk.sound(*path):
                continue
            if prerequisite.cluster not in known:
                desk.wrong(path, f"there is no cluster {prerequisite.cluster}", one_of(prerequisite.cluster, known))
            elif prerequisite.cluster in seen:
                desk.wrong(path, f"{prerequisite.cluster} is named twice", "each prerequisite once")
            seen.add(prerequisite.cluster)
        needs[name] = [other for other in cluster.prerequisites_named if other in desk.case.cluster]
    for cycle in cycles(needs):
        trail = " → ".join([*cycle, cycle[0]])
        desk.wrong(
            ("cluster", cycle[0], "prerequisites"),
            f"each waits for the next and none can begin: {trail}"
            if len(cycle) > 1
            else f"{cycle[0]} waits for itself",
            "prerequisites without a circle",
        )


def cycles(needs: dict[str, list[str]]) -> list[list[str]]:
    """Circles among those who wait for each other, one for each group; each begins with the first named in the file.

    Parameters
    ----------
    needs
        For each name, the names that must come first.
    """
    found: list[list[str]] = []
    done: set[str] = set()
    for start in needs:
        trail: list[str] = []
        stack = [(start, iter(needs[start]))]
        while stack:
            name, rest = stack[-1]
            if name not in trail:
                trail.append(name)
            following = next(rest, None)
            if following is None:
                done.add(name)
                trail.pop()
                stack.pop()
            elif following in trail:
                circle = trail[trail.index(following) :]
                if not any(set(circle) & set(other) for other in found):
                    first = min(circle, key=list(needs).index)
                    found.append(circle[circle.index(first) :] + circle[: circle.index(first)])
            elif following not in done:
                stack.append((following, iter(needs.get(following, []))))
    return found


def planned_go_lives(desk: Desk) -> dict[str, float]:
    """Planned go-live of each cluster in months: its wave's, or a lag after its prerequisites'.

    Empty where that has no answer.
    """
    clusters, waves = desk.case.cluster, desk.case.wave
    if any(c.wave not in waves or not desk.sound("wave", c.wave, "start") for c in clusters.values()):
        return {}
    needs = {name: [p for p in cluster.prerequisites_named if p in clusters] for name, cluster in clusters.items()}
    if cycles(needs):
        return {}
    planned: dict[str, float] = {}

    def go_live(name: str) -> float:
        if name not in planned:
            cluster = clusters[name]
            after = [go_live(p.cluster) + p.lag.middle for p in cluster.prerequisites if p.cluster in clusters]
            planned[name] = max([0.0, waves[cluster.wave].start.middle, *after])
        return planned[name]

    return {name: go_live(name) for name in clusters}


def _weights(desk: Desk) -> None:
    clusters = desk.case.cluster
    if not all(desk.sound("cluster", name, "weight") for name in desk.ids("cluster")):
        return
    weighted = [name for name, cluster in clusters.items() if cluster.weight is not None]
    total = desk.case.total_cost
    if weighted and len(weighted) < len(clusters):
        for name in clusters:
            if name not in weighted:
                desk.wrong(
                    ("cluster", name, "weight"),
                    f"weight is missing, and {weighted[0]} states one",
                    "a weight for every cluster, or for none",
                )
        return
    if weighted and total is None and desk.sound("total_cost"):
        for name in weighted:
            desk.odd(
                ("cluster", name, "weight"),
                "a weight changes nothing without a total to share",
                "[total_cost], or no weight",
            )
    if total is None or set(total.kind) <= {"programme"} or not clusters:
        return
    if weighted and all(cluster.weight is not None and cluster.weight.most == 0 for cluster in clusters.values()):
        desk.wrong(("cluster", weighted[0], "weight"), "the weights of all clusters are zero", "a weight above zero")
    elif not weighted and all(
        cluster.saving.middle == 0 and desk.sound("cluster", name, "saving") for name, cluster in clusters.items()
    ):
        desk.wrong(
            ("total_cost",),
            "the total is shared over clusters by their savings, and these are all zero",
            "a weight in each cluster",
        )
