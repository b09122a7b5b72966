"""Designs: how the uniforms of many trials are laid out over the cube of all inputs.

random
    Every trial by itself, as `distributions.philox` draws it.
lhs
    Latin hypercubes (`distributions.points.latin_hypercube`): m trials share out every input's chances evenly.
sobol
    Scrambled Sobol points (`distributions.points.sobol`): a power of two of them share out pairs and more of inputs.

Under the last two, trials are no longer independent, so their error cannot be had from formulas for independent draws.
Instead a run consists of several independent randomisations of m points each, one after the other: trial *i* is point
``i % m`` of randomisation ``i // m``. Their differences tell the error. The uniform of an input in a trial depends on
the seed, the input's id, the trial, m and (Sobol) the input's dimension, and not on how many randomisations there are:
more can be added later.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from distributions.philox import id_hash, uniforms
from distributions.points.latin_hypercube import fill_latin_hypercube
from distributions.points.sobol import MOST_DIMENSIONS, direction_numbers, fill_sobol

DESIGNS = ("random", "lhs", "sobol")
"""Names of the designs."""

RANDOMISATIONS = 20
"""How many randomisations a design has unless told otherwise: enough for an interval hardly wider (7%) than if the
error were known, few enough to leave each many points."""

MOST_POINTS = 2**32
MOST_RANDOMISATIONS = 2**30
"""What the words of the counters hold."""


@dataclass(frozen=True)
class Design:
    """How trials are laid out. Made by `design_of`.

    Attributes
    ----------
    name
        One of `DESIGNS`.
    points
        Trials of one randomisation; 1 for a random design, whose every trial is independent.
    randomisations
        How many of them there are, at least 2; 1 for a random design.

    Raises
    ------
    ValueError
        A name or a number is out of its limits; the message says what to write instead.

    Examples
    --------
    >>> Design("sobol", 1024, 20).trials
    20480
    """

    name: str = "random"
    points: int = 1
    randomisations: int = 1

    def __post_init__(self) -> None:
        if self.name not in DESIGNS:
            from difflib import get_close_matches

            near = get_close_matches(self.name, DESIGNS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"choose from {', '.join(DESIGNS)}"
            raise ValueError(f"there is no design {self.name!r}: {hint}")
        if self.random:
            if (self.points, self.randomisations) != (1, 1):
                raise ValueError("a random design has points 1 and randomisations 1: each trial is one")
            return
        if not 1 <= self.points <= MOST_POINTS:
            raise ValueError(f"points must be from 1 to 2**32, not {self.points}")
        if self.name == "sobol" and self.points & (self.points - 1):
            raise ValueError(f"points of a Sobol design must be a power of two, not {self.points}")
        if not 2 <= self.randomisations <= MOST_RANDOMISATIONS:
            raise ValueError(
                f"randomisations must be from 2 to 2**30, not {self.randomisations}: their differences tell the error"
            )

    @property
    def random(self) -> bool:
        """Whether every trial is independent of all others."""
        return self.name == "random"

    @property
    def trials(self) -> int:
        """Trials of all randomisations together; a random design has as many as one wants, and says 1."""
        return self.points * self.randomisations


RANDOM = Design()
"""Every trial by itself."""


def design_of(name: str, trials: int, randomisations: int | None = None) -> Design:
    """Return the design of at least so many trials.

    Parameters
    ----------
    name
        One of `DESIGNS`.
    trials
        At least 1. A Latin hypercube's are rounded up to a multiple of the randomisations, a Sobol design's so that
        each randomisation has a power of two.
    randomisations
        At least 2; 20 by default. A random design takes none.

    Raises
    ------
    ValueError
        A name or a number is out of its limits.

    Examples
    --------
    >>> design_of("lhs", 20_000)
    Design(name='lhs', points=1000, randomisations=20)
    >>> design_of("sobol", 20_000).trials
    20480
    """
    if trials < 1:
        raise ValueError(f"trials must be at least 1, not {trials}")
    if name == "random":
        if randomisations is not None:
            raise ValueError(
                "randomisations are for the designs lhs and sobol: random trials are independent of each other as it is"
            )
        return RANDOM
    many = RANDOMISATIONS if randomisations is None else randomisations
    points = -(-trials // max(many, 1))
    return Design(name, 1 << (points - 1).bit_length() if name == "sobol" else points, many)


class TooManyDimensions(ValueError):
    """More inputs are uncertain than Sobol points have dimensions."""


def check_dimensions(design: Design, dimensions: int) -> None:
    """Refuse a Sobol design of more dimensions than there are direction numbers for.

    Raises
    ------
    TooManyDimensions
        The message says what to use instead.

    Examples
    --------
    >>> check_dimensions(Design("sobol", 64, 20), 1111)
    >>> check_dimensions(Design("sobol", 64, 20), 2000)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    distributions.designs.TooManyDimensions: 2,000 uncertain inputs are more than the 1,111 dimensions that Sobol ...
    """
    if design.name == "sobol" and dimensions > MOST_DIMENSIONS:
        raise TooManyDimensions(
            f"{dimensions:,} uncertain inputs are more than the {MOST_DIMENSIONS:,} dimensions that Sobol points have "
            "here: use the design lhs, which has no such limit"
        )


def dimensions_of(ids: Sequence[str]) -> dict[str, int]:
    """Return the Sobol dimension of each id: its place, from 0, among the ids in sorted order.

    Examples
    --------
    >>> dimensions_of(["delay.common", "cluster.corporate.saving"])
    {'cluster.corporate.saving': 0, 'delay.common': 1}
    """
    return {name: place for place, name in enumerate(sorted(ids))}


def fill_designed(
    design: Design, seed: int, first_trial: int, hashes: np.ndarray, dimensions: np.ndarray, out: np.ndarray
) -> None:
    """Fill ``out`` with the uniforms of several ids, for trials from ``first_trial`` on.

    Parameters
    ----------
    design
        Not a random one.
    seed, first_trial
        The seed from 0 to 2**64 - 1; the number of the first trial, from 0.
    hashes
        uint64[DRAW]: the hash of each id.
    dimensions
        int64[DRAW]: the Sobol dimension of each, from 0; not read by the other designs.
    out
        float64[DRAW, TRIAL]; strictly inside (0, 1).

    Examples
    --------
    >>> out = np.empty((2, 4))
    >>> both = np.array([3, 4], dtype=np.uint64)
    >>> fill_designed(Design("sobol", 4, 2), 1, 0, both, np.array([0, 1]), out)
    >>> (np.sort(out, axis=1) * 4).astype(int).tolist()
    [[0, 1, 2, 3], [0, 1, 2, 3]]
    """
    start = np.uint64(seed), np.uint64(first_trial), np.uint64(design.points), np.ascontiguousarray(hashes)
    if design.name == "lhs":
        fill_latin_hypercube(*start, out)
    else:
        needed = int(dimensions.max()) + 1 if len(dimensions) else 0
        fill_sobol(*start, np.ascontiguousarray(direction_numbers(needed)[dimensions]), out)


def check_trials(design: Design, trials: range) -> None:
    """Refuse trials that a design does not have.

    Raises
    ------
    ValueError
        The numbers are not consecutive, below 0 or too large.

    Examples
    --------
    >>> check_trials(RANDOM, range(0, 10, 2))
    Traceback (most recent call last):
    ValueError: trials must be consecutive numbers from 0 to 2**62, not range(0, 10, 2)
    """
    last = 2**62 if design.random else min(2**62, design.points * MOST_RANDOMISATIONS)
    if trials.step != 1 or trials.start < 0 or trials.stop > last:
        limit = "2**62" if last == 2**62 else f"{last:,}"
        raise ValueError(f"trials must be consecutive numbers from 0 to {limit}, not {trials}")


def designed_uniforms(design: Design, seed: int, ids: Sequence[str], trials: range) -> dict[str, np.ndarray]:
    """Return the uniforms of several ids over a range of trials.

    Parameters
    ----------
    design
    seed
        From 0 to 2**64 - 1.
    ids
        All ids of the study: under Sobol each has its place among them as its dimension.
    trials
        Trial numbers, consecutive, from 0.

    Returns
    -------
    dict of str to float64[TRIAL]
        Strictly inside (0, 1).

    Raises
    ------
    ValueError
        The seed or the trials are out of range, or there are more ids than dimensions.

    Examples
    --------
    >>> found = designed_uniforms(Design("lhs", 5, 2), 2011, ["a", "b"], range(10))
    >>> sorted((found["a"][:5] * 5).astype(int).tolist())
    [0, 1, 2, 3, 4]
    """
    if not 0 <= seed < 2**64:
        raise ValueError(f"seed must be from 0 to 2**64 - 1, not {seed}")
    check_trials(design, trials)
    if design.random:
        return {name: uniforms(seed, name, trials) for name in ids}
    check_dimensions(design, len(ids))
    dimensions = dimensions_of(ids)
    out = np.empty((len(ids), len(trials)))
    hashes = np.array([id_hash(name) for name in ids], dtype=np.uint64)
    places = np.array([dimensions[name] for name in ids], dtype=np.int64)
    fill_designed(design, seed, trials.start, hashes, places, out)
    return dict(zip(ids, out, strict=True))
