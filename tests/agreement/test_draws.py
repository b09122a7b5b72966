"""The engine's draws are those that docs/model.md section 2 prescribes, from the seed on."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from documents import to_toml
from hypothesis import HealthCheck, Phase, given, settings
from key_changes import BASE
from random_cases import documents
from reference.designs import hypercube_uniform, sobol_uniform
from reference.draws import Sampler, uniform

from distributions.designs import RANDOM, Design
from simulator.case import builtin_path, load_case
from simulator.engine import sample_inputs
from simulator.plan import compile_plan

SEEDS = (0, 1, 2**32 + 7, 2**64 - 1)
TRIALS = range(2**32 - 20, 2**32 + 20)
OF_THE_RANGE = 1e-9


def disagreements(case, seed: int, trials: range, design: Design = RANDOM) -> list[str]:
    """Inputs whose draws are not those of the page."""
    plan = compile_plan(case)
    made = dict(zip(plan.input_ids, sample_inputs(plan, seed, trials, design), strict=True))
    sampler = Sampler(case, seed, trials, drawing(plan, seed, design))
    wanted = sampler.rows()
    assert made.keys() <= wanted.keys(), made.keys() - wanted.keys()
    wrong = []
    for path, row in made.items():
        stated = sampler.stated.get(path)
        if stated is None:
            # Events and decisions turn on a threshold, which rounding may cross only within a hair of it.
            near = np.abs(sampler.uniform(path) - (1 - wanted.get(f"{path}.probability", np.inf))) < OF_THE_RANGE
            agrees = np.isclose(row, wanted[path], rtol=0, atol=OF_THE_RANGE) | near
        else:
            agrees = np.abs(row - wanted[path]) <= OF_THE_RANGE * max(stated.most - stated.least, 0.0)
        if not np.all(agrees):
            worst = int(np.argmin(agrees))
            wrong.append(f"{path}: {row[worst]!r}, not {wanted[path][worst]!r}")
    return wrong


def drawing(plan, seed: int, design: Design):
    """What gives the uniform of an id in a trial of a design; None for random trials."""
    if design.random:
        return None
    if design.name == "lhs":
        return lambda path, trial: hypercube_uniform(seed, path, trial, design.points)
    ids = sorted([*plan.uncertain_ids, *(matrix.stream for matrix in plan.correlation if matrix.stream)])
    places = {path: place for place, path in enumerate(ids)}
    # What is fixed is asked for too, and has no place; its uniform makes no difference.
    return lambda path, trial: sobol_uniform(seed, path, trial, design.points, places.get(path, 0), len(ids))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_draws_of_the_shipped_case(seed):
    assert disagreements(load_case(builtin_path("darlington-hartlepool")), seed, TRIALS) == []


def test_the_draws_of_the_bottom_up_case():
    assert disagreements(load_case(builtin_path("darlington-hartlepool-bottom-up")), 9, range(200)) == []


def test_the_draws_of_a_case_with_groups_pairs_and_a_matrix(tmp_path):
    path = tmp_path / "every-key.toml"
    path.write_text(to_toml(BASE), encoding="utf-8")
    assert disagreements(load_case(path), 4, range(200)) == []


@pytest.mark.parametrize("design", [Design("lhs", 70, 3), Design("sobol", 32, 7)], ids=lambda design: design.name)
@pytest.mark.parametrize("copula", ["gaussian", "t"])
def test_the_draws_of_a_design(tmp_path, design, copula):
    document = copy.deepcopy(BASE)
    for group in document["correlation"].values():
        group.pop("degrees_of_freedom", None)
        group.update({"copula": "t", "degrees_of_freedom": 5} if copula == "t" else {"copula": "gaussian"})
    path = tmp_path / "every-key.toml"
    path.write_text(to_toml(document), encoding="utf-8")
    case = load_case(path)
    assert disagreements(case, 4, range(50, 200), design) == []


def test_the_draws_of_random_cases(tmp_path):
    path = tmp_path / "random.toml"

    @settings(
        max_examples=40,
        derandomize=True,
        phases=(Phase.generate,),
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(documents())
    def check(document):
        path.write_text(to_toml(document), encoding="utf-8")
        assert disagreements(load_case(path), 12, range(16)) == []

    check()


def test_a_uniform_is_strictly_inside():
    drawn = [uniform(1, "cluster.corporate.saving", trial) for trial in range(2000)]
    assert min(drawn) > 0 and max(drawn) < 1
    assert abs(np.mean(drawn) - 0.5) < 0.03
