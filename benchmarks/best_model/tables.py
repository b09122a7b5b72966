"""The tables of a plan as plain Python: a record array is slow to ask for one number at a time."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np


def plain(value: Any) -> Any:
    """The same with every record array as a list of named tuples of Python numbers; other arrays stay."""
    if isinstance(value, np.ndarray) and value.dtype.names:
        row = namedtuple("row", value.dtype.names)  # type: ignore[misc]
        return [row(*one) for one in value.tolist()]
    if isinstance(value, tuple):
        return type(value)(*(plain(field) for field in value))
    return value
