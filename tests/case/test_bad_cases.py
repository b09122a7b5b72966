"""Every fault and every warning has a case of its own, in which the faulty line says what should be told of it.

A remark ``#! COLUMN PATH | WRONG – INSTEAD`` stands on the faulty line, or alone on the line above it; ``#?`` marks a
warning.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulator.case import check_case

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.toml"))
SUSPICIOUS = sorted((HERE / "suspicious").glob("*.toml"))


def expected(file: Path, mark: str) -> list[str]:
    """What the remarks of a case say should be told of it, in the words and the order of the command line."""
    told = []
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
        alone = line.startswith(mark)
        for remark in line.split(mark)[1:]:
            column, path, wrong = re.fullmatch(r" (\d+) (.*?) \| (.*?)\s*", remark).groups()
            told.append(f"{file}:{number + alone}:{column}  {path}  {wrong}")
    return told


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_tells_every_fault_once_at_its_place(file: Path) -> None:
    case, faults, _ = check_case(file)
    wanted = expected(file, "#!")
    assert wanted, "a bad case says what is wrong with it"
    assert sorted(map(str, faults)) == sorted(wanted)
    assert case is None


@pytest.mark.parametrize("file", SUSPICIOUS, ids=lambda file: file.stem)
def test_tells_every_warning_once_at_its_place(file: Path) -> None:
    case, faults, warnings = check_case(file)
    wanted = expected(file, "#?")
    assert wanted, "a suspicious case says what is suspicious"
    assert sorted(map(str, warnings)) == sorted(wanted)
    assert not faults
    assert case is not None


def test_the_good_case_is_without_fault_or_warning() -> None:
    case, faults, warnings = check_case(HERE / "good.toml")
    assert case is not None
    assert (faults, warnings) == ((), ())


def test_faults_come_in_the_order_of_the_file() -> None:
    _, faults, _ = check_case(HERE / "bad" / "many-faults.toml")
    places = [(fault.line, fault.column) for fault in faults]
    assert places == sorted(places)
    assert len(faults) >= 35


def test_faults_do_not_hide_each_other() -> None:
    """Each fault of the case with many of them is told in the same words as in the case that has it alone."""
    alone = {line.split("  ", 1)[1] for file in BAD if file.stem != "many-faults" for line in expected(file, "#!")}
    together = {line.split("  ", 1)[1] for line in expected(HERE / "bad" / "many-faults.toml", "#!")}
    assert len(together & alone) >= 30
