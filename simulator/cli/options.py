"""What several commands share: naming a case, overriding its inputs, telling faults."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from simulator.cli import console

if TYPE_CHECKING:
    from simulator.case import Case, Fault
    from simulator.report.theme import Theme

F = TypeVar("F", bound=Callable[..., Any])

SEED_LIMIT = 2**64
"""Seeds are two 32-bit words of the random stream's key."""


class CaseName(click.ParamType):
    """The path of a case file, or the name of a case that is shipped with collabsim."""

    name = "case"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Offer the shipped cases, then files."""
        from click.shell_completion import CompletionItem

        shipped = [CompletionItem(name) for name in shipped_cases() if name.startswith(incomplete)]
        return [*shipped, CompletionItem(incomplete, type="file")]


def case_argument(required: bool = False) -> Callable[[F], F]:
    """Return the decorator that gives a command its CASE argument."""
    return click.argument("case", type=CaseName(), required=required, metavar="CASE" if required else "[CASE]")


set_option = click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="PATH=VALUE",
    help="Change one key of the case for this time only, e.g. cluster.corporate.saving=£2m. Repeatable.",
)


def _read_theme(ctx: click.Context, param: click.Parameter, path: Path | None) -> Theme | None:
    if path is None:
        return None
    from simulator.report.theme import ThemeError, read_theme

    try:
        theme = read_theme(path)
    except ThemeError as wrong:
        raise click.BadParameter(f"{wrong}.", ctx, param) from wrong
    for note in theme.notes:
        console.warn(f"{note}.")
    return theme


def _check_word(ctx: click.Context, param: click.Parameter, wanted: bool) -> bool:
    if wanted:
        from simulator.report.word import WordMissing, require_word

        try:
            require_word()
        except WordMissing as wrong:
            raise click.UsageError(f"{wrong}.", ctx) from wrong
    return wanted


word_option = click.option(
    "--word",
    is_flag=True,
    callback=_check_word,
    help="Also write the report as a Word document in the shape of a committee report; it needs the extra 'word'.",
)
"""Gives a command its ``word``: whether a Word document is wanted, which then can be written."""

theme_option = click.option(
    "--theme",
    type=click.Path(path_type=Path),
    metavar="FILE",
    callback=_read_theme,
    help='A TOML file with the colours of your council, e.g. tested = "#005a9c" and submitted = "#a33b00", one a '
    "line; one too pale to be read is darkened.",
)
"""Gives a command its ``theme``, a `Theme`, or None for the house's own colours."""


json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object on standard output and nothing else."
)
"""Gives a command its ``as_json``."""


def output_option(what: str) -> Callable[[F], F]:
    """Return the decorator that gives a command its ``output``, a folder; ``what`` says what goes there."""
    return click.option(
        "-o", "--output", type=click.Path(path_type=Path), default=Path("outputs"), show_default=True, help=what
    )


def seed_option(what: str) -> Callable[[F], F]:
    """Return the decorator that gives a command its ``seed``, or None; ``what`` says what it is the seed of."""
    told = f"{what} None given: one is chosen, printed and kept."
    return click.option("--seed", type=click.IntRange(0, SEED_LIMIT - 1), help=told)


def shipped_cases() -> list[str]:
    """Return the names of the cases that are shipped with collabsim, sorted."""
    from simulator.case import builtin_path

    return sorted(path.stem for path in builtin_path("blank").parent.glob("*.toml"))


def case_path(case: str | None) -> Path | None:
    """Return the file that `case` means: a path as it is, or else a shipped case of that name; None stays None.

    Raises
    ------
    click.UsageError
        When there is neither such a file nor such a shipped case.
    """
    from simulator.cli.app import did_you_mean

    if case is None:
        return None
    path = Path(case)
    if path.is_file():
        return path
    if path.is_dir():
        raise click.UsageError(f"'{case}' is a folder; name the case file inside it.")
    shipped = shipped_cases()
    if case in shipped:
        from simulator.case import builtin_path

        return builtin_path(case)
    near = did_you_mean(case.removesuffix(".toml"), shipped)
    raise click.UsageError(f"there is no case file '{case}'.{near} Shipped cases: {', '.join(shipped)}.")


def read_case(path: Path | None, sets: tuple[str, ...], *, warn: bool = True) -> Case:
    """Load a case, printing its warnings; end the command with exit code 2 when it has faults.

    Parameters
    ----------
    path
        The case file, or None for the built-in case.
    sets
        ``PATH=VALUE`` overrides, in the order typed.
    warn
        Whether to print the warnings.
    """
    from simulator.case import check_case

    case, faults, warnings = check_case(path, sets)
    for warning in warnings if warn else ():
        console.warn(str(warning))
    if faults or case is None:
        show_faults(faults)
        raise click.exceptions.Exit(2)
    return case


def show_faults(faults: Sequence[Fault]) -> None:
    """Print every fault of a case on a line of its own, and how many there are."""
    for fault in faults:
        console.note(str(fault))
    console.fail("one fault in the case." if len(faults) == 1 else f"{len(faults)} faults in the case.")
