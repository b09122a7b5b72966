"""The golden figures of the shipped cases: ``python -m tests.golden --update`` writes them anew.

They are what the shipped cases give for one seed. A change that moves them is either a mistake or goes into
CHANGELOG.md, under *Numbers change*, with the first eight characters of the new fingerprint.
"""

from __future__ import annotations

import json
import math
import sys
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
        }
    return {"results_sha256": results_sha256(digests), **found}


def _rounded(value: float) -> float | str:
    return float(f"{value:.10g}") if math.isfinite(value) else str(value)


def kept() -> dict[str, Any]:
    """The golden figures as they are kept."""
    content: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return content


def main() -> None:
    """Write the golden figures anew and say what to put into CHANGELOG.md."""
    if sys.argv[1:] != ["--update"]:
        sys.exit("Golden figures change on purpose only: python -m tests.golden --update")
    before = kept() if FILE.exists() else {}
    now = {name: figures(name) for name in CASES}
    FILE.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    for name in CASES:
        new = now[name]["results_sha256"]
        if before.get(name, {}).get("results_sha256") == new:
            print(f"{name}: unchanged, {new[:NAMED]}")
        else:
            print(f"{name}: write {new[:NAMED]} into CHANGELOG.md under 'Numbers change', and why it moved")


if __name__ == "__main__":
    main()
