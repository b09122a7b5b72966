"""What people call an input: the section it belongs to, and words for it that say whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.case.as_submitted import matches
from simulator.case.plain_words import said_day, said_kind
from simulator.findings.wording import plain

if TYPE_CHECKING:
    from simulator.case import Case

LONGEST = 120
"""Characters of a label: what has room on a line of a table."""

SECTIONS = {
    "case": "The case",
    "council": "The councils",
    "wave": "When it goes live",
    "delay": "When it goes live",
    "delivery": "The clusters",
    "cluster": "The clusters",
    "out_of_scope": "The clusters",
    "total_cost": "What it costs to get there",
    "cost": "What it costs to get there",
    "team": "What it costs to get there",
    "redundancy": "Redundancy, post by post",
    "running": "What it costs to run",
    "lock": "Contracts that hold savings back",
    "event": "What can go wrong",
    "gate": "Whether the councils go on, and stay",
    "exit": "Whether the councils go on, and stay",
    "index": "Pay and prices",
}
"""By the first part of an id: the heading under which ``collabsim explain`` tells it."""

_LABELS = (
    ("case.discount_rate", "Discount rate"),
    ("council.*.net_budget", "{0} – net budget"),
    ("council.*.gap.*", "{0} – gap in {1}"),
    ("council.*.reserves", "{0} – reserves"),
    ("council.*.redundancy.multiplier", "{0} – redundancy terms, times the statutory weeks"),
    ("council.*.pension.members", "{0} – leavers who are in the pension scheme"),
    ("wave.*.start", "{0} – planned go-live"),
    ("wave.*.delay", "{0} – delay"),
    ("wave.*.ramp", "{0} – time from go-live to the full saving"),
    ("delay.common", "Delay of the whole programme"),
    ("delivery.factor", "How much of every saving is delivered"),
    ("cluster.*.budget", "{0} – budget"),
    ("cluster.*.saving", "{0} – saving"),
    ("cluster.*.delay", "{0} – delay of its own"),
    ("cluster.*.realisation", "{0} – share of its saving that it delivers"),
    ("cluster.*.overlap", "{0} – overlap with existing plans"),
    ("cluster.*.cashable", "{0} – share of its saving that is cash"),
    ("cluster.*.general_fund", "{0} – share that falls on the general fund"),
    ("cluster.*.staff_share", "{0} – share of its saving that is staff"),
    ("cluster.*.ramp", "{0} – time from go-live to the full saving"),
    ("cluster.*.weight", "{0} – weight in the total cost"),
    ("cluster.*.overrun.*", "{0} – overrun of {1}"),
    ("cluster.*.dual_running", "{0} – cost of running two services at once"),
    ("cluster.*.dip.amount", "{0} – dip in performance"),
    ("cluster.*.dip.months", "{0} – length of the dip in performance"),
    ("cluster.*.posts.average_cost", "{0} – cost of a post"),
    ("cluster.*.posts.turnover", "{0} – posts that fall vacant by themselves"),
    ("cluster.*.posts.strain", "{0} – pension strain of a leaver"),
    ("cluster.*.prerequisites.*.lag", "{0} – wait after {1}"),
    ("out_of_scope.*.budget", "{0} – budget"),
    ("total_cost.amount", "One-off cost in all"),
    ("total_cost.kind.*.share", "One-off cost – weight of {0}"),
    ("total_cost.kind.*.overrun", "One-off cost – overrun of {0}"),
    ("cost.*.amount", "{0} – cost"),
    ("cost.*.overrun", "{0} – overrun"),
    ("team.amount", "Programme team – cost"),
    ("redundancy.on_costs", "Employer's on-costs"),
    ("redundancy.age.*.share", "Leavers {0} – weight"),
    ("redundancy.age.*.age", "Leavers {0} – age"),
    ("redundancy.age.*.service", "Leavers {0} – length of service"),
    ("running.*.amount", "{0} – running cost"),
    ("running.*.general_fund", "{0} – share that falls on the general fund"),
    ("lock.*.share", "{0} – share of the saving that it holds back"),
    ("event.*", "{0}"),
    ("event.*.probability", "{0} – chance"),
    ("event.*.saving_factor", "{0} – factor on savings"),
    ("event.*.saving_amount", "{0} – effect on savings"),
    ("event.*.cost_factor", "{0} – factor on costs"),
    ("event.*.cost_amount", "{0} – cost"),
    ("event.*.delay", "{0} – delay"),
    ("gate.*", "A council says no in {0}"),
    ("gate.*.decline.*", "{1} says no in {0}"),
    ("gate.*.decline.*.probability", "{1} says no in {0} – chance"),
    ("gate.*.abort", "Stopping in {0} – cost"),
    ("exit", "The partnership ends early"),
    ("exit.probability", "The partnership ends early – chance, each year"),
    ("exit.unwind", "The partnership ends early – time in which the saving ebbs away"),
    ("exit.cost", "The partnership ends early – cost"),
    ("index.pay.growth.*", "Growth of pay from {0}"),
    ("index.prices.growth.*", "Growth of prices from {0}"),
)
"""Ids with * for any one part, and the words for them; what stands in braces is the name of each part in turn."""


class Labels:
    """Names the inputs of one case."""

    def __init__(self, case: Case) -> None:
        self._names = {
            "council": {name: table.name for name, table in case.council.items()},
            "wave": {name: table.name for name, table in case.wave.items()},
            "cluster": {name: table.name for name, table in case.cluster.items()},
            "out_of_scope": {name: table.name for name, table in case.out_of_scope.items()},
            "cost": {name: table.name for name, table in case.cost.items() if table.name},
            "running": {name: table.name for name, table in case.running.items() if table.name},
            "event": {name: table.name for name, table in case.event.items() if table.name},
            "gate": {name: said_day(table.date) for name, table in case.gate.items()},
        }
        days = list(self._names["gate"].values())
        self._names["gate"] = {
            name: day if days.count(day) == 1 else f"{day} ({name})" for name, day in self._names["gate"].items()
        }

    def of(self, input_id: str) -> str:
        """Words for an input, an event, a decision or the exit."""
        for pattern, words in _LABELS:
            if matches(pattern, input_id):
                parts = zip(pattern.split("."), input_id.split("."), strict=True)
                said = words.format(*self._parts(pattern, [part for star, part in parts if star == "*"]))
                return plain(said[:1].upper() + said[1:], LONGEST)
        return plain(input_id, LONGEST)

    def _parts(self, pattern: str, parts: list[str]) -> list[str]:
        """The names that people read for the ids in a path."""
        tables = [pattern.split(".")[0]]
        tables += ["cluster"] if "prerequisites" in pattern else ["council"] if "decline" in pattern else [""]
        return [self._name(table, part) for table, part in zip(tables, parts, strict=False)]

    def _name(self, table: str, part: str) -> str:
        known = self._names.get(table, {}).get(part)
        if known:
            return known
        return (
            f"The contract {part.replace('-', ' ').capitalize()}"
            if table == "lock"
            else said_kind(part).replace("-", " ")
        )

    @staticmethod
    def section(input_id: str) -> str:
        """The heading that an input stands under."""
        return SECTIONS.get(input_id.split(".")[0], "The case")
