"""Trials until they are enough: a few at first, then as many more as what they have shown says it will take.

Trials are only ever added, so the result is that of one run of so many trials. How many that is depends on what was
drawn, but on nothing else: not on threads, nor on time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from simulator.engine import Outcomes
from simulator.plan import Plan
from simulator.running import simulate

FIRST = 1_000
"""Trials to begin with: enough that an interval worked out from them is one."""

STEP = 1_000
"""Independent trials are added in thousands, so that the number can be read out."""

MOST = 500_000
"""Trials to stop at whatever they show, unless told otherwise."""

_HEADROOM = 1.1
"""Over the trials that should do by what is known so far: a look too many costs more than a few trials."""

_LEAST_GROWTH, _MOST_GROWTH = 1.2, 4.0
"""Few looks, each at clearly more trials: stopping at the first look that pleases would make intervals lie too often.
And no leap on the word of a thousand trials."""


def simulate_until(
    plans: Sequence[Plan],
    seed: int,
    excess: Callable[[Sequence[Outcomes]], float],
    *,
    keep: Sequence[Sequence[str]],
    first: int = FIRST,
    most: int = MOST,
    step: int = STEP,
    **how: Any,
) -> list[Outcomes]:
    """Run more and more trials of some plans, the same for each, until they are enough.

    Parameters
    ----------
    plans : sequence of Plan
    seed : int
    excess : callable
        Given the outcomes of each plan so far: how many times wider than wanted the widest interval is, 1 or less when
        they are enough, infinite when that cannot be told yet. An interval narrows with the root of the trials.
    keep : sequence of sequences of str
        Names of the outcomes to keep, for each plan.
    first, most, step : int
        Trials to begin with; never more than so many; what their number is a multiple of (unless it is the first, or
        the most). Under a design these are whole randomisations, and so randomisations are added.
    **how
        Passed on to `simulator.running.simulate`: threads, design, progress.

    Returns
    -------
    list of Outcomes
        For each plan, those that were enough, or the most.

    Raises
    ------
    ValueError
        When ``first`` is more than ``most``.
    """
    if first > most:
        raise ValueError(f"it begins with {first:,} trials, which is more than the most, {most:,}")
    found = [simulate(plan, first, seed, keep=names, **how) for plan, names in zip(plans, keep, strict=True)]
    done = first
    while done < most:
        times = excess(found)
        if times <= 1.0:
            break
        growth = min(max(_HEADROOM * times * times, _LEAST_GROWTH), _MOST_GROWTH)
        wanted = min(math.ceil(done * growth / step) * step, most)
        more = range(done, wanted)
        found = [
            _joined(before, simulate(plan, more, seed, keep=before.names, **how))
            for plan, before in zip(plans, found, strict=True)
        ]
        done = wanted
    return found


def _joined(before: Outcomes, after: Outcomes) -> Outcomes:
    """The outcomes of trials that follow each other."""
    return replace(before, values=np.concatenate([before.values, after.values], axis=1))
