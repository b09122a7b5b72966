"""[wave.ID] and [cluster.ID]: what is shared, when it goes live, what it saves."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from simulator.case.inputs import DEFAULT_SOURCE, default, faulty
from simulator.case.misread import Misread
from simulator.case.sections import Arises, CouncilKey, Phasing, Section, Told, listed
from simulator.case.units import Delay, Factor, Money, MoneyAMonth, MoneyAYear, Months, PositiveMoney, Share, StartDate


def _one_shape(raw: Any) -> None:
    if isinstance(raw, dict) and "ramp" in raw and "phasing" in raw:
        raise faulty(Misread("both ramp and phasing are given", "one of the two", ("phasing",)))


class Wave(Section):
    """[wave.ID]: clusters that are planned to go live together."""

    name: str = Field(description="The name people read.")
    start: StartDate = Field(
        description='The planned go-live, "2013-04". It is fixed: uncertainty goes into the delay.'
    )
    delay: Delay = Field(default_factory=default(Delay, 0.0), description="Months by which the wave slips.")
    ramp: Months | None = Field(
        None, description="Months from go-live to the full saving, in a straight line; 0, a step, unless stated."
    )
    phasing: Phasing | None = Field(
        None,
        description="Instead of a ramp: the share of the saving that arrives in each year, [0.1, 0.4, 0.4, 0.1].",
    )

    @model_validator(mode="before")
    @classmethod
    def _a_step_unless_stated(cls, raw: Any) -> Any:
        _one_shape(raw)
        if isinstance(raw, dict) and "ramp" not in raw and "phasing" not in raw:
            return {**raw, "ramp": {"value": 0.0, "source": DEFAULT_SOURCE, "basis": "assumed"}}
        return raw


class Prerequisite(Told):
    """A cluster that must be live first."""

    cluster: str = Field(description="The id of the cluster that must go live first.")
    lag: Months = Field(default_factory=default(Months, 0.0), description="Months to wait after it has.")


class Overrun(Told):
    """[cluster.ID.overrun]: factors on the one-off costs of a cluster, by kind."""

    redundancy: Factor | None = Field(None, description="Factor on the cluster's redundancy.")
    pension: Factor | None = Field(None, description="Factor on the cluster's pension costs.")
    ict: Factor | None = Field(None, description="Factor on the cluster's ICT costs.")
    other: Factor | None = Field(None, description="Factor on the cluster's other one-off costs.")


class Dip(Told):
    """[cluster.ID.dip]: what is lost while the service finds its feet."""

    amount: MoneyAMonth = Field(description="£ a month, from actual go-live.")
    months: Months = Field(description="For how many months.")


class Posts(Told):
    """[cluster.ID.posts]: what redundancy is built from, bottom-up."""

    average_cost: PositiveMoney = Field(description="What a post costs on average, with on-costs, £ a year.")
    turnover: Share = Field(
        default_factory=default(Share, 0.0), description="The share of posts that fall vacant without a payment."
    )
    strain: Money = Field(
        default_factory=default(Money, 0.0),
        description="Pension strain for a leaver who is a member and at or above the minimum pension age, £.",
    )


class Cluster(Section):
    """[cluster.ID]: services that are shared as one."""

    name: str = Field(description="The name people read.")
    wave: str = Field(description="The id of the wave it goes live with.")
    budget: Money | None = Field(None, description="Net budget of both councils, £ a year.")
    saving: MoneyAYear = Field(description="The saving when all is done, £ a year in the price base.")
    delay: Delay = Field(default_factory=default(Delay, 0.0), description="Months by which the cluster itself slips.")
    realisation: Factor = Field(
        default_factory=default(Factor, 1.0), description="The share of its saving that the cluster delivers."
    )
    overlap: Share = Field(
        default_factory=default(Share, 0.0), description="The share that the councils' own plans already count."
    )
    cashable: Share = Field(
        default_factory=default(Share, 1.0), description="The share that is money; the rest is reported apart."
    )
    general_fund: Share = Field(
        default_factory=default(Share, 1.0),
        description="The share of the cashable saving that falls on the general fund.",
    )
    staff_share: Share = Field(
        default_factory=default(Share, 1.0), description="The share of the saving that is staff; it moves with pay."
    )
    ramp: Months | None = Field(None, description="Months from go-live to the full saving. Default: its wave's.")
    phasing: Phasing | None = Field(
        None, description="Instead of a ramp: the share that arrives in each year. Default: its wave's."
    )
    prerequisites: Annotated[tuple[Prerequisite, ...], *listed()] = Field(
        (), description="Clusters that must be live first."
    )
    key: CouncilKey | None = Field(None, description="How the councils share its saving. Default: the case's key.")
    arises: Arises | None = Field(
        None,
        description='Where its staff and costs are, {council = share}, adding up to 1; for the key "where it arises".',
    )
    weight: Factor | None = Field(
        None,
        description="Its weight in the top-down total. Default: its middle saving. All clusters state one, or none.",
    )
    overrun: Overrun = Field(
        default_factory=Overrun.model_construct, description="Factors on its one-off costs, by kind."
    )
    dual_running: MoneyAMonth = Field(
        default_factory=default(MoneyAMonth, 0.0),
        description="£ a month while two services run: from go-live to the end of the ramp.",
    )
    dip: Dip | None = Field(None, description="What is lost while the service finds its feet.")
    posts: Posts | None = Field(None, description="What redundancy is built from, bottom-up.")

    @property
    def prerequisites_named(self) -> list[str]:
        """The ids of the clusters that must be live first."""
        return [prerequisite.cluster for prerequisite in self.prerequisites]

    @model_validator(mode="before")
    @classmethod
    def _one_shape(cls, raw: Any) -> Any:
        _one_shape(raw)
        return raw
