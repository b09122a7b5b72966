"""From the correlations of a case to the factors of its copulas, and the drawn rows that the engine loops over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

import numpy as np

from distributions.catalogue import Distribution
from distributions.copula import Copula, copula
from distributions.copulas.t_copula import CELLS, t_tables
from distributions.pert import alpha_beta, pert_table
from distributions.philox import check_collisions, id_hash
from distributions.quantile_table import quantile_table, stacked
from simulator.plan.arrays import DECISION, DRAW, FIXED, MATRIX, NONE, PERT, RAW, TABLE, Draws, table
from simulator.plan.rows import PlanInput


def matrices(correlation: Mapping, inputs: Mapping[str, PlanInput]) -> tuple[Copula, ...]:
    """The copulas of a case, over the inputs of its tested view that are uncertain; in the order of their ids."""
    drawn = sorted(name for name, item in inputs.items() if item.marginal.kind != FIXED)
    return tuple(_matrix(name, correlation[name], drawn) for name in sorted(correlation))


def _matrix(name: str, stated, drawn: list[str]) -> Copula:
    named = _expand(stated.members, drawn)
    extra = sorted({m for pair in stated.pairs for m in pair.between if m in drawn} - set(named))
    members = tuple(sorted({*named, *extra}))
    place = {member: i for i, member in enumerate(members)}
    asked = np.eye(len(members))
    if stated.matrix is not None:
        order = list(stated.members)
        for i, a in enumerate(order):
            for j, b in enumerate(order[:i]):
                if a in place and b in place:
                    asked[place[a], place[b]] = asked[place[b], place[a]] = stated.matrix[i][j]
    else:
        for a in named:
            for b in named:
                if a != b:
                    asked[place[a], place[b]] = stated.coefficient or 0.0
    for pair in stated.pairs:
        a, b = pair.between
        if a in place and b in place:
            asked[place[a], place[b]] = asked[place[b], place[a]] = pair.coefficient
    return copula(members, asked, stated.degrees_of_freedom, name)


def _expand(patterns, drawn: list[str]) -> list[str]:
    """Members by name, ``*`` standing for one part of a path."""
    found = {
        name
        for pattern in patterns
        for name in drawn
        if name.count(".") == pattern.count(".") and fnmatchcase(name, pattern)
    }
    return sorted(found)


def draws(inputs: Mapping[str, PlanInput], found: tuple[Copula, ...], shared_rows: Sequence[int] = ()) -> Draws:
    """The drawn rows of a plan, in the order of their ids, and its decisions.

    A member of a matrix that has since been fixed is still drawn, so that the others of its matrix do not move.

    Parameters
    ----------
    inputs, found
        The inputs and the copulas between them.
    shared_rows
        For each copula the row of its common factor; NONE where it has none.
    """
    members = {m for matrix in found for m in matrix.members}
    streams = {matrix.stream: int(row) for matrix, row in zip(found, shared_rows, strict=True) if matrix.stream}
    names = sorted([*streams, *(n for n, item in inputs.items() if item.marginal.kind != FIXED or n in members)])
    check_collisions(names)
    shapes: dict[tuple[float, float], int] = {}
    tables: list[np.ndarray] = []
    others: dict[Distribution, int] = {}
    rows = []
    for name in names:
        if name in streams:
            rows.append((id_hash(name), streams[name], RAW, 0, 0, 0.0, 0.0, 0.0))
            continue
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
    first, pieces = stacked([quantile_table(distribution) for distribution in others])
    return Draws(
        draws=table(DRAW, rows),
        decisions=table(
            DECISION, sorted((i.row, i.probability_row) for i in inputs.values() if i.probability_row >= 0)
        ),
        pert=np.stack(tables) if tables else np.zeros((0, 1, 4)),
        first=first,
        pieces=pieces,
        **_copulas(found, inputs, shared_rows),
    )


def _copulas(
    found: tuple[Copula, ...], inputs: Mapping[str, PlanInput], shared_rows: Sequence[int]
) -> dict[str, np.ndarray]:
    """The fields of `Draws` that hold what ties the members of each copula."""
    rows: list[tuple] = []
    member_rows: list[int] = []
    degrees = sorted({one.degrees_of_freedom for one in found if one.degrees_of_freedom is not None})
    tables = [t_tables(nu) for nu in degrees]
    first_factor = 0
    for one, shared_row in zip(found, shared_rows, strict=True):
        nu = one.degrees_of_freedom
        number = NONE if nu is None else degrees.index(nu)
        rows.append((len(member_rows), len(one.members), first_factor, shared_row, number, nu or 0.0))
        member_rows += [inputs[member].row for member in one.members]
        first_factor += one.factor.size
    none = np.zeros((0, CELLS, 4))
    return {
        "matrices": table(MATRIX, rows),
        "member_rows": np.array(member_rows, dtype=np.int64),
        "factor": np.concatenate([one.factor.ravel() for one in found]) if found else np.zeros(0),
        "log_factors": np.stack([one.log_factor for one in tables]) if tables else none,
        "scores": np.stack([one.score for one in tables]) if tables else none,
    }
