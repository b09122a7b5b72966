"""``collabsim report``: write the report of a finished run once more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli import console, interrupt
from simulator.cli.crew import crew_from, crew_options
from simulator.cli.options import read_case, theme_option, word_option
from simulator.cli.reporting import about_run, begin_report, drawing_helpers
from simulator.cli.rerun import differences

if TYPE_CHECKING:
    from simulator.case import Case
    from simulator.cli.console import Progress
    from simulator.findings import Findings
    from simulator.record import Run
    from simulator.report.helpers import Helpers
    from simulator.report.theme import Theme
    from simulator.running.crew import Crew


@click.command(name="report")
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN")
@theme_option
@word_option
@crew_options
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but warnings and faults.")
@click.pass_context
def command(
    ctx: click.Context,
    run: Path,
    theme: Theme | None,
    word: bool,
    threads: int | None,
    workers: int | None,
    dask: str | None,
    quiet: bool,
) -> None:
    """Write the report of a finished run, RUN, once more, as report-2.html beside the run's own.

    The run is simulated again from its folder and must come out the same, to the last bit; where it does not, nothing
    is written, what differs is said, and the exit code is 1. No file is ever overwritten. A run that was made with
    --no-report gets its first report in this way.

    \b
    Examples:
      collabsim report outputs/20261122T151211Z-darlington-hartlepool-3f9a1c
      collabsim report RUN --theme council.toml
      collabsim report RUN --word
    """
    from simulator.record import RunError, read_run

    try:
        kept = read_run(run)
    except RunError as wrong:
        raise click.UsageError(f"{wrong}.") from wrong
    drawing = drawing_helpers(ctx, threads, kept.trials)
    case = read_case(kept.case_file, kept.sets, warn=False)
    with console.progress(not quiet) as progress, crew_from(threads, workers, dask) as crew:
        written = write_once_more(kept, case, theme, word, crew, progress, drawing)
    if not quiet:
        for path in written:
            console.say(f"Written: {path}")


def write_once_more(
    kept: Run,
    case: Case,
    theme: Theme | None,
    word: bool,
    crew: Crew,
    progress: Progress,
    drawing: Helpers | None,
) -> list[Path]:
    """Simulate a run again and write its report; end the command with exit code 1 when it does not come out the same.

    Parameters
    ----------
    kept : Run
    case : Case
        As it is read from the run's folder.
    theme : Theme or None
        None for the one that the run was drawn in.
    word : bool
        Whether to write the Word document as well.
    crew : Crew
    progress : Progress
    drawing : Helpers or None
        Who draws the charts.
    """
    from simulator.cli.streaming import stream_views
    from simulator.cli.views import simulate_views
    from simulator.findings import analyse, read_precision
    from simulator.record.writing import results_of_views
    from simulator.report.theme import Theme
    from simulator.report.whole import write_again

    trials, seed, design = kept.trials, kept.seed, kept.design
    until = [read_precision(text) for text in kept.manifest["options"].get("until", ())]
    findings: Findings | None = None
    if kept.streamed:
        asked = [one.figure for one in until]
        findings, tested, submitted, _ = stream_views(case, trials, seed, crew, progress, figures=asked, until=until)
    else:
        tested, submitted = simulate_views(case, trials, seed, crew, progress, design=design)
    if results_of_views(tested, submitted, trials) != kept.results_sha256:
        for line in differences(kept, tested, submitted):
            console.say(line)
        raise click.exceptions.Exit(1)
    progress.stage("Working out what the trials say")
    plans = tested.plan, submitted.plan
    if findings is None:
        findings = analyse(case, tested.outcomes, submitted.outcomes, *plans, seed=seed, until=until)
    interrupt.check()
    progress.stage("Drawing the charts and writing the report")
    stream = bool(kept.manifest["options"].get("stream"))
    about = about_run(kept.manifest["case"]["sha256"], trials, design, seed, kept.sets, kept.results_sha256, stream)
    theme = theme or Theme.of_record(kept.manifest["options"].get("theme"))
    told, pictures = begin_report(case, findings, plans, design, theme, drawing)
    try:
        return write_again(kept.folder, findings, told, about, theme=theme, word=word, drawing=pictures)
    except OSError as error:
        raise click.UsageError(f"the report cannot be written to {kept.folder} ({error.strerror}).") from error
