"""Payback and peak funding: the only outcomes that need months (docs/model.md, section 8)."""

from __future__ import annotations

import numpy as np

from benchmarks.best_model.combining import Combination
from benchmarks.best_model.differences import Paths

Array = np.ndarray

TOLERANCE = 1e-9


class Months:
    """Cumulative net cash by month of every council and of the whole, [MONTH, COUNCIL + 1, TRIAL], for chunk after
    chunk.

    Nominal paths are kept without the constant that each year adds to them, the ``shift`` [YEAR, COUNCIL + 1, TRIAL].

    Parameters
    ----------
    savings, costs : Paths
    year_start : int64[YEAR + 1]
    entities : int
        The councils, and the whole.
    """

    def __init__(self, savings: Paths, costs: Paths, year_start: Array, entities: int) -> None:
        self.savings, self.costs = savings, costs
        self.start, trials = year_start.astype(np.int64), savings.trials
        self.years, self.months = len(year_start) - 1, int(year_start[-1])
        longest = max(savings.lengths)
        self.slots = np.empty((longest, savings.slots + costs.slots, trials))
        flat = self.slots.reshape(longest, -1)
        self.saved, self.spent = flat[:, : savings.slots * trials], flat[:, savings.slots * trials :]
        shape = self.months, entities, trials
        self.real, self.nominal = np.empty(shape), np.empty(shape)
        self.least = np.empty((self.years, *shape[1:]))
        self.below = np.empty((self.months, 2, *shape[1:]), dtype=bool)
        self.cell = np.arange(entities * trials).reshape(entities, trials)
        self.lengths = np.diff(self.start)
        # Month-ends of each year, [MONTH of the year, YEAR]; a short year repeats its last.
        within = np.minimum(np.arange(longest)[:, None], self.lengths - 1)
        self.months_of_year = (self.start[:-1] + within) * self.cell.size
        self.year_number = _numbers(self.years)[:, None, None]
        self.month_number = _numbers(longest)[:, None, None]
        self.number = _numbers(self.months)[:, None, None, None]
        self.year_of = np.repeat(np.arange(self.years), self.lengths)

    def fill(self, net: Combination, levels: Array, limits: Array) -> None:
        """Work out the paths a year at a time, and hold the undiscounted ones to limits while they are at hand.

        ``levels`` are [YEAR, INDEX, TRIAL], two limits for each year [YEAR, 2, COUNCIL + 1, TRIAL].
        """
        pairs = self.slots.reshape(len(self.slots), -1, *levels.shape[1:])
        for y, level in enumerate(levels):
            first, last = self.start[y], self.start[y + 1]
            slots = self.slots[: last - first]
            self.savings.year(y, self.saved[: last - first])
            self.costs.year(y, self.spent[: last - first])
            real = net(slots, self.real[first:last])
            np.less(real[:, None], limits[y], out=self.below[first:last])
            nominal = pairs[: last - first]
            np.multiply(nominal, level, out=nominal)
            np.minimum.reduce(net(slots, self.nominal[first:last]), axis=0, out=self.least[y])

    def last_below(self) -> Array:
        """The last month-end at which an undiscounted path is below each of its limits, int64[2, COUNCIL + 1, TRIAL]; 0
        where it is below at none."""
        return _largest(self.below, self.number)

    def peak(self, shift: Array, flows: Array) -> tuple[Array, Array]:
        """Deepest cumulative nominal net cash below zero, and the first month-end that reaches it; missing where none
        is below. [COUNCIL + 1, TRIAL] each, as are the absolute ``flows``."""
        deepest = np.minimum.reduce(self.least + shift, axis=0)
        np.minimum(deepest, 0.0, out=deepest)
        slack = TOLERANCE * flows
        limits = (deepest + slack) - shift
        # The year, then the month: the largest of the numbers counted from the end is the first.
        year = self.years - _largest(self.least <= limits, self.year_number[::-1])
        np.minimum(year, self.years - 1, out=year)
        reached = self._of_year_by_month(self.nominal, year) <= self.of_year(limits, year)
        within = len(self.month_number) - _largest(reached, self.month_number[::-1])
        month = self.start.take(year) + within + 1.0
        month[deepest >= -slack] = np.nan
        return np.subtract(0.0, deepest, out=deepest), month

    def at(self, month: Array) -> Array:
        """The undiscounted paths at months [COUNCIL + 1, TRIAL], from 0 on."""
        place = month * self.cell.size
        place += self.cell
        return self.real.reshape(-1).take(place)

    def of_year(self, by_year: Array, year: Array) -> Array:
        """What stands in a year of its own for each, from [YEAR, COUNCIL + 1, TRIAL]."""
        place = year * self.cell.size
        place += self.cell
        return by_year.reshape(-1).take(place)

    def _of_year_by_month(self, path: Array, year: Array) -> Array:
        """The months of a year of its own for each, [MONTH of the year, COUNCIL + 1, TRIAL]."""
        place = self.months_of_year.take(year, axis=1)
        place += self.cell
        return path.reshape(-1).take(place)


def _numbers(count: int) -> Array:
    """1, 2, 3 ... in as few bytes as will do."""
    return np.arange(1, count + 1, dtype=np.uint8 if count < 256 else np.uint16)


def _largest(flags: Array, number: Array) -> Array:
    """The largest number along the first axis that is flagged, int64 [the other axes]; 0 where none is."""
    numbers = flags.view(np.uint8)
    numbers = np.multiply(numbers, number, out=numbers if number.dtype == np.uint8 else None)
    return np.maximum.reduce(numbers, axis=0).astype(np.int64)
