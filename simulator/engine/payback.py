"""Payback and peak funding: what is read off a path of cumulative net cash (docs/model.md section 8)."""

from __future__ import annotations

import numpy as np

from distributions.jit import LANES, stage

TOLERANCE = 1.0e-9
"""Of a trial's absolute flows: a path this close below zero counts as being at zero."""

CUMULATIVE, BELOW, DEPTH, HEIGHT, MONTH = range(5)
"""Rows of the scratch ``path`` [5, LANE]."""


@stage
def payback_years(net, factor, year_of, flows, path, out, row):
    """Years to the moment from which cumulative net cash stays at or above zero, into ``out[row]`` [LANE].

    Parameters
    ----------
    net : float64[MONTH, LANE]
        Net cash, £ real.
    factor : float64[YEAR, LANE]
        Discount factors, or ones.
    year_of : int64[MONTH]
    flows : float64[LANE]
        The trial's absolute flows, £, discounted likewise.
    path : float64[5, LANE]
        Scratch.
    out : float64[OUTCOME ROW, LANE]
    row : int

    Notes
    -----
    0 when no month-end is below zero, infinite when the last is; else linear within the month after the last one below.
    """
    for lane in range(LANES):
        path[CUMULATIVE, lane], path[BELOW, lane], path[MONTH, lane] = 0.0, 0.0, -1.0
    for m in range(len(net)):
        y = year_of[m]
        for lane in range(LANES):
            before = path[CUMULATIVE, lane]
            now = before + net[m, lane] * factor[y, lane]
            is_below = 1.0 if now < -TOLERANCE * flows[lane] else 0.0
            crosses = path[BELOW, lane] > is_below
            path[DEPTH, lane] = before if crosses else path[DEPTH, lane]
            path[HEIGHT, lane] = now if crosses else path[HEIGHT, lane]
            path[MONTH, lane] = 1.0 * m if crosses else path[MONTH, lane]
            path[CUMULATIVE, lane] = now
            path[BELOW, lane] = is_below
    for lane in range(LANES):
        if path[BELOW, lane] > 0.0:
            out[row, lane] = np.inf
        elif path[MONTH, lane] < 0.0:
            out[row, lane] = 0.0
        else:
            within = min(-path[DEPTH, lane] / (path[HEIGHT, lane] - path[DEPTH, lane]), 1.0)
            out[row, lane] = (path[MONTH, lane] + within) / 12.0


@stage
def peak_funding(net, flows, path, out, row, month_row):
    """Deepest cumulative net cash below zero at a month end, as a positive number, and the first month-end that
    reaches it.

    ``net`` [MONTH, LANE] is nominal; ``flows`` [LANE] are the absolute flows. The month counts month-ends from the
    start; it is missing (NaN) where the path is never below zero.
    """
    for lane in range(LANES):
        path[CUMULATIVE, lane], path[DEPTH, lane], path[MONTH, lane] = 0.0, 0.0, 0.0
    for m in range(len(net)):
        for lane in range(LANES):
            path[CUMULATIVE, lane] += net[m, lane]
            path[DEPTH, lane] = min(path[DEPTH, lane], path[CUMULATIVE, lane])
    for m in range(len(net) - 1, -1, -1):
        for lane in range(LANES):
            reached = path[CUMULATIVE, lane] <= path[DEPTH, lane] + TOLERANCE * flows[lane]
            path[MONTH, lane] = m + 1.0 if reached else path[MONTH, lane]
            path[CUMULATIVE, lane] -= net[m, lane]
    for lane in range(LANES):
        out[row, lane] = 0.0 - path[DEPTH, lane]
        below = path[DEPTH, lane] < -TOLERANCE * flows[lane]
        out[month_row, lane] = path[MONTH, lane] if below else np.nan
