"""The first run says what it waits for, once, before it waits."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from distributions import jit
from simulator.cli import compiling, interrupt
from simulator.cli.app import collabsim
from simulator.cli.compiling import MAIN_KERNEL, PARTS, STREAMING

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
    assert nothing_compiled == [MAIN_KERNEL]
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
def test_the_kernel_that_is_asked_for_is_the_one_that_simulates():
    from simulator.engine import kernel

    assert getattr(kernel, MAIN_KERNEL).py_func.__name__ == MAIN_KERNEL


@pytest.mark.slow
@pytest.mark.parametrize("part", [*PARTS, *STREAMING])
def test_each_part_is_compiled_by_a_process_of_its_own(part):
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-m", compiling.__name__, part], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


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
