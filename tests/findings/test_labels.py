"""Every input has words of its own."""

import pytest

from simulator.case import iter_inputs
from simulator.findings.labels import _LABELS, SECTIONS, Labels
from tests.findings.reported import shipped, small


@pytest.mark.parametrize("found", [lambda: small(), lambda: shipped("darlington-hartlepool-bottom-up")])
def test_every_input_has_a_label_that_no_other_has(found):
    case = found().case
    ids = [name for name, _, _ in iter_inputs(case)]
    labels = [Labels(case).of(name) for name in ids]
    assert [name for name, label in zip(ids, labels, strict=True) if label == name] == []
    assert len(set(labels)) == len(labels)


def test_every_pattern_has_a_section():
    assert {pattern.split(".")[0] for pattern, _ in _LABELS} <= set(SECTIONS)


@pytest.mark.parametrize(
    ("id", "label"),
    [
        ("cluster.corporate.saving", "Corporate services – saving"),
        ("cluster.corporate.overrun.redundancy", "Corporate services – overrun of redundancy"),
        ("council.hartlepool.gap.2014/15", "Hartlepool Borough Council – gap in 2014/15"),
        ("gate.wave-1", "A council says no in January 2013"),
        ("gate.wave-1.decline.darlington", "Darlington Borough Council says no in January 2013"),
        ("total_cost.kind.ict.share", "One-off cost – weight of ICT"),
        ("lock.xentrall.share", "The contract Xentrall – share of the saving that it holds back"),
        ("event.statutory-posts", "Sharing statutory officers takes longer"),
        ("index.pay.growth.2013/14", "Growth of pay from 2013/14"),
        ("something.else", "something.else"),
    ],
)
def test_labels_of_the_shipped_case(id, label):
    assert Labels(shipped("darlington-hartlepool").case).of(id) == label
