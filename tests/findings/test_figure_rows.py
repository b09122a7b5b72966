"""Figures in rows and their differences on common draws, held to many repetitions and to plain NumPy."""

import math

import numpy as np
import pytest

from simulator.findings.figure_rows import (
    DEFAULTS,
    Named,
    check_named,
    default_figures,
    difference,
    figure_row,
    influence,
    read_named,
)
from simulator.findings.figures import FigureError
from simulator.findings.probabilities import probability_names
from tests.findings.invented import invented_facts, invented_infos, invented_sample

FACTS = invented_facts()


def row_and_moves(named, sample):
    found = figure_row(named, FACTS, sample, sample)
    return found, [influence(one.figure, e, FACTS, sample, sample) for one, e in zip(named, found, strict=True)]


def test_figures_are_what_numpy_makes_of_the_trials():
    sample = invented_sample(1000)
    by_name, approved = sample.by_name, sample.approved
    saving, payback = by_name["annual_saving"], by_name["payback_years"]
    expected = {
        "approved": approved.mean(),
        "P(payback_years <= 5 | approved)": (payback[approved] <= 5).mean(),
        "P(payback_years < inf | approved)": np.isfinite(payback[approved]).mean(),
        "p80(annual_saving)": np.sort(saving)[799],
        "mean(annual_saving | approved)": saving[approved].mean(),
        "sd(npv)": by_name["npv"].std(ddof=1),
        "never_pays_back": np.isinf(payback).mean(),
        "gap_closed.2014/15": (by_name["deficit_reduction.2014/15"] >= 1).mean(),
    }
    found = figure_row([read_named(text) for text in expected], FACTS, sample, sample)
    for (text, value), one in zip(expected.items(), found, strict=True):
        assert one.value == pytest.approx(value, rel=1e-12), text
    mean = found[4]
    assert mean.error == pytest.approx(saving[approved].std(ddof=1) / math.sqrt(approved.sum()), rel=1e-9)


REPEATED = [
    "approved",
    "P(payback_years <= 5 | approved)",
    "never_pays_back",
    "mean(annual_saving | approved)",
    "p50(annual_saving | approved)",
    "p80(implementation_cost)",
    "p20(annual_saving | approved)",
    "sd(npv | approved)",
]


@pytest.fixture(scope="module")
def repeated():
    """For each figure the differences and their stated errors over 250 seeds, and the errors of the figures."""
    named = [read_named(text) for text in REPEATED]
    differences, errors, own = [], [], []
    for seed in range(250):
        base = invented_sample(800, seed)
        other = invented_sample(800, seed, delivery=0.78, decline=0.2, cost=7e6)
        found, moves = row_and_moves(named, other)
        was, before = row_and_moves(named, base)
        told = [difference(one.figure, *rest) for one, *rest in zip(named, found, moves, was, before, strict=True)]
        differences.append([one.value for one in told])
        errors.append([one.error for one in told])
        own.append([[one.error or 0.0 for one in row] for row in (found, was)])
    return np.array(differences), np.array(errors), np.array(own)


@pytest.mark.parametrize("place", range(len(REPEATED)), ids=REPEATED)
def test_the_error_of_a_difference_is_how_much_it_scatters(repeated, place):
    differences, errors, _ = repeated
    scatter = differences[:, place].std(ddof=1)
    stated = math.sqrt((errors[:, place] ** 2).mean())
    # A standard deviation of n differences is known to 1/√(2n) of itself; four of these, and 5% for the density under
    # a percentile, which rests on some thirty order statistics.
    assert abs(stated / scatter - 1) < 4 / math.sqrt(2 * len(differences)) + 0.05


def test_common_draws_tell_differences_more_closely_than_separate_ones(repeated):
    _, errors, own = repeated
    apart = np.sqrt((own**2).sum(axis=1)).mean(axis=0)
    together = errors.mean(axis=0)
    for text, one, other in zip(REPEATED, together, apart, strict=True):
        if not text.startswith("sd"):
            assert one < 0.8 * other, text


def test_a_set_of_trials_does_not_differ_from_itself():
    named = [read_named(text) for text in REPEATED]
    sample = invented_sample(500)
    found, moves = row_and_moves(named, sample)
    for one, e, m in zip(named, found, moves, strict=True):
        told = difference(one.figure, e, m, e, m)
        assert told.value == 0
        # Of a chance, the next trial might still differ; what is left is Wilson's half-width of a share of nought.
        chance = one.figure.function in ("", "P")
        assert told.error == (pytest.approx(1 / (2 * (e.trials + 1))) if chance else 0)


def test_what_is_infinite_or_not_there_has_no_difference():
    never = invented_sample(300, delivery=0.0)
    some = invented_sample(300)
    named = [read_named(text) for text in ("p50(payback_years)", "mean(payback_years)", "mean(npv | approved)")]
    nobody = invented_sample(300, decline=1.1)
    for sample in (never, nobody):
        found, moves = row_and_moves(named, sample)
        was, before = row_and_moves(named, some)
        for one, e, m, b, n in zip(named, found, moves, was, before, strict=True):
            told = difference(one.figure, e, m, b, n)
            finite = e.value is not None and math.isfinite(e.value) and math.isfinite(b.value)
            assert (told.value is None) == (not finite)
    assert figure_row([read_named("mean(npv | approved)")], FACTS, nobody, nobody)[0].value is None


def test_an_outcome_that_the_trials_lack_has_no_figure():
    sample = invented_sample(100, gap_years=())
    named = [read_named("mean(deficit_reduction.2014/15)"), read_named("mean(npv)")]
    found = figure_row(named, FACTS, sample, sample)
    assert found[0] is None and found[1] is not None


@pytest.mark.parametrize(
    "text", ["", "p50", "p50(payback_years) < 3", "q(npv)", "mean(npv <= 3)", "P(npv <= x)", "a b"]
)
def test_what_is_no_figure_is_refused(text):
    with pytest.raises(FigureError):
        check_named([read_named(text)], invented_infos(), [])


def test_names_are_checked_and_the_nearest_offered():
    infos = invented_infos()
    chances = probability_names(FACTS, [info.name for info in infos])
    check_named([read_named(text) for text in DEFAULTS], infos, chances)
    for text, near in [
        ("mean(anual_saving)", "annual_saving"),
        ("never_pay_back", "never_pays_back"),
        ("npv", "mean(npv)"),
    ]:
        with pytest.raises(FigureError, match=near.replace("(", r"\(").replace(")", r"\)")):
            check_named([read_named(text)], infos, chances)


def test_the_usual_figures_leave_out_what_a_case_lacks():
    infos = [info for info in invented_infos() if info.name != "full_year_gap_share"]
    texts = [one.text for one in default_figures(infos)]
    assert texts == [text for text in DEFAULTS if "gap" not in text]
    assert isinstance(default_figures(infos)[0], Named)
