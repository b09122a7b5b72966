"""One chunk of trials from inputs to outcomes."""

from __future__ import annotations

import numpy as np

from benchmarks.best_model.bases import discount_factors, index_levels
from benchmarks.best_model.bottom_up import BottomUp
from benchmarks.best_model.buckets import Buckets, of_council
from benchmarks.best_model.combining import Combination
from benchmarks.best_model.costs import Costs, Spent
from benchmarks.best_model.effects import Effects
from benchmarks.best_model.months import TOLERANCE, Months
from benchmarks.best_model.savings import FullYear, Saved, Savings
from benchmarks.best_model.tables import plain
from benchmarks.best_model.values import Value, product, total
from benchmarks.best_model.when import When, timetable
from benchmarks.best_model.years import Rows, Years
from simulator.plan import Plan
from simulator.plan.arrays import (
    DELAY,
    DELAYS,
    ICT,
    NEVER,
    OTHER,
    PENSION,
    PROGRAMME_KIND,
    REDUNDANCY,
)

Array = np.ndarray

FULL_EFFECT = 0.95

ROUNDING = 1e-5
"""Of the whole's absolute flows: a council with less of its own shares in the whole's rounding."""


class Model:
    """A plan, made ready for chunks of so many trials.

    Parameters
    ----------
    plan : Plan
    trials : int
    """

    def __init__(self, plan: Plan, trials: int) -> None:
        self.plan, self.trials = plan, trials
        self.tables = arrays = plain(plan.arrays)
        drawn = {one.row for one in arrays.draws.draws}
        known = [None if row in drawn else float(value) for row, value in enumerate(arrays.fixed)]
        names = [outcome.name for outcome in plan.outcomes]
        self.rows = Rows(names, plan.years)
        self.buckets = Buckets(arrays)
        owners = arrays.services.clusters
        funds = {known[one.general_fund_row] for one in (*owners, *arrays.services.running)}
        gaps = any(name.startswith("deficit_reduction") for name in names)
        self.fund = 1.0 if len(funds) != 1 or None in funds else float(next(iter(funds)) or 0.0)
        by_fund = gaps and (len(funds) != 1 or None in funds)
        self.bottom_up = BottomUp(plan, self.buckets, trials) if arrays.redundancy.posts else None
        more = [] if self.bottom_up is None else self.bottom_up.used
        self.savings = Savings(arrays, self.buckets, known, by_fund, trials)
        self.delays, self.full_year = Effects(arrays, DELAYS), FullYear(arrays)
        self.costs = Costs(arrays, self.buckets.keys + self.buckets.councils, known, trials, more)
        self.entities = len(plan.councils) + 1
        self.months = Months(self.savings.paths, self.costs.paths, arrays.calendar.year_start, self.entities)
        self.combined: tuple[Combination, Combination] | None = None
        self.year_numbers = np.arange(len(plan.years), 0, -1, dtype=np.uint8)[:, None]
        self.years_from = np.append(np.inf, float(plan.years[-1][:4]) - np.arange(len(plan.years)))

    def work(self, x: list[Value], made: Array) -> None:
        """Work out a chunk from its ROWs into ``made`` [OUTCOME, TRIAL]."""
        arrays = self.tables
        when = timetable(arrays, self.delays, x, self.trials)
        levels, shares = index_levels(arrays, x, self.trials), self.buckets.shares(x)
        factors = discount_factors(arrays, x)
        full = self.full_year.savings(x, when.occurred)
        if when.declined is not None or len(when.leavers):
            alive = (when.live < NEVER) * 1.0
            full = [product(one, here) for one, here in zip(full, alive, strict=True)]
        cashable = [product(one, x[own.cashable_row]) for one, own in zip(full, arrays.services.clusters, strict=True)]
        saved = self.savings.enter(x, when, cashable)
        spent = self.costs.enter(x, when)
        if self.bottom_up is not None:
            self.bottom_up.enter(x, when, cashable, levels, self.costs, spent, made, self.rows)
        annual_saving = self._write_savings(x, when, full, cashable, saved, made)
        self._write_costs(when, spent, cashable, saved, x, made)
        flows, net = self._combinations(shares)
        ends = np.concatenate([self.savings.paths.carry(), self.costs.paths.carry()], axis=1)
        years = Years(ends, levels, factors, flows, net, self.fund)
        years.write(self.rows, made, self.plan.councils)
        self._write_deficits(x, years, made)
        absolute = self._absolute_flows(saved, shares, years, factors)
        self._write_paths(ends, levels, factors, net, years, absolute, made)
        self._write_councils(x, saved, spent, shares, years, made)
        self._write_milestones(annual_saving, years, absolute[0][-1], made)

    def _combinations(self, shares: dict[int, list[Value]]) -> tuple[Combination, Combination]:
        """Of slots into the savings and costs of each council and of the whole, and into their net cash."""
        if self.combined is None or not self.combined[0].fixed:
            savings = [(bucket, fund) for bucket, _, fund in self.savings.slots]
            costs = [bucket for bucket, _ in self.costs.slots]
            nothing: list[Value] = [0.0] * len(costs)
            saving: list[list[Value]] = []
            cost: list[list[Value]] = []
            fund: list[list[Value]] = []
            for k in range(self.entities - 1):
                saving.append([0.0 if own else shares[bucket][k] for bucket, own in savings] + nothing)
                fund.append([shares[bucket][k] if own else 0.0 for bucket, own in savings] + nothing)
                cost.append([*(0.0 for _ in savings), *(shares[bucket][k] for bucket in costs)])
            for rows in (saving, cost, fund):
                rows.append([total(*column) for column in zip(*rows, strict=True)])
            by_fund = any(own for _, own in savings)
            net = [
                [total(s, product(-1.0, c)) for s, c in zip(*both, strict=True)]
                for both in zip(saving, cost, strict=True)
            ]
            self.combined = Combination([*saving, *cost, *(fund if by_fund else [])]), Combination(net)
        return self.combined

    def _write_savings(
        self, x: list[Value], when: When, full: list[Value], cashable: list[Value], saved: Saved, made: Array
    ) -> Value:
        """Annual savings of the whole; returns the first of them."""
        arrays, put = self.tables, self.rows.put
        gross, running = total(*cashable), total(*saved.running)
        saving = total(gross, product(-1.0, running))
        put(made, "annual_saving", saving)
        put(made, "gross_annual_saving", gross)
        put(made, "annual_running_cost", running)
        put(made, "non_cashable_saving", total(*full, product(-1.0, gross)))
        if "saving_share_of_budget_in_scope" in self.rows.place:
            scope = total(*(x[own.budget_row] for own in arrays.services.clusters))
            put(made, "saving_share_of_budget_in_scope", saving / scope)
            whole = total(scope, *(x[row] for row in arrays.bases.out_of_scope_rows))
            put(made, "saving_share_of_net_budget", saving / whole)
        if "full_year_gap_share" in self.rows.place:
            put(made, "full_year_gap_share", saving / total(*(x[k.stated_gap_row] for k in arrays.bases.councils)))
        put(made, "approved", 1.0 if when.declined is None else 1.0 - when.declined)
        put(made, "exited", 0.0 if when.exited is None else (when.exited < NEVER) * 1.0)
        return saving

    def _write_costs(
        self, when: When, spent: Spent, cashable: list[Value], saved: Saved, x: list[Value], made: Array
    ) -> None:
        """Costs in the horizon, of the whole and of each cluster, and what else is told of clusters."""
        put, kind = self.rows.put, spent.kind
        put(made, "implementation_cost", kind.sum(axis=0))
        put(made, "redundancy_cost", kind[REDUNDANCY] + kind[PENSION])
        for name, number in (("ict", ICT), ("programme", PROGRAMME_KIND), ("other", OTHER), ("delay", DELAY)):
            put(made, f"{name}_cost", kind[number])
        put(made, "cost_beyond_horizon", spent.beyond)
        put(made, "redundancy_cost_memorandum", spent.memorandum)
        go_live = np.where(when.live < NEVER, when.live, np.inf)
        for c, name in enumerate(self.plan.clusters):
            saving = total(cashable[c], product(-1.0, saved.running[c]))
            put(made, f"annual_saving.{name}", saving)
            put(made, f"implementation_cost.{name}", spent.own[c])
            put(made, f"redundancy_cost.{name}", spent.own_people[c])
            put(made, f"go_live.{name}", go_live[c])
            put(made, f"slip.{name}", go_live[c] - when.planned[c])
            if f"saving_share_of_budget.{name}" in self.rows.place:
                put(made, f"saving_share_of_budget.{name}", saving / x[self.tables.services.clusters[c].budget_row])

    def _write_deficits(self, x: list[Value], years: Years, made: Array) -> None:
        """Shares of the gaps, in the years that have one."""
        rows, councils = self.tables.bases.gap_rows, self.plan.councils
        for y, year in enumerate(self.plan.years):
            gaps = [(f"{year}.{name}", k, x[rows[y, k]]) for k, name in enumerate(councils) if rows[y, k] >= 0]
            if len(gaps) == len(councils):
                gaps.append((year, len(councils), total(*(gap for _, _, gap in gaps))))
            for where, entity, gap in gaps:
                fund = years.fund_of(y, entity)
                self.rows.put(made, f"deficit_reduction.{where}", fund / gap)
                self.rows.put(made, f"deficit_reduction_after_costs.{where}", (fund - years.cost[y, entity]) / gap)

    def _absolute_flows(
        self, saved: Saved, shares: dict[int, list[Value]], years: Years, factors: Array
    ) -> tuple[Array, Array]:
        """Absolute flows, undiscounted and discounted, [COUNCIL + 1, TRIAL] each.

        Net savings are less by running costs: absolute flows are more by them, and so by twice as much. A council with
        next to no flows of its own counts a little of the whole's, whose rounding its paths share.
        """
        found = []
        for flows, weights in ((years.sums, np.ones((1, 1))), (years.values, factors)):
            absolute = flows[0] + flows[1]
            for bucket, ran in saved.ran.items():
                paid = np.diff(ran, axis=0)
                paid *= weights
                twice = 2.0 * np.add.reduce(paid, axis=0)
                for k, share in enumerate(shares[bucket]):
                    part = product(twice, share)
                    absolute[k] += part
                    absolute[-1] += part
            np.maximum(absolute, ROUNDING * absolute[-1], out=absolute)
            found.append(absolute)
        return found[0], found[1]

    def _write_paths(
        self,
        ends: Array,
        levels: Array,
        factors: Array,
        net: Combination,
        years: Years,
        absolute: tuple[Array, Array],
        made: Array,
    ) -> None:
        """NPV, payback and peak funding, of each council and of the whole."""
        # Discounted, a path at a month is its value at the year's start, and what has been added since times a factor.
        factors = factors[:, None]
        begun = np.zeros_like(years.net_real)
        added = years.net_real * factors
        for y in range(1, len(begun)):
            np.add(begun[y - 1], added[y - 1], out=begun[y])
        begun[1:] -= factors[1:] * years.path_real[:-1]
        limits = np.empty((len(begun), 2, *begun.shape[1:]))
        limits[:, 0] = -TOLERANCE * absolute[0]
        np.subtract(-TOLERANCE * absolute[1], begun, out=limits[:, 1])
        limits[:, 1] /= factors
        self.months.fill(net, levels, limits)
        below = self.months.last_below()
        plain, later = self._payback(below[0], None, None), self._payback(below[1], factors, begun)
        by_slot = ends[:-1].reshape(len(levels), -1, 2, self.trials) * levels[:, None]
        shift = net(by_slot.reshape(len(levels), -1, self.trials), np.empty_like(begun))
        np.negative(shift, out=shift)
        shift[1:] += years.path[:-1]
        peak, month = self.months.peak(shift, absolute[0])
        worth = years.values[0] - years.values[1]
        for e, name in enumerate((*(f".{council}" for council in self.plan.councils), "")):
            self.rows.put(made, f"npv{name}", worth[e])
            self.rows.put(made, f"payback_years{name}", plain[e])
            self.rows.put(made, f"discounted_payback_years{name}", later[e])
            self.rows.put(made, f"peak_funding{name}", peak[e])
            self.rows.put(made, f"peak_funding_month{name}", month[e])
        with np.errstate(divide="ignore", invalid="ignore"):
            self.rows.put(made, "savings_to_cost", years.values[0, -1] / np.maximum(years.values[1, -1], 0.0))

    def _payback(self, below: Array, factors: Array | None, begun: Array | None) -> Array:
        """Years to payback, [COUNCIL + 1, TRIAL], of undiscounted paths that are last ``below`` zero at a month-end; or
        of discounted ones."""
        months = self.months
        before, after = np.maximum(below - 1, 0), np.minimum(below, months.months - 1)
        depth, height = months.at(before), months.at(after)
        if factors is not None and begun is not None:
            for path, month in ((depth, before), (height, after)):
                year = months.year_of.take(month)
                if factors.shape[-1] == 1:
                    path *= factors.reshape(-1).take(year)
                else:
                    path *= factors.reshape(-1).take(year * self.trials + np.arange(self.trials))
                path += months.of_year(begun, year)
        height -= depth
        with np.errstate(divide="ignore", invalid="ignore"):
            depth /= -height
        np.minimum(depth, 1.0, out=depth)
        depth += after
        depth *= 1.0 / 12.0
        depth[below == months.months] = np.inf
        depth[below == 0] = 0.0
        return depth

    def _write_councils(
        self, x: list[Value], saved: Saved, spent: Spent, shares: dict[int, list[Value]], years: Years, made: Array
    ) -> None:
        """What else is told of each council."""
        councils, people = self.tables.bases.councils, dict(enumerate(spent.people))
        for k, name in enumerate(self.plan.councils):
            saving = of_council(saved.annual, shares, k)
            self.rows.put(made, f"annual_saving.{name}", saving)
            self.rows.put(made, f"implementation_cost.{name}", years.sums[1, k])
            self.rows.put(made, f"redundancy_cost.{name}", of_council(people, shares, k))
            if f"full_year_gap_share.{name}" in self.rows.place:
                self.rows.put(made, f"full_year_gap_share.{name}", saving / x[councils[k].stated_gap_row])
            if f"reserves_headroom.{name}" in self.rows.place:
                peak = made[self.rows.place[f"peak_funding.{name}"]]
                self.rows.put(made, f"reserves_headroom.{name}", x[councils[k].reserves_row] - peak)

    def _write_milestones(self, annual_saving: Value, years: Years, absolute: Array, made: Array) -> None:
        """The first year of net saving, and the year of full effect."""
        nothing = TOLERANCE * absolute
        limit = total(product(FULL_EFFECT, annual_saving), -nothing)
        net = years.net[:, -1] > nothing
        full = (years.saving_real[:, -1] >= limit) & (np.asarray(annual_saving) > 0.0)
        for name, reached in (("first_net_saving_year", net), ("full_effect_year", full)):
            first = (reached.view(np.uint8) * self.year_numbers).max(axis=0)
            self.rows.put(made, name, self.years_from.take(first))
