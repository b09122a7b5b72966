"""What the trials say: measures, probabilities and their errors, sentences, limits.

`analyse` turns the trials of both views into `Findings`; `spoken_lines`, `summary_object` and `summary_rows` tell them;
`report_findings` works out what a report says beyond that;
`read_limit`, `check_names` and `judge` hold them against stated limits; `read_precision` and
`trials_for` say how precise they are to be and how many trials that takes. Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.findings.analysis import analyse, summarise
    from simulator.findings.facts import facts_of
    from simulator.findings.figures import FigureError, check_names
    from simulator.findings.found import Findings
    from simulator.findings.limits import judge, read_limit
    from simulator.findings.precision import read_precision
    from simulator.findings.probabilities import probability_names
    from simulator.findings.report import ReportFindings, report_findings
    from simulator.findings.settling import trials_for
    from simulator.findings.spoken import spoken_lines, spoken_sections
    from simulator.findings.summary import as_json, summary_object, summary_rows

_HOMES = {
    "Findings": "found",
    "analyse": "analysis",
    "summarise": "analysis",
    "facts_of": "facts",
    "FigureError": "figures",
    "check_names": "figures",
    "judge": "limits",
    "read_limit": "limits",
    "read_precision": "precision",
    "probability_names": "probabilities",
    "ReportFindings": "report",
    "report_findings": "report",
    "trials_for": "settling",
    "spoken_lines": "spoken",
    "spoken_sections": "spoken",
    "as_json": "summary",
    "summary_object": "summary",
    "summary_rows": "summary",
}

__all__ = [
    "FigureError",
    "Findings",
    "ReportFindings",
    "analyse",
    "as_json",
    "check_names",
    "facts_of",
    "judge",
    "probability_names",
    "read_limit",
    "read_precision",
    "report_findings",
    "spoken_lines",
    "spoken_sections",
    "summarise",
    "summary_object",
    "summary_rows",
    "trials_for",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
