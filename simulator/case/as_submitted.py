"""What the view *as submitted* leaves out of a case (docs/model.md, section 1), in words."""

from __future__ import annotations

SET_ASIDE: tuple[tuple[str, str, str], ...] = (
    ("delay.common", "the delay of the whole programme", ""),
    ("wave.*.delay", "delay of a wave", "delays of waves"),
    ("cluster.*.delay", "delay of a cluster", "delays of clusters"),
    ("event.*.probability", "event", "events"),
    ("gate.*.decline.*.probability", "decision at a gate", "decisions at gates"),
    ("exit.probability", "the exit", ""),
    ("cluster.*.overlap", "overlap with existing plans", "overlaps with existing plans"),
    ("lock.*.share", "lock", "locks"),
    ("running.*.amount", "running cost", "running costs"),
    ("index.pay.growth.*", "the growth of pay", ""),
    ("index.prices.growth.*", "the growth of prices", ""),
    ("delivery.factor", "the delivery factor", ""),
    ("cluster.*.realisation", "realisation", "realisations"),
    ("cluster.*.overrun.*", "overrun of a cluster", "overruns of clusters"),
    ("total_cost.kind.*.overrun", "overrun of a kind of cost", "overruns of kinds of cost"),
    ("cost.*.overrun", "overrun of a line", "overruns of lines"),
)
"""What the view *as submitted* leaves out: ids with * for any one part, and the words for one and for many. Without a
word for many it is one thing, however many inputs it has."""


def matches(pattern: str, path: str) -> bool:
    """Whether a path fits a pattern in which * stands for any one part."""
    parts, names = pattern.split("."), path.split(".")
    return len(parts) == len(names) and all(p in ("*", n) for p, n in zip(parts, names, strict=True))


def set_aside(input_id: str) -> bool:
    """Whether the view *as submitted* takes an input at its neutral value."""
    return any(matches(pattern, input_id) for pattern, _, _ in SET_ASIDE)
