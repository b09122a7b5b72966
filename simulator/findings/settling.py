"""How many trials it takes until figures are as precise as was asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.engine import Outcomes
from simulator.findings.analysis import sample_of
from simulator.findings.facts import facts_of
from simulator.findings.figures import SUBMITTED, FigureError, check_names, outcomes_needed
from simulator.findings.precision import Precision, Reached, reach, read_precision
from simulator.findings.probabilities import probability_names
from simulator.plan import compile_plan
from simulator.running.until import FIRST, MOST, STEP, simulate_until

if TYPE_CHECKING:
    from simulator.case import Case


@dataclass(frozen=True)
class Settled:
    """How many trials it took.

    Attributes
    ----------
    trials : int
    reached : tuple of Reached
        What they say of each precision, in the order in which they were asked.
    """

    trials: int
    reached: tuple[Reached, ...]

    @property
    def enough(self) -> bool:
        """Whether every figure is as precise as was asked."""
        return all(one.reached for one in self.reached)


def trials_for(
    case: Case,
    asked: Iterable[str | Precision],
    seed: int = 0,
    *,
    first: int = FIRST,
    most: int = MOST,
    step: int = STEP,
    **how: Any,
) -> Settled:
    """Run trials of a case until figures are as precise as asked, and say how many that took.

    Only the outcomes that are asked about are kept. A run of this many trials and this seed gives the same figures.

    Parameters
    ----------
    case : Case
    asked : iterable of str or Precision
        Such as ``"p50(payback_years) +/- 0.05"`` (`simulator.findings.precision`).
    seed : int
    first, most, step
        As in `simulator.running.until.simulate_until`.
    **how
        Passed on to `simulator.running.simulate`: threads, design, progress.

    Returns
    -------
    Settled

    Raises
    ------
    FigureError
        When a precision cannot be read, is of a figure that the case does not have, or can never be reached, as the
        figure is infinite.
    """
    wanted = [read_precision(one) if isinstance(one, str) else one for one in asked]
    facts, tested = facts_of(case), compile_plan(case)
    check_names(wanted, tested.outcomes, probability_names(facts, [info.name for info in tested.outcomes]))
    plans = [tested]
    if any(one.figure.given == SUBMITTED for one in wanted):
        plans.append(compile_plan(case, "as_submitted"))
    keep = outcomes_needed([one.figure for one in wanted], facts, tested.outcomes)

    def judge(outcomes: Sequence[Outcomes]) -> tuple[Reached, ...]:
        samples = [sample_of(plan, found) for plan, found in zip(plans, outcomes, strict=True)]
        reached = reach(wanted, facts, samples[0], samples[-1])
        for one in reached:
            if one.hopeless:
                raise FigureError(
                    f"'{one.precision.text}': the figure is infinite, and more trials than {one.estimate.trials:,} "
                    "will not change that; ask for a chance, P( ), or a percentile that is reached."
                )
        return reached

    found = simulate_until(
        plans,
        seed,
        lambda outcomes: max(one.excess for one in judge(outcomes)),
        keep=[keep] * len(plans),
        first=first,
        most=most,
        step=step,
        **how,
    )
    return Settled(found[0].trials, judge(found))
