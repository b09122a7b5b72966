"""The register of risks, held against counting by hand."""

import math

import numpy as np
import pytest
from scipy import stats

from simulator.findings.risk_register import effect_on, said_effect, worst_trials
from tests.findings.reported import shipped, small


def risk(found, id):
    return next(one for one in found.report.risks.risks if one.id == id)


def test_everything_that_can_go_wrong_is_there():
    assert {one.id for one in small().report.risks.risks} == {
        *("event.fire", "event.better", "event.worse", "event.never", "gate.go", "exit")
    }
    case = shipped("darlington-hartlepool").case
    assert len(shipped("darlington-hartlepool").report.risks.risks) == len(case.event) + len(case.gate) + 1


@pytest.mark.parametrize("id", ["event.fire", "event.worse", "gate.go", "exit"])
def test_chance_effect_and_share_of_the_worst(id):
    found = small()
    redrawn, one = found.redrawn, risk(found, id)
    happened, npv = redrawn.happened[id], redrawn.outcomes["npv"]
    assert one.chance.share == np.mean(happened)
    assert one.effect == pytest.approx(npv[happened].mean() - npv[~happened].mean())
    welch = stats.ttest_ind(npv[happened], npv[~happened], equal_var=False)
    assert one.effect / one.effect_error == pytest.approx(welch.statistic)
    assert one.expected == pytest.approx(one.effect * np.mean(happened))
    worst = np.argsort(npv, kind="stable")[: len(npv) // 10]
    assert one.share_of_worst == pytest.approx(happened[worst].mean())


def test_the_costliest_comes_first_and_what_never_happens_last():
    risks = small().report.risks.risks
    told = [one.expected for one in risks if one.expected is not None]
    assert told == sorted(told) and risks[-1].id == "event.never"
    assert risks[-1].effect is None and risks[-1].chance.share == 0 and not risks[-1].sure


def test_the_worst_tenth_ends_at_the_tenth_percentile():
    found = small()
    assert found.report.risks.worst == found.findings.tested.measures["npv"].at(10)
    assert found.report.risks.mean_npv == found.findings.tested.measures["npv"].mean
    assert worst_trials(np.array([3.0, 1.0, 1.0, 2.0, 5.0])).tolist() == [False, True, False, False, False]


def test_what_it_does_in_words():
    found = small()
    assert risk(found, "event.fire").what == (
        "On Office: savings times anywhere from 0.5 to 0.7, each value as likely as the next."
    )
    assert risk(found, "event.fire").theme == "Buildings"
    assert risk(found, "event.worse").what == "On the programme: savings changed by −£400k a year."
    assert risk(found, "gate.go").what == "In January 2012 a council says no; all that is not yet live is cancelled."
    assert risk(found, "exit").what == (
        "The partnership ends on a 1 April; the saving ebbs away over 6 months; parting costs £200k."
    )


def test_effects_are_said_only_where_they_can_be_told():
    facts = small().findings.facts
    assert said_effect(-2e6, 4e4, facts) == "£2.0m less net present value (real, 2011/12 prices)"
    assert said_effect(3e5, 1e3, facts) == "£300k more net present value (real, 2011/12 prices)"
    assert said_effect(-2e5, 1.5e5, facts).startswith("too small")
    assert said_effect(None, None, facts).startswith("cannot be told")


def test_effects_of_a_few_trials():
    npv = np.array([1.0, 2.0, 5.0])
    assert effect_on(npv, np.array([False, False, False])) == (None, None)
    effect, error = effect_on(npv, np.array([True, False, False]))
    assert effect == -2.5 and math.isinf(error)
