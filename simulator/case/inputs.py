"""An input: any number of the case, fixed or uncertain, with what it rests on.

In the file an input is a scalar, or a table ``{ value }`` or ``{ low, mode, high, distribution }`` that may also say
its ``source``, ``basis``, ``note``, ``owner``, ``date`` and ``theme``. Whatever its unit (see ``units``), an `Input`
holds floats in base units: pounds, months, shares.
"""

from collections.abc import Callable, Iterator
from datetime import date as Day
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from simulator.case.misread import Misread
from simulator.case.quantities import as_number, read_number

Basis = Literal["reported", "evidence", "assumed"]
Distribution = Literal["pert", "triangular", "uniform"]

DEFAULT_SOURCE = "collabsim's default"
"""The source of an input that the case does not state. Such an input is assumed and inherits nothing."""

PROVENANCE = ("source", "basis", "note", "owner", "date")
"""The keys with which an input, or a table, says what its numbers rest on."""

NUMBERS = ("value", "low", "mode", "high")
"""The keys of an input that hold its numbers."""


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


class Input(BaseModel):
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
        The value, or half-way between low and high.
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
    distribution: Distribution | None = Field(
        None, description="The shape between low and high. With low, mode and high it is pert unless another is named."
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
    def middle(self) -> float:
        if self.value is not None:
            return self.value
        assert self.low is not None and self.high is not None
        return (self.low + self.high) / 2.0

    @property
    def least(self) -> float:
        """The lowest value it can take."""
        return self.value if self.value is not None else float(self.low or 0.0)

    @property
    def most(self) -> float:
        """The highest value it can take."""
        return self.value if self.value is not None else float(self.high or 0.0)

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
        if self.low is not None and self.high is not None:
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

    def _check_whole(self) -> None:
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
            name: {**one, "description": schema.get("description", "")} if name in NUMBERS else schema
            for name, schema in content["properties"].items()
        }
        title = content.pop("title", cls.__name__)
        description = content.pop("description", "")
        table.clear()
        table.update({"title": title, "description": description, "anyOf": [*ways, content]})
        return reference


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
