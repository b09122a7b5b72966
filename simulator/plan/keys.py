"""Council keys: how a flow is divided between councils (docs/model.md section 7)."""

from __future__ import annotations

import numpy as np

from simulator.plan.arrays import KEY_FIXED, KEY_NET_BUDGET


class Keys:
    """The distinct keys of a case, numbered as they are first used.

    ``council_ids`` is the COUNCIL axis. A key is either the net budgets, read in each trial, or fixed shares.
    """

    def __init__(self, case, council_ids: tuple[str, ...]):
        self._case = case
        self._councils = council_ids
        self._known: dict[tuple[float, ...] | str, int] = {}

    def number(self, key, cluster_id: str | None = None) -> int:
        """The number of a key as the case writes it; None takes the case's own."""
        if key is None:
            key = self._case.case.key
        if isinstance(key, str):
            name = key
            if name == "net budget":
                return self._known.setdefault(name, len(self._known))
            if name == "equal":
                return self._shares(tuple(1.0 / len(self._councils) for _ in self._councils))
            if name == "where it arises":
                return self.where_it_arises(cluster_id)
            raise AssertionError(f"unknown council key {name!r}")
        return self._shares(tuple(float(key.get(k, 0.0)) for k in self._councils))

    def where_it_arises(self, cluster_id: str | None) -> int:
        """The cluster's own shares; the net budgets where it gives none."""
        arises = self._case.cluster[cluster_id].arises if cluster_id is not None else None
        return self.number("net budget" if not arises else dict(arises))

    def _shares(self, shares: tuple[float, ...]) -> int:
        return self._known.setdefault(shares, len(self._known))

    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """``key_kind`` [KEY] and ``key_share`` [KEY, COUNCIL]."""
        kind = np.full(len(self._known), KEY_FIXED, dtype=np.int64)
        share = np.zeros((len(self._known), len(self._councils)))
        for key, number in self._known.items():
            if key == "net budget":
                kind[number] = KEY_NET_BUDGET
            else:
                share[number] = key
        return kind, share
