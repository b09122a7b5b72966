"""How long whole commands take, each as a ratio to the bare imports it cannot do without.

Run it with the Python that collabsim is installed in: ``python benchmarks/run_time.py [--rounds N] [--cold] [--json]``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

PARSERS = "from pydantic import BaseModel; import tomllib, tree_sitter, tree_sitter_toml"
ENGINE = f"{PARSERS}; import click, numpy, numba, pyarrow"
CHARTS = f"{ENGINE}; from matplotlib.figure import Figure; from matplotlib.backends.backend_agg import FigureCanvasAgg"

JOBS: dict[str, tuple[list[str], str]] = {
    "--help": (["--help"], "import click"),
    "validate": (["validate", "darlington-hartlepool"], f"import click; {PARSERS}"),
    "run --no-report": (["run", "--no-report", "--quiet", "--seed", "1"], ENGINE),
    "run": (["run", "--quiet", "--seed", "1"], CHARTS),
}
"""Name of the job, what follows ``collabsim``, and the imports that are its floor."""


def seconds(command: list[str], folder: str, environment: dict[str, str]) -> float:
    """Time one process from start to end."""
    begun = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return time.perf_counter() - begun


def measure(rounds: int, cold: bool) -> dict[str, dict[str, float]]:
    """Time every job and its floor in turn; the fastest of `rounds` counts.

    Returns
    -------
    dict
        Job to ``seconds``, ``floor`` (seconds) and ``ratio``; with `cold` also ``first``, the seconds of a run that has
        yet to compile.
    """
    collabsim = [sys.executable, "-m", "simulator.cli"]
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        if cold:
            environment = os.environ | {"COLLABSIM_CACHE_DIR": os.path.join(folder, "cache")}
            first = seconds([*collabsim, "run", "--quiet", "--seed", "1"], folder, environment)
            found["first run, compiling"] = {"seconds": first}
        for name, (words, floor) in JOBS.items():
            seconds([*collabsim, *words], folder, dict(os.environ))  # warm: compiled, and read from disk once
            pairs = [
                (
                    seconds([*collabsim, *words], folder, dict(os.environ)),
                    seconds([sys.executable, "-c", floor], folder, dict(os.environ)),
                )
                for _ in range(rounds)
            ]
            job, bare = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
            found[name] = {"seconds": job, "floor": bare, "ratio": job / bare}
    return found


def main() -> None:
    """Measure and print a table, or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=7, help="times each job is run (default 7)")
    parser.add_argument("--cold", action="store_true", help="also time a first run, which compiles")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    found = measure(asked.rounds, asked.cold)
    if asked.json:
        print(json.dumps(found, indent=2))
        return
    print(f"{'job':24}{'seconds':>10}{'floor':>10}{'ratio':>8}")
    for name, row in found.items():
        rest = f"{row['floor']:10.2f}{row['ratio']:8.2f}" if "floor" in row else ""
        print(f"{name:24}{row['seconds']:10.2f}{rest}")


if __name__ == "__main__":
    main()
