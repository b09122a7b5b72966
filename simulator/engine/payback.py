"""Payback and peak funding: what is read off a path of cumulative net cash (docs/model.md section 8)."""

from __future__ import annotations

import numpy as np

from distributions.jit import LANES, kernel

TOLERANCE = 1.0e-9
"""Of a trial's absolute flows: a path this close below zero counts as being at zero."""


@kernel
def payback_years(net, factor, year_of, flows, out, row):
    """Years to the moment from which cumulative net cash stays at or above zero, into ``out[row]`` [LANE].

    Parameters
    ----------
    net : float64[MONTH, LANE]
        Net cash, £ real.
    factor : float64[YEAR, LANE]
        Discount factors, or ones.
    flows : float64[LANE]
        The trial's absolute flows, £, discounted likewise.

    Notes
    -----
    0 when no month-end is below zero, infinite when the last is; else linear within the month after the last one below.
    """
    cumulative, below = np.zeros(LANES), np.zeros(LANES)
    depth, height, month = np.zeros(LANES), np.zeros(LANES), np.full(LANES, -1.0)
    for m in range(len(net)):
        y = year_of[m]
        for lane in range(LANES):
            now = cumulative[lane] + net[m, lane] * factor[y, lane]
            is_below = 1.0 if now < -TOLERANCE * flows[lane] else 0.0
            crosses = below[lane] > is_below
            depth[lane] = cumulative[lane] if crosses else depth[lane]
            height[lane] = now if crosses else height[lane]
            month[lane] = 1.0 * m if crosses else month[lane]
            cumulative[lane] = now
            below[lane] = is_below
    for lane in range(LANES):
        if below[lane] > 0.0:
            out[row, lane] = np.inf
        elif month[lane] < 0.0:
            out[row, lane] = 0.0
        else:
            within = min(-depth[lane] / (height[lane] - depth[lane]), 1.0)
            out[row, lane] = (month[lane] + within) / 12.0


@kernel
def peak_funding(net, flows, out, row, month_row):
    """Deepest cumulative net cash below zero at a month end, as a positive number, and the first month-end that reaches it.

    ``net`` [MONTH, LANE] is nominal; ``flows`` [LANE] are the absolute flows. The month counts month-ends from the start; it is
    missing (NaN) where the path is never below zero.
    """
    cumulative, deepest, month = np.zeros(LANES), np.zeros(LANES), np.full(LANES, np.nan)
    for m in range(len(net)):
        for lane in range(LANES):
            now = cumulative[lane] + net[m, lane]
            deeper = now < deepest[lane] - TOLERANCE * flows[lane]
            deepest[lane] = now if deeper else deepest[lane]
            month[lane] = m + 1.0 if deeper else month[lane]
            cumulative[lane] = now
    for lane in range(LANES):
        out[row, lane] = 0.0 - deepest[lane]
        out[month_row, lane] = month[lane]
