"""[total_cost], [cost.ID], [redundancy], [team] and [running.ID]: what it costs to get there, and to stay there."""

from typing import Annotated, Literal

from pydantic import Field

from simulator.case.inputs import Text, default
from simulator.case.sections import (
    AT_ONCE,
    Anchor,
    CostKind,
    CouncilKey,
    IndexName,
    Profile,
    Section,
    StandIn,
    Told,
)
from simulator.case.units import Factor, Money, MoneyAMonth, MoneyAYear, Share, Years

Owner = Annotated[str, StandIn("programme")]


class TotalKind(Section):
    """[total_cost.kind.KIND]: one kind of cost inside the total."""

    share: Factor = Field(description="Its weight in the total; a trial divides the weights of all kinds by their sum.")
    overrun: Factor = Field(default_factory=default(Factor, 1.0), description="Factor on this kind, in every cluster.")
    key: CouncilKey | None = Field(
        None,
        description="How the councils share it. Default: where it arises for redundancy and pension, "
        "else the case's key.",
    )
    anchor: Anchor | None = Field(
        None, description='What the profile is relative to: "go-live" (default), "start" (programme) or a date.'
    )
    profile: Profile = Field(description="When it is spent, in months relative to the anchor.")


class TotalCost(Section):
    """[total_cost]: one figure for all one-off costs, top-down."""

    amount: Money = Field(description="One-off costs in all, £ in the price base.")
    kind: dict[CostKind, TotalKind] = Field(default_factory=dict, description="What the total is made of.")


class Cost(Told):
    """[cost.ID]: one one-off cost, stated on its own."""

    name: str | None = Field(None, description="The name people read.")
    owner: Owner = Field(description='Whose cost it is: a cluster\'s id, or "programme".')
    date: Text | None = Field(None, description="When its numbers were last looked at.")
    kind: CostKind = Field(description="redundancy, pension, ict, programme or other.", json_schema_extra={})
    amount: Money = Field(description="£ in the price base.")
    overrun: Factor = Field(default_factory=default(Factor, 1.0), description="Factor on the amount.")
    key: CouncilKey | None = Field(
        None,
        description="How the councils share it. Default: where it arises for a cluster's redundancy and pension, "
        "else the case's key.",
    )
    index: IndexName | None = Field(
        None,
        description="What it moves with. Default: pay for redundancy, pension and programme, prices for ict and other.",
    )
    anchor: Anchor | None = Field(
        None,
        description='What the profile is relative to. Default: "go-live" for a cluster, "start" for the programme.',
    )
    profile: Profile = Field(
        (AT_ONCE,), description="When it is spent, in months relative to the anchor. Default: at once."
    )


class AgeBand(Section):
    """[redundancy.age.ID]: one group of those who leave."""

    share: Factor = Field(description="Its weight among leavers; a trial divides the weights by their sum.")
    age: Years = Field(description="Age on leaving, in years.")
    service: Years = Field(description="Length of service on leaving, in years.")


class Redundancy(Section):
    """[redundancy]: how redundancy is worked out."""

    method: Literal["total", "posts"] | None = Field(
        None, description="Which method drives cash where the case has both: the total's shares, or posts."
    )
    on_costs: Share = Field(
        default_factory=default(Share, 0.25),
        description="Employer's on-costs as a share of pay, inside the cost of a post.",
    )
    age: dict[str, AgeBand] = Field(default_factory=dict, description="Those who leave, by age and length of service.")


class Team(Section):
    """[team]: the programme team."""

    amount: MoneyAMonth = Field(
        description="£ a month: beyond the plan only, where there is a top-down total; else from the start."
    )
    key: CouncilKey | None = Field(None, description="How the councils share it. Default: the case's key.")


class Running(Told):
    """[running.ID]: what the shared service costs to run, year by year."""

    name: str | None = Field(None, description="The name people read.")
    owner: Owner = Field(description='Whose cost it is: a cluster\'s id, or "programme".')
    date: Text | None = Field(None, description="When its numbers were last looked at.")
    amount: MoneyAYear = Field(description="£ a year in the price base, from actual go-live.")
    key: CouncilKey | None = Field(None, description="How the councils share it. Default: the case's key.")
    index: IndexName = Field("prices", description="What it moves with: prices unless stated.")
    general_fund: Share = Field(
        default_factory=default(Share, 1.0), description="The share that falls on the general fund."
    )
