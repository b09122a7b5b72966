"""The case as a whole: every table of the file."""

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from simulator.case.calendar import Calendar
from simulator.case.clusters import Cluster, Wave
from simulator.case.costs import Cost, Redundancy, Running, Team, TotalCost
from simulator.case.councils import Council
from simulator.case.header import CaseHeader, Claim, CommonDelay, Delivery, Indices, OutOfScope
from simulator.case.risks import Correlation, Event, Exit, Gate, Lock

ID_PATTERN = "^[a-z0-9][a-z0-9-]*$"


def _by_id(description: str) -> Any:
    return Field(
        default_factory=dict, description=description, json_schema_extra={"propertyNames": {"pattern": ID_PATTERN}}
    )


class Case(BaseModel):
    """One business case, as its file states it, with defaults filled in.

    Each attribute is a table of the file. Tables keyed by id are dictionaries in the order of the file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    case: CaseHeader = Field(description="What the case is, and the time it spans.")
    claim: Claim | None = Field(None, description="The source's own dates.")
    council: dict[str, Council] = _by_id("The councils.")
    out_of_scope: dict[str, OutOfScope] = _by_id("Budgets that are in no cluster.")
    wave: dict[str, Wave] = _by_id("Clusters that are planned to go live together.")
    delay: CommonDelay = Field(
        default_factory=CommonDelay.model_construct, description="Slippage of the whole programme."
    )
    delivery: Delivery = Field(default_factory=Delivery.model_construct, description="How much of the plan arrives.")
    cluster: dict[str, Cluster] = _by_id("Services that are shared as one.")
    total_cost: TotalCost | None = Field(None, description="One figure for all one-off costs, top-down.")
    cost: dict[str, Cost] = _by_id("One-off costs stated on their own.")
    redundancy: Redundancy = Field(
        default_factory=Redundancy.model_construct, description="How redundancy is worked out."
    )
    team: Team | None = Field(None, description="The programme team.")
    running: dict[str, Running] = _by_id("What the shared service costs to run.")
    lock: dict[str, Lock] = _by_id("Contracts that hold savings back.")
    event: dict[str, Event] = _by_id("What may happen.")
    gate: dict[str, Gate] = _by_id("Days on which the councils decide whether to go on.")
    exit: Exit | None = Field(None, description="The partnership may end.")
    correlation: dict[str, Correlation] = _by_id("Inputs that move together.")
    index: Indices = Field(default_factory=Indices.model_construct, description="What pay and prices do.")

    @property
    def calendar(self) -> Calendar:
        """The months and financial years of the case."""
        return Calendar(self.case.start, self.case.horizon)

    def month(self, when: str | date) -> float:
        """Months from the start to a day, "2013-04" or "2013-04-15"."""
        return self.calendar.month_of(when)
