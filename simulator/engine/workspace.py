"""The memory of one block of trials: allocated once for each thread, used again for every block.

Axes as in `simulator.plan.arrays`; the last is always LANE, so that inner loops run over neighbouring numbers. One block's
work stays in the processor's cache.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from distributions.jit import LANES
from simulator.plan.arrays import KINDS, Arrays
from simulator.plan.outcomes import layout

Floats = NDArray[np.float64]


class Work(NamedTuple):
    """Everything that a block computes on its way from draws to outcomes. Money in £, real unless named nominal; time in months."""

    x: Floats  # [ROW, LANE] the inputs
    top: Floats  # [LANE] upper end of the current interval of exclusive events
    occurred: Floats  # [EVENT, LANE] 1 or 0
    planned: Floats  # [CLUSTER, LANE] planned go-live
    go_live: Floats  # [CLUSTER, LANE] go-live before gates and exit
    live: Floats  # [CLUSTER, LANE] actual go-live, NEVER when cancelled
    ramp_end: Floats  # [CLUSTER, LANE] age at which the ramp is complete
    stop: Floats  # [CLUSTER, LANE] month at which the cluster was cancelled or the partnership ended
    programme_stop: Floats  # [LANE] the same for the programme
    declined: Floats  # [LANE] 1 when a decline cancelled something
    abort: Floats  # [GATE, LANE] abort cost
    exit_month: Floats  # [LANE]
    full: Floats  # [CLUSTER, LANE] full-year saving, £ a year
    cashable: Floats  # [CLUSTER, LANE] of that, cashable
    running: Floats  # [LANE] running cost of what survives, £ a year
    cluster_running: Floats  # [CLUSTER, LANE] of that, owned by the cluster
    council_saving: Floats  # [COUNCIL, LANE] annual saving, £ a year
    alive: Floats  # [LANE] scratch: 1 where a flow survives
    key: Floats  # [KEY, COUNCIL, LANE] shares
    index: Floats  # [INDEX, YEAR, LANE] of pay and prices
    growth: Floats  # [YEAR of the index, LANE] levels while an index is built
    discount: Floats  # [YEAR, LANE]
    unwind: Floats  # [MONTH, LANE] share of a month still delivered after an exit, 1 before
    unwind_year: Floats  # [YEAR, LANE] its sum
    spread: Floats  # [MONTH, LANE] share of one flow that falls in each month
    spread_year: Floats  # [YEAR, LANE] its sum by year
    before: Floats  # [LANE] scratch: cumulative share at the last month end
    level: Floats  # [LANE] scratch: delivered fraction that a ramp ends at
    first: Floats  # [LANE] scratch: where a piece begins
    last: Floats  # [LANE] scratch: where it ends
    amount: Floats  # [LANE] scratch: an amount
    done: Floats  # [LANE] scratch: share spent in the horizon
    ever: Floats  # [LANE] scratch: share ever spent
    rate: Floats  # [COUNCIL, INDEX, LANE] scratch: a recurrent flow, £ a year
    steady: Floats  # [COUNCIL, INDEX, YEAR, LANE] rates that have become level by the start of a year, £ a year
    real: Floats  # [COUNCIL, MONTH, LANE] net cash
    nominal: Floats  # [COUNCIL, MONTH, LANE] net cash, nominal
    saving: Floats  # [COUNCIL, INDEX, YEAR, LANE] saving less running costs
    general_fund: Floats  # [COUNCIL, INDEX, YEAR, LANE] of that, general fund
    cost: Floats  # [COUNCIL, INDEX, YEAR, LANE] one-off and delay costs
    recurrent: Floats  # [COUNCIL, YEAR, LANE] saving plus running costs, for absolute flows
    kind: Floats  # [KIND, LANE] one-off and delay costs in the horizon
    cluster_cost: Floats  # [CLUSTER, LANE] of that, owned by the cluster
    cluster_redundancy: Floats  # [CLUSTER, LANE] of that, redundancy and pension
    council_redundancy: Floats  # [COUNCIL, LANE] redundancy and pension
    beyond: Floats  # [LANE] cost after the horizon
    memorandum: Floats  # [LANE] redundancy and pension by the method that does not drive cash
    line_factor: Floats  # [LINE, LANE] product of event factors
    posts_factor: Floats  # [POSTS CLUSTER, 2, LANE] the same for bottom-up redundancy and pension
    kind_share: Floats  # [KIND SHARE, LANE]
    weight: Floats  # [CLUSTER, LANE]
    band: Floats  # [BAND, LANE] shares of the age bands
    cell: Floats  # [CELL, LANE] exits of a tranche in each cell of time
    posts: Floats  # [CLUSTER, LANE] posts removed
    exits: Floats  # [LANE]
    whole_real: Floats  # [MONTH, LANE]
    whole_nominal: Floats  # [MONTH, LANE]
    out: Floats  # [OUTCOME ROW, LANE]


def workspace(plan: Arrays) -> Work:
    """Memory for one thread, with the fixed inputs already in place."""
    rows, clusters, councils, years = len(plan.fixed), plan.clusters, plan.councils, plan.years
    months, lines = plan.calendar.months, len(plan.costs.line_kind)

    def block(*shape: int) -> Floats:
        return np.zeros((*shape, LANES))

    x = block(rows)
    x[:] = plan.fixed[:, None]
    posts = len(plan.posts.clusters)
    return Work(
        x=x,
        top=block(),
        occurred=block(len(plan.events.draw_rows)),
        planned=block(clusters),
        go_live=block(clusters),
        live=block(clusters),
        ramp_end=block(clusters),
        stop=block(clusters),
        programme_stop=block(),
        declined=block(),
        abort=block(len(plan.gates.month)),
        exit_month=block(),
        full=block(clusters),
        cashable=block(clusters),
        running=block(),
        cluster_running=block(clusters),
        council_saving=block(councils),
        alive=block(),
        key=block(len(plan.bases.key_kind), councils),
        index=block(2, years),
        growth=block(plan.indices.growth_rows.shape[1]),
        discount=block(years),
        unwind=block(months),
        unwind_year=block(years),
        spread=block(months),
        spread_year=block(years),
        before=block(),
        level=block(),
        first=block(),
        last=block(),
        amount=block(),
        done=block(),
        ever=block(),
        rate=block(councils, 2),
        steady=block(councils, 2, years),
        real=block(councils, months),
        nominal=block(councils, months),
        saving=block(councils, 2, years),
        general_fund=block(councils, 2, years),
        cost=block(councils, 2, years),
        recurrent=block(councils, years),
        kind=block(len(KINDS)),
        cluster_cost=block(clusters),
        cluster_redundancy=block(clusters),
        council_redundancy=block(councils),
        beyond=block(),
        memorandum=block(),
        line_factor=block(lines),
        posts_factor=block(posts, 2),
        kind_share=block(len(plan.costs.kind_share_rows)),
        weight=block(clusters),
        band=block(len(plan.posts.band_share_rows)),
        cell=block(len(plan.posts.cell_start)),
        posts=block(clusters),
        exits=block(),
        whole_real=block(months),
        whole_nominal=block(months),
        out=block(layout(years, clusters, councils).rows),
    )
