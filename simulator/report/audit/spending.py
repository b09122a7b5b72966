"""When each cost is spent: the share of it that is spent by each month end (docs/model.md, section 5)."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.report.audit.book import FACTOR, MONEY, MONTHS, SHARE, Sheet
from simulator.report.audit.context import PROGRAMME, Context, month_heads
from simulator.report.audit.costs import Line

OWNER, KIND, AMOUNT = 1, 2, 8
"""Columns of the sheet: the owner's id, the kind, and the whole amount; each council's amount follows."""


@dataclass
class Spending:
    """The sheet of spending: rows (first, last) of what drives cash and of the memorandum, and its columns."""

    sheet: Sheet
    rows: tuple[int, int] = (0, -1)
    memorandum: tuple[int, int] = (0, -1)
    first_month: int = 0


def write_spending(context: Context, lines: list[Line], memorandum: list[Line]) -> Spending:
    """Write when each line is spent: the share of it that is spent by each month end."""
    case, councils = context.case, context.councils
    sheet = context.book.sheet(
        "Spending",
        "What share of each one-off cost is spent by each month end",
        "A month's spending is amount x (the share at its end less the share at the end of the month before). Delay "
        "costs are £ a month, and the figures months. What falls before the start falls in month 0.",
        labels=2,
    )
    pay = AMOUNT + 1 + len(councils)
    found = Spending(sheet, first_month=pay + 2)
    month_heads(context, sheet, found.first_month)
    sheet.text(3, found.first_month + context.months, "in all", "head")
    sheet.heads(
        [
            "Cost",
            "Owner",
            "Kind",
            "Counted from month",
            "Spent from, months",
            "to, months",
            "Share of the amount",
            "Stops in month",
            "Whole amount, £",
            *(f"{case.council[name].name}, £" for name in councils),
            "Share that moves with pay",
            "before the start",
        ],
        7,
    )
    found.rows = _block(context, found, lines)
    if memorandum:
        sheet.row += 1
        sheet.heading("Memorandum: redundancy and pension by the method that does not drive cash; in no sum")
        found.memorandum = _block(context, found, memorandum)
    sheet.widths(62, 20, 12, 12, 12, 12, 12, 12, *[18] * (1 + len(councils)), 12, 18)
    sheet.page.freeze_panes(8, 1)
    return found


def _block(context: Context, spending: Spending, lines: list[Line]) -> tuple[int, int]:
    sheet = spending.sheet
    first = sheet.row
    for line in lines:
        _line(context, spending, line)
    return first, sheet.row - 1


def _line(context: Context, spending: Spending, line: Line) -> None:
    sheet, row = spending.sheet, spending.sheet.row
    sheet.text(row, 0, line.told)
    sheet.text(row, OWNER, PROGRAMME if line.owner is None else line.owner)
    sheet.text(row, KIND, line.kind)
    origin, begin, end = (
        sheet.formula(row, 3 + i, formula, MONTHS) for i, formula in enumerate((line.origin, line.begin, line.end))
    )
    share = sheet.formula(row, 6, line.share, SHARE)
    stop = sheet.formula(row, 7, line.stop, MONTHS)
    for i, amount in enumerate([line.amount, *(line.councils[name] for name in context.councils)]):
        sheet.formula(row, AMOUNT + i, amount, MONEY)
    sheet.number(row, spending.first_month - 2, float(line.pay), SHARE)
    sheet.number(row, spending.first_month - 1, 0.0, FACTOR)
    for month in range(context.months + 1):
        column = spending.first_month + month
        at = sheet.at(3, column)
        moment = f"MIN({at}+1,{stop})" if month < context.months else stop
        if line.by_month is not None:
            spent = line.by_month(sheet, row, column, moment, month)
        elif line.evenly:
            spent = f"MAX(0,MIN({moment},{origin}+{end})-{origin}-{begin})"
        else:
            straight = f"MEDIAN(0,1,({moment}-{origin}-{begin})/({end}-{begin}))"
            spent = f"{share}*IF({end}>{begin},{straight},IF({origin}+{begin}<{moment},1,0))"
        sheet.formula(row, column, spent, FACTOR)
    sheet.row += 1
