"""What a committee report says, in its order; everything that is a decision is left for the officer."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.findings import sentences, spoken_sections, wording
from simulator.findings.found import Findings
from simulator.findings.precision import precision_sentences
from simulator.findings.register import RegisterRow
from simulator.findings.report import ReportFindings
from simulator.report.about import About
from simulator.report.page.cells import Cell, Table, table
from simulator.report.page.tables import cluster_table, council_table, surety_table, tested_words
from simulator.report.page.told import (
    driver_choices,
    joint_table,
    register_sections,
    risk_table,
    timing_table,
    waterfall_table,
)
from simulator.report.page.yearly import EVERYBODY, yearly_panels
from simulator.report.picture import Drawn
from simulator.report.word.paper import Paper

Charts = Mapping[str, Drawn]


def fill(paper: Paper, findings: Findings, report: ReportFindings, about: About, charts: Charts) -> None:
    """Write the whole document.

    Parameters
    ----------
    paper : Paper
    findings : Findings
    report : ReportFindings
    about : About
    charts : mapping of str to Drawn
        By name.
    """
    paper.heading(paper.title, 0)
    _body(paper, findings, report, charts)
    _finances(paper, findings, report, charts)
    _risks(paper, findings, report, charts)
    _services(paper, findings, report, charts)
    _years(paper, findings, report, charts)
    _assumptions(paper, report)
    _method(paper, findings, report, about)


def _body(paper: Paper, findings: Findings, report: ReportFindings, charts: Charts) -> None:
    counts = findings.facts.inputs
    paper.heading("1. Purpose of the report")
    paper.say(report.page.question)
    paper.say(
        f"This report tests the business case by {findings.trials:,} simulated futures. It sets what was submitted "
        f"beside what testing makes of it. Of the {wording.whole(counts.total, 'input', 'inputs')} that the answer "
        f"rests on, {counts.assumed:,} {'is' if counts.assumed == 1 else 'are'} assumed (appendix F)."
    )
    paper.heading("2. Recommendation")
    paper.left_open("For the reporting officer to write: what members are asked to decide, and why")
    paper.heading("3. Summary")
    paper.points(report.page.answer)
    paper.picture(charts.get("fan-chart"))
    paper.heading("As submitted, before testing", 2)
    paper.points(report.page.submitted)


def _finances(paper: Paper, findings: Findings, report: ReportFindings, charts: Charts) -> None:
    who = sentences.voice(findings)
    titles, notes = report.page.titles, report.page.notes
    paper.heading("4. Financial implications")
    columns = ["", "Tested", "As submitted", "What the figure is"]
    rows: list[list[Cell | str]] = [[one.label, one.value, one.submitted, one.detail] for one in report.page.numbers]
    paper.table(table(f"The figures that matter most, {tested_words(who)}", columns, rows, wordy=True))
    paper.heading(titles["payback"], 2)
    paper.points(notes["payback"])
    paper.picture(charts.get("payback"))
    paper.table(surety_table(who))
    paper.heading(titles["saving"], 2)
    paper.points(notes["saving"])
    paper.points(sentences.gap(findings))
    paper.picture(charts.get("gap-closed"))
    paper.heading(titles["cost"], 2)
    paper.points([*sentences.funding(findings), *notes["cost"]])
    if len(findings.facts.councils) > 1:
        paper.heading(titles["councils"], 2)
        paper.points(notes["councils"])
        paper.picture(charts.get("by-council"))
        paper.table(council_table(who))


def _risks(paper: Paper, findings: Findings, report: ReportFindings, charts: Charts) -> None:
    who = sentences.voice(findings)
    titles, notes = report.page.titles, report.page.notes
    paper.heading("5. Risks")
    paper.heading(titles["risks"], 2)
    paper.points(notes["risks"])
    paper.picture(charts.get("risks"))
    paper.table(risk_table(report.risks, who))
    paper.heading(titles["drivers"], 2)
    paper.points(notes["drivers"])
    paper.picture(charts.get("drivers"))
    paper.heading("6. Other implications")
    paper.left_open("For officers to write: legal, staffing, equality, property and consultation")


def _services(paper: Paper, findings: Findings, report: ReportFindings, charts: Charts) -> None:
    """Appendices A to D: clusters, timetable, drivers, joint chances."""
    who = sentences.voice(findings)
    titles, notes = report.page.titles, report.page.notes
    paper.turn(wide=True)
    paper.heading(f"Appendix A. By cluster: {titles['clusters']}")
    paper.points(notes["clusters"])
    paper.table(cluster_table(who))
    paper.heading(titles["waterfall"], 2)
    paper.points(notes["waterfall"])
    paper.table(waterfall_table(report.waterfall, who))
    paper.picture(charts.get("waterfall"))
    paper.heading(f"Appendix B. Timetable: {titles['timing']}")
    paper.points(notes["timing"])
    paper.table(timing_table(report.timing, who))
    paper.picture(charts.get("timing"))
    paper.heading(f"Appendix C. What drives it: {titles['drivers']}")
    for choice in driver_choices(report.drivers, who):
        paper.table(choice.table)
    paper.heading(f"Appendix D. Saving, cost and date together: {titles['joint']}")
    paper.points(notes["joint"])
    for joint in report.joint:
        paper.table(joint_table(joint, who))
    paper.picture(charts.get("joint-chance"))


def _years(paper: Paper, findings: Findings, report: ReportFindings, charts: Charts) -> None:
    who = sentences.voice(findings)
    paper.heading(f"Appendix E. By year, for the medium-term plans: {report.page.titles['years']}")
    paper.points(report.page.notes["years"])
    paper.picture(charts.get("saving-by-year"))
    for panel in yearly_panels(who):
        # Plans are made in the money of each year; the councils together are told in real prices too.
        if panel.prices == "nominal" or panel.whose == EVERYBODY:
            paper.heading(f"{panel.whose_name}: {panel.base}", 2)
            paper.table(panel.table)


def _assumptions(paper: Paper, report: ReportFindings) -> None:
    paper.heading(f"Appendix F. Assumptions: {report.page.titles['register']}")
    paper.points(report.page.notes["register"])
    for section in register_sections(report.register):
        paper.table(_register_table(section.name, section.rows))


def _register_table(name: str, rows: tuple[RegisterRow, ...]) -> Table:
    columns = ["Input", "Value or range", "Basis", "Source and note", "How much the result depends on it"]
    told: list[list[Cell | str]] = [
        [
            Cell(row.label, ", ".join(part for part in (row.owner, row.date) if part)),
            Cell(row.value, "only when tested" if row.tested_only else ""),
            row.basis,
            Cell(row.source, row.note),
            row.depends,
        ]
        for row in rows
    ]
    return table(name, columns, told, wordy=True)


def _method(paper: Paper, findings: Findings, report: ReportFindings, about: About) -> None:
    paper.turn(wide=False)
    paper.heading(f"Appendix G. Method and limits: {report.page.titles['method']}")
    paper.points(report.page.notes["method"])
    reading = next(section for section in spoken_sections(findings) if section.title == "How to read it")
    paper.points(said for said in reading.sentences if said not in report.page.notes["method"])
    units = {info.name: info.unit for info in findings.tested_sample.infos}
    paper.points(precision_sentences(findings.until, findings.trials, units))
    paper.heading("How to make these figures again", 2)
    paper.say(f"In the run's folder: {about.again}")
    versions = ", ".join(f"{name} {version or 'not installed'}" for name, version in about.versions.items())
    rows: list[list[Cell | str]] = [
        ["Trials of each view", f"{findings.trials:,}"],
        ["Seed of the draws", str(findings.seed)],
        ["Fingerprint of the results", about.results_sha256],
        ["Fingerprint of the case file", about.case_sha256],
        ["Versions", versions],
    ]
    paper.table(table("What the run was made of and with", ["What", "Which"], rows, wordy=True))
