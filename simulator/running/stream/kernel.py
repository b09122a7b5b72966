"""The kernels of a streamed run: trials are put in bins, counted and summed, and nothing else of them is kept.

Everything counted is a whole number, so its order is free. What is summed in floating point is summed over a strip of
trials in one order, and strips are added in theirs.
"""

from __future__ import annotations

import numpy as np

from distributions.jit import kernel, stage

WIDTH = 8
"""Partial sums of a strip, by the trial's place in it modulo this: neighbours are added side by side."""

SUM, SQUARES = range(2)
"""Of the differences from the pivot, and of their squares."""

MISSING, ABOVE, BELOW, NOT_FINITE = range(4)
"""What is no finite number: NaN, infinite, minus infinite."""

APPROVED, DECLINED, CLASSES = range(3)
"""Trials by whether the councils approve."""


@kernel
def sum_and_place(values, approved, declined, bins, places, offset, sums, others, ends, scratch):
    """Add up a strip of trials and find the bin of every value.

    Parameters
    ----------
    values : float64[ROW, TRIAL]
        A strip.
    approved : bool[TRIAL]
    declined : int64[some TRIALs]
        Places in the strip of those that are not approved.
    bins : Bins
    places : uint16[ROW, TRIAL of a leaf]
        The bins found, from ``offset`` on.
    sums : float64[ROW, CLASS, 2]
        Sums of differences from ``bins.pivot`` and of their squares, over finite values; added to.
    others : int64[ROW, CLASS, 3]
        Values that are not finite, added to.
    ends : float64[ROW, 2]
        Least and greatest finite value so far.
    scratch : float64[4, WIDTH]
    """
    trials = values.shape[1]
    for r in range(values.shape[0]):
        row, place = values[r], places[r, offset : offset + trials]
        if bins.constant[r] and _all_equal(row, bins.pivot[r]):
            ends[r, 0], ends[r, 1] = min(ends[r, 0], bins.pivot[r]), max(ends[r, 1], bins.pivot[r])
            place[:] = np.uint16(bins.middle[r])
            continue
        _sum_up(row, approved, bins.pivot[r], scratch)
        some, squares = _sum_some(row, declined, bins.pivot[r])
        if np.isfinite(scratch[SQUARES].sum()) and np.isfinite(squares):
            _add(scratch, sums[r, APPROVED], ends[r])
            sums[r, DECLINED, SUM] += some
            sums[r, DECLINED, SQUARES] += squares
        else:
            _sum_finite(row, approved, bins.pivot[r], sums[r], others[r], ends[r])
        if bins.marked[r] < 0:
            _places(row, bins.low[r], bins.scale[r], bins.bits[r], bins.cells[r], place)
            if not np.isnan(bins.atom[r]):
                _set_apart(row, bins.atom[r], np.uint16(bins.first[r + 1] - bins.first[r] - 1), place)
        else:
            marks = bins.marks[bins.marked[r] :]
            _marked_places(row, bins.low[r], bins.scale[r], bins.bits[r], bins.cells[r], marks, place)


@stage
def _all_equal(row, value):
    """Whether a strip has one value only."""
    same = 0
    for i in range(len(row)):
        same += row[i] == value
    return same == len(row)


@stage
def _sum_up(row, approved, pivot, scratch):
    """Sums over the approved trials, and the ends of all, in `WIDTH` parts; not finite where a value is not."""
    total, squares, low, high = scratch[0], scratch[1], scratch[2], scratch[3]
    for lane in range(WIDTH):
        total[lane], squares[lane], low[lane], high[lane] = 0.0, 0.0, np.inf, -np.inf
    whole = len(row) - len(row) % WIDTH
    for i in range(0, whole, WIDTH):
        for lane in range(WIDTH):
            value = row[i + lane]
            away = value - pivot if approved[i + lane] else 0.0
            total[lane] += away
            squares[lane] += away * away
            low[lane] = value if value < low[lane] else low[lane]
            high[lane] = value if value > high[lane] else high[lane]
    for i in range(whole, len(row)):
        value, lane = row[i], i - whole
        away = value - pivot if approved[i] else 0.0
        total[lane] += away
        squares[lane] += away * away
        low[lane] = min(low[lane], value)
        high[lane] = max(high[lane], value)


@stage
def _sum_some(row, chosen, pivot):
    """Sums over some trials of a strip, by their places."""
    total, squares = 0.0, 0.0
    for i in chosen:
        away = row[i] - pivot
        total += away
        squares += away * away
    return total, squares


@stage
def _add(scratch, sums, ends):
    """Add the parts of a strip, in their order."""
    for lane in range(WIDTH):
        sums[SUM] += scratch[0, lane]
        sums[SQUARES] += scratch[1, lane]
        ends[0] = min(ends[0], scratch[2, lane])
        ends[1] = max(ends[1], scratch[3, lane])


@stage
def _sum_finite(row, approved, pivot, sums, others, ends):
    """The same for a strip in which some values are not finite, which are counted instead."""
    for i in range(len(row)):
        value = row[i]
        people = APPROVED if approved[i] else DECLINED
        if np.abs(value) < np.inf:
            away = value - pivot
            sums[people, SUM] += away
            sums[people, SQUARES] += away * away
            ends[0], ends[1] = min(ends[0], value), max(ends[1], value)
        else:
            kind = MISSING if np.isnan(value) else ABOVE if value > 0.0 else BELOW
            others[people, kind] += 1


@stage
def _places(row, low, scale, bits, cells, place):
    """The bin of every value: its cell's first, or within it the fine one.

    A greater value never has a lesser bin: subtraction, multiplication and rounding down keep the order. What is not
    finite comes into the first cell or the last.
    """
    top = float((len(cells) << bits) - 1)
    mask, down = np.uint64((1 << bits) - 1), np.uint64(bits)
    for i in range(len(row)):
        fine = (row[i] - low) * scale
        fine = fine if fine > 0.0 else 0.0
        fine = fine if fine < top else top
        whole = np.uint64(np.int32(fine))
        cell = np.uint64(cells[whole >> down])
        place[i] = np.uint16((cell >> np.uint64(5)) + ((whole & mask) >> (cell & np.uint64(31))))


@stage
def _set_apart(row, atom, last, place):
    """The last place for one value that many trials share."""
    for i in range(len(row)):
        place[i] = last if row[i] == atom else place[i]


@stage
def _marked_places(row, low, scale, bits, cells, marks, place):
    """The same with two places a bin: one for the value that it is marked with, after one for all others."""
    _places(row, low, scale, bits, cells, place)
    for i in range(len(row)):
        bin = np.uint64(place[i])
        place[i] = np.uint16(bin + bin + np.uint64(row[i] == marks[bin]))


@kernel
def count_places(places, declined, first, last, bins, counts):
    """Count the places of a leaf, of rows ``first`` to ``last`` (left out).

    Parameters
    ----------
    places : uint16[ROW, TRIAL]
        From `sum_and_place`.
    declined : int64[some TRIALs]
    bins : Bins
    counts : unsigned [2, BIN]
        All trials, and those declined; added to.
    """
    for r in range(first, last):
        place = places[r]
        begins, ends = bins.first[r], bins.first[r + 1]
        everyone, some = counts[0, begins:ends], counts[1, begins:ends]
        if bins.constant[r] and _all_equal(place, np.uint16(bins.middle[r])):
            everyone[bins.middle[r]] += len(place)
            some[bins.middle[r]] += len(declined)
            continue
        for i in range(len(place)):
            everyone[np.uint64(place[i])] += 1
        for i in declined:
            some[np.uint64(place[i])] += 1
