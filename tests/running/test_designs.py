"""Designs on the engine: the draws that they prescribe, in any pieces, with both views and all options sharing them."""

import dataclasses

import numpy as np
import pytest

from distributions.designs import RANDOM, Design, TooManyDimensions, designed_uniforms
from simulator.case import load_case
from simulator.engine import sample_inputs
from simulator.engine import simulate as simulate_alone
from simulator.plan import compile_plan
from simulator.plan.arrays import RAW
from simulator.running import simulate

# Neither length is a multiple of a block of trials, and one has several randomisations in a block.
HYPERCUBES, SOBOL, SHORT = Design("lhs", 50, 6), Design("sobol", 128, 3), Design("sobol", 16, 20)


@pytest.fixture(scope="module")
def case():
    return load_case(None)


@pytest.fixture(scope="module")
def plan(case):
    return compile_plan(case)


def same(a, b):
    return np.array_equal(a.values.view(np.uint64), b.values.view(np.uint64))


@pytest.mark.parametrize("design", [HYPERCUBES, SOBOL, SHORT], ids=lambda design: f"{design.name} {design.points}")
@pytest.mark.parametrize(("threads", "chunk"), [(1, 8192), (2, 64), (3, 37), (2, 1)])
def test_threads_and_chunks_change_no_byte(plan, design, threads, chunk):
    whole = simulate_alone(plan, 4, range(design.trials), design=design)
    assert same(simulate(plan, design.trials, 4, design=design, threads=threads, chunk=chunk), whole)
    assert whole.randomisations == design.randomisations


@pytest.mark.parametrize("design", [HYPERCUBES, SOBOL, SHORT], ids=lambda design: f"{design.name} {design.points}")
def test_what_is_drawn_is_what_the_design_prescribes(plan, design):
    """Inputs that are kept as their uniform, and are in no matrix, show it."""
    drawn = {int(one.row): one for one in plan.arrays.draws.draws}
    rows = {name: drawn.get(item.row) for name, item in plan.inputs.items()}
    names = sorted(name for name, one in rows.items() if one is not None)
    assert len(names) == len(plan.dimensions)
    wanted = designed_uniforms(design, 4, names, range(40, 300))
    made = dict(zip(plan.input_ids, sample_inputs(plan, 4, range(40, 300), design), strict=True))
    checked = 0
    for name in names:
        one, item = rows[name], plan.inputs[name]
        if one.in_matrix:
            continue
        if item.probability_row >= 0:
            expected = (wanted[name] > 1 - made[f"{name}.probability"]).astype(float)
        elif one.kind == RAW:
            expected = wanted[name]
        else:
            # The better half of the uniforms gives the higher values.
            order = np.argsort(wanted[name])
            assert (np.diff(made[name][order]) >= 0).all(), name
            continue
        assert np.array_equal(made[name], expected), name
        checked += 1
    assert checked >= 3


def test_later_randomisations_are_the_same_trials(plan):
    for design in (HYPERCUBES, SOBOL):
        whole = simulate(plan, design.trials, 4, design=design)
        part = simulate(plan, range(design.points, 3 * design.points), 4, design=design)
        assert part.first_trial == design.points and part.randomisations == 2
        assert np.array_equal(whole.values[:, design.points : 3 * design.points], part.values, equal_nan=True)


@pytest.mark.parametrize("design", [HYPERCUBES, SOBOL], ids=lambda design: design.name)
def test_both_views_and_all_options_share_their_draws(case, plan, design):
    trials = range(design.trials)
    submitted = compile_plan(case, "as_submitted")
    assert submitted.dimensions == plan.dimensions
    assert len(submitted.arrays.draws.draws) < len(plan.dimensions)
    before = sample_inputs(plan, 9, trials, design)
    for other in (submitted, plan.replace("delay.common", 2.0), plan.replace("cluster.corporate.saving", 1e6)):
        after = sample_inputs(other, 9, trials, design)
        for row, name in enumerate(plan.input_ids):
            if other.inputs[name].marginal == plan.inputs[name].marginal and other.inputs[name].probability_row < 0:
                assert np.array_equal(before[row], after[row]), name


def test_a_design_by_its_name_is_rounded_up(plan):
    hypercubes = simulate(plan, 110, 1, design="lhs", keep=["npv"])
    assert (hypercubes.trials, hypercubes.randomisations, hypercubes.design) == (120, 20, Design("lhs", 6, 20))
    sobol = simulate(plan, 110, 1, design="sobol", randomisations=3, keep=["npv"])
    assert (sobol.trials, sobol.randomisations, sobol.design) == (192, 3, Design("sobol", 64, 3))
    plain = simulate(plan, 110, 1, keep=["npv"])
    assert (plain.trials, plain.randomisations, plain.design) == (110, 1, RANDOM)
    assert same(plain, simulate(plan, range(110), 1, design=RANDOM, keep=["npv"]))


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"design": "sobl"}, "did you mean 'sobol'"),
        ({"randomisations": 4}, "randomisations are for the designs lhs and sobol"),
        ({"design": "lhs", "randomisations": 1}, "from 2"),
        ({"design": "lhs", "trials": range(64)}, "give a Design"),
        ({"design": HYPERCUBES, "trials": range(70)}, "not whole randomisations"),
        ({"design": HYPERCUBES, "trials": range(20, 50)}, "not whole randomisations"),
        ({"design": HYPERCUBES, "trials": 64}, "not whole randomisations"),
        ({"design": HYPERCUBES, "trials": 100, "randomisations": 2}, "has its randomisations already"),
        ({"design": HYPERCUBES, "trials": range(0, 50 * 2**31, 50)}, "consecutive"),
    ],
)
def test_what_is_no_design_of_so_many_trials_is_refused(plan, how, words):
    with pytest.raises(ValueError, match=words):
        simulate(plan, **{"trials": 64, **how})


def test_more_inputs_than_sobol_has_dimensions_are_refused(plan):
    crowded = dataclasses.replace(plan, dimensions=tuple(range(1112)))
    with pytest.raises(TooManyDimensions, match="1,112 uncertain inputs"):
        simulate(crowded, 64, design="sobol")


@pytest.mark.slow
def test_designs_estimate_the_same_and_tighter(plan):
    keep = ["annual_saving", "approved"]
    found = {name: simulate(plan, 20_480, 11, design=name, keep=keep) for name in ("random", "lhs", "sobol")}
    means = {name: one["annual_saving"].reshape(20, -1).mean(axis=1) for name, one in found.items()}
    spread = {name: one.std(ddof=1) for name, one in means.items()}
    for name in ("lhs", "sobol"):
        error = np.hypot(spread[name], spread["random"]) / np.sqrt(20)
        assert abs(means[name].mean() - means["random"].mean()) < 4 * error
        assert spread[name] < 0.7 * spread["random"]
