"""What a business case says: reading it, checking it, and explaining what is wrong with it.

Light on purpose: no numpy, numba or pandas here, so that checking a case is quick; and nothing is imported before it is
used, so that those who only want its words need not wait for its rules.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.case.builtin import builtin_path
    from simulator.case.calendar import Calendar, fy_label, month_of, parse_date, parse_fy
    from simulator.case.faults import CaseError, Fault
    from simulator.case.inputs import DEFAULT_SOURCE, Input, count_by_basis, iter_inputs
    from simulator.case.json_schema import case_schema
    from simulator.case.loading import build_case, check_case, check_data, load_case
    from simulator.case.schema import Case
    from simulator.case.writing import resolved_toml

_HOMES = {
    **dict.fromkeys(["builtin_path"], "builtin"),
    **dict.fromkeys(["Calendar", "fy_label", "month_of", "parse_date", "parse_fy"], "calendar"),
    **dict.fromkeys(["CaseError", "Fault"], "faults"),
    **dict.fromkeys(["DEFAULT_SOURCE", "Input", "count_by_basis", "iter_inputs"], "inputs"),
    **dict.fromkeys(["case_schema"], "json_schema"),
    **dict.fromkeys(["build_case", "check_case", "check_data", "load_case"], "loading"),
    **dict.fromkeys(["Case"], "schema"),
    **dict.fromkeys(["resolved_toml"], "writing"),
}

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
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
