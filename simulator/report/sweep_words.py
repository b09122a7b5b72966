"""What the pictures of a sweep say in common: the figure with its unit and price base, and what they rest on."""

from __future__ import annotations

from simulator.findings import wording
from simulator.findings.sweep_told import Sweep


def shown(sweep: Sweep) -> str:
    """The figure shown, with a capital, its unit and its price base."""
    what = sweep.phrase[:1].upper() + sweep.phrase[1:]
    unit = "" if sweep.unit in ("share", "1 or 0") else sweep.unit
    about = ", ".join(part for part in (unit, sweep.bases[sweep.shown]) if part)
    return f"{what} ({about})" if about else what


def foot(sweep: Sweep) -> str:
    """What a picture rests on."""
    title = wording.plain(sweep.title, 60)
    return f"{title} · {sweep.trials:,} trials a scenario, all on the same draws, seed {sweep.seed} · collabsim"


def value(text: str | None) -> str:
    """A value of a key as an axis writes it."""
    return "as in the case" if text is None else wording.plain(text, 40).strip('"')
