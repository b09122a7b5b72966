"""A fingerprint of results that knows nothing of files, threads, chunks, time or host.

Every value of an outcome is mixed with the number of its trial into two 64-bit words, and the words are summed modulo
2⁶⁴. A sum has no order, so chunks may be digested by any thread in any order and added. It serves to tell whether two
runs agree to the last bit; it is no defence against somebody who forges results on purpose.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from distributions.jit import inline, kernel

WORD = 1 << 64

# The finaliser of splitmix64 (Steele, Lea and Flood 2014), and its increment, 2⁶⁴ ÷ the golden ratio.
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MULTIPLY_1 = np.uint64(0xBF58476D1CE4E5B9)
_MULTIPLY_2 = np.uint64(0x94D049BB133111EB)
# Any odd word that is not the first: it sets the second sum apart from the first (here the MurmurHash3 finaliser's).
_SECOND = np.uint64(0xFF51AFD7ED558CCD)
_CANONICAL_NAN = np.uint64(0x7FF8000000000000)


@inline
def _mix(word: np.uint64) -> np.uint64:
    """Spread every bit of a word over all 64."""
    word = (word ^ (word >> np.uint64(30))) * _MULTIPLY_1
    word = (word ^ (word >> np.uint64(27))) * _MULTIPLY_2
    return word ^ (word >> np.uint64(31))


@kernel
def _sum_words(
    first_trial: np.uint64,
    bits: npt.NDArray[np.uint64],
    trials: npt.NDArray[np.uint64],
    sums: npt.NDArray[np.uint64],
) -> None:
    """Add the two mixes of every (trial, value bits) to ``sums`` [OUTCOME, 2]; ``bits`` is [OUTCOME, TRIAL].

    ``trials`` [2, TRIAL] is scratch.
    """
    sign = np.uint64(0x8000000000000000)
    infinite = np.uint64(0x7FF0000000000000)
    one, other = trials[0], trials[1]
    for lane in range(bits.shape[1]):
        trial = _mix((first_trial + np.uint64(lane) + np.uint64(1)) * _GOLDEN)
        one[lane], other[lane] = trial, trial * _SECOND
    for row in range(bits.shape[0]):
        words = bits[row]
        first, second = sums[row, 0], sums[row, 1]
        for lane in range(len(words)):
            word = words[lane]
            word = np.uint64(0) if word == sign else word
            word = _CANONICAL_NAN if (word & ~sign) > infinite else word
            first += _mix(word ^ one[lane])
            second += _mix((word + _SECOND) ^ other[lane])
        sums[row, 0], sums[row, 1] = first, second


def add_rows(first_trial: int, values: npt.NDArray[np.float64], sums: npt.NDArray[np.uint64]) -> None:
    """Add the digests of a chunk of trials to sums.

    Parameters
    ----------
    first_trial, values
        As in `digest_rows`.
    sums : uint64[OUTCOME, 2]
        `digests` makes digests of them.
    """
    # NumPy keeps float64 rows as they are; a view of their bits needs trials that are adjacent.
    rows = values if values.strides[1] == values.itemsize else np.ascontiguousarray(values)
    # Words wrap around on purpose; uncompiled, NumPy would warn of it.
    with np.errstate(over="ignore"):
        _sum_words(np.uint64(first_trial), rows.view(np.uint64), np.empty((2, rows.shape[1]), dtype=np.uint64), sums)


def digests(sums: npt.NDArray[np.uint64]) -> list[int]:
    """The 128-bit digest of every row from the sums of its chunks, uint64[OUTCOME, 2]."""
    return [int(first) << 64 | int(second) for first, second in sums]


def digest_rows(first_trial: int, values: npt.NDArray[np.float64]) -> list[int]:
    """The 128-bit digest of every row of a chunk of trials.

    Parameters
    ----------
    first_trial : int
        Number of the trial in the first column.
    values : float64[OUTCOME, TRIAL]
        Rows may be strided; within a row, trials are adjacent.

    Returns
    -------
    list of int
        One digest for each outcome. −0 counts as 0, and every NaN as the same one. Digests of two chunks are added with
        `add_digests`.
    """
    sums = np.zeros((len(values), 2), dtype=np.uint64)
    add_rows(first_trial, values, sums)
    return digests(sums)


def add_digests(one: int, other: int) -> int:
    """The digest of two chunks together: each 64-bit half summed modulo 2⁶⁴."""
    return ((one >> 64) + (other >> 64)) % WORD << 64 | (one % WORD + other % WORD) % WORD


def results_sha256(views: Mapping[str, tuple[Mapping[str, int], int]]) -> str:
    """SHA-256 over the results of a run.

    Parameters
    ----------
    views : mapping of str to (mapping of str to int, int)
        For each view, the digest of each outcome by its name, and the number of trials.

    Returns
    -------
    str
        64 hexadecimal digits, over the views and names in sorted order.
    """
    text = hashlib.sha256()
    for view, (digests, trials) in sorted(views.items()):
        text.update(f"view {view}\ntrials {trials}\noutcomes {len(digests)}\n".encode())
        for name, digest in sorted(digests.items()):
            text.update(f"{name} {digest:032x}\n".encode())
    return text.hexdigest()


def plan_sha256(views: Mapping[str, bytes]) -> str:
    """SHA-256 over what the engine was given for each view.

    Parameters
    ----------
    views : mapping of str to bytes
        For each view the plan's canonical bytes.
    """
    text = hashlib.sha256()
    for view, content in sorted(views.items()):
        text.update(f"view {view} {len(content)}\n".encode())
        text.update(content)
    return text.hexdigest()


def digests_by_name(names: Sequence[str], first_trial: int, values: npt.NDArray[np.float64]) -> dict[str, int]:
    """The digest of every outcome by its name; see `digest_rows`."""
    return dict(zip(names, digest_rows(first_trial, values), strict=True))
