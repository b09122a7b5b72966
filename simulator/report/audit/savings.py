"""Full-year savings, their tranches, running costs, and what of them is delivered by month (docs/model.md,
section 4)."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.report.audit.book import FACTOR, MONEY, MONTHS, SHARE, WHOLE, Sheet, less, plus, times
from simulator.report.audit.context import PROGRAMME, Context, month_heads
from simulator.report.audit.councils import Keys
from simulator.report.audit.timing import Timing

AMOUNT = 6
"""Column of the whole amount on the sheet of deliveries; each council's amount follows."""


@dataclass
class Tranche:
    """A part of a cluster's saving with a go-live of its own: its share, its councils' shares, and its go-live."""

    name: str
    share: str
    councils: dict[str, str]
    go_live: str


@dataclass
class Savings:
    """Addresses, by cluster: middle saving of the case, its full-year saving, the cashable part; and the sheet of
    deliveries with the rows of savings and of running costs (first, last)."""

    middle: dict[str, str] = field(default_factory=dict)
    full_year: dict[str, str] = field(default_factory=dict)
    cashable: dict[str, str] = field(default_factory=dict)
    non_cashable: dict[str, str] = field(default_factory=dict)
    delivery: Sheet | None = None
    saving_rows: tuple[int, int] = (0, -1)
    running_rows: tuple[int, int] = (0, -1)
    first_month: int = 0


def shared_out(context: Context, savings: Savings, named: list[str], cluster: str) -> str:
    """The part of an event's amount that a cluster bears: by the middle savings of those it names."""
    total = sum(context.case.cluster[name].saving.middle for name in named)
    if total <= 0:
        return f"1/{len(named)}"
    return f"{savings.middle[cluster]}/({plus([savings.middle[name] for name in named])})"


def write_savings(context: Context, timing: Timing) -> Savings:
    """Write the sheet of full-year savings."""
    case, x = context.case, context.x
    sheet = context.book.sheet(
        "Savings",
        "Saving in a full year",
        "£ a year in the prices of the price base: saving x realisation x delivery x (1 - overlap), then the events "
        "that happen; never below nought.",
    )
    found = Savings()
    sheet.heads(
        [
            "Cluster",
            "Saving",
            "Realisation",
            "Delivery factor",
            "Overlap",
            "Events: times",
            "Events: plus, £ a year",
            "Full-year saving, £ a year",
            "Cashable share",
            "Cashable, £ a year",
            "Not cashable, £ a year",
            "Middle saving of the case (shares out amounts), £",
        ]
    )
    rows = {name: sheet.row + i for i, name in enumerate(case.cluster)}
    for name, row in rows.items():
        found.middle[name] = sheet.number(row, 11, float(case.cluster[name].saving.middle), MONEY)
    for name, row in rows.items():
        at = f"cluster.{name}"
        sheet.text(row, 0, context.cluster_name(name))
        sheet.formula(row, 1, x(f"{at}.saving"), MONEY)
        sheet.formula(row, 2, x(f"{at}.realisation", 1.0), FACTOR)
        sheet.formula(row, 3, x("delivery.factor", 1.0), FACTOR)
        sheet.formula(row, 4, x(f"{at}.overlap", 0.0), SHARE)
        factors, amounts = [], []
        for event_id, event in case.event.items():
            named = context.clusters_named(event.on)
            if name not in named:
                continue
            if event_id in timing.saving_factor:
                factors.append(timing.saving_factor[event_id])
            if event_id in timing.saving_amount:
                amounts.append(f"{timing.saving_amount[event_id]}*{shared_out(context, found, named, name)}")
        sheet.formula(row, 5, times(factors), FACTOR)
        sheet.formula(row, 6, plus(amounts), MONEY)
        cells = [sheet.at(row, column) for column in range(7)]
        full = f"MAX(0,{cells[1]}*{cells[2]}*{cells[3]}*(1-{cells[4]})*{cells[5]}+{cells[6]})"
        found.full_year[name] = sheet.formula(row, 7, full, MONEY)
        share = sheet.formula(row, 8, x(f"{at}.cashable", 1.0), SHARE)
        found.cashable[name] = sheet.formula(row, 9, f"{found.full_year[name]}*{share}", MONEY)
        found.non_cashable[name] = sheet.formula(row, 10, f"{found.full_year[name]}*(1-{share})", MONEY)
    sheet.widths(52, *[18] * 11)
    sheet.page.freeze_panes(4, 1)
    return found


def tranches(context: Context, timing: Timing, cluster: str, shares: dict[str, str], go_live: str) -> list[Tranche]:
    """What is free from the start, then what each contract locks.

    A lock of one council is wholly that council's and comes out of its share; any other is divided as the cluster is.
    """
    case, x = context.case, context.x
    locked = []
    for name, lock in case.lock.items():
        if lock.cluster != cluster:
            continue
        share = x(f"lock.{name}.share")
        if lock.council is None:
            councils = {council: f"{share}*{part}" for council, part in shares.items()}
        else:
            councils = {council: share if council == lock.council else "0" for council in shares}
        locked.append(Tranche(f"held back by {name}", share, councils, f"MAX({go_live},{timing.release[name]})"))
    free = Tranche(
        "free of contracts" if locked else "",
        less("1", [tranche.share for tranche in locked]),
        {council: less(part, [tranche.councils[council] for tranche in locked]) for council, part in shares.items()},
        go_live,
    )
    return [free, *locked]


def write_delivery(context: Context, timing: Timing, savings: Savings, keys: Keys) -> None:
    """Write what is delivered in each month: years' worth of each tranche's saving and of each running cost."""
    case = context.case
    sheet = savings.delivery = context.book.sheet(
        "Delivery",
        "What of each saving and running cost falls in each month",
        "A month's figure is the part of a full year that falls in it. Money is amount x part. Delivery grows along "
        "the ramp, freezes when the partnership ends, and then ebbs away.",
        labels=2,
    )
    councils = context.councils
    pay = AMOUNT + 1 + len(councils)
    savings.first_month = pay + 4
    month_heads(context, sheet, savings.first_month)
    sheet.text(6, savings.first_month - 1, "still delivered after the end", "note")
    for month in range(context.months):
        column = savings.first_month + month
        sheet.formula(6, column, _ebb(context, sheet.at(3, column)), FACTOR)
    sheet.heads(
        [
            "Saving or running cost",
            "Cluster",
            "Part",
            "Go-live",
            "Months to the full amount",
            "Delivered at the end",
            "Whole amount, £ a year",
            *(f"{case.council[name].name}, £ a year" for name in councils),
            "Share that moves with pay",
            "Share on the general fund",
            "Survives",
            "",
        ],
        7,
    )
    first = sheet.row
    for name, cluster in case.cluster.items():
        shares = keys.shares(cluster.key, name)
        for tranche in tranches(context, timing, name, shares, timing.go_live[name]):
            row = _flow(
                context, sheet, savings, name, tranche.name, timing.ramp[name], timing.phasing[name], tranche.go_live
            )
            _amounts(
                sheet,
                row,
                times([savings.cashable[name], tranche.share]),
                [times([savings.cashable[name], tranche.councils[k]]) for k in councils],
            )
            sheet.formula(row, pay, context.x(f"cluster.{name}.staff_share", 1.0), SHARE)
            sheet.formula(row, pay + 1, context.x(f"cluster.{name}.general_fund", 1.0), SHARE)
            sheet.formula(row, pay + 2, timing.survives[name], WHOLE)
    savings.saving_rows = (first, sheet.row - 1)
    first = sheet.row
    for name, running in case.running.items():
        owner = None if running.owner == PROGRAMME else running.owner
        go_live = timing.first_live if owner is None else timing.go_live[owner]
        row = _flow(context, sheet, savings, owner, f"running cost: {running.name or name}", "0", [], go_live)
        amount, shares = context.x(f"running.{name}.amount"), keys.shares(running.key, owner)
        _amounts(sheet, row, amount, [f"{amount}*{shares[k]}" for k in councils])
        sheet.number(row, pay, float(running.index == "pay"), SHARE)
        sheet.formula(row, pay + 1, context.x(f"running.{name}.general_fund", 1.0), SHARE)
        sheet.formula(row, pay + 2, timing.survives[owner or ""], WHOLE)
    savings.running_rows = (first, sheet.row - 1)
    sheet.widths(48, 20, 30, 12, 12, 12, *[18] * (1 + len(councils)), 10, 10, 10, 24)
    sheet.page.freeze_panes(8, 1)


def _ebb(context: Context, month: str) -> str:
    """The part of a month that is still delivered after the end: 1 before it, then a straight line to nought."""
    unwind = context.x("exit.unwind", 0.0)
    begin, end = f"MIN({month}-exit_month,{unwind})", f"MIN({month}+1-exit_month,{unwind})"
    return f"IF({month}<exit_month,1,IF({unwind}>0,{end}-{begin}-(({end})^2-({begin})^2)/(2*{unwind}),0))"


def _amounts(sheet: Sheet, row: int, whole: str, councils: list[str]) -> None:
    for column, amount in enumerate([whole, *councils]):
        sheet.formula(row, AMOUNT + column, amount, MONEY)


def _flow(
    context: Context,
    sheet: Sheet,
    savings: Savings,
    owner: str | None,
    part: str,
    ramp: str,
    phasing: list[tuple[int, str]],
    go_live: str,
) -> int:
    """Write one row but for its amounts, and return it."""
    row = sheet.row
    sheet.text(row, 0, context.cluster_name(owner))
    sheet.text(row, 1, PROGRAMME if owner is None else owner)
    sheet.text(row, 2, part)
    live = sheet.formula(row, 3, go_live, MONTHS)
    length = sheet.formula(row, 4, ramp, MONTHS)
    age = f"exit_month-{live}"
    if phasing:
        frozen = plus([f"{share}*IF({age}>{after},1,0)" for after, share in phasing])
    else:
        frozen = f"IF({length}>0,MEDIAN(0,1,({age})/MAX({length},1E-300)),IF({age}>0,1,0))"
    frozen = sheet.formula(row, 5, f"IF({live}<exit_month,{frozen},0)", SHARE)
    for month in range(context.months):
        column = savings.first_month + month
        at = sheet.at(3, column)
        if phasing:
            grown = plus(
                [f"{share}*(MAX({at}+1-{live}-{after},0)-MAX({at}-{live}-{after},0))" for after, share in phasing]
            )
        else:
            ramped = f"(MEDIAN(0,{at}+1-{live},{length})^2-MEDIAN(0,{at}-{live},{length})^2)/(2*{length})"
            grown = f"IF({length}>0,{ramped},0)+MAX({at}+1-{live}-{length},0)-MAX({at}-{live}-{length},0)"
        sheet.formula(row, column, f"IF({at}<exit_month,{grown},{frozen}*{sheet.at(6, column)})/12", FACTOR)
    sheet.row += 1
    return row
