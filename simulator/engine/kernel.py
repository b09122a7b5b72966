"""One block of trials from draws to outcomes, in the order of docs/model.md section 3; and a run of blocks."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from distributions.by_address import address_of, call
from distributions.jit import LANES, kernel, stage
from simulator.engine.bases import council_keys, discount_factors, index_levels
from simulator.engine.costs import cost_factors, pay_consequences, pay_for_delay, pay_lines, shares_of_total
from simulator.engine.draws import draw
from simulator.engine.gates import leave, pass_gates, unwinding
from simulator.engine.outcomes import (
    divide,
    write_clusters,
    write_costs,
    write_milestones,
    write_paths,
    write_savings,
    write_shares,
    write_values,
    write_years,
)
from simulator.engine.payback import follow_paths
from simulator.engine.redundancy import pay_redundancy
from simulator.engine.savings import full_year_savings, run_services, save, unwind
from simulator.engine.timing import go_lives, occurrences
from simulator.engine.workspace import (
    BEYOND,
    EXITS,
    MEMORANDUM,
    MONTHS,
    OWN_COST,
    OWN_REDUNDANCY,
    OWN_RUNNING,
    POSTS_GONE,
    RUNNING,
    Floats,
    Work,
)
from simulator.plan.arrays import Arrays
from simulator.plan.outcomes import Layout


class Run(NamedTuple):
    """What all blocks of a run of trials share: the seed, the number of the first block's first trial, the uniforms of
    a design (`simulator.engine.designs.given_uniforms`), where outcomes go, and the first financial year."""

    seed: np.uint64
    first_trial: int
    given: Floats
    at: Layout
    first_year: int


@kernel
def simulate_run(parts, plan, run, w, keep, first_trial, values, offset, count):
    """``count`` trials from ``first_trial`` on into ``values`` [KEPT, TRIAL] from ``offset`` on, block by block.

    Blocks begin at multiples of LANES, whatever the first trial, so that a trial always shares its block with the same
    neighbours and its last bits depend on nothing but itself and the seed. ``parts`` are the addresses of `PARTS`;
    ``keep`` holds the OUTCOME ROWs wanted.
    """
    w.bends[:] = 0.0
    done = 0
    while done < count:
        trial = first_trial + done
        skip = trial % LANES
        for part in parts:
            call(part, plan, run, w, trial - skip)
        take = min(LANES - skip, count - done)
        copy_out(keep, w.out, skip, take, values, offset + done)
        done += take


# Every stage is called from a part: numba optimises a stage again in each function that leads to it.


@kernel
def draw_inputs(plan, run, w, trial):
    """The inputs of the block that begins with ``trial``."""
    draw(plan.draws, run.seed, trial, run.given, trial - run.first_trial, w.x)


@kernel
def deliver_savings(plan, run, w, trial):
    """What happens, when services go live, and what they save from then on."""
    services, risks, bases, calendar = plan.services, plan.risks, plan.bases, plan.calendar
    occurrences(risks.events, w)
    go_lives(services, risks.effects, w)
    pass_gates(risks, w)
    leave(risks, w)
    unwinding(risks, calendar, w)
    council_keys(bases, w)
    index_levels(bases, w)
    discount_factors(bases, w)
    clear(w)
    full_year_savings(services, risks.effects, w)
    save(services, calendar, w)
    run_services(services, calendar, w)
    unwind(risks.unwind_row, calendar, w)


@kernel
def incur_costs(plan, run, w, trial):
    """One-off costs, costs of delay, and redundancy."""
    services, risks, costs, bases, calendar = plan.services, plan.risks, plan.costs, plan.bases, plan.calendar
    shares_of_total(costs.kind_share_rows, w.x, w.kind_share)
    shares_of_total(costs.weight_rows, w.x, w.weight)
    cost_factors(risks.effects, w)
    pay_lines(costs, calendar, w)
    pay_for_delay(costs, services.clusters, calendar, w)
    pay_consequences(risks, services.clusters, calendar, w)
    pay_redundancy(plan.redundancy, services, bases.councils, calendar, w)


@kernel
def find_outcomes(plan, run, w, trial):
    """The outcomes that all this makes."""
    at, bases, calendar, clusters = run.at, plan.bases, plan.calendar, plan.services.clusters
    divide(w)
    write_savings(at, w)
    write_costs(at, w)
    write_years(bases, at, w)
    write_values(at, w)
    if w.wanted[MONTHS] == 1:
        follow_paths(calendar, w)
        write_paths(calendar, at, w)
    write_shares(bases, clusters, at, w)
    write_milestones(at, run.first_year, w)
    write_clusters(at, w)


PARTS = (draw_inputs, deliver_savings, incur_costs, find_outcomes)
"""What makes a block's trials, one after the other: each is compiled by itself (`distributions.by_address`)."""


def addresses(plan: Arrays, run: Run, w: Work, parts: tuple[Any, ...] = PARTS) -> tuple[Any, ...]:
    """Where the parts are, for `simulate_run`; all that is given as it is given to that."""
    return tuple(address_of(part, plan, run, w, 0) for part in parts)


@stage
def clear(w):
    """Empty what a block adds up."""
    for field in (RUNNING, BEYOND, MEMORANDUM, EXITS):
        w.trial[field : field + LANES] = 0.0
    for field in (OWN_RUNNING, OWN_COST, OWN_REDUNDANCY, POSTS_GONE):
        w.cluster[field] = 0.0
    w.bucket_year[:] = 0.0
    w.bucket[:] = 0.0
    w.frozen[:] = 0.0
    w.kind[:] = 0.0


@stage
def copy_out(rows, block, skip, take, values, first):
    """Copy ``take`` lanes from ``skip`` on of some rows of a block into ``values`` [ROW, TRIAL] from ``first`` on."""
    for j in range(len(rows)):
        source, target = block[rows[j]], values[j, first : first + take]
        if take == LANES:
            for lane in range(LANES):
                target[lane] = source[lane]
        else:
            for lane in range(take):
                target[lane] = source[skip + lane]


@kernel
def draw_run(part, plan, run, w, first_trial, values):
    """The inputs of trials from ``first_trial`` on, into ``values`` [ROW, TRIAL]; ``part``: where `draw_inputs` is."""
    count = values.shape[1]
    done = 0
    while done < count:
        trial = first_trial + done
        skip = trial % LANES
        call(part, plan, run, w, trial - skip)
        take = min(LANES - skip, count - done)
        for row in range(len(values)):
            for lane in range(take):
                values[row, done + lane] = w.x[row, skip + lane]
        done += take
