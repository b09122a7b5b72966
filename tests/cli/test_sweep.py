"""``sweep`` on few trials: what it tells, keeps and refuses, and that nobody who works on it moves a figure."""

import csv
import hashlib
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli.app import collabsim

ROOT = Path(__file__).resolve().parents[2]
CASE = "darlington-hartlepool"
START, SAVING = "wave.wave-1.start", "cluster.corporate.saving"
GRID = ["--grid", f"{START}=2012-10,2013-04,2014-04", "--grid", f"{SAVING}=£1m,£2m"]
FEW = ["--trials", "256", "--seed", "7"]
HOSTILE = "=cmd|' /C calc'!A0 <script>$x^2$</script> \u202eesrever \x1b[31m"


def call(*words, code=0):
    """Run collabsim in this process and return what it printed."""
    done = CliRunner().invoke(collabsim, [str(word) for word in words])
    assert done.exit_code == code, f"{done.exit_code}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done


def only_folder(parent):
    [folder] = [path for path in parent.iterdir() if path.name != "unfinished"]
    return folder


def told(parent, *words):
    return json.loads(call("sweep", CASE, *words, "-o", parent, "--json").stdout)


def table(folder):
    import pyarrow.parquet as pq

    return pq.read_table(folder / "scenarios.parquet").to_pydict()


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A finished sweep: the folder it is in, and what was printed."""
    parent = tmp_path_factory.mktemp("sweeps")
    done = call("sweep", CASE, *GRID, *FEW, "-o", parent)
    return only_folder(parent), done


@pytest.fixture
def listed(tmp_path):
    """A file of scenarios with hostile text in a name."""
    file = tmp_path / "options.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["scenario", START, SAVING])
        writer.writerows([[HOSTILE, "2012-10", ""], ["Slow", "2014-04", "£1,500,000"], ["As now", "", ""]])
    return file


def test_it_says_which_scenario_is_best_and_where_the_rest_is(kept):
    folder, done = kept
    assert "6 scenarios, 256 trials each on common draws, seed 7" in done.stdout
    assert "best" in done.stdout and "start=2012-10, saving=£2m" in done.stdout
    assert str(folder) in done.stdout and "heat-map.png" in done.stdout
    assert folder.name.startswith("20") and f"-{CASE}-sweep-" in folder.name


def test_the_folder_holds_the_table_the_picture_and_what_it_is_made_of(kept):
    folder, _ = kept
    names = {path.name for path in folder.iterdir()}
    assert names == {
        *("case.toml", "manifest.json", "sweep.json", "scenarios.csv", "scenarios.parquet"),
        *("heat-map.svg", "heat-map.png", "heat-map.txt"),
    }
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, facts in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == facts["sha256"]
    assert set(manifest["files"]) == names - {"manifest.json"}
    assert manifest["options"]["grids"] == GRID[1::2] and manifest["seed"] == 7 and manifest["trials"] == 256


def test_the_table_as_parquet_and_as_csv_are_one(kept):
    folder, _ = kept
    columns = table(folder)
    with (folder / "scenarios.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (folder / "scenarios.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(columns) == list(rows[0])
    assert columns["scenario"] == list(range(7)) and columns[SAVING][:3] == [None, 1e6, 2e6]
    assert columns[START][1:] == ["2012-10", "2012-10", "2013-04", "2013-04", "2014-04", "2014-04"]
    for name, cells in columns.items():
        for cell, row in zip(cells, rows, strict=True):
            assert row[name] == ("" if cell is None else str(cell)), name


def test_the_fingerprint_of_a_sweep_is_over_those_of_its_rows(kept):
    folder, _ = kept
    rows = table(folder)["results_sha256"]
    text = "scenarios 6\n" + "".join(f"{number} {one}\n" for number, one in enumerate(rows))
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert len(set(rows)) == 7
    for name in ("sweep.json", "manifest.json"):
        assert json.loads((folder / name).read_text(encoding="utf-8"))["results_sha256"] == expected


def test_a_scenario_has_the_figures_of_a_run_with_its_keys_set(kept, tmp_path):
    folder, _ = kept
    columns = table(folder)
    sets = ["--set", f"{START}=2014-04", "--set", f"{SAVING}=£1m"]
    run = json.loads(call("run", CASE, *FEW, *sets, "--no-report", "--json", "-o", tmp_path).stdout)
    given = run["given_approval"]
    for name, value, error in [
        ("p50(payback_years | approved)", given["payback_years"]["p50"], given["payback_years"]["error"]["p50"]),
        ("mean(annual_saving | approved)", given["annual_saving"]["mean"], given["annual_saving"]["error"]["mean"]),
        ("p80(peak_funding | approved)", given["peak_funding"]["p80"], given["peak_funding"]["error"]["p80"]),
        ("approved", run["probabilities"]["approved"], run["probability_errors"]["approved"]),
        ("never_pays_back", run["probabilities"]["never_pays_back"], run["probability_errors"]["never_pays_back"]),
    ]:
        assert columns[name][5] == value
        assert error is None or columns[f"{name} error"][5] == error
        assert columns[f"{name} difference"][5] == value - columns[name][0]


def test_the_case_as_it_is_stands_first_and_differs_from_nothing(kept, tmp_path):
    columns = table(kept[0])
    run = json.loads(call("run", CASE, *FEW, "--no-report", "--json", "-o", tmp_path).stdout)
    assert columns["mean(annual_saving | approved)"][0] == run["given_approval"]["annual_saving"]["mean"]
    assert columns["mean(annual_saving | approved) difference"][0] is None


def test_nobody_who_works_on_it_moves_a_byte(kept, tmp_path):
    folder, _ = kept
    for words in (["--threads", "1"], ["--threads", "3"], ["--workers", "2"]):
        if words[0] == "--workers":
            pytest.importorskip("distributed")
        parent = tmp_path / "".join(words)
        call("sweep", CASE, *GRID, *FEW, *words, "-o", parent, "-q")
        for name in ("scenarios.csv", "scenarios.parquet", "heat-map.svg", "heat-map.png", "heat-map.txt"):
            assert (only_folder(parent) / name).read_bytes() == (folder / name).read_bytes(), (words, name)


def test_the_command_for_the_same_figures_gives_them(tmp_path):
    words = ["--sample", "5", "--vary", f"{SAVING}=£1m..£2m", "--set", "delivery.factor=0.8", "--trials", "64"]
    first = call("sweep", CASE, *words, "--figure", "mean(npv)", "--no-chart", "-o", tmp_path / "a")
    again = shlex.split(first.stdout.split("The same figures again: ")[1].splitlines()[0])
    call(*again[1:], "--no-chart", "-o", tmp_path / "b")
    one, two = (json.loads((only_folder(tmp_path / x) / "sweep.json").read_text(encoding="utf-8")) for x in "ab")
    assert one.pop("sweep") != two.pop("sweep") and one == two


@pytest.mark.parametrize("listing", [False, True])
def test_the_manifest_says_how_to_make_it_again_from_the_folder(listed, listing, tmp_path, monkeypatch):
    words = ["--scenarios", listed] if listing else ["--sample", "3", "--vary", f"{SAVING}=£1m..£2m"]
    first = told(tmp_path / "out", *words, *FEW, "--set", "delivery.factor=0.8", "--no-chart")
    folder = only_folder(tmp_path / "out")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    monkeypatch.chdir(folder)
    again = json.loads(call(*shlex.split(manifest["again"])[1:], "--no-chart", "--json").stdout)
    assert again["results_sha256"] == first["results_sha256"] == manifest["results_sha256"]


def test_json_is_one_object_and_nothing_else(tmp_path):
    found = told(tmp_path, *GRID, *FEW, "--no-chart", "--figure", "p50(payback_years)", "--figure", "mean(npv)")
    assert list(found["figures"]) == ["p50(payback_years)", "mean(npv)"] and found["shown"] == "p50(payback_years)"
    assert found["figures"]["mean(npv)"] == {
        "means": "mean net present value",
        "unit": "£",
        "price_base": "real, 2011/12 prices",
        "more_is_better": True,
    }
    assert [one["scenario"] for one in found["scenarios"]] == [1, 2, 3, 4, 5, 6] and found["base"]["scenario"] == 0
    figure = found["scenarios"][0]["figures"]["mean(npv)"]
    low, high = figure["interval_95"]
    assert low < figure["value"] < high and figure["error"] > figure["difference_error"] > 0


def test_what_never_happens_is_null_in_json_and_infinite_in_the_table(tmp_path):
    words = ["--grid", "delivery.factor=0.05,1", *FEW, "--figure", "p50(payback_years)", "--no-chart"]
    found = told(tmp_path, *words)
    figure = found["scenarios"][0]["figures"]["p50(payback_years)"]
    assert figure["value"] is None and figure["infinite"] and figure["difference"] is None
    columns = table(only_folder(tmp_path))
    assert columns["p50(payback_years)"][1] == float("inf")
    assert columns["p50(payback_years) difference"][1] is None


def test_quiet_prints_nothing(tmp_path):
    done = call("sweep", CASE, *GRID, *FEW, "--no-chart", "-q", "-o", tmp_path)
    assert (done.stdout, done.stderr) == ("", "")


def test_another_figure_may_be_shown(tmp_path):
    done = call("sweep", CASE, *GRID, *FEW, "--show", "p80(npv)", "--no-chart", "-o", tmp_path)
    columns = table(only_folder(tmp_path))
    assert "p80(npv)" in columns and "approved" in columns
    assert "net present value, 20% sure of no less" in done.stdout.lower()


def test_the_view_as_submitted_may_be_asked_for(tmp_path):
    words = ["--figure", "mean(npv | as submitted)", "--figure", "mean(npv)", "--no-chart"]
    found = told(tmp_path / "a", *GRID, *FEW, *words)
    sets = ["--set", f"{START}=2012-10", "--set", f"{SAVING}=£1m"]
    run = json.loads(call("run", CASE, *FEW, *sets, "--no-report", "--json", "-o", tmp_path / "b").stdout)
    first = found["scenarios"][0]["figures"]
    assert first["mean(npv | as submitted)"]["value"] == run["as_submitted"]["npv"]["mean"]
    assert first["mean(npv)"]["value"] == run["measures"]["npv"]["mean"]


def test_names_of_scenarios_neither_run_nor_steer_nor_mark_up(listed, tmp_path):
    done = call("sweep", CASE, "--scenarios", listed, *FEW, "-o", tmp_path / "out")
    folder = only_folder(tmp_path / "out")
    for text in (done.stdout, *(path.read_text(encoding="utf-8") for path in folder.glob("scenarios.[ct]*"))):
        assert "\x1b" not in text and "\u202e" not in text
    with (folder / "scenarios.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert names[1].startswith("'=cmd")
    assert table(folder)["name"][1].startswith("=cmd")
    assert "<script>" not in (folder / "scenarios.svg").read_text(encoding="utf-8")
    assert (folder / "scenarios-as-given.csv").read_bytes() == listed.read_bytes()


def test_a_scenario_that_sets_nothing_is_the_case_as_it_is(listed, tmp_path):
    found = told(tmp_path / "out", "--scenarios", listed, *FEW, "--no-chart")
    last = found["scenarios"][2]
    assert last["results_sha256"] == found["base"]["results_sha256"]
    assert all(figure["difference"] == 0 for figure in last["figures"].values())


def test_every_faulty_scenario_is_told_before_any_time_is_spent(tmp_path, monkeypatch):
    import simulator.findings.sweep

    monkeypatch.setattr(simulator.findings.sweep, "sweep_job", lambda *_: pytest.fail("it began"))
    file = tmp_path / "options.csv"
    file.write_text(
        f"scenario,{START},delivery.factor\nA,2013-99,0.8\nB,2013-04,60%\nC,2013-04,0.8\n", encoding="utf-8"
    )
    done = call("sweep", CASE, "--scenarios", file, "-o", tmp_path / "out", code=2)
    assert f"{file}:2:2" in done.stderr and f"{file}:3:3" in done.stderr and "2 faults" in done.stderr
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name the scenarios"),
        (["--vary", "a.b=1..2"], "--sample"),
        (["--sample", "4"], "--vary"),
        ([*GRID, "--sample", "4", "--vary", "a.b=1..2"], "leave out all but one"),
        ([*GRID, "--figure", "p50(paybak_years)"], "payback_years"),
        ([*GRID, "--figure", "npv"], "mean(npv)"),
        ([*GRID, "--figure", "p50(npv) < 3"], "no figure"),
        ([*GRID, "--threads", "2", "--workers", "2"], "leave out all but one"),
        (["--grid", "wave.wave-9.start=2012-10"], "wave-2"),
        (["--scenarios", "nowhere.csv"], "no such file"),
        ([*GRID, "--set", "nonsense=1"], "nonsense"),
    ],
)
def test_what_is_refused(words, said, tmp_path):
    done = call("sweep", CASE, *words, "-o", tmp_path / "out", code=2)
    assert said in done.stderr
    assert not list((tmp_path / "out").glob("*")) and not done.stdout


def test_a_folder_that_cannot_be_written_is_refused_first(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = call("sweep", CASE, *GRID, "-o", tmp_path / "file", code=2)
    assert "cannot be put in" in done.stderr


def test_a_sweep_that_was_stopped_goes_on_and_ends_the_same(kept, tmp_path, monkeypatch):
    """Stopped after two scenarios by what Ctrl-C raises; then only the others are simulated."""
    from simulator.findings.sweep import SweepJob

    done, do = [], SweepJob.do

    def counted(self, number, tools):
        if len(done) == 2 and not stopped:
            stopped.append(True)
            raise KeyboardInterrupt
        done.append(number)
        return do(self, number, tools)

    stopped: list[bool] = []
    monkeypatch.setattr(SweepJob, "do", counted)
    first = call("sweep", CASE, *GRID, *FEW, "--threads", "1", "-o", tmp_path, code=130)
    assert "2 of 6 scenarios are kept" in first.stderr and "--seed 7" in first.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["unfinished"]
    done.clear()
    second = call("sweep", CASE, *GRID, *FEW, "-o", tmp_path)
    assert "Going on from 2 of 6 scenarios" in second.stderr
    assert sorted(done) == [2, 3, 4, 5]
    assert not (tmp_path / "unfinished").exists()
    for name in ("scenarios.parquet", "heat-map.svg"):
        assert (only_folder(tmp_path) / name).read_bytes() == (kept[0] / name).read_bytes()


def test_what_was_kept_of_another_sweep_is_left_alone(tmp_path, monkeypatch):
    from simulator.findings.sweep import SweepJob

    do = SweepJob.do

    def stop(self, number, tools):
        if number == 1:
            raise KeyboardInterrupt
        return do(self, number, tools)

    with monkeypatch.context() as patch:
        patch.setattr(SweepJob, "do", stop)
        call("sweep", CASE, *GRID, *FEW, "--threads", "1", "-o", tmp_path, code=130)
    for other in (["--seed", "8"], ["--set", "delivery.factor=0.8"], ["--figure", "mean(npv)"], ["--trials", "128"]):
        done = call("sweep", CASE, *GRID, *FEW, *other, "--no-chart", "-o", tmp_path)
        assert "Going on" not in done.stderr, other
        assert (tmp_path / "unfinished").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent another way there")
def test_ctrl_c_ends_at_once_and_keeps_what_is_done(tmp_path):
    words = [sys.executable, "-m", "simulator.cli", "sweep", CASE, "--grid", f"{SAVING}=£1m..£3m:£10k"]
    words += ["--trials", "200000", "--seed", "7", "--threads", "2", "--no-chart", "-o", str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    # Finished pieces are put on disk after some seconds; by then it is well under way.
    deadline = time.monotonic() + 120
    while not list(tmp_path.glob("unfinished/*/*.json")) and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=60)
    assert process.returncode == 130, error
    assert "of 201 scenarios are kept" in error and "interrupted" in error and not out
    assert [path.name for path in tmp_path.iterdir()] == ["unfinished"]


def test_a_figure_of_a_year_that_a_scenario_lacks_is_missing_there(tmp_path):
    words = ["--grid", "case.horizon=2018/19,2021/22", *FEW, "--figure", "mean(saving.2020/21)", "--no-chart"]
    found = told(tmp_path, *words)
    values = [one["figures"]["mean(saving.2020/21)"]["value"] for one in found["scenarios"]]
    assert values[0] is None and values[1] is not None
