"""From the trials of both views to the findings: everything that is later said, drawn or written, computed once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.findings.correlation import Correlation, correlations
from simulator.findings.facts import CaseFacts, facts_of
from simulator.findings.found import Findings, Population, Sample
from simulator.findings.measures import Measure, measure_outcomes
from simulator.findings.precision import Precision, reach
from simulator.findings.probabilities import SAME_MOMENT, Chance, chance, chances, randomised_chance
from simulator.plan.outcomes import OutcomeInfo

if TYPE_CHECKING:
    from simulator.case import Case
    from simulator.engine import Outcomes
    from simulator.plan import Plan


def analyse(
    case: Case,
    tested: Outcomes,
    submitted: Outcomes,
    tested_plan: Plan,
    submitted_plan: Plan,
    *,
    seed: int,
    until: Sequence[Precision] = (),
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
    until : sequence of Precision
        What the run was asked to reach.

    Raises
    ------
    ValueError
        If the two views differ in their trials, or there are none.
    """
    facts = facts_of(case)
    return findings_of(
        facts,
        sample_of(tested_plan, tested),
        sample_of(submitted_plan, submitted),
        seed=seed,
        correlations=correlations(tested_plan, seed, tested.first_trial, tested.trials, tested.design),
        until=until,
        design=tested.design.name,
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
    sample = sample_of(plan, outcomes)
    chosen = sample.approved if given_approval else None
    return measure_outcomes(sample.infos, sample.values, chosen, sample.replicates)


def findings_of(
    facts: CaseFacts,
    tested: Sample,
    submitted: Sample,
    *,
    seed: int,
    correlations: Iterable[Correlation] = (),
    until: Sequence[Precision] = (),
    design: str = "random",
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
        until=reach(until, facts, tested, submitted),
        design=design,
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
    counted = np.ones(sample.trials, dtype=np.bool_) if chosen is None else chosen
    months = round(facts.years[-1].end_month)
    return Population(
        trials=int(np.count_nonzero(counted)),
        measures=measure_outcomes(sample.infos, sample.values, chosen, sample.replicates),
        chances=chances(facts, outcomes, chosen, sample.replicates),
        payback_curve=payback_curve(outcomes["payback_years"], months, counted, sample.replicates),
    )


def payback_curve(
    payback_years: npt.NDArray[np.float64],
    months: int,
    chosen: npt.NDArray[np.bool_] | None = None,
    replicates: int = 1,
) -> tuple[Chance, ...]:
    """Chance that the money is back within 0, 1, … months from the start.

    Parameters
    ----------
    payback_years : float64[TRIAL]
        Years from the start; infinite when never.
    months : int
        Months of the horizon.
    chosen : bool[TRIAL], optional
        Trials that count; all when not given.
    replicates : int
        As in `Sample`.
    """
    if chosen is None:
        chosen = np.ones(len(payback_years), dtype=np.bool_)
    ends = np.arange(months + 1) / 12 + SAME_MOMENT
    parts = zip(payback_years.reshape(replicates, -1), chosen.reshape(replicates, -1), strict=True)
    reached = np.array([np.searchsorted(np.sort(part[kept]), ends, side="right") for part, kept in parts])
    counted = np.count_nonzero(chosen.reshape(replicates, -1), axis=1)
    if replicates == 1:
        return tuple(chance(int(hits), int(counted[0])) for hits in reached[0])
    return tuple(randomised_chance(hits, counted) for hits in reached.T)


def sample_of(plan: Plan, outcomes: Outcomes) -> Sample:
    """Outcomes, all or some of a plan's, with what each row is and how the trials were drawn."""
    return Sample(_infos(plan, outcomes), outcomes.values, outcomes.randomisations)


def _infos(plan: Plan, outcomes: Outcomes) -> tuple[OutcomeInfo, ...]:
    """What each row of the outcomes is, in their order."""
    by_name = {info.name: info for info in plan.outcomes}
    return tuple(by_name[name] for name in outcomes.names)
