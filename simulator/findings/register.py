"""The register of assumptions: every input that the case states, what it rests on, and how much depends on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.case.as_submitted import set_aside
from simulator.findings import wording
from simulator.findings.drivers import DRIVEN, Driver, Drivers
from simulator.findings.facts import CaseFacts
from simulator.findings.labels import Labels

if TYPE_CHECKING:
    from simulator.case import Case

_LONG = 1_000
"""Characters of a note or a source that a table still has room for."""

_MOVES = {
    "payback_years": "payback",
    "annual_saving": "the annual saving",
    "npv": "net present value",
    "peak_funding": "peak funding",
}


@dataclass(frozen=True)
class RegisterRow:
    """One input.

    Attributes
    ----------
    id, section, label : str
    value : str
        What it may be, in words.
    basis, source, note, owner, date : str
        Empty where the case says nothing.
    tested_only : bool
        Whether the view as submitted sets it aside.
    uncertain : bool
    shares : dict of str to float
        By outcome, the share of its rank variance that goes with this input; empty for one that does not vary.
    depends : str
        The same in words.
    """

    id: str
    section: str
    label: str
    value: str
    basis: str
    source: str
    note: str
    owner: str
    date: str
    tested_only: bool
    uncertain: bool
    shares: dict[str, float]
    depends: str


@dataclass(frozen=True)
class Register:
    """Every stated input, in the order of the case file.

    Attributes
    ----------
    rows : tuple of RegisterRow
    reported, evidence, assumed, uncertain : int
        How many there are.
    outcomes : tuple of str
    """

    rows: tuple[RegisterRow, ...]
    reported: int
    evidence: int
    assumed: int
    uncertain: int
    outcomes: tuple[str, ...] = DRIVEN


def register_inputs(case: Case, facts: CaseFacts, drivers: Drivers) -> Register:
    """The register of a case.

    Parameters
    ----------
    case : Case
    facts : CaseFacts
    drivers : Drivers
        Of a run of it.
    """
    from simulator.case.inputs import iter_inputs

    labels = Labels(case)
    moves = {driver.id: driver for driver in drivers.drivers}
    rows = []
    for name, stated, is_default in iter_inputs(case):
        if is_default:
            continue
        # A chance is what its decision or event depends on.
        found = [moves[id] for id in (name, name.removesuffix(".probability")) if id in moves]
        rows.append(
            RegisterRow(
                id=name,
                section=labels.section(name),
                label=labels.of(name),
                value=wording.plain(wording.said_input(stated, case.calendar), _LONG).replace("-£", "−£"),
                basis=stated.basis or "assumed",
                **{
                    key: wording.plain(getattr(stated, key) or "", _LONG) for key in ("source", "note", "owner", "date")
                },
                tested_only=set_aside(name),
                uncertain=not stated.fixed,
                shares=_shares(found),
                depends=_depends(found),
            )
        )
    counts = facts.inputs
    return Register(tuple(rows), counts.reported, counts.evidence, counts.assumed, counts.uncertain)


def _shares(found: list[Driver]) -> dict[str, float]:
    """By outcome, the larger share of the draws that an input stands for."""
    if not found:
        return {}
    return {outcome: max(driver.swings[outcome].share for driver in found) for outcome in DRIVEN}


def _depends(found: list[Driver]) -> str:
    """How much the answer depends on an input, in words: of each outcome that it can be told to move."""
    if not found:
        return "fixed"
    told = {}
    for outcome in DRIVEN:
        sure = [driver.swings[outcome] for driver in found if driver.swings[outcome].sure]
        if sure:
            told[outcome] = max(swing.share for swing in sure)
    said = [f"{_share(share)} of what moves {_MOVES[outcome]}" for outcome, share in told.items() if share >= 0.005]
    if not said:
        if all(driver.id.startswith("gate.") for driver in found):
            return "whether it goes ahead at all: see the risks"
        return "under 1% of anything" if told else "too little to tell"
    return "; ".join(said)


def _share(share: float) -> str:
    return f"{round(share * 100)}%"
