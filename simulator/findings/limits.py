"""Limits: what ``--fail-if`` accepts, and whether a run misses them.

A limit is one comparison of a figure (`simulator.findings.figures`) that must not be true::

    P(payback_years <= 5 | approved) < 80%
    p90(peak_funding) > £8m
    never_pays_back > 0.1
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.findings.figures import COMPARE, FIGURE, OPERATOR, Asked, Estimate, FigureError, estimate, read_figure
from simulator.findings.figures import read_number as _number

if TYPE_CHECKING:
    from simulator.findings.found import Findings

EXAMPLE = "write it like 'P(payback_years <= 5) < 0.8', 'p90(peak_funding) > £8m' or 'never_pays_back > 10%'"

_LIMIT = re.compile(rf"\s* {FIGURE} \s* (?P<outer>{OPERATOR}) \s* (?P<bound>.+?) \s*", re.VERBOSE)


@dataclass(frozen=True)
class Limit(Asked):
    """One limit, read.

    Attributes
    ----------
    text, figure, bound
        As in `Asked`.
    outer : str
        The comparison of the figure with the bound that must not be true.
    """

    outer: str


@dataclass(frozen=True)
class Verdict:
    """What a run says of one limit.

    Attributes
    ----------
    limit : Limit
    estimate : Estimate
        The figure, with its 95% interval.
    missed : bool
        Whether the comparison is true, or cannot be shown to be false.
    sentence : str
        The verdict in plain English, with the figure and its interval.
    """

    limit: Limit
    estimate: Estimate
    missed: bool
    sentence: str


def read_limit(text: str) -> Limit:
    """Read one limit.

    Raises
    ------
    FigureError
        Saying what cannot be read and what to write instead.
    """
    found = _LIMIT.fullmatch(text)
    if found is None:
        raise FigureError(f"'{text}' is no limit; {EXAMPLE}.")
    figure = read_figure(found, text, EXAMPLE)
    return Limit(text=text.strip(), figure=figure, bound=_number(found["bound"], text), outer=found["outer"])


def judge(limit: Limit, findings: Findings) -> Verdict:
    """Work out the limit's figure and compare.

    Of a streamed run only figures can be told that were asked of it beforehand.

    Returns
    -------
    Verdict
        A figure that no trial gives counts as missed: what cannot be shown does not hold.
    """
    if findings.streamed is not None:
        found = findings.streamed.estimates[limit.figure]
    else:
        found = estimate(limit.figure, findings.facts, findings.tested_sample, findings.submitted_sample)
    missed = found.value is None or bool(COMPARE[limit.outer](found.value, limit.bound.value))
    return Verdict(limit, found, missed, _sentence(limit, found, missed, findings))


def _sentence(limit: Limit, found: Estimate, missed: bool, findings: Findings) -> str:
    from simulator.findings import wording

    verdict = "missed" if missed else "kept"
    if found.value is None:
        return f"Limit {verdict}: {limit.text}: no trial counts, so it cannot be shown."
    told = wording.exact(found, unit_of(limit, findings))
    close = ""
    interval = found.interval
    if interval is not None and math.isfinite(found.value) and interval.low < limit.bound.value < interval.high:
        close = " That is too near to call: another seed could decide otherwise, so run more trials."
    return f"Limit {verdict}: {limit.text}: the figure is {told}, from {found.trials:,} trials.{close}"


def unit_of(asked: Asked, findings: Findings) -> str:
    """The unit that a figure is told in."""
    if asked.figure.function in ("", "P"):
        return "share"
    return next(info.unit for info in findings.tested_sample.infos if info.name == asked.figure.name)
