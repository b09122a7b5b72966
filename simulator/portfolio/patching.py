"""A group's plan from that of another group of the same shape: the few numbers that differ are written over.

It gives to the last bit what compiling the group's own case would give, which takes a hundred times as long; a test
holds the two together.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.case import Case
from simulator.engine import OwnMemory, kept_rows
from simulator.findings.standings import kept_of
from simulator.plan import compile_plan
from simulator.plan.arrays import COST_AMOUNT, DELAYS, FIXED, SAVING_AMOUNT, SAVING_FACTOR
from simulator.portfolio.councils import Council
from simulator.portfolio.template import Shape, Template

MOST_SHAPES = 8
"""Shapes whose plans a thread keeps: all there are in a nation's pairs, and a bound on memory where there are more."""

_SHARED_OUT = (DELAYS, SAVING_FACTOR, SAVING_AMOUNT, COST_AMOUNT)
"""Effects of events that come with a share for each cluster that is hit."""


@dataclass
class Scaled:
    """One input that grows with a group: where its numbers stand, and what they are in the template."""

    id: str
    row: int
    drawn: int
    low: float
    mode: float
    high: float
    lean: float

    @property
    def range(self) -> bool:
        return self.high > self.low


class Patched:
    """The plan of one shape, with memory of its own, in which the numbers of a group are put.

    Parameters
    ----------
    template : Template
    members : sequence of Council
        A group of the shape.
    shape : Shape

    Attributes
    ----------
    plan : Plan
        Of the first group; labels and shape are those of every group that is put in.
    memory : OwnMemory
        What the engine is given; its arrays are ``arrays``.
    kept : Kept
        The outcomes that a group's figures are worked out from, and in ``rows`` their engine rows.
    reusable : bool
        Whether other groups may be put in.
    """

    def __init__(self, template: Template, members: Sequence[Council], shape: Shape) -> None:
        self._template, self._shape = template, shape
        case = template.group_case(members)
        self.plan = compile_plan(case)
        # How much of a saving a council's own contract may hold back hangs on who it shares with: the case is checked
        # for each group anew.
        self.reusable = not any(lock.council for lock in case.lock.values())
        self.memory = OwnMemory(self.plan.arrays)
        self.arrays = self.memory.arrays
        self.kept = kept_of([info.name for info in self.plan.outcomes], shape.ids, case.case.gap_year)
        self.rows = kept_rows(self.plan, self.kept.names)[1]
        self._row = {name: item.row for name, item in self.plan.inputs.items()}
        self._columns = {name: self.arrays.draws.draws[name] for name in ("low", "mode", "high")}
        self._scaled = self._find_scaled(template.case, template.numbers(members, shape).scaled)
        clusters = self.plan.clusters
        table = self.arrays.services.clusters
        weighted = any(cluster.weight is not None for cluster in template.case.cluster.values())
        self._weight_rows = () if weighted else tuple((int(table[c].weight_row), c) for c in range(len(clusters)))
        self._saving_ids = tuple(f"cluster.{name}.saving" for name in clusters)
        self._budget_ids = tuple(f"cluster.{name}.budget" for name in clusters)
        self._effects = self._find_effects()

    def _find_scaled(self, case: Case, scaled: dict[str, float]) -> dict[str, Scaled]:
        from simulator.case import iter_inputs

        drawn_at = {int(row): d for d, row in enumerate(self.arrays.draws.draws["row"])}
        found = {}
        for input_id, stated, _ in iter_inputs(case):
            item = self.plan.inputs.get(input_id)
            if input_id not in scaled or item is None:
                continue
            low, high = stated.ends
            mode = stated.middle if stated.mode is None else stated.mode
            lean = (mode - low) / (high - low) if high > low else 0.0
            place = drawn_at.get(item.row, -1) if item.marginal.kind != FIXED else -1
            found[input_id] = Scaled(input_id, item.row, place, low, mode, high, lean)
        return found

    def _find_effects(self) -> list[list[int]]:
        """Numbers of the effects of each event that share out by middle savings, those of one kind together."""
        groups: dict[tuple[int, int], list[int]] = {}
        effects = self.arrays.risks.effects
        for number in range(len(effects)):
            if effects[number].does in _SHARED_OUT:
                groups.setdefault((int(effects[number].event), int(effects[number].does)), []).append(number)
        return list(groups.values())

    def put(self, members: Sequence[Council]) -> bool:
        """Put the numbers of a group of this shape in place.

        Returns
        -------
        bool
            False where this cannot be done to the last bit; the group's case then has to be compiled.
        """
        numbers = self._template.numbers(members, self._shape)
        fixed, columns, row = self.arrays.fixed, self._columns, self._row
        for input_id, value in numbers.stated.items():
            fixed[row[input_id]] = value
        middles: dict[str, float] = {}
        most: dict[str, float] = {}
        for input_id, factor in numbers.scaled.items():
            one = self._scaled.get(input_id)
            if one is None:
                continue
            low, mode, high = one.low * factor, one.mode * factor, one.high * factor
            if one.drawn < 0:
                fixed[one.row] = low
            else:
                # A range that leans another way would be drawn from another table.
                if not high > low or (mode - low) / (high - low) != one.lean:
                    return False
                columns["low"][one.drawn] = low
                columns["mode"][one.drawn] = mode
                columns["high"][one.drawn] = high
            middles[input_id], most[input_id] = (low + high) / 2.0 if one.range else low, high
        self._share_out([middles[name] for name in self._saving_ids])
        # The memory of a block holds the fixed inputs from the start (`simulator.engine.workspace.workspace`).
        self.memory.work.x[:] = fixed[:, None]
        # A saving above its budget makes no case, which compiling says.
        return all(most[s] <= numbers.stated[b] for s, b in zip(self._saving_ids, self._budget_ids, strict=True))

    def _share_out(self, middles: list[float]) -> None:
        """What goes by the middle savings of the clusters, [CLUSTER] in £ a year."""
        for weight_row, c in self._weight_rows:
            self.arrays.fixed[weight_row] = middles[c]
        targets, shares = self.arrays.risks.effects["target"], self.arrays.risks.effects["share"]
        for numbers in self._effects:
            hit = [middles[targets[number]] for number in numbers]
            total = sum(hit)
            for number, middle in zip(numbers, hit, strict=True):
                shares[number] = middle / total if total > 0 else 1.0 / len(hit)


class Plans:
    """Plans of groups, for one thread: the last few shapes are kept, and their numbers written over."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._known: OrderedDict[Shape, Patched] = OrderedDict()

    def of(self, members: Sequence[Council]) -> Patched:
        """The plan of a group, to be used before the next is asked for; members in the order of their ids."""
        shape = self._template.shape(members)
        found = self._known.get(shape)
        if found is not None and found.put(members):
            self._known.move_to_end(shape)
            return found
        made = Patched(self._template, members, shape)
        if made.reusable:
            self._known[shape] = made
        while len(self._known) > MOST_SHAPES:
            self._known.popitem(last=False)
        return made
