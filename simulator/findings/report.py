"""All that a report says of a run beyond its measures: drivers, risks, waterfall, timetable, joint chances, register.

`report_findings` is the one way in. It draws the inputs of the run again, which takes a fraction of a second, and
simulates nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.findings.curves import CURVES, ChanceCurve, chance_curves
from simulator.findings.drivers import Drivers, find_drivers
from simulator.findings.joint import Joint, find_joint
from simulator.findings.page import Page, write_page
from simulator.findings.redrawn import draw_again
from simulator.findings.register import Register, register_inputs
from simulator.findings.risk_register import RiskRegister, register_risks
from simulator.findings.sentences import voice
from simulator.findings.timing import Timing, find_timing
from simulator.findings.waterfall import Waterfall, build_waterfall

if TYPE_CHECKING:
    from distributions.designs import Design
    from simulator.case import Case
    from simulator.findings.found import Findings
    from simulator.plan import Plan


@dataclass(frozen=True)
class ReportFindings:
    """What a report says of a run beyond its measures.

    Attributes
    ----------
    page : Page
        The question, the answer and the titles, in words.
    drivers : Drivers
    risks : RiskRegister
    waterfall : Waterfall
    timing : Timing
    joint : tuple of Joint
        Saving and payback, then one-off cost and payback.
    register : Register
    curves : dict of str to tuple of ChanceCurve
        Chances of the amounts of each outcome in `CURVES`, tested and as submitted.
    """

    page: Page
    drivers: Drivers
    risks: RiskRegister
    waterfall: Waterfall
    timing: Timing
    joint: tuple[Joint, ...]
    register: Register
    curves: dict[str, tuple[ChanceCurve, ChanceCurve]]


def report_findings(
    case: Case,
    findings: Findings,
    tested_plan: Plan,
    submitted_plan: Plan,
    seed: int,
    trials: int,
    design: Design | None = None,
) -> ReportFindings:
    """Work out what a report says of a run.

    Parameters
    ----------
    case : Case
    findings : Findings
        Of the run, from `simulator.findings.analyse`.
    tested_plan, submitted_plan : Plan
        What the engine was given for each view.
    seed, trials, design
        Of the run, whose trials begin at 0; no design where they are random.

    Raises
    ------
    ValueError
        If the findings are not of so many trials.
    """
    facts, who = findings.facts, voice(findings)
    tested = draw_again(tested_plan, findings.tested_sample, seed, trials, design)
    submitted = draw_again(submitted_plan, findings.submitted_sample, seed, trials, design)
    drivers = find_drivers(case, facts, tested, who.condition)
    risks = register_risks(case, facts, tested)
    waterfall = build_waterfall(findings, tested, submitted, who.condition)
    timing = find_timing(case, facts, tested, submitted, who.condition)
    joint = find_joint(facts, tested.outcomes, tested.chosen, who.condition, tested.replicates)
    register = register_inputs(case, facts, drivers)
    page = write_page(findings, drivers, risks, waterfall, timing, joint, register)
    curves = {outcome: chance_curves(findings, outcome) for outcome in CURVES}
    return ReportFindings(page, drivers, risks, waterfall, timing, joint, register, curves)
