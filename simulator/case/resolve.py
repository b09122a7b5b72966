"""From what a file states to what it means: sources inherited, defaults filled in.

After this no reader of a `Case` needs to know a default: keys, anchors, indices and the redundancy method are stated,
and every input has its basis.
"""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel

from simulator.case.clusters import Cluster
from simulator.case.costs import Cost, TotalKind
from simulator.case.inputs import PROVENANCE, SAYS, Input
from simulator.case.names import PROGRAMME
from simulator.case.schema import Case
from simulator.case.sections import GO_LIVE, START, WHERE_IT_ARISES, CostKind, IndexName, Told

ARISING_KINDS = ("redundancy", "pension")
"""Kinds of cost that fall by default where the people are."""

INDEX_OF_KIND: dict[CostKind, IndexName] = {
    "redundancy": "pay",
    "pension": "pay",
    "programme": "pay",
    "ict": "prices",
    "other": "prices",
}
"""Which index a one-off cost moves with (docs/model.md, section 7)."""


def resolved(case: Case) -> Case:
    """The case with every default that depends on the rest of it filled in, and sources handed down to inputs."""
    settled: Case = _hand_down(case, {})
    return settled.model_copy(
        update={
            "cluster": {name: _cluster(item, settled) for name, item in settled.cluster.items()},
            "total_cost": settled.total_cost
            and settled.total_cost.model_copy(
                update={"kind": {k: _total_kind(k, item, settled) for k, item in settled.total_cost.kind.items()}}
            ),
            "cost": {name: _cost(item, settled) for name, item in settled.cost.items()},
            "redundancy": settled.redundancy.model_copy(update={"method": _method(settled)}),
            "team": settled.team and _with_key(settled.team, settled),
            "running": {name: _with_key(item, settled) for name, item in settled.running.items()},
            "gate": {name: _with_key(item, settled) for name, item in settled.gate.items()},
            "exit": settled.exit and _with_key(settled.exit, settled),
            "correlation": {
                name: item
                if item.matrix is not None or item.coefficient is not None
                else item.model_copy(update={"coefficient": 0.0})
                for name, item in settled.correlation.items()
            },
        }
    )


def methods(case: Case) -> tuple[str, ...]:
    """Which ways of working out redundancy the case has the numbers for: "total", "posts", both or neither."""
    kinds = case.total_cost.kind if case.total_cost is not None else {}
    found = ["total"] if any(kind in kinds for kind in ARISING_KINDS) else []
    if any(cluster.posts is not None for cluster in case.cluster.values()):
        found.append("posts")
    return tuple(found)


def _method(case: Case) -> str | None:
    found = methods(case)
    return case.redundancy.method or (found[0] if len(found) == 1 else None)


def _with_key(item: Any, case: Case) -> Any:
    return item if item.key is not None else item.model_copy(update={"key": case.case.key})


def _cluster(cluster: Cluster, case: Case) -> Cluster:
    return _with_key(cluster, case)


def _key_of_kind(kind: str, owner: str, case: Case) -> Any:
    return WHERE_IT_ARISES if kind in ARISING_KINDS and owner != PROGRAMME else case.case.key


def _total_kind(kind: str, item: TotalKind, case: Case) -> TotalKind:
    owner = PROGRAMME if kind == "programme" else "clusters"
    filled: dict[str, Any] = {}
    if item.key is None:
        filled["key"] = _key_of_kind(kind, owner, case)
    if item.anchor is None:
        filled["anchor"] = START if owner == PROGRAMME else GO_LIVE
    return item.model_copy(update=filled)


def _cost(item: Cost, case: Case) -> Cost:
    filled: dict[str, Any] = {}
    if item.key is None:
        filled["key"] = _key_of_kind(item.kind, item.owner, case)
    if item.anchor is None:
        filled["anchor"] = START if item.owner == PROGRAMME else GO_LIVE
    if item.index is None:
        filled["index"] = INDEX_OF_KIND[item.kind]
    return item.model_copy(update=filled)


def _hand_down(node: Any, inherited: dict[str, str]) -> Any:
    if isinstance(node, Input):
        return _settled_input(node, inherited)
    if isinstance(node, BaseModel):
        if isinstance(node, Told):
            stated = {key: getattr(node, key) for key in provenance_keys(type(node))}
            inherited = {**inherited, **{key: value for key, value in stated.items() if value is not None}}
        changes = {}
        for name in type(node).model_fields:
            child = getattr(node, name)
            if isinstance(child, (BaseModel, dict, tuple)):
                changes[name] = _hand_down(child, inherited)
        return node.model_copy(update=changes)
    if isinstance(node, dict):
        return {key: _hand_down(child, inherited) for key, child in node.items()}
    if isinstance(node, tuple):
        return tuple(_hand_down(child, inherited) for child in node)
    return node


def provenance_keys(table: type[Told]) -> tuple[str, ...]:
    """The keys with which a table speaks of its source: in some, `owner` and `date` mean something else."""
    fields = table.model_fields
    optional = {key for key in PROVENANCE if key in fields and type(None) in get_args(fields[key].annotation)}
    return tuple(key for key in PROVENANCE if key in optional)


def _settled_input(stated: Input, inherited: dict[str, str]) -> Input:
    """An input with its source; one whose range has no width becomes fixed."""
    if stated.is_default:
        return stated
    changes: dict[str, Any] = {
        key: inherited[key] for key in PROVENANCE if getattr(stated, key) is None and key in inherited
    }
    if stated.basis is None and "basis" not in inherited:
        changes["basis"] = "assumed"
    if not stated.fixed and stated.least == stated.most:
        changes |= {**dict.fromkeys(SAYS), "value": stated.least}
        kept = {name: getattr(stated, name) for name in type(stated).model_fields}
        return type(stated).model_construct(**{**kept, **changes})
    return stated.model_copy(update=changes) if changes else stated
