"""The made-up national set: the shipped file is what the generator writes, and it looks like a nation."""

import csv

import pytest

from simulator.case import builtin_path, load_case
from simulator.portfolio.councils import read_councils
from simulator.portfolio.groups import all_pairs, neighbours
from simulator.portfolio.synthetic import CLUSTERS, MOST, OUT_OF_SCOPE, YEARS, synthetic_csv
from simulator.portfolio.template import Template

FILE = builtin_path("blank").with_name("synthetic-councils.csv")


@pytest.fixture(scope="module")
def councils():
    template = Template(load_case())
    assert set(template.clusters) == set(CLUSTERS) and template.out_of_scope == (OUT_OF_SCOPE,)
    return read_councils(FILE, FILE.name, template.clusters, template.out_of_scope, template.years)


def test_the_shipped_set_is_what_the_generator_writes():
    assert FILE.read_bytes() == synthetic_csv(300).encode("ascii")


def test_it_says_that_it_is_made_up():
    first = FILE.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# Synthetic") and "No council here is real" in first


def test_a_nation_has_its_pairs(councils):
    assert len(councils) == 300 and len(all_pairs(councils)) == 44_850
    assert len({council.name for council in councils}) == 300
    assert 600 <= len(neighbours(councils)) <= 1200


def test_sizes_and_proportions_are_plausible(councils):
    by_class = {}
    for council in councils:
        by_class.setdefault(council.size_class, []).append(council)
    assert {name: len(found) for name, found in by_class.items()} == {"county": 24, "district": 165, "unitary": 111}
    middle = {name: sorted(c.net_budget for c in found)[len(found) // 2] for name, found in by_class.items()}
    assert 10e6 < middle["district"] < 30e6 < 100e6 < middle["unitary"] < 300e6 < 400e6 < middle["county"] < 800e6
    for council in councils:
        assert council.net_budget == sum(council.budgets.values())
        assert 0.08 < council.gaps[YEARS[-1]] / council.net_budget < 0.21
        assert council.gaps[YEARS[0]] < council.gaps[YEARS[1]] < council.gaps[YEARS[2]]
        assert (council.budgets["people"] == 0) == (council.size_class == "district")


@pytest.mark.parametrize("count", [2, 17, MOST])
def test_any_number_of_councils(count):
    rows = list(csv.DictReader(synthetic_csv(count).splitlines()[1:]))
    assert len(rows) == count == len({row["id"] for row in rows})


@pytest.mark.parametrize("count", [1, MOST + 1])
def test_too_few_or_too_many(count):
    with pytest.raises(ValueError, match="write a number from 2"):
        synthetic_csv(count)


def test_another_seed_is_another_nation():
    assert synthetic_csv(20, 1) != synthetic_csv(20, 2) and synthetic_csv(20, 1) == synthetic_csv(20, 1)
