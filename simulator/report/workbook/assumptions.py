"""The register of assumptions, and how the figures were made."""

from __future__ import annotations

from simulator.findings.found import Findings
from simulator.findings.report import ReportFindings
from simulator.findings.spoken import READING
from simulator.report.about import About
from simulator.report.workbook import cells
from simulator.report.workbook.book import Book, Column, Sheet
from simulator.report.workbook.cells import Cell


def write_assumptions(book: Book, findings: Findings, report: ReportFindings) -> Sheet:
    """Every input that the case states, with what it rests on and how much of the result goes with it."""
    register = report.register
    sheet = book.sheet(
        "Assumptions",
        [
            Column("Input", 36, True),
            Column("Part of the case", 18, True),
            Column("Value", 34, True),
            Column("Basis", 11, True),
            Column("How much the result depends on it", 30, True),
            Column("Tested only", 8, True),
            Column("Source", 36, True),
            Column("Note", 40, True),
            Column("Owner", 13, True),
            Column("Last looked at", 12, True),
            Column("Key in the case file", 40, True),
        ],
        report.page.titles["register"],
        report.page.notes["register"],
    )
    header = sheet.header(freeze=1)
    for row in register.rows:
        sheet.line(
            [
                cells.text(row.label, 300),
                row.section,
                cells.text(row.value, 600),
                row.basis,
                row.depends,
                "yes" if row.tested_only else "",
                *(cells.text(said, 1500) for said in (row.source, row.note, row.owner, row.date)),
                row.id,
            ]
        )
    sheet.close((header, sheet.row - 1), across=len(sheet.columns) - 1)
    return sheet


def write_method(book: Book, findings: Findings, report: ReportFindings, about: About) -> Sheet:
    """How to read the figures, what they leave out, and how to make them again."""
    columns = [Column("", 34, True), Column("", 96, True)]
    sheet = book.sheet("Method", columns, report.page.titles["method"], report.page.notes["method"])
    sheet.heading("How to read the figures")
    for speak in READING:
        for said in speak(findings):
            if said not in report.page.notes["method"]:
                sheet.say(said)
    sheet.say(
        "Figures on the other sheets are rounded to what the trials support; the sheet 'Percentiles' holds all of "
        "them in full with their intervals. No cell of this workbook is a formula."
    )
    sheet.gap()
    sheet.heading("How to make them again")
    facts = findings.facts
    lines: list[tuple[str, Cell | str]] = [
        ("Case", cells.text(facts.title, 300)),
        ("Trials of each view", cells.number(float(findings.trials))),
        ("Seed of the draws", Cell(str(findings.seed))),
        ("The command, in the run's folder", about.again),
        ("Fingerprint of the results", about.results_sha256),
        ("Fingerprint of the case file", about.case_sha256),
        ("Prices of real figures", facts.price_base),
    ]
    lines += [(f"Version of {name}", version or "not installed") for name, version in about.versions.items()]
    for label, cell in lines:
        sheet.line([label, cell])
    sheet.close()
    return sheet
