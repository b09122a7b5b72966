"""The run folder: whole or not there, true to its trials, and refused when anything was changed."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow.parquet as pq
import pytest

from simulator.engine import Outcomes
from simulator.findings.summary import COLUMNS
from simulator.record import RunError, View, read_run, write_run
from simulator.record.folder import appearing_whole, run_name
from simulator.record.tables import safe_text, write_csv
from simulator.record.trials import DEFAULT_SCOPES
from simulator.record.writing import results_of
from tests.findings.invented import invented_findings

CASE = b"# a case, byte for byte: \xc2\xa3\r\n"


@pytest.fixture(scope="module")
def findings():
    return invented_findings(300)


def _view(sample, inputs=None):
    plan = SimpleNamespace(canonical_bytes=lambda: b"plan", input_ids=("cluster.a.saving", "delay.common"))
    return View(plan, Outcomes(tuple(info.name for info in sample.infos), sample.values, 0), inputs)


def _write(parent, findings, **options):
    tested, submitted = _view(findings.tested_sample, options.pop("inputs", None)), _view(findings.submitted_sample)
    return write_run(parent, findings, tested, submitted, case_given=CASE, case_resolved="[case]\n", **options)


def test_a_run_is_read_back_as_it_was_written(tmp_path, findings):
    started = datetime(2026, 3, 31, 23, 59, 5, tzinfo=UTC)
    run = _write(tmp_path, findings, sets=["a=1"], options={"threads": 2}, started=started)
    assert run.folder.parent == tmp_path and run.folder.name.startswith("20260331T235905Z-invented-")
    again = read_run(run.folder)
    assert again.manifest == run.manifest and again.summary == json.loads(json.dumps(run.summary))
    assert (again.seed, again.trials, again.sets) == (2011, 300, ("a=1",))
    assert again.case_file.read_bytes() == CASE
    assert again.summary["run"] == run.folder.as_posix()
    assert again.summary["results_sha256"] == again.results_sha256
    views = (_view(findings.tested_sample).outcomes, _view(findings.submitted_sample).outcomes)
    assert again.results_sha256 == results_of(*views)


def test_the_manifest_lists_every_file_with_its_sha256(tmp_path, findings):
    def dress(folder, results_sha256):
        (folder / "charts").mkdir()
        (folder / "charts" / "fan-chart.svg").write_text("<svg/>")

    run = _write(tmp_path, findings, dress=dress)
    there = {p.relative_to(run.folder).as_posix() for p in run.folder.rglob("*") if p.is_file()}
    assert there == set(run.manifest["files"]) | {"manifest.json"}
    assert {"case.toml", "case.resolved.toml", "summary.json", "summary.csv", "trials.parquet"} < there
    assert "charts/fan-chart.svg" in there
    for name, facts in run.manifest["files"].items():
        assert facts["sha256"] == hashlib.sha256((run.folder / name).read_bytes()).hexdigest()
    assert run.manifest["case"]["sha256"] == hashlib.sha256(CASE).hexdigest()
    assert run.manifest["finished"] is True and "python" in run.manifest["versions"]


def test_trials_hold_every_value_and_missing_ones_are_null(tmp_path, findings):
    run = _write(tmp_path, findings)
    for name, sample in (("tested", findings.tested_sample), ("as_submitted", findings.submitted_sample)):
        ending = {"tested": "", "as_submitted": "-as-submitted"}[name]
        table = pq.read_table(run.folder / f"trials{ending}.parquet")
        kept = [info.name for info in sample.infos if info.scope in DEFAULT_SCOPES[name]]
        assert table.column_names == ["trial", *kept]
        assert table["trial"].to_pylist() == list(range(300))
        for outcome in kept:
            values = [math.nan if v is None else v for v in table[outcome].to_pylist()]
            np.testing.assert_array_equal(values, sample.by_name[outcome])
        assert table["peak_funding_month"].null_count == np.isnan(sample.by_name["peak_funding_month"]).sum()
    about = pq.read_schema(run.folder / "trials.parquet").field("npv").metadata
    assert about[b"unit"] == "£".encode() and about[b"price_base"] == b"real"


def test_everything_is_kept_on_request(tmp_path, findings):
    inputs = np.random.default_rng(1).normal(size=(2, 300))
    run = _write(tmp_path, findings, all_outcomes=True, inputs=inputs)
    assert len(pq.read_schema(run.folder / "trials-as-submitted.parquet").names) == 1 + len(
        findings.tested_sample.infos
    )
    table = pq.read_table(run.folder / "inputs.parquet")
    np.testing.assert_array_equal(table["delay.common"].to_pylist(), inputs[1])
    assert not (run.folder / "inputs-as-submitted.parquet").exists()


def test_summary_csv_opens_with_its_header_and_all_rows(tmp_path, findings):
    run = _write(tmp_path, findings)
    assert (run.folder / "summary.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (run.folder / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == COLUMNS and all(len(row) == len(COLUMNS) for row in rows)
    npv = next(row for row in rows if row[:2] == ["tested", "npv"])
    assert float(npv[COLUMNS.index("p50")]) == findings.tested.measures["npv"].median


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_text_becomes_a_formula(tmp_path, text):
    assert safe_text(text) == "'" + text
    write_csv(tmp_path / "t.csv", ["name", "value"], [(text, -1.5), ("plain", None)])
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["name", "value"], ["'" + text, "-1.5"], ["plain", ""]]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ValueError, SystemExit])
def test_nothing_is_left_when_the_work_is_stopped(tmp_path, findings, stop):
    def dress(folder, results_sha256):
        assert any(path.suffix == ".parquet" for path in folder.iterdir())
        raise stop

    with pytest.raises(stop):
        _write(tmp_path, findings, dress=dress)
    assert list(tmp_path.iterdir()) == []


def test_the_final_name_appears_only_at_the_end(tmp_path):
    final = tmp_path / "run"
    with appearing_whole(final) as draft:
        (draft / "a.txt").write_text("a")
        assert not final.exists() and draft.parent == tmp_path
    assert (final / "a.txt").read_text() == "a" and list(tmp_path.iterdir()) == [final]


def test_a_run_is_never_overwritten(tmp_path):
    final = tmp_path / "run"
    final.mkdir()
    (final / "kept.txt").write_text("kept")
    with pytest.raises(RunError, match="never overwritten"), appearing_whole(final) as draft:
        (draft / "a.txt").write_text("a")
    assert [p.name for p in tmp_path.rglob("*")] == ["run", "kept.txt"]


def test_a_folder_that_cannot_be_written_says_what_to_do(tmp_path, findings):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="name another folder with -o"):
        _write(tmp_path / "file", findings)


def test_a_full_disk_is_no_traceback_and_leaves_nothing(tmp_path, findings):
    def dress(folder, results_sha256):
        raise OSError(28, "No space left on device")

    with pytest.raises(RunError, match="No space left on device"):
        _write(tmp_path, findings, dress=dress)
    assert list(tmp_path.iterdir()) == []


def test_names_sort_by_time_and_fit_every_file_system():
    names = [run_name(case, datetime(2026, 1, d, tzinfo=UTC)) for d, case in ((1, "b"), (2, "a"), (3, "../../é" * 99))]
    assert names == sorted(names) and len({*names}) == 3
    assert all(len(name) < 80 and not set(name) & set('<>:"/\\|?*. ') for name in names)


def test_changed_missing_and_foreign_folders_are_refused(tmp_path, findings):
    folder = _write(tmp_path, findings).folder
    with pytest.raises(RunError, match="does not exist"):
        read_run(tmp_path / "nowhere")
    with pytest.raises(RunError, match=r"holds no manifest\.json"):
        read_run(tmp_path)
    with pytest.raises(RunError, match="is a file; name the folder"):
        read_run(folder / "case.toml")
    before = (folder / "case.toml").read_bytes()
    (folder / "case.toml").write_bytes(before + b"x")
    with pytest.raises(RunError, match=r"case\.toml was changed"):
        read_run(folder)
    (folder / "case.toml").unlink()
    (folder / "summary.csv").write_text("")
    with pytest.raises(RunError, match=r"case\.toml is missing; summary\.csv was changed"):
        read_run(folder)


@pytest.mark.parametrize(
    "change,message",
    [
        (lambda m: m.update(finished=False), "not the manifest of a finished run"),
        (lambda m: m.update(schema_version=99), "newer collabsim"),
        (lambda m: m.update(seed="1"), "seed"),
        (lambda m: m["files"].update({"../outside": {"sha256": "0"}}), "no file of a run"),
        (lambda m: m["files"].update({"/etc/passwd": {"sha256": "0"}}), "no file of a run"),
        (lambda m: m["files"].pop("case.toml"), "case.toml is not in its manifest"),
        (lambda m: m.clear(), "is not the manifest of a run"),
    ],
)
def test_a_manifest_that_cannot_be_trusted_is_refused(tmp_path, findings, change, message):
    folder = _write(tmp_path, findings).folder
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    change(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(RunError, match=message.replace(".", r"\.")):
        read_run(folder)


def test_broken_manifests_and_half_written_runs_are_refused(tmp_path, findings):
    folder = _write(tmp_path, findings).folder
    (folder / "manifest.json").write_bytes(b"{\xff")
    with pytest.raises(RunError, match="cannot be read"):
        read_run(folder)
    half = tmp_path / "x.partial"
    half.mkdir()
    with pytest.raises(RunError, match="never finished"):
        read_run(half)


def test_writing_trials_imports_no_pandas(tmp_path):
    code = (
        "import sys, numpy as np\n"
        "from simulator.record.trials import write_inputs\n"
        "from pathlib import Path\n"
        f"write_inputs(Path({str(tmp_path / 'x.parquet')!r}), ['a'], np.ones((1, 3)), first_trial=0)\n"
        "assert 'pandas' not in sys.modules and 'matplotlib' not in sys.modules"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)
