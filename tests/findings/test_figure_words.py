"""Figures in words: what each is called, which way is better, and no digit that the trials do not support."""

import math

import pytest

from simulator.findings.figure_rows import DEFAULTS, Difference, read_named
from simulator.findings.figure_words import (
    LESS_IS_BETTER,
    MORE_IS_BETTER,
    better,
    heading,
    phrase,
    said,
    said_change,
    said_in_full,
    unit_of,
)
from simulator.findings.figures import Estimate
from simulator.findings.intervals import Interval
from simulator.plan.outcomes import CLUSTER, COUNCIL, WHOLE, YEAR
from tests.findings.invented import invented_infos

UNITS = {info.name: info.unit for info in invented_infos()}


def figure(text):
    return read_named(text).figure


@pytest.mark.parametrize(
    ("text", "way", "words"),
    [
        ("approved", 1, "chance of approval"),
        ("never_pays_back", -1, "chance of never paying back"),
        ("never_pays_back.declined", -1, "chance of never pays back (declined)"),
        ("P(payback_years <= 5 | approved)", 1, "chance of payback within 5 years, given approval"),
        ("P(payback_years <= 1)", 1, "chance of payback within 1 year"),
        ("P(payback_years < inf)", 1, "chance of payback within the horizon"),
        ("P(payback_years > 5)", -1, "chance that payback is above 5"),
        ("P(npv >= £2m)", 1, "chance that net present value is at least £2m"),
        ("P(full_effect_year <= 2014/15)", 1, "chance that full effect year is at most 2014/15"),
        ("p50(payback_years)", -1, "median payback"),
        ("p80(peak_funding)", -1, "peak funding, 80% sure of no more"),
        ("p20(annual_saving.corporate)", 1, "annual saving (corporate), 80% sure of no less"),
        ("mean(npv | as submitted)", 1, "mean net present value, as submitted"),
        ("sd(npv)", 0, "standard deviation of net present value"),
        ("mean(posts_removed)", 0, "mean posts removed"),
    ],
)
def test_what_a_figure_is_called_and_which_way_is_better(text, way, words):
    assert (better(figure(text)), phrase(figure(text))) == (way, words)


def test_of_every_outcome_it_is_known_which_way_is_better_or_that_neither_is():
    measures = {measure.name for table in (WHOLE, YEAR, CLUSTER, COUNCIL) for measure in table}
    assert not LESS_IS_BETTER & MORE_IS_BETTER
    assert measures - LESS_IS_BETTER - MORE_IS_BETTER == {"posts_removed", "exits", "peak_funding_month"}
    assert measures >= LESS_IS_BETTER | MORE_IS_BETTER


def test_all_usual_figures_have_a_better_way():
    assert all(better(figure(text)) for text in DEFAULTS)


@pytest.mark.parametrize(
    ("text", "value", "error", "short", "full"),
    [
        ("P(npv > 0)", 0.6312, 0.003, "63%", "63%"),
        ("P(npv > 0)", 0.0, 0.0001, "0%", "0%"),
        ("p50(payback_years)", 4.2312, 0.01, "4.2", "4.2 years"),
        ("p50(payback_years)", math.inf, math.inf, "never", "never"),
        ("mean(annual_saving)", 4_327_000, 12_000, "£4.3m", "£4.3m a year"),
        ("mean(npv)", -780_400, 300, "−£780k", "−£780k"),
        ("mean(full_year_gap_share)", 0.214, 0.001, "21%", "21%"),
        ("p50(first_net_saving_year)", 2014.0, 0.0, "2014/15", "2014/15"),
        ("p50(savings_to_cost)", 3.14159, 0.01, "3.1", "3.1"),
    ],
)
def test_values_in_words(text, value, error, short, full):
    one = figure(text)
    found = Estimate(value, Interval(value - 2 * error, value + 2 * error) if error < 1e9 else None, 20_000, error)
    unit = unit_of(one, UNITS)
    assert (said(found, unit), said_in_full(found, unit)) == (short, full)


def test_what_is_not_there_is_a_dash():
    assert said(None, "£") == said(Estimate(None, None, 0), "share") == said_change(Difference(None, None), "£") == "–"


@pytest.mark.parametrize(
    ("value", "error", "unit", "words"),
    [
        (0.0123, 0.001, "share", "+1.2 points"),
        (-0.14, 0.01, "share", "−14 points"),
        (0.0123, 0.007, "share", "none clear"),
        (0.0, 0.0, "share", "none"),
        (-0.2351, 0.004, "years from the start", "−0.24"),
        (1.5e6, 20_000, "£", "+£1.5m"),
        (-44_000, 2_000, "£ a year", "−£44k"),
        (0.5, 0.0, "share", "+50.0 points"),
    ],
)
def test_changes_in_words(value, error, unit, words):
    assert said_change(Difference(value, error), unit) == words


@pytest.mark.parametrize("unit", ["share", "years from the start", "£", "ratio"])
def test_a_change_that_is_clear_never_reads_as_nought(unit):
    for power in range(-4, 7):
        for lead in (1.0, 1.7, 3.0, 6.0, 9.9):
            error = lead * 10.0**power
            text = said_change(Difference(2.05 * error, error), unit)
            assert text.strip("+−£0.km ponts") or error < 5e-3, (unit, error, text)


def test_headings_carry_the_unit_that_cells_leave_out():
    assert heading(read_named("p50(payback_years | approved)"), "years from the start") == "median payback, years"
    assert heading(read_named("mean(npv)"), "£") == "mean net present value"
