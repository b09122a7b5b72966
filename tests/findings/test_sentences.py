"""Sentences held to the figures, on good, bad, certain and hopeless futures."""

from __future__ import annotations

import re

import pytest

from simulator.findings import sentences
from simulator.findings.facts import Counts
from simulator.findings.spoken import spoken_lines
from tests.findings.invented import GAP, invented_facts, invented_findings

FUTURES = {
    "good": {"delivery": 1.1, "delay": 0.0, "decline": 0.05},
    "typical": {},
    "bad": {"delivery": 0.35, "delay": 14.0, "decline": 0.4},
    "hopeless": {"delivery": 0.05, "decline": 0.1},
    "declined": {"decline": 1.0},
    "certain": {"spread": 0.0, "decline": 0.0, "delay": 2.0},
    "a handful": {"trials": 7},
    "one": {"trials": 1},
}


@pytest.fixture(scope="module", params=FUTURES)
def findings(request):
    future = dict(FUTURES[request.param])
    return invented_findings(future.pop("trials", 3000), **future)


def test_everything_can_be_said_of_every_future(findings):
    text = "\n".join(spoken_lines(findings))
    assert not re.search(r"\b(nan|inf|None|P80|p80)\b", text)
    assert "  -" not in text.replace("\n  -", "")
    for line in spoken_lines(findings):
        assert line == line.rstrip()


def test_tables_are_aligned(findings):
    for line in spoken_lines(findings):
        assert len(line) <= 104


def _share(text: str) -> float:
    return float(text.rstrip("%")) / 100


def test_payback_is_said_as_it_is(findings):
    (tested, _) = sentences.payback(findings)
    who = sentences.voice(findings)
    measure = who.tested.measures["payback_years"]
    for percent, years in re.findall(r"(\d\d)% chance that it takes at most ([\d.]+) years", tested):
        value = measure.at(int(percent))
        assert float(years) == pytest.approx(value, abs=max(0.05, 10.01 * measure.error_at(int(percent))))
    if measure.infinite == 1:
        assert "in no trial within the horizon" in tested
    if measure.sd == 0:
        assert "in every trial" in tested


def test_a_percentile_never_stands_bare(findings):
    for speak in (sentences.payback, sentences.saving, sentences.gap, sentences.funding):
        for text in speak(findings):
            for found in re.finditer(r"80% chance", text):
                around = text[max(0, found.start() - 40) : found.end() + 45]
                assert "at least" in around or "at most" in around, text


def test_never_and_its_reasons(findings):
    (text,) = sentences.never(findings)
    chances = findings.tested.chances
    if chances["never_pays_back"].share == 0:
        assert "in every tested trial" in text
        return
    for part, words in (
        ("declined", "a council declined"),
        ("ended_early", "the partnership ended early"),
        ("not_repaid", "did not repay the cost in time"),
    ):
        assert (words in text) == bool(chances[f"never_pays_back.{part}"].share)


def test_claims_agree_with_their_chances():
    findings = invented_findings(3000)
    (text,) = sentences.claims(findings)
    first, full = (_share(found) for found in re.findall(r"in (\d+%) of trials", text))
    chances = findings.given_approval.chances
    assert first == pytest.approx(chances["claim.first_net_saving_year"].share, abs=0.011)
    assert full == pytest.approx(chances["claim.full_effect_year"].share, abs=0.021)
    assert findings.given_approval.measures["first_net_saving_year"].median == 2014
    assert "2014/15, one year later" in text


def test_a_case_without_claims_or_gaps_says_nothing_of_them():
    facts = invented_facts(claimed_first_net_saving_year=None, claimed_full_effect_year=None, gaps={}, gap_year=None)
    findings = invented_findings(500, facts=facts)
    assert sentences.claims(findings) == [] and sentences.gap(findings) == []
    assert not any("gap" in line for line in spoken_lines(findings))


def test_one_claim_alone():
    findings = invented_findings(500, facts=invented_facts(claimed_full_effect_year=None))
    (text,) = sentences.claims(findings)
    assert "full effect" not in text and "Both" not in text


def test_gap_names_its_denominator_price_base_and_both_views():
    findings = invented_findings(3000)
    delivered, full_year = sentences.gap(findings)
    assert f"£{GAP / 1e6:g}m gap (nominal)" in delivered and "as submitted" in delivered
    tested = findings.given_approval.measures["deficit_reduction.2014/15"].median
    assert _share(re.search(r"closes (\d+%)", delivered)[1]) == pytest.approx(tested, abs=0.011)
    assert "real, 2011/12 prices" in full_year and "whenever it comes" in full_year


def test_inputs_are_counted_in_good_english():
    counts = Counts(reported=1, evidence=0, assumed=2, total=3, uncertain=1)
    (text,) = sentences.basis(invented_findings(50, facts=invented_facts(inputs=counts)))
    assert text.startswith("Of the case's 3 inputs, 1 is reported by the source, 0 rest on evidence")


def test_reconciliation_names_the_method_that_drives_cash():
    findings = invented_findings(2000)
    (text,) = sentences.reconciliation(findings)
    assert "as shares of the total cost, which drives cash" in text and "built up from posts, for information" in text
    assert "25% more" in text  # the invented memorandum is 0.70 of the cost, the driver 0.56
    (other,) = sentences.reconciliation(invented_findings(2000, facts=invented_facts(redundancy_method="posts")))
    assert "built up from posts, which drives cash" in other


def test_ranges_stand_beside_each_other_with_the_reason():
    findings = invented_findings(3000)
    (text,) = sentences.ranges(findings)
    assert "£5.38m to £8.36m a year" in text
    assert "which is narrower" in text and "which is wider" in text


def test_more_trials_support_more_digits():
    few, many = (sentences.saving(invented_findings(n))[0] for n in (60, 60_000))
    digits = [re.search(r"at least £([\d.]+)m", text)[1] for text in (few, many)]
    assert len(digits[0]) < len(digits[1])
