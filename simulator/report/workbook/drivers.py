"""What moves the result most, and what can go wrong."""

from __future__ import annotations

from simulator.findings import wording
from simulator.findings.drivers import Driver
from simulator.findings.found import Findings
from simulator.findings.report import ReportFindings
from simulator.report.workbook import cells
from simulator.report.workbook.book import Book, Column, Sheet
from simulator.report.workbook.cells import Cell

_MOST = 12
"""Bars of a chart."""

OUTCOMES = {
    "payback_years": "payback, years",
    "annual_saving": "full-year saving, £ a year",
    "npv": "net present value, £",
    "peak_funding": "peak funding, £",
}


def write_drivers(book: Book, findings: Findings, report: ReportFindings) -> Sheet:
    """Every uncertain input with the results in the lowest and the highest tenth of its draws."""
    drivers = report.drivers
    columns = [
        Column("Input", 48, True),
        Column("Basis", 12, True),
        Column("Lowest tenth", 26, True),
        Column("Highest tenth", 26, True),
    ]
    for outcome in drivers.outcomes:
        name = OUTCOMES.get(outcome, outcome)
        columns += [Column(f"Share of what moves {name.split(',')[0]}", 12)]
        columns += [
            Column(f"{name[0].upper()}{name[1:]}: middle where the input is {end}", 17) for end in ("low", "high")
        ]
    base = wording.price_base("real", findings.facts)
    notes = [
        *report.page.notes["drivers"],
        f"Payback, saving and net present value are {base}; peak funding is nominal. {drivers.trials:,} trials"
        f"{', ' + drivers.condition if drivers.condition else ''}. The share is the square of the rank correlation: "
        "what of the ups and downs of the result goes with the input alone.",
    ]
    sheet = book.sheet("What matters", columns, report.page.titles["drivers"], notes)
    header = sheet.header(freeze=1)
    ranked = drivers.ranked("payback_years", len(drivers.drivers))
    first = sheet.row
    for driver in (*ranked, *(one for one in drivers.drivers if one not in ranked)):
        sheet.line(_driver_line(driver, drivers.outcomes))
    last = sheet.row - 1
    if ranked:
        sheet.gap()
        _chart(book, sheet, report, first, first + min(len(ranked), _MOST) - 1)
    # On paper payback and saving: more columns could not be read.
    sheet.close((header, last) if last >= first else None, across=10)
    return sheet


def _driver_line(driver: Driver, outcomes: tuple[str, ...]) -> list[Cell | str]:
    line: list[Cell | str] = [cells.text(driver.label, 200), driver.basis, driver.low_words, driver.high_words]
    for outcome in outcomes:
        swing = driver.swings[outcome]
        line.append(cells.share(swing.share, 2 * abs(swing.rank_correlation) * swing.error))
        show = cells.years if outcome == "payback_years" else cells.pounds
        line += [show(swing.low, swing.low_error), show(swing.high, swing.high_error)]
    return line


def _chart(book: Book, sheet: Sheet, report: ReportFindings, first: int, last: int) -> None:
    title = report.page.titles["drivers"]
    chart = sheet.chart("bar", title, "", "Share of what moves payback", "0%")
    chart.add_series(
        {
            "name": "share of what moves payback",
            "categories": sheet.cells(first, last, 0),
            "values": sheet.cells(first, last, 4),
            "fill": {"color": book.tested},
            "gap": 40,
        }
    )
    chart.set_legend({"none": True})
    sheet.place(chart, f"{title}. Bars of the share of what moves payback; the figures are in the table above.")


def write_risks(book: Book, findings: Findings, report: ReportFindings) -> Sheet:
    """The register of events, decisions and the end of the partnership."""
    register = report.risks
    base = wording.price_base("real", findings.facts)
    sheet = book.sheet(
        "Risks",
        [
            Column("Risk", 34, True),
            Column("Kind", 11, True),
            Column("What it does", 56, True),
            Column("Chance", 10),
            Column(f"Effect on net present value where it happens (£, {base})", 20),
            Column(f"Chance times effect (£, {base})", 18),
            Column("Share of the worst tenth of trials in which it happens", 16),
            Column("Basis", 12, True),
            Column("Source", 40, True),
            Column("Note", 50, True),
        ],
        report.page.titles["risks"],
        [
            *report.page.notes["risks"],
            f"Of all {register.trials:,} tested trials, those in which a council declines too.",
        ],
    )
    header = sheet.header(freeze=1)
    first = sheet.row
    for risk in register.risks:
        error = risk.effect_error or 0.0
        share = risk.chance.share or 0.0
        sheet.line(
            [
                cells.text(risk.name, 300),
                risk.kind,
                cells.text(risk.what, 1500),
                cells.likelihood(risk.chance),
                Cell("the same in every trial") if risk.effect is None else cells.pounds(risk.effect, error),
                Cell() if risk.expected is None else cells.pounds(risk.expected, error * share),
                Cell() if risk.share_of_worst is None else cells.share(risk.share_of_worst),
                risk.basis,
                cells.text(risk.source, 1500),
                cells.text(risk.note, 1500),
            ]
        )
    last = sheet.row - 1
    if last >= first:
        sheet.gap()
        title = report.page.titles["risks"]
        chart = sheet.chart(
            "bar", title, "", f"Chance times effect on net present value, £m, {base}", '£0.0,,"m";−£0.0,,"m"'
        )
        chart.add_series(
            {
                "name": "chance times effect",
                "categories": sheet.cells(first, min(last, first + _MOST - 1), 0),
                "values": sheet.cells(first, min(last, first + _MOST - 1), 5),
                "fill": {"color": book.tested},
                "gap": 40,
            }
        )
        chart.set_legend({"none": True})
        sheet.place(chart, f"{title}. Bars of chance times effect; the figures are in the table above.")
    sheet.close((header, last) if last >= first else None)
    return sheet
