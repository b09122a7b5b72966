"""Hitting two aims at once: an amount and a date of payback.

The chance of both is less than the chance of either, and says more: a saving is worth little that comes too late. All
chances are counted over trials; nothing is fitted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.findings import wording
from simulator.findings.facts import CaseFacts, spoken_date
from simulator.findings.percentiles import percentile_rank
from simulator.findings.probabilities import SAME_MOMENT, Chance, chance_of
from simulator.findings.redrawn import Happened, Trials

MOST_POINTS = 400
"""Points of a scatter: as many as an eye can tell apart, and no more to carry about."""

LEVELS = (50, 80)
"""Joint chances, in per cent, whose pairs are marked."""

AIMS = (("annual_saving", "at least"), ("implementation_cost", "at most"))
"""What is aimed at beside the date of payback, and on which side it is good."""

_LINE = 40
"""Points of the line of pairs that have one joint chance."""

_AMOUNTS, _DATES = 6, 8
"""Most rows and columns of the table of joint chances."""

_NO_MORE = 0.01
"""Share of trials still to pay back at which a table of dates may end."""


@dataclass(frozen=True)
class Region:
    """The pairs of an amount and a date of payback that are both hit with one joint chance.

    Attributes
    ----------
    level : float
        The joint chance: 0.5, 0.8.
    mark : tuple of (float, float) or None
        £ (or £ a year) and years: of these pairs the one whose two aims are equally likely by themselves. None where
        even the easiest aims are not both hit so often within the horizon.
    single : float or None
        The chance of each of the two by itself there.
    joint : float or None
        The joint chance that is reached there: the level, or more where many trials are alike.
    line : tuple of (float, float)
        More of these pairs, from the easiest amount to the hardest.
    title, words : str
        In short, and with price base and tails.
    amount_words, moment_words : str
        The two aims of the mark: "at least £4.0m a year", "payback by the end of March 2016"; empty without a mark.
    """

    level: float
    mark: tuple[float, float] | None
    single: float | None
    joint: float | None
    line: tuple[tuple[float, float], ...]
    title: str
    words: str
    amount_words: str = ""
    moment_words: str = ""


@dataclass(frozen=True)
class JointGrid:
    """Joint chances for round amounts and for ends of financial years.

    Attributes
    ----------
    amounts : tuple of float
    amount_words : tuple of str
    years : tuple of float
        Years from the start.
    dates : tuple of str
        The same moments: "31 March 2016".
    chances : tuple of tuple of Chance
        [AMOUNT][DATE].
    """

    amounts: tuple[float, ...]
    amount_words: tuple[str, ...]
    years: tuple[float, ...]
    dates: tuple[str, ...]
    chances: tuple[tuple[Chance, ...], ...]


@dataclass(frozen=True)
class Joint:
    """One amount and payback together.

    Attributes
    ----------
    condition : str
        What the trials are given.
    trials : int
    measure, other : str
        The outcome that is an amount (£ real), and ``payback_years``.
    tail : str
        The good side of the amount: "at least" or "at most"; a payback is always at most.
    points : tuple of (float, float)
        Some trials that pay back, evenly spread over the run: £ and years.
    never_points : int
        Further trials of that selection, which never pay back.
    regions : tuple of Region
    grid : JointGrid
    """

    condition: str
    trials: int
    measure: str
    other: str
    tail: str
    points: tuple[tuple[float, float], ...]
    never_points: int
    regions: tuple[Region, ...]
    grid: JointGrid


def find_joint(
    facts: CaseFacts,
    outcomes: dict[str, Trials],
    chosen: Happened,
    condition: str,
    replicates: int = 1,
) -> tuple[Joint, ...]:
    """The annual saving and payback together, and the one-off cost and payback.

    Parameters
    ----------
    facts : CaseFacts
    outcomes : dict of str to float64[TRIAL]
    chosen : bool[TRIAL]
        Trials that count.
    condition : str
        Words for what they are given.
    replicates : int
        As in `simulator.findings.analysis.Sample`.
    """
    payback = outcomes["payback_years"]
    found = []
    for measure, tail in AIMS:
        amount = outcomes[measure]
        some = _some(chosen)
        points = [(float(amount[i]), float(payback[i])) for i in some]
        finite = tuple(point for point in points if math.isfinite(point[1]))
        good = amount[chosen] if tail == "at most" else -amount[chosen]
        found.append(
            Joint(
                condition=condition,
                trials=int(np.count_nonzero(chosen)),
                measure=measure,
                other="payback_years",
                tail=tail,
                points=finite,
                never_points=len(points) - len(finite),
                regions=tuple(_region(facts, percent, good, payback[chosen], tail) for percent in LEVELS),
                grid=_grid(facts, amount, payback, chosen, tail, replicates),
            )
        )
    return tuple(found)


def _some(chosen: Happened) -> npt.NDArray[np.int64]:
    """The places of at most so many chosen trials, evenly spread over them."""
    places = np.flatnonzero(chosen)
    if len(places) <= MOST_POINTS:
        return places
    return places[np.arange(MOST_POINTS) * len(places) // MOST_POINTS]


def _region(facts: CaseFacts, percent: int, good: Trials, payback: Trials, tail: str) -> Region:
    """The pairs of one joint chance; ``good`` is the amount turned so that less is better."""
    amounts, paybacks = np.sort(good), np.sort(payback)
    wanted = percentile_rank(percent, len(good))
    sign = 1.0 if tail == "at most" else -1.0

    def hits(rank: int) -> int:
        return int(np.count_nonzero((good <= amounts[rank - 1]) & (payback <= paybacks[rank - 1])))

    # The same rank for both aims: the first at which enough trials hit the two.
    low, high = wanted, len(good)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if hits(middle) >= wanted else (middle + 1, high)
    line = tuple((sign * amount + 0.0, years) for amount, years in _line(good, payback, amounts, wanted))
    if math.isinf(paybacks[low - 1]):
        end = spoken_date(facts.horizon_ends)
        text = f"No amount goes together with payback by {end} in {percent}% of trials"
        return Region(percent / 100, None, None, None, line, text, f"{text}.")
    mark = (sign * float(amounts[low - 1]) + 0.0, float(paybacks[low - 1]))
    reached = hits(low) / len(good)
    told = _told(facts, mark, _errors(amounts, paybacks, low), reached, tail)
    return Region(percent / 100, mark, low / len(good), reached, line, *told)


def _errors(amounts: Trials, paybacks: Trials, rank: int) -> tuple[float, float]:
    """Standard errors of two order statistics: half the distance of those one standard error of their rank away."""
    trials = len(amounts)
    spread = max(1, math.ceil(math.sqrt(rank * (trials - rank) / trials)))
    low, high = max(rank - spread, 1) - 1, min(rank + spread, trials) - 1
    years = (paybacks[high] - paybacks[low]) / 2 if math.isfinite(paybacks[high]) else math.inf
    return float(amounts[high] - amounts[low]) / 2, float(years)


def _told(
    facts: CaseFacts, mark: tuple[float, float], errors: tuple[float, float], reached: float, tail: str
) -> tuple[str, str, str, str]:
    """A pair in short and in full, and its two aims."""
    amount = f"{tail} {wording.money(mark[0], errors[0])}"
    moment = facts.month_name(mark[1] * 12)
    moment = f"the end of {moment}" if errors[1] <= 1 / 6 else f"about {moment.split()[-1]}"
    back = "never being in the red" if mark[1] == 0 else f"payback by {moment}"
    share = round(reached * 100)
    chance = "Every trial has" if reached == 1 else f"{wording.article(share).capitalize()} chance of"
    what, after = ("a saving of", " a year") if tail == "at least" else ("a one-off cost of", "")
    base = wording.price_base("real", facts)
    return (
        f"{chance} both {what} {amount}{after} and {back}",
        f"{chance} both {what} {amount}{after} ({base}) and {back}.",
        f"{amount}{after}",
        back,
    )


def _line(good: Trials, payback: Trials, amounts: Trials, wanted: int) -> list[tuple[float, float]]:
    """From the easiest amount to the hardest, the payback that so many trials reach together with it."""
    ranks = np.unique(np.linspace(len(good), wanted, _LINE).astype(np.int64))[::-1]
    found = []
    for rank in ranks:
        reached = np.sort(payback[good <= amounts[rank - 1]])
        if len(reached) >= wanted and math.isfinite(reached[wanted - 1]):
            found.append((float(amounts[rank - 1]), float(reached[wanted - 1])))
    return list(dict.fromkeys(found))


def _grid(facts: CaseFacts, amount: Trials, payback: Trials, chosen: Happened, tail: str, replicates: int) -> JointGrid:
    """Joint chances at round amounts and at ends of years, where something can be told apart."""
    amounts = round_amounts(amount[chosen])
    reached = payback[chosen]
    ends = [(year.end_month / 12, spoken_date(year.ends)) for year in facts.years]
    # Years in which nothing changes any more, or has not begun to, say nothing.
    shares = [float(np.count_nonzero(reached <= end + SAME_MOMENT)) / len(reached) for end, _ in ends]
    before = [0.0, *shares]
    telling = [place for place, share in enumerate(shares) if share > 0 and shares[-1] - before[place] > _NO_MORE]
    kept = [ends[place] for place in telling[:_DATES]] or ends[-1:]
    rows = []
    for value in amounts:
        hit = amount >= value if tail == "at least" else amount <= value
        rows.append(tuple(chance_of(hit & (payback <= end + SAME_MOMENT), chosen, replicates) for end, _ in kept))
    return JointGrid(
        amounts=amounts,
        amount_words=tuple(f"{tail} {wording.money(value)}" for value in amounts),
        years=tuple(end for end, _ in kept),
        dates=tuple(date for _, date in kept),
        chances=tuple(rows),
    )


def round_amounts(values: Trials) -> tuple[float, ...]:
    """Round amounts, ascending, over the middle nine tenths of some trials; one where they do not vary."""
    ordered = np.sort(values)
    low, high = (float(ordered[percentile_rank(percent, len(ordered)) - 1]) for percent in (5, 95))
    if high <= low:
        return (low,)
    power = 10.0 ** math.floor(math.log10((high - low) / _AMOUNTS))
    steps = (lead * power for lead in (1, 2, 2.5, 5, 10, 20))
    step = next(step for step in steps if math.floor(high / step) - math.ceil(low / step) + 1 <= _AMOUNTS)
    first, last = math.ceil(low / step), math.floor(high / step)
    return tuple(round(place * step, 2) + 0.0 for place in range(first, last + 1)) or (low,)
