"""The waterfall adds up, and each step is what the inputs make it."""

import numpy as np
import pytest

from distributions.designs import design_of
from simulator.findings.waterfall import STEPS
from tests.findings.reported import shipped, small

CASES = {
    "small": small,
    "lhs": lambda: small(design_of("lhs", 320, 10)),
    "shipped": lambda: shipped("darlington-hartlepool"),
    "bottom-up": lambda: shipped("darlington-hartlepool-bottom-up"),
}


@pytest.fixture(params=CASES)
def found(request):
    return CASES[request.param]()


def test_the_steps_of_every_row_sum_to_its_net(found):
    waterfall = found.report.waterfall
    for row in (*waterfall.rows, waterfall.total, waterfall.submitted_total):
        assert tuple(row.amounts) == STEPS
        assert sum(row.amounts.values()) == pytest.approx(row.net, abs=0.02)


def test_the_rows_sum_to_the_total(found):
    waterfall = found.report.waterfall
    for step in STEPS:
        whole = sum(row.amounts[step] for row in waterfall.rows)
        assert whole == pytest.approx(waterfall.total.amounts[step], abs=0.1)


def test_the_ends_are_the_means_of_the_trials(found):
    waterfall, measures = found.report.waterfall, found.findings.given_approval.measures
    for row in waterfall.rows[:-1]:
        assert row.net == pytest.approx(measures[f"annual_saving.{row.id}"].mean, abs=0.1)
    total = waterfall.total
    assert total.net == pytest.approx(measures["annual_saving"].mean, abs=0.1)
    assert -total.amounts["non_cashable"] == pytest.approx(measures["non_cashable_saving"].mean, abs=0.1)
    assert -total.amounts["running"] == pytest.approx(measures["annual_running_cost"].mean, abs=0.1)
    submitted = found.findings.as_submitted.measures
    assert waterfall.submitted_total.net == pytest.approx(submitted["annual_saving"].mean, abs=0.1)


def test_opportunity_delivery_and_overlap_are_those_of_the_inputs():
    found = small()
    x, chosen = found.redrawn.varying, found.redrawn.chosen
    saving, delivered = x["cluster.office.saving"][chosen], x["delivery.factor"][chosen]
    row = found.report.waterfall.rows[0]
    assert row.id == "office"
    assert row.amounts["opportunity"] == pytest.approx(saving.mean())
    assert row.amounts["delivery"] == pytest.approx((saving * (delivered - 1)).mean())
    overlap = x["cluster.office.overlap"][chosen]
    assert row.amounts["overlap"] == pytest.approx(-(saving * delivered * overlap).mean())
    desk = x["running.desk.amount"][chosen] * np.isfinite(found.redrawn.outcomes["go_live.office"][chosen])
    assert row.amounts["running"] == pytest.approx(-desk.mean())


def test_a_cluster_that_releases_no_cash_shows_its_saving_as_not_cash():
    row = small().report.waterfall.rows[1]
    assert row.id == "goodwill" and row.net == pytest.approx(0.0, abs=0.02)
    assert row.amounts["non_cashable"] < -1e5


def test_the_programme_has_its_running_costs_and_nothing_else():
    row = small().report.waterfall.rows[-1]
    assert row.id == "programme" and row.amounts["running"] == row.net < 0
    assert row.words["running"] == "−£60k"


def test_words_are_those_of_the_amounts():
    waterfall = small().report.waterfall
    assert waterfall.total.words["opportunity"].startswith("£")
    assert waterfall.total.words["delivery"].startswith("−£")
    assert waterfall.submitted_total.words["delivery"] == "nil"
    assert set(waterfall.step_names) == {*STEPS, "net"}
