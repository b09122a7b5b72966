"""Case → Plan: every number of a case gets a row, every mechanism a table."""

from __future__ import annotations

import numpy as np

from simulator.case.calendar import parse_fy
from simulator.plan import costs as cost_tables
from simulator.plan.arrays import (
    FIXED,
    PAY,
    PRICES,
    PROGRAMME,
    ZERO_ROW,
    Arrays,
    Bases,
    Calendar,
    Indices,
    Savings,
    Timing,
)
from simulator.plan.dependence import draws, matrices
from simulator.plan.events import events, exit_of, gates
from simulator.plan.keys import Keys
from simulator.plan.outcomes import OutcomeInfo, Present, catalogue
from simulator.plan.plan import Plan, decisions
from simulator.plan.redundancy import posts
from simulator.plan.rows import Rows
from simulator.plan.views import VIEWS

NO_RELEASE = -1.0e9
"""Release month of a tranche that no contract holds back."""


def compile_plan(case, view: str = "tested") -> Plan:
    """The plan of a case in one of its views.

    Parameters
    ----------
    case : Case
        From `simulator.case.load_case`.
    view : "tested" or "as_submitted"
        As submitted, the inputs that docs/model.md section 1 calls neutral are fixed at their neutral values.

    Returns
    -------
    Plan

    Raises
    ------
    ValueError
        When the view is unknown.

    Notes
    -----
    Clusters, councils and lines are taken in the order of their ids, so that the order of the file moves no result.
    """
    if view not in VIEWS:
        raise ValueError(f"unknown view {view!r}: write one of {', '.join(VIEWS)}")
    clusters, councils = tuple(sorted(case.cluster)), tuple(sorted(case.council))
    rows = Rows(view)
    keys = Keys(case, councils)
    bottom_up = any(cluster.posts is not None for cluster in case.cluster.values())
    posts_drive = bottom_up and _method(case) == "posts"
    timing = _timing(case, rows, clusters)
    savings = _savings(case, rows, keys, clusters, councils)
    lines, costs = cost_tables.cost_table(case, rows, keys, clusters, posts_drive)
    delay_costs = cost_tables.delay_costs(case, rows, keys, clusters)
    redundancy = posts(case, rows, keys, clusters, councils, posts_drive)
    arrays = Arrays(
        fixed=np.zeros(0),
        draws=draws({}, ()),
        decisions=decisions({}),
        calendar=_calendar(case.calendar),
        timing=timing,
        savings=savings,
        events=events(case, rows, clusters, lines.places(), tuple(redundancy.clusters)),
        gates=gates(case, rows, keys, councils),
        exit=exit_of(case, rows, keys),
        costs=costs,
        delay_costs=delay_costs,
        posts=redundancy,
        indices=_indices(case, rows),
        bases=_bases(case, rows, keys, clusters, councils),
        clusters=len(clusters),
        councils=len(councils),
        years=len(case.calendar.years),
    )
    found = _correlation(case, rows, view)
    fixed = np.zeros(len(rows))
    for row, value in rows.constants.items():
        fixed[row] = value
    for item in rows.inputs.values():
        if item.marginal.kind == FIXED:
            fixed[item.row] = item.marginal.low
    arrays = arrays._replace(fixed=fixed, draws=draws(rows.inputs, found), decisions=decisions(rows.inputs))
    return Plan(
        case_id=case.case.id,
        view=view,
        years=case.calendar.labels,
        clusters=clusters,
        councils=councils,
        inputs=dict(rows.inputs),
        correlation=found,
        outcomes=_outcomes(case, clusters, councils, bottom_up, posts_drive),
        arrays=arrays,
    )


def _method(case) -> str:
    """What drives redundancy in a case with posts: what it says, or posts where the total has no redundancy or pension."""
    return case.redundancy.method or "posts"


def _correlation(case, rows: Rows, view: str):
    """The matrices over what is uncertain as tested: the as-submitted view draws from the same ones."""
    if view == "tested":
        return matrices(case.correlation, rows.inputs)
    return compile_plan(case, "tested").correlation


def _calendar(calendar) -> Calendar:
    starts = np.array(calendar.boundaries, dtype=np.int64)
    year_of = np.repeat(np.arange(len(starts) - 1), np.diff(starts)).astype(np.int64)
    return Calendar(int(calendar.months), starts, year_of)


def _timing(case, rows: Rows, clusters: tuple[str, ...]) -> Timing:
    waves = {
        name: (rows.add(f"wave.{name}.start", wave.start), rows.add(f"wave.{name}.delay", wave.delay))
        for name, wave in sorted(case.wave.items())
    }
    wave_ramps: dict[str, int] = {}
    start, offset, length, mass, end_offset, end_rows = [0], [], [], [], [], []
    for name in clusters:
        cluster, wave = case.cluster[name], case.wave[case.cluster[name].wave]
        own = cluster.ramp is not None or cluster.phasing is not None
        phasing = cluster.phasing if own else wave.phasing
        if phasing is not None:
            for year, share in enumerate(phasing):
                offset.append(12.0 * year)
                length.append(ZERO_ROW)
                mass.append(float(share))
            end_offset.append(12.0 * (len(phasing) - 1))
            end_rows.append(ZERO_ROW)
        else:
            if cluster.ramp is not None:
                row = rows.add(f"cluster.{name}.ramp", cluster.ramp)
            else:
                if cluster.wave not in wave_ramps:
                    stated = wave.ramp is not None
                    wave_ramps[cluster.wave] = rows.add(f"wave.{cluster.wave}.ramp", wave.ramp) if stated else ZERO_ROW
                row = wave_ramps[cluster.wave]
            offset.append(0.0)
            length.append(row)
            mass.append(1.0)
            end_offset.append(0.0)
            end_rows.append(row)
        start.append(len(offset))
    offset.append(0.0)
    length.append(ZERO_ROW)
    mass.append(1.0)
    edges = []
    for name in _topological(case, clusters):
        for need in case.cluster[name].prerequisites:
            lag = rows.add(f"cluster.{name}.prerequisites.{need.cluster}.lag", need.lag)
            edges.append((clusters.index(name), clusters.index(need.cluster), lag))
    return Timing(
        start_rows=_ints(waves[case.cluster[name].wave][0] for name in clusters),
        common_delay_row=rows.add("delay.common", case.delay.common),
        wave_delay_rows=_ints(waves[case.cluster[name].wave][1] for name in clusters),
        delay_rows=_ints(rows.add(f"cluster.{name}.delay", case.cluster[name].delay) for name in clusters),
        edge_to=_ints(e[0] for e in edges),
        edge_from=_ints(e[1] for e in edges),
        edge_lag_rows=_ints(e[2] for e in edges),
        piece_start=_ints(start),
        piece_offset=np.array(offset),
        piece_length_rows=_ints(length),
        piece_mass=np.array(mass),
        end_offset=np.array(end_offset),
        end_rows=_ints(end_rows),
    )


def _topological(case, clusters: tuple[str, ...]) -> list[str]:
    """Clusters with every prerequisite before what needs it (validation has excluded cycles)."""
    done: list[str] = []
    while len(done) < len(clusters):
        for name in clusters:
            if name not in done and all(need.cluster in done for need in case.cluster[name].prerequisites):
                done.append(name)
    return done


def _savings(case, rows: Rows, keys: Keys, clusters: tuple[str, ...], councils: tuple[str, ...]) -> Savings:
    def column(field: str) -> np.ndarray:
        return _ints(rows.add(f"cluster.{name}.{field}", getattr(case.cluster[name], field)) for name in clusters)

    locks = sorted(case.lock.items())
    running = sorted(case.running.items())
    cluster_of = [None if item.owner == "programme" else item.owner for _, item in running]
    return Savings(
        saving_rows=column("saving"),
        realisation_rows=column("realisation"),
        delivery_row=rows.add("delivery.factor", case.delivery.factor),
        overlap_rows=column("overlap"),
        cashable_rows=column("cashable"),
        general_fund_rows=column("general_fund"),
        staff_share_rows=column("staff_share"),
        key=_ints(keys.number(case.cluster[name].key, name) for name in clusters),
        tranche_cluster=_ints([*range(len(clusters)), *(clusters.index(lock.cluster) for _, lock in locks)]),
        tranche_share_rows=_ints(
            [*(ZERO_ROW for _ in clusters), *(rows.add(f"lock.{name}.share", lock.share) for name, lock in locks)]
        ),
        tranche_release=np.array(
            [*(NO_RELEASE for _ in clusters), *(case.calendar.day_after(lock.until) for _, lock in locks)]
        ),
        tranche_council=_ints(
            [*(-1 for _ in clusters), *(-1 if lock.council is None else councils.index(lock.council) for _, lock in locks)]
        ),
        running_owner=_ints(PROGRAMME if c is None else clusters.index(c) for c in cluster_of),
        running_amount_rows=_ints(rows.add(f"running.{name}.amount", item.amount) for name, item in running),
        running_general_fund_rows=_ints(
            rows.add(f"running.{name}.general_fund", item.general_fund) for name, item in running
        ),
        running_key=_ints(keys.number(item.key, c) for (_, item), c in zip(running, cluster_of, strict=True)),
        running_index=_ints(PAY if item.index == "pay" else PRICES for _, item in running),
    )


def _indices(case, rows: Rows) -> Indices:
    years = case.calendar.years
    base = parse_fy(case.case.price_base)
    first, last = min(years[0], base), max(years[-1], base)
    growth = np.full((2, last - first + 1), ZERO_ROW, dtype=np.int64)
    for i, name in enumerate(("pay", "prices")):
        stated = sorted(getattr(case.index, name).growth.items())
        for year, rate in stated:
            growth[i, max(parse_fy(year) - first, 0) :] = rows.add(f"index.{name}.growth.{year}", rate)
    return Indices(growth, years[0] - first, base - first)


def _bases(case, rows: Rows, keys: Keys, clusters: tuple[str, ...], councils: tuple[str, ...]) -> Bases:
    labels = case.calendar.labels
    gap = np.full((len(labels), len(councils)), -1, dtype=np.int64)
    stated_gap = np.full(len(councils), -1, dtype=np.int64)
    for k, name in enumerate(councils):
        for year, value in sorted(case.council[name].gap.items()):
            row = rows.add(f"council.{name}.gap.{year}", value)
            gap[labels.index(year), k] = row
            if year == case.case.gap_year:
                stated_gap[k] = row
    kind, share = keys.arrays()

    def optional(input_id: str, stated) -> int:
        return -1 if stated is None else rows.add(input_id, stated)

    return Bases(
        key_kind=kind,
        key_share=share,
        net_budget_rows=_ints(optional(f"council.{k}.net_budget", case.council[k].net_budget) for k in councils),
        gap_rows=gap,
        stated_gap_rows=stated_gap,
        reserve_rows=_ints(optional(f"council.{k}.reserves", case.council[k].reserves) for k in councils),
        budget_rows=_ints(optional(f"cluster.{name}.budget", case.cluster[name].budget) for name in clusters),
        out_of_scope_rows=_ints(
            rows.add(f"out_of_scope.{name}.budget", item.budget) for name, item in sorted(case.out_of_scope.items())
        ),
        discount_row=rows.add("case.discount_rate", case.case.discount_rate),
    )


def _outcomes(case, clusters, councils, bottom_up: bool, posts_drive: bool) -> tuple[OutcomeInfo, ...]:
    gaps = {k: frozenset(case.council[k].gap) for k in councils}
    total_kinds = set(case.total_cost.kind) if case.total_cost is not None else set()
    years = case.calendar.labels
    present = Present(
        posts=bottom_up,
        memorandum=bottom_up and bool(total_kinds & {"redundancy", "pension"}),
        all_budgets=all(case.cluster[name].budget is not None for name in clusters),
        budgets={name: case.cluster[name].budget is not None for name in clusters},
        gap_years=frozenset.intersection(*gaps.values()),
        council_gap_years=gaps,
        stated_year=case.case.gap_year,
        reserves=frozenset(k for k in councils if case.council[k].reserves is not None),
    )
    return catalogue(
        years,
        {name: clusters.index(name) for name in case.cluster},
        {name: councils.index(name) for name in case.council},
        present,
    )


def _ints(values) -> np.ndarray:
    return np.array(list(values), dtype=np.int64)
