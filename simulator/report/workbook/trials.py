"""A sample of the trials themselves: each row is one future."""

from __future__ import annotations

import numpy as np

from simulator.findings import wording
from simulator.findings.found import Findings
from simulator.plan.outcomes import OutcomeInfo
from simulator.report.workbook import cells
from simulator.report.workbook.book import Book, Column, Sheet

MOST = 250
"""Trials that are shown: enough to sort, filter and draw, few enough to scroll."""


def write_trials(book: Book, findings: Findings) -> Sheet:
    """The first trials of the tested view: outcomes of the whole, of each cluster and of each council."""
    sample, facts = findings.tested_sample, findings.facts
    rows = [row for row, info in enumerate(sample.infos) if info.scope in ("whole", "cluster", "council")]
    names = {cluster.id: wording.plain(cluster.name, 40) for cluster in facts.clusters}
    names |= {council.id: wording.plain(council.name, 40) for council in facts.councils}
    shown = min(MOST, sample.trials)
    columns = [Column("Trial", 8)]
    columns += [Column(_heading(sample.infos[row], names), 15) for row in rows]
    sheet = book.sheet(
        "Trials",
        columns,
        f"The first {shown:,} of {sample.trials:,} tested trials: each row is one future",
        [
            "Real figures are in "
            + facts.price_base
            + " prices. Trials are numbered from 0, as in trials.parquet, which "
            "holds all of them; 'collabsim audit' follows any one of them with live formulas."
        ],
    )
    header = sheet.header(freeze=1)
    sheet.column(0, [cells.number(float(trial), "0") for trial in range(shown)])
    for place, row in enumerate(rows, 1):
        unit = sample.infos[row].unit
        # No negative nought.
        values = sample.values[row, :shown] + 0.0
        if np.isfinite(values).all() and not unit.startswith("calendar year"):
            sheet.numbers(place, values.tolist(), cells.full(1.0, unit).shown)
        else:
            sheet.column(place, [cells.full(value, unit, "never") for value in values.tolist()])
    sheet.row += shown
    sheet.close((header, sheet.row - 1), pages=4)
    return sheet


def _heading(info: OutcomeInfo, names: dict[str, str]) -> str:
    """What a column holds: the name of the outcome, whose it is, its unit and price base."""
    whose = info.cluster or info.council
    parts = [info.measure.replace("_", " "), names.get(whose, whose) if whose else ""]
    base = ", ".join(part for part in (info.unit, info.price_base or "") if part)
    return " · ".join(part for part in parts if part) + f" ({base})"
