"""Case → Plan: every number of a case gets a row, every mechanism a table."""

from __future__ import annotations

import numpy as np

from simulator.case.calendar import parse_fy
from simulator.plan.arrays import COUNCIL as COUNCIL_ROW
from simulator.plan.arrays import FIXED, NONE, ZERO_ROW, Arrays, Bases, Calendar, table
from simulator.plan.costs import costs
from simulator.plan.dependence import draws, matrices
from simulator.plan.keys import Keys
from simulator.plan.outcomes import OutcomeInfo, Present, catalogue
from simulator.plan.plan import Plan
from simulator.plan.redundancy import redundancy
from simulator.plan.risks import risks
from simulator.plan.rows import Rows
from simulator.plan.services import services
from simulator.plan.views import VIEWS


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
    shared = services(case, rows, keys, clusters, councils)
    weight_rows = [int(row) for row in shared.clusters.weight_row]
    cost_lines, lines = costs(case, rows, keys, clusters, weight_rows, posts_drive)
    bottom = redundancy(case, rows, keys, clusters, councils, posts_drive)
    arrays = Arrays(
        fixed=np.zeros(0),
        draws=draws({}, ()),
        calendar=_calendar(case.calendar),
        services=shared,
        risks=risks(case, rows, keys, clusters, councils, lines, bottom.posts.cluster),
        costs=cost_lines,
        redundancy=bottom,
        bases=_bases(case, rows, keys, councils),
        years=len(case.calendar.years),
    )
    # The as-submitted view draws from the same matrices, and its inputs have the same places in a design.
    as_tested = None if view == "tested" else compile_plan(case, "tested")
    found = matrices(case.correlation, rows.inputs) if as_tested is None else as_tested.correlation
    shared_rows = [NONE if one.stream is None else rows.constant(0.0) for one in found]
    fixed = np.zeros(len(rows))
    for row, value in rows.constants.items():
        fixed[row] = value
    for item in rows.inputs.values():
        if item.marginal.kind == FIXED:
            fixed[item.row] = item.marginal.low
    arrays = arrays._replace(fixed=fixed, draws=draws(rows.inputs, found, shared_rows))
    return Plan(
        case_id=case.case.id,
        view=view,
        years=case.calendar.labels,
        clusters=clusters,
        councils=councils,
        inputs=dict(rows.inputs),
        correlation=found,
        outcomes=_outcomes(case, clusters, councils),
        dimensions=tuple(map(int, arrays.draws.draws.hash)) if as_tested is None else as_tested.dimensions,
        arrays=arrays,
    )


def _method(case) -> str:
    """What drives redundancy in a case with posts: what it says, or posts where the total has no redundancy or
    pension."""
    return case.redundancy.method or "posts"


def _calendar(calendar) -> Calendar:
    starts = np.array(calendar.boundaries, dtype=np.int64)
    year_of = np.repeat(np.arange(len(starts) - 1), np.diff(starts)).astype(np.int64)
    return Calendar(int(calendar.months), starts, year_of)


def _bases(case, rows: Rows, keys: Keys, councils: tuple[str, ...]) -> Bases:
    """Keys, indices, gaps and what else flows are held against. Called last: it numbers the keys in use."""
    labels = case.calendar.labels
    gap = np.full((len(labels), len(councils)), NONE, dtype=np.int64)
    entries, pieces = [], 0
    for k, name in enumerate(councils):
        council = case.council[name]
        stated_gap = NONE
        for year, value in sorted(council.gap.items()):
            gap[labels.index(year), k] = rows.add(f"council.{name}.gap.{year}", value)
            if year == case.case.gap_year:
                stated_gap = int(gap[labels.index(year), k])
        first, pieces = pieces, pieces + len(council.pension.profile)
        entries.append(
            (
                rows.optional(f"council.{name}.net_budget", council.net_budget),
                stated_gap,
                rows.optional(f"council.{name}.reserves", council.reserves),
                rows.add(f"council.{name}.redundancy.multiplier", council.redundancy.multiplier),
                rows.add(f"council.{name}.pension.members", council.pension.members),
                int(council.redundancy.weekly_pay == "capped"),
                first,
                pieces,
            )
        )
    growth, first_year, base_year = _growth(case, rows)
    kind, share = keys.arrays()
    return Bases(
        councils=table(COUNCIL_ROW, entries),
        key_kind=kind,
        key_share=share,
        growth_rows=growth,
        first=first_year,
        base=base_year,
        gap_rows=gap,
        out_of_scope_rows=np.array(
            [rows.add(f"out_of_scope.{name}.budget", item.budget) for name, item in sorted(case.out_of_scope.items())],
            dtype=np.int64,
        ),
        discount_row=rows.add("case.discount_rate", case.case.discount_rate),
    )


def _growth(case, rows: Rows) -> tuple[np.ndarray, int, int]:
    """Rows of yearly growth [INDEX, YEAR of the index], and where the horizon and the price base stand on that axis."""
    years = case.calendar.years
    base = parse_fy(case.case.price_base)
    first, last = min(years[0], base), max(years[-1], base)
    growth = np.full((2, last - first + 1), ZERO_ROW, dtype=np.int64)
    for i, name in enumerate(("pay", "prices")):
        for year, rate in sorted(getattr(case.index, name).growth.items()):
            growth[i, max(parse_fy(year) - first, 0) :] = rows.add(f"index.{name}.growth.{year}", rate)
    return growth, years[0] - first, base - first


def _outcomes(case, clusters: tuple[str, ...], councils: tuple[str, ...]) -> tuple[OutcomeInfo, ...]:
    gaps = {k: frozenset(case.council[k].gap) for k in councils}
    total_kinds = set(case.total_cost.kind) if case.total_cost is not None else set()
    years = case.calendar.labels
    with_posts = frozenset(name for name in clusters if case.cluster[name].posts is not None)
    present = Present(
        posts=with_posts,
        memorandum=bool(with_posts) and bool(total_kinds & {"redundancy", "pension"}),
        all_budgets=all(case.cluster[name].budget is not None for name in clusters),
        budgets=frozenset(name for name in clusters if case.cluster[name].budget is not None),
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
