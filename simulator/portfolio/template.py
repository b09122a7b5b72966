"""How a template case becomes the case of a group of councils: the one definition, told in docs/portfolio.md.

What a group's case *holds* (its councils, the clusters that they share) and what its *numbers* are come apart here:
the first makes the shape of a plan, the second are numbers in a plan of that shape.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from simulator.case import DEFAULT_SOURCE, Case, build_case, iter_inputs, resolved_toml
from simulator.case.faults import Fault
from simulator.case.names import PROGRAMME
from simulator.case.sections import WHERE_IT_ARISES
from simulator.portfolio.councils import Council

FIXED_PART = 0.2
"""The part of what the programme costs that is the same for any group, unless told otherwise; assumed."""

NOT_SHARED = "not-shared"
"""Out-of-scope budget of the services that a group does not share."""

_FACTOR_BITS = 20
_SCALABLE = frozenset({"value", "low", "mode", "high", "distribution", "shape"})
_NUMBERS = ("value", "low", "mode", "high")


class TemplateError(ValueError):
    """A case that cannot be a template.

    Attributes
    ----------
    faults : tuple of Fault
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class Shape(NamedTuple):
    """All that two groups must have in common for their cases to differ in numbers only.

    Attributes
    ----------
    ids : tuple of str
        Of the councils in the case, in the order of the members.
    terms : tuple of str
        The template's council whose terms each member takes.
    own : tuple of str
        The template's council that each member is; empty for all others.
    shared : tuple of str
        The clusters that the group shares, in the order of the template.
    gap_years : tuple of tuple of str
        For which each member states a gap.
    reserves : tuple of bool
        Whether each member states reserves.
    """

    ids: tuple[str, ...]
    terms: tuple[str, ...]
    own: tuple[str, ...]
    shared: tuple[str, ...]
    gap_years: tuple[tuple[str, ...], ...]
    reserves: tuple[bool, ...]


class Numbers(NamedTuple):
    """The numbers of a group's case that are not the template's: by the ids of inputs.

    Attributes
    ----------
    stated : dict of str to float
        What the councils' file says.
    scaled : dict of str to float
        Factors on what the template says.
    """

    stated: dict[str, float]
    scaled: dict[str, float]


@dataclass(frozen=True)
class Template:
    """A case that is scaled to groups of councils.

    Attributes
    ----------
    case : Case
    fixed_part : float
        See `FIXED_PART`.
    """

    case: Case
    fixed_part: float = FIXED_PART

    @cached_property
    def data(self) -> dict[str, Any]:
        """The case as data in base units, without what it leaves to collabsim's defaults."""
        data: dict[str, Any] = _stated(tomllib.loads(resolved_toml(self.case)))
        kinds = data.get("total_cost", {}).get("kind", {})
        for kind in ("redundancy", "pension"):
            # The default of these kinds, which would be filled in with any other key of the case's own.
            if kinds.get(kind, {}).get("key") == WHERE_IT_ARISES:
                del kinds[kind]["key"]
        if not any(cluster.posts for cluster in self.case.cluster.values()):
            # Terms of leaving count with posts alone.
            data.pop("redundancy", None)
            for council in data["council"].values():
                council.pop("redundancy", None)
                council.pop("pension", None)
        return data

    @cached_property
    def budgets(self) -> dict[str, float]:
        """Budget of each cluster, £ a year."""
        return {name: cluster.budget.middle for name, cluster in self.case.cluster.items() if cluster.budget}

    @cached_property
    def savings(self) -> dict[str, float]:
        """Middle saving of each cluster, £ a year."""
        return {name: cluster.saving.middle for name, cluster in self.case.cluster.items()}

    @property
    def clusters(self) -> tuple[str, ...]:
        return tuple(self.case.cluster)

    @property
    def out_of_scope(self) -> tuple[str, ...]:
        return tuple(self.case.out_of_scope)

    @property
    def years(self) -> tuple[str, ...]:
        """Financial years of the horizon."""
        return self.case.calendar.labels

    @cached_property
    def amounts(self) -> dict[str, tuple[str, ...]]:
        """Inputs of money that grow with a group, and whose they are: one cluster, those an event hits, or none for
        the programme."""
        found: dict[str, tuple[str, ...]] = {"total_cost.amount": (), "team.amount": (), "exit.cost": ()}
        for name in self.case.gate:
            found[f"gate.{name}.abort"] = ()
        for table in ("cost", "running"):
            for name, entry in getattr(self.case, table).items():
                found[f"{table}.{name}.amount"] = () if entry.owner == PROGRAMME else (entry.owner,)
        for name in self.case.cluster:
            for key in ("dual_running", "dip.amount"):
                found[f"cluster.{name}.{key}"] = (name,)
        for name, event in self.case.event.items():
            hit = () if PROGRAMME in event.on else self.named(event.on)
            found |= {f"event.{name}.{key}": hit for key in ("saving_amount", "cost_amount")}
        stated = {input_id for input_id, *_ in iter_inputs(self.case)}
        return {input_id: owners for input_id, owners in found.items() if input_id in stated}

    def named(self, names: Sequence[str]) -> tuple[str, ...]:
        """The clusters that ``on`` names, themselves or by their wave."""
        return tuple(c for c, cluster in self.case.cluster.items() if {c, cluster.wave, PROGRAMME} & set(names))

    def check(self, file: str) -> None:
        """Refuse a case that cannot be scaled, with every reason.

        Raises
        ------
        TemplateError
        """
        faults: list[Fault] = []

        def fault(path: str, wrong: str, instead: str) -> None:
            faults.append(Fault(file, 1, 1, path, wrong, instead))

        for name, cluster in self.case.cluster.items():
            if cluster.budget is None or not cluster.budget.fixed or not cluster.budget.middle > 0:
                fault(f"cluster.{name}.budget", "its saving is no share of a budget", "one budget above nought")
            if cluster.arises:
                fault(f"cluster.{name}.arises", "other councils have other shares", "no such line in a template")
        for path, key in _keys(self.data):
            if isinstance(key, dict):
                fault(path, "other councils have other shares", '"net budget", "equal" or "where it arises"')
        scaled = {
            *self.amounts,
            *(f"cluster.{name}.{key}" for name in self.case.cluster for key in ("saving", "weight")),
        }
        for input_id, stated, _ in iter_inputs(self.case):
            if input_id in scaled and not set(stated.given) <= _SCALABLE:
                fault(input_id, "words such as these are not scaled", "value, or low, mode and high")
        if faults:
            raise TemplateError(faults)

    def shape(self, members: Sequence[Council]) -> Shape:
        """The shape of a group's case; members in the order of their ids."""
        own_ids = sorted(self.case.council)
        ids = [member.id for member in members]
        # The template's own councils keep their names, so that their case is the template itself. All other groups call
        # their councils by number: what councils decide is drawn by these names, hence alike in every group.
        width = len(str(len(members)))
        called = ids if ids == own_ids else [f"council-{i:0{width}d}" for i in range(1, len(ids) + 1)]
        last = len(own_ids) - 1
        return Shape(
            ids=tuple(called),
            terms=tuple(one if one in own_ids else own_ids[min(i, last)] for i, one in enumerate(ids)),
            own=tuple(one if one in own_ids else "" for one in ids),
            shared=tuple(name for name in self.clusters if sum(m.budgets.get(name, 0.0) > 0 for m in members) > 1),
            gap_years=tuple(tuple(member.gaps) for member in members),
            reserves=tuple(member.reserves is not None for member in members),
        )

    def numbers(self, members: Sequence[Council], shape: Shape) -> Numbers:
        """The numbers of a group's case."""
        stated: dict[str, float] = {}
        for called, member in zip(shape.ids, members, strict=True):
            stated[f"council.{called}.net_budget"] = member.net_budget
            stated |= {f"council.{called}.gap.{year}": gap for year, gap in member.gaps.items()}
            if member.reserves is not None:
                stated[f"council.{called}.reserves"] = member.reserves
        apart = 0.0
        for name in self.clusters:
            budget = sum(member.budgets.get(name, 0.0) for member in members)
            if name in shape.shared:
                stated[f"cluster.{name}.budget"] = budget
            else:
                apart += budget
        for name in self.out_of_scope:
            stated[f"out_of_scope.{name}.budget"] = sum(member.budgets.get(name, 0.0) for member in members)
        if len(shape.shared) < len(self.clusters):
            stated[f"out_of_scope.{NOT_SHARED}.budget"] = apart
        return Numbers(stated, self._scaled(members, shape))

    def _scaled(self, members: Sequence[Council], shape: Shape) -> dict[str, float]:
        """Factors on the template's savings and costs."""
        saving, cost = {}, {}
        for name in shape.shared:
            yielding = [member.budgets.get(name, 0.0) * member.saving_factor for member in members]
            dear = sum(part * member.cost_factor for part, member in zip(yielding, members, strict=True))
            saving[name], cost[name] = sum(yielding) / self.budgets[name], dear / self.budgets[name]
        found: dict[str, float] = {}
        for name in shape.shared:
            found[f"cluster.{name}.saving"] = settled(saving[name])
            if self.case.cluster[name].weight is not None:
                found[f"cluster.{name}.weight"] = settled(saving[name])
        for name, lock in self.case.lock.items():
            # A council's own contract holds back the same pounds, of a saving that is larger or smaller.
            if lock.council is not None and lock.cluster in shape.shared:
                found[f"lock.{name}.share"] = settled(1.0 / saving[lock.cluster])
        programme = self.fixed_part + (1.0 - self.fixed_part) * self._average(cost, self.clusters)
        for input_id, owners in self.amounts.items():
            if not owners:
                found[input_id] = settled(programme)
            elif any(owner in shape.shared for owner in owners):
                found[input_id] = settled(self._average(cost, owners))
        return found

    def _average(self, factors: Mapping[str, float], clusters: Sequence[str]) -> float:
        """The factors of some clusters taken together, by their middle savings; of one that is not shared it is 0."""
        whole = sum(self.savings[name] for name in clusters)
        if not whole:
            return sum(factors.get(name, 0.0) for name in clusters) / len(clusters)
        return sum(self.savings[name] * factors.get(name, 0.0) for name in clusters) / whole

    def case_data(self, members: Sequence[Council], shape: Shape, numbers: Numbers) -> dict[str, Any]:
        """The whole case of a group as data of the form of a case file."""
        from simulator.portfolio.anew import shaped

        data = shaped(self, members, shape)
        for input_id, value in numbers.stated.items():
            _put(data, input_id, value)
        for input_id, factor in numbers.scaled.items():
            path = input_id.split(".")
            parent = _look(data, path[:-1])
            if parent is not None and path[-1] in parent:
                parent[path[-1]] = _times(parent[path[-1]], factor)
        return data

    def group_case(self, members: Sequence[Council]) -> Case:
        """The case of a group; raises `simulator.case.CaseError` where its numbers make none."""
        shape = self.shape(members)
        return build_case(self.case_data(members, shape, self.numbers(members, shape)))


def settled(factor: float) -> float:
    """A factor to twenty binary digits, one part in a million.

    A range in pounds times such a factor is exact, so that it keeps its form to the last bit, and with it the table
    that the engine draws it from.

    >>> settled(1.0), settled(0.1)
    (1.0, 0.10000002384185791)
    """
    share, power = math.frexp(factor)
    return math.ldexp(round(math.ldexp(share, _FACTOR_BITS)), power - _FACTOR_BITS)


def _stated(node: dict[str, Any]) -> dict[str, Any]:
    """A table without the inputs that are defaults, and without tables in which nothing else is left."""
    found: dict[str, Any] = {}
    for key, value in node.items():
        if not isinstance(value, dict):
            found[key] = value
        elif value.get("source") != DEFAULT_SOURCE and ((kept := _stated(value)) or not value):
            found[key] = kept
    return found


def _times(stated: Any, factor: float) -> Any:
    if not isinstance(stated, dict):
        return stated * factor
    return {key: value * factor if key in _NUMBERS else value for key, value in stated.items()}


def _look(data: dict[str, Any], path: Sequence[str]) -> dict[str, Any] | None:
    found: Any = data
    for part in path:
        found = found.get(part) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else None


def _put(data: dict[str, Any], input_id: str, value: float) -> None:
    *tables, key = input_id.split(".")
    parent = data
    for part in tables:
        parent = parent.setdefault(part, {})
    source = {"source": "The councils' file", "basis": "assumed"} if tables[0] != "council" else {}
    parent[key] = {"value": value, **source}


def _keys(data: dict[str, Any]) -> list[tuple[str, Any]]:
    """Every council key that a case states, with its path."""
    found = [("case.key", data["case"].get("key"))]
    for table in ("cluster", "cost", "running", "gate"):
        found += [(f"{table}.{name}.key", entry.get("key")) for name, entry in data.get(table, {}).items()]
    for kind, entry in data.get("total_cost", {}).get("kind", {}).items():
        found.append((f"total_cost.kind.{kind}.key", entry.get("key")))
    return found + [(f"{table}.key", data.get(table, {}).get("key")) for table in ("team", "exit")]
