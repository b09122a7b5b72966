"""The draws by squigglepy: its own marginals, tied by its rank correlation (Iman and Conover's)."""

from __future__ import annotations

import numpy as np
import squigglepy as sq

from benchmarks.peers import PERT, TRIANGULAR, UNIFORM, Sampler, gathered, independent_of, marginals_of
from simulator.plan import Plan

NOTE = "same marginals; ranks correlated as the case states, by rearranging each chunk, not by a copula"


def sampler(plan: Plan) -> Sampler:
    """A function that draws the inputs of a plan."""
    marginals = marginals_of(
        plan,
        {
            UNIFORM: lambda m: sq.uniform(m.low, m.high),
            TRIANGULAR: lambda m: sq.triangular(m.low, m.mode, m.high),
            PERT: lambda m: sq.pert(m.low, m.mode, m.high, lam=m.shape),
        },
    )
    alone = independent_of(plan)
    for one in plan.correlation:
        tied = sq.correlate(tuple(marginals[name] for name in one.members), one.asked, tolerance=None)
        marginals.update(zip(one.members, tied, strict=True))
    names = [*alone, *(member for one in plan.correlation for member in one.members)]

    def draw(seed: int, trials: int) -> np.ndarray:
        sq.set_seed(seed)
        return gathered(plan, [(names, np.stack([sq.sample(marginals[name], n=trials) for name in names]))])

    return draw
