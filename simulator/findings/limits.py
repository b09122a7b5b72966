"""Limits: what ``--fail-if`` accepts, and whether a run misses them.

A limit is one comparison that must not be true::

    P(payback_years <= 5) < 0.8                  a chance, over all tested trials
    P(payback_years <= 5 | approved) < 80%       the same, given that the councils approve
    P(payback_years <= 5 | as submitted) < 80%   the same, of the case as submitted
    p90(peak_funding) > £8m                      a percentile; mean(...) and sd(...) likewise
    never_pays_back > 0.1                        a chance that every run reports
    P(never_pays_back | approved) > 0.1          the same, given that the councils approve

Names are those of docs/model.md section 8. Trials in which an outcome is missing are left out.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from simulator.case.calendar import parse_fy
from simulator.case.misread import Misread
from simulator.case.quantities import read_money, read_share

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from simulator.findings.analysis import Findings, Population
    from simulator.plan.outcomes import OutcomeInfo

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
ALL, APPROVED, SUBMITTED = "", "approved", "as submitted"

EXAMPLE = "write it like 'P(payback_years <= 5) < 0.8', 'p90(peak_funding) > £8m' or 'never_pays_back > 10%'"

_OPERATOR = "<=|>=|==|!=|<|>|="
_NAME = r"[a-z][a-z0-9_]*(?:\.[a-z0-9_/.-]+)?"
_LIMIT = re.compile(
    rf"""\s*(?: (?P<function>[A-Za-z][A-Za-z0-9]*) \s* \( \s* (?P<outcome>{_NAME}) \s*
                (?: (?P<inner>{_OPERATOR}) \s* (?P<edge>[^|)]+?) \s* )?
                (?: \| \s* (?P<given>[^)]*?) \s* )? \)
            | (?P<chance>{_NAME}) )
        \s* (?P<outer>{_OPERATOR}) \s* (?P<bound>.+?) \s*""",
    re.VERBOSE,
)
_FUNCTION = re.compile(r"P|mean|sd|p[1-9][0-9]?")
_PLAIN = re.compile(r"[-−]?[0-9][0-9,_]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_CLOSE = 2.0
"""Standard errors within which another seed could well decide otherwise."""


class LimitError(ValueError):
    """A limit that cannot be read, or that names what the case does not have."""


@dataclass(frozen=True)
class Number:
    """A number of a limit, and what it was written as: "£", "%", "year" or nothing."""

    value: float
    written: str


@dataclass(frozen=True)
class Limit:
    """One limit, read.

    Attributes
    ----------
    text : str
        As it was typed.
    function : str
        ``P``, ``mean``, ``sd`` or a percentile such as ``p90``; empty for a chance that the run reports.
    name : str
        The outcome, or the reported chance.
    inner : str
        The comparison inside ``P(...)``, empty elsewhere.
    edge : Number or None
        What that comparison is with.
    given : str
        Which trials count: all tested (empty), "approved", or "as submitted".
    outer, bound : str, Number
        The comparison that must not be true.
    """

    text: str
    function: str
    name: str
    inner: str
    edge: Number | None
    given: str
    outer: str
    bound: Number


@dataclass(frozen=True)
class Verdict:
    """What a run says of one limit.

    Attributes
    ----------
    limit : Limit
    value : float or None
        The quantity; infinite where it is; None where no trial gives one.
    error : float or None
        Its standard error, where it has one.
    missed : bool
        Whether the comparison is true, or cannot be shown to be false.
    sentence : str
        The verdict in plain English, with the figure and its error.
    """

    limit: Limit
    value: float | None
    error: float | None
    missed: bool
    sentence: str


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
    if function and not _FUNCTION.fullmatch(function):
        raise LimitError(f"'{text}': there is no '{function}( )'; write P, mean, sd or a percentile from p1 to p99.")
    if function != "P" and inner:
        raise LimitError(f"'{text}': only P( ) takes a comparison inside it; {EXAMPLE}.")
    given = " ".join((found["given"] or "").replace("_", " ").split())
    if given not in (ALL, APPROVED, SUBMITTED):
        raise LimitError(f"'{text}': '{given}' names no trials; write | approved, or | as submitted, or neither.")
    return Limit(
        text=text.strip(),
        function="" if function == "P" and not inner else function,
        name=found["outcome"] or found["chance"],
        inner=inner,
        edge=_number(found["edge"], text) if inner else None,
        given=given,
        outer=found["outer"],
        bound=_number(found["bound"], text),
    )


def _number(word: str, text: str) -> Number:
    """Read 0.8, 80%, £8m, 2013/14 (as the year it begins in) or inf."""
    word = word.strip()
    try:
        if word == "inf":
            return Number(math.inf, "")
        if "/" in word:
            return Number(float(parse_fy(word)), "year")
        if "£" in word:
            return Number(read_money(word), "£")
        if word.endswith("%"):
            return Number(read_share(word), "%")
    except Misread as error:
        raise LimitError(f"'{text}': {error.wrong}; write {error.instead}.") from None
    if not _PLAIN.fullmatch(word):
        raise LimitError(f"'{text}': '{word}' is no number; write 5, 0.8, 80%, £8m or 2014/15.")
    return Number(float(word.replace("−", "-").replace(",", "").replace("_", "")), "")


def check_names(limits: Iterable[Limit], outcomes: Iterable[OutcomeInfo], probabilities: Iterable[str]) -> None:
    """Refuse a limit on something that this case does not have, or that compares pounds with years.

    Parameters
    ----------
    limits : iterable of Limit
    outcomes : iterable of OutcomeInfo
        Of the plan.
    probabilities : iterable of str
        From `simulator.findings.probabilities.probability_names`.

    Raises
    ------
    LimitError
        Naming what is near to what was typed.
    """
    units = {info.name: info.unit for info in outcomes}
    known_chances = list(probabilities)
    for limit in limits:
        if not limit.function:
            if limit.name in known_chances:
                _check_unit(limit, limit.bound, "share", limit.name)
                continue
            if limit.name in units:
                raise LimitError(
                    f"'{limit.text}': {limit.name} differs from trial to trial; "
                    f"say which: mean({limit.name}), p90({limit.name}) or P({limit.name} <= …)."
                )
            raise LimitError(
                f"'{limit.text}': this case has no chance '{limit.name}'.{_near(limit.name, known_chances)}"
            )
        if limit.name not in units:
            raise LimitError(
                f"'{limit.text}': this case has no outcome '{limit.name}'.{_near(limit.name, list(units))}"
            )
        if limit.edge is not None:
            _check_unit(limit, limit.edge, units[limit.name], limit.name)
        _check_unit(limit, limit.bound, "share" if limit.function == "P" else units[limit.name], limit.name)


def _near(wrong: str, possible: list[str]) -> str:
    near = get_close_matches(wrong, possible, n=1)
    return f" Did you mean '{near[0]}'?" if near else ""


def _check_unit(limit: Limit, number: Number, unit: str, name: str) -> None:
    """Refuse a number written in a unit that its outcome does not have; one without a unit may be any."""
    fits = {
        "": True,
        "£": unit.startswith("£"),
        "%": unit in ("share", "ratio", "1 or 0"),
        "year": unit.startswith("calendar year"),
    }
    if not fits[number.written]:
        written = {"£": "pounds", "%": "a percentage", "year": "a financial year"}[number.written]
        what = "a chance" if unit == "share" and limit.function in ("", "P") else f"{name} ({unit})"
        raise LimitError(f"'{limit.text}': {what} is compared with {written}.")


def judge(limit: Limit, findings: Findings) -> Verdict:
    """Work out the limit's quantity and compare.

    Returns
    -------
    Verdict
        A quantity that no trial gives counts as missed: what cannot be shown does not hold.
    """
    value, error, trials = _quantity(limit, findings)
    missed = value is None or bool(COMPARE[limit.outer](value, limit.bound.value))
    return Verdict(limit, value, error, missed, _sentence(limit, value, error, trials, missed, findings))


def _quantity(limit: Limit, findings: Findings) -> tuple[float | None, float | None, int]:
    """The quantity, its standard error where it has one, and the trials that count."""
    import numpy as np

    from simulator.findings.measures import centre_and_spread, percentiles
    from simulator.findings.probabilities import chance

    if not limit.function:
        reported = _population(limit, findings).chances[limit.name]
        return reported.share, reported.error, reported.trials
    row = _row(limit, findings)
    row = row[~np.isnan(row)]
    if limit.function == "P":
        assert limit.edge is not None
        share = chance(int(np.count_nonzero(COMPARE[limit.inner](row, limit.edge.value))), len(row))
        return share.share, share.error, share.trials
    if not len(row):
        return None, None, 0
    if limit.function in ("mean", "sd"):
        if np.isinf(row).any():
            return math.inf, None, len(row)
        mean, sd, error = centre_and_spread(row, np.ones(len(row), dtype=np.bool_))
        return (mean, error, len(row)) if limit.function == "mean" else (sd, None, len(row))
    percent = int(limit.function[1:])
    values, errors = percentiles(np.sort(row), (percent,))
    return values[percent], errors[percent] if math.isfinite(errors[percent]) else None, len(row)


def _population(limit: Limit, findings: Findings) -> Population:
    return {ALL: findings.tested, APPROVED: findings.given_approval, SUBMITTED: findings.as_submitted}[limit.given]


def _row(limit: Limit, findings: Findings) -> npt.NDArray[np.float64]:
    """float64[TRIAL] of the limit's outcome over the trials that count."""
    if limit.given == SUBMITTED:
        return findings.submitted_sample.by_name[limit.name]
    row = findings.tested_sample.by_name[limit.name]
    return row[findings.tested_sample.approved] if limit.given == APPROVED else row


def _sentence(
    limit: Limit, value: float | None, error: float | None, trials: int, missed: bool, findings: Findings
) -> str:
    from simulator.findings import wording

    verdict = "missed" if missed else "kept"
    if value is None:
        return f"Limit {verdict}: {limit.text}: no trial counts, so it cannot be shown."
    if math.isinf(value):
        told = "infinite"
    elif limit.function in ("", "P"):
        told = wording.exact_percent(value, error)
    else:
        unit = next(info.unit for info in findings.tested_sample.infos if info.name == limit.name)
        told = wording.exact_figure(value, error, unit)
    close = ""
    if error and not math.isinf(value) and abs(value - limit.bound.value) < _CLOSE * error:
        close = " That is too near to call: another seed could decide otherwise, so run more trials."
    return f"Limit {verdict}: {limit.text}: the figure is {told}, from {trials:,} trials.{close}"
