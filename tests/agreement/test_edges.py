"""What happens exactly on a threshold: moments that meet to the day, and sums a hair from zero."""

from __future__ import annotations

import copy
import math
from pathlib import Path

import numpy as np
import pytest
from compare import agree, engine_run
from documents import Document, to_toml

from simulator.case import load_case
from simulator.plan import compile_plan

# Half a year: October 2011 to March 2012.
MONTHS = 6
A_MONTH = 1_000_000.0
FLOWS = 2 * MONTHS * A_MONTH
TOLERANCE = 1e-9 * FLOWS

LEVEL: Document = {
    "case": {
        "id": "level",
        "title": "Savings and costs that cancel every month",
        "start": "2011-10",
        "horizon": "2011/12",
        "as_at": "2011-10-01",
        "price_base": "2011/12",
    },
    "council": {"town": {"name": "Town", "net_budget": 100_000_000}},
    "wave": {"one": {"name": "One", "start": "2011-10"}},
    "cluster": {"office": {"name": "Office", "wave": "one", "saving": 12 * A_MONTH}},
    "cost": {
        "change": {
            "owner": "programme",
            "kind": "other",
            "amount": MONTHS * A_MONTH,
            "profile": [{"from": 0, "to": MONTHS, "share": 1.0}],
        }
    },
}

STEPS: Document = {
    "case": {
        "id": "steps",
        "title": "Moments that meet",
        "start": "2011-10",
        "horizon": "2015/16",
        "as_at": "2011-10-01",
        "price_base": "2011/12",
    },
    "council": {"town": {"name": "Town", "net_budget": 100_000_000}},
    "wave": {
        "one": {"name": "One", "start": "2012-04", "phasing": [0.25, 0.75]},
        "two": {"name": "Two", "start": "2013-04"},
    },
    "cluster": {
        "early": {"name": "Early", "wave": "one", "saving": 120_000},
        "late": {"name": "Late", "wave": "two", "saving": 240_000},
    },
    "cost": {
        "before": {"owner": "late", "kind": "ict", "amount": 1_000, "profile": [{"from": -1, "to": -1, "share": 1.0}]},
        "on-the-day": {"owner": "late", "kind": "ict", "amount": 100},
        "of-the-programme": {"owner": "programme", "kind": "programme", "amount": 10, "anchor": "2013-04"},
    },
}


def found(document: Document, folder: Path) -> dict[str, float]:
    """The engine's outcomes of the one trial that a fixed case has, which must be the reference's too."""
    path = folder / "edge.toml"
    path.write_text(to_toml(document), encoding="utf-8")
    case = load_case(path)
    inputs, made = engine_run(compile_plan(case), 1, range(1))
    verdict = agree(case, inputs, made)
    assert verdict.faults == [] and verdict.on_the_edge == 0
    return {name: float(row[0]) for name, row in made.items()}


def level(extra_cost: float) -> Document:
    """Savings and costs that cancel, but for so many pounds of cost over the whole."""
    document = copy.deepcopy(LEVEL)
    document["cost"]["change"]["amount"] += extra_cost
    return document


@pytest.mark.parametrize("share", [0.0, 0.5, 0.9])
def test_a_hair_below_zero_is_not_below(tmp_path, share):
    """Cumulative cash ends up to 1e-9 of the flows under zero: that is rounding, not debt."""
    made = found(level(share * TOLERANCE), tmp_path)
    assert made["payback_years"] == made["discounted_payback_years"] == 0
    assert math.isnan(made["peak_funding_month"])
    assert 0 <= made["peak_funding"] <= TOLERANCE


@pytest.mark.parametrize("share", [1.1, 1.7])
def test_more_than_a_hair_below_zero_is_below(tmp_path, share):
    made = found(level(share * TOLERANCE), tmp_path)
    assert made["payback_years"] == made["discounted_payback_years"] == math.inf
    # It is reached to within the tolerance before it is reached.
    assert made["peak_funding_month"] == next(
        month for month in range(1, MONTHS + 1) if share * month / MONTHS >= share - 1
    )


@pytest.mark.parametrize(("share", "year"), [(0.0, math.inf), (0.9, math.inf), (1.1, 2011.0)])
def test_a_year_earns_only_when_it_earns_more_than_a_hair(tmp_path, share, year):
    assert found(level(-share * TOLERANCE), tmp_path)["first_net_saving_year"] == year


@pytest.mark.parametrize(("delivered", "year"), [(0.9499, math.inf), (0.9501, 2011.0)])
def test_full_effect_is_95_per_cent(tmp_path, delivered, year):
    """A lock holds the rest back until after the horizon."""
    document = level(0.0)
    document["case"]["start"] = "2011-04"
    document["wave"]["one"]["start"] = "2011-04"
    document["lock"] = {"contract": {"cluster": "office", "share": 1 - delivered, "until": "2014-03-31"}}
    assert found(document, tmp_path)["full_effect_year"] == year


def test_a_gate_on_the_day_of_go_live_stops_it(tmp_path):
    document = copy.deepcopy(STEPS)
    document["gate"] = {"last": {"date": "2013-04", "decline": {"town": 1}, "abort": 5}}
    made = found(document, tmp_path)
    assert made["go_live.late"] == math.inf and made["go_live.early"] == 6
    assert made["approved"] == 0
    # What was due the month before was spent; what was due on the day was not. The programme goes on.
    assert (made["ict_cost"], made["programme_cost"], made["other_cost"]) == (1_000, 10, 5)


def test_a_gate_the_month_after_go_live_stops_nothing(tmp_path):
    document = copy.deepcopy(STEPS)
    document["gate"] = {"last": {"date": "2013-05", "decline": {"town": 1}, "abort": 5}}
    made = found(document, tmp_path)
    assert made["go_live.late"] == 18 and made["approved"] == 1
    assert (made["ict_cost"], made["other_cost"]) == (1_100, 0)


def test_an_exit_on_the_day_of_go_live_stops_it(tmp_path):
    """The exit is on 1 April 2013: the late cluster never lives, and the early one's second step never comes."""
    document = copy.deepcopy(STEPS)
    document["exit"] = {"probability": 1, "unwind": 12, "cost": 7}
    made = found(document, tmp_path)
    assert made["exited"] == 1 and made["go_live.late"] == math.inf
    assert (made["ict_cost"], made["programme_cost"], made["other_cost"]) == (1_000, 0, 7)
    # A quarter of £120,000 for a year, then a quarter unwinding in a straight line over another.
    assert made["saving_real.2012/13"] == pytest.approx(30_000)
    assert made["saving_real.2013/14"] == pytest.approx(15_000)
    assert made["saving_real.2014/15"] == 0


def test_an_exit_may_not_come_on_the_last_day(tmp_path):
    """The 1 April after the horizon is outside it; the one before is the last on which the partnership can end."""
    document = copy.deepcopy(STEPS)
    document["exit"] = {"probability": 1, "from": "2015/16"}
    assert found(document, tmp_path)["saving_real.2015/16"] == 0
    document["case"]["horizon"] = "2014/15"
    document["exit"] = {"probability": 1, "from": "2014/15"}
    assert found(document, tmp_path)["exited"] == 1


@pytest.mark.parametrize(("exit_year", "delivered"), [("2013/14", 0.0), ("2014/15", 90_000.0)])
def test_a_step_on_the_day_of_exit_has_not_been_taken(tmp_path, exit_year, delivered):
    """The lock's tranche would come on 1 April 2013: not if the partnership ends that day, but if a year later."""
    document = copy.deepcopy(STEPS)
    del document["cluster"]["late"], document["wave"]["two"], document["cost"]
    del document["wave"]["one"]["phasing"]
    document["lock"] = {"contract": {"cluster": "early", "share": 0.75, "until": "2013-03-31"}}
    document["exit"] = {"probability": 1, "from": exit_year}
    free = {"2013/14": 0.0, "2014/15": 30_000.0}[exit_year]
    assert found(document, tmp_path)["saving_real.2013/14"] == pytest.approx(free + delivered)


def test_what_was_due_before_the_start_is_spent_in_the_first_month(tmp_path):
    document = level(0.0)
    document["cost"]["change"]["profile"] = [
        {"from": -24, "to": -12, "share": 0.5},
        {"from": -1, "to": 1, "share": 0.5},
    ]
    made = found(document, tmp_path)
    assert made["implementation_cost"] == MONTHS * A_MONTH
    # Everything is spent at the end of the first month: a half, a quarter, and the last quarter in the month itself.
    assert made["peak_funding"] == (MONTHS - 1) * A_MONTH and made["peak_funding_month"] == 1


def test_what_falls_on_the_last_day_is_beyond(tmp_path):
    document = level(0.0)
    document["cost"]["change"]["profile"] = [{"from": MONTHS, "to": MONTHS, "share": 1.0}]
    made = found(document, tmp_path)
    assert (made["implementation_cost"], made["cost_beyond_horizon"]) == (0, MONTHS * A_MONTH)
    assert made["savings_to_cost"] == math.inf


def test_savings_to_cost_at_zero_cost(tmp_path):
    document = level(0.0)
    document["cost"]["change"]["amount"] = 0
    assert found(document, tmp_path)["savings_to_cost"] == math.inf
    document["cluster"]["office"]["realisation"] = 0
    assert math.isnan(found(document, tmp_path)["savings_to_cost"])
    document["running"] = {"lease": {"owner": "office", "amount": 1_000}}
    assert found(document, tmp_path)["savings_to_cost"] == -math.inf


@pytest.mark.parametrize(("age", "service", "weeks"), [(41, 2, 2.0), (43, 2, 3.0), (23, 2, 1.5), (50, 1.99, 0.0)])
def test_weeks_at_the_limits_of_the_table(tmp_path, age, service, weeks):
    """A year begun at 40 counts one week, at 41 one and a half; at 21 a half, at 22 one; two years to qualify."""
    document = copy.deepcopy(STEPS)
    del document["cluster"]["late"], document["wave"]["two"], document["cost"]
    document["cluster"]["early"]["posts"] = {"average_cost": 65_000}
    document["redundancy"] = {"on_costs": 0.25, "age": {"all": {"share": 1, "age": age, "service": service}}}
    made = found(document, tmp_path)
    # £65,000 ÷ 1.25 ÷ 52 is £1,000 a week.
    assert made["redundancy_cost"] == pytest.approx(120_000 / 65_000 * weeks * 1_000)


@pytest.mark.parametrize(("age", "share"), [(54.99, 0.0), (55, 1.0)])
def test_strain_from_the_minimum_pension_age(tmp_path, age, share):
    document = copy.deepcopy(STEPS)
    del document["cluster"]["late"], document["wave"]["two"], document["cost"]
    document["cluster"]["early"]["posts"] = {"average_cost": 60_000, "strain": 10_000}
    document["redundancy"] = {"age": {"all": {"share": 1, "age": age, "service": 1}}}
    assert found(document, tmp_path)["redundancy_cost"] == pytest.approx(2 * share * 10_000)


def test_trials_of_a_fixed_case_are_all_the_same(tmp_path):
    path = tmp_path / "fixed.toml"
    path.write_text(to_toml(STEPS), encoding="utf-8")
    _, made = engine_run(compile_plan(load_case(path)), 1, range(130))
    for name, row in made.items():
        assert np.array_equal(row, np.full(130, row[0]), equal_nan=True), name
