"""What matters most: how the answer moves with each uncertain input of the case.

Two ways of saying it. The *rank correlation* of an input with an outcome (Spearman's), whose square is the share of the
outcome's rank variance that goes with the input; inputs that move together share it, so these do not add up to one. And
the outcome's middle where the input is in the lowest, and in the highest, tenth of its draws; for what happens or does
not, where it does not and where it does. Both let everything else vary as it does in the trials.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.findings import wording
from simulator.findings.correlation import doubled_ranks, spearman
from simulator.findings.facts import CaseFacts
from simulator.findings.labels import Labels
from simulator.findings.percentiles import percentiles
from simulator.findings.redrawn import EXIT, Happened, Redrawn, Trials

if TYPE_CHECKING:
    from simulator.case import Case
    from simulator.case.calendar import Calendar
    from simulator.case.inputs import Input

DRIVEN = ("payback_years", "annual_saving", "npv", "peak_funding")
"""The outcomes whose drivers are told."""

Ranks = npt.NDArray[np.int64]

_TENTH = 0.1

_HALF_A_YEAR = 6.0

_TWICE = 2.0
"""Standard errors below which a difference of two middles is not told."""

_SURE = 3.0
"""Standard errors that a rank correlation must have to be told from nothing: among a hundred inputs that do nothing,
one in four runs would show one of them."""


@dataclass(frozen=True)
class Swing:
    """How one outcome moves with one input.

    Attributes
    ----------
    outcome : str
    rank_correlation : float
        Spearman's, from −1 to 1; 0 where the outcome or the input does not vary.
    error : float
        Its standard error.
    share : float
        Its square: the share of the outcome's rank variance that goes with the input.
    low, high : float
        The outcome's middle where the input is low, and where it is high; in the outcome's unit, infinite where it is,
        NaN where there is no such trial.
    low_error, high_error : float
    low_words, high_words : str
    change_words : str
        How the outcome's middle differs from low to high: "9 months longer".
    """

    outcome: str
    rank_correlation: float
    error: float
    share: float
    low: float
    high: float
    low_error: float
    high_error: float
    low_words: str
    high_words: str
    change_words: str

    @property
    def sure(self) -> bool:
        """Whether the trials can tell it from nothing."""
        return abs(self.rank_correlation) > _SURE * self.error


@dataclass(frozen=True)
class Driver:
    """One uncertain input and what it moves.

    Attributes
    ----------
    id, label : str
    basis : str
        "reported", "evidence" or "assumed"; of a decision or an event, that of its chance.
    happens : bool
        Whether it is something that happens or does not; *low* is then where it does not.
    low_words, high_words : str
        What low and high are: "£1.8m a year or less".
    swings : dict of str to Swing
        By outcome.
    """

    id: str
    label: str
    basis: str
    happens: bool
    low_words: str
    high_words: str
    swings: dict[str, Swing]


@dataclass(frozen=True)
class Drivers:
    """Every uncertain input of a case.

    Attributes
    ----------
    condition : str
        What the trials are given: "given approval", or nothing.
    trials : int
        How many were counted.
    drivers : tuple of Driver
        In the order of the case file.
    outcomes : tuple of str
    """

    condition: str
    trials: int
    drivers: tuple[Driver, ...]
    outcomes: tuple[str, ...] = DRIVEN

    def ranked(self, outcome: str, most: int = 10) -> tuple[Driver, ...]:
        """Those that the trials can tell from nothing, the largest share of rank variance first."""
        told = [driver for driver in self.drivers if driver.swings[outcome].sure]
        return tuple(sorted(told, key=lambda driver: -driver.swings[outcome].share)[:most])


def find_drivers(case: Case, facts: CaseFacts, redrawn: Redrawn, condition: str) -> Drivers:
    """How the outcomes move with each uncertain input, over the trials that headlines speak of.

    Parameters
    ----------
    case : Case
    facts : CaseFacts
    redrawn : Redrawn
    condition : str
        Words for what those trials are given.
    """
    chosen = redrawn.chosen
    outcomes = {name: redrawn.outcomes[name][chosen] for name in DRIVEN}
    ranked = {name: doubled_ranks(values) for name, values in outcomes.items()}
    labels, found = Labels(case), []
    for name, basis, stated, drawn in _inputs(case, redrawn):
        counted = drawn[chosen].astype(np.float64)
        happens = stated is None
        low, high = ends_of(counted)
        ranks = doubled_ranks(counted)
        found.append(
            Driver(
                id=name,
                label=labels.of(name),
                basis=basis,
                happens=happens,
                low_words=_reached(stated, counted, low, "or less", facts.calendar, max),
                high_words=_reached(stated, counted, high, "or more", facts.calendar, min),
                swings={
                    outcome: _swing(outcome, ranks, ranked[outcome], outcomes[outcome], low, high) for outcome in DRIVEN
                },
            )
        )
    return Drivers(condition, int(np.count_nonzero(chosen)), tuple(found))


def _inputs(case: Case, redrawn: Redrawn) -> Iterator[tuple[str, str, Input | None, Trials | Happened]]:
    """Id, basis, the input as stated (None for what happens or does not) and its draws, in the order of the file."""
    from simulator.case.inputs import iter_inputs

    for name, stated, _ in iter_inputs(case):
        basis = stated.basis or "assumed"
        decided = name.removesuffix(".probability")
        if name in redrawn.varying:
            yield name, basis, stated, redrawn.varying[name]
        if decided == name:
            continue
        if decided in redrawn.happened:
            yield decided, basis, None, redrawn.happened[decided]
        elif decided in redrawn.varying and decided != EXIT:
            yield decided, basis, None, redrawn.varying[decided] > 0.5


def ends_of(values: Trials) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """The trials in which an input is low, and those in which it is high: the outer tenths of its draws.

    Where a tenth cannot be told apart (few values, most of them equal) they are those of the lowest and of the highest
    value; both empty where the input does not vary.
    """
    if not len(values) or values.min() == values.max():
        nothing = np.zeros(len(values), dtype=np.bool_)
        return nothing, nothing
    rank = max(1, math.ceil(_TENTH * len(values)))
    ordered = np.partition(values, (rank - 1, len(values) - rank))
    low, high = values <= ordered[rank - 1], values >= ordered[len(values) - rank]
    if np.count_nonzero(low) > 2 * rank:
        low = values == values.min()
    if np.count_nonzero(high) > 2 * rank:
        high = values == values.max()
    return low, high


def _swing(outcome: str, ranks: Ranks, ranked: Ranks, values: Trials, low: Happened, high: Happened) -> Swing:
    """The move of one outcome, from the ranks and the values of the same trials."""
    correlation = spearman(ranks, ranked) or 0.0
    at_low, low_error = _middle(values[low])
    at_high, high_error = _middle(values[high])
    return Swing(
        outcome=outcome,
        rank_correlation=correlation,
        error=1.0 / math.sqrt(max(len(values) - 1, 1)),
        share=correlation * correlation,
        low=at_low,
        high=at_high,
        low_error=low_error,
        high_error=high_error,
        low_words=said_outcome(outcome, at_low, low_error),
        high_words=said_outcome(outcome, at_high, high_error),
        change_words=said_change(outcome, at_high - at_low, math.hypot(low_error, high_error)),
    )


def _middle(values: Trials) -> tuple[float, float]:
    """The median of some trials and its standard error; NaN where there is none."""
    if not len(values):
        return math.nan, math.nan
    found = percentiles(np.sort(values), (50,))
    return found.values[50], found.errors[50]


def said_outcome(outcome: str, value: float, error: float) -> str:
    """A figure of one of the outcomes in words, without its price base."""
    if math.isnan(value):
        return "no trials"
    if outcome == "payback_years":
        return _years_and_months(value, error)
    return wording.money(value, error) + (" a year" if outcome == "annual_saving" else "")


def _years_and_months(value: float, error: float) -> str:
    """A length of time to the month, where the trials can tell months apart.

    >>> _years_and_months(4.63, 0.01), _years_and_months(1.0, 0.05), _years_and_months(4.4, 0.5)
    ('4 years 8 months', '1 year', '4 years')
    """
    step = wording.step(error * 12, 1.0, 1.0)
    if not math.isfinite(value) or step > _HALF_A_YEAR:
        return wording.years(value, error)
    months = int(math.floor(value * 12 / step + 0.5) * step)
    parts = [(months // 12, "year"), (months % 12, "month")]
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return " ".join(said) or "no time"


def said_change(outcome: str, change: float, error: float) -> str:
    """How far an outcome's middle moves, in words; infinite where one of the two never pays back.

    >>> said_change("payback_years", 0.72, 0.02), said_change("npv", -1.2e6, 9e5)
    ('9 months longer', 'too little for these trials to tell')
    """
    if math.isnan(change):
        return "cannot be told"
    if math.isinf(change):
        return "never instead" if change > 0 else "no longer never"
    if abs(change) <= _TWICE * error or change == 0:
        return "too little for these trials to tell"
    if outcome == "payback_years":
        # In months: in years a difference of half of one would often be rounded away.
        months = wording.rounded(change * 12, wording.step(error * 12, 1.0, 1.0))
        return f"{months} {'month' if months == '1' else 'months'} {'longer' if change > 0 else 'sooner'}"
    return f"{said_outcome(outcome, abs(change), error)} {'more' if change > 0 else 'less'}"


def _reached(
    stated: Input | None, values: Trials, these: Happened, tail: str, calendar: Calendar, end: Callable[[Trials], float]
) -> str:
    """What an input is where it is low, or high: ``£1.8m a year or less``."""
    if stated is None:
        return "it does not happen" if tail == "or less" else "it happens"
    if not these.any():
        return "it does not vary"
    return f"{said_draw(stated, float(end(values[these])), calendar)} {tail}"


def said_draw(stated: Input, value: float, calendar: Calendar) -> str:
    """A value that was drawn, to three figures, with what comes after it."""
    from simulator.case.units import Money, MoneyAMonth, MoneyAYear, Months, Rate, Share, StartDate, Years

    kind = type(stated)
    rough = float(f"{value:.3g}")
    if isinstance(stated, StartDate):
        return wording.said_value(kind, round(value), calendar)
    if isinstance(stated, Money):
        after = " a month" if issubclass(kind, MoneyAMonth) else " a year" if issubclass(kind, MoneyAYear) else ""
        return wording.money(rough) + after
    if isinstance(stated, Share):
        return f"{round(value * 100, 1):g}%" + (" a year" if issubclass(kind, Rate) else "")
    if isinstance(stated, Months):
        return f"{round(value, 1):g} {'month' if round(value, 1) == 1 else 'months'}"
    if isinstance(stated, Years):
        return f"{round(value, 1):g} {'year' if round(value, 1) == 1 else 'years'}"
    return f"{rough:g}"
