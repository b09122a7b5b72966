"""What the page reads out where a reader points: the percentiles at a date, the chance of payback by a month."""

from __future__ import annotations

from typing import Any

from simulator.findings import wording
from simulator.findings.facts import spoken_date
from simulator.findings.measures import Measure
from simulator.findings.sentences import Voice
from simulator.report.page.tables import tested_words


def fan_readout(who: Voice) -> dict[str, Any]:
    """Cumulative net cash at each 31 March: where it stands in the picture, and what is said of it."""
    base = wording.price_base("real", who.facts)
    last = who.facts.years[-1].end_month
    stops = [
        {
            "at": year.end_month / last,
            "name": spoken_date(year.ends),
            "said": f"{_spread(who, who.tested.measures[f'cumulative_net_real.{year.label}'])} "
            f"As submitted, {_half(who.submitted.measures[f'cumulative_net_real.{year.label}'])}.",
        }
        for year in who.facts.years
    ]
    label = f"Cumulative net cash ({base}) at"
    return {"label": label, "start": _worst(who), "stops": stops}


def _worst(who: Voice) -> int:
    """The year at which the read-out begins: the one in which the middle is deepest in the red."""
    middles = [who.tested.measures[f"cumulative_net_real.{year.label}"].median for year in who.facts.years]
    return middles.index(min(middles))


def _half(measure: Measure) -> str:
    middle = wording.money(measure.median, measure.error_at(50))
    return f"{middle} in every trial" if measure.sd == 0 else f"half lie at or above {middle}"


def _spread(who: Voice, measure: Measure) -> str:
    tested = tested_words(who).capitalize()
    if measure.sd == 0:
        return f"{tested}, {_half(measure)}."
    error = max(measure.error_at(10), measure.error_at(90))
    low, high = wording.money(measure.at(10), error), wording.money(measure.at(90), error)
    return f"{tested}, one future in ten lies at or below {low}, {_half(measure)}, and one in ten at or above {high}."


def payback_readout(who: Voice) -> dict[str, Any]:
    """The chance that the money is back by each month of the horizon."""
    months = len(who.tested.payback_curve)
    stops = []
    for month in range(1, months):
        tested, submitted = who.tested.payback_curve[month], who.submitted.payback_curve[month]
        stops.append(
            {
                "at": month / (months - 1),
                "name": f"the end of {who.facts.month_name(month)}",
                "said": f"{tested_words(who).capitalize()}, there is a chance of {wording.likelihood(tested)} that the "
                f"money is back by then; as submitted, of {wording.likelihood(submitted)}.",
            }
        )
    half = next((place for place, chance in enumerate(who.tested.payback_curve) if (chance.share or 0) >= 0.5), 1)
    label = f"Chance of payback ({wording.price_base('real', who.facts)}, undiscounted) by"
    return {"label": label, "start": max(half, 1) - 1, "stops": stops}
