"""The work of ``collabsim sweep``: scenarios checked and compiled, simulated by a crew, kept, and written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from simulator.cli import console, interrupt
from simulator.cli.compiling import compile_if_need_be

if TYPE_CHECKING:
    from simulator.case import Case
    from simulator.case.scenarios import Checked, Scenarios
    from simulator.cli.console import Progress
    from simulator.findings.figure_rows import Named
    from simulator.findings.labels import Labels
    from simulator.findings.sweep import Base, Changed, Row, SweepJob
    from simulator.findings.sweep_told import Sweep
    from simulator.running.crew import Crew
    from simulator.running.unfinished import Unfinished

SAVE_AFTER = 5.0
"""Seconds of work that a power cut may cost; what an interruption finds done is kept in any case."""

_MOST_WARNINGS = 10


@dataclass(frozen=True)
class Prepared:
    """A sweep that can begin.

    Attributes
    ----------
    case : Case
        As it is, with what is set in all scenarios.
    base : Base
    scenarios : Scenarios
    changed : tuple of Changed
        Each scenario as the engine is given it.
    shown : int
        Place of the figure by which scenarios are compared.
    started : datetime
    """

    case: Case
    base: Base
    scenarios: Scenarios
    changed: tuple[Changed, ...]
    shown: int
    started: datetime

    @property
    def plan_sha256(self) -> str:
        """Over what the engine is given for the case as it is and for every scenario."""
        text = hashlib.sha256()
        for one in (self.base.plan_sha256, *(changed.plan_sha256 for changed in self.changed)):
            text.update(one.encode())
        return text.hexdigest()


def prepare(
    case: Case, given: bytes, name: str, scenarios: Scenarios, options: dict[str, Any], progress: Progress
) -> Prepared:
    """Check every scenario and compile it.

    Parameters
    ----------
    case : Case
        As it is, with what is set in all scenarios.
    given : bytes
        The case file, and ``name`` what it is called in faults.
    scenarios : Scenarios
    options : dict
        Of the command.
    progress : Progress

    Raises
    ------
    click.UsageError
        For figures that the case does not have.
    click.exceptions.Exit
        With exit code 2, once every fault of every scenario is told.
    """
    from simulator.case.loading import Stated, read_stated
    from simulator.case.scenarios import ScenariosError, check_scenarios
    from simulator.cli.sweep import show_scenario_faults
    from simulator.findings.figures import FigureError
    from simulator.findings.sweep import base_of, changed_of

    started = datetime.now(UTC)
    try:
        named, shown = _figures(case, options["figures"], options["show"])
        base = base_of(case, named)
    except FigureError as wrong:
        raise click.UsageError(str(wrong)) from wrong
    stated = read_stated(given, name)
    assert isinstance(stated, Stated)
    found: list[Changed] = []
    warnings: dict[str, int] = {}

    def take(checked: Checked) -> None:
        interrupt.check()
        progress.stage(f"Checking scenario {len(found) + 1:,} of {len(scenarios.all):,}")
        found.append(changed_of(base, case, checked.case))
        for warning in checked.warnings:
            warnings[str(warning)] = warnings.get(str(warning), 0) + 1

    try:
        check_scenarios(stated, options["sets"], scenarios, take)
    except ScenariosError as wrong:
        progress.done()
        show_scenario_faults(wrong)
        raise click.exceptions.Exit(2) from None
    _warn(warnings, stated, options["sets"], len(found))
    return Prepared(case, base, scenarios, tuple(found), shown, started)


def _figures(case: Case, asked: Sequence[Named], show: Named | None) -> tuple[list[Named], int]:
    """The figures of each scenario, and the place of the one that is shown."""
    from simulator.findings.figure_rows import MAIN, default_figures, read_named
    from simulator.plan import compile_plan

    named = list(asked) or list(default_figures(compile_plan(case).outcomes))
    main = show or (asked[0] if asked else read_named(MAIN))
    figures = [one.figure for one in named]
    if main.figure not in figures:
        return [*named, main], len(named)
    return named, figures.index(main.figure)


def _warn(warnings: dict[str, int], stated: Any, sets: Sequence[str], many: int) -> None:
    """Warn of what is suspicious in scenarios and not in the case as it is, whose warnings are printed already."""
    from simulator.case.loading import check_stated

    known = {str(warning) for warning in check_stated(stated, sets)[2]}
    new = [(text, count) for text, count in warnings.items() if text not in known]
    for text, count in new[:_MOST_WARNINGS]:
        console.warn(f"in {count:,} of {many:,} scenarios: {text}" if count < many else text)
    if len(new) > _MOST_WARNINGS:
        console.warn(f"... and {len(new) - _MOST_WARNINGS:,} more, of single scenarios.")


def do(prepared: Prepared, crew: Crew, options: dict[str, Any], progress: Progress, again: str) -> Sweep:
    """Simulate what is not done yet, keeping each scenario as it is finished.

    Parameters
    ----------
    prepared : Prepared
    crew : Crew
    options : dict
        Of the command.
    progress : Progress
    again : str
        The command that goes on after an interruption.

    Raises
    ------
    KeyboardInterrupt
        When Ctrl-C came; what is done is kept, and said.
    click.UsageError
        When there is not enough memory.
    """
    from simulator.findings.sweep import base_row, sweep_job
    from simulator.record.sweeps import fingerprint

    many, trials, seed = len(prepared.changed), options["trials"], options["seed"]
    unfinished = _unfinished(prepared, options)
    rows = _rows_of(unfinished)[:many]
    when = unfinished.saved_at()
    if rows and when is not None and not options["quiet"]:
        console.note(f"Going on from {len(rows):,} of {many:,} scenarios, done until {when:%H:%M on %d %B %Y}.")
    compile_if_need_be(progress.wanted)

    def tell(done: int, total: int) -> None:
        interrupt.check()
        progress.stage("Simulating the case as it is")

    try:
        job = sweep_job(prepared.base, prepared.changed, seed, trials, fingerprint, options["threads"], tell)
        _simulate(job, crew, rows, unfinished, progress, many, again)
    except MemoryError:
        outcomes = len(prepared.base.named) + 1
        needed = f"{crew.hands} scenarios at once of {trials:,} trials, some {outcomes} outcomes each"
        raise click.UsageError(
            f"there is not enough memory for {needed}; ask for fewer --trials or --threads."
        ) from None
    return _sweep(prepared, base_row(job), rows, options)


def _simulate(
    job: SweepJob, crew: Crew, rows: list[Row], unfinished: Unfinished, progress: Progress, many: int, again: str
) -> None:
    """Add the rows of the scenarios that are not done yet; keep those that are, however this ends."""
    saved, last = len(rows), monotonic()
    try:
        for _, row in crew.results(job, range(len(rows), many)):
            rows.append(row)
            progress(len(rows), many)
            interrupt.check()
            if monotonic() - last > SAVE_AFTER:
                saved, last = _save(unfinished, rows, saved), monotonic()
    except BaseException as stopped:
        _save(unfinished, rows, saved)
        if isinstance(stopped, KeyboardInterrupt) and rows:
            progress.done()
            console.note(f"{len(rows):,} of {many:,} scenarios are kept. To go on from there: {again}")
        raise


def _unfinished(prepared: Prepared, options: dict[str, Any]) -> Unfinished:
    """What is done already of this very sweep, if anything."""
    from distributions.jit import source_hash
    from simulator.running.unfinished import Unfinished

    identity = {
        "work": "sweep",
        "plan_sha256": prepared.plan_sha256,
        "seed": options["seed"],
        "trials": options["trials"],
        "figures": [named.text for named in prepared.base.named],
        "sources": source_hash(),
    }
    return Unfinished.open(options["output"], "sweep", identity)


def _save(unfinished: Unfinished, rows: Sequence[Row], saved: int) -> int:
    """Keep the rows that are not kept yet; returns how many are kept now."""
    from simulator.findings.sweep import as_record

    if len(rows) > saved:
        new = [as_record(row) for row in rows[saved:]]
        unfinished.write(f"{saved:08d}.json", json.dumps(new).encode())
    return len(rows)


def _rows_of(unfinished: Unfinished) -> list[Row]:
    """The rows that were kept, from the first on."""
    from simulator.findings.sweep import of_record

    rows: list[Row] = []
    for part in unfinished.parts():
        content = unfinished.read(part)
        if content is None or part != f"{len(rows):08d}.json":
            break
        rows += [of_record(kept) for kept in json.loads(content)]
    return rows


def _sweep(prepared: Prepared, base: Row, rows: Sequence[Row], options: dict[str, Any]) -> Sweep:
    from simulator.findings.figure_words import unit_of
    from simulator.findings.labels import Labels
    from simulator.findings.sweep_told import AS_IT_IS, Line, Sweep
    from simulator.findings.wording import price_base
    from simulator.record.sweeps import sweep_sha256

    case, scenarios, named = prepared.case, prepared.scenarios, prepared.base.named
    labels = Labels(case)
    infos = {info.name: info for info in prepared.base.outcomes}
    units = {name: info.unit for name, info in infos.items()}
    bases = [infos[one.figure.name].price_base if one.figure.function not in ("", "P") else None for one in named]
    return Sweep(
        case_id=case.case.id,
        title=case.case.title,
        kind=scenarios.kind,
        paths=scenarios.paths,
        short=scenarios.short,
        labels={path: _label(labels, path) for path in scenarios.paths},
        base=Line(0, AS_IT_IS, {}, base),
        lines=tuple(Line(one.number, one.name, one.values, row) for one, row in zip(scenarios.all, rows, strict=True)),
        named=named,
        units=tuple(unit_of(one.figure, units) for one in named),
        bases=tuple(price_base(base, prepared.base.facts) for base in bases),
        shown=prepared.shown,
        seed=options["seed"],
        trials=options["trials"],
        results_sha256=sweep_sha256(base.results_sha256, [row.results_sha256 for row in rows]),
    )


def _label(labels: Labels, path: str) -> str:
    """What people call a key: an input, or one of the numbers of an input."""
    said = labels.of(path)
    above, _, last = path.rpartition(".")
    return said if said != path or labels.of(above) == above else f"{labels.of(above)} ({last.replace('_', ' ')})"


def keep(
    prepared: Prepared,
    sweep: Sweep,
    given: bytes,
    given_scenarios: bytes | None,
    options: dict[str, Any],
    progress: Progress,
) -> tuple[Path, dict[str, Any]]:
    """Write the sweep's folder and throw away what was kept of the work.

    Returns
    -------
    folder : Path
    told : dict
        What ``sweep.json`` holds.
    """
    from simulator.case.excel import as_toml, is_workbook
    from simulator.record.folder import RunError
    from simulator.record.sweeps import Given, write_sweep

    kept = {name: options[name] for name in ("grids", "ranges", "sampled", "sets", "no_chart")}
    theme = options["theme"]
    given_of = Given(
        case=as_toml(given) if is_workbook(given) else given,
        workbook=given if is_workbook(given) else None,
        scenarios=given_scenarios,
        options={**kept, "kind": sweep.kind, "shown": sweep.named[sweep.shown].text}
        | ({"theme": theme.as_record()} if theme else {}),
        again=options["again"],
        plan_sha256=prepared.plan_sha256,
        started=prepared.started,
    )

    def dress(folder: Path) -> None:
        from simulator.report.sweep import write_sweep_chart
        from simulator.report.theme import HOUSE

        progress.stage("Drawing the picture")
        write_sweep_chart(sweep, folder, theme or HOUSE)
        interrupt.check()

    progress.stage("Writing the sweep")
    try:
        found = write_sweep(options["output"], sweep, given_of, None if options["no_chart"] else dress)
    except RunError as wrong:
        raise click.UsageError(f"{wrong}.") from wrong
    _unfinished(prepared, options).remove()
    return found
