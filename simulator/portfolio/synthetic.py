"""A made-up national set of councils: plausible sizes and proportions, invented names, no real council.

The same number of councils and seed give the same bytes on every machine: the draws use `+ - * /` and square roots
only. docs/portfolio.md tells what the proportions rest on.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import NamedTuple

SEED = 20111
MOST = 1_500
"""Invented names there are."""

YEARS = ("2012/13", "2013/14", "2014/15")
CLUSTERS = ("strategic-management", "people", "corporate", "culture-leisure", "environment", "regeneration")
OUT_OF_SCOPE = "other-services"

NOTICE = (
    "# Synthetic: made up by collabsim portfolio --synthetic {count}. No council here is real; names, places and "
    "figures are invented. See docs/portfolio.md."
)

HEADINGS = (
    *("id", "name", "class", "region", "easting", "northing", "neighbours", "net_budget", "reserves"),
    *(f"budget.{name}" for name in (*CLUSTERS, OUT_OF_SCOPE)),
    *(f"gap.{year}" for year in YEARS),
)


class Kind(NamedTuple):
    """A size class: its share of all councils, its people (least, likeliest, most), £ a head by cluster and out of
    scope, and what such a council is called."""

    share: float
    people: tuple[float, float, float]
    a_head: tuple[float, ...]
    called: str


KINDS = {
    "county": Kind(0.08, (450e3, 650e3, 1_400e3), (5.0, 440.0, 55.0, 20.0, 95.0, 18.0, 40.0), "{} County Council"),
    "district": Kind(0.55, (55e3, 95e3, 170e3), (13.0, 0.0, 55.0, 20.0, 45.0, 28.0, 10.0), "{} District Council"),
    "unitary": Kind(0.37, (80e3, 160e3, 480e3), (18.5, 425.0, 120.0, 43.0, 120.0, 48.0, 45.0), "{} Borough Council"),
}

_A_HEAD = (0.75, 1.0, 1.3)
"""Least, likeliest and most of what a council spends a head, of its class's."""

_LAST_GAP, _EARLIER_GAPS = (0.09, 0.14, 0.20), (0.4, 0.7)
"""The last year's gap as a share of the net budget; those before it as shares of that."""

_RESERVES = (0.04, 0.09, 0.20)

_REGIONS = (
    *("Northmarch", "Westfells", "Eastwold", "Midvale", "Severnside", "Fenreach", "Southdown", "Capital", "Farwest"),
)
_ACROSS, _APART = 3, 180_000
"""Regions stand three to a row, so many metres apart."""

_BEGIN = (
    *("Ald", "Bryn", "Corv", "Drax", "Elv", "Fenn", "Garr", "Hesk", "Ild", "Jarr", "Kelv", "Lorr", "Mork", "Nyth"),
    *("Orr", "Pell", "Quen", "Rusk", "Sarn", "Thras", "Ulv", "Vell", "Wharn", "Yarl", "Zell"),
)
_MIDDLE = ("a", "e", "en", "er")
_END = (
    *("beck", "combe", "dray", "fold", "garth", "holt", "lund", "mere"),
    *("ness", "quay", "rigg", "stow", "thwaite", "wick", "yard"),
)
_NEIGHBOURS = 4


def synthetic_csv(count: int, seed: int = SEED) -> str:
    """The set as the text of a CSV file.

    Parameters
    ----------
    count : int
        Councils, from 2 to `MOST`.
    seed : int
        Of what is drawn.

    Raises
    ------
    ValueError
        When there are not so many names.
    """
    if not 2 <= count <= MOST:
        raise ValueError(f"{count} councils: write a number from 2 to {MOST:,}")
    rows = list(_councils(count, random.Random(seed)))
    places = [(row["id"], int(row["easting"]), int(row["northing"])) for row in rows]
    for row, (own, east, north) in zip(rows, places, strict=True):
        far = sorted(((e - east) ** 2 + (n - north) ** 2, other) for other, e, n in places if other != own)
        row["neighbours"] = " ".join(sorted(other for _, other in far[:_NEIGHBOURS]))
    lines = [NOTICE.format(count=count), ",".join(HEADINGS)]
    lines += [",".join(row[heading] for heading in HEADINGS) for row in rows]
    return "\n".join(lines) + "\n"


def _councils(count: int, draw: random.Random) -> Iterator[dict[str, str]]:
    for name, kind in zip(_names(count, draw), _kinds(count, draw), strict=True):
        what = KINDS[kind]
        people = _between(draw, what.people)
        budgets = [round(people * a_head * _between(draw, _A_HEAD) / 1000) * 1000 for a_head in what.a_head]
        net = sum(budgets)
        last = net * _between(draw, _LAST_GAP)
        gaps = [last * share for share in _EARLIER_GAPS] + [last]
        region = draw.randrange(len(_REGIONS))
        east = (region % _ACROSS) * _APART + draw.randrange(_APART)
        north = (region // _ACROSS) * _APART + draw.randrange(_APART)
        yield {
            "id": name.lower(),
            "name": what.called.format(name),
            "class": kind,
            "region": _REGIONS[region],
            "easting": str(east),
            "northing": str(north),
            "net_budget": str(net),
            "reserves": str(round(net * _between(draw, _RESERVES) / 1000) * 1000),
            **{f"budget.{name}": str(budget) for name, budget in zip((*CLUSTERS, OUT_OF_SCOPE), budgets, strict=True)},
            **{f"gap.{year}": str(round(gap / 1000) * 1000) for year, gap in zip(YEARS, gaps, strict=True)},
        }


def _names(count: int, draw: random.Random) -> list[str]:
    names = [begin + middle + end for begin in _BEGIN for middle in _MIDDLE for end in _END]
    # Shuffled by sorting: unlike random.shuffle, what this gives is promised to stay.
    return [name for _, name in sorted((draw.random(), name) for name in names)][:count]


def _kinds(count: int, draw: random.Random) -> list[str]:
    kinds: list[str] = []
    for name, kind in KINDS.items():
        kinds += [name] * max(1, round(count * kind.share))
    kinds = (kinds + ["district"] * count)[:count]
    return [kind for _, kind in sorted((draw.random(), kind) for kind in kinds)]


def _between(draw: random.Random, ends: tuple[float, float, float]) -> float:
    """A draw from the triangle of least, likeliest and most."""
    low, mode, high = ends
    u, turn = draw.random(), (mode - low) / (high - low)
    if u < turn:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - u) * (high - low) * (high - mode))
