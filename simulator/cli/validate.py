"""``collabsim validate``: is this case fit to run?"""

from __future__ import annotations

import click

from simulator.cli import console
from simulator.cli.options import case_argument, case_path, set_option, show_faults


@click.command(name="validate")
@case_argument(required=True)
@set_option
@click.option("--quiet", "-q", is_flag=True, help="Print faults and warnings only.")
def command(case: str, sets: tuple[str, ...], quiet: bool) -> None:
    """Check a case file and list everything that is wrong with it, in one go.

    Each fault is one line: where it is, what is wrong, and what to write instead. Of a workbook, where is the sheet and
    the cell. Warnings are for what is suspicious but may be meant; a case with warnings can be run.

    \b
    Examples:
      collabsim validate my-case.toml
      collabsim validate my-case.xlsx
      collabsim validate darlington-hartlepool

    Exit code 0 when the case is fit to run, 2 when it has a fault.
    """
    from simulator.case import check_case

    path = case_path(case)
    _, faults, warnings = check_case(path, sets)
    for warning in warnings:
        console.warn(str(warning))
    if faults:
        show_faults(faults)
        raise click.exceptions.Exit(2)
    if not quiet:
        told = f", with {len(warnings)} warning{'s' if len(warnings) > 1 else ''}" if warnings else ""
        console.say(f"{path}: fit to run{told}.")
