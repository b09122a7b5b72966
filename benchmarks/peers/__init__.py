"""Other libraries for Monte Carlo on the same model: each draws the inputs, plain NumPy works out the trials.

None of them knows what a business case is. Whoever uses one writes the model beside it in NumPy, so each is given that
of `benchmarks.reference`, and what differs is who draws. A peer is a module of its own, named after the library, with

``NOTE``
    What it draws otherwise than the case says.
``sampler(plan)``
    A function of (seed, trials) to float64[INPUT, TRIAL], rows in the order of ``plan.input_ids``, with all that can be
    done beforehand done.

They come with the extra ``bench``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from benchmarks.reference import decide
from simulator.plan import Plan
from simulator.plan.arrays import FIXED, PERT, RAW, TRIANGULAR, UNIFORM
from simulator.plan.rows import Marginal

__all__ = ["PEERS", "PERT", "TRIANGULAR", "UNIFORM", "Sampler", "beta_of", "gathered"]
__all__ += ["independent_of", "installed", "load", "marginals_of"]

PEERS = {"openturns": "OpenTURNS", "chaospy": "chaospy", "squigglepy": "squigglepy"}
"""Module, of the library and of its peer here, and how the library writes its own name."""

Made = TypeVar("Made")
Sampler = Callable[[int, int], np.ndarray]


def installed(module: str) -> bool:
    """Whether a library can be imported: it is there, and so is all that it needs."""
    try:
        importlib.import_module(module)
    except ImportError:
        return False
    return True


def load(module: str) -> tuple[Callable[[Plan], Sampler], str]:
    """The ``sampler`` of a peer, and its ``NOTE``."""
    peer = importlib.import_module(f"benchmarks.peers.{module}")
    return peer.sampler, peer.NOTE


def marginals_of(plan: Plan, make: Mapping[int, Callable[[Marginal], Made]]) -> dict[str, Made]:
    """A library's own marginals for all inputs of a plan that are drawn, by id.

    Parameters
    ----------
    plan : Plan
    make : mapping of kind to callable
        For UNIFORM, TRIANGULAR and PERT. Events and decisions are uniforms from 0 to 1 until they are decided.

    Raises
    ------
    ValueError
        For a distribution of another kind.
    """
    found = {}
    for name in plan.uncertain_ids:
        marginal = plan.inputs[name].marginal
        if marginal.kind == RAW:
            marginal = Marginal(UNIFORM, low=0.0, high=1.0)
        if marginal.kind not in make:
            raise ValueError(f"{name}: the peers draw uniform, triangular and PERT inputs; this is none of them")
        found[name] = make[marginal.kind](marginal)
    return found


def beta_of(marginal: Marginal) -> tuple[float, float]:
    """The two shapes of the beta distribution that a PERT is (docs/model.md section 2)."""
    width = marginal.high - marginal.low
    below, above = (marginal.mode - marginal.low) / width, (marginal.high - marginal.mode) / width
    return 1.0 + marginal.shape * below, 1.0 + marginal.shape * above


def independent_of(plan: Plan) -> list[str]:
    """Ids of the inputs that are drawn by themselves."""
    tied = {member for one in plan.correlation for member in one.members}
    return [name for name in plan.uncertain_ids if name not in tied]


def gathered(plan: Plan, groups: Sequence[tuple[Sequence[str], np.ndarray]]) -> np.ndarray:
    """Put groups of draws, each ids and float64[MEMBER, TRIAL], and the fixed inputs together, and decide events."""
    trials = groups[0][1].shape[1]
    place = {name: i for i, name in enumerate(plan.input_ids)}
    x = np.empty((len(place), trials))
    for name, i in place.items():
        if plan.inputs[name].marginal.kind == FIXED:
            x[i] = plan.inputs[name].marginal.low
    for names, values in groups:
        x[[place[name] for name in names]] = values
    decide(plan, x)
    return x
