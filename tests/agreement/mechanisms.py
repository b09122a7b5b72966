"""Every mechanism of the model, and how to take it out of a case.

A mechanism has been *reached* by a random case when the case has it, and has *mattered* when taking it out changes an
outcome on the same draws. `test_random_cases.py` asks that each mechanism has mattered in at least one of its cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from documents import Document
from reference.reading import Array

Inputs = dict[str, Array]
Remove = Callable[[Document, Inputs], bool]

MECHANISMS: dict[str, Remove] = {}


def mechanism(name: str) -> Callable[[Remove], Remove]:
    """Register a function that takes a mechanism out of a document (and its draws), and says whether it was there."""

    def register(remove: Remove) -> Remove:
        MECHANISMS[name] = remove
        return remove

    return register


def entries(document: Document, section: str) -> Iterator[Document]:
    """The tables of a section by id, or the section itself if it is one table."""
    content = document.get(section, {})
    if section in ("case", "delay", "delivery", "team", "exit", "redundancy", "total_cost"):
        if content:
            yield content
    else:
        yield from content.values()


def drop(name: str, section: str, *keys: str, where: Callable[[Document], bool] = lambda table: True) -> None:
    """Register the removal of some keys from the tables of a section."""

    def remove(document: Document, inputs: Inputs) -> bool:
        there = False
        for table in entries(document, section):
            if where(table):
                for key in keys:
                    there |= table.pop(key, None) is not None
        return there

    MECHANISMS[name] = remove


def drop_section(name: str, section: str, where: Callable[[Document], bool] = lambda table: True) -> None:
    """Register the removal of whole tables by id, or of a section."""

    def remove(document: Document, inputs: Inputs) -> bool:
        content = document.get(section)
        if content is None:
            return False
        if section in ("exit", "team", "delivery", "delay", "index"):
            del document[section]
            return True
        gone = [key for key, table in content.items() if where(table)]
        for key in gone:
            del content[key]
        return bool(gone)

    MECHANISMS[name] = remove


def _early(table: Document) -> bool:
    delay = table.get("delay")
    return isinstance(delay, dict) and delay.get("may_be_early", False)


# Timing
drop_section("common delay", "delay")
drop("a wave's delay", "wave", "delay", where=lambda wave: not _early(wave))
drop("a wave that may be early", "wave", "delay", where=_early)
drop("a cluster's delay", "cluster", "delay", where=lambda cluster: not _early(cluster))
drop("a cluster that may be early", "cluster", "delay", where=_early)
drop("prerequisites", "cluster", "prerequisites")
drop("a wave's ramp", "wave", "ramp")
drop("a wave's phasing", "wave", "phasing")
drop("a cluster's own ramp", "cluster", "ramp")
drop("a cluster's own phasing", "cluster", "phasing")


@mechanism("lag of a prerequisite")
def _lag(document: Document, inputs: Inputs) -> bool:
    there = False
    for cluster in document["cluster"].values():
        for needed in cluster.get("prerequisites", []):
            there |= needed.pop("lag", None) is not None
    return there


# Savings
drop_section("delivery factor", "delivery")
for share in ("realisation", "overlap", "cashable", "general_fund", "staff_share"):
    drop(share, "cluster", share)
drop_section("a lock of all councils", "lock", where=lambda lock: "council" not in lock)
drop_section("a lock of one council", "lock", where=lambda lock: "council" in lock)
drop("whose contract a lock is", "lock", "council")
drop_section("running cost of the programme", "running", where=lambda line: line["owner"] == "programme")
drop_section("running cost of a cluster", "running", where=lambda line: line["owner"] != "programme")
drop("index of a running cost", "running", "index", where=lambda line: line.get("index") == "pay")
drop("general fund share of a running cost", "running", "general_fund")


# Costs
@mechanism("top-down total")
def _total(document: Document, inputs: Inputs) -> bool:
    if "posts" in (document.get("redundancy", {}).get("method"),):
        return False
    document.get("redundancy", {}).pop("method", None)
    return document.pop("total_cost", None) is not None


def drop_of_kinds(name: str, key: str, where: Callable[[Any], bool] = lambda value: True) -> None:
    """Register the removal of a key from the kinds of the total."""

    def remove(document: Document, inputs: Inputs) -> bool:
        there = False
        for table in document.get("total_cost", {}).get("kind", {}).values():
            if key in table and where(table[key]):
                del table[key]
                there = True
        return there

    MECHANISMS[name] = remove


def _is_date(anchor: str) -> bool:
    return anchor[0].isdigit()


drop_of_kinds("overrun of a kind of the total", "overrun")
drop_of_kinds("a kind of the total anchored to a date", "anchor", _is_date)
drop_of_kinds("a kind of the total anchored to the start", "anchor", lambda anchor: anchor == "start")
drop_of_kinds("a council key of a kind", "key")
drop("weights of the total", "cluster", "weight")
drop_section("an explicit line of a cluster", "cost", where=lambda line: line["owner"] != "programme")
drop_section("an explicit line of the programme", "cost", where=lambda line: line["owner"] == "programme")
drop("overrun of a line", "cost", "overrun")
drop("index of a line", "cost", "index")
drop("a line anchored to a date", "cost", "anchor", where=lambda line: _is_date(line.get("anchor", "-")))
drop("a line anchored to the start", "cost", "anchor", where=lambda line: line.get("anchor") == "start")
drop("a line's profile", "cost", "profile")
for kind in ("redundancy", "pension", "ict", "other"):

    def _overrun(document: Document, inputs: Inputs, kind: str = kind) -> bool:
        return any([c.get("overrun", {}).pop(kind, None) is not None for c in document["cluster"].values()])

    MECHANISMS[f"a cluster's overrun of {kind}"] = _overrun


def _team(with_total: bool) -> Remove:
    def remove(document: Document, inputs: Inputs) -> bool:
        return ("total_cost" in document) == with_total and document.pop("team", None) is not None

    return remove


MECHANISMS["team beyond the plan"] = _team(True)
MECHANISMS["team from the start"] = _team(False)
drop("dual running", "cluster", "dual_running")
drop("a dip", "cluster", "dip")


# Redundancy from posts
@mechanism("posts alone")
def _posts(document: Document, inputs: Inputs) -> bool:
    both = "method" in document.get("redundancy", {})
    return not both and any([cluster.pop("posts", None) is not None for cluster in document["cluster"].values()])


def _method(driving: str, other: str) -> Remove:
    def remove(document: Document, inputs: Inputs) -> bool:
        kinds = document.get("total_cost", {}).get("kind", {})
        if document.get("redundancy", {}).get("method") != driving or not {"redundancy", "pension"} & kinds.keys():
            return False
        document["redundancy"]["method"] = other
        return True

    return remove


MECHANISMS["both methods, posts drive"] = _method("posts", "total")
MECHANISMS["both methods, the total drives"] = _method("total", "posts")
drop("on-costs", "redundancy", "on_costs")
for part in ("turnover", "strain"):

    def _part(document: Document, inputs: Inputs, part: str = part) -> bool:
        return any([c.get("posts", {}).pop(part, None) is not None for c in document["cluster"].values()])

    MECHANISMS[f"{part} of posts"] = _part


def _terms(table: str, key: str, value: Any = None) -> Remove:
    def remove(document: Document, inputs: Inputs) -> bool:
        there = False
        for council in document["council"].values():
            terms = council.get(table, {})
            if key in terms and (value is None or terms[key] == value):
                del terms[key]
                there = True
        return there

    return remove


MECHANISMS["a council's redundancy multiplier"] = _terms("redundancy", "multiplier")
MECHANISMS["capped weekly pay"] = _terms("redundancy", "weekly_pay", "capped")
MECHANISMS["members of the pension fund"] = _terms("pension", "members")
MECHANISMS["a profile of pension strain"] = _terms("pension", "profile")


@mechanism("more than one age band")
def _ages(document: Document, inputs: Inputs) -> bool:
    ages = document.get("redundancy", {}).get("age", {})
    others = list(ages)[1:]
    for name in others:
        del ages[name]
    return bool(others)


# Events
for effect in ("saving_factor", "saving_amount", "cost_factor", "cost_amount", "delay"):
    drop(f"{effect} of an event", "event", effect, where=lambda event: _effects(event) > 1)
drop("kinds of a cost factor", "event", "kinds")


def _effects(event: Document) -> int:
    return sum(key in event for key in ("saving_factor", "saving_amount", "cost_factor", "cost_amount", "delay"))


for target in ("programme", "wave", "cluster"):

    def _target(event: Document, target: str = target) -> bool:
        others = [name for name in event["on"] if name != "programme" and not name.startswith("wave")]
        return {
            "programme": "programme" in event["on"],
            "wave": any(name.startswith("wave") for name in event["on"]),
            "cluster": bool(others),
        }[target]

    drop_section(f"an event on a {target}", "event", where=_target)


@mechanism("exclusive events")
def _exclusive(document: Document, inputs: Inputs) -> bool:
    together = {name: event for name, event in document.get("event", {}).items() if "exclusive" in event}
    for name, event in together.items():
        uniform = inputs[f"exclusive.{event.pop('exclusive')}"]
        inputs[f"event.{name}"] = (uniform > 1 - inputs[f"event.{name}.probability"]).astype(np.float64)
    return len(together) > 1


# Gates and exit
drop_section("gates", "gate")
drop("abort cost", "gate", "abort")


@mechanism("a second gate")
def _second_gate(document: Document, inputs: Inputs) -> bool:
    gates = document.get("gate", {})
    for name in sorted(gates, key=lambda gate: gates[gate]["date"])[1:]:
        del gates[name]
    return bool(gates)


@mechanism("a second council at a gate")
def _second_council(document: Document, inputs: Inputs) -> bool:
    there = False
    for name, gate in document.get("gate", {}).items():
        for council in list(gate["decline"])[1:]:
            gate["decline"][council] = 0.0
            decision = f"gate.{name}.decline.{council}"
            inputs[decision] = np.zeros_like(inputs[decision])
            there = True
    return there


drop_section("exit", "exit")
drop("first year of exit", "exit", "from")
drop("unwinding", "exit", "unwind")
drop("exit cost", "exit", "cost")


# Keys
def _key(sort: str) -> Remove:
    def remove(document: Document, inputs: Inputs) -> bool:
        tables = [document["case"], *entries(document, "team"), *entries(document, "exit")]
        for section in ("cluster", "cost", "running", "gate"):
            tables += document.get(section, {}).values()
        tables += document.get("total_cost", {}).get("kind", {}).values()
        there = False
        for table in tables:
            key = table.get("key")
            if key is not None and (key == sort or (sort == "shares" and isinstance(key, dict))):
                del table["key"]
                there = True
        return there

    return remove


for sort in ("net budget", "equal", "where it arises", "shares"):
    MECHANISMS[f"council key: {sort}"] = _key(sort)
for section in ("case", "team", "exit", "cluster", "cost", "running", "gate"):
    drop(f"a council key of {section}", section, "key")
drop("where a cluster's costs arise", "cluster", "arises")


# Prices, and what outcomes are held against
def _index(name: str) -> Remove:
    def remove(document: Document, inputs: Inputs) -> bool:
        return document.get("index", {}).pop(name, None) is not None

    return remove


MECHANISMS["index of pay"] = _index("pay")
MECHANISMS["index of prices"] = _index("prices")


def _price_base(later: bool) -> Remove:
    def remove(document: Document, inputs: Inputs) -> bool:
        start = int(document["case"]["start"][:4]) - (int(document["case"]["start"][5:7]) < 4)
        base = int(document["case"]["price_base"][:4])
        document["case"]["price_base"] = f"{start}/{(start + 1) % 100:02d}"
        return base > start if later else base < start

    return remove


MECHANISMS["a price base before the start"] = _price_base(later=False)
MECHANISMS["a price base after the start"] = _price_base(later=True)
drop("discount rate", "case", "discount_rate")
drop("gap year", "case", "gap_year")


@mechanism("gaps")
def _gaps(document: Document, inputs: Inputs) -> bool:
    document["case"].pop("gap_year", None)
    return any([council.pop("gap", None) is not None for council in document["council"].values()])


drop("reserves", "council", "reserves")
drop("budgets of clusters", "cluster", "budget")
drop_section("budgets out of scope", "out_of_scope")
