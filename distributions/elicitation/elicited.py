"""What comes of asking people: a distribution, how well it keeps to what they said, and words for it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from distributions.catalogue import (
    DISTRIBUTION,
    DISTRIBUTIONS,
    FAMILIES,
    NUMBERS,
    SPREAD,
    VALUE,
    VALUES,
    Distribution,
)

if TYPE_CHECKING:
    from distributions.elicitation.pooling import Disagreement

Written = Callable[[float], str]
"""How a value is written in words: pounds as pounds."""

_MOST_LISTED = 6
_OPAQUE = (VALUES, NUMBERS, DISTRIBUTION, DISTRIBUTIONS)


class CannotElicit(ValueError):
    """What was said makes no distribution.

    Attributes
    ----------
    wrong
        What is wrong with it.
    instead
        What to give instead.
    at
        The word of the case file at fault, such as ``("range",)``; empty for the whole.

    Examples
    --------
    >>> raise CannotElicit("the range is empty", "the lower of the two first", ("range",))
    Traceback (most recent call last):
    distributions.elicitation.elicited.CannotElicit: the range is empty: give the lower of the two first
    """

    def __init__(self, wrong: str, instead: str, at: tuple[str, ...] = ()) -> None:
        super().__init__(f"{wrong}: give {instead}")
        self.wrong, self.instead, self.at = wrong, instead, at


class Asked(NamedTuple):
    """One percentile that was asked for: the share at or below it, its value, and the value the distribution has."""

    share: float
    asked: float
    got: float


@dataclass(frozen=True)
class Elicited:
    """What was made of people's words.

    Attributes
    ----------
    distribution
        What to draw from.
    words
        A sentence or two on what it is.
    asked
        The percentiles it was to have; none for outturns and pools.
    disagreement
        How much experts differ; for pools only.
    """

    distribution: Distribution
    words: str
    asked: tuple[Asked, ...] = ()
    disagreement: Disagreement | None = None

    @property
    def misfit(self) -> float:
        """The largest distance between what was asked and what was got, as a share of the span of what was asked."""
        return misfit(self.asked)


def misfit(asked: tuple[Asked, ...]) -> float:
    """Return the largest distance between asked and got, as a share of the span asked (of its size, where it is one).

    Examples
    --------
    >>> misfit((Asked(0.1, 5.0, 5.0), Asked(0.9, 9.0, 9.2))).__round__(12)
    0.05
    """
    if not asked:
        return 0.0
    values = [one.asked for one in asked]
    span = max(values) - min(values) or abs(values[0]) or 1.0
    return max(abs(one.got - one.asked) for one in asked) / span


def compared(found: Distribution, wanted: Mapping[float, float]) -> tuple[Asked, ...]:
    """Return what was wanted, value by share, beside what a distribution has there.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> compared(distribution("uniform", low=0.0, high=10.0), {0.5: 6.0})
    (Asked(share=0.5, asked=6.0, got=5.0),)
    """
    got = found.ppf(list(wanted)).tolist()
    return tuple(Asked(share, value, float(has)) for (share, value), has in zip(wanted.items(), got, strict=True))


def plainly(value: float) -> str:
    """Return a number with no more digits than people read: six.

    Examples
    --------
    >>> plainly(0.1 + 0.2), plainly(5e6)
    ('0.3', '5,000,000')
    """
    return f"{value:,.0f}" if abs(value) >= 1e5 else f"{value:.6g}"


def percent(share: float) -> str:
    """Return a share as a percentage with no more digits than it needs.

    Examples
    --------
    >>> percent(0.8), percent(0.995)
    ('80%', '99.5%')
    """
    return f"{100.0 * share:.6g}%"


def percentile(share: float) -> str:
    """Return a percentile's name as a case writes it.

    Examples
    --------
    >>> percentile(0.1), percentile(0.025)
    ('p10', 'p2.5')
    """
    return f"p{100.0 * share:.6g}"


def described(found: Distribution, written: Written = plainly) -> str:
    """Return a distribution in words: its family and its parameters, values as `written` writes them.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> described(distribution("pert", low=5.0, mode=6.0, high=8.0))
    'pert (low 5, mode 6, high 8)'
    """
    parts = []
    for name, parameter in FAMILIES[found.family].parameters.items():
        value = found.named[name]
        if value == parameter.default or (isinstance(value, float) and math.isinf(value)):
            continue
        shown = written if parameter.kind in (VALUE, VALUES, SPREAD) else plainly
        if parameter.kind == DISTRIBUTION:
            parts.append(f"{name} {described(value, written)}")
        elif parameter.kind == DISTRIBUTIONS:
            parts.append(f"{name} {'; '.join(described(one, written) for one in value)}")
        elif parameter.kind in (VALUES, NUMBERS):
            if len(value) <= _MOST_LISTED:
                parts.append(f"{name} {', '.join(shown(one) for one in value)}")
            elif parameter.kind == VALUES:
                parts.append(f"{len(value):,} {name} from {shown(min(value))} to {shown(max(value))}")
        else:
            parts.append(f"{name} {shown(value)}")
    told = f"{found.family.replace('_', ' ')} ({', '.join(parts)})"
    if any(parameter.kind in _OPAQUE for parameter in FAMILIES[found.family].parameters.values()):
        # Lists and parts say little of where it lies.
        low, middle, high = (written(float(value)) for value in found.ppf([0.1, 0.5, 0.9]))
        told += f" with p10 {low}, p50 {middle}, p90 {high}"
    return told


def a(name: str) -> str:
    """Return a family's name in words, after its article.

    Examples
    --------
    >>> a("truncated_normal"), a("exponential")
    ('a truncated normal', 'an exponential')
    """
    return f"{'an' if name[:1] in 'aeio' else 'a'} {name.replace('_', ' ')}"


def outside(found: Distribution, lowest: float, highest: float) -> tuple[bool, bool]:
    """Tell whether a distribution reaches below the lowest value allowed, and whether above the highest.

    Examples
    --------
    >>> from distributions.catalogue import distribution
    >>> outside(distribution("normal", mean=5.0, sd=1.0), 0.0, float("inf"))
    (True, False)
    """
    low, high = found.support()
    return low < lowest, high > highest


def check_number(value: float, name: str) -> float:
    """Return a value that was given, as a float.

    Raises
    ------
    CannotElicit
        It is not finite.

    Examples
    --------
    >>> check_number(5, "mode")
    5.0
    """
    if not math.isfinite(value):
        raise CannotElicit(f"{name} is {value}, not a finite number", "a number", (name,))
    return float(value)


def check_limits(values: Mapping[str, float], lowest: float, highest: float, written: Written) -> None:
    """Refuse values outside what the unit allows, by the words that they stand at.

    Raises
    ------
    CannotElicit
        Names the first such value.

    Examples
    --------
    >>> check_limits({"mode": 0.5}, 0.0, 1.0, str)
    """
    for name, value in values.items():
        check_number(value, name)
        if value < lowest:
            raise CannotElicit(f"{written(value)} is below the lowest it can be", f"{written(lowest)} or more", (name,))
        if value > highest:
            raise CannotElicit(
                f"{written(value)} is above the highest it can be", f"{written(highest)} or less", (name,)
            )
