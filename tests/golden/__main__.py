"""The golden figures of the shipped cases: ``python -m tests.golden --update`` writes them anew.

The figures are what the shipped cases give for one seed. A change that moves them is either a mistake or goes into
CHANGELOG.md, under *Numbers change*, with the first eight characters of the new fingerprint. With them is written what
the README shows of a real run, so that the two never tell different stories.
"""

from __future__ import annotations

import json
import math
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

CASES = ("darlington-hartlepool", "darlington-hartlepool-bottom-up")
TRIALS, SEED = 4096, 2011
FIGURES = (
    "annual_saving",
    "implementation_cost",
    "redundancy_cost",
    "delay_cost",
    "npv",
    "payback_years",
    "peak_funding",
    "posts_removed",
    "deficit_reduction.2014/15",
    "saving.2014/15",
    "annual_saving.corporate",
    "payback_years.hartlepool",
)
FILE = Path(__file__).with_name("figures.json")
README = Path(__file__).resolve().parents[2] / "README.md"
IMAGE = README.parent / "docs" / "images" / "fan-chart.png"
NAMED = 8
"""Characters of a fingerprint by which CHANGELOG.md names it."""


def figures(name: str) -> dict[str, Any]:
    """The fingerprint of a shipped case and a few of its figures, by view: p10, p50 and p90, rounded to 10 digits."""
    from simulator import compile_plan, load_case, simulate
    from simulator.case import builtin_path
    from simulator.record.digest import digests_by_name, results_sha256

    case = load_case(builtin_path(name))
    found: dict[str, Any] = {}
    digests = {}
    for view in ("tested", "as_submitted"):
        outcomes = simulate(compile_plan(case, view), TRIALS, SEED)
        digests[view] = (digests_by_name(outcomes.names, 0, outcomes.values), TRIALS)
        found[view] = {
            figure: [_rounded(sorted(outcomes[figure])[math.ceil(p * TRIALS / 100) - 1]) for p in (10, 50, 90)]
            for figure in FIGURES
            if figure in outcomes.names
        }
    return {"results_sha256": results_sha256(digests), **found}


def _rounded(value: float) -> float | str:
    return float(f"{value:.10g}") if math.isfinite(value) else str(value)


def kept() -> dict[str, Any]:
    """The golden figures as they are kept."""
    content: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return content


def real_run(folder: Path, *options: str) -> str:
    """What the README's command prints, its seed named; the run is kept in the folder."""
    from click.testing import CliRunner

    from simulator.cli.app import collabsim

    done = CliRunner().invoke(collabsim, ["run", "--seed", str(SEED), "--output", str(folder), *options])
    if done.exit_code:
        sys.exit(done.stderr)
    return done.stdout


def excerpt(printed: str) -> str:
    """The part of a run's output that the README shows: from the title to the end of the first section."""
    opening, in_short, _ = re.split(r"\n\n(?=[^\n]+\n-+\n)", printed, maxsplit=2)
    return f"{opening}\n\n{in_short}"


def shown(page: str, text: str) -> str:
    """The README with this excerpt in its place."""
    block = f"<!-- from a real run -->\n```text\n{text}\n```\n<!-- end -->"
    return re.sub(r"<!-- from a real run -->.*?<!-- end -->", lambda _: block, page, flags=re.DOTALL)


def show_a_real_run() -> None:
    """Put a real run's words and fan chart into the README."""
    with tempfile.TemporaryDirectory() as folder:
        printed = real_run(Path(folder))
        README.write_text(shown(README.read_text(encoding="utf-8"), excerpt(printed)), encoding="utf-8")
        [chart] = Path(folder).glob("*/charts/fan-chart.png")
        IMAGE.parent.mkdir(exist_ok=True)
        shutil.copyfile(chart, IMAGE)


def main() -> None:
    """Write the golden figures anew and say what to put into CHANGELOG.md."""
    if sys.argv[1:] != ["--update"]:
        sys.exit("Golden figures change on purpose only: python -m tests.golden --update")
    before = kept() if FILE.exists() else {}
    now = {name: figures(name) for name in CASES}
    FILE.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    show_a_real_run()
    for name in CASES:
        new = now[name]["results_sha256"]
        if before.get(name, {}).get("results_sha256") == new:
            print(f"{name}: unchanged, {new[:NAMED]}")
        else:
            print(f"{name}: write {new[:NAMED]} into CHANGELOG.md under 'Numbers change', and why it moved")


if __name__ == "__main__":
    main()
