"""What the families' suite tests: a distribution beside an oracle that knows nothing of our code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from distributions.catalogue import Distribution, distribution


@dataclass(frozen=True)
class Candidate:
    """One distribution of a family, and an oracle.

    Attributes
    ----------
    family, parameters
        As `distributions.catalogue.distribution` takes them.
    oracle
        A frozen SciPy distribution, or any object with its methods ``ppf``, ``cdf``, ``pdf`` (``pmf`` where the family
        has atoms), ``mean``, ``var`` and ``support``. Never our own code.
    ppf_lowest, ppf_highest
        The shares between which the oracle's ppf is itself right; by default 1e-30 and 1 - 1e-12.
    density_tolerance
        How far our pdf may be from the oracle's, relative to it: what the oracle itself is good for.
    steep_at
        Shares beside which the ppf is so steep, or bends so sharply, that an integral over it is cut finely there.
    """

    family: str
    parameters: dict[str, Any]
    oracle: Any
    ppf_lowest: float = 1e-30
    ppf_highest: float = 1.0 - 1e-12
    density_tolerance: float = 1e-9
    steep_at: tuple[float, ...] = ()

    @property
    def distribution(self) -> Distribution:
        return distribution(self.family, **self.parameters)

    def __str__(self) -> str:
        words = ",".join(f"{name}={value}" for name, value in self.parameters.items())
        return f"{self.family}({words[:60]})"


class Degenerate(NamedTuple):
    """Parameters that leave one value only."""

    family: str
    parameters: dict[str, Any]
    value: float


class Bad(NamedTuple):
    """Parameters that are refused, in the family's order, and the words (a regular expression) that say why."""

    family: str
    parameters: tuple[Any, ...]
    words: str
