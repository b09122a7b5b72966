"""What ``collabsim portfolio`` does once its files are read: work, rank, keep and tell."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli import console, interrupt
from simulator.cli.compiling import compile_if_need_be
from simulator.cli.crew import crew_from
from simulator.cli.options import case_path

if TYPE_CHECKING:
    from simulator.cli.console import Progress
    from simulator.findings.portfolio import PortfolioFindings
    from simulator.portfolio.councils import Council
    from simulator.portfolio.groups import Groups
    from simulator.portfolio.job import Portfolio
    from simulator.portfolio.results import Results
    from simulator.portfolio.template import Template
    from simulator.portfolio.writing import Given
    from simulator.running.crew import Crew
    from simulator.running.unfinished import Unfinished

TRIALS = 10_000
"""Of each group: a chance is known to within half a percentage point."""

WITHIN = 4.0
"""Years in which payback counts, unless told otherwise: about half of the futures of the shipped case keep to them."""


def rank(file: Path, template: Template, known: tuple[Council, ...], groups: Groups, options: dict[str, Any]) -> None:
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
        compile_if_need_be(progress.wanted)
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
    copies = {"template": "template.toml", "groups": "groups.csv" if options["groups"] else None}
    kept = ("pairs", "trials", "within", "rank_by", "fixed_part", "top")
    return Given(
        template.case.case.id,
        files,
        options["sets"],
        {name: options[name] for name in kept} | {"seed": seed},
        _again(file, options, seed),
        _again(Path("councils.csv"), {**options, **copies, "output": Path("outputs")}, seed),
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
