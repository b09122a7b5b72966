"""One trial as a workbook of live formulas: an auditor changes a cell and follows what it does.

The sheets mirror docs/model.md, section by section; nothing on them but the inputs, the case's own dates and profiles,
and the column of the engine's figures is a number that Python has worked out.
"""

from simulator.report.audit.trial import Trial, central_trial, percentile_trial, sampled_trial
from simulator.report.audit.workbook import CannotAudit, write_audit

__all__ = ["CannotAudit", "Trial", "central_trial", "percentile_trial", "sampled_trial", "write_audit"]
