"""Cash by month and by financial year, for the whole and for each council (docs/model.md, sections 7 and 8)."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.case import fy_label
from simulator.report.audit.book import FACTOR, MONEY, MONTHS, SHARE, WHOLE, Sheet, plus
from simulator.report.audit.context import Context, month_heads
from simulator.report.audit.indices import Indices
from simulator.report.audit.savings import AMOUNT as SAVING_AMOUNT
from simulator.report.audit.savings import Savings
from simulator.report.audit.spending import AMOUNT as COST_AMOUNT
from simulator.report.audit.spending import Spending

FIRST = 5
"""First column of months."""
TOTAL, SIZE = 2, 3
"""Columns of a row's sum, and of the sum of its absolute values."""

(
    SAVING,
    RUNNING,
    COST,
    NET,
    CUMULATIVE,
    SAVING_NOMINAL,
    RUNNING_NOMINAL,
    COST_NOMINAL,
    NET_NOMINAL,
    CUMULATIVE_NOMINAL,
    GENERAL_FUND,
    SAVING_PV,
    RUNNING_PV,
    COST_PV,
    CUMULATIVE_PV,
    BELOW,
    BELOW_PV,
    DEEPEST,
) = range(18)
_ROWS = (
    "Saving delivered, real",
    "Running costs, real",
    "One-off and delay costs, real",
    "Net cash, real",
    "Net cash so far, real",
    "Saving delivered, nominal",
    "Running costs, nominal",
    "One-off and delay costs, nominal",
    "Net cash, nominal",
    "Net cash so far, nominal",
    "General-fund saving less running costs, nominal",
    "Saving, discounted",
    "Running costs, discounted",
    "One-off and delay costs, discounted",
    "Net cash so far, discounted",
    "Months to here where net cash so far is below nought, real",
    "The same, discounted",
    "Months to here where net cash so far is at its deepest, nominal",
)


@dataclass
class Money:
    """Addresses of what is read off a scope's months and years; the scope is a council's id, or "" for the whole.

    ``outcomes`` holds the address of every outcome that the two sheets give, by its name.
    """

    months: Sheet
    first_row: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)


def write_months(context: Context, savings: Savings, spending: Spending, indices: Indices) -> Money:
    """Write cash by month: the whole first, then each council."""
    case = context.case
    sheet = context.book.sheet(
        "Months",
        "Cash by month",
        f"£. Real is in {case.case.price_base} prices; nominal moves with pay and prices. Each figure is the sum over "
        "the rows of Delivery or Spending of amount x part.",
        labels=1,
    )
    month_heads(context, sheet, FIRST)
    sheet.text(6, 1, "Index of pay")
    sheet.text(7, 1, "Index of prices")
    sheet.text(8, 1, "Discount factor")
    ends = case.calendar.boundaries
    years = [year for year, a, b in zip(case.calendar.years, ends, ends[1:], strict=False) for _ in range(a, b)]
    for month, year in enumerate(years):
        for row, places in ((6, indices.pay), (7, indices.prices), (8, indices.discount)):
            sheet.formula(row, FIRST + month, places[year], FACTOR)
    sheet.row = 9
    sheet.heads(["", "", "In the horizon; limit", "Taken positive; last month", "Result"])
    found = Money(sheet)
    for place, council in enumerate(["", *context.councils]):
        _scope(context, sheet, found, savings, spending, council, place)
    sheet.widths(30, 52, 18, 18, 20)
    sheet.page.freeze_panes(6, 2)
    return found


def scope_name(context: Context, council: str) -> str:
    """What a scope is called."""
    return str(context.case.council[council].name) if council else "All councils together"


def _scope(
    context: Context, sheet: Sheet, found: Money, savings: Savings, spending: Spending, council: str, place: int
) -> None:
    top = found.first_row[council] = sheet.row
    last = FIRST + context.months - 1
    for i, told in enumerate(_ROWS):
        sheet.text(top + i, 0, scope_name(context, council))
        sheet.text(top + i, 1, told)
        if i not in (CUMULATIVE, CUMULATIVE_NOMINAL, CUMULATIVE_PV, BELOW, BELOW_PV, DEEPEST):
            sheet.formula(top + i, TOTAL, f"SUM({sheet.across(top + i, FIRST, last)})", MONEY)
            sheet.formula(top + i, SIZE, f"SUMPRODUCT(ABS({sheet.across(top + i, FIRST, last)}))", MONEY)
    real = plus([sheet.at(top + i, SIZE) for i in (SAVING, RUNNING, COST)])
    discounted = plus([sheet.at(top + i, SIZE) for i in (SAVING_PV, RUNNING_PV, COST_PV)])
    lowest = f"MIN(0,{sheet.across(top + CUMULATIVE_NOMINAL, FIRST, last)})"
    limit = sheet.formula(top + BELOW, TOTAL, f"-1E-9*({real})", FACTOR)
    limit_pv = sheet.formula(top + BELOW_PV, TOTAL, f"-1E-9*({discounted})", FACTOR)
    deepest = sheet.formula(top + DEEPEST, TOTAL, lowest, MONEY)
    for month in range(context.months):
        column = FIRST + month
        flows = _flows(context, sheet, savings, spending, place, month)
        cells = [sheet.at(top + i, column) for i in range(len(_ROWS))]
        pay, prices, factor = (sheet.at(row, column) for row in (6, 7, 8))
        whole = {SAVING: flows["saving"][0], RUNNING: flows["running"][0], COST: flows["cost"][0]}
        for i, row in enumerate((SAVING_NOMINAL, RUNNING_NOMINAL, COST_NOMINAL)):
            _, by_pay, by_prices = flows[("saving", "running", "cost")[i]]
            whole[row] = f"{pay}*{by_pay}+{prices}*{by_prices}"
        _, by_pay, by_prices = flows["general fund"]
        whole[GENERAL_FUND] = f"{pay}*({by_pay})+{prices}*({by_prices})"
        for net, saving, running, cost in (
            (NET, SAVING, RUNNING, COST),
            (NET_NOMINAL, SAVING_NOMINAL, RUNNING_NOMINAL, COST_NOMINAL),
        ):
            whole[net] = f"{cells[saving]}-{cells[running]}-{cells[cost]}"
        for row, of in ((SAVING_PV, SAVING), (RUNNING_PV, RUNNING), (COST_PV, COST)):
            whole[row] = f"{cells[of]}*{factor}"
        so_far = {
            CUMULATIVE: cells[NET],
            CUMULATIVE_NOMINAL: cells[NET_NOMINAL],
            CUMULATIVE_PV: f"({cells[SAVING_PV]}-{cells[RUNNING_PV]}-{cells[COST_PV]})",
        }
        for row, flow in so_far.items():
            whole[row] = f"{sheet.at(top + row, column - 1)}+{flow}" if month else flow
        number = f"({sheet.at(3, column)}+1)"
        whole[BELOW] = f"IF({cells[CUMULATIVE]}<{limit},{number},0)"
        whole[BELOW_PV] = f"IF({cells[CUMULATIVE_PV]}<{limit_pv},{number},0)"
        whole[DEEPEST] = f"IF({cells[CUMULATIVE_NOMINAL]}<={deepest}-{limit},{number},never)"
        for row, formula in whole.items():
            kind = {BELOW: WHOLE, BELOW_PV: WHOLE, DEEPEST: MONTHS}.get(row, MONEY)
            sheet.formula(top + row, column, formula, kind)
    _read_off(context, sheet, found, council, top)
    sheet.row = top + len(_ROWS) + 1


def _flows(
    context: Context, sheet: Sheet, savings: Savings, spending: Spending, place: int, month: int
) -> dict[str, tuple[str, str, str]]:
    """A month's sums over the rows of Delivery and Spending: whole, the part that moves with pay, and with prices."""
    found: dict[str, tuple[str, str, str]] = {}
    delivery = savings.delivery
    assert delivery is not None
    pay_column = SAVING_AMOUNT + 1 + len(context.councils)
    fund: dict[str, list[str]] = {"pay": [], "prices": []}
    for sort, (first, last), sign in (("saving", savings.saving_rows, ""), ("running", savings.running_rows, "-")):
        if last < first:
            found[sort] = ("0", "0", "0")
            continue
        amount = delivery.down(first, last, SAVING_AMOUNT + place)
        part = delivery.down(first, last, savings.first_month + month)
        pay, general = (delivery.down(first, last, pay_column + i) for i in (0, 1))
        found[sort] = (
            f"SUMPRODUCT({amount},{part})",
            f"SUMPRODUCT({amount},{part},{pay})",
            f"SUMPRODUCT({amount},{part},1-{pay})",
        )
        fund["pay"].append(f"{sign}SUMPRODUCT({amount},{part},{pay},{general})")
        fund["prices"].append(f"{sign}SUMPRODUCT({amount},{part},1-{pay},{general})")
    found["general fund"] = ("", _signed(fund["pay"]), _signed(fund["prices"]))
    first, last = spending.rows
    if last < first:
        found["cost"] = ("0", "0", "0")
        return found
    costs = spending.sheet
    amount = costs.down(first, last, COST_AMOUNT + place)
    now, before = (costs.down(first, last, spending.first_month + month - i) for i in (0, 1))
    pay = costs.down(first, last, spending.first_month - 2)
    found["cost"] = (
        f"SUMPRODUCT({amount},{now}-{before})",
        f"SUMPRODUCT({amount},{now}-{before},{pay})",
        f"SUMPRODUCT({amount},{now}-{before},1-{pay})",
    )
    return found


def _signed(terms: list[str]) -> str:
    return "+".join(terms).replace("+-", "-") if terms else "0"


def _read_off(context: Context, sheet: Sheet, found: Money, council: str, top: int) -> None:
    """Payback and peak funding, in the columns of sums."""
    last, end = FIRST + context.months - 1, f".{council}" if council else ""
    for below, path, name in (
        (BELOW, CUMULATIVE, "payback_years"),
        (BELOW_PV, CUMULATIVE_PV, "discounted_payback_years"),
    ):
        row = sheet.across(top + path, FIRST, last)
        months = sheet.formula(top + below, SIZE, f"MAX({sheet.across(top + below, FIRST, last)})", WHOLE)
        deep, high = f"INDEX({row},1,{months})", f"INDEX({row},1,{months}+1)"
        within = f"({months}+MIN(1,-{deep}/({high}-{deep})))/12"
        result = f'IF({months}=0,0,IF({months}>=horizon,"never",{within}))'
        found.outcomes[name + end] = sheet.formula(top + below, 4, result, FACTOR, "#E3F1E5")
    deepest, limit = sheet.at(top + DEEPEST, TOTAL), sheet.at(top + BELOW, TOTAL)
    found.outcomes[f"peak_funding{end}"] = f"(0-{deepest})"
    month = f'IF({deepest}<{limit},MIN({sheet.across(top + DEEPEST, FIRST, last)}),"none")'
    found.outcomes[f"peak_funding_month{end}"] = sheet.formula(top + DEEPEST, 4, month, FACTOR, "#E3F1E5")


_YEARS = (
    ("saving", SAVING_NOMINAL, RUNNING_NOMINAL, "Saving less running costs, nominal"),
    ("cost", COST_NOMINAL, None, "One-off and delay costs, nominal"),
    ("saving_real", SAVING, RUNNING, "Saving less running costs, real"),
    ("cost_real", COST, None, "One-off and delay costs, real"),
    ("general_fund", GENERAL_FUND, None, "General-fund saving less running costs, nominal"),
)


def write_years(context: Context, money: Money, indices: Indices) -> None:
    """Write cash by financial year, and what is read off it: NPV, funding need, the gap closed."""
    case = context.case
    sheet = context.book.sheet(
        "Years",
        "Cash by financial year",
        f"£. Real is in {case.case.price_base} prices. The tables that go into each council's medium-term plan are "
        "nominal; payback and net present value are real.",
    )
    years = case.calendar.years
    for council in ["", *context.councils]:
        sheet.heading(scope_name(context, council))
        sheet.heads(["Financial year", *(fy_label(year) for year in years), "In the horizon"])
        _years_of(context, sheet, money, indices, council)
        sheet.row += 1
    sheet.widths(52, *[17] * (len(years) + 1))
    sheet.page.freeze_panes(3, 1)


def _years_of(context: Context, sheet: Sheet, money: Money, indices: Indices, council: str) -> None:
    case, out = context.case, money.outcomes
    years, end = case.calendar.years, f".{council}" if council else ""
    rows: dict[str, list[str]] = {}

    def line(name: str, told: str, formulas: list[str], kind: str = MONEY, total: bool = True) -> None:
        sheet.text(sheet.row, 0, told)
        rows[name] = [sheet.formula(sheet.row, 1 + i, formula, kind) for i, formula in enumerate(formulas)]
        if total:
            sheet.formula(sheet.row, 1 + len(years), f"SUM({sheet.across(sheet.row, 1, len(years))})", kind)
        for year, place in zip(years, rows[name], strict=True):
            out[f"{name}.{fy_label(year)}{end}"] = place
        sheet.row += 1

    line("year", "begins in", [str(year) for year in years], WHOLE, total=False)
    top, months = money.first_row[council], money.months
    head = months.across(5, FIRST, FIRST + context.months - 1)

    def summed(row: int, year: str) -> str:
        return f"SUMIF({head},{year},{months.across(top + row, FIRST, FIRST + context.months - 1)})"

    for name, plus_row, minus_row, told in _YEARS:
        line(
            name,
            told,
            [
                summed(plus_row, year) + (f"-{summed(minus_row, year)}" if minus_row is not None else "")
                for year in rows["year"]
            ],
        )
    for mark, told in (("", "nominal"), ("_real", "real")):
        nets = [f"{s}-{c}" for s, c in zip(rows[f"saving{mark}"], rows[f"cost{mark}"], strict=True)]
        line(f"net_cash{mark}", f"Net cash, {told}", nets)
        sums = [plus([sheet.at(sheet.row, i), net]) if i else net for i, net in enumerate(rows[f"net_cash{mark}"])]
        line(f"cumulative_net{mark}", f"Net cash so far, at 31 March, {told}", sums, total=False)
    line(
        "funding_need",
        "Funding need at 31 March, nominal",
        [f"MAX(0,-{now})" for now in rows["cumulative_net"]],
        total=False,
    )
    line("discount", "Discount factor", [indices.discount[year] for year in years], FACTOR, total=False)
    line(
        "present_value",
        "Net cash, real, discounted",
        [f"{net}*{factor}" for net, factor in zip(rows["net_cash_real"], rows["discount"], strict=True)],
    )
    out[f"npv{end}"] = sheet.at(sheet.row - 1, 1 + len(years))
    _gap(context, sheet, money, rows, council)


def _gap(context: Context, sheet: Sheet, money: Money, rows: dict[str, list[str]], council: str) -> None:
    """How much of a year's gap is closed, in the years for which every council of the scope states one."""
    case, end = context.case, f".{council}" if council else ""
    owners = [council] if council else context.councils
    stated = {
        i: [f"council.{owner}.gap.{fy_label(year)}" for owner in owners]
        for i, year in enumerate(case.calendar.years)
        if all(fy_label(year) in case.council[owner].gap for owner in owners)
    }
    if not stated:
        return
    for offset, told in enumerate(("Gap, nominal", "Share of the gap closed by saving", "The same after costs")):
        sheet.text(sheet.row + offset, 0, told)
    for i, ids in stated.items():
        label = fy_label(case.calendar.years[i])
        gap = sheet.formula(sheet.row, 1 + i, plus([context.x(name) for name in ids]), MONEY)
        fund, cost = rows["general_fund"][i], rows["cost"][i]
        name = f"deficit_reduction.{label}{end}"
        money.outcomes[name] = sheet.formula(sheet.row + 1, 1 + i, f"{fund}/{gap}", SHARE)
        name = f"deficit_reduction_after_costs.{label}{end}"
        money.outcomes[name] = sheet.formula(sheet.row + 2, 1 + i, f"({fund}-{cost})/{gap}", SHARE)
    sheet.row += 3
