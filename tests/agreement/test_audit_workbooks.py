"""Audit workbooks of random cases, which reach mechanisms that no shipped case has, against the engine."""

from __future__ import annotations

import hypothesis
import pytest
from documents import Document, to_toml
from hypothesis import HealthCheck, Phase, given, settings
from random_cases import documents

from simulator.case import load_case
from simulator.plan import compile_plan
from simulator.report.audit import Trial, sampled_trial, write_audit
from tests.report.audit_books import disagreements, recalculated

CASES = 24
MUST_BE_REACHED = ("phasing", "prerequisites", "exclusive", "[lock", "capped", "dip", "dual_running", "[gate", "[exit",
                   "[cost", "cost_amount", "method", "cashable", "arises")  # fmt: skip
"""Words of the case file that stand for mechanisms."""


@pytest.mark.slow
def test_workbooks_of_random_cases_agree_to_the_penny(tmp_path):
    written: list[tuple[str, Trial]] = []
    seen = []

    @settings(
        max_examples=CASES,
        phases=(Phase.generate,),
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(documents())
    def write(document: Document) -> None:
        number = len(written)
        text = to_toml(document)
        path = tmp_path / f"case-{number}.toml"
        path.write_text(text, encoding="utf-8")
        case = load_case(path)
        trial = sampled_trial(compile_plan(case, "tested"), number, 3 * number)
        write_audit(tmp_path / f"case-{number}.xlsx", case, trial)
        seen.append(text)
        written.append((f"case-{number}.xlsx", trial))

    hypothesis.seed(5)(write)()
    assert len(written) >= CASES
    assert [word for word in MUST_BE_REACHED if not any(word in text for text in seen)] == []
    books = [tmp_path / name for name, _ in written]
    for (name, trial), found in zip(written, recalculated(books, tmp_path / "out"), strict=True):
        units = {outcome.name: outcome.unit for outcome in trial.plan.outcomes}
        assert disagreements(found, trial.outcomes, units) == [], name
