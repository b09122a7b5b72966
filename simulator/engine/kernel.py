"""One block of trials from draws to outcomes, in the order of docs/model.md section 3; and a run of blocks."""

from __future__ import annotations

from distributions.jit import LANES, kernel
from simulator.engine.bases import council_keys, discount_factors, index_levels
from simulator.engine.costs import cost_factors, pay_consequences, pay_for_delay, pay_lines, shares_of_total
from simulator.engine.draws import draw
from simulator.engine.gates import leave, pass_gates, unwinding
from simulator.engine.outcomes import write_outcomes
from simulator.engine.redundancy import pay_redundancy
from simulator.engine.savings import full_year_savings, run_services, save, settle
from simulator.engine.timing import go_lives, occurrences


@kernel
def simulate_block(plan, at, first_year, seed, first_trial, w):
    """Trials ``first_trial`` to ``first_trial + LANES - 1``: fill ``w.out`` [OUTCOME ROW, LANE]."""
    draw(plan.draws, plan.decisions, seed, first_trial, w.x)
    occurrences(plan.events, w.x, w.top, w.occurred)
    go_lives(plan.timing, plan.events, w.x, w.occurred, w.planned, w.go_live, w.ramp_end)
    pass_gates(plan.gates, w.x, w.go_live, w.live, w.stop, w.programme_stop, w.declined, w.abort)
    leave(plan.exit, w.x, w.planned, w.live, w.stop, w.programme_stop, w.exit_month)
    unwinding(plan.calendar, plan.exit, w.x, w.exit_month, w.unwind, w.unwind_year)
    council_keys(plan.bases, w.x, w.key)
    index_levels(plan.indices, w.x, w.growth, w.index)
    discount_factors(plan.bases, w.x, w.discount)
    clear(w)
    full_year_savings(plan.savings, plan.events, w.x, w.occurred, w.full, w.cashable)
    save(plan, w)
    run_services(plan, w)
    settle(w, plan.calendar)
    shares_of_total(plan.costs.kind_share_rows, w.x, w.kind_share)
    shares_of_total(plan.costs.weight_rows, w.x, w.weight)
    cost_factors(plan.events, w.x, w.occurred, w.line_factor, w.posts_factor)
    pay_lines(plan, w)
    pay_for_delay(plan, w)
    pay_consequences(plan, w)
    pay_redundancy(plan, w)
    write_outcomes(plan, at, first_year, w)


@kernel
def clear(w):
    """Empty what a block adds up."""
    w.council_saving[:] = 0.0
    w.steady[:] = 0.0
    w.real[:] = 0.0
    w.nominal[:] = 0.0
    w.saving[:] = 0.0
    w.general_fund[:] = 0.0
    w.cost[:] = 0.0
    w.recurrent[:] = 0.0
    w.kind[:] = 0.0
    w.cluster_cost[:] = 0.0
    w.cluster_redundancy[:] = 0.0
    w.council_redundancy[:] = 0.0
    w.beyond[:] = 0.0
    w.memorandum[:] = 0.0
    w.posts[:] = 0.0
    w.exits[:] = 0.0


@kernel
def simulate_run(plan, at, first_year, seed, first_trial, keep, w, values, offset, count):
    """``count`` trials from ``first_trial`` on into ``values`` [KEPT, TRIAL] from ``offset`` on, block by block.

    Blocks begin at multiples of LANES, whatever the first trial, so that a trial always shares its block with the same
    neighbours and its last bits depend on nothing but itself and the seed. ``keep`` holds the OUTCOME ROWs wanted.
    """
    done = 0
    while done < count:
        trial = first_trial + done
        skip = trial % LANES
        simulate_block(plan, at, first_year, seed, trial - skip, w)
        take = min(LANES - skip, count - done)
        for j in range(len(keep)):
            for lane in range(take):
                values[j, offset + done + lane] = w.out[keep[j], skip + lane]
        done += take


@kernel
def draw_run(plan, seed, first_trial, w, values):
    """The inputs of trials from ``first_trial`` on, into ``values`` [ROW, TRIAL]."""
    count = values.shape[1]
    done = 0
    while done < count:
        trial = first_trial + done
        skip = trial % LANES
        draw(plan.draws, plan.decisions, seed, trial - skip, w.x)
        take = min(LANES - skip, count - done)
        for row in range(len(values)):
            for lane in range(take):
                values[row, done + lane] = w.x[row, skip + lane]
        done += take
