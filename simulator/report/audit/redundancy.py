"""Bottom-up redundancy and pension strain (docs/model.md, section 5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from simulator.case import statutory
from simulator.report.audit.book import FACTOR, MONEY, MONTHS, SHARE, Sheet, literal, plus
from simulator.report.audit.context import Context
from simulator.report.audit.costs import CostLines, Line
from simulator.report.audit.councils import ARISES
from simulator.report.audit.indices import Indices
from simulator.report.audit.leavers import CAPPED, Formula, Leavers, capped_pay, left_before
from simulator.report.audit.savings import tranches


@dataclass
class People:
    """Addresses of posts removed and exits by the end of the horizon, by cluster."""

    posts: dict[str, str] = field(default_factory=dict)
    exits: dict[str, str] = field(default_factory=dict)


@dataclass
class Terms:
    """Addresses of what holds for all clusters: weeks averaged over the age bands, and the share of leavers at or above
    the minimum pension age before and after it rises."""

    weeks: str
    eligible: tuple[str, str]
    rises: str


def write_redundancy(context: Context, lines: CostLines, indices: Indices) -> tuple[list[Line], People]:
    """Write the sheet; return the lines of cost that come of it."""
    sheet = context.book.sheet(
        "Redundancy",
        "Redundancy and pension strain, built from posts",
        "Posts are the staff share of the cashable saving over the cost of an average post; those who are not turnover "
        "leave with a payment, as their tranche is delivered.",
    )
    terms = _terms(context, sheet)
    exits = _posts(context, sheet, lines)
    groups = _groups(context, sheet, lines)
    people = _people(context, sheet, exits, groups)
    sheet.widths(56, 30, *[16] * 12)
    sheet.page.freeze_panes(3, 1)
    capped = capped_pay(context, indices, groups, exits)
    found: list[Line] = []
    for i, group in enumerate(groups):
        found += _payments(context, lines, terms, exits[group.cluster], group, capped.get(i))
        found += _strain(context, sheet, lines, terms, exits[group.cluster], group)
    return found, people


def _terms(context: Context, sheet: Sheet) -> Terms:
    """Weeks by the statutory table, and who may draw a pension, averaged over the age bands."""
    case, x = context.case, context.x
    sheet.heading("What the law sets")
    rises = case.calendar.month_of(date.fromisoformat(statutory.MINIMUM_PENSION_AGES[1][0]))
    facts = {
        "Complete years of service without which nothing is paid": statutory.QUALIFYING_YEARS,
        "Years of service that count at most": statutory.MOST_YEARS,
        "Young until age": statutory.YOUNG_UNTIL,
        "Older from age": statutory.OLDER_FROM,
        "Weeks for a young year": statutory.WEEKS_YOUNG,
        "Weeks for a year between": statutory.WEEKS_BETWEEN,
        "Weeks for an older year": statutory.WEEKS_OLDER,
        "Weeks in a year": statutory.WEEKS_IN_A_YEAR,
        "Minimum pension age": statutory.MINIMUM_PENSION_AGES[0][1],
        "Minimum pension age once it has risen": statutory.MINIMUM_PENSION_AGES[1][1],
        "Month in which it rises": rises,
    }
    at = []
    for told, value in facts.items():
        sheet.text(sheet.row, 0, told)
        at.append(sheet.number(sheet.row, 1, float(value), FACTOR))
        sheet.row += 1
    least, most, young, older, few, between, many, weeks_in_year, before, after, month = at
    context.book.name("weeks_in_a_year", weeks_in_year)
    sheet.row += 1
    sheet.heading("Those who leave, by age")
    sheet.heads(
        [
            "Age band",
            "Weight",
            "Share",
            "Age",
            "Service, years",
            "Years that count",
            "of them older",
            "of them older or between",
            "Weeks",
            "Pension age",
            "Pension age once risen",
        ]
    )
    bands = {name: sheet.row + i for i, name in enumerate(case.redundancy.age)}
    weights = [x(f"redundancy.age.{name}.share") for name in bands]
    for name, row in bands.items():
        sheet.text(row, 0, name)
        weight = sheet.formula(row, 1, x(f"redundancy.age.{name}.share"), FACTOR)
        sheet.formula(row, 2, f"{weight}/({plus(weights)})", SHARE)
        age = sheet.formula(row, 3, x(f"redundancy.age.{name}.age"), FACTOR)
        service = sheet.formula(row, 4, x(f"redundancy.age.{name}.service"), FACTOR)
        counted = sheet.formula(row, 5, f"IF(INT({service})>={least},MIN(INT({service}),{most}),0)", FACTOR)
        old = sheet.formula(row, 6, f"MAX(0,MIN(INT({age}-{older}),{counted}))", FACTOR)
        not_young = sheet.formula(row, 7, f"MAX(0,MIN(INT({age}-{young}),{counted}))", FACTOR)
        sheet.formula(row, 8, f"{many}*{old}+{between}*({not_young}-{old})+{few}*({counted}-{not_young})", FACTOR)
        sheet.formula(row, 9, f"IF({age}>={before},1,0)", FACTOR)
        sheet.formula(row, 10, f"IF({age}>={after},1,0)", FACTOR)
    sheet.row += len(bands)
    sheet.text(sheet.row, 0, "Averaged over those who leave")
    first, last = sheet.row - len(bands), sheet.row - 1
    averages = []
    for column in (8, 9, 10):
        mean = f"SUMPRODUCT({sheet.down(first, last, 2)},{sheet.down(first, last, column)})" if bands else "0"
        averages.append(sheet.formula(sheet.row, column, mean, FACTOR))
    sheet.row += 2
    return Terms(averages[0], (averages[1], averages[2]), month)


def _posts(context: Context, sheet: Sheet, lines: CostLines) -> dict[str, tuple[str, str, str]]:
    """Posts, exits and weekly pay of every cluster with posts."""
    case, x, found = context.case, context.x, {}
    sheet.heading("Posts and exits when all is delivered")
    sheet.heads(
        [
            "Cluster",
            "Cashable saving, £ a year",
            "Staff share",
            "Average post, £ a year",
            "Posts removed",
            "Turnover",
            "Exits",
            "On-costs",
            "Weekly pay, £",
        ]
    )
    for name, cluster in case.cluster.items():
        if cluster.posts is None:
            continue
        row, at = sheet.row, f"cluster.{name}"
        sheet.text(row, 0, context.cluster_name(name))
        saving = sheet.formula(row, 1, lines.savings.cashable[name], MONEY)
        staff = sheet.formula(row, 2, x(f"{at}.staff_share", 1.0), SHARE)
        cost = sheet.formula(row, 3, x(f"{at}.posts.average_cost"), MONEY)
        posts = sheet.formula(row, 4, f"{saving}*{staff}/{cost}", FACTOR)
        turnover = sheet.formula(row, 5, x(f"{at}.posts.turnover", 0.0), SHARE)
        exits = sheet.formula(row, 6, f"{posts}*(1-{turnover})", FACTOR)
        on_costs = sheet.formula(row, 7, x("redundancy.on_costs", 0.25), SHARE)
        weekly = sheet.formula(row, 8, f"{cost}/(1+{on_costs})/weeks_in_a_year", MONEY)
        found[name] = (posts, exits, weekly)
        sheet.row += 1
    sheet.row += 1
    return found


def _groups(context: Context, sheet: Sheet, lines: CostLines) -> list[Leavers]:
    """Who leaves when: exits follow the delivered fraction of their tranche."""
    case, timing = context.case, lines.timing
    sheet.heading("Who leaves when", "Each tranche of a saving, and each step of a phasing, is a group of its own.")
    sheet.heads(
        [
            "Cluster",
            "Part",
            "Share of the group",
            "First leave in month",
            "over months",
            "None from month",
            "Left by the horizon",
            "Part of the cluster",
            *(case.council[k].name for k in context.councils),
        ]
    )
    found = []
    for name, cluster in case.cluster.items():
        if cluster.posts is None:
            continue
        arises = lines.keys.shares(ARISES, name)
        for tranche in tranches(context, timing, name, arises, timing.wanted[name]):
            steps: list[tuple[float, str]] = list(timing.phasing[name]) or [(0, "1")]
            for after, share in steps:
                row = sheet.row
                sheet.text(row, 0, context.cluster_name(name))
                sheet.text(row, 1, tranche.name)
                part = sheet.formula(row, 2, share, SHARE)
                begin = sheet.formula(row, 3, f"{tranche.go_live}+{literal(after)}", MONTHS)
                length = sheet.formula(row, 4, "0" if timing.phasing[name] else timing.ramp[name], MONTHS)
                stop = sheet.formula(row, 5, timing.stop[name], MONTHS)
                gone = f"{part}*{left_before(begin, length, f'MIN({stop},horizon)')}"
                left = sheet.formula(row, 6, gone, SHARE)
                sheet.formula(row, 7, tranche.share, SHARE)
                councils = {
                    council: sheet.formula(row, 8 + k, tranche.councils[council], SHARE)
                    for k, council in enumerate(context.councils)
                }
                told = f"{context.cluster_name(name)}{', ' if tranche.name else ''}{tranche.name}"
                told += f", from month {after:g}" if after else ""
                whole = f"{left}*{sheet.at(row, 7)}"
                found.append(Leavers(name, told, begin, length, part, stop, councils, whole))
                sheet.row += 1
    sheet.row += 1
    return found


def _people(context: Context, sheet: Sheet, exits: dict[str, tuple[str, str, str]], groups: list[Leavers]) -> People:
    sheet.heading("Posts removed and exits by the end of the horizon")
    sheet.heads(["Cluster", "Posts removed", "Exits"])
    found = People()
    for name, (posts, leave, _) in exits.items():
        gone = plus([group.left for group in groups if group.cluster == name])
        sheet.text(sheet.row, 0, context.cluster_name(name))
        found.posts[name] = sheet.formula(sheet.row, 1, f"{posts}*({gone})", FACTOR)
        found.exits[name] = sheet.formula(sheet.row, 2, f"{leave}*({gone})", FACTOR)
        sheet.row += 1
    sheet.row += 1
    return found


def _payments(
    context: Context,
    lines: CostLines,
    terms: Terms,
    exits: tuple[str, str, str],
    group: Leavers,
    capped: Formula | None,
) -> list[Line]:
    """Redundancy pay: weeks x weekly pay x the council's multiplier, on the day of exit."""
    case, x = context.case, context.x
    _, leave, weekly = exits
    overrun = f"{lines.event_factor('redundancy', group.cluster)}*{lines.overrun('redundancy', group.cluster)}"
    found = []
    for with_cap in (False, True):
        own = [k for k in context.councils if (case.council[k].redundancy.weekly_pay == CAPPED) is with_cap]
        if not own:
            continue
        pay = "" if with_cap else f"*{weekly}"
        councils = {
            k: f"{leave}*{group.councils[k]}*{terms.weeks}*{x(f'council.{k}.redundancy.multiplier', 1.0)}*{overrun}"
            + pay
            if k in own
            else "0"
            for k in context.councils
        }
        told = f"Redundancy pay{', weeks at capped pay' if with_cap else ''}: {group.told}"
        found.append(
            Line(
                told,
                group.cluster,
                "redundancy",
                plus([councils[k] for k in own]),
                councils,
                group.begin,
                "0",
                group.length,
                group.share,
                group.stop,
                True,
                by_month=capped if with_cap else None,
            )
        )
    return found


def _strain(
    context: Context, sheet: Sheet, lines: CostLines, terms: Terms, exits: tuple[str, str, str], group: Leavers
) -> list[Line]:
    """Pension strain: for members at or above the minimum pension age on the day they leave, by council profile."""
    case, x = context.case, context.x
    strain = x(f"cluster.{group.cluster}.posts.strain", 0.0)
    overrun = f"{lines.event_factor('pension', group.cluster)}*{lines.overrun('pension', group.cluster)}"
    profiles: dict[Any, list[str]] = {}
    for k in context.councils:
        pieces = tuple((piece.from_, piece.to, piece.share) for piece in case.council[k].pension.profile)
        profiles.setdefault(pieces, []).append(k)
    found = []
    for pieces, own in profiles.items():
        councils = {
            k: f"{exits[1]}*{group.councils[k]}*{x(f'council.{k}.pension.members', 1.0)}*{strain}*{overrun}"
            if k in own
            else "0"
            for k in context.councils
        }
        for later, eligible in enumerate(terms.eligible):
            for start, end, share in pieces:
                told = f"Pension strain, leavers {'after' if later else 'before'} the pension age rises: {group.told}"
                found.append(
                    Line(
                        told,
                        group.cluster,
                        "pension",
                        plus([councils[k] for k in own]),
                        councils,
                        group.begin,
                        literal(start),
                        literal(end),
                        f"{group.share}*{literal(share)}*{eligible}",
                        group.stop,
                        True,
                        by_month=_strain_by_month(group, terms.rises, bool(later), end - start, context.months),
                    )
                )
    return found


def _strain_by_month(group: Leavers, rises: str, later: bool, length: float, months: int) -> Formula:
    """The share paid before a moment to those of a group who leave before (or after) the pension age rises."""
    first = f"MAX({group.begin},{rises})" if later else group.begin
    until = group.stop if later else f"MIN({group.stop},{rises})"
    last = f"MIN({group.begin}+{group.length},{until})"
    at_once = f"AND({group.begin}{'>=' + rises if later else '<' + rises},{group.begin}<{group.stop})"

    def paid(sheet: Sheet, row: int, column: int, moment: str, month: int) -> str:
        if month == months:
            # All of it is paid by then, and a moment near at hand keeps its digits.
            moment = f"MIN({group.stop},{group.begin}+{group.length}+{sheet.at(row, 5)}+1)"
        since, share = f"{moment}-{sheet.at(row, 4)}", sheet.at(row, 6)
        line = f"({_area(f'{since}-{first}', length)}-({_area(f'{since}-{last}', length)}))/{group.length}"
        one = (
            f"MEDIAN(0,1,({since}-{group.begin})/{literal(length)})" if length > 0 else f"IF({since}>{group.begin},1,0)"
        )
        many = f"IF({last}>{first},{line},0)"
        return f"{share}*IF({group.length}>0,{many},IF({at_once},{one},0))"

    return paid


def _area(time: str, length: float) -> str:
    """The integral up to a time of a line that rises from 0 to 1 over a length and stays there."""
    if length == 0:
        return f"MAX({time},0)"
    whole = literal(length)
    return f"MEDIAN(0,{time},{whole})^2/{literal(2 * length)}+MAX({time}-{whole},0)"
