"""What a group's case holds: the template with its councils replaced and what the group does not share left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from simulator.case.names import PROGRAMME
from simulator.portfolio.councils import Council

if TYPE_CHECKING:
    from simulator.portfolio.template import Shape, Template

FROM_FILE = {"source": "The councils' file", "basis": "assumed"}


def shaped(template: Template, members: Sequence[Council], shape: Shape) -> dict[str, Any]:
    """The template's data for a group, its numbers still those of the template.

    Left out is what names one council of the template that is not in the group (its contracts), every cluster that
    fewer than two members have a budget for, and whatever speaks of these alone.
    """
    data = deepcopy(template.data)
    _name(data, members, shape)
    if not any(data["case"].get("gap_year") in member.gaps for member in members):
        data["case"].pop("gap_year", None)
    _councils(data, members, shape)
    _clusters(data, shape)
    _correlations(data, template, shape)
    return data


def _name(data: dict[str, Any], members: Sequence[Council], shape: Shape) -> None:
    if shape.ids == shape.own:
        return
    names = [member.name for member in members]
    data["case"]["id"] = "-".join(member.id for member in members)[:60].strip("-")
    data["case"]["title"] = f"{', '.join(names[:-1])} and {names[-1]}: {data['case']['title']}, scaled"
    # What the template's source expects of its own councils says nothing of others.
    data.pop("claim", None)


def _councils(data: dict[str, Any], members: Sequence[Council], shape: Shape) -> None:
    terms, decline = data["council"], {name: gate["decline"] for name, gate in data.get("gate", {}).items()}
    data["council"] = {}
    for called, own, of, member in zip(shape.ids, shape.own, shape.terms, members, strict=True):
        kept = {key: deepcopy(terms[of][key]) for key in ("redundancy", "pension") if key in terms[of]}
        council = {"name": member.name, **FROM_FILE, "gap": {}}
        if own:
            council |= {key: terms[own][key] for key in ("source", "basis", "note") if key in terms[own]}
        data["council"][called] = council | kept
    for name, stated in decline.items():
        chances = {called: deepcopy(stated[of]) for called, of in zip(shape.ids, shape.terms, strict=True)}
        data["gate"][name]["decline"] = chances
    called_now = {own: called for own, called in zip(shape.own, shape.ids, strict=True) if own}
    for name, lock in list(data.get("lock", {}).items()):
        if "council" in lock:
            if lock["council"] not in called_now:
                del data["lock"][name]
            else:
                lock["council"] = called_now[lock["council"]]


def _clusters(data: dict[str, Any], shape: Shape) -> None:
    gone = {name for name in data["cluster"] if name not in shape.shared}
    if not gone:
        return
    data["cluster"] = {name: entry for name, entry in data["cluster"].items() if name not in gone}
    waves = {entry["wave"] for entry in data["cluster"].values()}
    idle = {name for name in data["wave"] if name not in waves}
    data["wave"] = {name: entry for name, entry in data["wave"].items() if name in waves}
    for entry in data["cluster"].values():
        if "prerequisites" in entry:
            entry["prerequisites"] = [need for need in entry["prerequisites"] if need["cluster"] not in gone]
    for table, key in (("lock", "cluster"), ("cost", "owner"), ("running", "owner")):
        _drop(data, table, (name for name, entry in data.get(table, {}).items() if entry[key] in gone))
    for event in data.get("event", {}).values():
        event["on"] = [name for name in event["on"] if name not in gone | idle]
    _drop(data, "event", (name for name, event in data.get("event", {}).items() if not event["on"]))
    data.setdefault("out_of_scope", {})["not-shared"] = {
        "name": "Services that the group does not share",
        "budget": 0.0,
    }


def _drop(data: dict[str, Any], table: str, names: Iterable[str]) -> None:
    for name in list(names):
        del data[table][name]


def _correlations(data: dict[str, Any], template: Template, shape: Shape) -> None:
    """Correlations of what is left: members by name that are gone are left out, patterns go on meaning all."""
    called = {of: now for of, now in zip(shape.own, shape.ids, strict=True) if of}
    for name, entry in list(data.get("correlation", {}).items()):
        order = list(entry.get("members", ()))
        kept = [i for i, member in enumerate(order) if _there(_renamed(member, called), data)]
        entry["members"] = [_renamed(order[i], called) for i in kept]
        if "matrix" in entry:
            entry["matrix"] = [[entry["matrix"][i][j] for j in kept] for i in kept]
        pairs = [
            {**pair, "between": [_renamed(member, called) for member in pair["between"]]}
            for pair in entry.get("pairs", ())
        ]
        entry["pairs"] = [pair for pair in pairs if all(_there(member, data) for member in pair["between"])]
        if not entry["members"] and not entry["pairs"]:
            del data["correlation"][name]


def _renamed(member: str, called: dict[str, str]) -> str:
    """The id of an input with the council in it called as the group calls it."""
    parts = member.split(".")
    place = {"council": 1, "gate": 3}.get(parts[0])
    if place is not None and len(parts) > place:
        parts[place] = called.get(parts[place], parts[place])
    return ".".join(parts)


def _there(member: str, data: dict[str, Any]) -> bool:
    """Whether the tables that a member, or a pattern of members, lies in are still in the case."""
    parts = member.split(".")
    if parts[0] == "exclusive":
        return any(event.get("exclusive") == parts[1] for event in data.get("event", {}).values())
    if len(parts) < 2 or parts[0] not in ("cluster", "wave", "lock", "cost", "running", "event", "council", "gate"):
        return True
    entries = data.get(parts[0], {})
    found = [entry for name, entry in entries.items() if fnmatchcase(name, parts[1])]
    if parts[0] == "gate" and len(parts) > 3:
        return any(fnmatchcase(name, parts[3]) for gate in found for name in gate["decline"])
    return bool(found) or PROGRAMME in parts[1:2]
