"""The workbook of one trial, sheet by sheet."""

from __future__ import annotations

import io
from pathlib import Path

from simulator.case import Case
from simulator.report.audit.book import INPUT_COLOUR, RESULT_COLOUR, Book, CannotAudit, Sheet
from simulator.report.audit.context import Context
from simulator.report.audit.costs import PAID_TO_PEOPLE, CostLines, Line
from simulator.report.audit.councils import Keys
from simulator.report.audit.indices import Indices, write_indices
from simulator.report.audit.inputs import finish_inputs, start_inputs
from simulator.report.audit.money import write_months, write_years
from simulator.report.audit.redundancy import People, write_redundancy
from simulator.report.audit.results import add_results, write_check, write_summary
from simulator.report.audit.savings import write_delivery, write_savings
from simulator.report.audit.spending import write_spending
from simulator.report.audit.timing import write_timing
from simulator.report.audit.trial import Trial

MOST_TOGETHER = 250
"""Clusters, gates or councils that one formula can take; Excel's functions have at most 255 arguments."""


def write_audit(path: Path, case: Case, trial: Trial) -> Path:
    """Write one trial as a workbook of live formulas; the same trial gives the same bytes.

    Parameters
    ----------
    path : Path
        Must not exist.
    case : Case
        The case of the trial's plan.
    trial : Trial

    Raises
    ------
    CannotAudit
        When the case is too large for a workbook. Nothing is written then.
    """
    for told, table in (("clusters", case.cluster), ("gates", case.gate), ("councils", case.council)):
        if len(table) > MOST_TOGETHER:
            raise CannotAudit(f"the case has {len(table)} {told}, and a formula takes {MOST_TOGETHER} at most")
    memory = io.BytesIO()
    _write(Book(memory), case, trial)
    with path.open("xb") as file:
        file.write(memory.getvalue())
    return path


def _write(book: Book, case: Case, trial: Trial) -> None:
    told = f"{case.case.title}: {trial.title}, {trial.plan.view.replace('_', ' ')}"
    guide = book.sheet("Guide", "One trial, formula by formula", told)
    summary = book.sheet("Results", "Results of this trial", told)
    check = book.sheet("Check", "This workbook's figures beside the engine's", told)
    context = start_inputs(book, case, trial)
    timing = write_timing(context)
    keys = Keys(context)
    savings = write_savings(context, timing)
    write_delivery(context, timing, savings, keys)
    indices = write_indices(context)
    lines = CostLines(context, timing, savings, keys)
    cash, memorandum, people = _cost_lines(context, lines, indices)
    spending = write_spending(context, cash, memorandum)
    money = write_months(context, savings, spending, indices)
    write_years(context, money, indices)
    add_results(context, timing, savings, spending, people, money)
    found = write_check(context, check, trial, money)
    write_summary(context, summary, found)
    finish_inputs(context)
    _guide(guide, context)
    guide.page.activate()
    book.close()


def _cost_lines(context: Context, lines: CostLines, indices: Indices) -> tuple[list[Line], list[Line], People | None]:
    """The lines that drive cash, the memorandum, and the people where redundancy is built from posts."""
    case = context.case
    top_down = lines.top_down()
    explicit, amounts, delays, ends = (
        lines.explicit(),
        lines.event_amounts(),
        lines.delay_costs(),
        lines.abort_and_exit(),
    )
    bottom_up: list[Line] = []
    people = None
    with_posts = any(cluster.posts is not None for cluster in case.cluster.values())
    if with_posts:
        bottom_up, people = write_redundancy(context, lines, indices)
    in_total = [line for line in top_down if line.kind in PAID_TO_PEOPLE]
    posts_drive = with_posts and (case.redundancy.method or "posts") == "posts"
    driving, memorandum = (bottom_up, in_total) if posts_drive else (in_total, bottom_up)
    rest = [line for line in top_down if line.kind not in PAID_TO_PEOPLE]
    if not (with_posts and in_total):
        memorandum = []
    return [*rest, *driving, *explicit, *amounts, *delays, *ends], memorandum, people


_SHEETS = {
    "Results": "The headline figures, and those by council and by cluster",
    "Check": "Every figure of the workbook beside the engine's, and whether they agree",
    "Inputs": "Every number that goes in; change the yellow cells and follow what happens",
    "Timing": "Events, go-lives, gates and exit",
    "Councils": "How a pound is divided",
    "Savings": "The full-year saving of each cluster",
    "Delivery": "Which part of each saving and running cost falls in which month",
    "Indices": "Pay, prices and discounting",
    "Costs": "What each one-off cost comes to",
    "Redundancy": "Posts, exits, redundancy pay and pension strain, where the case builds them from posts",
    "CappedPay": "A week's pay under the statutory cap, where a council pays it",
    "Spending": "Which share of each cost is spent by which month end",
    "Months": "Cash by month, payback and peak funding",
    "Years": "Cash by financial year, net present value and the gap closed",
}


def _guide(sheet: Sheet, context: Context) -> None:
    case = context.case
    written = {page.get_name() for page in context.book.file.worksheets()}
    paragraphs = [
        "This workbook works out one trial of the simulation by formulas alone: from the inputs of the trial to its "
        "payback, net present value and every yearly figure.",
        "One trial is one of many possible futures. It is not the result of the business case and not a forecast: it "
        "is here so that any figure can be traced back to its inputs.",
        "Change a yellow cell on the sheet Inputs and everything follows. The sheet Check then shows what the change "
        "does, for its column of the engine's figures stays as it is.",
        f"Money is pounds; real figures are in {case.case.price_base} prices. Time is in months from "
        f"{case.calendar.date_of(0.0):%B %Y}.",
        "Formulas name inputs by what they are called in the case file, with _ for - and /.",
        "The file holds formulas and no results: Excel and LibreOffice work them out when they open it. Excel does so "
        "once editing is allowed.",
    ]
    row = 3
    for paragraph in paragraphs:
        sheet.text(row, 0, paragraph, "label", text_wrap=True, valign="top")
        sheet.page.set_row(row, 34)
        row += 1
    row += 1
    sheet.text(row, 0, "Yellow: an input that formulas read", "label", INPUT_COLOUR)
    sheet.text(row + 1, 0, "Green: a result", "label", RESULT_COLOUR)
    sheet.row = row + 3
    sheet.heading("The sheets, in the order of reading")
    for name, told in _SHEETS.items():
        if name in written:
            sheet.text(sheet.row, 0, f"{name}: {told}")
            sheet.row += 1
    sheet.widths(110)
    sheet.page.fit_to_pages(1, 1)
