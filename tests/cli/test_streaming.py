"""``run --stream``: the same results as a run that keeps its trials, in any number of goes."""

import json

import pytest

import simulator.running.stream as streaming
from simulator.cli import interrupt
from simulator.cli.streaming import STREAMED_BEYOND
from simulator.findings.streaming import KEPT_TRIALS
from simulator.running.stream.job import LEAF
from tests.cli.test_run import call, only_folder

TRIALS = 2 * LEAF + 100
HOW = ["blank", "--trials", TRIALS, "--seed", 3, "--no-report"]
LIMIT = ["--fail-if", "p37(npv) < -£100m"]


def told(folder, name="summary.json"):
    return json.loads((folder / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def streamed(tmp_path_factory):
    parent = tmp_path_factory.mktemp("runs")
    call("run", *HOW, "--stream", *LIMIT, "-o", parent)
    return only_folder(parent)


def test_the_results_are_those_of_trials_that_are_kept(streamed, tmp_path):
    call("run", *HOW, "-o", tmp_path)
    folder = only_folder(tmp_path)
    assert told(folder)["results_sha256"] == told(streamed)["results_sha256"]
    assert told(folder, "manifest.json")["digests"] == told(streamed, "manifest.json")["digests"]
    assert told(folder)["probabilities"] == told(streamed)["probabilities"]


def test_only_the_first_trials_are_kept_and_the_record_says_so(streamed):
    import pyarrow.parquet as pq

    manifest = told(streamed, "manifest.json")
    kept = manifest["streamed"]["kept_trials"]
    assert manifest["trials"] == TRIALS and kept == KEPT_TRIALS
    assert pq.read_metadata(streamed / "trials.parquet").num_rows == kept
    assert not (streamed.parent / "unfinished").exists()


def test_it_is_confirmed_and_reported(streamed):
    assert f"Identical: {TRIALS:,} trials" in call("rerun", streamed).stdout
    call("report", streamed)
    page = (streamed / "report.html").read_text(encoding="utf-8")
    assert f"{TRIALS:,} trials" in page and "--stream" in page


def test_a_number_may_be_written_with_separators(tmp_path):
    for number in ("1_000", "1,000"):
        call("run", "blank", "--trials", number, "--no-report", "--seed", 1, "-o", tmp_path / number)
        assert told(only_folder(tmp_path / number))["trials"] == 1000
    assert "is not a valid integer" in call("run", "blank", "--trials", "1,00", "-o", tmp_path, code=2).stderr


def test_a_design_is_not_streamed(tmp_path):
    done = call("run", "blank", "--stream", "--design", "sobol", "-o", tmp_path, code=2)
    assert "Leave out one of them" in done.stderr


def test_many_trials_are_streamed_without_being_asked(tmp_path, monkeypatch):
    import simulator.cli.run

    assert STREAMED_BEYOND == 500_000
    monkeypatch.setattr(simulator.cli.run, "STREAMED_BEYOND", 1_500)
    call("run", "blank", "--trials", 2_000, "--no-report", "-o", tmp_path)
    assert told(only_folder(tmp_path))["streamed"]["kept_trials"] == 2_000


def test_a_stopped_run_goes_on_with_the_same_command(streamed, tmp_path, monkeypatch):
    monkeypatch.setattr(streaming, "PIECE", LEAF)
    monkeypatch.setattr(streaming, "SAVE_SECONDS", 0.0)
    calls = []

    def stop():
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(interrupt, "check", stop)
    done = call("run", *HOW, "--stream", *LIMIT, "-o", tmp_path, code=130)
    assert "the same command with --seed 3 goes on" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["unfinished"]
    monkeypatch.undo()
    done = call("run", *HOW, "--stream", *LIMIT, "-o", tmp_path)
    assert f"Going on from {LEAF:,} of {TRIALS:,} trials" in done.stderr
    again = told(only_folder(tmp_path))
    before = told(streamed)
    assert again | {"run": 0} == before | {"run": 0}
