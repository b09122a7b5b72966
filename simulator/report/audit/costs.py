"""One-off and delay costs: the amount of each line, and the share of it that is spent by each month end
(docs/model.md, sections 5 and 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator.report.audit.book import FACTOR, MONEY, literal, plus, times
from simulator.report.audit.context import PROGRAMME, Context
from simulator.report.audit.councils import ARISES, Keys
from simulator.report.audit.savings import Savings, shared_out
from simulator.report.audit.timing import Timing

PAID_TO_PEOPLE = ("redundancy", "pension")
MOVES_WITH_PAY = ("redundancy", "pension", "programme")
GO_LIVE, START = "go-live", "start"
DELAY, OTHER = "delay", "other"


@dataclass
class Line:
    """One line of cost, as a row of the sheet of spending.

    Attributes
    ----------
    told : str
        What it is.
    owner : str or None
        A cluster's id; None for the programme.
    kind : str
    amount : str
        Formula of the whole amount.
    councils : dict of str to str
        Formula of each council's amount.
    origin, begin, end, share, stop : str
        It is spent from origin + begin to origin + end, a share of the amount, and not beyond stop.
    pay : bool
        Whether it moves with pay; else with prices.
    evenly : bool
        Whether the amount is £ a month from origin + begin to origin + end.
    by_month : callable, optional
        Formula of the share spent before a moment, in place of the straight line.
    """

    told: str
    owner: str | None
    kind: str
    amount: str
    councils: dict[str, str]
    origin: str
    begin: str
    end: str
    share: str
    stop: str
    pay: bool
    evenly: bool = False
    by_month: Any = None


class CostLines:
    """Collects the lines of a case, writing what each amount is made of on the sheet of costs."""

    def __init__(self, context: Context, timing: Timing, savings: Savings, keys: Keys) -> None:
        self.context, self.timing, self.savings, self.keys = context, timing, savings, keys
        self.sheet = context.book.sheet(
            "Costs",
            "What each one-off cost comes to",
            "£ in the prices of the price base. When it is spent is on the sheet Spending.",
        )
        self.sheet.heads(
            [
                "Cost",
                "Kind",
                "Stated amount",
                "Part of it",
                "Overrun of the line or kind",
                "Overrun of the cluster",
                "Events: times",
                "Amount, £ (or £ a month)",
            ]
        )
        self.sheet.widths(60, 14, 20, 16, 18, 18, 16, 20)
        self.sheet.page.freeze_panes(4, 1)

    def shares(self, key: Any, kind: str, owner: str | None) -> dict[str, str]:
        """The council shares of a line: as keyed, else where it arises (people of a cluster) or the case's key."""
        if key is None and kind in PAID_TO_PEOPLE and owner is not None:
            key = ARISES
        return self.keys.shares(key, owner)

    def event_factor(self, kind: str, owner: str | None) -> str:
        """What events do to the lines of one kind of one owner."""
        found = []
        for name, event in self.context.case.event.items():
            if name not in self.timing.cost_factor or (event.kinds is not None and kind not in event.kinds):
                continue
            named = PROGRAMME in event.on if owner is None else owner in self.context.clusters_named(event.on)
            if named:
                found.append(self.timing.cost_factor[name])
        return times(found)

    def overrun(self, kind: str, owner: str | None) -> str:
        """The overrun of a cluster and kind."""
        return "1" if owner is None else self.context.x(f"cluster.{owner}.overrun.{kind}", 1.0)

    def stop(self, owner: str | None) -> str:
        """When the unspent cost of an owner stops."""
        return self.timing.programme_stop if owner is None else self.timing.stop[owner]

    def amount(
        self,
        told: str,
        kind: str,
        stated: str,
        part: str = "1",
        overrun: str = "1",
        cluster: str = "1",
        events: str = "1",
    ) -> str:
        """Write what an amount is made of; return its address."""
        sheet, row = self.sheet, self.sheet.row
        sheet.text(row, 0, told)
        sheet.text(row, 1, kind)
        sheet.formula(row, 2, stated, MONEY)
        for column, factor in enumerate((part, overrun, cluster, events), start=3):
            sheet.formula(row, column, factor, FACTOR)
        cells = [sheet.at(row, column) for column in range(2, 7)]
        sheet.row += 1
        return sheet.formula(row, 7, "*".join(cells), MONEY)

    def profile(
        self,
        told: str,
        owner: str | None,
        kind: str,
        amount: str,
        key_shares: dict[str, str],
        origin: str,
        pieces: Any,
        stop: str,
        pay: bool,
    ) -> list[Line]:
        """A line for each piece of a profile."""
        councils = {name: f"{amount}*{share}" for name, share in key_shares.items()}
        return [
            Line(
                told,
                owner,
                kind,
                amount,
                councils,
                origin,
                literal(piece.from_),
                literal(piece.to),
                literal(piece.share),
                stop,
                pay,
            )
            for piece in pieces
        ]

    def at_once(
        self, told: str, owner: str | None, kind: str, amount: str, key_shares: dict[str, str], origin: str, stop: str
    ) -> Line:
        """What falls due in one moment; it moves with prices."""
        councils = {name: f"{amount}*{share}" for name, share in key_shares.items()}
        return Line(told, owner, kind, amount, councils, origin, "0", "0", "1", stop, False)

    def origin(self, anchor: str | None, owner: str | None) -> str:
        """The moment a profile is relative to."""
        if anchor is None:
            anchor = START if owner is None else GO_LIVE
        if anchor == GO_LIVE and owner is not None:
            return self.timing.wanted[owner]
        return "0" if anchor == START else literal(self.context.case.month(anchor))

    def top_down(self) -> list[Line]:
        """The uncertain total, over kinds and over clusters."""
        context, case = self.context, self.context.case
        if case.total_cost is None:
            return []
        shares = [context.x(f"total_cost.kind.{kind}.share") for kind in case.total_cost.kind]
        weights = {
            name: context.x(f"cluster.{name}.weight")
            if context.has(f"cluster.{name}.weight")
            else self.savings.middle[name]
            for name in case.cluster
        }
        found = []
        for kind, entry in case.total_cost.kind.items():
            overrun = context.x(f"total_cost.kind.{kind}.overrun", 1.0)
            owners: list[str | None] = [None] if kind == PROGRAMME else list(case.cluster)
            for owner in owners:
                part = f"{context.x(f'total_cost.kind.{kind}.share')}/({plus(shares)})"
                if owner is not None:
                    part += f"*{weights[owner]}/({plus(list(weights.values()))})"
                told = f"Total: {kind}, {context.cluster_name(owner)}"
                amount = self.amount(
                    told,
                    kind,
                    context.x("total_cost.amount"),
                    part,
                    overrun,
                    self.overrun(kind, owner),
                    self.event_factor(kind, owner),
                )
                found += self.profile(
                    told,
                    owner,
                    kind,
                    amount,
                    self.shares(entry.key, kind, owner),
                    self.origin(entry.anchor, owner),
                    entry.profile,
                    self.stop(owner),
                    kind in MOVES_WITH_PAY,
                )
        return found

    def explicit(self) -> list[Line]:
        """The lines of [cost]."""
        context, found = self.context, []
        for name, line in context.case.cost.items():
            owner = None if line.owner == PROGRAMME else line.owner
            told = f"{line.name or name}, {context.cluster_name(owner)}"
            amount = self.amount(
                told,
                line.kind,
                context.x(f"cost.{name}.amount"),
                "1",
                context.x(f"cost.{name}.overrun", 1.0),
                self.overrun(line.kind, owner),
                self.event_factor(line.kind, owner),
            )
            pay = line.index == "pay" if line.index is not None else line.kind in MOVES_WITH_PAY
            found += self.profile(
                told,
                owner,
                line.kind,
                amount,
                self.shares(line.key, line.kind, owner),
                self.origin(line.anchor, owner),
                line.profile,
                self.stop(owner),
                pay,
            )
        return found

    def event_amounts(self) -> list[Line]:
        """One-off amounts of events, at the go-live of each cluster they name."""
        context, found = self.context, []
        for name, event in context.case.event.items():
            if name not in self.timing.cost_amount:
                continue
            named = context.clusters_named(event.on)
            for owner in named:
                told = f"{event.name or name}, {context.cluster_name(owner)}"
                part = shared_out(context, self.savings, named, owner)
                amount = self.amount(told, OTHER, self.timing.cost_amount[name], part)
                shares = self.shares(context.case.cluster[owner].key, OTHER, owner)
                found.append(
                    self.at_once(told, owner, OTHER, amount, shares, self.timing.wanted[owner], self.stop(owner))
                )
        return found

    def delay_costs(self) -> list[Line]:
        """The team, dual running and dips: £ a month from one moment to another."""
        context, case, timing = self.context, self.context.case, self.timing
        found = []
        if case.team is not None:
            begin = "0"
            if case.total_cost is not None:
                begin = f"MAX({','.join(f'{timing.planned[c]}+{timing.ramp[c]}' for c in case.cluster)})"
            ends = ",".join(f"MIN({timing.wanted[c]}+{timing.ramp[c]},{timing.stop[c]})" for c in case.cluster)
            told = "The team beyond the plan" if case.total_cost is not None else "The team"
            amount = self.amount(f"{told}, £ a month", DELAY, context.x("team.amount"))
            shares = self.shares(case.team.key, DELAY, None)
            found.append(self._monthly(told, None, amount, shares, begin, f"MAX(0,MAX({ends})-{begin})", "never"))
        for name, cluster in case.cluster.items():
            at, who = f"cluster.{name}", context.cluster_name(name)
            shares = self.shares(cluster.key, DELAY, name)
            lasting = []
            if context.has(f"{at}.dual_running"):
                lasting.append(("Dual running", context.x(f"{at}.dual_running"), timing.ramp[name]))
            if cluster.dip is not None:
                lasting.append(("Performance dip", context.x(f"{at}.dip.amount"), context.x(f"{at}.dip.months")))
            for told, stated, length in lasting:
                amount = self.amount(f"{told}, {who}, £ a month", DELAY, stated)
                found.append(
                    self._monthly(f"{told}, {who}", name, amount, shares, timing.wanted[name], length, self.stop(name))
                )
        return found

    def _monthly(
        self, told: str, owner: str | None, amount: str, shares: dict[str, str], origin: str, length: str, stop: str
    ) -> Line:
        councils = {name: f"{amount}*{share}" for name, share in shares.items()}
        return Line(told, owner, DELAY, amount, councils, origin, "0", length, "1", stop, True, evenly=True)

    def abort_and_exit(self) -> list[Line]:
        """What falls due when a gate cancels and when the partnership ends."""
        context, case = self.context, self.context.case
        found = []
        for name, month in self.timing.gate_month.items():
            told = f"Abort cost of gate {name}"
            stated = f"{self.timing.gate_pays[name]}*{context.x(f'gate.{name}.abort', 0.0)}"
            amount = self.amount(told, OTHER, stated)
            shares = self.shares(case.gate[name].key, OTHER, None)
            found.append(self.at_once(told, None, OTHER, amount, shares, month, "never"))
        if case.exit is not None:
            told = "Exit cost"
            amount = self.amount(told, OTHER, f"IF(exit_month<never,{context.x('exit.cost', 0.0)},0)")
            shares = self.shares(case.exit.key, OTHER, None)
            found.append(self.at_once(told, None, OTHER, amount, shares, "exit_month", "never"))
        return found
