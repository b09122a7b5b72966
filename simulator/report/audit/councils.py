"""How one pound is divided between the councils (docs/model.md, section 7)."""

from __future__ import annotations

from typing import Any

from simulator.report.audit.book import SHARE, Sheet, literal
from simulator.report.audit.context import Context

NET_BUDGET, EQUAL, ARISES = "net budget", "equal", "where it arises"


class Keys:
    """The sheet of keys: a row for each that is used, written when it is first asked for."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._sheet: Sheet = context.book.sheet(
            "Councils",
            "How a pound is divided between the councils",
            "Each line of money names one of these keys. The shares of a row add up to one.",
        )
        self._sheet.heads(["Key", *(context.case.council[name].name for name in context.councils), "Together"])
        self._sheet.widths(70, *[22] * (len(context.councils) + 1))
        self._known: dict[Any, dict[str, str]] = {}

    def shares(self, key: Any, cluster: str | None) -> dict[str, str]:
        """The address of each council's share under a key; None takes the case's own."""
        case = self._context.case
        if key is None:
            key = case.case.key
        if key == ARISES:
            arises = case.cluster[cluster].arises if cluster is not None else None
            key = arises if arises else NET_BUDGET
        known = key if isinstance(key, str) else tuple(float(key.get(name, 0.0)) for name in self._context.councils)
        if known not in self._known:
            self._known[known] = self._write(known)
        return self._known[known]

    def _write(self, key: Any) -> dict[str, str]:
        context, sheet, row = self._context, self._sheet, self._sheet.row
        names = context.councils
        if key == NET_BUDGET:
            budgets = [context.x(f"council.{name}.net_budget") for name in names]
            shares = [f"{budget}/({'+'.join(budgets)})" for budget in budgets]
            told = "By net budget"
        elif key == EQUAL:
            shares, told = [f"1/{len(names)}" for _ in names], "Equal shares"
        else:
            shares, told = [literal(share) for share in key], "Shares that the case states"
        sheet.text(row, 0, told)
        found = {name: sheet.formula(row, 1 + k, shares[k], SHARE) for k, name in enumerate(names)}
        sheet.formula(row, 1 + len(names), f"SUM({sheet.across(row, 1, len(names))})", SHARE)
        sheet.row += 1
        return found
