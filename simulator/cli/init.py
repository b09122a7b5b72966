"""``collabsim init``: the start of a new case."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli import console
from simulator.cli.options import CaseName, case_path, read_case

WORKBOOK = ".xlsx"


@click.command(name="init")
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option(
    "--excel",
    is_flag=True,
    help="Write a workbook to fill in, FILE.xlsx (default case.xlsx). A PATH that ends in .xlsx does the same.",
)
@click.option(
    "--from",
    "from_case",
    type=CaseName(),
    metavar="CASE",
    help="Start from this case instead of the blank: a shipped one, or a file of your own, TOML or workbook.",
)
@click.option("--schema", is_flag=True, help="Also write case.schema.json beside it, for completion in an editor.")
@click.option("--force", is_flag=True, help="Overwrite what is there.")
def command(path: Path | None, excel: bool, from_case: str | None, schema: bool, force: bool) -> None:
    """Start a new case file, PATH (default case.toml), from a commented blank.

    The blank says, key by key, what to put there and how to write it. Nothing is overwritten unless you say --force.
    A workbook holds the same case: run, validate and explain read either.

    \b
    Examples:
      collabsim init
      collabsim init cases/my-case.toml --schema
      collabsim init --excel my-case.xlsx
      collabsim init --excel pilot.xlsx --from darlington-hartlepool
    """
    from simulator.case.builtin import SCHEMA_FILE, configs_folder

    path = _settled(path, excel)
    excel = path.suffix.lower() == WORKBOOK
    if schema and excel:
        raise click.UsageError("--schema is for a case in TOML; a workbook has its lists and notes in it.")
    wanted: list[tuple[Path, bytes]] = [(path, _content(excel, from_case))]
    if schema:
        wanted.append((path.with_name(SCHEMA_FILE), (configs_folder() / SCHEMA_FILE).read_bytes()))
    taken = [str(file) for file, _ in wanted if file.exists()]
    if taken and not force:
        raise click.UsageError(f"{' and '.join(taken)} already there; use --force to overwrite.")
    for file, content in wanted:
        _write(file, content, force)
        console.say(f"Wrote {file}")
    console.say(f"Next: fill it in, then 'collabsim validate {path}' and 'collabsim run {path}'.")


def _settled(path: Path | None, excel: bool) -> Path:
    """The file to write."""
    default = "case.xlsx" if excel else "case.toml"
    if path is None:
        return Path(default)
    if path.is_dir():
        return path / default
    if excel and path.suffix.lower() != WORKBOOK:
        raise click.UsageError(f"a workbook ends in {WORKBOOK}, and {path} does not.")
    return path


def _content(excel: bool, from_case: str | None) -> bytes:
    """What goes into the file: the blank or a case, as TOML or as a workbook."""
    from simulator.case import builtin_path
    from simulator.case.excel import as_toml, case_data, is_workbook, workbook_of

    source = case_path(from_case) or builtin_path("blank")
    read_case(source, (), warn=False)
    given = source.read_bytes()
    if not excel:
        return as_toml(given) if is_workbook(given) else given
    try:
        return workbook_of(case_data(given), fold=from_case is not None)
    except ValueError as wrong:
        raise click.UsageError(f"{source} cannot be put into a workbook: {wrong}.") from wrong


def _write(file: Path, content: bytes, force: bool) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb" if force else "xb") as out:
            out.write(content)
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written: {error.strerror or error}.") from error
