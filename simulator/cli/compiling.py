"""The one wait that only the first run on a machine has: told before it comes, and done by processes of its own.

Compiling takes hundreds of megabytes that a process never gives back, and one core. So two processes do it side by
side, each its part, and leave what they made on disk. Where they cannot, a kernel is compiled when it is called.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time

from simulator.cli import console, interrupt

MAIN_KERNEL = "simulate_run"
"""The kernel whose compilation takes the time of a first run."""

PARTS = ("engine", "rest")
"""What is compiled side by side: the engine, and all that a run calls beside it."""

_LOOK_SECONDS = 0.05


def compile_if_need_be(wanted: bool = True) -> None:
    """Compile the engine unless it is on disk, and say so on standard error first if the user wants to hear of it.

    Raises
    ------
    KeyboardInterrupt
        When Ctrl-C came meanwhile; nothing goes on compiling then.
    """
    from distributions.jit import already_compiled

    if already_compiled(MAIN_KERNEL):
        return
    if wanted:
        console.note(
            "Compiling once for this machine, which takes up to half a minute; from the next run on it starts at once."
        )
    if not getattr(sys, "frozen", False):
        _compile_apart()


def _compile_apart() -> None:
    """Have each part compiled by a process of its own. What fails there fails again, with its reason, when used."""
    from simulator.running.crew import cores

    together = PARTS if cores() > 1 else PARTS[:1]
    begun: list[subprocess.Popen[bytes]] = []
    try:
        for part in together:
            begun.append(
                subprocess.Popen(
                    [sys.executable, "-m", __spec__.name, part],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
        while any(process.poll() is None for process in begun):
            interrupt.check()
            time.sleep(_LOOK_SECONDS)
    except OSError:
        return
    finally:
        for process in begun:
            with contextlib.suppress(OSError):
                process.kill()
            process.wait()


def _compile(part: str) -> None:
    """In a process of its own: call what a run calls, so that numba compiles it and keeps it."""
    import gc

    from simulator.case import builtin_path, check_case
    from simulator.engine import sample_inputs, simulate
    from simulator.plan import compile_plan

    # Numba makes millions of objects that all stay reachable: to look through them is a tenth of the time.
    gc.disable()
    if part == "engine":
        # A case without a range needs no table of a quantile function, which the other part compiles.
        fixed = ("cluster.back-office.saving=£1m", "cluster.highways.saving=£1m", "total_cost.amount=£1m")
        case, faults, _ = check_case(builtin_path("blank"), fixed)
        if case is None:
            raise ValueError(f"the blank case has faults: {faults}")
        simulate(compile_plan(case, "as_submitted"), 0, range(1))
        return
    import numpy as np

    from simulator.findings.correlation import correlations
    from simulator.findings.measures import measure_outcomes
    from simulator.record.digest import digest_rows

    case, _, _ = check_case(None, ())
    assert case is not None
    plans = [compile_plan(case, view) for view in ("tested", "as_submitted")]
    sample_inputs(plans[0], 0, range(64))
    correlations(plans[0], 0, 0, 64)
    values = np.zeros((len(plans[0].outcomes), 64))
    measure_outcomes(plans[0].outcomes, values, None, 1)
    digest_rows(0, values)


if __name__ == "__main__":
    _compile(sys.argv[1])
