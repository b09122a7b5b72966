"""``collabsim fit``: which distribution does a column of data come from, and how is that written in a case."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli import console
from simulator.cli.options import json_option, output_option

if TYPE_CHECKING:
    from simulator.case.data_file import Column
    from simulator.findings.fits import FitFindings


@click.command(name="fit")
@click.argument("data", type=click.Path(path_type=Path), metavar="DATA.csv")
@click.option("--column", metavar="COLUMN", help="The column to fit, by its heading or its number from 1.")
@click.option(
    "--forecast-column",
    metavar="COLUMN",
    help="Divide by this column first: outturns by their forecasts make a reference class.",
)
@click.option(
    "--family",
    "families",
    multiple=True,
    metavar="NAME",
    help="Try this family only, e.g. lognormal. Repeatable. [default: all that can be fitted]",
)
@click.option("--lowest", metavar="VALUE", help="The lowest it could be. [default: 0, where no value is negative]")
@click.option(
    "--highest", metavar="VALUE", help="The highest it could be. [default: 100%, where values are percentages]"
)
@output_option("The folder that the chart is put in.")
@click.option("--force", is_flag=True, help="Overwrite a chart that is there.")
@click.option("--no-chart", is_flag=True, help="Draw nothing.")
@json_option
def command(
    data: Path,
    column: str | None,
    forecast_column: str | None,
    families: tuple[str, ...],
    lowest: str | None,
    highest: str | None,
    output: Path,
    force: bool,
    no_chart: bool,
    as_json: bool,
) -> None:
    """Fit distributions to a column of numbers and print the lines to paste into a case.

    DATA.csv holds pounds ("£5.4m"), percentages or plain numbers, one a row, with or without headings. Every family
    that could have given the numbers is fitted; they are ranked by Akaike's measure for small samples (AICc), and the
    best are drawn beside the data.

    \b
    Examples:
      collabsim fit savings.csv
      collabsim fit past-programmes.csv --column Outturn --forecast-column "Business case"
      collabsim fit delays.csv --column 3 --family gamma --family lognormal --no-chart
    """
    chart = None if no_chart else _chart_name(data, output, force)
    found = _fit(_column(data, column, forecast_column), lowest, highest, families)
    if as_json:
        import json

        from simulator.findings.fits import as_data

        console.say(json.dumps(as_data(found), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        _print(found)
    if chart is not None:
        _draw(found, output, chart, as_json)


def _chart_name(data: Path, output: Path, force: bool) -> str:
    """What the chart's files are called; refuses to overwrite before any time is spent."""
    name = "fit-" + (re.sub(r"[^A-Za-z0-9_-]+", "-", data.stem).strip("-") or "data")
    taken = [str(path) for end in ("svg", "png", "txt") if (path := output / f"{name}.{end}").exists()]
    if taken and not force:
        raise click.UsageError(f"{taken[0]} is already there; use --force to overwrite, or --no-chart.")
    return name


def _column(data: Path, column: str | None, forecast_column: str | None) -> Column:
    from simulator.case.data_file import DataError, read_column

    try:
        found = read_column(data, str(data), column, forecast_column)
    except DataError as error:
        for fault in error.faults:
            console.note(str(fault))
        count = len(error.faults)
        console.fail("one fault in the data." if count == 1 else f"{count} faults in the data.")
        raise click.exceptions.Exit(2) from None
    if found.empty:
        console.warn(f"{found.empty} {'row has' if found.empty == 1 else 'rows have'} nothing there and were left out.")
    return found


def _fit(column: Column, lowest: str | None, highest: str | None, families: tuple[str, ...]) -> FitFindings:
    from distributions.fitting import Unfit
    from simulator.case.data_file import read_limit
    from simulator.case.misread import Misread
    from simulator.findings.fits import fit_findings

    limits: dict[str, float | None] = {}
    for option, text in (("lowest", lowest), ("highest", highest)):
        try:
            limits[option] = None if text is None else read_limit(text, column.unit)
        except Misread as error:
            raise click.BadParameter(str(error), param_hint=f"--{option}") from None
    try:
        return fit_findings(column, limits["lowest"], limits["highest"], families)
    except Unfit as error:
        raise click.UsageError(f"{column.file}, {column.name}: {error}.") from None
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--family") from None


def _print(found: FitFindings) -> None:
    from simulator.findings.fits import headline, lines, rows, spoken

    for text in headline(found):
        console.say(textwrap.fill(text, console.width()))
    console.say("")
    table = rows(found)
    widths = [max(len(row[j]) for row in table) for j in range(len(table[0]))]
    for row in table:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        console.say("  ".join(cells).rstrip())
    for name, why in found.fits.left_out.items():
        console.note(f"left out: {spoken(name)}, {why}")
    console.say("")
    console.say("To paste into a case after the name of an input and =, one of:")
    for what, line in lines(found):
        console.say("")
        console.say(f"# {what}")
        console.say(line)


def _draw(found: FitFindings, output: Path, name: str, quiet: bool) -> None:
    from simulator.report.fits import save_fit

    try:
        output.mkdir(parents=True, exist_ok=True)
        written = save_fit(found, output, name)
    except OSError as error:
        raise click.UsageError(f"{output} cannot be written: {error.strerror or error}.") from error
    if not quiet:
        console.say("")
        console.say(f"Chart: {', '.join(str(path) for path in written[:2])}")
