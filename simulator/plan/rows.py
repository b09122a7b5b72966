"""The register of inputs: each number of the case gets a row of the engine's ``x[ROW, LANE]``."""

from __future__ import annotations

from dataclasses import dataclass, replace

from distributions.catalogue import FAMILIES, Distribution
from distributions.pert import SHAPE
from simulator.plan.arrays import FIXED, NONE, PERT, RAW, TABLE, TRIANGULAR, UNIFORM

BY_FORMULA = (UNIFORM, TRIANGULAR, PERT)
"""Kinds that the engine draws by formulas of their own; all others by the table of their distribution."""


@dataclass(frozen=True)
class Marginal:
    """How one row gets its value: fixed, or drawn.

    ``kind`` is FIXED (the value is ``low``), UNIFORM, TRIANGULAR or PERT (between ``low`` and ``high``, with a
    ``shape``), TABLE (from ``distribution``) or RAW (the uniform itself, for occurrences).
    """

    kind: int
    low: float = 0.0
    mode: float = 0.0
    high: float = 0.0
    shape: float = SHAPE
    distribution: Distribution | None = None

    @property
    def fixed(self) -> bool:
        return self.kind == FIXED


@dataclass(frozen=True)
class PlanInput:
    """An input as the engine knows it: its id, its row, its marginal and what drives its decision, if it is one."""

    id: str
    row: int
    marginal: Marginal
    probability_row: int = -1

    @property
    def has_few_values(self) -> bool:
        """Whether what is drawn is 0 or 1, or has single values with chances of their own."""
        distribution = self.marginal.distribution
        return self.probability_row >= 0 or (distribution is not None and distribution.atoms)

    def at(self, value: float) -> PlanInput:
        """The same input fixed at a value."""
        return replace(self, marginal=Marginal(FIXED, value), probability_row=-1)


def marginal_of(stated) -> Marginal:
    """The marginal of an input of the case file."""
    if stated.fixed:
        return Marginal(FIXED, float(stated.value))
    if stated.least == stated.most:
        return Marginal(FIXED, float(stated.least))
    found = stated.described
    kind = FAMILIES[found.family].code
    if kind not in BY_FORMULA:
        return Marginal(TABLE, distribution=found)
    known = {"mode": stated.middle, "shape": SHAPE, **found.named}
    low, mode, high, shape = (float(known[key]) for key in ("low", "mode", "high", "shape"))
    return Marginal(kind, low, mode, high, shape)


class Rows:
    """Hands out rows while a case is compiled. Rows 0 and 1 are the constants zero and one."""

    def __init__(self, view: str):
        from simulator.plan.views import neutral_value

        self._neutral = neutral_value if view == "as_submitted" else lambda _id: None
        self.inputs: dict[str, PlanInput] = {}
        self.constants: dict[int, float] = {0: 0.0, 1: 1.0}
        self._next = 2

    def __len__(self) -> int:
        return self._next

    def add(self, input_id: str, stated) -> int:
        """A row for an input of the case file; in the as-submitted view neutral inputs take their neutral value."""
        neutral = self._neutral(input_id)
        marginal = marginal_of(stated) if neutral is None else Marginal(FIXED, neutral)
        return self._put(PlanInput(input_id, self._next, marginal))

    def optional(self, input_id: str, stated) -> int:
        """`add`, or NONE for what the case does not state."""
        return NONE if stated is None else self.add(input_id, stated)

    def uniform(self, input_id: str) -> int:
        """A row that holds the input's uniform itself."""
        return self._put(PlanInput(input_id, self._next, Marginal(RAW)))

    def decision(self, input_id: str, probability_row: int) -> int:
        """A row that is 1 with the probability held in another row, else 0."""
        return self._put(PlanInput(input_id, self._next, Marginal(RAW), probability_row))

    def constant(self, value: float) -> int:
        """A row for a number that is not an input, such as a weight derived from the case."""
        row, self._next = self._next, self._next + 1
        self.constants[row] = float(value)
        return row

    def _put(self, item: PlanInput) -> int:
        if item.id in self.inputs:
            raise AssertionError(f"input {item.id} compiled twice")
        self.inputs[item.id] = item
        self._next += 1
        return item.row
