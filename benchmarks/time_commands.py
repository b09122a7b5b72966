"""Whole commands, the run among them, and what each is held against."""

import os

import pytest

from benchmarks.commands import JOBS, contestants

WARM = tuple(name for name, job in JOBS.items() if not job.compiling)
FLOORS = tuple(dict.fromkeys(JOBS[name].floor for name in WARM))


@pytest.mark.parametrize("name", [*WARM, *FLOORS])
def test_command(benchmark, tmp_path, name):
    [one] = [one for one in contestants(tmp_path, WARM, os.environ) if one.name == name]
    benchmark.pedantic(one.work, setup=one.before, rounds=5, warmup_rounds=1)
