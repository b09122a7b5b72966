"""What the checks conclude, and what they rightly leave alone."""

from __future__ import annotations

import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.case import check_case, check_data
from simulator.case.checks.clusters import cycles, planned_go_lives
from simulator.case.checks.desk import Desk
from simulator.case.checks.risks import least_share
from simulator.case.faults import dotted, nearest, one_of
from simulator.case.loading import build_case
from simulator.case.validation import Unsound

TEXT = (Path(__file__).parent / "good.toml").read_text(encoding="utf-8")


def data() -> dict[str, Any]:
    return tomllib.loads(TEXT)


def desk(given_data: dict[str, Any]) -> Desk:
    case = build_case(given_data)
    return Desk(case, case, given_data, Unsound())


GRAPHS = st.integers(1, 7).flatmap(
    lambda n: st.lists(
        st.lists(st.integers(0, n - 1), max_size=3, unique=True).map(lambda to: [f"c{i}" for i in to]),
        min_size=n,
        max_size=n,
    ).map(lambda edges: {f"c{i}": to for i, to in enumerate(edges)})
)


@given(GRAPHS)
def test_a_circle_is_found_where_there_is_one(needs: dict[str, list[str]]) -> None:
    try:
        TopologicalSorter(needs).prepare()
        has_circle = False
    except CycleError:
        has_circle = True
    found = cycles(needs)
    assert bool(found) == has_circle
    for circle in found:
        assert all(after in needs[before] for before, after in zip(circle, [*circle[1:], circle[0]], strict=True))
        assert len(set(circle)) == len(circle)


def test_a_circle_begins_with_the_first_in_the_file() -> None:
    assert cycles({"d": ["c"], "a": ["b"], "b": ["c"], "c": ["a"]}) == [["a", "b", "c"]]


def test_the_planned_go_live_waits_for_prerequisites() -> None:
    case = data()
    assert planned_go_lives(desk(case)) == {"corporate": 12.0, "people": 18 + 14 / 30}
    case["cluster"]["people"]["prerequisites"][0]["lag"] = 10
    assert planned_go_lives(desk(case))["people"] == 22.0


@pytest.mark.parametrize(
    ("key", "part"),
    [
        ("equal", 0.5),
        ("where it arises", 0.4),
        ({"northby": 0.3, "southby": 0.7}, 0.3),
        ("net budget", 50 / 160),
    ],
)
def test_the_least_part_of_a_council(key: Any, part: float) -> None:
    """With budgets of 50 to 60 and 90 to 110, the least that Northby can have is 50 of 160."""
    case = data()
    case["council"]["northby"]["net_budget"] = {"low": "£50m", "high": "£60m", "distribution": "uniform"}
    case["council"]["southby"]["net_budget"] = {"low": "£90m", "high": "£110m", "distribution": "uniform"}
    case["cluster"]["corporate"]["key"] = key
    assert least_share(desk(case), "corporate", "northby") == part


def warnings(case: dict[str, Any]) -> list[str]:
    _, faults, found = check_data(case)
    assert faults == ()
    return [warning.wrong for warning in found]


def test_layers_of_delay_are_one_mechanism() -> None:
    case = data()
    for delay in (case["delay"]["common"], case["wave"]["first"]["delay"], case["cluster"]["people"]["delay"]):
        delay["theme"] = "Timescales"
    assert warnings(case) == []


def test_the_same_input_of_several_clusters_is_one_mechanism() -> None:
    case = data()
    for name in ("corporate", "people"):
        case["cluster"][name]["overlap"] = {"low": 0, "mode": "5%", "high": "10%", "theme": "Planned cuts"}
    case["gate"]["first"]["decline"] = {c: {"value": "10%", "theme": "Members"} for c in ("northby", "southby")}
    assert warnings(case) == []


def test_an_event_and_its_own_numbers_may_name_one_theme() -> None:
    case = data()
    case["event"]["policy"] |= {"theme": "Policy", "saving_factor": {"value": 0.9, "theme": "Policy"}}
    assert warnings(case) == []


def test_a_rule_enacted_before_the_case_is_no_hindsight() -> None:
    case = data()
    case["case"]["horizon"] = "2029/30"
    assert any("minimum pension age" in warning for warning in warnings(case))
    case["case"]["as_at"] = "2022-02-24"
    assert warnings(case) == []


def test_gaps_stated_by_one_council_only_are_no_fault() -> None:
    case = data()
    del case["council"]["southby"]["gap"], case["case"]["gap_year"]
    assert warnings(case) == [
        "southby states no gap for 2014/15, so there is no share of the whole gap",
        "southby states no gap for 2015/16, so there is no share of the whole gap",
    ]


@pytest.mark.parametrize("share", ["0.333333333333", "33.3333333333%"])
def test_thirds_may_be_written(share: str) -> None:
    case = data()
    value = share if "%" in share else float(share)
    case["wave"]["second"]["phasing"] = [value, value, 0.333333333334]
    assert check_data(case)[1] == ()


def test_shares_that_miss_one_by_little_are_told_in_full() -> None:
    case = data()
    case["wave"]["second"]["phasing"] = [0.5, 0.5 + 1e-11]
    (fault,) = check_data(case)[1]
    assert fault.wrong == "the shares of the phasing add up to 1.00000000001"


def test_ids_are_told_as_people_would_spell_them() -> None:
    assert one_of("Corprate", ["corporate", "people"]) == 'did you mean "corporate"?'
    assert one_of("saving_facter", ["saving_factor"]) == 'did you mean "saving_factor"?'
    assert nearest("zzz", ["corporate"]) is None
    assert one_of("zzz", ["a"]) == "a"
    assert one_of("zzz", []) == "nothing: there is none to name"
    assert dotted(()) == "(file)"


def test_keys_that_are_not_known_never_hide_one_another() -> None:
    case = data()
    case |= {f"table-{i}": i for i in range(5)}
    assert len(check_data(case)[1]) == 5


def test_a_misspelt_key_that_is_required_is_told_once() -> None:
    case = data()
    case["case"]["titel"] = case["case"].pop("title")
    (fault,) = check_data(case)[1]
    assert (fault.path, fault.instead) == ("case.titel", 'did you mean "title"?')


def test_the_shipped_cases_are_without_fault_or_warning() -> None:
    from simulator.case.builtin import configs_folder

    files = sorted(configs_folder().glob("*.toml"))
    assert len(files) >= 3
    for file in files:
        assert check_case(file)[1:] == ((), ()), file.name
