"""The books: every flow of a chunk of trials by council, year and month, and what is read off them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.numpy_model.costs import Costs
from benchmarks.numpy_model.savings import recurrent_flows
from benchmarks.numpy_model.timing import Timetable
from simulator.plan.arrays import PROGRAMME, Arrays

Array = np.ndarray


@dataclass
class Books:
    """The flows of one council, or of the whole: by year [YEAR, TRIAL], and net cash by month [MONTH, TRIAL].

    Attributes
    ----------
    saving, cost, saving_real, cost_real
        Saving less running costs, one-off and delay costs; nominal unless named real.
    fund
        The general fund's part of the saving, nominal.
    moved
        Saving, running costs and one-off costs, all taken positive, real.
    cash, cash_real
        Net cash by month.
    """

    saving: Array
    cost: Array
    saving_real: Array
    cost_real: Array
    fund: Array
    moved: Array
    cash: Array
    cash_real: Array

    def __add__(self, other: Books) -> Books:
        return Books(*(mine + theirs for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True)))


@dataclass
class Ledger:
    """Recurrent flows of every council: months and years by index, and what is left of them a year in the end.

    Attributes
    ----------
    saving
        Saving less running costs, [COUNCIL, INDEX, MONTH, TRIAL].
    fund
        The general fund's part of it, [COUNCIL, INDEX, YEAR, TRIAL].
    moved
        Savings and running costs, both taken positive, [COUNCIL, YEAR, TRIAL].
    annual
        Saving less running costs of what survives, £ a year, [COUNCIL, TRIAL].
    running
        Running costs of what survives, £ a year: of each cluster, then of the programme, [CLUSTER + 1, TRIAL].
    """

    saving: Array
    fund: Array
    moved: Array
    annual: Array
    running: Array


def ledger(plan: Arrays, x: Array, when: Timetable, key: Array, cashable: Array) -> Ledger:
    """Enter every recurrent flow; the parameters are those of `benchmarks.numpy_model.savings.recurrent_flows`."""
    councils, trials, starts = key.shape[1], x.shape[1], plan.calendar.year_start[:-1]
    clusters = len(plan.services.clusters)
    book = Ledger(
        saving=np.zeros((councils, 2, plan.calendar.months, trials)),
        fund=np.zeros((councils, 2, plan.years, trials)),
        moved=np.zeros((councils, plan.years, trials)),
        annual=np.zeros((councils, trials)),
        running=np.zeros((clusters + 1, trials)),
    )
    for flow in recurrent_flows(plan, x, when, key, cashable):
        by_year = np.add.reduceat(flow.spread, starts, axis=0)
        book.annual += flow.sign * flow.rate.sum(axis=1)
        if flow.sign < 0:
            book.running[clusters if flow.owner == PROGRAMME else flow.owner] += flow.rate.sum(axis=(0, 1))
        for k, rates in enumerate(flow.rate):
            for i, rate in enumerate(rates):
                monthly = rate / 12.0
                book.saving[k, i] += flow.sign * monthly * flow.spread
                book.fund[k, i] += flow.sign * monthly * flow.fund * by_year
                book.moved[k] += monthly * by_year
    return book


def council_books(plan: Arrays, found: Ledger, costs: Costs, levels: Array) -> list[Books]:
    """The books of every council; ``levels`` [INDEX, YEAR, TRIAL] are those of pay and of prices."""
    starts, year_of = plan.calendar.year_start[:-1], plan.calendar.year_of
    books = []
    for k in range(len(plan.bases.councils)):
        saving = np.add.reduceat(found.saving[k], starts, axis=1)
        cost = np.add.reduceat(costs.flow[k], starts, axis=1)
        net = found.saving[k] - costs.flow[k]
        books.append(
            Books(
                saving=(saving * levels).sum(axis=0),
                cost=(cost * levels).sum(axis=0),
                saving_real=saving.sum(axis=0),
                cost_real=cost.sum(axis=0),
                fund=(found.fund[k] * levels).sum(axis=0),
                moved=found.moved[k] + cost.sum(axis=0),
                cash=(net * levels[:, year_of]).sum(axis=0),
                cash_real=net.sum(axis=0),
            )
        )
    return books
