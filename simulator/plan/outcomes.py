"""The catalogue of outcomes: what each is called, what it is measured in, and which row of the engine holds it.

`docs/model.md` section 8 defines every name. The engine computes a dense block of rows, one for each measure of each
scope (whole, year, cluster, council, council and year); `catalogue` lists those that make sense for a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Measure(NamedTuple):
    """One line of the table in docs/model.md section 8."""

    name: str
    unit: str
    price_base: str | None
    description: str
    denominator: str | None = None


_REAL, _NOMINAL = "real", "nominal"

WHOLE = (
    Measure(
        "annual_saving", "£ a year", _REAL, "net recurrent cashable saving a year, fully ramped, after running costs"
    ),
    Measure("gross_annual_saving", "£ a year", _REAL, "cashable saving a year before running costs"),
    Measure("annual_running_cost", "£ a year", _REAL, "running cost of the shared service a year"),
    Measure("non_cashable_saving", "£ a year", _REAL, "saving a year that releases no cash, counted nowhere else"),
    Measure("saving_share_of_net_budget", "share", None, "annual saving against every budget", "total net budget"),
    Measure(
        "saving_share_of_budget_in_scope", "share", None, "annual saving against budgets in scope", "budget in scope"
    ),
    Measure("implementation_cost", "£", _REAL, "one-off and delay costs in the horizon"),
    Measure("redundancy_cost", "£", _REAL, "of that, redundancy and pension"),
    Measure("ict_cost", "£", _REAL, "of that, ICT"),
    Measure("programme_cost", "£", _REAL, "of that, programme"),
    Measure("other_cost", "£", _REAL, "of that, other, with event amounts, abort and exit"),
    Measure("delay_cost", "£", _REAL, "of that, programme team, dual running and performance dips"),
    Measure("cost_beyond_horizon", "£", _REAL, "one-off and delay costs after the horizon, not counted"),
    Measure("redundancy_cost_memorandum", "£", _REAL, "redundancy and pension by the method that does not drive cash"),
    Measure("posts_removed", "full-time-equivalent posts", None, "posts removed by the end of the horizon"),
    Measure("exits", "people", None, "people who leave with a payment by the end of the horizon"),
    Measure("payback_years", "years from the start", _REAL, "undiscounted payback"),
    Measure("discounted_payback_years", "years from the start", _REAL, "payback on discounted flows"),
    Measure("npv", "£", _REAL, "net present value"),
    Measure(
        "savings_to_cost", "ratio", _REAL, "present value of net saving over that of cost", "present value of cost"
    ),
    Measure("peak_funding", "£", _NOMINAL, "deepest cumulative net cash below zero at a month end"),
    Measure("peak_funding_month", "months from the start", None, "month-end at which peak funding is reached"),
    Measure(
        "full_year_gap_share", "share", _REAL, "annual saving against the stated year's gap", "gap of the stated year"
    ),
    Measure(
        "first_net_saving_year",
        "calendar year in which the financial year begins",
        None,
        "first year of positive net cash",
    ),
    Measure(
        "full_effect_year",
        "calendar year in which the financial year begins",
        None,
        "first year at 95% of the annual saving",
    ),
    Measure("approved", "1 or 0", None, "no council's decline cancelled anything"),
    Measure("exited", "1 or 0", None, "the partnership ended within the horizon"),
)

YEAR = (
    Measure("saving", "£", _NOMINAL, "cashable saving delivered in the year less running costs"),
    Measure("cost", "£", _NOMINAL, "one-off and delay costs in the year"),
    Measure("net_cash", "£", _NOMINAL, "saving less cost"),
    Measure("cumulative_net", "£", _NOMINAL, "net cash to 31 March"),
    Measure("saving_real", "£", _REAL, "cashable saving delivered in the year less running costs"),
    Measure("cost_real", "£", _REAL, "one-off and delay costs in the year"),
    Measure("net_cash_real", "£", _REAL, "saving less cost"),
    Measure("cumulative_net_real", "£", _REAL, "net cash to 31 March"),
    Measure("funding_need", "£", _NOMINAL, "cumulative net cash below zero at 31 March"),
    Measure(
        "deficit_reduction",
        "share",
        _NOMINAL,
        "general-fund saving delivered against the year's gap",
        "gap of the year",
    ),
    Measure(
        "deficit_reduction_after_costs", "share", _NOMINAL, "the same less one-off and delay costs", "gap of the year"
    ),
)

CLUSTER = (
    Measure("annual_saving", "£ a year", _REAL, "net recurrent cashable saving a year, less running costs it owns"),
    Measure("implementation_cost", "£", _REAL, "one-off and delay costs the cluster owns, in the horizon"),
    Measure("redundancy_cost", "£", _REAL, "of that, redundancy and pension"),
    Measure("go_live", "months from the start", None, "actual go-live; infinite when cancelled"),
    Measure("slip", "months", None, "go-live later than planned; infinite when cancelled"),
    Measure("saving_share_of_budget", "share", None, "annual saving against the cluster's budget", "cluster's budget"),
    Measure("posts_removed", "full-time-equivalent posts", None, "posts removed by the end of the horizon"),
)

COUNCIL = (
    Measure("annual_saving", "£ a year", _REAL, "the council's part of the annual saving"),
    Measure("implementation_cost", "£", _REAL, "the council's part of one-off and delay costs"),
    Measure("redundancy_cost", "£", _REAL, "of that, redundancy and pension"),
    Measure("npv", "£", _REAL, "net present value"),
    Measure("payback_years", "years from the start", _REAL, "undiscounted payback"),
    Measure("discounted_payback_years", "years from the start", _REAL, "payback on discounted flows"),
    Measure("peak_funding", "£", _NOMINAL, "deepest cumulative net cash below zero at a month end"),
    Measure("peak_funding_month", "months from the start", None, "month-end at which peak funding is reached"),
    Measure(
        "full_year_gap_share",
        "share",
        _REAL,
        "annual saving against the stated year's gap",
        "council's gap of the stated year",
    ),
    Measure("reserves_headroom", "£", _NOMINAL, "reserves less peak funding"),
)


@dataclass(frozen=True)
class OutcomeInfo:
    """One outcome of a case: its name, what it is measured in and where the engine puts it.

    Attributes
    ----------
    name : str
        As in docs/model.md section 8, e.g. ``saving.2014/15.hartlepool``.
    unit : str
    price_base : "real", "nominal" or None
        Real is in the pounds of the case's price-base year.
    denominator : str or None
        What a share is a share of.
    scope : "whole", "year", "cluster", "council" or "council_year"
    year, cluster, council : str or None
        The financial year (``2014/15``) and ids that the name carries.
    headline : bool
        True for outcomes of the whole case that carry no year.
    description : str
    row : int
        Row of the engine's block of outcomes.
    """

    name: str
    unit: str
    price_base: str | None
    denominator: str | None
    scope: str
    year: str | None
    cluster: str | None
    council: str | None
    headline: bool
    description: str
    row: int

    @property
    def measure(self) -> str:
        """The name without year, cluster or council, e.g. ``saving``."""
        return self.name.split(".", 1)[0]


class Layout(NamedTuple):
    """First row of each scope in the engine's block of outcomes, [ROW, LANE].

    Within a scope rows run by measure, then year, then cluster or council: the row of measure *j*, year *y*, council
    *k* is ``council_year + (j * years + y) * councils + k``.
    """

    whole: int
    year: int
    cluster: int
    council: int
    council_year: int
    rows: int


def layout(years: int, clusters: int, councils: int) -> Layout:
    """Where each scope starts for a case with so many financial years, clusters and councils."""
    year = len(WHOLE)
    cluster = year + len(YEAR) * years
    council = cluster + len(CLUSTER) * clusters
    council_year = council + len(COUNCIL) * councils
    return Layout(0, year, cluster, council, council_year, council_year + len(YEAR) * years * councils)


@dataclass(frozen=True)
class Present:
    """What a case states, and so which outcomes make sense for it.

    ``gap_years`` are the years for which every council states a gap, ``council_gap_years`` those of each council;
    ``posts`` and ``budgets`` hold the clusters that state them.
    """

    posts: frozenset[str]
    memorandum: bool
    all_budgets: bool
    budgets: frozenset[str]
    gap_years: frozenset[str]
    council_gap_years: dict[str, frozenset[str]]
    stated_year: str | None
    reserves: frozenset[str]


def catalogue(
    years: tuple[str, ...], clusters: dict[str, int], councils: dict[str, int], present: Present
) -> tuple[OutcomeInfo, ...]:
    """Every outcome that makes sense for a case, in the order in which people read them.

    ``clusters`` and ``councils`` map ids, in the order of the file, to their place on the engine's axes.
    """
    at = layout(len(years), len(clusters), len(councils))
    found: list[OutcomeInfo] = []

    def add(
        m: Measure,
        scope: str,
        row: int,
        year: str | None = None,
        cluster: str | None = None,
        council: str | None = None,
    ):
        name = ".".join(part for part in (m.name, year, cluster, council) if part)
        found.append(
            OutcomeInfo(
                name,
                m.unit,
                m.price_base,
                m.denominator,
                scope,
                year,
                cluster,
                council,
                scope == "whole",
                m.description,
                row,
            )
        )

    for j, m in enumerate(WHOLE):
        if _whole_makes_sense(m.name, present):
            add(m, "whole", at.whole + j)
    for j, m in enumerate(YEAR):
        for y, year in enumerate(years):
            if not m.name.startswith("deficit_reduction") or year in present.gap_years:
                add(m, "year", at.year + j * len(years) + y, year=year)
    for j, m in enumerate(CLUSTER):
        for cluster, c in clusters.items():
            if m.name == "saving_share_of_budget" and cluster not in present.budgets:
                continue
            if m.name == "posts_removed" and cluster not in present.posts:
                continue
            add(m, "cluster", at.cluster + j * len(clusters) + c, cluster=cluster)
    for j, m in enumerate(COUNCIL):
        for council, k in councils.items():
            if m.name == "full_year_gap_share" and present.stated_year not in present.council_gap_years[council]:
                continue
            if m.name == "reserves_headroom" and council not in present.reserves:
                continue
            add(m, "council", at.council + j * len(councils) + k, council=council)
    for j, m in enumerate(YEAR):
        for y, year in enumerate(years):
            for council, k in councils.items():
                if not m.name.startswith("deficit_reduction") or year in present.council_gap_years[council]:
                    row = at.council_year + (j * len(years) + y) * len(councils) + k
                    add(m, "council_year", row, year=year, council=council)
    return tuple(found)


def _whole_makes_sense(name: str, present: Present) -> bool:
    if name in ("posts_removed", "exits"):
        return bool(present.posts)
    if name == "redundancy_cost_memorandum":
        return present.memorandum
    if name in ("saving_share_of_net_budget", "saving_share_of_budget_in_scope"):
        return present.all_budgets
    if name == "full_year_gap_share":
        return present.stated_year is not None and present.stated_year in present.gap_years
    return True
