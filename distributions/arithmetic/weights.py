"""What the families made of lists share: checks, and weights as shares that add up to exactly 1."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from distributions.jit import inline


def check_numbers(name: str, numbers: Sequence[float]) -> None:
    """Refuse a list that is empty or holds what is no finite number.

    Raises
    ------
    ValueError
        Names the list, and the place of the first such number, counted from 1.

    Examples
    --------
    >>> check_numbers("values", [1.0, float("inf")])
    Traceback (most recent call last):
    ValueError: values must be finite numbers: number 2 is inf
    """
    array = np.asarray(numbers, dtype=np.float64)
    if array.ndim != 1 or not array.size:
        raise ValueError(f"{name} must be a list of at least one number")
    wrong = np.flatnonzero(~np.isfinite(array))
    if wrong.size:
        raise ValueError(f"{name} must be finite numbers: number {wrong[0] + 1} is {array[wrong[0]]}")


def check_weights(weights: Sequence[float], count: int, what: str) -> None:
    """Refuse weights that are not one for each thing, at least 0 and not all 0.

    Raises
    ------
    ValueError
        Says which of these it is, and the place of the first bad weight, counted from 1.

    Examples
    --------
    >>> check_weights([0.5, -0.5], 2, "value")
    Traceback (most recent call last):
    ValueError: weights must be at least 0: number 2 is -0.5
    >>> check_weights([1.0, 2.0], 3, "value")
    Traceback (most recent call last):
    ValueError: weights must be one for each value: 3, not 2
    """
    check_numbers("weights", weights)
    if len(weights) != count:
        raise ValueError(f"weights must be one for each {what}: {count}, not {len(weights)}")
    array = np.asarray(weights, dtype=np.float64)
    wrong = np.flatnonzero(array < 0.0)
    if wrong.size:
        raise ValueError(f"weights must be at least 0: number {wrong[0] + 1} is {array[wrong[0]]}")
    if not array.any():
        raise ValueError("weights must not all be 0")
    if array.max() > 1e300 / count:
        raise ValueError(f"weights must be at most {1e300 / count:g}, not {array.max():g}")


def shares(weights: Sequence[float]) -> NDArray[np.float64]:
    """Return weights divided by their sum, float64[WEIGHT].

    Examples
    --------
    >>> shares([1.0, 3.0]).tolist()
    [0.25, 0.75]
    """
    return np.asarray(weights, dtype=np.float64) / math.fsum(weights)


def running_shares(weights: Sequence[float]) -> NDArray[np.float64]:
    """Return the share of all weights up to each, float64[WEIGHT]: it never falls, and its last is exactly 1.

    Examples
    --------
    >>> running_shares([1.0, 2.0, 1.0]).tolist()
    [0.25, 0.75, 1.0]
    """
    total = math.fsum(weights)
    upto = np.empty(len(weights))
    running = lost = 0.0
    for i, weight in enumerate(weights):
        # Neumaier's sum: what rounding loses is carried along.
        added = running + weight
        lost += (running - added) + weight if running >= weight else (weight - added) + running
        running = added
        upto[i] = min((running + lost) / total, 1.0)
    upto[np.flatnonzero(np.asarray(weights))[-1] :] = 1.0
    return np.maximum.accumulate(upto)


@inline
def first_reaching(upto, u):
    """Return the first place whose running share is at least u; the last, should none be.

    Parameters
    ----------
    upto
        float64[PLACE], running shares in ascending order.
    u
        The share.

    Examples
    --------
    >>> int(first_reaching(np.array([0.25, 0.75, 1.0]), 0.3))
    1
    """
    low = 0
    high = upto.size - 1
    while low < high:
        middle = (low + high) >> 1
        if upto[middle] >= u:
            high = middle
        else:
            low = middle + 1
    return low


@inline
def count_upto(ascending, x):
    """Return how many of the numbers, in ascending order, are at most x.

    Examples
    --------
    >>> int(count_upto(np.array([1.0, 2.0, 2.0, 5.0]), 2.0))
    3
    """
    low = 0
    high = ascending.size
    while low < high:
        middle = (low + high) >> 1
        if ascending[middle] <= x:
            low = middle + 1
        else:
            high = middle
    return low
