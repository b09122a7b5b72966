"""Runs of more trials than are kept: counted as they come, put by now and then, and gone on with after a stop."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli import console, interrupt

if TYPE_CHECKING:
    from simulator.case import Case
    from simulator.cli.console import Progress
    from simulator.findings import Findings
    from simulator.findings.figures import Figure
    from simulator.findings.precision import Precision
    from simulator.plan import Plan
    from simulator.record import View
    from simulator.running.crew import Crew
    from simulator.running.stream import Streamed
    from simulator.running.unfinished import Unfinished

STREAMED_BEYOND = 500_000
"""Trials beyond which a run is streamed: some four gigabytes on the shipped case, were they all kept."""

VIEWS = ("tested", "as_submitted")


class Trials(click.IntRange):
    """A number of trials, at least 1, which may be written with separators: 100_000_000 or 100,000,000."""

    name = "integer"

    def __init__(self) -> None:
        super().__init__(1)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read it."""
        if isinstance(value, str) and re.fullmatch(r"\d{1,3}(,\d{3})+", value.strip()):
            value = value.replace(",", "")
        return super().convert(value, param, ctx)


stream_option = click.option(
    "--stream",
    is_flag=True,
    help="Count the trials as they come instead of keeping them, in little memory. Beyond "
    f"{STREAMED_BEYOND:,} trials that is always done.",
)


def stream_views(
    case: Case,
    trials: int,
    seed: int,
    crew: Crew,
    progress: Progress,
    *,
    figures: Sequence[Figure] = (),
    until: Sequence[Precision] = (),
    output: Path | None = None,
    keep_inputs: bool = False,
) -> tuple[Findings, View, View, Unfinished | None]:
    """Stream the trials of a case, as tested and as submitted, and work out what they say.

    Parameters
    ----------
    case : Case
    trials, seed : int
    crew : Crew
    progress : Progress
    figures : sequence of Figure
        What limits and precisions are stated on.
    until : sequence of Precision
        What the run was asked to reach.
    output : Path, optional
        The folder that runs are put in, where unfinished work is put by and looked for.
    keep_inputs : bool
        Whether to keep the inputs of those trials that are kept.

    Returns
    -------
    tuple of Findings, View, View, Unfinished or None
        The views hold the first trials only; what is unfinished is to be removed when the run is written.
    """
    from simulator.engine import sample_inputs
    from simulator.findings import facts_of
    from simulator.findings.streaming import KEPT_TRIALS, streamed_findings, streams_of, told_by
    from simulator.plan import compile_plan
    from simulator.record import View
    from simulator.running import simulate
    from simulator.running.stream.memory import let_go

    plans = [compile_plan(case, view) for view in VIEWS]
    streams = streams_of(facts_of(case), plans[0], plans[1], figures)
    store = None if output is None else _unfinished(output, case.case.id, plans, trials, seed, figures)
    streamed = _streamed(streams.views, trials, seed, streams.wanted, crew, progress, store)
    progress.stage("Working out what the trials say")
    told, how, digests = told_by(streams, streamed), streamed.how, _digests(streamed)
    # The counts give way to the trials that are kept.
    del streamed
    let_go()
    kept = range(min(trials, KEPT_TRIALS))
    samples = [simulate(plan, kept, seed) for plan in plans]
    findings = streamed_findings(streams, told, how, *samples, seed=seed, until=until)
    found = []
    for plan, sample, view in zip(plans, samples, VIEWS, strict=True):
        inputs = sample_inputs(plan, seed, kept) if keep_inputs else None
        found.append(View(plan, sample, inputs, digests[view]))
    interrupt.check()
    tested, submitted = found
    return findings, tested, submitted, store


def streamed_again(case: Case, trials: int, seed: int, crew: Crew, progress: Progress) -> tuple[View, View]:
    """The digest of every outcome of each view over any number of trials, and of these but the first."""
    from simulator.plan import compile_plan
    from simulator.record import View
    from simulator.running import simulate
    from simulator.running.stream import StreamView

    plans = [compile_plan(case, view) for view in VIEWS]
    streamed = _streamed([StreamView(plan) for plan in plans], trials, seed, None, crew, progress, None)
    digests = _digests(streamed)
    tested, submitted = (
        View(plan, simulate(plan, 1, seed), None, digests[view]) for plan, view in zip(plans, VIEWS, strict=True)
    )
    return tested, submitted


def _streamed(
    views: Sequence[Any], trials: int, seed: int, wanted: Any, crew: Crew, progress: Progress, store: Any
) -> Streamed:
    """Stream trials, telling how far it is and, if it is stopped, how it goes on."""
    from simulator.cli.compiling import compile_streaming_if_need_be
    from simulator.record.digest import add_rows
    from simulator.running.stream import stream
    from simulator.running.stream.memory import give_memory_back

    compile_streaming_if_need_be()
    give_memory_back()
    before = 0

    def tell(done: int, total: int) -> None:
        nonlocal before
        interrupt.check()
        if done < before:
            progress.again()
        before = done
        progress(done, total)

    def resumed(done: int) -> None:
        if progress.wanted and done < trials:
            saved = store.saved_at()
            console.note(f"Going on from {done:,} of {trials:,} trials, done until {saved:%H:%M on %d %B}.")

    try:
        return stream(
            views,
            trials,
            seed,
            wanted,
            digest=add_rows,
            crew=crew,
            store=store,
            progress=tell,
            resumed=resumed,
        )
    except KeyboardInterrupt:
        if store is not None and store.parts():
            console.note(
                f"What was done until {store.saved_at():%H:%M:%S} is kept in {store.path}; "
                f"the same command with --seed {seed} goes on from there."
            )
        raise


def _digests(streamed: Streamed) -> dict[str, dict[str, int]]:
    from simulator.record.digest import digests

    return {
        view: dict(zip(reading.names, digests(reading.sums.digest), strict=True))
        for view, reading in zip(VIEWS, streamed.readings, strict=True)
    }


def _unfinished(
    output: Path, case_id: str, plans: Sequence[Plan], trials: int, seed: int, asked: Sequence[Figure]
) -> Unfinished:
    """Where a streamed run is put by: found again by all that its findings depend on."""
    from distributions.jit import source_hash
    from simulator.record.digest import plan_sha256
    from simulator.record.folder import safe_name
    from simulator.running.stream import stream_hash
    from simulator.running.unfinished import Unfinished

    identity = {
        "command": "run",
        "plan": plan_sha256({view: plan.canonical_bytes() for view, plan in zip(VIEWS, plans, strict=True)}),
        "trials": trials,
        "seed": seed,
        "asked": sorted(str(figure) for figure in asked),
        "engine": source_hash(),
        "streaming": stream_hash(),
    }
    return Unfinished.open(output, f"run-{safe_name(case_id)}", identity)
