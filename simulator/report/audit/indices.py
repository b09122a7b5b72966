"""Pay, prices and discounting by financial year (docs/model.md, section 7)."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.case import fy_label, parse_fy
from simulator.report.audit.book import FACTOR, SHARE, WHOLE
from simulator.report.audit.context import Context


@dataclass
class Indices:
    """Addresses by the calendar year in which a financial year begins."""

    pay: dict[int, str] = field(default_factory=dict)
    prices: dict[int, str] = field(default_factory=dict)
    discount: dict[int, str] = field(default_factory=dict)


def write_indices(context: Context) -> Indices:
    """Write the sheet."""
    case = context.case
    sheet = context.book.sheet(
        "Indices",
        "Pay, prices and discounting",
        f"Each index is 1 in {case.case.price_base}, whose pounds the case is written in, and steps each 1 April. "
        "Discounting counts financial years from the first, part year or not.",
    )
    sheet.heads(
        [
            "Financial year",
            "begins in",
            "Growth of pay",
            "Index of pay",
            "Growth of prices",
            "Index of prices",
            "Years discounted",
            "Discount factor",
        ]
    )
    base, years = parse_fy(case.case.price_base), case.calendar.years
    all_years = range(min(years[0], base), max(years[-1], base) + 1)
    rows = {year: sheet.row + i for i, year in enumerate(all_years)}
    found = Indices()
    for column, name, places in ((2, "pay", found.pay), (4, "prices", found.prices)):
        entries = {parse_fy(year): f"index.{name}.growth.{year}" for year in getattr(case.index, name).growth}
        for year, row in rows.items():
            earlier = [start for start in entries if start <= year]
            sheet.formula(row, column, context.x(entries[max(earlier)]) if earlier else "0", SHARE)
        for year, row in rows.items():
            if year == base:
                level = "1"
            elif year > base:
                level = f"{sheet.at(row - 1, column + 1)}*(1+{sheet.at(row, column)})"
            else:
                level = f"{sheet.at(row + 1, column + 1)}/(1+{sheet.at(row + 1, column)})"
            places[year] = sheet.formula(row, column + 1, level, FACTOR)
    for year, row in rows.items():
        sheet.text(row, 0, fy_label(year))
        sheet.number(row, 1, year, WHOLE)
        if year in years:
            sheet.number(row, 6, year - years[0], WHOLE)
            factor = f"(1+{context.x('case.discount_rate', 0.035)})^-{sheet.at(row, 6)}"
            found.discount[year] = sheet.formula(row, 7, factor, FACTOR)
    sheet.row += len(rows)
    sheet.widths(18, *[16] * 7)
    sheet.page.freeze_panes(4, 1)
    return found
