"""The shipped cases load cleanly and still hold the figures of the 2011 report."""

import re
import tomllib
from pathlib import Path

import jsonschema
import pytest

from simulator.case import builtin_path, case_schema, check_case, load_case

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
NAMES = ("darlington-hartlepool", "darlington-hartlepool-bottom-up", "blank")
REAL = NAMES[:2]


def raw(name):
    return tomllib.loads((CONFIGS / f"{name}.toml").read_text(encoding="utf-8"))


def test_every_file_in_the_folder_is_tested():
    assert sorted(path.stem for path in CONFIGS.glob("*.toml")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_loads_without_error_or_warning(name):
    case, faults, warnings = check_case(CONFIGS / f"{name}.toml")
    assert [str(fault) for fault in faults] == []
    assert [str(warning) for warning in warnings] == []
    assert case is not None


@pytest.mark.parametrize("name", NAMES)
def test_matches_the_json_schema(name):
    schema = case_schema()
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    assert [error.message for error in validator(schema).iter_errors(raw(name))] == []


@pytest.mark.parametrize("name", NAMES)
def test_is_found_by_name(name):
    assert builtin_path(name).read_bytes() == (CONFIGS / f"{name}.toml").read_bytes()


def test_no_case_named_is_the_real_one():
    assert load_case() == load_case(CONFIGS / "darlington-hartlepool.toml")


@pytest.mark.parametrize("name", REAL)
class TestTieOut:
    """Sums of the inputs; the outcomes are held elsewhere."""

    def test_budgets_sum_to_the_printed_totals(self, name):
        case = load_case(CONFIGS / f"{name}.toml")
        in_scope = sum(cluster.budget.value for cluster in case.cluster.values())
        assert in_scope == 147_968_591
        assert in_scope + sum(line.budget.value for line in case.out_of_scope.values()) == 156_498_046

    def test_savings_sum_to_the_printed_range(self, name):
        clusters = load_case(CONFIGS / f"{name}.toml").cluster.values()
        assert sum(cluster.saving.low for cluster in clusters) == 5_380_000
        assert sum(cluster.saving.high for cluster in clusters) == 8_360_000

    def test_total_cost_is_the_printed_range(self, name):
        amount = load_case(CONFIGS / f"{name}.toml").total_cost.amount
        assert (amount.low, amount.high) == (5_000_000, 8_000_000)

    def test_gaps_sum_to_the_reported_gap(self, name):
        councils = load_case(CONFIGS / f"{name}.toml").council.values()
        assert sum(council.gap["2014/15"].value for council in councils) == 22_500_000

    def test_council_budgets_are_the_reported_total_to_the_nearest_tenth_of_a_million(self, name):
        councils = load_case(CONFIGS / f"{name}.toml").council.values()
        assert round(sum(council.net_budget.value for council in councils) / 1e6, 1) == round(156_498_046 / 1e6, 1)

    def test_only_what_the_report_prints_is_called_reported(self, name):
        from simulator.case.inputs import iter_inputs

        reported = {
            input_id
            for input_id, number, defaulted in iter_inputs(load_case(CONFIGS / f"{name}.toml"))
            if number.basis == "reported" and not defaulted
        }
        assert reported == {
            "total_cost.amount",
            "out_of_scope.other-services.budget",
            *(f"cluster.{cluster}.{key}" for cluster in raw(name)["cluster"] for key in ("budget", "saving")),
        }

    def test_every_input_says_where_it_comes_from(self, name):
        from simulator.case.inputs import iter_inputs

        silent = [
            input_id
            for input_id, number, defaulted in iter_inputs(load_case(CONFIGS / f"{name}.toml"))
            if not defaulted and not number.source
        ]
        assert silent == []

    def test_the_reports_own_dates_are_kept(self, name):
        claim = raw(name)["claim"]
        assert (claim["first_net_saving_year"], claim["full_effect_year"]) == ("2013/14", "2014/15")


def without(table, *paths):
    """A copy of nested tables without what the dotted paths name; * stands for any key."""
    copy = dict(table)
    for path in paths:
        first, _, rest = path.partition(".")
        for key in list(copy) if first == "*" else [first]:
            if not rest:
                copy.pop(key, None)
            elif key in copy:
                copy[key] = without(copy[key], rest)
    return copy


def test_bottom_up_shares_everything_else_with_the_real_case():
    total, posts = (raw(name) for name in REAL)
    differ = ("case.id", "case.title")
    assert without(total, *differ, "cluster.*.overrun", "correlation.redundancy-overruns") == without(
        posts, *differ, "cluster.*.posts", "redundancy", "council.*.redundancy", "council.*.pension"
    )
    assert posts["redundancy"]["method"] == "posts"
    assert all("posts" in cluster for cluster in posts["cluster"].values())


def with_every_option(text):
    """The blank with its optional parts in use: lines that begin with # and no space lose it."""
    return re.sub(r"^#(?=[^ \n#])", "", text, flags=re.MULTILINE)


def test_blank_is_valid_with_every_option_in_use(tmp_path):
    path = tmp_path / "every-option.toml"
    path.write_text(with_every_option((CONFIGS / "blank.toml").read_text(encoding="utf-8")), encoding="utf-8")
    _, faults, warnings = check_case(path)
    assert [str(fault) for fault in faults] == []
    assert [str(warning) for warning in warnings] == []


def test_blank_shows_every_section():
    shown = tomllib.loads(with_every_option((CONFIGS / "blank.toml").read_text(encoding="utf-8")))
    assert set(case_schema()["properties"]) - {"$schema"} == set(shown)


THEMES_OF_THE_REPORT = 8 + 7
"""Rows of the tables in its sections 4.1 and 4.2."""


def test_every_theme_has_its_place():
    page = (CONFIGS.parent / "docs" / "darlington-hartlepool.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| (4\.[12]) \|", page, flags=re.MULTILINE)
    places = {(theme.partition(":")[0], section) for theme, section in rows}
    assert len(places) == THEMES_OF_THE_REPORT
    stated = set(
        re.findall(r'theme\s*= "([^"]+?) \((4\.[12])\)', (CONFIGS / f"{REAL[0]}.toml").read_text(encoding="utf-8"))
    )
    assert stated <= places
