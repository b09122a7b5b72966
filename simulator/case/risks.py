"""[lock.ID], [event.ID], [gate.ID], [exit] and [correlation.ID]: what can go wrong, and what goes wrong together."""

from typing import Annotated

from pydantic import Field

from simulator.case.inputs import default
from simulator.case.sections import (
    CaseDate,
    Coefficient,
    CopulaName,
    CostKind,
    CouncilKey,
    DegreesOfFreedom,
    FinancialYear,
    LastDay,
    Names,
    Section,
    Told,
    listed,
)
from simulator.case.units import Delay, Factor, Money, Months, Share, SignedMoneyAYear


class Lock(Section):
    """[lock.ID]: a contract that holds back a share of a cluster's saving until it ends."""

    cluster: str = Field(description="The id of the cluster whose saving is held back.")
    share: Share = Field(description="The share of the cluster's whole saving that is held back.")
    until: LastDay = Field(description='The last day of the contract, "2018-04-30", or its last month, "2018-04".')
    council: str | None = Field(
        None,
        description="The council whose contract it is, and whose share of the saving waits. Default: all councils'.",
    )


class Event(Section):
    """[event.ID]: something that may happen, and what it does if it does."""

    name: str | None = Field(None, description="The name people read.")
    theme: str | None = Field(None, description="The risk it stands for; two mechanisms of one theme are warned about.")
    probability: Share = Field(description="The chance that it happens.")
    on: Names = Field(description='What it hits: ids of clusters or waves, or "programme" for all.')
    saving_factor: Factor | None = Field(None, description="Factor on the saving of each cluster it hits.")
    saving_amount: SignedMoneyAYear | None = Field(
        None, description="£ a year added to the saving of what it hits; negative when it hurts."
    )
    cost_factor: Factor | None = Field(None, description="Factor on the one-off costs of what it hits.")
    kinds: Annotated[tuple[CostKind, ...], *listed()] | None = Field(
        None, description="The kinds of cost that the cost factor touches. Default: all."
    )
    cost_amount: Money | None = Field(None, description="£ that fall due at go-live.")
    delay: Delay | None = Field(None, description="Months by which what it hits slips.")
    exclusive: str | None = Field(
        None,
        description="A name shared by events of which at most one happens.",
        json_schema_extra={"pattern": "^[a-z0-9][a-z0-9-]*$"},
    )


class Gate(Told):
    """[gate.ID]: a day on which each council may decline to go on."""

    owner: str | None = Field(None, description="Who answers for the numbers of this table.")
    date: CaseDate = Field(description='The day of the decision, the first of a month, "2013-01".')
    decline: dict[str, Share] = Field(description="The chance that each council declines, {council = chance}.")
    abort: Money = Field(default_factory=default(Money, 0.0), description="What stopping costs, £, in that month.")
    key: CouncilKey | None = Field(None, description="How the councils share the abort cost. Default: the case's key.")


class Exit(Section):
    """[exit]: the partnership may end, each 1 April."""

    probability: Share = Field(description="The chance that it ends, each year.")
    from_: FinancialYear | None = Field(
        None,
        alias="from",
        description="The first financial year on whose 1 April it may end. Default: the first that begins at least "
        "12 months after the first planned go-live.",
    )
    unwind: Months = Field(default_factory=default(Months, 0.0), description="Months over which the saving ebbs away.")
    cost: Money = Field(default_factory=default(Money, 0.0), description="What parting costs, £.")
    key: CouncilKey | None = Field(None, description="How the councils share that cost. Default: the case's key.")


class Pair(Told):
    """Two inputs and the coefficient between them."""

    between: Names = Field(description="The ids of two inputs.")
    coefficient: Coefficient = Field(description="Their rank correlation (Spearman's).")


class Correlation(Section):
    """[correlation.ID]: inputs that move together. Coefficients are rank correlations (Spearman's)."""

    members: Names = Field((), description='Ids of inputs; * stands for any one part, "cluster.*.saving".')
    coefficient: Coefficient | None = Field(None, description="The coefficient between all members. Default: 0.")
    pairs: Annotated[tuple[Pair, ...], *listed()] = Field(
        (), description="Coefficients between two inputs each; they need not be among the members."
    )
    matrix: Annotated[tuple[Annotated[tuple[Coefficient, ...], *listed()], ...], *listed()] | None = Field(
        None, description="Instead of one coefficient: a row for each member, in the order of the members."
    )
    copula: CopulaName = Field(
        "gaussian",
        description='How the members go together far out: "gaussian", each on its own in the end, or "t" (Student\'s), '
        "all extreme in the same trials.",
    )
    degrees_of_freedom: DegreesOfFreedom | None = Field(
        None, description="Of a t copula, which must have them: the fewer, the more often extremes come together."
    )
