"""``run --design``: rounded up and said so, kept, repeated, printed as a command that gives the same figures."""

import json
import shlex

import pytest
from click.testing import CliRunner

from distributions.designs import DESIGNS, RANDOMISATIONS
from simulator.cli import design as options
from simulator.cli.app import collabsim

FEW = ["--trials", "100", "--seed", "7", "--no-report"]


def call(*words, code=0):
    """Run collabsim in this process and return what it printed."""
    done = CliRunner().invoke(collabsim, [str(word) for word in words])
    assert done.exit_code == code, f"{done.exit_code}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done


def only_folder(parent):
    [folder] = parent.iterdir()
    return folder


def manifest_in(parent):
    return json.loads((only_folder(parent) / "manifest.json").read_text(encoding="utf-8"))


def test_the_help_names_what_the_library_has():
    assert options.NAMES == DESIGNS
    [of_design] = [p for p in collabsim.get_command(None, "run").params if p.name == "randomisations"]
    assert f"{RANDOMISATIONS} unless" in of_design.help


@pytest.mark.parametrize(
    ("words", "design", "said"),
    [
        (["--design", "lhs"], ("lhs", 5, 20), "100 trials in 20 independent Latin hypercubes, seed 7"),
        (["--design", "sobol"], ("sobol", 8, 20), "160 trials in 20 independent sets of Sobol points, seed 7"),
        (["--design", "sobol", "--randomisations", "2"], ("sobol", 64, 2), "128 trials in 2 independent sets"),
    ],
)
def test_a_design_is_kept_said_and_repeated(tmp_path, words, design, said):
    done = call("run", *FEW, *words, "-o", tmp_path)
    kept = manifest_in(tmp_path)
    assert tuple(kept["design"].values()) == design
    assert kept["trials"] == kept["options"]["trials"] == design[1] * design[2]
    assert kept["options"]["design"] == design[0]
    assert said in done.stdout
    if kept["trials"] == 100:
        assert "instead of" not in done.stderr
    else:
        assert f"{kept['trials']:,} trials instead of 100" in done.stderr and "powers of two" in done.stderr
    summary = json.loads((only_folder(tmp_path) / "summary.json").read_text(encoding="utf-8"))
    assert (summary["design"], summary["randomisations"], summary["trials"]) == (design[0], design[2], kept["trials"])
    assert call("rerun", only_folder(tmp_path), "--threads", "1").stdout.startswith("Identical")
    again = shlex.split(done.stdout.split("The same figures again: ")[1].splitlines()[0])
    assert again[:2] == ["collabsim", "run"]
    call(*again[1:], "--no-report", "--quiet", "-o", tmp_path / "again")
    assert manifest_in(tmp_path / "again")["results_sha256"] == kept["results_sha256"]
    assert manifest_in(tmp_path / "again")["design"] == kept["design"]


def test_random_is_the_default_and_the_same_as_ever(tmp_path):
    call("run", *FEW, "--quiet", "-o", tmp_path / "a")
    done = call("run", *FEW, "--design", "random", "-o", tmp_path / "b")
    one, other = manifest_in(tmp_path / "a"), manifest_in(tmp_path / "b")
    assert one["results_sha256"] == other["results_sha256"]
    assert other["design"] == {"name": "random", "points": 1, "randomisations": 1}
    assert "100 trials, seed 7" in done.stdout and "--design" not in done.stdout


def test_designs_give_other_trials_than_chance(tmp_path):
    found = set()
    for name in DESIGNS:
        call("run", "--trials", "64", "--seed", "7", "--no-report", "--quiet", "--design", name, "-o", tmp_path / name)
        found.add(manifest_in(tmp_path / name)["results_sha256"])
    assert len(found) == 3


def test_until_adds_whole_randomisations(tmp_path):
    words = ["--until", "P(payback_years <= 5) +/- 1%", "--trials", "300", "--design", "sobol", "--seed", "7"]
    done = call("run", *words, "--no-report", "-o", tmp_path)
    kept = manifest_in(tmp_path)
    assert kept["design"]["points"] == 16 and kept["design"]["randomisations"] > 20
    assert kept["trials"] == 16 * kept["design"]["randomisations"]
    assert f"Reached with {kept['trials']:,} trials" in " ".join(done.stdout.split())
    assert call("rerun", only_folder(tmp_path)).stdout.startswith("Identical")
    again = shlex.split(done.stdout.split("The same figures again: ")[1].splitlines()[0])
    call(*again[1:], "--no-report", "--quiet", "-o", tmp_path / "again")
    assert manifest_in(tmp_path / "again")["results_sha256"] == kept["results_sha256"]


def test_the_inputs_that_are_kept_are_those_of_the_design(tmp_path):
    import numpy as np
    import pyarrow.parquet as parquet

    from simulator.case import load_case
    from simulator.engine import sample_inputs
    from simulator.plan import compile_plan
    from simulator.record import read_run

    call("run", *FEW, "--design", "lhs", "--quiet", "--keep-inputs", "-o", tmp_path)
    run = read_run(only_folder(tmp_path))
    plan = compile_plan(load_case(None))
    wanted = sample_inputs(plan, 7, range(100), run.design)[plan.input_ids.index("delivery.factor")]
    table = parquet.read_table(run.folder / "inputs.parquet")
    assert np.array_equal(table["delivery.factor"].to_numpy(), wanted)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--randomisations", "5"], "--randomisations are for --design lhs"),
        (["--design", "halton"], "'random', 'lhs', 'sobol'"),
        (["--design", "lhs", "--randomisations", "1"], "x>=2"),
        (["--design", "sobol", "--trials", "1000000000000"], "points must be from 1"),
    ],
)
def test_nothing_is_run_when_the_request_is_wrong(tmp_path, words, said):
    done = call("run", *FEW, "-o", tmp_path, *words, code=2)
    assert said in done.stderr
    assert done.stdout == ""
    assert not list(tmp_path.iterdir())


def test_a_case_with_more_inputs_than_sobol_has_dimensions_says_what_to_use(tmp_path, monkeypatch):
    import distributions.designs

    monkeypatch.setattr(distributions.designs, "MOST_DIMENSIONS", 3)
    done = call("run", *FEW, "--design", "sobol", "-o", tmp_path, code=2)
    assert "use the design lhs" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "stated",
    [
        {"name": "sobol", "points": 8, "randomisations": 21},
        {"name": "sobol", "points": 5, "randomisations": 32},
        {"name": "best", "points": 8, "randomisations": 20},
        {"name": "sobol", "points": "many", "randomisations": 20},
        {"name": "sobol"},
        "sobol",
    ],
)
def test_a_manifest_with_another_design_is_refused(tmp_path, stated):
    call("run", *FEW, "--design", "sobol", "--quiet", "-o", tmp_path)
    path = only_folder(tmp_path) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["design"] = stated
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert "not the manifest of a finished run" in call("rerun", path.parent, code=2).stderr


def test_a_run_from_before_there_were_designs_is_random(tmp_path):
    call("run", *FEW, "--quiet", "-o", tmp_path)
    path = only_folder(tmp_path) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    del manifest["design"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert call("rerun", path.parent).stdout.startswith("Identical")
