"""What a reader of text or numbers raises: what is wrong, and what to write instead."""

from __future__ import annotations

from datetime import date, datetime, time


class Misread(ValueError):
    """A value that cannot be meant.

    Attributes
    ----------
    wrong, instead : str
        What is wrong, and what to write instead; plain English, no capital, no full stop.
    at : tuple of (str | int)
        Where inside the value, when it is a table or a list.
    whole : bool
        Whether the value as a whole is in doubt, though `at` is where to look.
    """

    def __init__(self, wrong: str, instead: str, at: tuple[str | int, ...] = (), *, whole: bool = False) -> None:
        super().__init__(f"{wrong} – {instead}")
        self.wrong, self.instead, self.at, self.whole = wrong, instead, at, whole


def shown(raw: object, limit: int = 40) -> str:
    """A value as the case file would write it, cut to a readable length.

    >>> shown(True), shown("abc"), shown([1])
    ('true', '"abc"', 'a list')
    """
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, str):
        text = " ".join(raw.split())
        return f'"{text if len(text) <= limit else text[: limit - 1] + "…"}"'
    if isinstance(raw, dict):
        return "a table"
    if isinstance(raw, (list, tuple)):
        return "a list"
    if isinstance(raw, (datetime, date, time)):
        return f"the {'time' if isinstance(raw, time) else 'date'} {raw.isoformat()}"
    text = str(raw)
    return text if len(text) <= limit else text[: limit - 1] + "…"
