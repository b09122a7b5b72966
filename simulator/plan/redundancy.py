"""Bottom-up redundancy: which clusters have posts, on what terms, and how time is cut for caps and pension ages."""

from __future__ import annotations

import numpy as np

from simulator.case import statutory
from simulator.plan.arrays import ONE_ROW, ZERO_ROW, Posts, Statute
from simulator.plan.keys import Keys
from simulator.plan.rows import Rows

NEVER = 1.0e9
"""A month that is never reached."""


STATUTE = Statute(
    qualifying_years=float(statutory.QUALIFYING_YEARS),
    most_years=float(statutory.MOST_YEARS),
    young_until=float(statutory.YOUNG_UNTIL),
    older_from=float(statutory.OLDER_FROM),
    weeks_young=statutory.WEEKS_YOUNG,
    weeks_between=statutory.WEEKS_BETWEEN,
    weeks_older=statutory.WEEKS_OLDER,
    weeks_in_a_year=float(statutory.WEEKS_IN_A_YEAR),
)


def posts(case, rows: Rows, keys: Keys, clusters: tuple[str, ...], councils: tuple[str, ...], drives: bool) -> Posts:
    """The tables of the bottom-up method; without posts in any cluster they are empty."""
    with_posts = [c for c, name in enumerate(clusters) if case.cluster[name].posts is not None]
    terms = [(clusters[c], case.cluster[clusters[c]].posts) for c in with_posts]
    bands = sorted(case.redundancy.age.items()) if with_posts else []
    pieces = [[(p.from_, p.to, p.share) for p in case.council[k].pension.profile] for k in councils]
    cells = _cells(case)
    ages = _pension_ages(case)
    overrun = {
        kind: [
            rows.inputs[name].row if (name := f"cluster.{clusters[c]}.overrun.{kind}") in rows.inputs else ONE_ROW
            for c in with_posts
        ]
        for kind in ("redundancy", "pension")
    }
    return Posts(
        clusters=_ints(with_posts),
        drives_cash=int(drives),
        average_cost_rows=_ints(rows.add(f"cluster.{n}.posts.average_cost", p.average_cost) for n, p in terms),
        turnover_rows=_ints(rows.add(f"cluster.{n}.posts.turnover", p.turnover) for n, p in terms),
        strain_rows=_ints(rows.add(f"cluster.{n}.posts.strain", p.strain) for n, p in terms),
        overrun_rows=_ints(overrun["redundancy"]),
        pension_overrun_rows=_ints(overrun["pension"]),
        employer_key=_ints(keys.where_it_arises(clusters[c]) for c in with_posts),
        statute=STATUTE,
        on_costs_row=rows.add("redundancy.on_costs", case.redundancy.on_costs) if bands else ZERO_ROW,
        band_share_rows=_ints(rows.add(f"redundancy.age.{n}.share", b.share) for n, b in bands),
        band_age_rows=_ints(rows.add(f"redundancy.age.{n}.age", b.age) for n, b in bands),
        band_service_rows=_ints(rows.add(f"redundancy.age.{n}.service", b.service) for n, b in bands),
        multiplier_rows=_ints(
            rows.add(f"council.{k}.redundancy.multiplier", case.council[k].redundancy.multiplier) for k in councils
        ),
        member_rows=_ints(rows.add(f"council.{k}.pension.members", case.council[k].pension.members) for k in councils),
        capped=_ints(case.council[k].redundancy.weekly_pay == "capped" for k in councils),
        profile_start=np.concatenate([[0], np.cumsum([len(p) for p in pieces])]).astype(np.int64),
        profile_from=np.array([p[0] for own in pieces for p in own], dtype=np.float64),
        profile_to=np.array([p[1] for own in pieces for p in own], dtype=np.float64),
        profile_share=np.array([p[2] for own in pieces for p in own], dtype=np.float64),
        cell_start=np.array([c[0] for c in cells]),
        cell_end=np.array([c[1] for c in cells]),
        cell_cap=np.array([c[2] for c in cells]),
        pension_age_from=np.array([a[0] for a in ages]),
        pension_age_to=np.array([a[1] for a in ages]),
        pension_age=np.array([a[2] for a in ages]),
    )


def _cells(case) -> list[tuple[float, float, float]]:
    """(start, end, weekly cap): time cut at every month end and cap change up to the horizon, and one cell beyond it."""
    months = case.calendar.months
    changes = [(case.calendar.month_of(date), cap) for date, cap in statutory.WEEKLY_PAY_CAPS]
    cuts = sorted({float(m) for m in range(months + 1)} | {m for m, _ in changes if 0.0 < m < months})
    found = [(a, b, _in_force(changes, a)) for a, b in zip(cuts[:-1], cuts[1:], strict=True)]
    return [*found, (float(months), NEVER, found[-1][2])]


def _in_force(changes: list[tuple[float, float]], month: float) -> float:
    """The cap on a date; before the first one known, that one."""
    cap = changes[0][1]
    for start, value in changes:
        if start <= month:
            cap = value
    return float(cap)


def _pension_ages(case) -> list[tuple[float, float, float]]:
    """(from, to, minimum pension age), covering all time."""
    starts = [-NEVER, *(case.calendar.month_of(date) for date, _ in statutory.MINIMUM_PENSION_AGES[1:]), NEVER]
    ages = [age for _, age in statutory.MINIMUM_PENSION_AGES]
    return list(zip(starts[:-1], starts[1:], map(float, ages), strict=True))


def _ints(values) -> np.ndarray:
    return np.array(list(values), dtype=np.int64)
