"""Limits: what ``--fail-if`` accepts, and whether a run misses them.

A limit is one comparison that must not be true::

    P(payback_years <= 5) < 0.8            the chance, over all trials
    P(payback_years <= 5 | approved) < 80% the same, given that the councils approve
    p90(peak_funding) > £8m                a percentile; mean(...) likewise
    never_pays_back > 0.1                  a chance that every run reports, over all trials
    P(never_pays_back | approved) > 0.1    the same, given that the councils approve

Names of outcomes are those of docs/model.md section 8. Trials in which an outcome is missing are left out of its chances.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
_OPERATOR = "<=|>=|==|!=|<|>|="
_NAME = r"[a-z][a-z0-9_]*(?:\.[a-z0-9_/.-]+)?"
_LIMIT = re.compile(
    rf"""\s*(?: (?P<function>P|mean|p\d\d?) \s* \( \s* (?P<outcome>{_NAME}) \s*
                (?: (?P<inner>{_OPERATOR}) \s* (?P<edge>[^|)]+?) \s* )?
                (?P<given>\| \s* approved \s*)? \)
            | (?P<chance>{_NAME}) )
        \s* (?P<outer>{_OPERATOR}) \s* (?P<bound>\S+) \s*""",
    re.VERBOSE,
)
_SCALES = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}
_NUMBER = re.compile(r"(-?)£?\s*(-?[0-9][0-9,_]*(?:\.[0-9]+)?(?:e-?[0-9]+)?)\s*(k|m|bn|%)?", re.IGNORECASE)
_YEAR = re.compile(r"([0-9]{4})/[0-9]{2}")

EXAMPLE = "write it like 'P(payback_years <= 5) < 0.8', 'p90(peak_funding) > £8m' or 'never_pays_back > 10%'"


class LimitError(ValueError):
    """A limit that cannot be read, or that names what the case does not have."""


@dataclass(frozen=True)
class Limit:
    """One limit, read.

    Attributes
    ----------
    text
        As it was typed.
    function
        ``P``, ``mean`` or a percentile such as ``p90``; empty for a chance that the run reports.
    name
        The outcome, or the reported chance.
    inner, edge
        The comparison inside ``P(...)``.
    approved
        Whether only trials count in which the councils approve.
    outer, bound
        The comparison that must not be true.
    """

    text: str
    function: str
    name: str
    inner: str
    edge: float
    approved: bool
    outer: str
    bound: float


@dataclass(frozen=True)
class Verdict:
    """What a run says of one limit: the quantity's value, None where no trial gives one, and whether it was missed."""

    limit: Limit
    value: float | None
    missed: bool


def read_limit(text: str) -> Limit:
    """Read one limit.

    Raises
    ------
    LimitError
        Saying what cannot be read and what to write instead.
    """
    found = _LIMIT.fullmatch(text)
    if found is None:
        raise LimitError(f"'{text}' is no limit; {EXAMPLE}.")
    function, inner = found["function"] or "", found["inner"] or ""
    if function == "P" and not inner:
        function = ""  # the chance of something that has a name of its own
    if function != "P" and inner:
        raise LimitError(f"'{text}': only P( ) takes a comparison inside it; {EXAMPLE}.")
    if function in ("p0", "p00"):
        raise LimitError(f"'{text}': percentiles run from p1 to p99.")
    return Limit(
        text=text.strip(),
        function=function,
        name=found["outcome"] or found["chance"],
        inner=inner,
        edge=_number(found["edge"], text) if inner else math.nan,
        approved=bool(found["given"]),
        outer=found["outer"],
        bound=_number(found["bound"], text),
    )


def _number(word: str, text: str) -> float:
    """Read 0.8, 80%, £8m, 2013/14 (as the year it begins in) or inf."""
    word = word.strip()
    if word == "inf":
        return math.inf
    if year := _YEAR.fullmatch(word):
        return float(year[1])
    found = _NUMBER.fullmatch(word)
    if found is None:
        raise LimitError(f"'{text}': '{word}' is no number; write 5, 0.8, 80%, £8m or 2014/15.")
    value = float(found[2].replace(",", "").replace("_", ""))
    if found[1]:
        value = -value
    unit = (found[3] or "").lower()
    return value / 100 if unit == "%" else value * _SCALES[unit]


def judge(
    limit: Limit,
    outcome: Callable[[str], npt.NDArray[np.float64]],
    approved: npt.NDArray[np.bool_],
    chances: Callable[[str, bool], float | None],
) -> Verdict:
    """Work out the limit's quantity and compare.

    Parameters
    ----------
    limit
        The limit.
    outcome
        Gives the values of a named outcome, float64[TRIAL].
    approved
        bool[TRIAL]: whether the councils approved.
    chances
        Gives a chance that the run reports, by name and whether only over trials in which the councils approve.

    Returns
    -------
    Verdict
        A quantity that no trial gives counts as missed: what cannot be shown does not hold.
    """
    value = _quantity(limit, outcome, approved, chances)
    missed = value is None or bool(COMPARE[limit.outer](value, limit.bound))
    return Verdict(limit, value, missed)


def _quantity(
    limit: Limit,
    outcome: Callable[[str], npt.NDArray[np.float64]],
    approved: npt.NDArray[np.bool_],
    chances: Callable[[str, bool], float | None],
) -> float | None:
    import numpy as np

    if not limit.function:
        return chances(limit.name, limit.approved)
    values = outcome(limit.name)
    if limit.approved:
        values = values[approved]
    values = values[~np.isnan(values)]
    if values.size == 0:
        return None
    if limit.function == "P":
        return float(np.mean(COMPARE[limit.inner](values, limit.edge)))
    if limit.function == "mean":
        return float(np.mean(values))
    # The definition in docs/model.md: the ceil(pn)-th smallest, never interpolated.
    rank = -(-int(limit.function[1:]) * values.size // 100)
    return float(np.partition(values, rank - 1)[rank - 1])


def check_names(limits: list[Limit], outcomes: list[str], probabilities: list[str]) -> None:
    """Refuse a limit on something that this case does not have.

    Raises
    ------
    LimitError
        Naming what is near to what was typed.
    """
    from simulator.cli.app import did_you_mean

    for limit in limits:
        known = outcomes if limit.function else probabilities
        if limit.name in known:
            continue
        if not limit.function and limit.name in outcomes:
            raise LimitError(
                f"'{limit.text}': {limit.name} differs from trial to trial; "
                f"say which: mean({limit.name}), p90({limit.name}) or P({limit.name} <= ...)."
            )
        what = "outcome" if limit.function else "chance"
        raise LimitError(f"'{limit.text}': this case has no {what} '{limit.name}'.{did_you_mean(limit.name, known)}")
