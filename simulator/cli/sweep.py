"""``collabsim sweep``: many scenarios of one case on common draws, told as one table and one picture."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli import console
from simulator.cli.beginning import bytes_of, check_folder, choose_seed
from simulator.cli.crew import crew_from, crew_options
from simulator.cli.options import (
    case_argument,
    case_path,
    json_option,
    output_option,
    read_case,
    seed_option,
    set_option,
    theme_option,
)
from simulator.cli.reporting import TRIALS

if TYPE_CHECKING:
    from simulator.case.scenarios import Scenarios, ScenariosError
    from simulator.findings.figure_rows import Named
    from simulator.findings.sweep_told import Sweep

MOST_SAMPLED = 10_000
MOST_TRIALS = 1_000_000
"""Of each scenario: beyond, what common draws tell of differences would fill the memory and settle nothing more."""
MOST_TOLD = 50
"""Faults told one by one; a slip in a column makes as many as there are rows."""


def _read_figures(ctx: click.Context, param: click.Parameter, texts: tuple[str, ...]) -> list[Named]:
    if not texts:
        return []
    from simulator.findings.figure_rows import read_named
    from simulator.findings.figures import FigureError

    try:
        # The same figure twice is one figure.
        return list({named.figure: named for named in map(read_named, texts)}.values())
    except FigureError as wrong:
        raise click.BadParameter(str(wrong), ctx, param) from wrong


def _read_show(ctx: click.Context, param: click.Parameter, text: str | None) -> Named | None:
    return None if text is None else _read_figures(ctx, param, (text,))[0]


@click.command(name="sweep")
@case_argument(required=True)
@click.option(
    "--grid",
    "grids",
    multiple=True,
    metavar="PATH=VALUES",
    help="Values of one key with commas between them, or a range with a step such as 0..12:3; every combination of "
    "all grids is a scenario. Repeatable.",
)
@click.option(
    "--scenarios",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="A CSV file with a row for each scenario and a column for each key; 'scenario' heads their names.",
)
@click.option(
    "--sample",
    "sampled",
    type=click.IntRange(2, MOST_SAMPLED),
    metavar="N",
    help="So many scenarios spread evenly over the ranges of --vary (a Latin hypercube).",
)
@click.option(
    "--vary",
    "ranges",
    multiple=True,
    metavar="PATH=LOW..HIGH",
    help="A key for --sample and the range of its values. Repeatable.",
)
@click.option(
    "--figure",
    "figures",
    multiple=True,
    metavar="FIGURE",
    callback=_read_figures,
    help="A figure to tell of each scenario, e.g. 'p50(payback_years)', in place of the usual ones. Repeatable.",
)
@click.option(
    "--show",
    metavar="FIGURE",
    callback=_read_show,
    help="The figure by which scenarios are compared and drawn; the first --figure unless you say, or the chance of "
    "payback within 5 years.",
)
@click.option(
    "--trials",
    type=click.IntRange(2, MOST_TRIALS),
    default=TRIALS,
    show_default=True,
    help="How many trials each scenario has.",
)
@seed_option("The seed of the draws, common to all scenarios.")
@crew_options
@set_option
@output_option("The folder that sweeps are put in; each makes a new one inside it.")
@json_option
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but warnings and faults.")
@theme_option
@click.option("--no-chart", is_flag=True, help="The table only, no picture.")
def command(case: str, **options: Any) -> None:
    """Simulate many scenarios of one case and say which is best.

    Scenarios come from grids of values, a CSV file or a sample over ranges; values are written as for --set, which
    holds for all of them. All scenarios have the same draws, so that they differ by what was decided and not by luck.
    Every scenario is checked before the first is simulated. A sweep that was stopped goes on where it stopped when the
    same command is given again with its seed.

    \b
    Examples:
      collabsim sweep my-case.toml --grid wave.wave-1.start=2012-10,2013-04 --grid cluster.corporate.saving=£1m,£2m
      collabsim sweep my-case.toml --grid wave.wave-2.start=2013-04..2014-10:6 --figure 'p80(payback_years | approved)'
      collabsim sweep my-case.toml --scenarios options.csv --trials 50000 --seed 2011
      collabsim sweep my-case.toml --sample 64 --vary cluster.corporate.saving=£1m..£3m --vary delivery.factor=0.7..1
    """
    from simulator.cli.sweeping import do, keep, prepare
    from simulator.record.sweeps import AS_GIVEN

    _check_options(options)
    path = case_path(case)
    # Read here, not when the sweep is written: somebody may edit the files while it runs.
    given = bytes_of(path)
    loaded = read_case(path, options["sets"])
    check_folder(options["output"])
    if options["seed"] is None:
        options["seed"] = choose_seed()
    scenarios, given_scenarios = _scenarios(options)
    again = _again(case, options, options["file"])
    # The same from the copies in the sweep's own folder.
    options["again"] = _again("case.toml", options | {"output": Path("outputs")}, AS_GIVEN)
    with console.progress(not options["quiet"]) as progress:
        prepared = prepare(loaded, given, str(path), scenarios, options, progress)
        with crew_from(options["threads"], options["workers"], options["dask"]) as crew:
            sweep = do(prepared, crew, options, progress, again)
        folder, told = keep(prepared, sweep, given, given_scenarios, options, progress)
    _print(sweep, folder, told, options, again)


def _check_options(options: dict[str, Any]) -> None:
    """Refuse options that contradict each other, before anything is read."""
    given = [
        name
        for name, value in (
            ("--grid", options["grids"]),
            ("--scenarios", options["file"]),
            ("--sample", options["sampled"]),
        )
        if value
    ]
    if not given:
        raise click.UsageError(
            "name the scenarios: --grid PATH=VALUES, --scenarios FILE.csv, or --sample N with --vary."
        )
    if len(given) > 1:
        raise click.UsageError(f"{' and '.join(given)} each name the scenarios; leave out all but one.")
    if options["sampled"] and not options["ranges"]:
        raise click.UsageError("--sample needs to know what varies: --vary PATH=LOW..HIGH.")
    if options["ranges"] and not options["sampled"]:
        raise click.UsageError("--vary gives the ranges of a sample: say how many scenarios with --sample.")
    if options["theme"] and options["no_chart"]:
        raise click.UsageError("--theme colours the picture, which --no-chart leaves out; leave out one of them.")


def _scenarios(options: dict[str, Any]) -> tuple[Scenarios, bytes | None]:
    """The scenarios that are asked for, and the file they come from."""
    from simulator.case.scenarios import ScenariosError

    try:
        if options["file"] is not None:
            from simulator.case.scenarios.file import read_file

            return read_file(options["file"]), options["file"].read_bytes()
        if options["sampled"]:
            from simulator.case.scenarios.sampled import read_sample

            return read_sample(options["ranges"], options["sampled"], options["seed"]), None
        from simulator.case.scenarios.grid import read_grids

        return read_grids(options["grids"]), None
    except ScenariosError as wrong:
        show_scenario_faults(wrong)
        raise click.exceptions.Exit(2) from None


def show_scenario_faults(wrong: ScenariosError) -> None:
    """Print faults of scenarios on a line each, and how many there are."""
    for fault in wrong.faults[:MOST_TOLD]:
        console.note(str(fault))
    many = len(wrong.faults)
    if many > MOST_TOLD:
        console.note(f"... and {many - MOST_TOLD:,} more.")
    console.fail("one fault in the scenarios." if many == 1 else f"{many:,} faults in the scenarios.")


def _again(case: str, options: dict[str, Any], file: Path | str | None) -> str:
    """The command that gives the same figures, or goes on with them, from a case and perhaps a file of scenarios."""
    words = ["collabsim", "sweep", case]
    for name, values in (("--grid", options["grids"]), ("--vary", options["ranges"]), ("--set", options["sets"])):
        for value in values:
            words += [name, value]
    words += ["--scenarios", str(file)] if options["file"] is not None else []
    words += ["--sample", str(options["sampled"])] if options["sampled"] is not None else []
    for named in options["figures"]:
        words += ["--figure", named.text]
    if options["show"] is not None:
        words += ["--show", options["show"].text]
    if options["trials"] != TRIALS:
        words += ["--trials", str(options["trials"])]
    if options["output"] != Path("outputs"):
        words += ["-o", str(options["output"])]
    return shlex.join([*words, "--seed", str(options["seed"])])


def _print(sweep: Sweep, folder: Path, told: dict[str, Any], options: dict[str, Any], again: str) -> None:
    """Print the one JSON object, or what an officer would read out, the table and where the rest is."""
    if options["as_json"]:
        import json

        # ASCII only: no pipe and no code page can spoil it.
        console.say(json.dumps(told, allow_nan=False))
        return
    if options["quiet"]:
        return
    from simulator.findings.sweep_told import spoken_lines

    for line in spoken_lines(sweep, console.width()):
        console.say(line)
    picture = next((f" The picture is {path.name}." for path in sorted(folder.glob("*.png"))), "")
    console.say(f"\nEverything is in {folder}.{picture}")
    console.say(f"The same figures again: {again}")
