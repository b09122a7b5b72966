"""What the trials say of a case, as it is handed on to be told, drawn and written.

Light on purpose: who draws a chart in a process of its own needs neither the engine nor what worked these figures out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from simulator.findings.correlation import Correlation
    from simulator.findings.facts import CaseFacts
    from simulator.findings.figures import Estimate, Figure
    from simulator.findings.measures import Measure
    from simulator.findings.precision import Reached
    from simulator.findings.probabilities import Chance
    from simulator.plan.outcomes import OutcomeInfo


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
    replicates : int
        1 when the trials are independent of each other; else how many independent randomisations of a design they are,
        equally long and one after the other.
    """

    infos: tuple[OutcomeInfo, ...]
    values: npt.NDArray[np.float64]
    replicates: int = 1

    def __post_init__(self) -> None:
        if self.replicates < 1 or self.trials % self.replicates:
            raise ValueError(f"{self.trials:,} trials are not {self.replicates} randomisations of equal length")

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
class Streaming:
    """How a run was made whose trials were not kept (`simulator.findings.streaming`).

    Attributes
    ----------
    kept : int
        Trials that were, the first ones; what needs trials themselves is of these.
    pilot, passes, refined, bins : int
        As in `simulator.running.stream.Streamed`.
    estimates : dict of Figure to Estimate
        The figures that limits and precisions of this run are stated on.
    """

    kept: int
    pilot: int
    passes: int
    refined: int
    bins: int
    estimates: dict[Figure, Estimate]


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
        The trials themselves, for limits that are stated on any outcome; the first of them where a run was streamed.
    until : tuple of Reached
        Each precision that the run was asked to reach, and how far it came.
    design : str
        How the trials were laid out: "random", "lhs" or "sobol".
    streamed : Streaming or None
        Where the trials of the run were not kept.
    """

    facts: CaseFacts
    seed: int
    tested: Population
    given_approval: Population
    as_submitted: Population
    correlations: tuple[Correlation, ...]
    tested_sample: Sample
    submitted_sample: Sample
    until: tuple[Reached, ...] = ()
    design: str = "random"
    streamed: Streaming | None = None

    @property
    def trials(self) -> int:
        """Trials of each view."""
        return self.tested.trials
