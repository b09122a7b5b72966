"""From the books to every outcome, by the names of docs/model.md, section 8."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.numpy_model.books import Books, Ledger
from benchmarks.numpy_model.costs import Costs
from benchmarks.numpy_model.timing import Timetable
from simulator.plan import Plan
from simulator.plan.arrays import DELAY, ICT, NEVER, NONE, OTHER, PENSION, PROGRAMME_KIND, REDUNDANCY

Array = np.ndarray

TOLERANCE = 1e-9
FULL_EFFECT = 0.95

Named = Iterator[tuple[str, Array]]
"""Names of outcomes and their values."""


def payback_years(net: Array, flows: Array) -> Array:
    """Years until cumulative net cash stays at or above zero, [TRIAL], of net cash by month [MONTH, TRIAL]."""
    months, trials = net.shape
    path = np.cumsum(net, axis=0)
    below = path < -TOLERANCE * flows
    never_below, last = ~below.any(axis=0), months - 1 - np.argmax(below[::-1], axis=0)
    after, each = np.minimum(last + 1, months - 1), np.arange(trials)
    depth, height = path[last, each], path[after, each]
    with np.errstate(divide="ignore", invalid="ignore"):
        within = np.minimum(-depth / (height - depth), 1.0)
    years = np.where(last == months - 1, np.inf, (after + within) / 12.0)
    return np.where(never_below, 0.0, years)


def peak_funding(net: Array, flows: Array) -> tuple[Array, Array]:
    """Deepest cumulative net cash below zero, and the first month-end that reaches it, [TRIAL]."""
    path = np.cumsum(net, axis=0)
    deepest = np.minimum(path.min(axis=0), 0.0)
    slack = TOLERANCE * flows
    month = np.argmax(path <= deepest + slack, axis=0) + 1.0
    return 0.0 - deepest, np.where(deepest < -slack, month, np.nan)


def yearly(books: Books, gap: Array) -> Named:
    """The yearly outcomes, [YEAR, TRIAL] each; ``gap`` [YEAR, TRIAL] is missing where none is stated."""
    net, net_real = books.saving - books.cost, books.saving_real - books.cost_real
    cumulative = np.cumsum(net, axis=0)
    yield "saving", books.saving
    yield "cost", books.cost
    yield "net_cash", net
    yield "cumulative_net", cumulative
    yield "saving_real", books.saving_real
    yield "cost_real", books.cost_real
    yield "net_cash_real", net_real
    yield "cumulative_net_real", np.cumsum(net_real, axis=0)
    yield "funding_need", np.maximum(0.0 - cumulative, 0.0)
    yield "deficit_reduction", books.fund / gap
    yield "deficit_reduction_after_costs", (books.fund - books.cost) / gap


def paths(books: Books, discount: Array, year_of: Array) -> Named:
    """NPV, payback and peak funding, [TRIAL] each."""
    flows = books.moved.sum(axis=0)
    discounted = (books.moved * discount).sum(axis=0)
    yield "npv", ((books.saving_real - books.cost_real) * discount).sum(axis=0)
    yield "payback_years", payback_years(books.cash_real, flows)
    yield "discounted_payback_years", payback_years(books.cash_real * discount[year_of], discounted)
    peak, month = peak_funding(books.cash, flows)
    yield "peak_funding", peak
    yield "peak_funding_month", month


def savings_to_cost(books: Books, discount: Array) -> Array:
    """Present value of net saving over that of cost, [TRIAL]: infinite at no cost, missing where both are nothing."""
    value, cost = (books.saving_real * discount).sum(axis=0), (books.cost_real * discount).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(cost > 0.0, value / cost, np.where(value == 0.0, np.nan, np.copysign(np.inf, value)))


def first_year(reached: Array, first: int) -> Array:
    """The calendar year in which the first financial year begins that has ``reached`` [YEAR, TRIAL]; else infinite."""
    return np.where(reached.any(axis=0), first + np.argmax(reached, axis=0), np.inf)


def stated(x: Array, rows: Array) -> Array:
    """Inputs that a case need not state, missing where it does not: [..., TRIAL] of rows [...]."""
    return np.where((rows == NONE)[..., None], np.nan, x[rows])


def whole_figures(plan: Plan, x: Array, when: Timetable, full: Array, cashable: Array, found: Ledger) -> Named:
    """Annual savings, against budgets and gaps too, and milestones that are read off them."""
    bases, clusters = plan.arrays.bases, plan.arrays.services.clusters
    gross, running = cashable.sum(axis=0), found.running.sum(axis=0)
    saving = gross - running
    yield "annual_saving", saving
    yield "gross_annual_saving", gross
    yield "annual_running_cost", running
    yield "non_cashable_saving", (full - cashable).sum(axis=0)
    scope = stated(x, clusters.budget_row).sum(axis=0)
    yield "saving_share_of_budget_in_scope", saving / scope
    yield "saving_share_of_net_budget", saving / (scope + x[bases.out_of_scope_rows].sum(axis=0))
    yield "full_year_gap_share", saving / stated(x, bases.councils.stated_gap_row).sum(axis=0)
    yield "approved", np.where(when.declined, 0.0, 1.0)
    yield "exited", np.where(when.exited < NEVER, 1.0, 0.0)


def milestones(plan: Plan, whole: Books, annual_saving: Array) -> Named:
    """The first year of net saving and the year of full effect."""
    first, nothing = int(plan.years[0][:4]), TOLERANCE * whole.moved.sum(axis=0)
    yield "first_net_saving_year", first_year(whole.saving - whole.cost > nothing, first)
    full = (whole.saving_real >= FULL_EFFECT * annual_saving - nothing) & (annual_saving > 0.0)
    yield "full_effect_year", first_year(full, first)


def cost_figures(costs: Costs) -> Named:
    """One-off and delay costs of the whole, posts and exits."""
    yield "implementation_cost", costs.kind.sum(axis=0)
    yield "redundancy_cost", costs.kind[REDUNDANCY] + costs.kind[PENSION]
    yield "ict_cost", costs.kind[ICT]
    yield "programme_cost", costs.kind[PROGRAMME_KIND]
    yield "other_cost", costs.kind[OTHER]
    yield "delay_cost", costs.kind[DELAY]
    yield "cost_beyond_horizon", costs.beyond
    yield "redundancy_cost_memorandum", costs.memorandum
    yield "posts_removed", costs.posts.sum(axis=0)
    yield "exits", costs.exits


def cluster_figures(plan: Plan, x: Array, when: Timetable, cashable: Array, found: Ledger, costs: Costs) -> Named:
    """What is told of each cluster."""
    budget = stated(x, plan.arrays.services.clusters.budget_row)
    for c, name in enumerate(plan.clusters):
        live = when.live[c]
        saving = cashable[c] - found.running[c]
        yield f"annual_saving.{name}", saving
        yield f"implementation_cost.{name}", costs.own[c]
        yield f"redundancy_cost.{name}", costs.own_redundancy[c]
        yield f"go_live.{name}", np.where(live < NEVER, live, np.inf)
        yield f"slip.{name}", np.where(live < NEVER, live - when.planned[c], np.inf)
        yield f"saving_share_of_budget.{name}", saving / budget[c]
        yield f"posts_removed.{name}", costs.posts[c]


def council_figures(plan: Plan, x: Array, councils: list[Books], found: Ledger, costs: Costs, discount: Array) -> Named:
    """What is told of each council."""
    arrays = plan.arrays
    rows = arrays.bases.councils
    gaps, reserves = stated(x, rows.stated_gap_row), stated(x, rows.reserves_row)
    for k, (name, books) in enumerate(zip(plan.councils, councils, strict=True)):
        figures = dict(paths(books, discount, arrays.calendar.year_of))
        figures["annual_saving"] = found.annual[k]
        figures["implementation_cost"] = books.cost_real.sum(axis=0)
        figures["redundancy_cost"] = costs.council_redundancy[k]
        figures["full_year_gap_share"] = found.annual[k] / gaps[k]
        figures["reserves_headroom"] = reserves[k] - figures["peak_funding"]
        for measure, values in figures.items():
            yield f"{measure}.{name}", values
        for measure, by_year in yearly(books, stated(x, arrays.bases.gap_rows[:, k])):
            for year, values in zip(plan.years, by_year, strict=True):
                yield f"{measure}.{year}.{name}", values
