"""From slots to councils: fixed shares make it one small matrix for all of them."""

from __future__ import annotations

import numpy as np

from benchmarks.best_model.values import Value, is_nothing

Array = np.ndarray


class Combination:
    """Sums of slots with weights that are the same in every month.

    Parameters
    ----------
    weights : [ROW][SLOT]
        Plain numbers, or arrays [TRIAL] where they are drawn.
    """

    def __init__(self, weights: list[list[Value]]) -> None:
        self.weights = weights
        self.fixed = not any(isinstance(weight, np.ndarray) for row in weights for weight in row)
        self.matrix = np.array(weights) if self.fixed else None

    def __call__(self, flows: Array, out: Array) -> Array:
        """Combine flows [..., SLOT, TRIAL] into ``out`` [..., ROW, TRIAL]."""
        if self.matrix is not None:
            return np.matmul(self.matrix, flows, out=out)
        for r, row in enumerate(self.weights):
            made = out[..., r, :]
            made[:] = 0.0
            for slot, weight in enumerate(row):
                if not is_nothing(weight):
                    made += flows[..., slot, :] * weight
        return out
