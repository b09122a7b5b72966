"""``--until``: how many trials a run takes when it is the precision that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from simulator.cli import console, interrupt

if TYPE_CHECKING:
    from distributions.designs import Design
    from simulator.case import Case
    from simulator.cli.console import Progress
    from simulator.findings import Findings
    from simulator.findings.precision import Precision

MOST_TRIALS = 500_000
"""Some four gigabytes on the shipped case, all outcomes kept."""


def read_precisions(ctx: click.Context, param: click.Parameter, texts: tuple[str, ...]) -> list[Precision]:
    """Read what was asked for with ``--until``; click's callback."""
    if not texts:
        return []
    from simulator.findings import FigureError, read_precision

    try:
        return [read_precision(text) for text in texts]
    except FigureError as wrong:
        raise click.BadParameter(str(wrong), ctx, param) from wrong


def settle_trials(
    case: Case,
    until: Sequence[Precision],
    seed: int,
    progress: Progress,
    *,
    first: int,
    most: int,
    design: Design,
    **how: Any,
) -> int:
    """Find the number of trials that the precisions take, and at most so many.

    Parameters
    ----------
    case, until, seed, first, most
        As in `simulator.findings.settling.trials_for`.
    progress : Progress
        Told how far it is.
    design : Design
        How the trials are laid out. Whole randomisations are added.
    **how
        As in `simulator.findings.settling.trials_for`: threads.

    Raises
    ------
    click.UsageError
        When a precision can never be reached, or it begins with more trials than the most.
    """
    from simulator.findings import FigureError
    from simulator.findings.settling import trials_for

    if first > most:
        raise click.UsageError(
            f"--until begins with {first:,} trials, which is more than --max-trials allows, {most:,}; raise that."
        )

    if not design.random:
        how["step"] = design.points
        most -= most % design.points

    def tell(done: int, total: int) -> None:
        interrupt.check()
        progress.stage("Simulating until the figures are precise enough")

    try:
        return trials_for(case, until, seed, first=first, most=most, progress=tell, design=design, **how).trials
    except FigureError as wrong:
        raise click.UsageError(str(wrong)) from wrong


def hold_to_precision(findings: Findings) -> bool:
    """Warn of every precision that was not reached; whether all were."""
    short = [one for one in findings.until if not one.reached]
    if short:
        from simulator.findings.precision import precision_sentences

        units = {info.name: info.unit for info in findings.tested_sample.infos}
        for text in precision_sentences(short, findings.trials, units):
            console.warn(f"{text} More trials take a higher --max-trials.")
    return not short
