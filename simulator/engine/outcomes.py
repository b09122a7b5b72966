"""From cash to outcomes: every row of docs/model.md section 8, for one block."""

from __future__ import annotations

import numpy as np

from distributions.jit import LANES, kernel
from simulator.engine.gates import NEVER
from simulator.engine.payback import TOLERANCE, payback_years, peak_funding
from simulator.plan import outcomes as catalogue
from simulator.plan.arrays import DELAY, ICT, OTHER, PAY, PENSION, PRICES, PROGRAMME_KIND, REDUNDANCY

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
COST, REDUNDANCY_COST, ICT_COST = _W["implementation_cost"], _W["redundancy_cost"], _W["ict_cost"]
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


@kernel
def write_outcomes(plan, at, first_year, w):
    """Fill ``w.out`` [OUTCOME ROW, LANE]. ``at`` is the layout of the rows; ``first_year`` the calendar year of the first FY."""
    write_savings(plan, at, w)
    write_costs(plan, at, w)
    write_years(plan, at, w)
    write_paths(plan, at, w)
    write_shares(plan, at, w)
    write_milestones(at, first_year, w)
    write_clusters(plan, at, w)


@kernel
def write_savings(plan, at, w):
    """Annual savings: whole and by council. """
    out = w.out
    for lane in range(LANES):
        gross, rest = 0.0, 0.0
        for c in range(plan.clusters):
            if w.live[c, lane] < NEVER:
                gross += w.cashable[c, lane]
                rest += w.full[c, lane] - w.cashable[c, lane]
        out[GROSS, lane] = gross
        out[NON_CASHABLE, lane] = rest
        out[RUNNING, lane] = w.running[lane]
        out[ANNUAL_SAVING, lane] = gross - w.running[lane]
    for k in range(plan.councils):
        row = at.council + K_SAVING * plan.councils + k
        for lane in range(LANES):
            out[row, lane] = w.council_saving[k, lane]
    for c in range(plan.clusters):
        row = at.cluster + C_SAVING * plan.clusters + c
        for lane in range(LANES):
            alive = w.live[c, lane] < NEVER
            out[row, lane] = w.cashable[c, lane] - w.cluster_running[c, lane] if alive else 0.0


@kernel
def write_costs(plan, at, w):
    """One-off and delay costs in the horizon, by kind, cluster and council."""
    out = w.out
    for lane in range(LANES):
        out[REDUNDANCY_COST, lane] = w.kind[REDUNDANCY, lane] + w.kind[PENSION, lane]
        out[ICT_COST, lane] = w.kind[ICT, lane]
        out[PROGRAMME_COST, lane] = w.kind[PROGRAMME_KIND, lane]
        out[OTHER_COST, lane] = w.kind[OTHER, lane]
        out[DELAY_COST, lane] = w.kind[DELAY, lane]
        total = out[REDUNDANCY_COST, lane] + out[ICT_COST, lane] + out[PROGRAMME_COST, lane]
        out[COST, lane] = total + out[OTHER_COST, lane] + out[DELAY_COST, lane]
        out[BEYOND, lane] = w.beyond[lane]
        out[MEMORANDUM, lane] = w.memorandum[lane]
        out[EXITS, lane] = w.exits[lane]
        out[POSTS, lane] = 0.0
        for c in range(plan.clusters):
            out[POSTS, lane] += w.posts[c, lane]
    for k in range(plan.councils):
        cost_row, redundancy_row = at.council + K_COST * plan.councils + k, at.council + K_REDUNDANCY * plan.councils + k
        for lane in range(LANES):
            out[redundancy_row, lane] = w.council_redundancy[k, lane]
            out[cost_row, lane] = 0.0
            for i in range(2):
                for y in range(plan.years):
                    out[cost_row, lane] += w.cost[k, i, y, lane]


@kernel
def write_years(plan, at, w):
    """The yearly lines of each council, nominal and real, and their sums over councils."""
    years, councils, out = plan.years, plan.councils, w.out
    for y in range(years):
        for j in range(Y_NEED):
            for lane in range(LANES):
                out[at.year + j * years + y, lane] = 0.0
        for k in range(councils):
            write_council_year(at.council_year, y, k, years, councils, w)
            for j in range(Y_NEED):
                row, whole = at.council_year + (j * years + y) * councils + k, at.year + j * years + y
                for lane in range(LANES):
                    out[whole, lane] += out[row, lane]
        for lane in range(LANES):
            out[at.year + Y_NEED * years + y, lane] = max(0.0, 0.0 - out[at.year + Y_CUMULATIVE * years + y, lane])
        write_deficit(plan, at, y, w)


@kernel
def write_council_year(base, y, k, years, councils, w):
    """Saving, cost, net cash, cumulative net cash and funding need of one council in one year."""
    out = w.out
    for lane in range(LANES):
        pay, prices = w.index[PAY, y, lane], w.index[PRICES, y, lane]
        saving = w.saving[k, PAY, y, lane] * pay + w.saving[k, PRICES, y, lane] * prices
        cost = w.cost[k, PAY, y, lane] * pay + w.cost[k, PRICES, y, lane] * prices
        saving_real = w.saving[k, PAY, y, lane] + w.saving[k, PRICES, y, lane]
        cost_real = w.cost[k, PAY, y, lane] + w.cost[k, PRICES, y, lane]
        before, before_real = 0.0, 0.0
        if y > 0:
            before = out[base + (Y_CUMULATIVE * years + y - 1) * councils + k, lane]
            before_real = out[base + (Y_CUMULATIVE_REAL * years + y - 1) * councils + k, lane]
        out[base + (Y_SAVING * years + y) * councils + k, lane] = saving
        out[base + (Y_COST * years + y) * councils + k, lane] = cost
        out[base + (Y_NET * years + y) * councils + k, lane] = saving - cost
        out[base + (Y_CUMULATIVE * years + y) * councils + k, lane] = before + (saving - cost)
        out[base + (Y_SAVING_REAL * years + y) * councils + k, lane] = saving_real
        out[base + (Y_COST_REAL * years + y) * councils + k, lane] = cost_real
        out[base + (Y_NET_REAL * years + y) * councils + k, lane] = saving_real - cost_real
        out[base + (Y_CUMULATIVE_REAL * years + y) * councils + k, lane] = before_real + (saving_real - cost_real)
        need = 0.0 - (before + (saving - cost))
        out[base + (Y_NEED * years + y) * councils + k, lane] = max(0.0, need)


@kernel
def write_deficit(plan, at, y, w):
    """Share of the year's gap closed, before and after one-off costs: by council where it states a gap, whole where all do."""
    years, councils, out = plan.years, plan.councils, w.out
    for lane in range(LANES):
        gap, fund, cost = 0.0, 0.0, 0.0
        for k in range(councils):
            row = plan.bases.gap_rows[y, k]
            pay, prices = w.index[PAY, y, lane], w.index[PRICES, y, lane]
            own = w.general_fund[k, PAY, y, lane] * pay + w.general_fund[k, PRICES, y, lane] * prices
            own_cost = out[at.council_year + (Y_COST * years + y) * councils + k, lane]
            own_gap = w.x[row, lane] if row >= 0 else np.nan
            out[at.council_year + (Y_DEFICIT * years + y) * councils + k, lane] = own / own_gap
            out[at.council_year + (Y_DEFICIT_AFTER * years + y) * councils + k, lane] = (own - own_cost) / own_gap
            gap += own_gap
            fund += own
            cost += own_cost
        out[at.year + Y_DEFICIT * years + y, lane] = fund / gap
        out[at.year + Y_DEFICIT_AFTER * years + y, lane] = (fund - cost) / gap


@kernel
def write_paths(plan, at, w):
    """NPV, payback and peak funding, of each council and of the whole, each on its own path of cumulative net cash."""
    months, years, councils, out = plan.calendar.months, plan.years, plan.councils, w.out
    year_of = plan.calendar.year_of
    ones = np.ones((years, LANES))
    flows, discounted = np.zeros(LANES), np.zeros(LANES)
    all_flows, all_discounted = np.zeros(LANES), np.zeros(LANES)
    value, cost = np.zeros(LANES), np.zeros(LANES)
    for m in range(months):
        for lane in range(LANES):
            w.whole_real[m, lane] = 0.0
            w.whole_nominal[m, lane] = 0.0
    for k in range(councils):
        first = at.council + k
        for lane in range(LANES):
            flows[lane] = 0.0
            discounted[lane] = 0.0
        for y in range(years):
            saving_row = at.council_year + (Y_SAVING_REAL * years + y) * councils + k
            cost_row = at.council_year + (Y_COST_REAL * years + y) * councils + k
            for lane in range(LANES):
                moved = w.recurrent[k, y, lane] + out[cost_row, lane]
                flows[lane] += moved
                discounted[lane] += moved * w.discount[y, lane]
                value[lane] += out[saving_row, lane] * w.discount[y, lane]
                cost[lane] += out[cost_row, lane] * w.discount[y, lane]
        npv_row = first + K_NPV * councils
        for lane in range(LANES):
            out[npv_row, lane] = 0.0
        for y in range(years):
            net_row = at.council_year + (Y_NET_REAL * years + y) * councils + k
            for lane in range(LANES):
                out[npv_row, lane] += out[net_row, lane] * w.discount[y, lane]
        for m in range(months):
            for lane in range(LANES):
                w.whole_real[m, lane] += w.real[k, m, lane]
                w.whole_nominal[m, lane] += w.nominal[k, m, lane]
        payback_years(w.real[k], ones, year_of, flows, out, first + K_PAYBACK * councils)
        payback_years(w.real[k], w.discount, year_of, discounted, out, first + K_DISCOUNTED * councils)
        peak_funding(w.nominal[k], flows, out, first + K_PEAK * councils, first + K_PEAK_MONTH * councils)
        for lane in range(LANES):
            all_flows[lane] += flows[lane]
            all_discounted[lane] += discounted[lane]
    payback_years(w.whole_real, ones, year_of, all_flows, out, PAYBACK)
    payback_years(w.whole_real, w.discount, year_of, all_discounted, out, DISCOUNTED)
    peak_funding(w.whole_nominal, all_flows, out, PEAK, PEAK_MONTH)
    for lane in range(LANES):
        w.amount[lane] = all_flows[lane]
        out[NPV, lane] = 0.0
        for k in range(councils):
            out[NPV, lane] += out[at.council + K_NPV * councils + k, lane]
        out[RATIO, lane] = value[lane] / cost[lane] if cost[lane] > 0.0 else np.nan
        if cost[lane] == 0.0 and value[lane] != 0.0:
            out[RATIO, lane] = np.inf if value[lane] > 0.0 else -np.inf


@kernel
def write_shares(plan, at, w):
    """Annual saving against budgets, gaps and reserves. What a case does not state gives NaN and is not in its catalogue."""
    bases, councils, out = plan.bases, plan.councils, w.out
    for lane in range(LANES):
        scope = 0.0
        for c in range(plan.clusters):
            row = bases.budget_rows[c]
            budget = w.x[row, lane] if row >= 0 else np.nan
            scope += budget
            own = out[at.cluster + C_SAVING * plan.clusters + c, lane]
            out[at.cluster + C_OF_BUDGET * plan.clusters + c, lane] = own / budget
        total = scope
        for j in range(len(bases.out_of_scope_rows)):
            total += w.x[bases.out_of_scope_rows[j], lane]
        out[OF_SCOPE, lane] = out[ANNUAL_SAVING, lane] / scope
        out[OF_NET_BUDGET, lane] = out[ANNUAL_SAVING, lane] / total
        gap = 0.0
        for k in range(councils):
            own_row, reserve_row = bases.stated_gap_rows[k], bases.reserve_rows[k]
            own_gap = w.x[own_row, lane] if own_row >= 0 else np.nan
            gap += own_gap
            own = out[at.council + K_SAVING * councils + k, lane]
            out[at.council + K_GAP_SHARE * councils + k, lane] = own / own_gap
            reserves = w.x[reserve_row, lane] if reserve_row >= 0 else np.nan
            peak = out[at.council + K_PEAK * councils + k, lane]
            out[at.council + K_RESERVES * councils + k, lane] = reserves - peak
        out[GAP_SHARE, lane] = out[ANNUAL_SAVING, lane] / gap


@kernel
def write_milestones(at, first_year, w):
    """First year of net saving, year of full effect, approval and exit. ``w.amount`` holds the trial's absolute flows."""
    out = w.out
    years = len(w.discount)
    for lane in range(LANES):
        nothing = TOLERANCE * w.amount[lane]
        full = FULL_EFFECT * out[ANNUAL_SAVING, lane]
        net_year, full_year = np.inf, np.inf
        for y in range(years - 1, -1, -1):
            if out[at.year + Y_NET * years + y, lane] > nothing:
                net_year = 1.0 * first_year + y
            if out[ANNUAL_SAVING, lane] > 0.0 and out[at.year + Y_SAVING_REAL * years + y, lane] >= full - nothing:
                full_year = 1.0 * first_year + y
        out[FIRST_NET, lane] = net_year
        out[FULL_YEAR, lane] = full_year
        out[APPROVED, lane] = 1.0 - w.declined[lane]
        out[EXITED, lane] = 1.0 if w.exit_month[lane] < NEVER else 0.0


@kernel
def write_clusters(plan, at, w):
    """Cost, go-live, slip and posts of each cluster; a cancelled go-live is infinite."""
    clusters, out = plan.clusters, w.out
    for c in range(clusters):
        first = at.cluster + c
        for lane in range(LANES):
            alive = w.live[c, lane] < NEVER
            out[first + C_COST * clusters, lane] = w.cluster_cost[c, lane]
            out[first + C_REDUNDANCY * clusters, lane] = w.cluster_redundancy[c, lane]
            out[first + C_GO_LIVE * clusters, lane] = w.live[c, lane] if alive else np.inf
            out[first + C_SLIP * clusters, lane] = w.live[c, lane] - w.planned[c, lane] if alive else np.inf
            out[first + C_POSTS * clusters, lane] = w.posts[c, lane]
