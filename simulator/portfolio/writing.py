"""The folder of a finished portfolio: every group as Parquet, the ranking as CSV, what it was made of and with."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from simulator.findings.portfolio import PortfolioFindings, as_object, classes_of
from simulator.findings.standings import GAP, MEASURES, figure_names
from simulator.findings.summary import as_json
from simulator.portfolio.results import Results
from simulator.record.folder import appearing_whole, run_name
from simulator.record.manifest import MANIFEST, SCHEMA_VERSION, files_below, machine, versions
from simulator.record.tables import write_csv

if TYPE_CHECKING:
    import pyarrow as pa

    from simulator.portfolio.job import Portfolio

ROWS_AT_ONCE = 1024
"""Groups of a row group of the Parquet table, which is what is held at a time."""

TOP = 50
"""Groups told one by one in summary.json."""


@dataclass(frozen=True)
class Given:
    """What a portfolio was made from, byte for byte, and how it was asked for.

    Attributes
    ----------
    template_id : str
    files : mapping of str to bytes
        By the name that each gets in the folder.
    sets : tuple of str
    options : mapping of str to JSON value
    again, again_here : str
        The command that gives the same once more: as it was typed, and from within the folder, by the copies there.
    started : datetime
    """

    template_id: str
    files: Mapping[str, bytes]
    sets: tuple[str, ...]
    options: Mapping[str, Any]
    again: str
    again_here: str
    started: datetime = field(default_factory=lambda: datetime.now(UTC))


def write_portfolio(
    parent: Path,
    portfolio: Portfolio,
    open_results: Callable[[Path], Results],
    find: Callable[[Results], PortfolioFindings],
    given: Given,
    dress: Callable[[Path, PortfolioFindings], object] | None,
) -> tuple[Path, PortfolioFindings]:
    """Write a folder ``<time>-portfolio-<template>-<id>``.

    Parameters
    ----------
    parent : Path
        The folder that runs are put in.
    portfolio : Portfolio
    open_results : callable
        The results of all groups, with room for a temporary file in the folder that it is given.
    find : callable
        What they say.
    given : Given
    dress : callable or None
        Draws the charts into a folder.

    Returns
    -------
    tuple of Path and PortfolioFindings

    Raises
    ------
    RunError
        If the folder cannot be written.
    """
    folder = parent / run_name(f"portfolio-{given.template_id}", given.started)
    with appearing_whole(folder) as draft:
        with open_results(draft) as results:
            found = find(results)
            for name, content in given.files.items():
                (draft / name).write_bytes(content)
            write_table(draft / f"{found.noun}s.parquet", portfolio, results)
            write_csv(draft / f"{found.noun}s.csv", _HEAD, _ranking(results))
        summary = as_object(found, TOP, folder.as_posix())
        (draft / "summary.json").write_text(as_json(summary), encoding="utf-8", newline="\n")
        if dress is not None:
            dress(draft, found)
        manifest = _manifest(folder.name, portfolio, found, given) | {"files": files_below(draft)}
        text = json.dumps(manifest, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        (draft / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    return folder, found


def _manifest(name: str, portfolio: Portfolio, found: PortfolioFindings, given: Given) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "portfolio",
        "portfolio": name,
        "finished": True,
        "started_at": given.started.astimezone(UTC).isoformat(timespec="seconds"),
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "template": {"id": given.template_id, "title": found.title, "fixed_part": portfolio.template.fixed_part},
        "given": {file: hashlib.sha256(content).hexdigest() for file, content in given.files.items()},
        "councils": found.councils,
        "groups": found.groups,
        "without_case": found.without,
        "seed": found.seed,
        "trials": found.trials,
        "within_years": found.within,
        "rank_by": found.rank_by,
        "sets": list(given.sets),
        "options": dict(given.options),
        "again": given.again_here,
        "results_sha256": found.results_sha256,
        "versions": versions(),
        "platform": machine(),
    }


_TOLD = (
    *("payback_within", "payback_within.error", "never_pays_back", "never_pays_back.error"),
    *("approved", "approved.error", "within_reserves", "within_reserves.error"),
    *(f"{measure}.p{p}{end}" for measure in ("payback_years", GAP) for p in (10, 50, 90) for end in ("", ".error")),
    *(f"{m}.p50{end}" for m in MEASURES if m not in ("payback_years", GAP) for end in ("", ".error")),
    *("peak_funding.p90", "peak_funding.p90.error", "npv.mean", "npv.mean.error"),
)
"""Figures of the ranking as CSV; the Parquet table has all."""

_HEAD = ("rank", "councils", "names", "classes", *_TOLD)


def _ranking(results: Results) -> Iterator[Sequence[str | float | None]]:
    for line in results.ranked():
        told = [line.figures.get(name) for name in _TOLD]
        cells = [None if value is None else _brief(value) for value in told]
        yield [line.place, line.key, " + ".join(line.names), line.classes, *cells]


def _brief(value: float) -> float | str:
    """A figure to seven digits, far beyond its error; a payback that never comes as a word."""
    return float(f"{value:.7g}") if math.isfinite(value) else "never"


def write_table(path: Path, portfolio: Portfolio, results: Results) -> None:
    """Every group in the order of its number, with all figures; what is not there is null."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = figure_names()
    texts = ("councils", "names", "classes")
    schema = pa.schema(
        [
            pa.field("group", pa.int64(), nullable=False),
            pa.field("rank", pa.int64(), metadata={"description": "from 1; null for groups without a case"}),
            pa.field("tied", pa.bool_(), nullable=False),
            *(pa.field(name, pa.string(), nullable=False) for name in texts),
            *(pa.field(name, pa.float64()) for name in names),
        ]
    )
    writer = pq.ParquetWriter(
        path, schema, compression="zstd", use_dictionary=list(texts), use_byte_stream_split=list(names)
    )
    with writer:
        for first in range(0, len(portfolio.groups), ROWS_AT_ONCE):
            writer.write_batch(_batch(schema, portfolio, results, first))


def _batch(schema: pa.Schema, portfolio: Portfolio, results: Results, first: int) -> pa.RecordBatch:
    import pyarrow as pa

    rows = results.rows(first, ROWS_AT_ONCE)
    numbers = np.arange(first, first + len(rows), dtype=np.int64)
    rank, tied = results.standing.rank[numbers], results.standing.tied[numbers]
    members = [portfolio.members(int(number)) for number in numbers]
    return pa.record_batch(
        [
            _column(pa.int64(), numbers, np.ones(len(rows), dtype=np.bool_)),
            _column(pa.int64(), rank, rank > 0),
            pa.Array.from_buffers(pa.bool_(), len(rows), [None, pa.py_buffer(np.packbits(tied, bitorder="little"))]),
            _texts(["+".join(member.id for member in group) for group in members]),
            _texts([" + ".join(member.name for member in group) for group in members]),
            _texts([classes_of([member.size_class for member in group]) for group in members]),
            *(_column(pa.float64(), np.ascontiguousarray(column), ~np.isnan(column)) for column in rows.T),
        ],
        schema=schema,
    )


def _column(kind: pa.DataType, values: npt.NDArray[Any], present: npt.NDArray[np.bool_]) -> pa.Array:
    """An Arrow column on the memory of a NumPy row: `pa.array` would import pandas."""
    import pyarrow as pa

    there = None if present.all() else pa.py_buffer(np.packbits(present, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [there, pa.py_buffer(values)])


def _texts(words: Sequence[str]) -> pa.Array:
    import pyarrow as pa

    encoded = [word.encode() for word in words]
    ends = np.zeros(len(words) + 1, dtype=np.int32)
    np.cumsum([len(word) for word in encoded], out=ends[1:])
    return pa.Array.from_buffers(
        pa.string(), len(words), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))], null_count=0
    )
