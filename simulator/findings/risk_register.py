"""The register of what can go wrong: each event, decision and the end of the partnership, with chance and effect.

All trials count, those in which a council declines too: a decline is one of the risks. The effect is the mean net
present value of the trials in which something happens less the mean of the others. Events are drawn by themselves, so
that is what they do; of decisions that go together, and of what depends on how things went, it is what comes with them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.case.names import PROGRAMME
from simulator.case.plain_words import said_day, said_kind
from simulator.findings import wording
from simulator.findings.facts import CaseFacts
from simulator.findings.labels import Labels
from simulator.findings.probabilities import Chance, chance_of
from simulator.findings.redrawn import EXIT, Happened, Redrawn, Trials

if TYPE_CHECKING:
    from simulator.case import Case
    from simulator.case.inputs import Input

WORST = 0.1
"""The share of trials, those of the lowest net present value, that counts as the bad outcomes."""

_LONG = 1_000
"""Characters of a note or a source that a table still has room for."""

_SURE = 2.0
"""Standard errors that an effect must have to be told from nothing."""


@dataclass(frozen=True)
class Risk:
    """One thing that can go wrong.

    Attributes
    ----------
    id : str
        ``event.x``, ``gate.x`` or ``exit``.
    kind : str
        "event", "gate" or "exit".
    name, what : str
        What it is called, and what it does.
    theme, basis, source, note : str
        As the case has them, of the chance; empty where it says nothing.
    chance : Chance
        That it happens, over all trials.
    effect, effect_error : float or None
        £ real: mean net present value where it happens less where it does not; None where either never comes up. The
        error is that of independent trials, which for a design is if anything too large.
    expected : float or None
        £ real: chance times effect.
    share_of_worst : float or None
        The share of the worst trials in which it happened.
    chance_words, effect_words, share_of_worst_words : str
    """

    id: str
    kind: str
    name: str
    what: str
    theme: str
    basis: str
    source: str
    note: str
    chance: Chance
    effect: float | None
    effect_error: float | None
    expected: float | None
    share_of_worst: float | None
    chance_words: str
    effect_words: str
    share_of_worst_words: str

    @property
    def sure(self) -> bool:
        """Whether the trials can tell its effect from nothing."""
        return self.effect is not None and abs(self.effect) > _SURE * (self.effect_error or 0.0)


@dataclass(frozen=True)
class RiskRegister:
    """What can go wrong, the largest expected loss first.

    Attributes
    ----------
    trials : int
        All of them.
    risks : tuple of Risk
    mean_npv : float
        £ real, over all trials.
    worst : float
        The net present value, £ real, at or below which the worst tenth of trials lie.
    """

    trials: int
    risks: tuple[Risk, ...]
    mean_npv: float
    worst: float


def register_risks(case: Case, facts: CaseFacts, redrawn: Redrawn) -> RiskRegister:
    """The register of a case over all trials of a run.

    Parameters
    ----------
    case : Case
    facts : CaseFacts
    redrawn : Redrawn
    """
    # Kernels are loaded here, so that whoever only reads what was found need not load them.
    from simulator.findings.averages import centre_and_spread

    npv, labels = redrawn.outcomes["npv"], Labels(case)
    worst = worst_trials(npv)
    everyone = np.ones(redrawn.trials, dtype=np.bool_)
    found = []
    for name, kind, told in _stated(case):
        happened = redrawn.happened.get(name)
        if happened is None:
            continue
        chance = chance_of(happened, everyone, redrawn.replicates)
        effect, error = effect_on(npv, happened)
        share = float(np.count_nonzero(happened & worst) / np.count_nonzero(worst))
        found.append(
            Risk(
                id=name,
                kind=kind,
                name=labels.of(name),
                what=wording.plain(_what(case, name, kind), _LONG),
                **{key: wording.plain(text or "", _LONG) for key, text in told.items()},
                chance=chance,
                effect=effect,
                effect_error=error,
                expected=None if effect is None or chance.share is None else chance.share * effect,
                share_of_worst=share,
                chance_words=wording.likelihood(chance),
                effect_words=said_effect(effect, error, facts),
                share_of_worst_words=wording.likelihood(chance_of(happened, worst, redrawn.replicates)),
            )
        )
    found.sort(key=lambda risk: (risk.expected is None, risk.expected or 0.0))
    return RiskRegister(redrawn.trials, tuple(found), centre_and_spread(npv, everyone)[0], float(np.max(npv[worst])))


def worst_trials(npv: Trials) -> Happened:
    """bool[TRIAL]: the tenth, rounded up, of the trials whose net present value is lowest; of equals the first."""
    worst = np.zeros(len(npv), dtype=np.bool_)
    worst[np.argsort(npv, kind="stable")[: math.ceil(WORST * len(npv))]] = True
    return worst


def effect_on(npv: Trials, happened: Happened) -> tuple[float | None, float | None]:
    """Mean where it happens less mean where it does not, and its standard error; None where either never comes up."""
    if not happened.any() or happened.all():
        return None, None
    from simulator.findings.averages import centre_and_spread

    there, _, error = centre_and_spread(npv, happened)
    elsewhere, _, other_error = centre_and_spread(npv, ~happened)
    if error is None or other_error is None:
        return there - elsewhere, math.inf
    return there - elsewhere, math.hypot(error, other_error)


def said_effect(effect: float | None, error: float | None, facts: CaseFacts) -> str:
    """What it does to net present value, in words."""
    if effect is None or error is None:
        return "cannot be told: it always or never happens in these trials"
    if abs(effect) <= _SURE * error:
        return "too small, or too seldom, for these trials to tell"
    base = wording.price_base("real", facts)
    return f"{wording.money(abs(effect), error)} {'less' if effect < 0 else 'more'} net present value ({base})"


def _stated(case: Case) -> Iterator[tuple[str, str, dict[str, str | None]]]:
    """Id, kind and what is told of everything that can go wrong, in the order of the file."""
    for name, event in case.event.items():
        yield f"event.{name}", "event", _told(event.probability, event.note, event.theme)
    for name, gate in case.gate.items():
        first = next(iter(gate.decline.values()))
        themes = {stated.theme for stated in gate.decline.values()}
        yield f"gate.{name}", "gate", _told(first, gate.note, first.theme if len(themes) == 1 else None)
    if case.exit is not None:
        stated = case.exit.probability
        yield EXIT, "exit", _told(stated, case.exit.note, stated.theme)


def _told(chance: Input, note: str | None, theme: str | None) -> dict[str, str | None]:
    """What the register says of a risk's provenance: that of its chance, and the note of the table it stands in."""
    return {
        "theme": theme or chance.theme,
        "basis": chance.basis or "assumed",
        "source": chance.source,
        "note": note or chance.note,
    }


def _what(case: Case, name: str, kind: str) -> str:
    """What happens when it happens, in words."""
    if kind == "event":
        return _event(case, name.split(".", 1)[1])
    if kind == "gate":
        gate = case.gate[name.split(".", 1)[1]]
        paid = "" if gate.abort.is_default else f"; stopping costs {wording.said_input(gate.abort, case.calendar)}"
        return f"In {said_day(gate.date)} a council says no; all that is not yet live is cancelled{paid}."
    leaving = case.exit
    assert leaving is not None
    said = ["The partnership ends on a 1 April"]
    if not leaving.unwind.is_default:
        said.append(f"the saving ebbs away over {wording.said_input(leaving.unwind, case.calendar)}")
    if not leaving.cost.is_default:
        said.append(f"parting costs {wording.said_input(leaving.cost, case.calendar)}")
    return "; ".join(said) + "."


def _event(case: Case, name: str) -> str:
    event = case.event[name]
    names = {id: table.name for tables in (case.wave, case.cluster) for id, table in tables.items()}
    hit = wording.listed(["the programme" if id == PROGRAMME else names.get(id, id) for id in event.on])
    kinds = f" on {wording.listed([said_kind(kind) for kind in event.kinds])}" if event.kinds else ""
    effects = {
        "savings times": event.saving_factor,
        "savings changed by": event.saving_amount,
        f"one-off costs{kinds} times": event.cost_factor,
        "a cost at go-live of": event.cost_amount,
        "a delay of": event.delay,
    }
    said = [
        f"{words} {wording.said_input(stated, case.calendar)}"
        for words, stated in effects.items()
        if stated is not None
    ]
    told = "; ".join(said) or "nothing that is counted"
    return f"On {hit}: {told.replace('-£', '−£')}."
