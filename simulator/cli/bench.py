"""``collabsim bench``: how fast is it here, and beside what?"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

import click

from simulator.cli import console, process


@click.command(name="bench")
@click.option("--quick", is_flag=True, help="Only the engine beside NumPy, and commands that need not compile.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object in place of the table.")
@click.option("--quiet", "-q", is_flag=True, help="Do not tell how far it is.")
def command(quick: bool, as_json: bool, quiet: bool) -> None:
    """Time the engine and the commands on this machine, beside what they are measured by.

    The engine makes trials of the built-in case beside the same model in plain NumPy and SciPy, in the best NumPy, and
    with the draws of other libraries; whole commands run beside processes that only import what they need. All take
    turns in one session, and what is printed are ratios: seconds differ from machine to machine, ratios much less.

    Everything takes some seven minutes, --quick one and a half. Let the machine rest meanwhile. OpenTURNS, chaospy and
    squigglepy take part when they are installed: pip install 'collabsim[bench]'; a Dask cluster with
    pip install 'collabsim[cluster]'.

    \b
    Examples:
      collabsim bench --quick
      collabsim bench --json >bench.json
    """
    environment = dict(os.environ)
    benchmarks = _benchmarks("compare")
    benchmarks.limit_libraries()
    process.at_work()
    rounds = benchmarks.LEAST_ROUNDS if quick else benchmarks.ROUNDS
    found = benchmarks.session(quick, rounds, _silent if quiet else console.note, environment)
    table = _benchmarks("table")
    console.say((table.as_json if as_json else table.plain)(found).rstrip("\n"))


def _silent(line: str) -> None:
    """Tell nothing."""


def _benchmarks(module: str) -> Any:
    """A module of the benchmarks, which lie in the package of an installation and beside it in a checkout.

    They are loaded under their own name from just there: a folder of that name where somebody happens to work is
    another.
    """
    package = Path(__file__).resolve().parents[1]
    packaged = package / "_benchmarks"
    folder = packaged if packaged.is_dir() else package.parent / "benchmarks"
    if "benchmarks" not in sys.modules:
        start = folder / "__init__.py"
        spec = importlib.util.spec_from_file_location("benchmarks", start, submodule_search_locations=[str(folder)])
        if spec is None or spec.loader is None or not start.is_file():
            raise click.ClickException(
                f"the benchmarks are not where they belong, in {folder}: install collabsim anew."
            )
        made = sys.modules["benchmarks"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(made)
    return importlib.import_module(f"benchmarks.{module}")
