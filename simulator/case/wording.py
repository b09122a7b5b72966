"""The case's inputs, profiles and keys as a person would say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from math import isclose

from simulator.case.calendar import Calendar
from simulator.case.inputs import Input
from simulator.case.plain_words import listed, said_day, said_money, said_percent
from simulator.case.quantities import as_number
from simulator.case.sections import EQUAL, NET_BUDGET, START, Piece, Section
from simulator.case.units import Money, MoneyAMonth, MoneyAYear, Months, Rate, Share, StartDate, Years


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
