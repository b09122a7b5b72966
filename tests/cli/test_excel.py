"""Cases as workbooks on the command line."""

import json
import tomllib

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from simulator.case import builtin_path, load_case
from simulator.cli.app import collabsim
from simulator.record import read_run


def call(*words, code=0):
    done = CliRunner().invoke(collabsim, [str(word) for word in words])
    assert done.exit_code == code, done.output
    return done


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "case.xlsx"
    call("init", "--excel", path, "--from", "darlington-hartlepool")
    return path


def test_init_writes_the_blank_as_a_workbook(tmp_path):
    path = tmp_path / "new.xlsx"
    told = call("init", path).stdout
    assert told.splitlines()[0] == f"Wrote {path}"
    assert load_case(path) == load_case(builtin_path("blank"))
    assert "already there" in call("init", "--excel", path, code=2).stderr
    call("init", path, "--force")


def test_init_names_the_workbook_itself(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call("init", "--excel")
    call("init")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["case.toml", "case.xlsx"]


def test_init_turns_one_into_the_other(workbook, tmp_path):
    text, copy = tmp_path / "case.toml", tmp_path / "copy.toml"
    call("init", text, "--from", workbook)
    assert load_case(text) == load_case(builtin_path("darlington-hartlepool"))
    call("init", copy, "--from", "darlington-hartlepool")
    assert copy.read_bytes() == builtin_path("darlington-hartlepool").read_bytes()


def test_init_refuses_what_makes_no_sense(tmp_path):
    assert "a workbook ends in .xlsx" in call("init", "--excel", tmp_path / "case.toml", code=2).stderr
    assert "--schema is for a case in TOML" in call("init", "--schema", tmp_path / "case.xlsx", code=2).stderr
    assert "there is no case file" in call("init", "--from", "nowhere", tmp_path / "case.xlsx", code=2).stderr


def test_init_refuses_a_case_with_faults_or_too_long_a_text(tmp_path):
    faulty, long = tmp_path / "faulty.toml", tmp_path / "long.toml"
    blank = builtin_path("blank").read_text(encoding="utf-8")
    faulty.write_text(blank.replace('"£20m"', '"20m"'), encoding="utf-8")
    long.write_text(blank.replace('"First Council"', f'"{"x" * 40_000}"'), encoding="utf-8")
    assert "one fault in the case" in call("init", tmp_path / "a.xlsx", "--from", faulty, code=2).stderr
    assert "council.first-council.name" in call("init", tmp_path / "a.xlsx", "--from", long, code=2).stderr
    assert not (tmp_path / "a.xlsx").exists()


def test_validate_and_explain_read_it(workbook):
    assert call("validate", workbook).stdout == f"{workbook}: fit to run.\n"
    assert call("explain", workbook).stdout == call("explain").stdout


def test_validate_names_sheet_and_cell(workbook):
    book = load_workbook(workbook)
    page = book["Clusters"]
    [cell] = [row[5] for row in page.iter_rows(min_row=4) if (row[0].value, row[1].value) == ("corporate", "saving")]
    cell.value = "lots"
    book.save(workbook)
    told = call("validate", workbook, code=2).stderr
    assert f"{workbook}:Clusters!{cell.coordinate}  cluster.corporate.saving.low  " in told


def test_a_run_of_a_workbook_is_the_run_of_its_case(workbook, tmp_path):
    options = ("--trials", 200, "--seed", 3, "--no-report", "--json", "--set", "delay.common=3")
    one = json.loads(call("run", workbook, *options, "-o", tmp_path / "one").stdout)
    two = json.loads(call("run", *options, "-o", tmp_path / "two").stdout)
    assert one["results_sha256"] == two["results_sha256"]
    [folder] = (tmp_path / "one").iterdir()
    run = read_run(folder)
    assert (folder / "case.xlsx").read_bytes() == workbook.read_bytes()
    assert "case.xlsx" in run.manifest["files"]
    assert load_case(run.case_file) == load_case(workbook)
    assert tomllib.loads(run.case_file.read_text(encoding="utf-8"))["case"]["id"] == "darlington-hartlepool"
    assert "Identical" in call("rerun", folder).stdout
    [other] = (tmp_path / "two").iterdir()
    assert not (other / "case.xlsx").exists()
