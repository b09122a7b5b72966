"""Findings of real runs of a shipped case, as it is and changed so that it comes out in every way it can."""

from __future__ import annotations

from functools import cache

from distributions.designs import RANDOM
from simulator.case import builtin_path, load_case
from simulator.findings import Findings, analyse, report_findings
from simulator.findings.report import ReportFindings
from simulator.plan import compile_plan
from simulator.running import simulate

CASE, SEED = "darlington-hartlepool", 7

FUTURES = ("typical", "hopeless", "declined", "one trial", "other case")
_SETS = {
    "typical": (),
    "hopeless": ("delivery.factor=0.1",),
    "declined": ("gate.wave-1.decline.darlington=100%",),
    "one trial": (),
    "other case": (),
}
_TRIALS = {"one trial": 1}


@cache
def real_report(future: str) -> tuple[Findings, ReportFindings]:
    """Findings of a run, and what its report says."""
    case = load_case(builtin_path(f"{CASE}-bottom-up" if future == "other case" else CASE), _SETS[future])
    trials = _TRIALS.get(future, 300)
    plans = [compile_plan(case, view) for view in ("tested", "as_submitted")]
    outcomes = [simulate(plan, trials, SEED, design=RANDOM) for plan in plans]
    findings = analyse(case, *outcomes, *plans, seed=SEED)
    return findings, report_findings(case, findings, *plans, SEED, trials, RANDOM)
