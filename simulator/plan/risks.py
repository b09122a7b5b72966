"""Events, gates and exit: occurrences, and whom they touch (docs/model.md section 6)."""

from __future__ import annotations

import numpy as np

from simulator.case.calendar import parse_fy
from simulator.plan.arrays import (
    COST_AMOUNT,
    DELAYS,
    EFFECT,
    EVENT,
    GATE,
    KINDS,
    LINE_FACTOR,
    PENSION,
    PENSION_FACTOR,
    PROGRAMME,
    REDUNDANCY,
    REDUNDANCY_FACTOR,
    SAVING_AMOUNT,
    SAVING_FACTOR,
    ZERO_ROW,
    Risks,
    table,
)
from simulator.plan.keys import Keys
from simulator.plan.rows import Rows


def risks(case, rows: Rows, keys: Keys, clusters, councils, lines: list[tuple[int, int, int]], with_posts) -> Risks:
    """Events, gates and exit of a case.

    ``lines`` are (line, owner, kind) of every cost line; ``with_posts`` the clusters of the table of posts, in its
    order.
    """
    events, effects = _events(case, rows, clusters, lines, list(with_posts))
    gates, decline_rows = _gates(case, rows, keys, councils)
    stated = case.exit
    aprils = [] if stated is None else case.calendar.boundaries[1:-1]
    year = None if stated is None or stated.from_ is None else parse_fy(stated.from_)
    return Risks(
        events=table(EVENT, events),
        effects=table(EFFECT, effects),
        gates=table(GATE, gates),
        decline_rows=decline_rows,
        april=np.array(aprils, dtype=np.float64),
        from_stated=int(year is not None),
        not_before=0.0 if year is None else float(case.calendar.month_of_april(year)),
        exit_probability_row=ZERO_ROW if stated is None else rows.add("exit.probability", stated.probability),
        exit_draw_row=ZERO_ROW if stated is None else rows.uniform("exit"),
        unwind_row=ZERO_ROW if stated is None else rows.add("exit.unwind", stated.unwind),
        exit_cost_row=ZERO_ROW if stated is None else rows.add("exit.cost", stated.cost),
        exit_key=keys.number(None if stated is None else stated.key),
    )


def named_clusters(case, names, clusters: tuple[str, ...]) -> list[int]:
    """The clusters that ``on`` names: themselves, their wave, or the programme; each once, in the order of the axis."""
    return [c for c, name in enumerate(clusters) if {name, case.cluster[name].wave, "programme"} & set(names)]


def _events(case, rows: Rows, clusters, lines, with_posts) -> tuple[list[tuple], list[tuple]]:
    """Rows of the tables of events and of effects. Exclusive events of one name stand together."""
    events: list[tuple] = []
    effects: list[tuple] = []
    shared: dict[str, int] = {}
    stated = sorted(case.event.items(), key=lambda item: (item[1].exclusive or "", item[0]))
    for e, (name, event) in enumerate(stated):
        probability = rows.add(f"event.{name}.probability", event.probability)
        group = event.exclusive
        first = group is None or group not in shared
        if group is None:
            draw = rows.decision(f"event.{name}", probability)
        else:
            if first:
                shared[group] = rows.uniform(f"exclusive.{group}")
            draw = shared[group]
        events.append((draw, probability, int(group is not None), int(first)))
        effects += _effects(case, rows, e, name, event, clusters, lines, with_posts)
    return events, effects


def _effects(case, rows: Rows, e: int, name: str, event, clusters, lines, with_posts) -> list[tuple]:
    """What one event does to whom: (event, what it does, target, row of the effect, share of an amount)."""
    on = named_clusters(case, event.on, clusters)
    middle = [case.cluster[clusters[c]].saving.middle for c in on]
    total = sum(middle)
    found: list[tuple] = []
    for does, field in (
        (DELAYS, "delay"),
        (SAVING_FACTOR, "saving_factor"),
        (SAVING_AMOUNT, "saving_amount"),
        (COST_AMOUNT, "cost_amount"),
    ):
        stated = getattr(event, field)
        if stated is not None:
            row = rows.add(f"event.{name}.{field}", stated)
            found += [
                (e, does, c, row, m / total if total > 0 else 1.0 / len(on)) for c, m in zip(on, middle, strict=True)
            ]
    if event.cost_factor is not None:
        row = rows.add(f"event.{name}.cost_factor", event.cost_factor)
        kinds = {KINDS.index(kind) for kind in (event.kinds or KINDS[:-1])}
        owners = {*on, PROGRAMME} if "programme" in event.on else set(on)
        found += [(e, LINE_FACTOR, line, row, 1.0) for line, owner, kind in lines if owner in owners and kind in kinds]
        for does, kind in ((REDUNDANCY_FACTOR, REDUNDANCY), (PENSION_FACTOR, PENSION)):
            found += [(e, does, p, row, 1.0) for p, c in enumerate(with_posts) if c in owners and kind in kinds]
    return found


def _gates(case, rows: Rows, keys: Keys, councils: tuple[str, ...]) -> tuple[list[tuple], np.ndarray]:
    """Rows of the table of gates, in date order (then of their ids), and the decisions [GATE, COUNCIL]."""
    stated = sorted(case.gate.items(), key=lambda item: (case.calendar.month_of(item[1].date), item[0]))
    gates, decline = [], []
    for name, gate in stated:
        decisions = []
        for k in councils:
            probability = rows.add(f"gate.{name}.decline.{k}.probability", gate.decline[k])
            decisions.append(rows.decision(f"gate.{name}.decline.{k}", probability))
        decline.append(decisions)
        month = case.calendar.month_of(gate.date)
        gates.append((rows.add(f"gate.{name}.abort", gate.abort), keys.number(gate.key), month))
    return gates, np.array(decline, dtype=np.int64).reshape(len(stated), len(councils))
