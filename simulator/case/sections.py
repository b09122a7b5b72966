"""What every table of a case has in common, and the small pieces that several tables share."""

from datetime import date as Day
from math import fsum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator

from distributions.copulas.degrees import MAX_DEGREES_OF_FREEDOM, MIN_DEGREES_OF_FREEDOM
from simulator.case.calendar import DATE_PATTERN, FY_PATTERN, fy_label, parse_date, parse_fy
from simulator.case.inputs import Basis, StandIn, Text, faulty
from simulator.case.misread import Misread, shown
from simulator.case.quantities import PERCENT_PATTERN, as_number, read_number, read_share

SUM_TOLERANCE = 1e-12
"""How far shares that must add up to one may be from it: the rounding of decimals, and no more."""

CostKind = Literal["redundancy", "pension", "ict", "programme", "other"]
KINDS: tuple[CostKind, ...] = ("redundancy", "pension", "ict", "programme", "other")
NET_BUDGET, EQUAL, WHERE_IT_ARISES = "net budget", "equal", "where it arises"

GO_LIVE, START = "go-live", "start"


class Told(BaseModel):
    """A table of the case. What it says of its source holds for the inputs in it that say nothing themselves.

    One that is not stated is made by ``model_construct``, of its keys' defaults: to validate nothing, pydantic would
    build the rules of the table a second time, which takes longer than to check a case by them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, populate_by_name=False)

    source: str | None = Field(None, description="Where the numbers of this table come from.")
    basis: Basis | None = Field(
        None, description="What they rest on: reported (the source says so), evidence (found elsewhere) or assumed."
    )
    note: str | None = Field(None, description="Why they are what they are.")

    @model_validator(mode="before")
    @classmethod
    def _table(cls, raw: Any) -> Any:
        if isinstance(raw, (dict, BaseModel)):
            return raw
        raise faulty(
            Misread(f"{shown(raw)} is not a table", "a table, with its keys on lines of their own or in { … }")
        )


class Section(Told):
    """A table that may also say who answers for it, and when it was last looked at."""

    owner: str | None = Field(None, description="Who answers for the numbers of this table.")
    date: Text | None = Field(None, description="When they were last looked at.")


def _reader(read: Any) -> Any:
    def validate(raw: Any) -> Any:
        try:
            return read(raw)
        except Misread as error:
            raise faulty(error) from None

    return validate


def _fixed_share(raw: Any) -> float:
    share = read_share(raw)
    if share < 0:
        raise Misread(f"{as_number(share)} is below zero", "a share from 0 to 1")
    if share > 1:
        hint = f'"{as_number(share)}%", if a percentage is meant' if 2 <= share <= 100 else "a share from 0 to 1"
        raise Misread(f"{as_number(share)} is above 1", hint)
    return share


def _coefficient(raw: Any) -> float:
    value = read_number(raw, "a coefficient", "0.3")
    if not -1 <= value <= 1:
        raise Misread(f"{as_number(value)} is outside −1 to 1", "a rank correlation from −1 to 1")
    return value


def _degrees(raw: Any) -> float:
    value = read_number(raw, "degrees of freedom", "5")
    if not MIN_DEGREES_OF_FREEDOM <= value <= MAX_DEGREES_OF_FREEDOM:
        limits = f"{as_number(MIN_DEGREES_OF_FREEDOM)} to {as_number(MAX_DEGREES_OF_FREEDOM)}"
        raise Misread(f"{as_number(value)} degrees of freedom are outside {limits}", "a number such as 5")
    return value


def _months(raw: Any) -> float:
    value = read_number(raw, "a number of months", "-3")
    if abs(value) > 1200:
        raise Misread(f"{as_number(value)} months is more than a century", "a number of months from −1200 to 1200")
    return value


def _shares(raw: Any, what: str) -> dict[str, float]:
    if not isinstance(raw, dict):
        raise Misread(f"{shown(raw)} is not {what}", f"{what} such as {{ council-a = 0.4, council-b = 0.6 }}")
    shares = {}
    for name, share in raw.items():
        try:
            shares[name] = _fixed_share(share)
        except Misread as error:
            raise Misread(error.wrong, error.instead, (name,)) from None
    return shares


def adds_up(shares: Any) -> str | None:
    """What shares add up to, as text, where that is not one; else None."""
    total = fsum(shares)
    if abs(total - 1.0) <= SUM_TOLERANCE:
        return None
    text = as_number(total)
    return repr(total) if text == "1" else text


def _council_key(raw: Any) -> str | dict[str, float]:
    if isinstance(raw, str):
        if raw in (NET_BUDGET, EQUAL, WHERE_IT_ARISES):
            return raw
        raise Misread(
            f"{shown(raw)} is not a council key",
            f'"{NET_BUDGET}", "{EQUAL}", "{WHERE_IT_ARISES}" or {{ council = share }}',
        )
    return _shares(raw, "a table of councils and shares")


def _arises(raw: Any) -> dict[str, float]:
    return _shares(raw, "a table of councils and shares")


def _anchor(raw: Any) -> str:
    if raw in (GO_LIVE, START):
        return str(raw)
    if isinstance(raw, str) and not any(c.isdigit() for c in raw):
        raise Misread(f"{shown(raw)} is not a moment", f'"{GO_LIVE}", "{START}" or a date such as "2013-04"')
    return parse_date(raw).isoformat()


_SHARE_JSON = {"type": ["number", "string"], "minimum": 0, "maximum": 1, "pattern": PERCENT_PATTERN}
_DATE_JSON = {"type": "string", "pattern": DATE_PATTERN}
BY_YEAR: Any = {"propertyNames": {"pattern": FY_PATTERN}}
"""What the schema says of the keys of a table of financial years."""
_SHARES_JSON = {"type": "object", "additionalProperties": _SHARE_JSON}

FixedShare = Annotated[float, BeforeValidator(_reader(_fixed_share)), WithJsonSchema(_SHARE_JSON)]
"""A share that is no input: it has no source and is never uncertain."""

Coefficient = Annotated[
    float, BeforeValidator(_reader(_coefficient)), WithJsonSchema({"type": "number", "minimum": -1, "maximum": 1})
]
"""Spearman's rank correlation."""

DegreesOfFreedom = Annotated[
    float,
    BeforeValidator(_reader(_degrees)),
    WithJsonSchema({"type": "number", "minimum": MIN_DEGREES_OF_FREEDOM, "maximum": MAX_DEGREES_OF_FREEDOM}),
]
"""Of a Student-t copula; they need not be whole."""

FixedMonths = Annotated[float, BeforeValidator(_reader(_months)), WithJsonSchema({"type": "number"})]
"""Months that are no input, such as the ends of a spend profile."""

CaseDate = Annotated[Day, BeforeValidator(_reader(parse_date)), WithJsonSchema(_DATE_JSON), StandIn("2011-10-01")]
"""A day; a month alone means its first."""

LastDay = Annotated[
    Day,
    BeforeValidator(_reader(lambda raw: parse_date(raw, last_day=True))),
    WithJsonSchema(_DATE_JSON),
    StandIn("2099-12-31"),
]
"""A day on which something ends; a month alone means its last."""

FinancialYear = Annotated[
    str,
    BeforeValidator(_reader(lambda raw: fy_label(parse_fy(raw)))),
    WithJsonSchema({"type": "string", "pattern": FY_PATTERN}),
    StandIn("2011/12"),
]
"""A financial year, ``2014/15``."""

CouncilKey = Annotated[
    str | dict[str, float],
    PlainValidator(_reader(_council_key)),
    WithJsonSchema({"anyOf": [{"enum": [NET_BUDGET, EQUAL, WHERE_IT_ARISES]}, _SHARES_JSON]}),
]
"""How councils share a flow: by net budget, equally, where it arises, or by stated shares."""

Arises = Annotated[dict[str, float], PlainValidator(_reader(_arises)), WithJsonSchema(_SHARES_JSON)]
"""Which share of something arises in which council."""

Anchor = Annotated[
    str,
    PlainValidator(_reader(_anchor)),
    WithJsonSchema({"anyOf": [{"enum": [GO_LIVE, START]}, _DATE_JSON]}),
]
"""What a profile is relative to: "go-live", "start", or a day in ISO form."""

IndexName = Literal["pay", "prices"]

CopulaName = Literal["gaussian", "t"]


class Piece(BaseModel):
    """One piece of a profile: a share, spent in a straight line between two moments."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    from_: FixedMonths = Field(
        alias="from", description="Months from the anchor at which it begins; negative is before."
    )
    to: FixedMonths = Field(description="Months from the anchor at which it ends; equal to `from` for all at once.")
    share: FixedShare = Field(description="The share of the whole that falls in this piece; all shares add up to 1.")

    @model_validator(mode="before")
    @classmethod
    def _table(cls, raw: Any) -> Any:
        if isinstance(raw, (dict, BaseModel)):
            return raw
        raise faulty(Misread(f"{shown(raw)} is not a piece of a profile", "{ from = -3, to = 0, share = 1.0 }"))

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.to < self.from_:
            raise faulty(
                Misread(
                    f"the piece ends ({as_number(self.to)}) before it begins ({as_number(self.from_)})",
                    "the earlier month as from",
                    ("to",),
                )
            )
        return self


def _profile(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    if not pieces:
        raise faulty(Misread("the profile is empty", "at least { from = 0, to = 0, share = 1.0 }"))
    if total := adds_up(piece.share for piece in pieces):
        raise faulty(Misread(f"the shares of the profile add up to {total}", "shares that add up to 1"))
    return pieces


def _phasing(shares: tuple[float, ...]) -> tuple[float, ...]:
    if not shares:
        raise faulty(Misread("the phasing is empty", "a share for each year, such as [0.1, 0.4, 0.4, 0.1]"))
    if total := adds_up(shares):
        raise faulty(Misread(f"the shares of the phasing add up to {total}", "shares that add up to 1"))
    return shares


def _listed(raw: Any) -> Any:
    if isinstance(raw, (list, tuple)):
        return tuple(raw)
    raise faulty(Misread(f"{shown(raw)} is not a list", "a list in square brackets, [ … ]"))


def listed(check: Any = None) -> Any:
    """Validators of a list; `check` looks at it as a whole."""
    from pydantic import AfterValidator

    return (BeforeValidator(_listed), *([] if check is None else [AfterValidator(check)]))


AT_ONCE = Piece.model_construct(from_=0.0, to=0.0, share=1.0)

Profile = Annotated[
    tuple[Piece, ...],
    *listed(_profile),
    StandIn([{"from": 0.0, "to": 0.0, "share": 1.0}]),
]
"""A spend profile; its shares add up to 1."""

Phasing = Annotated[tuple[FixedShare, ...], *listed(_phasing)]
"""The share of a saving that arrives in each successive twelve months from go-live; the shares add up to 1."""

Names = Annotated[tuple[str, ...], *listed()]
"""A list of ids."""
