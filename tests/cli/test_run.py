"""``run`` and ``rerun``, on few trials: what they print, keep and refuse, and with which exit code they end."""

import hashlib
import json
import os
import shlex
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from simulator.cli.app import collabsim

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FEW = ["--trials", "128", "--seed", "7"]
MAIN = [sys.executable, "-c", "from simulator.cli import main; main()"]


def call(*words, code=0):
    """Run collabsim in this process and return what it printed."""
    done = CliRunner().invoke(collabsim, [str(word) for word in words])
    assert done.exit_code == code, f"{done.exit_code}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done


def environment(**more):
    return os.environ | {"PYTHONPATH": ROOT} | more


def only_folder(parent):
    [folder] = parent.iterdir()
    return folder


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A finished run with its charts: the folder it is in, and what was printed."""
    parent = tmp_path_factory.mktemp("runs")
    return parent, call("run", *FEW, "-o", parent)


def test_the_summary_is_a_result_and_says_which_case_it_is(kept):
    parent, done = kept
    assert "No case named" in done.stderr
    assert "as submitted" in done.stdout
    assert "seed 7" in done.stdout
    assert "are assumed" in done.stdout
    assert str(only_folder(parent)) in done.stdout


def test_the_command_for_the_same_figures_gives_them(tmp_path):
    first = call("run", *FEW, "--no-report", "--set", "delivery.factor=0.8", "-o", tmp_path / "a")
    again = shlex.split(first.stdout.split("The same figures again: ")[1].splitlines()[0])
    assert again[:2] == ["collabsim", "run"]
    call(*again[1:], "--no-report", "-o", tmp_path / "b")
    one, two = (json.loads((only_folder(tmp_path / x) / "manifest.json").read_text(encoding="utf-8")) for x in "ab")
    assert one["results_sha256"] == two["results_sha256"]


def test_a_file_edited_while_it_runs_is_kept_as_it_was_read(tmp_path, monkeypatch):
    import simulator.findings

    case = tmp_path / "case.toml"
    call("init", case)
    given = case.read_bytes()
    analyse = simulator.findings.analyse

    def edit_and_analyse(*words, **more):
        case.write_bytes(given + b"# later\n")
        return analyse(*words, **more)

    monkeypatch.setattr(simulator.findings, "analyse", edit_and_analyse, raising=False)
    call("run", case, *FEW, "--no-report", "-o", tmp_path / "runs")
    assert case.read_bytes() != given
    assert (only_folder(tmp_path / "runs") / "case.toml").read_bytes() == given


def test_the_folder_holds_everything(kept):
    folder = only_folder(kept[0])
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"case.toml", "manifest.json", "summary.json", "summary.csv", "trials.parquet"} <= names
    assert {"charts/fan-chart.svg", "charts/fan-chart.png"} <= names
    options = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["options"]
    assert options["trials"] == 128
    assert options["seed"] == 7


def test_json_is_one_object_and_nothing_else(tmp_path):
    done = call("run", *FEW, "-o", tmp_path, "--json", "--no-report")
    told = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert done.stdout.isascii()
    for key in ("schema_version", "case", "results_sha256", "measures", "given_approval", "as_submitted"):
        assert key in told
    assert (told["trials"], told["seed"], told["case"]) == (128, 7, "darlington-hartlepool")
    assert told["run"] == only_folder(tmp_path).as_posix()
    assert "payback_by.2015-03-31" in told["probabilities"]
    assert told == json.loads((only_folder(tmp_path) / "summary.json").read_text(encoding="utf-8"))


def test_quiet_says_nothing_and_no_report_draws_nothing(tmp_path):
    done = call("run", *FEW, "-o", tmp_path, "--quiet", "--no-report")
    assert done.stdout == ""
    assert "No case named" not in done.stderr
    assert not (only_folder(tmp_path) / "charts").exists()


def test_a_chosen_seed_is_printed_and_kept(tmp_path):
    done = call("run", "--trials", "64", "-o", tmp_path, "--no-report")
    seed = json.loads((only_folder(tmp_path) / "manifest.json").read_text(encoding="utf-8"))["seed"]
    assert f"--seed {seed}" in done.stdout


def test_a_shipped_case_is_known_by_its_name(tmp_path):
    done = call("run", "darlington-hartlepool-bottom-up", *FEW, "-o", tmp_path, "--no-report", "--json")
    assert json.loads(done.stdout)["case"] == "darlington-hartlepool-bottom-up"


def test_set_changes_the_case_for_this_time_only(tmp_path):
    plain = json.loads(call("run", *FEW, "-o", tmp_path / "a", "--no-report", "--json").stdout)
    words = ["run", *FEW, "-o", tmp_path / "b", "--no-report", "--json", "--set", "cluster.corporate.saving=£1m"]
    changed = json.loads(call(*words).stdout)
    assert changed["results_sha256"] != plain["results_sha256"]
    one, other = (told["as_submitted"]["annual_saving.corporate"] for told in (plain, changed))
    assert other["p50"] == pytest.approx(1e6)
    assert one["p50"] != other["p50"]
    call("rerun", only_folder(tmp_path / "b"))


def test_kept_on_request_are_inputs_and_all_outcomes(tmp_path):
    import pyarrow.parquet as parquet

    call("run", *FEW, "-o", tmp_path, "--no-report", "--quiet", "--keep-inputs", "--keep-all")
    folder = only_folder(tmp_path)
    assert "cluster.corporate.saving" in parquet.read_schema(folder / "inputs.parquet").names
    assert "annual_saving.corporate" in parquet.read_schema(folder / "trials.parquet").names


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("P(payback_years <= 5) < 0.01", 0),
        ("P(payback_years <= 5) < 0.999", 1),
        ("p90(peak_funding) > £900m", 0),
        ("never_pays_back >= 0", 1),
    ],
)
def test_a_missed_limit_ends_with_1_and_the_run_is_kept(tmp_path, limit, code):
    done = call("run", *FEW, "-o", tmp_path, "--no-report", "--json", "--fail-if", limit, code=code)
    assert limit in done.stderr
    assert json.loads(done.stdout)["trials"] == 128
    assert only_folder(tmp_path).is_dir()


def test_until_says_how_many_trials_it_took_and_the_record_repeats_them(tmp_path):
    asked = ["--until", "p50(payback_years) +/- 0.1", "--until", "P(payback_years <= 5) +/- 2%"]
    done = call("run", "--seed", "7", "-o", tmp_path / "a", "--no-report", *asked)
    folder = only_folder(tmp_path / "a")
    manifest, summary = (
        json.loads((folder / f"{x}.json").read_text(encoding="utf-8")) for x in ("manifest", "summary")
    )
    trials = manifest["trials"]
    assert 1_000 <= trials < 10_000
    assert done.stdout.count(f"Reached with {trials:,} trials: ") == 2
    assert manifest["options"]["trials"] == summary["trials"] == trials
    assert manifest["options"]["until"] == [asked[1], asked[3]]
    for one in summary["until"]:
        low, high = one["interval_95"]
        assert one["reached"] and max(one["value"] - low, high - one["value"]) == one["within"] <= one["asked"]
    assert f"{trials:,} trials" in call("rerun", folder).stdout
    again = shlex.split(done.stdout.split("The same figures again: ")[1].splitlines()[0])
    call(*again[1:], "--no-report", "-o", tmp_path / "b")
    other = json.loads((only_folder(tmp_path / "b") / "manifest.json").read_text(encoding="utf-8"))
    assert other["results_sha256"] == manifest["results_sha256"]


@pytest.mark.parametrize("design", ["lhs", "sobol"])
def test_until_under_a_design_adds_randomisations_and_the_record_repeats_them(tmp_path, design):
    words = ["--seed", "7", "--trials", "320", "--design", design, "--until", "mean(annual_saving) +/- £50k"]
    done = call("run", *words, "-o", tmp_path / "a", "--no-report")
    folder = only_folder(tmp_path / "a")
    manifest, summary = (
        json.loads((folder / f"{x}.json").read_text(encoding="utf-8")) for x in ("manifest", "summary")
    )
    points, randomisations = 16, manifest["design"]["randomisations"]
    assert manifest["design"]["points"] == points and randomisations > 20
    assert manifest["trials"] == summary["trials"] == points * randomisations
    assert summary["randomisations"] == randomisations and summary["until"][0]["reached"]
    assert f"{manifest['trials']:,} trials" in call("rerun", folder).stdout
    again = shlex.split(done.stdout.split("The same figures again: ")[1].splitlines()[0])
    call(*again[1:], "--no-report", "-o", tmp_path / "b")
    other = json.loads((only_folder(tmp_path / "b") / "manifest.json").read_text(encoding="utf-8"))
    assert other["results_sha256"] == manifest["results_sha256"]


def test_until_begins_with_the_trials_that_were_asked_for(tmp_path):
    done = call("run", *FEW, "-o", tmp_path, "--no-report", "--json", "--until", "P(approved <= 1) +/- 5%")
    assert json.loads(done.stdout)["trials"] == 128


def test_a_precision_that_is_not_reached_ends_with_1_and_the_run_is_kept(tmp_path):
    words = ["--until", "mean(npv) +/- £1", "--max-trials", "300"]
    done = call("run", *FEW, *words, "-o", tmp_path, "--no-report", "--json", code=1)
    assert "Not reached with 300 trials: mean(npv) +/- £1" in done.stderr and "--max-trials" in done.stderr
    told = json.loads(done.stdout)
    assert told["trials"] == 300 and told["until"][0]["reached"] is False


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--fail-if", "P(payback <= 5) < 0.8"], "Did you mean 'payback_years'?"),
        (["--fail-if", "payback soon"], "write it like"),
        (["--until", "p50(payback) +/- 0.1"], "Did you mean 'payback_years'?"),
        (["--until", "p50(payback_years) 0.1"], "write it like"),
        (["--until", "mean(payback_years) +/- 0.1"], "the figure is infinite"),
        (["--until", "p50(npv) +/- £1m", "--max-trials", "100"], "--max-trials"),
        (["--max-trials", "100"], "--until"),
        (["--set", "cluster.corprate.saving=£1m"], "corporate"),
        (["--set", "cluster.corporate.saving"], "="),
    ],
)
def test_nothing_is_run_when_the_request_is_wrong(tmp_path, words, said):
    done = call("run", *FEW, "-o", tmp_path, *words, code=2)
    assert said in done.stderr
    assert done.stdout == ""
    assert not list(tmp_path.iterdir())


def test_every_fault_of_a_case_is_told_with_its_place(tmp_path):
    case = tmp_path / "broken.toml"
    call("init", case)
    text = case.read_text(encoding="utf-8").replace("[case]", "[case]\nhorizen = 3\nstart = 5\n", 1)
    case.write_text(text, encoding="utf-8")
    for command in ("run", "validate", "explain"):
        done = call(command, case, code=2)
        assert "broken.toml:" in done.stderr
        assert done.stdout == ""


def test_a_folder_that_cannot_be_written_is_refused_before_the_work(tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("a file\n", encoding="utf-8")
    done = call("run", *FEW, "-o", taken, code=2)
    assert "-o" in done.stderr
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        locked = tmp_path / "locked"
        locked.mkdir(mode=0o500)
        assert "permission denied" in call("run", *FEW, "-o", locked, code=2).stderr.lower()


def test_the_same_seed_gives_the_same_figures_on_any_number_of_threads(kept, tmp_path):
    call("run", *FEW, "-o", tmp_path, "--no-report", "--quiet", "--threads", "3")
    one, other = (
        json.loads((only_folder(parent) / "manifest.json").read_text(encoding="utf-8"))["results_sha256"]
        for parent in (kept[0], tmp_path)
    )
    assert one == other


def test_rerun_confirms_a_run(kept):
    done = call("rerun", only_folder(kept[0]), "--threads", "1")
    assert done.stdout.startswith("Identical")
    assert call("rerun", only_folder(kept[0]), "--quiet").stdout == ""


@pytest.fixture
def copy(kept, tmp_path):
    """A copy of the kept run, to tamper with."""
    import shutil

    return shutil.copytree(only_folder(kept[0]), tmp_path / "copy")


def rewrite(folder, change):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def test_rerun_refuses_a_folder_that_was_changed(copy):
    with (copy / "case.toml").open("a", encoding="utf-8") as file:
        file.write("# a word\n")
    assert "case.toml was changed" in call("rerun", copy, code=2).stderr
    (copy / "case.toml").unlink()
    assert "case.toml is missing" in call("rerun", copy, code=2).stderr
    (copy / "manifest.json").write_text("{", encoding="utf-8")
    call("rerun", copy, code=2)


def test_rerun_says_which_results_differ(copy):
    def change(manifest):
        manifest["results_sha256"] = "0" * 64
        manifest["digests"]["tested"]["npv"] = "0" * 32
        manifest["versions"]["numba"] = "0.1"

    rewrite(copy, change)
    said = call("rerun", copy, code=1).stdout
    assert "Not identical" in said
    assert "the same; it computed something else" in said
    assert "numba was 0.1" in said
    assert "outcomes moved: npv." in said


def test_rerun_says_when_the_case_is_another(copy):
    case = copy / "case.toml"
    text = case.read_text(encoding="utf-8").replace(
        'discount_rate = { value = "3.5%"', 'discount_rate = { value = "4%"'
    )
    case.write_text(text, encoding="utf-8")

    def change(manifest):
        facts = manifest["files"]["case.toml"]
        facts["sha256"] = hashlib.sha256(case.read_bytes()).hexdigest()
        facts["bytes"] = case.stat().st_size

    rewrite(copy, change)
    said = call("rerun", copy, code=1).stdout
    assert "given something else" in said
    assert "npv" in said


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot send Ctrl-C to one process alone")
@pytest.mark.parametrize("moment", ["simulating", "writing"])
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_nothing_half_written(tmp_path, moment, sent, kept):
    output = tmp_path / "runs"
    trials = {"simulating": "200000", "writing": "10000"}[moment]
    process = subprocess.Popen(
        [*MAIN, "run", "--trials", trials, "--seed", "1", "-o", str(output)],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    # The folder for runs is made just before the simulation begins, and a run's own folder when it is written.
    begun = output.is_dir if moment == "simulating" else lambda: any(output.glob("*.partial"))
    for _ in range(6000):
        if begun() or process.poll() is not None:
            break
        time.sleep(0.01)
    process.send_signal(sent)
    printed, said = process.communicate(timeout=120)
    assert process.returncode == 130, said.decode()
    assert printed == b""
    assert b"interrupted" in said
    assert b"Traceback" not in said
    assert not output.exists() or not list(output.iterdir())


def test_a_reader_that_leaves_early_is_no_fault(tmp_path):
    code = (
        "import os\nreader, writer = os.pipe(); os.dup2(writer, 1); os.close(writer); os.close(reader)\n"
        "from simulator.cli import main; main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "run", *FEW, "-o", str(tmp_path), "--no-report"],
        env=environment(),
        capture_output=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert only_folder(tmp_path).is_dir()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437"])
def test_an_old_code_page_takes_the_pound_sign(tmp_path, encoding):
    done = subprocess.run(
        [*MAIN, "run", *FEW, "-o", str(tmp_path), "--no-report"],
        env=environment(PYTHONIOENCODING=encoding, PYTHONUTF8="0", LC_ALL="C"),
        capture_output=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode(encoding)
    said = done.stdout.decode(encoding)
    assert ("GBP" if encoding == "ascii" else "£") in said
