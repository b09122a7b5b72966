"""Rank correlations: asked for by the case, used after repair, and achieved by the draws."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

CHECKED_TRIALS = 10_000
"""Trials whose inputs are drawn again to see what correlation they achieved; enough to see 0.02 apart from chance."""


@dataclass(frozen=True)
class Pair:
    """Spearman's ρ between two inputs.

    Attributes
    ----------
    inputs : tuple of (str, str)
        Their ids.
    asked, used : float
        What the case asks for, and what the matrix holds once it has been made one that can exist.
    achieved : float or None
        Between the values drawn; None where one of them did not vary.
    """

    inputs: tuple[str, str]
    asked: float
    used: float
    achieved: float | None


@dataclass(frozen=True)
class Correlation:
    """One matrix of the case.

    Attributes
    ----------
    id : str
    members : tuple of str
        Ids of its inputs, in their order.
    largest_repair : float
        Largest change of an entry that made the matrix possible; 0 when none was needed.
    pairs : tuple of Pair
        Every two members.
    """

    id: str
    members: tuple[str, ...]
    largest_repair: float
    pairs: tuple[Pair, ...]


def doubled_ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Twice the rank of every value, from 2; equal values share the middle of their ranks, which doubling keeps whole.

    Parameters
    ----------
    values : float64[TRIAL]
    """
    ordered = np.sort(values)
    below = np.searchsorted(ordered, values, side="left")
    up_to = np.searchsorted(ordered, values, side="right")
    return (below + up_to + 1).astype(np.int64)


def spearman(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> float | None:
    """Spearman's ρ of two rows of doubled ranks, computed in whole numbers, so exact up to the last division.

    Parameters
    ----------
    one, other : int64[TRIAL]
        From `doubled_ranks`; at most 10,000 trials or so, beyond which sums of squares could overflow.

    Returns
    -------
    float or None
        None where a row does not vary.
    """
    middle = len(one) + 1
    a, b = one - middle, other - middle
    spread = int(np.sum(a * a)) * int(np.sum(b * b))
    return int(np.sum(a * b)) / math.sqrt(spread) if spread else None
