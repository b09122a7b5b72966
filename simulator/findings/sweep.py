"""Many scenarios of one case on common draws: figures of each, and what each moves against the case as it is.

Each scenario is one piece of work. It is sent as what it changes of the case's plan, runs all its trials on one thread,
and comes back as a row of figures: only the outcomes that the figures need are kept, and no trial leaves the thread.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from simulator.engine import Outcomes, OwnMemory, kept_rows, simulate_into
from simulator.findings.analysis import sample_of
from simulator.findings.facts import CaseFacts, facts_of
from simulator.findings.figure_rows import (
    NO_DIFFERENCE,
    Difference,
    Named,
    check_named,
    difference,
    figure_row,
    influence,
)
from simulator.findings.figures import SUBMITTED, Estimate, outcomes_needed
from simulator.findings.found import Sample
from simulator.findings.probabilities import probability_names
from simulator.plan import Plan, compile_plan
from simulator.plan.changed import Changes, changed, changes, to_run
from simulator.running import simulate

if TYPE_CHECKING:
    from simulator.case import Case
    from simulator.plan.outcomes import OutcomeInfo

VIEWS = ("tested", "as_submitted")

Digest = Callable[[Mapping[str, Outcomes]], str]
"""From the outcomes of each view to their fingerprint."""


@dataclass(frozen=True)
class Row:
    """What the trials say of one scenario.

    Attributes
    ----------
    estimates : tuple of Estimate or None
        In the order of the figures; None where the scenario's case has no such outcome.
    differences : tuple of Difference
        Against the case as it is, on common draws.
    results_sha256 : str
        Fingerprint of the outcomes that the figures come from.
    """

    estimates: tuple[Estimate | None, ...]
    differences: tuple[Difference, ...]
    results_sha256: str


@dataclass(frozen=True)
class Base:
    """The case as it is, which every scenario is compared with.

    Attributes
    ----------
    plans : tuple of Plan
        Of the views that the figures need, tested first.
    facts : CaseFacts
    outcomes : tuple of OutcomeInfo
    named : tuple of Named
        The figures.
    plan_sha256 : str
        Over what the engine is given, and the facts.
    """

    plans: tuple[Plan, ...]
    facts: CaseFacts
    outcomes: tuple[OutcomeInfo, ...]
    named: tuple[Named, ...]
    plan_sha256: str

    @property
    def views(self) -> tuple[str, ...]:
        """Names of the views that the figures need."""
        return tuple(plan.view for plan in self.plans)

    @property
    def infos(self) -> dict[str, OutcomeInfo]:
        """Outcomes by name."""
        return {info.name: info for info in self.outcomes}


def base_of(case: Case, named: Sequence[Named]) -> Base:
    """The case as it is, for these figures.

    Raises
    ------
    FigureError
        When the case does not have one of them.
    """
    plans = [compile_plan(case)]
    facts = facts_of(case)
    check_named(named, plans[0].outcomes, probability_names(facts, [info.name for info in plans[0].outcomes]))
    if any(one.figure.given == SUBMITTED for one in named):
        plans.append(compile_plan(case, "as_submitted"))
    return Base(tuple(plans), facts, plans[0].outcomes, tuple(named), _sha256(plans, facts))


def _sha256(plans: Sequence[Plan], facts: CaseFacts) -> str:
    """Over everything that the figures of a case depend on besides seed and trials."""
    text = hashlib.sha256(repr(facts).encode())
    for plan in plans:
        text.update(plan.canonical_bytes())
    return text.hexdigest()


@dataclass(frozen=True)
class Changed:
    """One scenario as what it changes of the base: of each view's plan, and of the facts where they differ."""

    plans: tuple[Changes, ...]
    facts: CaseFacts | None
    plan_sha256: str


_FACTS = ("case", "claim", "council")
"""Tables of a case that its chances depend on (`simulator.findings.probabilities`)."""


def changed_of(base: Base, base_case: Case, case: Case) -> Changed:
    """A scenario's case as what it changes of the base."""
    found = tuple(changes(plan, compile_plan(case, plan.view)) for plan in base.plans)
    same = all(getattr(case, table) == getattr(base_case, table) for table in _FACTS)
    facts = None if same else facts_of(case)
    text = hashlib.sha256(f"{base.plan_sha256} {facts!r}".encode())
    for one in found:
        text.update(one.canonical_bytes())
    return Changed(found, facts, text.hexdigest())


@dataclass(frozen=True)
class _Said:
    """What a set of trials says: figures, and how far each trial moves them."""

    estimates: tuple[Estimate | None, ...]
    moves: tuple[npt.NDArray[np.float64] | None, ...]
    results_sha256: str


@dataclass(frozen=True)
class SweepJob:
    """The scenarios of a sweep as a crew works on them, one a piece (`simulator.running.crew.Job`).

    Attributes
    ----------
    plans : tuple of Plan
        The base's, to run.
    facts, named
        As in `Base`.
    scenarios : tuple of Changed
        Piece *n* is the *n*-th, from 0.
    seed, trials : int
    digest : callable
        See `Digest`; it can be pickled.
    base : _Said
        What the trials say of the case as it is.
    """

    plans: tuple[Plan, ...]
    facts: CaseFacts
    named: tuple[Named, ...]
    scenarios: tuple[Changed, ...]
    seed: int
    trials: int
    digest: Digest
    base: _Said = field(repr=False)

    def tools(self) -> dict[str, npt.NDArray[np.float64]]:
        """Memory for the outcomes of each view, used again for every scenario."""
        return {}

    def do(self, number: int, tools: dict[str, npt.NDArray[np.float64]]) -> Row:
        """The row of one scenario."""
        scenario = self.scenarios[number]
        facts = scenario.facts or self.facts
        plans = [changed(plan, found) for plan, found in zip(self.plans, scenario.plans, strict=True)]
        outcomes = {plan.view: self._simulated(plan, facts, tools) for plan in plans}
        said = _said(self.named, facts, plans, outcomes, self.digest)
        here = zip(said.estimates, said.moves, strict=True)
        there = zip(self.base.estimates, self.base.moves, strict=True)
        differences = tuple(
            difference(named.figure, found, moves, base, base_moves)
            for named, (found, moves), (base, base_moves) in zip(self.named, here, there, strict=True)
        )
        return Row(said.estimates, differences, said.results_sha256)

    def _simulated(self, plan: Plan, facts: CaseFacts, tools: dict[str, npt.NDArray[np.float64]]) -> Outcomes:
        """The outcomes that the figures need, on this thread, in its own memory."""
        names, rows = kept_rows(plan, kept_names(self.named, facts, plan.outcomes))
        values = tools.get(plan.view)
        if values is None or len(values) != len(rows):
            values = tools[plan.view] = np.empty((len(rows), self.trials))
        simulate_into(plan, OwnMemory(plan.arrays), self.seed, range(self.trials), rows, values, 0)
        return Outcomes(names, values)


def sweep_job(
    base: Base,
    scenarios: Sequence[Changed],
    seed: int,
    trials: int,
    digest: Digest,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> SweepJob:
    """The job of a sweep; the base itself is simulated here.

    Parameters
    ----------
    base, scenarios, seed, trials, digest
        As in `SweepJob`.
    threads : int, optional
        For the base.
    progress : callable, optional
        As in `simulator.running.simulate`.
    """
    names = kept_names(base.named, base.facts, base.outcomes)
    outcomes = {
        plan.view: simulate(plan, trials, seed, keep=names, threads=threads, progress=progress) for plan in base.plans
    }
    return SweepJob(
        plans=tuple(to_run(plan) for plan in base.plans),
        facts=base.facts,
        named=base.named,
        scenarios=tuple(scenarios),
        seed=seed,
        trials=trials,
        digest=digest,
        base=_said(base.named, base.facts, base.plans, outcomes, digest),
    )


def base_row(job: SweepJob) -> Row:
    """The row of the case as it is; it differs from itself by nothing that could be told."""
    return Row(job.base.estimates, (NO_DIFFERENCE,) * len(job.named), job.base.results_sha256)


def kept_names(named: Sequence[Named], facts: CaseFacts, outcomes: Sequence[OutcomeInfo]) -> list[str]:
    """Names of the outcomes to keep: those that the figures need and the case has."""
    return outcomes_needed([one.figure for one in named], facts, outcomes)


def _said(
    named: Sequence[Named], facts: CaseFacts, plans: Sequence[Plan], outcomes: Mapping[str, Outcomes], digest: Digest
) -> _Said:
    samples: list[Sample] = [sample_of(plan, outcomes[plan.view]) for plan in plans]
    tested, submitted = samples[0], samples[-1]
    estimates = figure_row(named, facts, tested, submitted)
    moves = tuple(
        influence(one.figure, found, facts, tested, submitted) for one, found in zip(named, estimates, strict=True)
    )
    return _Said(estimates, moves, digest(outcomes))


def as_record(row: Row) -> dict[str, Any]:
    """A row as JSON values, infinities and all, for the pieces of unfinished work; see `of_record`."""
    return {
        "results_sha256": row.results_sha256,
        "figures": [
            None
            if found is None
            else [found.value, None if found.interval is None else list(found.interval), found.trials, found.error]
            for found in row.estimates
        ],
        "differences": [[one.value, one.error] for one in row.differences],
    }


def of_record(kept: Mapping[str, Any]) -> Row:
    """The row that `as_record` told."""
    from simulator.findings.intervals import Interval

    return Row(
        tuple(
            None if told is None else Estimate(told[0], None if told[1] is None else Interval(*told[1]), *told[2:])
            for told in kept["figures"]
        ),
        tuple(Difference(*told) for told in kept["differences"]),
        kept["results_sha256"],
    )
