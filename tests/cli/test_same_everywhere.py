"""One run, one set of bytes: whatever the threads and workers, and whatever the processor and its libraries can do.

Each run is a process of its own, since NumPy, OpenBLAS, the C library and numba choose their code when they start.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PLAIN_NUMPY = "X86_V3 X86_V4 AVX2 FMA3 AVX512F AVX512_SKX AVX512_ICL AVX512_SPR"
"""Names of what NumPy may dispatch to, in its old words and its new; those that it does not know it passes over."""

MACHINES = {
    "NumPy for the plainest processor": {"NPY_DISABLE_CPU_FEATURES": PLAIN_NUMPY},
    "a C library without vector instructions": {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-AVX,-FMA,-AVX512F"},
    "another OpenBLAS core": {"OPENBLAS_CORETYPE": "Nehalem"},
    "all three": {
        "NPY_DISABLE_CPU_FEATURES": PLAIN_NUMPY,
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-AVX,-FMA,-AVX512F",
        "OPENBLAS_CORETYPE": "Prescott",
    },
}


def run(folder, *options, trials=700, **env):
    """Hashes of all files of a run but the manifest, which tells of the machine; and what it says of the results."""
    done = subprocess.run(
        [sys.executable, "-m", "simulator.cli", "run", "--trials", str(trials), "--seed", "5", "--quiet", *options,
         "-o", str(folder)],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (kept,) = folder.iterdir()
    files = {}
    for path in sorted(kept.rglob("*")):
        if path.is_file() and path.name != "manifest.json":
            content = path.read_bytes()
            if path.name == "summary.json":
                content = json.dumps(json.loads(content) | {"run": ""}).encode()
            files[path.relative_to(kept).as_posix()] = hashlib.sha256(content).hexdigest()
    return files, json.loads((kept / "manifest.json").read_text(encoding="utf-8"))["results_sha256"]


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    files, results = run(tmp_path_factory.mktemp("here"))
    assert "report.html" in files and len(files) > 40
    return files, results


@pytest.mark.slow
@pytest.mark.parametrize("machine", MACHINES)
def test_every_file_is_the_same_on_another_machine(here, machine, tmp_path):
    assert run(tmp_path / "run", **MACHINES[machine]) == here


@pytest.mark.slow
@pytest.mark.parametrize("options", [["--threads", "1"], ["--threads", "3"], ["--threads", "7"]])
def test_every_file_is_the_same_on_any_threads(here, options, tmp_path):
    assert run(tmp_path / "run", *options) == here


@pytest.mark.slow
def test_the_results_are_the_same_on_two_workers(here, tmp_path):
    pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    files, results = run(tmp_path / "run", "--workers", "2", "--no-report")
    assert results == here[1]
    assert files == {name: here[0][name] for name in files}


@pytest.mark.slow
def test_the_results_are_the_same_compiled_for_the_plainest_processor_and_not_compiled(tmp_path):
    # One block of trials each way: it says as much of the arithmetic as a thousand.
    ways = {"here": {}, "plain": {"NUMBA_CPU_NAME": "generic"}, "uncompiled": {"NUMBA_DISABLE_JIT": "1"}}
    found = [
        run(tmp_path / way, "--no-report", trials=150, **(env | {"COLLABSIM_CACHE_DIR": str(tmp_path / f"{way}-cache")}
            if way == "plain" else env))
        for way, env in ways.items()
    ]  # fmt: skip
    assert found[0] == found[1] == found[2]
