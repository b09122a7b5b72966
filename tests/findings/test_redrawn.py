"""The inputs drawn again are those of the run, and what happened is what the engine says happened."""

import numpy as np
import pytest

from distributions.designs import design_of
from simulator.engine import sample_inputs
from simulator.findings.redrawn import draw_again
from tests.findings.reported import SEED, TRIALS, shipped, small

CASES = ("darlington-hartlepool", "darlington-hartlepool-bottom-up")


@pytest.mark.parametrize("name", CASES)
def test_what_varies_is_what_the_engine_drew(name):
    found = shipped(name).redrawn
    drawn = dict(zip(found.plan.input_ids, sample_inputs(found.plan, SEED, range(TRIALS)), strict=True))
    assert set(found.varying) == set(found.plan.uncertain_ids) - {"exit"}
    assert all(np.array_equal(row, drawn[name]) for name, row in found.varying.items())


def test_a_row_is_the_draw_or_the_constant():
    found = small().redrawn
    services = found.plan.arrays.services
    office = services.clusters[found.plan.clusters.index("office")]
    assert np.array_equal(found.row(office.saving_row), found.varying["cluster.office.saving"])
    assert np.array_equal(found.row(office.cashable_row), np.full(TRIALS, 0.8))


def test_exclusive_events_never_happen_together_and_as_often_as_they_should():
    happened = small().redrawn.happened
    better, worse = happened["event.better"], happened["event.worse"]
    assert not np.any(better & worse)
    assert abs(np.mean(better) - 0.2) < 0.07 and abs(np.mean(worse) - 0.3) < 0.08


def test_exclusive_events_are_those_of_the_engine():
    """The saving moves in just the trials in which they are said to happen."""
    found = small().redrawn
    x, outcomes = found.varying, found.outcomes
    factor = np.where(found.happened["event.fire"], x["event.fire.saving_factor"], 1.0)
    before = x["cluster.office.saving"] * x["delivery.factor"] * (1 - x["cluster.office.overlap"]) * factor
    middles = {name: small().case.cluster[name].saving.middle for name in ("office", "goodwill")}
    share = middles["office"] / sum(middles.values())
    law = 1e5 * found.happened["event.better"] - 4e5 * found.happened["event.worse"]
    expected = 0.8 * np.maximum(before + law * share, 0.0) - x["running.desk.amount"]
    alive = np.isfinite(outcomes["go_live.office"])
    assert np.allclose(outcomes["annual_saving.office"], np.where(alive, expected, 0.0))


def test_a_gate_is_declined_where_any_council_declines():
    found = shipped(CASES[0]).redrawn
    for gate in ("wave-1", "wave-2"):
        any_council = [found.varying[f"gate.{gate}.decline.{council}"] > 0.5 for council in found.plan.councils]
        assert np.array_equal(found.happened[f"gate.{gate}"], any_council[0] | any_council[1])


def test_what_cannot_happen_does_not():
    assert not small().redrawn.happened["event.never"].any()


def test_headline_trials_are_the_approved_ones():
    found = small().redrawn
    assert np.array_equal(found.chosen, found.outcomes["approved"] == 1)
    assert small().submitted.chosen.all()


@pytest.mark.parametrize("name", ["lhs", "sobol"])
def test_designs_are_drawn_again_too(name):
    design = design_of(name, 320, 10)
    found = small(design).redrawn
    drawn = dict(zip(found.plan.input_ids, sample_inputs(found.plan, SEED, range(design.trials), design), strict=True))
    assert found.replicates == 10
    assert all(np.array_equal(row, drawn[name]) for name, row in found.varying.items())


def test_a_sample_of_other_trials_is_refused():
    found = small()
    with pytest.raises(ValueError, match="400 trials, not of 300"):
        draw_again(found.redrawn.plan, found.findings.tested_sample, SEED, 300)
