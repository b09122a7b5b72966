"""The tables that speak of the case as a whole: [case], [claim], [delay], [delivery], [index] and [out_of_scope]."""

from datetime import date as Day
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from simulator.case.calendar import fy_label, fy_of, parse_date, parse_fy
from simulator.case.inputs import default, faulty
from simulator.case.misread import Misread, shown
from simulator.case.sections import BY_YEAR, NET_BUDGET, CaseDate, CouncilKey, FinancialYear, Section, StandIn
from simulator.case.units import Delay, Factor, Money, Rate

DISCOUNT_RATE = 0.035
"""Real social discount rate of HM Treasury's Green Book, in force since 2003."""


def _start(raw: Any) -> Day:
    try:
        day = parse_date(raw)
        if day.day != 1:
            raise Misread(f"the start, {shown(raw)}, is not the first of a month", f'"{day.year:04d}-{day.month:02d}"')
        return day
    except Misread as error:
        raise faulty(error) from None


def _horizon(raw: Any) -> str:
    try:
        if isinstance(raw, str) and "/" in raw:
            return fy_label(parse_fy(raw))
        day = parse_date(raw, last_day=True)
    except Misread as error:
        raise faulty(Misread(error.wrong, 'the last financial year counted, such as "2021/22"')) from None
    if (day.month, day.day) != (3, 31):
        raise faulty(
            Misread(
                f"the horizon, {day.isoformat()}, is not a 31 March",
                f'"{fy_label(fy_of(day))}", which ends on {fy_of(day) + 1}-03-31',
            )
        )
    return fy_label(fy_of(day))


class CaseHeader(Section):
    """[case]: what the case is, and the time it spans."""

    id: str = Field(
        description="A short name for folders and reports: lower-case letters, digits and hyphens.",
        json_schema_extra={"pattern": "^[a-z0-9][a-z0-9-]*$"},
    )
    title: str = Field(description="The name people read.")
    start: Annotated[
        Day,
        BeforeValidator(_start),
        WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{1,2}(-0?1)?$"}),
        StandIn("2011-10"),
    ] = Field(description='The month in which the programme starts, "2011-10".')
    horizon: Annotated[
        str,
        BeforeValidator(_horizon),
        WithJsonSchema({"type": "string", "pattern": r"^\d{4}(/\d{2}|-0?3(-31)?)$"}),
        StandIn("2021/22"),
    ] = Field(description='The last financial year counted, "2021/22", or its last day, "2022-03-31".')
    as_at: CaseDate = Field(description="The day on which the case was made; rules that came later are hindsight.")
    price_base: FinancialYear = Field(description='The financial year in whose pounds the case is written, "2011/12".')
    discount_rate: Rate = Field(
        default_factory=default(Rate, DISCOUNT_RATE), description="The real discount rate a year, 3.5% unless stated."
    )
    key: CouncilKey = Field(
        NET_BUDGET, description="How the councils share whatever does not say otherwise: net budget unless stated."
    )
    gap_year: FinancialYear | None = Field(
        None, description="The year whose gap a full year's saving is held against (`full_year_gap_share`)."
    )


class Claim(Section):
    """[claim]: the source's own dates, which the tested case is held against."""

    first_net_saving_year: FinancialYear | None = Field(
        None, description="The first financial year in which the source expects savings to exceed costs."
    )
    full_effect_year: FinancialYear | None = Field(
        None, description="The financial year from which the source expects the full saving."
    )


class OutOfScope(Section):
    """[out_of_scope.ID]: budget that is part of the net budget, but of no cluster."""

    name: str = Field(description="The name people read.")
    budget: Money = Field(description="Net budget, £ a year.")


class CommonDelay(Section):
    """[delay]: slippage of the whole programme, on top of each wave's and each cluster's own."""

    common: Delay = Field(default_factory=default(Delay, 0.0), description="Months by which everything slips.")


class Delivery(Section):
    """[delivery]: how much of the plan arrives, one factor on every cluster's saving."""

    factor: Factor = Field(
        default_factory=default(Factor, 1.0), description="The share of every saving that is delivered."
    )


class Index(Section):
    """[index.pay] or [index.prices]: growth a year."""

    growth: dict[FinancialYear, Rate] = Field(
        default_factory=dict,
        description="Growth a year from the financial year named until the next one named. Before the first: none.",
        json_schema_extra=BY_YEAR,
    )


class Indices(Section):
    """[index]: what pay and prices do; only nominal figures use it."""

    pay: Index = Field(default_factory=Index.model_construct, description="Pay.")
    prices: Index = Field(default_factory=Index.model_construct, description="Prices.")
