"""Sums and products in which what is fixed stays a plain number, so that it costs nothing in each trial."""

from __future__ import annotations

import numpy as np

Value = float | np.ndarray
"""A number that all trials share, or one for each trial, [TRIAL]."""


def product(*values: Value) -> Value:
    """The product: nothing where a plain number is nothing. May be one of the arrays given: not to be changed."""
    number, array = 1.0, None
    for value in values:
        if not isinstance(value, np.ndarray):
            number *= value
        elif array is None:
            array = value
        else:
            array = array * value
    if array is None or number == 0.0:
        return number
    return array if number == 1.0 else array * number


def total(*values: Value) -> Value:
    """The sum. May be one of the arrays given: not to be changed."""
    number, array = 0.0, None
    for value in values:
        if not isinstance(value, np.ndarray):
            number += value
        elif array is None:
            array = value
        else:
            array = array + value
    if array is None:
        return number
    return array if number == 0.0 else array + number


def is_nothing(value: Value) -> bool:
    """Whether it is nothing in every trial, as far as a look at plain numbers tells."""
    return not isinstance(value, np.ndarray) and value == 0.0


def at_least(value: Value, other: Value) -> Value:
    """The larger of two."""
    if isinstance(value, np.ndarray) or isinstance(other, np.ndarray):
        return np.maximum(value, other)
    return max(value, other)


def at_most(value: Value, other: Value) -> Value:
    """The smaller of two."""
    if isinstance(value, np.ndarray) or isinstance(other, np.ndarray):
        return np.minimum(value, other)
    return min(value, other)
