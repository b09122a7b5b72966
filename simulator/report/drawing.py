"""Drawing the charts of a run, each on its own: here, or in a process that does nothing else."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import lru_cache

from simulator.findings.found import Findings
from simulator.findings.report import ReportFindings
from simulator.report.bars import draw_clusters, draw_gap
from simulator.report.councils import draw_councils
from simulator.report.fans import draw_cumulative, draw_saving
from simulator.report.gantt import draw_timing
from simulator.report.joint import draw_joint
from simulator.report.payback import draw_payback
from simulator.report.picture import Drawn
from simulator.report.risks import draw_risks
from simulator.report.scurves import draw_cost_chance, draw_saving_chance
from simulator.report.style import Chart, drawn, house_style
from simulator.report.theme import Theme
from simulator.report.tornado import draw_drivers
from simulator.report.waterfall import draw_waterfall

DRAWERS: dict[str, Callable[[Findings, ReportFindings], Chart | None]] = {
    "fan-chart": draw_cumulative,
    "payback": lambda findings, _: draw_payback(findings),
    "gap-closed": lambda findings, _: draw_gap(findings) if findings.facts.gaps else None,
    "saving-by-year": lambda findings, _: draw_saving(findings),
    "saving-chance": draw_saving_chance,
    "cost-chance": draw_cost_chance,
    "saving-by-cluster": lambda findings, _: draw_clusters(findings),
    "by-council": lambda findings, _: draw_councils(findings),
    "waterfall": draw_waterfall,
    "timing": draw_timing,
    "drivers": draw_drivers,
    "risks": draw_risks,
    "joint-chance": draw_joint,
}
"""Name and drawer of every chart; a drawer has None where there is nothing to draw."""


def draw_chart(name: str, given: bytes) -> Drawn | None:
    """One chart; None where the case has nothing for it.

    Parameters
    ----------
    name : str
        One of `DRAWERS`.
    given : bytes
        Findings, report findings and theme, as `simulator.report.charts` packs them.
    """
    findings, report, theme = _unpacked(given)
    with house_style(theme):
        chart = DRAWERS[name](findings, report)
        return None if chart is None else drawn(chart)


@lru_cache(maxsize=1)
def _unpacked(given: bytes) -> tuple[Findings, ReportFindings, Theme]:
    """What was sent, unpacked once for all the charts that one process draws."""
    found: tuple[Findings, ReportFindings, Theme] = pickle.loads(given)
    return found
