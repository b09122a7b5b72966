"""One-off costs, redundancy and running costs: who owns them, when they are spent, and which method drives cash."""

from __future__ import annotations

from simulator.case.checks.desk import Desk
from simulator.case.faults import one_of
from simulator.case.names import PROGRAMME
from simulator.case.quantities import as_number
from simulator.case.resolve import ARISING_KINDS, methods
from simulator.case.sections import GO_LIVE, KINDS, START, CostKind

YOUNGEST = 16
"""Age at which paid work with service that counts can begin."""


def check_costs(desk: Desk) -> None:
    _owners(desk)
    _anchors(desk)
    _total(desk)
    _method(desk)
    _posts(desk)
    _overruns(desk)


def _owners(desk: Desk) -> None:
    known = [PROGRAMME, *desk.ids("cluster")]
    for table in ("cost", "running"):
        for name, entry in getattr(desk.case, table).items():
            if entry.owner not in known and desk.sound(table, name, "owner"):
                desk.wrong((table, name, "owner"), f"there is no cluster {entry.owner}", one_of(entry.owner, known))


def _anchors(desk: Desk) -> None:
    places = [(("cost", name), item, item.owner == PROGRAMME) for name, item in desk.case.cost.items()]
    if desk.case.total_cost is not None:
        places += [
            (("total_cost", "kind", kind), item, kind == PROGRAMME)  # type: ignore[misc]
            for kind, item in desk.case.total_cost.kind.items()
        ]
    for path, item, is_programme in places:
        if is_programme and item.anchor == GO_LIVE and desk.sound(*path, "anchor") and desk.sound(*path, "owner"):
            desk.wrong((*path, "anchor"), "the programme has no go-live", f'anchor = "{START}", or a date')


def _total(desk: Desk) -> None:
    total = desk.case.total_cost
    if total is None:
        return
    if not total.kind and desk.sound("total_cost", "kind"):
        desk.wrong(
            ("total_cost", "kind"),
            "the total does not say what it is made of",
            f"at least one [total_cost.kind.KIND]: {', '.join(KINDS)}",
        )
    elif total.kind and all(
        kind.share.most == 0 and desk.sound("total_cost", "kind", name, "share") for name, kind in total.kind.items()
    ):
        first = next(iter(total.kind))
        desk.wrong(("total_cost", "kind", first, "share"), "the shares of all kinds are zero", "a share above zero")


def _method(desk: Desk) -> None:
    method, found = desk.stated.redundancy.method, methods(desk.case)
    path = ("redundancy", "method")
    undecided = not desk.sound(*path) or not desk.sound("total_cost") or not desk.sound("cluster")
    if method is None and len(found) == 2 and desk.sound(*path):
        desk.wrong(
            path,
            "the total has redundancy or pension costs and clusters have posts, so one must drive cash",
            'method = "total" or "posts"',
        )
    elif method == "posts" and "posts" not in found and not undecided:
        desk.wrong(path, "no cluster has posts", "posts in the clusters, or no method")
    elif method == "total" and "total" not in found and not undecided:
        desk.wrong(path, "the total has no redundancy or pension costs", "[total_cost.kind.redundancy], or no method")


def _posts(desk: Desk) -> None:
    case = desk.case
    with_posts = [name for name, cluster in case.cluster.items() if cluster.posts is not None]
    undecided = not all(desk.sound("cluster", name, "posts") for name in desk.ids("cluster"))
    bands = case.redundancy.age
    if with_posts and not bands and desk.sound("redundancy", "age"):
        desk.wrong(
            ("redundancy", "age"),
            "clusters have posts, and nothing says who leaves",
            "[redundancy.age.ID] with share, age and service, for each age band",
        )
    if not with_posts and not undecided:
        _unused(desk)
    elif case.redundancy.method == "posts":
        for name in case.cluster:
            if name not in with_posts and desk.sound("cluster", name, "posts"):
                desk.odd(
                    ("cluster", name, "posts"),
                    "redundancy is built from posts, and this cluster has none: it costs nothing",
                    "posts",
                )
    if bands and all(
        band.share.most == 0 and desk.sound("redundancy", "age", name, "share") for name, band in bands.items()
    ):
        desk.wrong(
            ("redundancy", "age", next(iter(bands)), "share"),
            "the shares of all age bands are zero",
            "a share above zero",
        )
    for name, band in bands.items():
        path = ("redundancy", "age", name)
        if not desk.sound(*path, "age"):
            continue
        if band.age.least < YOUNGEST:
            desk.wrong((*path, "age"), f"an age of {as_number(band.age.least)} is under {YOUNGEST}", "an age in years")
        elif band.service.most > band.age.least - YOUNGEST and desk.sound(*path, "service"):
            service, age = as_number(band.service.most), as_number(band.age.least)
            desk.wrong(
                (*path, "service"),
                f"{service} years of service by the age of {age} began before {YOUNGEST}",
                f"at most {as_number(band.age.least - YOUNGEST)} years",
            )


def _unused(desk: Desk) -> None:
    """What only posts would use."""
    stated = [("redundancy", key) for key in ("on_costs", "age") if desk.states("redundancy", key)]
    paths = [*stated, *(("council", name, key) for name in desk.ids("council") for key in ("redundancy", "pension"))]
    for path in paths:
        if desk.states(*path):
            desk.odd(
                path,
                "this changes nothing: no cluster has posts",
                "posts in the clusters, or nothing here",
                at_key=True,
            )


def _overruns(desk: Desk) -> None:
    """An overrun on costs that the cluster does not have."""
    case = desk.case
    if not desk.sound("total_cost") or not desk.sound("cost"):
        return
    for name, cluster in case.cluster.items():
        kinds: set[CostKind] = set(case.total_cost.kind) if case.total_cost is not None else set()
        kinds |= {cost.kind for cost in case.cost.values() if cost.owner == name}
        if cluster.posts is not None:
            kinds |= set(ARISING_KINDS)  # type: ignore[arg-type]
        for kind in KINDS:
            if getattr(cluster.overrun, kind, None) is not None and kind not in kinds:
                desk.odd(
                    ("cluster", name, "overrun", kind),
                    f"this changes nothing: the cluster has no {kind} costs",
                    "costs of that kind, or no overrun",
                    at_key=True,
                )
