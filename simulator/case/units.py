"""The units of inputs: one class each, which knows how its numbers are written and which of them make sense."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from simulator.case.calendar import DATE_PATTERN, Calendar, parse_date
from simulator.case.inputs import NUMBERS, Input, StandIn
from simulator.case.misread import Misread, shown
from simulator.case.quantities import MONEY_PATTERN, PERCENT_PATTERN, as_money, as_number, read_money, read_share


class Factor(Input):
    """A factor: 1 changes nothing, 1.2 is a fifth more."""

    unit: ClassVar[str] = "factor"
    what: ClassVar[str] = "a factor"
    example: ClassVar[str] = "1.2"
    lowest: ClassVar[float | None] = 0.0

    @classmethod
    def read(cls, raw: object) -> float:
        if isinstance(raw, str) and raw.strip().endswith("%"):
            raise Misread(f"{shown(raw)} is a percentage, not a factor", f"{as_number(read_share(raw))}")
        return super().read(raw)


class Money(Input):
    """Pounds: "£5.4m", "£780k", "£1,630,000" or a number."""

    unit: ClassVar[str] = "£"
    what: ClassVar[str] = "an amount of money"
    example: ClassVar[str] = '"£5.4m"'
    text_pattern: ClassVar[str | None] = MONEY_PATTERN
    lowest: ClassVar[float | None] = 0.0

    @classmethod
    def read(cls, raw: object) -> float:
        return read_money(raw)

    @classmethod
    def written(cls, value: float) -> str:
        return as_money(value)


class PositiveMoney(Money):
    """Pounds above nought."""

    lowest: ClassVar[float | None] = None
    above: ClassVar[float | None] = 0.0


class MoneyAMonth(Money):
    """Pounds a month."""

    unit: ClassVar[str] = "£ a month"
    example: ClassVar[str] = '"£30k"'


class MoneyAYear(Money):
    """Pounds a year."""

    unit: ClassVar[str] = "£ a year"
    example: ClassVar[str] = '"£150k"'


class SignedMoneyAYear(MoneyAYear):
    """Pounds a year; negative where it hurts, "-£50k"."""

    example: ClassVar[str] = '"-£50k"'
    lowest: ClassVar[float | None] = None


class Share(Input):
    """A share between nought and one: 0.4 or "40%"."""

    unit: ClassVar[str] = "share"
    what: ClassVar[str] = "a share"
    example: ClassVar[str] = '"40%"'
    text_pattern: ClassVar[str | None] = PERCENT_PATTERN
    lowest: ClassVar[float | None] = 0.0
    highest: ClassVar[float | None] = 1.0
    stand_in: ClassVar[Any] = 0.0

    @classmethod
    def read(cls, raw: object) -> float:
        return read_share(raw)

    @classmethod
    def too_high(cls, value: float) -> str:
        if 2 <= value <= 100:
            return f'"{as_number(value)}%" or {as_number(value / 100)}, if a percentage is meant'
        return "a share from 0 to 1"


class Rate(Share):
    """A rate a year: 0.035 or "3.5%"."""

    unit: ClassVar[str] = "a year"
    what: ClassVar[str] = "a rate"
    example: ClassVar[str] = '"3.5%"'
    lowest: ClassVar[float | None] = None
    above: ClassVar[float | None] = -1.0

    @classmethod
    def too_high(cls, value: float) -> str:
        return super().too_high(value) if 2 <= value <= 100 else "a rate of at most 1, which is 100% a year"


class Months(Input):
    """A number of months; parts of a month are allowed."""

    unit: ClassVar[str] = "months"
    what: ClassVar[str] = "a number of months"
    example: ClassVar[str] = "6"
    lowest: ClassVar[float | None] = 0.0
    highest: ClassVar[float | None] = 1200.0


class Delay(Months):
    """A delay in months; negative, for early, only where `may_be_early` is true."""

    lowest: ClassVar[float | None] = None
    may_be_early: Annotated[bool, StandIn(True)] = Field(
        False, strict=True, description="Whether the delay may be negative, which brings the go-live forward."
    )

    @property
    def limits(self) -> tuple[float, float]:
        return (-1200.0 if self.may_be_early else 0.0), float(self.highest or 0.0)

    def _check_range(self) -> None:
        super()._check_range()
        for name in NUMBERS:
            months = getattr(self, name)
            if months is not None and months < 0 and not self.may_be_early:
                raise Misread(
                    f"a delay of {as_number(months)} months is early",
                    "0 or more, or may_be_early = true beside it",
                    (name,),
                )
            if months is not None and months < -1200:
                raise Misread(f"{as_number(months)} is below -1200", "a number of months, at least -1200", (name,))


class Years(Input):
    """A number of years of age or of service."""

    unit: ClassVar[str] = "years"
    what: ClassVar[str] = "a number of years"
    example: ClassVar[str] = "12"
    lowest: ClassVar[float | None] = 0.0
    highest: ClassVar[float | None] = 100.0


class StartDate(Input):
    """A planned date, "2013-04" or "2013-04-15". It is fixed: uncertainty goes into the delay.

    Its value is months from the programme's start.
    """

    unit: ClassVar[str] = "months"
    what: ClassVar[str] = "a date"
    example: ClassVar[str] = '"2013-04"'
    bare: ClassVar[bool] = False
    text_pattern: ClassVar[str | None] = DATE_PATTERN
    stand_in: ClassVar[Any] = "2100-01"

    @classmethod
    def read_in_context(cls, raw: object, context: Any) -> float:
        calendar = (context or {}).get("calendar")
        if not isinstance(calendar, Calendar):
            raise Misread("a date needs the start of its case", "the case as a whole, through build_case")
        return calendar.month_of(parse_date(raw))

    def _check_whole(self) -> None:
        super()._check_whole()
        if self.value is None:
            raise Misread("a planned date is fixed", "one date here, and the uncertainty as delay", ("low",))
