"""The page: what it says is what the findings say, all text stays text, and it needs nothing but itself."""

from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser

import pytest

from distributions.designs import RANDOM
from simulator.case import builtin_path, check_case
from simulator.findings import analyse, report_findings, sentences, wording
from simulator.plan import compile_plan
from simulator.report.about import About
from simulator.report.charts import draw_all
from simulator.report.page import render_page, write_page
from simulator.report.page.sketch import round_steps
from simulator.report.theme import HOUSE
from simulator.report.whole import first_free
from simulator.running import simulate

TRIALS, SEED = 200, 2011
ABOUT = About("collabsim run case.toml --seed 2011", "ab" * 32, "cd" * 32, {"collabsim": "0.1.0", "none": None})
NASTY = "<script>alert('x')</script> & \"quotes\" \u202eesrever\u202c {{ 7 * 7 }}"
EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}


class Read(HTMLParser):
    """A page read as a browser does: elements in order, their text, and whether every one is closed."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.words = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data):
        if not {"script", "style"} & set(self.open):
            self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).split())

    def values(self, name):
        return [attributes[name] for _, attributes in self.elements if name in attributes]


def told_of(name="darlington-hartlepool", change=None, sets=(), trials=TRIALS):
    case, faults, _ = check_case(builtin_path(name), sets)
    assert not faults
    case = change(case) if change else case
    plans = compile_plan(case, "tested"), compile_plan(case, "as_submitted")
    outcomes = [simulate(plan, trials, SEED) for plan in plans]
    findings = analyse(case, *outcomes, *plans, seed=SEED)
    report = report_findings(case, findings, *plans, SEED, trials, RANDOM)
    return findings, report, draw_all(findings, report)


@pytest.fixture(scope="module")
def told():
    return told_of()


@pytest.fixture(scope="module")
def page(told):
    findings, report, drawn = told
    return render_page(findings, report, ABOUT, drawn)


@pytest.fixture(scope="module")
def read(page):
    return Read(page)


def test_the_page_is_well_formed_and_says_which_language_it_is_in(page, read):
    assert read.open == [] and page.startswith("<!DOCTYPE html>\n<html lang=")
    assert [tag for tag, _ in read.elements if tag == "main"] == ["main"]
    assert [tag for tag, _ in read.elements if tag == "h1"] == ["h1"]


def test_the_same_run_gives_the_same_bytes(told, page):
    findings, report, drawn = told
    assert render_page(findings, report, ABOUT, drawn) == page


def test_the_first_screen_holds_question_answer_and_numbers(told, read):
    _, report, _ = told
    said = [report.page.question, *report.page.answer, *report.page.submitted]
    for number in report.page.numbers:
        said += [number.label, number.value, number.detail, number.submitted]
    places = [read.text.find(" ".join(text.split())) for text in said]
    assert min(places) >= 0, said[places.index(-1)]
    first = read.text[: read.text.index("In this report")].lower()
    assert not [word for word in ("copula", "sha-256", "index", "hash", ABOUT.results_sha256) if word in first]


def test_every_title_and_note_of_a_section_is_there(told, read):
    _, report, _ = told
    for key in ("clusters", "councils", "years", "timing", "drivers", "risks", "joint", "register", "method"):
        for text in (report.page.titles[key], *report.page.notes.get(key, ())):
            assert " ".join(text.split()) in read.text


def test_sections_come_in_their_order(read):
    ids = [attributes.get("id") for tag, attributes in read.elements if tag == "section"]
    assert ids == [
        "answer",
        "clusters",
        "councils",
        "years",
        "timing",
        "drivers",
        "risks",
        "joint",
        "register",
        "method",
        "again",
    ]


def test_ids_are_unique_and_everything_named_is_there(read):
    ids = read.values("id")
    assert len(ids) == len(set(ids))
    named = [one for name in ("aria-labelledby", "aria-describedby", "for") for one in read.values(name)]
    named += [link.removeprefix("#") for link in read.values("href") + read.values("xlink:href") if link[0] == "#"]
    assert named and set(named) <= set(ids)


def test_ids_of_drawings_are_their_own(page, read):
    used = re.findall(r"url\(#([^)\"]+)\)", page)
    assert used and set(used) <= set(read.values("id"))


def test_every_chart_is_there_with_words_and_a_table(told, page, read):
    _, _, drawn = told
    assert len(drawn) >= 12
    for one in drawn:
        assert f'id="chart-{one.name}"' in page
        assert " ".join(one.alt.split()) in read.text
        for row in one.table.rows:
            assert all(" ".join(wording.plain(cell, 9999).split()) in read.text for cell in row)


def test_nothing_is_asked_of_any_network(page):
    own = page.replace("http://www.w3.org/1999/xlink", "").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|//[a-z]|@import|src=", own.split("<script>")[0])
    assert "default-src 'none'" in page
    assert len(page.encode()) < 3_000_000


def test_all_that_a_case_says_is_text():
    def nasty(case):
        header = case.case.model_copy(update={"title": NASTY})
        clusters = {id: one.model_copy(update={"name": NASTY}) for id, one in case.cluster.items()}
        councils = {id: one.model_copy(update={"name": NASTY}) for id, one in case.council.items()}
        return case.model_copy(update={"case": header, "cluster": clusters, "council": councils})

    findings, report, drawn = told_of(change=nasty)
    page = render_page(findings, report, ABOUT, drawn)
    read = Read(page)
    assert page.count("<script") == 2 and "alert(&#39;x&#39;)" in page
    assert "\u202e" not in page
    assert "<script>alert('x')</script> & \"quotes\"" in read.text and "{{ 7 * 7 }}" in read.text


def cells_after(page, caption_start):
    """Rows of the table whose caption begins so, as texts."""
    table = page[page.index(caption_start) :].split("</table>")[0]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)
    ]


@pytest.mark.parametrize(("prices", "real"), [("nominal", ""), ("real, 2011/12 prices", "_real")])
def test_the_table_of_a_council_by_year_holds_its_figures(told, page, prices, real):
    findings, _, _ = told
    who = sentences.voice(findings)
    rows = cells_after(page, f"<caption><span>Hartlepool Borough Council, £, {prices};")
    for year, row in zip(who.facts.years, [row for row in rows if row[0][:2] == "20"], strict=True):
        assert row[0] == year.label
        for place, name in ((1, "saving"), (3, "cost"), (5, "net_cash"), (7, "cumulative_net")):
            measures = [who.submitted, who.tested]
            submitted, tested = (people.measures[f"{name}{real}.{year.label}.hartlepool"] for people in measures)
            assert row[place] == wording.money(submitted.median, submitted.error_at(50))
            middle, ends = wording.money(tested.median, tested.error_at(50)), wording.money_range(tested)
            assert row[place + 1] == (middle if middle == ends else f"{middle} {ends}")


def test_what_can_be_counted_on_is_at_least_for_gains_and_at_most_for_costs(told, page):
    findings, _, _ = told
    who = sentences.voice(findings)
    rows = {row[0]: row[1:] for row in cells_after(page, "<caption><span>What can be counted on") if len(row) == 7}
    saving, peak = who.tested.measures["annual_saving"], who.tested.measures["peak_funding"]
    told_saving, told_peak = rows["Full-year saving, at least, £ a year"], rows["Peak funding, at most (nominal)"]
    assert told_saving[3] == wording.money(saving.at(20), saving.error_at(20))
    assert told_peak[3] == wording.money(peak.at(80), peak.error_at(80))
    back = who.tested.measures["payback_years"].at(80)
    assert rows["The money is back at the latest by"][3] == who.facts.month_name(back * 12)


def test_the_sliders_read_out_what_the_findings_say(told, page):
    findings, _, _ = told
    who = sentences.voice(findings)
    readouts = json.loads(re.search(r'<script type="application/json" id="readouts">(.*?)</script>', page)[1])
    assert set(readouts) == {"fan-chart", "payback"}
    stops = readouts["payback"]["stops"]
    assert len(stops) == len(who.tested.payback_curve) - 1
    for month, stop in enumerate(stops, 1):
        assert who.facts.month_name(month) in stop["name"]
        assert f"chance of {wording.likelihood(who.tested.payback_curve[month])} " in stop["said"]
    for year, stop in zip(who.facts.years, readouts["fan-chart"]["stops"], strict=True):
        measure = who.tested.measures[f"cumulative_net_real.{year.label}"]
        assert f"half lie at or above {wording.money(measure.median, measure.error_at(50))}" in stop["said"]
        assert stop["at"] == pytest.approx(year.end_month / who.facts.years[-1].end_month)


def test_every_assumption_is_listed(told, page, read):
    _, report, _ = told
    assert page.count('<b class="basis') == len(report.register.rows)
    for row in report.register.rows:
        assert " ".join(row.value.split()) in read.text


def test_a_council_may_choose_the_colours(told):
    findings, report, drawn = told
    theme = dataclasses.replace(HOUSE, tested="#123456")
    assert "--tested: #123456;" in render_page(findings, report, ABOUT, drawn, theme)


@pytest.mark.parametrize("name", ["darlington-hartlepool-bottom-up", "blank"])
def test_every_shipped_case_has_a_page(name):
    findings, report, drawn = told_of(name)
    read = Read(render_page(findings, report, ABOUT, drawn))
    assert read.open == [] and len(read.values("id")) == len(set(read.values("id")))


FUTURES = {
    "hopeless": (("delivery.factor=0.02",), 60),
    "declined": (("gate.wave-1.decline.darlington=100%",), 60),
    "one trial": ((), 1),
}


@pytest.mark.parametrize("name", FUTURES)
def test_futures_without_a_payback_or_an_approval_are_told_in_words(name):
    sets, trials = FUTURES[name]
    findings, report, drawn = told_of(sets=sets, trials=trials)
    page = render_page(findings, report, ABOUT, drawn)
    assert Read(page).open == []
    assert not re.search(r"\b(nan|inf|None)\b", Read(page).text)
    assert not re.search(r"NaN|Infinity", page.split("<script")[1])


def test_a_page_is_never_overwritten(told, tmp_path):
    findings, report, drawn = told
    path = first_free(tmp_path, "report.html")
    assert path == tmp_path / "report.html"
    write_page(path, findings, report, ABOUT, drawn)
    with pytest.raises(FileExistsError):
        write_page(path, findings, report, ABOUT, drawn)
    assert first_free(tmp_path, "report.html") == tmp_path / "report-2.html"


@pytest.mark.parametrize(("low", "high"), [(-4.7e6, 33e6), (0.0, 1.0), (-1.0, 0.0), (-999.0, 1.0), (0.0, 7.3e9)])
def test_axes_have_few_round_steps_that_reach_both_ends(low, high):
    marks = round_steps(low, high)
    assert 2 <= len(marks) <= 8 and marks == sorted(marks)
    step = marks[1] - marks[0]
    assert marks[0] <= low + 0.05 * step and marks[-1] >= high - 0.05 * step
