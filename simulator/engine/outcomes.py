"""From cash to outcomes: every row of docs/model.md section 8, for one block."""

from __future__ import annotations

import numpy as np

from distributions.jit import LANES, number, stage
from simulator.engine.payback import TOLERANCE, payback_years, peak_funding
from simulator.engine.workspace import (
    ANNUAL,
    CASHABLE,
    COST,
    COUNCIL_REDUNDANCY,
    DECLINED,
    DISCOUNT,
    EXIT,
    FLOWS,
    FULL,
    GENERAL_FUND,
    LIVE,
    NOMINAL,
    ONES,
    OWN_COST,
    OWN_REDUNDANCY,
    OWN_RUNNING,
    PLANNED,
    POSTS_GONE,
    REAL,
    SAVING,
    WHOLE_NOMINAL,
    WHOLE_REAL,
)
from simulator.engine.workspace import BEYOND as BEYOND_HORIZON
from simulator.engine.workspace import EXITS as LEAVERS_PAID
from simulator.engine.workspace import MEMORANDUM as MEMORANDUM_COST
from simulator.engine.workspace import RUNNING as RUNNING_COST
from simulator.plan import outcomes as catalogue
from simulator.plan.arrays import DELAY, ICT, NEVER, OTHER, PAY, PENSION, PRICES, PROGRAMME_KIND, REDUNDANCY

FULL_EFFECT = 0.95
"""Share of the annual saving that a year must deliver to count as full effect."""


def _row(measures, name: str) -> int:
    return [m.name for m in measures].index(name)


_W = {m.name: _row(catalogue.WHOLE, m.name) for m in catalogue.WHOLE}
_Y = {m.name: _row(catalogue.YEAR, m.name) for m in catalogue.YEAR}
_C = {m.name: _row(catalogue.CLUSTER, m.name) for m in catalogue.CLUSTER}
_K = {m.name: _row(catalogue.COUNCIL, m.name) for m in catalogue.COUNCIL}

# Numba reads plain integers: one name for each row that a kernel writes.
ANNUAL_SAVING, GROSS, RUNNING, NON_CASHABLE = (
    _W["annual_saving"],
    _W["gross_annual_saving"],
    _W["annual_running_cost"],
    _W["non_cashable_saving"],
)
OF_NET_BUDGET, OF_SCOPE = _W["saving_share_of_net_budget"], _W["saving_share_of_budget_in_scope"]
TOTAL_COST, REDUNDANCY_COST, ICT_COST = _W["implementation_cost"], _W["redundancy_cost"], _W["ict_cost"]
PROGRAMME_COST, OTHER_COST, DELAY_COST = _W["programme_cost"], _W["other_cost"], _W["delay_cost"]
BEYOND, MEMORANDUM = _W["cost_beyond_horizon"], _W["redundancy_cost_memorandum"]
POSTS, EXITS = _W["posts_removed"], _W["exits"]
PAYBACK, DISCOUNTED, NPV, RATIO = (
    _W["payback_years"],
    _W["discounted_payback_years"],
    _W["npv"],
    _W["savings_to_cost"],
)
PEAK, PEAK_MONTH, GAP_SHARE = _W["peak_funding"], _W["peak_funding_month"], _W["full_year_gap_share"]
FIRST_NET, FULL_YEAR, APPROVED, EXITED = (
    _W["first_net_saving_year"],
    _W["full_effect_year"],
    _W["approved"],
    _W["exited"],
)
Y_SAVING, Y_COST, Y_NET, Y_CUMULATIVE = _Y["saving"], _Y["cost"], _Y["net_cash"], _Y["cumulative_net"]
Y_SAVING_REAL, Y_COST_REAL = _Y["saving_real"], _Y["cost_real"]
Y_NET_REAL, Y_CUMULATIVE_REAL = _Y["net_cash_real"], _Y["cumulative_net_real"]
Y_NEED, Y_DEFICIT, Y_DEFICIT_AFTER = _Y["funding_need"], _Y["deficit_reduction"], _Y["deficit_reduction_after_costs"]
C_SAVING, C_COST, C_REDUNDANCY = _C["annual_saving"], _C["implementation_cost"], _C["redundancy_cost"]
C_GO_LIVE, C_SLIP, C_OF_BUDGET, C_POSTS = _C["go_live"], _C["slip"], _C["saving_share_of_budget"], _C["posts_removed"]
K_SAVING, K_COST, K_REDUNDANCY, K_NPV = (
    _K["annual_saving"],
    _K["implementation_cost"],
    _K["redundancy_cost"],
    _K["npv"],
)
K_PAYBACK, K_DISCOUNTED = _K["payback_years"], _K["discounted_payback_years"]
K_PEAK, K_PEAK_MONTH = _K["peak_funding"], _K["peak_funding_month"]
K_GAP_SHARE, K_RESERVES = _K["full_year_gap_share"], _K["reserves_headroom"]


@stage
def write_savings(at, w):
    """Annual savings: whole, by council and by cluster."""
    clusters, councils, out = w.cluster.shape[1], w.council.shape[1], w.out
    for lane in range(LANES):
        gross, rest = 0.0, 0.0
        for c in range(clusters):
            alive = w.cluster[LIVE, c, lane] < NEVER
            cashable = w.cluster[CASHABLE, c, lane] if alive else 0.0
            gross += cashable
            rest += w.cluster[FULL, c, lane] - cashable if alive else 0.0
            out[at.cluster + C_SAVING * clusters + c, lane] = cashable - w.cluster[OWN_RUNNING, c, lane]
        out[GROSS, lane] = gross
        out[NON_CASHABLE, lane] = rest
        out[RUNNING, lane] = w.trial[RUNNING_COST, lane]
        out[ANNUAL_SAVING, lane] = gross - w.trial[RUNNING_COST, lane]
        for k in range(councils):
            out[at.council + K_SAVING * councils + k, lane] = w.council[ANNUAL, k, lane]


@stage
def write_costs(at, w):
    """One-off and delay costs in the horizon, by kind and by council; posts and exits."""
    clusters, councils, years, out = w.cluster.shape[1], w.council.shape[1], w.year.shape[1], w.out
    for lane in range(LANES):
        people = w.kind[REDUNDANCY, lane] + w.kind[PENSION, lane]
        out[REDUNDANCY_COST, lane] = people
        out[ICT_COST, lane] = w.kind[ICT, lane]
        out[PROGRAMME_COST, lane] = w.kind[PROGRAMME_KIND, lane]
        out[OTHER_COST, lane] = w.kind[OTHER, lane]
        out[DELAY_COST, lane] = w.kind[DELAY, lane]
        things = w.kind[ICT, lane] + w.kind[PROGRAMME_KIND, lane] + w.kind[OTHER, lane]
        out[TOTAL_COST, lane] = people + things + w.kind[DELAY, lane]
        out[BEYOND, lane] = w.trial[BEYOND_HORIZON, lane]
        out[MEMORANDUM, lane] = w.trial[MEMORANDUM_COST, lane]
        out[EXITS, lane] = w.trial[LEAVERS_PAID, lane]
        posts = 0.0
        for c in range(clusters):
            posts += w.cluster[POSTS_GONE, c, lane]
        out[POSTS, lane] = posts
    for k in range(councils):
        for lane in range(LANES):
            total = 0.0
            for i in range(2):
                for y in range(years):
                    total += w.yearly[COST, k, i, y, lane]
            out[at.council + K_COST * councils + k, lane] = total
            out[at.council + K_REDUNDANCY * councils + k, lane] = w.council[COUNCIL_REDUNDANCY, k, lane]


@stage
def write_years(bases, at, w):
    """The yearly lines of each council, nominal and real, and their sums over councils."""
    years, councils, out = w.year.shape[1], w.council.shape[1], w.out
    for y in range(years):
        for j in range(Y_NEED):
            for lane in range(LANES):
                out[at.year + j * years + y, lane] = 0.0
        for k in range(councils):
            write_council_year(at.council_year, y, k, w)
            for j in range(Y_NEED):
                row, whole = at.council_year + (j * years + y) * councils + k, at.year + j * years + y
                for lane in range(LANES):
                    out[whole, lane] += out[row, lane]
        for lane in range(LANES):
            out[at.year + Y_NEED * years + y, lane] = max(0.0, 0.0 - out[at.year + Y_CUMULATIVE * years + y, lane])
        write_deficit(bases, at, y, w)


@stage
def write_council_year(base, y, k, w):
    """Saving, cost, net cash, cumulative net cash and funding need of one council in one year."""
    years, councils, out = w.year.shape[1], w.council.shape[1], w.out
    pay, prices = w.levels[PAY, y], w.levels[PRICES, y]
    for real, field, row in (
        (0, SAVING, Y_SAVING),
        (0, COST, Y_COST),
        (1, SAVING, Y_SAVING_REAL),
        (1, COST, Y_COST_REAL),
    ):
        by_pay, by_prices = w.yearly[field, k, PAY, y], w.yearly[field, k, PRICES, y]
        flow = out[base + (row * years + y) * councils + k]
        for lane in range(LANES):
            if real == 1:
                flow[lane] = by_pay[lane] + by_prices[lane]
            else:
                flow[lane] = by_pay[lane] * pay[lane] + by_prices[lane] * prices[lane]
    for saving_row, cost_row, net_row, cumulative_row in (
        (Y_SAVING, Y_COST, Y_NET, Y_CUMULATIVE),
        (Y_SAVING_REAL, Y_COST_REAL, Y_NET_REAL, Y_CUMULATIVE_REAL),
    ):
        saving = out[base + (saving_row * years + y) * councils + k]
        cost = out[base + (cost_row * years + y) * councils + k]
        net = out[base + (net_row * years + y) * councils + k]
        cumulative = out[base + (cumulative_row * years + y) * councils + k]
        for lane in range(LANES):
            net[lane] = saving[lane] - cost[lane]
            cumulative[lane] = net[lane]
        if y > 0:
            before = out[base + (cumulative_row * years + y - 1) * councils + k]
            for lane in range(LANES):
                cumulative[lane] = before[lane] + net[lane]
    cumulative, need = (
        out[base + (Y_CUMULATIVE * years + y) * councils + k],
        out[base + (Y_NEED * years + y) * councils + k],
    )
    for lane in range(LANES):
        need[lane] = max(0.0, 0.0 - cumulative[lane])


@stage
def write_deficit(bases, at, y, w):
    """Share of the year's gap closed, before and after one-off costs: by council where it states a gap, whole where
    all do."""
    years, councils, out = w.year.shape[1], w.council.shape[1], w.out
    for lane in range(LANES):
        gap, fund, cost = 0.0, 0.0, 0.0
        pay, prices = w.levels[PAY, y, lane], w.levels[PRICES, y, lane]
        for k in range(councils):
            row = bases.gap_rows[y, k]
            own_gap = w.x[row, lane] if row >= 0 else np.nan
            own = w.yearly[GENERAL_FUND, k, PAY, y, lane] * pay + w.yearly[GENERAL_FUND, k, PRICES, y, lane] * prices
            own_cost = out[at.council_year + (Y_COST * years + y) * councils + k, lane]
            out[at.council_year + (Y_DEFICIT * years + y) * councils + k, lane] = own / own_gap
            out[at.council_year + (Y_DEFICIT_AFTER * years + y) * councils + k, lane] = (own - own_cost) / own_gap
            gap += own_gap
            fund += own
            cost += own_cost
        out[at.year + Y_DEFICIT * years + y, lane] = fund / gap
        out[at.year + Y_DEFICIT_AFTER * years + y, lane] = (fund - cost) / gap


@stage
def write_paths(calendar, at, w):
    """NPV, payback and peak funding, of each council and of the whole, each on its own path of cumulative net cash."""
    years, councils, out, year_of = w.year.shape[1], w.council.shape[1], w.out, calendar.year_of
    flows, discounted = np.zeros((councils + 1, LANES)), np.zeros((councils + 1, LANES))
    value, cost = np.zeros(LANES), np.zeros(LANES)
    for k in range(councils):
        npv_row = at.council + K_NPV * councils + k
        for lane in range(LANES):
            out[npv_row, lane] = 0.0
        for y in range(years):
            saving_row = at.council_year + (Y_SAVING_REAL * years + y) * councils + k
            cost_row = at.council_year + (Y_COST_REAL * years + y) * councils + k
            for lane in range(LANES):
                factor = w.year[DISCOUNT, y, lane]
                moved = w.recurrent[k, y, lane] + out[cost_row, lane]
                flows[k, lane] += moved
                discounted[k, lane] += moved * factor
                value[lane] += out[saving_row, lane] * factor
                cost[lane] += out[cost_row, lane] * factor
                out[npv_row, lane] += (out[saving_row, lane] - out[cost_row, lane]) * factor
        for lane in range(LANES):
            flows[councils, lane] += flows[k, lane]
            discounted[councils, lane] += discounted[k, lane]
    sum_over_councils(w)
    real, nominal, ones, factor = w.month[WHOLE_REAL], w.month[WHOLE_NOMINAL], w.year[ONES], w.year[DISCOUNT]
    payback_years(real, ones, year_of, flows[councils], w.path, out, number(PAYBACK))
    payback_years(real, factor, year_of, discounted[councils], w.path, out, number(DISCOUNTED))
    peak_funding(nominal, flows[councils], w.path, out, number(PEAK), number(PEAK_MONTH))
    for k in range(councils):
        first = at.council + k
        payback_years(w.cash[k, REAL], ones, year_of, flows[k], w.path, out, first + K_PAYBACK * councils)
        payback_years(w.cash[k, REAL], factor, year_of, discounted[k], w.path, out, first + K_DISCOUNTED * councils)
        peak_rows = first + K_PEAK * councils, first + K_PEAK_MONTH * councils
        peak_funding(w.cash[k, NOMINAL], flows[k], w.path, out, peak_rows[0], peak_rows[1])
    for lane in range(LANES):
        w.trial[FLOWS, lane] = flows[councils, lane]
        npv = 0.0
        for k in range(councils):
            npv += out[at.council + K_NPV * councils + k, lane]
        out[NPV, lane] = npv
        out[RATIO, lane] = value[lane] / cost[lane] if cost[lane] > 0.0 else np.nan
        if cost[lane] == 0.0 and value[lane] != 0.0:
            out[RATIO, lane] = np.inf if value[lane] > 0.0 else -np.inf


@stage
def sum_over_councils(w):
    """Net cash of the whole, month by month."""
    councils, months = w.cash.shape[0], w.cash.shape[2]
    for base, field in ((REAL, WHOLE_REAL), (NOMINAL, WHOLE_NOMINAL)):
        for m in range(months):
            whole = w.month[field, m]
            for k in range(councils):
                own = w.cash[k, base, m]
                for lane in range(LANES):
                    whole[lane] = own[lane] if k == 0 else whole[lane] + own[lane]


@stage
def write_shares(bases, clusters, at, w):
    """Annual saving against budgets, gaps and reserves. What a case does not state gives NaN and is not in its
    catalogue."""
    councils, out = w.council.shape[1], w.out
    for lane in range(LANES):
        scope = 0.0
        for c in range(len(clusters)):
            row = clusters[c].budget_row
            budget = w.x[row, lane] if row >= 0 else np.nan
            scope += budget
            own = out[at.cluster + C_SAVING * len(clusters) + c, lane]
            out[at.cluster + C_OF_BUDGET * len(clusters) + c, lane] = own / budget
        total = scope
        for j in range(len(bases.out_of_scope_rows)):
            total += w.x[bases.out_of_scope_rows[j], lane]
        out[OF_SCOPE, lane] = out[ANNUAL_SAVING, lane] / scope
        out[OF_NET_BUDGET, lane] = out[ANNUAL_SAVING, lane] / total
        gap = 0.0
        for k in range(councils):
            council = bases.councils[k]
            own_gap = w.x[council.stated_gap_row, lane] if council.stated_gap_row >= 0 else np.nan
            reserves = w.x[council.reserves_row, lane] if council.reserves_row >= 0 else np.nan
            gap += own_gap
            own = out[at.council + K_SAVING * councils + k, lane]
            out[at.council + K_GAP_SHARE * councils + k, lane] = own / own_gap
            peak = out[at.council + K_PEAK * councils + k, lane]
            out[at.council + K_RESERVES * councils + k, lane] = reserves - peak
        out[GAP_SHARE, lane] = out[ANNUAL_SAVING, lane] / gap


@stage
def write_milestones(at, first_year, w):
    """First year of net saving, year of full effect, approval and exit."""
    years, out = w.year.shape[1], w.out
    for lane in range(LANES):
        nothing = TOLERANCE * w.trial[FLOWS, lane]
        full = FULL_EFFECT * out[ANNUAL_SAVING, lane]
        net_year, full_year = np.inf, np.inf
        for y in range(years - 1, -1, -1):
            if out[at.year + Y_NET * years + y, lane] > nothing:
                net_year = 1.0 * first_year + y
            if out[ANNUAL_SAVING, lane] > 0.0 and out[at.year + Y_SAVING_REAL * years + y, lane] >= full - nothing:
                full_year = 1.0 * first_year + y
        out[FIRST_NET, lane] = net_year
        out[FULL_YEAR, lane] = full_year
        out[APPROVED, lane] = 1.0 - w.trial[DECLINED, lane]
        out[EXITED, lane] = 1.0 if w.trial[EXIT, lane] < NEVER else 0.0


@stage
def write_clusters(at, w):
    """Cost, go-live, slip and posts of each cluster; a cancelled go-live is infinite."""
    clusters, out = w.cluster.shape[1], w.out
    for c in range(clusters):
        first = at.cluster + c
        for lane in range(LANES):
            live = w.cluster[LIVE, c, lane]
            alive = live < NEVER
            out[first + C_COST * clusters, lane] = w.cluster[OWN_COST, c, lane]
            out[first + C_REDUNDANCY * clusters, lane] = w.cluster[OWN_REDUNDANCY, c, lane]
            out[first + C_GO_LIVE * clusters, lane] = live if alive else np.inf
            out[first + C_SLIP * clusters, lane] = live - w.cluster[PLANNED, c, lane] if alive else np.inf
            out[first + C_POSTS * clusters, lane] = w.cluster[POSTS_GONE, c, lane]
