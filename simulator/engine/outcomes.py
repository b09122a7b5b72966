"""From cash to outcomes: every row of docs/model.md section 8, for one block."""

from __future__ import annotations

import numpy as np

from distributions.jit import LANES, stage
from simulator.engine.payback import TOLERANCE, payback_years, peak_funding
from simulator.engine.workspace import (
    ABSOLUTE,
    ABSOLUTE_DISCOUNTED,
    ANNUAL,
    CASHABLE,
    COST,
    DECLINED,
    DISCOUNT,
    EXIT,
    FLOWS,
    FULL,
    FUND,
    GAP,
    GENERAL_FUND,
    LAST_BELOW,
    LAST_BELOW_DISCOUNTED,
    LIVE,
    OWN_COST,
    OWN_REDUNDANCY,
    OWN_RUNNING,
    PEOPLE,
    PLANNED,
    POSTS_GONE,
    PRESENT_COST,
    RUNNING_YEAR,
    SAVING,
    SUM,
    VALUE,
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


def needs_months(at, councils: int, rows) -> bool:
    """Tell whether any of these outcome rows is read off a monthly path; all others come from yearly figures."""
    measures = (K_PAYBACK, K_DISCOUNTED, K_PEAK, K_PEAK_MONTH, K_RESERVES)
    by_council = {at.council + measure * councils + k for measure in measures for k in range(councils)}
    return not {PAYBACK, DISCOUNTED, PEAK, PEAK_MONTH}.union(by_council).isdisjoint(rows.tolist())


@stage
def divide(w):
    """Divide the buckets' yearly flows, annual saving and redundancy between the councils."""
    keys, councils = w.key.shape[0], w.key.shape[1]
    for k in range(councils):
        own = w.own_bucket[k]
        for j in range(keys + 1):
            bucket = j if j < keys else own
            if bucket < 0:
                continue
            share = w.key[min(j, keys - 1), k]
            for field in (ANNUAL, PEOPLE):
                add_share(j, keys, share, w.bucket[field, bucket], w.council[field, k])
            for field in (SAVING, GENERAL_FUND, COST, RUNNING_YEAR):
                for i in range(1 if field == RUNNING_YEAR else 2):
                    for y in range(w.year.shape[1]):
                        add_share(j, keys, share, w.bucket_year[field, bucket, i, y], w.yearly[field, k, i, y])


@stage
def add_share(j, keys, share, total, part):
    """Add a council's share of a bucket to its part, [LANE] each: the first key's is the first, and what has a bucket
    of its own is wholly the council's."""
    if j == 0 < keys:
        for lane in range(LANES):
            part[lane] = share[lane] * total[lane]
    elif j < keys:
        for lane in range(LANES):
            part[lane] += share[lane] * total[lane]
    else:
        for lane in range(LANES):
            part[lane] += total[lane]


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
        out[RUNNING, lane] = w.trial[RUNNING_COST + lane]
        out[ANNUAL_SAVING, lane] = gross - w.trial[RUNNING_COST + lane]
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
        out[BEYOND, lane] = w.trial[BEYOND_HORIZON + lane]
        out[MEMORANDUM, lane] = w.trial[MEMORANDUM_COST + lane]
        out[EXITS, lane] = w.trial[LEAVERS_PAID + lane]
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
            out[at.council + K_REDUNDANCY * councils + k, lane] = w.council[PEOPLE, k, lane]


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
    all do. What a case does not state is not in its catalogue, and nobody reads it."""
    years, councils, out, trial = w.year.shape[1], w.council.shape[1], w.out, w.trial
    pay, prices, stated = w.levels[PAY, y], w.levels[PRICES, y], 0
    for lane in range(LANES):
        trial[GAP + lane] = 0.0
        trial[FUND + lane] = 0.0
        trial[SUM + lane] = 0.0
    for k in range(councils):
        if bases.gap_rows[y, k] < 0:
            continue
        stated += 1
        gap, cost = w.x[bases.gap_rows[y, k]], out[at.council_year + (Y_COST * years + y) * councils + k]
        by_pay, by_prices = w.yearly[GENERAL_FUND, k, PAY, y], w.yearly[GENERAL_FUND, k, PRICES, y]
        before = out[at.council_year + (Y_DEFICIT * years + y) * councils + k]
        after = out[at.council_year + (Y_DEFICIT_AFTER * years + y) * councils + k]
        for lane in range(LANES):
            fund = by_pay[lane] * pay[lane] + by_prices[lane] * prices[lane]
            before[lane] = fund / gap[lane]
            after[lane] = (fund - cost[lane]) / gap[lane]
            trial[GAP + lane] += gap[lane]
            trial[FUND + lane] += fund
            trial[SUM + lane] += cost[lane]
    if stated == councils:
        whole, whole_after = out[at.year + Y_DEFICIT * years + y], out[at.year + Y_DEFICIT_AFTER * years + y]
        for lane in range(LANES):
            whole[lane] = trial[FUND + lane] / trial[GAP + lane]
            whole_after[lane] = (trial[FUND + lane] - trial[SUM + lane]) / trial[GAP + lane]


@stage
def write_values(at, w):
    """NPV of each council and of the whole, savings to cost; and the absolute flows of each path."""
    years, councils, out = w.year.shape[1], w.council.shape[1], w.out
    whole = w.path[councils]
    for p in range(councils + 1):
        path = w.path[p]
        for lane in range(LANES):
            path[ABSOLUTE + lane] = 0.0
            path[ABSOLUTE_DISCOUNTED + lane] = 0.0
            path[VALUE + lane] = 0.0
            path[PRESENT_COST + lane] = 0.0
    for k in range(councils):
        path, npv = w.path[k], out[at.council + K_NPV * councils + k]
        for y in range(years):
            saving = out[at.council_year + (Y_SAVING_REAL * years + y) * councils + k]
            cost = out[at.council_year + (Y_COST_REAL * years + y) * councils + k]
            running, factor = w.yearly[RUNNING_YEAR, k, 0, y], w.year[DISCOUNT, y]
            for lane in range(LANES):
                moved = saving[lane] + 2.0 * running[lane] + cost[lane]
                path[ABSOLUTE + lane] += moved
                path[ABSOLUTE_DISCOUNTED + lane] += moved * factor[lane]
                path[VALUE + lane] += saving[lane] * factor[lane]
                path[PRESENT_COST + lane] += cost[lane] * factor[lane]
        for lane in range(LANES):
            npv[lane] = path[VALUE + lane] - path[PRESENT_COST + lane]
            whole[VALUE + lane] += path[VALUE + lane]
            whole[PRESENT_COST + lane] += path[PRESENT_COST + lane]
            whole[ABSOLUTE + lane] += path[ABSOLUTE + lane]
            whole[ABSOLUTE_DISCOUNTED + lane] += path[ABSOLUTE_DISCOUNTED + lane]
    for lane in range(LANES):
        value, cost = whole[VALUE + lane], whole[PRESENT_COST + lane]
        w.trial[FLOWS + lane] = whole[ABSOLUTE + lane]
        out[NPV, lane] = value - cost
        out[RATIO, lane] = value / cost if cost > 0.0 else np.nan
        if cost == 0.0 and value != 0.0:
            out[RATIO, lane] = np.inf if value > 0.0 else -np.inf


@stage
def write_paths(calendar, at, w):
    """Payback and peak funding, of each council and of the whole, each on its own path of cumulative net cash."""
    councils, out, year_of = w.council.shape[1], w.out, calendar.year_of
    for p in range(councils + 1):
        first, step = at.council + p, councils
        payback, discounted = first + K_PAYBACK * step, first + K_DISCOUNTED * step
        peak, peak_month = first + K_PEAK * step, first + K_PEAK_MONTH * step
        if p == councils:
            payback, discounted, peak, peak_month = PAYBACK, DISCOUNTED, PEAK, PEAK_MONTH
        path, real, zero = w.path[p], w.real[p], w.zero[p]
        payback_years(path[LAST_BELOW_DISCOUNTED : LAST_BELOW_DISCOUNTED + LANES], real, zero, year_of, out[discounted])
        zero[:] = 0.0
        payback_years(path[LAST_BELOW : LAST_BELOW + LANES], real, zero, year_of, out[payback])
        peak_funding(path, out[peak], out[peak_month])


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
        nothing = TOLERANCE * w.trial[FLOWS + lane]
        full = FULL_EFFECT * out[ANNUAL_SAVING, lane]
        net_year, full_year = np.inf, np.inf
        for y in range(years - 1, -1, -1):
            if out[at.year + Y_NET * years + y, lane] > nothing:
                net_year = 1.0 * first_year + y
            if out[ANNUAL_SAVING, lane] > 0.0 and out[at.year + Y_SAVING_REAL * years + y, lane] >= full - nothing:
                full_year = 1.0 * first_year + y
        out[FIRST_NET, lane] = net_year
        out[FULL_YEAR, lane] = full_year
        out[APPROVED, lane] = 1.0 - w.trial[DECLINED + lane]
        out[EXITED, lane] = 1.0 if w.trial[EXIT + lane] < NEVER else 0.0


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
