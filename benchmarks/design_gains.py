"""How much each design gains on the real case: how many random trials it would take to be as precise.

Run it with the Python that collabsim is installed in: ``python benchmarks/design_gains.py [--points N …]
[--trials N] [--json]``. It prints the table of the README.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable

import numpy as np

from distributions.designs import DESIGNS, Design
from simulator import load_case
from simulator.engine import Outcomes
from simulator.plan import compile_plan
from simulator.running import simulate

DEFAULT_POINTS, LONG_POINTS = 1024, 16_384
"""Points of a randomisation in a run of 20 randomisations and some 20,000 trials; and in one of some 300,000."""

Figure = Callable[[dict[str, np.ndarray], np.ndarray], float]


def _percentile(name: str, percent: int) -> Figure:
    def figure(trials: dict[str, np.ndarray], chosen: np.ndarray) -> float:
        ascending = np.sort(trials[name][chosen])
        return ascending[max(-(-percent * len(ascending) // 100), 1) - 1]

    return figure


def _mean(name: str) -> Figure:
    return lambda trials, chosen: trials[name][chosen].mean()


def _chance(name: str, most: float) -> Figure:
    return lambda trials, chosen: np.count_nonzero(trials[name][chosen] <= most) / np.count_nonzero(chosen)


FIGURES: dict[str, tuple[str, bool, Figure]] = {
    "full-year saving, mean": ("tested", True, _mean("annual_saving")),
    "saving of 2014/15 ÷ its gap, mean": ("tested", True, _mean("deficit_reduction.2014/15")),
    "payback, median": ("tested", True, _percentile("payback_years", 50)),
    "chance of payback within five years": ("tested", True, _chance("payback_years", 5.0)),
    "peak funding, at an 80% chance": ("tested", True, _percentile("peak_funding", 80)),
    "chance that it never pays back": ("tested", False, lambda t, c: np.isinf(t["payback_years"][c]).mean()),
    "as submitted: full-year saving, mean": ("as_submitted", False, _mean("annual_saving")),
    "as submitted: payback, median": ("as_submitted", False, _percentile("payback_years", 50)),
}
"""What is estimated: the view, whether given that the councils approve, and how."""

KEPT = ("annual_saving", "deficit_reduction.2014/15", "payback_years", "peak_funding", "approved")


def estimates(outcomes: Outcomes, view: str, points: int) -> dict[str, np.ndarray]:
    """Every figure of a view, from each stretch of so many trials by itself: by name, [STRETCH]."""
    found: dict[str, list[float]] = {name: [] for name, figure in FIGURES.items() if figure[0] == view}
    for first in range(0, outcomes.trials, points):
        trials = {name: outcomes[name][first : first + points] for name in outcomes.names}
        for name in found:
            _, given_approval, figure = FIGURES[name]
            chosen = trials["approved"] == 1 if given_approval else np.ones(points, dtype=bool)
            found[name].append(figure(trials, chosen))
    return {name: np.array(values) for name, values in found.items()}


def gains(points: int, randomisations: int, seed: int) -> dict[str, dict[str, float]]:
    """Estimate every figure from randomisations of so many points, under every design.

    Returns
    -------
    dict
        Figure to ``mean`` and ``random`` (its mean, and the standard deviation of an estimate from so many random
        trials), and under the name of every other design the variance of random estimates over that of its own.
    """
    case = load_case()
    found: dict[str, dict[str, float]] = {name: {} for name in FIGURES}
    for view in ("tested", "as_submitted"):
        plan = compile_plan(case, view)
        for name in DESIGNS:
            design = Design() if name == "random" else Design(name, points, randomisations)
            outcomes = simulate(plan, points * randomisations, seed, design=design, keep=KEPT)
            for figure, values in estimates(outcomes, view, points).items():
                if name == "random":
                    found[figure] |= {"mean": values.mean(), "random": values.std(ddof=1)}
                else:
                    found[figure][name] = found[figure]["random"] ** 2 / values.var(ddof=1)
    return found


def _times(gain: float) -> str:
    """A gain to two digits."""
    return f"{float(f'{gain:.2g}'):,.{1 if gain < 9.95 else 0}f}"


def main() -> None:
    """Measure, and print the table or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    lengths = [DEFAULT_POINTS, LONG_POINTS]
    parser.add_argument("--points", type=int, nargs="*", default=lengths, help="of a randomisation (powers of two)")
    parser.add_argument("--trials", type=int, default=2_000_000, help="of each design, about (default 2,000,000)")
    parser.add_argument("--seed", type=int, default=2011)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    found = {points: gains(points, max(asked.trials // points, 2), asked.seed) for points in asked.points}
    if asked.json:
        print(json.dumps(found, indent=2))
        return
    columns = [f"{name}, {points:,}" for name in DESIGNS[1:] for points in found]
    print("| figure | " + " | ".join(columns) + " |")
    print("|---|" + "---|" * len(columns))
    for figure in FIGURES:
        cells = [_times(found[points][figure][name]) for name in DESIGNS[1:] for points in found]
        print(f"| {figure} | " + " | ".join(cells) + " |")
    for points in found:
        many = max(asked.trials // points, 2)
        print(f"{points:,} points, {many:,} randomisations: each gain to within {2 * math.sqrt(4 / many):.0%}.")


if __name__ == "__main__":
    main()
