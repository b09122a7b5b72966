"""Gates and exit: what is cancelled, and when spending stops (docs/model.md, section 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from reference.reading import APRIL, MONTHS_IN_YEAR, Array, Dates, Draws, Flags, year_from


@dataclass(frozen=True)
class Ending:
    """What the gates and the exit did, trial by trial.

    Attributes
    ----------
    declined
        A decline cancelled something, bool [TRIAL].
    abort_gate
        For each gate, whether it is the one that pays its abort cost, bool [TRIAL].
    exit_at
        The moment the partnership ended, infinite if it did not, [TRIAL].
    stop
        For each cluster, the moment from which its unspent cost stops, infinite if none does, [TRIAL].
    programme_stop
        The same for the programme's lines, [TRIAL].
    go_live
        For each cluster its go-live after gates and exit, infinite if cancelled, [TRIAL].
    """

    declined: Flags
    abort_gate: dict[str, Flags]
    exit_at: Array
    stop: dict[str, Array]
    programme_stop: Array
    go_live: dict[str, Array]


def gate_moments(case: Any, dates: Dates) -> list[tuple[float, str]]:
    """The gates in date order; on one day, in the order of their ids."""
    return sorted((dates.of(gate.date), gate_id) for gate_id, gate in case.gate.items())


def after_gates_and_exit(
    case: Any, x: Draws, dates: Dates, planned: dict[str, Array], wanted: dict[str, Array]
) -> Ending:
    """Run the gates in date order, then the exit."""
    go_live = {cluster_id: moment.copy() for cluster_id, moment in wanted.items()}
    stop = {cluster_id: x.full(np.inf) for cluster_id in wanted}
    declined = x.full(0.0).astype(bool)
    abort_gate = {}
    last_cancellation = x.full(0.0)
    for moment, gate_id in gate_moments(case, dates):
        decline = x.full(0.0).astype(bool)
        for council_id in case.gate[gate_id].decline:
            decline |= x(f"gate.{gate_id}.decline.{council_id}") > 0.5
        cancelled_here = x.full(0.0).astype(bool)
        for cluster_id in go_live:
            cancelled = decline & np.isfinite(go_live[cluster_id]) & (go_live[cluster_id] >= moment)
            go_live[cluster_id] = np.where(cancelled, np.inf, go_live[cluster_id])
            stop[cluster_id] = np.where(cancelled, moment, stop[cluster_id])
            cancelled_here |= cancelled
        abort_gate[gate_id] = cancelled_here & ~declined
        declined |= cancelled_here
        last_cancellation = np.where(cancelled_here, moment, last_cancellation)
    survives = np.any([np.isfinite(moment) for moment in go_live.values()], axis=0)
    programme_stop = np.where(survives, np.inf, last_cancellation)

    exit_at = np.where(survives, exit_moment(case, x, dates, planned), np.inf)
    for cluster_id in go_live:
        go_live[cluster_id] = np.where(go_live[cluster_id] < exit_at, go_live[cluster_id], np.inf)
        stop[cluster_id] = np.minimum(stop[cluster_id], exit_at)
    return Ending(declined, abort_gate, exit_at, stop, np.minimum(programme_stop, exit_at), go_live)


def exit_moment(case: Any, x: Draws, dates: Dates, planned: dict[str, Array]) -> Array:
    """The 1 April on which the partnership would end, infinite if none inside the horizon, [TRIAL].

    Each 1 April it ends with the yearly probability. One uniform settles which: the higher, the sooner.
    """
    ends = x.full(np.inf)
    if case.exit is None:
        return ends
    probability, uniform = x("exit.probability"), x("exit")
    first_planned = np.min(list(planned.values()), axis=0)
    lasting = x.full(1.0)
    # One year beyond the last, since the first year may begin before the start.
    for year in [dates.first_year, *(year + 1 for year in dates.years)]:
        moment = dates.moment(year, APRIL)
        if not 0 <= moment < dates.horizon:
            continue
        if case.exit.from_ is not None:
            open_now = x.full(year >= year_from(case.exit.from_)).astype(bool)
        else:
            open_now = moment >= first_planned + MONTHS_IN_YEAR
        lasting = np.where(open_now, lasting * (1 - probability), lasting)
        ends = np.where(open_now & np.isinf(ends) & (uniform > lasting), moment, ends)
    return ends
