"""Timing side by side: everybody runs once in each round, and the ratios of rounds count.

So a busy moment strikes all of them. A machine's own seconds are of no use on another; a ratio mostly is.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Clock = Callable[[], float]

LEAST_ROUNDS = 5
"""Fewer have no median worth the name."""


@dataclass(frozen=True)
class Contestant:
    """One who is timed.

    Attributes
    ----------
    name : str
    work : callable
        What is timed, without arguments.
    amount : float
        How much one call does, in the same unit for all that are compared: trials, or 1 for a whole command.
    clock : callable
        Seconds: ``time.perf_counter`` where several threads or processes share the work; ``time.process_time``, which
        stands still while others have the processor, for what one thread does.
    before : callable, optional
        Called before each call, untimed.
    warm : bool
        Whether it is called once, untimed, before the first round, so that what is made once and what is read from disk
        once is no part of it. Not so when that is the very thing to be timed.
    """

    name: str
    work: Callable[[], object]
    amount: float = 1.0
    clock: Clock = time.perf_counter
    before: Callable[[], object] | None = None
    warm: bool = True


@dataclass(frozen=True)
class Ratio:
    """How many times as long one takes as another, for the same amount.

    Attributes
    ----------
    median, least, most : float
        Of the ratios of the rounds.
    fastest : float
        Of the fastest call of each: whatever else a machine does only ever adds.
    rounds : int
    """

    median: float
    least: float
    most: float
    fastest: float
    rounds: int


def side_by_side(
    contestants: Sequence[Contestant], rounds: int, told: Callable[[str], None] = lambda line: None
) -> dict[str, list[float]]:
    """Time contestants in turn.

    The order turns round from round to round, so that a machine that slows down as it warms up favours nobody.

    Parameters
    ----------
    contestants : sequence of Contestant
    rounds : int
        At least `LEAST_ROUNDS`.
    told : callable, optional
        Given a line of words before each round.

    Returns
    -------
    dict
        Name to the seconds that each unit of its amount took, one for each round.

    Raises
    ------
    ValueError
        When there are too few rounds, or two contestants of one name.
    """
    if rounds < LEAST_ROUNDS:
        raise ValueError(f"{rounds} rounds are too few: a median wants {LEAST_ROUNDS} or more")
    found: dict[str, list[float]] = {one.name: [] for one in contestants}
    if len(found) < len(contestants):
        raise ValueError(f"contestants of one name: {', '.join(one.name for one in contestants)}")
    for one in contestants:
        if one.warm:
            told(f"warming up: {one.name}")
            seconds_of(one)
    for number in range(rounds):
        told(f"round {number + 1} of {rounds}: {', '.join(found)}")
        for one in contestants if number % 2 == 0 else reversed(contestants):
            found[one.name].append(seconds_of(one))
    return found


def seconds_of(one: Contestant) -> float:
    """The seconds that each unit of a contestant's amount takes, by one call."""
    if one.before is not None:
        one.before()
    begun = one.clock()
    one.work()
    return (one.clock() - begun) / one.amount


def ratio(seconds: Mapping[str, Sequence[float]], long: str, short: str) -> Ratio:
    """How many times as long ``long`` takes as ``short``, by the seconds that `side_by_side` found.

    Examples
    --------
    >>> ratio({"a": [4.0, 9.0, 4.0], "b": [2.0, 3.0, 1.0]}, "a", "b")
    Ratio(median=3.0, least=2.0, most=4.0, fastest=4.0, rounds=3)
    """
    rounds = [a / b for a, b in zip(seconds[long], seconds[short], strict=True)]
    fastest = min(seconds[long]) / min(seconds[short])
    return Ratio(statistics.median(rounds), min(rounds), max(rounds), fastest, len(rounds))


def calls_for(seconds: float, work: Callable[[int], object], clock: Clock = time.process_time) -> int:
    """How often a piece of work has to be repeated to take about so many seconds.

    A call that is over in a moment is lost in the noise of the clock.
    """
    work(1)
    begun = clock()
    work(1)
    return max(1, round(seconds / max(clock() - begun, 1e-6)))
