"""The figures by financial year that go into each council's medium-term plan, in both price bases."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.findings import wording
from simulator.findings.sentences import Voice
from simulator.report.page.cells import Group, Row, Table, middle_money, money_cell, share_cell, table
from simulator.report.page.sketch import Sketch, cash_sketch, saving_sketch
from simulator.report.page.tables import tested_words

EVERYBODY = "all"
_SHOWN = {
    "saving": "Saving less running costs",
    "cost": "One-off and delay costs",
    "net_cash": "Net cash in the year",
    "cumulative_net": "Net cash to 31 March",
}


@dataclass(frozen=True)
class Panel:
    """One table by year: in which prices, and whose.

    Attributes
    ----------
    prices : "nominal" or "real"
    prices_name : str
    whose : str
        Id of a council, or "all".
    whose_name : str
    base : str
        The price base, as every figure names it.
    table : Table
    cash, saving : Sketch
        Fans of net cash to each 31 March and of the saving of each year.
    """

    prices: str
    prices_name: str
    whose: str
    whose_name: str
    base: str
    table: Table
    cash: Sketch
    saving: Sketch


def yearly_panels(who: Voice) -> tuple[Panel, ...]:
    """A table for both price bases, of all councils together and of each of them."""
    councils = [(EVERYBODY, "All councils together")]
    if len(who.facts.councils) > 1:
        councils += [(council.id, wording.plain(council.name, 80)) for council in who.facts.councils]
    found = []
    for prices in ("nominal", "real"):
        base = wording.price_base(prices, who.facts)
        name = f"Prices of each year ({base})" if prices == "nominal" else f"Prices of {who.facts.price_base} (real)"
        for whose, whose_name in councils:
            owner = "" if whose == EVERYBODY else f".{whose}"
            told = f"by year, {whose_name}, {base}; its figures are in the table below"
            cash = cash_sketch(who, f"Net cash to 31 March {told}", prices == "real", owner)
            saving = saving_sketch(who, f"Saving less running costs {told}", prices == "real", owner)
            table = _by_year(who, prices, whose, whose_name)
            found.append(Panel(prices, name, whose, whose_name, base, table, cash, saving))
    return tuple(found)


def _by_year(who: Voice, prices: str, whose: str, whose_name: str) -> Table:
    real = "_real" if prices == "real" else ""
    owner = "" if whose == EVERYBODY else f".{whose}"
    gaps = any(f"deficit_reduction.{year.label}{owner}" in who.tested.measures for year in who.facts.years)
    columns, groups = ["Financial year"], [Group("", 1)]
    for what in (
        "Saving less running costs",
        "One-off and delay costs",
        "Net cash in the year",
        "Net cash to 31 March",
    ):
        columns += ["as submitted", "tested"]
        groups.append(Group(what, 2))
    if gaps:
        columns.append("tested")
        groups.append(Group("Of the year’s gap (nominal)", 1))
    rows: list[Row] = []
    for year in who.facts.years:
        row: Row = [year.label]
        for measure in _SHOWN:
            name = f"{measure}{real}.{year.label}{owner}"
            row += [middle_money(who.submitted.measures[name]), money_cell(who.tested.measures[name])]
        if gaps:
            row.append(share_cell(who.tested.measures.get(f"deficit_reduction.{year.label}{owner}")))
        rows.append(row)
    caption = (
        f"{whose_name}, £, {wording.price_base(prices, who.facts)}; {tested_words(who)}: the middle of the trials, "
        "with the 80% range under it. As submitted: the middle"
    )
    return table(caption, columns, rows, groups=groups)
