"""Figures in words: no more digits than the trials support, each with its price base, tail and denominator.

A figure is rounded to a step no finer than twice its standard error, so that another seed would seldom print another
figure. A percentile is never printed bare: it is what a quantity is *at least* or *at most*, with a stated chance.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simulator.case.calendar import fy_label
from simulator.case.plain_words import without_marks
from simulator.findings.facts import CaseFacts
from simulator.findings.measures import Measure
from simulator.findings.probabilities import Chance

if TYPE_CHECKING:
    from simulator.case.calendar import Calendar
    from simulator.case.inputs import Input
    from simulator.findings.figures import Estimate

_PRECISION = 2.0
"""Standard errors that the last printed digit must span."""


def step(error: float, finest: float, unit: float) -> float:
    """The step to which a figure is rounded: at least twice its error, and never below the finest.

    Below the unit in which the figure is written it is a power of ten, so that no decimal is printed that the trials do
    not support; from there on it is 1, 2 or 5 times one.

    >>> step(0.012, 0.01, 1.0), step(0.07, 0.01, 1.0), step(0.7, 0.01, 1.0), step(0.0, 0.01, 1.0)
    (0.1, 1.0, 2.0, 0.01)
    """
    wanted = _PRECISION * error * (1 - 1e-9)
    if not math.isfinite(error) or wanted <= finest:
        return finest
    power = math.floor(math.log10(wanted))
    leads = (1, 2, 5, 10) if wanted > unit else (1, 10)
    return next(float(f"{lead}e{power}") for lead in leads if float(f"{lead}e{power}") >= wanted)


def rounded(value: float, to: float) -> str:
    """The size of a value rounded to a step, with just the decimals this leaves; a half goes up, as people do it.

    >>> rounded(-4.327, 0.05), rounded(37.2, 5.0), rounded(0.5, 1.0)
    ('4.35', '35', '1')
    """
    decimals = max(0, -math.floor(math.log10(to) + 1e-9))
    nearest = math.floor(abs(value) / to + 0.5 + 1e-9) * to
    return f"{nearest:,.{decimals}f}"


def settled(value: float, to: float) -> float:
    """A value rounded to a step, as a number; a half goes away from zero, as in `rounded`.

    >>> settled(-4.327, 0.05), settled(37.2, 5.0), settled(0.2, 1.0)
    (-4.35, 35.0, 0.0)
    """
    size = float(rounded(value, to).replace(",", ""))
    return -size if value < 0 and size else size


def money(value: float, error: float = 0.0) -> str:
    """Pounds in words, in millions from £1m and in thousands below, rounded by the error.

    >>> money(4_327_000, 12_000), money(-780_400, 300), money(22_500_000), money(0.0), money(200.0, 400.0)
    ('£4.3m', '−£780k', '£22.5m', 'nil', 'nil')
    >>> money(996_000, 5_000), money(994_000), money(999_900)
    ('£1.00m', '£990k', '£1m')
    """
    if not math.isfinite(value):
        return "no finite sum"
    if value == 0:
        return "nil"
    to = money_step(value, error)
    if _in_thousands(value, error):
        text, unit = rounded(value / 1e3, to / 1e3), "k"
    else:
        text, unit = rounded(value / 1e6, to / 1e6), "m"
    if error == 0 and "." in text:
        text = text.rstrip("0").rstrip(".")
    if not text.strip("0."):
        return "nil"
    return f"{'−' if value < 0 else ''}£{text}{unit}"


def money_step(value: float, error: float = 0.0) -> float:
    """The step to which `money` rounds a sum, in pounds.

    >>> money_step(4_327_000, 12_000), money_step(-780_400, 300), money_step(22_500_000)
    (100000.0, 10000.0, 100000.0)
    """
    if _in_thousands(value, error):
        return _step_of_thousands(value, error)
    return step(error, 10_000.0 if abs(value) < 9_995_000 else 100_000.0, 1_000_000.0)


def _in_thousands(value: float, error: float) -> bool:
    """Whether a sum is told in thousands: below a million, rounded too, where the trials can tell it so finely."""
    to = _step_of_thousands(value, error)
    return to < 100_000.0 and settled(abs(value), to) < 1e6


def _step_of_thousands(value: float, error: float) -> float:
    return step(error, 10_000.0 if abs(value) >= 100_000 else 1_000.0, 1_000.0)


def money_range(measure: Measure, low: int = 10, high: int = 90) -> str:
    """The middle range of a measure of money: ``£4.1m to £5.6m``, both ends rounded alike."""
    return between(measure.at(low), measure.at(high), max(measure.error_at(low), measure.error_at(high)))


def between(low: float, high: float, error: float = 0.0) -> str:
    """Two sums of money as a range, or one of them where both read the same."""
    first, last = money(low, error), money(high, error)
    return first if first == last else f"{first} to {last}"


def percent(value: float, error: float = 0.0, finest: float = 0.01) -> str:
    """A share as a percentage, rounded by the error to whole per cent at the finest.

    >>> percent(0.6312, 0.003), percent(0.6412, 0.04), percent(0.002, 0.0004)
    ('63%', '60%', '0%')
    """
    to = step(error, finest, 0.01)
    sign = "−" if value < 0 and rounded(value * 100, to * 100).strip("0.") else ""
    return f"{sign}{rounded(value * 100, to * 100)}%"


def percent_range(measure: Measure, low: int = 10, high: int = 90) -> str:
    """The middle range of a share: ``15% to 24%``, both ends rounded alike."""
    error = max(measure.error_at(low), measure.error_at(high))
    first, last = percent(measure.at(low), error), percent(measure.at(high), error)
    return first if first == last else f"{first} to {last}"


def likelihood(chance: Chance) -> str:
    """A chance in words: a rounded percentage, and never 0% or 100% of what did or did not happen once.

    >>> likelihood(Chance(0.0, 0.0001, 10_000)), likelihood(Chance(0.002, 0.0004, 10_000))
    ('0%', 'under 1%')
    """
    if chance.share is None or chance.error is None:
        return "no trials"
    if chance.share in (0.0, 1.0):
        # What never happened in a handful of trials is not ruled out: say as much as they can tell.
        to = step(chance.error, 0.01, 0.01)
        if to <= 0.01:
            return "0%" if chance.share == 0 else "100%"
        return f"under {percent(to)}" if chance.share == 0 else f"over {percent(1 - to)}"
    to = step(chance.error, 0.01, 0.01)
    text = rounded(chance.share * 100, to * 100)
    if text == "0":
        return f"under {percent(to)}"
    if text == "100":
        return f"over {percent(1 - to)}"
    return f"{text}%"


def years(value: float, error: float = 0.0) -> str:
    """A length of time in years: ``4.6 years``.

    >>> years(4.63, 0.01), years(1.0), years(math.inf)
    ('4.6 years', '1.0 years', 'never')
    """
    if not math.isfinite(value):
        return "never"
    return f"{rounded(value, step(error, 0.1, 1.0))} years"


def years_between(low: float, high: float) -> str:
    """A length of time between two ends, to the digits that their distance allows.

    >>> years_between(4.018, 4.052), years_between(3.6, 4.9)
    ('4.02 to 4.05 years', '3.6 to 4.9 years')
    """
    decimals = 1 if high - low >= 0.2 else 2
    first, last = f"{low:.{decimals}f}", f"{high:.{decimals}f}"
    return f"{first} years" if first == last else f"{first} to {last} years"


def points_between(low: float, high: float) -> str:
    """A chance between two ends, to a tenth of a point.

    >>> points_between(0.7694, 0.7811)
    '76.9% to 78.1%'
    """
    first, last = f"{low:.1%}", f"{high:.1%}"
    return first if first == last else f"{first} to {last}"


def whole(value: float, one: str, many: str) -> str:
    """A count with its noun: ``1 input``, ``143 inputs``."""
    return f"{value:,.0f} {one if value == 1 else many}"


def price_base(base: str | None, facts: CaseFacts) -> str:
    """The price base of a figure, in words that fit on every figure."""
    if base == "real":
        return f"real, {facts.price_base} prices"
    if base == "nominal":
        return "nominal"
    return ""


def article(percent: int) -> str:
    """``a 50%`` and ``an 80%``.

    >>> article(50), article(80)
    ('a 50%', 'an 80%')
    """
    return f"an {percent}%" if str(percent).startswith("8") or percent in (11, 18) else f"a {percent}%"


def listed(parts: list[str]) -> str:
    """Words joined as a person would: ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def exact(found: Estimate, unit: str) -> str:
    """A figure with its 95% interval, for people who check a limit.

    Parameters
    ----------
    found : Estimate
        With a value.
    unit : str
        As in the catalogue of outcomes; "share" for a chance.

    >>> from simulator.findings.figures import Estimate
    >>> from simulator.findings.intervals import Interval
    >>> exact(Estimate(4_327_412.0, Interval(4_301_000.4, 4_352_111.0), 9_000), "£ a year")
    '£4,327,412 a year (95% interval £4,301,000 to £4,352,111)'
    >>> exact(Estimate(0.6291, Interval(0.6223, 0.6357), 20_000), "share")
    '62.9% (95% interval 62.2% to 63.6%)'
    >>> exact(Estimate(4.632, Interval(4.611, math.inf), 100), "years from the start")
    '4.63 years from the start (95% interval 4.61 or more)'
    """
    if found.value is None or math.isinf(found.value):
        return "infinite"
    value, interval = found.value, found.interval
    ends = [] if interval is None else [abs(end - value) for end in interval if math.isfinite(end)]
    half = max(ends, default=0.0)
    told, after = _exactly(value, half, unit)
    if interval is None:
        return told + after
    low, high = ("" if math.isinf(end) else _exactly(end, half, unit)[0] for end in interval)
    if low and high:
        said = f"95% interval {low} to {high}"
    elif low or high:
        said = f"95% interval {low} or more" if low else f"95% interval {high} or less"
    else:
        said = "too few trials for a 95% interval"
    return f"{told}{after} ({said})"


def _exactly(value: float, half: float, unit: str) -> tuple[str, str]:
    """A figure to the digits that half the width of its interval allows, and the unit that follows it."""
    decimals = max(0, math.ceil(-math.log10(half))) if half > 0 else 0
    if unit == "share":
        return f"{value * 100:.{min(max(decimals - 2, 1), 4)}f}%", ""
    if unit.startswith("£"):
        return f"{'−' if value < 0 else ''}£{abs(value):,.0f}", unit[1:]
    if unit.startswith("calendar year") and value == round(value):
        return fy_label(round(value)), ""
    return f"{value:,.{min(max(decimals, 2), 6)}f}", "" if unit.startswith("calendar year") else f" {unit}"


def plain(text: str, longest: int) -> str:
    """Somebody's text on one line: no control or direction marks, spaces run together, cut with … where it is too long.

    >>> plain("Leisure\\n&  \\u202eculture", 40), plain("abcdef", 4)
    ('Leisure & culture', 'abc…')
    """
    line = " ".join(without_marks(text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def said_input(stated: Input, calendar: Calendar) -> str:
    """What an input may be, in words (`simulator.case.wording`): a case is loaded by those only who have one, not by
    those who draw what was found."""
    from simulator.case import wording

    return wording.said_input(stated, calendar)


def said_value(kind: type[Input], value: float, calendar: Calendar) -> str:
    """One value of an input, in words; as `said_input`."""
    from simulator.case import wording

    return wording.said_value(kind, value, calendar)
