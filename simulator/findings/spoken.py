"""The findings as text for a terminal: sections of sentences and aligned tables, as submitted beside tested."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from simulator.findings import sentences, wording
from simulator.findings.facts import spoken_date
from simulator.findings.found import Findings
from simulator.findings.measures import Measure
from simulator.findings.precision import precision_sentences
from simulator.findings.sentences import Voice

WIDTH = 100


@dataclass(frozen=True)
class Table:
    """Rows of text under a header; the first column is aligned left, the others right.

    Attributes
    ----------
    header : tuple of str
    rows : tuple of tuple of str
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def lines(self) -> list[str]:
        """The table as lines, columns two spaces apart."""
        widths = [max(len(row[i]) for row in (self.header, *self.rows)) for i in range(len(self.header))]
        return [
            "  ".join(
                cell.ljust(width) if i == 0 else cell.rjust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in (self.header, *self.rows)
        ]


@dataclass(frozen=True)
class Section:
    """A heading with what is said under it.

    Attributes
    ----------
    title : str
    sentences : tuple of str
    table : Table or None
        Follows the sentences.
    """

    title: str
    sentences: tuple[str, ...] = ()
    table: Table | None = None


_SECTIONS: tuple[tuple[str, tuple[Callable[[Findings], list[str]], ...]], ...] = (
    (
        "In short",
        (
            sentences.approval,
            sentences.payback,
            sentences.never,
            sentences.saving,
            sentences.gap,
            sentences.funding,
            sentences.claims,
            sentences.basis,
        ),
    ),
)
READING = (
    sentences.middles,
    sentences.counted,
    sentences.luck,
    sentences.inflation,
    sentences.ranges,
    sentences.reconciliation,
    sentences.beyond,
    sentences.repairs,
)
"""What there is to say of how to read a run, here and in the workbook."""


def spoken_sections(findings: Findings) -> tuple[Section, ...]:
    """Everything that is said of a run, in the order in which it is read out."""
    who = sentences.voice(findings)
    found = [
        Section(title, tuple(text for speak in speakers for text in speak(findings))) for title, speakers in _SECTIONS
    ]
    tested = f"tested, {who.condition}" if who.condition else "tested"
    found.append(_payback_table(who, tested))
    found.append(_saving_table(who, tested))
    found.append(_cash_table(who, tested))
    if len(who.facts.councils) > 1:
        found.append(_council_table(who, tested))
    found.append(Section("How to read it", tuple(text for speak in READING for text in speak(findings))))
    return tuple(found)


SETS = {"lhs": "independent Latin hypercubes", "sobol": "independent sets of Sobol points"}
"""What a randomisation of a design is called."""


def spoken_lines(findings: Findings, width: int = WIDTH) -> list[str]:
    """The findings as lines for a terminal.

    Parameters
    ----------
    findings : Findings
    width : int
        Characters at which sentences wrap; tables keep their own width.
    """
    lines = [wording.plain(findings.facts.title, width), _drawn(findings)]
    units = {info.name: info.unit for info in findings.tested_sample.infos}
    for text in precision_sentences(findings.until, findings.trials, units):
        lines += textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    for section in spoken_sections(findings):
        heading = textwrap.wrap(section.title, width, break_on_hyphens=False)
        lines += ["", *heading, "-" * max(map(len, heading))]
        for text in section.sentences:
            lines += textwrap.wrap(
                text, width, initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
            )
        if section.table is not None:
            lines += section.table.lines()
    return lines


def _drawn(findings: Findings) -> str:
    """How many trials, how they were drawn, and from which seed."""
    sets = SETS.get(findings.design)
    how = f" in {findings.tested_sample.replicates:,} {sets}" if sets else ""
    return f"{findings.trials:,} trials{how}, seed {findings.seed}"


def _payback_table(who: Voice, tested: str) -> Section:
    rows = []
    for year in who.facts.years:
        name = f"payback_by.{year.ends}"
        rows.append(
            (
                spoken_date(year.ends),
                wording.likelihood(who.submitted.chances[name]),
                wording.likelihood(who.tested.chances[name]),
            )
        )
    rows.append(
        (
            "never by then",
            wording.likelihood(who.submitted.chances["never_pays_back"]),
            wording.likelihood(who.tested.chances["never_pays_back"]),
        )
    )
    title = f"Chance that the money is back by each 31 March ({wording.price_base('real', who.facts)}, undiscounted)"
    return Section(title, table=Table(("", "as submitted", tested), tuple(rows)))


def _saving_table(who: Voice, tested: str) -> Section:
    """Saving by year with 80% ranges, and the share of the gap where one is stated."""
    header = ["", "as submitted", "80% range", "tested", "80% range"]
    gaps = bool(who.facts.gaps)
    if gaps:
        header += ["of the gap", "80% range"]
    rows = []
    for year in who.facts.years:
        row = [year.label]
        for people in (who.submitted, who.tested):
            row += _middle_and_range(people.measures[f"saving.{year.label}"])
        share = who.tested.measures.get(f"deficit_reduction.{year.label}")
        if gaps:
            row += [""] * 2 if share is None else [_middle_percent(share), wording.percent_range(share)]
        rows.append(tuple(row))
    title = f"Saving in each financial year, less running costs (nominal; {tested})"
    return Section(title, table=Table(tuple(header), tuple(rows)))


def _cash_table(who: Voice, tested: str) -> Section:
    """Cumulative net cash at each 31 March."""
    rows = []
    for year in who.facts.years:
        row = [spoken_date(year.ends)]
        for people in (who.submitted, who.tested):
            row += _middle_and_range(people.measures[f"cumulative_net.{year.label}"])
        rows.append(tuple(row))
    title = f"Cumulative net cash at each 31 March (nominal; {tested})"
    return Section(title, table=Table(("", "as submitted", "80% range", "tested", "80% range"), tuple(rows)))


def _council_table(who: Voice, tested: str) -> Section:
    """Each council's own result."""
    reserves = any(f"within_reserves.{council.id}" in who.tested.chances for council in who.facts.councils)
    rows = []
    for council in who.facts.councils:
        saving = who.tested.measures[f"annual_saving.{council.id}"]
        back = who.tested.measures[f"payback_years.{council.id}"]
        peak = who.tested.measures[f"peak_funding.{council.id}"]
        row = [
            wording.plain(council.name, 40),
            *_middle_and_range(saving),
            wording.years(back.median, back.error_at(50)),
            f"at most {wording.money(peak.at(80), peak.error_at(80))}",
        ]
        if reserves:
            inside = who.tested.chances.get(f"within_reserves.{council.id}")
            row.append("not stated" if inside is None else wording.likelihood(inside))
        rows.append(tuple(row))
    header = ["", "saving a year", "80% range", "half back in", "peak funding"]
    if reserves:
        header.append("within reserves")
    base = wording.price_base("real", who.facts)
    title = f"Each council, {tested} ({base}; peak funding nominal, 80% chance)"
    return Section(title, table=Table(tuple(header), tuple(rows)))


def _middle_and_range(measure: Measure) -> list[str]:
    return [wording.money(measure.median, measure.error_at(50)), wording.money_range(measure)]


def _middle_percent(measure: Measure) -> str:
    return wording.percent(measure.median, measure.error_at(50))
