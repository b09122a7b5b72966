"""Figures in words: what each is called, whether more is better, and its values to the digits that trials support.

A percentile is never printed bare (`simulator.findings.wording`): p80 of what had better be small is what one is 80%
sure of not exceeding, p20 of what had better be large what one is 80% sure of reaching.
"""

from __future__ import annotations

import math

from simulator.case.calendar import fy_label
from simulator.findings import wording
from simulator.findings.figure_rows import Difference, Named
from simulator.findings.figures import APPROVED, SUBMITTED, Estimate, Figure
from simulator.findings.probabilities import Chance

LESS_IS_BETTER = frozenset(
    (
        *("payback_years", "discounted_payback_years", "first_net_saving_year", "full_effect_year", "go_live", "slip"),
        *("peak_funding", "funding_need", "implementation_cost", "redundancy_cost", "redundancy_cost_memorandum"),
        *("ict_cost", "programme_cost", "other_cost", "delay_cost", "cost_beyond_horizon", "annual_running_cost"),
        *("cost", "cost_real", "exited"),
    )
)
MORE_IS_BETTER = frozenset(
    (
        *("annual_saving", "gross_annual_saving", "non_cashable_saving", "saving_share_of_net_budget"),
        *("saving_share_of_budget_in_scope", "saving_share_of_budget", "npv", "savings_to_cost", "approved"),
        *("full_year_gap_share", "deficit_reduction", "deficit_reduction_after_costs", "saving", "saving_real"),
        *("net_cash", "net_cash_real", "cumulative_net", "cumulative_net_real", "reserves_headroom"),
    )
)
"""Outcomes of docs/model.md section 8, by their measure. Of the others neither is better."""

_UNWELCOME = ("never_pays_back", "exited")
"""Chances that had better be small, by how their names begin."""

_CALLED = {
    "payback_years": "payback",
    "discounted_payback_years": "discounted payback",
    "npv": "net present value",
    "full_year_gap_share": "share of the gap closed",
    "deficit_reduction": "share of the gap closed",
    "deficit_reduction_after_costs": "share of the gap closed after costs",
}
_CHANCES = {
    "approved": "chance of approval",
    "exited": "chance of an early end",
    "never_pays_back": "chance of never paying back",
}
_COMPARED = {
    "<=": "is at most",
    "<": "is below",
    ">=": "is at least",
    ">": "is above",
    "=": "is",
    "==": "is",
    "!=": "is not",
}
_NEVER = ("years", "months", "calendar year")


def better(figure: Figure) -> int:
    """1 where more of a figure is better, −1 where less is, 0 where neither.

    >>> from simulator.findings.figure_rows import read_named
    >>> figures = ("p50(npv)", "P(payback_years <= 5)", "never_pays_back", "sd(npv)")
    >>> [better(read_named(text).figure) for text in figures]
    [1, 1, -1, 0]
    """
    if not figure.function:
        return -1 if figure.name.startswith(_UNWELCOME) else 1
    measure = figure.name.split(".", 1)[0]
    outcome = -1 if measure in LESS_IS_BETTER else 1 if measure in MORE_IS_BETTER else 0
    if figure.function == "P":
        return {"<": -outcome, ">": outcome}.get(figure.inner[0], 0)
    return 0 if figure.function == "sd" else outcome


def unit_of(figure: Figure, units: dict[str, str]) -> str:
    """The unit that a figure is told in; "share" for a chance."""
    return "share" if figure.function in ("", "P") else units[figure.name]


def phrase(figure: Figure) -> str:
    """What a figure is, without a capital.

    >>> from simulator.findings.figure_rows import read_named
    >>> phrase(read_named("P(payback_years <= 5 | approved)").figure)
    'chance of payback within 5 years, given approval'
    >>> phrase(read_named("p80(payback_years)").figure), phrase(read_named("p20(annual_saving)").figure)
    ('payback, 80% sure of no more', 'annual saving, 80% sure of no less')
    """
    given = {APPROVED: ", given approval", SUBMITTED: ", as submitted"}.get(figure.given, "")
    return bare_phrase(figure) + given


def bare_phrase(figure: Figure) -> str:
    """`phrase` without which trials count."""
    words = _words(figure.name)
    if not figure.function:
        return _CHANCES.get(figure.name, f"chance of {words}")
    if figure.function == "P":
        return _chance_phrase(figure, words)
    if figure.function in ("mean", "p50"):
        return f"{'mean' if figure.function == 'mean' else 'median'} {words}"
    if figure.function == "sd":
        return f"standard deviation of {words}"
    percent = int(figure.function[1:])
    if better(figure) > 0:
        return f"{words}, {100 - percent}% sure of no less"
    return f"{words}, {percent}% sure of no more"


def _chance_phrase(figure: Figure, words: str) -> str:
    assert figure.edge is not None
    edge = figure.edge.value
    if figure.name == "payback_years" and figure.inner in ("<", "<="):
        if math.isinf(edge):
            return "chance of payback within the horizon"
        if figure.inner == "<=":
            return f"chance of payback within {edge:g} {'year' if edge == 1 else 'years'}"
    said = {"£": wording.money(edge), "%": wording.percent(edge), "year": fy_label(round(edge)) if edge < 1e4 else ""}
    return f"chance that {words} {_COMPARED[figure.inner]} {said.get(figure.edge.written) or f'{edge:,g}'}"


def _words(name: str) -> str:
    measure, _, rest = name.partition(".")
    words = _CALLED.get(measure, measure.replace("_", " "))
    return f"{words} ({rest.replace('.', ', ')})" if rest else words


def heading(named: Named, unit: str) -> str:
    """What heads a column of a figure whose cells leave its unit out, without which trials count."""
    told = bare_phrase(named.figure)
    if unit.startswith(("years", "months")):
        return f"{told}, {unit.split()[0]}"
    return f"{told}, £ a year" if unit == "£ a year" and "a year" not in told and "annual" not in told else told


def said(found: Estimate | None, unit: str) -> str:
    """A value to the digits that its trials support, for a cell of a table; see `heading` for its unit."""
    if found is None or found.value is None:
        return "–"
    value, error = found.value, found.error or 0.0
    if math.isinf(value):
        return "never" if unit.startswith(_NEVER) else "infinite"
    if not math.isfinite(error):
        error = 0.0
    if unit == "share" and found.interval is not None and 0 <= value <= 1:
        return wording.likelihood(Chance(value, error, found.trials))
    if unit == "share":
        return wording.percent(value, error)
    if unit.startswith("£"):
        return wording.money(value, error)
    if unit.startswith("calendar year") and value == round(value):
        return fy_label(round(value))
    return ("−" if value < 0 else "") + wording.rounded(value, wording.step(error, 0.1, 1.0))


def said_in_full(found: Estimate | None, unit: str) -> str:
    """A value with its unit, for a sentence."""
    text = said(found, unit)
    if unit.startswith(("years", "months")) and text not in ("never", "–"):
        return f"{text} {unit.split()[0]}"
    return f"{text} a year" if unit == "£ a year" and text.startswith(("£", "−£")) else text


def said_change(moved: Difference, unit: str) -> str:
    """A difference in words; nothing is made of one within twice its error."""
    value, error = moved.value, moved.error
    if value is None:
        return "–"
    if error is not None and abs(value) <= 2 * error:
        return "none clear" if value else "none"
    sign, size, error = "−" if value < 0 else "+", abs(value), error or 0.0
    if unit.startswith("£"):
        return sign + wording.money(size, error / 2)
    # The last digit is worth at most twice the error, so that what is clear never reads as nought.
    finest = 0.001 if unit == "share" else 0.01
    to = max(finest, 10.0 ** math.floor(math.log10(2 * error))) if error else finest
    if unit == "share":
        return f"{sign}{wording.rounded(size * 100, to * 100)} points"
    return sign + wording.rounded(size, to)
