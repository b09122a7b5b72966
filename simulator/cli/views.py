"""Both views of a case, simulated: what ``run`` and ``rerun`` have in common."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, Any

from simulator.cli import interrupt
from simulator.cli.console import Progress

if TYPE_CHECKING:
    from distributions.designs import Design
    from simulator.case import Case
    from simulator.record import View
    from simulator.running.crew import Crew


def simulate_views(
    case: Case,
    trials: int,
    seed: int,
    crew: Crew,
    progress: Progress,
    *,
    design: Design,
    keep_inputs: bool = False,
    meanwhile: Callable[[], object] | None = None,
) -> tuple[View, View]:
    """Simulate a case as tested and as submitted, on the same draws.

    Parameters
    ----------
    case : Case
    trials, seed
        As in `simulator.running.simulate`.
    crew : Crew
        Who does the work. It changes no result.
    progress : Progress
        Told how far it is.
    design : Design
        How the trials are laid out; they are whole randomisations of it.
    keep_inputs : bool
        Whether to keep the sampled inputs too.
    meanwhile : callable, optional
        Called beside the simulation of the first view, which leaves the interpreter idle.

    Returns
    -------
    tuple of View
        Tested and as submitted, all outcomes kept.

    Raises
    ------
    KeyboardInterrupt
        When Ctrl-C came, however deep inside compiled code.
    """
    from simulator.engine import sample_inputs
    from simulator.plan import compile_plan
    from simulator.running import simulate

    found = []
    for place, view in enumerate(("tested", "as_submitted")):

        def tell(done: int, total: int, before: int = place * trials) -> None:
            interrupt.check()
            progress(before + done, 2 * total)

        plan = compile_plan(case, view)
        if meanwhile is not None and not place:
            Thread(target=meanwhile, daemon=True).start()
        outcomes = simulate(plan, trials, seed, design=design, progress=tell, **by(crew))
        inputs = sample_inputs(plan, seed, range(trials), design) if keep_inputs else None
        found.append((plan, outcomes, inputs))
    interrupt.check()
    from simulator.record import View

    tested, submitted = (View(*parts) for parts in found)
    return tested, submitted


def by(crew: Crew) -> dict[str, Any]:
    """How `simulator.running.simulate` is told who does the work: threads of this process fill in one table, from
    others values have to be sent."""
    from simulator.running.crew import Threads

    return {"threads": crew.hands} if isinstance(crew, Threads) else {"crew": crew}
