"""The timetable, held against the outcomes."""

import math

import numpy as np
import pytest

from simulator.findings.timing import said_moment
from tests.findings.reported import shipped, small


def rank(values, percent):
    return np.sort(values)[math.ceil(percent * len(values) / 100) - 1]


def test_rows_are_the_clusters_and_then_the_programme():
    timing = shipped("darlington-hartlepool").report.timing
    clusters = [cluster.id for cluster in shipped("darlington-hartlepool").findings.facts.clusters]
    assert [row.id for row in timing.rows] == [*clusters, "programme"]
    assert timing.programme is timing.rows[-1]


@pytest.mark.parametrize("name", ["darlington-hartlepool", "darlington-hartlepool-bottom-up"])
def test_spreads_are_percentiles_of_the_approved_trials(name):
    found = shipped(name)
    redrawn = found.redrawn
    for row in found.report.timing.rows[:-1]:
        go_live = redrawn.outcomes[f"go_live.{row.id}"][redrawn.chosen]
        slip = redrawn.outcomes[f"slip.{row.id}"][redrawn.chosen]
        for spread, values in ((row.go_live, go_live), (row.slip, slip)):
            assert (spread.p10, spread.p50, spread.p90) == tuple(rank(values, p) for p in (10, 50, 90))
        ramp = row.planned_full_effect - row.planned_go_live
        assert row.full_effect.p50 == pytest.approx(row.go_live.p50 + ramp)
        assert row.cancelled == np.mean(~np.isfinite(go_live))


def test_planned_dates_are_those_of_the_file():
    timing = shipped("darlington-hartlepool").report.timing
    planned = {row.id: (row.planned_go_live, row.planned_full_effect) for row in timing.rows}
    assert planned["strategic-management"] == (12.0, 15.0)
    assert planned["corporate"] == (18.0, 24.0)
    assert planned["programme"] == (12.0, 30.0)


def test_the_programme_ends_with_its_last_cluster():
    found = shipped("darlington-hartlepool")
    redrawn = found.redrawn
    ends = []
    for row in found.report.timing.rows[:-1]:
        ramp = row.planned_full_effect - row.planned_go_live
        ends.append(redrawn.outcomes[f"go_live.{row.id}"][redrawn.chosen] + ramp)
    finite = np.where(np.isfinite(ends), ends, -np.inf).max(axis=0)
    programme = found.report.timing.programme
    assert programme.full_effect.p50 == pytest.approx(rank(finite, 50))
    assert programme.slip.p90 == pytest.approx(rank(finite, 90) - 30.0)


def test_moments_and_lengths_in_words():
    found = small()
    row = found.report.timing.rows[0]
    facts = found.findings.facts
    assert row.go_live.words == (
        f"{said_moment(facts, row.go_live.p10)} to {said_moment(facts, row.go_live.p90)} in 8 trials of 10, half of "
        f"them by {said_moment(facts, row.go_live.p50)}"
    )
    assert said_moment(facts, 6.0) == "April 2012"
    assert said_moment(facts, 5.99) == "March 2012"
    assert said_moment(facts, math.inf) == "never"
    assert row.slip.words.endswith("or less") and f"{round(row.slip.p10)} to {round(row.slip.p90)}" in row.slip.words


def test_contracts_are_told_where_they_hold():
    office, goodwill, _ = small().report.timing.rows
    assert office.locked == ("The contract Old contract holds back a share of the saving until 31 March 2014: 20%.",)
    assert goodwill.locked == ()
