"""The first run says what it waits for, once, before it waits."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from distributions import jit
from simulator.cli import compiling, interrupt
from simulator.cli.app import collabsim
from simulator.cli.compiling import MAIN_KERNELS, SIDE_BY_SIDE, STREAMING

SAID = "Compiling once for this machine"


def call(*words):
    done = CliRunner().invoke(collabsim, [str(word) for word in words])
    assert done.exit_code == 0, done.stderr
    return done


@pytest.fixture
def kept(tmp_path):
    """A finished run."""
    call("run", "--trials", "20", "--seed", "1", "--no-report", "--quiet", "-o", tmp_path)
    [folder] = tmp_path.iterdir()
    return folder


@pytest.fixture
def nothing_compiled(monkeypatch):
    asked = []
    monkeypatch.setattr(jit, "already_compiled", lambda name="": asked.append(name))
    return asked


def test_the_first_run_says_so_on_standard_error(nothing_compiled, tmp_path):
    done = call("run", "--trials", "20", "--no-report", "--json", "-o", tmp_path)
    assert done.stderr.count(SAID) == 1
    assert nothing_compiled == [MAIN_KERNELS[0]]
    assert json.loads(done.stdout)["trials"] == 20


def test_it_is_said_before_trials_are_added_until_they_are_enough(nothing_compiled, tmp_path):
    until = ["--until", "P(payback_years <= 5) +/- 40%", "--trials", "20", "--max-trials", "20", "--seed", "1"]
    assert call("run", *until, "--no-report", "-o", tmp_path).stderr.count(SAID) == 1


def test_quiet_is_quiet_and_a_later_run_has_nothing_to_say(nothing_compiled, monkeypatch, tmp_path):
    few = ["--trials", "20", "--no-report", "-o", tmp_path]
    assert SAID not in call("run", *few, "--quiet").stderr
    monkeypatch.setattr(jit, "already_compiled", lambda name="": True)
    assert SAID not in call("run", *few).stderr


def test_repeating_and_auditing_a_run_say_so_too(kept, nothing_compiled):
    assert SAID in call("rerun", kept).stderr
    assert SAID in call("audit", kept, "--trial", "3").stderr


@pytest.mark.skipif(not jit.compiling(), reason="nothing is compiled")
def test_the_kernels_that_are_asked_for_are_those_that_simulate():
    from simulator.engine import kernel

    assert [getattr(kernel, name).py_func.__name__ for name in MAIN_KERNELS] == list(MAIN_KERNELS)
    assert {part.py_func.__name__ for part in kernel.PARTS} == set(MAIN_KERNELS[1:])


def test_one_kernel_that_is_not_there_is_enough_to_compile(monkeypatch):
    for missing in MAIN_KERNELS:
        begun = []
        monkeypatch.setattr(jit, "already_compiled", lambda name="", missing=missing: name != missing)
        monkeypatch.setattr(compiling, "_compile_apart", begun.append)
        compiling.compile_if_need_be(False)
        assert begun == [SIDE_BY_SIDE]


MADE = {
    "incur_costs": {"incur_costs"},
    "beside": {"draw_inputs", "draw_run", "simulate_run"},
    "deliver_savings": {"deliver_savings"},
    "find_outcomes": {"find_outcomes"},
    "streaming": {"sum_and_place", *MAIN_KERNELS},
}


@pytest.mark.slow
@pytest.mark.skipif(not jit.compiling(), reason="nothing is compiled")
@pytest.mark.parametrize("part", [*SIDE_BY_SIDE, *STREAMING])
def test_each_part_is_compiled_by_a_process_of_its_own(part, tmp_path):
    root = Path(__file__).resolve().parents[2]
    begun = tmp_path / "begun.py"
    begun.write_text("import runpy, subprocess, sys\nsubprocess.Popen = None\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", compiling.__name__, part],
        cwd=root,
        env=os.environ | {"COLLABSIM_CACHE_DIR": str(tmp_path), compiling._COMPILING: "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    made = {path.name.split("-")[0].rsplit(".", 1)[1] for path in tmp_path.rglob("*.nbi")}
    assert made >= MADE[part]


def test_a_process_that_compiles_has_no_other_compile_for_it(nothing_compiled, monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", lambda *words, **how: pytest.fail("a process was begun"))
    monkeypatch.setenv(compiling._COMPILING, "1")
    compiling.compile_if_need_be(False)
    compiling.compile_streaming_if_need_be()
    assert len(nothing_compiled) == 2


def test_those_that_compile_know_that_they_do(nothing_compiled, monkeypatch):
    told = []

    def popen(words, env, **how):
        told.append(env.get(compiling._COMPILING))
        raise OSError

    monkeypatch.setattr(subprocess, "Popen", popen)
    compiling.compile_streaming_if_need_be()
    assert told == ["1"]


def test_a_run_does_not_need_these_processes(nothing_compiled, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python-here"))
    call("run", "--trials", "20", "--no-report", "-o", tmp_path / "runs")


def test_none_is_left_when_the_user_stops(nothing_compiled, monkeypatch):
    begun = []

    class Begun(subprocess.Popen):
        def __init__(self, words, **how):
            super().__init__([sys.executable, "-c", "import time; time.sleep(20)"], **how)
            begun.append(self)

    def stop():
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "Popen", Begun)
    monkeypatch.setattr(interrupt, "check", stop)
    with pytest.raises(KeyboardInterrupt):
        compiling.compile_if_need_be(False)
    assert begun and all(process.poll() not in (None, 0) for process in begun), "they ran to their end"
