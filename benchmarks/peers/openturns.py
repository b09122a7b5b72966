"""The draws by OpenTURNS: its own marginals, tied by its normal copula."""

from __future__ import annotations

import numpy as np
import openturns as ot

from benchmarks.peers import PERT, TRIANGULAR, UNIFORM, Sampler, beta_of, gathered, independent_of, marginals_of
from simulator.plan import Plan

NOTE = "same marginals, same normal copulas"


def sampler(plan: Plan) -> Sampler:
    """A function that draws the inputs of a plan."""
    ot.TBB.Disable()  # one thread, as everybody else
    marginals = marginals_of(
        plan,
        {
            UNIFORM: lambda m: ot.Uniform(m.low, m.high),
            TRIANGULAR: lambda m: ot.Triangular(m.low, m.mode, m.high),
            PERT: lambda m: ot.Beta(*beta_of(m), m.low, m.high),
        },
    )
    alone = independent_of(plan)
    joint = [(alone, ot.JointDistribution([marginals[name] for name in alone]))]
    for one in plan.correlation:
        assert one.degrees_of_freedom is None, "the benchmarks' case has no t copula"
        copula = ot.NormalCopula(ot.CorrelationMatrix(one.latent.tolist()))
        joint.append((list(one.members), ot.JointDistribution([marginals[name] for name in one.members], copula)))

    def draw(seed: int, trials: int) -> np.ndarray:
        ot.RandomGenerator.SetSeed(seed)
        return gathered(plan, [(names, np.asarray(distribution.getSample(trials)).T) for names, distribution in joint])

    return draw
