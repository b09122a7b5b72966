"""Events, go-lives, gates and exit (docs/model.md, sections 3 and 6)."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.case import parse_fy
from simulator.case.plain_words import said_day
from simulator.report.audit.book import FACTOR, MONEY, MONTHS, NEVER, SHARE, WHOLE, Sheet, literal, plus
from simulator.report.audit.context import Context

MONTHS_IN_A_YEAR = 12


@dataclass
class Timing:
    """Addresses of what the other sheets need; months count from the start.

    Attributes
    ----------
    happened, event_delay, saving_factor, saving_amount, cost_factor, cost_amount
        By event; what it does in this trial: nothing when it does not happen.
    planned, wanted, ramp, phasing
        By cluster: planned go-live, go-live before gates and exit, length of the ramp, and the shares of a phasing
        (empty for a ramp).
    go_live, stop, survives
        By cluster: after gates and exit.
    release
        By contract that holds savings back: the month in which it lets go.
    gate_pays, gate_month
        By gate: 1 for the one that pays its abort cost; the month of its date.
    exit_at, first_live, programme_stop, declined
        Of the programme.
    """

    happened: dict[str, str] = field(default_factory=dict)
    event_delay: dict[str, str] = field(default_factory=dict)
    saving_factor: dict[str, str] = field(default_factory=dict)
    saving_amount: dict[str, str] = field(default_factory=dict)
    cost_factor: dict[str, str] = field(default_factory=dict)
    cost_amount: dict[str, str] = field(default_factory=dict)
    planned: dict[str, str] = field(default_factory=dict)
    wanted: dict[str, str] = field(default_factory=dict)
    ramp: dict[str, str] = field(default_factory=dict)
    phasing: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    go_live: dict[str, str] = field(default_factory=dict)
    stop: dict[str, str] = field(default_factory=dict)
    survives: dict[str, str] = field(default_factory=dict)
    release: dict[str, str] = field(default_factory=dict)
    gate_pays: dict[str, str] = field(default_factory=dict)
    gate_month: dict[str, str] = field(default_factory=dict)
    exit_at: str = ""
    first_live: str = ""
    programme_stop: str = ""
    declined: str = ""


def write_timing(context: Context) -> Timing:
    """Write the sheet."""
    sheet = context.book.sheet(
        "Timing",
        "What happens, and when",
        "Events, then go-lives, then gates in the order of their dates, then the exit. Time is in months from the "
        "programme's start; a month that does not come is shown as never.",
    )
    found = Timing()
    sheet.text(sheet.row, 0, "The month that stands for never")
    context.book.name("never", sheet.number(sheet.row, 1, NEVER, WHOLE))
    sheet.text(sheet.row + 1, 0, "Months to the horizon")
    context.book.name("horizon", sheet.number(sheet.row + 1, 1, context.months, WHOLE))
    sheet.row += 3
    _events(context, sheet, found)
    _go_lives(context, sheet, found)
    _contracts(context, sheet, found)
    after = _gates(context, sheet, found)
    _exit(context, sheet, found, after)
    _endings(context, sheet, found, after)
    sheet.widths(52, 16, 16, 16, 16, 16, 16, 16, 16)
    sheet.page.set_column(9, 30, 14)
    sheet.page.freeze_panes(3, 1)
    return found


def _events(context: Context, sheet: Sheet, found: Timing) -> None:
    case, x = context.case, context.x
    if not case.event:
        return
    sheet.heading("Events", "What each does in this trial: nothing where it does not happen.")
    sheet.heads(["Event", "Happens", "Delay, months", "Saving, times", "Saving, £ a year", "Cost, times", "Cost, £"])
    above: dict[str, str] = {}
    # Events that exclude each other take their intervals in the order of their ids.
    for name in sorted(case.event):
        event, row = case.event[name], sheet.row
        sheet.text(row, 0, event.name or name)
        if event.exclusive is None:
            happens = f"IF({x(f'event.{name}')}>0.5,1,0)"
        else:
            drawn, chance = x(f"exclusive.{event.exclusive}"), x(f"event.{name}.probability")
            used = above.get(event.exclusive, "0")
            happens = f"IF(AND({drawn}>1-({used}+{chance}),{drawn}<=1-({used})),1,0)"
            above[event.exclusive] = chance if used == "0" else f"{used}+{chance}"
        yes = found.happened[name] = sheet.formula(row, 1, happens, WHOLE)
        for column, field_name, kind, neutral, places in (
            (2, "delay", MONTHS, 0, found.event_delay),
            (3, "saving_factor", FACTOR, 1, found.saving_factor),
            (4, "saving_amount", MONEY, 0, found.saving_amount),
            (5, "cost_factor", FACTOR, 1, found.cost_factor),
            (6, "cost_amount", MONEY, 0, found.cost_amount),
        ):
            if context.has(f"event.{name}.{field_name}"):
                effect = f"IF({yes}=1,{x(f'event.{name}.{field_name}')},{neutral})"
                places[name] = sheet.formula(row, column, effect, kind)
        sheet.row += 1
    sheet.row += 1


def _go_lives(context: Context, sheet: Sheet, found: Timing) -> None:
    case, x = context.case, context.x
    sheet.heading(
        "Go-lives before gates and exit",
        "The plan, and the plan with the delays of the programme, the wave, the cluster and the events that name it; "
        "never before the start, nor before a prerequisite and its lag.",
    )
    most = max((len(_phasing(context, name) or ()) for name in case.cluster), default=0)
    sheet.heads(
        [
            "Cluster",
            "Planned start of its wave",
            "Planned go-live",
            "Programme's delay",
            "Wave's delay",
            "Its own delay",
        ]
        + ["Delay by events", "Go-live before gates and exit", "Months to the full saving"]
        + [f"Share from {MONTHS_IN_A_YEAR * i} months" for i in range(most)]
    )
    rows = {name: sheet.row + i for i, name in enumerate(case.cluster)}
    found.planned = {name: sheet.at(row, 2) for name, row in rows.items()}
    found.wanted = {name: sheet.at(row, 7) for name, row in rows.items()}
    for name, row in rows.items():
        cluster = case.cluster[name]
        sheet.text(row, 0, context.cluster_name(name))
        sheet.formula(row, 1, x(f"wave.{cluster.wave}.start"), MONTHS)
        sheet.formula(row, 3, x("delay.common", 0.0), MONTHS)
        sheet.formula(row, 4, x(f"wave.{cluster.wave}.delay", 0.0), MONTHS)
        sheet.formula(row, 5, x(f"cluster.{name}.delay", 0.0), MONTHS)
        named = [
            found.event_delay[e]
            for e, event in case.event.items()
            if e in found.event_delay and name in context.clusters_named(event.on)
        ]
        sheet.formula(row, 6, plus(named), MONTHS)
        plan, late = ["0", sheet.at(row, 1)], ["0", "+".join(sheet.at(row, column) for column in (1, 3, 4, 5, 6))]
        for needed in cluster.prerequisites:
            lag = x(f"cluster.{name}.prerequisites.{needed.cluster}.lag", 0.0)
            plan.append(f"{found.planned[needed.cluster]}+{lag}")
            late.append(f"{found.wanted[needed.cluster]}+{lag}")
        sheet.formula(row, 2, f"MAX({','.join(plan)})", MONTHS)
        sheet.formula(row, 7, f"MAX({','.join(late)})", MONTHS)
        _ramp(context, sheet, row, name, found)
    sheet.row += len(rows) + 1


def _phasing(context: Context, name: str) -> tuple[float, ...] | None:
    """A cluster's own phasing, or its wave's where it has no ramp of its own."""
    cluster = context.case.cluster[name]
    if cluster.phasing is not None:
        return tuple(cluster.phasing)
    if context.has(f"cluster.{name}.ramp"):
        return None
    phasing = context.case.wave[cluster.wave].phasing
    return None if phasing is None else tuple(phasing)


def _ramp(context: Context, sheet: Sheet, row: int, name: str, found: Timing) -> None:
    steps = _phasing(context, name)
    if steps is not None:
        found.ramp[name] = sheet.number(row, 8, MONTHS_IN_A_YEAR * (len(steps) - 1), MONTHS)
        found.phasing[name] = [
            (MONTHS_IN_A_YEAR * i, sheet.number(row, 9 + i, share, SHARE)) for i, share in enumerate(steps)
        ]
        return
    wave = context.case.cluster[name].wave
    own = f"cluster.{name}.ramp"
    length = context.x(own) if context.has(own) else context.x(f"wave.{wave}.ramp", 0.0)
    found.ramp[name] = sheet.formula(row, 8, length, MONTHS)
    found.phasing[name] = []


def _contracts(context: Context, sheet: Sheet, found: Timing) -> None:
    case = context.case
    if not case.lock:
        return
    sheet.heading("Contracts that hold savings back", "Each lets go on the day after it ends.")
    sheet.heads(["Contract", "Lets go in month", "Its last day"])
    for name, lock in case.lock.items():
        sheet.text(sheet.row, 0, f"{name}: {context.cluster_name(lock.cluster)}")
        found.release[name] = sheet.number(sheet.row, 1, case.calendar.day_after(lock.until), MONTHS)
        sheet.text(sheet.row, 2, said_day(lock.until))
        sheet.row += 1
    sheet.row += 1


def _gates(context: Context, sheet: Sheet, found: Timing) -> dict[str, str]:
    """Write the gates; return each cluster's go-live after them."""
    case = context.case
    gates = sorted(case.gate, key=lambda name: (case.month(case.gate[name].date), name))
    after = dict(found.wanted)
    found.declined = "0"
    if not gates:
        return after
    clusters = list(case.cluster)
    sheet.heading(
        "Gates",
        "A decline by any council cancels every cluster that is not live before the date. The first decline that "
        "cancels something pays that gate's abort cost.",
    )
    sheet.heads(
        [
            "Gate",
            "Its month",
            "Declined by any council",
            "Clusters it cancels",
            "Pays the abort cost",
            "Last cancellation so far",
        ]
    )
    first = sheet.row
    table = first + len(gates) + 3
    for j, name in enumerate(gates):
        row = first + j
        sheet.text(row, 0, name)
        found.gate_month[name] = sheet.number(row, 1, case.month(case.gate[name].date), MONTHS)
        said = [f"{context.x(f'gate.{name}.decline.{council}')}>0.5" for council in case.gate[name].decline]
        declined = sheet.formula(row, 2, f"IF(OR({','.join(said)}),1,0)", WHOLE)
        before, now = (sheet.down(table, table + len(clusters) - 1, 1 + j + i) for i in (0, 1))
        sheet.formula(row, 3, f'COUNTIF({now},">="&never)-COUNTIF({before},">="&never)', WHOLE)
        earlier = f",SUM({sheet.down(first, row - 1, 3)})=0" if j else ""
        found.gate_pays[name] = sheet.formula(row, 4, f"IF(AND({sheet.at(row, 3)}>0{earlier}),1,0)", WHOLE)
        previous = sheet.at(row - 1, 5) if j else "never"
        sheet.formula(row, 5, f"IF({sheet.at(row, 3)}>0,{sheet.at(row, 1)},{previous})", MONTHS)
        for i, _ in enumerate(clusters):
            go_live = sheet.at(table + i, 1 + j)
            sheet.formula(
                table + i,
                2 + j,
                f"IF(AND({declined}=1,{go_live}<never,{go_live}>={found.gate_month[name]}),never,{go_live})",
                MONTHS,
            )
    found.declined = f"IF(SUM({sheet.down(first, first + len(gates) - 1, 3)})>0,1,0)"
    sheet.heads(["Go-live of each cluster", "before the gates", *(f"after {name}" for name in gates)], table - 1)
    for i, name in enumerate(clusters):
        sheet.text(table + i, 0, context.cluster_name(name))
        sheet.formula(table + i, 1, found.wanted[name], MONTHS)
        after[name] = sheet.at(table + i, 1 + len(gates))
        cancelled = [
            f"IF(AND({sheet.at(table + i, 1 + j)}<never,{sheet.at(table + i, 2 + j)}>=never),"
            f"{found.gate_month[gate]},never)"
            for j, gate in enumerate(gates)
        ]
        found.stop[name] = f"MIN({','.join(cancelled)})"
    found.programme_stop = sheet.at(first + len(gates) - 1, 5)
    sheet.row = table + len(clusters) + 1
    return after


def _exit(context: Context, sheet: Sheet, found: Timing, after: dict[str, str]) -> None:
    """When the partnership ends."""
    case, x = context.case, context.x
    sheet.heading("Exit", "The partnership may end on each 1 April from the first possible one, if any cluster lives.")
    sheet.text(sheet.row, 0, "Clusters that survive the gates")
    # The last column of the table of gates, or the go-lives themselves where there are none.
    alive = sheet.formula(sheet.row, 1, plus([f"IF({place}<never,1,0)" for place in after.values()]), WHOLE)
    sheet.row += 1
    if case.exit is None:
        found.exit_at = sheet.formula(sheet.row, 1, "never", MONTHS)
    else:
        sheet.text(sheet.row, 0, "First possible month")
        if case.exit.from_ is not None:
            begins = case.calendar.month_of_april(parse_fy(case.exit.from_))
            earliest = sheet.number(sheet.row, 1, begins, MONTHS)
        else:
            plans = ",".join(found.planned.values())
            earliest = sheet.formula(sheet.row, 1, f"MIN({plans})+{MONTHS_IN_A_YEAR}", MONTHS)
        sheet.row += 1
        sheet.heads(["1 April", "Its month", "Possible", "Chance to be together still", "Ended by then"])
        first = sheet.row
        aprils = [case.calendar.month_of_april(year) for year in (case.calendar.first_year, *case.calendar.years)]
        aprils = sorted({april for april in aprils if 0 <= april < context.months})
        for i, april in enumerate(aprils):
            row = first + i
            sheet.text(row, 0, f"{case.calendar.date_of(float(april)):%B %Y}")
            sheet.number(row, 1, april, MONTHS)
            sheet.formula(row, 2, f"IF({sheet.at(row, 1)}>={earliest},1,0)", WHOLE)
            together = sheet.at(row - 1, 3) if i else "1"
            ended = sheet.at(row - 1, 4) if i else "never"
            still = f"IF({sheet.at(row, 2)}=1,{together}*(1-{x('exit.probability')}),{together})"
            sheet.formula(row, 3, still, SHARE)
            ends = f"AND({sheet.at(row, 2)}=1,{ended}>=never,{x('exit')}>{sheet.at(row, 3)})"
            sheet.formula(row, 4, f"IF({ends},{sheet.at(row, 1)},{ended})", MONTHS)
        last = sheet.at(first + len(aprils) - 1, 4) if aprils else "never"
        sheet.row = first + len(aprils)
        found.exit_at = sheet.formula(sheet.row, 1, f"IF({alive}>0,{last},never)", MONTHS)
    sheet.text(sheet.row, 0, "The partnership ends in month")
    context.book.name("exit_month", found.exit_at)
    found.exit_at = "exit_month"
    sheet.row += 2


def _endings(context: Context, sheet: Sheet, found: Timing, after: dict[str, str]) -> None:
    """What is left: final go-lives, and when spending stops."""
    sheet.heading("After gates and exit", "What is not live by the exit is cancelled; unspent cost stops.")
    sheet.heads(["Cluster", "Go-live", "Its unspent cost stops", "Survives"])
    first = sheet.row
    for i, name in enumerate(context.case.cluster):
        row = first + i
        sheet.text(row, 0, context.cluster_name(name))
        found.go_live[name] = sheet.formula(row, 1, f"IF({after[name]}<{found.exit_at},{after[name]},never)", MONTHS)
        stop = found.stop.get(name, "never")
        found.stop[name] = sheet.formula(row, 2, f"MIN({stop},{found.exit_at})", MONTHS)
        found.survives[name] = sheet.formula(row, 3, f"IF({sheet.at(row, 1)}<never,1,0)", WHOLE)
    last = first + len(context.case.cluster) - 1
    sheet.text(last + 1, 0, "The programme (its go-live is the first of any cluster)")
    found.first_live = sheet.formula(last + 1, 1, f"MIN({sheet.down(first, last, 1)})", MONTHS)
    alive = " + ".join(f"IF({place}<never,1,0)" for place in after.values()).replace(" ", "")
    stopped = f"IF({alive}>0,never,{found.programme_stop})" if found.programme_stop else "never"
    found.programme_stop = sheet.formula(last + 1, 2, f"MIN({stopped},{found.exit_at})", MONTHS)
    found.survives[""] = sheet.formula(last + 1, 3, f"IF({sheet.at(last + 1, 1)}<never,1,0)", WHOLE)
    sheet.row = last + 3


__all__ = ["Timing", "literal", "write_timing"]
