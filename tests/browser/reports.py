"""Reports to open in a browser: one of each shipped case, each made once for all tests."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from click.testing import CliRunner

from simulator.cli.app import collabsim

CASES = ("darlington-hartlepool", "darlington-hartlepool-bottom-up", "blank")
"""The shipped cases."""

FEW = ("--trials", "600", "--seed", "2011")

_kept: list[tempfile.TemporaryDirectory[str]] = []


@functools.cache
def report_of(case: str, *more: str) -> Path:
    """The page in the run folder of a case, a shipped one by its name or a file, with more words for ``run``."""
    parent = tempfile.TemporaryDirectory()
    _kept.append(parent)
    done = CliRunner().invoke(collabsim, ["run", case, *FEW, *more, "-o", parent.name, "--quiet"])
    assert done.exit_code == 0, done.output
    [folder] = Path(parent.name).iterdir()
    return folder / "report.html"
