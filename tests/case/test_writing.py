"""A case written out comes back equal."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.case import build_case, builtin_path, check_case, load_case, resolved_toml
from simulator.case.writing import quoted

GOOD = Path(__file__).parent / "good.toml"
SUSPICIOUS = sorted((Path(__file__).parent / "suspicious").glob("*.toml"))
SHIPPED = [builtin_path(name) for name in ("darlington-hartlepool", "darlington-hartlepool-bottom-up", "blank")]


@pytest.mark.parametrize("file", [GOOD, *SHIPPED, *SUSPICIOUS], ids=lambda file: file.stem)
def test_a_written_case_comes_back_equal(file: Path, tmp_path: Path) -> None:
    case = load_case(file)
    copy = tmp_path / "resolved.toml"
    copy.write_text(resolved_toml(case), encoding="utf-8")
    assert load_case(copy) == case
    assert resolved_toml(load_case(copy)) == copy.read_text(encoding="utf-8")


def test_a_written_case_holds_what_was_set_and_what_was_left_out() -> None:
    case = load_case(GOOD, ["delay.common=3"])
    data = tomllib.loads(resolved_toml(case))
    assert data["delay"]["common"]["value"] == 3.0
    assert data["delay"]["common"]["source"] == "--set on the command line"
    assert data["cluster"]["corporate"]["realisation"] == {
        "value": 1.0,
        "source": "collabsim's default",
        "basis": "assumed",
    }
    assert build_case(data) == case


def test_a_written_case_has_no_fault_of_its_own(tmp_path: Path) -> None:
    copy = tmp_path / "resolved.toml"
    copy.write_text(resolved_toml(load_case(GOOD)), encoding="utf-8")
    assert check_case(copy)[1:] == ((), ())


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives(text: str) -> None:
    assert tomllib.loads(f"key = {quoted(text)}")["key"] == text


@given(st.floats(0, 1e15))
def test_amounts_survive_to_the_last_bit(pounds: float) -> None:
    case = load_case(GOOD)
    changed = case.model_copy(
        update={"team": case.team.model_copy(update={"amount": case.team.amount.model_copy(update={"value": pounds})})}
    )
    assert tomllib.loads(resolved_toml(changed))["team"]["amount"]["value"] == pounds
