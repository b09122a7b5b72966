"""Scenarios from grids, files and samples: read as written, faults told with their place before anything runs."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.case import builtin_path, check_case
from simulator.case.loading import read_stated
from simulator.case.misread import Misread
from simulator.case.scenarios import ScenariosError, check_scenarios
from simulator.case.scenarios.file import read_file
from simulator.case.scenarios.grid import read_grids, split_values
from simulator.case.scenarios.ranges import position_of, read_range, value_of
from simulator.case.scenarios.sampled import read_sample
from simulator.case.scenarios.scenario import short_paths

CASE = builtin_path("darlington-hartlepool")
START, SAVING = "wave.wave-1.start", "cluster.corporate.saving"


@pytest.fixture(scope="module")
def stated():
    return read_stated(CASE.read_bytes(), "case.toml")


def faults_of(read, *words):
    with pytest.raises(ScenariosError) as raised:
        read(*words)
    return raised.value.faults


def written(folder, text, name="options.csv"):
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def test_a_grid_is_every_combination_the_last_key_changing_fastest():
    found = read_grids([f"{START}=2012-10,2013-04", f"{SAVING}=£1m, £1.5m,£2m"])
    values = [(one.values[START], one.values[SAVING]) for one in found.all]
    assert values == list(product(["2012-10", "2013-04"], ["£1m", "£1.5m", "£2m"]))
    assert [one.number for one in found.all] == [1, 2, 3, 4, 5, 6]
    assert found.all[1].name == "start=2012-10, saving=£1.5m"
    assert found.all[1].sets == (f"{START}=2012-10", f"{SAVING}=£1.5m")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b=1", ["1"]),
        ('a.b="£1,500,000",£2m', ['"£1,500,000"', "£2m"]),
        ("a.b={ low = 1, high = 2 },[1, 2],3", ["{ low = 1, high = 2 }", "[1, 2]", "3"]),
        ("a.b=0..12:3", ["0", "3", "6", "9", "12"]),
        ("a.b=£1m..£1.5m:£250k", ["£1m", "£1.25m", "£1.5m"]),
        ("a.b=80%..100%:10%", ["80%", "90%", "100%"]),
        ("a.b=2012-10..2013-10:6", ["2012-10", "2013-04", "2013-10"]),
        ("a.b=0..1:0.4", ["0", "0.4", "0.8"]),
        ("a.b=2013-04-01", ["2013-04-01"]),
        ("a.b=x=y", ["x=y"]),
    ],
)
def test_values_of_a_grid(text, values):
    assert [one.values["a.b"] for one in read_grids([text]).all] == values


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("a.b", "not PATH=VALUE"),
        ("=1,2", "not PATH=VALUE"),
        ("a.b=", "no values"),
        ("a.b=1,,2", "nothing between two commas"),
        ("a.b=1,2,1", "twice"),
        ("a.b=£1,500,000,£2m", "the comma in £1,500,000"),
        ('a.b="1,2', "half a pair of quotes"),
        ("a.b={ low = 1", "half a pair of brackets"),
        ("a.b=0..12", "no step"),
        ("a.b=0..12:0", "no step"),
        ("a.b=0..12:x", "no step"),
        ("a.b=12..0:1", "low to high"),
        ("a.b=2012-10..2013-10:1.5", "no step"),
        ("a.b=0..1:0.0001", "10,001 values"),
    ],
)
def test_what_is_wrong_with_a_grid(text, wrong):
    [fault] = faults_of(read_grids, ["c.d=1", text])
    assert wrong in fault.wrong and fault.instead
    assert (fault.file, fault.line) == ("--grid", 2)


def test_all_grids_that_are_wrong_are_told_and_too_many_scenarios_refused():
    assert len(faults_of(read_grids, ["a=1,1", "b", "c=1", "c=2"])) == 3
    [fault] = faults_of(read_grids, [f"a.{name}=0..999:1" for name in "xyz"])
    assert "1,000,000,000 scenarios" in fault.wrong and "100,000" in fault.instead


@given(st.lists(st.text(alphabet="ab1£ .:-", min_size=1, max_size=5).filter(str.strip), min_size=1, max_size=6))
def test_values_come_back_from_between_their_commas(values):
    assert split_values(",".join(values)) == [value.strip() for value in values]


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        read_grids([f"a.b={text}"])
    except ScenariosError as wrong:
        assert all(fault.wrong and fault.instead for fault in wrong.faults)


def test_short_names_tell_paths_apart():
    paths = ["wave.wave-1.start", "wave.wave-2.start", "cluster.a.saving", "case.horizon"]
    assert list(short_paths(paths).values()) == ["wave-1.start", "wave-2.start", "saving", "horizon"]


def test_numbers_and_places_of_values():
    assert value_of('"£1,500,000"') == (1_500_000.0, "£") and value_of("{ low = 1 }") is None
    assert position_of("2013-04") - position_of("2012-10") == 6
    with pytest.raises(Misread):
        read_range("£1m..80%")


def test_a_file_has_a_row_for_each_scenario(tmp_path):
    text = f'\ufeffscenario,{START},{SAVING}\nSlow,2013-10,\n\n,,"£1,500,000"\n"Two\nlines",2012-10,£2m\n'
    found = read_file(written(tmp_path, text))
    assert found.paths == (START, SAVING)
    assert [one.name for one in found.all] == ["Slow", "saving=£1,500,000", "Two lines"]
    assert [one.values for one in found.all] == [
        {START: "2013-10"},
        {SAVING: "£1,500,000"},
        {START: "2012-10", SAVING: "£2m"},
    ]
    assert [one.settings[0].place.line for one in found.all] == [2, 4, 5]


@pytest.mark.parametrize(("first", "delimiter"), [("", ";"), ("sep=;\n", ";"), ("", "\t")])
def test_other_delimiters(tmp_path, first, delimiter):
    found = read_file(written(tmp_path, f"{first}scenario{delimiter}{SAVING}\nOne{delimiter}£1m\n"))
    assert [(one.name, one.values) for one in found.all] == [("One", {SAVING: "£1m"})]


@pytest.mark.parametrize(
    ("text", "place", "wrong"),
    [
        ("", (1, 1), "no rows"),
        ("scenario\nOne\n", (1, 1), "no column sets a key"),
        (f"scenario,{SAVING}\n", (1, 1), "no scenario"),
        (f"{SAVING},{SAVING}\n1,2\n", (1, 2), "another column"),
        (f"{SAVING},,x\n1,2,3\n", (1, 2), "no heading"),
        (f"scenario,{SAVING}\nA,£1m\nB,£1,500,000\n", (3, 3), "4 cells under 2 headings"),
        (f"scenario,{SAVING}\nA,£1m\nA,£2m\n", (3, 1), 'line 2 is called "A" too'),
        (f'scenario,{SAVING}\n"A,£1m\n', (2, 1), "cannot be read"),
        (f"scenario,{SAVING}\nA,£1m\n".encode("cp1252"), (2, 3), "not UTF-8"),
        (f"scenario,{SAVING}\nA,£1m\n".encode("utf-16"), (1, 1), "UTF-16"),
    ],
)
def test_what_is_wrong_with_a_file(tmp_path, text, place, wrong):
    file = written(tmp_path, text)
    [fault] = faults_of(read_file, file)
    assert wrong in fault.wrong
    assert (fault.file, fault.line, fault.column) == (str(file), *place)


def test_a_file_that_is_not_there(tmp_path):
    [fault] = faults_of(read_file, tmp_path / "none.csv")
    assert "no such file" in fault.wrong and "CSV" in fault.instead


@given(st.binary(max_size=200))
def test_any_file_is_read_or_refused(tmp_path_factory, content):
    file = written(tmp_path_factory.mktemp("any"), content)
    try:
        read_file(file)
    except ScenariosError as wrong:
        assert wrong.faults


def test_names_neither_steer_nor_run_on(tmp_path):
    text = f'scenario,{SAVING}\n"a\u202eb\x1b[31m  c\x00{"d" * 500}",£1m\n'
    [one] = read_file(written(tmp_path, text)).all
    assert one.name.startswith("ab[31m cd") and len(one.name) <= 120


def test_a_sample_shares_out_each_range_evenly():
    found = read_sample([f"{SAVING}=£1m..£3m", "delivery.factor=0.5..1", f"{START}=2012-10..2013-09"], 24, 7)
    savings = sorted((value_of(one.values[SAVING])[0] - 1e6) / 2e6 for one in found.all)
    # One value in each 24th of the range; values are rounded to a thousand of two million, one cell in 83 of a stratum.
    assert all(abs(share - (place + 0.5) / 24) <= 0.5 / 24 + 0.001 for place, share in enumerate(savings))
    months = [one.values[START] for one in found.all]
    assert {months.count(month) for month in set(months)} == {2} and len(set(months)) == 12
    alone = read_sample([f"{SAVING}=£1m..£3m"], 24, 7)
    assert [one.values[SAVING] for one in alone.all] == [one.values[SAVING] for one in found.all]
    assert read_sample([f"{SAVING}=£1m..£3m"], 24, 8).all != alone.all


def test_what_is_wrong_with_a_sample():
    faults = faults_of(read_sample, ["a.b=1", "c=2..1", "d", "e=1..2", "e=1..2"], 4, 1)
    assert [(fault.file, fault.line) for fault in faults] == [
        ("--vary", 1),
        ("--vary", 2),
        ("--vary", 3),
        ("--vary", 5),
    ]


def checked(stated, scenarios, common=()):
    taken = []
    check_scenarios(stated, common, scenarios, taken.append)
    return taken


def test_scenarios_are_the_case_with_their_keys_set(stated):
    grid = read_grids([f"{START}=2012-10,2013-04", f"{SAVING}=£1m,£2m"])
    found = checked(stated, grid, ("delivery.factor=0.8",))
    assert len(found) == 4
    for one in found:
        alone, faults, _ = check_case(CASE, ("delivery.factor=0.8", *one.scenario.sets))
        assert not faults and one.case == alone


def test_every_fault_is_told_once_where_its_value_was_written(stated, tmp_path):
    text = f"scenario,{START},delivery.factor\nA,2013-04,60%\nB,2013-99,0.5\nC,2013-04,0.9\nD,2013-04,-1\n"
    file = written(tmp_path, text)
    faults = faults_of(checked, stated, read_file(file))
    assert [(fault.file, fault.line, fault.column) for fault in faults] == [
        (str(file), 2, 3),
        (str(file), 3, 2),
        (str(file), 5, 3),
    ]
    assert "in scenario 1 (A)" in faults[0].wrong and faults[0].instead == "0.6"
    [fault] = faults_of(checked, stated, read_grids([f"{START}=2012-10,2013-04,2013-10", "delivery.factor=0.8,60%"]))
    assert "in 3 scenarios, the first of them 2" in fault.wrong and fault.line == 2


def test_a_fault_of_a_combination_is_told(stated):
    grid = read_grids(["case.horizon=2012/13,2021/22", f"{START}=2012-10,2013-10"])
    every = [check_case(CASE, one.sets)[1] for one in grid.all]
    assert [bool(faults) for faults in every] == [True, True, False, False]
    faults = faults_of(checked, stated, grid)
    assert {fault.wrong.partition(": ")[2] for fault in faults} == {one.wrong for told in every for one in told}


def test_paths_that_lead_nowhere_are_told_once(stated, tmp_path):
    rows = "".join(f"{number},1,1,\n" for number in range(20))
    file = written(tmp_path, f"scenario,wave.wave-9.start,nonsense,delivery.fcator\n{rows}")
    faults = faults_of(checked, stated, read_file(file))
    assert [(fault.line, fault.column) for fault in faults] == [(1, 2), (1, 3), (1, 4)]
    assert "wave-2" in faults[0].instead and "factor" in faults[2].instead


def test_nothing_is_taken_once_there_is_a_fault(stated):
    taken = []
    with pytest.raises(ScenariosError):
        check_scenarios(stated, (), read_grids(["delivery.factor=0.8,60%,0.9"]), taken.append)
    assert len(taken) == 1
