"""Cumulative paths from their breaks: what is entered, and how it is summed up again.

A path is read at month-ends 1 to the horizon. Let b be the month in which it breaks, m the first month-end after it (at
least 1), f = m − b. The second differences of max(t − b, 0) at month-ends are f at m and 1 − f at m + 1, and nothing
elsewhere; the third differences of max(t − b, 0)² ÷ 2 are f² ÷ 2, ½ + f − f² and (1 − f)² ÷ 2 at m, m + 1 and m + 2.
"""

from __future__ import annotations

import numpy as np

Array = np.ndarray


class Paths:
    """Cumulative paths of several slots, as differences of one order.

    Rows are month-ends, a financial year after the other. Before each year stand as many rows as the order says: what
    the sums up to its start come to, so that a year is a matrix times its rows. Rows beyond the horizon take up what
    is of no interest.

    Parameters
    ----------
    year_start : int64[YEAR + 1]
        In months.
    order : 2 or 3
    slots, trials : int
    """

    def __init__(self, year_start: Array, order: int, slots: int, trials: int) -> None:
        self.order, self.slots, self.trials = order, slots, trials
        self.months = int(year_start[-1])
        self.lengths = [int(length) for length in np.diff(year_start)]
        years = len(self.lengths)
        self.first = [int(year_start[y]) + order * y for y in range(years)]
        rows = self.months + order * years + order + 1
        self.rows = np.zeros((rows, slots * trials))
        self.flat = self.rows.reshape(-1)
        year_of = np.repeat(np.arange(years), self.lengths)
        place = np.arange(self.months) + order * (year_of + 1)
        beyond = rows - order - 1 + np.arange(order + 1)
        # Where month-ends 1, 2, ... of the first break, of the next row and of the one after that begin.
        place = np.concatenate([[0], place, beyond]) * (slots * trials)
        self.place = [place[k : self.months + 2 + k].copy() for k in range(order)]
        self.ends = np.zeros((years + 1, slots, trials))
        self.up = {length: _sums(order, length) for length in set(self.lengths)}
        self.on = {length: _carried(order, length) for length in set(self.lengths)}

    def enter(self, place: Array, offset: Array, weights: list[Array]) -> None:
        """Add weights [BREAK, TRIAL] one after the other from month-ends ``place`` [BREAK, TRIAL] on; ``offset``
        [BREAK, TRIAL] is of `offsets`."""
        for row, weight in zip(self.place, weights, strict=True):
            index = row.take(place)
            index += offset
            np.add.at(self.flat, index.reshape(-1), weight.reshape(-1))

    def enter_months(self, slot: int, flow: Array) -> None:
        """Add a flow by month, [MONTH, TRIAL], to paths of the second order."""
        rows = self.place[0][1 : self.months + 1] // (self.slots * self.trials)
        mine = self.rows.reshape(len(self.rows), self.slots, self.trials)[:, slot]
        mine[rows] += np.diff(flow, axis=0, prepend=0.0)

    def offsets(self, slots: list[int]) -> Array:
        """Where slots begin within a row, with the trial's place in them, [BREAK, TRIAL]."""
        return np.array(slots, dtype=np.int64)[:, None] * self.trials + np.arange(self.trials)

    def carry(self) -> Array:
        """Sum up to the year-ends, from the start on: [YEAR + 1, SLOT, TRIAL]. Then each `year` may be had, once."""
        ends = self.ends
        for y, length in enumerate(self.lengths):
            first, last = self.first[y], self.first[y] + self.order + length
            carried = self.rows[last : last + self.order]
            np.matmul(self.on[length], self.rows[first:last], out=carried)
            ends[y + 1] = carried[-1].reshape(self.slots, self.trials)
        return ends

    def year(self, y: int, out: Array) -> None:
        """The paths at the month-ends of year ``y`` into ``out`` [MONTH, SLOT * TRIAL]; its entries are forgotten."""
        length, first = self.lengths[y], self.first[y]
        rows = self.rows[first : first + self.order + length]
        np.matmul(self.up[length], rows, out=out)
        rows.fill(0.0)
        if y == len(self.lengths) - 1:
            self.rows[first + self.order + length :].fill(0.0)


def _sums(order: int, length: int) -> Array:
    """The matrix that turns the sums carried and a year's differences into its path, [MONTH, ORDER + MONTH]."""
    return np.stack([row[-1] for row in _states(order, length)])


def _carried(order: int, length: int) -> Array:
    """The matrix that turns them into what is carried on, first sums first, [ORDER, ORDER + MONTH]."""
    return _states(order, length)[-1]


def _states(order: int, length: int) -> list[Array]:
    """The first, second, ... sums after each month, as combinations of the rows, [ORDER, ORDER + MONTH] each."""
    state, found = np.eye(order, order + length), []
    for month in range(length):
        state = state.copy()
        state[0, order + month] += 1.0
        for k in range(1, order):
            state[k] += state[k - 1]
        found.append(state)
    return found


def breaks(when: Array, months: int) -> tuple[Array, Array]:
    """The first month-end after each break, from 1 to ``months`` + 1, and f, both of the shape of ``when``."""
    f = np.minimum(when, months + 0.5)
    place = np.floor(f)
    place += 1.0
    np.maximum(place, 1.0, out=place)
    np.subtract(place, f, out=f)
    return place.astype(np.int64), f


def of_line(f: Array, rate: Array) -> list[Array]:
    """Second differences of a line that begins at the breaks, ``rate`` a month."""
    first = rate * f
    return [first, rate - first]


def of_parabola(f: Array) -> list[Array]:
    """Third differences of a parabola, at one a month and month."""
    square = f * f
    middle = f - square
    middle += 0.5
    square *= 0.5
    last = 1.0 - square
    last -= middle
    return [square, middle, last]


def of_step_up(f: Array) -> list[Array]:
    """Third differences of a line that begins at the breaks, one a month."""
    return [f, 1.0 - 2.0 * f, f - 1.0]
