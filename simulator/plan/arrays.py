"""What the engine is given: tables and index arrays, one NamedTuple for each idea in docs/model.md.

Axes, named once and used in every docstring of the engine:

========  ==================================================================
ROW       one input (or constant) of the case; row 0 is zero, row 1 is one
CLUSTER   service clusters, in the order of their ids
COUNCIL   councils, in the order of their ids
INDEX     pay, prices
MONTH     months from the start, 0 to the horizon
YEAR      financial years of the horizon
LANE      trials of one block
========  ==================================================================

A column whose name ends in ``_row`` holds ROW numbers: the engine looks the number itself up in ``x[ROW, LANE]``, so
every input may be fixed or uncertain. Each optional feature is a table of zero or more entries: a case that does not
use it loops over nothing. Tables are record arrays: a function is given a table as one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from distributions.catalogue import FAMILIES

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Table = Any
"""A numpy record array of one of the row types below."""

ZERO_ROW, ONE_ROW, NONE = 0, 1, -1

PROGRAMME = -1
"""Owner of what belongs to no cluster."""

NEVER = 1.0e9
"""A month that is never reached: the go-live of a cancelled cluster, and no stop at all."""

PAY, PRICES = 0, 1
"""Which index a flow moves with."""

KINDS = ("redundancy", "pension", "ict", "programme", "other", "delay")
"""Kinds of cost, in the order of the engine's table; ``delay`` is team, dual running and dips."""
REDUNDANCY, PENSION, ICT, PROGRAMME_KIND, OTHER, DELAY = range(6)

FIXED, UNIFORM, TRIANGULAR, PERT = (FAMILIES[name].code for name in ("constant", "uniform", "triangular", "pert"))
RAW, TABLE = -1, -2
"""How a drawn row gets its value from its uniform: the code of its family, or TABLE for the families that have no
formula in the engine. RAW keeps the uniform, for occurrences."""

KEY_FIXED, KEY_NET_BUDGET = range(2)

(
    DELAYS,
    SAVING_FACTOR,
    SAVING_AMOUNT,
    LINE_FACTOR,
    REDUNDANCY_FACTOR,
    PENSION_FACTOR,
    COST_AMOUNT,
) = range(7)
"""What an event does. Targets are clusters, save for LINE_FACTOR (cost lines) and the two factors on bottom-up
redundancy (entries of the table of posts)."""


def row_type(integers: str, floats: str = "") -> np.dtype:
    """A table's row: its whole-number columns, then its others."""
    return np.dtype([(name, np.int64) for name in integers.split()] + [(name, np.float64) for name in floats.split()])


DRAW = np.dtype([("hash", np.uint64), *row_type("row kind table in_matrix", "low mode high").descr])
DECISION = row_type("row probability_row")
MATRIX = row_type("first_member members first_factor shared_row table", "degrees_of_freedom")
EDGE = row_type("to of lag_row")
PIECE = row_type("length_row", "offset mass")
CLUSTER = row_type(
    "start_row wave_delay_row delay_row end_row first_piece last_piece saving_row realisation_row overlap_row "
    "cashable_row general_fund_row staff_share_row budget_row weight_row dual_running_row dip_row dip_months_row key",
    "end_offset",
)
TRANCHE = row_type("cluster share_row council", "release")
RUNNING = row_type("owner amount_row general_fund_row key index")
EVENT = row_type("draw_row probability_row exclusive first_of_group")
EFFECT = row_type("event does target row", "share")
GATE = row_type("abort_row key", "month")
SCHEDULE = row_type(
    "owner moves_with_go_live key index drives_cash first_piece last_piece first_line last_line", "base_month"
)
SPEND = row_type("", "begin end share")
LINE = row_type("kind amount_row kind_share weight overrun_row second_overrun_row")
POSTS = row_type("cluster average_cost_row turnover_row strain_row overrun_row pension_overrun_row employer_key")
BAND = row_type("share_row age_row service_row")
COUNCIL = row_type(
    "net_budget_row stated_gap_row reserves_row multiplier_row members_row capped first_piece last_piece"
)
CELL = row_type("month year", "start end cap")
PENSION_AGE = row_type("", "start end age")


def table(kind: np.dtype, rows: Iterable[tuple]) -> Table:
    """A record array of a row type, from tuples in the order of its columns."""
    return np.array([tuple(row) for row in rows], dtype=kind).view(np.recarray)


class Draws(NamedTuple):
    """The drawn rows (DRAW) and the correlation matrices between them (MATRIX).

    ``pert`` [TABLE, NODE, 4] holds the cubic tables of the PERT shapes in use; ``first`` [TABLE, CELL + 1] and
    ``pieces`` [PIECE, COLUMN] are those of all other distributions (`distributions.quantile_table.stacked`). A matrix
    has its members' rows in ``member_rows``, in the order of their ids, and its Cholesky factor in ``factor``, row by
    row. That of a t copula also has the row of its common factor (NONE for a Gaussian one), and its tables in
    ``log_factors`` and ``scores`` [TABLE, CELL, 4].
    """

    draws: Table
    decisions: Table
    pert: Floats
    first: Ints
    pieces: Floats
    matrices: Table
    member_rows: Ints
    factor: Floats
    log_factors: Floats
    scores: Floats


class Calendar(NamedTuple):
    """``year_start`` [YEAR + 1] in months, ``year_of`` [MONTH]."""

    months: int
    year_start: Ints
    year_of: Ints


class Services(NamedTuple):
    """Clusters, their timing and their savings.

    ``edges`` are prerequisites in topological order. ``pieces`` make up ramps: each delivers its mass in a straight
    line from its offset after go-live; one more, the last, is the step with which running costs begin. A cluster's
    first tranche has its number; the tranches that contracts lock follow.
    """

    common_delay_row: int
    delivery_row: int
    clusters: Table
    edges: Table
    pieces: Table
    tranches: Table
    running: Table


class Risks(NamedTuple):
    """Events and what they do, gates in date order with ``decline_rows`` [GATE, COUNCIL], and exit.

    ``april`` are the months in which the partnership may end (none without an exit), from ``not_before`` on, or where
    ``from_stated`` is 0 from 12 months after the first planned go-live.
    """

    events: Table
    effects: Table
    gates: Table
    decline_rows: Ints
    april: Floats
    from_stated: int
    not_before: float
    exit_probability_row: int
    exit_draw_row: int
    unwind_row: int
    exit_cost_row: int
    exit_key: int


class Costs(NamedTuple):
    """One-off cost lines, grouped by schedule: lines of one owner, profile, key and index are spent together.

    A line's amount is the product of its amount, its share of kinds, its cluster's weight (NONE for neither) and two
    overrun factors. Schedules with ``drives_cash`` 0 are the memorandum. ``team_from_plan`` is 1 where a top-down
    total already pays for the plan's team.
    """

    schedules: Table
    profile: Table
    lines: Table
    kind_share_rows: Ints
    weight_rows: Ints
    team_row: int
    team_key: int
    team_from_plan: int


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


class Redundancy(NamedTuple):
    """Bottom-up redundancy. An empty ``posts`` means that the case does not use it.

    Cells cut time wherever a month or a statutory cap begins; the last runs on beyond the horizon.
    """

    posts: Table
    drives_cash: int
    on_costs_row: int
    bands: Table
    band_share_rows: Ints
    profile: Table
    cells: Table
    pension_ages: Table
    statute: Statute


class Bases(NamedTuple):
    """What flows are divided by, valued at and held against.

    ``key_share`` [KEY, COUNCIL]; ``growth_rows`` [INDEX, YEAR of the index], in which ``first`` is the first year of
    the horizon and ``base`` the price base; ``gap_rows`` [YEAR, COUNCIL], NONE where no gap is stated.
    """

    councils: Table
    key_kind: Ints
    key_share: Floats
    growth_rows: Ints
    first: int
    base: int
    gap_rows: Ints
    out_of_scope_rows: Ints
    discount_row: int


class Arrays(NamedTuple):
    """Everything the engine is given. ``fixed`` [ROW] holds the value of every row that is not drawn."""

    fixed: Floats
    draws: Draws
    calendar: Calendar
    services: Services
    risks: Risks
    costs: Costs
    redundancy: Redundancy
    bases: Bases
    years: int
