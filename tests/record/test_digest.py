"""The digest against its definition in plain Python integers, and what it must not depend on."""

from __future__ import annotations

import hashlib
import struct
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulator.record.digest import add_digests, digest_rows, digests_by_name, plan_sha256, results_sha256

MASK = (1 << 64) - 1


def _mix(z: int) -> int:
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def _plain(first_trial: int, row) -> int:
    """The definition, one trial at a time."""
    first = second = 0
    for lane, value in enumerate(row):
        if value != value:
            bits = 0x7FF8000000000000
        else:
            bits = 0 if value == 0 else struct.unpack("<Q", struct.pack("<d", value))[0]
        trial = _mix((first_trial + lane + 1) * 0x9E3779B97F4A7C15 & MASK)
        first += _mix(bits ^ trial)
        second += _mix((bits + 0xFF51AFD7ED558CCD & MASK) ^ (trial * 0xFF51AFD7ED558CCD & MASK))
    return (first & MASK) << 64 | second & MASK


any_float = st.floats(allow_nan=True, allow_infinity=True)


def test_the_mix_is_splitmix64():
    # First outputs of splitmix64 from seed 1234567, as published with its reference implementation.
    state, found = 1234567, []
    for _ in range(3):
        state = state + 0x9E3779B97F4A7C15 & MASK
        found.append(_mix(state))
    assert found == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 2**62), arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 20)), elements=any_float))
def test_it_is_what_the_definition_says(first_trial, values):
    assert digest_rows(first_trial, values) == [_plain(first_trial, row) for row in values]


@settings(deadline=None, max_examples=100)
@given(arrays(np.float64, (3, 30), elements=any_float), st.lists(st.integers(1, 29), unique=True), st.randoms())
def test_chunks_in_any_order_add_up(values, cuts, shuffle):
    edges = [0, *sorted(cuts), 30]
    chunks = [(a, digest_rows(7 + a, values[:, a:b])) for a, b in pairwise(edges)]
    shuffle.shuffle(chunks)
    total = [0, 0, 0]
    for _, digests in chunks:
        total = [add_digests(one, other) for one, other in zip(total, digests, strict=True)]
    assert total == digest_rows(7, values)


def test_zeros_are_one_zero_and_nans_one_nan():
    odd_nan = struct.unpack("<d", struct.pack("<Q", 0xFFF8000000000123))[0]
    assert digest_rows(0, np.array([[-0.0, odd_nan]])) == digest_rows(0, np.array([[0.0, np.nan]]))


def test_any_moved_bit_or_swapped_trial_shows():
    values = np.random.default_rng(1).normal(size=(1, 200))
    (before,) = digest_rows(0, values)
    seen = {before}
    for i in range(200):
        moved = values.copy()
        moved[0, i] = np.nextafter(moved[0, i], np.inf)
        seen.add(digest_rows(0, moved)[0])
    swapped = values.copy()
    swapped[0, [3, 4]] = swapped[0, [4, 3]]
    seen |= {digest_rows(0, swapped)[0], digest_rows(1, values)[0]}
    assert len(seen) == 203


def test_rows_may_be_strided():
    values = np.random.default_rng(2).normal(size=(6, 40))
    assert digest_rows(0, values[::2]) == digest_rows(0, values)[::2]
    assert digest_rows(0, np.asfortranarray(values)) == digest_rows(0, values)


def test_results_sha256_is_over_the_stated_text():
    views = {"tested": ({"b": 1, "a": 2}, 5), "as_submitted": ({"a": 3}, 5)}
    text = (
        f"view as_submitted\ntrials 5\noutcomes 1\na {3:032x}\n"
        f"view tested\ntrials 5\noutcomes 2\na {2:032x}\nb {1:032x}\n"
    )
    assert results_sha256(views) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "other",
    [
        {"tested": ({"a": 2, "b": 1}, 6)},
        {"tested": ({"a": 2, "c": 1}, 5)},
        {"tested": ({"a": 2, "b": 3}, 5)},
        {"as_submitted": ({"a": 2, "b": 1}, 5)},
    ],
)
def test_results_sha256_knows_view_names_trials_and_values(other):
    assert results_sha256(other) != results_sha256({"tested": ({"a": 2, "b": 1}, 5)})


def test_results_sha256_knows_nothing_of_the_order_of_outcomes():
    values = np.random.default_rng(3).normal(size=(3, 50))
    digests = digests_by_name(["x", "y", "z"], 0, values)
    turned = digests_by_name(["z", "x", "y"], 0, values[[2, 0, 1]])
    assert results_sha256({"tested": (digests, 50)}) == results_sha256({"tested": (turned, 50)})


def test_plan_sha256_keeps_views_apart():
    assert plan_sha256({"tested": b"ab", "as_submitted": b"c"}) != plan_sha256({"tested": b"a", "as_submitted": b"bc"})
