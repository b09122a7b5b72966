"""The draws by chaospy: its own marginals, tied by its normal copula."""

from __future__ import annotations

import chaospy as cp
import numpy as np

from benchmarks.peers import PERT, TRIANGULAR, UNIFORM, Sampler, beta_of, gathered, independent_of, marginals_of
from simulator.plan import Plan

NOTE = "same marginals, same normal copulas"


def sampler(plan: Plan) -> Sampler:
    """A function that draws the inputs of a plan."""
    marginals = marginals_of(
        plan,
        {
            UNIFORM: lambda m: cp.Uniform(m.low, m.high),
            TRIANGULAR: lambda m: cp.Triangle(m.low, m.mode, m.high),
            PERT: lambda m: cp.Beta(*beta_of(m), m.low, m.high),  # what it calls PERT weighs the mean, not the mode
        },
    )
    alone = independent_of(plan)
    joint = [(alone, cp.J(*(marginals[name] for name in alone)))]
    for one in plan.correlation:
        assert one.degrees_of_freedom is None, "the benchmarks' case has no t copula"
        tied = cp.Nataf(cp.J(*(marginals[name] for name in one.members)), one.latent)
        joint.append((list(one.members), tied))

    def draw(seed: int, trials: int) -> np.ndarray:
        seeds = np.random.SeedSequence(seed).generate_state(len(joint))
        return gathered(
            plan,
            [
                (names, np.atleast_2d(distribution.sample(trials, seed=int(own))))
                for (names, distribution), own in zip(joint, seeds, strict=True)
            ],
        )

    return draw
