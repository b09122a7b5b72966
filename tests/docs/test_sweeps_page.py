"""docs/sweeps.md: its commands run, and what it says of figures, files and the example is so."""

import csv
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli.app import collabsim
from simulator.findings.figure_rows import DEFAULTS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "sweeps.md").read_text(encoding="utf-8")
COMMANDS = [
    shlex.split(block.replace("\\\n", " ").removeprefix("$ "))
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[3])
def test_its_commands_run_and_write_the_files_it_lists(words, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(collabsim, [*words[1:], "--trials", "64", "-o", str(tmp_path)])
    assert done.exit_code == 0, done.stderr
    [folder] = tmp_path.iterdir()
    listed = set(re.findall(r"`([a-z-]+)(\.[a-z]+)?`", PAGE.split("## The folder")[1]))
    for path in folder.iterdir():
        assert any(path.name == stem + ending or path.stem == stem for stem, ending in listed), path.name


def test_the_usual_figures_are_those_of_the_command():
    said = PAGE.split("## Figures")[1].split("## The folder")[0].replace("\\|", "|")
    for text in DEFAULTS:
        percentile = text.startswith(("p80(payback", "p20(annual"))
        assert (f"`{text.partition('(')[0]}(…)`" if percentile else f"`{text}`") in said, text


def test_the_example_has_the_rows_that_the_page_shows():
    with (ROOT / "configs" / "darlington-hartlepool-options.csv").open(encoding="utf-8", newline="") as file:
        rows = [tuple(row) for row in csv.reader(file)]
    shown = PAGE.split("is one:")[1].split("```")[0].strip().splitlines()
    table = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in shown if "---" not in line]
    assert len(table) == 4 and set(table) <= set(rows) and table[0] == rows[0]
