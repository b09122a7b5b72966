"""Figures of one set of trials after another, each with its error, and what moves between two that share their draws.

Two scenarios run on the same draws differ by what was decided, not by luck: most of the error of each cancels out in
their difference. How much is left is worked out from each trial's influence on the figure (Huber and Ronchetti 2009,
Robust Statistics, section 1.3): a figure is, to first order, its true value plus the mean of its trials' influences, so
that a difference of two figures scatters as the mean of the differences of their influences does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.findings.averages import centre_and_spread
from simulator.findings.figures import (
    APPROVED,
    COMPARE,
    FIGURE,
    SUBMITTED,
    Asked,
    Estimate,
    Figure,
    FigureError,
    Number,
    check_names,
    estimate,
    read_figure,
)
from simulator.findings.probabilities import event_of

if TYPE_CHECKING:
    from simulator.findings.facts import CaseFacts
    from simulator.findings.found import Sample
    from simulator.plan.outcomes import OutcomeInfo

EXAMPLE = "write it like 'p50(payback_years)', 'P(payback_years <= 5 | approved)' or 'mean(annual_saving)'"

DEFAULTS = (
    "approved",
    "P(payback_years <= 5 | approved)",
    "P(payback_years < inf | approved)",
    "p50(payback_years | approved)",
    "p80(payback_years | approved)",
    "mean(annual_saving | approved)",
    "p20(annual_saving | approved)",
    "mean(full_year_gap_share | approved)",
    "p80(peak_funding | approved)",
    "never_pays_back",
)
"""What is told of each scenario unless other figures are asked for; a case without an outcome goes without it."""

MAIN = "P(payback_years <= 5 | approved)"
"""Of these, the one that scenarios are compared by."""

_NAMED = re.compile(rf"\s* {FIGURE} \s*", re.VERBOSE)


@dataclass(frozen=True)
class Named:
    """A figure and the text that asked for it, which names its column.

    Attributes
    ----------
    text : str
    figure : Figure
    """

    text: str
    figure: Figure


@dataclass(frozen=True)
class Difference:
    """How far a figure moves from one set of trials to another on the same draws.

    Attributes
    ----------
    value : float or None
        None where either figure is infinite or has no trials.
    error : float or None
        Its standard error on common draws; None where it cannot be told.
    """

    value: float | None
    error: float | None


NO_DIFFERENCE = Difference(None, None)


def read_named(text: str) -> Named:
    """Read one figure.

    Raises
    ------
    FigureError
        Saying what cannot be read and what to write instead.

    >>> read_named("p50( payback_years |approved )").figure.given
    'approved'
    """
    found = _NAMED.fullmatch(text)
    if found is None:
        raise FigureError(f"'{text}' is no figure; {EXAMPLE}.")
    return Named(" ".join(text.split()), read_figure(found, text, EXAMPLE))


def default_figures(outcomes: Iterable[OutcomeInfo]) -> tuple[Named, ...]:
    """`DEFAULTS`, those that a case with these outcomes has."""
    known = {info.name for info in outcomes}
    read = [read_named(text) for text in DEFAULTS]
    return tuple(one for one in read if not one.figure.function or one.figure.name in known)


def check_named(named: Iterable[Named], outcomes: Iterable[OutcomeInfo], probabilities: Iterable[str]) -> None:
    """Refuse figures that a case does not have; see `simulator.findings.figures.check_names`."""
    check_names([Asked(one.text, one.figure, Number(0.0, "")) for one in named], outcomes, probabilities)


def figure_row(
    named: Sequence[Named], facts: CaseFacts, tested: Sample, submitted: Sample
) -> tuple[Estimate | None, ...]:
    """Every figure of one set of trials, with its error; None for one whose outcome the trials do not have.

    Parameters
    ----------
    named, facts, tested, submitted
        As in `simulator.findings.figures.estimate`.
    """
    return tuple(
        estimate(one.figure, facts, tested, submitted) if _has(one.figure, facts, tested, submitted) else None
        for one in named
    )


def _has(figure: Figure, facts: CaseFacts, tested: Sample, submitted: Sample) -> bool:
    from simulator.findings.probabilities import probability_names

    outcomes = [info.name for info in (submitted if figure.given == SUBMITTED else tested).infos]
    return figure.name in (outcomes if figure.function else probability_names(facts, outcomes))


def influence(
    figure: Figure, found: Estimate | None, facts: CaseFacts, tested: Sample, submitted: Sample
) -> npt.NDArray[np.float64] | None:
    """How far each trial moves a figure, float64[TRIAL], with a mean of (about) nought.

    Parameters
    ----------
    figure : Figure
    found : Estimate
        What the same trials say of it.
    facts, tested, submitted
        As in `simulator.findings.figures.estimate`.

    Returns
    -------
    float64[TRIAL] or None
        None where the figure is infinite, has no trials or no error. That of a percentile takes the density of the
        trials around it from its standard error.
    """
    if found is None or found.value is None or not math.isfinite(found.value):
        return None
    sample = submitted if figure.given == SUBMITTED else tested
    counted = sample.approved if figure.given == APPROVED else np.ones(sample.trials, dtype=np.bool_)
    if not figure.function:
        moves = event_of(facts, sample.by_name, figure.name) - found.value
    else:
        row = sample.by_name[figure.name]
        counted = counted & ~np.isnan(row)
        if figure.function == "P":
            assert figure.edge is not None
            moves = COMPARE[figure.inner](row, figure.edge.value) - found.value
        elif figure.function == "mean":
            moves = row - found.value
        elif figure.function == "sd":
            if found.value == 0:
                return np.zeros(sample.trials)
            centre = centre_and_spread(row, counted)[0]
            moves = ((row - centre) ** 2 - found.value**2) / (2 * found.value)
        else:
            share = int(figure.function[1:]) / 100
            if found.error is None or not math.isfinite(found.error):
                return None
            # One over the density at the percentile: the standard error is √(p(1 − p)/n) of it.
            sparsity = found.error * math.sqrt(found.trials / (share * (1 - share)))
            moves = sparsity * (share - (row <= found.value))
    return np.where(counted, moves, 0.0) * (sample.trials / found.trials)


def difference(
    figure: Figure,
    found: Estimate | None,
    moves: npt.NDArray[np.float64] | None,
    base: Estimate | None,
    base_moves: npt.NDArray[np.float64] | None,
) -> Difference:
    """How far a figure is from that of a base on the same draws, with the error of the difference.

    Parameters
    ----------
    figure : Figure
    found, base : Estimate
        The figure, and that of the base.
    moves, base_moves : float64[TRIAL]
        Their influences, from `influence`.
    """
    if found is None or base is None or moves is None or base_moves is None:
        return NO_DIFFERENCE
    if found.value is None or base.value is None:
        return NO_DIFFERENCE
    error = centre_and_spread(moves - base_moves, np.ones(len(moves), dtype=np.bool_))[2]
    if error is not None and figure.function in ("", "P"):
        # Where no trial differs the next one still might: as for a share of nought (`probabilities.chance`).
        error = max(error, 1 / (2 * (min(found.trials, base.trials) + 1)))
    return Difference(found.value - base.value + 0.0, error)
