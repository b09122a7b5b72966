"""A folder that appears whole or not at all.

It is filled under a temporary name beside its final one, made durable, and renamed. Whatever stops the work, Ctrl-C
included, the temporary folder is removed; what has the final name is complete.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from simulator.findings.wording import plain

UNFINISHED = ".partial"
"""Ending of the temporary name."""

_LONGEST_CASE = 48
"""Characters of the case's id in a folder's name: Windows counts them in the length of every path."""


class RunError(Exception):
    """A run folder that cannot be written or read; the message says what to do."""


def run_name(case_id: str, when: datetime, kind: str = "") -> str:
    """A name that sorts by time and is never used twice: ``20261122T151211Z-darlington-hartlepool-3f9a1c``.

    Parameters
    ----------
    case_id : str
    when : datetime
        With its time zone; the name is in UTC.
    kind : str
        What it is, where it is not an ordinary run.
    """
    words = [safe_name(case_id), *([kind] if kind else []), secrets.token_hex(3)]
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}-{'-'.join(words)}"


def safe_name(case_id: str) -> str:
    """A case's id as a part of a file's name on any system."""
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "-" for letter in case_id)
    return safe[:_LONGEST_CASE].strip("-") or "case"


@contextmanager
def appearing_whole(final: Path) -> Iterator[Path]:
    """A folder to fill, which takes its final name when the block ends well and is removed when it does not.

    Parameters
    ----------
    final : Path
        Must not exist. The folder that holds it is made if need be.

    Yields
    ------
    Path
        The temporary folder.

    Raises
    ------
    RunError
        If the final name is taken, or the folder cannot be written.
    """
    draft = final.with_name(final.name + UNFINISHED)
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir()
    except OSError as error:
        raise RunError(_cannot_write(final.parent, error)) from error
    try:
        yield draft
        make_durable(draft)
        if final.exists():
            raise RunError(f"there is already a run in {final}, and runs are never overwritten")
        os.replace(draft, final)
    except OSError as error:
        raise RunError(_cannot_write(final.parent, error)) from error
    finally:
        # Gone already where it has taken its final name.
        shutil.rmtree(draft, ignore_errors=True)
    _sync_folder(final.parent)


def make_durable(folder: Path) -> None:
    """Ask the disk to keep every file below a folder, so that a power cut after the rename leaves a whole run."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            sync_file(path)
        else:
            _sync_folder(path)
    _sync_folder(folder)


def sync_file(path: Path) -> None:
    """Ask the disk to keep a file's content."""
    # Windows flushes only files that are open for writing.
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a folder's list of names durable; Windows neither needs nor allows it."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _cannot_write(parent: Path, error: OSError) -> str:
    why = plain(error.strerror or str(error), 200)
    return f"the run cannot be written to {parent} ({why}); name another folder with -o"
