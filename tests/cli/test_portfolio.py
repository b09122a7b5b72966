"""``collabsim portfolio``: from two files to a folder, refused with a remedy, stopped and gone on with."""

import csv
import json
import shlex
import signal
import subprocess
import sys
import time

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from simulator.case import load_case
from simulator.cli.app import collabsim
from simulator.portfolio.template import Template
from tests.portfolio.councils import csv_of, made_up, real_pair

FEW = ["--trials", "100", "--seed", "7"]
QUICK = [*FEW, "--no-charts"]


def call(*words, code=0):
    done = CliRunner().invoke(collabsim, [str(word) for word in words])
    assert done.exit_code == code, f"{done.exit_code}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def template():
    return Template(load_case())


@pytest.fixture(scope="module")
def councils(template, tmp_path_factory):
    file = tmp_path_factory.mktemp("councils") / "councils.csv"
    file.write_text(csv_of(made_up(template.clusters, 6, 2, alike=True), template.clusters), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def folder(councils, tmp_path_factory):
    parent = tmp_path_factory.mktemp("outputs")
    done = call("portfolio", councils, *FEW, "-o", parent)
    [found] = parent.iterdir()
    assert str(found) in done.stdout and "rank first" in " ".join(done.stdout.split())
    return found


def test_the_folder_holds_what_it_promises(folder, councils):
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    charts = {f"charts/{name}.{end}" for name in ("first-groups", "chance-and-gap") for end in ("svg", "png", "txt")}
    assert names == {
        *("pairs.parquet", "pairs.csv", "summary.json", "manifest.json", "template.toml", "councils.csv"),
        *charts,
        "charts/README.md",
    }
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["finished"] and manifest["groups"] == 15 and manifest["seed"] == 7 and manifest["trials"] == 100
    assert set(manifest["files"]) == names - {"manifest.json"}
    assert (folder / "councils.csv").read_bytes() == councils.read_bytes()
    assert "-portfolio-darlington-hartlepool-" in folder.name


def test_the_table_has_every_pair_and_the_ranking_its_order(folder):
    table = pq.read_table(folder / "pairs.parquet").to_pylist()
    assert [row["group"] for row in table] == list(range(15))
    assert sorted(row["councils"] for row in table)[0] == "c000+c001"
    with (folder / "pairs.csv").open(encoding="utf-8-sig", newline="") as file:
        ranking = list(csv.DictReader(file))
    by_key = {row["councils"]: row for row in table}
    assert [int(row["rank"].rstrip("=")) for row in ranking] == sorted(row["rank"] for row in table)
    for row in ranking:
        own = by_key[row["councils"]]
        assert row["rank"] == f"{own['rank']}{'=' if own['tied'] else ''}"
        assert float(row["payback_within"]) == pytest.approx(own["payback_within"], rel=1e-6)
        assert float(row["gap_closed.p50"]) == pytest.approx(own["gap_closed.p50"], rel=1e-6)


def test_the_same_again_is_the_same(folder, councils, tmp_path):
    told = json.loads(
        call("portfolio", councils, *FEW, "-o", tmp_path, "--json", "--top", "3", "--threads", "3").stdout
    )
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert told["results_sha256"] == manifest["results_sha256"]
    [again] = tmp_path.iterdir()
    for name in ("pairs.parquet", "pairs.csv", "charts/first-groups.png", "charts/chance-and-gap.svg"):
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name
    assert [one["rank"] for one in told["top"]] == sorted(one["rank"] for one in told["top"]) and len(told["top"]) == 3
    words = manifest["again"].split()
    assert words[:2] == ["collabsim", "portfolio"] and words[-2:] == ["--seed", "7"]


def test_the_folder_is_enough_to_run_it_again(folder, tmp_path, monkeypatch):
    """The command of the manifest, given within the folder."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    monkeypatch.chdir(folder)
    words = shlex.split(manifest["again"])[1:]
    told = json.loads(call(*words, "--json", "--no-charts", "-o", tmp_path).stdout)
    assert told["results_sha256"] == manifest["results_sha256"]
    assert manifest["again"] in call("rerun", folder, code=2).stderr


def test_a_written_case_runs_to_the_portfolio_s_figures(councils, folder, tmp_path):
    """The ordinary run of the pair's own case, through the file and the command line."""
    file = tmp_path / "pair.toml"
    call("portfolio", councils, "--write-case", "c003+c001", file)
    assert call("validate", file).stderr == ""
    run = json.loads(call("run", file, *FEW, "--json", "--no-report", "-o", tmp_path).stdout)
    [ours] = [row for row in pq.read_table(folder / "pairs.parquet").to_pylist() if row["councils"] == "c001+c003"]
    theirs = run["given_approval"]
    for name in ("payback_years", "npv", "annual_saving", "implementation_cost", "peak_funding", "full_year_gap_share"):
        assert [ours[f"{name}.p{p}"] for p in (10, 50, 90)] == [theirs[name][f"p{p}"] for p in (10, 50, 90)], name
    assert ours["gap_closed.p50"] == theirs["deficit_reduction.2014/15"]["p50"]
    assert ours["npv.mean.error"] == theirs["npv"]["error"]["mean"]
    assert ours["approved"] == run["probabilities"]["approved"]


def test_groups_of_three(councils, tmp_path):
    groups = tmp_path / "groups.csv"
    groups.write_text("members\nc000 c001 c002\nc003;c004\n", encoding="utf-8")
    told = json.loads(call("portfolio", councils, *QUICK, "--groups", groups, "-o", tmp_path / "out", "--json").stdout)
    assert {tuple(one["councils"]) for one in told["top"]} == {("c000", "c001", "c002"), ("c003", "c004")}
    [found] = (tmp_path / "out").iterdir()
    assert (found / "groups.parquet").is_file() and (found / "groups.csv").is_file()
    assert not (found / "charts").exists()


def test_the_real_pair(template, tmp_path):
    file = tmp_path / "real.csv"
    file.write_text(csv_of(real_pair(template.case), template.clusters), encoding="utf-8")
    said = call("portfolio", file, *QUICK, "-o", tmp_path / "out").stdout
    assert said.startswith("Darlington and Hartlepool rank first: ")


def test_neighbours_of_the_shipped_set_can_be_asked_for(tmp_path):
    file = tmp_path / "small.csv"
    assert "all made up" in call("portfolio", file, "--synthetic", 6).stdout
    told = json.loads(call("portfolio", file, *QUICK, "--pairs", "neighbours", "-o", tmp_path, "--json").stdout)
    assert 6 <= told["groups"] <= 15
    assert "nothing is overwritten" in call("portfolio", file, "--synthetic", 6, code=2).stderr


def test_a_part_of_the_nation_has_one_warning(tmp_path):
    file, part = tmp_path / "all.csv", tmp_path / "part.csv"
    call("portfolio", file, "--synthetic", 40)
    part.write_text("".join(file.read_text(encoding="utf-8").splitlines(keepends=True)[:12]), encoding="utf-8")
    said = call("portfolio", part, *QUICK, "-o", tmp_path / "out", "--quiet").stderr
    assert said.count("warning") == 1 and "not among the councils of the file" in said and ", …" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.csv"], "there is no such file"),
        (["FILE", "--pairs", "neighbours"], "names a neighbour"),
        (["FILE", "--fixed-part", "lots"], "write 0.3 or 30%"),
        (["FILE", "--fixed-part", "130%"], "write 0.3 or 30%"),
        (["FILE", "--write-case", "c000+c0001", "x.toml"], "did you mean"),
        (["FILE", "--write-case", "c000", "x.toml"], "no group"),
        (["FILE", "--template", "darlington"], "there is no case file"),
        (["FILE", "--set", "cluster.people.budget={low=80000000,mode=90000000,high=91000000}"], "no share of a budget"),
        (["FILE", "--within", "0"], "within"),
        (["FILE", "--threads", "2", "--workers", "2"], "leave out all but one"),
        (["FILE", "--groups", "none.csv"], "there is no such file"),
        (["FILE", "--groups", "none.csv", "--pairs", "all"], "do not go together"),
        (["FILE", "--json", "--quiet"], "do not go together"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_remedy(councils, tmp_path, words, said):
    words = [councils if word == "FILE" else word for word in words]
    done = call("portfolio", *words, *QUICK, "-o", tmp_path / "out", code=2)
    assert said in done.stderr and done.stdout == ""
    assert not list((tmp_path / "out").glob("*portfolio*"))


def test_a_fault_of_the_file_has_its_place(councils, tmp_path):
    file = tmp_path / "broken.csv"
    file.write_text(councils.read_text(encoding="utf-8").replace("c002,", "C2,"), encoding="utf-8")
    assert f"{file}:4:1  id  " in call("portfolio", file, *QUICK, code=2).stderr


SLOWLY = ["--no-charts", "--trials", "2000"]


def start(file, parent, *words):
    command = [sys.executable, "-m", "simulator.cli", "portfolio", file, *SLOWLY, "-o", parent, *words]
    return subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_stopped_work_goes_on(template, tmp_path, how):
    """Killed without warning, or by Ctrl-C: the same command goes on with the seed that was chosen, and finishes."""
    file, parent = tmp_path / "councils.csv", tmp_path / "out"
    file.write_text(csv_of(made_up(template.clusters, 20, 2, alike=True), template.clusters), encoding="utf-8")
    first = start(file, parent, "--quiet", "--threads", "1")
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and not list(parent.glob("unfinished/*/*.block")) and first.poll() is None:
        time.sleep(0.02)
    first.send_signal(how)
    _, said = first.communicate(timeout=120)
    assert first.returncode == (130 if how == signal.SIGINT else -9)
    assert [path.name for path in parent.iterdir()] == ["unfinished"]
    [identity] = parent.glob("unfinished/*/identity.json")
    seed = json.loads(identity.read_text(encoding="utf-8"))["seed"]
    again = f"collabsim portfolio {file} --trials 2000 -o {parent} --seed {seed}"
    assert how == signal.SIGKILL or f"To go on from there: {again}" in said
    done = call("portfolio", file, *SLOWLY, "-o", parent, "--json")
    told = json.loads(done.stdout)
    assert "Going on from " in done.stderr and told["seed"] == seed
    assert not (parent / "unfinished").exists()
    whole = json.loads(call("portfolio", file, *SLOWLY, "-o", tmp_path / "whole", "--json", "--seed", seed).stdout)
    assert whole["results_sha256"] == told["results_sha256"]
