"""The workbook: the same bytes, numbers that are numbers and those of the findings, text that stays text."""

from __future__ import annotations

import dataclasses
import math
import re
import zipfile
from datetime import datetime

import pytest
from openpyxl import load_workbook

from simulator.findings import sentences, wording
from simulator.findings.percentiles import REPORTED
from simulator.report.about import About
from simulator.report.theme import HOUSE
from simulator.report.workbook import cells, write_workbook
from simulator.report.workbook.book import Book, Column
from simulator.report.workbook.trials import MOST
from tests.report.real_report import FUTURES, real_report

DIGITS = 1e-14
"""A workbook keeps sixteen digits of a number."""

SHEETS = [
    *("Summary", "Years", "Councils", "Council years", "Clusters", "Timing", "What matters", "Risks", "Payback"),
    *("Together", "Assumptions", "Percentiles", "Trials", "Method"),
]
ABOUT = About("collabsim run case.toml --trials 300 --seed 7", "ab" * 32, "cd" * 32, {"python": "3.11", "numba": None})


@pytest.fixture(scope="module")
def typical():
    return real_report("typical")


@pytest.fixture(scope="module")
def book(typical, tmp_path_factory):
    return load_workbook(write_workbook(tmp_path_factory.mktemp("book") / "workbook.xlsx", *typical, ABOUT))


def rows(sheet, least=1):
    return [[cell.value for cell in row] for row in sheet.iter_rows() if sum(c.value is not None for c in row) >= least]


def found(sheet, *texts):
    """Rows whose first cells are these."""
    return [row for row in rows(sheet) if tuple(row[: len(texts)]) == texts]


def test_the_same_run_gives_the_same_bytes(tmp_path, typical):
    first, second = (write_workbook(tmp_path / name, *typical, ABOUT).read_bytes() for name in ("a.xlsx", "b.xlsx"))
    assert first == second


@pytest.mark.parametrize("future", FUTURES)
def test_every_future_has_its_workbook(tmp_path, future):
    findings, report = real_report(future)
    told = load_workbook(write_workbook(tmp_path / "w.xlsx", findings, report, ABOUT))
    assert told.sheetnames == SHEETS
    for sheet in told:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type not in ("f", "e") and cell.hyperlink is None
                if isinstance(cell.value, float):
                    assert math.isfinite(cell.value), f"{sheet.title}!{cell.coordinate}"
                # Words for what is no number, never the number's own name.
                assert cell.value not in ("inf", "nan", "-inf", "None"), f"{sheet.title}!{cell.coordinate}"


def test_sheets_print_on_a4_and_keep_their_headings_in_sight(book):
    for sheet in book:
        assert sheet.print_area and int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    for name in ("Years", "Council years", "Risks", "Assumptions", "Percentiles", "Trials", "What matters", "Timing"):
        assert book[name].freeze_panes, name
    assert len(book["Years"]._charts) == 1 and len(book["Together"]._charts) == 2


def test_the_summary_says_what_the_page_says(book, typical):
    _, report = typical
    said = {value for row in rows(book["Summary"]) for value in row}
    assert {report.page.question, *report.page.answer, *report.page.submitted} <= said
    for number in report.page.numbers:
        assert {number.label, number.value, number.detail, number.submitted} <= said


def test_headlines_are_numbers_rounded_as_they_are_worded(book, typical):
    findings, _ = typical
    measure = sentences.voice(findings).tested.measures["annual_saving"]
    [row] = found(book["Summary"], "Full-year saving, a year")
    for place, percent in ((2, 50), (3, 10), (4, 90), (6, 20)):
        assert wording.money(row[place]) == _without_zeros(
            wording.money(measure.at(percent), measure.error_at(percent))
        )
    assert row[5] == "at least" and row[7] == f"real, {findings.facts.price_base} prices"


def _without_zeros(said):
    return f"{said[:-1].rstrip('0').rstrip('.')}{said[-1]}" if "." in said else said


def test_the_years_of_a_council_are_its_own(book, typical):
    findings, _ = typical
    who = sentences.voice(findings)
    told = rows(book["Council years"])
    council = who.facts.councils[1]
    begins = [row[0] for row in told].index(f"{council.name}: nominal, money of each year")
    block = told[begins + 1 :]
    assert block[0][:2] == ["Saving less running costs", "as submitted, middle"]
    assert block[1][1] == "tested, middle" and block[2][1] == "tested, an 80% chance of at least"
    assert block[8][1] == "tested, an 80% chance of at most"
    for place, year in enumerate(who.facts.years):
        name = f"saving.{year.label}.{council.id}"
        assert block[0][2 + place] == _rounded(who.submitted.measures[name], 50)
        assert block[2][2 + place] == _rounded(who.tested.measures[name], 20)
        assert block[8][2 + place] == _rounded(who.tested.measures[f"cost.{year.label}.{council.id}"], 80)


def _rounded(measure, percent):
    value, error = measure.at(percent), measure.error_at(percent)
    return wording.settled(value, wording.money_step(value, error))


def test_the_waterfall_adds_up(book, typical):
    _, report = typical
    sheet = book["Clusters"]
    for row in (*report.waterfall.rows, report.waterfall.total):
        told = found(sheet, wording.plain(row.name, 200))[-1]
        amounts = told[1 : 1 + len(report.waterfall.steps)]
        assert amounts == pytest.approx([row.amounts[step] for step in report.waterfall.steps], rel=DIGITS)
        assert told[1 + len(amounts)] == pytest.approx(row.net, rel=DIGITS) == pytest.approx(sum(amounts), abs=1e-3)


def test_every_outcome_stands_in_full_with_its_interval(book, typical):
    findings, _ = typical
    sheet = book["Percentiles"]
    expected = sum(
        len(p.measures) + len(p.chances) for p in (findings.tested, findings.given_approval, findings.as_submitted)
    )
    assert len(rows(sheet, least=6)) - 1 == expected
    measure = findings.as_submitted.measures["npv"]
    [row] = found(sheet, "npv", "as submitted")
    assert row[8:11] == pytest.approx([measure.mean, *measure.mean_interval], rel=DIGITS)
    assert row[11 : 11 + len(REPORTED)] == pytest.approx([measure.at(percent) for percent in REPORTED], rel=DIGITS)


def test_trials_are_those_of_the_run(book, typical):
    findings, _ = typical
    sample = findings.tested_sample
    sheet = book["Trials"]
    told = [row for row in rows(sheet, least=10) if isinstance(row[0], (int, float))]
    assert [row[0] for row in told] == list(range(min(MOST, sample.trials)))
    shown = [row for row, info in enumerate(sample.infos) if info.scope in ("whole", "cluster", "council")]
    for trial in (0, 17, len(told) - 1):
        for place, row in enumerate(shown):
            value, cell = sample.values[row, trial], told[trial][1 + place]
            if math.isinf(value):
                assert cell == "never"
            elif math.isnan(value):
                assert cell is None
            elif not sample.infos[row].unit.startswith("calendar"):
                assert cell == pytest.approx(value, rel=DIGITS)


def test_risks_and_assumptions_are_all_there(book, typical):
    _, report = typical
    for risk in report.risks.risks:
        [row] = found(book["Risks"], risk.name)
        assert risk.effect is None or row[4] == wording.settled(
            risk.effect, wording.money_step(risk.effect, risk.effect_error)
        )
    keys = [row[-1] for row in rows(book["Assumptions"], least=5)]
    assert keys[1:] == [row.id for row in report.register.rows]


def test_the_chance_of_payback_by_month_is_that_of_the_findings(book, typical):
    findings, _ = typical
    curve = sentences.voice(findings).tested.payback_curve
    told = [row for row in rows(book["Payback"], least=4) if isinstance(row[1], (int, float))]
    assert [row[1] for row in told] == list(range(len(curve)))
    assert told[1][0] == datetime(2011, 10, 1)
    for row, chance in zip(told, curve, strict=True):
        assert row[2] == pytest.approx(chance.share, abs=max(0.005, 2.6 * chance.error))


def test_chances_near_certainty_are_numbers_that_do_not_read_as_certain(typical):
    curve = [chance for chance in typical[0].tested.payback_curve if 0 < chance.share < 0.003]
    for chance in curve:
        cell = cells.likelihood(chance)
        assert cell.value == chance.share and cell.shown == '"under 1%"'


NASTY = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2",
    "@SUM(A1)",
    "https://example.org",
    "1234",
    "\u202eesrever",
    "&D&T",
    "x" * 40_000,
)


@pytest.mark.parametrize("said", NASTY)
def test_whatever_is_said_is_text(tmp_path, said):
    book = Book(said, HOUSE)
    sheet = book.sheet("One", [Column("", 20, True)] * 3, said, [said])
    sheet.header([said, said])
    sheet.line([cells.text(said), said])
    sheet.wide([said], said)
    sheet.band(said)
    chart = sheet.chart("line", said[:200], "x", "y", "0")
    chart.add_series({"values": sheet.cells(0, 1, 0)})
    sheet.place(chart, said)
    sheet.close()
    [told] = load_workbook(book.save(tmp_path / "w.xlsx")).worksheets
    with zipfile.ZipFile(tmp_path / "w.xlsx") as archive:
        drawn = archive.read("xl/charts/chart1.xml").decode("utf-8")
    assert re.findall("<c:f>(.*?)</c:f>", drawn) == ["One!$A$1:$A$2"]
    for row in told.iter_rows():
        for cell in row:
            assert cell.value is None or (cell.data_type == "s" and cell.hyperlink is None), cell.coordinate
    assert told.oddFooter.left.text is not None
    assert told["A1"].value == said[:32_767]


def test_a_themes_colours_are_used(tmp_path, typical):
    theme = dataclasses.replace(HOUSE, tested="#114411")
    book = load_workbook(write_workbook(tmp_path / "w.xlsx", *typical, ABOUT, theme))
    assert book["Summary"]["A1"].font.color.rgb == "FF114411"


def test_one_council_has_one_table_by_year(tmp_path, typical):
    findings, report = typical
    facts = dataclasses.replace(findings.facts, councils=findings.facts.councils[:1])
    book = load_workbook(write_workbook(tmp_path / "w.xlsx", dataclasses.replace(findings, facts=facts), report, ABOUT))
    assert book.sheetnames == [name for name in SHEETS if name != "Council years"]
