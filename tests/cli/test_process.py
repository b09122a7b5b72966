"""How a process starts and ends: quicker than Python's own way, and with nothing left undone."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.cli import console, process

ROOT = Path(__file__).resolve().parents[2]

ENDING = """
import atexit, os, sys, threading, time
from simulator.cli import process

class Last:
    def __del__(self, write=os.write):
        write(1, b"torn down\\n")

def late():
    time.sleep(0.3)
    print("thread ended")

last = Last()
last.itself = last
atexit.register(lambda: print("handler ran"))
threading.Thread(target=late).start()
sys.stdout.write("x" * 100_000 + "\\n")
{before}
process.leave(7)
raise SystemExit(7)
"""


def ended(before=""):
    """A process that leaves, with what it printed by lines."""
    done = subprocess.run(
        [sys.executable, "-c", ENDING.format(before=before)],
        env={name: text for name, text in os.environ.items() if name != "PYTHONUNBUFFERED"} | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done, done.stdout.splitlines()


def test_leaving_waits_for_threads_handlers_and_output_and_takes_nothing_apart():
    done, lines = ended()
    assert done.returncode == 7
    assert done.stderr == ""
    assert lines == ["x" * 100_000, "thread ended", "handler ran"]


@pytest.mark.parametrize("before", ["sys.setprofile(lambda *about: None)", "sys.settrace(lambda *about: None)"])
def test_a_profiler_sees_the_ordinary_end(before):
    done, lines = ended(before)
    assert done.returncode == 7
    assert lines[-1] == "torn down"


def test_collection_waits_until_the_work_begins():
    was = gc.isenabled()
    try:
        process.begin()
        assert not gc.isenabled()
        with console.progress(False):
            assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        (gc.enable if was else gc.disable)()


def test_work_without_a_start_of_ours_leaves_collection_as_it_is():
    was = gc.isenabled()
    gc.disable()
    try:
        process.at_work()
        assert not gc.isenabled()
    finally:
        (gc.enable if was else gc.disable)()
