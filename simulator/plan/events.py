"""Events, gates and exit: occurrences, and tables of whom they touch (docs/model.md section 6)."""

from __future__ import annotations

import numpy as np

from simulator.case.calendar import parse_fy
from simulator.plan.arrays import KINDS, PENSION, PROGRAMME, REDUNDANCY, ZERO_ROW, Events, Exit, Gates
from simulator.plan.keys import Keys
from simulator.plan.rows import Rows


def named_clusters(case, names, clusters: tuple[str, ...]) -> list[int]:
    """The clusters that ``on`` names: themselves, their wave, or the programme; each once, in axis order."""
    return [c for c, name in enumerate(clusters) if {name, case.cluster[name].wave, "programme"} & set(names)]


def events(case, rows: Rows, clusters: tuple[str, ...], lines: list[tuple[int, int, int]], with_posts) -> Events:
    """The events of a case. ``lines`` are (line, owner, kind); ``with_posts`` the clusters that have posts, in order."""
    stated = sorted(case.event.items(), key=lambda item: (item[1].exclusive or "", item[0]))
    draw, probability, exclusive, first = [], [], [], []
    tables: dict[str, list[tuple]] = {name: [] for name in ("delay", "factor", "amount", "line", "posts", "cost")}
    shared: dict[str, int] = {}
    for e, (name, event) in enumerate(stated):
        probability.append(rows.add(f"event.{name}.probability", event.probability))
        first.append(event.exclusive is None or event.exclusive not in shared)
        exclusive.append(event.exclusive is not None)
        if event.exclusive is None:
            draw.append(rows.decision(f"event.{name}", probability[-1]))
        else:
            if event.exclusive not in shared:
                shared[event.exclusive] = rows.uniform(f"exclusive.{event.exclusive}")
            draw.append(shared[event.exclusive])
        _effects(case, rows, tables, e, name, event, clusters, lines, with_posts)
    return Events(
        draw_rows=_ints(draw),
        probability_rows=_ints(probability),
        exclusive=_ints(exclusive),
        first_of_group=_ints(first),
        delay_event=_column(tables["delay"], 0),
        delay_cluster=_column(tables["delay"], 1),
        delay_rows=_column(tables["delay"], 2),
        factor_event=_column(tables["factor"], 0),
        factor_cluster=_column(tables["factor"], 1),
        factor_rows=_column(tables["factor"], 2),
        amount_event=_column(tables["amount"], 0),
        amount_cluster=_column(tables["amount"], 1),
        amount_rows=_column(tables["amount"], 2),
        amount_share=np.array([row[3] for row in tables["amount"]], dtype=np.float64),
        line_event=_column(tables["line"], 0),
        line=_column(tables["line"], 1),
        line_rows=_column(tables["line"], 2),
        posts_event=_column(tables["posts"], 0),
        posts_cluster=_column(tables["posts"], 1),
        posts_pension=_column(tables["posts"], 2),
        posts_rows=_column(tables["posts"], 3),
        cost_event=_column(tables["cost"], 0),
        cost_cluster=_column(tables["cost"], 1),
        cost_rows=_column(tables["cost"], 2),
        cost_share=np.array([row[3] for row in tables["cost"]], dtype=np.float64),
    )


def _effects(case, rows: Rows, tables, e: int, name: str, event, clusters, lines, with_posts) -> None:
    """Enter what one event does to whom."""
    on = named_clusters(case, event.on, clusters)
    middle = [case.cluster[clusters[c]].saving.middle for c in on]
    total = sum(middle)
    share = [m / total if total > 0 else 1.0 / len(on) for m in middle]
    if event.delay is not None:
        row = rows.add(f"event.{name}.delay", event.delay)
        tables["delay"] += [(e, c, row) for c in on]
    if event.saving_factor is not None:
        row = rows.add(f"event.{name}.saving_factor", event.saving_factor)
        tables["factor"] += [(e, c, row) for c in on]
    if event.saving_amount is not None:
        row = rows.add(f"event.{name}.saving_amount", event.saving_amount)
        tables["amount"] += [(e, c, row, s) for c, s in zip(on, share, strict=True)]
    if event.cost_amount is not None:
        row = rows.add(f"event.{name}.cost_amount", event.cost_amount)
        tables["cost"] += [(e, c, row, s) for c, s in zip(on, share, strict=True)]
    if event.cost_factor is not None:
        row = rows.add(f"event.{name}.cost_factor", event.cost_factor)
        kinds = {KINDS.index(kind) for kind in (event.kinds or KINDS[:5])}
        owners = {*on, PROGRAMME} if "programme" in event.on else set(on)
        tables["line"] += [(e, line, row) for line, owner, kind in lines if owner in owners and kind in kinds]
        for p, c in enumerate(with_posts):
            for pension, kind in enumerate((REDUNDANCY, PENSION)):
                if c in owners and kind in kinds:
                    tables["posts"].append((e, p, pension, row))


def gates(case, rows: Rows, keys: Keys, councils: tuple[str, ...]) -> Gates:
    """Gates in date order (then of their ids)."""
    stated = sorted(case.gate.items(), key=lambda item: (case.calendar.month_of(item[1].date), item[0]))
    decline = []
    for name, gate in stated:
        row = []
        for k in councils:
            probability = rows.add(f"gate.{name}.decline.{k}.probability", gate.decline[k])
            row.append(rows.decision(f"gate.{name}.decline.{k}", probability))
        decline.append(row)
    return Gates(
        month=np.array([case.calendar.month_of(gate.date) for _, gate in stated], dtype=np.float64),
        decline_rows=np.array(decline, dtype=np.int64).reshape(len(stated), len(councils)),
        abort_rows=_ints(rows.add(f"gate.{name}.abort", gate.abort) for name, gate in stated),
        key=_ints(keys.number(gate.key) for _, gate in stated),
    )


def exit_of(case, rows: Rows, keys: Keys) -> Exit:
    """The Aprils inside the horizon, and from when on the partnership may end on one of them."""
    stated = case.exit
    if stated is None:
        return Exit(np.zeros(0), -1.0, ZERO_ROW, ZERO_ROW, ZERO_ROW, ZERO_ROW, 0)
    return Exit(
        april=np.array(case.calendar.boundaries[1:-1], dtype=np.float64),
        not_before=-1.0 if stated.from_ is None else float(case.calendar.month_of_april(parse_fy(stated.from_))),
        probability_row=rows.add("exit.probability", stated.probability),
        draw_row=rows.uniform("exit"),
        unwind_row=rows.add("exit.unwind", stated.unwind),
        cost_row=rows.add("exit.cost", stated.cost),
        key=keys.number(stated.key),
    )


def _column(table: list[tuple], j: int) -> np.ndarray:
    return _ints(row[j] for row in table)


def _ints(values) -> np.ndarray:
    return np.array(list(values), dtype=np.int64)
