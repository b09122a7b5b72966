"""A case as a workbook: the same tables and keys as the case file in TOML, one row for each key.

`reading` turns a workbook into the data that a TOML file would give, and remembers the cell of everything in it; from
there on nothing knows which of the two it was. `writing` makes the form to fill in, of a blank or of a case.
"""

from __future__ import annotations

from typing import Any

from simulator.case.text import is_workbook

__all__ = ["as_toml", "case_data", "is_workbook", "workbook_of"]


def case_data(content: bytes) -> dict[str, Any]:
    """The data of a case file without faults, TOML or workbook, as it states them.

    Raises
    ------
    CaseError
        When the content cannot be read.
    """
    from simulator.case.faults import CaseError, Fault
    from simulator.case.loading import read_stated

    stated = read_stated(content, "(file)")
    if isinstance(stated, Fault):
        raise CaseError([stated])
    if stated.data is None or stated.faults:
        raise CaseError(stated.faults)
    return stated.data


def as_toml(workbook: bytes) -> bytes:
    """What a workbook says, as a case file in TOML."""
    from simulator.case.data_toml import data_toml

    return data_toml(case_data(workbook), "What the workbook says").encode()


def workbook_of(data: dict[str, Any], *, fold: bool) -> bytes:
    """The workbook of a case; see `simulator.case.excel.writing.case_workbook`."""
    from simulator.case.excel.writing import case_workbook

    return case_workbook(data, fold=fold)
