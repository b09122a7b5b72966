"""Whether the engine has lost ground to plain NumPy since the ratios in ``recorded.json`` were measured.

    collabsim bench --quick --json >bench.json
    python -m benchmarks.gate bench.json

prints the session and ends with 1 when it has. Only ratios are held against each other, never seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.table import RECORD, Comparison, Session, from_json, plain

HELD = ("plain NumPy", "plain NumPy, as submitted")
"""Names of the ratios that may not fall."""

MOST_LOST = 0.30
"""Share of a recorded ratio that another machine, or another version of NumPy, may make of difference."""

LOOKS = 3
"""Times it is measured before a fall is believed: a busy machine makes one now and then, a slower engine every time."""


def fallen(found: Sequence[Comparison], recorded: Mapping[str, Comparison]) -> list[str]:
    """Every held ratio that lies more than `MOST_LOST` below the recorded one, in words.

    By the median of the rounds and by the fastest calls alike: what a busy machine takes from the one, it mostly leaves
    the other.
    """
    lost = []
    named = {one.name: one for one in found}
    for name in HELD:
        least = (1.0 - MOST_LOST) * recorded[name].ratio.median
        now = max(named[name].ratio.median, named[name].ratio.fastest)
        if now < least:
            lost.append(
                f"{named[name].what} is {now:.3g} times as quick as {named[name].beside}; "
                f"recorded are {recorded[name].ratio.median:.3g}, and it may not fall below {least:.3g}"
            )
    return lost


def check(measured: Session, again: Callable[[], Sequence[Comparison]], told: Callable[[str], None]) -> int:
    """Hold a session against the record.

    Parameters
    ----------
    measured : Session
    again : callable
        Measures the ratios once more.
    told : callable
        Given the verdict, line by line.

    Returns
    -------
    int
        0 when no held ratio has fallen, at the first look or a later one; 1 when they fall at every look.
    """
    kept = from_json(RECORD.read_text(encoding="utf-8"))
    recorded = {one.name: one for one in kept.comparisons}
    lost = fallen(measured.comparisons, recorded)
    for look in range(2, LOOKS + 1):
        if not lost:
            break
        told(f"Less than was recorded; look {look} of {LOOKS}.")
        lost = fallen(again(), recorded)
    for line in lost:
        told(f"Slower than recorded on {kept.about['date']}: {line}.")
    if lost:
        told("Make it quicker, or say why it is slower and run 'python -m benchmarks.compare --record'.")
        return 1
    told(f"No ratio to plain NumPy is more than {MOST_LOST:.0%} below the one recorded on {kept.about['date']}.")
    return 0


def main() -> int:
    """Check the session in the file that is named."""
    from benchmarks.compare import LEAST_ROUNDS, limit_libraries, say, trials

    if len(sys.argv) != 2:
        say("Name the file: python -m benchmarks.gate bench.json")
        return 2
    measured = from_json(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(plain(measured), flush=True)
    limit_libraries()
    return check(measured, lambda: trials(True, LEAST_ROUNDS, say)[0], say)


if __name__ == "__main__":
    sys.exit(main())
