"""A portfolio worked out block by block, each kept as it is finished, so that stopped work goes on where it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from distributions.jit import source_hash
from simulator.case import resolved_toml
from simulator.findings.standings import figure_names
from simulator.portfolio.councils import fingerprint
from simulator.portfolio.job import Portfolio
from simulator.portfolio.results import as_bytes, missing_blocks, part_name
from simulator.running.crew import Crew
from simulator.running.unfinished import FOLDER, Unfinished

_FIGURES = ("standings.py", "percentiles.py", "intervals.py", "probabilities.py", "averages.py")
"""Files of the findings that the figures of a group come from."""


def unfinished_work(parent: Path, portfolio: Portfolio) -> Unfinished:
    """The finished blocks of this very portfolio, if there are any."""
    return Unfinished.open(parent, _name(portfolio), identity(portfolio))


def identity(portfolio: Portfolio) -> dict[str, Any]:
    """All that the figures depend on."""
    listed = portfolio.groups.listed
    return {
        "command": "portfolio",
        "template": hashlib.sha256(resolved_toml(portfolio.template.case).encode()).hexdigest(),
        "fixed_part": portfolio.template.fixed_part,
        "councils": fingerprint(portfolio.councils),
        "groups": "all pairs" if listed is None else hashlib.sha256(json.dumps(listed).encode()).hexdigest(),
        "trials": portfolio.trials,
        "seed": portfolio.seed,
        "within": portfolio.within,
        "block": portfolio.block,
        "figures": list(figure_names()),
        "sources": [source_hash(), _our_sources()],
    }


def chosen_before(parent: Path, portfolio: Portfolio) -> int | None:
    """The seed of unfinished work that is the same but for its seed: what a command without one goes on with."""
    wanted = identity(portfolio) | {"seed": None}
    for file in sorted((parent / FOLDER).glob(f"{_name(portfolio)}-*/identity.json")):
        try:
            stated = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(stated, dict) and stated | {"seed": None} == wanted and isinstance(stated.get("seed"), int):
            return int(stated["seed"])
    return None


def work(portfolio: Portfolio, unfinished: Unfinished, crew: Crew, tell: Callable[[int], object]) -> None:
    """Do the blocks that are not done yet.

    Parameters
    ----------
    portfolio : Portfolio
    unfinished : Unfinished
        Each block is kept here when it is finished.
    crew : Crew
    tell : callable
        Called with the groups done so far, before the first block and after each.
    """
    missing = missing_blocks(portfolio, unfinished)
    done = len(portfolio.groups) - sum(len(portfolio.numbers(number)) for number in missing)
    tell(done)
    for number, block in crew.results(portfolio, missing):
        unfinished.write(part_name(number), as_bytes(block))
        done += len(portfolio.numbers(number))
        tell(done)


def groups_done(portfolio: Portfolio, unfinished: Unfinished) -> int:
    """How many groups are done and kept."""
    missing = missing_blocks(portfolio, unfinished)
    return len(portfolio.groups) - sum(len(portfolio.numbers(number)) for number in missing)


def _name(portfolio: Portfolio) -> str:
    return f"portfolio-{portfolio.template.case.case.id}"


@cache
def _our_sources() -> str:
    """A fingerprint of the files that scale a template and work out figures."""
    here = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    files = [*sorted(here.glob("*.py")), *(here.parent / "findings" / name for name in _FIGURES)]
    for file in files:
        digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]
