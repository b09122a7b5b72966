"""What the engine is given: flat arrays, one NamedTuple for each idea in docs/model.md.

Axes, named once and used in every docstring of the engine:

========  ==================================================================
ROW       one input (or constant) of the case; row 0 is zero, row 1 is one
CLUSTER   service clusters, in the order of the file
COUNCIL   councils, in the order of the file
MONTH     months from the start, 0 to the horizon
YEAR      financial years of the horizon
LANE      trials of one block
========  ==================================================================

A field whose name ends in ``_row`` or ``_rows`` holds ROW numbers: the engine looks the number itself up in ``x[ROW, LANE]``, so
every input may be fixed or uncertain. Each optional feature is a table of zero or more entries: a case that does not use it
loops over nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ZERO_ROW, ONE_ROW = 0, 1

PROGRAMME = -1
"""Owner of what belongs to no cluster."""

PAY, PRICES = 0, 1
"""Which index a flow moves with."""

KINDS = ("redundancy", "pension", "ict", "programme", "other", "delay")
"""Kinds of cost, in the order of the engine's table; ``delay`` is team, dual running and dips."""
REDUNDANCY, PENSION, ICT, PROGRAMME_KIND, OTHER, DELAY = range(6)

FIXED, UNIFORM, TRIANGULAR, PERT, RAW = range(5)
"""How a drawn row gets its value from its uniform. RAW keeps the uniform, for occurrences."""

KEY_FIXED, KEY_NET_BUDGET = range(2)


class Draws(NamedTuple):
    """The drawn rows [DRAW] and the correlation matrices between them.

    ``matrix_start`` [MATRIX + 1] cuts ``member`` (DRAW numbers, in the order of ids); ``factor_start`` cuts ``factor``, the
    Cholesky factors row by row. ``pert`` [TABLE, NODE, 4] holds the cubic tables of the PERT shapes in use.
    """

    rows: Ints
    kinds: Ints
    hashes: NDArray[np.uint64]
    parameters: Floats
    table: Ints
    in_matrix: Ints
    pert: Floats
    matrix_start: Ints
    member: Ints
    factor_start: Ints
    factor: Floats


class Decisions(NamedTuple):
    """Rows whose uniform becomes 1 or 0 with a probability: events and declines."""

    rows: Ints
    probability_rows: Ints


class Calendar(NamedTuple):
    """``year_start`` [YEAR + 1] in months, ``year_of`` [MONTH]."""

    months: int
    year_start: Ints
    year_of: Ints


class Timing(NamedTuple):
    """Go-live of each cluster and its ramp.

    Prerequisites are edges in topological order of ``edge_to``. Ramp pieces are cut by ``piece_start`` [CLUSTER + 1]: each
    delivers ``piece_mass`` in a straight line over ``piece_length_row`` months, from ``piece_offset`` months after go-live. One
    more piece, after the last cluster's, is the step with which running costs begin.
    """

    start_rows: Ints
    common_delay_row: int
    wave_delay_rows: Ints
    delay_rows: Ints
    edge_to: Ints
    edge_from: Ints
    edge_lag_rows: Ints
    piece_start: Ints
    piece_offset: Floats
    piece_length_rows: Ints
    piece_mass: Floats
    end_offset: Floats
    end_rows: Ints


class Savings(NamedTuple):
    """Opportunity of each cluster, its tranches (a cluster's first tranche has its number; locks follow), running costs."""

    saving_rows: Ints
    realisation_rows: Ints
    delivery_row: int
    overlap_rows: Ints
    cashable_rows: Ints
    general_fund_rows: Ints
    staff_share_rows: Ints
    key: Ints
    tranche_cluster: Ints
    tranche_share_rows: Ints
    tranche_release: Floats
    tranche_council: Ints
    running_owner: Ints
    running_amount_rows: Ints
    running_general_fund_rows: Ints
    running_key: Ints
    running_index: Ints


class Events(NamedTuple):
    """Which events there are and whom they touch.

    ``draw_rows`` holds 1 or 0, or for exclusive events the shared uniform; ``first_of_group`` is 1 where a new uniform begins. Each
    effect is a table of (event, what it touches, ROW of the effect).
    """

    draw_rows: Ints
    probability_rows: Ints
    exclusive: Ints
    first_of_group: Ints
    delay_event: Ints
    delay_cluster: Ints
    delay_rows: Ints
    factor_event: Ints
    factor_cluster: Ints
    factor_rows: Ints
    amount_event: Ints
    amount_cluster: Ints
    amount_rows: Ints
    amount_share: Floats
    line_event: Ints
    line: Ints
    line_rows: Ints
    posts_event: Ints
    posts_cluster: Ints
    posts_pension: Ints
    posts_rows: Ints
    cost_event: Ints
    cost_cluster: Ints
    cost_rows: Ints
    cost_share: Floats


class Gates(NamedTuple):
    """Gates in date order: month, decisions [GATE, COUNCIL], abort cost."""

    month: Floats
    decline_rows: Ints
    abort_rows: Ints
    key: Ints


class Exit(NamedTuple):
    """The first days of April inside the horizon [APRIL] (none without an exit), and what an exit costs.

    ``not_before`` is the month from which the partnership may end; −1 for 12 months after the first planned go-live.
    """

    april: Floats
    not_before: float
    probability_row: int
    draw_row: int
    unwind_row: int
    cost_row: int
    key: int


class Costs(NamedTuple):
    """One-off cost lines, grouped by schedule: lines of one owner, profile, key and index are spent together.

    ``piece_start`` and ``line_start`` [GROUP + 1] cut the pieces of the profile and the lines. A line's amount is the product of
    its amount, its share of kinds (``line_kind_share``, −1 for none), its cluster's weight (``line_weight``, −1 for none) and two
    overrun factors. Groups with ``drives_cash`` 0 are the memorandum.
    """

    owner: Ints
    moves_with_go_live: Ints
    base_month: Floats
    key: Ints
    index: Ints
    drives_cash: Ints
    piece_start: Ints
    piece_from: Floats
    piece_to: Floats
    piece_share: Floats
    line_start: Ints
    line_kind: Ints
    line_amount_rows: Ints
    line_kind_share: Ints
    line_weight: Ints
    line_overrun_rows: Ints
    line_second_overrun_rows: Ints
    kind_share_rows: Ints
    weight_rows: Ints


class DelayCosts(NamedTuple):
    """Team, dual running and dips. ``team_from_plan`` is 1 where a top-down total already pays for the plan's team."""

    team_row: int
    team_key: int
    team_from_plan: int
    dual_running_rows: Ints
    dip_rows: Ints
    dip_month_rows: Ints


class Statute(NamedTuple):
    """Redundancy pay by law, from `simulator.case.statutory`: years, ages, and weeks of pay for a year of service."""

    qualifying_years: float
    most_years: float
    young_until: float
    older_from: float
    weeks_young: float
    weeks_between: float
    weeks_older: float
    weeks_in_a_year: float


class Posts(NamedTuple):
    """Bottom-up redundancy. Empty ``clusters`` means that the case does not use it.

    Cells cut time wherever a month, a financial year or a statutory cap begins; the last runs on beyond the horizon. Pension
    ages are those of ``pension_age`` from ``pension_age_from`` on [AGE SEGMENT].
    """

    clusters: Ints
    drives_cash: int
    average_cost_rows: Ints
    turnover_rows: Ints
    strain_rows: Ints
    overrun_rows: Ints
    pension_overrun_rows: Ints
    employer_key: Ints
    statute: Statute
    on_costs_row: int
    band_share_rows: Ints
    band_age_rows: Ints
    band_service_rows: Ints
    multiplier_rows: Ints
    member_rows: Ints
    capped: Ints
    profile_start: Ints
    profile_from: Floats
    profile_to: Floats
    profile_share: Floats
    cell_start: Floats
    cell_end: Floats
    cell_cap: Floats
    pension_age_from: Floats
    pension_age_to: Floats
    pension_age: Floats


class Indices(NamedTuple):
    """Growth rows of pay and prices, [INDEX, YEAR of the index], and where the horizon and the price base stand in them."""

    growth_rows: Ints
    first: int
    base: int


class Bases(NamedTuple):
    """Council keys, budgets, gaps and reserves: what flows are divided by and held against. −1 marks what is not stated."""

    key_kind: Ints
    key_share: Floats
    net_budget_rows: Ints
    gap_rows: Ints
    stated_gap_rows: Ints
    reserve_rows: Ints
    budget_rows: Ints
    out_of_scope_rows: Ints
    discount_row: int


class Arrays(NamedTuple):
    """Everything the engine is given. ``fixed`` [ROW] holds the value of every row that is not drawn."""

    fixed: Floats
    draws: Draws
    decisions: Decisions
    calendar: Calendar
    timing: Timing
    savings: Savings
    events: Events
    gates: Gates
    exit: Exit
    costs: Costs
    delay_costs: DelayCosts
    posts: Posts
    indices: Indices
    bases: Bases
    clusters: int
    councils: int
    years: int
