"""All families of distributions by name: what a case may name, what it must give, and what the engine calls it.

A new family is one file like the others here, and one line below.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from distributions import bernoulli, constant, normal, pert, triangular, uniform


class FamilyModule(Protocol):
    """What every family's file offers. Parameters follow the values, in the order of `Family.parameters`."""

    check: Callable[..., None]
    ppf: Callable[..., np.ndarray]
    cdf: Callable[..., np.ndarray]
    mean: Callable[..., float]
    variance: Callable[..., float]
    support: Callable[..., tuple[float, float]]
    ppf_scalar: Callable[..., float]
    cdf_scalar: Callable[..., float]


@dataclass(frozen=True)
class Family:
    """One family.

    Attributes
    ----------
    name
        As a case writes it.
    code
        The engine's number for it; never reused.
    module
        Its functions.
    parameters
        Each parameter's name and, in words, its limits; in the order in which the functions take them.
    description
        One line of plain English.
    """

    name: str
    code: int
    module: FamilyModule
    parameters: dict[str, str]
    description: str


_RANGE = {"low": "at most high", "high": "at least low"}
_PEAK = {"low": "at most mode", "mode": "from low to high", "high": "at least mode"}

_ALL = (
    Family("constant", 0, constant, {"value": "any number"}, "a number that is known"),
    Family("uniform", 1, uniform, _RANGE, "anything from low to high, all equally likely"),
    Family("triangular", 2, triangular, _PEAK, "a straight climb from low to the mode, a straight fall to high"),
    Family("pert", 3, pert, _PEAK | {"shape": "0 to 1000; 4 if not given"}, "a smooth hump with its top at the mode"),
    Family("bernoulli", 4, bernoulli, {"probability": "from 0 to 1"}, "happens (1) or does not (0)"),
    Family("normal", 5, normal, {"mean": "any number", "sd": "at least 0"}, "the bell curve, without limits"),
)

FAMILIES: dict[str, Family] = {family.name: family for family in _ALL}
"""Every family by its name."""


def family(name: str) -> Family:
    """Return the family of that name.

    Raises
    ------
    ValueError
        There is none; the message lists those there are.

    Examples
    --------
    >>> family("pert").code
    3
    >>> family("perk")
    Traceback (most recent call last):
    ValueError: there is no distribution 'perk': choose from constant, uniform, triangular, pert, bernoulli, normal
    """
    if name not in FAMILIES:
        raise ValueError(f"there is no distribution {name!r}: choose from {', '.join(FAMILIES)}")
    return FAMILIES[name]
