"""Bottom-up redundancy: posts, exits, payments and pension strain (docs/model.md, section 5)."""

from __future__ import annotations

import numpy as np

from benchmarks.numpy_model.costs import Costs, event_factors, shares_of_total
from benchmarks.numpy_model.savings import ramp, ramp_integral, tranche_share
from benchmarks.numpy_model.timing import Timetable
from simulator.plan.arrays import (
    NEVER,
    PAY,
    PENSION,
    PENSION_FACTOR,
    REDUNDANCY,
    REDUNDANCY_FACTOR,
    Arrays,
    Statute,
)

Array = np.ndarray


def statutory_weeks(statute: Statute, age: Array, service: Array) -> Array:
    """Weeks of pay for a leaver: each counted year of service by the age at which it began."""
    years = np.floor(service)
    counted = np.where(years >= statute.qualifying_years, np.minimum(years, statute.most_years), 0.0)
    older = np.clip(np.floor(age - statute.older_from), 0.0, counted)
    not_young = np.clip(np.floor(age - statute.young_until), 0.0, counted)
    return (
        statute.weeks_young * (counted - not_young)
        + statute.weeks_between * (not_young - older)
        + statute.weeks_older * older
    )


def pay_redundancy(plan: Arrays, x: Array, when: Timetable, cashable: Array, levels: Array, costs: Costs) -> None:
    """Posts, exits, payments and strain of every cluster with posts.

    ``cashable`` are full-year savings [CLUSTER, TRIAL], ``levels`` those of pay and prices [INDEX, YEAR, TRIAL].
    """
    terms, services = plan.redundancy, plan.services
    if len(terms.posts) == 0:
        return
    band = shares_of_total(x, terms.band_share_rows)
    weeks = (band * statutory_weeks(terms.statute, x[terms.bands.age_row], x[terms.bands.service_row])).sum(axis=0)
    factors = [
        event_factors(plan, x, when.occurred, does, len(terms.posts)) for does in (REDUNDANCY_FACTOR, PENSION_FACTOR)
    ]
    for p, posts in enumerate(terms.posts):
        c = posts.cluster
        cluster, average = services.clusters[c], x[posts.average_cost_row]
        weekly = average / (1.0 + x[terms.on_costs_row]) / terms.statute.weeks_in_a_year
        overrun = x[posts.overrun_row] * factors[0][p], x[posts.pension_overrun_row] * factors[1][p]
        pieces = services.pieces[cluster.first_piece : cluster.last_piece]
        for number, tranche in enumerate(services.tranches):
            if tranche.cluster != c:
                continue
            first = np.where(when.live[c] < NEVER, np.maximum(when.live[c], tranche.release), NEVER)
            share = tranche_share(plan, x, costs.key[posts.employer_key], number)
            leavers = share * cashable[c] * x[cluster.staff_share_row] / average
            cell = exits_by_cell(plan, x, pieces, first, when.stop[c])
            gone = cell[:-1].sum(axis=0)
            costs.posts[c] += leavers.sum(axis=0) * gone
            leavers = leavers * (1.0 - x[posts.turnover_row])
            costs.exits += leavers.sum(axis=0) * gone
            _pay_leavers(plan, x, c, leavers * weeks * overrun[0], weekly, cell, levels, costs)
            for piece in pieces:
                leave = first + piece.offset, x[piece.length_row], when.stop[c]
                strain = leavers * piece.mass * x[posts.strain_row] * overrun[1]
                _pay_strain(plan, x, c, strain, band, leave, costs)


def exits_by_cell(plan: Arrays, x: Array, pieces, first: Array, stop: Array) -> Array:
    """The fraction of a tranche's exits in each cell of time, [CELL, TRIAL]; the last lies beyond the horizon."""
    cells = plan.redundancy.cells
    edges = np.append(cells.start, NEVER)[:, None]
    left = np.zeros((len(edges), x.shape[1]))
    for piece in pieces:
        left += piece.mass * ramp(np.minimum(edges, stop) - first - piece.offset, x[piece.length_row])
    return np.diff(left, axis=0)


def _pay_leavers(
    plan: Arrays, x: Array, cluster: int, amount: Array, weekly: Array, cell: Array, levels: Array, costs: Costs
) -> None:
    """Redundancy payments: ``amount`` [COUNCIL, TRIAL] times the pay of the day, capped where the policy says so."""
    terms = plan.redundancy
    cells = terms.cells
    cap = cells.cap[:, None] / levels[PAY, cells.year]
    first_cell = np.searchsorted(cells.month, np.arange(plan.calendar.months))
    for k, council in enumerate(plan.bases.councils):
        pay = np.minimum(weekly, cap) if council.capped else weekly
        paid = amount[k] * x[council.multiplier_row] * pay * cell
        if not terms.drives_cash:
            costs.memorandum += paid[:-1].sum(axis=0)
            continue
        costs.flow[k, PAY] += np.add.reduceat(paid[:-1], first_cell, axis=0)
        by_council = np.zeros((len(plan.bases.councils), x.shape[1]))
        by_council[k] = paid[:-1].sum(axis=0)
        costs.count(REDUNDANCY, cluster, by_council, paid[-1])


def _pay_strain(
    plan: Arrays, x: Array, cluster: int, amount: Array, band: Array, leave: tuple[Array, Array, Array], costs: Costs
) -> None:
    """Pension strain: ``amount`` [COUNCIL, TRIAL] for those old enough on the day they leave, by council profile.

    ``leave`` says from when, over how long and until when at most people leave.
    """
    terms = plan.redundancy
    origin, length, stop = leave
    for old in terms.pension_ages:
        until = np.minimum(old.end, stop)
        a = np.minimum(np.maximum(origin, old.start), until)
        z = np.maximum(np.minimum(origin + length, until), a)
        at_once = (old.start <= origin) & (origin < until)
        part = np.where(length > 0.0, (z - a) / np.where(length > 0.0, length, 1.0), at_once)
        eligible = (band * (x[terms.bands.age_row] >= old.age)).sum(axis=0)
        for k, council in enumerate(plan.bases.councils):
            strain = amount[k] * part * eligible * x[council.members_row]
            for piece in terms.profile[council.first_piece : council.last_piece]:
                paid, ever = paid_after_exits(plan, a, z, piece.begin, piece.end, stop)
                share = strain * piece.share
                if not terms.drives_cash:
                    costs.memorandum += share * paid[-1]
                    continue
                costs.flow[k, PAY] += np.diff(paid, axis=0) * share
                by_council = np.zeros((len(plan.bases.councils), x.shape[1]))
                by_council[k] = share * paid[-1]
                costs.count(PENSION, cluster, by_council, share * (ever - paid[-1]))


def paid_after_exits(plan: Arrays, a: Array, z: Array, begin: float, end: float, stop: Array) -> tuple[Array, Array]:
    """The share paid by each month's end, [MONTH + 1, TRIAL], and ever, [TRIAL].

    People leave evenly from ``a`` to ``z``; each is paid for from ``begin`` to ``end`` after. Nothing is paid after
    ``stop``.
    """
    length = end - begin
    wide = z > a
    width = np.where(wide, z - a, 1.0)

    def share(month) -> Array:
        until = np.minimum(month, stop) - begin
        if length > 0.0:
            spread = ramp_integral(until - a, length) - ramp_integral(until - z, length)
            return np.where(wide, spread / width, ramp(until - a, length))
        return ramp(until - a, z - a)

    paid = share(np.arange(plan.calendar.months + 1.0)[:, None])
    paid[0] = 0.0
    # Nothing is read off at NEVER: so far out, a difference of integrals has no digits left.
    return paid, np.where(stop > z + end, 1.0, share(z + end))
