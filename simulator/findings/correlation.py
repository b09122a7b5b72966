"""Rank correlations: asked for by the case, used after repair, and achieved by the draws."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from distributions.copula import Copula
    from distributions.designs import Design
    from simulator.plan import Plan

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
    latent : bool
        Whether one of them has few values (it happens or does not, or takes one of a list). Then the first two are the
        coefficients of the latent values that decide, and what is achieved is nearer to 0.
    """

    inputs: tuple[str, str]
    asked: float
    used: float
    achieved: float | None
    latent: bool


@dataclass(frozen=True)
class Correlation:
    """One matrix of the case.

    Attributes
    ----------
    id : str
    members : tuple of str
        Ids of its inputs, in their order.
    degrees_of_freedom : float or None
        Of a Student-t copula; None for a Gaussian one.
    largest_repair, repair_distance : float
        Largest change of an entry that made the matrix possible, and the root of the sum of squares of all changes;
        both of the matrix of latent correlations, and 0 when no change was needed.
    pairs : tuple of Pair
        Every two members.
    """

    id: str
    members: tuple[str, ...]
    degrees_of_freedom: float | None
    largest_repair: float
    repair_distance: float
    pairs: tuple[Pair, ...]


def doubled_ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Twice the rank of every value, from 2; equal values share the middle of their ranks, which doubling keeps whole.

    Parameters
    ----------
    values : float64[TRIAL]
    """
    order = np.argsort(values)
    ordered = values[order]
    firsts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    ends = np.append(firsts[1:], len(values))
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[order] = np.repeat(firsts + ends + 1, ends - firsts)
    return ranks


def spearman(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> float | None:
    """Spearman's ρ of two rows of doubled ranks, computed in whole numbers, so exact up to the last division.

    Parameters
    ----------
    one, other : int64[TRIAL]
        From `doubled_ranks`; at most 200,000 trials, beyond which sums of products could be rounded.

    Returns
    -------
    float or None
        None where a row does not vary.
    """
    return spearman_matrix(np.array([one, other]))[0][1]


def spearman_matrix(ranks: npt.NDArray[np.int64]) -> list[list[float | None]]:
    """`spearman` of every two rows of doubled ranks, int64[ROW, TRIAL]."""
    away = (ranks - (ranks.shape[1] + 1)).astype(np.float64)
    # Sums of n products of whole numbers up to n stay below 2⁵³: exact as floats, in whatever order the machine's
    # linear algebra adds them up.
    products = [[int(product) for product in row] for row in (away @ away.T).tolist()]
    spreads = [products[i][i] for i in range(len(products))]
    return [
        [
            product / math.sqrt(spread * other) if spread and other else None
            for product, other in zip(row, spreads, strict=True)
        ]
        for row, spread in zip(products, spreads, strict=True)
    ]


def correlations(
    plan: Plan, seed: int, first_trial: int, trials: int, design: Design | None = None
) -> tuple[Correlation, ...]:
    """What the matrices of a plan asked for, and what its draws achieved.

    Parameters
    ----------
    plan : Plan
        Of the tested view: as submitted, most members are neutral.
    seed : int
    first_trial, trials : int
        The trials of the run, of which the first 10,000 at most are drawn again.
    design : Design, optional
        How they were laid out; at random when not given.
    """
    if not plan.correlation:
        return ()
    # The engine is loaded here, so that whoever only reads what was found need not load it.
    from distributions.designs import RANDOM
    from simulator.engine import sample_inputs

    design = design or RANDOM
    drawn = sample_inputs(plan, seed, range(first_trial, first_trial + min(trials, CHECKED_TRIALS)), design)
    rows = dict(zip(plan.input_ids, drawn, strict=True))
    return tuple(_achieved(copula, rows, plan) for copula in plan.correlation)


def _achieved(copula: Copula, rows: Mapping[str, npt.NDArray[np.float64]], plan: Plan) -> Correlation:
    achieved = spearman_matrix(np.array([doubled_ranks(rows[member]) for member in copula.members]))
    few = [plan.inputs[member].has_few_values for member in copula.members]
    used = copula.used
    pairs = tuple(
        Pair(
            inputs=(copula.members[i], copula.members[j]),
            asked=float(copula.asked[i, j]),
            used=float(used[i, j]),
            achieved=achieved[i][j],
            latent=few[i] or few[j],
        )
        for i in range(len(few))
        for j in range(i + 1, len(few))
    )
    return Correlation(
        id=copula.id,
        members=copula.members,
        degrees_of_freedom=copula.degrees_of_freedom,
        largest_repair=copula.largest_change,
        repair_distance=copula.distance,
        pairs=pairs,
    )
