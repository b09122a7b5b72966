"""Curves of chance: for every per cent, the amount that one outcome reaches, or stays within, with that chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.findings.found import Findings, Sample
from simulator.findings.percentiles import percentile_rank
from simulator.findings.sentences import voice

PERCENTS = tuple(range(1, 100))

CURVES = ("annual_saving", "implementation_cost")
"""Outcomes whose whole curve is shown."""


@dataclass(frozen=True)
class ChanceCurve:
    """One outcome over the trials of one view.

    Attributes
    ----------
    chances : tuple of float
        1%, 2%, … 99%, as shares.
    amounts : tuple of float
        In the outcome's unit: there is that chance that it is at most this; and all but that chance that it is at
        least this.
    """

    chances: tuple[float, ...]
    amounts: tuple[float, ...]


def chance_curves(findings: Findings, outcome: str) -> tuple[ChanceCurve, ChanceCurve]:
    """The curves of an outcome that every trial has: tested (given approval, where any trial is) and as submitted.

    Parameters
    ----------
    findings : Findings
    outcome : str
        Its name in docs/model.md section 8.
    """
    given = voice(findings).tested is findings.given_approval
    return _curve(findings.tested_sample, outcome, given), _curve(findings.submitted_sample, outcome, False)


def _curve(sample: Sample, outcome: str, given_approval: bool) -> ChanceCurve:
    row = sample.by_name[outcome]
    ascending = np.sort(row[sample.approved] if given_approval else row) + 0.0
    ranks = [percentile_rank(percent, len(ascending)) - 1 for percent in PERCENTS]
    return ChanceCurve(tuple(percent / 100 for percent in PERCENTS), tuple(ascending[ranks].tolist()))
