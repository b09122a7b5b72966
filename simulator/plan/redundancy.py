"""Bottom-up redundancy: which clusters have posts, on what terms, and how time is cut for caps and pension ages."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from simulator.case import statutory
from simulator.plan.arrays import (
    BAND,
    CELL,
    NEVER,
    ONE_ROW,
    PENSION_AGE,
    POSTS,
    SPEND,
    ZERO_ROW,
    Redundancy,
    Statute,
    table,
)
from simulator.plan.keys import Keys
from simulator.plan.rows import Rows

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


def redundancy(
    case, rows: Rows, keys: Keys, clusters: tuple[str, ...], councils: tuple[str, ...], drives: bool
) -> Redundancy:
    """The tables of the bottom-up method; without posts in any cluster they are empty.

    ``clusters`` and ``councils`` are the engine's axes; ``drives`` says whether the method drives cash or is the
    memorandum.
    """
    with_posts = [(c, name, case.cluster[name].posts) for c, name in enumerate(clusters)]
    with_posts = [item for item in with_posts if item[2] is not None]
    bands = [
        tuple(
            rows.add(f"redundancy.age.{name}.{column}", getattr(band, column)) for column in ("share", "age", "service")
        )
        for name, band in (sorted(case.redundancy.age.items()) if with_posts else [])
    ]
    return Redundancy(
        posts=table(POSTS, (_entry(rows, keys, c, name, posts) for c, name, posts in with_posts)),
        drives_cash=int(drives),
        on_costs_row=rows.add("redundancy.on_costs", case.redundancy.on_costs) if bands else ZERO_ROW,
        bands=table(BAND, bands),
        band_share_rows=np.array([band[0] for band in bands], dtype=np.int64),
        profile=table(SPEND, ((p.from_, p.to, p.share) for k in councils for p in case.council[k].pension.profile)),
        cells=table(CELL, _cells(case)),
        pension_ages=table(PENSION_AGE, _pension_ages(case)),
        statute=STATUTE,
    )


def _entry(rows: Rows, keys: Keys, c: int, name: str, posts) -> tuple:
    """One row of the table of posts."""

    def overrun(kind: str) -> int:
        known = rows.inputs.get(f"cluster.{name}.overrun.{kind}")
        return ONE_ROW if known is None else known.row

    return (
        c,
        rows.add(f"cluster.{name}.posts.average_cost", posts.average_cost),
        rows.add(f"cluster.{name}.posts.turnover", posts.turnover),
        rows.add(f"cluster.{name}.posts.strain", posts.strain),
        overrun("redundancy"),
        overrun("pension"),
        keys.where_it_arises(name),
    )


def _cells(case) -> list[tuple[int, int, float, float, float]]:
    """(month, year, start, end, weekly cap): time cut at every month end and cap change up to the horizon, and one cell
    beyond it, which keeps the last month's year and cap."""
    calendar = case.calendar
    changes = [calendar.month_of(day) for day, _ in statutory.WEEKLY_PAY_CAPS]
    cuts = sorted({float(m) for m in range(calendar.months + 1)} | {m for m in changes if 0.0 < m < calendar.months})
    starts = np.array(calendar.boundaries[1:])
    found = []
    for start, end in pairwise(cuts):
        year = int(np.searchsorted(starts, int(start), side="right"))
        found.append((int(start), year, start, end, statutory.weekly_cap(calendar.date_of(start))))
    month, year, _, end, cap = found[-1]
    return [*found, (month, year, end, NEVER, cap)]


def _pension_ages(case) -> list[tuple[float, float, float]]:
    """(start, end, minimum pension age), covering all time."""
    starts = [-NEVER, *(case.calendar.month_of(day) for day, _ in statutory.MINIMUM_PENSION_AGES[1:]), NEVER]
    ages = [float(age) for _, age in statutory.MINIMUM_PENSION_AGES]
    return list(zip(starts[:-1], starts[1:], ages, strict=True))
