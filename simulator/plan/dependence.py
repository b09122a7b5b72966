"""From the correlations of a case to the factors of its copulas, and the drawn rows that the engine loops over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np

from distributions.catalogue import Distribution
from distributions.dependence import cholesky, nearest_correlation, spearman_to_latent
from distributions.pert import alpha_beta, pert_table
from distributions.philox import check_collisions, id_hash
from distributions.quantile_table import quantile_table, stacked
from simulator.plan.arrays import DECISION, DRAW, FIXED, PERT, TABLE, Draws, table
from simulator.plan.rows import PlanInput


@dataclass(frozen=True)
class CorrelationMatrix:
    """One matrix of the copula: what was asked, and what is used.

    Attributes
    ----------
    id : str
    members : tuple of str
        Input ids in order.
    asked : float64[MEMBER, MEMBER]
        Spearman's coefficients of the case.
    latent : float64[MEMBER, MEMBER]
        Correlations of the latent normals, after any repair.
    largest_change : float
        Largest change that the repair made to a latent coefficient; 0 when the matrix was sound.
    factor : float64[MEMBER, MEMBER]
        Lower triangular, ``factor @ factor.T == latent``.
    """

    id: str
    members: tuple[str, ...]
    asked: np.ndarray
    latent: np.ndarray
    largest_change: float
    factor: np.ndarray


def matrices(correlation: Mapping, inputs: Mapping[str, PlanInput]) -> tuple[CorrelationMatrix, ...]:
    """The matrices of a case, over the inputs of its tested view that are uncertain; in the order of their ids."""
    drawn = sorted(name for name, item in inputs.items() if item.marginal.kind != FIXED)
    return tuple(_matrix(name, correlation[name], drawn) for name in sorted(correlation))


def _matrix(name: str, stated, drawn: list[str]) -> CorrelationMatrix:
    named = _expand(stated.members, drawn)
    extra = sorted({m for pair in stated.pairs for m in pair.between if m in drawn} - set(named))
    members = tuple(sorted({*named, *extra}))
    place = {member: i for i, member in enumerate(members)}
    asked = np.eye(len(members))
    if stated.matrix is not None:
        order = list(stated.members)
        for i, a in enumerate(order):
            for j, b in enumerate(order):
                if a in place and b in place:
                    asked[place[a], place[b]] = stated.matrix[i][j]
    else:
        for a in named:
            for b in named:
                if a != b:
                    asked[place[a], place[b]] = stated.coefficient or 0.0
    for pair in stated.pairs:
        a, b = pair.between
        if a in place and b in place:
            asked[place[a], place[b]] = asked[place[b], place[a]] = pair.coefficient
    latent, change, _ = nearest_correlation(spearman_to_latent(asked))
    return CorrelationMatrix(name, members, asked, latent, float(change), cholesky(latent))


def _expand(patterns, drawn: list[str]) -> list[str]:
    """Members by name, ``*`` standing for one part of a path."""
    found = {
        name
        for pattern in patterns
        for name in drawn
        if name.count(".") == pattern.count(".") and fnmatchcase(name, pattern)
    }
    return sorted(found)


def draws(inputs: Mapping[str, PlanInput], found: tuple[CorrelationMatrix, ...]) -> Draws:
    """The drawn rows of a plan, in the order of their ids, and its decisions.

    A member of a matrix that has since been fixed is still drawn, so that the others of its matrix do not move.
    """
    members = {m for matrix in found for m in matrix.members}
    names = sorted(n for n, item in inputs.items() if item.marginal.kind != FIXED or n in members)
    check_collisions(names)
    place = {name: d for d, name in enumerate(names)}
    shapes: dict[tuple[float, float], int] = {}
    tables: list[np.ndarray] = []
    others: dict[Distribution, int] = {}
    rows = []
    for name in names:
        m = inputs[name].marginal
        number = 0
        if m.kind == PERT:
            shape = alpha_beta(m.low, m.mode, m.high, m.shape)
            if shape not in shapes:
                shapes[shape] = len(tables)
                tables.append(pert_table(*shape))
            number = shapes[shape]
        elif m.kind == TABLE and m.distribution is not None:
            number = others.setdefault(m.distribution, len(others))
        rows.append((id_hash(name), inputs[name].row, m.kind, number, int(name in members), m.low, m.mode, m.high))
    member, factor, member_start, factor_start = [], [], [0], [0]
    for matrix in found:
        for name in matrix.members:
            member.append(place[name])
        factor.append(matrix.factor.ravel())
        member_start.append(len(member))
        factor_start.append(factor_start[-1] + matrix.factor.size)
    first, pieces = stacked([quantile_table(distribution) for distribution in others])
    return Draws(
        draws=table(DRAW, rows),
        decisions=table(
            DECISION, sorted((i.row, i.probability_row) for i in inputs.values() if i.probability_row >= 0)
        ),
        pert=np.stack(tables) if tables else np.zeros((0, 1, 4)),
        first=first,
        pieces=pieces,
        matrix_start=np.array(member_start, dtype=np.int64),
        member=np.array(member, dtype=np.int64),
        factor_start=np.array(factor_start, dtype=np.int64),
        factor=np.concatenate(factor) if factor else np.zeros(0),
    )
