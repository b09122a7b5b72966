"""What a run was made of and with: enough to repeat it, and to tell afterwards whether anything was changed."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

MANIFEST = "manifest.json"
SCHEMA_VERSION = 1
"""Raised whenever a reader of the manifest would have to change."""

_PACKAGES = ("collabsim", "numpy", "numba", "llvmlite", "pydantic", "pyarrow", "matplotlib", "xlsxwriter")


def versions() -> dict[str, str | None]:
    """Versions of Python and of the packages that can move a figure, a file or a chart; None for one not installed."""
    found: dict[str, str | None] = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = None
    return found


def machine() -> dict[str, str]:
    """The platform, without anything that names the computer or its user."""
    return {"system": platform.system(), "release": platform.release(), "machine": platform.machine()}


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def facts_of(path: Path) -> dict[str, str | int]:
    """SHA-256 and size of a file."""
    return {"sha256": sha256_of(path), "bytes": path.stat().st_size}


def files_below(
    folder: Path, known: Mapping[Path, dict[str, str | int]] | None = None
) -> dict[str, dict[str, str | int]]:
    """SHA-256 and size of every file below a folder but the manifest, by its path with forward slashes, sorted.

    Parameters
    ----------
    folder : Path
    known : mapping of Path to dict, optional
        `facts_of` files that have been worked out already.
    """
    known = known or {}
    return {
        path.relative_to(folder).as_posix(): known[path] if path in known else facts_of(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() != MANIFEST
    }
