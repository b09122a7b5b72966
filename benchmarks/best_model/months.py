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
        self.start, trials = [int(month) for month in year_start], savings.trials
        self.months = self.start[-1]
        longest = max(savings.lengths)
        self.slots = np.empty((longest, savings.slots + costs.slots, trials))
        shape = self.months, entities, trials
        self.real, self.nominal = np.empty(shape), np.empty(shape)
        self.flags = np.empty(shape, dtype=bool)
        small = np.uint8 if self.months < 255 else np.uint16
        self.number = np.arange(1, self.months + 1, dtype=small)[:, None, None]
        self.lane = np.arange(entities * trials).reshape(entities, trials)
        self.year_of = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    def fill(self, net: Combination, levels: Array) -> None:
        """Work out the paths a year at a time; ``levels`` [YEAR, INDEX, TRIAL]."""
        pairs = self.slots.reshape(len(self.slots), -1, *levels.shape[1:])
        for y, level in enumerate(levels):
            first, last = self.start[y], self.start[y + 1]
            slots = self.slots[: last - first]
            self.savings.year(y, slots[:, : self.savings.slots])
            self.costs.year(y, slots[:, self.savings.slots :])
            net(slots, self.real[first:last])
            nominal = pairs[: last - first]
            np.multiply(nominal, level, out=nominal)
            net(slots, self.nominal[first:last])

    def last_below(self, limits: Array) -> Array:
        """The last month-end at which the undiscounted path is below a limit, int64[COUNCIL + 1, TRIAL]; 0 where it is
        below at none.

        ``limits`` are [COUNCIL + 1, TRIAL], or [YEAR, COUNCIL + 1, TRIAL] where each year has its own.
        """
        if limits.ndim == 2:
            np.less(self.real, limits, out=self.flags)
        else:
            for y, limit in enumerate(limits):
                first, last = self.start[y], self.start[y + 1]
                np.less(self.real[first:last], limit, out=self.flags[first:last])
        return self._largest(self.number)

    def at(self, month: Array) -> Array:
        """The undiscounted paths at months [COUNCIL + 1, TRIAL], from 0 on."""
        place = month * self.lane.size
        place += self.lane
        return self.real.reshape(-1).take(place)

    def peak(self, shift: Array, flows: Array) -> tuple[Array, Array]:
        """Deepest cumulative nominal net cash below zero, and the first month-end that reaches it; missing where none
        is below. [COUNCIL + 1, TRIAL] each, as are the absolute ``flows``."""
        deepest = np.zeros(flows.shape)
        for y, own in enumerate(shift):
            least = np.minimum.reduce(self.nominal[self.start[y] : self.start[y + 1]], axis=0)
            least += own
            np.minimum(deepest, least, out=deepest)
        slack = TOLERANCE * flows
        limits = (deepest + slack) - shift
        for y, limit in enumerate(limits):
            first, last = self.start[y], self.start[y + 1]
            np.less_equal(self.nominal[first:last], limit, out=self.flags[first:last])
        month = self.months + 1.0 - self._largest(self.number[::-1])
        month[deepest >= -slack] = np.nan
        return np.subtract(0.0, deepest, out=deepest), month

    def _largest(self, number: Array) -> Array:
        """The largest number of the months that are flagged, int64[COUNCIL + 1, TRIAL]; 0 where none is."""
        flags = self.flags.view(np.uint8)
        if number.dtype != np.uint8:
            return (flags * number).max(axis=0).astype(np.int64)
        np.multiply(flags, number, out=flags)
        return np.maximum.reduce(flags, axis=0).astype(np.int64)
