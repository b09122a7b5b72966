"""[council.ID]: the councils, their gaps, their redundancy terms and their pension fund."""

from typing import Literal

from pydantic import Field

from simulator.case.inputs import default
from simulator.case.sections import AT_ONCE, BY_YEAR, FinancialYear, Profile, Section
from simulator.case.units import Factor, Money, PositiveMoney, Share


class RedundancyTerms(Section):
    """[council.ID.redundancy]: what the council pays when it makes someone redundant. Used with posts."""

    multiplier: Factor = Field(
        default_factory=default(Factor, 1.0), description="Times the statutory number of weeks that the council pays."
    )
    weekly_pay: Literal["actual", "capped"] = Field(
        "actual", description="Whether a week is actual pay, or at most the statutory cap in force on the day of exit."
    )


class PensionTerms(Section):
    """[council.ID.pension]: what early pensions cost the council. Used with posts that have a strain."""

    members: Share = Field(
        default_factory=default(Share, 1.0), description="The share of leavers who belong to the pension scheme."
    )
    profile: Profile = Field(
        (AT_ONCE,), description="When the strain is paid, in months relative to the exit; at once unless stated."
    )


class Council(Section):
    """[council.ID]: one council."""

    name: str = Field(description="The name people read.")
    net_budget: PositiveMoney | None = Field(
        None, description='Net budget, £ a year; the council key "net budget" uses it.'
    )
    gap: dict[FinancialYear, PositiveMoney] = Field(
        default_factory=dict,
        description="The funding gap forecast for each financial year, nominal £.",
        json_schema_extra=BY_YEAR,
    )
    reserves: Money | None = Field(None, description="Reserves that could fund the programme, nominal £.")
    redundancy: RedundancyTerms = Field(
        default_factory=RedundancyTerms.model_construct,
        description="What the council pays when it makes someone redundant.",
    )
    pension: PensionTerms = Field(
        default_factory=PensionTerms.model_construct, description="What early pensions cost the council."
    )
