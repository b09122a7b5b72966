"""What matters most, held against SciPy and against counting by hand."""

import math

import numpy as np
import pytest
from scipy import stats

from simulator.findings.drivers import ends_of, said_change, said_outcome
from tests.findings.reported import shipped, small


@pytest.mark.parametrize("outcome", ["payback_years", "annual_saving", "npv", "peak_funding"])
def test_rank_correlations_are_those_of_scipy(outcome):
    found = small()
    redrawn = found.redrawn
    values = redrawn.outcomes[outcome][redrawn.chosen]
    # Ranks of infinity, which SciPy would refuse, are those of a number beyond all others.
    values = np.where(np.isinf(values), 1e9, values)
    for driver in found.report.drivers.drivers:
        drawn = redrawn.varying.get(driver.id, redrawn.happened.get(driver.id))[redrawn.chosen]
        swing = driver.swings[outcome]
        if np.ptp(drawn.astype(float)) == 0:
            assert swing.rank_correlation == 0 and math.isnan(swing.low) and not swing.sure
            continue
        theirs = stats.spearmanr(drawn, values).statistic
        assert swing.rank_correlation == pytest.approx(theirs, abs=1e-12)
        assert swing.share == pytest.approx(theirs**2, abs=1e-12)


def test_low_and_high_are_the_medians_of_the_outer_tenths():
    found = small()
    redrawn = found.redrawn
    drawn = redrawn.varying["cluster.office.saving"][redrawn.chosen]
    saving = redrawn.outcomes["annual_saving"][redrawn.chosen]
    tenth = math.ceil(len(drawn) / 10)
    order = np.argsort(drawn)
    swing = next(d for d in found.report.drivers.drivers if d.id == "cluster.office.saving").swings["annual_saving"]
    assert swing.low == np.sort(saving[order[:tenth]])[math.ceil(tenth / 2) - 1]
    assert swing.high == np.sort(saving[order[-tenth:]])[math.ceil(tenth / 2) - 1]
    assert swing.low < swing.high and swing.rank_correlation > 0


def test_what_happens_is_split_by_whether_it_does():
    found = small()
    redrawn = found.redrawn
    fire = next(driver for driver in found.report.drivers.drivers if driver.id == "event.fire")
    happened = redrawn.happened["event.fire"][redrawn.chosen]
    npv = redrawn.outcomes["npv"][redrawn.chosen]
    assert fire.happens and (fire.low_words, fire.high_words) == ("it does not happen", "it happens")
    for value, there in ((fire.swings["npv"].low, ~happened), (fire.swings["npv"].high, happened)):
        assert value == np.sort(npv[there])[math.ceil(np.count_nonzero(there) / 2) - 1]


def test_every_uncertain_input_is_there_once_in_the_order_of_the_file():
    ids = [driver.id for driver in small().report.drivers.drivers]
    assert ids == list(dict.fromkeys(ids))
    assert {"wave.one.delay", "event.fire", "event.better", "gate.go.decline.east", "exit"} <= set(ids)
    assert "exclusive.law" not in ids and "cluster.office.cashable" not in ids
    assert ids.index("wave.one.delay") < ids.index("cluster.office.saving")


def test_the_strongest_come_first_and_noise_is_left_out():
    drivers = shipped("darlington-hartlepool").report.drivers
    ranked = drivers.ranked("annual_saving")
    shares = [driver.swings["annual_saving"].share for driver in ranked]
    assert shares == sorted(shares, reverse=True)
    assert ranked[0].id == "delivery.factor"
    # What it costs does not move the saving.
    assert "total_cost.amount" not in {driver.id for driver in ranked}


def test_ends_of_few_values():
    low, high = ends_of(np.array([0.0] * 97 + [1.0] * 3))
    assert (low.sum(), high.sum()) == (97, 3)
    low, high = ends_of(np.full(10, 3.0))
    assert not low.any() and not high.any()
    low, high = ends_of(np.arange(100.0))
    assert (low.sum(), high.sum()) == (10, 10) and not np.any(low & high)


@pytest.mark.parametrize(
    ("outcome", "value", "words"),
    [
        ("payback_years", 4.63, "4 years 8 months"),
        ("payback_years", 0.0, "no time"),
        ("payback_years", math.inf, "never"),
        ("annual_saving", 4.3e6, "£4.3m a year"),
        ("npv", -2e6, "−£2m"),
        ("npv", math.nan, "no trials"),
    ],
)
def test_outcomes_in_words(outcome, value, words):
    assert said_outcome(outcome, value, 0.0 if outcome != "payback_years" else 0.01) == words


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (0.5, 0.01, "6 months longer"),
        (-1 / 12, 0.001, "1 month sooner"),
        (0.05, 0.04, "too little for these trials to tell"),
        (math.inf, 0.0, "never instead"),
        (-math.inf, math.inf, "no longer never"),
        (math.nan, 0.0, "cannot be told"),
    ],
)
def test_changes_of_payback_in_words(change, error, words):
    assert said_change("payback_years", change, error) == words
