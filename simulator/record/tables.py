"""Tables as CSV files that a spreadsheet opens as they are, and in which no text is ever run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyarrow import DataType

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """A column of a table that is written as Parquet and as CSV.

    Attributes
    ----------
    name : str
    cells : sequence of str, int, float or None
        Of one kind.
    about : mapping of str to str
        What it is: unit, price base; kept with the column in Parquet.
    """

    name: str
    cells: Sequence[str | float | None]
    about: Mapping[str, str] = field(default_factory=dict)


def write_parquet(path: Path, columns: Sequence[Column], about: Mapping[str, str]) -> None:
    """Write a table as Parquet.

    Parameters
    ----------
    path : Path
    columns : sequence of Column
        Text where a cell is text, whole numbers where all are, else numbers; None is a null.
    about : mapping of str to str
        What the whole is; kept with the file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = [pa.field(column.name, _kind(column), metadata=dict(column.about) or None) for column in columns]
    schema = pa.schema(fields, metadata=dict(about))
    arrays = [pa.array(list(column.cells), type=kind.type) for column, kind in zip(columns, fields, strict=True)]
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd", write_statistics=False)


def _kind(column: Column) -> DataType:
    import pyarrow as pa

    cells = [cell for cell in column.cells if cell is not None]
    if any(isinstance(cell, str) for cell in cells):
        return pa.string()
    return pa.int64() if cells and all(isinstance(cell, int) for cell in cells) else pa.float64()


def safe_text(text: str) -> str:
    """Text that a spreadsheet takes for text: one that would start a formula gets an apostrophe in front.

    >>> safe_text("=1+1"), safe_text("annual_saving")
    ("'=1+1", 'annual_saving')
    """
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> None:
    """Write a table; numbers keep all their digits, None is an empty cell.

    The file begins with a byte-order mark, without which Excel reads the pound sign in the wrong code page.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for row in chain([header], rows):
            writer.writerow([safe_text(cell) if isinstance(cell, str) else cell for cell in row])
