"""The README's commands, names and links hold."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
PAGES += [ROOT / "outputs" / "README.md", ROOT / "benchmarks" / "README.md"]


def command(name):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name} command -->\s*```sh\n(.+?)\n```", text, flags=re.DOTALL)
    assert found, f"README.md has no {name} command"
    return found[1]


def test_two_commands_do_all_the_set_up():
    for name in ("run", "test"):
        assert "\n" not in command(name)
        assert command(name).startswith("python3 -m venv .venv && .venv/bin/pip install ")
    assert command("run").endswith("&& .venv/bin/collabsim run")
    assert command("test").endswith("&& .venv/bin/pytest")


def test_ci_runs_the_test_command_out_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "<!-- test command -->" in script
    assert 'bash -euo pipefail -c "$test_command"' in script


def test_the_lock_has_hashes_and_no_address():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "--index-url" not in lock and "--find-links" not in lock
    for entry in re.split(r"\n(?=[a-z0-9])", lock):
        if re.match(r"[a-z0-9]", entry):
            assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_every_dependency_is_locked():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    assert {re.split(r"[<>=!~\[ ]", requirement)[0] for requirement in wanted} <= locked


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_what_the_readme_types_is_understood():
    from simulator.cli.app import COMMANDS, collabsim

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(?:sh|powershell)\n(.*?)```", text, flags=re.DOTALL)
    spans = re.findall(r"`(collabsim [^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    typed = [line for block in [*blocks, *spans] for line in re.findall(r"\bcollabsim ([a-z]+.*)", block)]
    commands = {line.split()[0] for line in typed}
    assert {"run", "validate", "init", "explain"} <= commands <= set(COMMANDS)
    parameters = [parameter for name in COMMANDS for parameter in collabsim.get_command(None, name).params]
    options = {option for parameter in parameters for option in parameter.opts}
    assert {option for line in typed for option in re.findall(r"(--[a-z-]+)", line)} <= options


def test_the_table_of_gains_has_what_its_benchmark_prints():
    import runpy

    made = runpy.run_path(str(ROOT / "benchmarks" / "design_gains.py"))
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.search(r"<!-- from benchmarks/design_gains.py -->\n(.*?)<!-- end -->", text, flags=re.DOTALL)[
        1
    ].splitlines()
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows[2:]] == list(made["FIGURES"])
    lengths = (made["DEFAULT_POINTS"], made["LONG_POINTS"])
    assert rows[0] == "| figure | " + " | ".join(f"{name}, {n:,}" for name in ("lhs", "sobol") for n in lengths) + " |"


def test_the_benchmark_of_designs_runs():
    import runpy

    made = runpy.run_path(str(ROOT / "benchmarks" / "design_gains.py"))
    found = made["gains"](64, 8, 1)
    assert list(found) == list(made["FIGURES"])
    for gains in found.values():
        assert gains["random"] > 0 and gains["lhs"] > 0 and gains["sobol"] > 0
    assert found["as submitted: full-year saving, mean"]["sobol"] > 3
    assert made["_times"](9.94) == "9.9" and made["_times"](14321.0) == "14,000"


def test_the_image_is_small_enough_to_keep():
    assert (ROOT / "docs" / "images" / "fan-chart.png").stat().st_size < 200_000
