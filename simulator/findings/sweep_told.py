"""A finished sweep: its scenarios in order of merit, in sentences, as a table for the screen, and as JSON values."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simulator.findings import figure_words, wording
from simulator.findings.figure_rows import Difference, Named
from simulator.findings.figures import APPROVED, Estimate
from simulator.findings.sweep import Row

SCHEMA_VERSION = 1
"""Raised whenever a reader of the object would have to change."""

AS_IT_IS = "the case as it is"
MOST_LISTED = 40
"""Scenarios that a screen lists; of more, the best and the worst."""

_NARROWEST, _LONGEST_NAME = 9, 46


@dataclass(frozen=True)
class Line:
    """One scenario and what the trials say of it; number 0 is the case as it is.

    Attributes
    ----------
    number : int
    name : str
    values : dict of str to str
        Path to value, as written; paths that it leaves as they are in the case are not among them.
    row : Row
    """

    number: int
    name: str
    values: dict[str, str]
    row: Row


@dataclass(frozen=True)
class Sweep:
    """A finished sweep.

    Attributes
    ----------
    case_id, title : str
    kind : "grid", "file" or "sample"
    paths : tuple of str
        Every path that a scenario sets.
    short, labels : dict of str to str
        A short name for each path, and what people call it.
    base : Line
    lines : tuple of Line
    named : tuple of Named
        The figures.
    units : tuple of str
        Of the figures.
    bases : tuple of str
        The price base of each figure in words; empty where it has none.
    shown : int
        Place of the figure by which scenarios are compared.
    seed, trials : int
    results_sha256 : str
    """

    case_id: str
    title: str
    kind: str
    paths: tuple[str, ...]
    short: dict[str, str]
    labels: dict[str, str]
    base: Line
    lines: tuple[Line, ...]
    named: tuple[Named, ...]
    units: tuple[str, ...]
    bases: tuple[str, ...]
    shown: int
    seed: int
    trials: int
    results_sha256: str

    @property
    def phrase(self) -> str:
        """What the figure is that scenarios are compared by."""
        return figure_words.phrase(self.named[self.shown].figure)

    @property
    def unit(self) -> str:
        """Its unit."""
        return self.units[self.shown]

    @property
    def direction(self) -> int:
        """Whether more of it is better; see `simulator.findings.figure_words.better`."""
        return figure_words.better(self.named[self.shown].figure)

    def estimate(self, line: Line) -> Estimate | None:
        """What a scenario's trials say of the figure that is shown."""
        return line.row.estimates[self.shown]

    def moved(self, line: Line) -> Difference:
        """How far it is from the case as it is."""
        return line.row.differences[self.shown]

    def said(self, line: Line) -> str:
        """It in words, with its unit."""
        return figure_words.said_in_full(self.estimate(line), self.unit)

    def varied(self) -> list[str]:
        """Paths that more than one value is given for, those that move the figure shown most first.

        What a path moves is how far apart the means over its values are; infinite figures are left out.
        """

        def moved(path: str) -> float:
            by_value: dict[str | None, list[float]] = {}
            for line in self.lines:
                found = self.estimate(line)
                if found is not None and found.value is not None and math.isfinite(found.value):
                    by_value.setdefault(line.values.get(path), []).append(found.value)
            means = [sum(values) / len(values) for values in by_value.values()]
            return max(means, default=0.0) - min(means, default=0.0)

        several = [path for path in self.paths if len({line.values.get(path) for line in self.lines}) > 1]
        return sorted(several, key=lambda path: -moved(path))

    def ranked(self) -> list[Line]:
        """The scenarios that have the figure, the best first (the highest, where neither is better); ties in order."""
        sign = -1.0 if self.direction >= 0 else 1.0
        has = [(line, found.value) for line in self.lines if (found := self.estimate(line)) and found.value is not None]
        return [line for line, value in sorted(has, key=lambda pair: (sign * pair[1], pair[0].number))]


def alike(sweep: Sweep, one: Line, other: Line) -> bool:
    """Whether the figure shown of two scenarios is too near to call.

    Their draws are common, so the error of their difference is at most the sum of the errors of their differences from
    the case as it is; and where common draws help, as they do, at most that of two separate runs.
    """
    first, second = sweep.estimate(one), sweep.estimate(other)
    if first is None or second is None or first.value is None or second.value is None:
        return False
    if not (math.isfinite(first.value) and math.isfinite(second.value)):
        return first.value == second.value
    apart = math.hypot(first.error or 0.0, second.error or 0.0)
    moved = [sweep.moved(line).error for line in (one, other)]
    common = math.inf if None in moved else sum(error for error in moved if error is not None)
    return abs(first.value - second.value) <= 2 * min(apart, common)


def headline(sweep: Sweep) -> str:
    """The finding in one sentence, without a full stop."""
    ranked = sweep.ranked()
    what = sweep.phrase[:1].upper() + sweep.phrase[1:]
    if not ranked:
        return f"{what}: no scenario has a trial that counts"
    best, worst = ranked[0], ranked[-1]
    if len(ranked) == 1:
        return f"{what}: {sweep.said(best)} ({_named(best)})"
    if alike(sweep, best, worst) or sweep.said(best) == sweep.said(worst):
        return f"{what} is {sweep.said(best)} in every scenario, as far as {sweep.trials:,} trials can tell"
    first, last = ("best", "worst") if sweep.direction else ("highest", "lowest")
    ends = [(first, best), (last, worst)]
    return f"{what}: " + ", ".join(f"{which} {sweep.said(line)} ({_named(line)})" for which, line in ends)


def title(sweep: Sweep) -> str:
    """The finding, short enough to stand over a picture that shows which scenario is which."""
    ranked = sweep.ranked()
    if len(ranked) < 2 or alike(sweep, ranked[0], ranked[-1]) or sweep.said(ranked[0]) == sweep.said(ranked[-1]):
        return headline(sweep)
    what = sweep.phrase[:1].upper() + sweep.phrase[1:]
    ends = f"from {sweep.said(ranked[-1])} to {sweep.said(ranked[0])}"
    return f"{what}: {ends}, {'best' if sweep.direction else 'highest'} with {_named(ranked[0])}"


def _named(line: Line) -> str:
    return wording.plain(line.name, _LONGEST_NAME + 20)


def sentences(sweep: Sweep) -> list[str]:
    """What an officer would read out of a sweep, a sentence each."""
    many = len(sweep.lines)
    said = [f"{headline(sweep)}."]
    ranked = sweep.ranked()
    if len(ranked) > 1 and not alike(sweep, ranked[0], ranked[-1]):
        near = sum(alike(sweep, ranked[0], line) for line in ranked[1:])
        if near:
            more = f"{near} other scenario is" if near == 1 else f"{near:,} other scenarios are"
            said.append(f"{more} too near to the {'best' if sweep.direction else 'highest'} to call.")
        for place, line in (("Best", ranked[0]), ("Worst", ranked[-1])):
            if sweep.direction and sweep.moved(line).value is not None:
                said.append(f"{place} against {AS_IT_IS} ({sweep.said(sweep.base)}): {_change(sweep, line)}.")
    missing = many - len(ranked)
    if missing:
        said.append(f"{missing:,} of {many:,} scenarios {'has' if missing == 1 else 'have'} no trial that counts.")
    return said


def _change(sweep: Sweep, line: Line) -> str:
    moved = sweep.moved(line)
    if moved.error is not None and moved.value is not None and abs(moved.value) <= 2 * moved.error:
        return "no clear change"
    text = figure_words.said_change(moved, sweep.unit)
    return f"{text} {sweep.unit.split()[0]}" if sweep.unit.startswith(("years", "months")) else text


def spoken_lines(sweep: Sweep, width: int) -> list[str]:
    """A sweep as lines for a terminal: sentences, then a table of the scenarios in their order.

    Parameters
    ----------
    sweep : Sweep
    width : int
        Columns of the terminal.
    """
    many = len(sweep.lines)
    lines = [wording.plain(sweep.title, width)]
    plural = "" if many == 1 else "s"
    lines.append(f"{many:,} scenario{plural}, {sweep.trials:,} trials each on common draws, seed {sweep.seed}.")
    for text in sentences(sweep):
        lines += textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    ranked = sweep.ranked()
    listed: Sequence[Line] = sweep.lines
    if many > MOST_LISTED:
        half = MOST_LISTED // 2
        listed = ranked if len(ranked) <= MOST_LISTED else [*ranked[:half], *ranked[-half:]]
    order = [sweep.shown, *(place for place in range(len(sweep.named)) if place != sweep.shown)]
    lines += ["", *_table(sweep, [sweep.base, *listed], order, width)]
    if len(listed) < many:
        lines.append(f"The best {len(listed) // 2} and the worst {len(listed) // 2} of {many:,}; all are in the table.")
    return lines


def _table(sweep: Sweep, listed: Sequence[Line], order: Sequence[int], width: int) -> list[str]:
    """The table: number, name, the figure shown with its change, then as many others as there is room for."""
    columns: list[tuple[str, list[str]]] = [
        ("", [str(line.number) if line.number else "" for line in listed]),
        ("scenario", [wording.plain(line.name, _LONGEST_NAME) for line in listed]),
    ]
    taken = sum(max(map(len, (head, *cells))) + 2 for head, cells in columns)
    shown = 0
    for place in order:
        named, unit = sweep.named[place], sweep.units[place]
        new = [
            (figure_words.heading(named, unit), [figure_words.said(line.row.estimates[place], unit) for line in listed])
        ]
        if place == sweep.shown:
            new.append(
                (
                    "change",
                    [figure_words.said_change(sweep.moved(line), unit) if line.number else "" for line in listed],
                )
            )
        needs = sum(_room(head, cells) + 2 for head, cells in new)
        if shown and taken + needs > width:
            break
        columns += new
        taken += needs
        shown += 1
    lines = _aligned(columns)
    given = [sweep.named[place].figure.given == APPROVED for place in order[:shown]]
    notes = []
    if any(given):
        which = (
            ""
            if all(given)
            else ", save the "
            + wording.listed(
                [
                    figure_words.bare_phrase(sweep.named[place].figure)
                    for place, one in zip(order, given, strict=False)
                    if not one
                ]
            )
        )
        notes.append(f"Given that the councils approve{which}.")
    if shown < len(order):
        left = len(order) - shown
        notes.append(f"{left} more figure{'s' if left > 1 else ''} and all errors are in scenarios.csv.")
    return [*lines, *(part for note in notes for part in textwrap.wrap(note, width))]


def _room(head: str, cells: Sequence[str]) -> int:
    return max(_NARROWEST, *map(len, cells), *(len(word) for word in head.split()))


def _aligned(columns: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """Columns two spaces apart under headings of several lines; all but the second are aligned right."""
    widths = [
        _room(head, cells) if place > 1 else max(map(len, (head, *cells)))
        for place, (head, cells) in enumerate(columns)
    ]
    heads = [
        textwrap.wrap(head, wide, break_long_words=False) or [""]
        for (head, _), wide in zip(columns, widths, strict=True)
    ]
    tall = max(map(len, heads))
    rows = [[([""] * (tall - len(head)) + head)[i] for head in heads] for i in range(tall)]
    rows += [list(cells) for cells in zip(*(cells for _, cells in columns), strict=True)]
    return [
        "  ".join(
            cell.ljust(wide) if place == 1 else cell.rjust(wide)
            for place, (cell, wide) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def sweep_object(sweep: Sweep, folder: str) -> dict[str, Any]:
    """A sweep as JSON values: what cannot be a number there, an infinite or undefined figure, is null.

    Returns
    -------
    dict
        ``schema_version``, ``sweep`` (its folder), ``case``, ``title``, ``kind``, ``trials``, ``seed``, ``paths``,
        ``figures`` (what each is, its unit and whether more is better), ``shown``, ``headline``, ``base`` and
        ``scenarios`` (number, name, what is set, figures with error, 95% interval, trials that count, and difference
        from the base with its error on common draws), ``results_sha256``.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "sweep": folder,
        "case": sweep.case_id,
        "title": sweep.title,
        "kind": sweep.kind,
        "trials": sweep.trials,
        "seed": sweep.seed,
        "paths": list(sweep.paths),
        "figures": {
            named.text: {
                "means": figure_words.phrase(named.figure),
                "unit": unit,
                "price_base": base or None,
                "more_is_better": {1: True, -1: False}.get(figure_words.better(named.figure)),
            }
            for named, unit, base in zip(sweep.named, sweep.units, sweep.bases, strict=True)
        },
        "shown": sweep.named[sweep.shown].text,
        "headline": headline(sweep),
        "base": _line_object(sweep, sweep.base),
        "scenarios": [_line_object(sweep, line) for line in sweep.lines],
        "results_sha256": sweep.results_sha256,
    }


def _line_object(sweep: Sweep, line: Line) -> dict[str, Any]:
    return {
        "scenario": line.number,
        "name": line.name,
        "set": line.values,
        "figures": {
            named.text: _figure_object(found, moved)
            for named, found, moved in zip(sweep.named, line.row.estimates, line.row.differences, strict=True)
        },
        "results_sha256": line.row.results_sha256,
    }


def _figure_object(found: Estimate | None, moved: Difference) -> dict[str, Any]:
    interval = None if found is None else found.interval
    return {
        "value": _number(None if found is None else found.value),
        "infinite": found is not None and found.value is not None and math.isinf(found.value),
        "error": _number(None if found is None else found.error),
        "interval_95": None if interval is None else [_number(end) for end in interval],
        "trials": 0 if found is None else found.trials,
        "difference": _number(moved.value),
        "difference_error": _number(moved.error),
    }


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
