"""Ratios in words, as JSON and in the README."""

import json
import re
from pathlib import Path

import pytest

from benchmarks import table
from tests.benchmarks.invented import duration, session, speed

ROOT = Path(__file__).resolve().parents[2]


def found():
    return session(
        speed("plain NumPy", 41.27, wanted=30.0),
        duration("--help", 1.234, wanted=2.0),
        duration("validate", 2.5, wanted=2.0),
        speed("sobol", 2.0),
        left_out={"chaospy": "not installed"},
    )


def test_what_is_wanted_is_at_least_of_a_speed_and_at_most_of_a_duration():
    assert [one.holds for one in found().comparisons] == [True, True, False, None]
    assert [one.holds for one in (speed("a", 29.9, wanted=30.0), duration("b", 2.0, wanted=2.0))] == [False, True]


def test_the_table_says_how_much_and_how_sure():
    rows = table.cells(found())
    beside = ("the engine (plain NumPy)", "plain NumPy")
    assert rows[0] == (*beside, "41 times as quick", "40 to 42 in 5", "at least 30, reached")
    assert rows[1] == ("`--help`", "`import click`", "1.23 times as long", "1.00 to 3.0 in 7", "at most 2, reached")
    assert [row[4] for row in rows[2:]] == ["at most 2, missed", ""]


def test_markdown_and_screen_have_the_same_rows():
    marked, plain = table.markdown(found()), table.plain(found())
    for row in table.cells(found()):
        assert "| " + " | ".join(row) + " |" in marked
        assert all(cell.replace("`", "") in plain for cell in row)
    assert "validate: 2.5 times as long as import click (1.00 to 3.0 in 7 rounds); wanted: at most 2, missed\n" in plain
    assert "sobol): 2.0 times as quick as plain NumPy (1.00 to 3.0 in 5 rounds)\n" in plain
    for text in (marked, plain):
        assert "1 April 2027, 2 cores of Analytical Engine, Linux x86_64, Python 3.13.1, numpy 2.4." in text
        assert "Left out: chaospy (not installed)." in text
    assert "`" not in plain


def test_json_has_names_of_its_own_and_comes_back_as_it_was():
    text = table.as_json(found())
    read = json.loads(text)
    assert read["ratios"]["--help"]["ratio"] == {
        "median": 1.234, "least": 1.0, "most": 3.0, "fastest": 1.234, "rounds": 7
    }  # fmt: skip
    assert [read["ratios"][name]["holds"] for name in ("plain NumPy", "validate", "sobol")] == [True, False, None]
    assert read["microseconds_a_trial"] == {"engine": 2.5}
    assert table.from_json(text) == found()


def test_the_readme_is_changed_between_its_marks_only(tmp_path):
    readme, kept = tmp_path / "README.md", tmp_path / "recorded.json"
    mark = "<!-- from benchmarks/compare.py -->"
    readme.write_text(f"# Before\n\n{mark}\nold\n<!-- end -->\n\nAfter\n<!-- end -->\n", encoding="utf-8")
    table.record(found(), kept, readme)
    assert readme.read_text(encoding="utf-8") == (
        f"# Before\n\n{mark}\n{table.markdown(found())}<!-- end -->\n\nAfter\n<!-- end -->\n"
    )
    assert table.from_json(kept.read_text(encoding="utf-8")) == found()


def test_a_readme_without_marks_leaves_the_record_as_it_was(tmp_path):
    readme, kept = tmp_path / "README.md", tmp_path / "recorded.json"
    readme.write_text("# No table\n", encoding="utf-8")
    with pytest.raises(ValueError, match="README needs the line"):
        table.record(found(), kept, readme)
    assert not kept.exists()


def test_the_readme_shows_what_is_recorded():
    recorded = table.from_json(table.RECORD.read_text(encoding="utf-8"))
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert table.in_readme(text, recorded) == text
    assert re.search(r"collabsim bench", text)


def test_what_is_recorded_is_a_whole_session():
    from benchmarks import commands, compare, gate, peers

    names = {one.name for one in table.from_json(table.RECORD.read_text(encoding="utf-8")).comparisons}
    assert {*gate.HELD, "best NumPy", *peers.PEERS, "two threads", *commands.JOBS} <= names
    wanted = {"portfolio", "Dask"}
    assert wanted <= names
    assert set(compare.WANTED_OF_ENGINE) | set(compare.WANTED_OF_COMMANDS) <= names
