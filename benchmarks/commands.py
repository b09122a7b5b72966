"""How long whole commands take, from pressing Enter to the prompt, beside a process that only imports.

What a command is held against is what it could not be quicker than: the bare imports of libraries that the job cannot
do without.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import simulator
from benchmarks.measuring import Contestant

FLOORS = {
    "click": "import click",
    "parsers": "import numpy; from pydantic import BaseModel",
    "bare": "import numpy, numba; from matplotlib.figure import Figure\n"
    "from matplotlib.backends.backend_agg import FigureCanvasAgg",
}
"""What each floor imports, and does nothing more."""

_RUN = ("run", "--trials", "10000", "--seed", "1", "--quiet")


@dataclass(frozen=True)
class Job:
    """A command that is timed: what follows ``collabsim``, its floor's name, and whether nothing is compiled yet."""

    words: tuple[str, ...]
    floor: str
    compiling: bool = False


JOBS = {
    "--help": Job(("--help",), "click"),
    "validate": Job(("validate", "darlington-hartlepool"), "parsers"),
    "run --no-report": Job((*_RUN, "--no-report"), "bare"),
    "run": Job(_RUN, "bare"),
    "first run": Job(_RUN, "bare", compiling=True),
}


class CommandFailed(RuntimeError):
    """A command that was to be timed did not do its work."""


def contestants(folder: Path, names: tuple[str, ...], environment: Mapping[str, str]) -> list[Contestant]:
    """Jobs and their floors.

    Parameters
    ----------
    folder : Path
        Where they run and what they write; emptied of runs after each.
    names : tuple of str
        Of `JOBS`.
    environment : mapping
        As a user would have it.
    """
    around = as_installed(environment)
    found = [_job(name, folder, around) for name in names]
    for floor in dict.fromkeys(JOBS[name].floor for name in names):
        code = [sys.executable, "-c", FLOORS[floor]]
        found.append(Contestant(floor, lambda code=code: call(code, folder, around)))
    return found


def as_installed(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which compiled Python is kept, as in an installation, and this very collabsim is found."""
    around = {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}
    parent = Path(simulator.__file__).resolve().parents[1]
    if not (parent / "simulator" / "_configs").is_dir():  # a checkout, which need not be installed
        around["PYTHONPATH"] = os.pathsep.join(filter(None, [str(parent), around.get("PYTHONPATH")]))
    return around


def _job(name: str, folder: Path, around: Mapping[str, str]) -> Contestant:
    job = JOBS[name]
    runs, cache = folder / "runs", folder / "kernels"
    words = [sys.executable, "-m", "simulator.cli", *job.words]
    if job.words[0] == "run":
        words += ["--output", str(runs)]

    def work() -> None:
        call(words, folder, {**around, "COLLABSIM_CACHE_DIR": str(cache)} if job.compiling else around)

    def clear() -> None:
        for made in (runs, cache):
            shutil.rmtree(made, ignore_errors=True)

    return Contestant(name, work, before=clear, warm=not job.compiling)


def call(words: list[str], folder: Path, environment: Mapping[str, str]) -> None:
    """Run one process to its end.

    Raises
    ------
    CommandFailed
        When it does not end well; what it said is in the message.
    """
    done = subprocess.run(
        words, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, errors="replace", check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise CommandFailed(f"{' '.join(words)} ended with {done.returncode}: {done.stderr[-2000:]}")
