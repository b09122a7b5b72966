"""The calendar, and the draws of an input (docs/model.md, section 1)."""

from __future__ import annotations

import calendar as days
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

MONTHS_IN_YEAR = 12
APRIL = 4


@dataclass(frozen=True)
class Dates:
    """Months counted from the programme's start, and the financial years of the case.

    Attributes
    ----------
    year, month
        The calendar year and month in which the programme starts.
    last_year
        The calendar year in which the last financial year begins.
    """

    year: int
    month: int
    last_year: int

    def moment(self, year: int, month: int, day: int = 1) -> float:
        """Months from the start to the beginning of a day: a day counts as (day - 1) / days in its month."""
        whole = (year - self.year) * MONTHS_IN_YEAR + (month - self.month)
        return whole + (day - 1) / days.monthrange(year, month)[1]

    def of(self, day: Any) -> float:
        """The moment at which a day begins; a date, or text such as 2018-04-30 or 2013-04."""
        parts = [int(part) for part in str(day).split("-")]
        return self.moment(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)

    def day_after(self, day_text: Any) -> float:
        """The moment at which a day ends, and the next begins."""
        year, month, day = (int(part) for part in str(day_text).split("-"))
        last = days.monthrange(year, month)[1]
        if day < last:
            return self.moment(year, month, day + 1)
        return self.moment(year, month) + 1.0

    @property
    def first_year(self) -> int:
        """The calendar year in which the first (maybe short) financial year begins."""
        return self.year if self.month >= APRIL else self.year - 1

    @property
    def years(self) -> list[int]:
        """The financial years counted, by the calendar year in which each begins."""
        return list(range(self.first_year, self.last_year + 1))

    @property
    def horizon(self) -> int:
        """Months from the start to the end of the last financial year."""
        return int(self.moment(self.last_year + 1, APRIL))

    def year_of(self, moment: float) -> int:
        """The financial year that contains a moment."""
        count = self.year * MONTHS_IN_YEAR + (self.month - 1) + int(np.floor(moment)) - (APRIL - 1)
        return count // MONTHS_IN_YEAR

    def year_of_month(self) -> list[int]:
        """For every month of the horizon, its financial year."""
        return [self.year_of(month) for month in range(self.horizon)]


def label(year: int) -> str:
    """The financial year that begins in a calendar year: 2014/15 for 2014."""
    return f"{year}/{(year + 1) % 100:02d}"


def year_from(text: str) -> int:
    """The calendar year in which a financial year such as 2014/15 begins."""
    return int(text[:4])


class Draws:
    """The draws of every input, looked up by id.

    An input that the case states must have its draws; one that it leaves out has the schema's default in every trial.

    Parameters
    ----------
    inputs
        Input id to draws, [TRIAL].
    stated
        For every input of the case, whether the case states it.
    """

    def __init__(self, inputs: Mapping[str, Array], stated: Mapping[str, bool]) -> None:
        self.inputs = inputs
        self.stated = stated
        self.trials = len(next(iter(inputs.values())))

    def full(self, number: float) -> Array:
        """The same number in every trial."""
        return np.full(self.trials, float(number))

    def has(self, path: str) -> bool:
        """Whether the case has this input, stated or by default."""
        return path in self.stated

    def __call__(self, path: str, default: float | None = None) -> Array:
        if path in self.inputs:
            return np.asarray(self.inputs[path], dtype=np.float64)
        if self.stated.get(path, False) or default is None:
            raise KeyError(f"the case states {path}, but there are no draws of it")
        return self.full(default)
