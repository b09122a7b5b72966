"""What families fitted to a column of data say, and the lines of a case that say the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from distributions.catalogue import (
    FAMILIES,
    NUMBERS,
    SPREAD,
    VALUE,
    VALUES,
    WHOLE,
    Distribution,
    distribution,
)
from distributions.elicitation.outturns import FEWEST, FEWEST_TO_RESAMPLE
from distributions.fitting import FEW, Fits, fit
from simulator.case.data_file import MONEY, RATIO, SHARE, Column
from simulator.case.quantities import as_money

_NAMES = {"pert": "PERT", "weibull": "Weibull", "poisson": "Poisson", "bernoulli": "Bernoulli"}
_MOST_LISTED = 200  # values that a line of a case lists
_TOLD = (0.1, 0.5, 0.9)
_DIGITS, _FINE_DIGITS = 6, 12  # significant digits of a parameter; of those whose roundings add up


@dataclass(frozen=True)
class FitFindings:
    """A column of data and what it fits.

    Attributes
    ----------
    column
        The data.
    lowest, highest
        What the values were taken to be able to be.
    fits
        The families, best first, and those left out.
    """

    column: Column
    lowest: float
    highest: float
    fits: Fits

    @property
    def few(self) -> bool:
        """Whether the values are too few for the ranking to say much."""
        return len(self.column.values) < FEW

    @property
    def data(self) -> np.ndarray:
        """The values in order."""
        return np.sort(np.asarray(self.column.values, dtype=np.float64))

    def percentiles(self) -> dict[str, float]:
        """P10, P50 and P90 of the data: the ⌈pn⌉-th smallest values."""
        found = distribution("empirical", values=self.column.values).ppf(list(_TOLD))
        return {f"p{round(100 * share)}": float(value) for share, value in zip(_TOLD, found, strict=True)}


def fit_findings(
    column: Column, lowest: float | None = None, highest: float | None = None, families: tuple[str, ...] = ()
) -> FitFindings:
    """Fit families to a column.

    Parameters
    ----------
    column
        The data.
    lowest, highest
        What the values could be. By default shares are from 0 to 1, and whatever has no negative value is 0 or more.
    families
        Which to try; by default all that can be.

    Raises
    ------
    distributions.fitting.Unfit
        There are too few values, or none that a family could have given.
    """
    negative = any(value < 0.0 for value in column.values)
    above_1 = any(value > 1.0 for value in column.values)
    if lowest is None:
        lowest = -math.inf if negative else 0.0
    if highest is None:
        highest = 1.0 if column.unit == SHARE and not negative and not above_1 else math.inf
    return FitFindings(
        column, lowest, highest, fit(column.values, families=families or None, lowest=lowest, highest=highest)
    )


def as_written(found: Distribution, unit: str) -> str:
    """A distribution as the value of an input of a case.

    Parameters
    ----------
    found
        Of one family, not made of others.
    unit
        Of the column.

    Returns
    -------
    str
        ``{ distribution = "lognormal", mean = "£6,000,000", sd = "£1,000,000" }``
    """
    family, given = found.family, found.named
    cuts: list[str] = []
    if family == "truncated_normal" and not all(map(math.isfinite, (given["low"], given["high"]))):
        # A case has no word for infinity: the normal, cut on one side.
        cuts = [
            f"{key} = {_value(given[end], VALUE, unit)}"
            for end, key in (("low", "truncate_below"), ("high", "truncate_above"))
            if math.isfinite(given[end])
        ]
        family, given = "normal", {"mean": given["mean"], "sd": given["sd"]}
    parts = [f'distribution = "{family}"']
    for key, parameter in FAMILIES[family].parameters.items():
        if given[key] != parameter.default:
            parts.append(f"{key} = {_value(given[key], parameter.kind, unit)}")
    return "{ " + ", ".join(parts + cuts) + " }"


def _value(value: Any, kind: str, unit: str) -> str:
    if kind in (VALUES, NUMBERS):
        one = VALUE if kind == VALUES else NUMBERS[:-1]
        return "[" + ", ".join(_value(part, one, unit) for part in value) + "]"
    if kind == WHOLE:
        return str(round(value))
    if unit == MONEY and kind in (VALUE, SPREAD):
        return f'"{_pounds(value)}"'
    return f"{value:.{_FINE_DIGITS if kind == NUMBERS[:-1] else _DIGITS}g}"


def _exactly(value: float, unit: str) -> str:
    return f'"{as_money(value)}"' if unit == MONEY else f"{value:.10g}"


def _pounds(value: float) -> str:
    """Pounds to six digits, to the penny at least where they are few."""
    size = abs(value)
    places = 0 if size == 0.0 else _DIGITS - 1 - math.floor(math.log10(size))
    rounded = round(size, places)
    text = f"{rounded:,.0f}"
    if rounded != round(rounded):
        whole, _, part = f"{rounded:,.{min(max(places, 2), 12)}f}".partition(".")
        text = f"{whole}.{part.rstrip('0').ljust(2, '0')}"
    return f"{'-' if value < 0 and rounded else ''}£{text}"


def lines(found: FitFindings) -> list[tuple[str, str]]:
    """The lines to paste into a case, each with what it is: the fits that cannot be told apart, and the data itself."""
    unit = found.column.unit
    said = [
        (f"{article(one.distribution.family)} fitted to the data", as_written(one.distribution, unit))
        for one in found.fits.as_good
    ]
    middle = ", ".join(f"{key} = {_value(value, VALUE, unit)}" for key, value in found.percentiles().items())
    said.append(("a smooth curve through three percentiles of the data", f"{{ percentiles = {{ {middle} }} }}"))
    data = found.column.values
    if len(data) > _MOST_LISTED:
        return said
    values = "[" + ", ".join(_exactly(value, unit) for value in data) + "]"
    if unit == RATIO and len(data) >= FEWEST and all(value > 0.0 for value in data):
        words = "past outturns as a reference class; put your own forecast in"
        said.append((words, f'{{ outturns = {values}, forecast = "£1m" }}'))
    if len(data) >= FEWEST_TO_RESAMPLE:
        said.append(("the data drawn from as they are", f'{{ distribution = "empirical", values = {values} }}'))
    return said


def spoken(family: str) -> str:
    """A family's name as people write it.

    >>> spoken("truncated_normal"), spoken("pert")
    ('truncated normal', 'PERT')
    """
    return _NAMES.get(family, family.replace("_", " "))


def article(family: str) -> str:
    """A family's name after its article.

    >>> article("exponential"), article("weibull")
    ('an exponential', 'a Weibull')
    """
    name = spoken(family)
    return f"{'an' if name[0] in 'aeio' else 'a'} {name}"


def as_data(found: FitFindings) -> dict[str, Any]:
    """Everything found, for ``--json``; an infinite limit is None."""

    def finite(value: float) -> float | None:
        return value if math.isfinite(value) else None

    column = found.column
    return {
        "schema_version": 1,
        "file": column.file,
        "column": column.name,
        "unit": column.unit,
        "values": len(column.values),
        "empty": column.empty,
        "lowest": finite(found.lowest),
        "highest": finite(found.highest),
        "percentiles": found.percentiles(),
        "fits": [
            {
                "distribution": one.distribution.family,
                "parameters": {
                    key: finite(value) if isinstance(value, float) else value
                    for key, value in one.distribution.named.items()
                },
                "fitted_parameters": one.free,
                "log_likelihood": one.log_likelihood,
                "aic": one.aic,
                "aicc": one.aicc,
                "ks_distance": one.distance,
                "line": as_written(one.distribution, column.unit),
            }
            for one in found.fits.ranked
        ],
        "left_out": found.fits.left_out,
        "lines": [{"what": what, "line": line} for what, line in lines(found)],
    }


def headline(found: FitFindings) -> list[str]:
    """What was fitted and how much that says, in sentences."""
    column, best = found.column, found.fits.as_good
    count = len(column.values)
    low, high = float(found.data[0]), float(found.data[-1])
    unit = column.unit
    limits = [f"below {_spoken_value(found.lowest, unit)}"] if math.isfinite(found.lowest) else []
    limits += [f"above {_spoken_value(found.highest, unit)}"] if math.isfinite(found.highest) else []
    said = f"{count:,} values of {column.name}, {_spoken_value(low, unit)} to {_spoken_value(high, unit)}"
    said += f", taken never to be {' or '.join(limits)}." if limits else ", taken to have no limits."
    names = [article(one.distribution.family) for one in best]
    told = f"{names[0][0].upper()}{names[0][1:]} fits best"
    if len(names) > 1:
        told += f"; {' and '.join(', '.join(names[1:]).rsplit(', ', 1))} cannot be told apart from it"
    told += "."
    if found.few:
        told += f" {count} values say little about the family: let what you know of the number decide."
    return [said, told]


def rows(found: FitFindings) -> list[list[str]]:
    """The ranking as a table with headings."""
    unit = found.column.unit
    table = [["family", "fitted", "AICc behind", "AIC", "largest gap", "p10", "p50", "p90"]]
    for one in found.fits.ranked:
        told = [_spoken_value(float(value), unit) for value in one.distribution.ppf(list(_TOLD))]
        behind = one.aicc - found.fits.ranked[0].aicc
        table.append(
            [
                spoken(one.distribution.family),
                str(one.free),
                f"{behind:.1f}",
                f"{one.aic:.1f}",
                f"{one.distance:.3f}",
                *told,
            ]
        )
    data = [_spoken_value(value, unit) for value in found.percentiles().values()]
    return [*table, ["the data", "", "", "", "", *data]]


def _spoken_value(value: float, unit: str) -> str:
    if unit == MONEY:
        return _pounds(round(value, 2 - math.floor(math.log10(abs(value)))) if abs(value) >= 1000.0 else value)
    return f"{100.0 * value:.3g}%" if unit == SHARE else f"{value:.4g}"
