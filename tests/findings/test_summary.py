"""The JSON object and the rows of the CSV."""

from __future__ import annotations

import json

import pytest

from simulator.findings import spoken_lines
from simulator.findings.analysis import Sample, findings_of
from simulator.findings.precision import read_precision
from simulator.findings.summary import COLUMNS, as_json, summary_object, summary_rows
from tests.findings.invented import invented_facts, invented_findings, invented_sample


@pytest.fixture(scope="module")
def findings():
    return invented_findings(2000)


@pytest.fixture(scope="module")
def told(findings):
    return summary_object(findings, run="outputs/a-run", results_sha256="f" * 64)


def test_it_holds_what_was_promised(told):
    promised = {"schema_version", "case", "trials", "seed", "run", "results_sha256", "measures", "given_approval"}
    assert promised | {"as_submitted", "probabilities"} <= set(told)
    measure = told["measures"]["deficit_reduction.2014/15"]
    keys = {"unit", "mean", "sd", "p5", "p10", "p20", "p25", "p50", "p75", "p80", "p90", "p95", "error"}
    assert keys | {"infinite", "missing", "price_base", "denominator", "interval_95"} == set(measure)
    assert {"mean", "p50"} <= set(measure["error"])
    assert {"annual_saving.corporate", "payback_years.hartlepool"} <= set(told["measures"])
    assert {"payback_by.2015-03-31", "never_pays_back", "approved", "net_saving_by.2013/14"} <= set(
        told["probabilities"]
    )
    assert all(isinstance(share, float) for share in told["probabilities"].values())
    assert set(told["measures"]) == set(told["given_approval"]) == set(told["as_submitted"])


def test_infinite_becomes_null_and_takes_mean_sd_and_errors_with_it(told):
    payback = told["measures"]["payback_years"]
    assert payback["infinite"] > 0.2 and payback["p95"] is None and payback["p50"] is not None
    assert payback["mean"] is None and payback["sd"] is None and set(payback["error"].values()) == {None}
    finite = told["as_submitted"]["payback_years"]
    assert finite["infinite"] == 0 and None not in finite["error"].values() and finite["mean"] is not None


def test_nothing_given_approval_is_null_throughout():
    told = summary_object(invented_findings(40, decline=1.0), run="r", results_sha256="0")
    measure = told["given_approval"]["npv"]
    assert {measure[key] for key in ("mean", "sd", "p50", "infinite", "missing")} == {None}
    assert set(told["given_approval_probabilities"].values()) == {None}
    json.loads(as_json(told))


def test_the_text_is_strict_json_and_the_same_each_time(findings, told):
    text = as_json(told)
    assert json.loads(text) == json.loads(json.dumps(told))

    def refuse(token):
        raise AssertionError(token)

    json.loads(text, parse_constant=refuse)
    assert text == as_json(summary_object(invented_findings(2000), run="outputs/a-run", results_sha256="f" * 64))


def test_errors_stand_beside_every_probability(told):
    for prefix in ("", "given_approval_", "as_submitted_"):
        assert set(told[f"{prefix}probabilities"]) == set(told[f"{prefix}probability_errors"])
        assert all(0 < error < 0.02 for error in told[f"{prefix}probability_errors"].values())


def test_rows_say_the_same_as_the_object(told):
    listed = [dict(zip(COLUMNS, row, strict=True)) for row in summary_rows(told)]
    # Whether the councils approved is a measure and a probability.
    rows = {(row["figures"], row["name"]): row for row in listed}
    assert len(listed) == 3 * (len(told["measures"]) + len(told["probabilities"]))
    row = rows["tested, given approval", "npv"]
    assert row["p80"] == told["given_approval"]["npv"]["p80"] and row["price base"] == "real, 2011/12 prices"
    assert rows["as submitted", "approved"]["mean"] == 1.0


def test_intervals_stand_beside_every_measure_and_probability(findings, told):
    npv, measure = told["measures"]["npv"]["interval_95"], findings.tested.measures["npv"]
    assert set(npv) == {"mean", *(f"p{percent}" for percent in (5, 10, 20, 25, 50, 75, 80, 90, 95))}
    assert npv["mean"] == list(measure.mean_interval) and npv["p80"] == list(measure.interval_at(80))
    for prefix in ("", "given_approval_", "as_submitted_"):
        assert set(told[f"{prefix}probabilities"]) == set(told[f"{prefix}probability_intervals"])
        for name, (low, high) in told[f"{prefix}probability_intervals"].items():
            assert 0 <= low <= told[f"{prefix}probabilities"][name] <= high <= 1 and low < high
    rows = {(row[0], row[1], row[2]): dict(zip(COLUMNS, row, strict=True)) for row in summary_rows(told)}
    assert rows["tested", "npv", "£"]["p50, 95% to"] == npv["p50"][1]
    chance = rows["tested", "approved", "probability"]
    assert [chance["mean, 95% from"], chance["mean, 95% to"]] == told["probability_intervals"]["approved"]


def test_an_end_that_cannot_be_bounded_or_is_infinite_is_null(told):
    payback = told["measures"]["payback_years"]
    assert payback["interval_95"]["mean"] is None and None not in payback["interval_95"]["p50"]
    assert payback["interval_95"]["p95"] == [None, None]
    few = summary_object(invented_findings(20), run="r", results_sha256="0")["measures"]["npv"]["interval_95"]
    assert few["p95"][0] is not None and few["p95"][1] is None and None not in few["p50"]


def test_a_design_and_a_precision_are_in_the_record(told):
    assert told["randomisations"] == 1 and told["until"] == []
    sample = invented_sample(400)
    designed = findings_of(
        invented_facts(),
        Sample(sample.infos, sample.values, 20),
        Sample(sample.infos, sample.values, 20),
        seed=1,
        design="lhs",
        until=[read_precision("mean(npv) +/- £5m"), read_precision("p50(npv) +/- £1")],
    )
    again = summary_object(designed, run="r", results_sha256="0")
    assert (again["design"], again["randomisations"]) == ("lhs", 20)
    assert "400 trials in 20 independent Latin hypercubes, seed 1" in spoken_lines(designed)
    first, second = again["until"]
    assert first["reached"] and not second["reached"] and first["within"] <= 5e6
    assert first["interval_95"] == again["measures"]["npv"]["interval_95"]["mean"]
    assert second["interval_95"] == again["measures"]["npv"]["interval_95"]["p50"]


def test_trials_that_are_no_whole_randomisations_are_refused():
    sample = invented_sample(10)
    with pytest.raises(ValueError, match="not 3 randomisations of equal length"):
        Sample(sample.infos, sample.values, 3)
