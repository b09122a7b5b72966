"""What may be meant but is worth a second look: a risk counted twice, ranges of no width, thousands, hindsight."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from simulator.case.checks.desk import Desk
from simulator.case.checks.header import usable_calendar
from simulator.case.faults import Path, dotted
from simulator.case.inputs import Input, iter_inputs
from simulator.case.quantities import as_money, as_number
from simulator.case.sections import WHERE_IT_ARISES
from simulator.case.statutory import MINIMUM_PENSION_AGES, PENSION_AGES_ENACTED, WEEKLY_PAY_CAPS
from simulator.case.units import Rate

SMALL_MONEY = 1_000.0
"""Pounds below which a budget, a saving or a total is taken for one in thousands or millions."""

HIGH_RATE = 0.2
"""A rate a year beyond which a slip is likelier than a plan."""

LARGE_MISFIT = 0.02
"""Share of the span that people stated by which a fitted curve may miss a percentile before it is told."""

ROUNDING = 0.02
"""How far budgets may exceed the net budgets they are part of before it is more than rounding."""


def check_suspicious(desk: Desk) -> None:
    _counted_twice(desk)
    _no_width(desk)
    _misfits(desk)
    _redundancy_twice(desk)
    _arises_nowhere(desk)
    _hindsight(desk)
    _small_money(desk)
    _out_of_proportion(desk)
    _certain(desk)


def _mechanism(input_id: str) -> str:
    """How an input works on the case, whichever cluster, wave or council it belongs to.

    The delays of the programme, of waves and of clusters are layers of one mechanism; each event is one of its own.
    """
    parts = input_id.split(".")
    if parts[0] == "event":
        return ".".join(parts[:2])
    if parts[-1] == "delay" or input_id == "delay.common":
        return "delay"
    if parts[0] == "gate":
        return ".".join(["gate", parts[2]])
    return parts[0] + "".join(f".{part}" for part in parts[2:]) if parts[0] in _KEYED else input_id


_KEYED = ("council", "cluster", "wave", "lock", "cost", "running", "out_of_scope")


def _counted_twice(desk: Desk) -> None:
    places: dict[str, dict[str, Path]] = defaultdict(dict)
    for input_id, stated, _ in desk.inputs:
        if stated.theme is not None:
            path = _path_of(input_id)
            places[_plain(stated.theme)].setdefault(_mechanism(input_id), (*path, "theme"))
    for name, event in desk.case.event.items():
        if event.theme is not None:
            places[_plain(event.theme)].setdefault(f"event.{name}", ("event", name, "theme"))
    for theme, mechanisms in places.items():
        first, *others = mechanisms
        for mechanism in others:
            path = mechanisms[mechanism]
            risk, elsewhere = _as_written(desk, path, theme), dotted(mechanisms[first][:-1])
            desk.odd(
                path,
                f'the risk "{risk}" is counted in {elsewhere} and again here',
                "one mechanism for one risk, or two themes if they are two risks",
            )


def _plain(theme: str) -> str:
    return " ".join(theme.split()).lower()


def _as_written(desk: Desk, path: Path, theme: str) -> str:
    data: object = desk.data
    for part in path:
        data = data.get(part) if isinstance(data, dict) else None
    return data if isinstance(data, str) else theme


def _path_of(input_id: str) -> Path:
    """The path of an input in the file (see `iter_inputs`)."""
    parts = tuple(input_id.split("."))
    return parts[:-1] if len(parts) == 5 and parts[0] == "gate" and parts[2] == "decline" else parts


def _no_width(desk: Desk) -> None:
    for input_id, stated, _ in iter_inputs(desk.stated):
        if stated.low is not None and stated.low == stated.high and desk.sound(*_path_of(input_id)):
            desk.odd(
                _place(desk, input_id),
                f"low and high are both {stated.written(stated.low)}: a range without width",
                "a wider range, or value alone",
            )


def _misfits(desk: Desk) -> None:
    """Curves that do not go where people said."""
    for input_id, stated, _ in desk.inputs:
        if not desk.sound(*_path_of(input_id)) or stated.elicited is None or stated.elicited.misfit <= LARGE_MISFIT:
            continue
        worst = max(stated.elicited.asked, key=lambda point: abs(point.got - point.asked))
        share, asked, got = as_number(100 * worst.share), stated.written(worst.asked), stated.written(_three(worst.got))
        family = stated.elicited.distribution.family.replace("_", " ")
        desk.odd(
            _place(desk, input_id),
            f"the {family} puts {share}% of the draws below {got}, not {asked} as stated",
            'distribution = "metalog", which bends more, or percentiles that fit the curve',
        )


def _three(value: float) -> float:
    return float(f"{value:.3g}")


def _place(desk: Desk, input_id: str) -> Path:
    """Where an input stands in the file; prerequisites are a list there."""
    path = _path_of(input_id)
    if len(path) == 5 and path[2] == "prerequisites":
        names = desk.case.cluster[str(path[1])].prerequisites_named
        return (*path[:3], names.index(str(path[3])), path[4])
    return path


def _redundancy_twice(desk: Desk) -> None:
    """Bottom-up, the multiplier already says how dear redundancy may turn out."""
    if desk.case.redundancy.method != "posts":
        return
    uncertain = [name for name, council in desk.case.council.items() if not council.redundancy.multiplier.fixed]
    for name, cluster in desk.case.cluster.items():
        overrun = cluster.overrun.redundancy
        if uncertain and cluster.posts is not None and overrun is not None and not overrun.fixed:
            desk.odd(
                ("cluster", name, "overrun", "redundancy"),
                f"redundancy terms are uncertain twice: here and in council.{uncertain[0]}.redundancy.multiplier",
                "one of the two",
            )


def _arises_nowhere(desk: Desk) -> None:
    clusters = desk.case.cluster.values()
    if any(cluster.arises for cluster in clusters) or not desk.sound("cluster"):
        return
    places: list[tuple[Path, object]] = [(("case", "key"), desk.stated.case.key)]
    total = desk.stated.total_cost
    places += [(("total_cost", "kind", kind, "key"), item.key) for kind, item in (total.kind.items() if total else ())]
    for table in ("cluster", "cost", "running"):
        places += [((table, name, "key"), item.key) for name, item in getattr(desk.stated, table).items()]
    stated = [path for path, key in places if key == WHERE_IT_ARISES and desk.sound(*path)]
    if stated:
        desk.odd(
            stated[0],
            f'"{WHERE_IT_ARISES}" means by net budget, since no cluster says where it arises',
            "arises = { council = share } in the clusters",
        )


def _hindsight(desk: Desk) -> None:
    """Statutory amounts that were not known on the day the case was made."""
    calendar = usable_calendar(desk)
    if calendar is None or not desk.sound("case", "as_at"):
        return
    as_at, case = desk.case.case.as_at, desk.case
    if not any(cluster.posts is not None for cluster in case.cluster.values()):
        return

    caps = [day for day in (date.fromisoformat(since) for since, _ in WEEKLY_PAY_CAPS) if as_at < day <= calendar.end]
    for name, council in case.council.items():
        if council.redundancy.weekly_pay == "capped" and caps:
            desk.odd(
                ("council", name, "redundancy", "weekly_pay"),
                f"the weekly caps from {caps[0].isoformat()} on were not known on {as_at.isoformat()}: hindsight",
                'weekly_pay = "actual", or a note that says so',
            )
    ages = [
        date.fromisoformat(since)
        for (since, _), enacted in zip(MINIMUM_PENSION_AGES, PENSION_AGES_ENACTED, strict=True)
        if as_at < date.fromisoformat(enacted) and date.fromisoformat(since) <= calendar.end
    ]
    strained = [name for name, item in case.cluster.items() if item.posts is not None and item.posts.strain.most > 0]
    if ages and strained:
        desk.odd(
            ("cluster", strained[0], "posts", "strain"),
            f"the minimum pension age from {ages[0].isoformat()} on was not known on {as_at.isoformat()}: hindsight",
            "a nearer horizon, or a note that says so",
        )


def _small_money(desk: Desk) -> None:
    case = desk.case
    candidates: list[tuple[Path, Input | None]] = []
    for name, council in case.council.items():
        candidates.append((("council", name, "net_budget"), council.net_budget))
        candidates += [(("council", name, "gap", year), gap) for year, gap in council.gap.items()]
    for name, cluster in case.cluster.items():
        candidates += [(("cluster", name, key), getattr(cluster, key)) for key in ("budget", "saving")]
        if cluster.posts is not None:
            candidates.append((("cluster", name, "posts", "average_cost"), cluster.posts.average_cost))
    candidates += [(("out_of_scope", name, "budget"), item.budget) for name, item in case.out_of_scope.items()]
    if case.total_cost is not None:
        candidates.append((("total_cost", "amount"), case.total_cost.amount))
    for path, stated in candidates:
        if stated is not None and 0 < stated.ends[1] < SMALL_MONEY and desk.sound(*path):
            desk.odd(
                path, f"{as_money(stated.ends[1])} is little: is it in thousands or millions?", 'pounds, as in "£5.4m"'
            )


def _out_of_proportion(desk: Desk) -> None:
    """Rates of growth that no economy has, gaps above the budget, and parts that exceed their whole."""
    for input_id, stated, _ in desk.inputs:
        if isinstance(stated, Rate) and max(stated.ends[1], -stated.ends[0]) > HIGH_RATE:
            rate = as_number(100 * max(*stated.ends, key=abs))
            desk.odd(_path_of(input_id), f"{rate}% a year is far from any plan's", 'a rate such as "3.5%"')
    councils = desk.case.council
    for name, council in councils.items():
        for year, gap in council.gap.items():
            if council.net_budget is not None and gap.ends[1] > council.net_budget.ends[1]:
                budget = as_money(council.net_budget.ends[1])
                desk.odd(
                    ("council", name, "gap", year),
                    f"the gap ({as_money(gap.ends[1])}) is more than the whole net budget ({budget})",
                    "pounds in both",
                )
    budgets = [cluster.budget for cluster in desk.case.cluster.values()]
    parts = [*budgets, *(item.budget for item in desk.case.out_of_scope.values())]
    part = sum(budget.ends[0] for budget in parts if budget is not None)
    whole = sum(council.net_budget.ends[1] for council in councils.values() if council.net_budget is not None)
    complete = all(council.net_budget is not None for council in councils.values())
    if councils and complete and part > whole * (1 + ROUNDING) and desk.sound("council"):
        desk.odd(
            ("council", next(iter(councils)), "net_budget"),
            f"the net budgets, {as_money(whole)}, are less than those of clusters and out of scope, {as_money(part)}",
            "budgets on one footing, gross or net, in one price base",
        )


def _certain(desk: Desk) -> None:
    """Chances of nought and one."""
    chances: list[tuple[Path, Input, str]] = [
        (("event", name, "probability"), event.probability, "the event") for name, event in desk.case.event.items()
    ]
    if desk.case.exit is not None:
        chances.append((("exit", "probability"), desk.case.exit.probability, "exit"))
    for path, chance, what in chances:
        if chance.value in (0.0, 1.0) and desk.sound(*path):
            ever = "always" if chance.value else "never"
            desk.odd(path, f"a chance of {as_number(chance.value)}: {what} {ever} happens", "a chance between 0 and 1")
