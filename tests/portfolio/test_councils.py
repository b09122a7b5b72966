"""Files of councils and groups: what they say, and every fault with its line and column."""

import pytest

from simulator.portfolio.councils import CouncilsError, fingerprint, ids_in, read_councils, unknown_neighbours
from simulator.portfolio.groups import Groups, all_pairs, neighbours, read_groups

CLUSTERS, APART, YEARS = ("front", "back"), ("rest",), ("2011/12", "2012/13", "2013/14")
HEAD = "id,name,class,neighbours,net_budget,reserves,budget.front,budget.back,budget.rest,gap.2012/13\n"
GOOD = (
    HEAD
    + 'wyke,Wyke Council,district,ashby;ford,"£20m",,5000000,"2,500,000",1e6,£1.5m\n'.replace("1e6", "1000000")
    + "ashby,Ashby Council,unitary,,,3000000,60000000,20000000,-,\n"
    + "ford,Ford Council,,,,,0,8000000,,2000000\n"
)


def read(tmp_path, text):
    file = tmp_path / "councils.csv"
    file.write_text(text, encoding="utf-8")
    return read_councils(file, "councils.csv", CLUSTERS, APART, YEARS)


def faults_of(tmp_path, text):
    with pytest.raises(CouncilsError) as refused:
        read(tmp_path, text)
    return refused.value.faults


def test_what_a_file_says(tmp_path):
    ashby, ford, wyke = read(tmp_path, GOOD)
    assert (ashby.id, ford.id, wyke.id) == ("ashby", "ford", "wyke")
    assert wyke.budgets == {"front": 5e6, "back": 2.5e6, "rest": 1e6}
    assert (wyke.net_budget, ashby.net_budget, ford.net_budget) == (20e6, 80e6, 8e6)
    assert wyke.gaps == {"2012/13": 1.5e6} and ashby.gaps == {}
    assert (wyke.reserves, ashby.reserves) == (None, 3e6)
    assert wyke.neighbours == ("ashby", "ford")
    assert (ashby.size_class, ford.size_class) == ("unitary", "")


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "# a remark, with a comma\n" + text,
        lambda text: text.replace("gap.2012/13", "Gap.2012/13").replace("id,", "ID,", 1),
        lambda text: "\n".join([text.splitlines()[0], *sorted(text.splitlines()[1:])]) + "\n\n",
    ],
)
def test_how_it_is_written_makes_no_difference(tmp_path, changed):
    assert fingerprint(read(tmp_path, changed(GOOD))) == fingerprint(read(tmp_path, GOOD))


def test_other_councils_have_another_fingerprint(tmp_path):
    assert fingerprint(read(tmp_path, GOOD.replace("£1.5m", "£1.6m"))) != fingerprint(read(tmp_path, GOOD))


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "said"),
    [
        ("wyke,", "Wyke Town,", 2, 1, "not an id"),
        ("£1.5m", "1.5m", 2, 10, "1.5m"),
        ("£1.5m", "0", 2, 10, "above nought"),
        ("60000000", "-60000000", 3, 7, "below nought"),
        ("60000000", "lots", 3, 7, "not an amount of money"),
        ("ashby;ford", "wyke", 2, 4, "its own neighbour"),
        ("ford,Ford", "wyke,Ford", 4, 1, "on line 2 already"),
        ("Ford Council", "", 4, 2, "name is missing"),
        ("budget.front", "budget.frnt", 1, 7, 'did you mean "budget.front"?'),
        ("gap.2012/13", "gap.2022/23", 1, 10, "not a year of the template"),
        ("gap.2012/13", "gap.soon", 1, 10, "soon"),
        ("class", "name", 1, 3, "two columns are headed name"),
        ("0,8000000,,2000000", "0,0,,2000000", 4, 1, "no budget at all"),
    ],
)
def test_a_fault_has_its_place_and_a_remedy(tmp_path, old, new, line, column, said):
    faults = faults_of(tmp_path, GOOD.replace(old, new, 1))
    found = [fault for fault in faults if (fault.line, fault.column) == (line, column)]
    assert found and any(said in str(fault) for fault in found), [str(fault) for fault in faults]
    assert all(fault.instead for fault in faults)


def test_all_faults_are_told_together_in_the_order_of_the_file(tmp_path):
    text = GOOD.replace("60000000", "lots").replace("£1.5m", "1.5m").replace("ford,Ford", "ford,Ford,,,,,,,,,,")
    assert [(fault.line, fault.column) for fault in faults_of(tmp_path, text)] == [(2, 10), (3, 7), (4, 11)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no rows"),
        (HEAD, "0 councils cannot share"),
        (GOOD.replace("budget.back,", "").replace(',"2,500,000"', "").replace(",20000000", ""), "budget.back"),
        (GOOD.replace("wyke,Wyke Council", "wyke,Wyke, Council"), "cells under"),
    ],
)
def test_files_that_are_not_of_councils(tmp_path, text, said):
    assert any(said in str(fault) for fault in faults_of(tmp_path, text))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CouncilsError, match="there is no such file"):
        read_councils(tmp_path / "none.csv", "none.csv", CLUSTERS, APART, YEARS)


@pytest.mark.parametrize("count", [2, 3, 7, 40])
def test_all_pairs_are_each_pair_once(count):
    groups = Groups(count)
    pairs = [groups.members(number) for number in range(len(groups))]
    assert pairs == [(i, j) for i in range(count) for j in range(i + 1, count)]


def test_neighbours_are_those_that_either_names(tmp_path):
    councils = read(tmp_path, GOOD)
    groups = neighbours(councils)
    assert [[councils[i].id for i in groups.members(n)] for n in range(len(groups))] == [
        ["ashby", "wyke"],
        ["ford", "wyke"],
    ]
    assert len(all_pairs(councils)) == 3 and groups.pairs


def test_a_part_of_a_larger_file_may_name_neighbours_that_are_not_in_it(tmp_path):
    councils = read(tmp_path, GOOD.replace("ashby;ford", "elsewhere ford abroad"))
    assert unknown_neighbours(councils) == ["abroad", "elsewhere"]
    assert [neighbours(councils).members(0)] == [(1, 2)] and len(neighbours(councils)) == 1
    assert unknown_neighbours(read(tmp_path, GOOD)) == []


def test_groups_of_any_size_come_in_the_order_of_the_file(tmp_path):
    councils = read(tmp_path, GOOD)
    file = tmp_path / "groups.csv"
    file.write_text("group,members\nnorth,wyke ashby\nall,ford; wyke; ashby\n", encoding="utf-8")
    groups = read_groups(file, "groups.csv", councils)
    assert [groups.members(number) for number in range(len(groups))] == [(0, 2), (0, 1, 2)]
    assert not groups.pairs


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("members\nwyke\n", 2, "a group of 1"),
        ("members\nwyke ashbi\n", 2, 'did you mean "ashby"?'),
        ("members\nwyke wyke\n", 2, "named twice"),
        ("members\nwyke ford\nford wyke\n", 3, "on line 2 already"),
        ("groups\nwyke ford\n", 1, "this column is missing"),
        ("members\n", 1, "names no group"),
    ],
)
def test_faults_of_groups(tmp_path, text, line, said):
    file = tmp_path / "groups.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CouncilsError) as refused:
        read_groups(file, "groups.csv", read(tmp_path, GOOD))
    assert any(fault.line == line and said in str(fault) for fault in refused.value.faults)


def test_ids_may_be_parted_in_several_ways():
    assert ids_in(" a b;c | d ") == ["a", "b", "c", "d"]
