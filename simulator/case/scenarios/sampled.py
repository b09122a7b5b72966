"""``--sample N --vary PATH=LOW..HIGH``: scenarios spread evenly over ranges of some keys."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.case.faults import Fault
from simulator.case.misread import Misread
from simulator.case.scenarios.ranges import EXAMPLE, Range, read_range
from simulator.case.scenarios.scenario import Place, Scenarios, ScenariosError, Setting, numbered

OPTION = "--vary"


def read_sample(texts: Sequence[str], many: int, seed: int) -> Scenarios:
    """So many scenarios, a Latin hypercube over the ranges: each key's values share out its range evenly.

    Parameters
    ----------
    texts : sequence of str
        Each ``PATH=LOW..HIGH``.
    many : int
        Scenarios, at least 2.
    seed : int
        0 to 2**64 − 1. A key's values depend on it, on the number of scenarios and on the path, and on no other key.

    Raises
    ------
    ScenariosError
        Saying everything that cannot be read.
    """
    faults: list[Fault] = []
    ranges: dict[str, Range] = {}
    headings: dict[str, Place] = {}
    for number, text in enumerate(texts, start=1):
        place = Place(OPTION, number)
        path, equals, said = text.partition("=")
        path = path.strip()
        if not equals or not path:
            faults.append(place.fault(text, "this is not PATH=LOW..HIGH", "a path, and " + EXAMPLE))
        elif path in ranges:
            faults.append(place.fault(path, "it varies already", "one range for each key"))
        else:
            try:
                ranges[path] = read_range(said)
                headings[path] = place
            except Misread as wrong:
                faults.append(place.fault(path, wrong.wrong, wrong.instead))
    if faults:
        raise ScenariosError(faults)
    from distributions.designs import Design, designed_uniforms

    # The first of two randomisations: a design has at least two, as their differences tell the error of a run.
    found = designed_uniforms(Design("lhs", many, 2), seed, [f"scenarios {path}" for path in ranges], range(many))
    rows = [
        (
            "",
            [
                Setting(path, r.at(float(found[f"scenarios {path}"][i]), many), headings[path])
                for path, r in ranges.items()
            ],
        )
        for i in range(many)
    ]
    paths = tuple(ranges)
    return Scenarios("sample", paths, numbered(rows, paths), headings)
