"""Every figure in full, with the interval in which more trials would put it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.findings import wording
from simulator.findings.found import Findings, Population
from simulator.findings.intervals import Interval
from simulator.findings.measures import Measure
from simulator.findings.percentiles import REPORTED
from simulator.plan.outcomes import OutcomeInfo
from simulator.report.workbook import cells
from simulator.report.workbook.book import Book, Column, Sheet
from simulator.report.workbook.cells import Cell

_TITLE = "Every figure in full, with what the luck of the draw can have moved it by"
_NOTES = (
    "Of the trials, 10% are at most the figure under 10% and 90% are at least that; and so on. The 95% intervals say "
    "where a run of very many trials would put the average and the middle; they do not say whether the case is right.",
    "Chances stand in the column of the average. A figure that is infinite, such as the payback of a trial that never "
    "pays back, is counted as such and not averaged.",
)


def write_percentiles(book: Book, findings: Findings) -> Sheet:
    """A row for every outcome and every chance of the three populations, with a filter on each column."""
    columns = [
        Column("Figure", 40, True, True),
        Column("Of which trials", 22, True, True),
        Column("What it is", 46, True, True),
        Column("Financial year", 10, True, True),
        Column("Cluster or council", 26, True, True),
        Column("Unit", 16, True, True),
        Column("Price base", 18, True, True),
        Column("Share of what", 20, True, True),
        Column("Average"),
        Column("Average, 95% from"),
        Column("Average, 95% to"),
        *(Column(f"{percent}%" + (" (middle)" if percent == 50 else "")) for percent in REPORTED),
        Column("Middle, 95% from"),
        Column("Middle, 95% to"),
        Column("Share infinite", 11),
        Column("Share without a figure", 11),
    ]
    sheet = book.sheet("Percentiles", columns, _TITLE, _NOTES)
    header = sheet.header(freeze=1)
    for line in _lines(findings):
        sheet.line(line)
    sheet.close((header, sheet.row - 1), pages=2)
    return sheet


def _lines(findings: Findings) -> Iterator[Sequence[Cell | str | None]]:
    facts = findings.facts
    infos = {info.name: info for info in findings.tested_sample.infos}
    names = {cluster.id: cluster.name for cluster in facts.clusters}
    names |= {council.id: council.name for council in facts.councils}
    for label, people in _populations(findings):
        for name, measure in people.measures.items():
            yield _measure_line(name, label, infos[name], measure, names, wording.price_base(measure.price_base, facts))
        for name, chance in people.chances.items():
            yield [
                *(name, label, "share of the trials in which it is so", None, None, "probability", None, "trials"),
                cells.full(chance.share, "probability"),
                *_ends(chance.interval, "probability"),
            ]


def _populations(findings: Findings) -> list[tuple[str, Population]]:
    """Each set of trials that is told of, by the name that summary.csv has for it."""
    return [
        ("tested", findings.tested),
        ("tested, given approval", findings.given_approval),
        ("as submitted", findings.as_submitted),
    ]


def _measure_line(
    name: str, label: str, info: OutcomeInfo, measure: Measure, names: dict[str, str], base: str
) -> Sequence[Cell | str | None]:
    whose = info.cluster or info.council
    return [
        *(name, label, info.description, info.year),
        None if whose is None else cells.text(names.get(whose, whose), 80),
        *(info.unit, base or None, info.denominator),
        cells.full(measure.mean, info.unit),
        *_ends(measure.mean_interval, info.unit),
        *(cells.full(measure.at(percent), info.unit) for percent in REPORTED),
        *_ends(measure.interval_at(50), info.unit),
        cells.full(measure.infinite, "share"),
        cells.full(measure.missing, "share"),
    ]


def _ends(interval: Interval | None, unit: str) -> tuple[Cell, Cell]:
    """The ends of an interval; words where the trials are too few to bound it."""
    if interval is None:
        return Cell(), Cell()
    low, high = (cells.full(end, unit, "not known") for end in interval)
    return low, high
