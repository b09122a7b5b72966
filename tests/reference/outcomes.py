"""Every outcome, by the names of docs/model.md, section 8."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from reference.cash import Flow
from reference.gates import Ending
from reference.reading import MONTHS_IN_YEAR, Array, Dates, Draws, Flags, label

KINDS_OF = {
    "redundancy_cost": ("redundancy", "pension"),
    "ict_cost": ("ict",),
    "programme_cost": ("programme",),
    "other_cost": ("other",),
    "delay_cost": ("delay",),
}
TOLERANCE = 1e-9
FULL_EFFECT = 0.95


@dataclass(frozen=True)
class Path:
    """Cumulative net cash at every month end, and what to measure it by.

    Attributes
    ----------
    cumulative
        £ at the end of each month, [TRIAL, MONTH].
    absolute
        Saving delivered, running costs and one-off costs, all taken positive, £, [TRIAL].
    """

    cumulative: Array
    absolute: Array


class Ledger:
    """All flows of a set of trials, and the sums the outcomes are made of.

    Parameters
    ----------
    flows
        Savings, running costs, one-off and delay costs.
    dates, discount_rate
        The calendar, and r by trial.
    pay, prices
        The indices by month, [TRIAL, MONTH].
    """

    def __init__(self, flows: list[Flow], dates: Dates, discount_rate: Array, pay: Array, prices: Array) -> None:
        self.flows, self.dates = flows, dates
        self.pay, self.prices = pay, prices
        self.year_of_month = np.array(dates.year_of_month())
        order = self.year_of_month - dates.first_year
        self.discount = (1 + discount_rate)[:, None] ** -order[None, :].astype(float)
        self.order = order
        self._kept: dict[tuple[str, str | None, str], Array] = {}

    def monthly(self, sort: str, council: str | None, base: str) -> Array:
        """One sort of flow by month, real, nominal or discounted (real), [TRIAL, MONTH]."""
        kept = (sort, council, base)
        if kept not in self._kept:
            total = np.zeros_like(self.pay)
            for flow in self.flows:
                if flow.sort == sort:
                    amounts = flow.shape * flow.amount(council)[:, None]
                    total += amounts * (self._index(flow) if base == "nominal" else 1.0)
            self._kept[kept] = total * (self.discount if base == "discounted" else 1.0)
        return self._kept[kept]

    def _index(self, flow: Flow) -> Array:
        pay = flow.pay[:, None]
        return pay * self.pay + (1 - pay) * self.prices

    def general_fund(self, council: str | None) -> Array:
        """General-fund saving less running costs by month, nominal, [TRIAL, MONTH]."""
        total = np.zeros_like(self.pay)
        for flow in self.flows:
            if flow.sort != "cost":
                sign = 1.0 if flow.sort == "saving" else -1.0
                total += sign * flow.shape * (flow.amount(council) * flow.general_fund)[:, None] * self._index(flow)
        return total

    def year(self, monthly: Array, year: int) -> Array:
        """The sum over the months of one financial year, [TRIAL]."""
        return monthly[:, self.year_of_month == year].sum(axis=1)

    def costs(
        self, council: str | None = None, kinds: tuple[str, ...] | None = None, cluster: str | None = None
    ) -> Array:
        """One-off and delay costs in the horizon, real, of some kinds, of one cluster or of all, [TRIAL]."""
        total = np.zeros(len(self.pay))
        for flow in self.flows:
            if flow.sort != "cost" or (kinds is not None and flow.kind not in kinds):
                continue
            if cluster is None or flow.cluster == cluster:
                total += flow.shape.sum(axis=1) * flow.amount(council)
        return total

    def beyond(self) -> Array:
        """One-off and delay costs after the horizon, real, [TRIAL]."""
        return sum((flow.beyond * flow.whole for flow in self.flows if flow.sort == "cost"), np.zeros(len(self.pay)))

    def path(self, council: str | None, base: str) -> Path:
        """Cumulative net cash: real, nominal or discounted; a nominal path is measured by real absolute flows."""
        saving, running, cost = (self.monthly(sort, council, base) for sort in ("saving", "running", "cost"))
        measure = "real" if base == "nominal" else base
        absolute = sum(
            np.abs(self.monthly(sort, council, measure)).sum(axis=1) for sort in ("saving", "running", "cost")
        )
        return Path(np.cumsum(saving - running - cost, axis=1), np.asarray(absolute))


def payback_years(path: Path) -> Array:
    """Years to the moment from which the path stays at or above zero; 0 if never below, infinite if it ends below."""
    result = np.zeros(len(path.absolute))
    for trial, (cumulative, absolute) in enumerate(zip(path.cumulative, path.absolute, strict=True)):
        below = np.flatnonzero(cumulative < -TOLERANCE * absolute)
        if len(below) == 0:
            continue
        last = below[-1]
        if last == len(cumulative) - 1:
            result[trial] = np.inf
            continue
        part = -cumulative[last] / (cumulative[last + 1] - cumulative[last])
        result[trial] = (last + 1 + min(part, 1.0)) / MONTHS_IN_YEAR
    return result


def peak(path: Path) -> tuple[Array, Array]:
    """The deepest point below zero as a positive number, and the first month end at which it is reached, [TRIAL]."""
    deepest = np.minimum(path.cumulative.min(axis=1), 0.0)
    reached = path.cumulative <= (deepest + TOLERANCE * path.absolute)[:, None]
    month = np.argmax(reached, axis=1) + 1.0
    return 0.0 - deepest, np.where(deepest < -TOLERANCE * path.absolute, month, np.nan)


def first_year(reached: list[Flags], years: list[int]) -> Array:
    """The first financial year for which something holds, as the year it begins in; infinite if none, [TRIAL]."""
    result = np.full(len(reached[0]), np.inf)
    for year, holds in zip(reversed(years), reversed(reached), strict=True):
        result = np.where(holds, year, result)
    return result


@dataclass(frozen=True)
class Annual:
    """Recurrent yearly figures of surviving clusters, real, £ a year, [TRIAL]: by council, or None for the whole."""

    gross: dict[str | None, Array]
    running: dict[str | None, Array]
    by_cluster: dict[str, Array]
    non_cashable: Array


def annual_figures(case: Any, x: Draws, flows: list[Flow], savings: dict[str, Array], ending: Ending) -> Annual:
    """What is left in the end: every tranche of every surviving cluster at full rate."""
    survives = {cluster_id: np.isfinite(moment).astype(float) for cluster_id, moment in ending.go_live.items()}
    any_survives = np.max(list(survives.values()), axis=0)
    gross: dict[str | None, Array] = {council: x.full(0.0) for council in [None, *case.council]}
    running: dict[str | None, Array] = {council: x.full(0.0) for council in [None, *case.council]}
    by_cluster = {cluster_id: x.full(0.0) for cluster_id in case.cluster}
    for flow in flows:
        alive = any_survives if flow.cluster is None else survives[flow.cluster]
        target = {"saving": gross, "running": running}.get(flow.sort)
        if target is None:
            continue
        for council in target:
            target[council] = target[council] + alive * flow.amount(council)
        if flow.cluster is not None:
            sign = 1.0 if flow.sort == "saving" else -1.0
            by_cluster[flow.cluster] = by_cluster[flow.cluster] + sign * alive * flow.whole
    non_cashable = x.full(0.0)
    for cluster_id, saving in savings.items():
        non_cashable = non_cashable + survives[cluster_id] * saving * (1 - x(f"cluster.{cluster_id}.cashable", 1.0))
    return Annual(gross, running, by_cluster, non_cashable)


class Outcomes:
    """Collects named outcomes.

    Parameters
    ----------
    case, x, ledger, annual
        The case, its draws, its flows and its recurrent figures.
    """

    def __init__(self, case: Any, x: Draws, ledger: Ledger, annual: Annual) -> None:
        self.case, self.x, self.ledger, self.annual = case, x, ledger, annual
        self.dates = ledger.dates
        self.found: dict[str, Array] = {}
        self.paths: dict[tuple[str | None, str], Path] = {}

    def path(self, council: str | None, base: str) -> Path:
        """A cumulative path, worked out once."""
        if (council, base) not in self.paths:
            self.paths[council, base] = self.ledger.path(council, base)
        return self.paths[council, base]

    def whole(self, non_cashable: Array) -> None:
        """The recurrent saving, the cost and its parts."""
        found, ledger, annual = self.found, self.ledger, self.annual
        found["gross_annual_saving"] = annual.gross[None]
        found["annual_running_cost"] = annual.running[None]
        found["annual_saving"] = annual.gross[None] - annual.running[None]
        found["non_cashable_saving"] = non_cashable
        found["implementation_cost"] = ledger.costs()
        for name, kinds in KINDS_OF.items():
            found[name] = ledger.costs(kinds=kinds)
        found["cost_beyond_horizon"] = ledger.beyond()
        self._budget_shares()
        self._ratio_of_values()
        self._source_dates()

    def _budget_shares(self) -> None:
        case, x = self.case, self.x
        inside = {c: x(f"cluster.{c}.budget") for c in case.cluster if x.has(f"cluster.{c}.budget")}
        for cluster_id, budget in inside.items():
            self.found[f"saving_share_of_budget.{cluster_id}"] = self.annual.by_cluster[cluster_id] / budget
        if len(inside) == len(case.cluster):
            scope = sum(inside.values())
            outside = sum((x(f"out_of_scope.{o}.budget") for o in case.out_of_scope), x.full(0.0))
            self.found["saving_share_of_budget_in_scope"] = self.found["annual_saving"] / scope
            self.found["saving_share_of_net_budget"] = self.found["annual_saving"] / (scope + outside)

    def _ratio_of_values(self) -> None:
        ledger = self.ledger
        net = (ledger.monthly("saving", None, "discounted") - ledger.monthly("running", None, "discounted")).sum(axis=1)
        cost = ledger.monthly("cost", None, "discounted").sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            self.found["savings_to_cost"] = net / cost

    def _source_dates(self) -> None:
        years, found = self.dates.years, self.found
        limit = TOLERANCE * self.path(None, "real").absolute
        earns = [self._net(None, "nominal", year) > limit for year in years]
        found["first_net_saving_year"] = first_year(earns, years)
        final = found["annual_saving"]
        full = [(self._saving(None, "real", year) >= FULL_EFFECT * final) & (final > 0) for year in years]
        found["full_effect_year"] = first_year(full, years)

    def _saving(self, council: str | None, base: str, year: int) -> Array:
        ledger = self.ledger
        return ledger.year(ledger.monthly("saving", council, base) - ledger.monthly("running", council, base), year)

    def _cost(self, council: str | None, base: str, year: int) -> Array:
        return self.ledger.year(self.ledger.monthly("cost", council, base), year)

    def _net(self, council: str | None, base: str, year: int) -> Array:
        return self._saving(council, base, year) - self._cost(council, base, year)

    def _gap(self, council: str | None, year: int) -> Array | None:
        """A year's gap of one council, or of all if each states one."""
        councils = list(self.case.council) if council is None else [council]
        paths = [f"council.{one}.gap.{label(year)}" for one in councils]
        if not all(self.x.has(path) for path in paths):
            return None
        return np.sum([self.x(path) for path in paths], axis=0)

    def scoped(self, council: str | None) -> None:
        """What is reported for the whole and for each council alike."""
        found, end = self.found, "" if council is None else f".{council}"
        ledger, years = self.ledger, self.dates.years
        found[f"payback_years{end}"] = payback_years(self.path(council, "real"))
        found[f"discounted_payback_years{end}"] = payback_years(self.path(council, "discounted"))
        rate = self.x("case.discount_rate", 0.035)
        npv = [self._net(council, "real", year) * (1 + rate) ** -float(k) for k, year in enumerate(years)]
        found[f"npv{end}"] = np.sum(npv, axis=0)
        found[f"peak_funding{end}"], found[f"peak_funding_month{end}"] = peak(self.path(council, "nominal"))
        if self.case.case.gap_year is not None:
            gap = self._gap(council, int(self.case.case.gap_year[:4]))
            if gap is not None:
                found[f"full_year_gap_share{end}"] = (self.annual.gross[council] - self.annual.running[council]) / gap
        general_fund = ledger.general_fund(council)
        for base, mark in (("nominal", ""), ("real", "_real")):
            total = self.x.full(0.0)
            for year in years:
                at = f"{label(year)}{end}"
                found[f"saving{mark}.{at}"] = self._saving(council, base, year)
                found[f"cost{mark}.{at}"] = self._cost(council, base, year)
                found[f"net_cash{mark}.{at}"] = self._net(council, base, year)
                total = total + found[f"net_cash{mark}.{at}"]
                found[f"cumulative_net{mark}.{at}"] = total
        for year in years:
            at = f"{label(year)}{end}"
            found[f"funding_need.{at}"] = np.maximum(-found[f"cumulative_net.{at}"], 0.0)
            gap = self._gap(council, year)
            if gap is not None:
                delivered = ledger.year(general_fund, year)
                found[f"deficit_reduction.{at}"] = delivered / gap
                found[f"deficit_reduction_after_costs.{at}"] = (delivered - found[f"cost.{at}"]) / gap

    def council(self, council: str) -> None:
        """What is reported for councils only."""
        found = self.found
        found[f"annual_saving.{council}"] = self.annual.gross[council] - self.annual.running[council]
        found[f"implementation_cost.{council}"] = self.ledger.costs(council)
        found[f"redundancy_cost.{council}"] = self.ledger.costs(council, KINDS_OF["redundancy_cost"])
        if self.x.has(f"council.{council}.reserves"):
            found[f"reserves_headroom.{council}"] = (
                self.x(f"council.{council}.reserves") - found[f"peak_funding.{council}"]
            )

    def cluster(self, cluster: str, planned: Array, go_live: Array) -> None:
        """What is reported for clusters."""
        found = self.found
        found[f"annual_saving.{cluster}"] = self.annual.by_cluster[cluster]
        found[f"implementation_cost.{cluster}"] = self.ledger.costs(cluster=cluster)
        found[f"redundancy_cost.{cluster}"] = self.ledger.costs(kinds=KINDS_OF["redundancy_cost"], cluster=cluster)
        found[f"go_live.{cluster}"] = go_live
        found[f"slip.{cluster}"] = go_live - planned
