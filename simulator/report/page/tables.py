"""Tables of what the findings say by cluster and by council, and at which chance a headline figure holds."""

from __future__ import annotations

import math
from collections.abc import Callable

from simulator.findings import wording
from simulator.findings.facts import CaseFacts
from simulator.findings.found import Population
from simulator.findings.measures import Measure
from simulator.findings.sentences import Voice
from simulator.report.page.cells import Cell, Group, Row, Table, at_most, middle_money, money_cell, share_cell, table

SURETIES = (50, 60, 70, 80, 90, 95)
"""Chances at which the headline figures are given."""

_Telling = Callable[[CaseFacts, Population, str, bool], Cell]
"""Tells one figure of a council, from a population; the last argument says whether its range is to be shown."""


def tested_words(who: Voice) -> str:
    """What the tested figures of a table are given."""
    return f"tested {who.condition}" if who.condition else "tested"


def surety_table(who: Voice) -> Table:
    """What the headline figures are at least, or at most, with each of several chances."""
    facts, measures = who.facts, who.tested.measures
    rows: list[Row] = [
        ["The money is back at the latest by", *(_back_by(facts, measures["payback_years"], p) for p in SURETIES)],
        ["Full-year saving, at least, £ a year", *(_least(measures["annual_saving"], p) for p in SURETIES)],
    ]
    for label in facts.gaps:
        share = measures[f"deficit_reduction.{label}"]
        name = f"Share of the {label} gap closed by that year’s general-fund saving, at least (nominal)"
        rows.append([name, *(wording.percent(share.at(100 - p), share.error_at(100 - p)) for p in SURETIES)])
    rows += [
        ["Peak funding, at most (nominal)", *(_most(measures["peak_funding"], p) for p in SURETIES)],
        ["One-off and delay costs, at most", *(_most(measures["implementation_cost"], p) for p in SURETIES)],
        ["Net present value, at least", *(_least(measures["npv"], p) for p in SURETIES)],
    ]
    base = wording.price_base("real", facts)
    caption = f"What can be counted on, and how surely: {tested_words(who)}; £, {base}, where nothing else is said"
    return table(caption, ["", *(f"{p}% chance" for p in SURETIES)], rows)


def _least(measure: Measure, surety: int) -> str:
    return wording.money(measure.at(100 - surety), measure.error_at(100 - surety))


def _most(measure: Measure, surety: int) -> str:
    return wording.money(measure.at(surety), measure.error_at(surety))


def _back_by(facts: CaseFacts, measure: Measure, surety: int) -> str:
    years = measure.at(surety)
    if not math.isfinite(years):
        return "not by then"
    return facts.month_name(years * 12) if years else "never in the red"


def cluster_table(who: Voice) -> Table:
    """Each cluster: what was submitted, what testing makes of it, and what it costs."""
    posts = any(f"posts_removed.{cluster.id}" in who.tested.measures for cluster in who.facts.clusters)
    budgets = any(f"saving_share_of_budget.{cluster.id}" in who.tested.measures for cluster in who.facts.clusters)
    columns = ["Cluster", "Saving a year: range submitted", "Saving a year: tested"]
    columns += ["One-off and delay costs: tested", "Of which redundancy and pension"]
    columns += ["Saving as a share of the cluster’s budget"] if budgets else []
    columns += ["Posts removed (full-time equivalents)"] if posts else []
    rows: list[Row] = []
    for cluster in who.facts.clusters:
        row: Row = [cluster.name, wording.between(cluster.low, cluster.high)]
        for measure in ("annual_saving", "implementation_cost", "redundancy_cost"):
            row.append(money_cell(who.tested.measures[f"{measure}.{cluster.id}"]))
        if budgets:
            row.append(share_cell(who.tested.measures.get(f"saving_share_of_budget.{cluster.id}")))
        if posts:
            row.append(_count_cell(who.tested.measures.get(f"posts_removed.{cluster.id}")))
        rows.append(row)
    total: Row = ["All of it", wording.between(*_submitted_sum(who.facts))]
    for measure in ("annual_saving", "implementation_cost", "redundancy_cost"):
        total.append(money_cell(who.tested.measures[measure]))
    if budgets:
        total.append(share_cell(who.tested.measures.get("saving_share_of_budget_in_scope")))
    if posts:
        total.append(_count_cell(who.tested.measures.get("posts_removed")))
    caption = (
        f"Each cluster, £, {wording.price_base('real', who.facts)}; {tested_words(who)}: the middle of the trials, "
        "with the 80% range under it. The clusters’ middles do not add up to the whole’s"
    )
    return table(caption, columns, [*rows, total])


def _submitted_sum(facts: CaseFacts) -> tuple[float, float]:
    return sum(cluster.low for cluster in facts.clusters), sum(cluster.high for cluster in facts.clusters)


def _count_cell(measure: Measure | None) -> Cell:
    if measure is None or not math.isfinite(measure.median):
        return Cell("")
    ends = [f"{measure.at(percent):,.0f}" for percent in (10, 90)]
    return Cell(f"{measure.median:,.0f}", "" if measure.sd == 0 else " to ".join(dict.fromkeys(ends)))


def council_table(who: Voice) -> Table:
    """Each council's own result, as submitted beside tested."""
    councils = who.facts.councils
    columns, groups = [""], [Group("", 1)]
    for council in councils:
        columns += ["as submitted", "tested"]
        groups.append(Group(council.name, 2))
    told: list[tuple[str, _Telling]] = [
        ("Saving a year", _sums("annual_saving")),
        ("One-off and delay costs", _sums("implementation_cost")),
        ("Of which redundancy and pension", _sums("redundancy_cost")),
        ("Net present value", _sums("npv")),
        ("The money is back by (80% chance)", _back),
        ("Peak funding (nominal, 80% chance)", _peak),
        ("Peak funding is reached by (half of the trials)", _peak_month),
    ]
    if any(f"full_year_gap_share.{council.id}" in who.tested.measures for council in councils):
        year = who.facts.gap_year or ""
        told.append((f"A full year’s saving as a share of its {year} gap", _gap_share))
    if any(f"within_reserves.{council.id}" in who.tested.chances for council in councils):
        told.append(("Chance that peak funding is within its reserves", _within_reserves))
    populations = ((who.submitted, False), (who.tested, True))
    rows: list[Row] = [
        [name, *(tell(who.facts, people, c.id, ranged) for c in councils for people, ranged in populations)]
        for name, tell in told
    ]
    caption = (
        f"Each council, £, {wording.price_base('real', who.facts)} where nothing else is said; {tested_words(who)}: "
        "the middle of the trials, with the 80% range under it. As submitted: the middle"
    )
    return table(caption, columns, rows, groups=groups)


def _sums(name: str) -> _Telling:
    def tell(facts: CaseFacts, people: Population, council: str, ranged: bool) -> Cell:
        measure = people.measures[f"{name}.{council}"]
        return money_cell(measure) if ranged else Cell(middle_money(measure))

    return tell


def _back(facts: CaseFacts, people: Population, council: str, ranged: bool) -> Cell:
    return Cell(_back_by(facts, people.measures[f"payback_years.{council}"], 80))


def _peak(facts: CaseFacts, people: Population, council: str, ranged: bool) -> Cell:
    return Cell(at_most(people.measures[f"peak_funding.{council}"]))


def _peak_month(facts: CaseFacts, people: Population, council: str, ranged: bool) -> Cell:
    when = people.measures[f"peak_funding_month.{council}"]
    return Cell(facts.month_name(when.median) if when.trials else "never in the red")


def _gap_share(facts: CaseFacts, people: Population, council: str, ranged: bool) -> Cell:
    cell = share_cell(people.measures.get(f"full_year_gap_share.{council}"))
    return cell if ranged else Cell(cell.text)


def _within_reserves(facts: CaseFacts, people: Population, council: str, ranged: bool) -> Cell:
    chance = people.chances.get(f"within_reserves.{council}")
    return Cell("reserves not stated" if chance is None else wording.likelihood(chance))
