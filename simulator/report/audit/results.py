"""Every other outcome as a formula, the summary that is read first, and the sheet that holds them against the engine's
figures (docs/model.md, section 8)."""

from __future__ import annotations

import math

from simulator.case import fy_label
from simulator.report.audit.book import FACTOR, MONEY, MONTHS, RESULT_COLOUR, SHARE, WHOLE, Sheet, plus
from simulator.report.audit.context import Context
from simulator.report.audit.costs import PAID_TO_PEOPLE
from simulator.report.audit.money import COST_PV, RUNNING_PV, SAVING_PV, SIZE, TOTAL, Money
from simulator.report.audit.redundancy import People
from simulator.report.audit.savings import AMOUNT as SAVING_AMOUNT
from simulator.report.audit.savings import Savings
from simulator.report.audit.spending import AMOUNT as COST_AMOUNT
from simulator.report.audit.spending import KIND, OWNER, Spending
from simulator.report.audit.timing import Timing
from simulator.report.audit.trial import Trial

_KINDS = {
    "redundancy_cost": PAID_TO_PEOPLE,
    "ict_cost": ("ict",),
    "programme_cost": ("programme",),
    "other_cost": ("other",),
    "delay_cost": ("delay",),
}
MONEY_TOLERANCE, OTHER_TOLERANCE = 0.005, 1e-6
"""What counts as agreement: half a penny, and a millionth of a year, a month, a share or a post."""


def add_results(
    context: Context, timing: Timing, savings: Savings, spending: Spending, people: People | None, money: Money
) -> None:
    """Add to the outcomes those that are not read off months and years."""
    out, case = money.outcomes, context.case
    _annual(context, timing, savings, out)
    _costs(context, spending, out)
    whole = money.months
    saving, running, cost = (whole.at(money.first_row[""] + row, TOTAL) for row in (SAVING_PV, RUNNING_PV, COST_PV))
    net = f"({saving}-{running})"
    no_cost = f'IF({net}>0,"infinite",IF({net}<0,"minus infinite","none"))'
    out["savings_to_cost"] = f"IF({cost}=0,{no_cost},{net}/{cost})"
    out["approved"] = f"1-{timing.declined}"
    out["exited"] = "IF(exit_month<never,1,0)"
    _first_years(context, money)
    for name in case.cluster:
        out[f"go_live.{name}"] = f'IF({timing.go_live[name]}<never,{timing.go_live[name]},"never")'
        slip = f"{timing.go_live[name]}-{timing.planned[name]}"
        out[f"slip.{name}"] = f'IF({timing.go_live[name]}<never,{slip},"never")'
    for council in context.councils:
        if context.has(f"council.{council}.reserves"):
            reserves = context.x(f"council.{council}.reserves")
            out[f"reserves_headroom.{council}"] = f"{reserves}-{out[f'peak_funding.{council}']}"
    if people is not None:
        out["posts_removed"], out["exits"] = plus(list(people.posts.values())), plus(list(people.exits.values()))
        out.update({f"posts_removed.{name}": place for name, place in people.posts.items()})
        if spending.memorandum[1] >= spending.memorandum[0]:
            out["redundancy_cost_memorandum"] = _spent(context, spending, 0, "", spending.memorandum)


def _annual(context: Context, timing: Timing, savings: Savings, out: dict[str, str]) -> None:
    """What is left a year in the end: every tranche of every surviving cluster at full rate."""
    case, x = context.case, context.x
    delivery = savings.delivery
    assert delivery is not None

    alive = SAVING_AMOUNT + 3 + len(context.councils)

    def summed(rows: tuple[int, int], place: int, owner: str = "") -> str:
        if rows[1] < rows[0]:
            return "0"
        where = f'({delivery.down(*rows, 1)}="{owner}")*' if owner else ""
        return f"SUMPRODUCT({where}{delivery.down(*rows, SAVING_AMOUNT + place)}*{delivery.down(*rows, alive)})"

    for place, council in enumerate(["", *context.councils]):
        end = f".{council}" if council else ""
        gross, running = (summed(rows, place) for rows in (savings.saving_rows, savings.running_rows))
        if not council:
            out["gross_annual_saving"], out["annual_running_cost"] = gross, running
        out[f"annual_saving{end}"] = f"{gross}-{running}"
        year = case.case.gap_year
        councils = [council] if council else context.councils
        if year is not None and all(year in case.council[k].gap for k in councils):
            gap = plus([x(f"council.{k}.gap.{year}") for k in councils])
            out[f"full_year_gap_share{end}"] = f"({out[f'annual_saving{end}']})/({gap})"
    for name in case.cluster:
        saving, running = (summed(rows, 0, name) for rows in (savings.saving_rows, savings.running_rows))
        out[f"annual_saving.{name}"] = f"{saving}-{running}"
        if context.has(f"cluster.{name}.budget"):
            budget = x(f"cluster.{name}.budget")
            out[f"saving_share_of_budget.{name}"] = f"({out[f'annual_saving.{name}']})/{budget}"
    out["non_cashable_saving"] = plus([f"{timing.survives[c]}*{savings.non_cashable[c]}" for c in case.cluster])
    if all(context.has(f"cluster.{c}.budget") for c in case.cluster):
        inside = plus([x(f"cluster.{c}.budget") for c in case.cluster])
        outside = plus([x(f"out_of_scope.{o}.budget") for o in case.out_of_scope])
        out["saving_share_of_budget_in_scope"] = f"({out['annual_saving']})/({inside})"
        out["saving_share_of_net_budget"] = f"({out['annual_saving']})/({inside}+{outside})"


def _spent(
    context: Context, spending: Spending, place: int, where: str, rows: tuple[int, int], column: int = -1
) -> str:
    """Real cost spent in the horizon (or by another column) on the rows where a condition holds."""
    first, last = rows
    if last < first:
        return "0"
    sheet = spending.sheet
    by = spending.first_month + context.months + column
    amount = f"{sheet.down(first, last, COST_AMOUNT + place)}*{sheet.down(first, last, by)}"
    return f"SUMPRODUCT({where}{amount})"


def _costs(context: Context, spending: Spending, out: dict[str, str]) -> None:
    sheet, rows = spending.sheet, spending.rows

    def kinds(names: tuple[str, ...]) -> str:
        tests = "+".join(f'({sheet.down(*rows, KIND)}="{kind}")' for kind in names)
        return f"({tests})*"

    def spent(place: int = 0, where: str = "") -> str:
        return _spent(context, spending, place, where, rows)

    out["implementation_cost"] = spent()
    for name, names in _KINDS.items():
        out[name] = spent(where=kinds(names))
    out["cost_beyond_horizon"] = f"{_spent(context, spending, 0, '', rows, 0)}-{spent()}"
    for place, council in enumerate(context.councils, start=1):
        out[f"implementation_cost.{council}"] = spent(place)
        out[f"redundancy_cost.{council}"] = spent(place, kinds(PAID_TO_PEOPLE))
    for name in context.case.cluster:
        own = f'({sheet.down(*rows, OWNER)}="{name}")*'
        out[f"implementation_cost.{name}"] = spent(where=own)
        out[f"redundancy_cost.{name}"] = spent(where=own + kinds(PAID_TO_PEOPLE))


def _first_years(context: Context, money: Money) -> None:
    """The first year that earns more than it costs, and the first with 95% of the final saving."""
    out, years = money.outcomes, context.case.calendar.years
    top = money.first_row[""]
    flows = f"({plus([money.months.at(top + row, SIZE) for row in range(3)])})"
    final = f"({out['annual_saving']})"
    for name, test in (
        ("first_net_saving_year", "{net}>1E-9*" + flows),
        ("full_effect_year", f"AND({final}>0,{{saving}}>=0.95*{final})"),
    ):
        terms = []
        for year in years:
            label = fy_label(year)
            holds = test.format(net=out[f"net_cash.{label}"], saving=out[f"saving_real.{label}"])
            terms.append(f"IF({holds},{year},never)")
        first = f"MIN({','.join(terms)})"
        out[name] = f'IF({first}<never,{first},"never")'


def write_check(context: Context, sheet: Sheet, trial: Trial, money: Money) -> dict[str, str]:
    """Write every outcome beside the engine's figure; return the address of each."""
    sheet.text(3, 0, "Figures that agree")
    sheet.text(4, 0, "Figures that differ")
    sheet.row = 6
    sheet.heads(
        [
            "Figure",
            "What it is",
            "Unit",
            "Prices",
            "This workbook",
            "The engine",
            "Difference",
            "Agrees within",
            "Agrees",
        ]
    )
    first, found = sheet.row, {}
    for info in context.plan.outcomes:
        row, kind = sheet.row, _kind(info.unit, info.measure)
        sheet.text(row, 0, info.name)
        sheet.text(row, 1, info.description)
        sheet.text(row, 2, info.unit)
        sheet.text(row, 3, info.price_base or "")
        ours = found[info.name] = sheet.formula(row, 4, money.outcomes[info.name], kind, RESULT_COLOUR)
        value = trial.outcomes[info.name]
        theirs = sheet.at(row, 5)
        if math.isfinite(value):
            sheet.number(row, 5, value, kind)
        else:
            sheet.text(row, 5, said(info.measure, value))
        both = f"AND(ISNUMBER({ours}),ISNUMBER({theirs}))"
        sheet.formula(row, 6, f'IF({both},{ours}-{theirs},IF({ours}={theirs},0,"differs"))', kind)
        limit = sheet.number(row, 7, MONEY_TOLERANCE if info.unit.startswith("£") else OTHER_TOLERANCE, "plain")
        same = f"IF({both},IF(ABS({ours}-{theirs})<={limit},1,0),IF({ours}={theirs},1,0))"
        sheet.formula(row, 8, same, WHOLE)
        sheet.row += 1
    agrees = sheet.down(first, sheet.row - 1, 8)
    differs = {
        "type": "cell",
        "criteria": "==",
        "value": 0,
        "format": context.book.file.add_format({"bg_color": "#F6CFCF"}),
    }
    sheet.page.conditional_format(first, 8, sheet.row - 1, 8, differs)
    sheet.formula(3, 4, f"SUM({agrees})", WHOLE, RESULT_COLOUR)
    sheet.formula(4, 4, f"ROWS({agrees})-SUM({agrees})", WHOLE, RESULT_COLOUR)
    context.book.name("figures_that_differ", sheet.at(4, 4))
    sheet.widths(46, 66, 22, 10, 20, 20, 18, 14, 10)
    sheet.page.freeze_panes(7, 1)
    return found


def said(measure: str, value: float) -> str:
    """How the workbook writes a figure that is no number.

    >>> said("payback_years", math.inf), said("savings_to_cost", -math.inf), said("peak_funding_month", math.nan)
    ('never', 'minus infinite', 'none')
    """
    if math.isnan(value):
        return "none"
    if measure == "savings_to_cost":
        return "infinite" if value > 0 else "minus infinite"
    return "never"


def _kind(unit: str, measure: str) -> str:
    if unit.startswith("£"):
        return MONEY
    if unit == "share":
        return SHARE
    if unit.startswith("months"):
        return MONTHS
    return WHOLE if measure in ("approved", "exited") or measure.endswith("_year") else FACTOR


def write_summary(context: Context, sheet: Sheet, found: dict[str, str]) -> None:
    """Write the headlines, then clusters and councils side by side."""
    case, infos = context.case, context.plan.outcomes
    sheet.text(3, 0, "Figures on the sheet Check that differ from the engine's")
    sheet.formula(3, 1, "figures_that_differ", WHOLE, RESULT_COLOUR)
    sheet.text(3, 2, "0 as it was written; once an input is changed, Check shows what the change does")
    sheet.row = 5
    sheet.heading("The whole")
    sheet.heads(["Figure", "Value", "Unit", "What it is"])
    for info in infos:
        if info.scope != "whole":
            continue
        row = sheet.row
        sheet.text(row, 0, info.name)
        sheet.formula(row, 1, found[info.name], _kind(info.unit, info.measure), RESULT_COLOUR, align="right")
        context.book.name(info.name, sheet.at(row, 1))
        base = f", {info.price_base}" if info.price_base else ""
        sheet.text(row, 2, info.unit + base)
        sheet.text(row, 3, info.description)
        sheet.row += 1
    for scope, ids, heading in (
        ("council", context.councils, "By council"),
        ("cluster", list(case.cluster), "By cluster"),
    ):
        members = [info for info in infos if info.scope == scope]
        sheet.row += 1
        sheet.heading(heading)
        table = case.council if scope == "council" else case.cluster
        sheet.heads(["Figure", *(table[name].name for name in ids), "Unit"])
        for measure in dict.fromkeys(info.measure for info in members):
            same = [info for info in members if info.measure == measure]
            sheet.text(sheet.row, 0, measure)
            for info in same:
                column = 1 + ids.index((info.council if scope == "council" else info.cluster) or "")
                kind = _kind(info.unit, info.measure)
                sheet.formula(sheet.row, column, found[info.name], kind, align="right")
            base = f", {same[0].price_base}" if same[0].price_base else ""
            sheet.text(sheet.row, 1 + len(ids), same[0].unit + base)
            sheet.row += 1
    sheet.widths(46, 22, 44, 26, 26, 26, 26, 26)


__all__ = ["add_results", "said", "write_check", "write_summary"]
