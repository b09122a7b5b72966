"""All families of distributions by name: what a case may name, what it must give, and what the engine calls it.

A new family is one file like the others here, and one line below.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    import numpy as np


class FamilyModule(Protocol):
    """What every family's file offers. Parameters follow the values, in the order of `Family.parameters`.

    A file may also offer ``breaks``: the shares, in order, at which its ppf jumps or bends. Scalar functions are for
    kernels; a family made of others (a mixture, a truncation) has none, and reaches the engine by its table alone.
    """

    check: Callable[..., None]
    ppf: Callable[..., np.ndarray]
    cdf: Callable[..., np.ndarray]
    pdf: Callable[..., np.ndarray]
    mean: Callable[..., float]
    variance: Callable[..., float]
    support: Callable[..., tuple[float, float]]


VALUE, SPREAD, NUMBER, SHARE, WHOLE, VALUES, NUMBERS, DISTRIBUTION, DISTRIBUTIONS = (
    "value",
    "spread",
    "number",
    "share",
    "whole",
    "values",
    "numbers",
    "distribution",
    "distributions",
)
"""What a parameter is: a number in the unit of what is drawn, a distance in that unit, a bare number, a share of 1, a
whole number; lists of the first and the third; another distribution, or several."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a family.

    Attributes
    ----------
    kind
        One of VALUE, SPREAD, NUMBER, SHARE, WHOLE, VALUES, NUMBERS, DISTRIBUTION and DISTRIBUTIONS.
    limits
        What it may be, in words.
    default
        What it is when nobody says; None where it must be given.
    """

    kind: str
    limits: str
    default: float | None = None


@dataclass(frozen=True)
class Family:
    """One family.

    Attributes
    ----------
    name
        As a case writes it; its file has the same name.
    code
        The engine's number for it; never reused.
    parameters
        By name, in the order in which the functions take them.
    description
        One line of plain English.
    atoms
        Whether single values have chances of their own (it is not continuous).
    """

    name: str
    code: int
    parameters: dict[str, Parameter]
    description: str
    atoms: bool = field(default=False, kw_only=True)

    @cached_property
    def module(self) -> FamilyModule:
        """Its functions. Loaded when first asked for: they bring Numba with them, and reading a case should not."""
        return cast(FamilyModule, importlib.import_module(f"distributions.{self.name}"))

    @property
    def composite(self) -> bool:
        """Whether it is made of other distributions."""
        return any(parameter.kind in (DISTRIBUTION, DISTRIBUTIONS) for parameter in self.parameters.values())


_LOW, _HIGH = Parameter(VALUE, "at most high"), Parameter(VALUE, "at least low")
_PEAK = {
    "low": Parameter(VALUE, "at most mode"),
    "mode": Parameter(VALUE, "from low to high"),
    "high": Parameter(VALUE, "at least mode"),
}
_PERT_SHAPE = Parameter(NUMBER, "from 0 to 1000", 4.0)
_MEAN, _SD = Parameter(VALUE, "any number"), Parameter(SPREAD, "at least 0")
_CHANCE = Parameter(SHARE, "from 0 to 1")
_ABOVE_0, _AT_LEAST_0 = Parameter(VALUE, "above 0"), Parameter(SPREAD, "at least 0")
_SHAPE = Parameter(NUMBER, "from 0.001 to 1000000")
_SEEN, _WEIGHTS = Parameter(VALUES, "at least one"), Parameter(NUMBERS, "each at least 0, not all 0")
_UNIT_RANGE = {"low": Parameter(VALUE, "at most high", 0.0), "high": Parameter(VALUE, "at least low", 1.0)}

_ALL = (
    Family("constant", 0, {"value": Parameter(VALUE, "any number")}, "a number that is known", atoms=True),
    Family("uniform", 1, {"low": _LOW, "high": _HIGH}, "anything from low to high, all equally likely"),
    Family("triangular", 2, _PEAK, "a straight climb from low to the mode, a straight fall to high"),
    Family("pert", 3, _PEAK | {"shape": _PERT_SHAPE}, "a smooth hump with its top at the mode"),
    Family("bernoulli", 4, {"probability": _CHANCE}, "happens (1) or does not (0)", atoms=True),
    Family("normal", 5, {"mean": _MEAN, "sd": _SD}, "the bell curve, without limits"),
    Family(
        "truncated_normal", 6, {"mean": _MEAN, "sd": _SD, "low": _LOW, "high": _HIGH},
        "the bell curve, cut off at low and high",
    ),
    Family(
        "lognormal", 7, {"mean": _ABOVE_0, "sd": Parameter(SPREAD, "from 0 to a million means")},
        "above 0, and as likely half its middle as twice it",
    ),
    Family("beta", 8, {"alpha": _SHAPE, "beta": _SHAPE} | _UNIT_RANGE, "any shape between two limits"),
    Family("gamma", 9, {"shape": _SHAPE, "scale": _AT_LEAST_0}, "above 0, with a moderate tail"),
    Family(
        "weibull", 10, {"shape": Parameter(NUMBER, "from 0.1 to 1000"), "scale": _AT_LEAST_0},
        "how long a thing lasts before it fails",
    ),
    Family("exponential", 11, {"mean": Parameter(VALUE, "at least 0")}, "the wait for what may come on any day"),
    Family(
        "binomial", 12, {"trials": Parameter(WHOLE, "a whole number from 0 to 1000000000"), "probability": _CHANCE},
        "how many of a number of trials succeed", atoms=True,
    ),
    Family("poisson", 13, {"mean": Parameter(VALUE, "from 0 to 1000000")}, "how often a thing happens", atoms=True),
    Family(
        "discrete", 14, {"values": _SEEN, "weights": _WEIGHTS},
        "a list of values, each with a weight of its own", atoms=True,
    ),
    Family("empirical", 15, {"values": _SEEN}, "values that were seen, each as likely as the others", atoms=True),
    Family(
        "histogram", 16, {"edges": Parameter(VALUES, "each above the one before"), "weights": _WEIGHTS},
        "bars side by side, all values within one equally likely",
    ),
    Family(
        "metalog", 17,
        {
            "coefficients": Parameter(NUMBERS, "from 1 to 30, such that values rise with their share"),
            "lower": Parameter(VALUE, "at most upper", -math.inf),
            "upper": Parameter(VALUE, "at least lower", math.inf),
        },
        "a flexible curve through given percentiles",
    ),
    Family(
        "mixture", 18,
        {"components": Parameter(DISTRIBUTIONS, "at least one distribution"), "weights": _WEIGHTS},
        "several distributions, of which each draw comes from one",
    ),
    Family(
        "truncated", 19, {"of": Parameter(DISTRIBUTION, "any distribution"), "low": _LOW, "high": _HIGH},
        "another distribution, cut off at low and high",
    ),
    Family(
        "shifted", 20, {"of": Parameter(DISTRIBUTION, "any distribution"), "by": Parameter(VALUE, "any number")},
        "another distribution, moved by an amount",
    ),
)  # fmt: skip

FAMILIES: dict[str, Family] = {family.name: family for family in _ALL}
"""Every family by its name."""


def family(name: str) -> Family:
    """Return the family of that name.

    Raises
    ------
    ValueError
        There is none; the message names the nearest, or lists those there are.

    Examples
    --------
    >>> family("pert").code
    3
    >>> family("perk")
    Traceback (most recent call last):
    ValueError: there is no distribution 'perk': did you mean 'pert'?
    """
    if name not in FAMILIES:
        from difflib import get_close_matches

        near = get_close_matches(name, FAMILIES, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"choose from {', '.join(FAMILIES)}"
        raise ValueError(f"there is no distribution {name!r}: {hint}")
    return FAMILIES[name]


@dataclass(frozen=True)
class Distribution:
    """A family with its parameters: what one uncertain number can be. Made by `distribution`.

    Attributes
    ----------
    family
        The family's name.
    parameters
        In the family's order: floats, tuples of floats, or other distributions.
    """

    family: str
    parameters: tuple[Any, ...]

    @property
    def atoms(self) -> bool:
        """Whether single values have chances of their own."""
        return FAMILIES[self.family].atoms or any(part.atoms for part in self.parts)

    @property
    def parts(self) -> tuple[Distribution, ...]:
        """The distributions it is made of."""
        if not FAMILIES[self.family].composite:
            return ()
        lists = (value if isinstance(value, tuple) else (value,) for value in self.parameters)
        return tuple(part for parts in lists for part in parts if isinstance(part, Distribution))

    @property
    def named(self) -> dict[str, Any]:
        """The parameters by name."""
        return dict(zip(FAMILIES[self.family].parameters, self.parameters, strict=True))

    def ppf(self, u: Any) -> np.ndarray:
        """Return the values below which shares u of draws lie; the shape is that of u."""
        return self._module.ppf(u, *self.parameters)

    def cdf(self, x: Any) -> np.ndarray:
        """Return the shares of draws at or below x; the shape is that of x."""
        return self._module.cdf(x, *self.parameters)

    def pdf(self, x: Any) -> np.ndarray:
        """Return the densities at x, per unit of x; for a family with atoms, the chances of exactly x."""
        return self._module.pdf(x, *self.parameters)

    def mean(self) -> float:
        """Return the mean, in the unit of the values."""
        return self._module.mean(*self.parameters)

    def variance(self) -> float:
        """Return the variance, in the square of the unit of the values."""
        return self._module.variance(*self.parameters)

    def support(self) -> tuple[float, float]:
        """Return the lowest and the highest value that can be drawn."""
        return self._module.support(*self.parameters)

    def breaks(self) -> tuple[float, ...]:
        """Return the shares inside (0, 1), in order, at which the ppf jumps or bends."""
        find = getattr(self._module, "breaks", None)
        return () if find is None else tuple(find(*self.parameters))

    @property
    def _module(self) -> FamilyModule:
        return FAMILIES[self.family].module


def distribution(name: str, **parameters: Any) -> Distribution:
    """Return the distribution of a family with these parameters, checked; lists become tuples.

    Raises
    ------
    ValueError
        There is no such family, a parameter is missing, unknown or out of its limits; the message names it.

    Examples
    --------
    >>> distribution("pert", low=5, mode=6.5, high=8).mean()
    6.5
    >>> distribution("pert", low=5, high=8)
    Traceback (most recent call last):
    ValueError: pert needs mode as well (from low to high)
    """
    found = family(name)
    values = []
    for unknown in (given for given in parameters if given not in found.parameters):
        raise ValueError(f"{name} has no {unknown}: it takes {', '.join(found.parameters)}")
    for key, parameter in found.parameters.items():
        value = parameters.get(key, parameter.default)
        if value is None:
            raise ValueError(f"{name} needs {key} as well ({parameter.limits})")
        if parameter.kind in (VALUES, NUMBERS):
            value = tuple(float(number) for number in value)
        elif parameter.kind == DISTRIBUTIONS:
            value = tuple(value)
        elif parameter.kind != DISTRIBUTION:
            value = float(value)
        values.append(value)
    found.module.check(*values)
    return Distribution(name, tuple(values))
