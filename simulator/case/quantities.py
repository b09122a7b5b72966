"""Reading the numbers of a case: money, shares, rates, factors, months and years; and writing them for people.

Text is read through decimals, so that "£5.4m" is the float nearest to 5,400,000 and nothing else.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

from simulator.case.misread import Misread, shown

_MULTIPLES = {"": 1, "k": 1_000, "m": 1_000_000, "bn": 1_000_000_000}
_DIGITS = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?"
_MONEY = re.compile(rf"([-−–]?)\s*£\s*{_DIGITS}\s*(k|m|bn)?", re.IGNORECASE)
_NO_POUND = re.compile(rf"([-−–]?)\s*{_DIGITS}\s*(k|m|bn)?", re.IGNORECASE)
_SIGN_INSIDE = re.compile(rf"£\s*[-−–]\s*{_DIGITS}\s*(k|m|bn)?", re.IGNORECASE)
_IN_BRACKETS = re.compile(rf"\(\s*£?\s*{_DIGITS}\s*(k|m|bn)?\s*\)", re.IGNORECASE)
_LONG_WORDS = re.compile(rf"([-−–]?)\s*£\s*{_DIGITS}\s*(thousand|million|mln|mn|billion|b)", re.IGNORECASE)
MONEY_PATTERN = r"^\s*[-−–]?\s*£\s*([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?\s*([kKmM]|[bB][nN])?\s*$"
PERCENT_PATTERN = r"^\s*[-−–]?\s*[0-9]+(\.[0-9]+)?\s*%\s*$"
"""The same for the JSON Schema, whose patterns know no flags."""

_PERCENT = re.compile(r"([-−–]?)\s*([0-9]+)(\.[0-9]+)?\s*%")
_BARE_NUMBER = re.compile(r"[-+]?[0-9][0-9_,]*(\.[0-9]+)?([eE][-+]?[0-9]+)?")


def read_number(raw: object, what: str, example: str) -> float:
    """A finite number that is not text, a truth value, a date, a table or a list.

    Parameters
    ----------
    raw
        The value in the file.
    what, example
        What it should be, and how it is written: "a number of months", "6".

    Raises
    ------
    Misread
        When it is anything else.
    """
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        if isinstance(raw, str) and _BARE_NUMBER.fullmatch(raw.strip()):
            raise Misread(f"{shown(raw)} is text, not {what}", f"{raw.strip().replace(',', '')} without the quotes")
        raise Misread(f"{shown(raw)} is not {what}", f"{what} such as {example}")
    try:
        value = float(raw)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise Misread(f"{shown(raw)} is not a finite number", f"{what} such as {example}")
    return value + 0.0  # −0.0 + 0.0 is 0.0: one zero, so that equal cases print alike


def read_money(raw: object) -> float:
    """Pounds, from a number or from text with a pound sign.

    >>> read_money("£5.4m"), read_money("£1,630,000"), read_money("-£50k"), read_money(780_000)
    (5400000.0, 1630000.0, -50000.0, 780000.0)

    Raises
    ------
    Misread
        When it is no amount of money.
    """
    if not isinstance(raw, str):
        return read_number(raw, "an amount of money", '"£5.4m" or 5_400_000')
    text = raw.strip()
    found = _MONEY.fullmatch(text)
    if found is None:
        raise Misread(*_money_fault(raw, text))
    sign, whole, part, unit = found.groups()
    amount = Decimal(whole.replace(",", "") + (part or "")) * _MULTIPLES[(unit or "").lower()]
    return read_number(-float(amount) if sign else float(amount), "an amount of money", '"£5.4m"')


def _money_fault(raw: str, text: str) -> tuple[str, str]:
    if found := _NO_POUND.fullmatch(text):
        sign, whole, part, unit = found.groups()
        return f"{shown(raw)} has no pound sign", f'"{"-" if sign else ""}£{whole}{part or ""}{unit or ""}"'
    if (found := _SIGN_INSIDE.fullmatch(text)) or (found := _IN_BRACKETS.fullmatch(text)):
        whole, part, unit = found.groups()
        return f"{shown(raw)} is not how a negative amount is written here", f'"-£{whole}{part or ""}{unit or ""}"'
    if found := _LONG_WORDS.fullmatch(text):
        sign, whole, part, word = found.groups()
        unit = {"t": "k", "m": "m", "b": "bn"}[word[0].lower()]
        return f"{shown(raw)} cannot be read", f'"{"-" if sign else ""}£{whole}{part or ""}{unit}"'
    if "," in text and "£" in text:
        return f"{shown(raw)} has its commas in odd places", '"£1,630,000", or "£1.63m"'
    return f"{shown(raw)} is not an amount of money", '"£5.4m", "£780k", "£1,630,000" or a number of pounds'


def read_share(raw: object) -> float:
    """A share or a rate, from a number (0.4) or a percentage ("40%").

    >>> read_share("40%"), read_share(0.4), read_share("-2.5%")
    (0.4, 0.4, -0.025)

    Raises
    ------
    Misread
        When it is neither.
    """
    if not isinstance(raw, str):
        return read_number(raw, "a share", '0.4 or "40%"')
    found = _PERCENT.fullmatch(raw.strip())
    if found is None:
        text = raw.strip()
        if _BARE_NUMBER.fullmatch(text):
            raise Misread(
                f"{shown(raw)} is text, not a share", f'{text} without the quotes, or "{text}%" for a percentage'
            )
        raise Misread(f"{shown(raw)} is not a share", 'a number such as 0.4, or a percentage such as "40%"')
    sign, whole, part = found.groups()
    value = float(Decimal(whole + (part or "")) / 100)
    return read_number(-value if sign else value, "a share", '"40%"')


def as_money(pounds: float) -> str:
    """Pounds as people write them.

    >>> as_money(1_630_000), as_money(-50), as_money(0.5)
    ('£1,630,000', '-£50', '£0.50')
    """
    size = abs(pounds)
    text = f"{size:,.0f}" if size == round(size) else f"{size:,.2f}"
    return f"{'-' if pounds < 0 else ''}£{text}"


def as_number(value: float) -> str:
    """A number with no more digits than it needs, at most ten.

    >>> as_number(1.0), as_number(0.1 + 0.2), as_number(1.7)
    ('1', '0.3', '1.7')
    """
    return f"{value:.10g}"
