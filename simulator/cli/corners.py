"""``collabsim corners``: the case as submitted at the ends of its ranges."""

from __future__ import annotations

import click

from simulator.cli import console
from simulator.cli.options import case_argument, case_path, read_case, set_option


@click.command(name="corners")
@case_argument()
@set_option
def command(case: str | None, sets: tuple[str, ...]) -> None:
    """Tie a case back to its source: its figures as submitted, to the pound, at the ends of its ranges.

    Every saving is put at its low or its high end, and the one-off costs at theirs; delays, events and the rest are
    left out, as in the view as submitted. With no CASE, the built-in Darlington and Hartlepool case, whose report
    prints these sums and dates. Figures are in the prices of the case's price base.

    \b
    Examples:
      collabsim corners
      collabsim corners my-case.toml
    """
    from simulator.findings.corners import TRIALS, corner_table, corners
    from simulator.findings.wording import plain

    read = read_case(case_path(case), sets)
    rows = corner_table(corners(read))
    widths = [max(len(row[j]) for row in rows) for j in range(len(rows[0]))]
    console.say(f"{plain(read.case.title, console.WIDEST)}: as submitted, {read.case.price_base} prices")
    console.say("")
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        console.say("  ".join(cells).rstrip())
    console.say("")
    console.say(
        f"A range means that the {TRIALS:,} trials of a corner differ, by inputs other than savings and total cost."
    )
