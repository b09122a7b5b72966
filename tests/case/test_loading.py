"""From files and data to cases: what can be read, where sources come from, what --set does."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from simulator.case import (
    DEFAULT_SOURCE,
    CaseError,
    build_case,
    check_case,
    check_data,
    count_by_basis,
    iter_inputs,
    load_case,
)

GOOD = Path(__file__).parent / "good.toml"
TEXT = GOOD.read_text(encoding="utf-8")


def data() -> dict[str, Any]:
    return tomllib.loads(TEXT)


# ---------------------------------------------------------------- files


def test_the_built_in_case_is_loaded_when_none_is_named() -> None:
    assert load_case().case.id == "darlington-hartlepool"


@pytest.mark.parametrize("prefix", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_marks_and_line_endings_of_windows_change_nothing(tmp_path: Path, prefix: bytes, ending: bytes) -> None:
    file = tmp_path / "case.toml"
    file.write_bytes(prefix + TEXT.encode().replace(b"\n", ending))
    assert load_case(file) == load_case(GOOD)


def test_a_fault_on_the_first_line_is_placed_after_the_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "case.toml"
    file.write_bytes(b"\xef\xbb\xbfteams = 1\n" + TEXT.encode())
    (fault,) = check_case(file)[1]
    assert (fault.line, fault.column, fault.path) == (1, 1, "teams")


def one_fault(file: Path) -> str:
    case, faults, warnings = check_case(file)
    assert case is None
    assert not warnings
    (fault,) = faults
    assert str(fault).startswith(f"{file}:{fault.line}:{fault.column}  ")
    return f"{fault.line}:{fault.column} {fault.wrong}"


def test_files_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    assert one_fault(tmp_path / "none.toml") == "1:1 there is no such file"
    assert one_fault(tmp_path) == "1:1 this is a folder"
    assert one_fault(GOOD / "inside.toml").startswith("1:1 the file cannot be read")


def test_a_file_in_another_alphabet_points_at_the_first_strange_byte(tmp_path: Path) -> None:
    file = tmp_path / "case.toml"
    file.write_bytes('# é\nsaving = "£1m"'.encode().replace("£".encode(), b"\xa3"))
    assert one_fault(file) == "2:11 byte 0xa3 is not UTF-8, probably a £ saved in the Windows alphabet"
    file.write_bytes(TEXT.encode("utf-16"))
    assert one_fault(file) == "1:1 the file is in UTF-16"


def test_an_empty_file_is_told_what_it_lacks(tmp_path: Path) -> None:
    file = tmp_path / "case.toml"
    file.write_text("")
    assert [fault.path for fault in check_case(file)[1]] == ["case", "council", "cluster", "wave"]


def test_deep_nesting_is_a_fault_and_not_a_crash(tmp_path: Path) -> None:
    file = tmp_path / "case.toml"
    file.write_text("a = " + "[" * 100_000)
    assert "nested too deeply" in one_fault(file)


def test_a_case_error_carries_every_fault() -> None:
    with pytest.raises(CaseError) as error:
        load_case(Path(__file__).parent / "bad" / "many-faults.toml")
    assert len(error.value.faults) >= 35
    assert str(error.value).count("\n") == len(error.value.faults) - 1


def test_after_a_line_that_is_not_toml_nothing_is_concluded_from_it(tmp_path: Path) -> None:
    """The wave's start cannot be read; that it is missing is not told, and what else is wrong is."""
    file = tmp_path / "case.toml"
    file.write_text(TEXT.replace('start = "2012-10"', "start = 2012-10").replace("unwind = 18", "unwind = -18"))
    assert [fault.path for fault in check_case(file)[1]] == ["wave.first.start", "exit.unwind"]


# ---------------------------------------------------------------- sources


def test_an_input_inherits_what_it_does_not_say() -> None:
    case = data()
    case["cluster"]["people"] |= {"source": "Table 3", "basis": "reported", "owner": "Jo", "date": date(2011, 8, 8)}
    case["cluster"]["people"]["saving"] |= {"basis": "evidence", "note": "Checked"}
    case["cluster"]["people"]["posts"] |= {"source": "Payroll"}
    people = build_case(case).cluster["people"]
    assert (people.saving.source, people.saving.basis, people.saving.note) == ("Table 3", "evidence", "Checked")
    assert (people.saving.owner, people.saving.date) == ("Jo", "2011-08-08")
    assert people.posts is not None
    assert (people.posts.strain.source, people.posts.strain.basis) == ("Payroll", "reported")
    assert people.prerequisites[0].lag.source == "Table 3"


def test_what_nobody_vouches_for_is_assumed() -> None:
    case = build_case(data())
    assert case.delivery.factor.basis == "assumed"
    assert case.delivery.factor.source is None


def test_a_default_is_assumed_and_inherits_nothing() -> None:
    case = data()
    case["cluster"]["people"] |= {"source": "Table 3", "basis": "reported", "note": "As printed"}
    realisation = build_case(case).cluster["people"].realisation
    assert (realisation.value, realisation.basis, realisation.source) == (1.0, "assumed", DEFAULT_SOURCE)
    assert realisation.note is None


@pytest.mark.parametrize(("table", "entry"), [("cost", "office"), ("running", "shared")])
def test_the_owner_of_a_cost_is_no_source(table: str, entry: str) -> None:
    assert getattr(build_case(data()), table)[entry].amount.owner is None


def test_the_date_of_a_gate_is_no_date_of_its_numbers() -> None:
    assert build_case(data()).gate["first"].abort.date is None


def test_inputs_are_listed_by_their_ids() -> None:
    found = {input_id: (stated, is_default) for input_id, stated, is_default in iter_inputs(build_case(data()))}
    assert found["cluster.corporate.saving"][1] is False
    assert found["cluster.corporate.realisation"][1] is True
    assert found["cluster.people.prerequisites.corporate.lag"][0].value == 2.0
    assert found["gate.first.decline.northby.probability"][0].value == 0.1
    assert found["council.northby.gap.2014/15"][0].value == 8e6
    assert found["index.pay.growth.2013/14"][0].mode == 0.01
    assert found["total_cost.kind.ict.share"][0].low == 20.0
    assert found["wave.second.start"][0].value == 18 + 14 / 30
    assert found["exit.probability"][0].value == 0.03
    assert len(found) == len(list(iter_inputs(build_case(data()))))


def test_inputs_are_counted_by_what_they_rest_on() -> None:
    case = build_case(data())
    stated = count_by_basis(case)
    assert sum(stated.values()) == sum(not is_default for _, _, is_default in iter_inputs(case))
    assert stated["reported"] == 0  # [case] is reported, and its discount rate is a default
    assert stated["evidence"] == 1
    assert sum(count_by_basis(case, defaults=True).values()) == len(list(iter_inputs(case)))


# ---------------------------------------------------------------- what is filled in


def test_defaults_that_depend_on_the_rest_are_filled_in() -> None:
    case = build_case(data())
    assert case.total_cost is not None
    assert case.total_cost.kind["redundancy"].key == "where it arises"
    assert case.total_cost.kind["ict"].key == "net budget"
    assert (case.total_cost.kind["ict"].anchor, case.total_cost.kind["programme"].anchor) == ("go-live", "start")
    assert (case.cost["office"].index, case.cost["office"].anchor) == ("prices", "2013-04-01")
    assert case.gate["first"].key == case.cluster["people"].key == case.running["shared"].key == "net budget"
    assert case.wave["second"].ramp is None
    assert case.cluster["people"].ramp is None


def test_the_redundancy_method_is_inferred_where_there_is_one_way() -> None:
    case = data()
    del case["redundancy"], case["cluster"]["people"]["posts"]
    case["council"]["northby"].pop("redundancy")
    case["council"]["northby"].pop("pension")
    assert build_case(case).redundancy.method == "total"
    case = data()
    del case["total_cost"]["kind"]["redundancy"], case["redundancy"]["method"]
    assert build_case(case).redundancy.method == "posts"


def test_a_range_without_width_becomes_fixed() -> None:
    case = data()
    case["delivery"]["factor"] = {"low": 0.9, "mode": 0.9, "high": 0.9}
    factor = build_case(case).delivery.factor
    assert factor.fixed
    assert (factor.value, factor.low, factor.distribution) == (0.9, None, None)


def test_a_range_knows_its_shape() -> None:
    case = build_case(data())
    common, overlap, saving = case.delay.common, case.cluster["corporate"].overlap, case.cluster["people"].saving
    assert (common.distribution, common.mode) == ("pert", 1.0)
    assert (overlap.distribution, overlap.mode) == ("triangular", 0.05)
    assert (saving.distribution, saving.mode, saving.middle) == ("pert", 1.75e6, 1.75e6)
    assert case.cluster["corporate"].saving.mode is None


def test_the_data_given_is_left_alone() -> None:
    case = data()
    before = deepcopy(case)
    case["cluster"]["people"]["wave"] = 3
    faulty = deepcopy(case)
    check_data(case, ["delay.common=3"])
    assert case == faulty
    assert before == data()


# ---------------------------------------------------------------- --set


def told(*sets: str) -> list[str]:
    return [str(fault) for fault in check_case(GOOD, sets)[1]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("cluster.corporate.saving=£2m", 2e6),
        ("cluster.corporate.saving=2_000_000", 2e6),
        ('cluster.corporate.saving="£2m"', 2e6),
        (" cluster.corporate.saving = £2m ", 2e6),
        ("cluster.corporate.saving={value='£2m'}", 2e6),
    ],
)
def test_a_set_value_replaces_the_input(text: str, value: float) -> None:
    saving = load_case(GOOD, [text]).cluster["corporate"].saving
    assert (saving.value, saving.low) == (value, None)
    assert (saving.basis, saving.source) == ("assumed", "--set on the command line")
    assert saving.note == "in place of low £1.6m, high £2.4m"


def test_a_set_value_may_be_a_range_or_one_of_its_ends() -> None:
    whole = "cluster.corporate.saving={low=1e6, high='£2m', distribution='uniform'}"
    saving = load_case(GOOD, [whole]).cluster["corporate"].saving
    assert (saving.low, saving.high) == (1e6, 2e6)
    saving = load_case(GOOD, ["cluster.corporate.saving.low=£2m"]).cluster["corporate"].saving
    assert (saving.low, saving.high, saving.basis) == (2e6, 2.4e6, "assumed")


def test_what_is_no_number_may_be_set_too() -> None:
    sets = ["wave.first.start=2013-01", "case.horizon=2018/19", "case.title=Another case", "redundancy.method=posts"]
    sets += ['event.systems.on=["people"]', "cluster.people.arises.northby=40%", "cluster.people.arises.southby=60%"]
    case = load_case(GOOD, sets)
    assert case.wave["first"].start.value == 15.0
    assert (case.case.horizon, case.case.title, case.redundancy.method) == ("2018/19", "Another case", "posts")
    assert case.event["systems"].on == ("people",)
    assert case.cluster["people"].arises == {"northby": 0.4, "southby": 0.6}


def test_an_id_names_what_its_path_names() -> None:
    case = load_case(GOOD, ["gate.first.decline.northby.probability=0.2", "council.northby.gap.2014/15=£7m"])
    assert case.gate["first"].decline["northby"].value == 0.2
    assert case.council["northby"].gap["2014/15"].value == 7e6


def test_an_entry_may_be_added_whole() -> None:
    case = load_case(GOOD, ['cost.legal={owner="programme", kind="programme", amount="£50k"}'])
    assert case.cost["legal"].amount.value == 50_000.0


def test_the_last_of_two_sets_holds_and_the_note_tells_the_first_value() -> None:
    delay = load_case(GOOD, ["delay.common=3", "delay.common=4"]).delay.common
    assert (delay.value, delay.note) == (4.0, "in place of low 0, mode 1, high 9")


def test_a_set_delay_keeps_its_leave_to_be_early() -> None:
    assert load_case(GOOD, ["cluster.people.delay=-2"]).cluster["people"].delay.value == -2.0


def test_a_set_value_is_checked_like_any_other() -> None:
    assert told("delay.common=3", "cluster.corporate.saving=£99m", "cluster.corporate.budget=2m") == [
        '--set:3:1  cluster.corporate.budget  "2m" has no pound sign – "£2m"',
    ]
    assert told("cluster.corporate.wave=frist") == [
        '--set:1:1  cluster.corporate.wave  there is no wave frist – did you mean "first"?'
    ]
    (fault,) = told("cluster.corporate.saving.high=£1m")
    assert fault.startswith("--set:1:1  cluster.corporate.saving.low  low (£1,600,000) is above high (£1,000,000) – ")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "cluster.corprate.saving=1",
            'cluster.corprate.saving  there is no cluster.corprate in the case – did you mean "corporate"?',
        ),
        (
            "cluster.corporate.savings=1",
            'cluster.corporate.savings  "savings" is not a key of cluster.corporate – did you mean "saving"?',
        ),
        ("clusters.corporate=1", 'clusters.corporate  "clusters" is not a key of a case – did you mean "cluster"?'),
        (
            "wave.first.name.short=1",
            "wave.first.name.short  wave.first.name has no keys of its own – wave.first.name=1",
        ),
        (
            "exit.profile=1",
            'exit.profile  "profile" is not a key of exit – '
            "one of probability, from, unwind, cost, key, source, basis, note, …",
        ),
        (
            "cost.office.profile.share=1",
            "cost.office.profile.share  an entry of the list cost.office.profile cannot be set alone – "
            "the whole list, in square brackets",
        ),
        ("nonsense", "nonsense  this is not PATH=VALUE – the path of a key, such as cluster.corporate.saving=£2m"),
        ("=3", "=3  this is not PATH=VALUE – the path of a key, such as cluster.corporate.saving=£2m"),
        ("a..b=3", "a..b=3  this is not PATH=VALUE – the path of a key, such as cluster.corporate.saving=£2m"),
    ],
)
def test_a_set_that_names_nothing_is_a_fault(text: str, fault: str) -> None:
    assert told("delay.common=1", text) == [f"--set:2:1  {fault}"]


def test_a_set_value_cannot_smuggle_in_other_keys() -> None:
    assert load_case(GOOD, ["case.title=1\nkey = 2"]).case.title == "1\nkey = 2"


# ---------------------------------------------------------------- weight


def test_checking_a_case_imports_nothing_heavy() -> None:
    code = (
        "import sys; from simulator.case import check_case; case, faults, _ = check_case(); "
        "assert case is not None and not faults; "
        "heavy = [m for m in ('numpy', 'numba', 'pandas', 'matplotlib', 'scipy', 'pyarrow') if m in sys.modules]; "
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=GOOD.parents[2])
    assert (done.returncode, done.stderr) == (0, "")


def test_the_package_offers_its_names_without_importing_them() -> None:
    code = (
        "import sys, simulator; assert simulator.__version__; assert 'pydantic' not in sys.modules; "
        "assert simulator.load_case().case.id; assert 'load_case' in dir(simulator); assert 'numpy' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=GOOD.parents[2])
    assert (done.returncode, done.stderr) == (0, "")


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    import simulator

    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = simulator.nothing
