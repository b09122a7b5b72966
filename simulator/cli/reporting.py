"""What ``run`` and ``report`` share: how a run is made again, and what is written for its readers."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from simulator.cli.design import words_of

if TYPE_CHECKING:
    from distributions.designs import Design
    from simulator.report.about import About
    from simulator.report.helpers import Helpers

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


def same_again(case: str | None, trials: int, design: Design, seed: int, sets: tuple[str, ...]) -> str:
    """The command that gives the same figures.

    Parameters
    ----------
    case : str or None
        As it is typed; None for the built-in case.
    trials, design, seed, sets
        Of the run.
    """
    words = ["collabsim", "run", *([case] if case else [])]
    if trials != TRIALS:
        words += ["--trials", str(trials)]
    words += [*words_of(design, trials), "--seed", str(seed)]
    for change in sets:
        words += ["--set", change]
    return shlex.join(words)


def about_run(
    case_sha256: str, trials: int, design: Design, seed: int, sets: tuple[str, ...], results_sha256: str
) -> About:
    """What the readers of a run are told of how it is made again, from the copy of the case in its folder."""
    from simulator.record.manifest import versions
    from simulator.report.about import About

    return About(
        again=same_again("case.toml", trials, design, seed, sets),
        results_sha256=results_sha256,
        case_sha256=case_sha256,
        versions=versions(),
    )
