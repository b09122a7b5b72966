"""The memory of one block of trials: allocated once for each thread, used again for every block.

Arrays are grouped by their axes (`simulator.plan.arrays`), with a first axis of named fields; the last axis is always
LANE, so that inner loops run over neighbouring numbers. One block's work stays in the processor's cache. Money is in
£, real unless named nominal; time in months.

BUCKET is an axis of its own: flows are added up by what divides them between councils, and divided once at the end.
First comes a bucket for each council key, then one for each council to which something belongs wholly.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from distributions.jit import LANES
from simulator.plan.arrays import KINDS, NONE, Arrays
from simulator.plan.outcomes import layout

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

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
    CUT,  # scratch: when a flow is stopped, or a ramp frozen
    HALF,  # scratch: half of the slope of a ramp
    AMOUNT,  # scratch: how much it is
    SUM,  # scratch: how much those of one schedule are
    DONE,  # scratch: share of it in the horizon
    EVER,  # scratch: share of it that ever flows
    NOW,  # scratch: share of it until the moment in hand
    LEVEL,  # scratch: delivered fraction that a ramp ends at
    PAY_RATE,  # scratch: of a recurrent flow, what moves with pay, £ a month
    PRICE_RATE,  # scratch: what moves with prices
    RATE,  # scratch: one of these
    LEAVERS,  # scratch: posts that a tranche removes
    WEEKS,  # scratch: weeks of pay that a leaver gets, on average
    PAY_A_WEEK,  # scratch: £ a week, real
    SHARE,  # scratch: a council's share of a cluster that is in one tranche
    TOP,  # scratch: upper end of the current interval of exclusive events
    GAP,  # scratch: the gap of a year, £ nominal
    FUND,  # scratch: the general fund's saving in it
    NO_STOP,  # NEVER, for what nothing stops
    TRIAL_FIELDS,
) = range(0, 30 * LANES, LANES)
"""Fields of ``Work.trial``: where the lanes of each begin. The compiler then knows how far apart they are, and checks
no two for overlap."""

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

DISCOUNT, UNWIND_YEAR, SPREAD_YEAR, YEAR_FIELDS = range(4)
"""Fields of ``Work.year``: discount factor; months still delivered after an exit; months of the flow in hand."""

ANNUAL, PEOPLE, COUNCIL_FIELDS = range(3)
"""Fields of ``Work.council`` and ``Work.bucket``: annual saving, £ a year; redundancy and pension."""

SAVING, GENERAL_FUND, COST, RUNNING_YEAR, YEARLY_FIELDS = range(5)
"""Fields of ``Work.yearly`` and ``Work.bucket_year``: saving less running costs; of that, general fund; one-off and
delay costs; running costs."""

(
    NET_PAY,  # cumulative net cash that moves with pay, to the month-end in hand
    NET_PRICES,  # and with prices
    LIMIT,  # what counts as below zero
    LIMIT_DISCOUNTED,  # the same for the discounted path
    LAST_BELOW,  # last month-end below it, 0 for none
    LAST_BELOW_DISCOUNTED,
    THRESHOLD,  # undiscounted net cash that makes discounted net cash reach its limit, in the year in hand
    DISCOUNTED,  # discounted net cash at the start of the year in hand
    PAY_LEVEL,  # price levels of the year in hand
    PRICE_LEVEL,
    OFFSET,  # nominal net cash less what these make of net cash, in the year in hand
    DEEPEST,  # lowest nominal net cash so far
    PEAK_MONTH,  # first month-end that reaches it
    ABSOLUTE,  # absolute flows
    ABSOLUTE_DISCOUNTED,
    VALUE,  # present value of savings less running costs
    PRESENT_COST,  # present value of costs
    PATH_FIELDS,
) = range(0, 18 * LANES, LANES)
"""Fields of ``Work.path``, likewise."""

SECOND_SUM, FIRST_SUM, CUMULATIVE, SUMS = range(0, 4 * LANES, LANES)
"""Fields of ``Work.sums``, likewise: a bucket's third differences, summed up once, twice and three times."""

MONTHS = 0
"""Place in ``Work.wanted``."""

LINE = 8
"""Numbers in a cache line."""

SLACK = 4
"""Months beyond the horizon into which the last bends reach; nobody reads them."""


class Work(NamedTuple):
    """Everything that a block computes on its way from draws to outcomes."""

    x: Floats  # [ROW, LANE] the inputs
    trial: Floats  # [FIELD of LANES]
    cluster: Floats  # [FIELD, CLUSTER, LANE]
    council: Floats  # [FIELD, COUNCIL, LANE]
    bucket: Floats  # [FIELD, BUCKET, LANE]
    own_bucket: Ints  # [COUNCIL] the bucket of what is wholly its own, NONE without
    year: Floats  # [FIELD, YEAR, LANE]
    yearly: Floats  # [FIELD, COUNCIL, INDEX, YEAR, LANE]
    bucket_year: Floats  # [FIELD, BUCKET, INDEX, YEAR, LANE]
    bends: Floats  # [BUCKET, INDEX, MONTH, LANE] third differences of cumulative net cash at month-ends
    frozen: Floats  # [BUCKET, INDEX, LANE] recurrent rates at the exit, £ a month
    sums: Floats  # [BUCKET, INDEX, SUM of LANES] sums of the bends
    path: Floats  # [PATH, FIELD of LANES] of each council and, last, of the whole
    real: Floats  # [PATH, MONTH + 1, LANE] cumulative net cash at month-ends
    nominal: Floats  # [PATH, MONTH + 1, LANE] the same in nominal terms
    zero: Floats  # [PATH, YEAR, LANE] undiscounted net cash at which discounted net cash is zero
    occurred: Floats  # [EVENT, LANE] 1 or 0
    abort: Floats  # [GATE, LANE] abort cost
    key: Floats  # [KEY, COUNCIL, LANE] shares
    levels: Floats  # [INDEX, YEAR, LANE] price levels of pay and prices
    growth: Floats  # [YEAR of the index, LANE] scratch: levels while an index is built
    kind: Floats  # [KIND, LANE] one-off and delay costs in the horizon
    line_factor: Floats  # [LINE, LANE] product of event factors
    posts_factor: Floats  # [POSTS, 2, LANE] the same for bottom-up redundancy and pension
    kind_share: Floats  # [KIND SHARE, LANE]
    weight: Floats  # [CLUSTER, LANE]
    band: Floats  # [BAND, LANE] shares of the age bands
    cell: Floats  # [CELL, LANE] scratch: a tranche's exits in each cell of time
    wanted: Ints  # [1] whether anything is asked for that needs months
    out: Floats  # [OUTCOME ROW, LANE]


def workspace(plan: Arrays) -> Work:
    """Memory for one thread, with the fixed inputs already in place."""
    clusters, councils, years = len(plan.services.clusters), len(plan.bases.councils), plan.years
    months, keys = plan.calendar.months, len(plan.bases.key_kind)
    own = range(councils) if len(plan.redundancy.posts) else sorted(set(plan.services.tranches.council) - {NONE})
    buckets = keys + len(own)

    def block(*shape: int) -> Floats:
        return aligned((*shape, LANES))

    work = Work(
        x=block(len(plan.fixed)),
        trial=aligned((TRIAL_FIELDS,)),
        cluster=block(CLUSTER_FIELDS, clusters),
        council=block(COUNCIL_FIELDS, councils),
        bucket=block(COUNCIL_FIELDS, buckets),
        own_bucket=np.full(councils, NONE),
        year=block(YEAR_FIELDS, years),
        yearly=block(YEARLY_FIELDS, councils, 2, years),
        bucket_year=block(YEARLY_FIELDS, buckets, 2, years),
        bends=block(buckets, 2, months + SLACK),
        frozen=block(buckets, 2),
        sums=aligned((buckets, 2, SUMS)),
        path=aligned((councils + 1, PATH_FIELDS)),
        real=block(councils + 1, months + 1),
        nominal=block(councils + 1, months + 1),
        zero=block(councils + 1, years),
        occurred=block(len(plan.risks.events)),
        abort=block(len(plan.risks.gates)),
        key=block(keys, councils),
        levels=block(2, years),
        growth=block(plan.bases.growth_rows.shape[1]),
        kind=block(len(KINDS)),
        line_factor=block(len(plan.costs.lines)),
        posts_factor=block(len(plan.redundancy.posts), 2),
        kind_share=block(len(plan.costs.kind_share_rows)),
        weight=block(clusters),
        band=block(len(plan.redundancy.bands)),
        cell=block(len(plan.redundancy.cells)),
        wanted=np.ones(1, dtype=np.int64),
        out=block(layout(years, clusters, councils).rows),
    )
    work.x[:] = plan.fixed[:, None]
    work.own_bucket[list(own)] = range(keys, buckets)
    return work


def aligned(shape: tuple[int, ...]) -> Floats:
    """Zeros that begin at the start of a cache line: vectors that straddle two lines take twice as long."""
    size = math.prod(shape)
    memory = np.zeros(size + LINE)
    first = -(memory.ctypes.data // memory.itemsize) % LINE
    return memory[first : first + size].reshape(shape)
