"""When a change is refused for being slower."""

import pytest

from benchmarks import gate, table
from tests.benchmarks.invented import session, speed

SUBMITTED = "plain NumPy, as submitted"


@pytest.fixture
def recorded(tmp_path, monkeypatch):
    at = tmp_path / "recorded.json"
    at.write_text(table.as_json(session(speed("plain NumPy", 40.0), speed(SUBMITTED, 60.0))), encoding="utf-8")
    monkeypatch.setattr(gate, "RECORD", at)


def look(tested, submitted=60.0, **more):
    return [speed("plain NumPy", tested, **more), speed(SUBMITTED, submitted)]


def check(first, *later):
    """The verdict, what was said, and how many more looks it took."""
    left, said = list(later), []
    code = gate.check(session(*first), lambda: left.pop(0), said.append)
    return code, "\n".join(said), len(later) - len(left)


@pytest.mark.parametrize(("tested", "submitted"), [(40.0, 60.0), (28.1, 42.1), (90.0, 90.0)])
def test_what_is_as_quick_or_not_much_slower_passes_at_the_first_look(recorded, tested, submitted):
    code, said, more = check(look(tested, submitted))
    assert (code, more) == (0, 0)
    assert said == "No ratio to plain NumPy is more than 30% below the one recorded on 1 April 2027."


@pytest.mark.parametrize(("slow", "what"), [(look(27.9), "27.9"), (look(40.0, 41.9), "41.9")])
def test_what_is_slower_at_every_look_fails(recorded, slow, what):
    code, said, more = check(slow, slow, slow)
    assert (code, more) == (1, 2)
    assert f"is {what} times as quick as plain NumPy" in said and "--record" in said


def test_a_busy_moment_is_looked_at_again(recorded):
    assert check(look(10.0), look(12.0), look(39.0))[0::2] == (0, 2)


def test_the_fastest_calls_speak_for_it_too(recorded):
    assert check(look(20.0, fastest=38.0))[0] == 0


def test_the_file_is_what_bench_prints(recorded, tmp_path, monkeypatch):
    file = tmp_path / "bench.json"
    file.write_text(table.as_json(session(*look(40.0))), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["gate", str(file)])
    monkeypatch.setattr("benchmarks.compare.limit_libraries", lambda: None)
    assert gate.main() == 0
    monkeypatch.setattr("sys.argv", ["gate"])
    assert gate.main() == 2
