"""What commands that simulate see to before any time is spent: the case file as given, a seed, a folder to write to."""

from __future__ import annotations

from pathlib import Path

import click


def bytes_of(path: Path | None) -> bytes:
    """The case file as it is given; nothing where it cannot be read, which `read_case` then says."""
    from simulator.case import builtin_path
    from simulator.case.builtin import DEFAULT_CASE

    try:
        return (path or builtin_path(DEFAULT_CASE)).read_bytes()
    except OSError:
        return b""


def choose_seed() -> int:
    """Choose a seed short enough to read out over the telephone."""
    import secrets

    return secrets.randbelow(10**6)


def check_folder(output: Path) -> None:
    """Refuse a folder that cannot be written.

    Raises
    ------
    click.UsageError
        Saying why.
    """
    import os

    try:
        output.mkdir(parents=True, exist_ok=True)
        why = None if os.access(output, os.W_OK) else "permission denied"
    except OSError as error:
        why = error.strerror
    if why is not None:
        raise click.UsageError(f"runs cannot be put in {output} ({why}); name another folder with -o.")
