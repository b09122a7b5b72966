"""The register of assumptions holds every stated input, as the case states it."""

import pytest

from simulator.case import iter_inputs
from tests.findings.reported import shipped, small


@pytest.mark.parametrize("name", ["darlington-hartlepool", "darlington-hartlepool-bottom-up"])
def test_every_stated_input_is_there_in_order(name):
    found = shipped(name)
    stated = [(id, number) for id, number, is_default in iter_inputs(found.case) if not is_default]
    rows = found.report.register.rows
    assert [row.id for row in rows] == [id for id, _ in stated]
    assert [row.basis for row in rows] == [number.basis or "assumed" for _, number in stated]
    assert [row.uncertain for row in rows] == [not number.fixed for _, number in stated]
    register, counts = found.report.register, found.findings.facts.inputs
    assert (register.reported, register.evidence, register.assumed, register.uncertain) == (
        *(counts.reported, counts.evidence, counts.assumed, counts.uncertain),
    )
    assert sum(row.basis == "assumed" for row in rows) == register.assumed


def test_a_row_says_what_the_file_says():
    rows = {row.id: row for row in shipped("darlington-hartlepool").report.register.rows}
    row = rows["cluster.corporate.saving"]
    assert (row.section, row.label) == ("The clusters", "Corporate services – saving")
    assert row.value == "between £1.63m and £2.82m a year, most likely in the middle"
    assert (row.basis, row.source) == ("reported", "2011 report, section 2.4")
    assert row.note == "Middle likeliest: assumed" and not row.tested_only
    assert rows["delay.common"].tested_only


def test_shares_are_those_of_the_drivers():
    found = small()
    swings = {driver.id: driver.swings for driver in found.report.drivers.drivers}
    rows = {row.id: row for row in found.report.register.rows}
    assert rows["delivery.factor"].shares["npv"] == swings["delivery.factor"]["npv"].share
    # A chance is what its event depends on.
    assert rows["event.fire.probability"].shares["npv"] == swings["event.fire"]["npv"].share
    assert rows["cluster.office.cashable"].shares == {} and rows["cluster.office.cashable"].depends == "fixed"


def test_how_much_depends_on_it_in_words():
    rows = {row.id: row for row in small().report.register.rows}
    share = round(rows["delivery.factor"].shares["annual_saving"] * 100)
    assert f"{share}% of what moves the annual saving" in rows["delivery.factor"].depends
    assert "annual saving" not in rows["cost.change.amount"].depends
    assert rows["gate.go.decline.east.probability"].depends == "whether it goes ahead at all: see the risks"
