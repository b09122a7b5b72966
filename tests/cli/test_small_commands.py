"""``validate``, ``init`` and ``explain``."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from simulator.cli.app import collabsim
from simulator.cli.options import shipped_cases


def call(*words, code=0):
    done = CliRunner().invoke(collabsim, [str(word) for word in words])
    assert done.exit_code == code, f"{done.exit_code}\n{done.stdout}\n{done.stderr}"
    return done


def test_validate_needs_neither_numpy_nor_numba():
    code = (
        "import sys\nfrom simulator.cli.app import collabsim\n"
        "try: collabsim.main(['validate', 'darlington-hartlepool'])\nexcept SystemExit as end: assert end.code == 0\n"
        "heavy = {m.split('.')[0] for m in sys.modules} & {'numpy', 'numba', 'pandas', 'scipy', 'pyarrow'}\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("name", [name for name in shipped_cases() if name != "blank"])
def test_the_shipped_cases_are_fit_to_run_without_a_warning(name):
    done = call("validate", name)
    assert "fit to run" in done.stdout
    assert done.stderr == ""
    assert call("validate", name, "--quiet").stdout == ""


def test_validate_tells_every_fault_at_once(tmp_path):
    case = tmp_path / "broken.toml"
    case.write_text('[case]\ntitel = "x"\nstart = "soon"\n', encoding="utf-8")
    done = call("validate", case, code=2)
    assert done.stdout == ""
    assert "Did you mean" in done.stderr or "did you mean" in done.stderr
    assert done.stderr.count("broken.toml:") >= 3
    assert "faults in the case" in done.stderr


def test_init_starts_a_case_that_explains_itself_and_overwrites_nothing(tmp_path):
    case = tmp_path / "new" / "my-case.toml"
    done = call("init", case, "--schema")
    assert str(case) in done.stdout
    assert "#" in case.read_text(encoding="utf-8")
    schema = json.loads((case.parent / "case.schema.json").read_text(encoding="utf-8"))
    assert schema["$schema"].startswith("https://json-schema.org/")
    case.write_text("mine\n", encoding="utf-8")
    assert "--force" in call("init", case, code=2).stderr
    assert case.read_text(encoding="utf-8") == "mine\n"
    call("init", case, "--force")
    assert case.read_text(encoding="utf-8") != "mine\n"


def test_init_in_a_folder_puts_case_toml_there(tmp_path):
    call("init", tmp_path)
    assert (tmp_path / "case.toml").is_file()


def test_init_says_what_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "cannot be written" in call("init", tmp_path / "file" / "case.toml", code=2).stderr


def test_the_started_case_is_fit_to_run(tmp_path):
    call("init", tmp_path / "case.toml")
    assert "fit to run" in call("validate", tmp_path / "case.toml").stdout


def test_explain_reads_the_case_back():
    said = call("explain").stdout
    for words in ("Darlington", "reported", "assumed", "£"):
        assert words in said
    assert "£1m" in call("explain", "--set", "cluster.corporate.saving=£1m").stdout.replace("£1,000,000", "£1m")


def test_explain_a_key():
    assert "saving" in call("explain", "--key", "cluster.saving").stdout
    assert "--key" in call("explain", "--key", "clustre.saving", code=2).stderr
    assert "leave CASE" in call("explain", "darlington-hartlepool", "--key", "cluster.saving", code=2).stderr
