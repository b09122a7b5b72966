"""``collabsim portfolio``: a template case for every pair or group of many councils, ranked."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli import console, interrupt
from simulator.cli.crew import crew_from, crew_options
from simulator.cli.options import SEED_LIMIT, CaseName, case_path, read_case, set_option, theme_option

if TYPE_CHECKING:
    from simulator.case import Case
    from simulator.case.faults import Fault
    from simulator.cli.console import Progress
    from simulator.findings.portfolio import PortfolioFindings
    from simulator.portfolio.councils import Council
    from simulator.portfolio.groups import Groups
    from simulator.portfolio.job import Portfolio
    from simulator.portfolio.template import Template
    from simulator.portfolio.writing import Given
    from simulator.running.crew import Crew
    from simulator.running.unfinished import Unfinished

TRIALS = 10_000
"""Of each group: a chance is known to within half a percentage point."""

MOST_TRIALS = 1_000_000
WITHIN = 4.0
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
@click.option(
    "--seed",
    type=click.IntRange(0, SEED_LIMIT - 1),
    help="The seed of the draws, the same for every group. None given: one is chosen, printed and kept.",
)
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
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("outputs"),
    show_default=True,
    help="The folder that results are put in; each makes a new one inside it.",
)
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
    return _work(councils, template, known, groups, options)


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
    from simulator.portfolio.councils import CouncilsError, read_councils
    from simulator.portfolio.groups import all_pairs, neighbours, read_groups

    try:
        known = read_councils(file, str(file), template.clusters, template.out_of_scope, template.years)
        if options["groups"]:
            return known, read_groups(options["groups"], str(options["groups"]), known)
    except CouncilsError as wrong:
        _end_with(wrong.faults, "in the councils")
    if options["pairs"] == "all":
        return known, all_pairs(known)
    groups = neighbours(known)
    if not len(groups):
        raise click.UsageError(f"no council in {file} names a neighbour; fill the column 'neighbours' with ids.")
    return known, groups


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


def _work(file: Path, template: Template, known: tuple[Council, ...], groups: Groups, options: dict[str, Any]) -> None:
    """Work out every group and tell what came of it."""
    from simulator.cli.beginning import check_folder, choose_seed
    from simulator.portfolio.job import Portfolio
    from simulator.portfolio.working import chosen_before, unfinished_work

    output, quiet = options["output"], options["quiet"]
    check_folder(output)
    portfolio = Portfolio(template, known, groups, options["trials"], options["seed"] or 0, options["within"])
    if options["seed"] is None:
        # The same command as before goes on with the seed that it chose then.
        before = chosen_before(output, portfolio)
        portfolio = replace(portfolio, seed=choose_seed() if before is None else before)
    given = _given(file, template, options, portfolio.seed)
    unfinished = unfinished_work(output, portfolio)
    crew_asked_for = crew_from(options["threads"], options["workers"], options["dask"])
    with crew_asked_for as crew, console.progress(not quiet) as progress:
        _do(portfolio, unfinished, crew, progress, given.again, quiet)
        folder, found = _keep(portfolio, unfinished, given, options, progress)
    unfinished.remove()
    _print(found, folder, options, given.again)


def _do(portfolio: Portfolio, unfinished: Unfinished, crew: Crew, progress: Progress, again: str, quiet: bool) -> None:
    """Do what is not done yet, keeping each block as it is finished."""
    from simulator.portfolio.working import groups_done, work

    groups = len(portfolio.groups)
    before = groups_done(portfolio, unfinished)
    when = unfinished.saved_at()
    if before and when is not None and not quiet:
        console.note(f"Going on from {before:,} of {groups:,} groups, done until {when:%H:%M on %d %B %Y}.")

    def tell(done: int) -> None:
        progress(done, groups)
        interrupt.check()

    try:
        work(portfolio, unfinished, crew, tell)
    except OSError as error:
        where = f"{unfinished.path} ({error.strerror or error})"
        raise click.UsageError(f"what is done cannot be kept in {where}; name another folder with -o.") from error
    except KeyboardInterrupt:
        progress.done()
        done = groups_done(portfolio, unfinished)
        if done:
            console.note(f"{done:,} of {groups:,} groups are kept. To go on from there: {again}")
        raise


def _keep(
    portfolio: Portfolio, unfinished: Unfinished, given: Given, options: dict[str, Any], progress: Progress
) -> tuple[Path, PortfolioFindings]:
    """Rank what was found and write the folder."""
    from simulator.portfolio.results import Results
    from simulator.portfolio.writing import TOP, write_portfolio
    from simulator.record.folder import RunError

    case = portfolio.template.case
    rank_by, most = options["rank_by"], max(TOP, options["top"])
    noun = "pair" if portfolio.groups.pairs else "group"

    def find(results: Results) -> PortfolioFindings:
        return results.findings(most, case.case.title, case.case.price_base, case.case.gap_year, noun)

    def dress(folder: Path, found: PortfolioFindings) -> None:
        from simulator.report.portfolio import write_portfolio_charts
        from simulator.report.theme import HOUSE

        progress.stage("Drawing the charts")
        (folder / "charts").mkdir()
        write_portfolio_charts(found, folder / "charts", options["theme"] or HOUSE)
        interrupt.check()

    progress.stage("Ranking and writing")
    try:
        return write_portfolio(
            options["output"],
            portfolio,
            lambda folder: Results(portfolio, unfinished, rank_by, folder),
            find,
            given,
            None if options["no_charts"] else dress,
        )
    except RunError as wrong:
        raise click.UsageError(f"{wrong}.") from wrong


def _given(file: Path, template: Template, options: dict[str, Any], seed: int) -> Given:
    """What the portfolio is made from, read once more as it is kept with the results."""
    from simulator.case import builtin_path
    from simulator.case.builtin import DEFAULT_CASE
    from simulator.case.excel import as_toml, is_workbook
    from simulator.portfolio.writing import Given

    content = (case_path(options["template"]) or builtin_path(DEFAULT_CASE)).read_bytes()
    files = {"template.toml": as_toml(content) if is_workbook(content) else content, "councils.csv": file.read_bytes()}
    if options["groups"]:
        files["groups.csv"] = options["groups"].read_bytes()
    kept = ("pairs", "trials", "within", "rank_by", "fixed_part", "top")
    return Given(
        template.case.case.id,
        files,
        options["sets"],
        {name: options[name] for name in kept} | {"seed": seed},
        _again(file, options, seed),
    )


def _again(file: Path, options: dict[str, Any], seed: int) -> str:
    """The command that gives the same once more, or goes on with it."""
    words = ["collabsim", "portfolio", str(file)]
    for name, usual in (
        ("template", None),
        ("pairs", "all"),
        ("groups", None),
        ("trials", TRIALS),
        ("within", WITHIN),
        ("rank_by", "payback"),
        ("fixed_part", None),
    ):
        if options[name] != usual:
            value = options[name]
            words += [f"--{name.replace('_', '-')}", f"{value:g}" if isinstance(value, float) else str(value)]
    for change in options["sets"]:
        words += ["--set", change]
    if options["output"] != Path("outputs"):
        words += ["-o", str(options["output"])]
    return shlex.join([*words, "--seed", str(seed)])


def _print(found: PortfolioFindings, folder: Path, options: dict[str, Any], again: str) -> None:
    """Print the one JSON object, or what an officer would read out, the first groups and where the rest is."""
    from textwrap import wrap

    from simulator.findings.portfolio import as_object, columns_told, table_lines, told

    if options["json"]:
        import json

        console.say(json.dumps(as_object(found, options["top"], folder.as_posix()), allow_nan=False))
        return
    if options["quiet"]:
        return

    def say(sentence: str) -> None:
        for line in wrap(sentence, console.width(), break_long_words=False, break_on_hyphens=False):
            console.say(line)

    for sentence in told(found):
        say(sentence)
    console.say("")
    for line in table_lines(found, options["top"], console.width()):
        console.say(line)
    console.say("")
    say(columns_told(found))
    console.say(f"\nEverything is in {folder}.")
    console.say(f"The same figures again: {again}")
