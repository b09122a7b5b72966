"""Correlations: that their members exist and are uncertain, and that their numbers make a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from simulator.case.checks.desk import Desk
from simulator.case.faults import Path, dotted, nearest
from simulator.case.quantities import as_number
from simulator.case.risks import Correlation

TOLERANCE = 1e-9
"""How far a matrix may be from symmetric, and its diagonal from one."""


def check_correlations(desk: Desk) -> None:
    drawn, fixed = correlatable(desk)
    home: dict[str, str] = {}
    for name, correlation in desk.case.correlation.items():
        members = _members(desk, name, correlation, drawn, fixed)
        pairs = _pairs(desk, name, correlation, drawn, fixed)
        all_known = all(matching(pattern, [*drawn, *fixed]) for pattern in correlation.members)
        _numbers(desk, name, correlation, members, all_known)
        for member, path in {**pairs, **members}.items():
            if member in home and home[member] != name:
                desk.wrong(
                    path, f"{member} is already in correlation.{home[member]}", "each input in one correlation at most"
                )
            home.setdefault(member, name)


def correlatable(desk: Desk) -> tuple[list[str], list[str]]:
    """Ids that are drawn and may be members, and ids of inputs that are fixed."""
    drawn: list[str] = []
    fixed: list[str] = []
    for input_id, stated, _ in desk.inputs:
        # What is faulty may be meant to be uncertain.
        is_fixed = stated.fixed and desk.sound(*input_id.split("."))
        (fixed if is_fixed else drawn).append(input_id)
    for name, event in desk.case.event.items():
        drawn.append(f"event.{name}" if event.exclusive is None else f"exclusive.{event.exclusive}")
    drawn += [f"gate.{name}.decline.{council}" for name, gate in desk.case.gate.items() for council in gate.decline]
    if desk.case.exit is not None:
        drawn.append("exit")
    return list(dict.fromkeys(drawn)), fixed


def matching(pattern: str, ids: Sequence[str]) -> list[str]:
    """Ids that a pattern names; ``*`` stands for one part of an id."""
    return [name for name in ids if name.count(".") == pattern.count(".") and fnmatchcase(name, pattern)]


def _members(
    desk: Desk, name: str, correlation: Correlation, drawn: Sequence[str], fixed: Sequence[str]
) -> dict[str, Path]:
    """The drawn inputs that the members name, each with the place that names it first."""
    found: dict[str, Path] = {}
    path = ("correlation", name, "members")
    if (
        not correlation.members
        and not correlation.pairs
        and desk.sound(*path)
        and desk.sound("correlation", name, "pairs")
    ):
        desk.wrong(path, "the correlation has no members", 'ids of inputs, such as ["cluster.*.saving"], or pairs')
    for i, pattern in enumerate(correlation.members):
        place = (*path, i)
        if not desk.sound(*place):
            continue
        if pattern in correlation.members[:i]:
            desk.wrong(place, f"{pattern} is named twice", "each member once")
            continue
        for member in _resolved(desk, place, pattern, drawn, fixed):
            found.setdefault(member, place)
    return found


def _resolved(desk: Desk, place: Path, pattern: str, drawn: Sequence[str], fixed: Sequence[str]) -> list[str]:
    """The drawn inputs that one name or pattern means.

    It is a fault if it means nothing, and a warning if it means fixed inputs only.
    """
    members = matching(pattern, drawn)
    if members:
        return members
    parts = tuple(pattern.split("."))
    if matching(pattern, fixed):
        what = f"{pattern} is fixed" if "*" not in pattern else f"all that {pattern} names is fixed"
        desk.odd(place, f"{what}, so nothing can move with it", "an input with low and high")
    elif desk.unsound.touches(parts) or (parts[0] in ("council", "wave", "cluster") and not desk.ids(parts[0])):
        pass  # the input is there, but faulty; or there are none, which is told already
    elif pattern.startswith("event.") and pattern.count(".") == 1 and pattern[6:] in desk.case.event:
        group = desk.case.event[pattern[6:]].exclusive
        desk.wrong(place, f"{pattern} shares one draw with the other events of {group}", f'"exclusive.{group}"')
    else:
        wrong = "no input matches" if "*" in pattern else "there is no input"
        desk.wrong(place, f"{wrong} {pattern}", _known_like(pattern, [*drawn, *fixed]))
    return []


def _known_like(pattern: str, ids: Sequence[str]) -> str:
    """What to write instead of a name or pattern that means nothing."""
    parts = pattern.split(".")
    stars = {i for i, part in enumerate(parts) if part == "*"}
    alike = (name.split(".") for name in ids if name.count(".") == pattern.count("."))
    known = [".".join("*" if i in stars else part for i, part in enumerate(name)) for name in alike]
    near = nearest(pattern, list(dict.fromkeys(known)))
    return f'did you mean "{near}"?' if near is not None else "the id of an input, as explain lists them"


def _pairs(
    desk: Desk, name: str, correlation: Correlation, drawn: Sequence[str], fixed: Sequence[str]
) -> dict[str, Path]:
    found: dict[str, Path] = {}
    told: set[frozenset[str]] = set()
    for i, pair in enumerate(correlation.pairs):
        path: Path = ("correlation", name, "pairs", i, "between")
        if not desk.sound(*path):
            continue
        if len(pair.between) != 2 or pair.between[0] == pair.between[1]:
            desk.wrong(path, "a pair is between two different inputs", 'two ids, ["delay.common", "total_cost.amount"]')
            continue
        if frozenset(pair.between) in told:
            desk.wrong(path, "this pair has a coefficient already", "each pair once")
        told.add(frozenset(pair.between))
        for j, member in enumerate(pair.between):
            if "*" in member:
                desk.wrong((*path, j), "a pair names two single inputs", "an id without *")
                continue
            for one in _resolved(desk, (*path, j), member, drawn, fixed):
                found.setdefault(one, (*path, j))
    return found


def _numbers(desk: Desk, name: str, correlation: Correlation, members: dict[str, Path], all_known: bool) -> None:
    path = ("correlation", name)
    stated = desk.stated.correlation[name]
    _copula(desk, path, stated)
    if not all(desk.sound(*path, key) for key in ("members", "coefficient", "pairs", "matrix")):
        return
    if correlation.matrix is None:
        if stated.coefficient is not None and len(members) < 2 and all_known:
            desk.odd(
                (*path, "coefficient"),
                f"a coefficient needs two uncertain members, and there are {len(members)}",
                "more members",
            )
        independent = stated.coefficient in (None, 0.0) and correlation.copula == "gaussian"
        if independent and not correlation.pairs and correlation.members:
            desk.odd(
                path, "the members move independently, as they would without this table", "a coefficient, or no table"
            )
        return
    for key in ("coefficient", "pairs"):
        if getattr(stated, key):
            desk.wrong((*path, key), f"both {key} and matrix are given", "one of the two")
    _matrix(desk, (*path, "matrix"), correlation)


def _copula(desk: Desk, path: Path, stated: Correlation) -> None:
    if not all(desk.sound(*path, key) for key in ("copula", "degrees_of_freedom")):
        return
    if stated.copula == "t" and stated.degrees_of_freedom is None:
        desk.wrong(
            (*path, "copula"),
            "a t copula needs its degrees of freedom",
            "degrees_of_freedom = 5, or fewer if extremes come together more often",
        )
    if stated.copula == "gaussian" and stated.degrees_of_freedom is not None:
        desk.wrong(
            (*path, "degrees_of_freedom"),
            "degrees of freedom belong to a t copula, and this one is gaussian",
            'copula = "t" as well, or no degrees_of_freedom',
        )


def _matrix(desk: Desk, path: Path, correlation: Correlation) -> None:
    matrix, size = correlation.matrix or (), len(correlation.members)
    for i, member in enumerate(correlation.members):
        if "*" in member:
            desk.wrong((*path[:-1], "members", i), "a matrix goes by the order of its members", "ids without *")
            return
    if len(matrix) != size or any(len(row) != size for row in matrix):
        shape = " and ".join(sorted({str(len(row)) for row in matrix})) or "no"
        desk.wrong(
            path, f"the matrix has {len(matrix)} rows of {shape} for {size} members", f"{size} rows of {size} numbers"
        )
        return
    for i in range(size):
        if abs(matrix[i][i] - 1) > TOLERANCE:
            desk.wrong(
                (*path, i, i), f"{correlation.members[i]} with itself is {as_number(matrix[i][i])}", "1 on the diagonal"
            )
        for j in range(i):
            if abs(matrix[i][j] - matrix[j][i]) > TOLERANCE:
                here, there = as_number(matrix[i][j]), as_number(matrix[j][i])
                desk.wrong(
                    (*path, i, j),
                    f"{here} here and {there} in {dotted((j, i))}: the matrix is not symmetric",
                    "the same number in both places",
                )
