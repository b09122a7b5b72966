"""On what was measured: date, machine and versions."""

from __future__ import annotations

import datetime
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

LIBRARIES = ("collabsim", "numpy", "scipy", "numba", "openturns", "chaospy", "squigglepy")


def about() -> dict[str, Any]:
    """What a table has to be read with."""
    from simulator.running.crew import cores

    versions = {"Python": platform.python_version()}
    versions |= {name: found for name in LIBRARIES if (found := _version(name))}
    return {
        "date": datetime.datetime.now(datetime.UTC).strftime("%d %B %Y").lstrip("0"),
        "cores": cores(),
        "processor": processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "versions": versions,
    }


def processor() -> str:
    """The processor's own name where the system tells it."""
    try:
        told = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        told = None
    return told[1].strip() if told else platform.processor() or platform.machine()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
