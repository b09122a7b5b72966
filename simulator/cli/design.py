"""``--design`` and ``--randomisations``: how the trials of a run are laid out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from simulator.cli import console

if TYPE_CHECKING:
    from distributions.designs import Design
    from simulator.case import Case

F = TypeVar("F", bound=Callable[..., Any])

NAMES = ("random", "lhs", "sobol")
"""As in `distributions.designs`, which is not loaded for the help; a test holds the two together."""


def design_options(function: F) -> F:
    """Give a command the two options."""
    function = click.option(
        "--randomisations",
        type=click.IntRange(2),
        help="How many independent times a design is drawn, which tells the error; 20 unless you say.",
    )(function)
    return click.option(
        "--design",
        "design_name",
        type=click.Choice(NAMES),
        default="random",
        show_default=True,
        help="How trials are laid out: at random, as Latin hypercubes, or as scrambled Sobol points, which say more "
        "with as many trials.",
    )(function)


def check_randomisations(name: str, randomisations: int | None) -> None:
    """Refuse randomisations of trials that are random anyway.

    Raises
    ------
    click.UsageError
        Before anything is read.
    """
    if name == "random" and randomisations is not None:
        raise click.UsageError(
            "--randomisations are for --design lhs and --design sobol; random trials are independent as they are."
        )


def settled_design(case: Case, name: str, trials: int, randomisations: int | None, tell: bool) -> Design:
    """The design of at least so many trials of a case; says so when they are more.

    Parameters
    ----------
    case : Case
    name, trials, randomisations
        As in `distributions.designs.design_of`.
    tell : bool
        Whether the user wants to hear of it.

    Raises
    ------
    click.UsageError
        When the case has more uncertain inputs than the design can lay out, or a number is beyond all use.
    """
    from distributions.designs import RANDOM, check_dimensions, design_of

    if name == "random":
        return RANDOM
    from simulator.plan import compile_plan

    try:
        design = design_of(name, trials, randomisations)
        if name == "sobol":
            check_dimensions(design, len(compile_plan(case).dimensions))
    except ValueError as wrong:
        raise click.UsageError(f"{wrong}.") from wrong
    if tell and design.trials != trials:
        console.note(rounding_sentence(design, trials))
    return design


def rounding_sentence(design: Design, asked: int) -> str:
    """Why a design has more trials than were asked for, in plain English."""
    why = ", and Sobol points come in powers of two" if design.name == "sobol" else ""
    return (
        f"{design.trials:,} trials instead of {asked:,}: {design.randomisations:,} randomisations of equal length{why}."
    )


def words_of(design: Design, trials: int) -> list[str]:
    """The options that give the same design again, of so many trials."""
    if design.random:
        return []
    return ["--design", design.name, "--randomisations", str(trials // design.points)]
