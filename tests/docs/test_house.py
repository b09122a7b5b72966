"""Imports run one way, from the case file towards the screen, and never back."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

BELOW = {
    "distributions": set(),
    "simulator.case": {"distributions"},
    "simulator.plan": {"simulator.case", "distributions"},
    "simulator.engine": {"simulator.plan", "simulator.case", "distributions"},
}
BELOW["simulator.running"] = {"simulator.engine", *BELOW["simulator.engine"]}
BELOW["simulator.findings"] = {"simulator.running", *BELOW["simulator.running"]}
BELOW["simulator.record"] = {"simulator.findings", *BELOW["simulator.findings"]}
BELOW["simulator.report"] = {"simulator.findings", *BELOW["simulator.findings"]}
BELOW["simulator.portfolio"] = {"simulator.record", *BELOW["simulator.record"]}
BELOW["simulator.cli"] = {"simulator.portfolio", "simulator.record", "simulator.report", *BELOW["simulator.record"]}
"""Each folder, and the folders that it may lean on."""


def imported(path):
    """The modules of this project that a file imports, wherever in the file it does so."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] in ("simulator", "distributions"))


def folder_of(module):
    parts = module.split(".")
    return parts[0] if parts[0] == "distributions" else ".".join(parts[:2])


@pytest.mark.parametrize("folder", BELOW)
def test_imports_run_one_way(folder):
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sorted((ROOT / folder.replace(".", "/")).rglob("*.py"))
        for module in imported(path)
        if folder_of(module) not in BELOW[folder] | {folder}
    ]
    assert not wrong


def test_every_folder_is_held():
    folders = {f"simulator.{path.name}" for path in (ROOT / "simulator").iterdir() if (path / "__init__.py").is_file()}
    assert folders | {"distributions"} == set(BELOW)
