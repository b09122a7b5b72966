"""Which effects of events each cluster has of its own, and which all clusters share."""

from __future__ import annotations

from simulator.plan.arrays import Arrays

Effect = tuple[int, int]
"""The event, and the ROW of what it does."""


class Effects:
    """What events of one sort do to the clusters.

    Attributes
    ----------
    all : list of Effect
        Each once.
    common : list of Effect
        Those that every cluster has.
    own : list of list of Effect
        The others, by cluster.
    share : dict of (cluster, Effect) to float
        A cluster's share of an amount.
    """

    def __init__(self, plan: Arrays, does: int) -> None:
        clusters = len(plan.services.clusters)
        mine = [(e.target, (e.event, e.row), e.share) for e in plan.risks.effects if e.does == does]
        having: dict[Effect, set[int]] = {}
        for cluster, effect, _ in mine:
            having.setdefault(effect, set()).add(cluster)
        self.all = list(having)
        self.common = [effect for effect, targets in having.items() if len(targets) == clusters]
        self.own = [
            [effect for effect, targets in having.items() if c in targets and len(targets) < clusters]
            for c in range(clusters)
        ]
        self.share = {(cluster, effect): share for cluster, effect, share in mine}
