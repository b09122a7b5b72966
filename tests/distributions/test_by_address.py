"""What a kernel reads by address is what the tuple holds, compiled or not; and a part does what it does when called."""

import os
import subprocess
import sys
from typing import NamedTuple

import numpy as np
import pytest

from distributions import jit
from distributions.by_address import address_of, addressed, call
from distributions.jit import kernel


class Inner(NamedTuple):
    rows: np.ndarray
    rate: float


class Even(NamedTuple):
    """Of one type throughout: numba has another type for such."""

    young: float
    old: float


class Outer(NamedTuple):
    first: np.ndarray
    inner: Inner
    even: Even
    months: int
    seed: np.uint64
    last: np.ndarray


def outer():
    table = np.array([(3, 0.5), (4, 0.25)], dtype=[("row", np.int64), ("share", np.float64)]).view(np.recarray)
    last = np.arange(24.0).reshape(2, 3, 4)
    return Outer(np.array([7, 8, 9]), Inner(table, -1.5), Even(1.25, 2.5), -12, np.uint64(2**64 - 1), last)


@kernel
def read(all, out):
    out[0] = all.first[2] + len(all.first)
    out[1] = all.inner.rows[1].row
    out[2] = all.inner.rows[1].share
    out[3] = all.inner.rate
    out[4] = all.even.young - all.even.old
    out[5] = all.months
    out[6] = 1.0 if all.seed == np.uint64(2**64 - 1) else 0.0
    out[7] = all.last[1, 2, 3]
    out[8] = all.last.shape[0] * 100 + all.last.shape[1] * 10 + all.last.shape[2]
    out[9] = all.last[1][2][1]
    all.last[0, 0, 0] += 1.0


@kernel
def add_to(all, amount):
    all.last[0, 1, 2] += amount


@kernel
def add_twice(part, all):
    call(part, all, 2)
    call(part, all, 3)


def test_every_field_is_found_where_the_tuple_has_it():
    all, out = outer(), np.zeros(10)
    read(addressed(all), out)
    assert out.tolist() == [12, 4, 0.25, -1.5, -1.25, -12, 1, 23, 234, 21]
    assert all.last[0, 0, 0] == 1.0


def test_what_arrays_hold_when_it_runs_counts():
    all, out = outer(), np.zeros(10)
    given = addressed(all)
    all.first[2] = 100
    read(given, out)
    assert out[0] == 103


def test_another_shape_of_the_same_tuple_is_another_type():
    all, out = outer(), np.zeros(10)
    read(addressed(all), out)
    read(addressed(all._replace(first=np.arange(5), months=3)), out)
    assert (out[0], out[5]) == (7, 3)


@pytest.mark.skipif(not jit.compiling(), reason="uncompiled, it is the tuple itself")
def test_an_array_with_gaps_is_refused():
    with pytest.raises(ValueError, match="contiguous"):
        addressed(outer()._replace(first=np.arange(6)[::2]))


@pytest.mark.skipif(not jit.compiling(), reason="uncompiled, it is the tuple itself")
@pytest.mark.parametrize("months", [np.float32(1.5), 2**63, "12", None])
def test_what_has_no_place_in_a_word_is_refused(months):
    with pytest.raises(ValueError, match="cannot be handed to a kernel"):
        addressed(outer()._replace(months=months))


def test_a_part_is_called_with_what_it_is_given():
    all = outer()
    given = addressed(all)
    add_twice(address_of(add_to, given, 0), given)
    assert all.last[0, 1, 2] == 6.0 + 5.0


def test_this_file_is_among_those_that_compiled_code_is_named_after():
    names = [path.name for path in jit.kernel_sources()]
    assert {"by_address.py", "numba_apart.py", "numba_start.py"} <= set(names)


@pytest.mark.skipif(not jit.compiling(), reason="nothing is compiled")
def test_compiled_for_others_or_not_the_bytes_are_the_same(tmp_path):
    code = """
import sys
from distributions import jit
if sys.argv[1] == "apart":
    jit.compile_only()
import numpy as np
from distributions import normal
u = np.linspace(0, 1, 1003)[1:-1]
print(normal.ppf(u, 2.0, 3.0).tobytes().hex(), normal.cdf(u, 2.0, 3.0).tobytes().hex())
"""
    said = []
    # The last one loads what the first compiled for it.
    for how, cache in (("apart", "one"), ("plain", "two"), ("plain", "one")):
        done = subprocess.run(
            [sys.executable, "-c", code, how],
            env=os.environ | {"COLLABSIM_CACHE_DIR": str(tmp_path / cache)},
            capture_output=True,
            text=True,
            check=True,
        )
        said.append(done.stdout)
    assert said[0] and said[0] == said[1] == said[2]
    made = [sorted(path.name for path in (tmp_path / cache).rglob("*.nbi")) for cache in ("one", "two")]
    assert made[0] and made[0] == made[1]
