"""The uniforms of a design, worked out beforehand for a run of blocks.

Trials of a random design are drawn within their block and need none of this.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from distributions.designs import Design, check_dimensions, fill_designed
from distributions.jit import LANES
from simulator.plan import Plan

_NONE = np.empty((0, 0))


def given_uniforms(plan: Plan, design: Design, seed: int, trials: range) -> NDArray[np.float64]:
    """The uniforms of all blocks in which the trials lie: float64[DRAW, TRIAL]; nothing for a random design.

    Parameters
    ----------
    plan : Plan
    design : Design
    seed : int
    trials : range
        Consecutive. The first column is of the first trial of the block that the first of these is in.

    Raises
    ------
    TooManyDimensions
        When a Sobol design has fewer dimensions than the plan has draws.
    """
    if design.random:
        return _NONE
    check_dimensions(design, len(plan.dimensions))
    hashes = np.ascontiguousarray(plan.arrays.draws.draws.hash)
    place = {hashed: d for d, hashed in enumerate(plan.dimensions)}
    dimensions = np.array([place[int(hashed)] for hashed in hashes], dtype=np.int64)
    first = trials.start - trials.start % LANES
    given = np.empty((len(hashes), -(-(trials.stop - first) // LANES) * LANES))
    fill_designed(design, seed, first, hashes, dimensions, given)
    return given
