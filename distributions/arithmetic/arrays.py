"""What every family shares when it works on users' arrays: shapes, and checks whose messages name the parameter."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike


def elementwise(loop: Callable[..., None], values: ArrayLike, *parameters: float | np.ndarray) -> np.ndarray:
    """Run a kernel ``loop(values, out, *parameters)`` over the values; keep their shape and what is missing.

    Examples
    --------
    >>> from distributions.jit import kernel
    >>> @kernel
    ... def double(values, out):
    ...     for i in range(values.size):
    ...         out[i] = 2.0 * values[i]
    >>> elementwise(double, [[1, 2], [3, float("nan")]]).tolist()
    [[2.0, 4.0], [6.0, nan]]
    """
    given = np.asarray(values, dtype=np.float64)
    flat = np.ascontiguousarray(given).ravel()
    out = np.empty_like(flat)
    loop(flat, out, *parameters)
    out[np.isnan(flat)] = np.nan
    return out.reshape(given.shape)


def checked_shares(u: ArrayLike) -> np.ndarray:
    """Return u as an array of shares.

    Raises
    ------
    ValueError
        Some of u lies outside 0 to 1, or is not a number.

    Examples
    --------
    >>> checked_shares([0, 0.5]).tolist()
    [0.0, 0.5]
    >>> checked_shares([0.5, 1.5])
    Traceback (most recent call last):
    ValueError: u must be from 0 to 1, not 1.5
    """
    shares = np.asarray(u, dtype=np.float64)
    outside = ~((shares >= 0.0) & (shares <= 1.0))
    if outside.any():
        raise ValueError(f"u must be from 0 to 1, not {shares[outside].flat[0]}")
    return shares


def check_finite(**parameters: float) -> None:
    """Refuse parameters that are not finite numbers.

    Raises
    ------
    ValueError
        Names the first such parameter.

    Examples
    --------
    >>> check_finite(mean=1.0, sd=float("inf"))
    Traceback (most recent call last):
    ValueError: sd must be a finite number, not inf
    """
    for name, value in parameters.items():
        if not math.isfinite(value):
            raise ValueError(f"{name} must be a finite number, not {value}")


def check_order(low: float, mode: float, high: float) -> None:
    """Refuse a range that is not in order.

    Raises
    ------
    ValueError
        Low is above high, or mode lies outside low to high; the message names the parameter and its limits.

    Examples
    --------
    >>> check_order(1.0, 4.0, 3.0)
    Traceback (most recent call last):
    ValueError: mode must be from low (1.0) to high (3.0), not 4.0
    """
    check_finite(low=low, mode=mode, high=high)
    if low > high:
        raise ValueError(f"low must be at most high ({high}), not {low}")
    if not low <= mode <= high:
        raise ValueError(f"mode must be from low ({low}) to high ({high}), not {mode}")
