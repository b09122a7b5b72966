"""What ``run`` and ``report`` share: how a run is made again, and what is written for its readers."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from simulator.cli.design import words_of

if TYPE_CHECKING:
    from distributions.designs import Design
    from simulator.case import Case
    from simulator.findings import Findings, ReportFindings
    from simulator.plan import Plan
    from simulator.report.about import About
    from simulator.report.charts import Drawing
    from simulator.report.helpers import Helpers
    from simulator.report.theme import Theme

TRIALS = 20_000
"""Enough that a chance is known to within a third of a percentage point, and quick."""


SOON = 200_000
"""Trials that are done before anybody minds who waits; of more, the charts' helpers are started only when drawn."""


def drawing_helpers(ctx: click.Context, threads: int | None, trials: int) -> Helpers | None:
    """Who draws the charts of a command side by side, until the command ends.

    Parameters
    ----------
    ctx : click.Context
    threads : int or None
        How many there may be at most.
    trials : int
        How many are simulated first, which is when the helpers get ready.
    """
    from simulator.report.helpers import DRAWING, helpers

    found: Helpers | None = ctx.with_resource(helpers(DRAWING, threads))
    if found is not None and trials <= SOON:
        found.start()
    return found


def begin_report(
    case: Case,
    findings: Findings,
    plans: tuple[Plan, Plan],
    design: Design,
    theme: Theme,
    helpers: Helpers | None,
) -> tuple[ReportFindings, Drawing]:
    """Work out what a report says beyond the findings, and have its charts drawn while the rest goes on.

    Parameters
    ----------
    case : Case
    findings : Findings
        Of trials from 0 on.
    plans : tuple of Plan
        Tested and as submitted.
    design, theme
    helpers : Helpers or None
        Who draws them; None where they are drawn when they are waited for.
    """
    from simulator.findings import report_findings
    from simulator.report.charts import begin_drawing

    told = report_findings(case, findings, *plans, findings.seed, findings.tested_sample.trials, design)
    return told, begin_drawing(findings, told, theme, helpers)


def same_again(
    case: str | None, trials: int, design: Design, seed: int, sets: tuple[str, ...], stream: bool = False
) -> str:
    """The command that gives the same figures.

    Parameters
    ----------
    case : str or None
        As it is typed; None for the built-in case.
    trials, design, seed, sets
        Of the run.
    stream : bool
        Whether its trials were counted where they might have been kept.
    """
    words = ["collabsim", "run", *([case] if case else [])]
    if trials != TRIALS:
        words += ["--trials", str(trials)]
    words += [*words_of(design, trials), *(["--stream"] if stream else []), "--seed", str(seed)]
    for change in sets:
        words += ["--set", change]
    return shlex.join(words)


def about_run(
    case_sha256: str,
    trials: int,
    design: Design,
    seed: int,
    sets: tuple[str, ...],
    results_sha256: str,
    stream: bool = False,
) -> About:
    """What the readers of a run are told of how it is made again, from the copy of the case in its folder."""
    from simulator.record.manifest import versions
    from simulator.report.about import About

    return About(
        again=same_again("case.toml", trials, design, seed, sets, stream),
        results_sha256=results_sha256,
        case_sha256=case_sha256,
        versions=versions(),
    )
