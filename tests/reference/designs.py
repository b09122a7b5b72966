"""The uniforms of a design, from docs/model.md section 2 alone: plain integers, and Sobol's sequence from SciPy."""

from __future__ import annotations

import hashlib
from functools import cache

from reference.draws import WORD, philox
from scipy.stats import qmc


def _hash(path: str) -> tuple[int, int]:
    hashed = int.from_bytes(hashlib.blake2b(path.encode(), digest_size=8).digest(), "little")
    return hashed % WORD, hashed // WORD


def _words(seed: int, path: str, first: int, second: int) -> tuple[int, int, int, int]:
    return philox((first, second, *_hash(path)), (seed % WORD, seed // WORD))


def hypercube_uniform(seed: int, path: str, trial: int, points: int) -> float:
    """The uniform of an input in a trial of Latin hypercubes of so many points."""
    randomisation, number = divmod(trial, points)
    size = max(points, 64)
    highs = next(a for a in range(1, size + 1) if a * a >= size)
    lows = -(-size // highs)
    while True:
        high, low = divmod(number, lows)
        for turn in range(6):
            other = low if turn % 2 == 0 else high
            word = _words(seed, path, other + 2**16 * turn, 2**31 + randomisation)[0]
            if turn % 2 == 0:
                high = (high + word * highs // WORD) % highs
            else:
                low = (low + word * lows // WORD) % lows
        number = high * lows + low
        if number < points:
            break
    jitter_bits = 52 - (points - 1).bit_length()
    w0, w1, _, _ = _words(seed, path, trial % WORD, trial // WORD)
    jitter = (w1 * WORD + w0) >> 12 >> (52 - jitter_bits)
    return (number * 2**jitter_bits + jitter + 0.5) / (points * 2**jitter_bits)


@cache
def _sequence(dimensions: int, points: int) -> list[list[int]]:
    """SciPy's points in the order of their numbers, as whole numbers of 32 bits: [POINT][DIMENSION]."""
    drawn = qmc.Sobol(dimensions, scramble=False, bits=32).random(points)
    ordered: list[list[int]] = [[]] * points
    for place, point in enumerate(drawn):
        # SciPy goes through the points in the order of a Gray code.
        ordered[place ^ (place >> 1)] = [int(x * WORD) for x in point]
    return ordered


def sobol_uniform(seed: int, path: str, trial: int, points: int, dimension: int, dimensions: int) -> float:
    """The uniform of an input in a trial of scrambled Sobol points, so many to a randomisation."""
    randomisation, number = divmod(trial, points)
    bits = (points - 1).bit_length()
    coordinate = _sequence(dimensions, points)[number][dimension]
    digits = [coordinate >> (31 - t) & 1 for t in range(bits)]
    scrambled = 0
    for t in range(bits):
        words = _words(seed, path, 2**20 + t // 2, 2**31 + randomisation)
        low, high = words[2 * (t % 2)], words[2 * (t % 2) + 1]
        below = 2 ** (51 - t)
        column = below + ((high * WORD + low) >> 12) % below
        scrambled ^= column * digits[t]
    w0, w1, _, _ = _words(seed, path, 2**21, 2**31 + randomisation)
    return ((scrambled ^ ((w1 * WORD + w0) >> 12)) + 0.5) * 2.0**-52
