"""Finding parameters: least squares and the lowest point of a function, from ``+ - * /`` and square roots only.

What is found here stands in cases, so it must be the same on every machine: no library of linear algebra, no random
starts, sums in a fixed order. The problems are small (five unknowns at most) and cheap to try.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from distributions.arithmetic import scalar
from distributions.jit import kernel

Vector = list[float]

_STEP = 1e-6  # of a difference quotient, a share of 1 + |x|: about the cube root of the rounding error
_EXACT = 1e-28  # a sum of squares this small is an equation solved
_LEAST_DAMPING, _MOST_DAMPING = 1e-12, 1e12


@kernel
def _logs(x, out):
    for i in range(x.size):
        out[i] = scalar.log(x[i])


@kernel
def _exps(x, out):
    for i in range(x.size):
        out[i] = scalar.exp(x[i])


def logs(values: Sequence[float] | np.ndarray) -> np.ndarray:
    """Return the natural logarithms of positive numbers, float64 of the same length, alike on every machine.

    Examples
    --------
    >>> logs([1.0, 10.0]).round(6).tolist()
    [0.0, 2.302585]
    """
    given = np.ascontiguousarray(values, dtype=np.float64)
    out = np.empty_like(given)
    _logs(given, out)
    return out


def log(value: float) -> float:
    """Return the natural logarithm of a positive number, alike on every machine.

    Examples
    --------
    >>> round(log(10.0), 6)
    2.302585
    """
    return float(logs([value])[0])


@kernel
def _expm1s(x, out):
    for i in range(x.size):
        out[i] = scalar.expm1(x[i])


def exp(value: float) -> float:
    """Return the exponential of a number, alike on every machine: 0 below -708, and as at 709 above that.

    Examples
    --------
    >>> round(exp(1.0), 6)
    2.718282
    """
    given, out = np.array([value], dtype=np.float64), np.empty(1)
    _exps(given, out)
    return float(out[0])


def expm1(value: float) -> float:
    """Return the exponential of a number less 1, accurate near 0 too.

    Examples
    --------
    >>> expm1(1e-20)
    1e-20
    """
    given, out = np.array([value], dtype=np.float64), np.empty(1)
    _expm1s(given, out)
    return float(out[0])


def solve_linear(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> Vector | None:
    """Return x with matrix · x = right, by elimination with the largest pivot; None where the matrix is singular.

    Examples
    --------
    >>> solve_linear([[2.0, 1.0], [1.0, 3.0]], [5.0, 10.0])
    [1.0, 3.0]
    """
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    n = len(rows)
    for i in range(n):
        pivot = max(range(i, n), key=lambda j: abs(rows[j][i]))
        if not abs(rows[pivot][i]) > 0.0:
            return None
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for j in range(i + 1, n):
            share = rows[j][i] / rows[i][i]
            rows[j] = [a - share * b for a, b in zip(rows[j], rows[i], strict=True)]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (rows[i][n] - math.fsum(rows[i][j] * x[j] for j in range(i + 1, n))) / rows[i][i]
    return x


def linear_least_squares(rows: Sequence[Sequence[float]], targets: Sequence[float]) -> Vector | None:
    """Return the x that makes the sum of squares of rows · x - targets least; None where the columns are dependent.

    By the modified Gram-Schmidt method, with the targets as one more column (Björck, *Solving linear least squares
    problems by Gram-Schmidt orthogonalization*, BIT 7, 1967), which is as accurate as reflections.

    Parameters
    ----------
    rows
        [POINT, UNKNOWN], at least as many points as unknowns.
    targets
        [POINT]

    Examples
    --------
    >>> x = linear_least_squares([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]], [1.0, 3.0, 5.0])
    >>> [round(a, 12) for a in x]
    [1.0, 2.0]
    """
    columns = [list(column) for column in zip(*rows, strict=True)]
    rest = list(targets)
    k = len(columns)
    triangle = [[0.0] * k for _ in range(k)]
    right = [0.0] * k
    for i in range(k):
        before = math.sqrt(math.fsum(row[i] * row[i] for row in rows))
        size = math.sqrt(math.fsum(a * a for a in columns[i]))
        if not size > 1e-12 * before:
            return None
        unit = [a / size for a in columns[i]]
        triangle[i][i] = size
        for j in range(i + 1, k):
            triangle[i][j] = math.fsum(a * b for a, b in zip(unit, columns[j], strict=True))
            columns[j] = [b - triangle[i][j] * a for a, b in zip(unit, columns[j], strict=True)]
        right[i] = math.fsum(a * b for a, b in zip(unit, rest, strict=True))
        rest = [b - right[i] * a for a, b in zip(unit, rest, strict=True)]
    return solve_linear(triangle, right)


def least_squares(
    residuals: Callable[[Vector], Vector | None], start: Sequence[float], *, most_steps: int = 200
) -> tuple[Vector, float]:
    """Return the x near the start that makes the sum of squared residuals least, and that sum.

    The method of Levenberg and Marquardt (Marquardt, *An algorithm for least-squares estimation of nonlinear
    parameters*, SIAM Journal 11, 1963) with central differences. Where the residuals can be made nought, it ends as a
    Newton method does, at rounding error.

    Parameters
    ----------
    residuals
        Takes x; returns the residuals, or None where x is not allowed.
    start
        Where to begin; the residuals must exist there.
    most_steps
        Steps after which it gives the best so far.

    Raises
    ------
    ValueError
        The start is not allowed.

    Examples
    --------
    >>> x, left = least_squares(lambda x: [x[0] * x[0] - 2.0], [1.0])
    >>> round(x[0], 12), left < 1e-28
    (1.414213562373, True)
    """
    x = list(start)
    here = residuals(x)
    if here is None:
        raise ValueError("the start must be where the residuals exist")
    size = _squares(here)
    damping = 1e-3
    for _ in range(most_steps):
        if size <= _EXACT:
            break
        slopes = [_slope(residuals, x, i, here) for i in range(len(x))]
        normal = [[math.fsum(a * b for a, b in zip(one, two, strict=True)) for two in slopes] for one in slopes]
        fall = [-math.fsum(a * b for a, b in zip(one, here, strict=True)) for one in slopes]
        moved = False
        while not moved and damping < _MOST_DAMPING:
            damped = [
                [a * (1.0 + damping) + 1e-300 if i == j else a for j, a in enumerate(row)]
                for i, row in enumerate(normal)
            ]
            step = solve_linear(damped, fall)
            trial = None if step is None else [a + b for a, b in zip(x, step, strict=True)]
            there = None if trial is None else residuals(trial)
            if trial is not None and there is not None and _squares(there) < size:
                moved = True
                gained = size - _squares(there)
                x, here, size = trial, there, _squares(there)
                damping = max(damping * 0.1, _LEAST_DAMPING)
                if gained <= 1e-15 * size:
                    return x, size
            else:
                damping *= 8.0
        if not moved:
            break
    return x, size


def _squares(residuals: Vector) -> float:
    total = math.fsum(a * a for a in residuals)
    return total if total == total else math.inf


def _slope(residuals: Callable[[Vector], Vector | None], x: Vector, i: int, here: Vector) -> Vector:
    """Return how fast the residuals change with x[i]: nought where neither side is allowed."""
    step = _STEP * (1.0 + abs(x[i]))
    above = residuals([a + step if j == i else a for j, a in enumerate(x)])
    below = residuals([a - step if j == i else a for j, a in enumerate(x)])
    wide = step * ((above is not None) + (below is not None))
    if not wide:
        return [0.0] * len(here)
    return [(a - b) / wide for a, b in zip(above or here, below or here, strict=True)]


def lowest_point(
    function: Callable[[Vector], float], start: Sequence[float], *, step: float = 0.25, most_calls: int = 2000
) -> tuple[Vector, float]:
    """Return where a function is lowest, as far as can be seen from the start, and its value there.

    The simplex method of Nelder and Mead (*A simplex method for function minimization*, Computer Journal 7, 1965),
    begun afresh where it ended until that gains nothing more. Infinity is a value like others, so limits may be walls.

    Examples
    --------
    >>> x, value = lowest_point(lambda x: (x[0] - 1.0) * (x[0] - 1.0) + abs(x[1] - 2.0), [0.0, 0.0])
    >>> round(x[0], 5), round(x[1], 5), round(value, 9)
    (1.0, 2.0, 0.0)
    """
    best, value, calls = list(start), function(list(start)), 1
    while calls < most_calls:
        found, low, used = _simplex(function, best, value, step, most_calls - calls)
        calls += used
        gained = value - low
        best, value = (found, low) if low < value else (best, value)
        if not gained > 1e-9 * (1.0 + abs(value)):
            break
        step = max(step * 0.5, 0.01)
    return best, value


def _simplex(
    function: Callable[[Vector], float], start: Vector, value: float, step: float, most: int
) -> tuple[Vector, float, int]:
    corners = [(value, start)]
    for i in range(len(start)):
        corner = [a + step * (1.0 + 0.1 * abs(a)) if j == i else a for j, a in enumerate(start)]
        corners.append((function(corner), corner))
    calls = len(start)

    def along(far: float) -> tuple[float, Vector]:
        point = [c + far * (w - c) for c, w in zip(centre, corners[-1][1], strict=True)]
        return function(point), point

    while calls < most:
        corners.sort(key=lambda corner: corner[0])
        best, worst = corners[0], corners[-1]
        wide = max(abs(a - b) for _, corner in corners[1:] for a, b in zip(corner, best[1], strict=True))
        if wide < 1e-12 or (wide < 1e-6 and worst[0] - best[0] <= 1e-13 * (1.0 + abs(best[0]))):
            break
        centre = [math.fsum(column) / len(start) for column in zip(*(c for _, c in corners[:-1]), strict=True)]
        tried = along(-1.0)
        calls += 1
        if tried[0] < best[0]:
            further = along(-2.0)
            calls += 1
            corners[-1] = min(tried, further, key=lambda corner: corner[0])
        elif tried[0] < corners[-2][0]:
            corners[-1] = tried
        else:
            nearer = along(-0.5 if tried[0] < worst[0] else 0.5)
            calls += 1
            if nearer[0] < min(tried[0], worst[0]):
                corners[-1] = nearer
            else:
                pulled = [[b + 0.5 * (a - b) for a, b in zip(c, best[1], strict=True)] for _, c in corners[1:]]
                corners[1:] = [(function(corner), corner) for corner in pulled]
                calls += len(pulled)
    corners.sort(key=lambda corner: corner[0])
    return corners[0][1], corners[0][0], calls
