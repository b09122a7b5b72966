"""Helpers: the same pictures as without them, whatever becomes of a helper; silent, light, and gone when we are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from simulator.report import draw_all
from simulator.report.helpers import DRAWING, Helpers, helpers
from tests.findings.invented import invented_findings
from tests.report.invented_report import invented_report

LIGHT = "json"
"""A module that helpers load at once, where it does not matter what they can do."""


@pytest.fixture(scope="module")
def told():
    findings = invented_findings()
    return findings, invented_report(findings)


@pytest.fixture
def pair():
    found = Helpers(2, LIGHT)
    yield found
    found.dismiss()


def test_helpers_draw_the_same_pictures_to_the_byte(told):
    found = Helpers(2, DRAWING)
    try:
        assert draw_all(*told, helpers=found) == draw_all(*told)
    finally:
        found.dismiss()


def test_where_every_helper_has_died_the_pictures_are_drawn_here(told):
    found = Helpers(2, DRAWING)
    found.start()
    for helper in found._all:
        helper._process.kill()
    try:
        assert [picture.name for picture in draw_all(*told, helpers=found)] == [one.name for one in draw_all(*told)]
    finally:
        found.dismiss()


def test_a_helper_that_dies_at_work_leaves_its_work_to_us(pair):
    asked = [pair.ask("time.sleep", 0.6) for _ in range(4)]
    time.sleep(0.3)
    pair._all[0]._process.kill()
    assert [answer() for answer in asked] == [None] * 4
    assert pair.ask("math.factorial", 5)() == 120


def test_what_is_asked_is_done_by_helpers_side_by_side(pair):
    doers = {answer() for answer in [pair.ask("os.getpid") for _ in range(8)]}
    assert doers <= {helper._process.pid for helper in pair._all} and os.getpid() not in doers


def test_what_fails_there_fails_here_with_its_own_error_and_the_helper_goes_on(pair):
    with pytest.raises(ZeroDivisionError):
        pair.ask("operator.truediv", 1, 0)()
    assert pair.ask("operator.truediv", 1, 4)() == 0.25
    assert all(helper._process.poll() is None for helper in pair._all)


def test_what_a_helper_prints_goes_nowhere_and_spoils_no_answer(pair, capfd):
    assert pair.ask("os.system", "echo noise; echo noise >&2")() == 0
    assert pair.ask("builtins.print", "noise")() is None
    assert pair.ask("math.factorial", 5)() == 120
    assert capfd.readouterr() == ("", "")


def test_a_file_where_the_user_is_takes_no_modules_place(tmp_path, monkeypatch):
    for name in ("pickle", "simulator", "signal"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('not this one')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path])
    found = Helpers(1, LIGHT)
    found.start()
    try:
        assert found.ask("os.getpid")() == found._all[0]._process.pid
    finally:
        found.dismiss()


@pytest.mark.parametrize(("most", "frozen"), [(1, False), (2, True)])
def test_there_are_none_where_they_would_not_help(monkeypatch, most, frozen):
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    with helpers(LIGHT, most) as found:
        assert found is None


def test_none_is_started_before_it_is_wanted(pair):
    assert pair._all == []
    pair.start()
    assert len(pair._all) == 2


@pytest.mark.skipif(os.name != "posix", reason="a process that is killed outright")
def test_helpers_end_when_their_process_is_killed():
    asking = (
        "import sys, time\n"
        "from simulator.report.helpers import Helpers\n"
        "found = Helpers(2, 'json')\n"
        "print(found.ask('os.getpid')(), *(helper._process.pid for helper in found._all), flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", asking], stdout=subprocess.PIPE, text=True) as process:
        pids = [int(word) for word in process.stdout.readline().split()]
        process.kill()
    assert len(pids) == 3
    for _ in range(100):
        if not any(_runs(pid) for pid in pids):
            return
        time.sleep(0.1)
    pytest.fail("a helper is still there")


def _runs(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that has ended and that nobody has asked after yet is no process any more.
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return True


def test_a_helper_takes_no_notice_of_a_terminals_interrupt(pair):
    # Both are at work, and so past their beginnings.
    begun = [pair.ask("time.sleep", 1.0) for _ in range(4)]
    assert [answer() for answer in begun] == [None] * 4
    for helper in pair._all:
        os.kill(helper._process.pid, signal.SIGINT)
    assert pair.ask("math.factorial", 5)() == 120
    assert all(helper._process.poll() is None for helper in pair._all)


@pytest.mark.parametrize(
    ("module", "kept_out"),
    [
        # What a helper needs is what is drawn, and nothing that works it out.
        (DRAWING, ("numba", "scipy", "pyarrow", "pandas", "xlsxwriter", "jinja2", "click", "simulator.engine")),
        ("simulator.report.whole", ("matplotlib", "docx")),
        ("simulator.report.helpers", ("numpy", "matplotlib", "numba")),
    ],
)
def test_no_process_loads_what_another_one_does(module, kept_out):
    listing = f"import sys, {module}; print(*(name for name in {kept_out!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
