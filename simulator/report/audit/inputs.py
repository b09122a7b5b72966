"""The sheet of inputs: every number of the case in this trial, in the order of the case, each with a name."""

from __future__ import annotations

from simulator.case import Case, iter_inputs
from simulator.case.wording import said_basis, said_input
from simulator.findings.labels import Labels
from simulator.plan import Plan
from simulator.report.audit.book import INPUT_COLOUR, Book, defined_name
from simulator.report.audit.context import Context
from simulator.report.audit.trial import Trial

FIRST_ROW = 4

_FORMATS = {
    "£": "money",
    "£ a month": "money",
    "£ a year": "money",
    "share": "share",
    "a year": "share",
    "months": "months",
    "1 or 0": "whole",
}


def start_inputs(book: Book, case: Case, trial: Trial) -> Context:
    """Make the sheet and settle where each input stands, so that other sheets can name it."""
    sheet = book.sheet(
        "Inputs",
        "Inputs of this trial",
        "The yellow cells are the only numbers to change. Events and decisions are 1 or 0; the exit is a number from "
        "0 to 1, and the higher it is, the sooner the partnership ends.",
    )
    order = _order(case, trial.plan)
    rows = {name: FIRST_ROW + i for i, name in enumerate(order)}
    for name, row in rows.items():
        known = defined_name(name)
        if known:
            book.name(known, sheet.at(row, Context.VALUE))
    return Context(book, case, trial.plan, trial.inputs, sheet, rows)


def _order(case: Case, plan: Plan) -> list[str]:
    """Ids of the plan's inputs in the order of the case; what is decided by a chance stands after it."""
    order: list[str] = []
    for name, _, _ in iter_inputs(case):
        if name in plan.inputs:
            order.append(name)
        decided = name.removesuffix(".probability")
        if decided != name and decided in plan.inputs:
            order.append(decided)
    return order + [name for name in plan.input_ids if name not in set(order)]


def finish_inputs(context: Context) -> None:
    """Write the inputs, once it is known which of them the formulas read."""
    sheet, case = context.inputs, context.case
    stated = {name: number for name, number, _ in iter_inputs(case)}
    labels = Labels(case)
    sheet.heads(
        ["Input", "Its name in formulas", "Value in this trial", "Unit", "What the case says", "It rests on"],
        FIRST_ROW - 1,
    )
    for name, row in context.rows.items():
        number = stated.get(name)
        unit = _unit(name, number)
        value = context.values[name]
        read = name in context.used
        sheet.text(row, 0, labels.of(name))
        sheet.text(row, 1, defined_name(name) or "")
        sheet.number(row, 2, value, _FORMATS.get(unit, "factor"), INPUT_COLOUR if read else "")
        sheet.text(row, 3, unit)
        if number is None:
            sheet.text(row, 4, _decides(name))
        else:
            told = said_input(number, case.calendar)
            sheet.text(row, 4, told if read else f"{told}; no formula reads it")
            sheet.text(row, 5, said_basis(number))
    sheet.widths(64, 54, 18, 12, 60, 90)
    sheet.page.freeze_panes(FIRST_ROW, 3)
    sheet.page.repeat_rows(FIRST_ROW - 1)
    sheet.row = FIRST_ROW + len(context.rows)


def _unit(name: str, number: object) -> str:
    if number is not None:
        return str(getattr(number, "unit", ""))
    return "0 to 1" if name == "exit" or name.startswith("exclusive.") else "1 or 0"


def _decides(name: str) -> str:
    if name == "exit":
        return "decides in which year the partnership ends, if it does"
    if name.startswith("exclusive."):
        return "decides which of the events that exclude each other happens, if any"
    if name.startswith("gate."):
        return "1 when this council declines"
    return "1 when the event happens"
