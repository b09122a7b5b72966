"""``collabsim init``: the start of a new case."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli import console


@click.command(name="init")
@click.argument("path", type=click.Path(path_type=Path), default="case.toml")
@click.option("--schema", is_flag=True, help="Also write case.schema.json beside it, for completion in an editor.")
@click.option("--force", is_flag=True, help="Overwrite what is there.")
def command(path: Path, schema: bool, force: bool) -> None:
    """Start a new case file, PATH (default case.toml), from a commented blank.

    The blank says, key by key, what to put there and how to write it. Nothing is overwritten unless you say --force.

    \b
    Examples:
      collabsim init
      collabsim init cases/my-case.toml --schema
    """
    from simulator.case.builtin import SCHEMA_FILE, builtin_path, configs_folder

    if path.is_dir():
        path = path / "case.toml"
    blank = builtin_path("blank").read_bytes()
    wanted: list[tuple[Path, bytes]] = [(path, blank)]
    if schema:
        wanted.append((path.with_name(SCHEMA_FILE), (configs_folder() / SCHEMA_FILE).read_bytes()))
    taken = [str(file) for file, _ in wanted if file.exists()]
    if taken and not force:
        raise click.UsageError(f"{' and '.join(taken)} already there; use --force to overwrite.")
    for file, content in wanted:
        _write(file, content, force)
        console.say(f"Wrote {file}")
    console.say(f"Next: fill it in, then 'collabsim validate {path}' and 'collabsim run {path}'.")


def _write(file: Path, content: bytes, force: bool) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb" if force else "xb") as out:
            out.write(content)
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written: {error.strerror or error}.") from error
