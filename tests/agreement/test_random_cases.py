"""Engine and reference agree on random valid cases, which between them reach every mechanism.

The quick profile runs `EXAMPLES` cases, always the same ones, and goes on for as long as a mechanism has not mattered.
A longer run, which also shrinks a failing case (that may take minutes):

    COLLABSIM_EXAMPLES=3000 pytest tests/agreement/test_random_cases.py
"""

from __future__ import annotations

import copy
import os
import tempfile
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
from compare import agree, engine_run
from documents import Document, to_toml
from hypothesis import HealthCheck, Phase, given, settings
from mechanisms import MECHANISMS
from random_cases import documents
from reference import severance
from reference.model import reference_run
from reference.reading import Array

from simulator.case import CaseError, iter_inputs, load_case
from simulator.engine import sample_inputs
from simulator.plan import compile_plan

LONG = "COLLABSIM_EXAMPLES"
EXAMPLES = int(os.environ.get(LONG, "240"))
PHASES = (Phase.generate, Phase.shrink) if LONG in os.environ else (Phase.generate,)
ROUND = 80
MOST_ROUNDS_MORE = 5
TRIALS = 24
HIGHEST_FIRST_TRIAL = 1000

# Mechanisms that no key of the file takes away.
PENSION_AGE = "the minimum pension age rises"
CORRELATION = "correlation"
T_COPULA = "t copula"
BEYOND = "cost beyond the horizon"
LATE = "a go-live beyond the horizon"
SHORT_YEAR = "a short first year"


def load(document: Document) -> Any:
    """Write a document as a file and load it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "random.toml"
        path.write_text(to_toml(document), encoding="utf-8")
        return load_case(path)


def differ(ours: dict[str, Array], others: dict[str, Array]) -> bool:
    """Whether any outcome differs, by more than rounding."""
    if ours.keys() != others.keys():
        return True
    return not all(np.allclose(ours[k], others[k], rtol=1e-9, atol=1e-9, equal_nan=True) for k in ours)


class Coverage:
    """Which mechanisms have mattered so far."""

    def __init__(self) -> None:
        self.left = {*MECHANISMS, PENSION_AGE, CORRELATION, T_COPULA, BEYOND, LATE, SHORT_YEAR}

    def look(self, document: Document, case: Any, inputs: dict[str, Array], outcomes: dict[str, Array]) -> None:
        """Take out, one at a time, the mechanisms that have not mattered yet."""
        for name in sorted(self.left & MECHANISMS.keys()):
            without, rows = copy.deepcopy(document), dict(inputs)
            if not MECHANISMS[name](without, rows):
                continue
            try:
                other = load(without)
            except CaseError:
                # Without it the case is not valid, so this case cannot tell; another will.
                continue
            kept = {path for path, _, is_default in iter_inputs(other) if not is_default}
            gone = {path for path, *_ in iter_inputs(case)} - kept
            found = reference_run(other, {path: row for path, row in rows.items() if path not in gone}).outcomes
            if differ(outcomes, found):
                self.left.discard(name)
        if np.any(outcomes["cost_beyond_horizon"] > 1):
            self.left.discard(BEYOND)
        goes = [row for name, row in outcomes.items() if name.startswith("go_live.")]
        if np.any((np.array(goes) > case.calendar.months) & np.isfinite(goes)):
            self.left.discard(LATE)
        if case.calendar.boundaries[1] < 12:
            self.left.discard(SHORT_YEAR)
        if PENSION_AGE in self.left and case.redundancy.age:
            self._pension_age(case, inputs, outcomes)

    def _pension_age(self, case: Any, inputs: dict[str, Array], outcomes: dict[str, Array]) -> None:
        age = severance.PENSION_AGE_AFTER
        try:
            severance.PENSION_AGE_AFTER = severance.PENSION_AGE_BEFORE
            if differ(outcomes, reference_run(case, inputs).outcomes):
                self.left.discard(PENSION_AGE)
        finally:
            severance.PENSION_AGE_AFTER = age

    def correlation(self, document: Document, inputs: dict[str, Array], seed: int, trials: range) -> None:
        """Whether a correlation changed the draws, and of its members only."""
        if "correlation" not in document:
            return
        without = {section: content for section, content in document.items() if section != "correlation"}
        plan = compile_plan(load(without))
        others = dict(zip(plan.input_ids, sample_inputs(plan, seed, trials), strict=True))
        changed = {path for path, row in inputs.items() if not np.array_equal(row, others[path])}
        named = (
            {f"cluster.{name}.saving" for name in document["cluster"]}
            if "savings" in document["correlation"]
            else set()
        )
        for pair in document["correlation"].get("luck", {}).get("pairs", []):
            named |= set(pair["between"])
        assert changed <= named, changed - named
        if changed:
            self.left.discard(CORRELATION)
        gaussian = copy.deepcopy(document)
        groups = gaussian["correlation"].values()
        if any([group.pop("copula", None) and group.pop("degrees_of_freedom") for group in groups]):
            plan = compile_plan(load(gaussian))
            others = dict(zip(plan.input_ids, sample_inputs(plan, seed, trials), strict=True))
            assert {path for path, row in inputs.items() if not np.array_equal(row, others[path])} <= named
            if any(not np.array_equal(row, others[path]) for path, row in inputs.items()):
                self.left.discard(T_COPULA)


def test_engine_and_reference_agree_on_random_cases_that_reach_every_mechanism():
    coverage = Coverage()
    count = {"cases": 0, "values": 0, "on the edge": 0}

    @settings(max_examples=ROUND, phases=PHASES, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(documents())
    def check(document: Document) -> None:
        count["cases"] += 1
        seed = count["cases"]
        first = (seed * 37) % HIGHEST_FIRST_TRIAL
        trials = range(first, first + TRIALS)
        hypothesis.note(to_toml(document))
        case = load(document)
        for view in ("tested", "as_submitted"):
            inputs, made = engine_run(compile_plan(case, view), seed, trials)
            verdict = agree(case, inputs, made)
            assert verdict.faults == [], view
            count["values"] += verdict.compared
            count["on the edge"] += verdict.on_the_edge
            if view == "tested":
                coverage.look(document, case, inputs, reference_run(case, inputs).outcomes)
                coverage.correlation(document, inputs, seed, trials)

    rounds = -(-EXAMPLES // ROUND)
    for number in range(rounds + MOST_ROUNDS_MORE):
        if number < rounds or coverage.left:
            hypothesis.seed(number)(check)()
    assert coverage.left == set(), "these mechanisms changed nothing in any case"
    # An allowance that were used often would hide a real difference.
    assert count["on the edge"] <= count["values"] / 10_000, count


def test_a_written_document_is_read_back_as_it_was():
    """The writer of these tests is held too: a key that it lost would be a mechanism that is never reached."""
    import tomllib

    seen = []

    @settings(max_examples=20, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(documents())
    def check(document: Document) -> None:
        seen.append(tomllib.loads(to_toml(document)) == document)

    check()
    assert all(seen) and len(seen) >= 20
