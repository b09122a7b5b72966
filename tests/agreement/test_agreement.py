"""Engine and reference agree on the shipped cases, trial by trial, in both views, on the engine's own draws."""

from __future__ import annotations

import numpy as np
import pytest
from compare import agree, engine_run

from simulator.case import builtin_path, iter_inputs, load_case
from simulator.plan import compile_plan

CASES = ("darlington-hartlepool", "darlington-hartlepool-bottom-up", "blank")
VIEWS = ("tested", "as_submitted")
TRIALS = range(0, 3000)
SEEDS = (1, 2**63 + 12345)
CHUNK = 1000


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", CASES)
def test_every_outcome_of_every_trial_agrees(name, view):
    case = load_case(builtin_path(name))
    plan = compile_plan(case, view)
    edges = values = 0
    for seed in SEEDS:
        for first in range(TRIALS.start, TRIALS.stop, CHUNK):
            inputs, made = engine_run(plan, seed, range(first, first + CHUNK))
            verdict = agree(case, inputs, made)
            assert verdict.faults == []
            edges += verdict.on_the_edge
            values += verdict.compared
    assert edges <= values / 100_000


@pytest.mark.parametrize("name", CASES)
def test_the_plan_lists_the_outcomes_that_are_made(name):
    plan = compile_plan(load_case(builtin_path(name)))
    _, made = engine_run(plan, 1, range(2))
    assert [outcome.name for outcome in plan.outcomes] == list(made)


ZERO = (
    "delay.common",
    "event.*.probability",
    "event.*",
    "gate.*.decline.*.probability",
    "gate.*.decline.*",
    "exit.probability",
    "lock.*.share",
    "cluster.*.overlap",
    "cluster.*.delay",
    "wave.*.delay",
    "running.*.amount",
    "index.*.growth.*",
)
ONE = (
    "delivery.factor",
    "cluster.*.realisation",
    "cluster.*.overrun.*",
    "cost.*.overrun",
    "total_cost.kind.*.overrun",
)


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether an id fits one of the patterns, in which a * is any one part."""
    parts = path.split(".")
    for pattern in patterns:
        wanted = pattern.split(".")
        # Financial years hold no dots, so parts pair off.
        if len(wanted) == len(parts) and all(w in ("*", p) for w, p in zip(wanted, parts, strict=True)):
            return True
    return False


@pytest.mark.parametrize("name", CASES)
def test_as_submitted_is_neutral_where_the_model_says_and_the_same_draw_elsewhere(name):
    case = load_case(builtin_path(name))
    tested, submitted = compile_plan(case, "tested"), compile_plan(case, "as_submitted")
    theirs, _ = engine_run(tested, 5, range(500))
    ours, _ = engine_run(submitted, 5, range(500))
    assert theirs.keys() == ours.keys()
    assert {path for path, _, is_default in iter_inputs(case) if not is_default} <= ours.keys()
    for path, row in ours.items():
        if matches(path, ZERO):
            assert np.all(row == 0), path
        elif matches(path, ONE):
            assert np.all(row == 1), path
        elif path.startswith("event.") and not path.endswith(".probability"):
            # What an event that never happens would do does not matter; its delay may be shown as none.
            continue
        else:
            assert np.array_equal(row, theirs[path]), path
