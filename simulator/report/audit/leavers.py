"""Those who leave, and a week's pay under the statutory cap on the day they do (docs/model.md, section 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from simulator.case import statutory
from simulator.report.audit.book import FACTOR, MONEY, MONTHS, SHARE, Sheet
from simulator.report.audit.context import Context, month_heads
from simulator.report.audit.indices import Indices

Formula = Callable[[Sheet, int, int, str, int], str]
"""Makes the formula of the share of a line that is spent before a moment, from the sheet, row, column, moment and
month."""

CAPPED = "capped"


@dataclass
class Leavers:
    """One group that leaves: from begin over so many months (0 is at once), a share of its tranche, none from stop."""

    cluster: str
    told: str
    begin: str
    length: str
    share: str
    stop: str
    councils: dict[str, str]
    left: str = ""


def left_before(begin: str, length: str, moment: str) -> str:
    """The share of a group that leaves before a moment."""
    line = f"MEDIAN(0,1,({moment}-{begin})/{length})"
    return f"IF({length}>0,{line},IF({begin}<{moment},1,0))"


def capped_pay(
    context: Context, indices: Indices, groups: list[Leavers], exits: dict[str, tuple[str, str, str]]
) -> dict[int, Formula]:
    """Write weekly pay under the statutory cap, where a council pays it; by group, what is paid so far for each."""
    case, months = context.case, context.months
    if not any(council.redundancy.weekly_pay == CAPPED for council in case.council.values()):
        return {}
    sheet = context.book.sheet(
        "CappedPay",
        "A week's pay under the statutory cap, in price-base pounds, for those who have left by each month end",
        "The cap is cash of the day of exit, so it is divided by the index of pay. Where it changes within a month, "
        "those who leave before and after are counted apart. Beyond the horizon the last month's cap and index hold.",
        labels=1,
    )
    month_heads(context, sheet, 3)
    sheet.text(3, 3 + months, "in all", "head")
    heads = ("cap at the beginning, £", "cap changes in month", "cap at the end, £", "index of pay")
    for i, told in enumerate(heads):
        sheet.text(6 + i, 2, told, "note")
    caps = [(case.calendar.month_of(date.fromisoformat(day)), cap) for day, cap in statutory.WEEKLY_PAY_CAPS]
    years = [year for year, (a, b) in zip(case.calendar.years, _spans(case), strict=True) for _ in range(a, b)]
    for month in range(months):
        inside = [moment for moment, _ in caps if month < moment < month + 1]
        edge = inside[0] if inside else month + 1.0
        for i, value in enumerate((_cap(caps, month), edge, _cap(caps, edge if inside else month))):
            sheet.number(6 + i, 3 + month, value, (MONEY, MONTHS, MONEY)[i])
        sheet.formula(9, 3 + month, indices.pay[years[month]], FACTOR)
    sheet.row = 10
    found = {}
    for i, group in enumerate(groups):
        found[i] = _capped_group(context, sheet, group, exits[group.cluster][2])
    sheet.widths(56, 34, 24)
    sheet.page.freeze_panes(6, 3)
    return found


def _spans(case: Any) -> list[tuple[int, int]]:
    ends = case.calendar.boundaries
    return list(pairwise(ends))


def _cap(caps: list[tuple[float, float]], moment: float) -> float:
    return ([cap for since, cap in caps if since <= moment] or [caps[0][1]])[-1]


def _capped_group(context: Context, sheet: Sheet, group: Leavers, weekly: str) -> Formula:
    months, row = context.months, sheet.row
    sheet.text(row, 0, group.told)
    for i, told in enumerate(("left when the cap changes", "left by the month end", "pay so far, £ a week each")):
        sheet.text(row + i, 1, told)
        sheet.number(row + i, 2, 0.0, FACTOR)
    for month in range(months + 1):
        column = 3 + month
        cap_column = min(column, 2 + months)
        before = sheet.at(row + 1, column - 1)
        ends = f"{sheet.at(3, column)}+1" if month < months else "never"
        edge = sheet.at(7, column) if month < months else "never"
        at_edge, at_end = (
            sheet.formula(
                row + i,
                column,
                f"{group.share}*{left_before(group.begin, group.length, f'MIN({group.stop},{moment})')}",
                SHARE,
            )
            for i, moment in enumerate((edge, ends))
        )
        first, second = (
            f"MIN({weekly},{sheet.at(cap, cap_column)}/{sheet.at(9, cap_column)})"
            # Beyond the horizon nothing changes: what holds at the beginning of the last month holds.
            for cap in ((6, 8) if month < months else (6, 6))
        )
        paid = f"{sheet.at(row + 2, column - 1)}+({at_edge}-{before})*{first}+({at_end}-{at_edge})*{second}"
        sheet.formula(row + 2, column, paid, MONEY)
    sheet.row += 4
    return lambda _sheet, _row, _column, _moment, month: sheet.at(row + 2, 3 + month)
