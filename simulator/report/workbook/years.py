"""The yearly tables that go into medium-term plans: of all councils together, and of each."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.findings import sentences, wording
from simulator.findings.facts import spoken_date
from simulator.findings.found import Findings, Population
from simulator.findings.sentences import Voice
from simulator.report.workbook import cells
from simulator.report.workbook.book import Book, Column, Sheet
from simulator.report.workbook.cells import Cell

NOMINAL = (
    ("saving", "Saving less running costs", "least"),
    ("cost", "One-off and delay costs", "most"),
    ("net_cash", "Net cash in the year", "least"),
    ("cumulative_net", "Net cash so far, at 31 March", "least"),
    ("funding_need", "In the red at 31 March", "most"),
    ("deficit_reduction", "Share of the year's gap closed", "least"),
    ("deficit_reduction_after_costs", "The same, after one-off costs", "least"),
)
REAL = (
    ("saving_real", "Saving less running costs", "least"),
    ("cost_real", "One-off and delay costs", "most"),
    ("net_cash_real", "Net cash in the year", "least"),
    ("cumulative_net_real", "Net cash so far, at 31 March", "least"),
)
"""Name of the outcome, what a table calls it, and on which side prudence lies."""

TAILS = {"least": (20, "an 80% chance of at least"), "most": (80, "an 80% chance of at most")}
"""Percentile and words of the figure to be prudent with."""


def tested_words(who: Voice) -> str:
    """``tested, given approval``."""
    return f"tested, {who.condition}" if who.condition else "tested"


def write_years(book: Book, findings: Findings, title: str, notes: Sequence[str]) -> Sheet:
    """The yearly table of all councils together, nominal and real, with a chart of the money so far."""
    who = sentences.voice(findings)
    sheet = book.sheet("Years", _columns(who), title, [*notes, *_reading(findings, who)])
    sheet.header(freeze=2)
    rows: dict[str, int] = {}
    base = wording.price_base("real", who.facts)
    _block(sheet, who, "All councils together: nominal, money of each year", NOMINAL, "", rows)
    _block(sheet, who, f"All councils together: {base}", REAL, "", rows)
    sheet.gap()
    _chart(book, sheet, who, rows)
    sheet.close()
    return sheet


def write_council_years(book: Book, findings: Findings, notes: Sequence[str]) -> Sheet:
    """The yearly table of each council, nominal and real."""
    who = sentences.voice(findings)
    title = "What each council's medium-term plan would take in, year by year"
    sheet = book.sheet("Council years", _columns(who), title, [*notes, *_reading(findings, who)])
    sheet.header(freeze=2)
    base = wording.price_base("real", who.facts)
    for council in who.facts.councils:
        name = wording.plain(council.name, 80)
        _block(sheet, who, f"{name}: nominal, money of each year", NOMINAL, council.id, {})
        _block(sheet, who, f"{name}: {base}", REAL, council.id, {})
    sheet.close()
    return sheet


def _columns(who: Voice) -> list[Column]:
    years = [Column(year.label, 13) for year in who.facts.years]
    return [Column("Financial year, April to March", 30, True), Column("Figure", 34, True), *years]


def _reading(findings: Findings, who: Voice) -> list[str]:
    return [
        f"Tested figures are {tested_words(who)}: {who.tested.trials:,} of {findings.trials:,} trials. Half of the "
        "trials lie above the middle figure; one in ten lies below the range and one above. Middle figures do not add "
        "up across rows or years; averages do.",
    ]


def _block(
    sheet: Sheet,
    who: Voice,
    heading: str,
    measures: Sequence[tuple[str, str, str]],
    council: str,
    rows: dict[str, int],
) -> None:
    """Rows of one price base; ``rows`` takes where each measure begins."""
    sheet.band(heading)
    for measure, label, side in measures:
        names = [".".join(part for part in (measure, year.label, council) if part) for year in who.facts.years]
        if not any(name in who.tested.measures for name in names):
            continue
        rows[measure] = sheet.row
        percent, tail = TAILS[side]
        for what, people, at, bold in (
            ("as submitted, middle", who.submitted, 50, False),
            ("tested, middle", who.tested, 50, True),
            (f"tested, {tail}", who.tested, percent, True),
            ("tested, 80% range from", who.tested, 10, False),
            ("tested, to", who.tested, 90, False),
            ("tested, average", who.tested, 0, False),
        ):
            line = [_cell(people, name, at) for name in names]
            sheet.line([label if at == 50 and not bold else "", what, *line], **({"bold": True} if bold else {}))


def _cell(people: Population, name: str, percent: int) -> Cell:
    """A percentile of a yearly figure, or its mean for 0; nothing in a year for which there is no such figure."""
    measure = people.measures.get(name)
    if measure is None:
        return Cell()
    return cells.percentile(measure, percent) if percent else cells.average(measure)


def _chart(book: Book, sheet: Sheet, who: Voice, rows: dict[str, int]) -> None:
    """Net cash so far at each 31 March, as submitted beside tested."""
    first, last = 2, 1 + len(who.facts.years)
    at = rows["cumulative_net_real"]
    base = wording.price_base("real", who.facts)
    tested = who.tested.measures[f"cumulative_net_real.{who.facts.years[-1].label}"]
    ends = spoken_date(who.facts.horizon_ends)
    often = "every future" if tested.sd == 0 else "8 futures of 10"
    chart = sheet.chart(
        "line",
        f"By {ends} net cash so far is {wording.money_range(tested)} in {often}",
        "31 March of the financial year",
        f"Net cash so far, £m, {base}",
        '£0,,"m";−£0,,"m"',
    )
    header = rows["saving"] - 2
    for offset, colour, dash, width in (
        (0, book.submitted, "dash", 2.25),
        (1, book.tested, "solid", 3),
        (3, book.tested, "round_dot", 1.5),
        (4, book.tested, "round_dot", 1.5),
    ):
        chart.add_series(
            {
                "name": [sheet.name, at + offset, 1],
                "categories": [sheet.name, header, first, header, last],
                "values": [sheet.name, at + offset, first, at + offset, last],
                "line": {"color": colour, "dash_type": dash, "width": width},
            }
        )
    sheet.place(chart, f"Lines of net cash so far at each 31 March, {base}; the figures are in the table above.")
