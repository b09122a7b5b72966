"""Limits: what can be read, what is refused and why, and verdicts against figures counted here."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.findings.figures import FigureError, check_names
from simulator.findings.limits import judge, read_limit
from simulator.findings.probabilities import probability_names
from tests.findings.invented import invented_findings


@pytest.fixture(scope="module")
def findings():
    return invented_findings(4001)


def _judge(text, findings):
    limit = read_limit(text)
    infos = findings.tested_sample.infos
    check_names([limit], infos, probability_names(findings.facts, [info.name for info in infos]))
    return judge(limit, findings)


def test_a_chance_over_all_trials(findings):
    payback = findings.tested_sample.by_name["payback_years"]
    verdict = _judge("P(payback_years <= 5) < 0.8", findings)
    assert verdict.estimate.value == np.mean(payback <= 5) and verdict.missed == (verdict.estimate.value < 0.8)
    assert "76.0%" in verdict.sentence or f"{verdict.estimate.value * 100:.1f}%" in verdict.sentence
    assert "4,001 trials" in verdict.sentence


def test_given_approval_and_as_submitted_count_other_trials(findings):
    by_name, approved = findings.tested_sample.by_name, findings.tested_sample.approved
    given = _judge("P(payback_years <= 3.5 | approved) < 80%", findings)
    assert given.estimate.value == np.mean(by_name["payback_years"][approved] <= 3.5)
    submitted = _judge("P(payback_years <= 3.5 | as submitted) < 80%", findings)
    assert submitted.estimate.value == 1.0 and not submitted.missed


@pytest.mark.parametrize("percent", [1, 10, 50, 80, 99])
def test_percentiles_are_the_same_as_everywhere(findings, percent):
    row = sorted(findings.tested_sample.by_name["peak_funding"])
    verdict = _judge(f"p{percent}(peak_funding) > £8m", findings)
    assert verdict.estimate.value == row[math.ceil(round(percent * 4001 / 100, 9)) - 1]
    assert verdict.missed == (verdict.estimate.value > 8e6)


def test_mean_and_sd(findings):
    row = findings.tested_sample.by_name["npv"]
    assert _judge("mean(npv) < 0", findings).estimate.value == pytest.approx(row.mean(), rel=1e-12)
    assert _judge("sd(npv) > £1m", findings).estimate.value == pytest.approx(row.std(ddof=1), rel=1e-12)


def test_a_mean_that_is_infinite_misses_an_upper_limit(findings):
    verdict = _judge("mean(payback_years) > 5", findings)
    assert verdict.estimate.value == math.inf and verdict.missed and "infinite" in verdict.sentence


def test_reported_chances(findings):
    assert _judge("never_pays_back > 10%", findings).estimate.value == findings.tested.chances["never_pays_back"].share
    given = _judge("P(never_pays_back | approved) > 0.1", findings)
    assert given.estimate.value == findings.given_approval.chances["never_pays_back"].share
    assert _judge("payback_by.2015-03-31 < 0.5", findings).limit.figure.name == "payback_by.2015-03-31"


def test_years_shares_and_missing_values(findings):
    years = findings.tested_sample.by_name["first_net_saving_year"]
    assert _judge("P(first_net_saving_year <= 2013/14) < 0.5", findings).estimate.value == np.mean(years <= 2013)
    assert _judge("P(deficit_reduction.2014/15 >= 20%) < 0.5", findings).limit.figure.edge.value == 0.2
    missing = findings.tested_sample.by_name["peak_funding_month"]
    assert np.isnan(missing).sum() == 0 or _judge(
        "p50(peak_funding_month) > 30", findings
    ).estimate.value == pytest.approx(np.nanmedian(missing), abs=1)


def test_no_trials_cannot_be_shown_and_so_is_missed():
    verdict = _judge("P(payback_years <= 5 | approved) < 0.1", invented_findings(50, decline=1.0))
    assert verdict.missed and verdict.estimate.value is None and "no trial counts" in verdict.sentence


def test_what_is_too_near_to_call_is_said_to_be(findings):
    share = np.mean(findings.tested_sample.by_name["payback_years"] <= 3.5)
    assert "too near to call" in _judge(f"P(payback_years <= 3.5) < {share + 0.001:.4f}", findings).sentence
    assert "too near to call" not in _judge("P(payback_years <= 3.5) < 0.99", findings).sentence


@pytest.mark.parametrize(
    "text,hint",
    [
        ("payback", "is no limit"),
        ("P(payback_years <= 5)", "is no limit"),
        ("Q(payback_years <= 5) < 1", "there is no 'Q( )'"),
        ("p0(npv) < 0", "percentile from p1 to p99"),
        ("p100(npv) < 0", "percentile from p1 to p99"),
        ("mean(npv < 0) < 1", "only P( ) takes a comparison"),
        ("P(npv < zero) < 1", "'zero' is no number"),
        ("P(npv < 0 | declined) < 1", "names no trials"),
        ("P(npv < £5 million) < 1", "£5m"),
        ("P(first_net_saving_year <= 2013/15) < 1", "is not a financial year"),
        ("", "is no limit"),
        ("P(npv < 0) < 0.5; rm -rf /", "is not a financial year"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way_out(text, hint):
    with pytest.raises(FigureError, match="(?s)" + ".*".join(map(_escape, [hint]))):
        read_limit(text)


def _escape(text: str) -> str:
    import re

    return re.escape(text)


@pytest.mark.parametrize(
    "text,hint",
    [
        ("P(payback_year <= 5) < 0.8", "Did you mean 'payback_years'"),
        ("never_pay_back > 0.1", "Did you mean 'never_pays_back'"),
        ("npv < 0", "say which: mean(npv)"),
        ("P(payback_years <= £5m) < 0.8", "compared with pounds"),
        ("p50(npv) < 20%", "compared with a percentage"),
        ("never_pays_back > £1", "compared with pounds"),
        ("P(npv < 2013/14) < 0.5", "compared with a financial year"),
    ],
)
def test_what_the_case_does_not_have_is_refused(findings, text, hint):
    with pytest.raises(FigureError) as raised:
        _judge(text, findings)
    assert hint in str(raised.value)
