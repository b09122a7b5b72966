"""``collabsim rerun``: make a run again from its folder, and confirm that it comes out the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli import console
from simulator.cli.compiling import compile_if_need_be
from simulator.cli.crew import crew_from, crew_options
from simulator.cli.options import read_case

if TYPE_CHECKING:
    from simulator.record import Run, View


@click.command(name="rerun")
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN")
@crew_options
@click.option("--quiet", "-q", is_flag=True, help="Print nothing when the results are identical.")
def command(run: Path, threads: int | None, workers: int | None, dask: str | None, quiet: bool) -> None:
    """Repeat a run from its folder, RUN, and confirm that the results are identical, to the last bit.

    First every file of the folder is held against the manifest; a folder that was changed is refused with exit code 2.
    Then the case is simulated again with the same seed and trials. Exit code 0 when the results are identical, else 1,
    saying what differs: the versions, what the engine was given, which outcomes. Nothing is written.

    \b
    Examples:
      collabsim rerun outputs/20261122T151211Z-darlington-hartlepool-3f9a1c
      collabsim rerun RUN --threads 1
    """
    from simulator.cli.streaming import STREAMED_BEYOND, streamed_again
    from simulator.cli.views import simulate_views
    from simulator.record import RunError, read_run
    from simulator.record.writing import results_of_views

    try:
        kept = read_run(run)
    except RunError as wrong:
        raise click.UsageError(f"{wrong}.") from wrong
    case = read_case(kept.case_file, kept.sets, warn=False)
    with console.progress(not quiet) as progress, crew_from(threads, workers, dask) as crew:
        compile_if_need_be(progress.wanted)
        if kept.streamed or (kept.design.random and kept.trials > STREAMED_BEYOND):
            tested, submitted = streamed_again(case, kept.trials, kept.seed, crew, progress)
        else:
            tested, submitted = simulate_views(case, kept.trials, kept.seed, crew, progress, design=kept.design)
    if results_of_views(tested, submitted, kept.trials) == kept.results_sha256:
        if not quiet:
            console.say(
                f"Identical: {kept.trials:,} trials of both views, seed {kept.seed}, results {kept.results_sha256[:8]}."
            )
        return
    for line in differences(kept, tested, submitted):
        console.say(line)
    raise click.exceptions.Exit(1)


def differences(kept: Run, tested: View, submitted: View) -> list[str]:
    """Say what differs between a run and its repetition, the likely cause first.

    Parameters
    ----------
    kept : Run
        As it was read from its folder.
    tested, submitted : View
        As they came out now.
    """
    from simulator.record.digest import plan_sha256
    from simulator.record.manifest import machine, versions

    lines = [f"Not identical: the results of {kept.folder} do not come out again."]
    views = {"tested": tested, "as_submitted": submitted}
    if plan_sha256({name: view.plan.canonical_bytes() for name, view in views.items()}) != kept.plan_sha256:
        lines.append("- The engine was given something else: the reading of the case has changed since.")
    else:
        lines.append("- The engine was given the same; it computed something else.")
    for what, then, since in (
        ("version of", kept.manifest.get("versions", {}), versions()),
        ("machine's", kept.manifest.get("platform", {}), machine()),
    ):
        lines += [
            f"- The {what} {name} was {then.get(name) or 'none'} and is {since.get(name) or 'none'}."
            for name in sorted({*then, *since})
            if then.get(name) != since.get(name)
        ]
    for name, view in views.items():
        before = kept.manifest["digests"].get(name, {})
        after = {outcome: f"{digest:032x}" for outcome, digest in view.digests().items()}
        moved = sorted(outcome for outcome in {*before, *after} if before.get(outcome) != after.get(outcome))
        if moved:
            shown = ", ".join(moved[:5]) + (f" and {len(moved) - 5} more" if len(moved) > 5 else "")
            lines.append(f"- {name.replace('_', ' ')}: {len(moved)} of {len(after)} outcomes moved: {shown}.")
    return lines
