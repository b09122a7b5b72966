"""Writing a run: case, summary, trials, charts and manifest, in a folder that appears whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.findings.found import Findings, Sample
from simulator.findings.summary import COLUMNS, as_json, streaming_object, summary_object, summary_rows
from simulator.record.digest import digests_by_name, plan_sha256, results_sha256
from simulator.record.folder import appearing_whole, run_name, sync_file
from simulator.record.manifest import MANIFEST, SCHEMA_VERSION, facts_of, files_below, machine, versions
from simulator.record.reading import Run
from simulator.record.tables import write_csv
from simulator.record.trials import DEFAULT_SCOPES, write_inputs, write_outcomes

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from simulator.engine import Outcomes
    from simulator.plan import Plan

TESTED, SUBMITTED = "tested", "as_submitted"
_ENDINGS = {TESTED: "", SUBMITTED: "-as-submitted"}


@dataclass(frozen=True)
class View:
    """One view of a run: what the engine was given and what it gave.

    Attributes
    ----------
    plan : Plan
    outcomes : Outcomes
    inputs : float64[INPUT, TRIAL], optional
        The sampled inputs, in the order of ``plan.input_ids``, to be kept with the trials.
    streamed : mapping of str to int, optional
        The digests of all trials, where only the first of them are kept as outcomes.
    """

    plan: Plan
    outcomes: Outcomes
    inputs: npt.NDArray[np.float64] | None = None
    streamed: Mapping[str, int] | None = None

    def digests(self) -> Mapping[str, int]:
        """The digest of every outcome over all trials, by its name."""
        return _digests(self.outcomes) if self.streamed is None else self.streamed


def results_of(tested: Outcomes, submitted: Outcomes) -> str:
    """``results_sha256`` of a run: over both views, their outcomes' names and digests, and the trials."""
    return fingerprint({TESTED: _digests(tested), SUBMITTED: _digests(submitted)}, tested.trials)


def results_of_views(tested: View, submitted: View, trials: int) -> str:
    """The same of views of so many trials, whether all of them were kept or not."""
    return fingerprint({TESTED: tested.digests(), SUBMITTED: submitted.digests()}, trials)


def _digests(outcomes: Outcomes) -> dict[str, int]:
    return digests_by_name(outcomes.names, outcomes.first_trial, outcomes.values)


def fingerprint(digests: Mapping[str, Mapping[str, int]], trials: int) -> str:
    """``results_sha256`` from the digest of every outcome of each view, over so many trials."""
    return results_sha256({view: (by_name, trials) for view, by_name in digests.items()})


def write_run(
    parent: Path,
    findings: Findings,
    tested: View,
    submitted: View,
    *,
    case_given: bytes,
    case_resolved: str,
    workbook: bytes | None = None,
    sets: Sequence[str] = (),
    options: Mapping[str, Any] | None = None,
    started: datetime | None = None,
    all_outcomes: bool = False,
    dress: Callable[[Path, str], object] | None = None,
) -> Run:
    """Write a run folder ``<time>-<case>-<id>``.

    Parameters
    ----------
    parent : Path
        The folder that runs are put in; made if need be.
    findings : Findings
    tested, submitted : View
    case_given : bytes
        The case file, byte for byte; of a workbook what it says, as TOML.
    case_resolved : str
        The case with everything filled in, as TOML.
    workbook : bytes, optional
        The case file, byte for byte, where it is a workbook.
    sets : sequence of str
        Each ``PATH=VALUE`` that changed the case on the command line.
    options : mapping of str to JSON value, optional
        Other options of the command line, for the record.
    started : datetime, optional
        With its time zone; now when not given.
    all_outcomes : bool
        Keep every outcome of every trial, not only headline, yearly and council ones.
    dress : callable, optional
        Writes charts and report into the folder that it is given; its second argument is ``results_sha256``.

    Returns
    -------
    Run
        The finished run.

    Raises
    ------
    RunError
        If the folder cannot be written.
    """
    started = started or datetime.now(UTC)
    folder = parent / run_name(findings.facts.id, started)
    samples = {TESTED: (tested, findings.tested_sample), SUBMITTED: (submitted, findings.submitted_sample)}
    with appearing_whole(folder) as draft, ThreadPoolExecutor() as hands:
        # Compressing, hashing and waiting for the disk let go of the interpreter, which meanwhile words the summary.
        trials = [
            hands.submit(_write_trials, draft, _ENDINGS[name], *pair, None if all_outcomes else DEFAULT_SCOPES[name])
            for name, pair in samples.items()
        ]
        digests = {TESTED: tested.digests(), SUBMITTED: submitted.digests()}
        results = fingerprint(digests, findings.trials)
        summary = summary_object(findings, run=folder.as_posix(), results_sha256=results)
        (draft / "case.toml").write_bytes(case_given)
        if workbook is not None:
            (draft / "case.xlsx").write_bytes(workbook)
        (draft / "case.resolved.toml").write_text(case_resolved, encoding="utf-8", newline="\n")
        (draft / "summary.json").write_text(as_json(summary), encoding="utf-8", newline="\n")
        write_csv(draft / "summary.csv", COLUMNS, summary_rows(summary))
        if dress is not None:
            dress(draft, results)
        known = {path: facts for written in trials for path, facts in written.result().items()}
        manifest = {
            "schema_version": SCHEMA_VERSION,
            "run": folder.name,
            "finished": True,
            "started_at": started.astimezone(UTC).isoformat(timespec="seconds"),
            "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "case": {
                "id": findings.facts.id,
                "title": findings.facts.title,
                "sha256": hashlib.sha256(case_given).hexdigest(),
            },
            "seed": findings.seed,
            "trials": findings.trials,
            "first_trial": tested.outcomes.first_trial,
            "design": {
                "name": tested.outcomes.design.name,
                "points": tested.outcomes.design.points,
                "randomisations": tested.outcomes.randomisations,
            },
            "sets": list(sets),
            "options": dict(options or {}),
            "views": list(samples),
            "plan_sha256": plan_sha256({name: view.plan.canonical_bytes() for name, (view, _) in samples.items()}),
            "results_sha256": results,
            "digests": {
                view: {outcome: f"{digest:032x}" for outcome, digest in sorted(by_name.items())}
                for view, by_name in digests.items()
            },
            **({} if findings.streamed is None else {"streamed": streaming_object(findings.streamed)}),
            "versions": versions(),
            "platform": machine(),
            "files": files_below(draft, known),
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        (draft / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    return Run(folder, manifest, summary)


def _write_trials(
    draft: Path, ending: str, view: View, sample: Sample, scopes: frozenset[str] | None
) -> dict[Path, dict[str, str | int]]:
    """Write the trials of a view, see them onto the disk, and return what the manifest says of each file."""
    first = view.outcomes.first_trial
    written = [draft / f"trials{ending}.parquet"]
    write_outcomes(written[0], sample.infos, sample.values, first_trial=first, scopes=scopes)
    if view.inputs is not None:
        written.append(draft / f"inputs{ending}.parquet")
        write_inputs(written[1], view.plan.input_ids, view.inputs, first_trial=first)
    for path in written:
        sync_file(path)
    return {path: facts_of(path) for path in written}
