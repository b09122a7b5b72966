"""The JSON object and the rows of the CSV."""

from __future__ import annotations

import json

import pytest

from simulator.findings.summary import COLUMNS, as_json, summary_object, summary_rows
from tests.findings.invented import invented_findings


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
