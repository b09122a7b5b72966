"""An input: any number of the case, fixed or uncertain, with what it rests on.

In the file an input is a scalar, or a table ``{ value }`` or ``{ low, mode, high }``, or one in the words of
`simulator.case.uncertain`, that may also say its ``source``, ``basis``, ``note``, ``owner``, ``date`` and ``theme``.
Whatever its unit (see ``units``), an `Input` holds floats in base units: pounds, months, shares.
"""

from collections.abc import Callable, Iterator
from datetime import date as Day
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from distributions.catalogue import SPREAD, VALUE, VALUES
from simulator.case.faults import one_of
from simulator.case.misread import Misread
from simulator.case.quantities import as_number, read_number
from simulator.case.uncertain import (
    KEYS,
    KIND_OF,
    NAMEABLE,
    OF_THE_UNIT,
    Uncertain,
    head_of,
    read_parameter,
    read_percentiles,
)

if TYPE_CHECKING:
    from distributions.catalogue import Distribution
    from simulator.case.elicited import Described

Basis = Literal["reported", "evidence", "assumed"]
DistributionName = Literal[NAMEABLE]  # type: ignore[valid-type]

RANGES = ("pert", "triangular", "uniform")
"""Families that are told by low and high, and a mode."""

DEFAULT_SOURCE = "collabsim's default"
"""The source of an input that the case does not state. Such an input is assumed and inherits nothing."""

PROVENANCE = ("source", "basis", "note", "owner", "date")
"""The keys with which an input, or a table, says what its numbers rest on."""

NUMBERS = ("value", "low", "mode", "high")
"""The keys of an input that hold its numbers, when it is fixed or a range."""

SAYS = (*NUMBERS, "distribution", *KEYS)
"""All keys that say what an input is; the others say what it rests on."""


def faulty(error: Misread) -> PydanticCustomError:
    """A misreading in the form in which pydantic collects errors."""
    return PydanticCustomError(
        "misread", "misread", {"wrong": error.wrong, "instead": error.instead, "at": error.at, "whole": error.whole}
    )


def _iso(raw: object) -> object:
    return raw.isoformat() if isinstance(raw, Day) else raw


Text = Annotated[str, BeforeValidator(_iso)]
"""Text; a TOML date is taken as it is written."""


class StandIn:
    """Marks a field with a harmless value, used to go on checking where the case gives a faulty one."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Input(Uncertain):
    """A number of the case: fixed, or uncertain between a low and a high.

    Attributes
    ----------
    unit, what, example
        What its numbers are, in a word or two, and how one is written.
    lowest, above, highest
        Limits of its numbers; `above` is itself excluded.
    bare, text_pattern
        Whether a number may be written as a bare number, and how it is written as text.
    stand_in
        A harmless value, used to go on checking where the case gives a faulty one.
    fixed
        Whether it has one value.
    middle
        The value, or half-way between its ends.
    is_default
        Whether the case does not state it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    unit: ClassVar[str] = "number"
    what: ClassVar[str] = "a number"
    example: ClassVar[str] = "1.0"
    lowest: ClassVar[float | None] = None
    above: ClassVar[float | None] = None
    highest: ClassVar[float | None] = None
    bare: ClassVar[bool] = True
    text_pattern: ClassVar[str | None] = None
    stand_in: ClassVar[Any] = 1.0

    value: float | None = Field(None, description="The value, when it is fixed.")
    low: float | None = Field(None, description="The lowest it could be.")
    mode: float | None = Field(None, description="The likeliest value.")
    high: float | None = Field(None, description="The highest it could be.")
    distribution: DistributionName | None = Field(
        None,
        description="The family, with its parameters beside it. With low, mode and high it is pert unless another is "
        "named.",
    )
    source: str | None = Field(
        None, description="Where the number comes from. Default: that of the table it stands in."
    )
    basis: Basis | None = Field(
        None,
        description="What it rests on: reported (the source says so), evidence (found elsewhere) or assumed "
        "(a judgement). Default: that of the table it stands in, else assumed.",
    )
    note: str | None = Field(None, description="Why it is what it is.")
    owner: str | None = Field(None, description="Who answers for it.")
    date: Text | None = Field(None, description="When it was last looked at.")
    theme: str | None = Field(None, description="The risk it stands for; two mechanisms of one theme are warned about.")

    @property
    def fixed(self) -> bool:
        return self.value is not None

    @property
    def given(self) -> list[str]:
        """The keys that say what it is, in the order of the schema."""
        return [key for key in SAYS if getattr(self, key) is not None]

    def parameter(self, key: str) -> Any:
        """The value of a key that the catalogue of distributions brings with it, or None."""
        return getattr(self, key)

    @property
    def is_range(self) -> bool:
        """Whether it is told by low, high and perhaps a mode, and by nothing else."""
        return (
            self.low is not None
            and set(self.given) <= {"low", "mode", "high", "distribution"}
            and (self.distribution in (None, *RANGES))
        )

    @cached_property
    def worked_out(self) -> "Described":
        """What its words come to; see `simulator.case.elicited`."""
        from simulator.case.elicited import describe

        return describe(self)

    @property
    def described(self) -> "Distribution":
        """The distribution that its words come to, in base units."""
        return self.worked_out.distribution

    @property
    def elicited(self) -> Any:
        """How that was found from what people say (`distributions.elicit.Elicited`), or None."""
        return None if self.fixed or self.is_range else self.worked_out.elicited

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Low and high as people are told them: the ends that the case states, else the 10th and 90th percentiles."""
        if self.value is not None:
            return self.value, self.value
        if self.is_range:
            assert self.low is not None and self.high is not None
            return self.low, self.high
        from simulator.case.elicited import ends_of

        return ends_of(self, self.described)

    @property
    def middle(self) -> float:
        low, high = self.ends
        return self.value if self.value is not None else (low + high) / 2.0

    @property
    def least(self) -> float:
        """The lowest value it can take; minus infinity where there is none."""
        return self.ends[0] if self.fixed or self.is_range else self.described.support()[0]

    @property
    def most(self) -> float:
        """The highest value it can take; infinity where there is none."""
        return self.ends[1] if self.fixed or self.is_range else self.described.support()[1]

    @property
    def limits(self) -> tuple[float, float]:
        """The lowest and the highest value that its unit allows."""
        lowest = self.above if self.lowest is None else self.lowest
        return -inf if lowest is None else lowest, inf if self.highest is None else self.highest

    @property
    def is_default(self) -> bool:
        return self.source == DEFAULT_SOURCE

    @classmethod
    def default(cls, value: float) -> Any:
        """The input that stands where the case states none."""
        return cls.model_construct(value=value, source=DEFAULT_SOURCE, basis="assumed")

    @classmethod
    def read(cls, raw: object) -> float:
        """A number of this unit as the file writes it; raises `Misread`."""
        return read_number(raw, cls.what, cls.example)

    @classmethod
    def written(cls, value: float) -> str:
        """A number of this unit as people write it."""
        return as_number(value)

    @classmethod
    def check_limits(cls, value: float) -> None:
        """Raise `Misread` where a number is outside what its unit allows."""
        text = cls.written(value)
        if cls.lowest is not None and value < cls.lowest:
            wrong = "negative" if cls.lowest == 0 else f"below {cls.written(cls.lowest)}"
            raise Misread(f"{text} is {wrong}", f"{cls.what}, {cls.written(cls.lowest)} or more")
        floor = cls.written(cls.above) if cls.above else "zero"
        if cls.above is not None and value <= cls.above:
            raise Misread(f"{text} is not above {floor}", f"{cls.what} above {floor}")
        if cls.highest is not None and value > cls.highest:
            raise Misread(f"{text} is above {cls.written(cls.highest)}", cls.too_high(value))

    @classmethod
    def too_high(cls, value: float) -> str:
        """What to write instead of a number that is above the highest."""
        return f"{cls.what}, at most {cls.written(cls.highest or 0.0)}"

    @model_validator(mode="before")
    @classmethod
    def _from_scalar(cls, raw: Any) -> Any:
        if isinstance(raw, (dict, Input)):
            return raw
        if isinstance(raw, list):
            raise faulty(
                Misread("a list is not " + cls.what, f"{cls.example}, or {{ low = …, mode = …, high = … }} for a range")
            )
        return {"value": raw}

    @field_validator(*NUMBERS, mode="before")
    @classmethod
    def _read_number(cls, raw: Any, info: ValidationInfo) -> float:
        try:
            number = cls.read_in_context(raw, info.context)
            cls.check_limits(number)
        except Misread as error:
            raise faulty(error) from None
        return number

    @field_validator(*KIND_OF, *OF_THE_UNIT, "range", "confidence", "outturns", mode="before")
    @classmethod
    def _read_parameter(cls, raw: Any, info: ValidationInfo) -> Any:
        try:
            return read_parameter(cls, str(info.field_name), raw, info.context)
        except Misread as error:
            raise faulty(error) from None

    @field_validator("percentiles", mode="before")
    @classmethod
    def _read_percentiles(cls, raw: Any, info: ValidationInfo) -> Any:
        try:
            return read_percentiles(cls, raw, info.context)
        except Misread as error:
            raise faulty(error) from None

    @field_validator("experts", mode="before")
    @classmethod
    def _read_experts(cls, raw: Any, info: ValidationInfo) -> Any:
        """Each expert's view is an input of the same unit."""
        if not isinstance(raw, (list, tuple)):
            raise faulty(Misread("experts are not a list", "a list of tables, [{ low = …, mode = …, high = … }, …]"))
        views = []
        for number, view in enumerate(raw):
            try:
                views.append(cls.model_validate(view, context=info.context))
            except ValidationError as error:
                raise faulty(_first_fault(error, number)) from None
            if views[-1].fixed:
                wrong = "an expert's view without uncertainty"
                raise faulty(Misread(wrong, "low, mode and high, or other words for a range", (number,)))
        return tuple(views)

    @classmethod
    def read_in_context(cls, raw: object, context: Any) -> float:
        """As `read`, for units whose numbers depend on the rest of the case."""
        return cls.read(raw)

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        try:
            self._check_range()
            self._check_whole()
        except Misread as error:
            raise faulty(error) from None
        if self.value is None and not self.is_range:
            try:
                self._check_words()
            except Misread as error:
                raise faulty(error) from None
        elif self.low is not None and self.high is not None:
            # Filled in here, so that nobody downstream has to know the defaults of a range.
            if self.distribution is None:
                object.__setattr__(self, "distribution", "pert")
            if self.mode is None and self.distribution != "uniform":
                object.__setattr__(self, "mode", self.middle)
        return self

    def _check_range(self) -> None:
        low, mode, high = self.low, self.mode, self.high
        if low is not None and high is not None and low > high:
            raise Misread(
                f"low ({self.written(low)}) is above high ({self.written(high)})",
                "the lower of the two as low",
                ("low",),
                whole=True,
            )
        for name, limit, wrong in (("low", low, "below"), ("high", high, "above")):
            if mode is not None and limit is not None and (mode < limit if name == "low" else mode > limit):
                raise Misread(
                    f"mode ({self.written(mode)}) is {wrong} {name} ({self.written(limit)})",
                    "a mode between low and high",
                    ("mode",),
                )
        if mode is not None and self.distribution == "uniform":
            raise Misread("a uniform distribution has no mode", 'no mode, or distribution = "pert"', ("mode",))

    def _check_words(self) -> None:
        """Work out what words other than a plain range come to, and hold it against the unit's limits."""
        from simulator.case.elicited import check_support

        check_support(self, self.described)

    def _check_whole(self) -> None:
        if head_of(self.given) not in (None, "value") or set(self.given) & set(KEYS):
            return
        if self.distribution not in (None, *RANGES):
            return  # its own parameters are looked at with its words
        given = [name for name in ("low", "mode", "high") if getattr(self, name) is not None]
        if self.value is not None and given:
            raise Misread(
                f"both value and {' and '.join(given)} are given", "either value, or low and high", ("value",)
            )
        if self.value is not None and self.distribution is not None:
            raise Misread(
                "a fixed value has no distribution", "low and high as well, or no distribution", ("distribution",)
            )
        if self.value is None and not given:
            raise Misread("no number is given", f"value = {self.example}, or low, mode and high")
        if self.value is None and (self.low is None or self.high is None):
            missing = " and ".join(name for name in ("low", "high") if getattr(self, name) is None)
            raise Misread(f"{' and '.join(given)} without {missing}", "low and high, with mode between them, or value")
        if self.value is None and self.mode is None and self.distribution is None:
            raise Misread(
                "low and high do not say how likely what lies between them is",
                'a mode, or distribution = "pert", "triangular" or "uniform"',
            )

    @classmethod
    def number_schemas(cls) -> list[dict[str, Any]]:
        """JSON Schemas of the ways to write one number of this unit."""
        ways: list[dict[str, Any]] = []
        if cls.bare:
            limits = {"minimum": cls.lowest, "exclusiveMinimum": cls.above, "maximum": cls.highest}
            ways.append({"type": "number", **{key: limit for key, limit in limits.items() if limit is not None}})
        if cls.text_pattern is not None:
            ways.append({"type": "string", "pattern": cls.text_pattern})
        return ways

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        reference = handler(core)
        table = handler.resolve_ref_schema(reference)
        content = dict(table)
        ways = cls.number_schemas()
        one = ways[0] if len(ways) == 1 else {"anyOf": ways}
        content["properties"] = {
            name: {**_in_unit(name, one), "description": schema.get("description", "")}
            if name in (*NUMBERS, *OF_THE_UNIT) or KIND_OF.get(name) in (VALUE, SPREAD, VALUES) or name == "range"
            else schema
            for name, schema in content["properties"].items()
        }
        title = content.pop("title", cls.__name__)
        description = content.pop("description", "")
        table.clear()
        table.update({"title": title, "description": description, "anyOf": [*ways, content]})
        return reference


def _in_unit(key: str, one: dict[str, Any]) -> dict[str, Any]:
    """The schema of a key whose numbers are in the unit of the input: one of them, or a list."""
    return {"type": "array", "items": one} if key == "range" or KIND_OF.get(key) == VALUES else one


def _first_fault(error: ValidationError, number: int) -> Misread:
    """The first fault of an expert's view, at its place among the experts."""
    first = error.errors(include_url=False)[0]
    at = (number, *(part for part in first["loc"] if isinstance(part, (str, int))))
    if first["type"] == "misread":
        told = first["ctx"]
        return Misread(told["wrong"], told["instead"], (*at, *told["at"]), whole=True)
    if first["type"] == "extra_forbidden":
        return Misread(
            f'"{at[-1]}" is no key of an expert\'s view', one_of(str(at[-1]), (*SAYS, *PROVENANCE)), at, whole=True
        )
    return Misread("an expert's view cannot be read", "an input, { low = …, mode = …, high = … }", at, whole=True)


def default(kind: type[Input], value: float) -> Callable[[], Any]:
    """Factory of the default of an input field."""
    return lambda: kind.default(value)


def iter_inputs(case: BaseModel) -> Iterator[tuple[str, Input, bool]]:
    """Every input of a case: its id, the input, and whether it is a default that the case does not state.

    Ids are paths in the file, save that the chance of a decline is ``gate.G.decline.COUNCIL.probability`` (without the
    last part it is the decision), and that a prerequisite is known by its cluster: ``cluster.C.prerequisites.P.lag``.
    """
    yield from _inputs_below(case, ())


def _inputs_below(node: object, path: tuple[str, ...]) -> Iterator[tuple[str, Input, bool]]:
    if isinstance(node, Input):
        is_decline = len(path) == 4 and path[0] == "gate" and path[2] == "decline"
        yield ".".join((*path, "probability") if is_decline else path), node, node.is_default
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from _inputs_below(getattr(node, name), (*path, name.rstrip("_")))
    elif isinstance(node, dict):
        for name, child in node.items():
            yield from _inputs_below(child, (*path, str(name)))
    elif isinstance(node, tuple):
        for child in node:
            yield from _inputs_below(child, (*path, str(getattr(child, "cluster", ""))))


def count_by_basis(case: BaseModel, *, defaults: bool = False) -> dict[Basis, int]:
    """How many inputs rest on what: those the case states, and with `defaults` those it leaves to collabsim too."""
    counts: dict[Basis, int] = {"reported": 0, "evidence": 0, "assumed": 0}
    for _, stated, is_default in iter_inputs(case):
        if defaults or not is_default:
            counts[stated.basis or "assumed"] += 1
    return counts
