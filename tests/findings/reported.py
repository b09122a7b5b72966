"""A small case and its report, simulated once for all tests of what a report says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from distributions.designs import RANDOM, Design
from simulator.case import Case, builtin_path, load_case
from simulator.engine import simulate
from simulator.findings import Findings, ReportFindings, analyse, report_findings
from simulator.findings.redrawn import Redrawn, draw_again
from simulator.plan import compile_plan

SEED, TRIALS = 2011, 400

SMALL = """
[case]
id = "small"
title = "Two towns"
start = "2011-10"
horizon = "2016/17"
as_at = "2011-10-01"
price_base = "2011/12"
gap_year = "2014/15"

[council.east]
name = "East"
net_budget = "£40m"
gap = { "2014/15" = "£4m" }

[council.west]
name = "West"
net_budget = "£60m"
gap = { "2014/15" = "£6m" }

[wave.one]
name = "Wave one"
start = "2012-04"
ramp = 6
delay = { low = 0, mode = 2, high = 8, basis = "evidence", source = "Elsewhere" }

[cluster.office]
name = "Office"
wave = "one"
saving = { low = "£1m", mode = "£1.5m", high = "£2m", basis = "reported", source = "The report" }
overlap = { low = "0%", mode = "10%", high = "20%" }
cashable = "80%"

[cluster.goodwill]
name = "Goodwill"
wave = "one"
saving = { low = "£0.2m", mode = "£0.3m", high = "£0.5m" }
cashable = "0%"

[delivery]
factor = { low = 0.6, mode = 0.9, high = 1.0 }

[cost.change]
name = "The change"
owner = "programme"
kind = "ict"
amount = { low = "£1m", mode = "£1.5m", high = "£3m" }
profile = [{ from = 0, to = 6, share = 1.0 }]

[running.host]
name = "Hosting"
owner = "programme"
amount = "£60k"

[running.desk]
name = "Help desk"
owner = "office"
amount = { low = "£10k", mode = "£20k", high = "£40k" }

[lock.old-contract]
cluster = "office"
share = "20%"
until = "2014-03-31"

[event.fire]
name = "A fire"
theme = "Buildings"
on = ["office"]
probability = "30%"
saving_factor = { low = 0.5, high = 0.7, distribution = "uniform" }

[event.better]
name = "New law for the better"
on = ["programme"]
probability = "20%"
saving_amount = "£100k"
exclusive = "law"

[event.worse]
name = "New law for the worse"
on = ["programme"]
probability = "30%"
saving_amount = "-£400k"
exclusive = "law"

[event.never]
on = ["office"]
probability = "0%"
delay = 3

[gate.go]
date = "2012-01"
decline = { east = "15%", west = "0%" }

[exit]
probability = "5%"
unwind = 6
cost = "£200k"
"""


@dataclass(frozen=True)
class Reported:
    """A case, what the trials say, the inputs behind them and the report."""

    case: Case
    findings: Findings
    redrawn: Redrawn
    submitted: Redrawn
    report: ReportFindings


@cache
def small(design: Design = RANDOM) -> Reported:
    """The small case above."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "small.toml"
        path.write_text(SMALL, encoding="utf-8")
        case = load_case(path)
    return reported(case, design)


@cache
def shipped(name: str) -> Reported:
    """A shipped case."""
    return reported(load_case(builtin_path(name)))


def reported(case: Any, design: Design = RANDOM, trials: int = TRIALS) -> Reported:
    """Simulate a case and report it."""
    trials = trials if design.random else design.trials
    plans = [compile_plan(case, view) for view in ("tested", "as_submitted")]
    outcomes = [simulate(plan, SEED, range(trials), design=design) for plan in plans]
    findings = analyse(case, *outcomes, *plans, seed=SEED)
    samples = (findings.tested_sample, findings.submitted_sample)
    redrawn = [draw_again(plan, sample, SEED, trials, design) for plan, sample in zip(plans, samples, strict=True)]
    return Reported(case, findings, *redrawn, report_findings(case, findings, *plans, SEED, trials, design))
