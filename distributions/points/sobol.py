"""Scrambled Sobol points: each power of two of them fills the cube far more evenly than chance, yet each by itself is
uniform.

The points of Sobol (1967) with the direction numbers of Joe and Kuo (2008), which lie in ``joe_kuo.txt`` beside this
file. Each randomisation scrambles every dimension by a random lower triangular matrix of bits and a random shift of
bits (Matousek, *On the L2-discrepancy for anchored boxes*, Journal of Complexity 14, 1998), whose estimates have the
variance of Owen's full scrambling (Owen, *Variance with alternative scramblings of digital nets*, ACM Transactions on
Modeling and Computer Simulation 13, 2003). The scrambles are counted out by Philox, so that a point depends on nothing
but the seed, the id, the randomisation and its own number.
"""

from functools import cache
from importlib.resources import files

import numpy as np

from distributions.jit import inline, kernel
from distributions.philox import centre_of, fraction_of, philox4x32

MOST_DIMENSIONS = 1111
"""As many dimensions as `joe_kuo.txt` has direction numbers for."""

INDEX_BITS = 32
"""Bits of a direction number, hence of a point's number within its randomisation."""

DESIGNED = np.uint64(0x80000000)
"""Set in the second word of the counter wherever a design draws: trial numbers stay below 2**62, so the random draws of
trials never meet it."""

_SCRAMBLE, _SHIFT = np.uint64(1 << 20), np.uint64(2 << 20)  # what is drawn, in the counter's first word
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_ZERO, _ONE = np.uint64(0), np.uint64(1)
_TOP = np.uint64(1 << 51)  # the first of 52 bits
_RUN = np.uint64(64)  # points whose lower bits are combined once and for all


@cache
def direction_numbers(dimensions: int) -> np.ndarray:
    """Return the direction numbers of the first dimensions, as whole numbers of 32 bits.

    Parameters
    ----------
    dimensions
        From 0 to 1,111.

    Returns
    -------
    uint64[DIMENSION, 32]
        Entry [d, b] is what bit b of a point's number (the lowest is bit 0) adds, by exclusive or, to its coordinate.

    Raises
    ------
    ValueError
        There are not that many.

    Notes
    -----
    Joe and Kuo, *Constructing Sobol sequences with better two-dimensional projections*, SIAM Journal on Scientific
    Computing 30, 2008; the recurrence is Bratley and Fox's, ACM Transactions on Mathematical Software 14, 1988.

    Examples
    --------
    >>> [f"{number:032b}"[:4] for number in direction_numbers(3)[2, :4]]
    ['1000', '1100', '0110', '1001']
    """
    if not 0 <= dimensions <= MOST_DIMENSIONS:
        raise ValueError(f"Sobol points have from 0 to {MOST_DIMENSIONS:,} dimensions here, not {dimensions:,}")
    found = np.zeros((dimensions, INDEX_BITS), dtype=np.uint64)
    lines = (files("distributions.points") / "joe_kuo.txt").read_text(encoding="ascii").splitlines()
    stated = [[int(word) for word in line.split()] for line in lines if not line.startswith("#")]
    for d in range(dimensions):
        # The first dimension reverses the bits of the number; the others have a primitive polynomial each.
        degree, inner, start = (
            (0, 0, [1] * INDEX_BITS) if d == 0 else (stated[d - 1][1], stated[d - 1][2], stated[d - 1][3:])
        )
        numbers = [m << (INDEX_BITS - 1 - b) for b, m in enumerate(start)]
        for b in range(len(numbers), INDEX_BITS):
            number = numbers[b - degree] ^ (numbers[b - degree] >> degree)
            for k in range(1, degree):
                if inner >> (degree - 1 - k) & 1:
                    number ^= numbers[b - k]
            numbers.append(number)
        found[d] = numbers
    found.flags.writeable = False
    return found


@inline
def _scramble(replicate, seed_lo, seed_hi, hash_lo, hash_hi, numbers, bits, columns, scrambled):
    """Fill ``scrambled`` [BIT] with the first direction numbers times a random lower triangular matrix, 52 bits each,
    and return the random shift. ``columns`` [BIT + 1] is scratch."""
    for pair in range((bits + 1) // 2):
        w0, w1, w2, w3 = philox4x32(
            _SCRAMBLE | np.uint64(pair), DESIGNED | replicate, hash_lo, hash_hi, seed_lo, seed_hi
        )
        # Column t has a one in row t, nothing above it and chance below.
        for half in range(2):
            t = 2 * pair + half
            word = fraction_of(w0, w1) if half == 0 else fraction_of(w2, w3)
            one = _TOP >> np.uint64(t)
            columns[t] = one | (word & (one - _ONE))
    for b in range(bits):
        total = _ZERO
        for t in range(b + 1):
            if (numbers[b] >> np.uint64(INDEX_BITS - 1 - t)) & _ONE == _ONE:
                total ^= columns[t]
        scrambled[b] = total
    w0, w1, _, _ = philox4x32(_SHIFT, DESIGNED | replicate, hash_lo, hash_hi, seed_lo, seed_hi)
    return fraction_of(w0, w1)


@kernel
def fill_sobol(seed, first_trial, points, hashes, numbers, out):
    """Fill ``out`` with the uniforms of trials from ``first_trial`` on, randomisation after randomisation.

    Parameters
    ----------
    seed, first_trial
        ``uint64``; the first trial's randomisation stays below 2**30.
    points
        Points of a randomisation, ``uint64``, a power of two up to 2**32.
    hashes
        uint64[DRAW]: the hash of each id (`distributions.philox.id_hash`).
    numbers
        uint64[DRAW, 32]: the direction numbers of each id's dimension.
    out
        float64[DRAW, TRIAL]; strictly inside (0, 1).

    Examples
    --------
    Each eighth of (0, 1) gets one of eight points:

    >>> out = np.empty((1, 8))
    >>> fill_sobol(np.uint64(1), np.uint64(0), np.uint64(8), np.array([5], dtype=np.uint64), direction_numbers(1), out)
    >>> sorted(int(u * 8) for u in out[0])
    [0, 1, 2, 3, 4, 5, 6, 7]
    """
    seed_lo, seed_hi = np.uint64(seed) & _LOW, np.uint64(seed) >> _HALF
    points = np.uint64(points)
    bits = 0
    while (_ONE << np.uint64(bits)) < points:
        bits += 1
    columns = np.zeros(INDEX_BITS, dtype=np.uint64)
    scrambled = np.zeros(INDEX_BITS, dtype=np.uint64)
    lowest = np.zeros(64, dtype=np.uint64)  # what the lowest six bits of a point's number add
    count = out.shape[1]
    for d in range(len(hashes)):
        hash_lo, hash_hi = hashes[d] & _LOW, hashes[d] >> _HALF
        done = 0
        while done < count:
            trial = np.uint64(first_trial) + np.uint64(done)
            replicate = trial // points
            point = trial - replicate * points
            shift = _scramble(replicate, seed_lo, seed_hi, hash_lo, hash_hi, numbers[d], bits, columns, scrambled)
            for b in range(min(bits, 6)):
                for i in range(1 << b):
                    lowest[(1 << b) + i] = lowest[i] ^ scrambled[b]
            ends = min(count, done + np.int64(points - point))
            while done < ends:
                above, base = point >> np.uint64(6), shift
                for b in range(6, bits):
                    if (above >> np.uint64(b - 6)) & _ONE == _ONE:
                        base ^= scrambled[b]
                skip = np.int64(point % _RUN)
                take = min(64 - skip, ends - done)
                for i in range(take):
                    out[d, done + i] = centre_of(base ^ lowest[skip + i])
                done += take
                point += np.uint64(take)
