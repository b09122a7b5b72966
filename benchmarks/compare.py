"""Everything that is timed, side by side in one session: the table of the README, and what CI holds a change to.

    python -m benchmarks.compare             # the table, in some seven minutes; --quick in one and a half
    python -m benchmarks.compare --record    # the same, kept in recorded.json and shown in the README

``collabsim bench`` prints the same table to those who have only installed it. `benchmarks.gate` holds a change to what
is recorded.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

from benchmarks.measuring import LEAST_ROUNDS, Contestant, ratio, side_by_side
from benchmarks.table import Comparison, Session, as_json, markdown, record

Told = Callable[[str], None]

ROUNDS = 7
"""Of a full session; a quick one has the fewest that have a median."""

CALL_SECONDS, QUICK_CALL_SECONDS = 0.5, 0.2
"""How long one call of a contestant takes at least."""

IN_WORDS = {
    "plain NumPy": "plain NumPy and SciPy",
    "best NumPy": "the best NumPy",
    "openturns": "OpenTURNS' draws, plain NumPy after them",
    "chaospy": "chaospy's draws, plain NumPy after them",
    "squigglepy": "squigglepy's draws, plain NumPy after them",
}
"""What the engine is beside, as the table says it."""

WANTED_OF_ENGINE = {"plain NumPy": 30.0, "best NumPy": 8.0}
WANTED_OF_COMMANDS = {"--help": 2.0, "validate": 2.0, "run --no-report": 1.8, "run": 4.5, "first run": 12.0}
WANTED_OF_TWO_THREADS, WANTED_OF_PORTFOLIO = 1.8, 1.6
"""What the project has set itself: the least of a speed, the most of a duration."""

SHOWN_COMMANDS = {
    "--help": "`collabsim --help`",
    "validate": "`collabsim validate`",
    "run --no-report": "`collabsim run --trials 10000 --no-report`",
    "run": "`collabsim run --trials 10000`, with its charts and report",
    "first run": "the same for the first time ever, compiling",
}
SHOWN_FLOORS = {
    "click": "`import click`",
    "parsers": "`import numpy; from pydantic import BaseModel`",
    "bare": "importing NumPy, numba and Matplotlib's Figure and Agg",
}


def session(quick: bool, rounds: int, told: Told, environment: Mapping[str, str]) -> Session:
    """Measure everything.

    Parameters
    ----------
    quick : bool
        Leave out the other libraries, the first run, portfolios and clusters, and take less of the rest.
    rounds : int
        How often each is timed.
    told : callable
        Given a line of words as it goes on.
    environment : mapping
        As a user's commands would have it.
    """
    from benchmarks.machine import about

    comparisons, left_out, seconds = trials(quick, rounds, told)
    comparisons += two_threads(quick, rounds, told)
    with tempfile.TemporaryDirectory() as folder:
        comparisons += commands(Path(folder), quick, rounds, told, environment)
        if not quick:
            comparisons.append(portfolio(Path(folder) / "portfolio", rounds, told))
            if find_spec("distributed") is None:
                left_out["Dask"] = "not installed: pip install 'collabsim[cluster]'"
            else:
                comparisons.append(cluster(rounds, told))
    return Session(about(), tuple(comparisons), left_out, seconds)


def trials(quick: bool, rounds: int, told: Told) -> tuple[list[Comparison], dict[str, str], dict[str, float]]:
    """The engine beside NumPy and the other libraries, in both views, and beside its own designs."""
    from benchmarks.models import contestants, real_plan
    from benchmarks.peers import PEERS

    seconds = QUICK_CALL_SECONDS if quick else CALL_SECONDS
    wanted = ("engine", "plain NumPy", "best NumPy", *(() if quick else PEERS), "lhs", "sobol")
    entered, left_out = contestants(real_plan(), seconds, wanted)
    found = side_by_side(entered, rounds, told)
    others = [name for name in found if name in IN_WORDS]
    comparisons = [_speed(name, "the engine", found, name, WANTED_OF_ENGINE.get(name)) for name in others]
    for name, word in (("lhs", "Latin hypercubes"), ("sobol", "Sobol points")):
        words = f"the engine on {word}", "the engine on random trials"
        comparisons.append(Comparison(name, *words, ratio(found, name, "engine"), quicker=False))
    entered, _ = contestants(real_plan("as_submitted"), seconds, ("engine", "plain NumPy"))
    submitted = side_by_side(entered, rounds, told)
    what = "the engine, the case as submitted"
    comparisons.insert(1, _speed("plain NumPy, as submitted", what, submitted, "plain NumPy", None))
    medians = {name: sorted(of)[len(of) // 2] for name, of in found.items()}
    return comparisons, left_out, medians


def _speed(name: str, what: str, found: Mapping[str, list[float]], other: str, wanted: float | None) -> Comparison:
    return Comparison(name, what, IN_WORDS[other], ratio(found, other, "engine"), True, wanted)


def two_threads(quick: bool, rounds: int, told: Told) -> list[Comparison]:
    """The engine beside itself on two threads, where there are two cores."""
    from benchmarks.models import real_plan, thread_contestants
    from simulator.running.crew import cores

    if cores() < 2:
        told("two threads are left out: there is one core")
        return []
    found = side_by_side(thread_contestants(real_plan(), 1.0 if quick else 2.0), rounds, told)
    made = ratio(found, "1 thread", "2 threads")
    return [
        Comparison("two threads", "the engine on two threads", "the engine on one", made, True, WANTED_OF_TWO_THREADS)
    ]


def commands(folder: Path, quick: bool, rounds: int, told: Told, environment: Mapping[str, str]) -> list[Comparison]:
    """Whole commands beside what only imports."""
    from benchmarks.commands import JOBS, contestants

    warm = tuple(name for name, job in JOBS.items() if not job.compiling)
    found = side_by_side(contestants(folder, warm, environment), rounds, told)
    comparisons = [_command(name, found) for name in warm]
    if not quick:
        cold = tuple(name for name in JOBS if name not in warm)
        found = side_by_side(contestants(folder, cold, environment), LEAST_ROUNDS, told)
        comparisons += [_command(name, found) for name in cold]
    return comparisons


def _command(name: str, found: Mapping[str, list[float]]) -> Comparison:
    from benchmarks.commands import JOBS

    floor = JOBS[name].floor
    words = SHOWN_COMMANDS[name], SHOWN_FLOORS[floor]
    return Comparison(name, *words, ratio(found, name, floor), False, WANTED_OF_COMMANDS[name])


def portfolio(folder: Path, rounds: int, told: Told) -> Comparison:
    """A portfolio beside the bare engine time of its trials."""
    from benchmarks.portfolio import pair

    words = "a portfolio of pairs of councils", "the bare engine's time for its trials"
    return _pair("portfolio", words, pair(folder), rounds, told, WANTED_OF_PORTFOLIO)


def cluster(rounds: int, told: Told) -> Comparison:
    """Work by two workers of a cluster beside the same by two threads."""
    from benchmarks.overhead import pair

    with pair() as both:
        return _pair(
            "Dask",
            ("pairs of councils by two workers of a Dask cluster", "the same by two threads"),
            both,
            rounds,
            told,
        )


def _pair(
    name: str,
    words: tuple[str, str],
    both: tuple[Callable[[], object], Callable[[], object]],
    rounds: int,
    told: Told,
    wanted: float | None = None,
) -> Comparison:
    """The row of something that is timed and its floor."""
    found = side_by_side([Contestant(said, work) for said, work in zip(words, both, strict=True)], rounds, told)
    return Comparison(name, *words, ratio(found, *words), False, wanted)


def main() -> int:
    """Measure, print, and record where asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="the engine beside NumPy and warm commands only")
    parser.add_argument("--rounds", type=int, help=f"times each is timed (default {ROUNDS}; {LEAST_ROUNDS} when quick)")
    parser.add_argument("--json", action="store_true", help="print JSON in place of the table")
    parser.add_argument(
        "--record", action="store_true", help="keep the ratios in recorded.json and show them in the README"
    )
    asked = parser.parse_args()
    if asked.record and asked.quick:
        parser.error("--record wants everything measured: leave out --quick")
    rounds = asked.rounds or (LEAST_ROUNDS if asked.quick else ROUNDS)
    if rounds < LEAST_ROUNDS:
        parser.error(f"--rounds is at least {LEAST_ROUNDS}: fewer have no median worth the name")
    environment = dict(os.environ)
    limit_libraries()
    measured = session(asked.quick, rounds, say, environment)
    print(as_json(measured) if asked.json else markdown(measured), end="")
    if asked.record:
        record(measured)
    return 0


def limit_libraries() -> None:
    """Have the libraries of this process use one thread, as the engine does beside them; before NumPy is imported."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
        os.environ[name] = "1"


def say(line: str) -> None:
    """Tell how far it is, on the error stream."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
