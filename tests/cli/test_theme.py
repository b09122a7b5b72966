"""``--theme``: a council's own colours, what is wrong with them in words, and no theme without a report."""

import json

import pytest

from simulator.report.theme import HOUSE
from tests.cli.test_run import FEW, call, only_folder


@pytest.fixture
def council(tmp_path):
    path = tmp_path / "council.toml"
    path.write_text('tested = "#7a0019"\nsubmitted = "#ffcc00"\n', encoding="utf-8")
    return path


def test_a_run_is_drawn_and_recorded_in_a_theme_and_said_to_be_darkened(tmp_path, council):
    done = call("run", *FEW, "--theme", council, "--quiet", "-o", tmp_path / "runs")
    assert done.stdout == "" and "submitted = #ffcc00 is too pale to read on white" in done.stderr
    folder = only_folder(tmp_path / "runs")
    kept = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["options"]["theme"]
    assert kept["tested"] == "#7a0019" and kept["submitted"] in done.stderr
    for path in (folder / "charts" / "fan-chart.svg", folder / "report.html"):
        drawn = path.read_text(encoding="utf-8")
        assert kept["tested"] in drawn and kept["submitted"] in drawn
        assert HOUSE.tested_bands[0] not in drawn and HOUSE.submitted not in drawn and "#ffcc00" not in drawn


@pytest.mark.parametrize(
    ("text", "told"),
    [("tested = ", "is not TOML"), ('tested = "navy"', "not a colour"), ('blue = "#00f"', "it can have tested and")],
)
def test_a_wrong_theme_is_refused_before_anything_is_done(tmp_path, council, text, told):
    council.write_text(text, encoding="utf-8")
    done = call("run", *FEW, "--theme", council, "-o", tmp_path / "runs", code=2)
    assert told in done.stderr and "council.toml" in done.stderr
    assert not (tmp_path / "runs").exists()


def test_a_theme_without_a_report_would_say_nothing(tmp_path, council):
    done = call("run", *FEW, "--theme", council, "--no-report", "-o", tmp_path / "runs", code=2)
    assert "--no-report" in done.stderr and not (tmp_path / "runs").exists()
