"""Writing a sweep: one table of its scenarios as Parquet and CSV, and what it takes to make it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.case.scenarios.ranges import value_of
from simulator.findings.sweep_told import Line, Sweep, sweep_object
from simulator.record.digest import digests_by_name, results_sha256
from simulator.record.folder import appearing_whole, run_name
from simulator.record.manifest import MANIFEST, files_below, machine, versions
from simulator.record.tables import Column, write_csv, write_parquet

if TYPE_CHECKING:
    from simulator.engine import Outcomes

SCHEMA_VERSION = 1
"""Raised whenever a reader of the manifest would have to change."""

TABLE = "scenarios"
"""Name of the table's files, without ending."""

AS_GIVEN = "scenarios-as-given.csv"


def fingerprint(outcomes: Mapping[str, Outcomes]) -> str:
    """``results_sha256`` of one scenario: over the outcomes that were kept of each view, and the trials."""
    return results_sha256(
        {view: (digests_by_name(o.names, o.first_trial, o.values), o.trials) for view, o in outcomes.items()}
    )


def sweep_sha256(base: str, scenarios: Sequence[str]) -> str:
    """``results_sha256`` of a sweep: over those of the case as it is and of its scenarios, in their order."""
    text = hashlib.sha256(f"scenarios {len(scenarios)}\n".encode())
    for number, result in enumerate((base, *scenarios)):
        text.update(f"{number} {result}\n".encode())
    return text.hexdigest()


@dataclass(frozen=True)
class Given:
    """What a sweep was made from.

    Attributes
    ----------
    case : bytes
        The case file, byte for byte; of a workbook what it says, as TOML.
    workbook : bytes or None
        The case file where it is a workbook.
    scenarios : bytes or None
        The CSV file of scenarios, if there is one.
    options : mapping of str to JSON value
        Of the command line.
    again : str
        The command that makes the sweep again in its folder.
    plan_sha256 : str
        Over what the engine was given.
    started : datetime
        With its time zone.
    """

    case: bytes
    workbook: bytes | None
    scenarios: bytes | None
    options: Mapping[str, Any]
    again: str
    plan_sha256: str
    started: datetime


def write_sweep(
    parent: Path, sweep: Sweep, given: Given, dress: Callable[[Path], object] | None = None
) -> tuple[Path, dict[str, Any]]:
    """Write a sweep's folder ``<time>-<case>-sweep-<id>``, which appears whole or not at all.

    Parameters
    ----------
    parent : Path
        The folder that runs are put in; made if need be.
    sweep : Sweep
    given : Given
    dress : callable, optional
        Draws charts into the folder that it is given.

    Returns
    -------
    folder : Path
    told : dict
        What ``sweep.json`` holds (`simulator.findings.sweep_told.sweep_object`).

    Raises
    ------
    RunError
        If the folder cannot be written.
    """
    folder = parent / run_name(sweep.case_id, given.started, "sweep")
    told = sweep_object(sweep, folder.as_posix())
    columns = columns_of(sweep)
    with appearing_whole(folder) as draft:
        (draft / "case.toml").write_bytes(given.case)
        if given.workbook is not None:
            (draft / "case.xlsx").write_bytes(given.workbook)
        if given.scenarios is not None:
            (draft / AS_GIVEN).write_bytes(given.scenarios)
        about = {"case": sweep.case_id, "trials": str(sweep.trials), "seed": str(sweep.seed)}
        write_parquet(draft / f"{TABLE}.parquet", columns, about | {"results_sha256": sweep.results_sha256})
        rows = zip(*(column.cells for column in columns), strict=True)
        write_csv(draft / f"{TABLE}.csv", [column.name for column in columns], rows)
        _write_json(draft / "sweep.json", told)
        if dress is not None:
            dress(draft)
        _write_json(draft / MANIFEST, _manifest(folder, sweep, given, draft))
    return folder, told


def columns_of(sweep: Sweep) -> list[Column]:
    """The table of a sweep, the case as it is first, as scenario 0.

    A column for each swept path, a number in base units where every value of it is one; then for each figure its value,
    its standard error, its difference from the case as it is and the standard error of that on common draws. What is
    not set, has no trials or cannot be told is None; what is infinite is so.
    """
    lines = [sweep.base, *sweep.lines]
    columns = [
        Column("scenario", [line.number for line in lines]),
        Column("name", [line.name for line in lines]),
        *(_path_column(path, lines) for path in sweep.paths),
    ]
    for place, (named, unit) in enumerate(zip(sweep.named, sweep.units, strict=True)):
        found = [line.row.estimates[place] for line in lines]
        moved = [line.row.differences[place] for line in lines]
        about = {"unit": unit}
        columns += [
            Column(named.text, [None if one is None else one.value for one in found], about),
            Column(f"{named.text} error", [None if one is None else one.error for one in found], about),
            Column(f"{named.text} difference", [one.value for one in moved], about),
            Column(f"{named.text} difference error", [one.error for one in moved], about),
        ]
    return [*columns, Column("results_sha256", [line.row.results_sha256 for line in lines])]


def _path_column(path: str, lines: Sequence[Line]) -> Column:
    stated = [line.values.get(path) for line in lines]
    read = [None if text is None else value_of(text) for text in stated]
    units = {one[1] for one in read if one is not None}
    if len(units) != 1 or any(one is None and text is not None for one, text in zip(read, stated, strict=True)):
        return Column(path, stated)
    return Column(path, [one and one[0] for one in read], {"unit": units.pop()})


def _manifest(folder: Path, sweep: Sweep, given: Given, draft: Path) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "sweep": folder.name,
        "finished": True,
        "started_at": given.started.astimezone(UTC).isoformat(timespec="seconds"),
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "case": {"id": sweep.case_id, "title": sweep.title, "sha256": hashlib.sha256(given.case).hexdigest()},
        "seed": sweep.seed,
        "trials": sweep.trials,
        "scenarios": len(sweep.lines),
        "figures": [named.text for named in sweep.named],
        "options": dict(given.options),
        "again": given.again,
        "plan_sha256": given.plan_sha256,
        "results_sha256": sweep.results_sha256,
        "versions": versions(),
        "platform": machine(),
        "files": files_below(draft),
    }


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
