"""Clusters: what becomes of each saving on its way, its range, what it costs, and when it comes."""

from __future__ import annotations

from simulator.findings import sentences, wording
from simulator.findings.found import Findings
from simulator.findings.report import ReportFindings
from simulator.findings.timing import Spread, Timing
from simulator.report.workbook import cells
from simulator.report.workbook.book import BAND, Book, Column, Sheet
from simulator.report.workbook.cells import Cell
from simulator.report.workbook.years import tested_words

_MILLIONS = '£0.00,,"m";[Red]−£0.00,,"m";"nil"'
"""Averages that add up keep their digits, and show as many as a reader can use."""


def write_clusters(book: Book, findings: Findings, report: ReportFindings) -> Sheet:
    """Two tables: from the opportunity to the net saving, which adds up; and the range of each cluster."""
    who = sentences.voice(findings)
    base = wording.price_base("real", who.facts)
    sheet = book.sheet(
        "Clusters",
        [Column("Cluster", 36, True), *[Column("", 16)] * 8],
        report.page.titles["clusters"],
        [*report.page.notes["clusters"], f"All figures are {base}; {tested_words(who)}."],
    )
    _ranges(book, sheet, findings)
    sheet.gap()
    _waterfall(book, sheet, report, base)
    sheet.close()
    return sheet


def _ranges(book: Book, sheet: Sheet, findings: Findings) -> None:
    who = sentences.voice(findings)
    sheet.heading("Full-year saving and one-off cost of each cluster")
    sheet.header(
        [
            "Cluster",
            "As submitted, from, a year",
            "As submitted, to, a year",
            "Tested, middle, a year",
            "80% range from",
            "to",
            "80% chance of at least",
            "One-off cost, middle",
            "One-off cost, 80% chance of at most",
        ],
        freeze=1,
        repeat=False,
    )
    first = sheet.row
    for cluster in who.facts.clusters:
        saving, cost = (
            who.tested.measures[f"{name}.{cluster.id}"] for name in ("annual_saving", "implementation_cost")
        )
        sheet.line(
            [
                cells.text(cluster.name, 200),
                cells.pounds(cluster.low),
                cells.pounds(cluster.high),
                *(cells.percentile(saving, percent) for percent in (50, 10, 90, 20)),
                cells.percentile(cost, 50),
                cells.percentile(cost, 80),
            ]
        )
    last = sheet.row - 1
    sheet.gap()
    chart = sheet.chart(
        "bar", "What each cluster was submitted to save a year, and what testing leaves", "", "£m a year", '£0.0,,"m"'
    )
    for column, name, colour in (
        (1, "as submitted, low", book.submitted_pale),
        (2, "as submitted, high", book.submitted),
        (3, "tested, middle", book.tested),
    ):
        chart.add_series(
            {
                "name": name,
                "categories": sheet.cells(first, last, 0),
                "values": sheet.cells(first, last, column),
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    sheet.place(
        chart, "Bars of each cluster's saving a year as submitted and tested; the figures are in the table above."
    )


def _waterfall(book: Book, sheet: Sheet, report: ReportFindings, base: str) -> None:
    flow = report.waterfall
    sheet.heading(
        "From the opportunity to the net cashable saving, on average (averages add up; middle figures would not)"
    )
    names = [flow.step_names[step] for step in flow.steps]
    header = sheet.header(["Cluster", *names, "Net cashable saving a year"])
    for row in (*flow.rows, flow.total):
        amounts = [Cell(row.amounts[step], _MILLIONS) for step in flow.steps]
        look = {"bold": True, "bg_color": BAND} if row is flow.total else {}
        sheet.line([cells.text(row.name, 200), *amounts, Cell(row.net, _MILLIONS)], **look)
    total = sheet.row - 1
    submitted = flow.submitted_total
    amounts = [Cell(submitted.amounts[step], _MILLIONS) for step in flow.steps]
    sheet.line(["As submitted, in all", *amounts, Cell(submitted.net, _MILLIONS)])
    sheet.gap()
    across = len(names) + 1
    chart = sheet.chart(
        "column", report.page.titles["waterfall"], "", f"£m a year, {base}, average", '£0.0,,"m";−£0.0,,"m"'
    )
    for row_at, name, colour in ((total, "tested", book.tested), (total + 1, "as submitted", book.submitted)):
        chart.add_series(
            {
                "name": name,
                "categories": [sheet.name, header, 1, header, across],
                "values": [sheet.name, row_at, 1, row_at, across],
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    sheet.place(chart, f"{report.page.titles['waterfall']}. The figures are in the table above.")


def write_timing(book: Book, findings: Findings, report: ReportFindings) -> Sheet:
    """When each cluster goes live and has its full effect, planned and tested."""
    timing: Timing = report.timing
    sheet = book.sheet(
        "Timing",
        [
            Column("Cluster", 30, True),
            Column("Wave", 22, True),
            Column("Go-live, planned", 11),
            *(Column(f"Go-live, {which}", 11) for which in ("80% range from", "middle", "80% range to")),
            Column("Months late, middle", 9),
            Column("Months late, at most, in 9 trials of 10", 11),
            Column("Full effect, planned", 11),
            *(Column(f"Full effect, {which}", 11) for which in ("80% range from", "middle", "80% range to")),
            Column("Never goes live", 9),
            Column("Held back", 44, True),
        ],
        report.page.titles["timing"],
        [*report.page.notes["timing"], f"Tested, {timing.condition}." if timing.condition else "Tested."],
    )
    sheet.header(freeze=1)
    facts = findings.facts
    for row in timing.rows:
        sheet.line(
            [
                cells.text(row.name, 200),
                cells.text(row.wave, 80),
                cells.moment(facts, row.planned_go_live),
                *_moments(findings, row.go_live),
                cells.number(row.slip.p50, "0", "cancelled"),
                cells.number(row.slip.p90, "0", "cancelled"),
                cells.moment(facts, row.planned_full_effect),
                *_moments(findings, row.full_effect),
                cells.number(row.cancelled, cells.SHARE),
                cells.text(" ".join(row.locked), 1000),
            ]
        )
    sheet.close()
    return sheet


def _moments(findings: Findings, spread: Spread) -> list[Cell]:
    return [cells.moment(findings.facts, months, "cancelled") for months in (spread.p10, spread.p50, spread.p90)]
