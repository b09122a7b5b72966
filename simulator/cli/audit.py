"""``collabsim audit``: one trial of a run as a workbook of live formulas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli import console
from simulator.cli.compiling import compile_if_need_be
from simulator.cli.options import read_case

if TYPE_CHECKING:
    from simulator.case import Case
    from simulator.plan import Plan
    from simulator.record import Run
    from simulator.report.audit import Trial


@click.command(name="audit")
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN")
@click.option("--trial", type=click.IntRange(0), metavar="N", help="The trial of this number; the first is 0.")
@click.option("--central", is_flag=True, help="All inputs at their medians, and only events likelier than not.")
@click.option(
    "--percentile",
    type=(click.IntRange(1, 99), str),
    metavar="P OUTCOME",
    help="The trial at a percentile of an outcome, among those in which the councils approve.",
)
@click.option("--as-submitted", is_flag=True, help="The trial of the case as submitted, instead of as tested.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write it; beside the run's files unless stated.",
)
def command(
    run: Path,
    trial: int | None,
    central: bool,
    percentile: tuple[int, str] | None,
    as_submitted: bool,
    output: Path | None,
) -> None:
    """Write one trial of a finished run, RUN, as a workbook of live formulas.

    From the inputs of the trial, formulas work out go-lives, savings, costs, cash by month and year, payback and net
    present value. Change an input and everything follows; the sheet Check holds every figure against the engine's.
    One trial is one possible future among many, and no forecast. No file is ever overwritten.

    \b
    Examples:
      collabsim audit RUN --trial 17
      collabsim audit RUN --central -o central.xlsx
      collabsim audit RUN --percentile 80 payback_years
    """
    from simulator.plan import compile_plan
    from simulator.record import RunError, read_run
    from simulator.report.audit import CannotAudit, write_audit

    if (trial is not None) + central + (percentile is not None) != 1:
        raise click.UsageError("say which trial: one of --trial N, --central and --percentile P OUTCOME.")
    try:
        kept = read_run(run)
    except RunError as wrong:
        raise click.UsageError(f"{wrong}.") from wrong
    if trial is not None and trial >= kept.trials:
        raise click.UsageError(f"the run has {kept.trials:,} trials, numbered from 0 to {kept.trials - 1:,}.")
    case = read_case(kept.case_file, kept.sets, warn=False)
    plans = {view: compile_plan(case, view) for view in ("tested", "as_submitted")}
    confirm_same(kept, plans)
    compile_if_need_be()
    chosen = chosen_trial(kept, case, plans["as_submitted" if as_submitted else "tested"], trial, percentile)
    path = output or free_name(kept.folder, f"audit-{words_for_file(chosen, trial, percentile, as_submitted)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_audit(path, case, chosen)
    except CannotAudit as wrong:
        raise click.UsageError(f"{wrong}.") from wrong
    except FileExistsError as wrong:
        raise click.UsageError(f"{path} is already there, and nothing is overwritten; name another file.") from wrong
    except OSError as wrong:
        raise click.UsageError(f"{path} cannot be written: {wrong.strerror or wrong}.") from wrong
    console.say(f"{chosen.title}, {chosen.plan.view.replace('_', ' ')}.")
    console.say(f"Written: {path}")


def confirm_same(kept: Run, plans: dict[str, Plan]) -> None:
    """End the command with exit code 1 when the engine would be given something else than it was then."""
    from simulator.record.digest import plan_sha256

    if plan_sha256({name: plan.canonical_bytes() for name, plan in plans.items()}) != kept.plan_sha256:
        console.fail(
            "the reading of the case has changed since the run was made, so its trials cannot be written down. "
            "'collabsim rerun' says more; 'collabsim run' makes a new run."
        )
        raise click.exceptions.Exit(1)


def chosen_trial(kept: Run, case: Case, plan: Plan, number: int | None, percentile: tuple[int, str] | None) -> Trial:
    """The trial that the command line asks for."""
    from simulator.report.audit import central_trial, percentile_trial, sampled_trial

    if number is not None:
        return sampled_trial(plan, kept.seed, number, kept.design)
    if percentile is None:
        return central_trial(case, plan)
    percent, outcome = percentile
    try:
        number, why = percentile_trial(plan, kept.seed, kept.trials, percent, outcome, kept.design)
    except KeyError as wrong:
        raise click.UsageError(f"{wrong.args[0]}{'' if wrong.args[0].endswith('?') else '.'}") from wrong
    except ValueError as wrong:
        raise click.UsageError(f"{wrong}.") from wrong
    return sampled_trial(plan, kept.seed, number, kept.design, why)


def words_for_file(chosen: Trial, number: int | None, percentile: tuple[int, str] | None, as_submitted: bool) -> str:
    """What the file is called after."""
    if number is not None:
        which = f"trial-{number}"
    elif percentile is None:
        which = "central"
    else:
        which = f"percentile-{percentile[0]}-{percentile[1].replace('/', '-')}"
    return which + ("-as-submitted" if as_submitted else "")


def free_name(folder: Path, stem: str) -> Path:
    """The first path of that name in a folder that is not taken."""
    path, number = folder / f"{stem}.xlsx", 2
    while path.exists():
        path, number = folder / f"{stem}-{number}.xlsx", number + 1
    return path
