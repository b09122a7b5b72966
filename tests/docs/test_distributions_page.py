"""What docs/distributions.md tells people to write is read as it says, and its Python runs as it stands."""

import doctest
import re
from pathlib import Path

import pytest

from simulator.case import check_case

PAGE = Path(__file__).resolve().parents[2] / "docs" / "distributions.md"
TEXT = PAGE.read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+?) \| `(?:saving = )?(.+?)` \|$", TEXT, flags=re.MULTILINE)
WRITTEN = [(what, toml) for what, toml in ROWS if "…" not in toml]


def test_the_table_is_read():
    assert len(WRITTEN) >= 9


@pytest.mark.parametrize(("what", "toml"), WRITTEN, ids=[what for what, _ in WRITTEN])
def test_what_it_says_to_write_is_understood(what, toml):
    case, faults, _ = check_case(None, [f"cluster.corporate.saving={toml}"])
    assert case is not None, [str(fault) for fault in faults]
    saving = case.cluster["corporate"].saving
    assert saving.fixed == (what == "the figure")


def test_its_python_runs():
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert (failed, tried >= 4) == (0, True)
