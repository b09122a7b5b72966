"""The generator against its authors' answers and an independent implementation; the draws against what they promise."""

import numpy as np
import pytest
from scipy import stats

from distributions import philox
from distributions.jit import LANES

# Random123, tests/kat_vectors, the three lines "philox4x32 10": counter, key, expected (Salmon and others, 2011).
KNOWN_ANSWERS = """
00000000 00000000 00000000 00000000 00000000 00000000   6627e8d5 e169c58d bc57ac4c 9b00dbd8
ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff   408f276d 41c83b0e a20bc7c6 6d5451fd
243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0   d16cfe09 94fdcceb 5001e420 24126ea1
"""


def plain_philox(counter, key):
    """Philox 4x32-10 as its paper words it, in Python's whole numbers: key bumped before every round but the first."""
    left, right = (counter[0], counter[1]), (counter[2], counter[3])
    for number in range(10):
        bumped = [(key[0] + number * 0x9E3779B9) % 2**32, (key[1] + number * 0xBB67AE85) % 2**32]
        high0, low0 = divmod(0xD2511F53 * left[0], 2**32)
        high1, low1 = divmod(0xCD9E8D57 * right[0], 2**32)
        left, right = (high1 ^ left[1] ^ bumped[0], low1), (high0 ^ right[1] ^ bumped[1], low0)
    return [*left, *right]


def plain_uniform(seed, trial, key):
    words = plain_philox(
        [trial % 2**32, trial // 2**32, key % 2**32, key // 2**32],
        [seed % 2**32, seed // 2**32],
    )
    kept = (words[1] * 2**32 + words[0]) // 2**12
    return (2 * kept + 1) / 2**53  # a whole number below 2**53 over a power of two: exact


@pytest.mark.parametrize("line", KNOWN_ANSWERS.strip().splitlines())
def test_known_answers(line):
    words = [int(word, 16) for word in line.split()]
    assert [int(word) for word in philox.philox4x32(*(np.uint64(word) for word in words[:6]))] == words[6:]
    assert plain_philox(words[:4], words[4:6]) == words[6:]


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1, 2**32, 2**63, 2**64 - 1])
@pytest.mark.parametrize("first", [0, 7, 2**32 - 5, 2**62])
def test_uniforms_are_those_of_the_model(seed, first):
    name = "cluster.corporate.saving"
    expected = [plain_uniform(seed, trial, philox.id_hash(name)) for trial in range(first, first + 40)]
    assert philox.uniforms(seed, name, range(first, first + 40)).tolist() == expected


def test_hash_is_blake2b_read_little_endian():
    # b2sum -l 64 of the text prints c7e3217059dd08fa.
    assert philox.id_hash("cluster.corporate.saving") == int.from_bytes(bytes.fromhex("c7e3217059dd08fa"), "little")


def test_a_block_is_the_same_draws_and_touches_only_its_row():
    seed, first, key = np.uint64(2**63 + 11), np.uint64(2**32 - 30), np.uint64(philox.id_hash("a"))
    x = np.full((3, LANES), -1.0)
    philox.fill_uniform(seed, first, key, x, 1)
    assert x[1].tolist() == philox.uniforms(2**63 + 11, "a", range(2**32 - 30, 2**32 - 30 + LANES)).tolist()
    assert (x[[0, 2]] == -1.0).all()


def test_order_and_chunks_do_not_matter():
    whole = philox.uniforms(5, "event.floods", range(1000))
    pieces = {start: philox.uniforms(5, "event.floods", range(start, start + 100)) for start in (900, 300, 0, 500)}
    for start, piece in pieces.items():
        assert (whole[start : start + 100] == piece).all()


def test_ends_are_never_reached():
    # The words all zero and all one, put through the formula: half a step from either end.
    assert plain_uniform.__code__ is not None
    lowest, highest = 2.0**-53, 1.0 - 2.0**-53
    draws = philox.uniforms(3, "x", range(200_000))
    assert 0.0 < lowest <= draws.min() and draws.max() <= highest < 1.0
    assert ((draws * 2.0**53) % 2.0 == 1.0).all()


def test_draws_are_uniform():
    n = 1_000_000
    draws = philox.uniforms(20111003, "cluster.corporate.saving", range(n))
    assert abs(draws.mean() - 0.5) < 4.0 * np.sqrt(1.0 / 12.0 / n)
    assert stats.kstest(draws, "uniform").statistic < 1.95 / np.sqrt(n)
    counts = np.bincount((draws * 4096).astype(int), minlength=4096)
    assert stats.chisquare(counts).pvalue > 0.001
    low_bits = ((draws * 2.0**52).astype(np.int64) & 255).astype(int)
    assert stats.chisquare(np.bincount(low_bits, minlength=256)).pvalue > 0.001


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", 1, 0), ("b", 1, 0)),
        (("cluster.it.saving", 1, 0), ("cluster.it.savinh", 1, 0)),
        (("a", 1, 0), ("a", 2, 0)),
        (("a", 1, 0), ("a", 1 + 2**32, 0)),
        (("a", 1, 0), ("a", 1, 1)),
        (("a", 1, 0), ("a", 1, 2**32)),
    ],
    ids=["ids", "similar ids", "seeds", "seeds by their upper word", "next trial", "trials by their upper word"],
)
def test_streams_are_independent(one, other):
    n = 200_000
    a, b = (philox.uniforms(seed, name, range(first, first + n)) for name, seed, first in (one, other))
    assert abs(np.corrcoef(a, b)[0, 1]) < 4.0 / np.sqrt(n)
    assert abs(np.corrcoef(abs(a - 0.5), abs(b - 0.5))[0, 1]) < 4.0 / np.sqrt(n)
    assert not (a == b).any()


@pytest.mark.parametrize(
    ("seed", "trials", "words"),
    [
        (-1, range(3), "seed must be from 0"),
        (2**64, range(3), "seed must be from 0"),
        (0, range(-1, 3), "trials must be consecutive"),
        (0, range(0, 8, 2), "trials must be consecutive"),
    ],
)
def test_what_cannot_be_drawn_is_refused(seed, trials, words):
    with pytest.raises(ValueError, match=words):
        philox.uniforms(seed, "a", trials)


def test_collisions_are_refused(monkeypatch):
    philox.check_collisions(["a", "b", "a"])
    monkeypatch.setattr(philox, "id_hash", len)
    philox.check_collisions(["a", "bb", "ccc"])
    with pytest.raises(ValueError, match=r"'a' and 'b' have the same"):
        philox.check_collisions(["a", "b"])
