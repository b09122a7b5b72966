"""The same seed gives the same bits compiled, uncompiled, and for the plainest processor of the kind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("bits.py")
ROOT = Path(__file__).resolve().parents[2]


def bits(**extra):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("NUMBA")}
    # Overflow and division by zero are warnings in plain Python: here they are errors.
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", str(SCRIPT)],
        env=kept | {"PYTHONPATH": str(ROOT)} | extra,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(line.split("\t") for line in done.stdout.splitlines())


@pytest.fixture(scope="module")
def compiled():
    found = bits()
    assert len(found) > 25
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    "extra",
    [{"NUMBA_DISABLE_JIT": "1"}, {"NUMBA_CPU_NAME": "generic"}, {"NUMBA_OPT": "0"}],
    ids=["uncompiled", "generic processor", "unoptimised"],
)
def test_bits(compiled, extra, tmp_path):
    # Numba does not see in what it keeps that it was compiled in another way.
    assert bits(COLLABSIM_CACHE_DIR=str(tmp_path), **extra) == compiled
