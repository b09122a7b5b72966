"""``collabsim portfolio``: a template case for every pair or group of many councils, ranked."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli import console
from simulator.cli.crew import crew_options
from simulator.cli.options import CaseName, case_path, output_option, read_case, seed_option, set_option, theme_option
from simulator.cli.ranking import TRIALS, WITHIN, rank

if TYPE_CHECKING:
    from simulator.case import Case
    from simulator.case.faults import Fault
    from simulator.portfolio.councils import Council
    from simulator.portfolio.groups import Groups
    from simulator.portfolio.template import Template

MOST_TRIALS = 1_000_000
_NAMED = 5
"""Ids that a warning names."""

SHIPPED = "synthetic-councils"
"""The name of the made-up national set that is shipped."""


@click.command(name="portfolio")
@click.argument("councils", type=click.Path(path_type=Path), metavar="COUNCILS.csv")
@click.option(
    "--template", type=CaseName(), metavar="CASE", help="The case that is scaled; the built-in one unless named."
)
@click.option(
    "--pairs",
    type=click.Choice(["all", "neighbours"]),
    default="all",
    show_default=True,
    help="Every pair, or those of which one names the other as its neighbour.",
)
@click.option(
    "--groups",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="The groups to look at in place of pairs: a CSV file with a column 'members', ids parted by spaces.",
)
@click.option(
    "--trials", type=click.IntRange(2, MOST_TRIALS), default=TRIALS, show_default=True, help="For each group."
)
@seed_option("The seed of the draws, the same for every group.")
@click.option(
    "--within",
    type=click.FloatRange(0.0, 100.0, min_open=True),
    default=WITHIN,
    show_default=True,
    metavar="YEARS",
    help="Count payback within so many years from the start.",
)
@click.option(
    "--rank-by",
    type=click.Choice(["payback", "gap"]),
    default="payback",
    show_default=True,
    help="The chance of payback and then the gap closed, or the other way round.",
)
@click.option(
    "--fixed-part",
    metavar="SHARE",
    help="The part of the programme's costs that is the same for any group, e.g. 30%; 20% unless told.",
)
@click.option("--top", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many to print.")
@crew_options
@set_option
@output_option("The folder that results are put in; each makes a new one inside it.")
@click.option("--json", is_flag=True, help="Print one JSON object on standard output and nothing else.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but warnings and faults.")
@theme_option
@click.option("--no-charts", is_flag=True, help="Tables only: quicker.")
@click.option(
    "--write-case",
    nargs=2,
    metavar="A+B FILE.toml",
    help="Write the whole case of one group, by its councils' ids, to a new file for a closer look, and end.",
)
@click.option(
    "--synthetic",
    type=click.IntRange(2),
    metavar="N",
    help="Write a made-up set of N councils to COUNCILS.csv, a new file, and end.",
)
@click.pass_context
def command(ctx: click.Context, councils: Path, **options: Any) -> None:
    """Which of many councils should share? Every pair or group, ranked by chance of payback and gap closed.

    COUNCILS.csv has a row for each council: id, name, net budget by cluster (budget.corporate ...), funding gap by
    financial year (gap.2014/15 ...), and if need be size class, reserves and neighbours. The template's savings grow
    with the budgets that a group shares and its costs with those, save a fixed part. Every group has the same draws.
    docs/portfolio.md defines it all. 'synthetic-councils' names the made-up national set that is shipped.

    Work that is stopped goes on where it was when the same command is given again, with the seed it had chosen.

    \b
    Examples:
      collabsim portfolio councils.csv --template my-case.toml
      collabsim portfolio synthetic-councils --pairs neighbours
      collabsim portfolio councils.csv --groups groups.csv --within 5
      collabsim portfolio councils.csv --write-case ashby+wyke ashby-wyke.toml
      collabsim portfolio made-up.csv --synthetic 300
    """
    _check_together(ctx, options)
    if options["synthetic"]:
        return _write_synthetic(councils, options["synthetic"])
    template = _read_template(options)
    councils = _found(councils)
    known, groups = _read_councils(councils, options, template)
    if options["write_case"]:
        members, file = options["write_case"]
        return _write_case(template, known, members, file, _closer(options))
    return rank(councils, template, known, groups, options)


def _check_together(ctx: click.Context, options: dict[str, Any]) -> None:
    """Refuse options of which one would say nothing beside the other."""
    typed = {name for name in options if ctx.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT}
    for one, other in (
        ("groups", "pairs"),
        ("no_charts", "theme"),
        ("synthetic", "write_case"),
        ("synthetic", "groups"),
        ("synthetic", "template"),
        ("write_case", "groups"),
        ("json", "quiet"),
    ):
        if {one, other} <= typed:
            words = (f"--{name.replace('_', '-')}" for name in (one, other))
            raise click.UsageError(f"{' and '.join(words)} do not go together; leave out one of them.")


def _write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet."""
    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError:
        raise click.UsageError(f"there is a file '{file}' already, and nothing is overwritten; name another.") from None
    except OSError as error:
        raise click.UsageError(f"'{file}' cannot be written ({error.strerror}).") from None


def _write_synthetic(file: Path, count: int) -> None:
    from simulator.portfolio.synthetic import synthetic_csv

    try:
        text = synthetic_csv(count)
    except ValueError as wrong:
        raise click.UsageError(f"{wrong}.") from wrong
    _write_new(file, text)
    console.say(f"{file}: {count} councils, all made up.")


def _found(councils: Path) -> Path:
    """The file that is meant: a path, or the shipped set by its name."""
    from simulator.case import builtin_path

    if str(councils) == SHIPPED and not councils.exists():
        return builtin_path("blank").with_name(f"{SHIPPED}.csv")
    return councils


def _read_template(options: dict[str, Any]) -> Template:
    from simulator.case.misread import Misread
    from simulator.case.quantities import read_share
    from simulator.portfolio.template import FIXED_PART, Template, TemplateError

    fixed_part = FIXED_PART
    if options["fixed_part"] is not None:
        text = options["fixed_part"].strip()
        try:
            fixed_part = read_share(text if text.endswith("%") else float(text))
        except (Misread, ValueError):
            fixed_part = -1.0
        if not 0.0 <= fixed_part <= 1.0:
            raise click.UsageError(f"--fixed-part '{text}' is no share; write 0.3 or 30%.")
    path = case_path(options["template"])
    case: Case = read_case(path, options["sets"], warn=False)
    template = Template(case, fixed_part)
    try:
        template.check(str(options["template"] or "(built-in case)"))
    except TemplateError as wrong:
        _end_with(wrong.faults, "as a template")
    return template


def _read_councils(file: Path, options: dict[str, Any], template: Template) -> tuple[tuple[Council, ...], Groups]:
    from simulator.portfolio.councils import CouncilsError, read_councils, unknown_neighbours
    from simulator.portfolio.groups import all_pairs, neighbours, read_groups

    try:
        known = read_councils(file, str(file), template.clusters, template.out_of_scope, template.years)
        _warn_of_strangers(file, unknown_neighbours(known))
        if options["groups"]:
            return known, read_groups(options["groups"], str(options["groups"]), known)
    except CouncilsError as wrong:
        _end_with(wrong.faults, "in the councils")
    if options["pairs"] == "all":
        return known, all_pairs(known)
    groups = neighbours(known)
    if not len(groups):
        raise click.UsageError(
            f"no council in {file} names a neighbour in it; fill the column 'neighbours' with the ids of others."
        )
    return known, groups


def _warn_of_strangers(file: Path, ids: Sequence[str]) -> None:
    """Say that some neighbours are not in the file: they count for nothing."""
    if ids:
        named = ", ".join(ids[:_NAMED]) + (", …" if len(ids) > _NAMED else "")
        said = "one neighbour is" if len(ids) == 1 else f"{len(ids)} neighbours are"
        console.warn(f"{file}: {said} not among the councils of the file, and left out: {named}")


def _end_with(faults: Sequence[Fault], where: str) -> None:
    for fault in faults:
        console.note(str(fault))
    console.fail(f"one fault {where}." if len(faults) == 1 else f"{len(faults)} faults {where}.")
    raise click.exceptions.Exit(2)


def _closer(options: dict[str, Any]) -> list[str]:
    """Options of a run that has a portfolio's trials and seed."""
    seed = [] if options["seed"] is None else ["--seed", str(options["seed"])]
    return ["--trials", str(options["trials"]), *seed]


def _write_case(template: Template, known: tuple[Council, ...], members: str, file: str, closer: Sequence[str]) -> None:
    """Write the whole case of one group."""
    from simulator.case import CaseError
    from simulator.case.faults import one_of
    from simulator.portfolio.cases import case_text

    by_id = {council.id: council for council in known}
    ids = sorted(part.strip() for part in members.split("+"))
    for one in ids:
        if one not in by_id:
            raise click.UsageError(f"there is no council '{one}': {one_of(one, sorted(by_id))}")
    if len(ids) < 2 or len(set(ids)) < len(ids):
        raise click.UsageError(f"'{members}' is no group; write two ids or more, parted by +.")
    try:
        text = case_text(template, [by_id[one] for one in ids])
    except CaseError as wrong:
        _end_with(wrong.faults, f"in the case of {' and '.join(ids)}")
    _write_new(Path(file), text)
    console.say(f"{file}: the whole case of {' and '.join(by_id[one].name for one in ids)}. Look closer with:")
    console.say(shlex.join(["collabsim", "run", file, *closer]))
