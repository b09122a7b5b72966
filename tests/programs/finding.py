"""Programs that some tests need beside Python: found where people have them, skipped when missing, never by a gate.

COLLABSIM_REQUIRE names what must be there, "browser,libreoffice": then a missing program fails the test.
"""

from __future__ import annotations

import functools
import os
import shutil
from pathlib import Path

import pytest

REQUIRE = "COLLABSIM_REQUIRE"

NAMES = {
    "browser": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"),
    "libreoffice": ("soffice", "libreoffice"),
}
"""What each program is called on the path."""

PLACES = {
    "browser": (
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "libreoffice": (
        r"C:\Program Files\LibreOffice\program\soffice.com",
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    ),
}
"""Where they stand on Windows and macOS, which do not put them on the path."""

HOW = "CONTRIBUTING.md, 'A browser and LibreOffice', says how to get it"


def required() -> set[str]:
    """What COLLABSIM_REQUIRE names.

    Raises
    ------
    ValueError
        If it names something that no test needs: a typing mistake there would let the skip back in.
    """
    names = {name.strip() for name in os.environ.get(REQUIRE, "").split(",")} - {""}
    if unknown := names - set(NAMES):
        raise ValueError(f"{REQUIRE} names {', '.join(sorted(unknown))}; it can name {' and '.join(NAMES)}")
    return names


@functools.cache
def found(program: str) -> str | None:
    """The path of a program, or None where it is not installed."""
    on_path = (shutil.which(name) for name in NAMES[program])
    in_place = (place for place in PLACES[program] if Path(place).is_file())
    return next((path for path in (*on_path, *in_place) if path), None)


def path_of(program: str) -> str:
    """The path of a program; without it, the test that asks is skipped, or fails where COLLABSIM_REQUIRE names it."""
    path = found(program)
    if path is None:
        missing = f"no {program} found; {HOW}"
        if program in required():
            pytest.fail(f"{missing}, and {REQUIRE} forbids going without it", pytrace=False)
        pytest.skip(missing)
    return path
