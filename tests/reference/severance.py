"""Bottom-up redundancy and pension strain (docs/model.md, section 5)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from reference.cash import ARISES, Flow, Index, council_shares
from reference.costs import CostLines
from reference.reading import Array, Dates, Draws
from reference.savings import Tranche, tranches
from reference.timing import Delivery

WEEKS_IN_YEAR = 52
CAPPED = "capped"

# Statutory limit on a week's pay, £ in cash, by the day from which it holds (Employment Rights Act 1996, section 227).
WEEKLY_CAP = (
    ("2009-10-01", 380.0),
    ("2011-02-01", 400.0),
    ("2012-02-01", 430.0),
    ("2013-02-01", 450.0),
    ("2014-04-06", 464.0),
    ("2015-04-06", 475.0),
    ("2016-04-06", 479.0),
    ("2017-04-06", 489.0),
    ("2018-04-06", 508.0),
    ("2019-04-06", 525.0),
    ("2020-04-06", 538.0),
    ("2021-04-06", 544.0),
    ("2022-04-06", 571.0),
    ("2023-04-06", 643.0),
    ("2024-04-06", 700.0),
    ("2025-04-06", 719.0),
    ("2026-04-06", 751.0),
)
PENSION_AGE_RISES = "2028-04-06"
PENSION_AGE_BEFORE, PENSION_AGE_AFTER = 55.0, 57.0


def statutory_weeks(age: float, service: float) -> float:
    """Weeks of redundancy pay: count back from the exit over complete years of service.

    >>> statutory_weeks(42, 11)
    11.5
    >>> statutory_weeks(30, 1.9)
    0.0
    """
    complete = int(np.floor(service))
    if complete < 2:
        return 0.0
    weeks = 0.0
    for years_back in range(1, min(complete, 20) + 1):
        age_then = age - years_back
        weeks += 1.5 if age_then >= 41 else 1.0 if age_then >= 22 else 0.5
    return weeks


def posts_of(case: Any, x: Draws, savings: dict[str, Array], cluster_id: str) -> Array:
    """Full-time-equivalent posts a cluster removes when all is delivered, [TRIAL]."""
    at = f"cluster.{cluster_id}"
    cashable = savings[cluster_id] * x(f"{at}.cashable", 1.0)
    return cashable * x(f"{at}.staff_share", 1.0) / x(f"{at}.posts.average_cost")


class Leavers:
    """The exits of one tranche of one cluster: who leaves when, and what they cost.

    Parameters
    ----------
    pieces
        Exits as (from, to, share): straight lines, or moments where from = to; months, [TRIAL].
    stop
        The moment from which nobody leaves and nothing more is paid, [TRIAL].
    """

    def __init__(self, pieces: list[tuple[Array, Array, float]], stop: Array) -> None:
        self.pieces = pieces
        self.stop = stop

    def between(self, left: float, right: float) -> Array:
        """The share that leaves from one moment up to, not including, another, [TRIAL]."""
        total = np.zeros_like(self.stop)
        for begin, end, share in self.pieces:
            until = np.minimum(self.stop, right)
            width = np.where(end > begin, end - begin, 1.0)
            line = np.maximum(np.minimum(end, until) - np.maximum(begin, left), 0.0) / width
            moment = (begin >= left) & (begin < until)
            total += share * np.where(end > begin, line, moment)
        return total

    def last(self) -> float:
        """The last moment at which anyone leaves in any trial."""
        return max(float(np.max(np.minimum(end, self.stop))) for _, end, _ in self.pieces)

    def paid_before(self, moment: Array, profile: list[Any], left: float, right: float) -> Array:
        """The share paid before a moment to those who leave within [left, right), [TRIAL]."""
        moment = np.minimum(moment, self.stop)
        total = np.zeros_like(moment)
        for begin, end, share in self.pieces:
            until = np.minimum(self.stop, right)
            first, last = np.maximum(begin, left), np.minimum(end, until)
            at_once = (end <= begin) & (begin >= left) & (begin < until)
            width = np.where(end > begin, end - begin, 1.0)
            for piece in profile:
                length = piece.to - piece.from_
                since = moment - piece.from_ - begin
                one = np.clip(since / length, 0.0, 1.0) if length > 0 else (since > 0).astype(float)
                spread = _area(moment - piece.from_ - first, length) - _area(moment - piece.from_ - last, length)
                line = np.where((end > begin) & (last > first), spread / width, 0.0)
                total += share * piece.share * np.where(at_once, one, line)
        return total


def _area(time: Array, length: float) -> Array:
    """The integral up to a time of a line that rises from 0 to 1 over `length` and stays there."""
    if length == 0:
        return np.maximum(time, 0.0)
    inside = np.clip(time, 0.0, length)
    return inside * inside / (2 * length) + np.maximum(time - length, 0.0)


def severance_flows(
    case: Any,
    lines: CostLines,
    savings: dict[str, Array],
    deliveries: dict[str, Delivery],
    pay_index: Index,
) -> list[Flow]:
    """Redundancy and pension strain of every tranche of every cluster, council by council."""
    flows = []
    for cluster_id, cluster in case.cluster.items():
        if cluster.posts is None:
            continue
        arises = council_shares(case, lines.x, ARISES, cluster_id)
        posts = posts_of(case, lines.x, savings, cluster_id)
        exits = posts * (1 - lines.x(f"cluster.{cluster_id}.posts.turnover", 0.0))
        for tranche in tranches(case, lines.x, lines.dates, cluster_id, arises):
            leavers = leavers_of(tranche, lines.wanted[cluster_id], deliveries[cluster_id], lines.stop(cluster_id))
            for council_id in case.council:
                number = exits * tranche.councils[council_id]
                flows.append(_redundancy(case, lines, cluster_id, council_id, leavers, number, pay_index))
                flows.append(_strain(case, lines, cluster_id, council_id, leavers, number))
    return flows


def leavers_of(tranche: Tranche, wanted: Array, delivery: Delivery, stop: Array) -> Leavers:
    """Exits follow the delivered fraction of their tranche."""
    go_live = tranche.go_live(wanted)
    return Leavers([(go_live + begin, go_live + end, share) for begin, end, share in delivery.pieces()], stop)


def _age_bands(case: Any, x: Draws) -> dict[str, Array]:
    shares = {age_id: x(f"redundancy.age.{age_id}.share") for age_id in case.redundancy.age}
    return {age_id: share / sum(shares.values()) for age_id, share in shares.items()}


def average_weeks(case: Any, x: Draws) -> Array:
    """Statutory weeks, averaged over the age bands, [TRIAL]."""
    total = x.full(0.0)
    for age_id, share in _age_bands(case, x).items():
        ages, services = x(f"redundancy.age.{age_id}.age"), x(f"redundancy.age.{age_id}.service")
        weeks = [statutory_weeks(age, service) for age, service in zip(ages, services, strict=True)]
        total = total + share * np.array(weeks)
    return total


def _council_flow(
    case: Any, x: Draws, kind: str, cluster_id: str, council_id: str, shape: Array, beyond: Array
) -> Flow:
    """A cost of one council alone, whose shape is already in pounds."""
    return Flow(
        sort="cost",
        kind=kind,
        cluster=cluster_id,
        shape=shape,
        beyond=beyond,
        whole=x.full(1.0),
        councils={other: x.full(other == council_id) for other in case.council},
        pay=x.full(1.0),
    )


def _redundancy(
    case: Any,
    lines: CostLines,
    cluster_id: str,
    council_id: str,
    leavers: Leavers,
    number: Array,
    pay_index: Index,
) -> Flow:
    """Redundancy pay: paid on the day of exit, so added up over spans in which cap and index stand still."""
    x, dates, months = lines.x, lines.dates, lines.dates.horizon
    on_costs = x("redundancy.on_costs", 0.25)
    weekly = x(f"cluster.{cluster_id}.posts.average_cost") / (1 + on_costs) / WEEKS_IN_YEAR
    multiplier = x(f"council.{council_id}.redundancy.multiplier", 1.0)
    per_exit = average_weeks(case, x) * multiplier * lines.cluster_factor("redundancy", cluster_id) * number
    capped = case.council[council_id].redundancy.weekly_pay == CAPPED
    caps = [(dates.of(day), cap) for day, cap in WEEKLY_CAP]
    last = max(months, int(np.ceil(leavers.last())) + 1)
    edges = sorted({float(month) for month in range(last + 1)} | {moment for moment, _ in caps if 0 < moment < last})
    shape, beyond = np.zeros((x.trials, months)), x.full(0.0)
    for left, right in pairwise(edges):
        pay = weekly
        if capped:
            # What falls beyond the horizon is valued at the cap and index of its last month.
            day = min(left, months - 1.0)
            cap = ([amount for moment, amount in caps if moment <= day] or [caps[0][1]])[-1]
            pay = np.minimum(weekly, cap / pay_index.year(dates.year_of(day)))
        paid = per_exit * pay * leavers.between(left, right)
        if left < months:
            shape[:, int(left)] += paid
        else:
            beyond = beyond + paid
    return _council_flow(case, x, "redundancy", cluster_id, council_id, shape, beyond)


def _strain(case: Any, lines: CostLines, cluster_id: str, council_id: str, leavers: Leavers, number: Array) -> Flow:
    """Pension strain: for members at or above the minimum pension age on the day they leave, by council profile."""
    x, dates, months = lines.x, lines.dates, lines.dates.horizon
    members = x(f"council.{council_id}.pension.members", 1.0)
    strain = x(f"cluster.{cluster_id}.posts.strain", 0.0)
    amount = number * members * strain * lines.cluster_factor("pension", cluster_id)
    rise = dates.of(PENSION_AGE_RISES)
    profile = case.council[council_id].pension.profile
    month_ends = [np.full(x.trials, float(month)) for month in range(1, months + 1)]
    paid = [np.zeros(x.trials) for _ in month_ends]
    ever = np.zeros(x.trials)
    # Long after everyone has left and been paid, in every trial.
    late = np.full(x.trials, leavers.last() + max(piece.to for piece in profile) + months + 1.0)
    for left, right, age_limit in ((-np.inf, rise, PENSION_AGE_BEFORE), (rise, np.inf, PENSION_AGE_AFTER)):
        eligible = x.full(0.0)
        for age_id, share in _age_bands(case, x).items():
            eligible = eligible + share * (x(f"redundancy.age.{age_id}.age") >= age_limit)
        for index, moment in enumerate(month_ends):
            paid[index] = paid[index] + eligible * leavers.paid_before(moment, profile, left, right)
        ever = ever + eligible * leavers.paid_before(late, profile, left, right)
    shape = np.diff(np.stack([np.zeros(x.trials), *paid], axis=1), axis=1) * amount[:, None]
    return _council_flow(case, x, "pension", cluster_id, council_id, shape, (ever - paid[-1]) * amount)


def people(
    case: Any, lines: CostLines, savings: dict[str, Array], deliveries: dict[str, Delivery], dates: Dates
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Posts removed and exits by the end of the horizon, by cluster, [TRIAL]."""
    posts, exits = {}, {}
    for cluster_id, cluster in case.cluster.items():
        if cluster.posts is None:
            continue
        arises = council_shares(case, lines.x, ARISES, cluster_id)
        removed = lines.x.full(0.0)
        for tranche in tranches(case, lines.x, dates, cluster_id, arises):
            leavers = leavers_of(tranche, lines.wanted[cluster_id], deliveries[cluster_id], lines.stop(cluster_id))
            removed = removed + tranche.share * leavers.between(-np.inf, dates.horizon)
        posts[cluster_id] = posts_of(case, lines.x, savings, cluster_id) * removed
        exits[cluster_id] = posts[cluster_id] * (1 - lines.x(f"cluster.{cluster_id}.posts.turnover", 0.0))
    return posts, exits
