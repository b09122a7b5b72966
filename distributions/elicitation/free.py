"""A family's parameters as free numbers, so that one solver can move them all: what elicitation and fitting share.

It works on any family of the catalogue whose parameters are numbers, by what the catalogue says of each: values move in
steps of the scale of what is fitted, spreads and bare numbers by factors, shares by odds. Low, mode and high keep their
order: each stands a squared distance from the one before it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from distributions.arithmetic.solving import Vector, exp, log
from distributions.catalogue import FAMILIES, NUMBER, SHARE, SPREAD, VALUE, Distribution, distribution, family

_PEAK = ("low", "mode", "high")
_MOVABLE = (VALUE, SPREAD, NUMBER, SHARE)
_LARGEST = 1e12  # of a bare number: beyond it, no family's formulas are meant to hold


def adjustable(name: str) -> bool:
    """Tell whether a family is continuous and all its parameters are numbers, so that it can be fitted.

    Raises
    ------
    ValueError
        There is no such family.

    Examples
    --------
    >>> adjustable("pert"), adjustable("bernoulli")
    (True, False)
    """
    found = family(name)
    return not found.atoms and all(parameter.kind in _MOVABLE for parameter in found.parameters.values())


@dataclass(frozen=True)
class Free:
    """A family of which some parameters are pinned and the others free.

    Attributes
    ----------
    family
        Its name; one that is `adjustable`.
    pinned
        Parameters that stay as they are. Those with a default are pinned to it unless `moving` names them.
    centre, scale
        A typical value of what is fitted, and a typical distance, above 0.
    moving
        Parameters with a default that are free all the same.

    Examples
    --------
    >>> pert = Free("pert", {"low": 0.0}, centre=4.0, scale=1.0)
    >>> pert.names
    ('mode', 'high')
    >>> pert.at(pert.start())
    Distribution(family='pert', parameters=(0.0, 4.0, 5.0, 4.0))
    """

    family: str
    pinned: Mapping[str, float]
    centre: float
    scale: float
    moving: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The free parameters, in the family's order."""
        return tuple(
            name
            for name, parameter in FAMILIES[self.family].parameters.items()
            if name not in self.pinned and (parameter.default is None or name in self.moving)
        )

    @property
    def _ordered(self) -> tuple[str, ...]:
        """Low, mode and high, where these are the family's values; a family with a mean has its own idea of them."""
        given = [name for name, parameter in FAMILIES[self.family].parameters.items() if parameter.kind == VALUE]
        return tuple(given) if set(given) <= set(_PEAK) and len(given) > 1 else ()

    def start(self) -> Vector:
        """Return free numbers to begin from: those of a distribution with this centre and about this scale."""
        found: Vector = []
        likely = self.likely_numbers()
        for name in self.names:
            kind = FAMILIES[self.family].parameters[name].kind
            if name in self._ordered:
                anchor = name == self._ordered[0] and not any(end in self.pinned for end in self._ordered)
                found.append(-1.0 if anchor else self._distance(name))
            elif kind in (SPREAD, NUMBER):
                found.append(log(likely.get(name, self.scale if kind == SPREAD else 1.0)))
            else:
                found.append(0.0)
        return found

    def _distance(self, name: str) -> float:
        """Return the square root of how many scales a free end stands from its neighbour, to begin with."""
        ordered = self._ordered
        at = ordered.index(name)
        below = ordered[at - 1] if at else ""
        if below in self.pinned and name not in self.pinned and self.centre > self.pinned[below]:
            return math.sqrt((self.centre - self.pinned[below]) / self.scale)
        return 1.0

    def likely_numbers(self) -> dict[str, float]:
        """Return shapes and scales with about this mean and spread, for the families whose sizes differ widely.

        Examples
        --------
        >>> Free("gamma", {}, centre=6.0, scale=2.0).likely_numbers()
        {'shape': 9.0, 'scale': 0.6666666666666666}
        """
        low, high = self.pinned.get("low", 0.0), self.pinned.get("high", 1.0)
        mean, sd = self.centre, self.scale
        if self.family == "gamma" and mean > 0.0:
            return {"shape": mean / sd * (mean / sd), "scale": sd / mean * sd}
        if self.family == "weibull" and mean > 0.0:
            return {"shape": 1.2 * mean / sd, "scale": mean}
        if self.family == "beta" and low < mean < high:
            share = (mean - low) / (high - low)
            room = (mean - low) / sd * ((high - mean) / sd)
            size = room - 1.0 if room > 1.5 else 0.5
            return {"alpha": share * size, "beta": (1.0 - share) * size}
        return {"shape": 4.0} if self.family == "pert" else {}

    def parameters(self, x: Vector) -> dict[str, float]:
        """Return all parameters by name for these free numbers, in the order of `names`."""
        given = dict(self.pinned)
        free = dict(zip(self.names, x, strict=True))
        for name, number in free.items():
            kind = FAMILIES[self.family].parameters[name].kind
            if name in self._ordered:
                continue
            if kind == VALUE:
                given[name] = self.centre + self.scale * number
            elif kind == SHARE:
                given[name] = 1.0 / (1.0 + exp(-number))
            else:
                given[name] = exp(number)
        self._put_in_order(given, free)
        return given

    def _put_in_order(self, given: dict[str, float], free: Mapping[str, float]) -> None:
        """Add low, mode and high, outwards from the first that is pinned, or from low."""
        ordered = self._ordered
        if not ordered:
            return
        known = [i for i, name in enumerate(ordered) if name in self.pinned]
        if not known:
            given[ordered[0]] = self.centre + self.scale * free[ordered[0]]
            known = [0]
        for i in range(known[0] - 1, -1, -1):
            given[ordered[i]] = given[ordered[i + 1]] - self.scale * free[ordered[i]] * free[ordered[i]]
        for i in range(known[0] + 1, len(ordered)):
            name, below = ordered[i], given[ordered[i - 1]]
            if name in given:
                continue
            squared = free[name] * free[name]
            if i + 1 < len(ordered) and ordered[i + 1] in given:
                above = given[ordered[i + 1]]
                given[name] = min(below + (above - below) * (squared / (1.0 + squared)), above)
            else:
                given[name] = below + self.scale * squared

    def located(self, parameters: Mapping[str, float]) -> Vector:
        """Return the free numbers of these parameters: what `parameters` undoes.

        Examples
        --------
        >>> Free("gamma", {}, centre=5.0, scale=2.0).located({"shape": 1.0, "scale": 1.0})
        [0.0, 0.0]
        """
        known = {**parameters, **self.pinned}
        ordered = self._ordered
        held = [i for i, name in enumerate(ordered) if name in self.pinned] or [0]
        found: Vector = []
        for name in self.names:
            kind, value = FAMILIES[self.family].parameters[name].kind, known[name]
            if name in ordered:
                found.append(self._rank(ordered, ordered.index(name), held[0], known))
            elif kind == VALUE:
                found.append((value - self.centre) / self.scale)
            elif kind == SHARE:
                found.append(log(value / (1.0 - value)))
            else:
                found.append(log(value))
        return found

    def _rank(self, ordered: tuple[str, ...], at: int, held: int, known: Mapping[str, float]) -> float:
        """Return the free number of low, mode or high, as `_put_in_order` reads it."""
        value = known[ordered[at]]
        if at == held:
            return (value - self.centre) / self.scale
        if at < held:
            return math.sqrt((known[ordered[at + 1]] - value) / self.scale)
        below = value - known[ordered[at - 1]]
        if at + 1 < len(ordered) and ordered[at + 1] in self.pinned:
            return math.sqrt(below / (known[ordered[at + 1]] - value))
        return math.sqrt(below / self.scale)

    def at(self, x: Vector) -> Distribution | None:
        """Return the distribution with these free numbers, or None where the family refuses them."""
        given = self.parameters(x)
        if not all(abs(given[name]) < 1e300 for name in self.names):
            return None
        kinds = FAMILIES[self.family].parameters
        if any(kinds[name].kind == NUMBER and given[name] > _LARGEST for name in self.names):
            return None
        try:
            return distribution(self.family, **given)
        except ValueError:
            return None
