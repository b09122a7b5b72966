"""The shipped cases give the figures that they gave, and no figure moves without a line in the changelog."""

import re
from pathlib import Path

import pytest

from tests.golden.__main__ import CASES, NAMED, README, excerpt, figures, kept, real_run, shown

CHANGELOG = Path(__file__).resolve().parents[2] / "CHANGELOG.md"


@pytest.mark.parametrize("name", CASES)
def test_the_shipped_cases_give_what_they_gave(name):
    # The readable figures first: when something moves, they say what.
    now, before = figures(name), kept()[name]
    assert {view: now[view] for view in ("tested", "as_submitted")} == {
        view: before[view] for view in ("tested", "as_submitted")
    }
    assert now["results_sha256"] == before["results_sha256"]


@pytest.mark.parametrize("name", CASES)
def test_the_changelog_names_the_present_figures(name):
    lines = re.split(r"^#+ Numbers change$", CHANGELOG.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    fingerprint = kept()[name]["results_sha256"][:NAMED]
    assert any(fingerprint in part for part in lines), f"no line under 'Numbers change' names {fingerprint} ({name})"


def test_the_readme_shows_what_a_real_run_says(tmp_path):
    page = README.read_text(encoding="utf-8")
    assert page == shown(page, excerpt(real_run(tmp_path, "--no-report"))), "run: python -m tests.golden --update"
