"""The case in plain English, and the reference of its keys."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import TypeAdapter

from simulator.case import Calendar, iter_inputs, load_case
from simulator.case.anatomy import Kind
from simulator.case.as_submitted import set_aside
from simulator.case.explain import UnknownKey, explain_case, explain_key, key_reference
from simulator.case.key_forms import example_of, meaning_and_default, written
from simulator.case.keys import all_keys, shared_keys
from simulator.case.wording import said_basis, said_input

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("darlington-hartlepool", "darlington-hartlepool-bottom-up", "blank", "every-option")
EVERY_KEY = [*all_keys(), *shared_keys()]


@pytest.fixture(scope="module", params=NAMES)
def case(request, tmp_path_factory):
    """Each shipped case, and the blank one with its optional parts in use."""
    if request.param != "every-option":
        return load_case(ROOT / "configs" / f"{request.param}.toml")
    text = (ROOT / "configs" / "blank.toml").read_text(encoding="utf-8")
    path = tmp_path_factory.mktemp("case") / "every-option.toml"
    path.write_text(re.sub(r"^#(?=[^ \n#])", "", text, flags=re.MULTILINE), encoding="utf-8")
    return load_case(path)


def plain(text):
    return " ".join(text.split())


def stated(case):
    return {path: number for path, number, is_default in iter_inputs(case) if not is_default}


class TestTheCase:
    def test_every_input_is_told_with_its_range(self, case):
        text = plain(explain_case(case))
        missing = [path for path, number in stated(case).items() if said_input(number, case.calendar) not in text]
        assert missing == []

    def test_every_input_is_told_with_its_basis_and_source(self, case):
        text = plain(explain_case(case))
        assert [path for path, number in stated(case).items() if said_basis(number) not in text] == []

    def test_every_input_is_told_once(self, case):
        told = re.findall(r"^ {26}(?:Reported|Evidence|Assumed)(?:,| \()", explain_case(case), flags=re.MULTILINE)
        assert len(told) == len(stated(case))

    def test_every_table_is_told(self, case):
        text = explain_case(case)
        keyed = (
            "council",
            "out_of_scope",
            "wave",
            "cluster",
            "cost",
            "running",
            "lock",
            "event",
            "gate",
            "correlation",
        )
        tables = [f"({section}.{name})" for section in keyed for name in getattr(case, section)]
        assert [table for table in tables if table not in text] == []

    def test_counts_add_up(self, case):
        text = explain_case(case)
        counts = re.findall(r"^ +(\d+)  (?:reported|evidence|assumed):", text, flags=re.MULTILINE)
        assert sum(map(int, counts)) == len(stated(case))
        uncertain = sum(not number.fixed for number in stated(case).values())
        assert f"It states {len(stated(case))} inputs, {uncertain} of them uncertain." in text

    def test_lines_fit_the_screen(self, case):
        text = explain_case(case)
        assert max(map(len, text.splitlines())) <= 100
        assert text.endswith("\n") and not text.endswith("\n\n")

    def test_set_aside_is_what_the_view_sets_aside(self, case):
        from simulator.plan.views import neutral_value

        assert {path for path in stated(case) if set_aside(path)} == {
            path for path in stated(case) if neutral_value(path) is not None
        }

    def test_marks_agree_with_what_is_set_aside(self, case):
        assert explain_case(case).replace("[tested only] below", "").count("[tested only]") == sum(
            set_aside(path) for path in stated(case)
        )


def test_the_real_case_reads_as_it_should():
    text = explain_case(load_case())
    assert "between £1.63m and £2.82m a year, most likely in the middle" in text
    assert "anywhere from 1.2 to 1.8, each value as likely as the next" in text
    assert "Decided in January 2013" in text
    assert "on Darlington Borough Council's side,\n  until 30 April 2018." in text
    assert "6 clusters. Their savings add up to £5.38m a year at the lowest and £8.36m at the highest." in text
    assert "Set aside in this case: the delay of the whole programme, 3 delays of waves" in plain(text)


def test_a_changed_input_is_told_as_changed():
    text = explain_case(load_case(None, ['cluster.corporate.saving="£1.9m"']))
    assert "£1.9m a year" in text
    assert "between £1.63m and £2.82m a year" not in text


def test_explaining_needs_no_numpy():
    code = (
        "import sys; from simulator.case import load_case; from simulator.case.explain import explain_case;"
        "explain_case(load_case()); print([m for m in ('numpy', 'numba', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


class TestOneKey:
    @pytest.mark.parametrize("asked", ["cluster.saving", "cluster.corporate.saving", "saving", "cluster.ID.saving"])
    def test_is_found_with_and_without_ids(self, asked):
        assert explain_key(asked).startswith("cluster.ID.saving\n")

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("council.darlington.gap.2014/15", "council.ID.gap.YEAR"),
            ("gap", "council.ID.gap.YEAR"),
            ("gate.wave-1.decline.hartlepool", "gate.ID.decline.COUNCIL"),
            ("total_cost.kind.ict.share", "total_cost.kind.KIND.share"),
            ("exit.from", "exit.from"),
            ("cluster.prerequisites.lag", "cluster.ID.prerequisites.lag"),
            ("[cluster.corporate]", "cluster.ID"),
            ("index.pay.growth", "index.pay.growth.YEAR"),
        ],
    )
    def test_names_of_the_case_are_taken_for_what_they_are(self, asked, found):
        assert explain_key(asked).startswith(found + "\n")

    def test_says_meaning_limits_default_and_example(self):
        text = explain_key("cluster.overlap")
        assert "already count" in text
        assert 'a share from 0 to 1, or "0%" to "100%"' in text
        assert "Default: 0%." in text
        assert "[cluster.corporate]\n    overlap = " in text

    def test_a_default_that_depends_on_the_rest_is_told(self):
        assert "Default: its wave's." in explain_key("cluster.ramp")

    def test_says_where_else_the_word_stands(self):
        assert "The same word elsewhere: wave.ID.delay, cluster.ID.delay, event.ID.delay." in plain(
            explain_key("delay")
        )

    def test_tells_all_keys_that_end_alike(self):
        text = explain_key("amount")
        assert all(f"{key}\n" in text for key in ("total_cost.amount", "cost.ID.amount", "team.amount"))

    def test_a_table_lists_its_keys(self):
        text = explain_key("gate")
        assert all(f"    {key}: " in text for key in ("date", "decline.COUNCIL", "abort", "key"))

    def test_what_every_input_has(self):
        assert explain_key("basis").startswith("basis, in an input\n")

    @pytest.mark.parametrize(
        ("asked", "meant"),
        [
            ("cluster.savng", "cluster.saving"),
            ("savng", "saving"),
            ("cluster.corporate.savng", "cluster.saving"),
            ("event.probabilty", "event.probability"),
            ("clutser", "cluster"),
            ("exit.probability.value.more", "probability"),
        ],
    )
    def test_unknown_names_the_nearest(self, asked, meant):
        with pytest.raises(UnknownKey, match=re.escape(f'"{asked}"')) as error:
            explain_key(asked)
        assert meant in str(error.value)

    @pytest.mark.parametrize("asked", ["zzzzzz", "", "."])
    def test_unknown_and_near_to_nothing_says_where_to_look(self, asked):
        with pytest.raises(UnknownKey, match='"cluster" or "event"'):
            explain_key(asked)


class TestTheReference:
    @pytest.mark.parametrize("key", EVERY_KEY, ids=lambda key: key.dotted)
    def test_every_key_has_a_meaning(self, key):
        meaning, default = meaning_and_default(key)
        assert meaning.endswith(".")
        assert key.is_table or (default and written(key))

    @pytest.mark.parametrize("key", EVERY_KEY, ids=lambda key: key.dotted)
    def test_every_example_is_valid(self, key):
        values = tomllib.loads(example_of(key))
        if key.is_table:
            return
        value = values[key.path[-1]] if key.is_shared else _down(values, key)
        kind = Annotated[(key.place.type, *key.place.marks)] if key.place.marks else key.place.type
        TypeAdapter(kind).validate_python(value, context={"calendar": Calendar("2011-10", "2021/22")})

    @pytest.mark.parametrize("key", [k for k in EVERY_KEY if k.place.kind is Kind.INPUT], ids=lambda key: key.dotted)
    def test_every_example_of_a_range_is_valid(self, key):
        ranges = re.findall(r"^# or uncertain: .+? = (\{.*\})$", example_of(key), flags=re.MULTILINE)
        assert len(ranges) == (key.dotted not in ("wave.ID.start", "cluster.ID.prerequisites.lag"))
        for text in ranges:
            assert not key.place.type.model_validate(tomllib.loads(f"x = {text}")["x"]).fixed

    def test_committed_page_is_current(self):
        page = (ROOT / "docs" / "case-file.md").read_text(encoding="utf-8")
        assert page == key_reference(), "run: python -m simulator.case.explain"


def _down(values, key):
    """The value in an example at the path of a key, whatever names stand for its ids."""
    for part in key.path:
        if isinstance(values, list):
            values = values[0]
        values = values[part] if part in values else next(iter(values.values()))
    return values
