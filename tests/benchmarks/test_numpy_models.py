"""The plain NumPy model and the best one make what the engine makes: a ratio of speeds means nothing otherwise.

Both are held to the engine on the engine's own inputs, trial by trial: money to 1e-9 of the trial's absolute flows,
anything else to 1e-9 of itself. (That the engine is right is the business of tests/agreement.) Their own draws are held
to the engine's in distribution.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from documents import to_toml
from hypothesis import HealthCheck, Phase, given, settings
from random_cases import documents
from scipy import special

from benchmarks import best_numpy, reference
from benchmarks.best_model.draws import TableDraws
from simulator.case import builtin_path, load_case
from simulator.engine import sample_inputs, simulate
from simulator.plan import Plan, compile_plan
from simulator.plan.arrays import FIXED

MODELS = {"reference": reference, "best": best_numpy}
CASES = ("darlington-hartlepool", "darlington-hartlepool-bottom-up", "blank")
VIEWS = ("tested", "as_submitted")
AGREEMENT = 1e-9
TRIALS = 600
CHUNK = 250  # of which the trials are no multiple
FEW_TRIALS = 16
RANDOM_CASES = 30
DRAWS = 4_000
STANDARD_ERRORS = 5.0


def faults(plan: Plan, wanted: np.ndarray, made: np.ndarray) -> list[str]:
    """Outcomes that differ, with the first trial in which they do."""
    row = {outcome.name: i for i, outcome in enumerate(plan.outcomes)}
    money = [wanted[row[f"{m}.{y}"]] for m in ("saving_real", "cost_real") for y in plan.years]
    flows = np.abs(money).sum(axis=0)
    found = []
    for outcome, theirs, ours in zip(plan.outcomes, wanted, made, strict=True):
        same = (theirs == ours) | (np.isnan(theirs) & np.isnan(ours))
        scale = np.maximum(np.abs(theirs), flows if outcome.unit.startswith("£") else 1.0)
        both = np.isfinite(theirs) & np.isfinite(ours)
        gap = np.abs(np.where(both, theirs, 0.0) - np.where(both, ours, 0.0))
        wrong = np.flatnonzero(~(same | (both & (gap <= AGREEMENT * scale))))
        if len(wrong):
            found.append(f"{outcome.name}, trial {wrong[0]}: {ours[wrong[0]]!r}, the engine has {theirs[wrong[0]]!r}")
    return found


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("model", MODELS)
def test_every_outcome_of_a_shipped_case_agrees_with_the_engine(
    model: str, name: str, view: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MODELS[model], "CHUNK", CHUNK)
    plan = compile_plan(load_case(builtin_path(name)), view)
    trials = range(100, 100 + TRIALS)
    made = MODELS[model].outcomes(plan, sample_inputs(plan, 5, trials))
    assert faults(plan, simulate(plan, 5, trials).values, made) == []


def load(document: dict[str, Any]) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "random.toml"
        path.write_text(to_toml(document), encoding="utf-8")
        return load_case(path)


def test_every_outcome_of_random_cases_agrees_with_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cases between them reach every mechanism (tests/agreement/test_random_cases.py)."""
    monkeypatch.setattr(best_numpy, "CHUNK", FEW_TRIALS)
    seen = []

    @settings(
        max_examples=RANDOM_CASES,
        phases=(Phase.generate,),
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(documents())
    def check(document: dict[str, Any]) -> None:
        seen.append(document)
        case = load(document)
        for view in VIEWS:
            plan, trials = compile_plan(case, view), range(FEW_TRIALS)
            x, wanted = sample_inputs(plan, len(seen), trials), simulate(plan, len(seen), trials).values
            for model in MODELS.values():
                assert faults(plan, wanted, model.outcomes(plan, x)) == [], (model.__name__, view)

    hypothesis.seed(1)(check)()
    assert len(seen) == RANDOM_CASES
    for mechanism in ("exit", "gate", "event", "lock", "running", "total_cost", "cost", "team", "index", "correlation"):
        assert sum(mechanism in document for document in seen) >= 2, mechanism


@pytest.mark.parametrize("model", MODELS)
def test_draws_have_the_distributions_and_the_dependence_of_the_engines(model: str) -> None:
    plan = compile_plan(load_case(builtin_path("darlington-hartlepool")))
    ours, theirs = MODELS[model].draw(plan, 3, DRAWS), sample_inputs(plan, 4, range(DRAWS))
    each = STANDARD_ERRORS * np.sqrt(2.0 / DRAWS)
    for name, a, b in zip(plan.input_ids, ours, theirs, strict=True):
        if plan.inputs[name].marginal.kind == FIXED:
            assert (a == b).all(), name
            continue
        assert abs(a.mean() - b.mean()) <= each * b.std(), name
        for share in (0.1, 0.5, 0.9):
            # How many of ours lie at or below a percentile of the engine's; a step (0 or 1) lies on either side alike.
            level = np.quantile(b, share)
            assert abs((a <= level).mean() - (b <= level).mean()) <= each * 0.5, (name, share)
    for copula in plan.correlation:
        rows = [plan.input_ids.index(member) for member in copula.members]
        gap = np.corrcoef(ours[rows]) - np.corrcoef(theirs[rows])
        assert np.abs(gap).max() <= each, copula.id


@pytest.mark.parametrize("model", MODELS)
def test_a_simulation_is_its_draws_worked_out(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Means of outcomes agree with the engine's, over more than one chunk; the same seed gives the same trials."""
    monkeypatch.setattr(MODELS[model], "CHUNK", 1000)
    plan = compile_plan(load_case(builtin_path("darlington-hartlepool")))
    made, wanted = MODELS[model].simulate(plan, 3, DRAWS), simulate(plan, 4, range(DRAWS))
    assert made.shape == wanted.values.shape
    each = STANDARD_ERRORS * np.sqrt(2.0 / DRAWS)
    for outcome, a, b in zip(plan.outcomes, made, wanted.values, strict=True):
        finite = np.isfinite(a).mean(), np.isfinite(b).mean()
        assert abs(finite[0] - finite[1]) <= each * 0.5, outcome.name
        a, b = a[np.isfinite(a)], b[np.isfinite(b)]
        if len(a) and len(b):
            most = STANDARD_ERRORS * np.sqrt(a.var() / len(a) + b.var() / len(b))
            assert abs(a.mean() - b.mean()) <= most + 1e-9 * np.abs(b).max(), outcome.name
    few = 600
    assert np.array_equal(MODELS[model].simulate(plan, 3, few), MODELS[model].simulate(plan, 3, few), equal_nan=True)


def test_tables_of_the_best_are_the_quantile_functions() -> None:
    """Between the ends of its steps a table is SciPy's inverse, each half by its own tail, to 1e-9 of the range."""
    plan = compile_plan(load_case(builtin_path("darlington-hartlepool")))
    draws = TableDraws(plan)
    z = np.random.default_rng(1).uniform(-8.2, 8.2, 400)
    made = draws._perts(np.repeat(z[None], len(draws.pert_names), axis=0))
    assert len(made) > 20
    for name, x in zip(draws.pert_names, made, strict=True):
        m = plan.inputs[name].marginal
        a, b = 1 + m.shape * (m.mode - m.low) / (m.high - m.low), 1 + m.shape * (m.high - m.mode) / (m.high - m.low)
        low, high = special.betaincinv(a, b, special.ndtr(-abs(z))), special.betaincinv(b, a, special.ndtr(-abs(z)))
        exact = m.low + (m.high - m.low) * np.where(z < 0, low, 1 - high)
        assert np.abs(x - exact).max() <= 1e-9 * (m.high - m.low), name
