"""Every trial as a Parquet table, which spreadsheets, Power BI, DuckDB, R and pandas all read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.plan.outcomes import OutcomeInfo

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_ONCE = 65_536
"""Trials of a row group: large enough to compress well, small enough to read one at a time."""

DEFAULT_SCOPES = {
    "tested": frozenset({"whole", "year", "council", "council_year"}),
    "as_submitted": frozenset({"whole", "year", "council"}),
}
"""Scopes of each view whose outcomes are kept unless all are asked for: headline, yearly and council outcomes. Clusters
come on request, and so does each council's every year as submitted, which would be a third of the folder."""


class TrialsWriter(AbstractContextManager["TrialsWriter"]):
    """Writes trials to a file as they come: a column ``trial``, then one for each name.

    Parameters
    ----------
    path : Path
    names : sequence of str
        Of the columns.
    about : sequence of dict of str to str
        What each column is; kept with the column.
    """

    def __init__(self, path: Path, names: Sequence[str], about: Sequence[dict[str, str]]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._schema = pa.schema(
            [
                pa.field("trial", pa.int64(), nullable=False),
                *(pa.field(name, pa.float64(), metadata=facts) for name, facts in zip(names, about, strict=True)),
            ]
        )
        # Doubles compress a quarter better when first bytes stand with first bytes; dictionaries cannot help.
        self._writer = pq.ParquetWriter(
            path,
            self._schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=False,
            use_byte_stream_split=list(names),
            write_statistics=False,
        )

    def write(self, first_trial: int, rows: Iterable[npt.NDArray[np.float64]]) -> None:
        """Add a chunk of trials.

        Parameters
        ----------
        first_trial : int
        rows : iterable of float64[TRIAL]
            In the order of the names, all of one length. Missing values (NaN) become nulls.
        """
        import pyarrow as pa

        columns = [_column(pa.float64(), np.ascontiguousarray(row, dtype=np.float64)) for row in rows]
        trials = len(columns[0]) if columns else 0
        numbers = _column(pa.int64(), np.arange(first_trial, first_trial + trials, dtype=np.int64))
        batch = pa.record_batch([numbers, *columns], schema=self._schema)
        self._writer.write_batch(batch, row_group_size=ROWS_AT_ONCE)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()


def _column(kind: pa.DataType, values: npt.NDArray) -> pa.Array:
    """An Arrow column on the memory of a NumPy row: `pa.array` would import pandas. NaN becomes null."""
    import pyarrow as pa

    present = ~np.isnan(values) if values.dtype.kind == "f" else None
    if present is None or present.all():
        return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values)], null_count=0)
    bitmap = pa.py_buffer(np.packbits(present, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [bitmap, pa.py_buffer(values)])


def write_outcomes(
    path: Path,
    infos: Sequence[OutcomeInfo],
    values: npt.NDArray[np.float64],
    *,
    first_trial: int,
    scopes: frozenset[str] | None,
) -> None:
    """Write the outcomes of every trial of a view.

    Parameters
    ----------
    path : Path
    infos : sequence of OutcomeInfo
        What each row is.
    values : float64[OUTCOME, TRIAL]
    first_trial : int
    scopes : frozenset of str or None
        Scopes of the outcomes to keep; all of them when None.
    """
    kept = [row for row, info in enumerate(infos) if scopes is None or info.scope in scopes]
    about = [_about(infos[row]) for row in kept]
    with TrialsWriter(path, [infos[row].name for row in kept], about) as writer:
        for start in range(0, values.shape[1], ROWS_AT_ONCE):
            chunk = values[:, start : start + ROWS_AT_ONCE]
            writer.write(first_trial + start, (chunk[row] for row in kept))


def write_inputs(path: Path, ids: Sequence[str], values: npt.NDArray[np.float64], *, first_trial: int) -> None:
    """Write the sampled inputs of every trial, float64[INPUT, TRIAL], under their ids."""
    with TrialsWriter(path, ids, [{} for _ in ids]) as writer:
        for start in range(0, values.shape[1], ROWS_AT_ONCE):
            writer.write(first_trial + start, values[:, start : start + ROWS_AT_ONCE])


def _about(info: OutcomeInfo) -> dict[str, str]:
    facts = {
        "unit": info.unit,
        "price_base": info.price_base,
        "denominator": info.denominator,
        "description": info.description,
    }
    return {key: text for key, text in facts.items() if text}
