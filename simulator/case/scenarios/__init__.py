"""Scenarios: one case with some of its keys set otherwise, many times over.

They come from grids of values (`grid`), a CSV file (`file`) or a sampled design (`sampled`); `checking` holds each
against the case before any trial is drawn. Nothing heavy is imported before it is used.
"""

from simulator.case.scenarios.checking import Checked, check_scenarios
from simulator.case.scenarios.scenario import Place, Scenario, Scenarios, ScenariosError, Setting

__all__ = ["Checked", "Place", "Scenario", "Scenarios", "ScenariosError", "Setting", "check_scenarios"]
