"""What the findings need to know of a case besides its trials: names, years, gaps, the source's own dates and ranges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.case import Case

MONTHS = (
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
)


@dataclass(frozen=True)
class Year:
    """One financial year of the horizon.

    Attributes
    ----------
    label : str
        ``2014/15``.
    ends : str
        Its last day, ``2015-03-31``.
    end_month : float
        Months from the programme's start to the end of that day.
    """

    label: str
    ends: str
    end_month: float


@dataclass(frozen=True)
class Council:
    """A council: its id and the name people know it by."""

    id: str
    name: str


@dataclass(frozen=True)
class Cluster:
    """A cluster: its id, its name and the saving it was submitted with, from low to high, real, £ a year."""

    id: str
    name: str
    low: float
    high: float


@dataclass(frozen=True)
class Counts:
    """How many of the inputs that a case states rest on what.

    Attributes
    ----------
    reported, evidence, assumed : int
        By basis.
    total, uncertain : int
        All of them, and those that have a range.
    """

    reported: int
    evidence: int
    assumed: int
    total: int
    uncertain: int


@dataclass(frozen=True)
class CaseFacts:
    """What the findings need to know of a case.

    Attributes
    ----------
    id, title : str
    as_at : str
        The day on which the case was made, ``2011-08-08``.
    start : tuple of (int, int)
        Calendar year and month (1 to 12) in which the programme starts.
    price_base : str
        The financial year whose pounds *real* figures are in.
    years : tuple of Year
    councils : tuple of Council
    clusters : tuple of Cluster
    gaps : dict of str to (float, float)
        By financial year, low and high of the sum of the gaps; only years in which every council states one. Nominal, £.
    gap_year : str or None
        The year whose gap ``full_year_gap_share`` is measured against.
    claimed_first_net_saving_year, claimed_full_effect_year : str or None
        The source's own dates.
    stated_cost : tuple of (float, float) or None
        Low and high ends of the one-off cost as submitted: the top-down total and the explicit lines. £, real.
    redundancy_method : str or None
        "total" or "posts" where the case has both methods, else None.
    inputs : Counts
    """

    id: str
    title: str
    as_at: str
    start: tuple[int, int]
    price_base: str
    years: tuple[Year, ...]
    councils: tuple[Council, ...]
    clusters: tuple[Cluster, ...]
    gaps: dict[str, tuple[float, float]]
    gap_year: str | None
    claimed_first_net_saving_year: str | None
    claimed_full_effect_year: str | None
    stated_cost: tuple[float, float] | None
    redundancy_method: str | None
    inputs: Counts

    @property
    def horizon_ends(self) -> str:
        """Last day of the horizon, ``2022-03-31``."""
        return self.years[-1].ends

    def month_name(self, months: float) -> str:
        """The calendar month in which a moment falls, in words.

        Parameters
        ----------
        months : float
            Months from the programme's start.
        """
        year, month = divmod(self.start[0] * 12 + self.start[1] - 1 + int(months // 1), 12)
        return f"{MONTHS[month]} {year}"


def spoken_date(iso: str) -> str:
    """A day in words.

    >>> spoken_date("2015-03-31")
    '31 March 2015'
    """
    year, month, day = iso.split("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"

