"""Money, shares, days and lists as a person would say them. What a whole input says is in `simulator.case.wording`."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

from simulator.case.quantities import as_money, as_number

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
