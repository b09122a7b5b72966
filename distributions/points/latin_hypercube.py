"""Latin hypercubes: of m trials, each input has exactly one in every m-th part of its chances.

McKay, Beckman and Conover, *A comparison of three methods for selecting values of input variables in the analysis of
output from a computer code*, Technometrics 21, 1979. Which part a trial gets is a shuffle that needs no memory: a
generalised Feistel network, whose random function is Philox, applied until it lands among the m (Black and Rogaway,
*Ciphers with arbitrary finite domains*, CT-RSA 2002). So a draw depends on nothing but the seed, the id, m and the
trial.
"""

import numpy as np

from distributions.jit import LANES, inline, kernel
from distributions.philox import centre_of, fraction_of, philox4x32
from distributions.points.sobol import DESIGNED

ROUNDS = 6
"""Rounds of the network, three for each half of a number."""

LEAST = 64
"""The network shuffles at least so many numbers: with fewer, its halves are too small to mix in six rounds."""

_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_ZERO, _ONE = np.uint64(0), np.uint64(1)
_ROUND = np.uint64(16)  # in the counter's first word: the half of a number, of 16 bits at most, then the round
_FRACTION_BITS = 52
_RESOLUTION = 2.0**-52


@inline
def _turned(half, other, size, turn, which, hash_lo, hash_hi, seed_lo, seed_hi):
    """A half of a number, moved round its ``size`` by what a random function makes of the other half."""
    word, _, _, _ = philox4x32(other | (np.uint64(turn) << _ROUND), which, hash_lo, hash_hi, seed_lo, seed_hi)
    moved = half + ((word * size) >> _HALF)
    return moved - size if moved >= size else moved


@inline
def _shuffled(high, low, highs, lows, which, hash_lo, hash_hi, seed_lo, seed_hi):
    """Where the network takes the number ``high * lows + low``, as its two halves. ``which`` tells randomisations
    apart."""
    # Written out: three times as quick as a loop.
    high = _turned(high, low, highs, 0, which, hash_lo, hash_hi, seed_lo, seed_hi)
    low = _turned(low, high, lows, 1, which, hash_lo, hash_hi, seed_lo, seed_hi)
    high = _turned(high, low, highs, 2, which, hash_lo, hash_hi, seed_lo, seed_hi)
    low = _turned(low, high, lows, 3, which, hash_lo, hash_hi, seed_lo, seed_hi)
    high = _turned(high, low, highs, 4, which, hash_lo, hash_hi, seed_lo, seed_hi)
    low = _turned(low, high, lows, 5, which, hash_lo, hash_hi, seed_lo, seed_hi)
    return high, low


@kernel
def fill_latin_hypercube(seed, first_trial, points, hashes, out):
    """Fill ``out`` with the uniforms of trials from ``first_trial`` on, randomisation after randomisation.

    Parameters
    ----------
    seed, first_trial
        ``uint64``; the first trial's randomisation stays below 2**30.
    points
        Trials of a randomisation, ``uint64``, from 1 to 2**32.
    hashes
        uint64[DRAW]: the hash of each id (`distributions.philox.id_hash`).
    out
        float64[DRAW, TRIAL]; strictly inside (0, 1).

    Notes
    -----
    A uniform is (part + jitter) ÷ m, in which the jitter is the upper bits of the very bits that a random design would
    use: as many as keep the sum exact, so that a trial never leaves its part.

    Examples
    --------
    Each fifth of (0, 1) gets one of five trials:

    >>> out = np.empty((1, 5))
    >>> fill_latin_hypercube(np.uint64(1), np.uint64(0), np.uint64(5), np.array([7], dtype=np.uint64), out)
    >>> sorted(int(u * 5) for u in out[0])
    [0, 1, 2, 3, 4]
    """
    seed_lo, seed_hi = np.uint64(seed) & _LOW, np.uint64(seed) >> _HALF
    points = np.uint64(points)
    bits = 0
    while (_ONE << np.uint64(bits)) < points:
        bits += 1
    jitter_bits = np.uint64(_FRACTION_BITS - bits)
    dropped = np.uint64(bits)
    # All parts at the jitter's resolution, as a share of the 2**52 that a fraction can be: above 1/2, at most 1.
    whole = np.float64(np.int64(points << jitter_bits)) * _RESOLUTION
    highs = _ONE
    while highs * highs < max(points, np.uint64(LEAST)):
        highs += _ONE
    lows = (max(points, np.uint64(LEAST)) + highs - _ONE) // highs
    high, low = np.zeros(LANES, dtype=np.uint64), np.zeros(LANES, dtype=np.uint64)
    count = out.shape[1]
    for d in range(len(hashes)):
        hash_lo, hash_hi = hashes[d] & _LOW, hashes[d] >> _HALF
        done = 0
        while done < count:
            trial = np.uint64(first_trial) + np.uint64(done)
            replicate = trial // points
            number = trial - replicate * points
            which = DESIGNED | replicate
            take = min(LANES, count - done, np.int64(points - number))
            for i in range(take):
                # Division would take half of the time: the halves are counted up instead.
                high[i] = number // lows if i == 0 else high[i - 1]
                low[i] = number - high[0] * lows if i == 0 else low[i - 1] + _ONE
                if low[i] == lows:
                    high[i], low[i] = high[i] + _ONE, _ZERO
            for i in range(take):
                high[i], low[i] = _shuffled(high[i], low[i], highs, lows, which, hash_lo, hash_hi, seed_lo, seed_hi)
            for i in range(take):
                while high[i] * lows + low[i] >= points:
                    high[i], low[i] = _shuffled(high[i], low[i], highs, lows, which, hash_lo, hash_hi, seed_lo, seed_hi)
            for i in range(take):
                own = trial + np.uint64(i)
                w0, w1, _, _ = philox4x32(own & _LOW, own >> _HALF, hash_lo, hash_hi, seed_lo, seed_hi)
                part = high[i] * lows + low[i]
                out[d, done + i] = centre_of((part << jitter_bits) | (fraction_of(w0, w1) >> dropped)) / whole
            done += take
