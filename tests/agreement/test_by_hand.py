"""Trials worked by hand (by_hand/*.md) hold both the reference and the engine."""

import math

import numpy as np
import pytest
from compare import agree, engine_run
from hand_worked import pages, read_page
from reference.model import reference_run

from simulator.case import load_case
from simulator.plan import compile_plan

PENNY = 0.005
SORTS = ("saving", "running", "cost")


@pytest.fixture(scope="module", params=pages())
def worked(request, tmp_path_factory):
    """A page, its case, and the engine's draws and outcomes in one trial."""
    page = read_page(request.param)
    path = tmp_path_factory.mktemp("by-hand") / f"{request.param}.toml"
    path.write_text(page.toml, encoding="utf-8")
    case = load_case(path)
    inputs, made = engine_run(compile_plan(case), 1, range(1))
    return page, case, inputs, made


def close(value: float, by_hand: float) -> bool:
    """Equal to ten figures, as far as pages give; infinite and missing alike."""
    if math.isnan(by_hand):
        return math.isnan(value)
    return value == by_hand or abs(value - by_hand) <= 1e-9 * max(1.0, abs(by_hand))


def test_the_reference_has_the_figures_of_the_page(worked):
    page, case, inputs, _ = worked
    found = reference_run(case, inputs).outcomes
    wrong = {k: (found[k][0], v) for k, v in page.outcomes.items() if not close(found[k][0], v)}
    assert not wrong


def test_the_engine_has_the_figures_of_the_page(worked):
    page, _, _, made = worked
    wrong = {k: (made[k][0], v) for k, v in page.outcomes.items() if not close(made[k][0], v)}
    assert not wrong


def test_the_months_of_the_page_are_those_of_the_reference(worked):
    page, case, inputs, _ = worked
    reference = reference_run(case, inputs)
    cumulative = reference.paths[None, "real"].cumulative[0]
    sums = {sort: np.zeros(len(cumulative)) for sort in SORTS}
    for flow in reference.flows:
        sums[flow.sort] += flow.shape[0] * flow.whole[0]
    for month, row in page.months.items():
        for sort in SORTS:
            assert abs(sums[sort][month] - row[sort]) < PENNY, (month, sort)
        assert abs(row["saving"] - row["running"] - row["cost"] - row["net"]) < PENNY, month
        assert abs(cumulative[month] - row["cumulative"]) < PENNY, month


def test_months_that_the_page_leaves_out_are_as_the_one_before(worked):
    """A page may stop, or skip, only while every month is the same."""
    page, case, inputs, _ = worked
    net = np.diff(reference_run(case, inputs).paths[None, "real"].cumulative[0], prepend=0.0)
    listed = None
    for month, amount in enumerate(net):
        if month in page.months:
            listed = page.months[month]["net"]
        else:
            assert abs(amount - (listed if listed is not None else 0.0)) < PENNY, month


def test_engine_and_reference_agree_in_full(worked):
    _, case, inputs, made = worked
    assert agree(case, inputs, made).faults == []
