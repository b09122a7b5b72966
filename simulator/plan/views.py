"""The two views of a case (docs/model.md section 1): what *as submitted* leaves out."""

from __future__ import annotations

import re

VIEWS = ("tested", "as_submitted")

_ID = r"[^.]+"
_NEUTRAL: tuple[tuple[str, float], ...] = (
    (r"delay\.common", 0.0),
    (rf"wave\.{_ID}\.delay", 0.0),
    (rf"cluster\.{_ID}\.delay", 0.0),
    (rf"event\.{_ID}\.probability", 0.0),
    (rf"gate\.{_ID}\.decline\.{_ID}\.probability", 0.0),
    (r"exit\.probability", 0.0),
    (rf"cluster\.{_ID}\.overlap", 0.0),
    (rf"lock\.{_ID}\.share", 0.0),
    (rf"running\.{_ID}\.amount", 0.0),
    (rf"index\.{_ID}\.growth\.{_ID}", 0.0),
    (r"delivery\.factor", 1.0),
    (rf"cluster\.{_ID}\.realisation", 1.0),
    (rf"cluster\.{_ID}\.overrun\.{_ID}", 1.0),
    (rf"total_cost\.kind\.{_ID}\.overrun", 1.0),
    (rf"cost\.{_ID}\.overrun", 1.0),
)
_PATTERNS = tuple((re.compile(pattern), value) for pattern, value in _NEUTRAL)


def neutral_value(input_id: str) -> float | None:
    """The value that an input takes as submitted, or None where it keeps its own.

    >>> neutral_value("cluster.corporate.overlap")
    0.0
    >>> neutral_value("cluster.corporate.saving") is None
    True
    """
    for pattern, value in _PATTERNS:
        if pattern.fullmatch(input_id):
            return value
    return None
