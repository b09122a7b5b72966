"""Where compiled kernels are kept: each case in a process, and mostly in a project, of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import pytest

from distributions import jit

ROOT = Path(jit.__file__).resolve().parents[1]

PROBE = """
from distributions.jit import inline, kernel
from simulator.engine.helper import doubled
from simulator.plan import numbers

@kernel
def probe(x):
    return doubled(x) + numbers.OFFSET

@inline
def unused(x):
    return x
"""
RUN = "from simulator.engine.probe import probe; from distributions import jit; print(probe(20.0), jit.cache_folder())"


@pytest.fixture
def project(tmp_path):
    """A copy of our policy beside a small engine of one kernel, one helper and one constant, each in its own file."""
    for folder in ("distributions", "simulator", "simulator/engine", "simulator/plan"):
        (tmp_path / "project" / folder).mkdir(parents=True)
        (tmp_path / "project" / folder / "__init__.py").touch()
    for name in ("jit.py", "numba_apart.py", "numba_start.py"):
        shutil.copy(ROOT / "distributions" / name, tmp_path / "project" / "distributions")
    write(tmp_path / "project", "engine/probe.py", PROBE)
    write(
        tmp_path / "project",
        "engine/helper.py",
        "from distributions.jit import inline\n@inline\ndef doubled(x):\n    return 2.0 * x\n",
    )
    write(tmp_path / "project", "plan/numbers.py", "OFFSET = 2.0\n")
    return tmp_path / "project"


def write(project, name, text):
    (project / "simulator" / name).write_text(text, encoding="utf-8")


def environment(project, **extra):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NUMBA", "COLLABSIM", "XDG"))}
    return kept | {"PYTHONPATH": str(project), "COLLABSIM_CACHE_DIR": str(project.parent / "cache")} | extra


def run(project, code=RUN, **extra):
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(project, **extra), capture_output=True, text=True, cwd=project
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def result(output):
    return float(output.split()[0])


def folder(output):
    return Path(output.split()[1])


def test_a_second_process_loads_what_the_first_compiled(project):
    first, second = run(project, NUMBA_DEBUG_CACHE="1"), run(project, NUMBA_DEBUG_CACHE="1")
    assert "data saved to" in first and "data loaded from" not in first
    assert "data loaded from" in second and "data saved to" not in second
    assert list((project.parent / "cache" / "kernels").glob("*/*/probe.probe-*.nbi"))


@pytest.mark.parametrize(
    ("name", "before", "after", "expected"),
    [("engine/helper.py", "2.0", "3.0", 62.0), ("plan/numbers.py", "2.0", "5.0", 45.0)],
    ids=["helper in another file", "constant in another file"],
)
def test_an_edit_anywhere_is_seen(project, name, before, after, expected):
    assert result(run(project)) == 42.0
    text = (project / "simulator" / name).read_text()
    write(project, name, text.replace(before, after))
    assert result(run(project)) == expected


def test_a_file_without_kernels_changes_nothing(project):
    before = folder(run(project))
    write(project, "plan/unrelated.py", "ANYTHING = 1\n")
    assert folder(run(project)) == before


def test_two_processes_at_once(project):
    command = [sys.executable, "-c", RUN]
    both = [
        subprocess.Popen(command, env=environment(project), stdout=subprocess.PIPE, text=True, cwd=project)
        for _ in range(2)
    ]
    assert [result(process.communicate()[0]) for process in both] == [42.0, 42.0]
    assert [process.returncode for process in both] == [0, 0]
    assert result(run(project)) == 42.0


def test_without_a_writable_home_a_temporary_folder_is_used_again_and_again(project, tmp_path):
    (tmp_path / "temporary").mkdir()
    (tmp_path / "file").touch()
    lost = {"COLLABSIM_CACHE_DIR": str(tmp_path / "file" / "below"), "TMPDIR": str(tmp_path / "temporary")}
    first, second = run(project, **lost), run(project, **lost)
    assert result(first) == result(second) == 42.0
    assert folder(first) == folder(second)
    assert tmp_path / "temporary" in folder(first).parents


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="temporary folders are the user's own here")
@pytest.mark.parametrize("trap", ["open", "link"])
def test_a_temporary_folder_that_others_may_write_to_is_refused(project, tmp_path, trap):
    shared = tmp_path / "temporary" / f"collabsim-{os.getuid()}"
    shared.parent.mkdir()
    if trap == "open":
        shared.mkdir()
        shared.chmod(0o777)
    else:
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        shared.symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").touch()
    lost = {"COLLABSIM_CACHE_DIR": str(tmp_path / "file" / "below"), "TMPDIR": str(shared.parent)}
    output = run(project, **lost)
    assert result(output) == 42.0
    assert shared not in folder(output).parents
    assert not list(shared.iterdir())
    assert not folder(output).exists(), "a private folder is removed at the end"


def test_an_installation_that_cannot_be_written_to_is_left_as_it_is(project):
    places = [project, *project.rglob("*")]
    before = sorted(places)
    for place in places:
        place.chmod(place.stat().st_mode & ~0o222)
    try:
        first = run(project, NUMBA_DEBUG_CACHE="1", PYTHONDONTWRITEBYTECODE="1")
        second = run(project, NUMBA_DEBUG_CACHE="1", PYTHONDONTWRITEBYTECODE="1")
    finally:
        for place in places:
            place.chmod(place.stat().st_mode | 0o200)
    assert "data saved to" in first and "data loaded from" in second
    # An administrator's process could write all the same: it must not have.
    assert sorted([project, *project.rglob("*")]) == before


@pytest.mark.parametrize("upgraded", ["numba", "llvmlite"])
def test_an_upgraded_compiler_compiles_anew_and_leaves_what_the_other_compiled(project, upgraded):
    newer = f"import {upgraded}; {upgraded}.__version__ = '99.0'; {RUN}"
    before, after, back = run(project), run(project, newer, NUMBA_DEBUG_CACHE="1"), run(project, NUMBA_DEBUG_CACHE="1")
    assert "data saved to" in after and "data loaded from" not in after
    assert "data loaded from" in back and "data saved to" not in back
    told = [
        result(before),
        *(float(next(s for s in o.splitlines() if s.startswith("42.0")).split()[0]) for o in (after, back)),
    ]
    assert told == [42.0, 42.0, 42.0]


@pytest.mark.parametrize("ending", ["nbi", "nbc"])
def test_a_file_that_was_cut_short_is_compiled_anew(project, ending):
    run(project)
    [kept] = (project.parent / "cache" / "kernels").glob(f"*/*/probe.probe-*.{ending}")
    kept.write_bytes(kept.read_bytes()[:50])
    assert result(run(project)) == 42.0


def test_already_compiled_tells_before_and_after(project):
    code = (
        "from distributions import jit; before = jit.already_compiled(), jit.already_compiled('probe')\n"
        "from simulator.engine.probe import probe; probe(1.0)\n"
        "print(before, jit.already_compiled(), jit.already_compiled('probe'), jit.already_compiled('prob'))"
    )
    assert run(project, code).strip() == "(False, False) True True False"


def test_uncompiled_there_is_nothing_to_compile(project):
    code = "from distributions import jit; print(jit.compiling(), jit.already_compiled())"
    assert run(project, code, NUMBA_DISABLE_JIT="1").strip() == "False True"
    assert not (project.parent / "cache").exists()


def test_a_kernel_from_elsewhere_is_compiled_but_not_kept(project):
    (project / "elsewhere.py").write_text("from distributions.jit import kernel\n@kernel\ndef f(x):\n    return x\n")
    code = "import elsewhere; from distributions import jit; print(elsewhere.f(3.0), jit.already_compiled())"
    assert run(project, code).strip() == "3.0 False"


def test_other_users_of_numba_keep_their_folder(project):
    code = "import numba; import simulator.engine.probe; print(repr(numba.config.CACHE_DIR))"
    assert run(project, code).strip() == "''"


def test_our_own_kernel_files_are_all_in_the_hash():
    names = {path.relative_to(ROOT).as_posix() for path in jit.kernel_sources()}
    with_kernels = {
        path.relative_to(ROOT).as_posix()
        for package in ("distributions", "simulator")
        for path in (ROOT / package).rglob("*.py")
        if "@kernel" in path.read_text(encoding="utf-8").splitlines()
    }
    assert with_kernels <= names
    assert {"distributions/jit.py", "distributions/arithmetic/scalar.py", "distributions/pert.py"} <= names


def test_strict_arithmetic():
    if not jit.compiling():
        pytest.skip("nothing is compiled")

    @jit.kernel
    def fused(a, b, c):
        return a * b + c

    assert isinstance(fused, numba.core.dispatcher.Dispatcher)
    assert not fused.targetoptions["fastmath"]
    assert fused.targetoptions["nogil"]
    # With one rounding instead of two the answer would be -2**-60.
    assert fused(1.0 + 2.0**-30, 1.0 - 2.0**-30, -1.0) == 0.0
    assert fused(float("inf"), 0.0, 1.0) != fused(float("inf"), 0.0, 1.0)
