"""The first sheet: the question, the answer, the six numbers and the money so far."""

from __future__ import annotations

from simulator.findings import sentences, wording
from simulator.findings.found import Findings
from simulator.findings.report import ReportFindings
from simulator.report.workbook import cells
from simulator.report.workbook.book import Book, Column, Sheet
from simulator.report.workbook.years import tested_words

_HEADLINES = (
    ("annual_saving", "Full-year saving, a year", 20),
    ("full_year_gap_share", "Full-year saving as a share of the stated year's gap", 20),
    ("implementation_cost", "One-off and delay costs in the horizon", 80),
    ("redundancy_cost", "Of that, redundancy and pension", 80),
    ("peak_funding", "Peak funding: deepest in the red at a month end", 80),
    ("payback_years", "Payback, years from the start, undiscounted", 80),
    ("discounted_payback_years", "Payback, years from the start, discounted", 80),
    ("npv", "Net present value", 20),
)
"""Outcome, what the table calls it, and the percentile to be prudent with."""


def write_summary(book: Book, findings: Findings, report: ReportFindings) -> Sheet:
    """What a reader wants first, each figure with its unit, price base and tail."""
    who = sentences.voice(findings)
    columns = [Column("", 44, True), *[Column("", 16)] * 7]
    sheet = book.sheet("Summary", columns, report.page.question, [wording.plain(findings.facts.title, 300)])
    sheet.heading("In short")
    for said in report.page.answer:
        sheet.say(said)
    sheet.gap()
    sheet.header([tested_words(who).capitalize(), "Figure", "As submitted", "What it is"], wide=True)
    for number in report.page.numbers:
        sheet.wide([number.label, number.value, number.submitted], number.detail)
    sheet.gap()
    _headlines(sheet, findings)
    sheet.gap()
    _chances(book, sheet, findings, report)
    sheet.heading("As submitted")
    for said in report.page.submitted:
        sheet.say(said)
    sheet.close()
    return sheet


def _headlines(sheet: Sheet, findings: Findings) -> None:
    """The outcomes of the whole as numbers."""
    who = sentences.voice(findings)
    sheet.heading(f"The figures of all councils together, {tested_words(who)}")
    sheet.header(
        [
            "Half of the trials lie above the middle, one in ten below the range and one above",
            "As submitted, middle",
            "Tested, middle",
            "80% range from",
            "to",
            "80% chance of",
            "this",
            "Price base",
        ]
    )
    for name, label, percent in _HEADLINES:
        measure = who.tested.measures.get(name)
        if measure is None:
            continue
        sheet.line(
            [
                label,
                cells.percentile(who.submitted.measures[name], 50),
                *(cells.percentile(measure, at) for at in (50, 10, 90)),
                "at least" if percent < 50 else "at most",
                cells.percentile(measure, percent),
                wording.price_base(measure.price_base, who.facts) or None,
            ]
        )


def _chances(book: Book, sheet: Sheet, findings: Findings, report: ReportFindings) -> None:
    """The chance that the money is back by each 31 March, as a table and as a chart."""
    who = sentences.voice(findings)
    base = wording.price_base("real", who.facts)
    sheet.heading(f"Chance that the money is back ({base}, undiscounted; {tested_words(who)})")
    sheet.header(["By the end of", "Tested", "As submitted"])
    first = sheet.row
    for year in who.facts.years:
        name = f"payback_by.{year.ends}"
        sheet.line(
            [
                cells.moment(who.facts, year.end_month),
                cells.likelihood(who.tested.chances[name]),
                cells.likelihood(who.submitted.chances[name]),
            ]
        )
    last = sheet.row - 1
    sheet.gap()
    chart = sheet.chart(
        "line",
        report.page.titles["payback"],
        "By 31 March",
        f"Chance that the money is back, {base}",
        "0%",
        most=1.0,
        num_format="yyyy",
        text_axis=True,
    )
    for column, name, colour, dash in (
        (1, "tested", book.tested, "solid"),
        (2, "as submitted", book.submitted, "dash"),
    ):
        chart.add_series(
            {
                "name": name,
                "categories": sheet.cells(first, last, 0),
                "values": sheet.cells(first, last, column),
                "line": {"color": colour, "dash_type": dash, "width": 2.5},
                "marker": {"type": "circle" if column == 1 else "diamond", "size": 6, "fill": {"color": colour}},
            }
        )
    sheet.place(chart, f"{report.page.titles['payback']}. The chances by each 31 March are in the table above.")
