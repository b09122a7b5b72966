"""The yearly figures, from what has come in and gone out by each year-end."""

from __future__ import annotations

import numpy as np

from benchmarks.best_model.combining import Combination
from benchmarks.best_model.values import Value

Array = np.ndarray


class Rows:
    """Where the outcomes of a plan stand in ``made`` [OUTCOME, TRIAL]."""

    def __init__(self, names: list[str], years: tuple[str, ...]) -> None:
        self.place = {name: row for row, name in enumerate(names)}
        self.years = years
        self.spans: dict[tuple[str, str | None], slice] = {}

    def put(self, made: Array, name: str, value: Value) -> None:
        """Write an outcome, if the plan has it."""
        row = self.place.get(name)
        if row is not None:
            made[row] = value

    def span(self, measure: str, council: str | None) -> slice:
        """The rows of a measure in all years, of a council or of the whole."""
        key = measure, council
        if key not in self.spans:
            last = "" if council is None else f".{council}"
            rows = [self.place[f"{measure}.{year}{last}"] for year in self.years]
            step = rows[1] - rows[0] if len(rows) > 1 else 1
            assert rows == list(range(rows[0], rows[-1] + 1, step))
            self.spans[key] = slice(rows[0], rows[-1] + 1, step)
        return self.spans[key]


class Years:
    """The flows of a chunk by year: of each council, then of the whole, [YEAR, COUNCIL + 1, TRIAL].

    Attributes
    ----------
    saving, cost, net, path
        Nominal; the last is the sum of the one before.
    saving_real, cost_real, net_real, path_real
    fund
        The general fund's part of the saving, nominal; None where that is a fixed share of it.
    whole_fund
        That share.
    sums, values
        What the real flows (savings, costs) come to, and what they are worth discounted, [2, COUNCIL + 1, TRIAL].

    Parameters
    ----------
    ends : float64[YEAR + 1, SLOT, TRIAL]
        By each year-end.
    levels : float64[YEAR, INDEX, TRIAL]
    factors : float64[YEAR, 1] or [YEAR, TRIAL]
    flows, net : Combination
        Of slots into saving, cost and (unless it is a fixed share) fund; and into net cash.
    """

    def __init__(
        self, ends: Array, levels: Array, factors: Array, flows: Combination, net: Combination, whole_fund: float
    ) -> None:
        years, slots, trials = len(levels), ends.shape[1], ends.shape[2]
        each = len(net.weights)
        by_slot = np.subtract(ends[1:], ends[:-1])
        real = flows(by_slot, np.empty((years, len(flows.weights), trials)))
        by_index = by_slot.reshape(years, slots // 2, 2, trials)
        np.multiply(by_index, levels[:, None], out=by_index)
        nominal = flows(by_slot, np.empty_like(real))
        self.saving_real, self.cost_real = real[:, :each], real[:, each : 2 * each]
        self.saving, self.cost = nominal[:, :each], nominal[:, each : 2 * each]
        self.fund = nominal[:, 2 * each :] if len(flows.weights) > 2 * each else None
        self.whole_fund = whole_fund
        self.net, self.net_real = self.saving - self.cost, self.saving_real - self.cost_real
        self.path_real = net(ends[1:], np.empty_like(self.net))
        self.path = np.empty_like(self.net)
        self.path[0] = self.net[0]
        for y in range(1, years):
            np.add(self.path[y - 1], self.net[y], out=self.path[y])
        both = real[:, : 2 * each]
        self.sums = np.add.reduce(both, axis=0).reshape(2, each, trials)
        if factors.shape[1] == 1:
            worth = factors[:, 0] @ both.reshape(years, -1)
        else:
            worth = np.einsum("yt,yet->et", factors, both)
        self.values = worth.reshape(2, each, trials)

    def write(self, rows: Rows, made: Array, councils: tuple[str, ...]) -> None:
        """Write the money of every year."""
        need = np.negative(self.path)
        np.maximum(need, 0.0, out=need)
        for measure, by_year in (
            ("saving", self.saving),
            ("cost", self.cost),
            ("net_cash", self.net),
            ("cumulative_net", self.path),
            ("saving_real", self.saving_real),
            ("cost_real", self.cost_real),
            ("net_cash_real", self.net_real),
            ("cumulative_net_real", self.path_real),
            ("funding_need", need),
        ):
            for e, council in enumerate((*councils, None)):
                made[rows.span(measure, council)] = by_year[:, e]

    def fund_of(self, y: int, entity: int) -> Array:
        """The general fund's part of the saving of one year."""
        return self.saving[y, entity] * self.whole_fund if self.fund is None else self.fund[y, entity]
