"""Who is put beside whom, and which way round, on invented seconds."""

import pytest

from benchmarks import commands, compare, models, peers
from benchmarks.measuring import Contestant

SECONDS = {
    "engine": 2.0,
    "plain NumPy": 80.0,
    "best NumPy": 16.0,
    "openturns": 60.0,
    "chaospy": 70.0,
    "squigglepy": 50.0,
    "lhs": 3.0,
    "sobol": 2.2,
    "1 thread": 4.0,
    "2 threads": 2.1,
    "click": 0.05,
    "parsers": 0.2,
    "bare": 0.5,
    "--help": 0.06,
    "validate": 0.3,
    "run --no-report": 0.8,
    "run": 2.0,
    "first run": 5.0,
}


@pytest.fixture(autouse=True)
def invented(monkeypatch):
    """Everybody takes as long as is written above, at once."""

    def entered(plan, seconds, wanted):
        return [Contestant(name, lambda: None) for name in wanted], {}

    monkeypatch.setattr(compare, "side_by_side", lambda all, rounds, told: {o.name: [SECONDS[o.name]] * 5 for o in all})
    monkeypatch.setattr(models, "contestants", entered)
    monkeypatch.setattr(
        models, "thread_contestants", lambda plan, seconds: entered(plan, 1, ("1 thread", "2 threads"))[0]
    )


def told(line):
    """Nothing."""


def test_the_engine_is_so_many_times_as_quick_as_the_others():
    rows, left_out, seconds = compare.trials(False, 5, told)
    found = {row.name: row.ratio.median for row in rows if row.quicker}
    assert found == {
        "plain NumPy": 40.0, "plain NumPy, as submitted": 40.0, "best NumPy": 8.0,
        "openturns": 30.0, "chaospy": 35.0, "squigglepy": 25.0,
    }  # fmt: skip
    assert {row.name: row.ratio.median for row in rows if not row.quicker} == {"lhs": 1.5, "sobol": 1.1}
    assert [row.wanted for row in rows if row.name in ("plain NumPy", "best NumPy")] == [30.0, 8.0]
    assert left_out == {} and seconds["engine"] == 2.0


def test_quick_leaves_the_other_libraries_out():
    names = [row.name for row in compare.trials(True, 5, told)[0]]
    assert names == ["plain NumPy", "plain NumPy, as submitted", "best NumPy", "lhs", "sobol"]
    assert not set(names) & set(peers.PEERS)


def test_two_threads_are_beside_one_where_there_are_two_cores(monkeypatch):
    monkeypatch.setattr("simulator.running.crew.cores", lambda: 2)
    [row] = compare.two_threads(False, 5, told)
    assert (row.ratio.median, row.quicker, row.wanted) == (4.0 / 2.1, True, 1.8)
    monkeypatch.setattr("simulator.running.crew.cores", lambda: 1)
    assert compare.two_threads(False, 5, told) == []


def test_a_command_is_so_many_times_as_long_as_its_own_floor(tmp_path):
    rows = compare.commands(tmp_path, False, 5, told, {})
    assert {row.name: (round(row.ratio.median, 9), row.wanted) for row in rows} == {
        "--help": (1.2, 2.0), "validate": (1.5, 2.0), "run --no-report": (1.6, 1.8), "run": (4.0, 4.5),
        "first run": (10.0, 12.0),
    }  # fmt: skip
    assert not any(row.quicker for row in rows)
    quick = [row.name for row in compare.commands(tmp_path, True, 5, told, {})]
    assert quick == [name for name, job in commands.JOBS.items() if not job.compiling]
