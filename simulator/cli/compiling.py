"""The one wait that only the first run on a machine has, told before it comes."""

from __future__ import annotations

from simulator.cli import console

MAIN_KERNEL = "simulate_run"
"""The kernel whose compilation takes the time of a first run."""


def say_if_compiling(wanted: bool = True) -> None:
    """Say on standard error that the engine will be compiled now, if it will and the user wants to hear of it."""
    if not wanted:
        return
    from distributions.jit import already_compiled

    if not already_compiled(MAIN_KERNEL):
        console.note(
            "Compiling once for this machine, which takes up to half a minute; from the next run on it starts at once."
        )
