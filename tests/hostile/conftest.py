"""Runs of the hostile case, made once."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli.app import collabsim
from tests.hostile.case import hostile_case


@dataclass(frozen=True)
class Kept:
    """A run of the hostile case: the case file, the run folder and what the screen showed."""

    case: Path
    folder: Path
    shown: str


def call(*words, code=0):
    """What a command prints, on both streams."""
    done = CliRunner().invoke(collabsim, [str(word) for word in words])
    assert done.exit_code == code, f"{done.exit_code}\n{done.output[-3000:]}"
    return done.output


@pytest.fixture(scope="package", params=[False, True], ids=["ways-out", "10,000-characters"])
def kept(request, tmp_path_factory):
    parent = tmp_path_factory.mktemp("hostile")
    case = hostile_case(parent / "case.toml", long=request.param)
    shown = call("run", case, "--trials", "300", "--seed", "7", "--word", "-o", parent / "runs")
    [folder] = (parent / "runs").iterdir()
    return Kept(case, folder, shown)
