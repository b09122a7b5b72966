"""``report``: a run's report written once more, the same to the byte, and never in the place of anything."""

import json
import shutil

import pytest

from tests.cli.test_run import FEW, call, only_folder

UNTIL = ["--until", "P(payback_years <= 5) +/- 40%"]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    parent = tmp_path_factory.mktemp("runs")
    call("run", "blank", *FEW, *UNTIL, "-o", parent)
    return only_folder(parent)


@pytest.fixture
def copy(run, tmp_path):
    return shutil.copytree(run, tmp_path / run.name)


def test_every_run_has_its_page(run):
    done = (run / "report.html").read_text(encoding="utf-8")
    assert "<main>" in done and "P(payback_years" in done
    assert "report.html" in json.loads((run / "manifest.json").read_text(encoding="utf-8"))["files"]


def test_the_page_does_not_say_where_or_when_it_was_made(run):
    text = (run / "report.html").read_text(encoding="utf-8")
    assert run.name not in text and str(run.parent) not in text
    started = json.loads((run / "manifest.json").read_text(encoding="utf-8"))["started_at"]
    assert started not in text


def test_the_report_comes_out_the_same_and_overwrites_nothing(copy):
    before = {path.name: path.read_bytes() for path in copy.iterdir() if path.is_file()}
    done = call("report", copy)
    assert "report-2.html" in done.stdout
    assert (copy / "report-2.html").read_bytes() == before["report.html"]
    call("report", copy, "--quiet")
    assert (copy / "report-3.html").read_bytes() == before["report.html"]
    assert {name: (copy / name).read_bytes() for name in before} == before
    call("rerun", copy)


def test_a_run_without_a_report_gets_its_first(tmp_path):
    call("run", "blank", *FEW, "--no-report", "-o", tmp_path)
    folder = only_folder(tmp_path)
    assert not (folder / "report.html").exists()
    assert "report.html" in call("report", folder).stdout
    assert (folder / "report.html").is_file()


def test_a_council_may_choose_the_colours_afterwards(copy, tmp_path):
    theme = tmp_path / "council.toml"
    theme.write_text('tested = "#005a9c"\n', encoding="utf-8")
    call("report", copy, "--theme", theme)
    assert "#005a9c" in (copy / "report-2.html").read_text(encoding="utf-8")


def test_a_run_that_does_not_come_out_again_is_not_reported(copy, monkeypatch):
    import simulator.record.writing

    monkeypatch.setattr(simulator.record.writing, "results_of_views", lambda *views: "0" * 64)
    done = call("report", copy, code=1)
    assert "Not identical" in done.stdout
    assert not (copy / "report-2.html").exists()


def test_a_run_that_was_changed_is_refused(copy):
    (copy / "summary.csv").write_text("changed", encoding="utf-8")
    assert "summary.csv was changed" in call("report", copy, code=2).stderr
    assert not (copy / "report-2.html").exists()


def test_what_is_no_run_is_refused(tmp_path):
    assert "holds no manifest.json" in call("report", tmp_path, code=2).stderr
