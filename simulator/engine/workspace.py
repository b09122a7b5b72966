"""The memory of one block of trials: allocated once for each thread, used again for every block.

Arrays are grouped by their axes (`simulator.plan.arrays`), with a first axis of named fields; the last axis is always
LANE, so that inner loops run over neighbouring numbers. One block's work stays in the processor's cache. Money is in
£, real unless named nominal; time in months.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from distributions.jit import LANES
from simulator.plan.arrays import KINDS, Arrays
from simulator.plan.outcomes import layout

Floats = NDArray[np.float64]

(
    PROGRAMME_STOP,  # month at which nothing survived or the partnership ended
    DECLINED,  # 1 when a decline cancelled something
    EXIT,  # month at which the partnership ends
    RUNNING,  # running cost of what survives, £ a year
    BEYOND,  # cost after the horizon
    MEMORANDUM,  # redundancy and pension by the method that does not drive cash
    EXITS,  # people who leave with a payment
    FLOWS,  # the trial's absolute flows
    FIRST,  # scratch: when a piece of a flow begins
    LAST,  # scratch: when it ends
    AMOUNT,  # scratch: how much it is
    SUM,  # scratch: how much those of one schedule are
    DONE,  # scratch: share of it in the horizon
    EVER,  # scratch: share of it that ever flows
    LEVEL,  # scratch: delivered fraction that a ramp ends at
    LEAVERS,  # scratch: posts that a tranche removes
    PAY_A_WEEK,  # scratch: £ a week, real
    SHARE,  # scratch: a council's share of a cluster that is in one tranche
    TOP,  # scratch: upper end of the current interval of exclusive events
    NO_STOP,  # NEVER, for what nothing stops
    TRIAL_FIELDS,
) = range(21)
"""Fields of ``Work.trial``."""

(
    PLANNED,  # planned go-live
    GO_LIVE,  # go-live before gates and exit
    LIVE,  # actual go-live, NEVER when cancelled
    RAMP_END,  # age at which the ramp is complete
    STOP,  # month at which the cluster was cancelled or the partnership ended
    FULL,  # full-year saving, £ a year
    CASHABLE,  # of that, cashable
    OWN_RUNNING,  # running cost that the cluster owns, if it survives, £ a year
    OWN_COST,  # one-off and delay costs that it owns, in the horizon
    OWN_REDUNDANCY,  # of that, redundancy and pension
    POSTS_GONE,  # posts removed
    CLUSTER_FIELDS,
) = range(12)
"""Fields of ``Work.cluster``."""

DISCOUNT, UNWIND_YEAR, SPREAD_YEAR, ONES, YEAR_FIELDS = range(5)
"""Fields of ``Work.year``: discount factor; months still delivered after an exit; months of the flow in hand; 1."""

UNWIND, SPREAD, WHOLE_REAL, WHOLE_NOMINAL, MONTH_FIELDS = range(5)
"""Fields of ``Work.month``: share of a month still delivered after an exit (1 before); share of the flow in hand; net
cash."""

ANNUAL, COUNCIL_REDUNDANCY, COUNCIL_FIELDS = range(3)
"""Fields of ``Work.council``: annual saving, £ a year; redundancy and pension."""

SAVING, GENERAL_FUND, COST, STEADY, YEARLY_FIELDS = range(5)
"""Fields of ``Work.yearly``: saving less running costs; of that, general fund; one-off and delay costs; rates that
have become level by the start of a year, £ a year."""

REAL, NOMINAL = range(2)
"""Price bases of ``Work.cash``."""


class Work(NamedTuple):
    """Everything that a block computes on its way from draws to outcomes."""

    x: Floats  # [ROW, LANE] the inputs
    trial: Floats  # [FIELD, LANE]
    cluster: Floats  # [FIELD, CLUSTER, LANE]
    council: Floats  # [FIELD, COUNCIL, LANE]
    year: Floats  # [FIELD, YEAR, LANE]
    month: Floats  # [FIELD, MONTH, LANE]
    yearly: Floats  # [FIELD, COUNCIL, INDEX, YEAR, LANE]
    recurrent: Floats  # [COUNCIL, YEAR, LANE] saving plus running costs, for absolute flows
    cash: Floats  # [COUNCIL, PRICE BASE, MONTH, LANE] net cash
    occurred: Floats  # [EVENT, LANE] 1 or 0
    abort: Floats  # [GATE, LANE] abort cost
    key: Floats  # [KEY, COUNCIL, LANE] shares
    levels: Floats  # [INDEX, YEAR, LANE] price levels of pay and prices
    growth: Floats  # [YEAR of the index, LANE] scratch: levels while an index is built
    rate: Floats  # [COUNCIL, INDEX, LANE] scratch: a recurrent flow, £ a year
    kind: Floats  # [KIND, LANE] one-off and delay costs in the horizon
    line_factor: Floats  # [LINE, LANE] product of event factors
    posts_factor: Floats  # [POSTS, 2, LANE] the same for bottom-up redundancy and pension
    kind_share: Floats  # [KIND SHARE, LANE]
    weight: Floats  # [CLUSTER, LANE]
    band: Floats  # [BAND, LANE] shares of the age bands
    cell: Floats  # [CELL, LANE] scratch: a tranche's exits in each cell of time
    path: Floats  # [5, LANE] scratch of payback and peak
    out: Floats  # [OUTCOME ROW, LANE]


def workspace(plan: Arrays) -> Work:
    """Memory for one thread, with the fixed inputs already in place."""
    clusters, councils, years = len(plan.services.clusters), len(plan.bases.councils), plan.years
    months = plan.calendar.months

    def block(*shape: int) -> Floats:
        return np.zeros((*shape, LANES))

    work = Work(
        x=block(len(plan.fixed)),
        trial=block(TRIAL_FIELDS),
        cluster=block(CLUSTER_FIELDS, clusters),
        council=block(COUNCIL_FIELDS, councils),
        year=block(YEAR_FIELDS, years),
        month=block(MONTH_FIELDS, months),
        yearly=block(YEARLY_FIELDS, councils, 2, years),
        recurrent=block(councils, years),
        cash=block(councils, 2, months),
        occurred=block(len(plan.risks.events)),
        abort=block(len(plan.risks.gates)),
        key=block(len(plan.bases.key_kind), councils),
        levels=block(2, years),
        growth=block(plan.bases.growth_rows.shape[1]),
        rate=block(councils, 2),
        kind=block(len(KINDS)),
        line_factor=block(len(plan.costs.lines)),
        posts_factor=block(len(plan.redundancy.posts), 2),
        kind_share=block(len(plan.costs.kind_share_rows)),
        weight=block(clusters),
        band=block(len(plan.redundancy.bands)),
        cell=block(len(plan.redundancy.cells)),
        path=block(5),
        out=block(layout(years, clusters, councils).rows),
    )
    work.x[:] = plan.fixed[:, None]
    work.year[ONES] = 1.0
    return work
