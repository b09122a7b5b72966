"""The Word document: the same bytes, the shape of a committee report, charts told in words, text that stays text."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from docx import Document

from simulator.cli.app import collabsim
from simulator.report import draw_all
from simulator.report.about import About
from simulator.report.page.cells import table
from simulator.report.style import Drawn, Table
from simulator.report.word import WordMissing, require_word, write_word
from simulator.report.word.paper import Paper
from tests.report.real_report import FUTURES, real_report

ABOUT = About("collabsim run case.toml --trials 300 --seed 7", "ab" * 32, "cd" * 32, {"python": "3.11", "numba": None})
NASTY = "<script>=1+1</script> ]]> &amp; \u202eesrever\u202c \x00\x07\x1b[31m {{ 7*7 }} " + "long " * 5000
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


@pytest.fixture(scope="module")
def drawn():
    return draw_all(*real_report("typical"))


@pytest.fixture(scope="module")
def path(drawn, tmp_path_factory):
    folder = tmp_path_factory.mktemp("word")
    return write_word(folder / "report.docx", *real_report("typical"), ABOUT, drawn)


def test_the_same_run_gives_the_same_bytes(path, drawn, tmp_path):
    again = write_word(tmp_path / "again.docx", *real_report("typical"), ABOUT, drawn)
    assert again.read_bytes() == path.read_bytes()


def test_it_has_the_shape_of_a_committee_report(path):
    paper = Document(path)
    headings = [p.text for p in paper.paragraphs if p.style.name == "Heading 1"]
    assert headings[:6] == [
        "1. Purpose of the report",
        "2. Recommendation",
        "3. Summary",
        "4. Financial implications",
        "5. Risks",
        "6. Other implications",
    ]
    assert [heading[:11] for heading in headings[6:]] == [f"Appendix {letter}."[:11] for letter in "ABCDEFG"]
    after = [p.text for p in paper.paragraphs]
    assert after[after.index("2. Recommendation") + 1].startswith("[For the reporting officer to write")


def test_it_says_what_the_page_says(path):
    _, report = real_report("typical")
    paper = Document(path)
    said = [p.text for p in paper.paragraphs]
    assert report.page.question in said
    for sentence in (*report.page.answer, *report.page.submitted, *report.page.notes["risks"]):
        assert sentence in said
    cells = {cell.text for grid in paper.tables for row in grid.rows for cell in row.cells}
    for number in report.page.numbers:
        assert {number.label, number.value, number.submitted, number.detail} <= cells
    named = " ".join(cells)
    assert all(row.label in named for row in report.register.rows)
    assert all(risk.name in named for risk in report.risks.risks)


def test_every_chart_is_described_and_every_table_repeats_its_headings(path, drawn):
    paper = Document(path)
    told = [shape._inline.docPr for shape in paper.inline_shapes]
    by_title = {chart.title: chart for chart in drawn}
    assert len(told) >= 8
    for number, one in enumerate(told, 1):
        title = next(title for title in by_title if one.get("descr").startswith(title))
        assert by_title[title].alt[:200] in one.get("descr")
        assert one.get("name") == f"Figure {number}"
    for grid in paper.tables:
        assert grid.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in grid.rows)


def test_its_properties_are_fixed_and_its_language_is_english(path):
    paper = Document(path)
    told = paper.core_properties
    assert told.title == real_report("typical")[0].facts.title and told.author == "collabsim"
    assert told.created == told.modified and told.created.year == 2000
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert 'w:val="en-GB"' in archive.read("word/styles.xml").decode("utf-8")
        body = archive.read("word/document.xml").decode("utf-8")
    widths = set(re.findall(r'<w:pgSz w:w="(\d+)"', body))
    assert widths == {"11906", "16838"}


@pytest.mark.parametrize("future", FUTURES)
def test_every_future_has_its_document(tmp_path, drawn, future):
    findings, report = real_report(future)
    paper = Document(write_word(tmp_path / "w.docx", findings, report, ABOUT, ()))
    words = " ".join(p.text for p in paper.paragraphs)
    words += " ".join(cell.text for grid in paper.tables for cell in grid._cells)
    assert not re.search(r"\b(inf|nan|None)\b", words)


def test_whatever_is_said_is_text(tmp_path):
    paper = Paper(NASTY, "#0b3c6f")
    paper.heading(NASTY)
    paper.points([NASTY])
    paper.table(table(NASTY, [NASTY, NASTY], [[NASTY, NASTY]]))
    picture = draw_all(*real_report("typical"))[0]
    paper.picture(Drawn("x", NASTY, (NASTY,), Table((), ()), "", picture.png))
    path = paper.save(tmp_path / "w.docx")
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            tree = ElementTree.fromstring(archive.read(name))
            kinds = {element.tag.rpartition("}")[2] for element in tree.iter()}
            assert not kinds & {"script", "hyperlink", "altChunk", "oleObject"}
            assert not [e for e in tree.iter() if e.get("TargetMode") == "External"]
            assert not re.search("[\u202e\x00\x07\x1b]", " ".join(tree.itertext()))
    assert "<script>=1+1</script>" in Document(path).paragraphs[0].text


def test_without_its_package_it_says_what_is_needed(monkeypatch, tmp_path):
    monkeypatch.setattr("simulator.report.word.find_spec", lambda name: None)
    with pytest.raises(WordMissing, match=r"pip install collabsim\[word\]"):
        require_word()
    done = CliRunner().invoke(collabsim, ["run", "--word", "--trials", "5", "-o", str(tmp_path / "runs")])
    assert done.exit_code == 2 and "collabsim[word]" in done.output
    assert not (tmp_path / "runs").exists()


def test_nothing_of_word_is_loaded_unless_it_is_asked_for():
    code = "import sys, simulator.report.whole; assert 'docx' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).resolve().parents[2], check=True)


def test_word_and_no_report_contradict_each_other(tmp_path):
    done = CliRunner().invoke(collabsim, ["run", "--word", "--no-report", "-o", str(tmp_path)])
    assert done.exit_code == 2 and "--word" in done.output


def test_run_and_report_write_it_and_never_over_another(tmp_path):
    def call(*words):
        done = CliRunner().invoke(collabsim, [str(word) for word in words])
        assert done.exit_code == 0, done.output
        return done.output

    call("run", "--trials", "50", "--seed", "7", "-q", "--word", "-o", tmp_path)
    [folder] = tmp_path.iterdir()
    first = (folder / "report.docx").read_bytes()
    assert {"report.html", "workbook.xlsx"} <= {path.name for path in folder.iterdir()}
    # A document left without its page keeps its number to itself.
    (folder / "report-2.docx").write_text("mine")
    assert "report-3.docx" in call("report", folder, "--word")
    assert (folder / "report-3.docx").read_bytes() == first == (folder / "report.docx").read_bytes()
    assert (folder / "report-2.docx").read_text() == "mine" and (folder / "report-3.html").exists()
    book = (folder / "workbook.xlsx").read_bytes()
    assert "workbook" not in call("report", folder) and (folder / "workbook.xlsx").read_bytes() == book
