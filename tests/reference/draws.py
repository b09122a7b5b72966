"""The draws of a case, from docs/model.md section 2 alone: Philox in plain integers, inverses from SciPy.

The rest of the reference takes draws as given, so that it can be held to the engine on the engine's own. This file says
what those draws should have been.
"""

from __future__ import annotations

import fnmatch
import hashlib
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from reference.copulas import latent_of_t, t_uniforms
from reference.reading import Array
from scipy import special, stats

from simulator.case import iter_inputs

WORD = 2**32
ROUNDS = 10
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
PERT_SHAPE = 4.0


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """One block of Philox 4x32-10 (Salmon and others, 2011).

    >>> [f"{word:08x}" for word in philox((0, 0, 0, 0), (0, 0))]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(ROUNDS):
        high0, low0 = divmod(MULTIPLIERS[0] * c0, WORD)
        high1, low1 = divmod(MULTIPLIERS[1] * c2, WORD)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = (k0 + WEYL[0]) % WORD, (k1 + WEYL[1]) % WORD
    return c0, c1, c2, c3


def uniform(seed: int, path: str, trial: int) -> float:
    """The uniform of an input in a trial, strictly inside (0, 1)."""
    hashed = int.from_bytes(hashlib.blake2b(path.encode(), digest_size=8).digest(), "little")
    counter = (trial % WORD, trial // WORD, hashed % WORD, hashed // WORD)
    w0, w1, _, _ = philox(counter, (seed % WORD, seed // WORD))
    return (((w1 * WORD + w0) >> 12) + 0.5) * 2.0**-52


def quantile(stated: Any, u: Array) -> Array:
    """The value of an input at a uniform, [TRIAL]."""
    if stated.fixed:
        return np.full_like(u, stated.value)
    if stated.truncate_below is not None:
        whole = stated.model_copy(update={"truncate_below": None})
        below = share_below(whole, stated.truncate_below)
        return quantile(whole, below + u * (1 - below))
    if stated.distribution in BY_NAME:
        return BY_NAME[stated.distribution](stated, u)
    low, high = stated.low, stated.high
    width = high - low
    if width == 0:
        return np.full_like(u, low)
    if stated.distribution == "uniform":
        return low + u * width
    mode = (low + high) / 2 if stated.mode is None else stated.mode
    if stated.distribution == "triangular":
        peak = (mode - low) / width
        rising = low + np.sqrt(u * width * (mode - low))
        falling = high - np.sqrt((1 - u) * width * (high - mode))
        return np.where(u < peak, rising, falling)
    shape = PERT_SHAPE if stated.shape is None else stated.shape
    alpha = 1 + shape * (mode - low) / width
    beta = 1 + shape * (high - mode) / width
    return low + width * special.betaincinv(alpha, beta, u)


def share_below(stated: Any, value: float) -> float:
    """The share of a PERT below a value."""
    width = stated.high - stated.low
    alpha = 1 + PERT_SHAPE * (stated.mode - stated.low) / width
    beta = 1 + PERT_SHAPE * (stated.high - stated.mode) / width
    return float(special.betainc(alpha, beta, (value - stated.low) / width))


def _discrete(stated: Any, u: Array) -> Array:
    order = np.argsort(stated.values)
    shares = np.cumsum(np.array(stated.weights)[order]) / sum(stated.weights)
    return np.array(stated.values)[order][np.searchsorted(shares, u)]


def _histogram(stated: Any, u: Array) -> Array:
    shares = np.concatenate([[0.0], np.cumsum(stated.weights)]) / sum(stated.weights)
    return np.interp(u, shares, stated.edges)


def _truncated_normal(stated: Any, u: Array) -> Array:
    a, b = (stated.low - stated.mean) / stated.sd, (stated.high - stated.mean) / stated.sd
    return stats.truncnorm.ppf(u, a, b, stated.mean, stated.sd)


def _beta(stated: Any, u: Array) -> Array:
    return stated.low + (stated.high - stated.low) * special.betaincinv(stated.alpha, stated.beta, u)


BY_NAME = {
    "discrete": _discrete,
    "histogram": _histogram,
    "truncated_normal": _truncated_normal,
    "beta": _beta,
}
"""Quantile functions of families that are named with their parameters. The others are held by test_words.py."""


class Sampler:
    """The draws of a case as tested.

    Parameters
    ----------
    case
        A loaded case.
    seed, trials
        The seed and the trial numbers.
    draw
        Gives the uniform of an id in a trial, when it is not that of a random trial.
    """

    def __init__(self, case: Any, seed: int, trials: range, draw: Callable[[str, int], float] | None = None) -> None:
        self.case, self.seed, self.trials = case, seed, trials
        self.draw = draw or (lambda path, trial: uniform(seed, path, trial))
        self.stated = {path: stated for path, stated, _ in iter_inputs(case)}
        self.uniforms: dict[str, Array] = {}
        for name, group in case.correlation.items():
            self._correlate(name, group)

    def uniform(self, path: str) -> Array:
        """The uniform of an input, its correlation included, [TRIAL]."""
        if path not in self.uniforms:
            self.uniforms[path] = np.array([self.draw(path, trial) for trial in self.trials])
        return self.uniforms[path]

    def _can_vary(self, path: str) -> bool:
        return path not in self.stated or not self.stated[path].fixed

    def _correlate(self, name: str, group: Any) -> None:
        """Replace the uniforms of a group's members by dependent ones: a Gaussian or t copula, in id order."""
        known = [*self.stated, *(f"event.{event}" for event in self.case.event)]
        known += [
            f"gate.{gate}.decline.{council}" for gate, table in self.case.gate.items() for council in table.decline
        ]
        listed = []
        for pattern in group.members:
            parts = pattern.count(".")
            listed += [path for path in known if path.count(".") == parts and fnmatch.fnmatchcase(path, pattern)]
        spearman = {}
        for i, one in enumerate(listed):
            for j, other in enumerate(listed):
                stated = group.coefficient or 0.0 if group.matrix is None else group.matrix[i][j]
                spearman[one, other] = stated
        for pair in group.pairs:
            one, other = pair.between
            spearman[one, other] = spearman[other, one] = pair.coefficient
            listed += [path for path in (one, other) if path not in listed]
        members = sorted(path for path in listed if self._can_vary(path))
        if len(members) < 2:
            return
        nu = group.degrees_of_freedom
        matrix = np.eye(len(members))
        for i, a in enumerate(members):
            for j, b in enumerate(members[:i]):
                stated = spearman.get((a, b), 0.0)
                matrix[i, j] = 2 * math.sin(math.pi * stated / 6) if nu is None else latent_of_t(stated, nu)
                matrix[j, i] = matrix[i, j]
        latent = special.ndtri(np.array([self.uniform(path) for path in members]))
        dependent = np.linalg.cholesky(matrix) @ latent
        uniforms = special.ndtr(dependent)
        if nu is not None:
            uniforms = t_uniforms(dependent, self.uniform(f"copula.{name}"), nu)
        for path, row in zip(members, uniforms, strict=True):
            self.uniforms[path] = row

    def rows(self) -> dict[str, Array]:
        """Every input by id, [TRIAL]: values; 0 or 1 for events and decisions; else uniforms."""
        rows = {path: quantile(stated, self.uniform(path)) for path, stated in self.stated.items()}
        for name, event in self.case.event.items():
            if event.exclusive is None:
                rows[f"event.{name}"] = self._happens(f"event.{name}", rows[f"event.{name}.probability"])
            else:
                rows[f"exclusive.{event.exclusive}"] = self.uniform(f"exclusive.{event.exclusive}")
        for name, gate in self.case.gate.items():
            for council in gate.decline:
                path = f"gate.{name}.decline.{council}"
                rows[path] = self._happens(path, rows[f"{path}.probability"])
        if self.case.exit is not None:
            rows["exit"] = self.uniform("exit")
        return rows

    def _happens(self, path: str, probability: Array) -> Array:
        return (self.uniform(path) > 1 - probability).astype(np.float64)
