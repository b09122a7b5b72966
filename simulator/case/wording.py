"""The case's numbers, dates and profiles as a person would say them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import isclose

from simulator.case.calendar import Calendar
from simulator.case.inputs import Input
from simulator.case.quantities import as_money, as_number
from simulator.case.sections import EQUAL, NET_BUDGET, START, Piece, Section
from simulator.case.units import Money, MoneyAMonth, MoneyAYear, Months, Rate, Share, StartDate, Years

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def without_marks(text: str) -> str:
    """Somebody's text without what acts but is not shown: control and direction marks go, other white space is a space.

    >>> without_marks("Leisure\\n&  \\u202eculture")
    'Leisure &  culture'
    """
    # Most texts hold nothing of the kind, which is quickly known.
    if text.isprintable():
        return text
    kept = (" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return "".join(kept)


def said_money(pounds: float) -> str:
    """Pounds in millions or thousands where that loses nothing.

    >>> said_money(1_630_000), said_money(22_881_693), said_money(-50_000)
    ('£1.63m', '£22,881,693', '-£50k')
    """
    sign, size = ("-" if pounds < 0 else ""), abs(pounds)
    if size >= 1e6 and size % 1_000 == 0:
        return f"{sign}£{as_number(size / 1e6)}m"
    if size >= 1e4 and size % 100 == 0:
        return f"{sign}£{as_number(size / 1e3)}k"
    return as_money(pounds)


def said_percent(share: float) -> str:
    """A share as a percentage.

    >>> said_percent(0.025)
    '2.5%'
    """
    return f"{as_number(share * 100)}%"


def said_day(day: date) -> str:
    """A day as people write it: the month alone for the first of a month.

    >>> said_day(date(2013, 4, 1)), said_day(date(2018, 4, 30))
    ('April 2013', '30 April 2018')
    """
    return said_date(day).removeprefix("1 ") if day.day == 1 else said_date(day)


def said_date(day: date) -> str:
    """A day in full.

    >>> said_date(date(2013, 4, 1))
    '1 April 2013'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def listed(words: Sequence[str]) -> str:
    """Words in a row: a, b and c.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def said_kind(kind: str) -> str:
    """A kind of cost, or any other id, as people write it.

    >>> said_kind("ict"), said_kind("pension")
    ('ICT', 'pension')
    """
    return "ICT" if kind == "ict" else kind


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number of things.

    >>> counted(1, "lock"), counted(2, "delay"), counted(3, "share that moves", "shares that move")
    ('1 lock', '2 delays', '3 shares that move')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def said_value(kind: type[Input], value: float, calendar: Calendar) -> str:
    """One value of an input, without what comes after it (a year, months)."""
    if issubclass(kind, Money):
        return said_money(value)
    if issubclass(kind, Share):
        return said_percent(value)
    if issubclass(kind, StartDate):
        return said_day(calendar.date_of(value))
    return as_number(value)


def _after(kind: type[Input], value: float) -> str:
    if issubclass(kind, MoneyAMonth):
        return " a month"
    if issubclass(kind, (MoneyAYear, Rate)):
        return " a year"
    if issubclass(kind, Months):
        return " month" if value == 1 else " months"
    if issubclass(kind, Years):
        return " year" if value == 1 else " years"
    return ""


def said_input(number: Input, calendar: Calendar) -> str:
    """What an input may be, in words.

    Returns
    -------
    str
        "between £1.63m and £2.82m a year, most likely in the middle".
    """
    kind = type(number)
    if number.value is not None:
        return said_value(kind, number.value, calendar) + _after(kind, number.value)
    if not number.is_range:
        from simulator.case.spoken_words import said_words

        return said_words(number, lambda value: said_value(kind, value, calendar), _after(kind, 2.0))
    low, high = number.ends
    ends = said_value(kind, low, calendar), said_value(kind, high, calendar) + _after(kind, high)
    if number.distribution == "uniform":
        return f"anywhere from {ends[0]} to {ends[1]}, each value as likely as the next"
    mode = number.mode if number.mode is not None else number.middle
    likeliest = "in the middle" if isclose(mode, number.middle) else said_value(kind, mode, calendar)
    straight = ", thinning out in a straight line to either side" if number.distribution == "triangular" else ""
    return f"between {ends[0]} and {ends[1]}, most likely {likeliest}{straight}"


def said_basis(number: Input | Section) -> str:
    """What an input or a table rests on, where it comes from and why: "Assumed (Judgement). Few posts"."""
    basis = (number.basis or "assumed").capitalize()
    source = f" ({number.source.rstrip('.')})" if number.source else ", with no source given"
    rest = [number.note, number.owner and f"Owner: {number.owner}", number.date and f"Last looked at: {number.date}"]
    return ". ".join([basis + source, *(text.rstrip(".") for text in rest if text)])


def _moment(months: float, anchor: str) -> str:
    if months == 0:
        return anchor
    side = "before" if months < 0 else "after"
    return f"{as_number(abs(months))} {'month' if abs(months) == 1 else 'months'} {side} {anchor}"


def said_profile(pieces: Iterable[Piece], anchor: str) -> str:
    """When something is spent, in words.

    Parameters
    ----------
    pieces
        The spend profile; its shares add up to one.
    anchor
        "go-live", "start", a day in ISO form, or any other moment in words.
    """
    if anchor == START:
        anchor = "the start"
    elif anchor[:1].isdigit():
        anchor = said_day(date.fromisoformat(anchor))
    said = []
    for piece in pieces:
        share = "" if piece.share == 1 else f"{said_percent(piece.share)} "
        if piece.from_ == piece.to:
            said.append(f"{share}at once, {_moment(piece.to, anchor)}" if piece.to else f"{share}at {anchor}")
        else:
            said.append(f"{share}evenly from {_moment(piece.from_, anchor)} to {_moment(piece.to, anchor)}")
    return listed(said)


def said_key(key: str | Mapping[str, float] | None, names: Mapping[str, str]) -> str:
    """How councils share something, in words; `names` gives each council's name by its id."""
    if key is None or key == NET_BUDGET:
        return "by net budget"
    if isinstance(key, str):
        return "equally" if key == EQUAL else key
    return listed([f"{said_percent(share)} {names.get(council, council)}" for council, share in key.items()])
