"""The root command: what it loads, how it ends, and what it does with awkward terminals."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from simulator.cli.app import COMMANDS, collabsim

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def shell(*words, code="from simulator.cli import main; main()", **environment):
    """Run collabsim in a process of its own and return it finished, output in bytes."""
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env=os.environ | {"PYTHONPATH": ROOT} | environment,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


def test_help_loads_click_and_none_of_the_heavy_libraries():
    code = (
        "import sys\nfrom simulator.cli.app import collabsim\n"
        "try: collabsim.main(['--help'])\nexcept SystemExit: pass\n"
        "loaded = {m.split('.')[0] for m in sys.modules}\n"
        "assert 'click' in loaded\n"
        "heavy = loaded & {'numpy', 'numba', 'pandas', 'scipy', 'matplotlib', 'pydantic', 'pyarrow', 'tree_sitter'}\n"
        "assert not heavy, heavy\n"
    )
    done = shell(code=code)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize(
    ("words", "heavy"),
    [
        (["validate", "blank"], {"numba", "scipy", "pandas", "matplotlib", "pyarrow", "jinja2", "tree_sitter"}),
        (
            ["run", "--trials", "20", "--no-report", "--quiet", "-o", "{folder}"],
            {"scipy.linalg", "scipy.special", "scipy.stats", "pandas", "matplotlib", "jinja2", "xlsxwriter"},
        ),
    ],
    ids=["validate", "run without a report"],
)
def test_commands_load_only_what_they_use(words, heavy, tmp_path):
    code = (
        "import sys\nfrom simulator.cli.app import collabsim\n"
        "try: collabsim.main()\nexcept SystemExit as ending: print(*sys.modules)\n"
    )
    done = shell(*[word.format(folder=tmp_path) for word in words], code=code)
    loaded = set(done.stdout.decode().splitlines()[-1].split())
    assert "pydantic" in loaded, done.stderr.decode()
    assert not loaded & heavy


@pytest.mark.parametrize("words", [["--help"], ["-h"], *[[name, "-h"] for name in COMMANDS]])
def test_help_is_a_result_and_ends_well(words):
    done = CliRunner().invoke(collabsim, words)
    assert done.exit_code == 0
    assert done.stdout.startswith("Usage: collabsim")
    assert done.stderr == ""


def test_version_is_one_line():
    done = CliRunner().invoke(collabsim, ["--version"])
    assert done.exit_code == 0
    assert done.stdout.startswith("collabsim ")
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Usage: collabsim"),
        (["rum"], "Did you mean 'run'?"),
        (["run", "--trails", "5"], "--trials"),
        (["run", "--trials", "0"], "--trials"),
        (["run", "--seed", "-1"], "--seed"),
        (["run", "--seed", "18446744073709551616"], "--seed"),
        (["run", "--threads", "0"], "--threads"),
        (["run", "no-such-case.toml"], "Shipped cases:"),
        (["validate"], "CASE"),
        (["rerun"], "RUN"),
        (["completion", "tcsh"], "powershell"),
        (["--colour"], "No such option"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_to_write(words, said):
    done = CliRunner().invoke(collabsim, words)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_fault_of_ours_is_kept_in_a_file_and_shows_no_traceback(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("simulator.cli.options.shipped_cases", lambda: 1 / 0)
    done = CliRunner().invoke(collabsim, ["validate", "no-such-case"])
    assert done.exit_code == 3
    assert "a fault of ours" in done.stderr
    assert "Traceback" not in done.stderr
    [kept] = tmp_path.glob("collabsim-fault-*.txt")
    assert str(kept) in done.stderr
    assert "ZeroDivisionError" in kept.read_text(encoding="utf-8")
    assert "collabsim validate no-such-case" in kept.read_text(encoding="utf-8")


def test_debug_shows_the_traceback_instead(monkeypatch, tmp_path):
    monkeypatch.setenv("COLLABSIM_DEBUG", "1")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("simulator.cli.options.shipped_cases", lambda: 1 / 0)
    done = CliRunner().invoke(collabsim, ["validate", "no-such-case"])
    assert done.exit_code == 3
    assert "Traceback" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_closed_pipe_is_no_fault():
    code = (
        "import os, sys\n"
        "reader, writer = os.pipe(); os.dup2(writer, 1); os.close(writer); os.close(reader)\n"
        "from simulator.cli import main; main()\n"
    )
    done = shell("--help", code=code)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""


def test_text_beyond_the_code_page_is_spelled_out():
    code = (
        "import sys\nfrom simulator.cli import console\nconsole.make_printable()\n"
        "console.say('£5.4m – 80% ≥ \\u4e2d')\n"
    )
    assert shell(code=code, PYTHONIOENCODING="ascii").stdout.strip() == b"GBP 5.4m - 80% >= ?"
    assert shell(code=code, PYTHONIOENCODING="cp1252").stdout.strip() == b"\xa35.4m \x96 80% >= ?"
    assert shell(code=code, PYTHONIOENCODING="utf-8").stdout.decode().strip() == "£5.4m – 80% ≥ \u4e2d"


@pytest.mark.parametrize("name", ["bash", "zsh", "fish", "powershell"])
def test_completion_scripts_name_the_command(name):
    done = CliRunner().invoke(collabsim, ["completion", name])
    assert done.exit_code == 0
    assert "collabsim" in done.stdout
    assert "_COLLABSIM_COMPLETE" in done.stdout


@pytest.mark.parametrize(
    ("environment", "offered"),
    [
        ({"_COLLABSIM_COMPLETE": "bash_complete", "COMP_WORDS": "collabsim r", "COMP_CWORD": "1"}, "plain,run"),
        ({"_COLLABSIM_COMPLETE": "powershell_complete", "COMP_WORDS": "collabsim\nr", "COMP_CWORD": "r"}, "run\t"),
        (
            {"_COLLABSIM_COMPLETE": "powershell_complete", "COMP_WORDS": "collabsim\nrun\ndar", "COMP_CWORD": "dar"},
            "darlington-hartlepool\t",
        ),
        (
            {"_COLLABSIM_COMPLETE": "powershell_complete", "COMP_WORDS": "collabsim\nrun\n--tr", "COMP_CWORD": "--tr"},
            "--trials\t",
        ),
    ],
)
def test_shells_are_answered(environment, offered):
    done = shell(**environment)
    assert done.returncode == 0, done.stderr.decode()
    assert offered in done.stdout.decode()
