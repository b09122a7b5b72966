"""From the trials of both views to the findings: everything that is later said, drawn or written, computed once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.findings.correlation import Correlation, correlations
from simulator.findings.facts import CaseFacts, facts_of
from simulator.findings.measures import Measure, measure_outcomes
from simulator.findings.probabilities import SAME_MOMENT, Chance, chance, chances
from simulator.plan.outcomes import OutcomeInfo

if TYPE_CHECKING:
    from simulator.case import Case
    from simulator.engine import Outcomes
    from simulator.plan import Plan


@dataclass(frozen=True)
class Population:
    """What one set of trials says.

    Attributes
    ----------
    trials : int
    measures : dict of str to Measure
        By the name of the outcome.
    chances : dict of str to Chance
        By the name of the probability (`simulator.findings.probabilities.chances`).
    payback_curve : tuple of Chance
        Chance that the money is back within 0, 1, 2, … months from the start, to the end of the horizon.
    """

    trials: int
    measures: dict[str, Measure]
    chances: dict[str, Chance]
    payback_curve: tuple[Chance, ...]


@dataclass(frozen=True)
class Sample:
    """The trials of one view, as the engine gives them.

    Attributes
    ----------
    infos : tuple of OutcomeInfo
        What each row is.
    values : float64[OUTCOME, TRIAL]
    """

    infos: tuple[OutcomeInfo, ...]
    values: npt.NDArray[np.float64]

    @property
    def trials(self) -> int:
        """Number of trials."""
        return self.values.shape[1]

    @property
    def by_name(self) -> dict[str, npt.NDArray[np.float64]]:
        """Name of the outcome to float64[TRIAL]."""
        return {info.name: row for info, row in zip(self.infos, self.values, strict=True)}

    @property
    def approved(self) -> npt.NDArray[np.bool_]:
        """bool[TRIAL]: no council's decline cancelled anything."""
        return self.by_name["approved"] == 1


@dataclass(frozen=True)
class Findings:
    """What the trials say of a case.

    Attributes
    ----------
    facts : CaseFacts
    seed : int
    tested, given_approval, as_submitted : Population
        All trials of the tested view; those of them in which the councils approve; the view of the case as submitted.
    correlations : tuple of Correlation
        Asked for, used and achieved, one for each matrix of the case.
    tested_sample, submitted_sample : Sample
        The trials themselves, for limits that are stated on any outcome.
    """

    facts: CaseFacts
    seed: int
    tested: Population
    given_approval: Population
    as_submitted: Population
    correlations: tuple[Correlation, ...]
    tested_sample: Sample
    submitted_sample: Sample

    @property
    def trials(self) -> int:
        """Trials of each view."""
        return self.tested.trials


def analyse(
    case: Case, tested: Outcomes, submitted: Outcomes, tested_plan: Plan, submitted_plan: Plan, *, seed: int
) -> Findings:
    """Compute everything that is said of a run.

    Parameters
    ----------
    case : Case
    tested, submitted : Outcomes
        All outcomes of each view, over the same trials.
    tested_plan, submitted_plan : Plan
        What the engine was given for each.
    seed : int
        The seed of the draws.

    Raises
    ------
    ValueError
        If the two views differ in their trials, or there are none.
    """
    facts = facts_of(case)
    return findings_of(
        facts,
        Sample(_infos(tested_plan, tested), tested.values),
        Sample(_infos(submitted_plan, submitted), submitted.values),
        seed=seed,
        correlations=correlations(tested_plan, seed, tested.first_trial, tested.values.shape[1]),
    )


def summarise(plan: Plan, outcomes: Outcomes, *, given_approval: bool = False) -> dict[str, Measure]:
    """Mean, spread and percentiles of every outcome that was kept, by its name.

    Parameters
    ----------
    plan : Plan
    outcomes : Outcomes
    given_approval : bool
        Count only the trials in which the councils approve; the outcome ``approved`` must then have been kept.
    """
    sample = Sample(_infos(plan, outcomes), outcomes.values)
    return measure_outcomes(sample.infos, sample.values, sample.approved if given_approval else None)


def findings_of(
    facts: CaseFacts, tested: Sample, submitted: Sample, *, seed: int, correlations: Iterable[Correlation] = ()
) -> Findings:
    """The findings of two samples that are already at hand; see `analyse`."""
    if tested.trials != submitted.trials or not tested.trials:
        raise ValueError(
            f"the views need the same trials, at least one: {tested.trials} tested, {submitted.trials} as submitted"
        )
    return Findings(
        facts=facts,
        seed=seed,
        tested=population(facts, tested),
        given_approval=population(facts, tested, tested.approved),
        as_submitted=population(facts, submitted),
        correlations=tuple(correlations),
        tested_sample=tested,
        submitted_sample=submitted,
    )


def population(facts: CaseFacts, sample: Sample, chosen: npt.NDArray[np.bool_] | None = None) -> Population:
    """What the chosen trials of a sample say.

    Parameters
    ----------
    facts : CaseFacts
    sample : Sample
    chosen : bool[TRIAL], optional
        All trials when not given.
    """
    outcomes = sample.by_name
    payback = outcomes["payback_years"] if chosen is None else outcomes["payback_years"][chosen]
    return Population(
        trials=len(payback),
        measures=measure_outcomes(sample.infos, sample.values, chosen),
        chances=chances(facts, outcomes, chosen),
        payback_curve=payback_curve(payback, round(facts.years[-1].end_month)),
    )


def payback_curve(payback_years: npt.NDArray[np.float64], months: int) -> tuple[Chance, ...]:
    """Chance that the money is back within 0, 1, … months from the start.

    Parameters
    ----------
    payback_years : float64[TRIAL]
        Years from the start; infinite when never.
    months : int
        Months of the horizon.
    """
    ordered = np.sort(payback_years)
    ends = np.arange(months + 1) / 12 + SAME_MOMENT
    reached = np.searchsorted(ordered, ends, side="right")
    return tuple(chance(int(hits), len(ordered)) for hits in reached)


def _infos(plan: Plan, outcomes: Outcomes) -> tuple[OutcomeInfo, ...]:
    """What each row of the outcomes is, in their order."""
    by_name = {info.name: info for info in plan.outcomes}
    return tuple(by_name[name] for name in outcomes.names)
