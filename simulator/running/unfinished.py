"""Finished pieces of work that may be stopped: kept in a folder, and found again by what identifies the work.

Each piece appears whole or not at all. Whoever starts the same work once more – the same plan, seed and engine – finds
what is done; anything else finds nothing, so no two kinds of work ever mix.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

FOLDER = "unfinished"
"""Beside the finished runs."""

_IDENTITY = "identity.json"
_NEW = ".new"


class Unfinished:
    """The pieces of one unfinished job.

    Parameters
    ----------
    path : Path
        Its folder, made when the first piece is written.
    identity : mapping
        All that the results depend on, as JSON values.
    """

    def __init__(self, path: Path, identity: Mapping[str, Any]) -> None:
        self.path = path
        self._identity = _text(identity)

    @classmethod
    def open(cls, parent: Path, name: str, identity: Mapping[str, Any]) -> Unfinished:
        """The pieces of the work of this identity, done or not, in ``parent/unfinished/<name>-<hash>``.

        Parameters
        ----------
        parent : Path
            The folder that runs are put in.
        name : str
            For people: the command and the case.
        identity : mapping
            All that the results depend on, as JSON values: the plan's hash, the seed, the trials, the hash of the
            engine's sources.
        """
        digest = hashlib.sha256(_text(identity).encode()).hexdigest()[:16]
        return cls(parent / FOLDER / f"{name}-{digest}", identity)

    def parts(self) -> list[str]:
        """Names of the pieces that are done, sorted."""
        if not self._is_ours():
            return []
        return sorted(
            path.name for path in self.path.iterdir() if path.name != _IDENTITY and not path.name.endswith(_NEW)
        )

    def read(self, part: str) -> bytes | None:
        """A piece that is done; None where it is not."""
        if not self._is_ours():
            return None
        try:
            return (self.path / part).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, part: str, content: bytes) -> None:
        """Keep a piece, in place of one of the same name. It is on disk when this returns."""
        if not self._is_ours():
            shutil.rmtree(self.path, ignore_errors=True)
            self.path.mkdir(parents=True)
            _write_durably(self.path / _IDENTITY, self._identity.encode())
        _write_durably(self.path / part, content)

    def saved_at(self) -> datetime | None:
        """When the last piece was kept, in local time; None where there is none."""
        times = [(self.path / part).stat().st_mtime for part in self.parts()]
        return datetime.fromtimestamp(max(times)) if times else None

    def remove(self) -> None:
        """Throw all pieces away, and the folder of unfinished work if this was the last in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        with contextlib.suppress(OSError):  # other work may lie there still
            self.path.parent.rmdir()

    def _is_ours(self) -> bool:
        """Whether the folder holds this very work: its name has a part of a hash only."""
        try:
            return (self.path / _IDENTITY).read_text(encoding="utf-8") == self._identity
        except (OSError, UnicodeDecodeError):
            return False


def _text(identity: Mapping[str, Any]) -> str:
    return json.dumps(identity, sort_keys=True, ensure_ascii=True, allow_nan=False)


def _write_durably(path: Path, content: bytes) -> None:
    """Write a file that is whole under its name, whenever the machine stops."""
    new = path.with_name(path.name + _NEW)
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)
