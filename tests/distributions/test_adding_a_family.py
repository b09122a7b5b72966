"""A new family is one file and one line: added to a copy of the project, it can be named, explained, drawn and run."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]

FILE = '''"""The largest of many: the Gumbel distribution."""

import math

from distributions.arithmetic import scalar
from distributions.arithmetic.arrays import check_finite, checked_shares, elementwise
from distributions.jit import inline, kernel

EULER = 0.5772156649015329


@inline
def ppf_scalar(u, location, stretch):
    """Return the value below which a share u of draws lies."""
    if u <= 0.0:
        return -math.inf
    if u >= 1.0:
        return math.inf
    return location - stretch * scalar.log(-scalar.log(u))


@inline
def cdf_scalar(x, location, stretch):
    """Return the share of draws at or below x."""
    return scalar.exp(-scalar.exp(-(x - location) / stretch))


@kernel
def _ppf_loop(u, out, location, stretch):
    for i in range(u.size):
        out[i] = ppf_scalar(u[i], location, stretch)


@kernel
def _cdf_loop(x, out, location, stretch):
    for i in range(x.size):
        out[i] = cdf_scalar(x[i], location, stretch)


def check(location, stretch):
    """Refuse parameters that make no Gumbel."""
    check_finite(location=location, stretch=stretch)
    if stretch <= 0.0:
        raise ValueError(f"stretch must be above 0, not {stretch}")


def ppf(u, location, stretch):
    """Return the values below which shares u of draws lie."""
    check(location, stretch)
    return elementwise(_ppf_loop, checked_shares(u), float(location), float(stretch))


def cdf(x, location, stretch):
    """Return the shares of draws at or below x."""
    check(location, stretch)
    return elementwise(_cdf_loop, x, float(location), float(stretch))


def pdf(x, location, stretch):
    """Return the densities at x."""
    z = (x - location) / stretch
    return cdf(x, location, stretch) * elementwise(_cdf_loop, z, 0.0, 1.0)


def mean(location, stretch):
    """Return the mean."""
    return location + EULER * stretch


def variance(location, stretch):
    """Return the variance."""
    return (math.pi * stretch) * (math.pi * stretch) / 6.0


def support(location, stretch):
    """Return the lowest and the highest value that can be drawn."""
    return -math.inf, math.inf
'''

LINE = (
    '    Family("gumbel", 99, {"location": Parameter(VALUE, "any number"), "stretch": Parameter(SPREAD, "above 0")}, '
    '"the largest of many"),\n'
)

USE = """
import json
from simulator.case import check_case, resolved_toml
from simulator.case.json_schema import schema_text
from simulator.case.explain import explain_case, explain_key
from simulator.plan import compile_plan
from simulator.engine import sample_inputs

SETTING = 'cluster.corporate.saving={distribution="gumbel", location="£2m", stretch="£100k", truncate_below="£0"}'
case, faults, _ = check_case(None, [SETTING])
assert case is not None, faults
plan = compile_plan(case)
drawn = sample_inputs(plan, 7, range(64))
_, wrong, _ = check_case(None, [SETTING.replace("£100k", "£0k")])
print(json.dumps({
    "drawn": drawn[plan.input_ids.index("cluster.corporate.saving")].tolist(),
    "wrong": [f"{fault.wrong} - {fault.instead}" for fault in wrong],
    "schema": '"gumbel"' in schema_text() and '"stretch"' in schema_text(),
    "explained": explain_case(case),
    "key": explain_key("stretch"),
    "again": resolved_toml(case),
}))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project with one more file and one more line."""
    copy = tmp_path_factory.mktemp("with-gumbel")
    for folder in ("distributions", "simulator", "configs"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "distributions" / "gumbel.py").write_text(FILE, encoding="utf-8")
    catalogue = copy / "distributions" / "catalogue.py"
    before = catalogue.read_text(encoding="utf-8")
    assert before.count("_ALL = (\n") == 1
    catalogue.write_text(before.replace("_ALL = (\n", "_ALL = (\n" + LINE), encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def used(project):
    """What the copy makes of a case that names the family."""
    done = run(project, "-c", USE)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def run(project, *arguments):
    """Python in the copy, uncompiled: to compile the engine anew would take longer than the trials."""
    environment = {**os.environ, "PYTHONPATH": str(project), "NUMBA_DISABLE_JIT": "1", "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=project, env=environment, capture_output=True, text=True, encoding="utf-8"
    )


def test_the_engine_draws_from_it(used):
    drawn = np.array(used["drawn"])
    assert drawn.size == 64 and np.unique(drawn).size == 64
    # The saving is in a group of correlated inputs, so its uniforms are not its own: what it is drawn from is all that
    # can be said. 64 draws, and a distance that one seed in a thousand exceeds.
    shares = np.sort(np.exp(-np.exp(-(drawn - 2e6) / 1e5)))
    assert np.abs(shares - (np.arange(64) + 0.5) / 64).max() < 1.95 / 8


def test_the_case_file_knows_it(used):
    assert used["schema"]
    assert "gumbel with location £2m and stretch £100k" in " ".join(used["explained"].split())
    assert used["key"].startswith("stretch, in an input")
    assert 'distribution = "gumbel"' in used["again"] and "stretch = 100000.0" in used["again"]


def test_its_limits_are_told_in_the_words_of_the_case(used):
    assert any("stretch must be above 0, not 0.0" in wrong and "stretch above 0" in wrong for wrong in used["wrong"])


def test_the_command_runs_it(project, tmp_path):
    setting = 'cluster.corporate.delay={distribution="gumbel", location=3, stretch=1, truncate_below=0}'
    done = run(project, "-m", "simulator.cli", "run", "--trials", "20", "--seed", "1", "--no-report", "--set", setting,
               "--output", str(tmp_path))  # fmt: skip
    assert done.returncode == 0, done.stderr
