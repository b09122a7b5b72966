"""The case as submitted at the ends of its ranges: the figures that an auditor ties back to the source, to the pound.

A source prints sums of low ends and of high ends, and dates. Here every saving is put at one end of its range and the
one-off costs at one end of theirs, so that the engine's figures can be laid beside the printed ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from simulator.case import Case, iter_inputs
from simulator.engine import Outcomes, simulate
from simulator.plan import compile_plan

ENDS = ("low", "high")
TRIALS = 1_000
SEED = 0

FIGURES = (
    ("annual_saving", "saving a year, £"),
    ("implementation_cost", "one-off cost, £"),
    ("saving_share_of_net_budget", "saving ÷ total net budget"),
    ("saving_share_of_budget_in_scope", "saving ÷ net budget in scope"),
    ("full_year_gap_share", "saving ÷ gap of the stated year"),
    ("first_net_saving_year", "first net saving"),
    ("full_effect_year", "full effect"),
    ("payback_years", "payback, years from the start"),
    ("peak_funding", "peak funding, £"),
)
"""Outcomes that are told, with the words for them. Money is real, save peak funding; as submitted no index applies."""


@dataclass(frozen=True)
class Corner:
    """What the case gives with its savings at one end of their ranges and its one-off costs at one end of theirs.

    Attributes
    ----------
    saving, cost : "low" or "high"
    least, most : mapping of outcome to its smallest and largest trial
        They differ only where another input that has a range as submitted, such as the kinds of cost, moves the figure.
    """

    saving: str
    cost: str
    least: dict[str, float]
    most: dict[str, float]


def corners(case: Case) -> list[Corner]:
    """The four corners of saving and cost, as submitted.

    Returns
    -------
    list of Corner
        Savings low, then high; for each, costs low, then high.
    """
    plan = compile_plan(case, "as_submitted")
    found = []
    for saving, cost in product(ENDS, ENDS):
        fixed = dict(_ends(case, saving, cost))
        outcomes = simulate(plan.replace_all(fixed), SEED, range(TRIALS))
        found.append(Corner(saving, cost, _over_trials(outcomes, np.min), _over_trials(outcomes, np.max)))
    return found


def _ends(case: Case, saving: str, cost: str) -> Iterator[tuple[str, float]]:
    """The inputs that are put at an end: savings, the total and explicit costs, where they have a range."""
    for name, stated, _ in iter_inputs(case):
        parts = name.split(".")
        if stated.fixed:
            continue
        if parts[0] == "cluster" and parts[2:] == ["saving"]:
            yield name, stated.ends[ENDS.index(saving)]
        elif name == "total_cost.amount" or (parts[0] == "cost" and parts[2:] == ["amount"]):
            yield name, stated.ends[ENDS.index(cost)]


def _over_trials(outcomes: Outcomes, extreme: Callable[[np.ndarray], float]) -> dict[str, float]:
    return {name: float(extreme(outcomes[name])) for name, _ in FIGURES if name in outcomes.names}


def corner_table(found: list[Corner]) -> list[list[str]]:
    """The corners as rows of text: a heading, then one row for each figure."""
    heading = ["", *(f"saving {corner.saving}, cost {corner.cost}" for corner in found)]
    return [
        heading,
        *(
            [words, *(_told(name, corner.least[name], corner.most[name]) for corner in found)]
            for name, words in FIGURES
            if name in found[0].least
        ),
    ]


def _told(name: str, least: float, most: float) -> str:
    """A figure, or its range over the trials where they differ in what is shown."""
    low, high = _figure(name, least), _figure(name, most)
    return low if low == high else f"{low} to {high}"


def _figure(name: str, value: float) -> str:
    if not np.isfinite(value):
        return "not reached"
    if name.endswith("_year"):
        return f"{int(value)}/{(int(value) + 1) % 100:02d}"
    if name.endswith("_years"):
        return f"{value:.2f}"
    if "share" in name:
        return f"{100 * value:.2f}%"
    return f"{value:,.0f}"
