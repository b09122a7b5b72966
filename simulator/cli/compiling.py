"""The one wait that only the first run on a machine has: told before it comes, and done by processes of its own.

Compiling takes hundreds of megabytes that a process never gives back, and one core. So two processes do it side by
side, each its part, and leave what they made on disk. Where they cannot, a kernel is compiled when it is called.
"""

from __future__ import annotations

import contextlib
import functools
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from simulator.cli import console, interrupt

if TYPE_CHECKING:
    from simulator.case import Case

MAIN_KERNELS = ("simulate_run", "draw_inputs", "deliver_savings", "incur_costs", "find_outcomes")
"""The kernels whose compilation takes the time of a first run."""

STREAM_KERNEL = "sum_and_place"
"""The kernel whose compilation takes the time of a first streamed run."""

SIDE_BY_SIDE = ("incur_costs", "beside", "deliver_savings", "find_outcomes")
"""What is compiled side by side: parts of the engine, and all that a run calls beside them. Those that one of two
processes gets, every other, take as long as the other's."""

STREAMING = ("streaming",)
"""What a streamed run needs besides; it is compiled by streaming a little, which takes the engine."""

_COMPILING = "COLLABSIM_COMPILING"
"""Set in a process that compiles for another: it must not have others compile for it in turn."""

_LOOK_SECONDS = 0.05


def compile_if_need_be(wanted: bool = True) -> None:
    """Compile the engine unless it is on disk, and say so on standard error first if the user wants to hear of it.

    Raises
    ------
    KeyboardInterrupt
        When Ctrl-C came meanwhile; nothing goes on compiling then.
    """
    from distributions.jit import already_compiled

    if all(already_compiled(name) for name in MAIN_KERNELS):
        return
    if wanted:
        console.note(
            "Compiling once for this machine, which takes some ten seconds; from the next run on it starts at once."
        )
    _compile_apart(SIDE_BY_SIDE)


def compile_streaming_if_need_be() -> None:
    """The same for what counts streamed trials, a few seconds' work: a streamed run promises to take little memory."""
    from distributions.jit import already_compiled

    if not already_compiled(STREAM_KERNEL):
        _compile_apart(STREAMING)


def _compile_apart(parts: tuple[str, ...]) -> None:
    """Have each part compiled by a process of its own. What fails there fails again, with its reason, when used."""
    from simulator.running.crew import cores

    if getattr(sys, "frozen", False) or _COMPILING in os.environ:
        return
    begun: list[subprocess.Popen[bytes]] = []
    try:
        hands = min(cores(), len(parts))
        for hand in range(hands):
            begun.append(
                subprocess.Popen(
                    [sys.executable, "-m", __spec__.name, *parts[hand::hands]],
                    env=os.environ | {_COMPILING: "1"},
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


def _compile(parts: list[str]) -> None:
    """In a process of its own: call what a run calls, so that numba compiles it and keeps it."""
    import gc

    from distributions.jit import compile_only

    # Numba makes millions of objects of which most stay: to look through them as often as usual is a tenth of the time,
    # and never to do so a third more memory.
    gc.set_threshold(50_000)
    compile_only()
    others = {"beside": _call_what_is_beside, "streaming": _call_streaming}
    for part in parts:
        call = others.get(part) or functools.partial(_compile_part, part)
        call()


def _call_what_is_beside() -> None:
    import numpy as np

    from simulator.case import load_case
    from simulator.engine import sample_inputs
    from simulator.findings.correlation import correlations
    from simulator.findings.measures import measure_outcomes
    from simulator.plan import compile_plan
    from simulator.record.digest import digest_rows

    plan = compile_plan(load_case(None), "tested")
    sample_inputs(plan, 0, range(64))
    correlations(plan, 0, 0, 64)
    values = np.zeros((len(plan.outcomes), 64))
    measure_outcomes(plan.outcomes, values, None, 1)
    digest_rows(0, values)
    _compile_part("simulate_run")


def _compile_part(name: str) -> None:
    from simulator.engine import compile_engine
    from simulator.plan import compile_plan

    compile_engine(compile_plan(_without_ranges(), "as_submitted"), name)


def _call_streaming() -> None:
    from simulator.cli.console import Progress
    from simulator.cli.streaming import stream_views
    from simulator.running.crew import threads
    from simulator.running.stream.job import LEAF

    # A leaf and a bit: what is whole and what is not have kernels of their own.
    stream_views(_without_ranges(), LEAF + 1, 0, threads(1), Progress(False))


def _without_ranges() -> Case:
    """A case that needs no table of a quantile function, whose kernels are another part."""
    from simulator.case import builtin_path, check_case

    fixed = ("cluster.back-office.saving=£1m", "cluster.highways.saving=£1m", "total_cost.amount=£1m")
    case, faults, _ = check_case(builtin_path("blank"), fixed)
    if case is None:
        raise ValueError(f"the blank case has faults: {faults}")
    return case


if __name__ == "__main__":
    _compile(sys.argv[1:])
