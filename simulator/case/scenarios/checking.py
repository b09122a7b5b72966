"""Scenarios held against their case: every fault of every scenario is told before a trial is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from simulator.case.faults import Fault
from simulator.case.loading import Stated, check_stated
from simulator.case.overrides import SET_FILE, Override, read_override, unknown
from simulator.case.scenarios.scenario import Scenario, Scenarios, ScenariosError, Setting
from simulator.case.schema import Case


@dataclass(frozen=True)
class Checked:
    """A scenario that holds: the case as it is in it, and what is suspicious there."""

    scenario: Scenario
    case: Case
    warnings: tuple[Fault, ...]


def check_scenarios(
    stated: Stated, common: Sequence[str], scenarios: Scenarios, take: Callable[[Checked], None]
) -> None:
    """Check every scenario, handing on those that hold as long as all do.

    Parameters
    ----------
    stated : Stated
        The case file; with ``common`` alone it holds.
    common : sequence of str
        What is set in all scenarios, as ``--set`` takes it.
    scenarios : Scenarios
    take : callable
        Given each scenario in turn. Cases are large: whoever needs something of one takes it then.

    Raises
    ------
    ScenariosError
        With every fault of every scenario, each told once and in how many scenarios it is found.
    """
    assert stated.data is not None
    wrong_paths = list(_wrong_paths(stated, scenarios))
    if wrong_paths:
        raise ScenariosError(wrong_paths)
    found: dict[Fault, list[Scenario]] = {}
    for scenario in scenarios.all:
        case, faults, warnings = check_stated(stated, (*common, *scenario.sets))
        for fault in faults:
            found.setdefault(_placed(fault, len(common), scenario), []).append(scenario)
        if case is not None and not found:
            take(Checked(scenario, case, tuple(_placed(one, len(common), scenario) for one in warnings)))
    if found:
        raise ScenariosError([_told(fault, where, len(scenarios.all)) for fault, where in found.items()])


def _wrong_paths(stated: Stated, scenarios: Scenarios) -> Iterator[Fault]:
    """Paths that lead nowhere, each told once, where it was written."""
    first: dict[str, Setting] = {}
    for scenario in scenarios.all:
        for setting in scenario.settings:
            first.setdefault(setting.path, setting)
    for path in scenarios.paths:
        text = first[path].text if path in first else f"{path}=1"
        read = read_override(1, text)
        fault = unknown(stated.data or {}, read) if isinstance(read, Override) else read
        if fault is not None:
            yield scenarios.headings[path].fault(path, fault.wrong, fault.instead)


def _placed(fault: Fault, common: int, scenario: Scenario) -> Fault:
    """A fault with the place where its value was written, if the scenario wrote it."""
    if fault.file != SET_FILE or fault.line <= common:
        return fault
    place = scenario.settings[fault.line - common - 1].place
    return replace(fault, file=place.file, line=place.line, column=place.column)


def _told(fault: Fault, where: Sequence[Scenario], many: int) -> Fault:
    """A fault that says in which scenarios it is found, unless its place says so already."""
    if len(where) == many and many > 1:
        said = "in every scenario"
    elif len(where) > 1:
        said = f"in {len(where):,} scenarios, the first of them {where[0].number} ({where[0].name})"
    else:
        said = f"in scenario {where[0].number} ({where[0].name})"
    return replace(fault, wrong=f"{said}: {fault.wrong}")
