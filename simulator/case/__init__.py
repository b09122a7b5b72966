"""What a business case says: reading it, checking it, and explaining what is wrong with it.

Light on purpose: no numpy, numba or pandas here, so that checking a case is quick.
"""

from typing import TYPE_CHECKING, Any

from simulator.case.builtin import builtin_path
from simulator.case.calendar import Calendar, fy_label, month_of, parse_date, parse_fy
from simulator.case.faults import CaseError, Fault
from simulator.case.inputs import DEFAULT_SOURCE, Input, count_by_basis, iter_inputs
from simulator.case.loading import build_case, check_case, check_data, load_case
from simulator.case.schema import Case
from simulator.case.writing import resolved_toml

if TYPE_CHECKING:
    from simulator.case.json_schema import case_schema

__all__ = [
    "DEFAULT_SOURCE",
    "Calendar",
    "Case",
    "CaseError",
    "Fault",
    "Input",
    "build_case",
    "builtin_path",
    "case_schema",
    "check_case",
    "check_data",
    "count_by_basis",
    "fy_label",
    "iter_inputs",
    "load_case",
    "month_of",
    "parse_date",
    "parse_fy",
    "resolved_toml",
]


def __getattr__(name: str) -> Any:
    # Few need the schema of the file, and its module is a command too.
    if name == "case_schema":
        from simulator.case.json_schema import case_schema

        return case_schema
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
