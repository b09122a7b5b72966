"""``collabsim run``: simulate a case, keep the run, and say what an officer would read out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli import console, interrupt
from simulator.cli.beginning import bytes_of, check_folder, choose_seed
from simulator.cli.compiling import compile_if_need_be
from simulator.cli.crew import crew_from, crew_options
from simulator.cli.design import check_randomisations, design_options, settled_design
from simulator.cli.options import (
    case_argument,
    case_path,
    json_option,
    output_option,
    read_case,
    seed_option,
    set_option,
    theme_option,
    word_option,
)
from simulator.cli.reporting import TRIALS, about_run, begin_report, drawing_helpers, same_again
from simulator.cli.streaming import STREAMED_BEYOND, Trials, stream_option, stream_views
from simulator.cli.until import MOST_TRIALS, hold_to_precision, read_precisions, settle_trials
from simulator.cli.views import by, simulate_views

if TYPE_CHECKING:
    from distributions.designs import Design
    from simulator.case import Case
    from simulator.cli.console import Progress
    from simulator.findings import Findings
    from simulator.findings.figures import Asked, Figure
    from simulator.findings.limits import Limit
    from simulator.findings.precision import Precision
    from simulator.record import Run
    from simulator.report.helpers import Helpers
    from simulator.report.theme import Theme
    from simulator.running.crew import Crew
    from simulator.running.unfinished import Unfinished

BYTES_A_TRIAL = 8_000
"""What a trial of both views takes in memory on the shipped case, all outcomes kept, with room to sort them."""

FIRST_TRIALS = 1_000
"""What ``--until`` begins with, unless told otherwise."""


def _read_limits(ctx: click.Context, param: click.Parameter, texts: tuple[str, ...]) -> list[Limit]:
    if not texts:
        return []
    from simulator.findings import FigureError, read_limit

    try:
        return [read_limit(text) for text in texts]
    except FigureError as wrong:
        raise click.BadParameter(str(wrong), ctx, param) from wrong


@click.command(name="run")
@case_argument()
@click.option("--trials", type=Trials(), default=TRIALS, show_default=True, help="How many trials to draw.")
@stream_option
@design_options
@click.option(
    "--until",
    multiple=True,
    metavar="PRECISION",
    callback=read_precisions,
    help="Add trials until this is known, e.g. 'p50(payback_years) +/- 0.05', from 1,000 up, or from --trials. "
    "Repeatable.",
)
@click.option(
    "--max-trials",
    type=click.IntRange(1),
    default=MOST_TRIALS,
    show_default=True,
    help="The most trials that --until may take.",
)
@seed_option("The seed of the draws; the same seed gives the same figures.")
@crew_options
@set_option
@output_option("The folder that runs are put in; each makes a new one inside it.")
@json_option
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but warnings, faults and missed limits.")
@click.option("--keep-inputs", is_flag=True, help="Also keep the sampled inputs of every trial.")
@click.option("--keep-all", is_flag=True, help="Keep every outcome of every trial, those by cluster too.")
@click.option(
    "--fail-if",
    "limits",
    multiple=True,
    metavar="LIMIT",
    callback=_read_limits,
    help="End with exit code 1 if this is so, e.g. 'P(payback_years <= 5) < 0.8'. Repeatable.",
)
@theme_option
@word_option
@click.option("--no-report", is_flag=True, help="Numbers only, no charts and no report: quicker.")
@click.pass_context
def command(
    ctx: click.Context,
    case: str | None,
    trials: int,
    stream: bool,
    design_name: str,
    randomisations: int | None,
    until: list[Precision],
    max_trials: int,
    seed: int | None,
    threads: int | None,
    workers: int | None,
    dask: str | None,
    sets: tuple[str, ...],
    output: Path,
    as_json: bool,
    quiet: bool,
    keep_inputs: bool,
    keep_all: bool,
    limits: list[Limit],
    theme: Theme | None,
    word: bool,
    no_report: bool,
) -> None:
    """Simulate a business case and say when it pays back, and with what chance.

    CASE is a case file, or the name of a case that is shipped; with none, the Darlington and Hartlepool case of 2011 is
    run. What was submitted stands beside what testing makes of it. Everything is kept in a new folder.

    Beyond half a million trials, only the first few thousand are kept and the rest counted as they come: chances are
    exact, percentiles within a ten-thousandth of the range from the 10th to the 90th. If such a run is stopped, the
    same command with the same seed goes on from where it was.

    \b
    Examples:
      collabsim run
      collabsim run my-case.toml --trials 100000 --seed 2011
      collabsim run my-case.toml --design sobol
      collabsim run my-case.toml --trials 100_000_000 --seed 2011
      collabsim run my-case.toml --set cluster.corporate.saving=£2m --fail-if 'P(payback_years <= 5) < 0.8'
      collabsim run my-case.toml --until 'p50(payback_years) +/- 0.05' --until 'P(payback_years <= 5) +/- 1%'
      collabsim run darlington-hartlepool-bottom-up --json > run.json
    """
    if _typed(ctx, "max_trials") and not until:
        raise click.UsageError("--max-trials limits --until, so it says nothing without it; --trials says how many.")
    check_randomisations(design_name, randomisations)
    if stream and design_name != "random":
        raise click.UsageError(
            f"--stream counts random trials; the error of --design {design_name} comes of whole sets of points, which "
            "have to be kept. Leave out one of them."
        )
    if theme and no_report:
        raise click.UsageError("--theme colours the report, which --no-report leaves out; leave out one of them.")
    if word and no_report:
        raise click.UsageError("--word asks for a report, which --no-report leaves out; leave out one of them.")
    # The first thing of all: they get ready while the case is read and simulated.
    drawing = None if no_report else drawing_helpers(ctx, threads, trials)
    path = case_path(case)
    if case is None and not quiet:
        console.note("No case named: this is the built-in one, Darlington and Hartlepool as submitted in August 2011.")
    # Read here, not when the run is written: somebody may edit the file while it runs.
    given = bytes_of(path)
    loaded = read_case(path, sets)
    _check_asked([*limits, *until], loaded)
    if until and design_name == "random" and not _typed(ctx, "trials"):
        # A design keeps its own: what it gains comes of many points in each randomisation.
        trials = FIRST_TRIALS
    design = settled_design(loaded, design_name, trials, randomisations, not quiet)
    trials = trials if design.random else design.trials
    check_folder(output)
    if seed is None:
        seed = choose_seed()
    options: dict[str, Any] = {"trials": trials, "seed": seed, "threads": threads, "design": design_name}
    options |= {
        "workers": workers,
        "dask": dask,
        "stream": stream,
        "keep_inputs": keep_inputs,
        "keep_all": keep_all,
        "charts": not no_report,
    }
    options |= {"word": word} | ({"theme": theme.as_record()} if theme else {})
    options["fail_if"] = [limit.text for limit in limits]
    try:
        with console.progress(not quiet) as progress, crew_from(threads, workers, dask) as crew:
            compile_if_need_be(progress.wanted)
            if until:
                trials = options["trials"] = settle_trials(
                    loaded,
                    until,
                    seed,
                    progress,
                    first=trials,
                    most=max_trials,
                    design=design,
                    **by(crew),
                )
                options |= {"until": [precision.text for precision in until], "max_trials": max_trials}
            asked = [limit.figure for limit in limits]
            findings, run = _simulate_and_keep(
                loaded, given, sets, output, options, design, until, asked, crew, progress, drawing
            )
    except MemoryError:
        needed = f"{trials:,} trials, which take some {trials * BYTES_A_TRIAL / 2**30:.0f} GiB"
        raise click.UsageError(f"there is not enough memory for {needed}; ask for fewer with --trials.") from None
    _print(findings, run, as_json, quiet, same_again(case, trials, design, seed, sets, stream))
    precise = hold_to_precision(findings)
    if not _hold_to(limits, findings) or not precise:
        raise click.exceptions.Exit(1)


def _typed(ctx: click.Context, name: str) -> bool:
    """Whether an option was given rather than left at its default."""
    return ctx.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT


def _check_asked(asked: Sequence[Asked], case: Case) -> None:
    """Refuse limits and precisions on what the case does not have, before any time is spent."""
    if not asked:
        return
    from simulator.findings import FigureError, check_names, facts_of, probability_names
    from simulator.plan import compile_plan

    outcomes = compile_plan(case).outcomes
    try:
        check_names(asked, outcomes, probability_names(facts_of(case), [outcome.name for outcome in outcomes]))
    except FigureError as wrong:
        raise click.UsageError(str(wrong)) from wrong


def _simulate_and_keep(
    case: Case,
    given: bytes,
    sets: tuple[str, ...],
    output: Path,
    options: dict[str, Any],
    design: Design,
    until: Sequence[Precision],
    asked: Sequence[Figure],
    crew: Crew,
    progress: Progress,
    drawing: Helpers | None,
) -> tuple[Findings, Run]:
    """Simulate both views, work out what they say, and write the run folder."""
    from datetime import UTC, datetime

    from simulator.case import resolved_toml
    from simulator.case.excel import as_toml, is_workbook

    started = datetime.now(UTC)
    trials, seed = options["trials"], options["seed"]
    unfinished: Unfinished | None = None
    if design.random and (options["stream"] or trials > STREAMED_BEYOND):
        asked = [*asked, *(one.figure for one in until)]
        streaming = {"figures": asked, "until": until, "output": output, "keep_inputs": options["keep_inputs"]}
        findings, tested, submitted, unfinished = stream_views(case, trials, seed, crew, progress, **streaming)
    else:
        how = {"design": design, "keep_inputs": options["keep_inputs"], "meanwhile": _load_what_follows}
        tested, submitted = simulate_views(case, trials, seed, crew, progress, **how)
        progress.stage("Working out what the trials say")
        from simulator.findings import analyse

        plans = tested.plan, submitted.plan
        findings = analyse(case, tested.outcomes, submitted.outcomes, *plans, seed=seed, until=until)
    from simulator.record import RunError, write_run

    interrupt.check()

    if options["charts"]:
        from simulator.report.theme import Theme

        theme = Theme.of_record(options.get("theme"))
        told, pictures = begin_report(case, findings, (tested.plan, submitted.plan), design, theme, drawing)

    def dress(folder: Path, results_sha256: str) -> None:
        from hashlib import sha256

        from simulator.report import write_report

        progress.stage("Drawing the charts and writing the report")
        about = about_run(sha256(given).hexdigest(), trials, design, seed, sets, results_sha256, options["stream"])
        write_report(folder, findings, told, about, theme=theme, word=options["word"], drawing=pictures)
        interrupt.check()

    progress.stage("Writing the run")
    try:
        run = write_run(
            output,
            findings,
            tested,
            submitted,
            case_given=as_toml(given) if is_workbook(given) else given,
            workbook=given if is_workbook(given) else None,
            case_resolved=resolved_toml(case),
            sets=sets,
            options=options,
            started=started,
            all_outcomes=options["keep_all"],
            dress=dress if options["charts"] else None,
        )
    except RunError as wrong:
        raise click.UsageError(f"{wrong}.") from wrong
    if unfinished is not None:
        unfinished.remove()
    return findings, run


def _load_what_follows() -> None:
    """Load what working out and writing a run takes, so that it is there when the trials are."""
    from contextlib import suppress
    from importlib import import_module

    # What cannot be loaded is told when it is asked for, not by a thread.
    with suppress(Exception):
        for name in ("findings.analysis", "findings.spoken", "record.writing"):
            import_module(f"simulator.{name}")
        import_module("pyarrow.parquet")


def _print(findings: Findings, run: Run, as_json: bool, quiet: bool, again: str) -> None:
    """Print the one JSON object, or what an officer would read out and where the rest is."""
    if as_json:
        import json

        # ASCII only: no pipe and no code page can spoil it.
        console.say(json.dumps(run.summary, allow_nan=False))
        return
    if quiet:
        return
    from simulator.findings import spoken_lines

    for line in spoken_lines(findings, console.width()):
        console.say(line)
    start = next((name for name in ("report.html", "charts/fan-chart.png") if (run.folder / name).is_file()), None)
    console.say(f"\nEverything is in {run.folder}." + (f" Start with {start}." if start else ""))
    console.say(f"The same figures again: {again}")


def _hold_to(limits: list[Limit], findings: Findings) -> bool:
    """Say how each limit fared; whether all were kept."""
    from simulator.findings import judge

    verdicts = [judge(limit, findings) for limit in limits]
    for verdict in verdicts:
        console.note(verdict.sentence)
    return not any(verdict.missed for verdict in verdicts)
