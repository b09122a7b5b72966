"""Case → Plan: named inputs and flat arrays, with the axes defined once."""

from simulator.plan.compile import compile_plan
from simulator.plan.outcomes import OutcomeInfo
from simulator.plan.plan import Plan

__all__ = ["OutcomeInfo", "Plan", "compile_plan"]
