"""A council's own colours: read, kept legible, refused where they could not be told apart, recorded."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.report import style
from simulator.report.fans import draw_cumulative
from simulator.report.theme import (
    HOUSE,
    LEAST_CONTRAST,
    Theme,
    ThemeError,
    contrast,
    legible,
    luminance,
    read_theme,
    theme_of,
)
from tests.findings.invented import invented_findings
from tests.report.invented_report import invented_report

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def _read(tmp_path, text):
    path = tmp_path / "council.toml"
    path.write_text(text, encoding="utf-8")
    return read_theme(path)


def test_a_theme_is_two_colours(tmp_path):
    theme = _read(tmp_path, '# Our own\ntested = "#7A0019"\nsubmitted = "#036"\n')
    assert (theme.tested, theme.submitted, theme.notes) == ("#7a0019", "#003366", ())
    assert len(theme.tested_bands) == len(theme.submitted_bands) == 4


def test_what_is_not_given_stays_the_houses(tmp_path):
    assert _read(tmp_path, "") == HOUSE
    theme = _read(tmp_path, 'tested = "#4b2e83"')
    assert theme.submitted == HOUSE.submitted and theme.submitted_bands == HOUSE.submitted_bands


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tested = ", "is not TOML"),
        ('tested = "blue"', "tested is blue, not a colour"),
        ("tested = 7", "tested is 7, not a colour"),
        ('tested = "#12345"', "not a colour"),
        ('primary = "#123456"', "has 'primary'; it can have tested and submitted"),
        ('tested = "#123456"\nsubmitted = "#123456"', "all readers could not tell"),
        ('tested = "#2e7d32"\nsubmitted = "#c62828"', "readers who do not see green could not tell"),
    ],
)
def test_what_is_wrong_with_a_theme_is_told(tmp_path, text, told):
    with pytest.raises(ThemeError, match=told):
        _read(tmp_path, text)


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(ThemeError, match="cannot be read"):
        read_theme(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00t")
    with pytest.raises(ThemeError, match="not text"):
        read_theme(tmp_path / "bytes.toml")


def test_a_pale_colour_is_darkened_and_the_reader_told(tmp_path):
    theme = _read(tmp_path, 'submitted = "#ffcc00"')
    assert contrast(theme.submitted) == pytest.approx(LEAST_CONTRAST, abs=0.15)
    (note,) = theme.notes
    assert "#ffcc00" in note and theme.submitted in note and "1.5 to 1" in note


def test_contrast_is_that_of_the_guidelines():
    """Figures that any checker of contrast gives."""
    assert contrast("#767676") == pytest.approx(4.54, abs=0.005)
    assert contrast("#ff0000") == pytest.approx(4.00, abs=0.005)
    assert contrast("#ffffff") == 1.0


@given(colours)
def test_every_colour_can_be_made_legible_and_no_legible_one_is_touched(colour):
    found = legible(colour)
    assert contrast(found) >= LEAST_CONTRAST
    assert found == colour or contrast(colour) < LEAST_CONTRAST


@given(colours)
def test_the_shades_of_every_colour_read_in_grey(colour):
    try:
        theme = theme_of({"tested": colour}, "here")
    except ThemeError:
        return
    shades = [luminance(shade) for shade in (*theme.tested_bands, theme.tested)]
    assert all(outer - inner > 0.05 for outer, inner in pairwise(shades))


def test_a_theme_comes_back_from_its_record():
    theme = theme_of({"tested": "#7a0019", "submitted": "#ffcc00"}, "here")
    again = Theme.of_record(theme.as_record())
    assert (again.tested, again.submitted, again.tested_bands) == (theme.tested, theme.submitted, theme.tested_bands)
    assert again.notes == ()
    assert Theme.of_record(None) is HOUSE


def test_charts_are_drawn_in_the_theme_and_only_in_it():
    theme = theme_of({"tested": "#7a0019", "submitted": "#003366"}, "here")
    findings = invented_findings(200)
    report = invented_report(findings)
    with style.house_style(theme):
        themed = style.drawn(draw_cumulative(findings, report)).svg
    with style.house_style():
        plain = style.drawn(draw_cumulative(findings, report)).svg
    own = (HOUSE.tested, HOUSE.submitted, *HOUSE.tested_bands)
    council = (theme.tested, theme.submitted, *theme.tested_bands)
    assert all(colour in themed and colour not in plain for colour in council)
    assert all(colour in plain and colour not in themed for colour in own)
