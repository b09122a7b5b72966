"""``collabsim explain``: a case read back in plain English."""

from __future__ import annotations

import click

from simulator.cli import console
from simulator.cli.options import case_argument, case_path, read_case, set_option


@click.command(name="explain")
@case_argument()
@set_option
@click.option("--key", metavar="KEY", help="Explain one key of the case file instead, e.g. cluster.saving.")
def command(case: str | None, sets: tuple[str, ...], key: str | None) -> None:
    """Say in plain English what a case holds: each input with its range, what it rests on and where it comes from.

    With no CASE, the built-in Darlington and Hartlepool case. With --key, what that key of a case file means, its unit,
    and how to write it.

    \b
    Examples:
      collabsim explain
      collabsim explain my-case.toml
      collabsim explain --key cluster.saving
    """
    from simulator.case.explain import UnknownKey, explain_case, explain_key

    if key is not None:
        if case is not None or sets:
            raise click.UsageError("--key explains a key of any case file; leave CASE and --set out.")
        try:
            console.say(explain_key(key).rstrip())
        except UnknownKey as wrong:
            raise click.BadParameter(str(wrong), param_hint="--key") from wrong
        return
    console.say(explain_case(read_case(case_path(case), sets)).rstrip())
