"""Clusters as the engine knows them: timing, ramps, savings, locks and running costs (docs/model.md sections 3 and
4)."""

from __future__ import annotations

from simulator.plan.arrays import (
    CLUSTER,
    EDGE,
    NEVER,
    NONE,
    PAY,
    PIECE,
    PRICES,
    PROGRAMME,
    RUNNING,
    TRANCHE,
    ZERO_ROW,
    Services,
    table,
)
from simulator.plan.keys import Keys
from simulator.plan.rows import Rows

NO_RELEASE = -NEVER
"""Release month of a tranche that no contract holds back."""


def services(case, rows: Rows, keys: Keys, clusters: tuple[str, ...], councils: tuple[str, ...]) -> Services:
    """The tables of clusters, prerequisites, ramps, tranches and running costs. ``clusters`` and ``councils`` are the
    axes."""
    waves = {
        name: (rows.add(f"wave.{name}.start", wave.start), rows.add(f"wave.{name}.delay", wave.delay))
        for name, wave in sorted(case.wave.items())
    }
    ramps = {
        name: ZERO_ROW if wave.ramp is None else rows.add(f"wave.{name}.ramp", wave.ramp)
        for name, wave in sorted(case.wave.items())
    }
    entries: list[tuple] = []
    pieces: list[tuple[int, float, float]] = []
    for name in clusters:
        cluster, wave_id = case.cluster[name], case.cluster[name].wave
        own, end_offset, end_row = _ramp(case, rows, name, ramps[wave_id])
        cuts = (len(pieces), len(pieces) + len(own))
        pieces += own
        dip = cluster.dip
        weight = rows.optional(f"cluster.{name}.weight", cluster.weight)
        entries.append(
            (
                *waves[wave_id],
                rows.add(f"cluster.{name}.delay", cluster.delay),
                end_row,
                *cuts,
                *(
                    rows.add(f"cluster.{name}.{field}", getattr(cluster, field))
                    for field in ("saving", "realisation", "overlap", "cashable", "general_fund", "staff_share")
                ),
                rows.optional(f"cluster.{name}.budget", cluster.budget),
                rows.constant(cluster.saving.middle) if weight == NONE else weight,
                rows.add(f"cluster.{name}.dual_running", cluster.dual_running),
                NONE if dip is None else rows.add(f"cluster.{name}.dip.amount", dip.amount),
                NONE if dip is None else rows.add(f"cluster.{name}.dip.months", dip.months),
                keys.number(cluster.key, name),
                end_offset,
            )
        )
    return Services(
        common_delay_row=rows.add("delay.common", case.delay.common),
        delivery_row=rows.add("delivery.factor", case.delivery.factor),
        clusters=table(CLUSTER, entries),
        edges=table(EDGE, _edges(case, rows, clusters)),
        pieces=table(PIECE, [*pieces, (ZERO_ROW, 0.0, 1.0)]),
        tranches=table(TRANCHE, _tranches(case, rows, clusters, councils)),
        running=table(RUNNING, _running(case, rows, keys, clusters)),
    )


def _ramp(case, rows: Rows, name: str, wave_ramp_row: int) -> tuple[list[tuple[int, float, float]], float, int]:
    """The ramp of a cluster: its pieces (length row, offset, mass), and when it ends: so many months, plus a row's."""
    cluster = case.cluster[name]
    wave = case.wave[cluster.wave]
    own = cluster.ramp is not None or cluster.phasing is not None
    phasing = cluster.phasing if own else wave.phasing
    if phasing is not None:
        steps = [(ZERO_ROW, 12.0 * year, float(share)) for year, share in enumerate(phasing)]
        return steps, 12.0 * (len(phasing) - 1), ZERO_ROW
    row = rows.add(f"cluster.{name}.ramp", cluster.ramp) if own else wave_ramp_row
    return [(row, 0.0, 1.0)], 0.0, row


def _edges(case, rows: Rows, clusters: tuple[str, ...]) -> list[tuple[int, int, int]]:
    """(cluster, prerequisite, row of the lag), every prerequisite before what needs it (validation has excluded
    cycles)."""
    done: list[str] = []
    while len(done) < len(clusters):
        for name in clusters:
            if name not in done and all(need.cluster in done for need in case.cluster[name].prerequisites):
                done.append(name)
    return [
        (
            clusters.index(name),
            clusters.index(need.cluster),
            rows.add(f"cluster.{name}.prerequisites.{need.cluster}.lag", need.lag),
        )
        for name in done
        for need in case.cluster[name].prerequisites
    ]


def _tranches(case, rows: Rows, clusters: tuple[str, ...], councils: tuple[str, ...]) -> list[tuple]:
    """(cluster, row of its share, council, release): first what no contract holds back, then each lock."""
    free = [(c, ZERO_ROW, NONE, NO_RELEASE) for c in range(len(clusters))]
    return free + [
        (
            clusters.index(lock.cluster),
            rows.add(f"lock.{name}.share", lock.share),
            NONE if lock.council is None else councils.index(lock.council),
            case.calendar.day_after(lock.until),
        )
        for name, lock in sorted(case.lock.items())
    ]


def _running(case, rows: Rows, keys: Keys, clusters: tuple[str, ...]) -> list[tuple]:
    """(owner, row of the amount, row of its general-fund share, key, index) of each running cost."""
    found = []
    for name, item in sorted(case.running.items()):
        owner = None if item.owner == "programme" else item.owner
        found.append(
            (
                PROGRAMME if owner is None else clusters.index(owner),
                rows.add(f"running.{name}.amount", item.amount),
                rows.add(f"running.{name}.general_fund", item.general_fund),
                keys.number(item.key, owner),
                PAY if item.index == "pay" else PRICES,
            )
        )
    return found
