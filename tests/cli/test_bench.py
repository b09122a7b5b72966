"""What `collabsim bench` prints, and that it finds its benchmarks wherever it is called."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import compare
from simulator.cli.app import collabsim
from tests.benchmarks.invented import duration, session, speed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def asked(monkeypatch):
    """What was asked of a session that takes no time."""
    calls = []

    def measured(quick, rounds, told, environment):
        told("round 1 of 5: the engine")
        calls.append((quick, rounds, environment))
        return session(speed("plain NumPy", 41.3, wanted=30.0), duration("--help", 1.5, wanted=2.0))

    monkeypatch.setattr(compare, "session", measured)
    monkeypatch.setattr(compare, "limit_libraries", lambda: monkeypatch.setenv("OMP_NUM_THREADS", "1"))
    return calls


def call(*words):
    done = CliRunner().invoke(collabsim, ["bench", *words])
    assert done.exit_code == 0, done.output
    return done


def test_the_table_is_the_result_and_how_far_it_is_is_not(asked):
    done = call("--quick")
    assert "41 times as quick as plain NumPy (40 to 42 in 5 rounds); wanted: at least 30, reached" in done.stdout
    assert "2 cores of Analytical Engine" in done.stdout
    assert "round 1" in done.stderr and "round 1" not in done.stdout
    assert call("--quiet").stderr == ""


def test_json_is_one_object(asked):
    found = json.loads(call("--json").stdout)
    assert found["ratios"]["plain NumPy"]["ratio"]["median"] == 41.3
    assert found["about"]["processor"] == "Analytical Engine"


def test_all_has_more_rounds_than_quick_and_commands_run_as_a_users_do(asked, monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    call("--quick")
    call()
    assert [found[:2] for found in asked] == [(True, 5), (False, 7)]
    assert "OMP_NUM_THREADS" not in asked[0][2], "one thread is for what is timed beside the engine, not for commands"


def test_a_folder_called_benchmarks_where_somebody_works_is_another(tmp_path):
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "__init__.py").write_text("raise SystemExit('not this one')")
    code = "import simulator.cli.bench as b; print(b._benchmarks('table').RECORD)"
    path = [str(tmp_path), str(ROOT)]
    code = f"import sys; sys.path[:0] = {path!r}; {code}"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == str(ROOT / "benchmarks" / "recorded.json"), done.stderr


def test_without_its_benchmarks_it_says_so(monkeypatch, tmp_path):
    from simulator.cli import bench

    monkeypatch.setattr(bench, "__file__", str(tmp_path / "simulator" / "cli" / "bench.py"))
    monkeypatch.delitem(sys.modules, "benchmarks")
    done = CliRunner().invoke(collabsim, ["bench"])
    assert done.exit_code == 2 and "install collabsim anew" in done.output
