"""What the findings need to know of a case besides its trials: names, years, gaps, the source's dates and ranges."""

from __future__ import annotations

from calendar import month_name
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import TYPE_CHECKING

from simulator.case.calendar import Calendar

if TYPE_CHECKING:
    from simulator.case import Case


_A_MOMENT = 1e-6
"""Of a month: payback in years times twelve may miss the end of a month by a rounding."""


@dataclass(frozen=True)
class Year:
    """One financial year of the horizon.

    Attributes
    ----------
    label : str
        ``2014/15``.
    ends : date
        Its last day, a 31 March.
    end_month : int
        Months from the programme's start to the end of that day.
    """

    label: str
    ends: date
    end_month: int


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
    calendar : Calendar
        Months and financial years of the horizon.
    price_base : str
        The financial year whose pounds *real* figures are in.
    years : tuple of Year
    councils : tuple of Council
    clusters : tuple of Cluster
    gaps : dict of str to (float, float)
        By financial year, low and high of the sum of the gaps, for years in which every council states one; nominal, £.
    gap_year : str or None
        The year whose gap ``full_year_gap_share`` is measured against.
    claimed_first_net_saving_year, claimed_full_effect_year : str or None
        The source's own dates.
    redundancy_method : str or None
        "total" or "posts" where the case says which method drives cash, as it must where it has both.
    inputs : Counts
    """

    id: str
    title: str
    calendar: Calendar
    price_base: str
    years: tuple[Year, ...]
    councils: tuple[Council, ...]
    clusters: tuple[Cluster, ...]
    gaps: dict[str, tuple[float, float]]
    gap_year: str | None
    claimed_first_net_saving_year: str | None
    claimed_full_effect_year: str | None
    redundancy_method: str | None
    inputs: Counts

    @property
    def horizon_ends(self) -> date:
        """Last day of the horizon, a 31 March."""
        return self.calendar.end

    def month_name(self, months: float) -> str:
        """The calendar month by whose end a moment has come, in words: the end of 31 March is still in March.

        Parameters
        ----------
        months : float
            Months from the programme's start.
        """
        day = self.month_begins(months)
        return f"{month_name[day.month]} {day.year}"

    def month_begins(self, months: float) -> date:
        """The first day of the calendar month by whose end a moment has come; see `month_name`."""
        return self.calendar.date_of(max(ceil(months - _A_MOMENT) - 1, 0))


def spoken_date(day: date) -> str:
    """A day in words.

    >>> spoken_date(date(2015, 3, 31))
    '31 March 2015'
    """
    return f"{day.day} {month_name[day.month]} {day.year}"


def facts_of(case: Case) -> CaseFacts:
    """The facts of a case, in the order of its file."""
    # Here, as whoever draws these facts needs no case.
    from simulator.case.inputs import count_by_basis, iter_inputs

    calendar = case.calendar
    counts = count_by_basis(case)
    uncertain = sum(not stated.fixed for _, stated, _ in iter_inputs(case))
    claim = case.claim
    return CaseFacts(
        id=case.case.id,
        title=case.case.title,
        calendar=calendar,
        price_base=case.case.price_base,
        years=tuple(
            Year(label, date(begins + 1, 3, 31), month)
            for label, begins, month in zip(calendar.labels, calendar.years, calendar.boundaries[1:], strict=True)
        ),
        councils=tuple(Council(id, council.name) for id, council in case.council.items()),
        clusters=tuple(Cluster(id, c.name, *c.saving.ends) for id, c in case.cluster.items()),
        gaps=_gaps(case),
        gap_year=case.case.gap_year,
        claimed_first_net_saving_year=claim.first_net_saving_year if claim else None,
        claimed_full_effect_year=claim.full_effect_year if claim else None,
        redundancy_method=case.redundancy.method,
        inputs=Counts(
            reported=counts["reported"],
            evidence=counts["evidence"],
            assumed=counts["assumed"],
            total=sum(counts.values()),
            uncertain=uncertain,
        ),
    )


def _gaps(case: Case) -> dict[str, tuple[float, float]]:
    """Low and high of the sum of the councils' gaps, for the years in which every council states one."""
    councils = case.council.values()
    years = [label for label in case.calendar.labels if all(label in council.gap for council in councils)]
    found = {}
    for label in years:
        gaps = [council.gap[label] for council in councils]
        found[label] = (sum(gap.ends[0] for gap in gaps), sum(gap.ends[1] for gap in gaps))
    return found
