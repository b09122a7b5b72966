"""The plan: a case as the engine runs it, in one of its two views."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from distributions.copula import Copula
from simulator.plan.arrays import FIXED, Arrays
from simulator.plan.dependence import draws
from simulator.plan.outcomes import OutcomeInfo
from simulator.plan.rows import PlanInput


@dataclass(frozen=True)
class Plan:
    """Named inputs and flat arrays: all that `simulator.engine.simulate` needs.

    Attributes
    ----------
    case_id, view : str
        The case, and ``"tested"`` or ``"as_submitted"``.
    years, clusters, councils : tuple of str
        Labels of the axes YEAR, CLUSTER and COUNCIL, in the engine's order.
    inputs : mapping of id to PlanInput
    correlation : tuple of Copula
    outcomes : tuple of OutcomeInfo
        Every outcome that makes sense for the case.
    dimensions : tuple of int
        Hashes of the ids that the tested view draws, in the order of the ids: the dimensions of a Sobol design. Both
        views have the same, and fixing an input takes none away, so that all of them share their draws.
    arrays : Arrays
        What the kernels read.
    """

    case_id: str
    view: str
    years: tuple[str, ...]
    clusters: tuple[str, ...]
    councils: tuple[str, ...]
    inputs: Mapping[str, PlanInput]
    correlation: tuple[Copula, ...]
    outcomes: tuple[OutcomeInfo, ...]
    dimensions: tuple[int, ...]
    arrays: Arrays

    @property
    def input_ids(self) -> tuple[str, ...]:
        """Every input's id, sorted: the INPUT axis of `simulator.engine.sample_inputs`."""
        return tuple(sorted(self.inputs))

    @property
    def uncertain_ids(self) -> tuple[str, ...]:
        """Ids of the inputs that are drawn, sorted."""
        return tuple(name for name in self.input_ids if self.inputs[name].marginal.kind != FIXED)

    def replace(self, input_id: str, value: float) -> Plan:
        """The same plan with one input fixed at a value, in base units (£, months, shares).

        Every other input keeps its draws, those of its correlation matrix included.

        Raises
        ------
        KeyError
            When there is no such input; the message names the nearest.
        """
        return self.replace_all({input_id: value})

    def replace_all(self, values: Mapping[str, float]) -> Plan:
        """`replace` for several inputs at once."""
        changed = dict(self.inputs)
        fixed = self.arrays.fixed.copy()
        for name, value in values.items():
            if name not in changed:
                near = get_close_matches(name, self.inputs, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise KeyError(f"the plan has no input {name!r}{hint}")
            changed[name] = changed[name].at(float(value))
            fixed[changed[name].row] = float(value)
        arrays = self.arrays._replace(
            fixed=fixed, draws=draws(changed, self.correlation, self.arrays.draws.matrices.shared_row)
        )
        return dataclasses.replace(self, inputs=changed, arrays=arrays)

    def canonical_bytes(self) -> bytes:
        """What the engine is given, as bytes that depend on nothing else: the arrays (less the tables of PERTs and t
        copulas, which follow from them) and the labels of the axes."""
        labels = [self.view, self.years, self.clusters, self.councils, [[o.name, o.row] for o in self.outcomes]]
        parts = [json.dumps(labels, ensure_ascii=True).encode()]
        none = np.zeros(0)
        told = self.arrays.draws._replace(pert=none, log_factors=none, scores=none)
        _flatten("plan", self.arrays._replace(draws=told), parts)
        return b"\n".join(parts)


def _flatten(name: str, value, parts: list[bytes]) -> None:
    if isinstance(value, tuple):
        for field in value._fields:  # type: ignore[attr-defined]
            _flatten(f"{name}.{field}", getattr(value, field), parts)
    else:
        array = np.ascontiguousarray(np.asarray(value))
        little = array.astype(array.dtype.newbyteorder("<"))
        parts.append(f"{name} {little.dtype.descr} {little.shape} ".encode() + little.tobytes())
