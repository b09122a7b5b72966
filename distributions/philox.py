"""Random draws by counting: the uniform of an input in a trial depends on (seed, id, trial) and on nothing else.

Philox 4x32-10 of Salmon, Moraes, Dror and Shaw, *Parallel random numbers: as easy as 1, 2, 3* (SC11, 2011) turns a
128-bit counter and a 64-bit key into 128 random bits. There is no state to carry, so trials may be drawn in any order,
on any number of threads, and adding an input moves no other input's draws.

Words of 32 bits travel in ``uint64`` variables with their upper halves zero: nothing ever overflows, so plain Python
(where NumPy would warn of it) and compiled code agree, and the products vectorise.
"""

import hashlib
from collections.abc import Iterable

import numpy as np

from distributions.jit import LANES, inline, kernel

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
# Multipliers and key increments (Weyl: golden ratio, and square root of 3 minus 1) of the published generator.
_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)

_DROPPED_BITS = np.uint64(12)  # 64 random bits become 52
_EXPONENT_OF_ONE = np.uint64(0x3FF0000000000000)
_ONE_LESS_HALF_STEP = 1.0 - 0.5**53


@inline
def _round(c0, c1, c2, c3, k0, k1):
    p0 = _M0 * (c0 & _LOW)
    p1 = _M1 * (c2 & _LOW)
    return (p1 >> _HALF) ^ c1 ^ k0, p1, (p0 >> _HALF) ^ c3 ^ k1, p0


@inline
def philox4x32(c0, c1, c2, c3, k0, k1):
    """Return the four 32-bit words of one block of Philox 4x32-10.

    Parameters
    ----------
    c0, c1, c2, c3
        The counter's words, ``uint64`` below 2**32.
    k0, k1
        The key's words, ``uint64`` below 2**32.

    Returns
    -------
    tuple
        Four ``uint64`` below 2**32.

    Examples
    --------
    >>> import numpy as np
    >>> zero = np.uint64(0)
    >>> [f"{word:08x}" for word in philox4x32(zero, zero, zero, zero, zero, zero)]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    # Written out: a loop of ten would have to be unrolled before the loop around it can be vectorised.
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    return c0 & _LOW, c1 & _LOW, c2 & _LOW, c3 & _LOW


@inline
def fraction_of(low_word, high_word):
    """Return 52 random bits of two words: a whole number below 2**52, ``uint64``.

    Examples
    --------
    >>> int(fraction_of(np.uint64(0), np.uint64(1 << 31))) == 2**51
    True
    """
    return ((high_word << _HALF) | low_word) >> _DROPPED_BITS


@inline
def centre_of(fraction):
    """Return the middle of a step of 2**-52: ``(fraction + 1/2) * 2**-52``, strictly inside (0, 1) and exact.

    ``fraction`` is ``uint64``, below 2**52.

    Examples
    --------
    >>> float(centre_of(np.uint64(2**51))) == 0.5 + 2.0**-53
    True
    """
    # The 52 bits under the exponent of one are 1 + n/2**52; what is subtracted leaves (n + 1/2)/2**52, exactly. Some
    # processors have no vector instruction for the plain conversion of an integer.
    return np.uint64(_EXPONENT_OF_ONE | fraction).view(np.float64) - _ONE_LESS_HALF_STEP


@inline
def uniform(seed_lo, seed_hi, trial_lo, trial_hi, hash_lo, hash_hi):
    """Return the uniform of one input in one trial: ``((w1*2**32 + w0 >> 12) + 1/2) * 2**-52``, strictly inside (0, 1).

    All arguments are ``uint64`` below 2**32: the two words of the seed, of the trial's number and of the id's hash.

    Examples
    --------
    >>> zero, one = np.uint64(0), np.uint64(1)
    >>> bool(0.0 < uniform(zero, zero, zero, zero, one, zero) < 1.0)
    True
    >>> uniform(zero, zero, zero, zero, one, zero) == uniform(zero, zero, one, zero, one, zero)  # another trial
    False
    """
    w0, w1, _, _ = philox4x32(trial_lo, trial_hi, hash_lo, hash_hi, seed_lo, seed_hi)
    return centre_of(fraction_of(w0, w1))


@kernel
def fill_uniform(seed, first_trial, id_hash, x, row):
    """Fill a row of a block with the uniforms of one input, for trials ``first_trial`` to ``first_trial + LANES - 1``.

    Parameters
    ----------
    seed, first_trial, id_hash
        ``uint64``; see `id_hash`. Trial numbers stay below 2**64 - LANES.
    x
        float64[ROW, LANE], LANES columns; only ``x[row]`` is written.
    row
        Which row to fill.

    Examples
    --------
    >>> block = np.zeros((1, LANES))
    >>> fill_uniform(np.uint64(1), np.uint64(0), np.uint64(id_hash("delay")), block, 0)
    >>> bool((block[0] == uniforms(1, "delay", range(LANES))).all())
    True
    """
    seed_lo, seed_hi = np.uint64(seed) & _LOW, np.uint64(seed) >> _HALF
    hash_lo, hash_hi = np.uint64(id_hash) & _LOW, np.uint64(id_hash) >> _HALF
    first = np.uint64(first_trial)
    for lane in range(LANES):
        trial = first + np.uint64(lane)
        x[row, lane] = uniform(seed_lo, seed_hi, trial & _LOW, trial >> _HALF, hash_lo, hash_hi)


@kernel
def _fill_row(seed, first_trial, id_hash, out):
    seed_lo, seed_hi = np.uint64(seed) & _LOW, np.uint64(seed) >> _HALF
    hash_lo, hash_hi = np.uint64(id_hash) & _LOW, np.uint64(id_hash) >> _HALF
    first = np.uint64(first_trial)
    for i in range(out.size):
        trial = first + np.uint64(i)
        out[i] = uniform(seed_lo, seed_hi, trial & _LOW, trial >> _HALF, hash_lo, hash_hi)


def uniforms(seed: int, input_id: str, trials: range) -> np.ndarray:
    """Return the uniforms of one input over a range of trials.

    Parameters
    ----------
    seed
        From 0 to 2**64 - 1.
    input_id
        The input's path in the case.
    trials
        Trial numbers, consecutive, from 0.

    Returns
    -------
    float64[TRIAL]

    Raises
    ------
    ValueError
        The seed or the trials are out of range, or the trials are not consecutive.

    Examples
    --------
    >>> some = uniforms(1, "cluster.corporate.saving", range(1000))
    >>> bool((some[10:12] == uniforms(1, "cluster.corporate.saving", range(10, 12))).all())
    True
    """
    if not 0 <= seed < 2**64:
        raise ValueError(f"seed must be from 0 to 2**64 - 1, not {seed}")
    if trials.step != 1 or trials.start < 0 or trials.stop > 2**63:
        raise ValueError(f"trials must be consecutive numbers from 0 to 2**63, not {trials}")
    out = np.empty(len(trials))
    _fill_row(np.uint64(seed), np.uint64(trials.start), np.uint64(id_hash(input_id)), out)
    return out


def id_hash(text: str) -> int:
    """Return the 64-bit key of an id: its 8-byte BLAKE2b digest (of the UTF-8 text), read little-endian.

    Examples
    --------
    >>> hex(id_hash("cluster.corporate.saving"))
    '0xfa08dd597021e3c7'
    """
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest(), "little")


def check_collisions(ids: Iterable[str]) -> None:
    """Refuse ids that share a hash, since they would share their draws.

    Raises
    ------
    ValueError
        Two different ids have the same hash; both are named.

    Examples
    --------
    >>> check_collisions(["cluster.corporate.saving", "cluster.corporate.delay"])  # nothing to say
    """
    seen: dict[int, str] = {}
    for text in ids:
        other = seen.setdefault(id_hash(text), text)
        if other != text:
            raise ValueError(f"the ids {other!r} and {text!r} have the same 64-bit hash: rename one of them")
