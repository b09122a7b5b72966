"""Precision asked for: what ``--until`` accepts, and whether the trials have reached it.

A precision is a figure (`simulator.findings.figures`) and how far the ends of its 95% interval may lie from it::

    p50(payback_years) +/- 0.05
    mean(npv) +/- £20k
    P(payback_years <= 5 | approved) +/- 1%
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.findings.figures import (
    FIGURE,
    Asked,
    Estimate,
    Figure,
    FigureError,
    estimate,
    read_figure,
    read_number,
)

if TYPE_CHECKING:
    from simulator.findings.facts import CaseFacts
    from simulator.findings.found import Sample

EXAMPLE = "write it like 'p50(payback_years) +/- 0.05', 'mean(npv) +/- £20k' or 'P(payback_years <= 5) +/- 1%'"

_PRECISION = re.compile(rf"\s* {FIGURE} \s* (?:\+/[-−]|±) \s* (?P<bound>.+?) \s*", re.VERBOSE)


@dataclass(frozen=True)
class Precision(Asked):
    """One precision, read: the ends of the figure's interval are to lie within the bound of it."""


@dataclass(frozen=True)
class Reached:
    """How far the trials have come towards a precision.

    Attributes
    ----------
    precision : Precision
    estimate : Estimate
        The figure, with its 95% interval.
    within : float or None
        How far the farther end of the interval lies from the figure; None where the trials cannot bound it.
    """

    precision: Precision
    estimate: Estimate
    within: float | None

    @property
    def reached(self) -> bool:
        """Whether the figure is as precise as was asked."""
        return self.within is not None and self.within <= self.precision.bound.value

    @property
    def excess(self) -> float:
        """How many times as far the interval reaches as it may; infinite where the trials cannot bound it."""
        return math.inf if self.within is None else self.within / self.precision.bound.value

    @property
    def hopeless(self) -> bool:
        """Whether no number of trials will ever do: the figure itself is infinite."""
        found = self.estimate
        if found.value is None or math.isfinite(found.value):
            return False
        # A mean is infinite as soon as one trial is; a percentile once its whole interval is.
        return found.interval is None or found.interval.low == found.interval.high


def read_precision(text: str) -> Precision:
    """Read one precision.

    Raises
    ------
    FigureError
        Saying what cannot be read and what to write instead.

    >>> read_precision("P(payback_years <= 5) +/- 1%").bound.value
    0.01
    """
    found = _PRECISION.fullmatch(text)
    if found is None:
        raise FigureError(f"'{text}' is no precision; {EXAMPLE}.")
    figure, bound = read_figure(found, text, EXAMPLE), read_number(found["bound"], text)
    if figure.function == "sd":
        raise FigureError(f"'{text}': a standard deviation has no interval; ask for a mean, a percentile or P( ).")
    if bound.written == "year" or not 0 < bound.value < math.inf:
        raise FigureError(
            f"'{text}': '{found['bound']}' is no width; write a number above 0, such as 0.05, £20k or 1%."
        )
    return Precision(text=text.strip(), figure=figure, bound=bound)


def reach(asked: Sequence[Precision], facts: CaseFacts, tested: Sample, submitted: Sample) -> tuple[Reached, ...]:
    """How far these trials have come towards each precision.

    Parameters
    ----------
    asked : sequence of Precision
        On figures that the case has (`simulator.findings.figures.check_names`).
    facts, tested, submitted
        As in `simulator.findings.figures.estimate`.
    """
    return reach_from(asked, {one.figure: estimate(one.figure, facts, tested, submitted) for one in asked})


def reach_from(asked: Sequence[Precision], estimates: Mapping[Figure, Estimate]) -> tuple[Reached, ...]:
    """The same from figures that are worked out already."""
    return tuple(_reach(precision, estimates[precision.figure]) for precision in asked)


def _reach(precision: Precision, found: Estimate) -> Reached:
    within = None
    if found.value is not None and found.interval is not None and math.isfinite(found.value):
        farther = max(found.value - found.interval.low, found.interval.high - found.value)
        within = farther if math.isfinite(farther) else None
    return Reached(precision, found, within)


def precision_sentences(reached: Sequence[Reached], trials: int, units: Mapping[str, str]) -> list[str]:
    """What was asked for and what came of it, in plain English; one sentence each.

    Parameters
    ----------
    reached : sequence of Reached
    trials : int
        Of the run.
    units : mapping of str to str
        Units of the outcomes by name.
    """
    from simulator.findings import wording

    said = []
    for one in reached:
        figure = one.precision.figure
        unit = "share" if figure.function in ("", "P") else units[figure.name]
        told = wording.exact(one.estimate, unit) if one.estimate.value is not None else "no trial counts"
        verdict = "Reached with" if one.reached else "Not reached with"
        said.append(f"{verdict} {trials:,} trials: {one.precision.text}: {told}.")
    return said
