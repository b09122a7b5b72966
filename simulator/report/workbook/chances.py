"""Chances by date: of the money being back, month by month, and of reaching a sum and a date together."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.findings import sentences, wording
from simulator.findings.found import Findings
from simulator.findings.joint import Joint
from simulator.findings.report import ReportFindings
from simulator.report.workbook import cells
from simulator.report.workbook.book import CHART_ROWS, Book, Column, Sheet
from simulator.report.workbook.cells import POUNDS, Cell
from simulator.report.workbook.years import tested_words

_BESIDE = 4
"""Columns that the second scatter stands to the right of the first."""

_SUMS = {"annual_saving": "saving a year", "implementation_cost": "one-off cost"}


def write_payback(book: Book, findings: Findings, report: ReportFindings) -> Sheet:
    """The chance that the money is back by the end of each month, tested beside as submitted."""
    who = sentences.voice(findings)
    base = wording.price_base("real", who.facts)
    sheet = book.sheet(
        "Payback",
        [
            Column("By the end of", 24),
            Column("Months from the start", 14),
            Column("Tested", 14),
            Column("As submitted", 14),
            *[Column("", 14)] * 4,
        ],
        report.page.titles["payback"],
        [
            *report.page.notes["payback"],
            f"Chance that the money is back, {base}, undiscounted; {tested_words(who)}, of {who.tested.trials:,} "
            "trials.",
        ],
    )
    header = sheet.header(["By the end of", "Months from the start", "Tested", "As submitted"], freeze=1)
    first = sheet.row
    chart = sheet.chart(
        "line",
        report.page.titles["payback"],
        "By the end of",
        f"Chance that the money is back, {base}",
        "0%",
        most=1.0,
        interval_unit=12,
        interval_tick=12,
        num_format="mmm yyyy",
    )
    for month, (tested, submitted) in enumerate(
        zip(who.tested.payback_curve, who.submitted.payback_curve, strict=True)
    ):
        sheet.line(
            [
                cells.moment(who.facts, month) if month else Cell("the start"),
                cells.number(float(month)),
                cells.likelihood(tested),
                cells.likelihood(submitted),
            ]
        )
    for column, name, colour, dash in (
        (2, "tested", book.tested, "solid"),
        (3, "as submitted", book.submitted, "dash"),
    ):
        chart.add_series(
            {
                "name": name,
                "categories": sheet.cells(first, sheet.row - 1, 0),
                "values": sheet.cells(first, sheet.row - 1, column),
                "line": {"color": colour, "dash_type": dash, "width": 2.5},
            }
        )
    end = sheet.row
    sheet.row = header + 1
    sheet.place(chart, f"{report.page.titles['payback']}. The chances by month are in the table beside it.", column=4)
    sheet.row = end
    sheet.close()
    return sheet


def write_joint(book: Book, findings: Findings, report: ReportFindings) -> Sheet:
    """The chance of reaching a sum and a date together, and a scatter of trials."""
    widest = max((len(joint.grid.dates) for joint in report.joint), default=1)
    base = wording.price_base("real", findings.facts)
    sheet = book.sheet(
        "Together",
        [Column("", 30, True), *[Column("", 14)] * max(widest, 9)],
        report.page.titles["joint"],
        [*report.page.notes["joint"], f"Sums are {base}; payback is undiscounted."],
    )
    for joint in report.joint:
        _grid(sheet, joint)
        sheet.gap()
    shown = [joint for joint in report.joint if joint.points]
    charts_at = sheet.row
    sheet.row += CHART_ROWS
    printed = sheet.row
    # Charts take their figures from cells; those of the points come last and are not printed.
    places = [_points(sheet, joint) for joint in shown]
    for place, (joint, (first, last)) in enumerate(zip(shown, places, strict=True)):
        sheet.row = charts_at
        _scatter(book, sheet, joint, (first, last), base, _BESIDE * place)
    sheet.close(printed=printed)
    return sheet


def _grid(sheet: Sheet, joint: Joint) -> None:
    what = _SUMS[joint.measure]
    sheet.heading(f"Chance of a {what} of {joint.tail} each sum and payback by each date, together")
    sheet.header([f"{what[0].upper()}{what[1:]}, {joint.tail}", *(f"back by {day}" for day in joint.grid.dates)])
    for amount, chances in zip(joint.grid.amounts, joint.grid.chances, strict=True):
        sheet.line([cells.number(amount, POUNDS), *(cells.likelihood(chance) for chance in chances)])


def _points(sheet: Sheet, joint: Joint) -> tuple[int, int]:
    """The points of a scatter, which charts need in cells; those that never pay back are left out and counted."""
    what = _SUMS[joint.measure]
    told = f"; of these trials {joint.never_points:,} never pay back and are not shown" if joint.never_points else ""
    sheet.heading(f"A sample of {len(joint.points):,} trials: {what} and payback{told}")
    sheet.header([f"{what[0].upper()}{what[1:]}, £", "Payback, years"])
    first = sheet.row
    for amount, years in _shown(joint.points):
        sheet.line([cells.number(amount, POUNDS), cells.number(years, "0.00")])
    return first, sheet.row - 1


def _shown(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(amount, years) for amount, years in points if years != float("inf")]


def _scatter(book: Book, sheet: Sheet, joint: Joint, rows: tuple[int, int], base: str, column: int) -> None:
    what = _SUMS[joint.measure]
    chart = sheet.chart(
        "scatter",
        f"{what[0].upper()}{what[1:]} and payback in a sample of trials",
        f"{what}, £m, {base}",
        "payback, years from the start",
        "0.0",
        width=500,
        num_format='£0.0,,"m"',
    )
    chart.add_series(
        {
            "name": "a trial",
            "categories": sheet.cells(*rows, 0),
            "values": sheet.cells(*rows, 1),
            "marker": {
                "type": "circle",
                "size": 5,
                "fill": {"color": book.tested, "transparency": 40},
                "border": {"none": True},
            },
        }
    )
    chart.set_legend({"none": True})
    sheet.place(chart, f"Points: {what} against payback, one for each of a sample of trials.", column)
